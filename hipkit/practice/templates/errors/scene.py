"""What lies behind a claim that is to be looked over: orders, payer and visits, and the claim that the core makes."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hipkit.billing.compute import bill
from hipkit.billing.differences import ruling
from hipkit.claim.claim import Claim, sample_claim
from hipkit.order.order import Order
from hipkit.payers.axes.all import AXES
from hipkit.payers.axes.axis import UNSTATED, Axis
from hipkit.payers.axes.per_diem_day import INFUSION_DAY, WITH_VISITS
from hipkit.practice.case import Table
from hipkit.practice.templates.shared.orders import Drawn
from hipkit.practice.templates.shared.pinned import pinned
from hipkit.practice.templates.shared.rulewords import GIVEN
from hipkit.practice.templates.shared.spans import TODAY
from hipkit.practice.templates.shared.worded import PER_DIEM, codes_at_hand, dispensed, given_on, prescribed
from hipkit.reference.products import drug
from hipkit.values.ndc import Ndc
from hipkit.values.notation import people

Visits = tuple[tuple[datetime.date, int], ...]
# The axes that matter on a claim, with what is asked on each. They are named, since a case stays the same for ever: one
# that payers answer later must not be shown in the cases of before.
_ASKED = {
    "per_diem_code": "code of the per diem",
    "per_diem_day": "a day of the per diem",
    "drug_code": "code of the drug",
    "noc_units": "units of J3490",
    "hcpcs_rounding": "rounding of units",
    "ndc_quantity": "NDC quantity",
    "concurrent_modifiers": "two therapies on a day",
    "line_span": "days on a line",
}
# On these claims no visit falls on a day without therapy, so that both come to the same: a case of version 1 keeps its
# words.
_AS_BEFORE = {WITH_VISITS: INFUSION_DAY}
_READ = {
    "rule-text": ", by the words of its rules",
    "published-example": ", as its published example bills",
}


@dataclass(frozen=True)
class Scene:
    """Orders under a payer's rules, with the claim that the core makes of them."""

    drawn: tuple[Drawn, ...]
    payer: str
    reading: str
    choices: Mapping[str, str]
    claim: Claim
    visits: Visits = ()
    nursing_rule: str | None = None

    @property
    def orders(self) -> tuple[Order, ...]:
        """The orders, in the order of the claim."""
        return tuple(drawn.order for drawn in self.drawn)


def scene(
    drawn: Sequence[Drawn],
    payer: str = "hmsa",
    reading: str = "rule-text",
    choices: Mapping[str, str] | None = None,
    visits: Visits = (),
    nursing_rule: str | None = None,
) -> Scene:
    """The claim of these orders, by the core; `nursing_rule` where the payer states none."""
    chosen = dict(choices or {})
    bills = tuple(bill(therapy.order, payer, reading, chosen, TODAY) for therapy in drawn)
    claim = sample_claim(bills, visits=visits, nursing_rule=nursing_rule, today=TODAY)
    return Scene(tuple(drawn), payer, reading, chosen, claim, visits, nursing_rule)


def case_parts(scene: Scene) -> tuple[str | Table, ...]:
    """Payer, orders, visits and codes as a case shows them: enough to make the claim anew."""
    several = len(scene.drawn) > 1
    orders = [order_words(drawn, number if several else 0) for number, drawn in enumerate(scene.drawn, 1)]
    visits = [visit_words(scene)] if scene.visits else []
    return (*orders, *visits, payer_words(scene), rules(scene), code_list(scene))


def order_words(drawn: Drawn, number: int = 0) -> str:
    """An order as a pharmacist writes it, with the NDC as the label prints it."""
    assert drawn.order.ndc is not None
    label = f"NDC on the label: {printed(drawn.order.ndc)}."
    said = prescribed(drawn).replace("Order:", f"Order {number}:") if number else prescribed(drawn)
    return f"{said} {dispensed(drawn, ndc=False)} {label} {given_on(drawn.span)}"


def printed(ndc: Ndc) -> str:
    """An NDC as the label prints it, in ten digits, without the zero that stands in front of a short segment.

    >>> printed(Ndc.parse("00409-1134-03")), printed(Ndc.parse("63323-0851-50"))
    ('0409-1134-03', '63323-851-50')
    """
    parts = {"labeler": ndc.labeler, "product": ndc.product, "package": ndc.package}
    short = next((name for name, digits in parts.items() if digits.startswith("0")), None)
    return "-".join(digits[1:] if name == short else digits for name, digits in parts.items())


def payer_words(scene: Scene) -> str:
    """The payer, as which of its texts it is read, and that only what is given is billed."""
    policy = scene.claim.payer
    read = _READ[scene.reading] if len(policy.readings) > 1 else ""
    return f"Payer: {policy.name}{read}. {GIVEN}"


def rules(scene: Scene) -> Table:
    """What the lines go by on each axis that matters, and whether the payer states it or it was agreed."""
    held = {axis: ruling(scene.claim.bills[0], axis) for axis in _ASKED if _matters(AXES[axis], scene)}
    rows = [
        (
            _ASKED[axis],
            AXES[axis].explain(_AS_BEFORE.get(rule.value, rule.value)),
            "agreed" if axis in scene.choices else "payer's rule",
        )
        for axis, rule in held.items()
        if rule is not None and rule.value is not None
    ]
    if any(len({line.code for line in bill.lines if line.kind == "drug"}) > 1 for bill in scene.claim.bills):
        rows.append(("a code that ends", "a line ends with its code; the next code has a line of its own", "HCPCS"))
    return Table("What the lines go by", ("on", "rule", "by"), tuple(rows))


def _matters(axis: Axis, scene: Scene) -> bool:
    """Whether an answer on the axis changes something on this claim."""
    spans = [drawn.span for drawn in scene.drawn]
    on_claim = {
        "unlisted code": any(line.code == "J3490" for line in scene.claim.lines),
        "month ends": any(span.start.month != span.end.month for span in spans),
    }
    return on_claim.get(axis.of, True) and (axis.line != "claim" or len(spans) > 1)


def time_rule(scene: Scene) -> str:
    """The id of the time rule of the visits: the payer's, or the one that was named."""
    stated = scene.claim.payer.rule("nursing_time", scene.visits[0][0], scene.reading).value
    return stated if stated != UNSTATED else scene.nursing_rule or ""


def visit_words(scene: Scene) -> str:
    """The nurse's visits, the two codes in our words, and the time rule."""
    days = ", ".join(f"{day} for {people(minutes)} minutes" for day, minutes in scene.visits)
    whose = "the payer's rule" if scene.nursing_rule is None else "the rule agreed, since the payer states none"
    rule = f"By {whose}: {AXES['nursing_time'].explain(time_rule(scene))}."
    codes = "99601 is the first part of a visit, up to two hours; 99602 is each hour beyond."
    return f"Visits of the infusion nurse: {days}. {codes} {rule}"


def code_list(scene: Scene) -> Table:
    """The codes by which these drugs go or went on any day, and those that compete with them."""
    own = [code.code for order in scene.orders if order.drug for code in drug(order.drug).codes]
    names = sorted({*own, "J3490"} & set(pinned().codes))
    return codes_at_hand(*names, *PER_DIEM)
