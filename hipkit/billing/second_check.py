"""The blind second check: what a colleague typed without sight of the answer against the answer, step by step.

High-alert drugs are checked so: by two people, each by itself. Either the units alone are typed, or the whole order
anew. The outcome is agreement, or the first step of the working at which the two part.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from hipkit.billing.bill import DRUG, NDC, PER_DIEM, Bill
from hipkit.billing.compute import bill as bill_of
from hipkit.billing.differences import fitting
from hipkit.billing.likely_slips import coming_to, near_quantity, near_units
from hipkit.billing.working import (
    DRUG_CODE,
    DRUG_UNITS,
    NDC_QUANTITY,
    PER_DIEM_CODE,
    PER_DIEM_UNITS,
    Stage,
    claimed,
    not_compared,
    unknown,
    working,
)
from hipkit.errors import InputError
from hipkit.order.check import TYPED, Check, Outcome
from hipkit.order.fields import EVERY, kind_of, order_values, regimen_values
from hipkit.order.order import Order
from hipkit.order.regimen import PumpRefill
from hipkit.payers.axes import concurrent_modifiers
from hipkit.payers.files import load_policy
from hipkit.reference.code import has_form
from hipkit.reference.codes import codes
from hipkit.values.ndc import Ndc
from hipkit.values.notation import people
from hipkit.values.rounding import down, total
from hipkit.values.strict import clean, number, whole

Typed = Mapping[str, tuple[Fraction | str, ...]]

WORDS = {
    PER_DIEM_CODE: "per-diem code",
    PER_DIEM_UNITS: "per-diem units",
    DRUG_CODE: "drug code",
    DRUG_UNITS: "drug units",
    NDC_QUANTITY: "NDC quantity",
}
_FIELDS = {"ndc": "NDC", "code": "HCPCS code", "hours_per_day": "hours a day", "per_day": "doses a day"}
_MOST = 999_999_999
_TENS = 9
_MOST_SLIPS = 2
_NONE, _UNKNOWN = "none", "not known"
_PARTS = {"per_diem": PER_DIEM, "drug": DRUG, "ndc": NDC}
# The reason is typed for what hipkit asks of the first; a regimen is compared field by field; its own name is `given`.
_APART = ("confirm", "regimen", "drug")


@dataclass(frozen=True)
class Beside:
    """One entry beside the other: a field of the order, or what is claimed of it, each in words."""

    name: str
    first: str
    second: str
    same: bool


def asked(bill: Bill) -> Typed:
    """What a colleague is asked for, with the answer: a value for each line; what is not known is left out.

    >>> from hipkit import Continuous, Order, bill
    >>> order = Order("morphine", Continuous("5 mg/hr", 24), "25 mg/mL", days=31, ndc="00074-1133-03")
    >>> {name: [str(one) for one in values] for name, values in asked(bill(order)).items()}["drug_units"]
    ['372']
    """
    stages = claimed(bill)
    found = {name: tuple(one.value for one in stages if one.key[0] == name) for name in TYPED}
    return {name: values for name, values in found.items() if values}


def read_typed(name: str, text: str) -> tuple[Fraction | str, ...]:
    """What was typed for one name of `asked`: a value, or one for each line with a semicolon between them.

    What a refusal says to type holds no number. Raises InputError.

    >>> read_typed("drug_units", "372"), read_typed("drug_code", "j1170; J1171")
    ((Fraction(372, 1),), ('J1170', 'J1171'))
    >>> read_typed("drug_units", "37.2")
    Traceback (most recent call last):
    hipkit.errors.InputError: drug units: read "37.2": it must be a whole number from 1 to 999,999,999. \
Type for example: a whole number
    """
    example = {PER_DIEM_CODE: "the code", DRUG_CODE: "the code", NDC_QUANTITY: "a number"}.get(name, "a whole number")
    return tuple(_read_one(name, part, example) for part in clean(text, name, example).text.split(";"))


def _read_one(name: str, text: str, example: str) -> Fraction | str:
    typed = clean(text, name, example).text
    if name in (PER_DIEM_CODE, DRUG_CODE):
        if not typed.isascii() or not has_form(typed.upper()):
            raise InputError(
                name, typed, "a code is a letter and four digits, five digits, or four digits and a letter", example
            )
        return typed.upper()
    if name == NDC_QUANTITY:
        quantity, _ = number(typed, name, example)
        if quantity == 0:
            raise InputError(name, typed, "the quantity is above zero", example)
        return quantity
    units, _ = whole(typed, name, example, 1, _MOST)
    return Fraction(units)


def outcome_of(bill: Bill, second: Bill | Typed) -> Outcome:
    """Agreement, or the first step at which a bill and the second entry part.

    `second` is the bill of the order typed anew, under the same payer and choices, or what was typed for all that is
    `asked`. What is not known yet, and so not compared, is named. Raises InputError where something that is asked was
    not typed, where something was typed that is not, and where nothing is asked.

    >>> from hipkit import Continuous, Order, bill
    >>> order = Order("morphine", Continuous("5 mg/hr", 24), "25 mg/mL", days=31)
    >>> again = Order("morphine", Continuous("0.5 mg/hr", 24), "25 mg/mL", days=31)
    >>> outcome_of(bill(order), bill(order)).agrees, outcome_of(bill(order), bill(again)).text
    (True, 'amount a day: 120 mg against 12 mg, 1/10 of it (point-moved: the decimal point moved)')
    """
    found = _of_orders(bill, second) if isinstance(second, Bill) else _of_units(bill, second)
    return replace(next(found, Outcome()), not_compared=not_compared(bill))


def _of_units(bill: Bill, given: Typed) -> Iterator[Outcome]:
    right = asked(bill)
    _check_asked(bill, right, given)
    typed = {name: _counted(bill, values) for name, values in given.items()}
    for name, values in right.items():
        if len(values) != len(typed[name]):
            yield Outcome(f"number of lines, {WORDS[name]}", str(len(values)), str(len(typed[name])))
    for stage in claimed(bill):
        name, place = stage.key
        if name in right and typed[name][place] != stage.value:
            yield _parting(stage, replace(stage, value=typed[name][place]))


def _check_asked(bill: Bill, right: Typed, given: Typed) -> None:
    if not right:
        raise InputError(
            "check", None, f"nothing can be compared yet: {not_compared(bill)}", "the order, once it is known"
        )
    for name in given:
        if name not in right:
            reason = f"it is not asked for; not compared: {not_compared(bill)}"
            raise InputError(name, _listed(given[name]), reason, "what is asked for alone")
    for name in right:
        if name not in given:
            raise InputError(name, None, "it is asked for", f"the {WORDS[name]}")


def _counted(bill: Bill, values: tuple[Fraction | str, ...]) -> tuple[Fraction | str, ...]:
    """What was typed, as it is compared: of all lines together where it is not known yet how many there are."""
    if not bill.drafted.uncut:
        return values
    numbers = [value for value in values if isinstance(value, Fraction)]
    return (total(numbers),) if numbers else tuple(dict.fromkeys(values))


def _of_orders(bill: Bill, again: Bill) -> Iterator[Outcome]:
    if isinstance(bill.order.regimen, PumpRefill) != isinstance(again.order.regimen, PumpRefill):
        yield from _apart(bill, again)  # a refill has no day and a day no refill: no number of one is one of the other
    daily = bill.per_day is not None and again.per_day is not None
    first, second = working(bill, daily), {stage.key: stage for stage in working(again, daily)}
    for stage in first:
        other = second.pop(stage.key, None)
        if other is None:
            yield Outcome(stage.words, stage.said(stage.value), _absent(again, stage))
        elif (other.value, other.unit) != (stage.value, stage.unit):
            yield _parting(stage, other)
    for stage in second.values():
        yield Outcome(stage.words, _absent(bill, stage), stage.said(stage.value))
    yield from _apart(bill, again)


def _absent(bill: Bill, stage: Stage) -> str:
    """What a bill has in the place of a stage of another: nothing, or what is not known."""
    part = next((part for start, part in _PARTS.items() if stage.key[0].startswith(start)), None)
    return _UNKNOWN if part in unknown(bill) and (part != NDC or bill.order.ndc) else _NONE


def _apart(bill: Bill, again: Bill) -> Iterator[Outcome]:
    for one in _fields(bill.order, again.order):
        if not one.same:
            yield Outcome(one.name, one.first, one.second)


def _parting(stage: Stage, other: Stage) -> Outcome:
    """Where a stage parts from the other one of its key, each in its own unit; another unit alone parts them too."""
    given, words, slips, times = other.value, stage.words, tuple[str, ...](), ""
    if stage.unit != other.unit:
        words = words if words == other.words else f"{words} or {other.words}"
    elif isinstance(given, Fraction) and isinstance(stage.value, Fraction):
        times = _tenfold(given / stage.value) if stage.value else ""
        rounding = _rounding(stage, given)
        words = f"rounding of the {words}" if rounding is not None else words
        slips = rounding if rounding is not None else _slips(stage, given)
    return Outcome(words, stage.said(stage.value), other.said(given), times, slips)


def _rounding(stage: Stage, given: Fraction) -> tuple[str, ...] | None:
    """The slip where the exact number is right and was rounded otherwise, none where it has no name; else None."""
    if stage.exact is None or isinstance(stage.value, str):
        return None
    if stage.kind == "units" and near_units(given, stage.exact):
        return ("rounded-down",) if given == down(stage.exact) else ()
    if stage.kind == "quantity" and near_quantity(given, stage.exact):
        if given.denominator == 1 and stage.value.denominator > 1:
            return ("ndc-quantity-made-whole",)
        return ("ndc-quantity-with-decimals",) if given.denominator > 1 and stage.value.denominator == 1 else ()
    return None


def _slips(stage: Stage, given: Fraction) -> tuple[str, ...]:
    near = {"units": near_units, "quantity": near_quantity}.get(stage.kind, Fraction.__eq__)
    if stage.kind == "units" and given == 1 and _is_unlisted(stage.code):
        return ("noc-as-one",)
    found = list(dict.fromkeys(coming_to(given, stage.slips(), near)))
    likely = [id for id in found if id != "bag-for-vial" or id == found[0]]  # last it is a bag that nobody named
    return tuple(likely[:_MOST_SLIPS])


def _is_unlisted(code: str) -> bool:
    return code in codes() and codes()[code].kind == "unlisted"


def _tenfold(ratio: Fraction) -> str:
    """The ratio where only the point has moved, as `10` or `1/10`; else nothing."""
    powers = (Fraction(10) ** power for power in range(-_TENS, _TENS + 1) if power)
    return next((str(power) for power in powers if power == ratio), "")


def beside(bill: Bill, second: Order | Typed) -> tuple[Beside, ...]:
    """Both entries beside each other: each field of the order, or each thing that is asked for."""
    if isinstance(second, Order):
        return tuple(_fields(bill.order, second))
    right = asked(bill)
    return tuple(
        Beside(
            WORDS[name], _listed(values), _listed(second.get(name, ())), values == _counted(bill, second.get(name, ()))
        )
        for name, values in right.items()
    )


def _listed(values: Sequence[Fraction | str]) -> str:
    return "; ".join(one if isinstance(one, str) else people(one) for one in values)


def _fields(first: Order, second: Order) -> Iterator[Beside]:
    """The fields that one of two orders has, in their order; each is the same where it was read as the same."""
    for name, one, other in _values(first, second):
        if one not in (None, False, ()) or other not in (None, False, ()):
            yield Beside(_FIELDS.get(name, name), _said(name, one, first), _said(name, other, second), one == other)


def _values(first: Order, second: Order) -> Iterator[tuple[str, Any, Any]]:
    yield "drug", first.drug, second.drug
    yield "given", kind_of(first.regimen).name, kind_of(second.regimen).name
    mine, theirs = regimen_values(first.regimen), regimen_values(second.regimen)
    for name in dict.fromkeys((*mine, *theirs)):
        yield name, mine.get(name), theirs.get(name)
    mine, theirs = order_values(first), order_values(second)
    for name in EVERY:
        if name not in _APART:
            yield name, mine[name], theirs[name]


def _said(name: str, value: Any, order: Order) -> str:
    if value in (None, False, ()):
        return _NONE
    if name in order.sheet.read:
        return order.sheet.read[name]
    return value.hyphenated if isinstance(value, Ndc) else str(value)


def stands_for(check: Check, bill: Bill) -> bool:
    """Whether a check is of exactly this order under these rules; what was changed since was not checked.

    The modifiers of a claim of several orders are no part of the bill.
    """
    payer = bill.payer.id if bill.payer else None
    return (check.order, check.payer, check.reading) == (bill.order, payer, bill.reading) and _of_bill(
        check.choices
    ) == chosen(bill)


def check_now(check: Check) -> Check | None:
    """A check with the outcome that its entries come to now; None where it tells of another.

    What it says of slips, and of what was not compared, is so never read from what was kept.
    """
    try:
        if check.payer is None:
            first = bill_of(check.order, payer=None)
        else:
            choices = fitting(check.order, load_policy(check.payer), check.reading or "", check.choices)
            first = bill_of(check.order, check.payer, check.reading, choices)
        second = bill_again(first, check.again) if check.again else typed_of(check)
        found = outcome_of(first, second)
    except InputError:
        return None
    kept = check.outcome
    same = (found.step, found.first, found.second) == (kept.step, kept.first, kept.second)
    return replace(check, outcome=found) if same else None


def bill_again(bill: Bill, order: Order) -> Bill:
    """The bill of the order typed anew, under the payer, the reading and the choices of the first."""
    if bill.payer is None or bill.reading is None:
        return bill_of(order, payer=None)
    choices = fitting(order, bill.payer, bill.reading, chosen(bill))
    return bill_of(order, bill.payer.id, bill.reading, choices)


def typed_of(check: Check) -> Typed:
    """What was typed for a check of the units alone. Raises InputError."""
    return {name: read_typed(name, text) for name, text in check.typed.items()}


def chosen(bill: Bill) -> dict[str, str]:
    """The choices that a bill goes by, as a check keeps them."""
    return _of_bill(bill.terms.chosen)


def _of_bill(choices: Mapping[str, str]) -> dict[str, str]:
    return {axis: value for axis, value in choices.items() if axis != concurrent_modifiers.AXIS.name}
