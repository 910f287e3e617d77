"""The picture of a product's codes over time: a bar a code along the quarters, as SVG that describes itself.

It is narrow, so that its letters can be read on a telephone; outside a page of hipkit it has the colour of the text.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from hipkit.formats.shared.markup import esc
from hipkit.reference.history import History, Listed
from hipkit.reference.products import shown_name
from hipkit.values.notation import exact

_WIDTH, _SIDE, _ROW, _BAR, _LETTER = 420, 6, 58, 14, 7
_NARROW = 20  # below that a quarter has no name of its own
_DAY = datetime.timedelta(days=1)


def picture(history: History) -> str:
    """The picture as HTML, with its text below it."""
    words = in_words(history)
    height = _ROW * len(history.listed) + 44
    drawn = [*_quarters(history, height), *(part for row in _rows(history) for part in row)]
    title = f"The codes of {history.product.ndc} over time"
    opening = f'<svg viewBox="0 0 {_WIDTH} {height}" width="100%" style="max-width:560px" role="img"'
    named = f"<title>{esc(title)}</title><desc>{esc(words)}</desc>"
    svg = f'{opening} aria-label="{esc(words)}">{named}{"".join(drawn)}</svg>'
    return f"{svg}<p>{esc(words)}</p><p>{esc(read(history))}</p>"


def in_words(history: History) -> str:
    """What the picture shows, in sentences."""
    known = history.product
    strength = f" {known.strength}" if known.strength else ""
    maker = f", {known.labeler}" if known.labeler else ""
    parts = [f"NDC {known.ndc}: {shown_name(known.name)}{strength}{maker}."]
    parts += [f"{part.code}, {_unit(part)}, from {part.start} to {part.end}." for part in history.listed]
    parts += [_otherwise(was, now) for was, now in zip(history.listed, history.listed[1:], strict=False)]
    parts += ["On a day without a bar, no list that was read gives it a code."]
    return " ".join(part for part in parts if part)


def read(history: History) -> str:
    """The sources of a history, each with its date and the day on which it was read."""
    return f"Read in: {'; '.join(f'{source.place} ({source.dates})' for source in history.sources)}."


def _unit(listed: Listed) -> str:
    return f"{listed.per} a unit" if listed.per else "a unit that is no amount"


def _otherwise(was: Listed, now: Listed) -> str:
    """How many units of the new code the amount of one unit of the old is, where that is another number."""
    if was.per is None or now.per is None or was.per.kind != now.per.kind or was.per == now.per:
        return ""
    times = exact(was.per.base / now.per.base)
    return f"From {now.start} the amount of 1 unit of before is {times} units."


def _x(history: History, day: datetime.date) -> int:
    whole = (history.end + _DAY - history.start).days
    return _SIDE + (_WIDTH - 2 * _SIDE) * (day - history.start).days // whole


def _rows(history: History) -> Iterator[list[str]]:
    """Of each code its words and its days over a bar, each beginning or ending where the bar does."""
    for number, listed in enumerate(history.listed):
        left, right, top = _x(history, listed.start), _x(history, listed.end + _DAY), _ROW * number
        lines = f"{listed.code}: {_unit(listed)}", f"{listed.start} to {listed.end}"
        fits = left + _LETTER * max(map(len, lines)) < _WIDTH
        at, anchor = (left, "start") if fits else (right, "end")
        colour = "--accent" if number == len(history.listed) - 1 else "--soft"
        yield [
            _text(at, top + 16, lines[0], anchor, "600"),
            _text(at, top + 32, lines[1], anchor),
            f'<rect x="{left}" y="{top + 38}" width="{max(2, right - left)}" height="{_BAR}" '
            f'style="fill:var({colour},currentColor)"/>',
        ]


def _quarters(history: History, height: int) -> Iterator[str]:
    """A line where each quarter begins, its name below, and the year below the first that is shown of it."""
    foot, year = height - 34, 0
    starts = list(_starts(history))
    wide = (_WIDTH - 2 * _SIDE) // len(starts) >= _NARROW
    for start in starts:
        x = _x(history, max(start, history.start))
        yield f'<line x1="{x}" x2="{x}" y1="0" y2="{foot}" style="stroke:var(--line,currentColor);stroke-opacity:.6"/>'
        if wide:
            yield _text(x + 2, foot + 14, f"Q{(start.month + 2) // 3}")
        if start.year != year and (wide or start.month == 1):
            yield _text(x + 2, foot + 30, str(start.year))
            year = start.year


def _starts(history: History) -> Iterator[datetime.date]:
    day = history.start.replace(month=(history.start.month - 1) // 3 * 3 + 1, day=1)
    while day <= history.end:
        yield day
        day = (day + datetime.timedelta(days=95)).replace(day=1)


def _text(x: int, y: int, text: str, anchor: str = "start", weight: str = "400") -> str:
    style = "fill:var(--ink,currentColor);stroke:none"
    return (
        f'<text x="{x}" y="{y}" font-size="13" font-weight="{weight}" text-anchor="{anchor}" style="{style}">'
        f"{esc(text)}</text>"
    )
