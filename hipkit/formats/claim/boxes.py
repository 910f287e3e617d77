"""The form and the 837P side by side: any item or segment can be asked what it is, and both show the same datum.

There is no script: each place of a datum, on the form and in the 837P, is a radio button of one group. The one
that is checked shows the explanation of its datum and marks all places of it, by `:has(:checked)`. So it works in
Voila, in JupyterLab and in a saved page, by mouse, touch and keyboard.
"""

from __future__ import annotations

import datetime
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.resources import files

from hipkit.claim.claim import Claim
from hipkit.errors import InputError
from hipkit.formats.claim.box_origins import origin
from hipkit.formats.claim.box_words import CLAIM, LINE, BoxWords, boxes, places
from hipkit.formats.claim.cms1500 import draw
from hipkit.formats.claim.cms1500_items import BLANK, NOT_KNOWN, UNKNOWN, Form, Item, forms
from hipkit.formats.claim.cms1500_layout import CHARACTER, HEIGHT, WIDTH, Box
from hipkit.formats.claim.x12 import Segment, segments
from hipkit.formats.shared.markup import Sources, esc

FORM, X12 = "The CMS-1500, drawn", "The 837P"
HINT = (
    "What is this box? Click on an item of the form or on a part of the 837P; or press Tab to come to the form, "
    "then the arrow keys to go from box to box."
)
_INDENT = 4


@dataclass
class _Datum:
    """A datum with all its places: how it stands on the form, its texts on paper and in the 837P."""

    words: BoxWords
    line: int | None
    place: int  # among the data of the page: it makes the names in HTML
    mark: str = ""
    on_paper: str = ""
    in_x12: list[tuple[str, str, str]] = field(default_factory=list)  # loop, element, text

    @property
    def name(self) -> str:
        """The title with its line, for a person."""
        return f"{self.words.title}, line {self.line}" if self.line else self.words.title

    @property
    def shown(self) -> str:
        """What stands on paper, in words where nothing does."""
        return self.on_paper or (UNKNOWN if self.mark == NOT_KNOWN else "blank")


def inspected(claim: Claim, today: datetime.date, scope: str = "") -> str:
    """Form, 837P and explanations as HTML. Raises InputError where the claim cannot stand on the form.

    Where the 837P cannot carry the claim, its view says why. `scope` sets its buttons apart from those of another claim
    on the same page; one of the claim's own is made where none is given.
    """
    return _View(claim, today, scope).html()


def page(claim: Claim, today: datetime.date) -> str:
    """A page of its own, to be saved and opened in any browser; on paper it is the form alone."""
    title = f"SAMPLE claim: {claim.payer.in_full(claim.reading)}"
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{esc(title)}</title>'
        '<meta name="viewport" content="width=device-width"></head>'
        f'<body style="margin:0;padding:0 16px;background:#fff">{inspected(claim, today)}</body></html>\n'
    )


class _View:
    """One page: it gathers the data of the form and of the 837P, then writes both."""

    def __init__(self, claim: Claim, today: datetime.date, scope: str) -> None:
        self.claim, self.today = claim, today
        self.data: dict[str, _Datum] = {}
        self.forms = forms(claim)
        self.why_not = ""
        try:
            self.segments = segments(claim)
        except InputError as error:
            self.segments, self.why_not = [], str(error)
        content = "".join(segment.text for segment in self.segments) + repr(self.forms)
        self.scope = scope or f"hkb{zlib.crc32(content.encode()):08x}"

    def html(self) -> str:
        """Everything; form and 837P come first, since they say which data there are."""
        sheets = "".join(self._sheet(form) for form in self.forms)
        rows = "".join(self._rows())
        x12 = f'<table class="hk-x12"><tbody>{rows}</tbody></table>' if rows else f"<p><b>!</b> {esc(self.why_not)}</p>"
        whys = "".join(self._why(datum) for datum in self.data.values())
        return (
            f'<div class="hk-boxes {self.scope}"><style>{_css()}{self._rules()}</style>'
            f'<section class="hk-forms" aria-label="{FORM}"><h2>{FORM}</h2>{sheets}</section>'
            f'<section class="hk-837" aria-label="{X12}"><h2>{X12}</h2>{x12}</section>'
            f'<div class="hk-whys"><p class="hk-hint">{HINT}</p>{whys}</div></div>'
        )

    def _rules(self) -> str:
        """What is checked is marked and explained."""
        marked = "{--box-why:block;--box-mark:var(--box-on);--box-ink:#111}"
        names = [f".{self.scope}-{datum.place}" for datum in self.data.values()]
        return "".join(f".{self.scope}:has({name}:checked) {name}{marked}" for name in names)

    def _datum(self, of: str, name: str, line: int | None) -> _Datum:
        key = f"{line}.{name}" if of == LINE else f"claim.{name}"
        if key not in self.data:
            self.data[key] = _Datum(boxes()[of, name], line if of == LINE else None, len(self.data))
        return self.data[key]

    # The form.

    def _sheet(self, form: Form) -> str:
        spots = [spot for item in form.items for spot in self._spots(item)]
        spots.sort(key=lambda spot: (spot[0].y, spot[0].x))
        over = "".join(self._spot(*spot) for spot in spots)
        return f'<div class="hk-form1500">{draw(form, self.claim)}{over}</div>'

    def _spots(self, item: Item) -> Iterator[tuple[Box, _Datum]]:
        of = LINE if item.line is not None and (LINE, item.datum) in boxes() else CLAIM
        if not item.parts:
            yield item.box, self._on_paper(of, item.datum, item, " ".join(item.texts))
        for name, start, end in item.parts:
            x = item.box.x + _INDENT + start * CHARACTER
            box = Box(item.box.item, x, item.box.y, (end - start) * CHARACTER, item.box.height)
            yield box, self._on_paper(LINE, name, item, item.texts[0][start:end])

    def _on_paper(self, of: str, name: str, item: Item, text: str) -> _Datum:
        datum = self._datum(of, name, item.line)
        if datum.mark in ("", BLANK):  # 24I is blank and 24J not known: the one that says more
            datum.mark, datum.on_paper = item.mark, text
        return datum

    def _spot(self, box: Box, datum: _Datum) -> str:
        """The button of a place on the form, which lies over it."""
        at = (
            f"left:{100 * box.x / WIDTH:.3f}%;top:{100 * box.y / HEIGHT:.3f}%;"
            f"width:{100 * box.width / WIDTH:.3f}%;height:{100 * box.height / HEIGHT:.3f}%"
        )
        label = f"item {datum.words.item}, {datum.name}: {datum.shown}"
        return self._button(datum, "hk-spot", label, f' style="{at}"')

    def _button(self, datum: _Datum, css: str, label: str, more: str = "") -> str:
        attributes = f'class="{css} {self.scope}-{datum.place}" aria-label="{esc(label)}"'
        # JupyterLab would take the arrow keys to go from cell to cell.
        return f'<input type="radio" name="{self.scope}" {attributes}{more} data-lm-suppress-shortcuts>'

    # The 837P.

    def _rows(self) -> Iterator[str]:
        line = 0
        for i, segment in enumerate(self.segments):
            # LX stands before the segment that says of which line the claim's datum is
            own = self.segments[i + 1 if segment.text.startswith("LX*") else i].data.values()
            line = next((number for number, _ in own if number is not None), line)
            yield f"<tr><td>{esc(segment.loop)}</td><td><code>{self._segment(segment, line)}</code></td></tr>"

    def _segment(self, segment: Segment, line: int) -> str:
        tag, *elements = segment.text.removesuffix("~").split("*")
        pieces = [self._piece(tag, self._at(segment, line, tag), segment.loop, tag)]
        for i, element in enumerate(elements, 1):
            name = f"{tag}{i:02d}"
            parts = element.split(":") if tag != "ISA" else [element]
            components = []
            for j, part in enumerate(parts, 1):
                exact = f"{name}-{j}" if len(parts) > 1 else name
                components.append(self._piece(part, self._at(segment, line, exact, name), segment.loop, exact))
            pieces.append(":".join(components))
        return "*".join(pieces) + "~"

    def _at(self, segment: Segment, line: int, *names: str) -> _Datum | None:
        """The datum at the first of these places that has one."""
        for name in names:
            if of_claim := places().get(f"{segment.loop} {name}"):
                return self._datum(*of_claim, line)
            if name in segment.data:
                number, datum = segment.data[name]
                return self._datum(CLAIM if number is None else LINE, datum, number)
        return None

    def _piece(self, text: str, datum: _Datum | None, loop: str, place: str) -> str:
        if datum is None or not text:
            return esc(text)
        datum.in_x12.append((loop, place, text))
        button = self._button(datum, "hk-radio", f"837P, {place}, {datum.name}: {text.strip()}")
        return f'<label class="hk-piece {self.scope}-{datum.place}">{button}{esc(text)}</label>'

    # What it is.

    def _why(self, datum: _Datum) -> str:
        words = datum.words
        source = origin(self.claim, words.of, words.name, datum.line, datum.mark)
        sources = Sources(self.today)
        rows = [("What it is", esc(words.words))]
        rows.append(("Where it comes from", esc(source.words) + sources.ref(source.citation)))
        rows.append(("When it is wrong", esc(words.wrong) + sources.ref(words.citation)))
        items = "".join(f"<dt>{name}</dt><dd>{text}</dd>" for name, text in rows)
        return (
            f'<div class="hk-why hk-aside {self.scope}-{datum.place}"><h3>{esc(datum.name)}</h3>'
            f'<p class="hk-where">{self._where(datum)}</p><dl>{items}</dl></div>'
        )

    def _where(self, datum: _Datum) -> str:
        where = []
        if datum.mark:
            where.append(f"item {esc(datum.words.item)}: <code>{esc(datum.shown)}</code>")
        if datum.in_x12:
            spots = [((loop, place), text) for loop, place, text in datum.in_x12]
            elements = dict(spot for spot in spots if spot[0][1][-1].isdigit() or len(spot[0][1]) > 3)
            first = list(elements.items())[:4] or spots[:3]
            texts = ", ".join(f"{esc(place)} <code>{esc(text.strip())}</code>" for (_, place), text in first)
            where.append(f"837P, loop {esc(datum.in_x12[0][0])}: {texts}")
        return " \u00b7 ".join(where)


def _css() -> str:
    return (files("hipkit") / "formats" / "claim" / "boxes.css").read_text(encoding="utf-8")
