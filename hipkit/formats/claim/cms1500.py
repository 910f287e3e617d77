"""The CMS-1500 facsimile: drawn with rules in the form's shape, in our own captions, SAMPLE across it.

It is no copy of the printed form and cannot be filed: payers read the real one by its red ink.
"""

from __future__ import annotations

from collections.abc import Iterator

from hipkit.claim.claim import Claim
from hipkit.formats.claim.cms1500_items import BLANK, NOT_KNOWN, UNKNOWN, Form, Item, forms
from hipkit.formats.claim.cms1500_layout import (
    CHARACTER,
    COLUMNS,
    FIRST_LINE,
    HEADINGS,
    HEIGHT,
    LEFT,
    LINES_A_FORM,
    OUTLINES,
    RIGHT,
    WIDTH,
    Box,
    service_boxes,
    shaded_line,
)
from hipkit.formats.shared.markup import esc

_RED, _GREY = "#b3261e", "#52606f"
_STYLE = (
    ".r{fill:none;stroke:#b3261e;stroke-width:.8}.h{fill:#f6d9d6;stroke:none}"
    f".c{{font:8.5px 'DejaVu Sans',Arial,sans-serif;fill:{_RED}}}.n{{font-weight:700}}"
    ".t{font:13px 'DejaVu Sans Mono','Courier New',monospace;fill:#111;white-space:pre}"
    ".s{font-size:7.5px}"
    f".u{{font:italic 9.5px 'DejaVu Sans',Arial,sans-serif;fill:{_GREY}}}"
    f".w{{font:700 190px Arial,'DejaVu Sans',sans-serif;fill:{_RED};fill-opacity:.09;letter-spacing:12px}}"
    f".b{{font:700 17px Arial,'DejaVu Sans',sans-serif;fill:{_RED}}}"
)
_INDENT, _BASE, _LINE = 4, 5, 14.5


def svg_pages(claim: Claim) -> list[str]:
    """One SVG for each form of six service lines. Raises InputError for what cannot stand on the form.

    >>> from hipkit import Continuous, Order, bill, sample_claim
    >>> order = Order(
    ...     drug="morphine sulfate", regimen=Continuous("5 mg/hr", hours_per_day=24), strength="25 mg/mL",
    ...     start="2021-03-01", end="2021-03-31", ndc="00074-1133-03")
    >>> page, = svg_pages(sample_claim(bill(order, reading="published-example")))
    >>> ">N400074113303 ML149</text>" in page, ">SAMPLE</text>" in page
    (True, True)
    """
    return [draw(form, claim) for form in forms(claim)]


def html_text(claim: Claim) -> str:
    """A page that stands alone and prints each form on a sheet of letter paper."""
    pages = "".join(f'<div class="sheet">{page}</div>' for page in svg_pages(claim))
    style = (
        "@page{size:letter;margin:0}body{margin:0;background:#e8eaee}.sheet{max-width:8.5in;margin:12px auto;"
        "background:#fff;box-shadow:0 1px 4px rgb(0 0 0/30%)}.sheet svg{display:block;width:100%;height:auto}"
        "@media print{body{background:#fff}.sheet{margin:0;box-shadow:none;width:8.5in;height:11in;"
        "break-inside:avoid;break-after:page}.sheet:last-child{break-after:auto}}"
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>SAMPLE CMS-1500</title>'
        f"<style>{style}</style></head><body>{pages}</body></html>\n"
    )


def draw(form: Form, claim: Claim) -> str:
    """A form as SVG."""
    name = f"SAMPLE of a CMS-1500, form {form.number} of {form.of}"
    pieces = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" class="hk-1500" role="group"'
        f' aria-label="{name}"><style>{_scoped()}</style>',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        *_head(form, claim),
        *_service_rules(),
        *(_rect(box, "r") for box in OUTLINES),
        *(_box(item.box) for item in form.items if not item.box.item.startswith("24")),
        '<text class="w" transform="translate(150 905) rotate(-48)">SAMPLE</text>',
        *(text for item in form.items for text in _texts(item)),
        *(_text(LEFT, HEIGHT - 48 + 9 * i, note, "c") for i, note in enumerate(form.notes)),
        "</svg>",
    ]
    return "".join(pieces)


def _scoped() -> str:
    """The style of the form alone, whatever page it stands in."""
    return "".join(f".hk-1500 {rule}}}" for rule in _STYLE.split("}") if rule)


def _head(form: Form, claim: Claim) -> Iterator[str]:
    yield _text(LEFT, 62, "Health insurance claim", "b")
    yield _text(LEFT, 80, "in the shape of the CMS-1500 (02/12), drawn by hipkit: a sample, not to be filed", "c")
    yield _text(LEFT, 95, f"rules: {claim.payer.in_full(claim.reading)}", "c")
    yield _text(LEFT, 110, f"form {form.number} of {form.of}", "c n")


def _service_rules() -> Iterator[str]:
    """Item 24: its headings, the shaded halves and the rules between columns."""
    top = FIRST_LINE - HEADINGS
    for item, x, end, caption in COLUMNS:
        letter, _, words = caption.partition("/")
        yield _rect(Box(item, x, top, end - x, HEADINGS), "r")
        yield _text(x + 3, top + 12, "24. A" if letter == "A" else letter, "c n")
        yield _text(x + 3, top + 26, words, "c s")
    for place in range(LINES_A_FORM):
        shade = shaded_line(place)
        yield _rect(Box("", LEFT, shade.y, RIGHT - LEFT, shade.height), "h")
        yield _text(LEFT - 12, shade.y + 28, str(place + 1), "c n")
        for box in service_boxes(place).values():
            yield _rect(box, "r")
        yield _rect(Box("", LEFT, shade.y, RIGHT - LEFT, shade.height * 2), "r")


def _box(box: Box) -> str:
    """The rule around an item, its number and its caption."""
    number, _, words = box.caption.partition(". ")
    number, words = (f"{number}. ", words) if words else ("", number)
    marked = f'<tspan class="n">{number}</tspan>{esc(words)}' if number else esc(words)
    caption = f'<text class="c" x="{box.x + 3:g}" y="{box.y + 10:g}">{marked}</text>' if box.caption else ""
    return (_rect(box, "r") if box.ruled else "") + caption


def _texts(item: Item) -> Iterator[str]:
    """What stands in an item: dollars and cents at their rule, all else from the left, line by line."""
    box = item.box
    base = box.y + box.height - _BASE
    if item.mark == NOT_KNOWN:
        yield _text(box.x + _INDENT, base - 1, UNKNOWN, "u")
        return
    if item.mark == BLANK or not item.texts:
        return
    if item.datum in ("charge", "total"):
        rule = box.x + box.width - 30
        yield f'<path class="r" stroke-dasharray="2 2" d="M{rule:g} {box.y + box.height:g}v-15"/>'
        dollars, cents = item.texts
        yield _typed(rule - 4 - len(dollars) * CHARACTER, base, dollars)
        yield _typed(rule + 6, base, cents)
        return
    first = base - (len(item.texts) - 1) * _LINE
    for i, text in enumerate(item.texts):
        if text == "SAMPLE, a placeholder":
            yield _text(box.x + _INDENT, first + i * _LINE - 1, text, "u")
        else:
            yield _typed(box.x + _INDENT, first + i * _LINE, text)


def _typed(x: float, y: float, text: str) -> str:
    """Typed text, each character as far from the next as the last."""
    length = f' textLength="{len(text) * CHARACTER:g}"' if len(text) > 1 else ""
    return f'<text class="t" x="{x:g}" y="{y:g}"{length}>{esc(text)}</text>'


def _text(x: float, y: float, text: str, css: str) -> str:
    return f'<text class="{css}" x="{x:g}" y="{y:g}">{esc(text)}</text>' if text else ""


def _rect(box: Box, css: str) -> str:
    return f'<rect class="{css}" x="{box.x:g}" y="{box.y:g}" width="{box.width:g}" height="{box.height:g}"/>'
