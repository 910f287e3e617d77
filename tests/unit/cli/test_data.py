"""`hipkit data`: the tables, what a file changes in them, and that nothing is kept of what is not as it should be."""

from __future__ import annotations

import datetime
import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hipkit.formats.data import json as as_json
from hipkit.reference import adding, datasets, inuse, store
from hipkit.reference.cms.read import read_tables
from hipkit.reference.tables import list_tables
from tests.helpers import cms_files
from tests.helpers.commands import HIPKIT, Run, refused

TODAY = datetime.date(2026, 12, 4)
GOLDEN = Path(__file__).parents[2] / "golden" / "data.json"
ITEMS = """ndc,drug,strength,package,form
63323-0851-10,hydromorphone,2 mg/mL,1 mL,solution
00000-1111-22,morphine,25 mg/mL,50 mL,solution
00000-1111-33,ketamine,50 mg/mL,10 mL,solution
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "data"
    monkeypatch.setenv("HIPKIT_DATA", str(path))
    return path


@pytest.fixture
def file(tmp_path: Path) -> Any:
    def write(name: str, text: str) -> str:
        path = tmp_path / name
        path.write_text(text)
        return str(path)

    return write


def test_the_tables_that_ship_are_as_promised() -> None:
    golden = json.loads(GOLDEN.read_text())
    for table in golden["tables"]:
        table["rows"] = str(len(datasets.rows(table["name"])))  # a new code or product is no news here
    assert json.loads(json.dumps(as_json.tables(list_tables(), TODAY))) == golden


def test_the_tables_are_listed_by_the_command(run: Run) -> None:
    tables = run("data --json").json["tables"]
    assert [table["name"] for table in tables] == ["brands", "codes", "drugs", "products", "later"]
    page = run("data").out
    assert "TABLES THAT WERE ADDED\n  None." in page


def test_a_file_is_added_listed_and_removed(run: Run, file: Any) -> None:
    path = file("HCPC2025_OCT.csv", cms_files.hcpcs_csv())
    answer = run(["data", "add", path, "--json"]).json
    assert answer["would_bill_otherwise"] == [] and answer["rows"] == "4"
    assert answer["read"] == {"file": "HCPC2025_OCT.csv: codes and modifiers of HCPCS, 4 rows"}
    assert (answer["effective_from"], answer["effective_through"]) == ("2025-10-01", "2025-12-31")
    added = run("data --json").json["tables"][-1]
    assert added | {"remarks": 0} == {
        "name": "hcpcs-2025-10", "kind": "hcpcs", "source": "HCPC2025_OCT.csv", "from": "2025-10-01",
        "through": "2025-12-31", "knows": "partial", "read_on": str(datetime.date.today()), "age_days": "0",
        "shipped": False, "rows": "4", "sha256": answer["tables"][0]["sha256"], "remarks": 0,
    }  # fmt: skip
    assert "HCPC2025_OCT.csv" in run("data").out
    removed = run("data remove hcpcs-2025-10 --json").json
    assert removed["removed"]["name"] == "hcpcs-2025-10"
    assert (removed["read"], removed["notices"]) == ({"name": "hcpcs-2025-10"}, [])
    assert len(run("data --json").json["tables"]) == 5


def test_what_changes_is_said_with_what_was_and_is(run: Run, file: Any) -> None:
    codes = (
        {"code": "J2270", "words": "Injection, morphine sulfate, up to 10 mg", "add": "19860101", "act": "20260701",
         "term": "20260630", "xref": "J2269"},
        {"code": "J2269", "words": "Injection, morphine sulfate, 1 mg", "add": "20260701", "act": "20260701"},
        {"code": "A0021", "words": "Ambulance service", "add": "20260701", "act": "20260701"},
    )  # fmt: skip
    path = file("HCPC2026_JUL.csv", cms_files.hcpcs_csv(codes))
    answer = run(["data", "add", path, "--dry-run", "--json"]).json
    assert [change["code"] for change in answer["ended"]] == ["J2270"]
    assert answer["ended"][0]["is"].endswith("to 2026-06-30")
    assert [change["code"] for change in answer["added"]] == ["J2269", "A0021"], "what concerns one first"
    page = run(["data", "add", path, "--dry-run"]).out
    assert "J2269" in page and "A0021" not in page and "1 new, 0 ended, 0 changed" in page
    assert store.added() == (), "a dry run keeps nothing"
    assert "hipkit app shows what is new once its page is loaded again." not in page
    assert "hipkit app shows what is new once its page is loaded again." in run(["data", "add", path]).out


def every_code(on: str, **otherwise: dict[str, str]) -> list[dict[str, str]]:
    """A row of CMS's form for each code of HCPCS that ships and had begun by a day, its end where it had ended then."""
    rows = [row for row in datasets.table("codes") if row["source"].startswith("hcpcs") and row["from"] <= on]
    return [
        {"code": row["code"] if row["kind"] != "modifier" else f"   {row['code']}", "words": row["words"],
         "add": row["from"].replace("-", ""), "act": on.replace("-", "") if row["code"] == "J2270" else "",
         "term": row["through"].replace("-", "") if row["through"] <= on else "", **otherwise.get(row["code"], {})}
        for row in rows
    ]  # fmt: skip


@pytest.mark.parametrize(("name", "first"), [("HCPC2025_OCT", "2025-10-01"), ("HCPC2023_JAN", "2023-01-01")])
def test_an_older_file_does_not_end_what_began_later_and_takes_no_end_back(
    run: Run, file: Any, monkeypatch: pytest.MonkeyPatch, name: str, first: str
) -> None:
    """J1736 begins on 2026-01-01; J1170 ended on 2024-09-30, of which a file of January 2023 knows nothing."""
    monkeypatch.setattr(
        adding, "read_tables", lambda paths, _: [replace(one, knows="whole") for one in read_tables(paths)]
    )
    worded = {"words": "Injection, acetaminophen, 10 mg"} if first < "2025" else {}
    path = file(f"{name}.csv", cms_files.hcpcs_csv(every_code(first, J0131=worded)))
    answer = run(["data", "add", path, "--dry-run", "--json"]).json
    assert (answer["added"], answer["ended"], answer["changed"], answer["notices"]) == ([], [], [], [])


def test_another_unit_in_an_older_file_is_told_and_not_used(run: Run, file: Any) -> None:
    unit = {"words": "Injection, morphine sulfate, 5 mg"}
    path = file("HCPC2023_JAN.csv", cms_files.hcpcs_csv(every_code("2023-01-01", J2270=unit)))
    answer = run(["data", "add", path, "--dry-run", "--json"]).json
    (change,) = answer["changed"]
    assert (change["code"], change["is"]) == ("J2270", unit["words"])
    (told,) = answer["notices"]
    assert told["level"] == "warning" and "is no newer than the tables that ship: answers go by these" in told["text"]


def test_a_quarter_is_compared_with_the_one_before_it(run: Run, file: Any) -> None:
    before = file("before.csv", cms_files.crosswalk_csv(year=2026, quarter=1))
    moved = tuple(("J1170", *row[1:]) if row[3] == "63323-0851-10" else row for row in cms_files.NDCS)
    after = file("after.csv", cms_files.crosswalk_csv(moved, year=2026, quarter=2))
    answer = run(["data", "add", before, after, "--json"]).json
    (change,) = answer["changed"]
    assert change["ndc"] == "63323-0851-10" and change["was"].startswith("J1171") and change["is"].startswith("J1170")
    assert (answer["effective_from"], answer["effective_through"]) == ("2026-01-01", "2026-06-30")
    assert [table["compared_with"] for table in answer["tables"]] == ["the tables that ship", "crosswalk-2026-q1"]


def test_a_quarter_that_ships_is_not_changed_by_a_crosswalk_of_it(run: Run, file: Any) -> None:
    moved = tuple(("J1170", *row[1:]) if row[3] == "63323-0851-10" else row for row in cms_files.NDCS)
    before, path = run("ndc 63323-0851-10 --json").json, file("q3.csv", cms_files.crosswalk_csv(moved, 2025, 3))
    answer = run(["data", "add", path, "--json"]).json
    assert answer["not_used"] == [{"ndc": "63323-0851-10", "was": "J1171", "is": "J1170"}]
    assert not [one for group in ("added", "ended", "changed") for one in answer[group] if "63323" in one["ndc"]]
    (told,) = answer["notices"]
    assert (told["level"], told["text"]) == (
        "warning",
        "crosswalk-2025-q3 says of 1 NDC otherwise than what ships; it is not used for that: "
        "NDC 63323-0851-10: J1171 ships for these days, J1170 in the file",
    )
    assert run("ndc 63323-0851-10 --json").json["product"] == before["product"]
    run("data remove crosswalk-2025-q3")
    page = " ".join(run(["data", "add", path]).out.split())
    assert "was J1171" not in page and "For its days answers go by what ships" in page


def test_a_crosswalk_older_than_what_ships_contradicts_nothing(
    run: Run, file: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing ships for its days: that no code does for each of its products is no contradiction."""
    monkeypatch.setattr(
        adding, "read_tables", lambda paths, _: [replace(one, knows="whole") for one in read_tables(paths)]
    )
    old = tuple(("J1170", *row[1:]) if row[3] == "63323-0851-10" else row for row in cms_files.NDCS)
    older, first = (
        file(f"{year}.csv", cms_files.crosswalk_csv(old, year, 4 if year < 2024 else 1)) for year in (2023, 2024)
    )
    answer = run(["data", "add", older, "--json"]).json
    assert (answer["not_used"], answer["notices"], len(answer["added"])) == ([], [], 3)
    assert run("ndc 63323-0851-10 --on 2023-12-31 --json").json["product"]["code"] == "J1170"
    run("data remove crosswalk-2023-q4")
    page = " ".join(run(["data", "add", older]).out.split())
    newer = file("2026.csv", cms_files.crosswalk_csv(year=2026, quarter=2))
    assert (
        run(["data", "add", newer, "--dry-run", "--json"]).json["tables"][0]["compared_with"] == "the tables that ship"
    )
    assert "It is kept. It speaks for days before those for which products ship, and answers use it for these." in page
    assert "otherwise than what ships" not in page and "answers go by what ships" not in page
    missing = run(["data", "add", first, "--dry-run", "--json"]).json["notices"]
    assert len(missing) == 1 and "products that hipkit has for that quarter are not in" in missing[0]["text"]


@pytest.mark.parametrize(("lacking", "said"), [(0, ""), (2, "no code in the file"), (40, "40 of the 257 products")])
def test_what_a_whole_crosswalk_lacks_ends_nothing_that_ships(
    run: Run, file: Any, monkeypatch: pytest.MonkeyPatch, lacking: int, said: str
) -> None:
    monkeypatch.setattr(
        adding, "read_tables", lambda paths, _: [replace(one, knows="whole") for one in read_tables(paths)]
    )
    rows = [row for row in datasets.table("products") if row["kind"] == "drug" and row["through"] == "2026-03-31"]
    made = [(row["code"], "", row["labeler"], row["ndc"], row["drug"], "", "", "", "", "") for row in rows]
    path = file("q1.csv", cms_files.crosswalk_csv(made[lacking:], year=2026, quarter=1))
    answer = run(["data", "add", path, "--dry-run", "--json"]).json
    assert answer["ended"] == [] and len(answer["not_used"]) == (2 if lacking == 2 else 0)
    texts = [notice["text"] for notice in answer["notices"] if notice["level"] == "warning"]
    assert len(texts) == (1 if said else 0) and all(said in text for text in texts)


def test_a_crosswalk_with_codes_that_began_after_its_quarter_is_refused(run: Run, file: Any, folder: Path) -> None:
    row = ("J2312", "Naloxone", "Maker", "00409-1215-01", "Naloxone", "0.01 MG", "1", "10", "40", "400")
    text = cms_files.crosswalk_csv((*cms_files.NDCS, row), year=2025, quarter=2)
    line = refused(run(["data", "add", file("q2.csv", text)]))
    assert "1 of its rows has a code that began later: NDC 00409-1215-01 has J2312, which began on 2025-07-01" in line
    assert not folder.exists()
    later = cms_files.crosswalk_csv((*cms_files.NDCS, row), year=2025, quarter=3)
    assert run(["data", "add", file("q3.csv", later)]).code == 0


def test_an_item_list_is_contradicted_by_what_ships(run: Run, file: Any) -> None:
    answer = run(["data", "add", file("stock.csv", ITEMS), "--json"]).json
    confirm, info = answer["notices"]
    assert confirm["level"] == "confirm" and "63323-0851-10" in confirm["text"]
    assert info["level"] == "info" and info["text"].endswith("ketamine")
    assert (answer["effective_from"], answer["effective_through"]) == (None, None)


def test_nothing_is_kept_of_files_of_which_one_is_wrong(run: Run, file: Any, folder: Path) -> None:
    good = file("HCPC2025_OCT.csv", cms_files.hcpcs_csv())
    for wrong in ("a,b\n1,2\n", "", cms_files.hcpcs_csv() + "J1171,x\n"):
        line = refused(run(["data", "add", good, file("wrong.csv", wrong)]))
        assert line.startswith("file: ") and not folder.exists()


@pytest.mark.parametrize(
    ("line", "begins"),
    [
        ("data add", "file: "),
        ("data remove", "name: "),
        ("data remove nothing", "name: "),
        ("data --json add", "json: "),
        ("data lsit", "command: "),
        ("data add --jsn x", "option: "),
        ("data add /no/such/file.csv", "file: "),
    ],
)
def test_what_cannot_be_is_refused(run: Run, line: str, begins: str) -> None:
    assert refused(run(line)).startswith(begins)


def test_two_processes_add_at_once(file: Any) -> None:
    paths = [
        file(f"asp_{quarter}.csv", cms_files.crosswalk_csv(year=2026, quarter=quarter)) for quarter in (1, 2, 3, 4)
    ]
    both = [
        subprocess.Popen([*HIPKIT, "data", "add", *some], stdout=subprocess.DEVNULL) for some in (paths[:2], paths[2:])
    ]
    assert [process.wait(60) for process in both] == [0, 0]
    assert [table.name for table in store.added()] == [f"crosswalk-2026-q{quarter}" for quarter in (1, 2, 3, 4)]


def test_a_terminal_sees_a_bar(monkeypatch: pytest.MonkeyPatch, run: Run, file: Any) -> None:
    path = file("HCPC2025_OCT.csv", cms_files.hcpcs_csv())
    assert run(["data", "add", path]).err == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    assert "reading 1 of 1" in run(["data", "add", path]).err


def test_scenarios_that_would_bill_otherwise_are_shown_with_both_numbers(run: Run, file: Any, tmp_path: Path) -> None:
    folder = tmp_path / "orders"
    folder.mkdir()
    order = '--dose "5 mg/hr" --hours-per-day 24 --strength "50 mg/mL" --ndc 00409-1134-03 --payer hmsa'
    assert run(f"units {order} --from 2026-07-01 --through 2026-07-10 --save orders/july.json").code == 0
    assert run(f"units {order} --from 2025-07-01 --through 2025-07-10 --save orders/before.json").code == 0
    (folder / "broken.json").write_text("{")
    moved = ("J2269", "Morphine", "Maker", "00409-1134-03", "Morphine", "1 MG", "20", "1", "1000", "1000")
    codes = (
        {"code": "J2270", "words": "Injection, morphine sulfate, up to 10 mg", "add": "19820101", "act": "20260701",
         "term": "20260630", "xref": "J2269"},
        {"code": "J2269", "words": "Injection, morphine sulfate, 1 mg", "add": "20260701", "act": "20260701"},
    )  # fmt: skip
    files = [file("HCPC2026_JUL.csv", cms_files.hcpcs_csv(codes))]
    files += [
        file(f"asp{quarter}.csv", cms_files.crosswalk_csv((moved,), year=2026, quarter=quarter)) for quarter in (2, 3)
    ]
    answer = run(["data", "add", *files, "--scenarios", "orders", "--dry-run", "--json"]).json
    (case,) = answer["would_bill_otherwise"]
    assert case["scenario"] == "july.json"
    drugs = [[line for line in case[side] if line["kind"] == "drug"] for side in ("before", "after")]
    assert [[(line["code"], line["units"]) for line in lines] for lines in drugs] == [
        [("J2270", "120")],
        [("J2269", "1200")],
    ]
    assert any("broken.json" in notice["text"] for notice in answer["notices"])
    page = run(["data", "add", *files, "--scenarios", "orders"]).out
    assert "WOULD BILL OTHERWISE  1 scenario" in page and "J2269 x 1,200" in page
    again = run(["data", "add", *files, "--scenarios", "orders", "--json"]).json
    assert again["would_bill_otherwise"] == []
    assert refused(run(["data", "add", *files, "--scenarios", "nowhere"])).startswith("--scenarios: ")


def test_a_scenario_that_waits_for_a_choice_is_named_with_its_units(run: Run, file: Any) -> None:
    """BCBS of North Carolina states neither how the NDC quantity is rounded nor what a day below 24 hours is."""
    order = '--dose "3.3 mg/hr" --hours-per-day 12 --strength "50 mg/mL" --ndc 00409-1134-03 --payer bcbsnc'
    Path("orders").mkdir()
    for name, first, last in (("july", "2026-07-01", "2026-07-10"), ("before", "2025-07-01", "2025-07-10")):
        assert run(f"units {order} --from {first} --through {last} --save orders/{name}.json").code == 0
    unit = {"code": "J2270", "words": "Injection, morphine sulfate, 5 mg", "add": "19820101", "act": "20260701"}
    path = file("HCPC2026_JUL.csv", cms_files.hcpcs_csv((unit,)))
    answer = run(["data", "add", path, "--scenarios", "orders", "--dry-run", "--json"]).json
    assert answer["would_bill_otherwise"] == []
    choices = [notice["text"] for notice in answer["notices"] if notice["level"] == "choice"]
    assert len(choices) == 5 and all(
        " is compared without lines that it lacks: BCBS of North" in text for text in choices
    )
    (warned,) = [notice["text"] for notice in answer["notices"] if notice["level"] == "warning"]
    units = "J2270 x 39.6 before rounding now, J2270 x 79.2 before rounding with the new tables"
    assert warned == f"july.json would bill otherwise once they are chosen: {units}"


def test_an_order_without_a_payer_is_named_with_its_units(run: Run, file: Any) -> None:
    """It has no line with either set of tables that could show what changes."""
    order = '--dose "5 mg/hr" --hours-per-day 24 --strength "50 mg/mL" --ndc 00409-1134-03'
    Path("orders").mkdir()
    assert run(f"units {order} --from 2026-06-29 --through 2026-07-02 --save orders/june.json").code == 0

    def told(*paths: str, kept: bool = False) -> list[str]:
        answer = run(["data", "add", *paths, "--scenarios", "orders", "--json", *([] if kept else ["--dry-run"])]).json
        assert answer["would_bill_otherwise"] == []
        return [one["text"] for one in answer["notices"] if one["text"].startswith("june.json")]

    def crosswalk(quarter: int, code: str) -> str:
        row = (code, "Morphine", "Maker", "00409-1134-03", "Morphine", "10 MG", "20", "1", "100", "100")
        return file(f"asp{quarter}.csv", cms_files.crosswalk_csv((row,), year=2026, quarter=quarter))

    def hcpcs(words: str) -> str:
        ended = {"code": "J2270", "words": "Injection, morphine sulfate, up to 10 mg", "add": "19820101",
                 "act": "20260701", "term": "20260630", "xref": "J2269"}  # fmt: skip
        began = {"code": "J2269", "words": words, "add": "20260701", "act": "20260701"}
        return file("HCPC2026_JUL.csv", cms_files.hcpcs_csv((ended, began)))

    begins = "june.json names no payer, and its units would be others: "
    assert told(crosswalk(2, "J2270"), crosswalk(3, "J2270")) == []
    assert told(crosswalk(2, "J2274"), crosswalk(3, "J2274")) == [
        f"{begins}J2270 x 48 before rounding now, J2274 x 48 before rounding with the new tables"
    ]
    june, july = "24 units of J2270, 2026-06-29 to 2026-06-30", "units of J2269, 2026-07-01 to 2026-07-02"
    by_one = f"{june} and 240 {july} before rounding"
    assert told(crosswalk(2, "J2270"), crosswalk(3, "J2269"), hcpcs("Injection, morphine, 1 mg"), kept=True) == [
        f"{begins}J2270 x 48 before rounding now, {by_one} with the new tables"
    ]
    assert told(hcpcs("Injection, morphine, 2 mg")) == [
        f"{begins}{by_one} now, {june} and 120 {july} before rounding with the new tables"
    ]


def test_a_practice_case_that_the_new_tables_bill_otherwise_is_named(run: Run, file: Any) -> None:
    """Of the cases of seeds 1 to 50 at level 1 those of morphine differ, where a table ends its code; no key does."""
    from hipkit.practice.making import case, key

    ends = {"code": "J2270", "words": "Injection, morphine sulfate, up to 10 mg", "add": "19820101", "act": "20260701",
            "term": "20230630", "xref": "J2269"}  # fmt: skip
    path = file("HCPC2026_JUL.csv", cms_files.hcpcs_csv((ends,)))
    before = [(case(seed, 1).text, key(case(seed, 1))) for seed in range(1, 51)]
    answer = run(["data", "add", path, "--dry-run", "--json"]).json
    names = [one["scenario"] for one in answer["would_bill_otherwise"]]
    assert names and all(re.fullmatch(r"practice case [0-9]+, level 1", name) for name in names)
    for one in answer["would_bill_otherwise"]:
        seed = int(one["scenario"].split()[2].strip(","))
        made = case(seed, 1)
        assert made.order is not None and made.order.order.drug == "morphine sulfate"
        assert "J2270" in {line["code"] for line in one["before"]}
        assert "J2270" not in {line["code"] for line in one["after"]}
    page = run(["data", "add", path]).out
    assert "PRACTICE CASES WHOSE ORDERS THESE TABLES BILL OTHERWISE" in page
    assert "Practice rests on the tables that ship" in page and names[0] in page
    assert before == [(case(seed, 1).text, key(case(seed, 1))) for seed in range(1, 51)]


def test_tables_that_say_what_ships_name_no_practice_case(run: Run, file: Any) -> None:
    path = file("before.csv", cms_files.crosswalk_csv(year=2026, quarter=2))
    assert run(["data", "add", path, "--json"]).json["would_bill_otherwise"] == []
    assert "PRACTICE" not in run(["data", "add", path]).out


def test_a_second_crosswalk_of_a_quarter_that_contradicts_the_first_is_told(run: Run, file: Any) -> None:
    first = file("first.csv", cms_files.crosswalk_csv(year=2026, quarter=2))
    moved = tuple(("J1170", *row[1:]) if row[3] == "63323-0851-10" else row for row in cms_files.NDCS)
    second = file("second.csv", cms_files.crosswalk_csv(moved, year=2026, quarter=2))
    assert refused(run(["data", "add", first, second])).startswith("file: ")
    assert run(["data", "add", first, "--json"]).json["notices"] == []
    (told,) = run(["data", "add", second, "--dry-run", "--json"]).json["notices"]
    assert told["level"] == "warning" and told["citation"]
    for words in ("first.csv", "second.csv", "63323-0851-10: J1171", "J1170", "takes its place"):
        assert words in told["text"]
    assert run("data --json").json["tables"][-1]["source"] == "first.csv"
    assert run(["data", "add", second, "--json"]).json["notices"] == [told]
    (kept,) = [table for table in run("data --json").json["tables"] if not table["shipped"]]
    assert kept["source"] == "second.csv"
    assert "it took the place of first.csv, which said otherwise of 1 NDC" in kept["remarks"]
    assert run(["data", "add", second, "--json"]).json["notices"] == [], "the same again contradicts nothing"


def test_an_answer_names_the_table_that_it_leans_on(run: Run, file: Any) -> None:
    codes = (
        {"code": "J2270", "words": "Injection, morphine sulfate, up to 10 mg", "add": "19820101", "act": "20260701",
         "term": "20260630"},
    )  # fmt: skip
    order = "units --drug morphine --dose 5mg/hr --hours-per-day 24 --strength 25mg/mL"
    line = f"{order} --from 2026-06-29 --through 2026-07-02"
    before = run(f"{line} --json").json
    run(["data", "add", file("HCPC2026_JUL.csv", cms_files.hcpcs_csv(codes))])
    after = run(f"{line} --json").json
    (notice,) = [notice for notice in after["notices"] if "hcpcs-2026-07" in notice["text"]]
    assert notice["level"] == "info" and "HCPC2026_JUL.csv" in notice["citation"]
    assert [source["read_on"] for source in notice["sources"]] == [str(datetime.date.today())]
    assert "hcpcs-2026-07" in run(line).out.replace("\n", " ")
    run("data remove hcpcs-2026-07")
    assert run(f"{line} --json").json == before


def test_the_kind_of_a_product_is_told_with_the_table_that_has_it_or_as_not_known(run: Run, file: Any) -> None:
    def kind(ndc: str) -> str:
        (line,) = [one for one in run(f"ndc {ndc}").out.splitlines() if one.startswith("  kind")]
        return line.removeprefix("  kind").strip()

    assert kind("63323-0851-10") == "a liquid, counted in mL (ML) [1]"
    assert kind("00000-1111-44") == kind("00000-1111-55") == "not known"
    stock = ITEMS + "00000-1111-44,ketamine,500 mg/vial,,powder-vial\n00000-1111-55,morphine,,25 g,bulk-powder\n"
    run(["data", "add", file("stock.csv", stock)])
    assert kind("00000-1111-44") == "a powder in a vial, counted in vials (UN) [1]"
    assert kind("00000-1111-55") == "a bulk powder for compounding, counted in g (GR) [1]"
    assert kind("00000-1111-66") == "not known"


def test_an_added_table_is_named_with_the_day_on_which_it_was_read(run: Run, file: Any) -> None:
    paths = [file("stock.csv", ITEMS), file("limits.csv", cms_files.limits_csv())]
    store.keep(read_tables(paths), datetime.date(2026, 11, 1))
    inuse.forget()
    claims = "claim_id,line,date_from,date_through,code,units\nA,1,2025-03-01,2025-03-01,J2270,1\n"
    reviewed = run(["review", file("claims.csv", claims), "--json"]).json
    for answer in (run("ndc 00000-1111-22 --json").json, reviewed):
        sources = [one for notice in answer["notices"] for one in notice["sources"] if "dded table" in one["text"]]
        assert sources and {one["read_on"] for one in sources} == {"2026-11-01"}
    page = " ".join(run("ndc 00000-1111-22").out.split())
    assert "undated, read 2026-11-01; a list of your own bears no date)" in page
    assert [notice["text"] for notice in reviewed["notices"] if "the added table" in notice["text"]] == [
        "the added table items-stock is used (from the file stock.csv)",
        "the added table limits-2025-q4 is listed, and no answer uses it (from the file limits.csv)",
    ]
