"""A bill as the parts of a page: units, steps, readings side by side, choices, notices with their sources.

Nothing is worked out here and no rule is known here; everything shown is in the bill. Numbers that are not
known are a dash with the reason beside it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence

from hipkit.billing.bill import Bill, Choice
from hipkit.billing.differences import Difference, differences
from hipkit.formats.bill.rows import Row, taken, unit_row, unit_rows
from hipkit.formats.shared.ages import listed
from hipkit.formats.shared.markup import (
    DASH,
    EXAMPLE_BAND,
    Sources,
    esc,
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
_LEVELS = ("confirm", "warning", "choice", "info")
_MARKS = {"confirm": "! to confirm: ", "warning": "! warning: ", "choice": "? your choice: ", "info": ""}


def parts(
    bill: Bill, bills: Mapping[str, Bill], today: datetime.date, doubts: Sequence[Notice] = (), example: bool = False,
    answered: bool = False, named: str = "", sources: Sources | None = None,
) -> dict[str, str]:  # fmt: skip
    """The parts of a page for a bill. `bills` are those of all readings of its payer, this one among them.

    `doubts` are what a person is to confirm beyond what the bill itself asks for; `answered` says that a reason was
    given for these. `example` says that the order is HMSA's example, at least in part; `named` is the drug where the
    order has others too; `sources` are those that the page has cited already.
    """
    sources = sources or Sources(today)
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
    rows = [unit_row(Row(what, "", "", why), 0) for what in ("per diem", "drug", "NDC")]
    steps = part(STEPS, f'<p class="hk-soft">{DASH} {esc(why)}</p>')
    units = part(UNITS, table("hk-units", UNITS, (), rows) + stops(stopped))
    return {"units": units, "steps": steps, "pinned": "", "readings": "", "payers": "", "choices": "", "notices": ""}


def _units(bill: Bill, sources: Sources, doubts: Sequence[Notice], example: bool, answered: bool) -> str:
    rows = unit_rows(bill)
    column = places(row.count for row in rows)
    head = esc(bill.payer.titled(bill.reading or "")) if bill.payer else "no payer"
    totals = f"{bill.total.words} in all"
    if bill.per_day:
        totals = f"{bill.per_day.words} a day, {totals}"
    totals = "; ".join((totals, *taken(bill)))
    asked = bool(bill.to_confirm or (doubts and not answered))
    waits = asked or example
    body = table("hk-units", UNITS, (), [unit_row(row, column, waits) for row in rows])
    below = f'<p class="hk-soft hk-small">{esc(totals)}</p>'
    above = (EXAMPLE_BAND if example else "") + _band(bill, doubts, sources, asked)
    return part(UNITS, above + body + below, beside=head)


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
