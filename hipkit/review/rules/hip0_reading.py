"""HIP0xx, reading: rows that could not be read, and what is wrong around the lines of an 837P."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import narwhals as nw

from hipkit.errors import shown
from hipkit.frames.engines import Cell, Schema, reference
from hipkit.review.rule import Lines, rule, tell
from hipkit.review.table import Remark, SetAside, claim_named

# What a rule on rows set aside, or on remarks, is given: claim and line, and what is said, in words.
_ROWS: Schema = {
    "claim_id": nw.String, "line": nw.Int64, "given": nw.String, "reason": nw.String, "severity": nw.String,
}  # fmt: skip
_REMARKS: Schema = {"claim_id": nw.String, "line": nw.Int64, "about": nw.String, "said": nw.String}


@rule("HIP001", "row-not-read", severity="error", needs=(), citation=("hipkit", "reading"), view="rows")
def row_not_read(rows: Lines) -> Lines:
    """A row could not be read, so it was set aside and no other rule has looked at it.

    One cell is enough: a date that is not YYYY-MM-DD, units with a decimal comma, a charge with a dollar sign, a line
    that is no number. Nothing is guessed; all other rows are reviewed. Rules about what a claim lacks leave a claim
    out that has such a row.

    **Wrong** units 148,8

    **Right** units 149
    """
    return tell(rows, nw.col("severity") == "error", nw.col("given"), nw.col("reason"))


def _about(remarks: Lines, about: str, expected: str) -> Lines:
    return tell(remarks, nw.col("about") == about, nw.col("said"), expected)


@rule("HIP009", "line-in-minutes", severity="info", needs=(), citation=("hipkit", "claim review"), view="rows")
def line_in_minutes(rows: Lines) -> Lines:
    """A service line of an 837P counts minutes (SV103 is MJ), so it was set aside and no rule has looked at it.

    MJ is right for anesthesia, which goes by time; per diems, drugs and nursing visits of home infusion count units
    (UN). Nothing is held against the line. Its charge counts for the total of the claim (CLM02).

    **Wrong** SV1*HC:S9326*3100*MJ*31, a per diem in minutes

    **Right** SV1*HC:S9326*3100*UN*31
    """
    found = nw.concat_str(nw.col("given"), nw.lit("; "), nw.col("reason"))
    expected = "expected units (UN), where it is one of home infusion"
    return tell(rows, nw.col("severity") == "info", found, expected)


@rule("HIP002", "x12-count", severity="error", needs=(), citation=("hipkit", "claim review"), view="remarks")
def x12_count(remarks: Lines) -> Lines:
    """A count at the end of a transaction, a group or an interchange is not what stands between.

    SE01 counts segments, GE01 transactions, IEA01 groups. A receiver may send such a file back unread; its lines are
    reviewed all the same.

    **Wrong** SE*40*0001 after 38 segments

    **Right** SE*38*0001
    """
    return _about(remarks, "count", "expected the number that was sent")


@rule("HIP003", "x12-control-number", severity="error", needs=(), citation=("hipkit", "claim review"), view="remarks")
def x12_control_number(remarks: Lines) -> Lines:
    """A control number at the end is not that of the beginning, or one comes twice.

    ISA13 and IEA02, GS06 and GE02, ST02 and SE02 are the same number twice.

    **Wrong** ST*837*0001 and SE*38*0002

    **Right** ST*837*0001 and SE*38*0001
    """
    return _about(remarks, "control", "expected the same number at both ends, once in the file")


@rule("HIP004", "x12-hierarchy", severity="error", needs=(), citation=("hipkit", "claim review"), view="remarks")
def x12_hierarchy(remarks: Lines) -> Lines:
    """A level of an 837P (HL) names a parent that is not there.

    A subscriber hangs on a billing provider, a patient on a subscriber.

    **Wrong** HL*2*7*22 without an HL*7

    **Right** HL*2*1*22
    """
    return _about(remarks, "hierarchy", "expected the number of a level that came before")


@rule("HIP005", "claim-total", severity="error", needs=(), citation=("stedi-total", "CLM02"), view="remarks")
def claim_total(remarks: Lines) -> Lines:
    """The total charge of a claim (CLM02) is not the sum of its lines (SV102).

    A receiver may send such a claim back. Which of the two is wrong, the file does not tell.

    **Wrong** CLM*A*100 with lines of 60 and 50

    **Right** CLM*A*110
    """
    return _about(remarks, "total", "expected the sum of the lines' charges")


@rule("HIP006", "claim-line-count", severity="error", needs=(), citation=("hipkit", "claim review"), view="remarks")
def claim_line_count(remarks: Lines) -> Lines:
    """A claim of an 837P has no line, or more than 50.

    An 837P holds 50 service lines a claim (loop 2400); more go on a second claim.

    **Wrong** LX*51

    **Right** LX*50, and the rest on another claim
    """
    return _about(remarks, "lines", "expected 1 to 50 service lines")


@rule("HIP007", "x12-number-form", severity="info", needs=(), citation=("hipkit", "claim review"), view="remarks")
def x12_number_form(remarks: Lines) -> Lines:
    """A number of an 837P is written with zeros that X12 leaves out.

    X12 suppresses zeros in front, and behind the point. The number is read as it is meant.

    **Wrong** CTP04 148.80

    **Right** CTP04 148.8
    """
    return _about(remarks, "form", "expected no zero in front and none behind")


@rule("HIP008", "x12-usage", severity="info", needs=(), citation=("hipkit", "claim review"), view="remarks")
def x12_usage(remarks: Lines) -> Lines:
    """An 837P says that it is no test (ISA15 is not T).

    hipkit reads it and keeps nothing; what it writes itself is always marked as a test.

    **Wrong** ISA15 P, in a file that is only tried out

    **Right** ISA15 T
    """
    return _about(remarks, "usage", "expected T in a file that is only tried out")


def frame(like: Lines, rows: Iterable[SetAside]) -> Lines:
    """The rows set aside as a small frame beside the lines."""
    cells: Sequence[tuple[Cell, ...]] = [
        (claim_named(row.claim_id), _number(row.line), _given(row), row.reason, row.severity) for row in rows
    ]
    return _frame(like, _ROWS, cells)


def remarks_frame(like: Lines, remarks: Iterable[Remark]) -> Lines:
    """The remarks as a small frame beside the lines."""
    cells: Sequence[tuple[Cell, ...]] = [
        (claim_named(one.claim_id), one.line, one.about, _said(one)) for one in remarks
    ]
    return _frame(like, _REMARKS, cells)


def _frame(like: Lines, schema: Schema, cells: Sequence[tuple[Cell, ...]]) -> Lines:
    return reference(like, {name: [cell[i] for cell in cells] for i, name in enumerate(schema)}, schema)


def _number(line: str | None) -> int | None:
    return int(line) if line and line.isascii() and line.isdigit() and len(line) <= 9 else None


def _given(row: SetAside) -> str:
    number = "" if row.row_number is None else f"row {row.row_number:,}"
    place = ", ".join(part for part in (shown(row.file), number) if part)
    cell = row.column if row.given is None else f'{row.column} "{shown(row.given)}"'
    return " ".join(part for part in (place, cell, "was set aside") if part)


def _said(one: Remark) -> str:
    return f"{shown(one.file)}: {one.message}" if one.file else one.message
