"""A claim as the parts of a page: its service lines, the form and the 837P to be asked, notices, signatures on paper.

Nothing is worked out here; every number is the claim's.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from fractions import Fraction

from hipkit.claim.claim import Claim
from hipkit.claim.line import ServiceLine
from hipkit.claim.table import money
from hipkit.errors import InputError
from hipkit.formats.bill.html import notices
from hipkit.formats.claim.boxes import inspected
from hipkit.formats.shared.markup import (
    EXAMPLE_BAND,
    Sources,
    Told,
    esc,
    explained,
    lead,
    number,
    on_paper,
    part,
    places,
    stops,
    table,
)
from hipkit.formats.shared.onpage import on_page
from hipkit.reference.datasets import newest
from hipkit.reference.products import shown_name
from hipkit.values.citations import Citation
from hipkit.values.notation import people
from hipkit.values.step import Notice

LINES, VIEW, TOGETHER = "Service lines", "On the form and in the 837P", "Units on the claim, all drugs"
_SCOPE = "hkbclaim"  # one and the same at every entry, so that of a claim that is changed little is another
_UNITS = {"per_diem": ("day", "days"), "drug": ("unit", "units"), "nursing": ("unit", "units")}


def parts(claim: Claim, today: datetime.date, doubts: Sequence[Notice] = (), example: bool = False) -> dict[str, str]:
    """The parts of a page for a claim. `doubts` are to be confirmed beyond what the claim itself asks for.

    `example` says that its order is HMSA's example, at least in part.
    """
    sources = Sources(today)
    waits = bool(doubts or claim.to_confirm)
    asked = (*doubts, *(one for one in claim.notices if one.level == "confirm"))
    return {
        "lines": _lines(claim, (EXAMPLE_BAND if example else "") + _band(claim, asked, waits, sources), sources),
        "notices": notices((*doubts, *claim.notices), sources),
        "view": _view(claim, waits, today),
        "paper": _paper(claim),
    }


def told(claim: Claim, today: datetime.date, doubts: Sequence[Notice] = (), example: bool = False) -> str:
    """The units of all drugs, as they are told a clerk: a row a line, and one for the quantity of each NDC."""
    sources = Sources(today)
    waits = bool(doubts or claim.to_confirm)
    asked = (*doubts, *(one for one in claim.notices if one.level == "confirm"))
    counts = (count for line in claim.lines for count in (line.units, line.ndc_quantity) if count is not None)
    column = places(people(count) for count in counts)
    rows = [row for line in claim.lines for row in _told(line, column, waits or example)]
    body = table("hk-units hk-together", TOGETHER, (), rows)
    band = (EXAMPLE_BAND if example else "") + _band(claim, asked, waits, sources)
    return part(TOGETHER, band + body, beside=esc(claim.payer.titled(claim.reading)))


def _told(line: ServiceLine, column: int, waits: bool) -> Iterator[str]:
    """The rows of a line: its units, and the quantity of its NDC."""
    named, count = " ".join((line.code, *line.modifiers)), people(line.units)
    days = "no dates" if line.start is None else f"{line.start} to {line.end}"
    words = _UNITS[line.kind][line.units != 1]
    yield _told_row(Told(line.code, line.number, waits), named, f"{count} {words}", f"{_given(line)}, {days}", column)
    if line.ndc is not None and line.ndc_quantity is not None:
        quantity = f"{people(line.ndc_quantity)} {line.ndc_uom}"
        yield _told_row(Told("NDC", line.number, waits), "NDC", quantity, line.ndc.hyphenated, column)


def _told_row(told: Told, named: str, amount: str, detail: str, column: int) -> str:
    count = number(amount, column, told.marks)
    copied = told.copy(amount.partition(" ")[0])
    terms = explained(*(["NDC quantity"] if named == "NDC" else named.split())) or explained("billing unit")
    return f'<tr><th scope="row">{esc(named)}</th>{count}<td class="hk-soft">{esc(detail)}{terms}</td>{copied}</tr>'


def _given(line: ServiceLine) -> str:
    """The drug of a line, as its order names it."""
    order = line.bill.order if line.bill else None
    return "" if order is None else order.unlisted or (shown_name(order.drug) if order.drug else "drug of the NDC")


def stopped(fields: Sequence[tuple[str, str, str]]) -> str:
    """The place of the lines while there is no claim: at which field why, and what to type."""
    return part(LINES, stops(fields))


def missing(fields: Sequence[tuple[str, str]]) -> str:
    """What is still missing, as a list of which each leads to its field (its name, and what is missing there)."""
    if not fields:
        return ""
    items = "".join(f"<li>{lead(name, label)}</li>" for name, label in fields)
    return f'<div class="hk-missing"><h3>Still missing</h3><ul>{items}</ul></div>'


def _lines(claim: Claim, band: str, sources: Sources) -> str:
    column, dollars = places(people(line.units) for line in claim.lines), 3
    rows = [_line(line, column, dollars, sources) for line in claim.lines]
    total = f'<tr><th scope="row" colspan="5">total charge</th>{number(_dollars(claim.charge), dollars)}<td></td></tr>'
    head = ("Line", "Code", "Units", "", "Days", "Charge", "", "Where the units come from")
    body = table("hk-lines", LINES, head, [*rows, total])
    made_of = claim.payer.titled(claim.reading)
    return part(LINES, band + body, beside=esc(made_of))


def _line(line: ServiceLine, column: int, dollars: int, sources: Sources) -> str:
    words = _UNITS[line.kind][line.units != 1]
    days = "no dates" if line.start is None else f'<span class="hk-whole">{line.start}</span>'
    if line.end is not None and line.end != line.start:
        days += f' <span class="hk-whole">to {line.end}</span>'
    origin = line.origins.get("units")
    source = f"{esc(origin.words)}{sources.ref(origin.citation)}" if origin else ""
    terms = explained(line.code, *line.modifiers)
    return (
        f'<tr><td>{line.number}</td><th scope="row"><code>{esc(" ".join((line.code, *line.modifiers)))}</code></th>'
        f"{number(f'{people(line.units)} {words}', column)}<td>{days}{terms}{_drug(line)}</td>"
        f'{number(_dollars(line.charge), dollars)}<td class="hk-soft hk-small">{source}</td></tr>'
    )


def _drug(line: ServiceLine) -> str:
    """What stands below a line's days: its NDC with the quantity, and what an unlisted code is for."""
    texts = []
    if line.ndc is not None and line.ndc_quantity is not None:
        texts += [line.ndc.hyphenated, f"{line.ndc_uom} {people(line.ndc_quantity)}"]
    drug = "".join(f'<br><span class="hk-soft hk-small hk-whole">{esc(text)}</span>' for text in texts)
    return drug + (f'<br><span class="hk-soft hk-small">{esc(line.description)}</span>' if line.description else "")


def _dollars(value: Fraction) -> str:
    """Dollars and cents as a person reads them."""
    whole, _, cents = money(value).partition(".")
    return f"{int(whole):,}.{cents}"


def _band(claim: Claim, doubts: Sequence[Notice], waits: bool, sources: Sources) -> str:
    """What is to be confirmed, or has been."""
    if not doubts:
        return ""
    items = "".join(f"<div>{esc(notice.text)}{sources.ref(notice.citation)}</div>" for notice in doubts)
    mark = f'<b class="hk-mark-ok">\u2713 confirmed</b>: {esc("; ".join(claim.reasons))}'
    if waits:
        mark = "<b>! not confirmed</b>: type the reason in the form, or correct the entry"
    return f'<div class="hk-band" data-told><div>{mark}</div>{items}</div>'


def _view(claim: Claim, waits: bool, today: datetime.date) -> str:
    """Form and 837P; or why there are none."""
    if waits:
        return part(VIEW, '<p class="hk-soft">They wait for what is to be confirmed.</p>')
    try:
        return inspected(claim, today, _SCOPE)
    except InputError as error:
        why = f"{error.reason}. Type for example: {on_page(error.example)}"
        return part(VIEW, f'<div class="hk-stop" data-told><p><b>!</b> {esc(why)}</p></div>')


def _paper(claim: Claim) -> str:
    """What is on paper alone: whose signatures are wanted, and how old rules and data are."""
    policy, known = claim.payer, claim.payer.known_from or "undated"
    dated = f"Rules: {_dated(policy.source)}, known from {known}. Codes and products to {newest()}."
    return on_paper(dated, "SAMPLE: not to be filed.")


def _dated(source: Citation) -> str:
    return f"{source.title} ({source.date})"
