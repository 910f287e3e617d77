"""A bill as the parts of a page: units, steps, readings side by side, choices, notices with their sources.

Nothing is worked out here and no rule is known here; everything shown is in the bill. Numbers that are not
known are a dash with the reason beside it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from hipkit.billing.bill import DRUG, NDC, PER_DIEM, Bill, Choice, Lack
from hipkit.billing.differences import Difference, differences
from hipkit.billing.draft import Line
from hipkit.formats.shared.ages import listed
from hipkit.formats.shared.markup import (
    DASH,
    EXAMPLE_BAND,
    Sources,
    Told,
    esc,
    explained,
    number,
    part,
    places,
    stops,
    table,
)
from hipkit.formats.shared.onpage import on_page
from hipkit.payers.axes.all import AXES
from hipkit.values.notation import in_number, people
from hipkit.values.step import Notice, Step

UNITS, STEPS, READINGS = "Units on the claim", "How it is worked out", "The readings of this payer"
CHOICES, NOTICES = "What each choice would bill", "Notices and sources"
_LACKS = {
    "payer": "name a payer for the {part}",
    "drug": "waiting for the drug, a listed NDC or a code",
    "text": "no rule known for these dates",
    "code": "no single code; see the notices",
    "notice": "no line; see the notices",
}
_LEVELS = ("confirm", "warning", "choice", "info")
_MARKS = {"confirm": "! to confirm: ", "warning": "! warning: ", "choice": "? your choice: ", "info": ""}


@dataclass(frozen=True)
class _Row:
    """One row of the units: what, how many (empty where it is not known), of what, what goes with it, its line."""

    what: str
    count: str
    unit: str
    detail: str
    line: int | None = None


def parts(
    bill: Bill, bills: Mapping[str, Bill], today: datetime.date, doubts: Sequence[Notice] = (), example: bool = False,
    answered: bool = False, named: str = "",
) -> dict[str, str]:  # fmt: skip
    """The parts of a page for a bill. `bills` are those of all readings of its payer, this one among them.

    `doubts` are what a person is to confirm beyond what the bill itself asks for; `answered` says that a reason was
    given for these. `example` says that the order is HMSA's example, at least in part; `named` is the drug where the
    order has others too.
    """
    sources = Sources(today)
    return {
        "units": _units(bill, sources, doubts, example, answered),
        "steps": _steps(bill.steps, sources),
        "pinned": "",
        "readings": _readings(bill, bills, sources, named),
        "payers": "",
        "choices": _choices(bill, sources),
        "notices": notices((*doubts, *bill.notices), sources),
    }


def waiting(why: str, stopped: Sequence[tuple[str, str, str]] = ()) -> dict[str, str]:
    """The parts of a page while nothing can be worked out: dashes, why, and what to type.

    `stopped` are fields that cannot be read, each with its label and its advice.
    """
    rows = [_unit_row(_Row(what, "", "", why), 0) for what in ("per diem", "drug", "NDC")]
    steps = part(STEPS, f'<p class="hk-soft">{DASH} {esc(why)}</p>')
    units = part(UNITS, table("hk-units", UNITS, (), rows) + stops(stopped))
    return {"units": units, "steps": steps, "pinned": "", "readings": "", "payers": "", "choices": "", "notices": ""}


def _units(bill: Bill, sources: Sources, doubts: Sequence[Notice], example: bool, answered: bool) -> str:
    rows = [*_per_diem_rows(bill), *_drug_rows(bill), _ndc_row(bill)]
    column = places(row.count for row in rows)
    head = esc(bill.payer.titled(bill.reading or "")) if bill.payer else "no payer"
    totals = f"{bill.total.words} in all"
    if bill.per_day:
        totals = f"{bill.per_day.words} a day, {totals}"
    for name, taken in bill.order.sheet.taken.items():
        totals += f"; {name.replace('_per_', ' a ')}: not given, {taken} taken"
    asked = bool(bill.to_confirm or (doubts and not answered))
    waits = asked or example
    body = table("hk-units", UNITS, (), [_unit_row(row, column, waits) for row in rows])
    below = f'<p class="hk-soft hk-small">{esc(totals)}</p>'
    above = (EXAMPLE_BAND if example else "") + _band(bill, doubts, sources, asked)
    return part(UNITS, above + body + below, beside=head)


def _unit_row(row: _Row, column: int, waits: bool = False) -> str:
    told = Told(row.what, row.line, waits)
    count = number(f"{row.count} {row.unit}" if row.count else DASH, column, told.marks)
    detail = f'<td class="hk-soft">{esc(row.detail)}{_term(row) if row.count else ""}</td>'
    return f'<tr><th scope="row">{esc(row.what)}</th>{count}{detail}{told.copy(row.count)}</tr>'


def _term(row: _Row) -> str:
    """What the number of a row is."""
    named = row.what.startswith("S") or row.what == "J3490"
    return (explained(row.what) if named else "") or explained("NDC quantity" if row.what == "NDC" else "billing unit")


def _lines(bill: Bill, kind: str) -> list[tuple[int, Line]]:
    """The lines of a kind, each with its number."""
    return [(i, line) for i, line in enumerate(bill.lines, 1) if line.kind == kind]


def _per_diem_rows(bill: Bill) -> Iterator[_Row]:
    lines = _lines(bill, "per_diem")
    for i, line in lines:
        unit = "day" if line.units == 1 else "days"
        yield _Row(line.code, people(line.units), unit, _dates(line, len(lines) > 1), i)
    if lack := bill.lack(PER_DIEM):
        yield _Row("per diem", "", "", _why(lack, PER_DIEM))


def _drug_rows(bill: Bill) -> Iterator[_Row]:
    lines = _lines(bill, "drug")
    known, lack = bill.hcpcs, bill.lack(DRUG)
    why = _why(lack, DRUG) if lack else ""
    if len(lines) > 1 or (lines and known is None):
        for i, line in lines:
            quantity = f", NDC quantity {people(line.ndc_quantity, bill.ndc.unit)}" if line.ndc_quantity else ""
            detail = _dates(line, len(lines) > 1) + quantity
            yield _Row(line.code, people(line.units), in_number(line.units, "units"), detail, i)
    elif known is None:
        yield _Row("drug", "", "", why)
    elif known.units is None:
        yield _Row(known.code, "", "", why)
    else:
        per = f"x {known.per}" if known.per else in_number(known.units, "units")
        detail = _rounded(known.units_exact == known.units, bill)
        yet = "no line of a part yet" if lines else "no line yet"
        more = f"; {yet}, {why}" if bill.payer and lack else ""
        yield _Row(known.code, people(known.units), per, detail + more, lines[0][0] if lines else None)


def _rounded(exactly: bool, bill: Bill) -> str:
    if exactly:
        return f"{bill.total.amount}, nothing to round"
    exact = bill.hcpcs.units_exact if bill.hcpcs else None
    return "one a line, by the payer's rule" if exact is None else f"{people(exact)} before rounding"


def _ndc_row(bill: Bill) -> _Row:
    number = bill.ndc.ndc.hyphenated if bill.ndc.ndc else "no NDC given"
    if bill.ndc.quantity is None:
        axis = bill.waits_for(NDC)
        return _Row("NDC", "", bill.ndc.uom, _wait(axis) if axis else f"{number}; the payer states no rule")
    exact, lines = bill.ndc.quantity_exact, _lines(bill, "drug")
    before = "" if exact == bill.ndc.quantity else f", {people(exact, bill.ndc.unit)} before rounding"
    line = lines[0][0] if len(lines) == 1 else None
    return _Row("NDC", people(bill.ndc.quantity), bill.ndc.uom, number + before, line)


def _why(lack: Lack, part: str) -> str:
    return _wait(lack.axis) if lack.axis else _LACKS[lack.cause].format(part=part)


def _wait(axis: str) -> str:
    return f"waiting for your choice: {AXES[axis].words}"


def _dates(line: Line, several: bool) -> str:
    if line.start is None or line.end is None:
        return ""
    return f"{line.start} to {line.end}" if several or line.kind == "per_diem" else ""


def _band(bill: Bill, doubts: Sequence[Notice], sources: Sources, waits: bool) -> str:
    """What stands above the units where something is to be confirmed, or has been."""
    asked = (*doubts, *(notice for notice in bill.notices if notice.level == "confirm"))
    if not asked:
        return ""
    items = "".join(f"<div>{esc(one.text)}{sources.ref(one.citation)}</div>" for one in asked)
    if not waits:
        mark = f'<b class="hk-mark-ok">\u2713 confirmed</b>: {esc(bill.order.confirm)}'
    else:
        mark = "<b>! not confirmed</b>: type the reason in the form, or correct the entry"
    return f'<div class="hk-band" data-told><div>{mark}</div>{items}</div>'


def _steps(steps: Sequence[Step], sources: Sources) -> str:
    column = places(step.rounded or step.exact for step in steps)
    rows = []
    for i, step in enumerate(steps, 1):
        rows.append(
            f'<tr><td>{i}</td><th scope="row">{esc(step.words)}</th>'
            f'<td class="hk-formula">{esc(step.formula)}</td>'
            f"{number(step.rounded or step.exact, column)}<td>{sources.ref(step.citation)}</td></tr>"
        )
        if step.rule:
            changed = step.rounded not in ("", step.exact)
            before = f"{step.exact} before, {step.rounded} after: " if changed else ""
            cell = f'<td colspan="5" class="hk-soft hk-small">{esc(before + step.rule)}</td>'
            rows.append(f'<tr class="hk-rule"><td></td>{cell}</tr>')
    return part(STEPS, table("hk-steps", STEPS, (), rows))


def _readings(bill: Bill, bills: Mapping[str, Bill], sources: Sources, named: str) -> str:
    if len(bills) < 2:
        return ""
    called = {name: each.payer.titled(name) if each.payer else name for name, each in bills.items()}
    differing, alone = differences(bills), f"{named} alone" if named else ""
    if not differing:
        same = f'<p class="hk-soft">{esc(" and ".join(called.values()))} bill the same here.</p>'
        return part(READINGS, same, beside=alone)
    head = ["", *(f"{esc(called[name])}{' (chosen)' if name == bill.reading else ''}" for name in bills)]
    return part(
        READINGS,
        table("hk-readings", READINGS, head, [_difference(difference, bill, sources) for difference in differing]),
        beside=alone,
    )


def _difference(difference: Difference, bill: Bill, sources: Sources) -> str:
    """What the readings bill, with why; of the one that is chosen the reasons are folded away."""
    cells = ""
    for name, billed in difference.billed.items():
        reasons = difference.reasons[name]
        why = "".join(
            f'<br><span class="hk-soft hk-small">{esc(words)}{sources.ref(source)}</span>' for words, source in reasons
        )
        if name == bill.reading:
            why = f'<details class="hk-why"><summary class="hk-unfold">why</summary>{why}</details>' if why else ""
            cells += f'<td class="hk-chosen"><code>{esc(billed)}</code>{why}</td>'
        else:
            cells += f"<td><code>{esc(billed)}</code>{why}</td>"
    return f'<tr><th scope="row">{esc(difference.what)}</th>{cells}</tr>'


def _choices(bill: Bill, sources: Sources) -> str:
    shown = [choice for choice in bill.choices if choice.axis in AXES]
    if not shown:
        return ""
    column = places(_count(choice) for choice in shown)
    rows, axis = [], ""
    for choice in shown:
        if choice.axis != axis:
            axis = choice.axis
            mark = '<b class="hk-mark-choice">? choose: </b>' if axis in bill.open_axes else ""
            rows.append(f'<tr><th scope="rowgroup" colspan="5">{mark}{esc(AXES[axis].words)}</th></tr>')
        rows.append(_choice(choice, column, sources))
    return part(CHOICES, table("hk-choices", CHOICES, (), rows))


def _choice(choice: Choice, column: int, sources: Sources) -> str:
    mark = '<b class="hk-mark-ok">\u2713 billed</b>' if choice.chosen else ""
    chosen = ' class="hk-chosen"' if choice.chosen else ""
    return (
        f"<tr{chosen}><td>{esc(AXES[choice.axis].explain(choice.value))}</td>"
        f"{number(f'{_count(choice)} {in_number(choice.units, choice.unit)}', column)}"
        f"<td>{mark}</td><td>{sources.ref(choice.citation)}</td></tr>"
    )


def _count(choice: Choice) -> str:
    return DASH if choice.units is None else people(choice.units)


def notices(given: Iterable[Notice], sources: Sources) -> str:
    """What a reader is told, what asks for something first, and the list of all sources of the page."""
    ordered = sorted(dict.fromkeys(given), key=lambda notice: _LEVELS.index(notice.level))
    items = ""
    for notice in ordered:
        mark = f'<b class="hk-mark-{notice.level}">{_MARKS[notice.level]}</b>' if _MARKS[notice.level] else ""
        text = on_page(notice.text) if notice.level == "choice" else notice.text
        items += f"<li>{mark}{esc(text)}{sources.ref(notice.citation, marked=True)}</li>"
    rows = "".join(
        f"<tr><td>[{i}]</td><td>{esc(listed(source, sources.today))}</td></tr>"
        for i, source in enumerate(sources.cited, 1)
    )
    return part(
        NOTICES,
        f"<ul>{items}</ul>" + table("hk-sources hk-small hk-soft", "Sources", (), [rows]),
        "hk-notices",
    )
