"""Defects of per diems: which code, how many, on which days, with which modifiers."""

from __future__ import annotations

import datetime

from tests.mutations.kinds import Row, alone, days, first, kind, of, with_cells


@kind("the generic per diem beside the specific one", "HIP101")
def _(lines: list[Row]) -> list[Row] | None:
    line = next((one for one in of(lines, "per_diem") if one["code"] != "S9325" and not one["modifiers"]), None)
    return None if line is None else [*lines, line | {"line": "90", "code": "S9325"}]


@kind("SH left out", "HIP102")
def _(lines: list[Row]) -> list[Row] | None:
    for line in of(lines, "per_diem"):
        same = [one for one in of(lines, "per_diem") if one is not line and one["date_from"] == line["date_from"]]
        whole = [one for one in same if not one["modifiers"] and int(one["units"]) == days(one) == days(line)]
        told_apart = all(one["charge"] != line["charge"] or one["code"] != line["code"] for one in same)
        if "SH" in line["modifiers"] and whole and told_apart and int(line["units"]) == days(line):
            return with_cells(lines, line, modifiers="")
    return None


@kind("SH without a first therapy", "HIP103")
def _(lines: list[Row]) -> list[Row] | None:
    line = first(lines, "per_diem", modifiers="")
    if line is None or not alone(lines, line):
        return None
    return with_cells(lines, line, modifiers="59 SH" if line["payer"] == "bcbsnc" else "SH")


@kind("SH on the line of a drug", "HIP113")
def _(lines: list[Row]) -> list[Row] | None:
    return with_cells(lines, first(lines, "drug", "unlisted", modifiers=""), modifiers="SH")


def pump_filled(lines: list[Row]) -> list[Row] | None:
    """One implanted pump, refilled with the morphine for it."""
    line, drug = first(lines, "per_diem", code="S9328"), first(lines, "drug", "unlisted")
    if line is None or drug is None or not alone(lines, line) or drug["date_from"] < "2023-01-01":
        return None
    product = dict.fromkeys(("ndc", "ndc_quantity", "ndc_uom", "strength", "modifiers"), "")
    return with_cells(lines, drug, code="J2274", drug="morphine sulfate", units="100", description="", **product)


@kind("the vein's morphine in an implanted pump", "HIP114", base=pump_filled)
def _(lines: list[Row]) -> list[Row] | None:
    return with_cells(lines, first(lines, "drug", code="J2274"), code="J2270")


@kind("the external pump's per diem for an implanted one", "HIP115")
def _(lines: list[Row]) -> list[Row] | None:
    line, drug = first(lines, "per_diem", code="S9328"), first(lines, "drug")
    fits = line and drug and alone(lines, line) and drug["code"] in ("J0475", "J0476")
    return with_cells(lines, line, code="S9326") if fits else None


@kind("a second per diem for one drug", "HIP116")
def _(lines: list[Row]) -> list[Row] | None:
    line, drug = first(lines, "per_diem", modifiers=""), first(lines, "drug")
    if line is None or drug is None or not alone(lines, line) or drug["code"] == "J2001":
        return None
    return [*lines, line | {"line": "90", "modifiers": "59 SH" if line["payer"] == "bcbsnc" else "SH"}]


def loaded(lines: list[Row]) -> list[Row] | None:
    """A loading dose on the first day of morphine."""
    drug = first(lines, "drug", code="J2270")
    if drug is None or days(drug) < 2 or drug["modifiers"]:
        return None
    unknown = dict.fromkeys(("dose", "hours_per_day", "strength", "ndc", "ndc_quantity", "ndc_uom"), "")
    dose = {"line": "80", "code": "S0093", "units": "1", "date_through": drug["date_from"]}
    return [*lines, drug | unknown | dose]


@kind("a loading dose for all days", "HIP211", base=loaded)
def _(lines: list[Row]) -> list[Row] | None:
    return with_cells(lines, lines[-1], date_through=first(lines, "drug", code="J2270")["date_through"])


@kind("SJ in place of SH", "HIP104")
def _(lines: list[Row]) -> list[Row] | None:
    marked = [line for line in of(lines, "per_diem") if line["modifiers"]]
    if len(marked) == 1 and "SH" in marked[0]["modifiers"]:
        return with_cells(lines, marked[0], modifiers=marked[0]["modifiers"].replace("SH", "SJ"))
    return None


@kind("a month of 30 days billed as 31", "HIP105", "days-of-another-month")
def _(lines: list[Row]) -> list[Row] | None:
    line = next((one for one in of(lines, "per_diem") if days(one) in (28, 29, 30)), None)
    return with_cells(lines, line, units="31")


@kind("hours billed as days", "HIP105", "per-diem-by-the-hour")
def _(lines: list[Row]) -> list[Row] | None:
    line = first(lines, "per_diem")
    return with_cells(lines, line, units=str(24 * days(line))) if line else None


@kind("one line for two months", "HIP106")
def _(lines: list[Row]) -> list[Row] | None:
    line = next((one for one in of(lines, "per_diem") if one["payer"] == "bcbsnd"), None)
    if line is None or line["date_through"][:4] == "2025":
        return None
    end = datetime.date.fromisoformat(line["date_through"]).replace(day=28) + datetime.timedelta(days=5)
    return with_cells(lines, line, date_through=end.isoformat())


@kind("continuous for an intermittent infusion", "HIP107")
def _(lines: list[Row]) -> list[Row] | None:
    line, drug = first(lines, "per_diem", code="S9327"), first(lines, "drug", "unlisted")
    fits = line and drug and alone(lines, line) and drug["dose"] and drug["hours_per_day"] != "24"
    return with_cells(lines, line, code="S9326") if fits else None


@kind("the generic per diem in place of the specific one", "HIP108")
def _(lines: list[Row]) -> list[Row] | None:
    line, drug = first(lines, "per_diem", code="S9326"), first(lines, "drug", "unlisted")
    fits = line and drug and alone(lines, line) and drug["dose"] and line["payer"] != "hmsa"
    return with_cells(lines, line, code="S9325") if fits else None


@kind("the implanted pump's per diem for an external one", "HIP109")
def _(lines: list[Row]) -> list[Row] | None:
    line, drug = first(lines, "per_diem", code="S9326"), first(lines, "drug", "unlisted")
    return with_cells(lines, line, code="S9328") if line and drug and alone(lines, line) and drug["dose"] else None


@kind("the per diem left out", "HIP110")
def _(lines: list[Row]) -> list[Row] | None:
    return [line for line in lines if line not in of(lines, "per_diem")]


@kind("the drug left out", "HIP111")
def _(lines: list[Row]) -> list[Row] | None:
    external = [one for one in of(lines, "per_diem") if one["code"] != "S9328"]
    visits = {one["date_from"] for one in of(lines, "nursing")}
    if all({one["date_from"], one["date_through"]} <= visits for one in external):
        return None  # a day on which a nurse comes may be a per diem by itself
    return [line for line in lines if line not in of(lines, "drug", "unlisted")]


@kind("59 left out", "HIP112")
def _(lines: list[Row]) -> list[Row] | None:
    line = next((one for one in of(lines, "per_diem") if one["payer"] == "bcbsnc" and one["modifiers"]), None)
    return with_cells(lines, line, modifiers=line["modifiers"].removeprefix("59 ")) if line else None
