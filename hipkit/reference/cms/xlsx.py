"""The rows of a workbook (.xlsx), each cell the text that stands in it; dates as YYYY-MM-DD.

Read with the standard library alone: openpyxl takes more than twice as long over 8,846 codes of 48 columns.
Office Open XML, ECMA-376 part 1, 18.3 (worksheets), 18.4 (shared strings), 18.8 (styles).
"""

from __future__ import annotations

import datetime
import posixpath
import re

from hipkit.reference.cms import worksheet
from hipkit.reference.cms.archive import Archive
from hipkit.reference.cms.sheets import Row, Sheet
from hipkit.reference.cms.table import refusal
from hipkit.reference.cms.worksheet import local, parse, parser

WORKBOOK = "xl/workbook.xml"
MOST_SHEETS = 20
# Number formats that are dates by themselves (18.8.30); times alone are none.
_DATES = {*range(14, 18), 22, *range(27, 37), *range(50, 59)}
_DAY_ZERO = datetime.date(1899, 12, 30)  # of the count of days that begins with 1900
_DAY_ZERO_1904 = datetime.date(1904, 1, 1)


def of_workbook(book: Archive, names: tuple[str, ...]) -> list[Sheet]:
    """Its sheets, in their order. Raises InputError for a workbook that is damaged or too large."""
    name = ": ".join(names)
    parts = _Parts(book, name)
    sheets = []
    for title, path in parts.sheets()[:MOST_SHEETS]:
        shown = names if len(parts.sheets()) == 1 else (*names, title)
        sheets.append(Sheet(": ".join(shown), shown, parts.rows(path), even=False))
    return sheets


class _Parts:
    """The parts of a workbook: its sheets, the texts they share, and which of its styles are dates."""

    def __init__(self, book: Archive, name: str) -> None:
        self._book, self._name = book, name
        top = _Tree(self._part(WORKBOOK), name)
        self._sheets = [tag for tag in top.tags if tag[0] == "sheet"]
        self._zero = _DAY_ZERO
        if any(tag[0] == "workbookPr" and tag[1].get("date1904") in ("1", "true") for tag in top.tags):
            self._zero = _DAY_ZERO_1904
        related = _Tree(self._part("xl/_rels/workbook.xml.rels"), name)
        self._paths = {tag[1].get("Id"): tag[1].get("Target", "") for tag in related.tags if tag[0] == "Relationship"}
        self._texts = _texts(self._part("xl/sharedStrings.xml", needed=False), name)
        self._dates = _date_styles(self._part("xl/styles.xml", needed=False), name)

    def _part(self, path: str, needed: bool = True) -> bytes:
        if path in self._book.names:
            return self._book.read(path)
        if needed:
            raise refusal(self._name, f"it is no whole workbook: {path} is missing")
        return b""

    def sheets(self) -> list[tuple[str, str]]:
        """The title of each sheet, and the part it is in."""
        listed = []
        for _, attributes in self._sheets:
            target = self._paths.get(next((v for k, v in attributes.items() if k.endswith(":id") or k == "id"), ""), "")
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
            listed.append((attributes.get("name", ""), path))
        return listed

    def rows(self, path: str) -> list[Row]:
        """The rows of a sheet."""
        return worksheet.rows(self._part(path), self._name, worksheet.Meaning(self._texts, self._dates, self._zero))


class _Tree:
    """The tags of a small part, in their order, each with its attributes."""

    def __init__(self, data: bytes, name: str) -> None:
        self.tags: list[tuple[str, dict[str, str]]] = []
        if data:
            reader = parser(data, name)
            reader.StartElementHandler = lambda tag, attributes: self.tags.append((local(tag), attributes))
            parse(reader, data, name)


def _texts(data: bytes, name: str) -> list[str]:
    """The shared strings; how a text sounds (rPh) is no part of it."""
    texts: list[str] = []
    runs: list[str] = []
    within: list[str] = []

    def start(tag: str, _: dict[str, str]) -> None:
        within.append(local(tag))
        if within[-1] == "si":
            runs.clear()

    def end(tag: str) -> None:
        within.pop()
        if local(tag) == "si":
            texts.append("".join(runs))

    def characters(text: str) -> None:
        if within[-1] == "t" and "rPh" not in within:
            runs.append(text)

    if data:
        reader = parser(data, name)
        reader.StartElementHandler, reader.EndElementHandler, reader.CharacterDataHandler = start, end, characters
        parse(reader, data, name)
    return texts


def _date_styles(data: bytes, name: str) -> frozenset[str]:
    """The numbers of the cell styles that show a number as a date."""
    tags = _Tree(data, name).tags
    dates = {str(number) for number in _DATES}
    for tag, attributes in tags:
        shown_as = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", attributes.get("formatCode", "")).lower()
        if tag == "numFmt" and "y" in shown_as and ("m" in shown_as or "d" in shown_as):
            dates.add(attributes.get("numFmtId", ""))
    bounds = [index for index, (tag, _) in enumerate(tags) if tag in ("cellXfs", "cellStyles", "dxfs")]
    begin = next((index for index in bounds if tags[index][0] == "cellXfs"), len(tags))
    end = next((index for index in bounds if index > begin), len(tags))
    styles = [attributes for tag, attributes in tags[begin:end] if tag == "xf"]
    return frozenset(str(place) for place, style in enumerate(styles) if style.get("numFmtId") in dates)
