"""Defects of drug lines: codes, units, modifiers."""

from __future__ import annotations

import datetime
from fractions import Fraction

from hipkit.reference.codes import codes
from hipkit.reference.products import product
from hipkit.values.ndc import Ndc
from hipkit.values.rounding import up
from tests.mutations.kinds import Row, days, first, kind, milligrams, of, ordered, with_cells


@kind("hydromorphone's old code", "HIP201")
def _(lines: list[Row]) -> list[Row] | None:
    return with_cells(lines, first(lines, "drug", code="J1171"), code="J1170")


@kind("hydromorphone's new code too early", "HIP201")
def _(lines: list[Row]) -> list[Row] | None:
    return with_cells(lines, first(lines, "drug", code="J1170"), code="J1171")


@kind("59326 for S9326", "HIP202", "misprint-59326")
def _(lines: list[Row]) -> list[Row] | None:
    return with_cells(lines, first(lines, "per_diem", code="S9326"), code="59326")


@kind("a digit too many in a code", "HIP210", "mistyped")
def _(lines: list[Row]) -> list[Row] | None:
    line = first(lines, "drug")
    return with_cells(lines, line, code=f"{line['code']}0") if line else None


@kind("an unlisted code for a drug with a code", "HIP204")
def _(lines: list[Row]) -> list[Row] | None:
    line = first(lines, "drug")
    if line is None or line["payer"] == "hmsa" or of(lines, "unlisted"):  # beside another it may be a compound's
        return None
    return with_cells(lines, line, code="J3490", units="1", description=f"{line['drug']} {line['strength']}")


@kind("a brand under an unlisted code", "HIP204")
def _(lines: list[Row]) -> list[Row] | None:
    line = next((one for one in of(lines, "drug") if one["code"] in ("J1170", "J1171")), None)
    if line is None or line["payer"] == "hmsa" or of(lines, "unlisted"):
        return None
    told = {"drug": "", "ndc": "", "ndc_quantity": "", "ndc_uom": "", "description": "DILAUDID 10MG/ML"}
    return with_cells(lines, line, code="J3490", units="1", **told)


@kind("milligrams as units of an unlisted code", "HIP205")
def _(lines: list[Row]) -> list[Row] | None:
    line = next((one for one in of(lines, "unlisted") if one["payer"] == "hmsa" and not one["dose"]), None)
    fits = line and line["ndc_quantity"] and int(line["units"]) > 1
    return with_cells(lines, line, units=str(int(line["units"]) * 25)) if line and fits else None


@kind("an unlisted code without its text", "HIP206")
def _(lines: list[Row]) -> list[Row] | None:
    return with_cells(lines, first(lines, "unlisted"), description="")


@kind("another drug's code", "HIP207")
def _(lines: list[Row]) -> list[Row] | None:
    line = next((one for one in of(lines, "drug") if one["ndc"] and _listed(one)), None)
    return with_cells(lines, line, code="J3010" if line["code"] != "J3010" else "J2175") if line else None


@kind("another drug's name", "HIP212")
def _(lines: list[Row]) -> list[Row] | None:
    line = next((one for one in of(lines, "drug") if one["ndc"] and one["drug"] and _listed(one)), None)
    return (
        with_cells(lines, line, drug="fentanyl citrate" if line["code"] != "J3010" else "ketorolac") if line else None
    )


@kind("a code of another drug, the NDC not known", "HIP208")
def _(lines: list[Row]) -> list[Row] | None:
    line = next((one for one in of(lines, "drug") if not one["ndc"]), None)
    return with_cells(lines, line, code="J3010" if line["code"] != "J3010" else "J2175") if line else None


def _listed(line: Row) -> bool:
    known = product(Ndc.parse(line["ndc"]))
    return known is not None and known.code_on(datetime.date.fromisoformat(line["date_from"])) is not None


def scaled(line: Row | None, lines: list[Row], factor: int) -> list[Row] | None:
    return with_cells(lines, line, units=str(int(line["units"]) * factor)) if line else None


@kind("milligrams billed as units", "HIP221", "mg-for-units")
def _(lines: list[Row]) -> list[Row] | None:
    line = ordered(lines)
    per = codes()[line["code"]].per if line else None
    if line is None or per is None or per.base < 10 or up(milligrams(line)) <= int(line["units"]):
        return None
    return with_cells(lines, line, units=str(up(milligrams(line))))


@kind("a point that moved", "HIP221")
def _(lines: list[Row]) -> list[Row] | None:
    return scaled(ordered(lines), lines, 100)


@kind("units a thousand times too many", "HIP221")
def _(lines: list[Row]) -> list[Row] | None:
    return scaled(ordered(lines), lines, 1000)


@kind("one day billed for all", "HIP221", "days-left-out")
def _(lines: list[Row]) -> list[Row] | None:
    line = ordered(lines)
    per = codes()[line["code"]].per if line else None
    if line is None or per is None or days(line) in (1, 2, 3, 10, 100) or int(line["units"]) < 40 * days(line):
        return None
    return with_cells(lines, line, units=str(up(milligrams(line) / days(line) / per.base)))


@kind("24 hours for fewer", "HIP221")
def _(lines: list[Row]) -> list[Row] | None:
    line = ordered(lines)
    if line is None or line["hours_per_day"] not in ("12", "7.5") or int(line["units"]) < 10 * days(line):
        return None
    return with_cells(lines, line, units=str(int(int(line["units"]) * 24 / float(line["hours_per_day"]))))


def _rated(lines: list[Row]) -> list[Row] | None:
    """Hydromorphone that tells its order: where it was given in single doses, at a rate of whole mg near its units."""
    line = first(lines, "drug", code="J1171")
    if line is None or line["dose"]:
        return lines if line else None
    hours = 24 if any(one["code"] == "S9326" for one in lines) else 12
    a_rate = 10 * days(line) * hours  # the units of 1 mg/hr
    rate = max(1, min(8, int(line["units"]) // a_rate))
    told = {"dose": f"{rate} mg/hr", "hours_per_day": str(hours), "units": str(rate * a_rate)}
    return with_cells(lines, line, **told, ndc="", ndc_quantity="", ndc_uom="")


@kind("the old unit of hydromorphone", "HIP221", "unit-of-the-ended-code", base=_rated)
def _(lines: list[Row]) -> list[Row] | None:
    for line in of(lines, "drug"):
        if line["code"] != "J1171" or not line["dose"] or int(line["units"]) < 100:
            continue
        units = up(milligrams(line) / 4)  # in mL, a product of 4 mg/mL has as many
        if not line["ndc_quantity"] or abs(Fraction(line["ndc_quantity"]) - units) >= 1:
            return with_cells(lines, line, units=str(units))
    return None


@kind("whole vials billed", "HIP222", "whole-vials")
def _(lines: list[Row]) -> list[Row] | None:
    for line in of(lines, "drug"):
        known = product(Ndc.parse(line["ndc"])) if line["ndc"] and line["dose"] else None
        if known is None or not line["ndc_quantity"]:
            continue
        vial = known.package_volume.to("mL").value
        full = -(-Fraction(line["ndc_quantity"]) // vial) * vial
        if full - Fraction(line["ndc_quantity"]) > 2 and full.denominator == 1:
            return with_cells(lines, line, ndc_quantity=str(full))
    return None


@kind("an amount a day beyond any", "HIP227")
def _(lines: list[Row]) -> list[Row] | None:
    external = not of([one for one in lines if one["code"] == "S9328"], "per_diem")
    plain = [one for one in of(lines, "drug") if one["code"] in ("J2270", "J3010", "J1170", "J1171", "J1885", "J2175")]
    line = next((one for one in plain if not one["dose"] and not one["ndc_quantity"] and days(one) < 100), None)
    return with_cells(lines, line, units="999999") if external else None


@kind("a dose beyond any", "HIP227")
def _(lines: list[Row]) -> list[Row] | None:
    line = first(lines, "drug", hours_per_day="24", ndc_quantity="")
    per = codes()[line["code"]].per if line else None
    if line is None or per is None or per.kind != "mass" or per.base * 10 < 1:
        return None
    if line["code"] == "J3475":  # magnesium sulfate may be given by tens of grams a day
        return None
    if any(one["code"] == "S9328" for one in lines):
        return None
    return with_cells(lines, line, dose="1000 mg/hr", units=str(up(24_000 * days(line) / per.base)))


@kind("25 hours a day", "HIP224")
def _(lines: list[Row]) -> list[Row] | None:
    return with_cells(lines, next((one for one in lines if one["hours_per_day"]), None), hours_per_day="25")


@kind("a dose that is none", "HIP225")
def _(lines: list[Row]) -> list[Row] | None:
    return with_cells(lines, next((one for one in lines if one["dose"]), None), dose="5 bananas")


def compounded(lines: list[Row]) -> list[Row] | None:
    """An unlisted drug of no product goes by the code for compounded ones."""
    return with_cells(lines, first(lines, "unlisted", ndc="", dose=""), code="J7999", units="1", strength="")


@kind("an NDC on a compounded drug", "HIP209", base=compounded)
def _(lines: list[Row]) -> list[Row] | None:
    line = first(lines, "unlisted", code="J7999")
    return with_cells(lines, line, ndc="00409113403", ndc_quantity="1", ndc_uom="ML") if line else None


@kind("KD on a per diem", "HIP231")
def _(lines: list[Row]) -> list[Row] | None:
    return with_cells(lines, first(lines, "per_diem", modifiers=""), modifiers="KD")


@kind("waste billed to a payer that takes none", "HIP232")
def _(lines: list[Row]) -> list[Row] | None:
    line = next((one for one in of(lines, "drug") if one["payer"] == "bcbsnc"), None)
    return None if line is None else [*lines, line | {"line": "90", "modifiers": "JW", "units": "1"}]
