"""Sheets of paper as a PDF: headings, tables, page numbers, places to sign. The same content gives the same bytes.

Text is printed as it is, never read as markup. A character that the font lacks is refused, never dropped.
"""

from __future__ import annotations

import datetime
import importlib.util
from collections.abc import Sequence
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import TableBordersLayout, XPos, YPos
from fpdf.fonts import FontFace, TTFFont

from hipkit.errors import InputError

FONTS = {"": "DejaVuSans.ttf", "B": "DejaVuSans-Bold.ttf"}
# What stands for the number of pages until it is known: characters that no text may hold, as wide as 3 digits.
_PAGES = "\ue000" * 3
_CREATED = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
_MARGIN, _LINE, _SIGN, _TEXT = 15, 4.4, 11, 8.2
_INK, _SOFT, _RULE = (0, 0, 0), (90, 90, 90), (150, 150, 150)

Row = Sequence[str]


class Paper(FPDF):
    """Letter paper with a title on top of each page, and SAMPLE and the page's number at its foot."""

    def __init__(self, title: str) -> None:
        super().__init__(format="letter", unit="mm")
        self.title_text = title
        self.beside = ""
        self.alias_nb_pages(_PAGES)
        self.set_creation_date(_CREATED)
        self.set_title(title)
        self.set_lang("en-US")
        self.set_margins(_MARGIN, 12)
        self.set_auto_page_break(True, margin=17)
        for style, name in FONTS.items():
            self.add_font("dejavu", style, font_file(name))
        fonts = [self.fonts[f"dejavu{style}"] for style in FONTS]
        self.glyphs = set[int].intersection(*(set(font.cmap) for font in fonts if isinstance(font, TTFFont)))

    def header(self) -> None:
        """Called by fpdf2 on each page: the title, what stands beside it, and SAMPLE."""
        self._font(14, "B")
        self.cell(0, 7, self.title_text)
        self.set_x(self.l_margin)
        self.cell(0, 7, "SAMPLE", align="R", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self._font(9)
        self.set_text_color(*_SOFT)
        self.cell(0, 5, self.beside, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.set_draw_color(*_RULE)
        self.line(self.l_margin, self.get_y() + 1, self.w - self.r_margin, self.get_y() + 1)
        self.ln(2)
        self.set_text_color(*_INK)

    def footer(self) -> None:
        """Called by fpdf2 on each page."""
        self.set_y(-14)
        self._font(8)
        self.set_text_color(*_SOFT)
        self.cell(0, 5, f"SAMPLE. No patient, not a claim.   Page {self.page_no()} of {_PAGES}", align="C")
        self.set_text_color(*_INK)

    def begin(self, beside: str) -> None:
        """A new page, with something beside its title."""
        self.beside = self.printable(beside)
        self.add_page()

    def heading(self, text: str) -> None:
        """A heading, never alone at the end of a page."""
        if self.will_page_break(25):
            self.add_page()
        self.ln(1.5)
        self._font(10, "B")
        self.cell(0, 6, self.printable(text), new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self._font(_TEXT)

    def paragraph(self, text: str) -> None:
        """A paragraph under a heading."""
        self._font(_TEXT)
        self.multi_cell(0, _LINE, self.printable(text), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def small(self, text: str) -> None:
        """A paragraph in smaller letters."""
        self._font(7)
        self.multi_cell(0, 3.8, self.printable(text), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def rows(self, widths: Sequence[int], rows: Sequence[Row], head: Row = (), right: Sequence[int] = ()) -> None:
        """A table; the columns in `right` are numbers, set to the right. The head stands on every page again."""
        self._font(_TEXT)
        self.set_draw_color(*_RULE)
        self.set_line_width(0.15)
        aligned = ["RIGHT" if i in right else "LEFT" for i in range(len(widths))]
        with self.table(
            col_widths=tuple(widths), width=sum(widths), align="LEFT", text_align=aligned, line_height=_LINE,
            borders_layout=TableBordersLayout.HORIZONTAL_LINES, first_row_as_headings=bool(head),
            headings_style=FontFace(emphasis="BOLD"), v_align="TOP",
        ) as grid:  # fmt: skip
            for row in ([head] if head else []) + list(rows):
                grid.row([self.printable(cell) for cell in row])

    def signatures(self, *who: str) -> None:
        """A line to sign for each, all on one page."""
        self.ln(3)
        if self.will_page_break(_SIGN * len(who)):
            self.add_page()
        self._font(9)
        for name in who:
            self.cell(28, _SIGN, self.printable(name))
            self.cell(0, _SIGN, f"{'_' * 34}   Date {'_' * 16}", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def printable(self, text: str) -> str:
        """The text itself; InputError for a character that cannot be printed."""
        for character in text:
            if character in _PAGES or not character.isprintable() or ord(character) not in self.glyphs:
                reason = f"U+{ord(character):04X} cannot be printed on the worksheet"
                raise InputError("pdf", text, reason, "letters, digits and signs that can be seen")
        return text

    def _font(self, size: float, style: str = "") -> None:
        self.set_font("dejavu", "B" if style else "", size)


def font_file(name: str) -> Path:
    """DejaVu Sans as matplotlib ships it, without loading matplotlib."""
    package = importlib.util.find_spec("matplotlib")
    for folder in (package.submodule_search_locations or ()) if package else ():
        path = Path(folder, "mpl-data", "fonts", "ttf", name)
        if path.is_file():
            return path
    raise ModuleNotFoundError("no font to print with", name="matplotlib")
