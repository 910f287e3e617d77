"""The envelopes of an 837P: they must lie in one another; counts and control numbers that are wrong are remarks.

X12.5 and X12.6 as the guide 005010X222A1 uses them: SE01 counts the segments from ST to SE, GE01 the transactions,
IEA01 the groups; the control number at an end is that of its beginning, and none comes twice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from hipkit.errors import InputError, shown
from hipkit.review.reading.kinds import FIELD
from hipkit.review.reading.x12segments import EXAMPLE
from hipkit.review.table import Remark

GUIDE = "005010X222"
_OTHER_GUIDES = {
    "005010X223": "an institutional claim (837I)",
    "005010X224": "a dental claim (837D)",
    "004010X098": "an 837P of the guide before (4010)",
}
Elements = list[str]


class _Level:
    """An interchange, a group or a transaction that is open: its control number and what it has counted."""

    def __init__(self, begins: str, ends: str, words: str, counts: str) -> None:
        self.begins, self.ends, self.words, self.counts = begins, ends, words, counts
        self.a = f"an {words}" if words[0] == "i" else f"a {words}"
        self.control: str | None = None
        self.used: set[str] = set()
        self.inside = 0


class Envelope:
    """What the walk over a file knows of the envelopes it is in."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.segments = 0
        self.remarks: list[Remark] = []
        self.version = ""
        self._began = 0
        self._levels = [
            _Level("ISA", "IEA", "interchange", "groups"),
            _Level("GS", "GE", "group", "transactions"),
            _Level("ST", "SE", "transaction", "segments"),
        ]
        self._depth = 0
        self.handlers: Mapping[str, Callable[[Elements], None]] = {
            "ISA": self._isa, "GS": self._gs, "ST": self._st, "SE": self._se, "GE": self._ge, "IEA": self._iea,
        }  # fmt: skip

    def end(self) -> None:
        """Raise InputError where the file ends inside of an envelope."""
        if self._depth:
            level = self._levels[self._depth - 1]
            reason = f"it is cut off: {level.words} {shown(level.control, 20)} has no {level.ends}"
            raise InputError(FIELD, self.name, reason, EXAMPLE)

    def _isa(self, elements: Elements) -> None:
        self._open(0, elements[12])
        usage = elements[14]
        if usage != "T":
            means = "production" if usage == "P" else "neither test nor production"
            self._remark("usage", f"ISA15 is {shown(usage, 5)}, {means}; hipkit's samples have T")

    def _gs(self, elements: Elements) -> None:
        self._open(1, _at(elements, 5))
        self.version = _at(elements, 7)

    def _st(self, elements: Elements) -> None:
        self._open(2, _at(elements, 1))
        self._began = self.segments
        kind, guide = _at(elements, 0), _at(elements, 2) or self.version
        words = _OTHER_GUIDES.get(guide[:10], f"guide {shown(guide, 20)}")
        if kind != "837":
            words = f"a transaction {shown(kind, 10)}"
        if kind != "837" or not guide.startswith(GUIDE):
            raise InputError(FIELD, self.name, f"it holds {words}; the 837P of guide {GUIDE}A1 is read", EXAMPLE)

    def _se(self, elements: Elements) -> None:
        self._levels[2].inside = self.segments - self._began + 1
        self._close(2, elements)

    def _ge(self, elements: Elements) -> None:
        self._close(1, elements)

    def _iea(self, elements: Elements) -> None:
        self._close(0, elements)

    def _open(self, depth: int, control: str) -> None:
        level = self._levels[depth]
        if self._depth != depth:
            raise InputError(FIELD, self.name, self._misplaced(level.begins), EXAMPLE)
        level.control, level.inside = control, 0
        if control in level.used:
            self._remark("control", f"the control number {shown(control, 20)} of {level.a} comes twice")
        level.used.add(control)
        if depth:
            self._levels[depth - 1].inside += 1
        for inner in self._levels[depth + 1 :]:
            inner.used.clear()
        self._depth = depth + 1

    def _close(self, depth: int, elements: Elements) -> None:
        level = self._levels[depth]
        if self._depth != depth + 1:
            raise InputError(FIELD, self.name, self._misplaced(level.ends), EXAMPLE)
        self._depth = depth
        count, control = _at(elements, 0), _at(elements, 1)
        named = f"{level.words} {shown(level.control, 20)}"
        if not (count.isascii() and count.isdigit() and int(count[:18]) == level.inside):
            there = f"and there {'is' if level.inside == 1 else 'are'} {level.inside:,}"
            self._remark("count", f"{level.ends}01 counts {shown(count, 20)} {level.counts} in {named}, {there}")
        if control != level.control:
            message = f"{level.ends}02 has the control number {shown(control, 20)}, and {level.begins} began {named}"
            self._remark("control", message)

    def _misplaced(self, tag: str) -> str:
        inside = "outside of everything"
        if self._depth:
            level = self._levels[self._depth - 1]
            inside = f"inside of {level.words} {shown(level.control, 20)}, which has no {level.ends} yet"
        return f"its segment {self.segments:,}, {tag}, stands {inside}"

    def _remark(self, about: str, message: str) -> None:
        self.remarks.append(Remark(about, message, file=self.name))


def _at(elements: Elements, place: int) -> str:
    return elements[place] if place < len(elements) else ""
