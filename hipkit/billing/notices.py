"""What a reader is told of the payer's rules: the other reading, the age of the text, what is open, what changes."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from hipkit.billing.choices import CodedOrder
from hipkit.billing.draft import Draft
from hipkit.billing.spans import Piece
from hipkit.order.order import Order
from hipkit.payers.axes import drug_code, line_span, ndc_quantity, per_diem_day, uom_allowed
from hipkit.payers.axes.all import AXES
from hipkit.payers.axes.axis import UNSTATED
from hipkit.payers.files import Policy
from hipkit.payers.terms import Terms
from hipkit.values.citations import cite
from hipkit.values.notation import people
from hipkit.values.productforms import BULK_POWDER
from hipkit.values.step import Notice

_MISSING = {"per diem": "per-diem line is", "drug": "drug line is", "every": "lines are"}


def payer_notes(case: CodedOrder, terms: Terms, drafted: Draft, by_default: bool) -> Iterator[Notice]:
    """Every notice on the payer's rules; `by_default` where no reading was named."""
    yield from _payer_notices(case, terms, drafted, by_default)
    yield from _payer_asks(case, terms, drafted)
    yield from _payer_takes(case, terms)
    yield from _rounds_a_powder(case, terms, drafted)
    yield from _without_dates(case, terms)
    yield from _open_notices(terms, drafted)
    yield from _visits_count(case, terms, drafted)
    yield from drafted.missing
    yield from _part_notices(case.order, drafted)


def _payer_notices(case: CodedOrder, terms: Terms, drafted: Draft, by_default: bool) -> Iterator[Notice]:
    policy = terms.policy
    if policy is None:
        text = "no payer was named: amounts and units by the rules of HCPCS and CMS alone, no claim lines"
        yield Notice("info", text, cite("hipkit", "payers"))
        return
    for reading in policy.readings:
        if by_default and reading.id != terms.reading:
            other = _in_short(case.tried(terms.read_as(reading.id)))
            text = f"no reading was named: {terms.reading} was taken; {reading.id} bills {other}"
            yield Notice("info", text, policy.source)
    yield from _age(policy, case.order.service.start, case.order.service.end)
    for axis in policy.reading(terms.reading).warns:
        if AXES[axis].of == "own code" and not any(case.codes) and case.order.drug is None:
            continue  # an unlisted drug goes by J3490 under any reading
        rule = policy.rule(axis, case.order.service.end, terms.reading, terms.therapy)
        if rule.value != UNSTATED:
            yield Notice("warning", rule.says(terms.as_example), rule.citation)
    rule = policy.rule("drug_code", case.order.service.end, terms.reading, terms.therapy)
    typed = case.order.code
    code = drug_code.apply(rule.value, typed, listed=True, unlisted=False)
    if typed is not None and code != typed:
        yield Notice("warning", f"{typed} was typed and is billed; this reading would bill {code}", rule.citation)


def _age(policy: Policy, start: datetime.date | None, end: datetime.date | None) -> Iterator[Notice]:
    unknown = policy.why_unknown(start)
    if unknown:
        after = "there are no claim lines"
        if end is not None and not policy.why_unknown(end):
            after = f"lines, units and NDC quantity are of the days from {policy.known_from} on; the totals are of all"
        yield Notice("warning", f"{unknown} So {after}", policy.source)
    if policy.known_from is None:
        text = f"the page of {policy.name} shows no date: when its rules came into force is not known"
        yield Notice("info", text, policy.source)
    elif end is not None and policy.revisions and end > policy.revisions[-1].date:
        last = policy.revisions[-1]
        text = f"{policy.name}'s text is of {last.date} (rev. {last.number}); whether it has changed since is not known"
        yield Notice("info", text, policy.source)


def _payer_asks(case: CodedOrder, terms: Terms, drafted: Draft) -> Iterator[Notice]:
    """What the payer's text asks for on a drug line and the order does not have; a compound has no NDC of its own."""
    order = case.order
    if terms.policy is None or order.ndc is not None or order.compounded:
        return
    if all(line.kind != "drug" for line in drafted.lines):
        return
    for statement in terms.policy.statements:
        if statement.asks == "ndc" and statement.covers(order.service.end):
            text = f"no NDC was given, and {terms.policy.name} asks for it: {statement.words}"
            yield Notice("warning", text, statement.citation)


def _payer_takes(case: CodedOrder, terms: Terms) -> Iterator[Notice]:
    """Where the payer does not take the unit of measure in which the product is counted."""
    order, form = case.order, case.order.product_form
    if terms.policy is None or order.ndc is None or not terms.known(order.service.end):
        return
    rule = terms.policy.rule(uom_allowed.AXIS.name, order.service.end, terms.reading, terms.therapy)
    if rule.value != UNSTATED and not uom_allowed.apply(rule.value, form.uom):
        taken = rule.value.replace(" ", ", ")
        text = (
            f"{terms.policy.name} takes an NDC quantity in {taken} alone, and {form.words} is counted in {form.uom}; "
            "how it is to be billed, the payer says"
        )
        yield Notice("confirm", text, rule.citation)


def _rounds_a_powder(case: CodedOrder, terms: Terms, drafted: Draft) -> Iterator[Notice]:
    """Where vials or grams are rounded by a rule that was read of millilitres.

    Grams want a reason: a whole gram may be many times what was given. Vials are whole things, and a warning is enough.
    """
    form = case.order.product_form
    if form.has_volume or case.order.ndc is None or ndc_quantity.AXIS.name in terms.chosen:
        return
    for quantity in drafted.ndc:
        if quantity.billed is not None and quantity.billed != ndc_quantity.apply("exact", quantity.exact):
            exact, billed = people(quantity.exact, form.unit), people(quantity.billed, form.unit)
            text = f"the NDC quantity of {exact} goes as {billed}, by a rule that was read of millilitres"
            yield Notice("confirm" if form == BULK_POWDER else "warning", text, quantity.ruling.citation)


def _without_dates(case: CodedOrder, terms: Terms) -> Iterator[Notice]:
    """Without dates no line can be cut at the end of a month."""
    if terms.policy is None or case.order.service.start is not None or case.order.service.days == 1:
        return
    ruling = terms.ruling(line_span.AXIS.name)
    if not line_span.may_cut(ruling.value):
        return
    rule = f"{terms.policy.name} does not state {line_span.AXIS.words}" if ruling.value is None else ruling.words
    text = f"without dates all days stand on one line, whether a month ends among them or not: {rule}"
    yield Notice("warning", text, ruling.citation)


def _open_notices(terms: Terms, drafted: Draft) -> Iterator[Notice]:
    for axis, ruling in drafted.open.items():
        name = terms.policy.name if terms.policy else "the payer"
        asked = AXES[axis].words
        if terms.demand_only and AXES[axis].without_basal:
            asked = f"{asked} for a PCA of demands alone"
        unstated = f"{name} does not state {asked}"
        if values := terms.doubtful(axis):
            unstated = f"{unstated} below 24 hours a day, since it speaks of continuous therapy ({' or '.join(values)})"
        yield Notice(
            "choice", f"{unstated}: the {_MISSING[AXES[axis].line]} missing until you choose {axis}", ruling.citation
        )


def _visits_count(case: CodedOrder, terms: Terms, drafted: Draft) -> Iterator[Notice]:
    """Where a nurse's visit on a day without therapy counts, the claim knows of the visits, and a bill does not."""
    if not drafted.per_diems or not case.order.service.without:
        return
    ruling = terms.ruling("per_diem_day", case.order.service.end)
    if per_diem_day.counts_visits(ruling.value):
        text = (
            "a day left out on which a nurse visits counts as a per-diem day: it is added where the claim has the visit"
        )
        yield Notice("info", text, ruling.citation)


def _part_notices(order: Order, drafted: Draft) -> Iterator[Notice]:
    """What is said where the code changes inside the span, or where there is none for a part of it or for all."""
    for piece in drafted.uncoded if order.unlisted is None else ():
        if piece.code is None and (order.drug is not None or drafted.drugs):
            yield Notice("warning", _without_code(order, piece), cite("hipkit", "which code"))
    for earlier, later in zip(drafted.drugs, drafted.drugs[1:], strict=False):
        if earlier.code != later.code:
            text = (
                f"the code changes on {later.piece.start} from {earlier.code.code} ({earlier.code.per}) to "
                f"{later.code.code} ({later.code.per}): each part has its own units and its own line"
            )
            yield Notice("warning", text, cite("hcpcs", later.code.code))


def _without_code(order: Order, piece: Piece) -> str:
    days = f"from {piece.first} to {piece.last}" if piece.start else "on the newest day in the data"
    door = (
        ""
        if order.drug is None
        else f'; where it has none in HCPCS either, order them as the unlisted drug "{order.drug}"'
    )
    return f"no code of the drug is in force {days}: those days have no units and no line{door}"


def _in_short(drafted: Draft) -> str:
    return ", ".join(f"{line.code} x {line.units}" for line in drafted.lines) or "no lines"
