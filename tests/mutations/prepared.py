"""Defects of claims to Medicare, of columns that hipkit does not write, and rows that cannot be read."""

from __future__ import annotations

from hipkit.reference.codes import codes
from hipkit.values.notation import exact
from hipkit.values.rounding import to_places
from tests.mutations.kinds import Row, days, first, kind, of, with_cells


def _to_medicare(line: Row, **cells: str) -> list[Row]:
    told_nothing = dict.fromkeys(("dose", "hours_per_day", "strength", "ndc", "ndc_quantity", "ndc_uom"), "")
    return [line | told_nothing | {"payer": "medicare", "units": str(days(line))} | cells]


def at_home(lines: list[Row]) -> list[Row] | None:
    """A drug of an external pump at home, billed to Medicare."""
    late = [one for one in of(lines, "drug") if one["date_from"] > "2024-07-01"]
    line = next((one for one in late if one["code"] in ("J2270", "J3010")), None)
    return _to_medicare(line, place_of_service="12", modifiers="") if line else None


def in_an_office(lines: list[Row]) -> list[Row] | None:
    """A drug given in an office on one day, nothing thrown away."""
    late = [one for one in of(lines, "drug") if one["date_from"] > "2024-07-01"]
    line = next((one for one in late if one["code"] in ("J1885", "J2270", "J3010", "J2278")), None)
    if line is None:
        return None
    modifiers = "JZ KD" if line["code"] == "J2278" else "JZ"
    return _to_medicare(line, place_of_service="11", modifiers=modifiers, date_through=line["date_from"], units="1")


@kind("Medicare's limit", "HIP605", base=at_home)
def _(lines: list[Row]) -> list[Row] | None:
    return with_cells(lines, lines[0], units=str(1000 * days(lines[0])))


@kind("JZ left out in an office", "HIP234", base=in_an_office)
def _(lines: list[Row]) -> list[Row] | None:
    return with_cells(lines, lines[0], modifiers=lines[0]["modifiers"].removeprefix("JZ").strip())


@kind("KD left out", "HIP235", base=in_an_office)
def _(lines: list[Row]) -> list[Row] | None:
    return with_cells(lines, lines[0], modifiers="JZ") if "KD" in lines[0]["modifiers"] else None


@kind("several units of an unlisted code", "HIP205", base=in_an_office)
def _(lines: list[Row]) -> list[Row] | None:
    named = {"code": "J3490", "drug": "", "description": "ketamine 50 mg/mL"}
    return with_cells(lines, lines[0], **named, units="50", modifiers="JZ")


def authorized(lines: list[Row]) -> list[Row]:
    """All lines are authorised."""
    whole = {"authorization": "A17", "authorization_through": "2026-12-31", "authorization_units": "99999999"}
    return [line | whole for line in lines]


def timed(lines: list[Row]) -> list[Row] | None:
    """The further hours of visits tell their minutes."""
    if first(lines, "nursing", code="99602") is None:
        return None
    return [one | {"minutes": str(120 + 60 * int(one["units"]) if one["code"] == "99602" else 120)} for one in lines]


def pumped(lines: list[Row]) -> list[Row] | None:
    """A drug of a pump whose log said what was given, and the most that it lets through."""
    in_mg = [one for one in of(lines, "drug") if (per := codes()[one["code"]].per) and per.kind == "mass"]
    line = next((one for one in in_mg if not one["dose"] and not one["ndc_quantity"] and int(one["units"]) > 4), None)
    if line is None:
        return None
    most = exact(to_places(codes()[line["code"]].per.base * int(line["units"]) * 3 / days(line), 6))
    return with_cells(lines, line, pump_maximum=f"{most} mg/day")


@kind("an authorisation left out", "HIP611", base=authorized)
def _(lines: list[Row]) -> list[Row] | None:
    return with_cells(lines, lines[0], authorization="") if len(lines) > 1 else None


@kind("an authorisation that has ended", "HIP612", base=authorized)
def _(lines: list[Row]) -> list[Row] | None:
    line = next((one for one in lines if days(one) > 1), None)
    return with_cells(lines, line, authorization_through=line["date_from"]) if line else None


@kind("more than was authorised", "HIP613", base=authorized)
def _(lines: list[Row]) -> list[Row] | None:
    code = lines[0]["code"]
    if int(lines[0]["units"]) < 2 or sum(one["code"] == code for one in lines) > 1:
        return None
    return with_cells(lines, lines[0], authorization_units="1")


@kind("an hour more than the visit had", "HIP404", base=timed)
def _(lines: list[Row]) -> list[Row] | None:
    line = first(lines, "nursing", code="99602")
    return with_cells(lines, line, minutes=str(int(line["minutes"]) - 61)) if line else None


@kind("the pump's maximum billed as given", "HIP223", "pca-maximum-as-given", base=pumped)
def _(lines: list[Row]) -> list[Row] | None:
    line = next(one for one in lines if one.get("pump_maximum"))
    return with_cells(lines, line, units=str(int(line["units"]) * 3))


@kind("no date that can be read", "HIP001")
def _(lines: list[Row]) -> list[Row] | None:
    return with_cells(lines, lines[0], date_from="03/04/2021")


@kind("units with a decimal comma", "HIP001")
def _(lines: list[Row]) -> list[Row] | None:
    return with_cells(lines, lines[-1], units="148,8")
