"""Bill to claim: the service lines of one patient's claim, each datum with where it came from.

A claim of hipkit is a sample: it names no patient, no provider and no member. Charges are what the user typed,
else 0.00 with a notice; they are never made up.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from hipkit.billing.bill import Bill
from hipkit.billing.draft import Line
from hipkit.claim import modifiers as concurrent
from hipkit.claim import therapies
from hipkit.claim.charges import charged_lines
from hipkit.claim.doubts import claim_doubts, cut_short
from hipkit.claim.line import Origin, ServiceLine, continued, from_bill
from hipkit.claim.therapies import CONCURRENT
from hipkit.claim.visit_days import with_visit_days
from hipkit.claim.visits import nursing_lines
from hipkit.errors import InputError
from hipkit.order.check import Check
from hipkit.order.days import Service
from hipkit.order.order import REASON_LENGTH
from hipkit.payers.axes import concurrent_modifiers, per_diem_code
from hipkit.payers.axes.all import AXES
from hipkit.payers.axes.axis import UNSTATED
from hipkit.payers.policy import Policy, Rule
from hipkit.values.citations import cite
from hipkit.values.notation import people
from hipkit.values.step import Notice
from hipkit.values.strict import printable

CLAIM_ID = "SAMPLE-1"
PATIENT = "SAMPLE"
_ORDER_OF_KINDS = ("per_diem", "drug", "nursing")


@dataclass(frozen=True)
class Claim:
    """A sample claim: lines in order, notices, and the bills it was made from.

    `own` are the notices that no single order gave; `confirm` is the reason typed for what they ask. `wanted` are the
    choices for which lines of the claim itself wait, each as the refusal of a form that cannot do without. `checks` are
    second checks of its orders.
    """

    payer: Policy
    reading: str
    lines: tuple[ServiceLine, ...]
    notices: tuple[Notice, ...]
    bills: tuple[Bill, ...]
    compounded: bool = False
    own: tuple[Notice, ...] = ()
    confirm: str | None = None
    claim_id: str = CLAIM_ID
    patient_id: str = PATIENT
    wanted: tuple[InputError, ...] = field(default=(), compare=False)
    checks: tuple[Check, ...] = ()

    @property
    def charge(self) -> Fraction:
        """The total charge in dollars."""
        return sum((line.charge for line in self.lines), Fraction())

    @property
    def to_confirm(self) -> tuple[Notice, ...]:
        """What still wants a typed reason; a reason answers only for what it was typed for, an order or the claim."""
        of_bills = [notice for bill in self.bills for notice in bill.to_confirm]
        own = [] if self.confirm else [notice for notice in self.own if notice.level == "confirm"]
        return tuple(dict.fromkeys((*of_bills, *own)))

    @property
    def reasons(self) -> tuple[str, ...]:
        """The reasons that were typed for the orders and for the claim, each once."""
        every = (*(bill.order.confirm for bill in self.bills), self.confirm)
        return tuple(dict.fromkeys(reason for reason in every if reason))

    @property
    def why_empty(self) -> tuple[str, ...]:
        """Why it has no line: the choices that are open, else what is warned of; empty where it has one."""
        if self.lines:
            return ()
        open_, warned = ([one.text for one in self.notices if one.level == name] for name in ("choice", "warning"))
        return tuple(open_ or warned or ["the orders give none"])

    def _open(self) -> dict[str, list[str]]:
        """The axes for which lines of the orders wait, each with the values that it may have."""
        return {
            axis: [choice.value for choice in bill.choices if choice.axis == axis]
            for bill in reversed(self.bills)
            for axis in bill.open_axes
        }

    def on_paper(self) -> Claim:
        """The same claim for a form whose box for units holds three digits: more units go on further lines.

        Source: the code is repeated on more lines (Medicare Claims Processing Manual, chapter 17).
        """
        lines = [part for line in self.lines for part in continued(line)]
        return replace(self, lines=_numbered(lines))

    def require_ready(self, form: str) -> None:
        """Raise InputError where the claim cannot be filed on `form`: choices open, reasons or dates missing.

        A drug billed by an unlisted code needs its NDC, unless it was compounded.
        """
        for axis, values in self._open().items():
            reason = f"{self.payer.name} does not state {AXES[axis].words}, so that lines are missing from the {form}"
            example = f"hipkit claim ... --choose {axis}=VALUE"
            raise InputError("choose", None, f"{reason}; values are {', '.join(values)}", example)
        for refusal in self.wanted:
            raise refusal
        for why in dict.fromkeys(why for bill in self.bills for why in bill.missing):
            reason = f"lines are missing from the {form}: {why}"
            raise InputError("claim", None, reason, "other dates, or another payer")
        if self.to_confirm:
            reason = f"the {form} needs a typed reason, since {self.to_confirm[0].text}"
            where = "claim" if self.to_confirm[0] in self.own else "units"
            raise InputError("confirm", None, reason, f'hipkit {where} ... --confirm "REASON"')
        if not self.lines:
            reason = f"there is no line to put on the {form}: {self.why_empty[0]}"
            raise InputError("claim", None, reason, "another date or payer")
        for line in self.lines:
            if line.start is None:
                reason = f"the {form} needs dates of service, and an order has only a number of days"
                raise InputError("from", None, reason, "from 2021-03-01 through 2021-03-31")
            if line.description is not None and line.ndc is None and not (self.compounded or _is_compound(line)):
                reason = f"line {line.number} bills {line.code} without an NDC"
                raise InputError("ndc", None, reason, "the NDC dispensed, or --compounded")


def sample_claim(
    bills: Bill | Sequence[Bill],
    charges: Mapping[str, object] | None = None,
    visits: Iterable[tuple[object, object]] = (),
    nursing_rule: str | None = None,
    compounded: bool = False,
    today: datetime.date | None = None,
    confirm: str | None = None,
) -> Claim:
    """One patient's sample claim from one or more bills under the same payer and reading.

    `charges` are dollars by code, or by line number where a code stands on several lines. `visits` are nursing
    visits, each a date and its minutes; `nursing_rule` is the time rule where the payer states none.
    `compounded` says that every unlisted drug without an NDC was compounded; an order may say so too.
    `confirm` is the reason for what the claim itself asks, beside those of the orders.
    Raises InputError for what cannot stand on one claim.

    >>> from hipkit import Continuous, Order, bill
    >>> order = Order(
    ...     drug="morphine sulfate", regimen=Continuous("5 mg/hr", hours_per_day=24), strength="25 mg/mL",
    ...     start="2021-03-01", end="2021-03-31", ndc="00074-1133-03")
    >>> claim = sample_claim(bill(order, reading="published-example"), charges={"S9325": "3,100.00"})
    >>> [(line.code, line.units, str(line.charge)) for line in claim.lines]
    [('S9325', 31, '3100'), ('J3490', 149, '0')]
    """
    several = _bills(bills)
    _check(compounded, today)
    reason = None if confirm is None else printable(confirm, "confirm", "two vials of one package", REASON_LENGTH)
    payer, reading = _one_payer(several)
    _never_together(several)
    value, notices, wanted = _concurrent(several, payer, reading)
    lines = list(_of_bills(several, value))
    notices += [*_compounded(lines, compounded), *cut_short(lines)]
    nursing, of_visits = nursing_lines(visits, several, nursing_rule, today or datetime.date.today())
    lines = sorted([*lines, *nursing], key=lambda line: _ORDER_OF_KINDS.index(line.kind))
    charged, uncharged = charged_lines(_numbered(with_visit_days(lines)), charges or {})
    of_bills = [notice for i, bill in enumerate(several, 1) for notice in _of_order(bill, i, len(several))]
    own_notices = tuple(dict.fromkeys([*notices, *of_visits, *claim_doubts(lines, several), *uncharged]))
    every_notice = tuple(dict.fromkeys([*of_bills, *own_notices]))
    every = compounded or _all_compounds(lines)
    return Claim(payer, reading, charged, every_notice, several, every, own_notices, reason, wanted=wanted)


def _of_bills(bills: Sequence[Bill], value: str | None) -> Iterator[ServiceLine]:
    """The lines of the orders; the per diem of several orders of one drug says so."""
    together = {place: therapy for therapy in therapies.therapies(bills) if len(therapy) > 1 for place in therapy}
    for place, own in enumerate(concurrent.ranked(bills, value)):
        for line in own:
            billed = from_bill(line, bills[place])
            if line.kind == "per_diem" and place in together:
                orders = " and ".join(str(number + 1) for number in together[place])
                words = f"{line.units} days of orders {orders} together, which are one drug"
                origins = {**billed.origins, "units": Origin(words, cite("hipkit", "the same drug twice"))}
                billed = replace(billed, origins=origins)
            yield billed


def _check(compounded: object, today: object) -> None:
    if not isinstance(compounded, bool):
        raise InputError("compounded", compounded, "it is yes or no", "True")
    if not isinstance(today, datetime.date | None):
        raise InputError("today", today, "it is not a date", "datetime.date(2021, 3, 31)")


def _numbered(lines: Iterable[ServiceLine]) -> tuple[ServiceLine, ...]:
    return tuple(replace(line, number=i) for i, line in enumerate(lines, 1))


def _of_order(bill: Bill, number: int, of: int) -> list[Notice]:
    """The notices of one order, which say of which where there are several."""
    if of == 1:
        return list(bill.notices)
    name = bill.order.drug or bill.order.unlisted or "a drug"
    return [replace(notice, text=f"order {number} ({name}): {notice.text}") for notice in bill.notices]


def _bills(bills: object) -> tuple[Bill, ...]:
    found = (bills,) if isinstance(bills, Bill) else tuple(bills) if isinstance(bills, (list, tuple)) else ()
    if not found or not all(isinstance(bill, Bill) for bill in found):
        given = None if bills is None or bills == [] or bills == () else bills
        raise InputError("claim", given, "there is no bill to make a claim of", "a bill under a payer's rules")
    return tuple(bill for bill in found if isinstance(bill, Bill))


def _one_payer(bills: Sequence[Bill]) -> tuple[Policy, str]:
    first = bills[0]
    if first.payer is None or first.reading is None:
        raise InputError("payer", None, "a claim is made under a payer's rules", "hmsa")
    for bill in bills[1:]:
        if bill.payer != first.payer or bill.reading != first.reading:
            other = f"{bill.payer.id if bill.payer else 'no payer'}, {bill.reading}"
            reason = f"all orders of a claim go by one payer and one reading, here {first.payer.id}, {first.reading}"
            raise InputError("payer", other, reason, "the same payer and reading in every order")
    return first.payer, first.reading


def _never_together(bills: Sequence[Bill]) -> None:
    """S9325 stands beside none of S9326 to S9328 on a day, whichever came first."""
    lines = [(line, bill.order.service) for bill in bills for line in bill.lines if line.kind == "per_diem"]
    for line, service in lines:
        for generic, other in lines:
            if generic.code == per_diem_code.GENERIC != line.code and _share_a_day(line, service, generic, other):
                reason = f"the words of S9325 forbid it beside {line.code} on the same day"
                raise InputError("choose", f"S9325 and {line.code}", reason, "one per-diem rule for all orders")


def _share_a_day(one: Line, service: Service, other: Line, others: Service) -> bool:
    if one.start is None or other.start is None:
        return True
    billed = therapies.billed_days(other, others)
    return any(day in billed for day in therapies.billed_days(one, service))


_Marks = tuple[str | None, list[Notice], tuple[InputError, ...]]


def _concurrent(bills: Sequence[Bill], payer: Policy, reading: str) -> _Marks:
    """The payer's modifiers for concurrent therapies, what is told of them, and the choice that they wait for.

    Raises InputError where the payer is silent and the choices contradict each other.
    """
    if len(bills) == 1:
        return "SH", [], ()
    most = concurrent.most_at_once(bills)
    notices = therapies.one_drug_notices(bills, payer, reading)
    if len(therapies.therapies(bills)) > 1:
        text = (
            "the first order is taken as the first therapy, the next as the second: no text that was read says which is"
        )
        notices.append(Notice("info", text, cite("hipkit", "several orders")))
    rule = payer.rule(CONCURRENT, bills[0].order.service.end, reading, bills[0].order.regimen.therapy)
    if rule.value == UNSTATED:
        return _choose(bills, payer, rule, most, notices)
    if most > 2 and not concurrent_modifiers.names_third(rule.value):
        text = f"{payer.name} names SH alone; SJ for a third therapy is by the HCPCS list"
        notices.append(Notice("warning", text, cite("hcpcs", "SJ")))
    return rule.value, notices, ()


def _choose(bills: Sequence[Bill], payer: Policy, rule: Rule, most: int, notices: list[Notice]) -> _Marks:
    picked = {choice.value for bill in bills for choice in bill.choices if choice.axis == CONCURRENT and choice.chosen}
    refusal = InputError(
        "choose", None, therapies.does_not_state(payer), f"hipkit claim ... --choose {CONCURRENT}=VALUE"
    )
    if len(picked) > 1:
        raise refusal
    if picked or most < 2:
        return picked.pop() if picked else None, notices, ()
    text = (
        f"{payer.name} does not state {AXES[CONCURRENT].words}: the per-diem lines of the second therapy and of later "
        f"ones are missing until you choose {CONCURRENT}"
    )
    return None, [*notices, Notice("choice", text, rule.citation)], (refusal,)


def _compounded(lines: Sequence[ServiceLine], compounded: bool) -> list[Notice]:
    """Which drugs count as compounded: those of an unlisted code without an NDC, where claim or order says so."""
    compounds = [line.description for line in _unlisted(lines) if compounded or _is_compound(line)]
    if compounded and not compounds:
        reason = "a compounded drug carries no NDC and no code of an ingredient; order it as unlisted, without an NDC"
        drugs = [line.code for line in lines if line.kind == "drug"]
        raise InputError("compounded", ", ".join(drugs), reason, '--unlisted "TEXT" without --ndc')
    if not compounds:
        return []
    text = f"taken as compounded, without an NDC: {'; '.join(dict.fromkeys(map(str, compounds)))}"
    return [Notice("info", text, cite("hipkit", "compounded"))]


def _unlisted(lines: Sequence[ServiceLine]) -> list[ServiceLine]:
    return [line for line in lines if line.description is not None and line.ndc is None]


def _is_compound(line: ServiceLine) -> bool:
    return line.bill is not None and line.bill.order.compounded


def _all_compounds(lines: Sequence[ServiceLine]) -> bool:
    """Whether the orders say of every unlisted drug without an NDC that it is a compound."""
    unlisted = _unlisted(lines)
    return bool(unlisted) and all(map(_is_compound, unlisted))


def in_short(claim: Claim) -> str:
    """The lines in a few words: `S9326 x 31, J2270 x 372`."""
    return ", ".join(" ".join([line.code, *line.modifiers]) + f" x {people(line.units)}" for line in claim.lines)
