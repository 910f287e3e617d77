"""The small pieces of HTML that every part of a page is made of. All text is escaped here."""

from __future__ import annotations

import datetime
import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from typing import TYPE_CHECKING

from hipkit.formats.shared.ages import bracket, dates
from hipkit.values.citations import Citation

if TYPE_CHECKING:
    from hipkit.reference.glossary import Term

DASH = "\u2013"
SIGNED_BY = ("Calculated by", "Checked by")
_NUMBER = re.compile(r"(-?[0-9,]+)((?:\.[0-9]+)?)((?:\.\.\.)?)(?: (.*))?", re.DOTALL)


def style_sheet() -> str:
    """The style sheet of every page of hipkit."""
    return (files("hipkit") / "formats" / "shared" / "page.css").read_text(encoding="utf-8")


def style() -> str:
    """The style sheet of every page of hipkit, as an element."""
    return f"<style>{style_sheet()}</style>"


def esc(text: object) -> str:
    """Text made safe for HTML, inside quoted attributes too.

    >>> esc('<img src=x onerror="alert(1)">')
    '&lt;img src=x onerror=&quot;alert(1)&quot;&gt;'
    """
    return html.escape(str(text), quote=True)


def label(name: str, kind: str, message: str) -> str:
    """The label of a field with its message, as one label: so the message is read out with the field's name.

    Signs that JupyterLab would read as mathematics are written as character references.
    """
    mark = {"error": "<b>!</b> ", "confirm": "<b>!</b> ", "ok": "<b>\u2713</b> "}.get(kind, "")
    css = f"hk-say hk-say-{esc(kind)} mathjax_ignore"
    spoken = f'<span class="{css}" title="{esc(message)}">{mark}{esc(message)}</span>'
    text = f'<span class="hk-name mathjax_ignore">{esc(name)}</span> {spoken}'
    return re.sub(r"[$\\`{}]", lambda sign: f"&#{ord(sign[0])};", text)


def axis_label(name: str) -> str:
    """The name of an axis as a label.

    >>> axis_label("hcpcs_rounding"), axis_label("per_diem_day")
    ('HCPCS rounding', 'per diem day')
    """
    return " ".join(word.upper() if word in ("hcpcs", "ndc", "noc") else word for word in name.split("_"))


def places(texts: Iterable[str]) -> int:
    """How many characters the column of these numbers needs behind the point, the point with them."""
    numbers = (_NUMBER.fullmatch(text) for text in texts)
    return max((len(match[2] + match[3]) for match in numbers if match), default=0)


def number(text: str, column: int = 0, marks: str = "") -> str:
    """Two cells for a number and its unit; the column of numbers ends at the decimal point.

    `column` is what `places` found for the numbers of the column; `marks` are attributes of the number's cell.

    >>> number("148.8 mL")
    '<td class="hk-num">148.8</td><td class="hk-unit">mL</td>'
    """
    match = _NUMBER.fullmatch(text)
    if not match:
        return f'<td class="hk-num"{marks}>{esc(text)}</td><td class="hk-unit"></td>'
    whole, fraction, more, unit = match.groups()
    after = f'<span class="hk-fraction" style="width:{column}ch">{fraction}{more}</span>' if column else fraction + more
    return f'<td class="hk-num"{marks}>{whole}{after}</td><td class="hk-unit">{esc(unit or "")}</td>'


@dataclass(frozen=True)
class Told:
    """A number that a person tells a clerk: under which code, on which line, and whether it is one to tell yet.

    `code` may have modifiers after it.

    >>> Told("S9326 SH", 2).marks
    ' data-code="S9326" data-line="2"'
    >>> Told("J2270", 2).copy("1,860")
    '<td><button type="button" class="hk-copy" data-copy="1860" aria-label="Copy 1860, J2270">Copy</button></td>'
    """

    code: str
    line: int | None = None
    unconfirmed: bool = False

    @property
    def marks(self) -> str:
        """The attributes of its cell."""
        line = "" if self.line is None else f' data-line="{self.line}"'
        code = self.code if self.code.islower() else self.code.partition(" ")[0]  # "per diem" has no code yet
        return f' data-code="{esc(code)}"{line}{" data-unconfirmed" if self.unconfirmed else ""}'

    def copy(self, count: str) -> str:
        """The cell of the button that copies it, as a claim has it; empty where it is not to be told yet."""
        plain = count.replace(",", "")
        if not plain or self.unconfirmed:
            return "<td></td>"
        named = f'data-copy="{esc(plain)}" aria-label="Copy {esc(plain)}, {esc(self.code)}"'
        return f'<td><button type="button" class="hk-copy" {named}>Copy</button></td>'


EXAMPLE_BAND = (
    '<div class="hk-band" data-told><div><b>HMSA\'s example</b>: type your own order over it, the drug first, '
    "or press Clear. No file is made.</div></div>"
)


@dataclass
class Sources:
    """The sources of one page, numbered in the order in which they are first cited.

    >>> from hipkit.values.citations import cite
    >>> sources = Sources(datetime.date(2026, 11, 24))
    >>> [sources.number(cite(id)) for id in ("hmsa", "hcpcs", "hmsa")]
    [1, 2, 1]
    """

    today: datetime.date
    cited: list[Citation] = field(default_factory=list)

    def number(self, citation: Citation) -> int:
        """The number of a source on this page."""
        if citation not in self.cited:
            self.cited.append(citation)
        return self.cited.index(citation) + 1

    def ref(self, citation: Citation, marked: bool = False) -> str:
        """A footnote that opens in place: title, place, dates, how old, and where it can be read.

        `marked` says beside the number that a text is old or undated.
        """
        count = self.number(citation)
        mark = citation.mark(self.today) if marked else ""
        where = f"<br>{esc(citation.where)}" if citation.where else ""
        said = esc(dates(citation, self.today))
        body = f"<strong>{esc(citation.title)}</strong>{where}<br>{said}{_link(citation)}"
        heard = f"source {count}, {mark}" if mark else f"source {count}"
        summary = f'<summary aria-label="{heard}">{bracket(count, mark)}</summary>'
        return f'<details class="hk-cite" name="hk-cite">{summary}<div class="hk-aside">{body}</div></details>'


def explained(*names: str) -> str:
    """What terms are, each behind a mark that opens in place, by a press, by Enter or by touch; empty for no term.

    >>> [name in explained(name) for name in ("NDC quantity", "SH", "J2270")]
    [True, True, False]
    """
    from hipkit.reference.glossary import terms_by_name  # here, since a page without a number has no use for it

    return "".join(_explained(terms_by_name()[name.casefold()]) for name in names if name.casefold() in terms_by_name())


def _explained(term: Term) -> str:
    body = f"<strong>{esc(term.name)}</strong><br>{esc(term.words)}"  # no example: its numbers are not of this answer
    source = f'<br><span class="hk-soft">{esc(term.source.title)}{_link(term.source)}</span>'
    summary = f'<summary aria-label="What {esc(term.name)} is"></summary>'
    aside = f'<div class="hk-aside">{body}{source}</div>'
    return f'<details class="hk-cite hk-term" name="hk-cite">{summary}{aside}</details>'


def _link(citation: Citation) -> str:
    if not citation.url.startswith(("https://", "http://")):
        return ""
    url = esc(citation.url)
    return f'<br><a href="{url}" target="_blank" rel="noopener noreferrer">{url}</a>'


def table(css: str, caption: str, head: Sequence[str], rows: Sequence[str]) -> str:
    """A table from head texts and finished rows; its caption is for screen readers."""
    cells = "".join(f'<th scope="col">{name}</th>' if name else "<td></td>" for name in head)
    header = f"<thead><tr>{cells}</tr></thead>" if head else ""
    title = f'<caption class="hk-seen-by-ear">{esc(caption)}</caption>'
    return f'<table class="{css}">{title}{header}<tbody>{"".join(rows)}</tbody></table>'


def stops(listed: Iterable[tuple[str, str, str]]) -> str:
    """What stops an answer, each a field (its name and label), to which a press leads, and what is said of it.

    Without a name there is nowhere to go.

    >>> stops([("dose", "Dose", "a unit is missing")]).partition("</b> ")[2]
    '<button type="button" class="hk-lead" data-field="dose">Dose</button>: a unit is missing</p></div>'
    """
    paragraphs = "".join(f"<p><b>!</b> {lead(name, label)}: {esc(said)}</p>" for name, label, said in listed)
    return f'<div class="hk-stop" data-told>{paragraphs}</div>' if paragraphs else ""


def lead(name: str, label: str) -> str:
    """What leads to a field where it is pressed; without a name the label alone."""
    if not name:
        return f"<b>{esc(label)}</b>"
    return f'<button type="button" class="hk-lead" data-field="{esc(name)}">{esc(label)}</button>'


def on_paper(*said: str) -> str:
    """What stands on paper alone: who signs, between what is said before and after it.

    >>> on_paper().count("<p>"), "Calculated by ____" in on_paper()
    (2, True)
    """
    before, after = said[:1], said[1:]
    signed = (f"{words} ______________________________  date ______________" for words in SIGNED_BY)
    paragraphs = "".join(f"<p>{esc(words)}</p>" for words in (*before, *signed, *after))
    return f'<div class="hk-on-paper">{paragraphs}</div>'


def part(title: str, body: str, css: str = "", beside: str = "") -> str:
    """One part of a page under its heading."""
    head = f"<h2>{esc(title)}</h2>"
    if beside:
        head = f'<div class="hk-units-head">{head}<span class="hk-soft hk-small">{beside}</span></div>'
    return f'<section class="{css}" aria-label="{esc(title)}">{head}{body}</section>'
