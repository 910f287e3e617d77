"""What a refusal says to type, at every door: what was given with the same meaning, or no number of what was given."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import partial
from typing import Any

import pytest

from hipkit import InputError, bill
from hipkit.cli.main import main
from hipkit.order.days import service_days
from hipkit.order.scenario import read_scenario
from hipkit.panels.calculator.panel import Calculator
from hipkit.practice.making import read_level, read_seed, read_version
from hipkit.practice.numbers import read_number
from hipkit.practice.training.sets import read_count
from hipkit.values.frequency import doses_a_day
from hipkit.values.productforms import read_form
from hipkit.values.strict import whole
from tests.golden.cases import argv, billing, order
from tests.inputs.rows import LISTS, Row, rows
from tests.inputs.scenarios import fits, scenario_text
from tests.inputs.test_panel import PANEL, texts

REGIMENS: dict[str, dict[str, str]] = {
    "continuous": {"dose": "5 mg/hr", "hours_per_day": "24"},
    "intermittent": {"dose": "10 mg", "per_day": "4"},
    "pca": {"demand": "0.5 mg", "demands": "12", "basal": "1 mg/hr", "lockout": "6 min", "hours_per_day": "24"},
    "pump-refill": {"volume": "20 mL", "refills": "1"},
}
SPAN = {"from": "2021-03-01", "through": "2021-03-31"}
COMMON = {"drug": "morphine sulfate", "strength": "25 mg/mL", "payer": "hmsa"} | SPAN
NUMBERS = ["1", "2", "4", "5", "6", "8", "10", "12", "20", "24", "25", "30", "31", "70", "100", "400"]
UNITS = ["", "mg", " mg/hr", " mL", " mg/mL", " kg", " min", " h", " bananas", " times", "x"]
SHAPES = ["{n}{u}", "-{n}{u}", ".{n}{u}", "{n}.{u}", "0{n}{u}", "{n}  {u}", "{n}-{n}0{u}", "{n} to {n}5{u}", "{n},5{u}"]
SHAPES += ["{n}e3{u}", "1/{n}{u}", "{n}\u200b{u}", "q{n}h", "q{n}-{n}h", "every {n} days", "{n}:1000", "about {n}{u}"]
DATES = ["2021-02-29", "03/15/2021", "2021/03/15", "20210315", "2021-3-15", "44256", "2021-13-01", "March 1, 2021"]
DATES += ["2022-07-18", "2021-03-15.", "2020-04-09 to 2020-05-01", "7/18/22", "1.3.2021", "2021-01-01", "2030-01-01"]
NDCS = ["0074113303", "74113303", "00074-1133-3x", "OOO74-1133-O3", "N400074113303", "000074-1133-03", "7.41133E+07"]
NDCS += ["0409113403", "00409-1134-0", "63323 0851 10", "00000-0000-00", "00074-1133-03-1"]
CODES = ["2270", "J227O", "S9326x", "J9999", "59326", "99601", "S9325 S9326"]
CHANGES = [
    "2021-03-06=5 bananas",
    "2021-03-15",
    "2021-03-08=.5 mg/hr",
    "03/15/2021=6 mg/hr",
    "2021-03-15=6",
    "2021-02-01=8 mg/hr",
]
FIELDS = {
    "continuous": ("dose", "hours_per_day", "strength", "bag", "weight", "days"),
    "intermittent": ("dose", "per_day"),
    "pca": ("demand", "demands", "basal", "lockout"),
    "pump-refill": ("volume", "refills"),
}


def made() -> Iterator[dict[str, Any]]:
    """Orders of every regimen with one field typed anew, in ways most of which are refused."""
    for regimen, fields in FIELDS.items():
        base = COMMON | {"regimen": regimen} | REGIMENS[regimen]
        for field in fields:
            for i, shape in enumerate(SHAPES):
                for j, number in enumerate(NUMBERS):
                    text = shape.format(n=number, u=UNITS[(i + j) % len(UNITS)])
                    yield base | {field: text}
    base = COMMON | {"regimen": "continuous"} | REGIMENS["continuous"]
    for name, given in (("from", DATES), ("through", DATES), ("ndc", NDCS), ("code", CODES), ("days", NUMBERS)):
        yield from (base | {name: text} for text in given)
    for name, several in (("without", DATES), ("change", CHANGES)):
        yield from (base | {name: [text]} for text in several)
    yield from (base | {"choose": [text]} for text in ("hcpcs_rounding=8", "x=y", "drug_code=J2270"))
    yield from (base | {name: "5"} for name in ("payer", "reading", "drug"))


def _plain(text: str) -> str:
    return "".join(str(unicodedata.digit(one)) if unicodedata.category(one) == "Nd" else one for one in text)


def found(text: str) -> set[Fraction]:
    """The numbers of a text, as values: every run of digits, and every decimal."""
    plain = _plain(text).replace(",", "")
    return {Fraction(one) for one in re.findall("[0-9]+", plain)} | {
        Fraction(one) for one in re.findall(r"[0-9]*\.[0-9]+|[0-9]+", plain)
    }


def meaning(text: str) -> str:
    """A text without what is only its way of writing: blanks, quotes, zeros, and points that say nothing."""
    text = _plain(text).lower().replace('"', "").replace("$", "").replace("--", "")
    if whole := re.fullmatch(r"([0-9]{4})[-/.]?([0-9]{1,2})[-/.]?([0-9]{1,2})", text):
        return "-".join(part.lstrip("0") for part in whole.groups())
    if re.fullmatch("(?:lin[*]{2})?(?:n4)?[* ]?[0-9oil-]{10,}", text):  # an NDC: letters for digits, the zero in front
        return text.removeprefix("n4").translate(str.maketrans("oil", "011")).replace("-", "").lstrip("0")
    text = re.sub(" ?(times|doses|x|time|dose|hr|h|days|refills|demands)?( ?(a|per) ?day|/day)?$", "", text)
    text = re.sub(r"(?<![0-9.])0+(?=[0-9])", "", text.replace(" ", ""))
    text = re.sub(r"^-(?=0(?![0-9.]))", "", text)  # no more and no less than zero
    return re.sub(r"\.(?![0-9])", "", re.sub(r"(?<![0-9])\.(?=[0-9])", "0.", text))


def fair(given: str, example: str) -> bool:
    return not found(given) & found(example) or meaning(given) == meaning(example)


def shown(given: Any) -> str:
    return " ".join(map(str, given)) if isinstance(given, list) else str(given)


def refusal(fields: dict[str, Any]) -> InputError | None:
    try:
        bill(order(fields), **billing(fields))
    except InputError as error:
        return error
    return None


def check(error: InputError, typed: str) -> None:
    given = "" if error.given is None else shown(error.given)
    assert fair(given, error.example), (given, error.example)
    assert given == typed or fair(typed, error.example) or meaning(given) == meaning(error.example), (
        typed,
        error.example,
    )


ROWS = [row for row in rows("api") if row.outcome == "BLOCK"]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_every_bad_input_through_python(row: Row) -> None:
    error = refusal(row.fields)
    assert error is not None
    check(error, shown(row.fields[error.field]) if error.field in row.fields else "")


@pytest.mark.parametrize("row", [row for row in rows("cli") if row.outcome == "BLOCK"], ids=lambda row: row.name)
def test_every_bad_input_on_the_command_line(row: Row, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(argv(row.fields)) == 2
    told = capsys.readouterr().err.rstrip("\n")
    field = told.partition(":")[0].removeprefix("--").replace("-", "_")
    typed = shown(row.fields.get(field, ""))
    example = told.rpartition("Type for example: ")[2]
    assert fair(typed, example) or meaning(row.given) == meaning(example), told


@pytest.mark.parametrize("row", [row for row in rows("panel") if row.outcome == "BLOCK"], ids=lambda row: row.name)
def test_every_bad_input_on_a_panel(row: Row) -> None:
    answer = PANEL.answer(texts(row))
    for name, said in answer.messages.items():
        if said.kind == "error" and said.text.startswith("Type for example "):
            check_said(said.text, shown(texts(row)[name]))
    for offer in answer.offers:
        if offer.field not in ("drug", "ndc") and set(offer.sets) == {offer.field}:
            given, offered = texts(row)[offer.field], offer.sets[offer.field]
            assert meaning(given) == meaning(offered) or numbers_of(given) == numbers_of(offered)


def numbers_of(date: str) -> list[int]:
    """The numbers of a date, whichever of them is the month: 03/04/2026 may be 2026-03-04 or 2026-04-03."""
    assert re.fullmatch("[0-9]+([-/.][0-9]+){2}", date), date
    return sorted(map(int, re.findall("[0-9]+", date)))


def check_said(said: str, typed: str) -> None:
    """Some example in front of some colon is fair: an example may hold a colon itself."""
    rest = said.removeprefix("Type for example ")
    fronts = [rest[: match.start()] for match in re.finditer(": ", rest)]
    meant = {meaning(piece) for piece in (typed, *typed.split("="))}
    assert fair(typed, fronts[0]) or any(meaning(front) in meant for front in fronts), (typed, said)


def test_orders_with_one_field_typed_anew_through_python_and_a_file() -> None:
    refused = 0
    for fields in made():
        error = refusal(fields)
        if error is None:
            continue
        refused += 1
        check(error, shown(fields.get(error.field, "")))
        if fits(fields):
            with pytest.raises(InputError) as caught:
                again = read_scenario(scenario_text(fields))
                bill(again.order, again.payer, again.reading, again.choices)
            check(caught.value, "")
    assert refused > 2000


def test_orders_with_one_field_typed_anew_on_a_panel() -> None:
    panel = Calculator()
    for fields in made():
        typed = {name: "; ".join(text) if isinstance(text, list) else text for name, text in fields.items()}
        chosen = typed.pop("choose", None)
        if chosen is not None:
            continue
        answer = panel.answer({"reading": "rule-text", "along": "amount"} | typed)
        for name, said in answer.messages.items():
            if said.kind == "error" and said.text.startswith("Type for example "):
                check_said(said.text, typed.get(name, ""))


def test_orders_with_one_field_typed_anew_on_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    for i, fields in enumerate(made()):
        if i % 12 and not set(fields) & set(LISTS):
            continue
        code = main(argv(fields))
        told = capsys.readouterr().err.rstrip("\n")
        if code == 2:
            field = told.partition(":")[0].removeprefix("--").replace("-", "_")
            example = told.rpartition("Type for example: ")[2]
            typed = shown(fields.get(field, ""))
            pieces = [typed, *re.split("=", typed)]
            assert fair(typed, example) or any(meaning(piece) == meaning(example) for piece in pieces), told


WORDS = [
    "units --dose 5 mg/hr", "units --dose=5 --hours-per-day 5 --hours-per-day 6", "units --dos 5", "units 5",
    'convert "5 bananas" --to mg', 'convert "5 mg" --to "5 mg"', 'convert "10 mg"', 'convert "10 mg" --per "10 mL"',
    'convert "20 mL" --at "0.5 mL/day" --to mg', 'waste --given "400 mg" --opened "350 mg" --per "10 mg"',
    'waste --given "350" --opened "400" --per "10"', "nursing --minutes 151.5 --rule bcbsm-2013",
    "nursing --minutes 151 --rule bcbsm-2014", "ndc 0074113303", "ndc 00074-1133-03 --on 03/01/2021",
    "rules HIP1010", "practice case --seed 7 --level 1.5", "practice case --seed -7 --level 1", "app --port 8866x",
    "practice sheet --seed 31.5", "review x.csv --select HIP1011",
]  # fmt: skip


@pytest.mark.parametrize("words", WORDS)
def test_every_command(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    import shlex

    split = shlex.split(words)
    assert main(split) == 2
    told = capsys.readouterr().err.rstrip("\n")
    read = re.search(r'read "(.*?)": ', told)
    example = told.rpartition("Type for example: ")[2]
    assert read is None or fair(read[1], example.removeprefix("--dose ")), told


def test_a_choice_that_is_not_known_names_none_of_them() -> None:
    for fields in (
        COMMON | REGIMENS["continuous"] | {"choose": [f"{axis}=nothing"]} for axis in ("hcpcs_rounding", "ndc_quantity")
    ):
        error = refusal(fields)
        assert error is not None and error.example.endswith("=VALUE")
        assert "by-span" in error.reason or "exact" in error.reason


WHOLE = [
    "0",
    "1",
    "2",
    "3",
    "4",
    "8",
    "9",
    "12",
    "400",
    "1.5",
    ".24",
    "400.",
    "1x",
    "x1",
    "2 1",
    "3,1",
    "1 to 3",
    "-1",
    "1e3",
]
CASES = [
    "9-1-8",
    "845317",
    "2-9-845317",
    "1-4-7",
    "2-1",
    "3-1-5",
    "2-1-845317x",
    "2-3-206419 x",
    "12-12-845317",
    "1 2 3 7",
]
READERS: dict[str, Callable[[str], object]] = {
    "case number": read_number,
    "level": read_level,
    "seed": read_seed,
    "version": read_version,
    "count": read_count,
    "row of two": lambda given: whole(given, "row", "3", 1, 2),
    "days": service_days,
    "doses a day": partial(doses_a_day, field="per_day"),
    "form": read_form,
}


@pytest.mark.parametrize("name", READERS)
def test_what_a_refusal_advises_is_read_by_the_reader_that_refused(name: str) -> None:
    """An example in words alone, as NUMBER, stands where every number that is read was given."""
    read, refused, advised = READERS[name], 0, 0
    for given in [*WHOLE, *CASES, "abc", ""]:
        try:
            read(given)
        except InputError as error:
            refused += 1
            assert fair(given, error.example), (given, error.example)
            if re.search("[0-9]", error.example):
                advised += 1
                read(error.example)
    assert refused > 2 and (advised > 2 or name == "form"), (refused, advised)
