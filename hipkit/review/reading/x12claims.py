"""The claims of an 837P, segment by segment, into columns of texts: loops 2000A to 2410 of guide 005010X222A1."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from hipkit.claim.claim import PATIENT
from hipkit.errors import shown
from hipkit.payers.files import load_policy, payers
from hipkit.review.table import Remark, SetAside
from hipkit.values.notation import counted

COLUMNS = (
    "claim_id", "line", "patient_id", "payer", "place_of_service", "date_from", "date_through", "code", "modifiers",
    "units", "charge", "description", "ndc", "ndc_quantity", "ndc_uom",
)  # fmt: skip
LINES_A_CLAIM = 50
MINUTES = "MJ"  # the only other unit of SV103 that the guide knows beside UN
SAMPLE_MEMBER = "SAMPLE0001"  # of hipkit's own samples: nobody
_NUMBER = re.compile(r"-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_DAY = re.compile("[0-9]{8}")
# X12 type R: no zero in front or behind, no point without a digit behind it (X12 RFI 1924).
_WELL_WRITTEN = re.compile(r"-?(?:0|[1-9][0-9]*|(?:[1-9][0-9]*)?\.[0-9]*[1-9])")
_LEVELS = {"20": "", "22": "20", "23": "22"}
Elements = list[str]


@cache
def _ids() -> dict[str, str]:
    """Payers that hipkit knows, by the names that it writes and by their ids."""
    return {load_policy(payer).name.upper(): payer for payer in payers()} | {payer.upper(): payer for payer in payers()}


class Claims:
    """What the walk over a file knows of the claim that it is in, and the lines it has read."""

    def __init__(self, name: str) -> None:
        self.name, self.component = name, ":"
        self.rows = self._number = 0
        self._cells: dict[str, list[str | None]] = {column: [] for column in COLUMNS}
        self._numbers: list[int] = []
        self._aside: list[SetAside] = []
        self._remarks: list[Remark] = []
        self._forms: dict[str, tuple[int, str, str | None, str | None]] = {}
        self._levels: dict[str, str] = {}
        self._level = ""
        self._member = self._patient = self._payer = ""
        self._dependents = 0
        self._claim: str | None = None
        self._place, self._total, self._lines = "", "", 0
        self._sum: Decimal | None = Decimal()
        self._line: dict[str, str] | None = None
        self._faults: list[str] = []
        self._minutes = ""  # why a line that counts minutes is set aside
        self.handlers: Mapping[str, Callable[[Elements], None]] = {
            "ST": self._st, "HL": self._hl, "NM1": self._nm1, "CLM": self._clm, "LX": self._lx, "SV1": self._sv1,
            "DTP": self._dtp, "LIN": self._lin, "CTP": self._ctp, "SE": self._se,
        }  # fmt: skip

    def take(self) -> tuple[dict[str, Any], list[SetAside], list[Remark]]:
        """What was read since the last time: columns, rows set aside and remarks."""
        columns: dict[str, Any] = {"row_number": self._numbers, **self._cells}
        taken = columns, self._aside, self._remarks
        self._cells = {column: [] for column in COLUMNS}
        self._numbers, self._aside, self._remarks, self.rows = [], [], [], 0
        return taken

    def end(self) -> None:
        """The file ends, and with it the claim."""
        self._end_claim()

    def form_remarks(self) -> list[Remark]:
        """How numbers were written where X12 wants them otherwise, once for each element."""
        remarks = []
        for element, (times, text, claim, line) in self._forms.items():
            message = f"{element} {shown(text, 20)} has a zero in front or behind that X12 leaves off"
            more = f"; so in {counted(times, 'place')}" if times > 1 else ""
            number = int(line) if line and line.isdecimal() and len(line) < 10 else None
            remarks.append(Remark("form", message + more, claim, number, self.name))
        return remarks

    # ---- loops 2000: who

    def _st(self, elements: Elements) -> None:
        self._end_claim()
        self._levels, self._level = {}, ""
        self._member = self._patient = self._payer = ""

    def _se(self, elements: Elements) -> None:
        self._end_claim()

    def _hl(self, elements: Elements) -> None:
        self._end_claim()
        number, parent, level = (_at(elements, place) for place in range(3))
        wrong = ""
        if number in self._levels:
            wrong = "comes twice"
        elif level not in _LEVELS:
            wrong = f"has the level {shown(level, 10)}; 20, 22 and 23 are those of an 837P"
        elif parent and parent not in self._levels:
            wrong = f"names the parent {shown(parent, 20)}, which does not stand before it"
        elif self._levels.get(parent, "") != _LEVELS[level]:
            stands = f"of level {shown(self._levels[parent], 10)}" if parent else "none"
            wrong = f"of level {level} has a parent {stands}; it must be of level {_LEVELS[level] or 'none'}"
        if wrong:
            self._remark("hierarchy", f"HL {shown(number, 20)} {wrong}")
        self._levels[number] = self._level = level
        if level == "23":
            self._dependents += 1
            self._patient = f"{self._member}/{self._dependents}"
        else:
            self._member = self._patient = self._payer = ""
            self._dependents = 0

    def _nm1(self, elements: Elements) -> None:
        if self._claim is not None:  # loops 2310 to 2420: other people, other payers
            return
        role = elements[0]
        if role == "IL":
            member = _at(elements, 8)
            self._member = self._patient = PATIENT if member == SAMPLE_MEMBER else member
        elif role == "PR":
            name = _at(elements, 2)
            self._payer = _ids().get(name.upper(), name)

    # ---- loop 2300: the claim

    def _clm(self, elements: Elements) -> None:
        self._end_claim()
        self._claim, self._total = elements[0], _at(elements, 1)
        self._place = _at(elements, 4).partition(self.component)[0]
        self._sum, self._lines = Decimal(), 0
        if self._level not in ("22", "23"):
            stands = f"below an HL of level {shown(self._level, 10)}" if self._level else "below no HL"
            self._remark("hierarchy", f"the claim stands {stands}; it must be 22 (subscriber) or 23 (patient)")

    def _end_claim(self) -> None:
        self._end_line()
        if self._claim is None:
            return
        if not self._lines:
            self._remark("lines", "the claim has no service line")
        elif self._lines > LINES_A_CLAIM:
            message = f"the claim has {self._lines:,} service lines, and at most {LINES_A_CLAIM} may stand in one"
            self._remark("lines", message)
        total = self._number_of(self._total, "CLM02")
        if not _NUMBER.fullmatch(total):
            self._remark("total", f"CLM02 is {shown(total, 20) or 'blank'}, which is no number")
        elif self._sum is not None and Decimal(total) != self._sum:
            self._remark("total", f"CLM02 is {shown(total, 20)}, and the charges of its lines (SV102) make {self._sum}")
        self._claim = None

    # ---- loops 2400 and 2410: the service line

    def _lx(self, elements: Elements) -> None:
        self._end_line()
        self._line, self._faults, self._minutes = {"line": elements[0]}, [], ""
        self._line["line"] = self._number_of(elements[0], "LX01")
        self._lines += 1

    def _sv1(self, elements: Elements) -> None:
        line = self._line
        if line is None:
            self._lx([""])
            line = self._line = {}
        if "code" in line:
            self._faults.append("it has two SV1, and a service line has one")
        parts = elements[0].split(self.component)
        if parts[0] != "HC":
            self._faults.append(f"SV101-1 is {shown(parts[0], 10) or 'blank'}, and only HC (HCPCS) is read")
        unit = _at(elements, 2)
        if unit == MINUTES:
            self._minutes = "SV103 is MJ, and only UN (units) is read: a line in minutes is not reviewed"
        elif unit != "UN":
            self._faults.append(f"SV103 is {shown(unit, 10) or 'blank'}, and only UN (units) is read")
        line["code"] = _at(parts, 1)
        line["modifiers"] = " ".join(filter(None, parts[2:6]))
        line["description"] = _at(parts, 6)
        line["charge"] = self._number_of(_at(elements, 1), "SV102")
        line["units"] = self._number_of(_at(elements, 3), "SV104")
        line["place_of_service"] = _at(elements, 4) or self._place

    def _dtp(self, elements: Elements) -> None:
        if elements[0] != "472" or self._line is None:
            return
        form, text = _at(elements, 1), _at(elements, 2)
        days = text.split("-") if form == "RD8" else [text, text]
        if form not in ("D8", "RD8") or len(days) != 2 or not all(_DAY.fullmatch(day) for day in days):
            self._faults.append(f"DTP*472 is {shown(form, 10)} {shown(text, 20)}; days are D8 20210301 or RD8 with two")
            return
        self._line["date_from"], self._line["date_through"] = (f"{day[:4]}-{day[4:6]}-{day[6:]}" for day in days)

    def _lin(self, elements: Elements) -> None:
        if self._line is None:
            return
        if "ndc" in self._line:
            self._faults.append("it has two LIN, and a service line has one NDC")
        self._line["ndc"] = _at(elements, 2) if _at(elements, 1) == "N4" else ""

    def _ctp(self, elements: Elements) -> None:
        if self._line is None:
            return
        self._line["ndc_quantity"] = self._number_of(_at(elements, 3), "CTP04")
        self._line["ndc_uom"] = _at(elements, 4).partition(self.component)[0]

    def _end_line(self) -> None:
        line = self._line
        if line is None:
            return
        self._line = None
        self._number += 1
        line |= {"claim_id": self._claim or "", "patient_id": self._patient, "payer": self._payer}
        if "code" not in line:
            self._faults.append("it has no SV1")
        self._add(line.get("charge", ""))
        for name, text in line.items():
            if not text.isascii():
                line[name] = self._decoded(name, text)
        if self._faults or self._minutes:
            where = (line["claim_id"] or None, line.get("line") or None)
            why = "; ".join(self._faults + [self._minutes] * bool(self._minutes))
            severity = "error" if self._faults else "info"
            self._aside.append(SetAside(self._number, *where, "", why, file=self.name, severity=severity))
            return
        self.rows += 1
        self._numbers.append(self._number)
        for name, cells in self._cells.items():
            cells.append(line.get(name) or None)

    def _add(self, charge: str) -> None:
        if self._sum is not None:
            self._sum = self._sum + Decimal(charge) if _NUMBER.fullmatch(charge) else None

    def _decoded(self, name: str, text: str) -> str:
        try:
            return text.encode("latin-1").decode("utf-8")
        except UnicodeDecodeError:
            self._faults.append(f"its {name} is not UTF-8 text")
            return ascii(text)

    def _number_of(self, text: str, element: str) -> str:
        """The number as a table has it: a zero before the point, and none in front or behind that says nothing."""
        if text and not _WELL_WRITTEN.fullmatch(text) and _NUMBER.fullmatch(text):
            line = (self._line or {}).get("line")
            times, first, claim, line = self._forms.get(element, (0, text, self._claim, line))
            self._forms[element] = (times + 1, first, claim, line)
        return _as_in_a_table(text) if _NUMBER.fullmatch(text) else text

    def _remark(self, about: str, message: str) -> None:
        self._remarks.append(Remark(about, message, self._claim, file=self.name))


def _as_in_a_table(number: str) -> str:
    """A number of X12 as the strict reader of tables takes it; its value is the same.

    >>> [_as_in_a_table(one) for one in ("0148.80", ".5", "031", "-.50", "00", "148.", "3100.00")]
    ['148.8', '0.5', '31', '-0.5', '0', '148', '3100']
    """
    whole, _, rest = number.removeprefix("-").partition(".")
    sign, whole, rest = "-" if number.startswith("-") else "", whole.lstrip("0") or "0", rest.rstrip("0")
    return f"{sign}{whole}.{rest}" if rest else f"{sign}{whole}"


def _at(elements: Elements, place: int) -> str:
    return elements[place] if place < len(elements) else ""
