"""What added HCPCS tables say of codes, laid over the codes that ship.

Such a table may end a code, give it other words or another unit from its day on, and make codes and modifiers known
that do not ship. Where a table is no newer than what ships, it changes nothing of what ships. Of tables that contradict
each other the newer holds, and it is said.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from hipkit.errors import InputError
from hipkit.reference.cms.table import Cells
from hipkit.reference.code import Code, Leaning, Renewed
from hipkit.reference.inuse import Held, InUse
from hipkit.values.quantity import Quantity
from hipkit.values.units import MASS, VOLUME

_DAY = datetime.timedelta(days=1)
_DRUG = re.compile("[JQ][0-9]{4}|C9[0-9]{3}|S0[0-9]{3}")
_AMOUNT = re.compile(r"([0-9][0-9,]*(?:\.[0-9]+)?|\.[0-9]+) ?(mg|mcg|gm?|milligrams?|micrograms?|grams?|ml|cc)\b", re.I)
_NUMBER = re.compile(r"(?<![A-Za-z])[0-9]")
_UNITS = {"gm": "g", "milligram": "mg", "microgram": "mcg", "gram": "g", "ml": "mL", "cc": "mL"}


class Codes(dict[str, Code]):
    """The codes that ship, as added tables have them; what only these have is found by its name, and never listed.

    So such a code is used where it is given, or by an NDC, and is never chosen from the name of a drug.
    """

    def __init__(self, shipped: Mapping[str, Code], tables: InUse, newest_shipped: datetime.date) -> None:
        super().__init__(shipped)
        self._tables = [(table, first) for table in tables.of_kind("hcpcs") if (first := table.first)]
        self._elsewhere: dict[str, Code | None] = {}
        for table, first in self._tables:
            if table.last is not None and table.last > newest_shipped:
                for row in table.select(shipped):
                    self[row["code"]] = _renew(self[row["code"]], row, table, first)
        for name, code in shipped.items():
            if self[name] is not code:
                self[name] = self._of_known(self[name])

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or (isinstance(name, str) and self._find(name) is not None)

    def __missing__(self, name: str) -> Code:
        if (code := self._find(name)) is None:
            raise KeyError(name)
        return code

    def get(self, name: str, default: Any = None) -> Any:
        """The code of that name, from whichever table; else the default."""
        return self[name] if name in self else default  # noqa: SIM401 - it is what it would be replaced by

    def _find(self, name: str) -> Code | None:
        """A code that does not ship."""
        if name not in self._elsewhere:
            code: Code | None = None
            for table, first in self._tables if len(name) in (2, 5) and name.isalnum() else ():
                for row in table.find(name):
                    code = _renew(code, row, table, first) if code else _new(row, table)
            self._elsewhere[name] = code
            self._elsewhere[name] = self._of_known(code) if code else None
        return self._elsewhere[name]

    def _of_known(self, code: Code) -> Code:
        return replace(code, successors=tuple(name for name in code.successors if name in self))


def _new(row: Cells, table: Held) -> Code | None:
    """A code that does not ship; None where it is none of a drug and no modifier, or has no first day."""
    drug = _DRUG.fullmatch(row["code"])
    if not row["from"] or (row["kind"] != "modifier" and not drug):
        return None
    start = datetime.date.fromisoformat(row["from"])
    per = read_per(row["words"]) if drug else None
    return Code(
        code=row["code"],
        kind="drug" if drug else "modifier",
        words=row["words"],
        per=per,
        start=start,
        end=_day(row["through"]),
        successors=tuple(row["successors"].split()),
        source=table.citation,
        note="",
        leanings=(Leaning(table.citation, f"{row['code']} is known from it alone ({row['words']})", start),),
    )


def _renew(code: Code, row: Cells, table: Held, first: datetime.date) -> Code:
    end = _day(row["through"])
    told = [leaning for leaning in code.leanings if leaning.words.startswith(_ENDS)]
    if end != code.end and (end is None or end >= code.start) and (end is not None or told):
        successors = tuple(row["successors"].split())
        after = f"; {' or '.join(successors)} took its place" if end and successors else ""
        says = f"{_ENDS} {code.code} on {end}{after}" if end else f"{code.code} goes on"
        if told:
            says += f", and not as {told[-1].citation.id} has it: the newer of the two holds"
        start = (end or code.end or first) + _DAY
        leaning = Leaning(table.citation, says, min(start, told[-1].start) if told else start)
        kept = tuple(other for other in code.leanings if other not in told)
        code = replace(code, end=end, successors=successors if end else (), leanings=(*kept, leaning))
    return _renew_words(code, row, table, first)


_ENDS = "it ends"


def _renew_words(code: Code, row: Cells, table: Held, first: datetime.date) -> Code:
    """The code with other words, and another unit where these name one, from the day of the table on."""
    before = code.renewed[-1].words if code.renewed else code.words
    if _plain(before) == _plain(row["words"]):
        return code
    changed = _day(row["changed"])
    start = changed if changed and first <= changed <= (table.last or changed) else first
    per_before = code.renewed[-1].per if code.renewed else code.per
    per = read_per(row["words"]) if code.kind == "drug" else per_before
    if per is not None and per_before is not None and per.kind == per_before.kind and per.base == per_before.base:
        per = per_before
    unit = "" if per == per_before else f": one unit is {per or 'no one amount'}, and was {per_before}"
    leaning = Leaning(table.citation, f"from {start} the words of {code.code} are {row['words']}{unit}", start)
    renewed = (*(earlier for earlier in code.renewed if earlier.start < start), Renewed(start, row["words"], per))
    return replace(code, renewed=renewed, leanings=(*code.leanings, leaning))


def read_per(words: str) -> Quantity | None:
    """What one unit of a code counts, where its words name one amount and no other number; else None.

    >>> str(read_per("Injection, hydromorphone, 0.1 mg")), str(read_per("Injection, morphine sulfate, up to 10 mg"))
    ('0.1 mg', '10 mg')
    >>> print(read_per("Injection, x, 5 mg and y, 10 mg"), read_per("Injection, botulinum toxin, 1 unit"))
    None None
    """
    amounts = list(_AMOUNT.finditer(words))
    if len(amounts) != 1 or len(_NUMBER.findall(re.sub("[0-9][0-9,.]*", "1", words))) != 1:
        return None
    number, unit = amounts[0].groups()
    unit = unit.lower()
    unit = _UNITS.get(unit.removesuffix("s"), unit)
    try:
        return Quantity.parse(f"{'0' if number[0] == '.' else ''}{number} {unit}", "per", (MASS, VOLUME))
    except InputError:
        return None


def _plain(words: str) -> str:
    """Words without case, blanks and points, in which CMS's files of different forms differ."""
    return re.sub(r"[\W_]+", "", words.lower())


def _day(text: str) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None
