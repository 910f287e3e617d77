"""Defects of NDCs and their quantities."""

from __future__ import annotations

from fractions import Fraction

from hipkit.reference.products import product
from hipkit.values.ndc import Ndc
from hipkit.values.notation import exact
from hipkit.values.rounding import to_places
from tests.mutations.kinds import Row, days, kind, milligrams, of, with_cells


@kind("hyphens in the NDC", "HIP301")
def _(lines: list[Row]) -> list[Row] | None:
    line = next((one for one in lines if one["ndc"]), None)
    return with_cells(lines, line, ndc=Ndc.parse(line["ndc"]).hyphenated) if line else None


@kind("the drug's NDC on the per diem too", "HIP310")
def _(lines: list[Row]) -> list[Row] | None:
    drug = next((one for one in of(lines, "drug", "unlisted") if one["ndc"]), None)
    line = next(iter(of(lines, "per_diem")), None)
    if drug is None or line is None:
        return None
    return with_cells(lines, line, **{name: drug[name] for name in ("ndc", "ndc_quantity", "ndc_uom")})


@kind("ten digits", "HIP301")
def _(lines: list[Row]) -> list[Row] | None:
    line = next((one for one in lines if one["ndc"][:1] == "0"), None)
    return with_cells(lines, line, ndc=line["ndc"][1:]) if line else None


@kind("a spreadsheet's NDC", "HIP301", "spreadsheet")
def _(lines: list[Row]) -> list[Row] | None:
    return with_cells(lines, next((one for one in lines if one["ndc"]), None), ndc="7.41133E+07")


@kind("an NDC without its quantity", "HIP302")
def _(lines: list[Row]) -> list[Row] | None:
    return with_cells(lines, next((one for one in lines if one["ndc"]), None), ndc_quantity="")


@kind("a unit of measure that no claim knows", "HIP304")
def _(lines: list[Row]) -> list[Row] | None:
    return with_cells(lines, next((one for one in lines if one["ndc_uom"]), None), ndc_uom="MG")


@kind("a unit of measure that the payer refuses", "HIP304")
def _(lines: list[Row]) -> list[Row] | None:
    late = [one for one in lines if one["payer"] == "bcbsm" and one["ndc_uom"] and one["date_from"] > "2015-02-01"]
    return with_cells(lines, late[0] if late else None, ndc_uom="ME")


@kind("a liquid counted by the piece", "HIP305", "un-for-ml")
def _(lines: list[Row]) -> list[Row] | None:
    line = next((one for one in lines if one["ndc"] and product(Ndc.parse(one["ndc"]))), None)
    return with_cells(lines, line, ndc_uom="UN")


@kind("too many decimals", "HIP306")
def _(lines: list[Row]) -> list[Row] | None:
    line = next((one for one in lines if one["ndc_quantity"]), None)
    if line is None:
        return None
    whole, _, decimals = line["ndc_quantity"].partition(".")
    return with_cells(lines, line, ndc_quantity=f"{whole}.{decimals:0<3}04")


@kind("milligrams as the NDC quantity", "HIP307")
def _(lines: list[Row]) -> list[Row] | None:
    line = _in_ml(lines)
    if line is None or not line["strength"].startswith(("25 ", "50 ", "10 ", "5 ", "2 ")):
        return None
    return with_cells(lines, line, ndc_quantity=exact(to_places(milligrams(line), 3)))


@kind("the strength of a bag", "HIP307")
def _(lines: list[Row]) -> list[Row] | None:
    line = _in_ml(lines)
    return with_cells(lines, line, ndc_quantity=exact(Fraction(line["ndc_quantity"]) * 5)) if line else None


def _in_ml(lines: list[Row]) -> Row | None:
    """A drug line that tells its whole order in mg, with an NDC quantity of more than a few mL."""
    told = [one for one in of(lines, "drug", "unlisted") if " m" in one["dose"] and "mL" not in one["dose"]]
    return next((one for one in told if Fraction(one["ndc_quantity"] or 0) > 10), None)


@kind("a strength that is not the NDC's", "HIP308", "bag-for-vial")
def _(lines: list[Row]) -> list[Row] | None:
    line = next((one for one in of(lines, "drug") if one["ndc"] and product(Ndc.parse(one["ndc"]))), None)
    if line is None or line["dose"]:
        return None
    return with_cells(lines, line, strength="0.123 mg/mL")


@kind("units that are not the NDC quantity's", "HIP309")
def _(lines: list[Row]) -> list[Row] | None:
    told = [one for one in of(lines, "drug") if not one["dose"] and one["ndc_quantity"] and one["strength"]]
    line = next((one for one in told if int(one["units"]) > 20 * days(one)), None)
    if line is None or Fraction(line["ndc_quantity"]) < 20:
        return None
    return with_cells(lines, line, units=str(int(line["units"]) * 10))
