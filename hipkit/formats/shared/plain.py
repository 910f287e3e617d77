"""HTML of hipkit's own making as plain text: what a reader sees, line by line.

It reads the very HTML that is shown, so a notebook or a test that prints it proves the page itself.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

_NEW_LINE = {"h1", "h2", "h3", "p", "div", "tr", "li", "ol", "ul", "table", "section", "dt", "dd"}
_NEXT_CELL = {"td", "th", "summary"}
_UNSEEN = {"style", "script", "svg", "caption", "button"}
_VOID = {"br", "img", "hr", "input"}
_UNSEEN_CLASSES = {"hk-aside", "hk-on-paper", "hk-term", "hk-unfold"}
_LEAD = "hk-lead"  # a button whose words are those of a sentence


def as_text(html: str) -> str:
    """The text that a page shows for `html`: a line a row, two blanks between cells.

    >>> print(as_text("<h2>Units</h2><table><tr><th>J2270</th><td>372</td></tr></table>"))
    Units
    J2270  372

    What is folded away, and what is there for screen readers or for paper alone, is left out.
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.text()


class _Reader(HTMLParser):
    """Gathers the text; `hidden` counts the open elements whose text is not seen."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.open: list[tuple[str, bool]] = []

    @property
    def hidden(self) -> bool:
        return any(hidden for _, hidden in self.open)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        css = (dict(attrs).get("class") or "").split()
        unseen = (tag in _UNSEEN and _LEAD not in css) or (
            tag in ("div", "details", "summary") and not _UNSEEN_CLASSES.isdisjoint(css)
        )
        if not self.hidden and not unseen:
            self.pieces.append(
                " - " if tag == "br" else "\n" if tag in _NEW_LINE else "  " if tag in _NEXT_CELL else ""
            )
        if tag not in _VOID:
            self.open.append((tag, unseen))

    def handle_endtag(self, tag: str) -> None:
        if tag in _NEW_LINE and not self.hidden:
            self.pieces.append("\n")
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.pieces.append(re.sub(r"[ \t\r\n]+", " ", data))

    def text(self) -> str:
        lines = (re.sub(" {3,}", "  ", line).strip() for line in "".join(self.pieces).split("\n"))
        return "\n".join(line for line in lines if line)
