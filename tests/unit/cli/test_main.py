"""The command line as promised: what it prints, how it ends, and one line on stderr for what it refuses."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import resource
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hipkit.cli import main as cli
from hipkit.cli.app import start as serve
from hipkit.errors import DataError
from hipkit.reference import lookups
from tests.helpers.commands import HIPKIT, Ran, refused

ORDER = '--dose "5 mg/hr" --hours-per-day 24 --strength "25 mg/mL"'
SEED = (
    f'units {ORDER} --from 2021-03-01 --through 2021-03-31 --drug "morphine sulfate" --ndc 00074-1133-03 --payer hmsa'
)
# Of every command a line that is answered.
ANSWERED = {
    "units": SEED,
    "convert": 'convert "300 mg" --per "10 mg"',
    "waste": 'waste --given "350 mg" --opened "400 mg" --per "10 mg"',
    "ndc": "ndc 0074-1133-03",
    "nursing": "nursing --minutes 151 --rule bcbsm-2013",
    "drugs": "drugs",
    "payers": "payers hmsa",
}


@pytest.fixture
def answer(run: Any) -> Any:
    def call(line: str) -> dict[str, Any]:
        ran = run(f"{line} --json")
        assert (ran.code, ran.err) == (0, "")
        assert ran.out.endswith("}\n")
        found: dict[str, Any] = json.loads(ran.out)
        return found

    return call


def process(*args: str | bytes, **more: Any) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "COLUMNS": "80", **more.pop("env", {})}
    return subprocess.run(
        [*HIPKIT, *args], capture_output=True, text=True, encoding="utf-8", env=environment, check=False, **more
    )


# The example of HMSA, rev. 2.5, in both readings.


def test_the_seed_by_the_rules_text(answer: Any) -> None:
    found = answer(f"{SEED} --reading rule-text")
    assert found["per_day"] == {
        "amount": {"value": "120", "unit": "mg"},
        "volume": {"value": "4.8", "unit": "mL"},
        "bag_volume": None,
    }
    assert found["total"]["amount"] == {"value": "3720", "unit": "mg"}
    assert found["total"]["volume"] == {"value": "148.8", "unit": "mL"}
    assert found["hcpcs"] == {
        "code": "J2270",
        "per": {"value": "10", "unit": "mg"},
        "units_exact": "372",
        "units": "372",
    }
    assert found["ndc"] == {"ndc": "00074113303", "quantity_exact": "148.8", "quantity": "148.8", "uom": "ML"}
    assert [_short(line) for line in found["lines"]] == [
        "S9326 x 31, 2021-03-01 to 2021-03-31, None None None",
        "J2270 x 372, 2021-03-01 to 2021-03-31, 00074113303 148.8 ML",
    ]
    assert found["pca"] is None


def test_the_seed_as_its_example_prints_it(answer: Any) -> None:
    found = answer(f"{SEED} --reading published-example")
    assert [_short(line) for line in found["lines"]] == [
        "S9325 x 31, 2021-03-01 to 2021-03-31, None None None",
        "J3490 x 149, 2021-03-01 to 2021-03-31, 00074113303 149 ML",
    ]
    assert found["hcpcs"] == {"code": "J3490", "per": None, "units_exact": "148.8", "units": "149"}
    assert found["ndc"]["quantity_exact"] == "148.8"
    assert found["ndc"]["quantity"] == "149"
    by_rounding = {one["value"]: one["units"] for one in found["choices"] if one["axis"] == "hcpcs_rounding"}
    assert by_rounding == {
        "up-by-span": "149",
        "nearest-by-span": "149",
        "up-by-week": "151",
        "nearest-by-week": "150",
        "up-by-day": "155",
        "nearest-by-day": "155",
    }
    assert [one["value"] for one in found["choices"] if one["chosen"]] == [
        "nearest-by-span",
        "nearest-whole",
        "published-example",
    ]


def test_the_seed_is_worked_step_by_step(answer: Any) -> None:
    texts = [step["text"] for step in answer(f"{SEED} --reading published-example")["steps"]]
    assert texts[:4] == [
        "amount a day: 5 mg/hr x 24 hr = 120 mg",
        "volume a day: 120 mg / 25 mg/mL = 4.8 mL",
        "total amount in 31 days: 120 mg x 31 = 3,720 mg",
        "total volume in 31 days: 4.8 mL x 31 = 148.8 mL",
    ]
    assert any("148.8" in text and "billed 149" in text for text in texts)


def test_without_a_reading_the_rules_text_is_taken_and_the_other_named(answer: Any) -> None:
    found = answer(SEED)
    assert found["reading"] == "rule-text"
    assert any("published-example bills S9325 x 31, J3490 x 149" in one["text"] for one in found["notices"])


def test_without_a_payer_there_are_no_lines(answer: Any) -> None:
    found = answer(f"units {ORDER} --days 31 --drug morphine")
    assert (found["payer"], found["reading"], found["lines"]) == (None, None, [])
    assert found["hcpcs"]["units"] == "372"
    assert any("no payer was named" in one["text"] for one in found["notices"])


def _short(line: dict[str, Any]) -> str:
    ndc = f"{line['ndc']} {line['ndc_quantity']} {line['ndc_uom']}"
    return f"{line['code']} x {line['units']}, {line['from']} to {line['through']}, {ndc}"


# The other regimens and options.


@pytest.mark.parametrize(
    ("line", "total", "code", "units"),
    [
        ('--regimen continuous --dose "5 mg/hr" --hours-per-day 12', "1860", "J2270", "186"),
        ('--regimen intermittent --dose "10 mg" --per-day 4', "1240", "J2270", "124"),
        ('--regimen pca --demand "0.5 mg" --demands 12 --basal "1 mg/hr"', "930", "J2270", "93"),
        ('--regimen pump-refill --volume "20 mL" --refills 1', "500", "J2274", "50"),
        ('--dose "0.1 mg/kg/hr" --weight "70 kg" --hours-per-day 24', "5208", "J2270", "521"),
        ('--dose "1 mL/hr" --bag "5 mg/mL" --hours-per-day 24', "3720", "J2270", "372"),
        ('--dose "120 mg/24 h"', "3720", "J2270", "372"),
    ],
)
def test_each_regimen_has_its_units(answer: Any, line: str, total: str, code: str, units: str) -> None:
    found = answer(f'units {line} --strength "25 mg/mL" --days 31 --drug morphine --payer hmsa')
    assert found["total"]["amount"] == {"value": total, "unit": "mg"}
    assert (found["hcpcs"]["code"], found["hcpcs"]["units"]) == (code, units)


def test_pca_bounds_what_could_be_given(answer: Any) -> None:
    pca = '--regimen pca --demand "0.5 mg" --demands 12 --basal "1 mg/hr" --lockout "7 min"'
    found = answer(f'units {pca} --strength "1 mg/mL" --days 10')
    assert found["pca"] == {"max_demands_per_hr": "8", "programmed_max": {"value": "120", "unit": "mg"}}


def test_lists_of_dates_and_changes(answer: Any) -> None:
    days = "--from 2021-03-01 --through 2021-03-31 --without 2021-03-10 --without 2021-03-11"
    found = answer(f'units {ORDER} {days} --days 29 --change 2021-03-15="6 mg/hr" --drug morphine --payer hmsa')
    assert found["per_day"] is None
    assert found["total"]["amount"]["value"] == str(12 * 120 + 17 * 144)
    assert found["read"]["change"] == "6 mg/hr from 2021-03-15"
    assert found["lines"][0]["units"] == "29"


def test_a_choice_fills_in_what_the_payer_leaves_open(answer: Any) -> None:
    line = 'units --dose "5.01 mg/hr" --hours-per-day 24 --strength "25 mg/mL" --days 31 --drug morphine --payer bcbsnd'
    open_ = answer(line)
    assert open_["hcpcs"]["units"] is None
    assert [one["level"] for one in open_["notices"] if "hcpcs_rounding" in one["text"]] == ["choice"]
    assert [one["code"] for one in open_["lines"]] == ["S9326"]
    chosen = answer(f"{line} --choose hcpcs_rounding=up-by-span")
    assert [one["code"] for one in chosen["lines"]] == ["S9326", "J2270"]
    assert chosen["hcpcs"]["units"] == "373"


def test_what_asks_to_be_confirmed_is_a_notice(answer: Any) -> None:
    line = 'units --dose "500 mg/hr" --hours-per-day 24 --strength "25 mg/mL" --days 3 --drug morphine --payer hmsa'
    assert "confirm" in [one["level"] for one in answer(line)["notices"]]
    assert answer(f'{line} --confirm "rate read off the pump"')["read"]["confirm"] == "rate read off the pump"


@pytest.mark.parametrize(
    ("line", "value", "unit"),
    [
        ('"8 mg/hr" --strength "25 mg/50 mL" --to mL/hr', "16", "mL/hr"),
        ('"5 mL/hr" --strength "25 mg/50 mL" --to mg/hr', "2.5", "mg/hr"),
        ('"19.2 mcg/day" --to mcg/hr', "0.8", "mcg/hr"),
        ('"25 mg" --to g', "0.025", "g"),
        ('"20 mL" --at "0.5 mL/day" --to day', "40", "day"),
        ('"1 mg" --strength "3 mg/mL" --to mL', "1/3", "mL"),
    ],
)
def test_convert_to_a_unit(answer: Any, line: str, value: str, unit: str) -> None:
    found = answer(f"convert {line}")
    assert (found["value"], found["unit"]) == (value, unit)
    assert (found["units_exact"], found["units"]) == (None, None)


@pytest.mark.parametrize(
    ("line", "exact", "units"),
    [
        ('"300 mg" --per "10 mg"', "30", "30"),
        ('"0.25 mL" --strength "4 mg/mL" --per "1 mg"', "1", "1"),
        ('"1 mg" --per "3 mg"', "1/3", "1"),
    ],
)
def test_convert_to_billing_units(answer: Any, line: str, exact: str, units: str) -> None:
    found = answer(f"convert {line}")
    assert (found["units_exact"], found["units"]) == (exact, units)
    assert (found["value"], found["unit"]) == (None, None)


def test_the_small_commands(answer: Any) -> None:
    waste = answer(ANSWERED["waste"])
    assert (waste["given_units"], waste["discarded_units"]) == ("35", "5")
    assert any("JW and JZ" in one["text"] and "From 2024-01-01" in one["text"] for one in waste["notices"])
    dated = answer(f"{ANSWERED['waste']} --on 2024-03-01")
    assert dated["read"]["on"] == "2024-03-01"
    assert any("on 2024-03-01: JZ is required" in one["text"] for one in dated["notices"])
    nursing = answer(ANSWERED["nursing"])
    assert (nursing["99601"], nursing["99602"]) == ("1", "1")
    long = answer("nursing --minutes 241 --rule bcbsm-2013")
    assert "warning" in [one["level"] for one in long["notices"]]
    assert "morphine sulfate" in [drug["name"] for drug in answer("drugs")["drugs"]]
    assert [payer["id"] for payer in answer("payers hmsa")["payers"]] == ["hmsa"]
    assert {"hmsa", "bcbsnd", "bcbsnc", "bcbsm", "bcbstx"} <= {one["id"] for one in answer("payers")["payers"]}


def test_an_ndc_and_its_code_on_a_day(answer: Any) -> None:
    unknown = answer("ndc 0074-1133-03")
    assert (unknown["ndc11"], unknown["hyphenated"], unknown["product"]) == ("00074113303", "00074-1133-03", None)
    assert any(
        "not in the CMS crosswalks of 2024 Q1 to 2026 Q1 as far as hipkit holds them" in one["text"]
        for one in unknown["notices"]
    )
    before, after = (answer(f"ndc 63323-0851-10 --on {day}")["product"] for day in ("2024-09-30", "2024-10-01"))
    assert (before["code"], after["code"]) == ("J1170", "J1171")
    assert before["strength"] == {"value": "10", "unit": "mg/mL"}


# How it ends.


@pytest.mark.parametrize("command", ANSWERED)
def test_every_answer_is_one_object_with_what_was_read_and_notices(answer: Any, command: str) -> None:
    found = answer(ANSWERED[command])
    assert isinstance(found["read"], dict)
    for notice in found["notices"]:
        assert notice.keys() == {"level", "text", "citation", "sources"}
        assert notice["level"] in ("info", "choice", "warning", "confirm")
        assert notice["citation"]


@pytest.mark.parametrize("command", ANSWERED)
def test_every_number_is_a_text(answer: Any, command: str) -> None:
    def walk(value: Any) -> None:
        assert value is None or isinstance(value, (str, bool, list, dict))
        for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            walk(inner)

    walk(answer(ANSWERED[command]))


def test_help_and_version(run: Any) -> None:
    bare = run("")
    assert (bare.code, bare.err) == (0, "")
    assert all(name in bare.out for name in (*ANSWERED, "app", "lab"))
    assert "save" not in bare.out
    assert run("--version").out == "hipkit 0.1.0\n"
    shown = run("units --help")
    assert (shown.code, shown.err) == (0, "")
    assert "--hours-per-day" in shown.out
    assert run("units -h").out == shown.out


@pytest.mark.parametrize(
    ("line", "field", "more"),
    [
        ("units", "--dose", "nothing was given"),
        (f"units {ORDER} --days 31 --hours-per-day 25", "--hours-per-day", "twice"),
        ('units --dose "5 mg/hr" --hours-per-day 25 --strength "25 mg/mL" --days 31', "--hours-per-day", '"25"'),
        ('units --dose "5 bananas" --hours-per-day 24 --strength "25 mg/mL" --days 31', "--dose", "bananas"),
        ('units --dose "-5 mg/hr" --hours-per-day 24 --strength "25 mg/mL" --days 31', "--dose", "negative"),
        ("units --dose --days 31", "--dose", "its value is missing"),
        ("units --dose", "--dose", "its value is missing"),
        ("units --dose 5 mg/hr --days 31", "--dose", "quotes"),
        ('units --dose "" --hours-per-day 24 --strength "25 mg/mL" --days 31', "--dose", "needed"),
        (f"units {ORDER}", "--days", "from and through"),
        (f"units {ORDER} --from 2021-03-01", "--through", "the last"),
        (f"units {ORDER} --days 31 --from 2021-03-01 --through 2021-03-30", "--days", "30"),
        (f"units {ORDER} --days 31 --per-day 4", "--per-day", "intermittent"),
        (f"units {ORDER} --days 31 --lockout 6", "--lockout", "pca"),
        (f"units {ORDER} --days 31 --refills 2", "--refills", "pump-refill"),
        ('units --regimen pca --dose "5 mg"', "--dose", "does not use it"),
        ("units --regimen pump-refill --hours-per-day 24", "--hours-per-day", "does not use it"),
        ('units --regimen intermittent --change 2021-03-15="6 mg"', "--change", "does not use it"),
        ("units --regimen drip", "--regimen", "known are continuous"),
        (f"units {ORDER} --days 31 --drug morphin", "--drug", "morphine sulfate"),
        (f"units {ORDER} --days 31 --drug morfine", "--drug", "typed as an unlisted drug"),
        (f"units {ORDER} --days 31 --drug morphine --unlisted x", "--unlisted", "give one"),
        (f"units {ORDER} --days 31 --ndc 0074113303", "--ndc", "00741-1330-03"),
        (f"units {ORDER} --days 31 --code J9999", "--code", "J9999"),
        (f"units {ORDER} --days 31 --payer nobody", "--payer", "hmsa"),
        (f"units {ORDER} --days 31 --payer hmsa --reading mine", "--reading", "rule-text"),
        (f"units {ORDER} --days 31 --payer hmsa --choose drug_code", "--choose", "equals sign"),
        (f"units {ORDER} --days 31 --payer hmsa --choose a=b", "--choose", "not an axis"),
        (f"units {ORDER} --days 31 --payer hmsa --choose waste=jw-jz --choose waste=jw-jz", "--choose", "twice"),
        (f"units {ORDER} --from 2021-03-01 --through 2021-03-31 --change 2021-03-15", "--change", "equals sign"),
        (f"units {ORDER} --from 2021-03-01 --through 2021-03-31 --change x=y", "--change", "YYYY-MM-DD"),
        (f"units {ORDER} --from 2021-03-01 --through 2021-03-31 --without 2021-04-01", "--without", "outside"),
        (f"units {ORDER} --from 03/01/2021 --through 2021-03-31", "--from", "YYYY-MM-DD"),
        (f"units {ORDER} --days 31 --json=yes", "--json", "takes no value"),
        (f"units {ORDER} --days 31 --keep x.json", "option", "--keep"),
        ("units --strenght 3", "option", "--strength"),
        ("unit", "command", "hipkit units"),
        ("audit", "command", "there are units"),
        ("--bogus", "option", "--bogus"),
        ('convert "-5 mg" --per "10 mg"', "amount", "-5 mg"),
        ("convert -5mg --to g", "amount", "-5mg"),
        ("convert 300 mg --per 10 mg", "argument", '"300 mg"'),
        ("convert", "--per", "give one of the two"),
        ('convert "5 mg" --per "1 mg" --to g', "--per", "--per alone, or --to alone"),
        ('convert "5 mg" --per "1 mg" --at "1 mg/hr"', "--at", "--to"),
        ('convert "5 mg" --per "1 mg" --weight "70 kg"', "--weight", "--to"),
        ('convert "5 mg" --to mL', "--strength", "needed"),
        ('convert --to mL --strength "5 mg/mL"', "amount", "needed"),
        ('waste --given "5 mg" --per "1 mg"', "--opened", "needed"),
        ('waste --given "5 mg" --opened "4 mg" --per "1 mg"', "--given", "4 mg"),
        ('waste --given "4 mg" --opened "5 mg" --per "1 mg" --on 2024-1-1', "--on", "2024-01-01"),
        ("ndc", "ndc", "needed"),
        ("ndc -- --foo", "ndc", "--foo"),
        ("ndc 0074-1133-03 x", "argument", "two values"),
        ("ndc 0074-1133-03 --on yesterday", "--on", "YYYY-MM-DD"),
        ("nursing --minutes 151", "--rule", "floor-hour"),
        ("nursing --minutes 151 --rule mine", "--rule", "floor-hour"),
        ("nursing --rule ceil-hour", "--minutes", "needed"),
        ("payers nobody", "payer", "hmsa"),
        ("drugs morphine", "argument", "no value"),
        ("app --port here", "--port", "not a number"),
        ("app --json", "option", "--json"),
        ("lab --port 65536", "--port", "65,535"),
    ],
)
def test_what_is_refused_is_one_line_that_names_the_field(run: Any, line: str, field: str, more: str) -> None:
    said = refused(run(line))
    assert said.startswith(f"{field}: ")
    assert more in said


@pytest.mark.parametrize(
    "given", ["5" * 500, "x" * 10_000, "\x1b[31m" * 40, "\u202e" * 90, "5\nmg\r/hr\0", "\udcff\udc80"]
)
def test_what_was_given_is_shown_short_and_escaped(run: Any, given: str) -> None:
    for field in ("--dose", "--strength", "--days", "--drug", "--ndc", "--payer", "--choose", "--change", "--unlisted"):
        line = [
            "units",
            *shlex.split(ORDER),
            "--days",
            "31",
            "--payer",
            "hmsa",
            "--from",
            "2021-03-01",
            "--through",
            "2021-03-31",
        ]
        if field in line:
            line[line.index(field) + 1] = given
        else:
            line += [field, given]
        said = refused(run(line))
        assert said.startswith(f"{field}: ")
        assert len(said) < 600


_TOKENS = st.one_of(
    st.sampled_from(
        shlex.split(f"{SEED} convert waste ndc nursing drugs payers --to --per --at --choose reading=rule-text -5 --")
    ),
    st.text(st.characters(), max_size=12),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(_TOKENS, max_size=8), st.booleans())
def test_no_command_line_ends_in_a_traceback(args: list[str], as_json: bool) -> None:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = cli.main([*args, "--json"] if as_json else args)
    assert code in (0, 2)
    assert "mistake of hipkit" not in err.getvalue()
    if code == 2:
        refused(Ran(code, out.getvalue().encode(), err.getvalue().encode()))


# What nobody foresaw.


def _raising(error: BaseException) -> Any:
    def call(*_: object, **__: object) -> Any:
        raise error

    return call


def test_a_mistake_of_our_own_is_one_line(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookups, "list_drugs", _raising(RuntimeError("first\nsecond\x1b[0m")))
    ran = run("drugs --json")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        "hipkit: a mistake of hipkit's own (RuntimeError: first\\nsecond\\x1b[0m); nothing was worked out. "
        "Please report the command\n"
    )


def test_a_broken_table_is_one_line(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookups, "list_drugs", _raising(DataError("data/drugs.csv", 7, "the row cannot be read")))
    ran = run("drugs")
    assert (ran.code, ran.out, ran.err) == (2, "", "data/drugs.csv, line 7: the row cannot be read\n")


def test_ctrl_c_ends_quietly(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookups, "list_drugs", _raising(KeyboardInterrupt()))
    ran = run("drugs")
    assert (ran.code, ran.out, ran.err) == (130, "", "")


def test_app_and_lab_start_their_servers(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[tuple[str, int | None, bool]] = []
    for name in ("app", "lab"):
        monkeypatch.setattr(
            serve, name, lambda port, open_browser, name=name: started.append((name, port, open_browser))
        )
    assert run("app").code == run("lab --port 8866 --no-browser").code == 0
    assert started == [("app", None, True), ("lab", 8866, False)]


def test_the_readers_of_a_pipe_may_leave() -> None:
    for line in ("payers --json", "payers hmsa", "units --help"):
        with subprocess.Popen([*HIPKIT, *line.split()], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as started:
            assert started.stdout and started.stderr
            started.stdout.close()
            assert (started.stderr.read(), started.wait()) == (b"", 0)


def test_a_closed_stdout_is_said() -> None:
    ran = process("drugs", preexec_fn=lambda: os.close(1))
    assert ran.returncode == 2
    assert ran.stderr.startswith("stdout: ")
    assert ran.stderr.count("\n") == 1


def test_a_closed_stderr_is_no_harm() -> None:
    ran = process("unit", preexec_fn=lambda: os.close(2))
    assert (ran.returncode, ran.stdout) == (2, "")


@pytest.mark.parametrize("line", ["drugs --json", "drugs", "--help"])
def test_a_disk_without_room_is_one_line(line: str, tmp_path: Path) -> None:
    def no_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))

    with open(tmp_path / "answer", "w") as file:
        ran = subprocess.run(
            [*HIPKIT, *line.split()],
            stdout=file,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            preexec_fn=no_room,
            env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
        )
    assert ran.returncode == 2
    assert ran.stderr.count("\n") == 1
    assert "File too large" in ran.stderr
    assert (tmp_path / "answer").read_text() == ""


def test_bytes_that_are_no_text_are_shown_escaped() -> None:
    ran = process("payers", b"hm\xffsa")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert '"hm\\udcffsa"' in ran.stderr


# The page.


def test_the_page_of_the_seed(run: Any) -> None:
    page = run(SEED).out
    assert page.startswith("UNITS ON THE CLAIM  HMSA, rule-text\n")
    head = page.partition("READ AS")[0].splitlines()
    assert [line.split() for line in head[1:4]] == [
        ["S9326", "31", "days", "2021-03-01", "to", "2021-03-31"],
        ["J2270", "372", "x", "10", "mg", "2021-03-01", "to", "2021-03-31"],
        ["NDC", "148.8", "ML", "00074-1133-03"],
    ]
    ends = [
        re.search(rf" {number}(?=[ .])", line) for number, line in zip(("31", "372", "148"), head[1:4], strict=True)
    ]
    assert len({found.end() for found in ends if found}) == 1
    for heading in ("HOW IT IS WORKED OUT", "THE READINGS OF THIS PAYER", "WHAT EACH CHOICE WOULD BILL"):
        assert f"\n{heading}" in page
    side_by_side = page.partition("THE READINGS OF THIS PAYER")[2]
    assert re.search(r"per diem +S9326 x 31 +S9325 x 31", side_by_side)
    assert re.search(r"drug +J2270 x 372 +J3490 x 149", side_by_side)
    assert re.search(r"NDC quantity +ML 148.8 +ML 149", side_by_side)


def test_every_number_in_brackets_is_a_source(run: Any) -> None:
    page, _, sources = run(SEED).out.partition("\nSOURCES\n")
    cited = set(re.findall(r"\[([0-9]+)(?:, (?:old|undated))?\]", page))
    listed = re.findall(r"^  \[([0-9]+)\] ", sources, re.MULTILINE)
    assert cited == set(listed)
    assert listed == [str(i + 1) for i in range(len(listed))]
    assert "rev. 2.5" in sources and "2021-02-18" in sources


@pytest.mark.parametrize("command", ANSWERED)
@pytest.mark.parametrize("width", ["40", "64", "71", "80", "97", "200"])
def test_a_page_keeps_to_its_width_and_its_numbers_whole(
    run: Any, monkeypatch: pytest.MonkeyPatch, command: str, width: str
) -> None:
    monkeypatch.setenv("COLUMNS", width)
    page = run(ANSWERED[command]).out
    assert max(map(len, page.splitlines())) <= min(max(int(width), 64), 110)
    assert not re.search(r"[0-9.]\n +(?:mg|mcg|mL|hr|min|units)\b", page)
    assert "\x1b" not in page
    assert "\ue000" not in page


def test_colour_is_for_terminals_only() -> None:
    assert "\x1b[" not in process("drugs").stdout
    coloured = process("drugs", env={"FORCE_COLOR": "1", "TERM": "xterm-256color"}).stdout
    assert "\x1b[1;36m" in coloured
    plain = process("drugs", env={"FORCE_COLOR": "1", "NO_COLOR": "1", "TERM": "xterm-256color"}).stdout
    assert not re.search(r"\x1b\[[0-9;]*3[0-7]", plain)


def test_what_was_typed_is_no_markup(run: Any) -> None:
    typed = "[bold]x[/] {7+7} $(id) %s"
    ran = run(f"units {ORDER} --days 31 --payer hmsa --unlisted '{typed}' --confirm '[/] :smile:'")
    assert ran.code == 0
    assert f"unlisted {typed};" in ran.out
    assert "confirm [/] :smile:" in ran.out


def test_a_page_in_another_encoding() -> None:
    ran = process("--help", env={"PYTHONIOENCODING": "ascii"})
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.isascii()


# How quick it is.


def test_the_answer_for_machines_loads_nothing_heavy() -> None:
    heavy = ("rich", "pandas", "numpy", "ipywidgets", "IPython", "matplotlib", "voila", "tornado", "asyncio")
    code = (
        f"import sys; from hipkit.cli.main import main; "
        f"main(sys.argv[1:]); print([m for m in {heavy} if m in sys.modules])"
    )
    for line in ("--version", f"{SEED} --json"):
        ran = subprocess.run(
            [sys.executable, "-c", code, *shlex.split(line)], capture_output=True, text=True, check=True
        )
        assert ran.stdout.endswith("[]\n")
