"""`hipkit units --save` and `hipkit claim`: what they print and write, how they end, what they refuse."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shlex
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdf
import pytest

from hipkit.order.check import TYPED, Check, Outcome
from hipkit.order.scenario import load_scenario
from tests.helpers.commands import HIPKIT, refused
from tests.helpers.sourced import unsourced

ORDER = '--dose "5 mg/hr" --hours-per-day 24 --strength "25 mg/mL" --from 2021-03-01 --through 2021-03-31 --payer hmsa'
SEED = f'units {ORDER} --drug "morphine sulfate" --ndc 00074-1133-03'
FORMATS = ("table", "json", "text", "x12", "cms1500", "xlsx", "pdf")
FILED = ("x12", "cms1500", "xlsx", "pdf")


@pytest.fixture
def seed(run: Any) -> str:
    """HMSA's example, saved; its name."""
    assert run(f"{SEED} --reading rule-text --save seed.json").code == 0
    return "seed.json"


def saved(run: Any, name: str, line: str) -> str:
    ran = run(f"{line} --save {name}")
    assert (ran.code, ran.err) == (0, "")
    return name


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


# The second check.


def test_a_check_in_the_file_of_an_order_is_on_the_worksheet(run: Any, seed: str) -> None:
    made = load_scenario(seed)
    typed = dict(zip(TYPED, ("S9326", "31", "J2270", "372", "148.8"), strict=True))
    check = Check(made.order, Outcome(), "2026-11-30 14:05", made.payer, made.reading, typed=typed, second_by="KL")
    replace(made, check=check).save("checked.json")
    assert run("claim checked.json --format pdf -o sheet.pdf").code == 0
    text = " ".join(page.extract_text() for page in pypdf.PdfReader("sheet.pdf").pages)
    assert "2026-11-30 14:05, checked by KL: agreement" in " ".join(text.split())
    assert run("claim checked.json --format x12").out == run(f"claim {seed} --format x12").out


# Saving.


def test_what_was_typed_is_saved_and_the_page_says_where(run: Any) -> None:
    ran = run(f"{SEED} --reading published-example --save order.json")
    assert ran.code == 0 and ran.out.endswith("\nsaved in order.json\n")
    found = load_scenario("order.json")
    assert (found.order.drug, found.payer, found.reading) == ("morphine sulfate", "hmsa", "published-example")


def test_with_json_there_is_the_answer_alone(run: Any) -> None:
    plain, saving = run(f"{SEED} --json"), run(f"{SEED} --json --save order.json")
    assert saving.out == plain.out and json.loads(saving.out)["hcpcs"]["units"] == "372"
    assert Path("order.json").exists()


def test_choices_and_a_reason_are_saved_too(run: Any) -> None:
    saved(
        run,
        "order.json",
        'units --regimen intermittent --dose "10 mg" --per-day 4 --strength "10 mg/mL" --days 5 --drug morphine '
        '--payer bcbsnc --choose hcpcs_rounding=up-by-day --confirm "read off the chart"',
    )
    found = load_scenario("order.json")
    assert dict(found.choices) == {"hcpcs_rounding": "up-by-day"}
    assert found.order.confirm == "read off the chart"


def test_what_is_refused_is_not_saved(run: Any) -> None:
    refused(run(f"{SEED.replace('5 mg/hr', '5 bananas')} --save order.json"))
    refused(run(f"{SEED} --reading nonsense --save order.json"))
    assert not Path("order.json").exists()


def test_data_of_a_patient_is_not_saved(run: Any) -> None:
    line = refused(run(f'{SEED} --confirm "MRN 123" --save order.json'))
    assert "--confirm" in line and "never saved" in line
    assert not Path("order.json").exists()


@pytest.mark.parametrize("path", ["", ".", "no/such/order.json", "/dev/full"])
def test_a_path_that_cannot_be_written_is_refused(run: Any, path: str) -> None:
    assert "--save" in refused(run([*shlex.split(SEED), "--save", path]))


def test_a_file_that_is_there_is_replaced(run: Any) -> None:
    Path("order.json").write_text("x" * 5000)
    saved(run, "order.json", SEED)
    assert load_scenario("order.json").payer == "hmsa"


# The forms.


def test_a_table_is_csv(run: Any, seed: str) -> None:
    found = rows(run(f"claim {seed} --format table --charge S9326=3100.00").out)
    assert [(one["line"], one["code"], one["units"], one["charge"]) for one in found] == [
        ("1", "S9326", "31", "3100.00"), ("2", "J2270", "372", "0.00"),
    ]  # fmt: skip
    drug = found[1]
    assert (drug["ndc"], drug["ndc_quantity"], drug["ndc_uom"]) == ("00074113303", "148.8", "ML")
    assert (drug["drug"], drug["dose"], drug["strength"]) == ("morphine sulfate", "5 mg/hr", "25 mg/mL")
    assert (drug["patient_id"], drug["place_of_service"], drug["payer"]) == ("SAMPLE", "12", "hmsa")


def test_the_printed_example(run: Any) -> None:
    saved(run, "order.json", f"{SEED} --reading published-example")
    found = rows(run("claim order.json --format table").out)
    assert [(one["code"], one["units"], one["ndc"]) for one in found] == [
        ("S9325", "31", ""), ("J3490", "149", "00074113303"),
    ]  # fmt: skip


def test_json_is_one_object(run: Any, seed: str) -> None:
    ran = run(f"claim {seed} --format json --charge S9326=3100.00")
    assert (ran.code, ran.err) == (0, "")
    found = json.loads(ran.out)
    assert [(line["code"], line["units"], line["charge"]) for line in found["lines"]] == [
        ("S9326", "31", "3100.00"), ("J2270", "372", "0.00"),
    ]  # fmt: skip
    assert found["read"]["dose"] == "5 mg/hr"
    assert unsourced(found) == []
    assert all(
        notice.keys() == {"level", "text", "citation", "sources"} and notice["citation"] for notice in found["notices"]
    )
    assert run(f"claim {seed} --json --charge S9326=3100.00").out == ran.out
    assert run(f"claim {seed} --format json --json --charge S9326=3100.00").out == ran.out


def test_every_number_of_the_json_is_a_text(run: Any, seed: str) -> None:
    def walk(value: Any) -> None:
        assert value is None or isinstance(value, (str, bool, list, dict))
        for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            walk(inner)

    walk(json.loads(run(f"claim {seed} --json").out))


def test_x12_has_its_delimiters_and_is_a_test(run: Any, seed: str) -> None:
    text = run(f"claim {seed} --format x12").out
    isa = text[:106]
    assert isa.startswith("ISA*") and isa.endswith("*T*:~") and isa.split("*")[11] == "^"
    assert "SV1*HC:J2270*" in text and "CTP****148.8*ML~" in text and "LIN**N4*00074113303~" in text


def test_the_other_forms_are_what_they_say(run: Any, seed: str) -> None:
    assert (
        "SAMPLE" in run(f"claim {seed} --format text").out and "J2270 x 372" in run(f"claim {seed} --format text").out
    )
    assert run(f"claim {seed} --format cms1500").out.startswith("<!doctype html>")
    assert run(f"claim {seed} --format xlsx").bytes.startswith(b"PK\x03\x04")
    assert run(f"claim {seed} --format pdf").bytes.startswith(b"%PDF-")


def test_without_a_format_it_is_a_table(run: Any, seed: str) -> None:
    assert run(f"claim {seed}").out == run(f"claim {seed} --format table").out


@pytest.mark.parametrize("form", FORMATS)
def test_a_file_holds_the_same_bytes_as_stdout(run: Any, seed: str, form: str) -> None:
    shown = run(f"claim {seed} --format {form}")
    written = run(f"claim {seed} --format {form} -o claim.out")
    assert shown.code == written.code == 0
    assert Path("claim.out").read_bytes() == shown.bytes
    assert written.out.startswith("claim.out: S9326 x 31, J2270 x 372\n")


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_claim_twice_is_the_same_bytes(run: Any, seed: str, form: str) -> None:
    assert run(f"claim {seed} --format {form}").bytes == run(f"claim {seed} --format {form}").bytes


@pytest.mark.parametrize("form", ["table", *FILED])
def test_that_no_charge_was_given_is_said_on_stderr_where_the_form_holds_no_notice(
    run: Any, seed: str, form: str
) -> None:
    ran = run(f"claim {seed} --format {form} --charge S9326=3100.00")
    assert "info: no charge was given for J2270 (line 2): 0.00 stands there" in ran.err
    assert all(re.fullmatch(r"(info|warning|choice|confirm): .+ \[.+\]", line) for line in ran.err.splitlines())


@pytest.mark.parametrize("form", ["json", "text"])
def test_and_in_the_form_where_it_does(run: Any, seed: str, form: str) -> None:
    ran = run(f"claim {seed} --format {form}")
    assert ran.err == "" and "no charge was given" in ran.out


# Several scenarios, visits, charges, compounded drugs.


@pytest.fixture
def second(run: Any) -> str:
    line = ORDER.replace("5 mg/hr", "1 mg/hr").replace("25 mg/mL", "10 mg/mL")
    return saved(run, "second.json", f"units {line} --drug hydromorphone --reading rule-text")


def test_several_scenarios_make_one_claim(run: Any, seed: str, second: str) -> None:
    found = rows(run(f"claim {seed} {second} --format table --charge 1=10 --charge 2=20").out)
    assert [(one["line"], one["code"], one["modifiers"], one["charge"]) for one in found] == [
        ("1", "S9326", "", "10.00"), ("2", "S9326", "SH", "20.00"),
        ("3", "J2270", "", "0.00"), ("4", "J1170", "", "0.00"),
    ]  # fmt: skip
    assert len({one["claim_id"] for one in found}) == 1


def test_options_may_stand_anywhere(run: Any, seed: str, second: str) -> None:
    lines = (
        f"claim {seed} {second} --format table --charge 1=10",
        f"claim --format table {seed} --charge 1=10 {second}",
        f"claim --charge=1=10 --format=table -- {seed} {second}",
    )
    assert len({run(line).out for line in lines}) == 1


def test_nursing_visits(run: Any, seed: str) -> None:
    visits = "--visit 2021-03-02=151 --visit 2021-03-09=60 --nursing-rule cpt-midpoint"
    found = rows(run(f"claim {seed} --format table {visits}").out)
    assert [(one["code"], one["units"], one["date_from"]) for one in found[2:]] == [
        ("99601", "1", "2021-03-02"), ("99602", "1", "2021-03-02"), ("99601", "1", "2021-03-09"),
    ]  # fmt: skip


def test_a_compounded_drug(run: Any) -> None:
    saved(run, "order.json", f"units {ORDER} --unlisted ketamine --reading rule-text")
    assert "hipkit knows no code for ketamine" in refused(run("claim order.json --format x12 --compounded"))
    saved(run, "order.json", f"units {ORDER} --unlisted ketamine --reading rule-text --confirm ours")
    assert "--compounded" in refused(run("claim order.json --format x12"))
    assert "J3490" in run("claim order.json --format x12 --compounded").out
    assert rows(run("claim order.json --format table").out)[1]["description"].startswith("ketamine")


def test_text_that_a_spreadsheet_would_run_is_neutral(run: Any) -> None:
    saved(run, "order.json", f"units {ORDER} --unlisted '=1+1' --reading rule-text")
    assert load_scenario("order.json").order.unlisted == "=1+1"
    assert rows(run("claim order.json --format table").out)[1]["drug"] == "'=1+1"


# What is refused.


@pytest.mark.parametrize("form", FILED)
def test_a_form_to_be_filed_wants_dates(run: Any, form: str) -> None:
    dates = "--from 2021-03-01 --through 2021-03-31"
    saved(run, "order.json", SEED.replace(dates, "--days 31"))
    assert re.match("from: .*needs dates", refused(run(f"claim order.json --format {form} -o claim.out")))
    assert not Path("claim.out").exists()
    assert rows(run("claim order.json --format table").out)[0]["date_from"] == ""


@pytest.mark.parametrize("form", FILED)
def test_a_form_to_be_filed_wants_the_reason(run: Any, form: str) -> None:
    line = SEED.replace("5 mg/hr", "500 mg/hr")
    saved(run, "order.json", line)
    assert re.match("--confirm: .*entry range", refused(run(f"claim order.json --format {form}")))
    saved(run, "order.json", f'{line} --confirm "read off the pump"')
    assert run(f"claim order.json --format {form}").code == 0
    if form == "pdf":
        return  # tests of the worksheet look for the reason in it
    assert run("claim order.json --format table").code == 0


@pytest.mark.parametrize("form", FILED)
def test_a_form_to_be_filed_wants_every_choice_and_an_ndc(run: Any, form: str) -> None:
    line = SEED.replace("5 mg/hr", "5.1 mg/hr").replace("hmsa", "bcbsnc")
    saved(run, "order.json", line)
    assert re.match("--choose: .*does not state", refused(run(f"claim order.json --format {form}")))
    saved(run, "order.json", f"units {ORDER} --drug morphine --reading published-example")
    assert re.match("ndc: .*J3490 without an NDC", refused(run(f"claim order.json --format {form}")))


@pytest.mark.parametrize(
    ("line", "field", "more"),
    [
        ("claim", "scenario", "one or more"),
        ("claim --format table", "scenario", "one or more"),
        ("claim no.json", "scenario", "No such file"),
        ("claim .", "scenario", "not a plain file"),
        ("claim /dev/zero", "scenario", "not a plain file"),
        ("claim http://example.org/a.json", "scenario", "addresses are not opened"),
        ("claim {seed} --format docx", "--format", "known are table, json"),
        ("claim {seed} --format ''", "--format", "table"),
        ("claim {seed} --format TABLE", "--format", "known are table"),
        ("claim {seed} --format", "--format", "its value is missing"),
        ("claim {seed} --format x12 --format pdf", "--format", "twice"),
        ("claim {seed} --format x12 --json", "--output", "with --json the answer is JSON"),
        ("claim {seed} --charge S9326", "--charge", "equals sign"),
        ("claim {seed} --charge S9326=", "--charge", "equals sign"),
        ("claim {seed} --charge S9326=-1", "--charge", "negative"),
        ("claim {seed} --charge S9326=1.001", "--charge", "two decimals"),
        ("claim {seed} --charge S9326=1e3", "--charge", "exponent"),
        ("claim {seed} --charge S9325=1", "--charge", "no line"),
        ("claim {seed} --charge 3=1", "--charge", "no line"),
        ("claim {seed} --charge S9326=1 --charge S9326=2", "--charge", "twice"),
        ("claim {seed} --charge S9326=1 --charge s9326=2", "--charge", "already"),
        ("claim {seed} --charge S9326=1 --charge 1=2", "--charge", "already"),
        ("claim {seed} --visit 2021-03-02", "--visit", "equals sign"),
        ("claim {seed} --visit 2021-03-02=151", "--nursing-rule", "states no time rule"),
        ("claim {seed} --visit 2021-02-30=151 --nursing-rule cpt-midpoint", "--visit", "no such day"),
        ("claim {seed} --visit 2021-03-02=x --nursing-rule cpt-midpoint", "--visit", "not a number"),
        ("claim {seed} --visit 2021-03-02=1441 --nursing-rule cpt-midpoint", "--visit", "1,440"),
        ("claim {seed} --visit 2020-03-02=60 --nursing-rule cpt-midpoint", "--visit", "known from 2020-11-30"),
        ("claim {seed} --visit 2021-03-02=60 --nursing-rule nonsense", "--nursing-rule", "known are"),
        ("claim {seed} --nursing-rule cpt-midpoint", "--nursing-rule", "no visit"),
        ("claim {seed} --compounded", "--compounded", "no NDC and no code of an ingredient"),
        ("claim {seed} --compounded=yes", "--compounded", "takes no value"),
        ("claim {seed} -o", "-o", "its value is missing"),
        ("claim {seed} -o a -o b", "-o", "twice"),
        ("claim {seed} -o a --output b", "--output", "twice"),
        ("claim {seed} -o ''", "--output", "cannot be written"),
        ("claim {seed} -o no/such/claim.csv", "--output", "No such file"),
        ("claim {seed} -o .", "--output", "directory"),
        ("claim {seed} -o /dev/full", "--output", "No space"),
        ("claim {seed} -x", "option", "no option"),
        ("claim {seed} --reason x", "option", "no option"),
    ],
)  # fmt: skip
def test_a_refusal_names_its_field(run: Any, seed: str, line: str, field: str, more: str) -> None:
    said = refused(run(line.format(seed=seed)))
    assert said.startswith(f"{field}: ") and more in said


def test_a_claim_that_is_refused_leaves_the_old_file_as_it_was(run: Any, seed: str) -> None:
    Path("claim.csv").write_text("as it was")
    refused(run(f"claim {seed} -o claim.csv --charge S9326=-1"))
    assert Path("claim.csv").read_text() == "as it was"
    assert run(f"claim {seed} -o claim.csv").code == 0
    assert Path("claim.csv").read_text().startswith("claim_id,")


def test_of_several_files_the_one_that_is_wrong_is_named(run: Any, seed: str) -> None:
    text = Path(seed).read_text()
    Path("odd.json").write_text(text.replace("5 mg/hr", "5 bananas"))
    assert "odd.json" in refused(run(f"claim {seed} odd.json"))
    Path("odd.json").write_text(text.replace("rule-text", "nonsense"))
    assert "odd.json" in refused(run(f"claim {seed} odd.json"))
    Path("odd.json").write_text(text.replace('"hmsa"', '"hmso"'))
    assert "odd.json" in refused(run(f"claim {seed} odd.json"))


def test_scenarios_of_two_payers_or_without_one_make_no_claim(run: Any, seed: str) -> None:
    saved(run, "other.json", SEED.replace("hmsa", "bcbsnc"))
    saved(run, "none.json", SEED.replace("--payer hmsa", ""))
    assert "one payer and one reading" in refused(run(f"claim {seed} other.json"))
    assert "under a payer's rules" in refused(run("claim none.json"))


def test_the_json_goes_to_stdout_while_the_form_goes_to_its_file(run: Any, seed: str) -> None:
    ran = run(f"claim {seed} --format x12 -o claim.x12 --json")
    assert (ran.code, ran.err) == (0, "")
    assert json.loads(ran.out)["lines"][0]["code"] == "S9326"
    assert Path("claim.x12").read_text().startswith("ISA*")


@pytest.mark.parametrize("form", ["xlsx", "pdf"])
def test_a_terminal_is_not_flooded_with_bytes(run: Any, seed: str, form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    said = refused(run(f"claim {seed} --format {form}"))
    assert said.startswith("--output: ") and f"-o claim.{form}" in said
    assert run(f"claim {seed} --format {form} -o claim.{form}").code == 0
    assert run(f"claim {seed} --format x12").code == 0


def test_in_a_pipe_and_in_a_plain_locale_the_bytes_are_the_same(run: Any, seed: str) -> None:
    environment = {**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = subprocess.run(
        [*HIPKIT, "claim", seed, "--format", "cms1500"], capture_output=True, env=environment, check=False
    )
    assert done.returncode == 0 and done.stdout == run(f"claim {seed} --format cms1500").bytes


def test_a_reader_that_hangs_up_is_no_mistake(run: Any, seed: str) -> None:
    line = f"{shlex.join([*HIPKIT, 'claim', seed, '--format', 'cms1500'])} 2>err | true; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=False)
    assert done.returncode == 0 and "Traceback" not in Path("err").read_text()


def test_help_says_what_belongs_in_each_option(run: Any) -> None:
    ran = run("claim --help")
    assert (ran.code, ran.err) == (0, "")
    for option in ("--format", "--charge", "--visit", "--nursing-rule", "--compounded", "--output", "-o", "--json"):
        assert option in ran.out
    assert "SCENARIO.json" in ran.out and "--save" in run("units --help").out
    assert "claim" in run("").out


def test_what_a_form_needs_is_loaded_when_it_is_asked_for_only() -> None:
    heavy = ("x12sdk", "fpdf", "xlsxwriter", "pandas", "matplotlib", "rich")
    code = f"import sys, hipkit.cli.main; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


# --choose: what the payer leaves open, for all orders and for the claim.

MARCH = "--hours-per-day 24 --from 2023-03-01 --through 2023-03-31"


@pytest.fixture
def two(run: Any) -> str:
    """Two drugs for a payer that leaves much open, saved; their names."""
    morphine = f'units {MARCH} --payer bcbsnd --drug morphine --dose "5.1 mg/hr" --strength "25 mg/mL"'
    saved(run, "a.json", f"{morphine} --ndc 00074-1133-03")
    saved(run, "b.json", f'units {MARCH} --payer bcbsnd --drug fentanyl --dose "51 mcg/hr" --strength "50 mcg/mL"')
    return "a.json b.json"


CHOSEN = "--choose hcpcs_rounding=up-by-span --choose ndc_quantity=exact --choose concurrent_modifiers=SH-SJ"


@pytest.mark.parametrize("form", FILED)
def test_each_open_choice_stops_what_is_sent_and_says_what_to_choose(run: Any, two: str, form: str) -> None:
    given: list[str] = []
    for part in CHOSEN.split("--choose ")[1:]:
        given.append(part.strip())
    for count in range(len(given)):
        chosen = " ".join(f"--choose {one}" for one in given[:count])
        said = refused(run(f"claim {two} {chosen} --format {form}"))
        assert said.startswith("--choose: ") and f"--choose {given[count].split('=')[0]}=VALUE" in said
        assert given[count].split("=")[1] in said  # the values are named
    assert run(f"claim {two} {CHOSEN} --format {form} -o claim.{form}").code == 0


@pytest.mark.parametrize("form", ["table", "json", "text"])
def test_the_others_are_written_and_say_what_is_missing(run: Any, two: str, form: str) -> None:
    ran = run(f"claim {two} --format {form}")
    assert ran.code == 0
    said = ran.err if form == "table" else ran.out
    for axis in ("hcpcs_rounding", "ndc_quantity", "concurrent_modifiers"):
        assert f"missing until you choose {axis}" in said
    if form == "table":
        assert [row["code"] for row in csv.DictReader(io.StringIO(ran.out))] == ["S9326"]
    if form == "json":
        assert len(json.loads(ran.out)["lines"]) == 1


def test_what_is_chosen_holds_for_every_order(run: Any, two: str) -> None:
    found = json.loads(run(f"claim {two} {CHOSEN} --json").out)
    assert [(one["code"], one["modifiers"], one["units"]) for one in found["lines"]] == [
        ("S9326", [], "31"), ("S9326", ["SH"], "31"), ("J2270", [], "380"), ("J3010", [], "380"),
    ]  # fmt: skip
    assert all("hcpcs_rounding=up-by-span" in one["read"]["choose"] for one in found["orders"])


def test_a_choice_goes_to_the_orders_that_leave_it_open(run: Any, seed: str) -> None:
    demands = '--regimen pca --demand "0.5 mg" --demands 12 --from 2021-03-01 --through 2021-03-31'
    saved(
        run, "pca.json", f'units {demands} --drug hydromorphone --strength "10 mg/mL" --payer hmsa --reading rule-text'
    )
    ran = run(f"claim {seed} pca.json --choose per_diem_code=S9327 --json")
    assert [(one["code"], one["modifiers"]) for one in json.loads(ran.out)["lines"]][:2] == [
        ("S9326", []), ("S9327", ["SH"]),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("given", "field", "more"),
    [
        ("--choose hcpcs_rounding=up-by-week", "choose", "here is up-by-span"),
        ("--choose concurrent_modifiers=59-SH-SJ", "choose", "here is SH"),
        ("--choose concurrent_modifiers=XX", "choose", "values here are SH"),
        ("--choose colour=red", "choose", "it is not an axis"),
        ("--choose waste=jw-jz", "choose", "no line of a bill goes by it"),
        ("--choose hcpcs_rounding", "choose", "an equals sign"),
        ("--choose hcpcs_rounding=up-by-span --choose hcpcs_rounding=up-by-day", "choose", "chosen twice"),
        ("--choose reading=published-example", "reading", "give one"),
        ("--choose nursing_time=cpt-midpoint", "nursing-rule", "no visit"),
        ("--visit 2021-03-02=151 --choose nursing_time=cpt-midpoint --nursing-rule ceil-hour", "choose", "of the two"),
    ],
)  # fmt: skip
def test_a_choice_that_no_order_leaves_open_is_refused(run: Any, seed: str, given: str, field: str, more: str) -> None:
    said = refused(run(f"claim {seed} {given}"))
    assert said.lstrip("-").startswith(f"{field}:") and more in said


def test_a_choice_against_the_scenarios_own_is_refused(run: Any) -> None:
    saved(run, "a.json", f'units {MARCH} --payer bcbsnd --drug morphine --dose "5.1 mg/hr" --strength "25 mg/mL" '
          "--choose hcpcs_rounding=up-by-day")  # fmt: skip
    said = refused(run("claim a.json --choose hcpcs_rounding=up-by-span"))
    assert "choose" in said and "the scenario itself has hcpcs_rounding=up-by-day" in said
    assert run("claim a.json --choose hcpcs_rounding=up-by-day --format x12").code == 0


@pytest.mark.parametrize("form", FILED)
def test_a_rule_for_nursing_is_named_before_a_claim_is_sent(run: Any, seed: str, form: str) -> None:
    visit = f"claim {seed} --visit 2021-03-02=151"
    assert "nursing-rule" in refused(run(f"{visit} --format {form}"))
    for named in ("--nursing-rule cpt-midpoint", "--choose nursing_time=cpt-midpoint"):
        assert run(f"{visit} {named} --format {form} -o claim.{form}").code == 0
    assert run(f"claim {seed} --visit 2021-03-02=120 --format {form} -o claim.{form}").code == 0  # all rules agree


@pytest.mark.parametrize("form", FILED)
def test_the_same_drug_twice_wants_a_reason(run: Any, seed: str, form: str) -> None:
    saved(run, "b.json", f"{SEED} --reading rule-text --without 2021-03-04")
    said = refused(run(f"claim {seed} b.json --format {form}"))
    assert "orders 1 and 2 are one drug" in said and '--confirm "REASON"' in said
    assert run(f'claim {seed} b.json --confirm "two pumps" --format {form} -o claim.{form}').code == 0


@pytest.mark.parametrize(
    ("order", "reasons"),
    [
        ("--hours-per-day 12 --payer bcbsnc --ndc 00409-1134-03 --from 2025-03-01 --through 2025-03-03",
         ["until you choose per_diem_day", "until you choose ndc_quantity"]),
        ("--hours-per-day 24 --payer hmsa --from 2020-03-01 --through 2020-03-03", ["So there are no claim lines"]),
    ],
)  # fmt: skip
def test_a_table_without_a_line_says_why_in_place_of_the_lines(run: Any, order: str, reasons: list[str]) -> None:
    assert run(f'units --drug morphine --dose "3.3 mg/hr" --strength "50 mg/mL" {order} --save open.json').code == 0
    shown, written = run("claim open.json"), run("claim open.json -o open.csv")
    assert (shown.code, written.code) == (0, 0) and "open.csv: no lines\n" in written.out
    rows = list(csv.DictReader(io.StringIO(shown.out)))
    assert shown.out == Path("open.csv").read_text()
    assert [row["code"] + row["units"] + row["date_from"] for row in rows] == [""] * len(reasons)
    for row, reason in zip(rows, reasons, strict=True):
        assert row["description"].startswith("no line: ") and row["description"].endswith(reason)
    assert run("review open.csv").code == 1, "no one takes it for a claim"
