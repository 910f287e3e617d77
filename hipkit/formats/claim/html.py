"""A claim as the parts of a page: its service lines, the form and the 837P to be asked, notices, signatures on paper.

Nothing is worked out here; every number is the claim's.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
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
from hipkit.values.citations import Citation
from hipkit.values.notation import people
from hipkit.values.step import Notice

LINES, VIEW = "Service lines", "On the form and in the 837P"
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
        "lines": _lines(claim, (EXAMPLE_BAND if example else "") + band(claim, asked, waits, sources), sources),
        "notices": notices((*doubts, *claim.notices), sources),
        "view": _view(claim, waits, today),
        "paper": _paper(claim),
    }


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


def band(claim: Claim, doubts: Sequence[Notice], waits: bool, sources: Sources) -> str:
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


def moved(said: Sequence[str]) -> str:
    """What stands above the lines where charges were typed for something else than what they stand on."""
    items = "".join(f"<div>{esc(one)}</div>" for one in said)
    mark = "<b>! not confirmed</b>: type the charge anew, or press the button at it"
    return f'<div class="hk-band" data-told><div>{mark}</div>{items}</div>'


def _paper(claim: Claim) -> str:
    """What is on paper alone: whose signatures are wanted, and how old rules and data are."""
    policy, known = claim.payer, claim.payer.known_from or "undated"
    dated = f"Rules: {_dated(policy.source)}, known from {known}. Codes and products to {newest()}."
    return on_paper(dated, "SAMPLE: not to be filed.")


def _dated(source: Citation) -> str:
    return f"{source.title} ({source.date})"
