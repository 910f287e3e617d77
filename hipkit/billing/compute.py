"""Order and payer to bill: `Order + Policy -> Bill`.

Amounts come from `amounts`, codes from `which_code`, rules from `payers.terms`, lines from `draft`; here they are put
together with the steps that show them, the choices beside them and the notices that go with them.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from fractions import Fraction

from hipkit.billing.age import age_of_the_data, codes_of
from hipkit.billing.amounts import amounts
from hipkit.billing.bill import Bill, Hcpcs, NdcBill
from hipkit.billing.choices import CodedOrder, terms_of
from hipkit.billing.choices import choices as every_choice
from hipkit.billing.draft import Draft
from hipkit.billing.guards import confirms
from hipkit.billing.leaning import leanings
from hipkit.billing.notices import payer_notes
from hipkit.billing.remarks import remarks
from hipkit.billing.steps import line_steps
from hipkit.billing.which_code import coding
from hipkit.errors import InputError
from hipkit.order.order import Order
from hipkit.payers.files import Policy, load_policy
from hipkit.payers.terms import Terms, agreed
from hipkit.reference.products import shown_name


def bill(
    order: Order,
    payer: str | None = "hmsa",
    reading: str | None = None,
    choices: Mapping[str, str] | None = None,
    today: datetime.date | None = None,
) -> Bill:
    """What an order comes to under a payer's rules, or under those of HCPCS and CMS alone (`payer=None`).

    `reading` is one of the payer's readings (None: its first, with a notice where there is another);
    `choices` are values for axes that the payer leaves unstated. `today` is the date against which a future
    day of service is seen.
    Raises InputError for what cannot be billed: codes that are not in force, contradictions, unknown choices.

    >>> from hipkit.order.regimen import Continuous
    >>> order = Order(
    ...     drug="morphine sulfate", regimen=Continuous("5 mg/hr", hours_per_day=24), strength="25 mg/mL",
    ...     start="2021-03-01", end="2021-03-31", ndc="00074-1133-03")
    >>> seed = bill(order, reading="rule-text")
    >>> [f"{line.code} x {line.units}" for line in seed.lines], seed.ndc_quantity
    (['S9326 x 31', 'J2270 x 372'], Fraction(744, 5))
    >>> printed = bill(order, reading="published-example")
    >>> [f"{line.code} x {line.units}" for line in printed.lines], printed.ndc_quantity
    (['S9325 x 31', 'J3490 x 149'], Fraction(149, 1))
    """
    if not isinstance(order, Order):
        raise InputError("order", order, "it is not an Order", "Order(...)")
    policy = None if payer is None else load_policy(payer)
    if not isinstance(choices, Mapping | None):
        raise InputError("choose", choices, "choices are axes and their values", '{"AXIS": "VALUE"}')
    if not isinstance(today, datetime.date | None):
        raise InputError("today", today, "it is not a date", "datetime.date(2021, 3, 31)")
    chosen = dict(choices or {})
    wanted = _reading(policy, reading, chosen)
    coded = coding(order)
    case = CodedOrder(order, amounts(order), coded.codes)
    terms = agreed(terms_of(order, policy, wanted), chosen, order.service.end)
    drafted = case.draft(terms)
    notices = [
        *order.sheet.notices,
        *coded.notices,
        *age_of_the_data(order, codes_of(case, drafted)),
        *remarks(order, case.amounts),
        *payer_notes(case, terms, drafted, reading is None and "reading" not in (choices or {})),
        *confirms(order, case.amounts, coded, today or datetime.date.today()),
        *leanings(order, coded, [line.code for line in drafted.lines]),
    ]
    return Bill(
        order=order,
        payer=policy,
        reading=wanted,
        read=_read(order, policy, wanted, chosen),
        per_day=case.amounts.per_day,
        total=case.amounts.total,
        hcpcs=_hcpcs(drafted),
        ndc=NdcBill(order.ndc, drafted.exact_quantity, drafted.quantity, order.product_form.uom),
        pca=case.amounts.pca,
        lines=tuple(drafted.lines),
        choices=tuple(every_choice(case, terms, drafted)),
        steps=(*case.amounts.steps, *line_steps(drafted, order)),
        notices=tuple(dict.fromkeys(notices)),
        terms=terms,
        drafted=drafted,
        open_axes=tuple(drafted.open),
        missing=(*(notice.text for notice in drafted.missing), *_uncoded(order, terms, drafted)),
    )


def _reading(policy: Policy | None, reading: str | None, chosen: dict[str, str]) -> str | None:
    """The reading that holds; it may also be given as a choice."""
    as_choice = chosen.pop("reading", None)
    if reading is not None and as_choice is not None and reading != as_choice:
        raise InputError(
            "reading", reading, f"the choice is reading={as_choice}; give one", "the reading that was meant, once"
        )
    wanted = reading if reading is not None else as_choice
    if policy is None:
        if wanted is not None:
            raise InputError("reading", wanted, "a reading is one of a payer's; name the payer too", "hmsa")
        return None
    return policy.reading(wanted).id


def _read(order: Order, policy: Policy | None, reading: str | None, chosen: Mapping[str, str]) -> dict[str, str]:
    read = dict(order.sheet.read)
    if policy is not None and reading is not None:
        read |= {"payer": policy.name, "reading": reading}
    if chosen:
        read["choose"] = ", ".join(f"{axis}={value}" for axis, value in chosen.items())
    return read


def _uncoded(order: Order, terms: Terms, drafted: Draft) -> Iterator[str]:
    """The days on which a drug that was named had no code, and so has no line."""
    for piece in drafted.uncoded if order.drug is not None else ():
        if piece.first is not None and piece.code is None and terms.known(piece.start):
            yield f"no code of {shown_name(order.drug or '')} is in force from {piece.first} to {piece.last}"


def _hcpcs(drafted: Draft) -> Hcpcs | None:
    codes = {(drug.code.code, drug.code.per) for drug in drafted.drugs}
    if len(codes) != 1 or drafted.uncoded:
        return None
    exact = [drug.exact for drug in drafted.drugs]
    total = None if None in exact else sum((e for e in exact if e is not None), Fraction())
    return Hcpcs(*codes.pop(), total, drafted.units)
