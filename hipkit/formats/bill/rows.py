"""The rows in which a bill is told: per diem, drug and NDC, each a number with its unit; a dash where none is known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hipkit.billing.bill import DRUG, NDC, PER_DIEM, Bill, Lack
from hipkit.billing.draft import Line
from hipkit.billing.working import unknown
from hipkit.formats.shared.markup import DASH, Told, esc, explained, number
from hipkit.payers.axes.all import AXES
from hipkit.values.notation import in_number, people

_LACKS = {
    "payer": "name a payer for the {part}",
    "drug": "waiting for the drug, a listed NDC or a code",
    "text": "no rule known for these dates",
    "code": "no single code; see the notices",
    "notice": "no line; see the notices",
}


@dataclass(frozen=True)
class Row:
    """One row of the units: what, how many (empty where it is not known), of what, what goes with it, its line."""

    what: str
    count: str
    unit: str
    detail: str
    line: int | None = None


def unit_row(row: Row, column: int, waits: bool = False) -> str:
    """A row as HTML; its number waits where it is not one to tell yet."""
    told = Told(row.what, row.line, waits)
    count = number(f"{row.count} {row.unit}" if row.count else DASH, column, told.marks)
    detail = f'<td class="hk-soft">{esc(row.detail)}{_term(row) if row.count else ""}</td>'
    return f'<tr><th scope="row">{esc(row.what)}</th>{count}{detail}{told.copy(row.count)}</tr>'


def _term(row: Row) -> str:
    """What the number of a row is."""
    return explained("NDC quantity") if row.what == "NDC" else explained(*row.what.split()) or explained("billing unit")


def unit_rows(bill: Bill) -> list[Row]:
    """All rows of a bill by itself."""
    lines = _lines(bill, "per_diem")
    days = [Row(line.code, *_days(line.units), _dates(line, len(lines) > 1), i) for i, line in lines]
    return [*days, *no_per_diem(bill), *drug_rows(bill), ndc_row(bill)]


def no_per_diem(bill: Bill) -> list[Row]:
    """The row that says why a per diem is missing, where one is."""
    lack = bill.lack(PER_DIEM)
    return [Row("per diem", "", "", _why(lack, PER_DIEM))] if lack else []


def _days(units: int) -> tuple[str, str]:
    return people(units), in_number(units, "days")


def _lines(bill: Bill, kind: str) -> list[tuple[int, Line]]:
    """The lines of a kind, each with its number."""
    return [(i, line) for i, line in enumerate(bill.lines, 1) if line.kind == kind]


def drug_rows(bill: Bill) -> Iterator[Row]:
    """The rows of the drug: one, or one for each of its lines."""
    lines = _lines(bill, "drug")
    known, lack = bill.hcpcs, bill.lack(DRUG)
    why = _why(lack, DRUG) if lack else ""
    if len(lines) > 1 or (lines and known is None):
        for i, line in lines:
            quantity = f", NDC quantity {people(line.ndc_quantity, bill.ndc.unit)}" if line.ndc_quantity else ""
            detail = _dates(line, len(lines) > 1) + quantity
            yield Row(line.code, people(line.units), in_number(line.units, "units"), detail, i)
    elif known is None:
        yield Row("drug", "", "", why)
    elif known.units is None or (bill.payer and bill.drafted.uncut and DRUG in unknown(bill)):
        yield Row(known.code, "", "", why)  # also where the cuts of the days come to different units
    else:
        per = f"x {known.per}" if known.per else in_number(known.units, "units")
        detail = _rounded(known.units_exact == known.units, bill)
        yet = "no line of a part yet" if lines else "no line yet"
        more = f"; {yet}, {why}" if bill.payer and lack else ""
        yield Row(known.code, people(known.units), per, detail + more, lines[0][0] if lines else None)


def _rounded(exactly: bool, bill: Bill) -> str:
    if exactly:
        return f"{bill.total.amount}, nothing to round"
    exact = bill.hcpcs.units_exact if bill.hcpcs else None
    return "one a line, by the payer's rule" if exact is None else f"{people(exact)} before rounding"


def ndc_row(bill: Bill) -> Row:
    """The quantity of the NDC, with the NDC or that none was given."""
    number = bill.ndc.ndc.hyphenated if bill.ndc.ndc else "no NDC given"
    if bill.ndc.quantity is None:
        axis = bill.waits_for(NDC)
        return Row("NDC", "", bill.ndc.uom, _wait(axis) if axis else f"{number}; the payer states no rule")
    exact, lines = bill.ndc.quantity_exact, _lines(bill, "drug")
    before = "" if exact == bill.ndc.quantity else f", {people(exact, bill.ndc.unit)} before rounding"
    line = lines[0][0] if len(lines) == 1 else None
    return Row("NDC", people(bill.ndc.quantity), bill.ndc.uom, number + before, line)


def taken(bill: Bill) -> list[str]:
    """What the order took where nothing was given."""
    return [f"{name.replace('_per_', ' a ')}: not given, {text} taken" for name, text in bill.order.sheet.taken.items()]


def _why(lack: Lack, part: str) -> str:
    return _wait(lack.axis) if lack.axis else _LACKS[lack.cause].format(part=part)


def _wait(axis: str) -> str:
    return f"waiting for your choice: {AXES[axis].words}"


def _dates(line: Line, several: bool) -> str:
    if line.start is None or line.end is None:
        return ""
    return f"{line.start} to {line.end}" if several or line.kind == "per_diem" else ""
