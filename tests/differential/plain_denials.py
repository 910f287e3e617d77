"""What a remittance of a practice case says, decided from its text: cause, action and the value asked for.

The claim that was sent is compared with the one that the orders ask for: beside what the case is about, nothing
differs.
"""

from __future__ import annotations

import re
from fractions import Fraction

from hipkit.practice.case import Case, Value
from tests.differential.plain_claims import Line, up
from tests.differential.plain_reading import codes, date, plain, table, texts

Row = dict[str, str]
_N = r"\d[\d,]*(?:\.\d+)?"
_SENT = ("From", "Through", "Code", "Mod", "Units", "NDC", "NDC qty", "UoM")


def denied(case: Case, made: list[Line]) -> dict[str, Value]:
    """Cause, action and, where it is asked, what should stand there."""
    sent, paid = table(case, "The claim as it was sent"), table(case, "The remittance")
    asked = re.search(r"Line (\d+) was not paid as billed\.", texts(case))
    assert asked
    at = int(asked[1])
    reason, remark = paid[at - 1]["Reason"], paid[at - 1]["Remark"]
    cause, action = _CODES[f"{reason} {remark}"](case, sent, made, at)
    found: dict[str, Value] = {"cause": cause, "action": action}
    found["value"] = _value(case, cause, made, at)
    _nothing_else(case, sent, made, at, cause)
    return found


def _nothing_else(case: Case, sent: list[Row], made: list[Line], at: int, cause: str) -> None:
    """Raises ValueError where the claim that was sent has another fault than the one that was denied."""
    lines = [row for row in sent if row["Line"] != str(at)] if cause == "generic-beside-specific" else sent
    if len(lines) != len(made):
        raise ValueError(f"{len(lines)} lines were sent, {len(made)} should be: {case.text}")
    wrong = [
        (row["Line"], head)
        for row, line in zip(lines, made, strict=True)
        for head in _SENT
        if row[head] != line.cells[head]
    ]
    column = _WRONG.get(cause)
    if wrong != ([(str(at), column)] if column else []):
        raise ValueError(f"{cause}: {wrong}: {case.text}")


_WRONG = {
    "ndc-zero": "NDC", "ndc-left-out": "NDC", "units-not-whole": "Units", "milligrams-in-units": "Units",
    "code-ended": "Code", "code-not-begun": "Code", "second-therapy-unmarked": "Mod", "modifier-missing": "Mod",
}  # fmt: skip


def _value(case: Case, cause: str, made: list[Line], at: int) -> Value:
    said, line = texts(case), made[min(at, len(made)) - 1]
    if cause == "text-incomplete":
        return line.milligrams
    if cause == "number-wrong":
        letter = re.search(r"letter \(SAMPLE\): number (SAMPLE-\d+),", said)
        assert letter
        return letter[1]
    if cause == "authorization-exceeded":
        letter = re.search(rf"up to ({_N}) units", said)
        assert letter
        return line.units - plain(letter[1])
    column = _WRONG.get(cause, "Mod")
    if column == "NDC":
        return line.ndc
    if column == "Units":
        return Fraction(line.units)
    return line.code if column == "Code" else tuple(sorted(line.modifiers))


# ---- each code of a remittance


def _text(case: Case, sent: list[Row], made: list[Line], at: int) -> tuple[str, str]:
    told = re.search(r"Text of line \d+ on the claim: ([A-Z ]+)\.", texts(case))
    assert told and made[at - 1].code == "J3490" and not re.search(r"\d", told[1])
    return "text-incomplete", "correct"


def _ndc(case: Case, sent: list[Row], made: list[Line], at: int) -> tuple[str, str]:
    return ("ndc-left-out" if sent[at - 1]["NDC"] == "-" else "ndc-zero"), "correct"


def _units(case: Case, sent: list[Row], made: list[Line], at: int) -> tuple[str, str]:
    assert "." in sent[at - 1]["Units"]
    return "units-not-whole", "correct"


def _code(case: Case, sent: list[Row], made: list[Line], at: int) -> tuple[str, str]:
    _, start, end = codes(case)[sent[at - 1]["Code"]]
    if end[0].isdigit() and end < sent[at - 1]["From"]:
        return "code-ended", "correct"
    assert start > sent[at - 1]["Through"]
    return "code-not-begun", "correct"


def _no_letter(case: Case, sent: list[Row], made: list[Line], at: int) -> tuple[str, str]:
    assert "the file holds no letter of the payer" in texts(case)
    return "no-authorization", "ask-authorization"


def _number(case: Case, sent: list[Row], made: list[Line], at: int) -> tuple[str, str]:
    numbers = re.findall(r"SAMPLE-\d+", texts(case))
    assert len(set(numbers)) == 2 and _letter_covers(case, made[at - 1]) >= made[at - 1].units
    return "number-wrong", "put-number-right"


def _beyond(case: Case, sent: list[Row], made: list[Line], at: int) -> tuple[str, str]:
    assert "The same number stands on the claim." in texts(case)
    assert _letter_covers(case, made[at - 1]) < made[at - 1].units
    paid = table(case, "The remittance")[at - 1]
    share = _letter_covers(case, made[at - 1]) / made[at - 1].units
    assert abs(plain(paid["Charge"]) * share - plain(paid["Paid"])) < Fraction(1, 100)
    return "authorization-exceeded", "ask-extension"


def _letter_covers(case: Case, line: Line) -> Fraction:
    """The units of the letter, which is about this code and these days."""
    found = re.search(rf", ([A-Z]\d{{4}}), up to ({_N}) units, (\S+) through (\S+)\.", texts(case))
    assert found and found[1] == line.code
    assert date(found[3]) <= line.first and line.last <= date(found[4])
    return plain(found[2])


def _duplicate(case: Case, sent: list[Row], made: list[Line], at: int) -> tuple[str, str]:
    earlier = table(case, "Earlier remittance")
    if not earlier:
        assert "No earlier claim was sent for these days." in texts(case)
        return "second-therapy-unmarked", "mark-second"
    assert "with frequency code 1, as a new claim" in texts(case)
    if plain(earlier[at - 1]["Paid"]) > 0:
        return "sent-twice", "nothing-due"
    return "correction-sent-as-new", "replace"


def _modifier(case: Case, sent: list[Row], made: list[Line], at: int) -> tuple[str, str]:
    assert sent[at - 1]["Mod"] == "-" and made[at - 1].modifiers
    return "modifier-missing", "mark-second"


def _generic(case: Case, sent: list[Row], made: list[Line], at: int) -> tuple[str, str]:
    assert sent[at - 1]["Code"] == "S9325" and at == len(made) + 1
    return "generic-beside-specific", "take-off"


def _most(case: Case, sent: list[Row], made: list[Line], at: int) -> tuple[str, str]:
    most = re.search(rf"takes at most ({_N}) units", texts(case))
    line = made[at - 1]
    assert most and line.units <= plain(most[1]) < plain(sent[at - 1]["Units"]) == up(line.milligrams)
    return "milligrams-in-units", "correct"


def _price(case: Case, sent: list[Row], made: list[Line], at: int) -> tuple[str, str]:
    told = re.search(rf"paid at ({_N}) a day; ({_N}) a day was charged for (\d+) days?\.", texts(case))
    paid = table(case, "The remittance")[at - 1]
    assert told and int(told[3]) == made[at - 1].units
    assert plain(paid["Charge"]) == plain(told[2]) * int(told[3])
    assert plain(paid["Paid"]) == plain(told[1]) * int(told[3]) < plain(paid["Charge"])
    return "above-the-price", "write-off"


def _late(case: Case, sent: list[Row], made: list[Line], at: int) -> tuple[str, str]:
    told = re.search(r"was sent on (\S+)\. .*? takes claims for (\d+) days after the last day of service", texts(case))
    assert told and (date(told[1]) - max(line.last for line in made)).days > int(told[2])
    return "sent-late", "write-off-late"


_CODES = {
    "CO-16 M123": _text, "CO-16 M119": _ndc, "CO-16 M53": _units, "CO-181 M20": _code, "CO-197 -": _no_letter,
    "CO-15 -": _number, "CO-198 -": _beyond, "CO-18 -": _duplicate, "CO-4 -": _modifier, "CO-97 -": _generic,
    "CO-222 -": _most, "CO-45 -": _price, "CO-29 N211": _late,
}  # fmt: skip
