"""Defects of nursing visits, dates and form."""

from __future__ import annotations

import datetime

from tests.mutations.kinds import Row, days, first, kind, of, with_cells


@kind("99602 without 99601", "HIP401")
def _(lines: list[Row]) -> list[Row] | None:
    further = first(lines, "nursing", code="99602")
    if further is None:
        return None
    day = further["date_from"]
    return [one for one in lines if one["code"] != "99601" or one["date_from"] != day]


@kind("a day of more than four hours", "HIP402")
def _(lines: list[Row]) -> list[Row] | None:
    line = next((one for one in of(lines, "nursing") if one["payer"] == "bcbsm" and one["code"] == "99601"), None)
    if line is None:
        return None
    kept = [one for one in lines if one["code"] != "99602" or one["date_from"] != line["date_from"]]
    return [*kept, line | {"line": "90", "code": "99602", "units": "3"}]


@kind("hours as units of the first part", "HIP405")
def _(lines: list[Row]) -> list[Row] | None:
    line = first(lines, "nursing", code="99601")
    return with_cells(lines, line, units="3") if line and line["payer"] != "bcbsm" else None


@kind("hours as units of the first part, to BCBS of Michigan", "HIP406")
def _(lines: list[Row]) -> list[Row] | None:
    line = first(lines, "nursing", code="99601", payer="bcbsm")
    return with_cells(lines, line, units="3") if line else None


@kind("a second visit as another first part", "HIP406")
def _(lines: list[Row]) -> list[Row] | None:
    line = next((one for one in of(lines, "nursing") if one["payer"] == "bcbsm" and one["code"] == "99601"), None)
    return None if line is None else [*lines, line | {"line": "90", "charge": "7.77"}]


@kind("a fourth long day in a week", "HIP403")
def _(lines: list[Row]) -> list[Row] | None:
    """The week has three days of four hours and one more; that is one visit too many."""
    line = first(lines, "nursing", code="99601", payer="bcbsm")
    if line is None or len(of(lines, "nursing")) > 2:
        return None
    day = datetime.date.fromisoformat(line["date_from"])
    sunday = day - datetime.timedelta(days=(day.weekday() + 1) % 7)
    lines = [one for one in lines if one not in of(lines, "nursing")]
    week = [(sunday + datetime.timedelta(days=i)).isoformat() for i in range(4)]
    visits = (
        [(day, "99601", "1") for day in week] + [(day, "99602", "2") for day in week[:3]] + [(week[3], "99602", "1")]
    )
    return lines + [
        line | {"line": str(90 + i), "code": code, "units": units, "date_from": day, "date_through": day}
        for i, (day, code, units) in enumerate(visits)
    ]


@kind("days the wrong way round", "HIP501")
def _(lines: list[Row]) -> list[Row] | None:
    line = next((one for one in of(lines, "drug", "unlisted") if days(one) > 1), None)
    if line is None:
        return None
    return with_cells(lines, line, date_from=line["date_through"], date_through=line["date_from"])


@kind("a line entered twice", "HIP502", "sent-twice")
def _(lines: list[Row]) -> list[Row] | None:
    line = first(lines, "drug", "unlisted")
    return None if line is None else [*lines, line | {"line": "90"}]


@kind("one product on days that overlap", "HIP503")
def _(lines: list[Row]) -> list[Row] | None:
    line = next((one for one in of(lines, "drug") if one["ndc"] and days(one) > 2 and not one["dose"]), None)
    if line is None:
        return None
    return [*lines, line | {"line": "90", "date_from": line["date_through"], "units": "1", "ndc_quantity": "1"}]


@kind("a day still to come", "HIP505")
def _(lines: list[Row]) -> list[Row] | None:
    late = [one for one in of(lines, "drug") if one["date_from"] >= "2025-04-01" and not one["dose"]]
    if not late or late[0]["payer"] == "bcbsnd" or sum(one["ndc"] == late[0]["ndc"] for one in lines) > 1:
        return None
    return with_cells(lines, late[0], date_through="2026-02-01")


@kind("units with decimals", "HIP601")
def _(lines: list[Row]) -> list[Row] | None:
    line = first(lines, "drug", "unlisted")
    return with_cells(lines, line, units=f"{line['units']}.5") if line else None


@kind("a charge below 0", "HIP602")
def _(lines: list[Row]) -> list[Row] | None:
    return with_cells(lines, lines[0], charge="-5.00")


@kind("the suite's modifier at home", "HIP604")
def _(lines: list[Row]) -> list[Row] | None:
    return with_cells(lines, first(lines, "per_diem", modifiers=""), modifiers="SS")


@kind("a per diem to Medicare", "HIP606")
def _(lines: list[Row]) -> list[Row] | None:
    line = first(lines, "per_diem", modifiers="")
    return None if line is None else [line | {"payer": "medicare"}]


@kind("a modifier of three letters", "HIP607")
def _(lines: list[Row]) -> list[Row] | None:
    return with_cells(lines, first(lines, "per_diem", modifiers=""), modifiers="SHH")


@kind("a modifier before it was in force", "HIP608")
def _(lines: list[Row]) -> list[Row] | None:
    line = next((one for one in of(lines, "drug") if one["date_from"] < "2023-01-01" and not one["modifiers"]), None)
    return with_cells(lines, line, modifiers="JZ") if line else None


@kind("a word as the place of service", "HIP609")
def _(lines: list[Row]) -> list[Row] | None:
    return with_cells(lines, lines[0], place_of_service="Home")


@kind("a hospital as the place of a per diem", "HIP610")
def _(lines: list[Row]) -> list[Row] | None:
    return with_cells(lines, first(lines, "per_diem", modifiers=""), place_of_service="21")
