"""HCPCS codes of home infusion pain therapy: what one unit is, the days in force, what comes after.

In force means from the day CMS added a code to the day it ended, never the date of its last change
(`act_eff_dt` in CMS's files). 99601 and 99602 are CPT codes of the American Medical Association: hipkit
ships their numbers with words of its own.
"""

from __future__ import annotations

import datetime

from hipkit.errors import InputError
from hipkit.reference import datasets
from hipkit.reference.addedcodes import Codes
from hipkit.reference.code import KINDS
from hipkit.reference.code import Code as Code
from hipkit.reference.inuse import SHIPPED, by_tables, in_use
from hipkit.values.strict import clean

EXAMPLE = "J2270"
THAT_DAY = "the code that is the product's on these days"
EACH_DAY = "no code, so that each day goes by its own"
NO_CODE = 'no code, and the drug as --unlisted "TEXT"'


@by_tables
def codes() -> dict[str, Code]:
    """Every code hipkit knows, by code. Those that only added tables have are found by name, and not listed."""
    shipped = {name: _code(row) for name, row in datasets.by_code("codes").items()}
    if in_use() is SHIPPED:
        return shipped
    return Codes(shipped, in_use(), datasets.newest_shipped("codes"))


@by_tables
def of_kind(kind: str) -> tuple[Code, ...]:
    """The codes of a kind, in the order of the table.

    >>> [known.code for known in of_kind("per_diem")][:2]
    ['S9325', 'S9326']
    """
    return tuple(known for known in codes().values() if known.kind == kind)


def _code(row: datasets.Row) -> Code:
    code, start, end = row.text("code"), row.start(), row.date("through")
    if end is not None and end < start:
        raise row.wrong(f"{code} ends before it begins")
    return Code(
        code=code,
        kind=row.one_of("kind", KINDS),
        words=row.text("words"),
        per=row.quantity("per"),
        start=start,
        end=end,
        successors=tuple(row.cells["successors"].split()),
        source=row.source(code),
        note=row.cells["note"],
    )


def code(text: object, field: str = "code") -> Code:
    """The code that was typed; case does not matter.

    Raises InputError for one that hipkit does not know, and lists what is known of its family.

    >>> code("j1171").per
    Quantity('0.1 mg')
    >>> code("J2279")
    Traceback (most recent call last):
    hipkit.errors.InputError: code: read "J2279": hipkit does not know this code, though it may well be one; \
known are J2270, J2271, J2272, J2274, J2275, J2278, each another code. \
Type for example: no code, and the drug as --unlisted "TEXT"
    """
    typed = clean(text, field, EXAMPLE).text
    known = codes().get(typed.upper()) if typed.isascii() else None
    if known is None:
        raise InputError(field, text, *_why_unknown(typed.upper()))
    return known


def _why_unknown(typed: str) -> tuple[str, str]:
    """A code that is not in the table may exist: nothing near is proposed in its place but what is a plain misprint."""
    misprint = _misprint(typed)
    if misprint:
        return f"hipkit does not know this code; {misprint} is sometimes printed so", misprint
    family = next(
        (near for length in (4, 3, 2, 1) if (near := [known for known in codes() if known[:length] == typed[:length]])),
        [known.code for known in of_kind("per_diem")],
    )
    reason = (
        f"hipkit does not know this code, though it may well be one; known are {', '.join(family)}, each another code"
    )
    return reason, NO_CODE


def _misprint(typed: str) -> str:
    """The code meant where a digit and a letter of like shape were mixed up: 59326 is S9326."""
    mended = typed[:1].translate(str.maketrans("5", "S")) + typed[1:].translate(str.maketrans("OISL", "0151"))
    return mended if mended in codes() else ""


def in_force(code: Code, on: datetime.date) -> bool:
    """Whether the code may be billed for a service on that day.

    >>> last_day, next_day = datetime.date(2024, 9, 30), datetime.date(2024, 10, 1)
    >>> in_force(code("J1170"), last_day), in_force(code("J1170"), next_day)
    (True, False)
    """
    return code.start <= on and (code.end is None or on <= code.end)


def require_in_force(code: Code, start: datetime.date, end: datetime.date, field: str = "code") -> None:
    """Raise InputError unless the code is in force on every day from `start` to `end`, both included.

    >>> require_in_force(code("J1170"), datetime.date(2025, 3, 1), datetime.date(2025, 3, 31))
    Traceback (most recent call last):
    hipkit.errors.InputError: code: read "J1170": it ended on 2024-09-30 and is not in force from 2025-03-01 \
to 2025-03-31; from 2024-10-01 bill J1171 (Injection, hydromorphone, 0.1 mg). Type for example: J1171
    """
    if in_force(code, start) and in_force(code, end):
        return
    days = f"on {start}" if start == end else f"from {start} to {end}"
    across = start < code.start <= end or (code.end is not None and start <= code.end < end)  # no one code fits
    if start < code.start:
        before = predecessors(code)
        instead = f"; before that day bill {_join(before)}" if before else ""
        reason = f"it begins on {code.start} and is not in force {days}{instead}"
        raise InputError(field, code.code, reason, EACH_DAY if across else before[0].code if before else THAT_DAY)
    after = tuple(codes()[name] for name in code.successors)
    assert code.end is not None  # it has begun and is not in force
    next_day = code.end + datetime.timedelta(days=1)
    instead = f"; from {next_day} bill {_join(after)}" if after else ""
    reach = "is not in force" if start > code.end else "is in force for a part only of the days"
    reason = f"it ended on {code.end} and {reach} {days}{instead}"
    raise InputError(field, code.code, reason, EACH_DAY if across else after[0].code if after else THAT_DAY)


def predecessors(code: Code) -> tuple[Code, ...]:
    """The codes that this one followed.

    >>> [before.code for before in predecessors(code("J2003"))]
    ['J2001']
    """
    return tuple(other for other in codes().values() if code.code in other.successors)


def _join(choices: tuple[Code, ...]) -> str:
    return " or ".join(map(str, choices))
