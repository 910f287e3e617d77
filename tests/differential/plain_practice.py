"""The answers to a practice case worked out from its text alone: a second implementation, in plain fractions.

`answers(case)` gives a value for every box. Templates of claims that are shown go by comparing the claim in the
case with the one that its orders ask for; the denials also by a reading of the remittance.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from fractions import Fraction

from hipkit.practice.case import Case, Value
from tests.differential.plain_claims import (
    Line,
    claim,
    code_on,
    decimal,
    further_hours,
    milligrams,
    nearest,
    per_diem_code,
    up,
)
from tests.differential.plain_denials import denied
from tests.differential.plain_reading import Course, courses, eleven, plain, table, texts, unit_of

Answers = dict[str, Value]
_N = r"\d[\d,]*(?:\.\d+)?"
COLUMNS = {
    "From": "from", "Through": "through", "Code": "code", "Mod": "modifiers", "Units": "units", "NDC": "ndc",
    "NDC qty": "ndc_quantity", "UoM": "uom",
}  # fmt: skip


def answers(case: Case) -> Answers:
    """The answer to every box of a case, as values to grade by."""
    if case.kind == "errors":
        return _wrong_cell(case)
    if case.kind == "denial":
        return denied(case, claim(case))
    return _TEMPLATES[case.template](case)


# ---- one order and its numbers


def _only(case: Case) -> Course:
    (one,) = courses(case)
    return one


def _total(one: Course) -> Fraction:
    return milligrams(one, one.first, one.last)


def _units(case: Case, one: Course) -> Fraction:
    """Units by the code that the text names, with what a unit of it counts."""
    words = re.search(r"(?:goes by|own code,) [A-Z]\d{4}(?:: | \()(.*? (?:mg|mcg))[.)]", texts(case))
    per = unit_of(words[1]) if words else None
    if per is None:
        raise ValueError(f"no unit of a code: {case.text}")
    return Fraction(max(up(_total(one) / per), 1))


def _numbers(case: Case) -> Answers:
    """What may be asked of one order."""
    one = _only(case)
    total, day = _total(one), one.first
    found: Answers = {"days": Fraction(len(one.days)), "total_amount": total, "total_volume": total / one.strength}
    if one.kind != "implanted":
        found |= {"day_amount": one.given(day), "day_volume": one.given(day) / one.strength}
    if "goes by J" in texts(case) or "own code" in texts(case):
        found["units"] = found["units_rule_text"] = _units(case, one)
    found["units_published"] = Fraction(nearest(total / one.strength))
    found["ndc_quantity"], found["ndc_uom"] = Fraction(nearest(total / one.strength * 1000), 1000), "ML"
    found["per_diem_code"], found["per_diem_units"] = per_diem_code(one, example=False), Fraction(len(one.days))
    return found


def _drug_code(case: Case) -> Answers:
    one = _only(case)
    return {"code": code_on(case, one, one.first)[0]}


def _code_and_units(case: Case) -> Answers:
    one = _only(case)
    code, per = code_on(case, one, one.first)
    return {"code": code, "units": Fraction(max(up(_total(one) / per), 1))}


def _rate(case: Case) -> Answers:
    """mL/hr of a pump, from what runs through it."""
    one = _only(case)
    return {"rate": one.number("dose") / (one.bag or one.strength)}


def _running(case: Case) -> Answers:
    running = re.search(rf"pump at ({_N}) mL/hr\.", texts(case))
    bag = re.search(rf"mixed for the pump to ({_N}) mg/mL", texts(case))
    assert running and bag
    return {"rate": plain(running[1]) * plain(bag[1])}


def _lasts(case: Case) -> Answers:
    one = _only(case)
    filled = re.search(rf"reservoir is filled with ({_N}) mL of the mixture", texts(case))
    assert filled and one.bag
    return {"duration": plain(filled[1]) * one.bag / one.number("dose")}


# ---- forms, waste, visits


def _ndcs(case: Case) -> Answers:
    printed = re.search(r"the first ([\d-]+), the second ([\d-]+)\.", texts(case))
    assert printed
    return {"ndc1": eleven(printed[1]), "ndc2": eleven(printed[2])}


def _waste(case: Case) -> Answers:
    said = texts(case)
    words = re.search(r"goes by [A-Z]\d{4}: (.*?)\.", said.replace("0.1", "0,1"))
    amounts = re.search(
        rf"Opened: (\d) single-dose packages? of .*? ({_N}) (mg|mcg)/mL, ({_N}) mL [a-z]+, ({_N}) (?:mg|mcg) in all\. "
        rf"({_N}) (?:mg|mcg) were given, and the rest was discarded\.",
        said,
    )
    assert words and amounts
    per = unit_of(words[1].replace("0,1", "0.1"))
    opened, given = plain(amounts[5]), plain(amounts[6])
    if int(amounts[1]) * plain(amounts[2]) * plain(amounts[4]) != opened or per is None:
        raise ValueError(f"the packages hold another amount: {said}")
    per = per * 1000 if amounts[3] == "mcg" else per
    return {"given_units": Fraction(up(given / per)), "discarded_units": Fraction(int((opened - given) / per))}


def _visit(case: Case) -> Answers:
    minutes = re.search(r"takes (\d+) minutes", texts(case))
    assert minutes
    return {"first_99601": Fraction(1), "further_99602": Fraction(further_hours(_time_rule(case), int(minutes[1])))}


def _week(case: Case) -> Answers:
    rows = table(case, "Visits")
    lengths = [int((_clock(row["stop"]) - _clock(row["start"])).total_seconds()) // 60 for row in rows]
    further = sum(further_hours(_time_rule(case), minutes) for minutes in lengths)
    return {"first_99601": Fraction(len(rows)), "further_99602": Fraction(further)}


def _clock(text: str) -> datetime.datetime:
    return datetime.datetime.strptime(text, "%H:%M")


def _time_rule(case: Case) -> str:
    return next(line for line in texts(case).split("\n") if line.startswith("Time rule: "))


# ---- lines of a claim


def _fields(line: Line) -> Answers:
    """The boxes of one line by the ends of their names."""
    found: Answers = {
        "code": line.code, "units": Fraction(line.units), "modifiers": tuple(sorted(line.modifiers)),
        "through": str(line.last),
    }  # fmt: skip
    return found if line.quantity is None else {**found, "ndc_quantity": line.quantity, "ndc_uom": "ML"}


def _one_of_each(case: Case) -> Answers:
    per_diem, drug = claim(case)
    return {f"per_diem_{name}": value for name, value in _fields(per_diem).items()} | _fields(drug)


def _numbered(case: Case) -> Answers:
    """Every line by its number on the claim."""
    return _by_number(claim(case))


def _by_number(lines: list[Line], between: str = "") -> Answers:
    return {
        f"line{number}_{between}{name}": value
        for number, line in enumerate(lines, 1)
        for name, value in _fields(line).items()
    }


def _drug_lines(case: Case) -> Answers:
    """The drug lines by their number, and the per diem before them."""
    lines = claim(case)
    per_diem = [line for line in lines if line.kind == "per_diem"]
    found = {f"per_diem_{name}": value for name, value in _fields(per_diem[0]).items()}
    return found | _by_number([line for line in lines if line.kind == "drug"])


def _units_by_code(case: Case) -> Answers:
    one = _only(case)
    ends = sorted(day for day in one.span if code_on(case, one, day) != code_on(case, one, one.first))
    parts = ((one.first, one.first), (ends[0], one.last))
    found: Answers = {}
    for number, (first, last) in enumerate(parts, 1):
        until = max(day for day in one.span if day < ends[0]) if number == 1 else last
        per = code_on(case, one, first)[1]
        found[f"line{number}_units"] = Fraction(max(up(milligrams(one, first, until) / per), 1))
    return found


def _months(case: Case) -> Answers:
    """The code of a month's drug lines stands in the text, not in the list."""
    one, words = _only(case), re.search(r"The drug goes by ([A-Z]\d{4}): (.*)\.$", texts(case), re.MULTILINE)
    assert words
    split = one.last.replace(day=1)
    parts = ((one.first, max(day for day in one.span if day < split)), (split, one.last))
    per = unit_of(words[2])
    assert per is not None
    found: Answers = {"per_diem_code": per_diem_code(one, example=False), "line1_through": str(parts[0][1])}
    for number, (first, last) in enumerate(parts, 1):
        days = [day for day in one.days if first <= day <= last]
        found[f"line{number}_per_diem_units"] = Fraction(len(days))
        found[f"line{number}_units"] = Fraction(max(up(milligrams(one, first, last) / per), 1))
    return found


# ---- a claim with a wrong cell


def _wrong_cell(case: Case) -> Answers:
    """The one cell of the claim shown that its orders do not give."""
    shown, made = table(case, "The claim (SAMPLE)"), claim(case)
    if len(shown) != len(made):
        raise ValueError(f"{len(shown)} lines stand there, {len(made)} should: {case.text}")
    wrong = [
        (row["Line"], head, line.cells[head])
        for row, line in zip(shown, made, strict=True)
        for head in COLUMNS
        if row[head] != line.cells[head]
    ]
    if len(wrong) != 1:
        raise ValueError(f"not one wrong cell: {wrong}: {case.text}")
    ((line, head, right),) = wrong
    return {"line": line, "column": COLUMNS[head], "value": value_of(head, right)}


def value_of(head: str, cell: str) -> Value:
    """A cell as a value to grade by."""
    if head in ("Units", "NDC qty"):
        return Fraction(cell)
    if head == "Mod":
        return () if cell == "-" else tuple(sorted(cell.split()))
    return cell


_TEMPLATES: dict[str, Callable[[Case], Answers]] = {
    **dict.fromkeys(
        (
            "volume-a-day", "total-volume", "drug-units", "mcg-units", "dose-units", "ndc-quantity", "days-of-service",
            "block-amount", "per-diem-line", "pca-given", "bag-or-vial", "hospital-units", "part-day-units",
            "refill-units", "weight-units", "two-readings", "rate-change-units",
        ),
        _numbers,
    ),
    **dict.fromkeys(
        (
            "continuous-line", "part-day-line", "intermittent-line", "pca-line", "refill-line", "published-line",
            "hospital-line", "rate-change-line",
        ),
        _one_of_each,
    ),
    **dict.fromkeys(("second-drug", "third-therapy"), _numbered),
    **dict.fromkeys(("month-lines", "month-lines-hospital"), _months),
    **dict.fromkeys(("pump-rate", "weight-rate"), _rate),
    "drug-from-rate": _running, "reservoir-lasts": _lasts, "ndc-form": _ndcs, "given-discarded": _waste,
    "nursing-visit": _visit, "visits-of-a-week": _week, "drug-code": _drug_code,
    "code-change-units": _units_by_code, "code-change-lines": _drug_lines,
    "new-code-units": _code_and_units, "new-code-parts": _units_by_code,
}  # fmt: skip

__all__ = ["answers", "decimal", "value_of"]
