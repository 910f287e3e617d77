"""Which orders of a claim are one therapy: the same drug by the same kind of pump, on days that they share.

SH marks another drug (HMSA), another therapy (HCPCS). So the same drug twice has one per diem over the days of both
together, and no SH; each order keeps its drug line. Orders that follow each other are not given at the same time.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from itertools import combinations

from hipkit.billing.bill import Bill
from hipkit.billing.draft import Line
from hipkit.order.days import Service
from hipkit.order.order import Order
from hipkit.order.regimen import PumpRefill
from hipkit.payers.axes import concurrent_modifiers
from hipkit.payers.axes.all import AXES
from hipkit.payers.axes.axis import UNSTATED
from hipkit.payers.policy import Policy
from hipkit.reference.brands import named_in
from hipkit.reference.codes import codes
from hipkit.reference.products import SALTS, drugs, product
from hipkit.values.citations import cite
from hipkit.values.step import Notice

CONCURRENT = concurrent_modifiers.AXIS.name
Therapy = tuple[int, ...]


def therapies(bills: Sequence[Bill]) -> tuple[Therapy, ...]:
    """The therapies of a claim in order, each as the places of its orders' bills.

    >>> from hipkit import Continuous, Order, bill
    >>> def billed(drug: str, rate: str) -> Bill:
    ...     return bill(Order(drug, Continuous(rate, 24), "10 mg/mL", start="2024-03-01", end="2024-03-31"))
    >>> therapies([billed("morphine", "5 mg/hr"), billed("hydromorphone", "1 mg/hr"), billed("morphine", "2 mg/hr")])
    ((0, 2), (1,))
    """
    groups: list[list[int]] = []
    for place in range(len(bills)):
        met = [group for group in groups if any(_are_one(bills[place], bills[other]) for other in group)]
        groups = [group for group in groups if group not in met]
        groups.append(sorted([place, *(member for group in met for member in group)]))
    return tuple(tuple(group) for group in sorted(groups))


def _are_one(bill: Bill, other: Bill) -> bool:
    pumps = {isinstance(each.order.regimen, PumpRefill) for each in (bill, other)}
    return len(pumps) == 1 and _is_one_drug(bill, other) and _share(bill, other)


def _is_one_drug(bill: Bill, other: Bill) -> bool:
    name = drug_of(bill.order)
    return name is not None and name == drug_of(other.order)


def _share(bill: Bill, other: Bill) -> bool:
    """Whether two orders have days in common."""
    return bool(set(therapy_days(bill)) & set(therapy_days(other)))


def drug_of(order: Order) -> str | None:
    """The drug of an order: by its name, its NDC, its unlisted text or its code; None where none of them tells.

    >>> from hipkit import Continuous
    >>> drug_of(Order(ndc="00409-1134-03", regimen=Continuous("5 mg/hr", 24), strength="50 mg/mL", days=31))
    'morphine sulfate'
    """
    listed = product(order.ndc) if order.ndc else None
    if order.drug is not None:
        return _undiluted(order.drug)
    if listed is not None and listed.kind == "drug":
        return _undiluted(listed.name)
    if order.unlisted is not None:
        words = order.unlisted.casefold().split()
        return " ".join(word for word in words if word not in SALTS) or " ".join(words)
    named = _of_code(order.code) if order.code else None
    return named or (None if order.ndc is None else order.ndc.hyphenated)


def _undiluted(name: str) -> str:
    """The drug of a name that tells what it is diluted in: that makes another product, not another drug."""
    return name.partition(" in ")[0]


def _of_code(code: str) -> str | None:
    """The one drug that goes by a code, or that its words name; None where it is not one."""
    listed = {_undiluted(drug.name) for drug in drugs() if any(one.code == code for one in drug.codes)}
    named = listed or {_undiluted(one.drug.name) for one in named_in(codes()[code].words)}
    return named.pop() if len(named) == 1 else None


def therapy_days(bill: Bill) -> list[datetime.date]:
    """The days for which an order's per diem is billed; those with therapy while its lines wait for a choice."""
    service = bill.order.service
    lines = [line for line in bill.lines if line.kind == "per_diem"]
    if not lines:
        return [day for day in service.calendar if day not in service.without]
    return [day for line in lines for day in billed_days(line, service)]


def billed_days(line: Line, service: Service) -> list[datetime.date]:
    """The days that a per-diem line bills: all of its span where it counts as many, else those with therapy."""
    days = [day for day in service.calendar if line.start and line.end and line.start <= day <= line.end]
    return days if line.units == len(days) else [day for day in days if day not in service.without]


def one_drug_notices(bills: Sequence[Bill], payer: Policy, reading: str) -> list[Notice]:
    """What is to be confirmed of the same drug twice: which orders, what was billed, and whose words say so."""
    groups = therapies(bills)
    notices = [
        _notice(bills, therapy, _one_per_diem([bills[place] for place in therapy]), payer, reading)
        for therapy in groups
        if len(therapy) > 1
    ]
    for therapy, other in combinations(groups, 2):
        pair = bills[therapy[0]], bills[other[0]]
        if _is_one_drug(*pair) and any(_share(bills[a], bills[b]) for a in therapy for b in other):
            done = "by an external and an implanted pump: both per diems are billed, the second as a therapy of its own"
            notices.append(_notice(bills, (*therapy, *other), done, payer, reading))
    return notices


def _notice(bills: Sequence[Bill], places: Therapy, done: str, payer: Policy, reading: str) -> Notice:
    first = bills[places[0]].order
    rule = payer.rule(CONCURRENT, first.service.end, reading, first.regimen.therapy)
    words = f"{payer.name}: {rule.words.rstrip('.')}; " if rule.value != UNSTATED else ""
    orders = " and ".join(str(place + 1) for place in sorted(places))
    name = first.drug or first.unlisted or drug_of(first)
    text = f'orders {orders} are one drug ({name}) {done} ({words}HCPCS: SH is "{codes()["SH"].words}")'
    return Notice("confirm", text, rule.citation if words else cite("hcpcs", "SH"))


def _one_per_diem(bills: Sequence[Bill]) -> str:
    pump = "implanted" if isinstance(bills[0].order.regimen, PumpRefill) else "external"
    return (
        f"by {pump} pump on days that they share: one per diem is billed for the days of all together"
        f"{_by_which_code(bills)}, without SH, and a drug line for each order"
    )


def _by_which_code(bills: Sequence[Bill]) -> str:
    """The code that was taken, where their per diems go by several."""
    codes = list(dict.fromkeys(line.code for bill in bills for line in bill.lines if line.kind == "per_diem"))
    if len(codes) < 2:
        return ""
    return f", on each day by the code of the first of them that runs ({' before '.join(codes)})"


def does_not_state(payer: Policy) -> str:
    """That a payer leaves the modifiers to be chosen, and what there is to choose from."""
    axis = AXES[CONCURRENT]
    return f"{payer.name} does not state {axis.words}; values are {', '.join(axis.values)}"
