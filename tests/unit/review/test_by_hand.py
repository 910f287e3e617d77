"""Claims made by hand, with what a biller would say of each: the rules that must find something, and no others.

The first half holds one mistake each, after the 31 rules that issue 6 asks for; the second half is right, under every
payer and none, or holds a mistake that looks like others.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import polars as pl
import pytest

from hipkit.payers.files import payers
from hipkit.review.finding import Finding, findings
from hipkit.review.run.rules import review
from hipkit.review.table import COLUMNS, typed
from tests.helpers.review_lines import TODAY

CASES: list[tuple[str, tuple[dict[str, Any], ...], str, dict[str, str]]] = []
SPAN = {"date_from": "2021-03-01", "date_through": "2021-03-31"}
H = "hmsa"
M = "5 mg/hr;24;25 mg/mL"
N = "00074113303 ML 148.8"


def t(name: str, *rows: dict[str, Any], want: str = "", **common: str) -> None:
    """A claim: its lines, the rules (with their slips) that must tell of it, and the cells of all lines."""
    CASES.append((name, rows, want, common))


def r(code: str, units: object, **cells: Any) -> dict[str, Any]:
    """A line: `d` first..last day, `o` dose;hours;strength, `n` NDC, unit of measure and quantity."""
    line: dict[str, Any] = {"code": code, "units": units}
    if "d" in cells:
        first, _, last = cells.pop("d").partition("..")
        line |= {"date_from": first, "date_through": last or first}
    if "o" in cells:
        line |= dict(zip(("dose", "hours_per_day", "strength"), cells.pop("o").split(";"), strict=True))
    if "n" in cells:
        line |= dict(zip(("ndc", "ndc_uom", "ndc_quantity"), cells.pop("n").split(), strict=True))
    names = {"m": "modifiers", "p": "payer", "pos": "place_of_service", "desc": "description"}
    return line | {names.get(name, name): cell for name, cell in cells.items()}


for payer in ("", "acme", *payers()):
    t(
        f"seed by the text, {payer or 'no payer'}",
        r("S9326", 31),
        r("J2270", 372, o=M, n=N, drug="morphine sulfate"),
        payer=payer,
    )
t(
    "published",
    r("S9325", 31),
    r(
        "J3490",
        149,
        o=M,
        n="00074113303 ML 149",
        drug="morphine sulfate",
        desc="morphine sulfate 25 mg/mL total 3720 mg",
    ),
    payer=H,
)
t("01 generic+specific", r("S9325", 31), r("S9326", 31), r("J2270", 372, o=M, n=N), want="HIP101", payer=H)
t(
    "02 two per diems",
    r("S9326", 31),
    r("S9326", 31),
    r("J2270", 372, o=M, n=N),
    r("J3010", 744, o="0.1 mg/hr;24;0.05 mg/mL", drug="fentanyl citrate"),
    want="HIP502:sent-twice",
    payer=H,
)
t("03 SH alone", r("S9326", 31, m="SH"), r("J2270", 372, o=M, n=N), want="HIP103", payer=H)
t("03 SJ without SH", r("S9326", 31), r("S9326", 31, m="SJ"), r("J2270", 372, o=M, n=N), want="HIP104", payer=H)
t(
    "04 31 in april",
    r("S9326", 31, d="2021-04-01..2021-04-30"),
    r("J2270", 360, o=M, d="2021-04-01..2021-04-30"),
    want="HIP105:days-of-another-month",
    payer=H,
)
t("04 32 in march", r("S9326", 32), r("J2270", 372, o=M), want="HIP105:one-day-too-many", payer=H)
t("04 744", r("S9326", 744), r("J2270", 372, o=M), want="HIP105:per-diem-by-the-hour", payer=H)
t("04 310", r("S9326", 310), r("J2270", 372, o=M), want="HIP105:point-moved", payer=H)
t(
    "05 bcbsnd",
    r("S9326", 31, d="2024-03-15..2024-04-14"),
    r("J2270", 372, o=M, d="2024-03-15..2024-04-14"),
    want="HIP106 HIP106",
    payer="bcbsnd",
)
t(
    "05 hmsa month",
    r("S9326", 31, d="2024-03-15..2024-04-14"),
    r("J2270", 372, o=M, d="2024-03-15..2024-04-14"),
    want="",
    payer=H,
)
t("06 twice", r("S9326", 31), r("J2270", 372, o=M, n=N), r("J2270", 372, o=M, n=N), want="HIP502:sent-twice", payer=H)
t("06 per diem twice", r("S9326", 31), r("S9326", 31), r("J2270", 372, o=M, n=N), want="HIP502:sent-twice", payer=H)
t(
    "06 overlap drug",
    r("S9326", 31),
    r("J2270", 240, o=M, n="00074113303 ML 96", d="2021-03-01..2021-03-20"),
    r("J2270", 204, o=M, n="00074113303 ML 81.6", d="2021-03-15..2021-03-31"),
    want="HIP503",
    payer=H,
)
t(
    "06 overlap drug no ndc",
    r("S9326", 31),
    r("J2270", 240, o=M, d="2021-03-01..2021-03-20"),
    r("J2270", 204, o=M, d="2021-03-15..2021-03-31"),
    want="",
    payer=H,
)
t(
    "06 overlap per diem",
    r("S9326", 20, d="2021-03-01..2021-03-20"),
    r("S9326", 17, d="2021-03-15..2021-03-31"),
    r("J2270", 372, o=M, n=N),
    want="HIP102",
    payer=H,
)
t(
    "06 two claims",
    r("S9326", 31, claim="a"),
    r("J2270", 372, o=M, claim="a"),
    r("S9326", 31, claim="b"),
    r("J2270", 372, o=M, claim="b"),
    want="HIP504:sent-twice HIP504:sent-twice",
    payer=H,
    patient_id="P",
)
t(
    "06 two claims overlap",
    r("S9326", 31, claim="a"),
    r("J2270", 372, o=M, claim="a"),
    r("S9326", 31, claim="b", d="2021-03-15..2021-04-14"),
    r("J2270", 372, o=M, claim="b", d="2021-03-15..2021-04-14"),
    want="HIP504:sent-twice",
    payer=H,
    patient_id="P",
)
t(
    "06 generic on another claim",
    r("S9325", 31, claim="a"),
    r("J2270", 372, o=M, claim="a"),
    r("S9326", 31, claim="b"),
    r("J2795", 1488, o="2 mg/hr;24;2 mg/mL", claim="b"),
    want="HIP101",
    payer=H,
    patient_id="P",
)
t(
    "dates of the drug reversed",
    r("S9326", 31, d="2024-03-01..2024-03-31"),
    r("J2270", 372, o=M, d="2024-03-31..2024-03-01"),
    want="HIP501",
    payer=H,
)
t(
    "dates of the per diem reversed",
    r("S9326", 31, d="2024-03-31..2024-03-01"),
    r("J2270", 372, o=M, d="2024-03-01..2024-03-31"),
    want="HIP501",
    payer=H,
)
t(
    "dates of the first therapy reversed",
    r("S9326", 20, d="2024-03-20..2024-03-01"),
    r("S9326", 20, m="SH", d="2024-03-05..2024-03-24"),
    r("J2270", 240, o=M, d="2024-03-05..2024-03-24"),
    want="HIP501",
    payer=H,
)
t("07 S9326 12 h by weight", r("S9326", 31), r("J2270", 186, o="0.1 mg/kg/hr;12;25 mg/mL"), want="HIP107", payer=H)
t("07 S9326 12 h by day", r("S9326", 31), r("J2270", 372, o="120 mg/day;12;25 mg/mL"), want="HIP107", payer=H)
t("07 S9326 24 h by weight", r("S9326", 31), r("J2270", 186, o="0.1 mg/kg/hr;24;25 mg/mL"), payer=H)
t("07 S9326 12 h", r("S9326", 31), r("J2270", 186, o="5 mg/hr;12;25 mg/mL"), want="HIP107", payer=H)
t("07 S9327 24 h", r("S9327", 31), r("J2270", 372, o=M), want="HIP107", payer=H)
t("07 generic bcbstx", r("S9325", 31), r("J2270", 372, o=M), want="HIP108", payer="bcbstx")
t("08 S9328", r("S9328", 31), r("J2270", 372, o=M), want="HIP109 HIP114", payer=H)
t("08 S9328 blank payer", r("S9328", 31), r("J2270", 372, o=M), want="HIP109 HIP114")
t("09 drug alone", r("J2270", 372, o=M), want="HIP110", payer=H)
t("09 per diem alone", r("S9326", 31), want="HIP111", payer=H)
t(
    "10 J3490 bcbstx",
    r("S9326", 31),
    r("J3490", 1, o=M, n=N, drug="morphine sulfate", desc="morphine 3720 mg"),
    want="HIP204",
    payer="bcbstx",
)
t(
    "10 J3490 blank",
    r("S9326", 31),
    r("J3490", 1, n="00409113403 ML 74.4", desc="morphine 3720 mg"),
    want="HIP204",
    payer="",
)
t(
    "10 J3490 blank desc only",
    r("S9326", 31),
    r("J3490", 1, desc="morphine sulfate 25 mg/mL 3720 mg"),
    want="HIP204",
    payer="",
)
t("11 hmsa mg", r("S9326", 31), r("J3490", 3720, n=N, desc="ketamine 3720 mg"), want="HIP205", payer=H)
t("11 medicare", r("J3490", 149, desc="ketamine 3720 mg"), want="HIP205", payer="medicare", place_of_service="12")
t("12 no text", r("S9326", 31), r("J3490", 149, n=N), want="HIP206", payer=H)
t("12 no text no ndc", r("S9326", 31), r("J3490", 149), want="HIP206", payer=H)
t("12 long text", r("S9326", 31), r("J3490", 149, n=N, desc="ketamine " * 10), want="HIP206", payer=H)
t("13 no qty", r("S9326", 31), r("J2270", 372, ndc="00074113303", ndc_uom="ML"), want="HIP302", payer=H)
t("13 no ndc but qty", r("S9326", 31), r("J2270", 372, ndc_quantity="148.8", ndc_uom="ML"), want="HIP302", payer=H)
t("14 hyphens", r("S9326", 31), r("J2270", 372, n="00074-1133-03 ML 148.8"), want="HIP301", payer=H)
t("14 ten", r("S9326", 31), r("J2270", 372, n="0074113303 ML 148.8"), want="HIP301", payer=H)
t("14 zeros", r("S9326", 31), r("J2270", 372, n="00000000000 ML 148.8"), want="HIP301", payer=H)
t("14 spread", r("S9326", 31), r("J2270", 372, n="74113303 ML 148.8"), want="HIP301:ndc-zeros-lost", payer=H)
t("14 exp", r("S9326", 31), r("J2270", 372, n="7.41133E+07 ML 148.8"), want="HIP301:spreadsheet", payer=H)
t("14 dot0", r("S9326", 31), r("J2270", 372, n="74113303.0 ML 148.8"), want="HIP301:spreadsheet", payer=H)
t("14 N4", r("S9326", 31), r("J2270", 372, n="N400074113303 ML 148.8"), want="HIP301", payer=H)
t("15 UN liquid", r("S9326", 31), r("J2270", 372, n="00409113403 UN 4"), want="HIP305:un-for-ml", payer=H)
t(
    "15 UN liquid ordered",
    r("S9326", 31),
    r("J2270", 372, n="00409113403 UN 4", o="5 mg/hr;24;50 mg/mL"),
    want="HIP305:un-for-ml",
    payer=H,
)
t("15 ME bcbsm", r("S9326", 31), r("J2270", 372, n="00074113303 ME 3720"), want="HIP304", payer="bcbsm")
t("15 ME bcbsm liquid", r("S9326", 31), r("J2270", 372, n="00409113403 ME 3720"), want="HIP304", payer="bcbsm")
t("15 F2 bcbsm liquid", r("S9326", 31), r("J2270", 372, n="00409113403 F2 3720"), want="HIP304", payer="bcbsm")
t("15 ME hmsa", r("S9326", 31), r("J2270", 372, n="00074113303 ME 3720"), want="", payer=H)
t("15 mL lower", r("S9326", 31), r("J2270", 372, n="00074113303 ml 148.8", o=M), want="", payer=H)
t(
    "16 mg as units",
    r("S9326", 31),
    r("J2270", 3720, n="00409113403 ML 74.4"),
    want="HIP227 HIP309:mg-for-units",
    payer=H,
)
t("16 ml as units", r("S9326", 31), r("J2270", 74, n="00409113403 ML 74.4"), want="HIP309:ml-for-units", payer=H)
t("16 x10", r("S9326", 31), r("J2270", 3720, n=N, strength="25 mg/mL"), want="HIP227 HIP309:mg-for-units", payer=H)
t("16 x100", r("S9326", 31), r("J2270", 37200, n=N, strength="25 mg/mL"), want="HIP227 HIP309:point-moved", payer=H)
t("16 x1000", r("S9326", 31), r("J2270", 372000, n=N, strength="25 mg/mL"), want="HIP227 HIP309:mcg-as-mg", payer=H)
t("16 x25", r("S9326", 31), r("J2270", 9300, n=N, strength="25 mg/mL"), want="HIP227 HIP309:mg-for-ml", payer=H)
t("16 qty = mg", r("S9326", 31), r("J2270", 372, n="00409113403 ML 3720"), want="HIP309:mg-for-ml", payer=H)
t("16 qty = units", r("S9326", 31), r("J2270", 372, n="00409113403 ML 372"), want="HIP309:ml-for-units", payer=H)
t("17 decimals", r("S9326", 31), r("J2270", 372, n="00074113303 ML 148.80005"), want="HIP306", payer=H)
t(
    "18 J1170",
    r("S9326", 31, d="2024-10-01..2024-10-31"),
    r("J1170", 180, d="2024-10-01..2024-10-31"),
    want="HIP201",
    payer=H,
)
t(
    "18 span over change",
    r("S9326", 31, d="2024-09-15..2024-10-15"),
    r("J1170", 180, d="2024-09-15..2024-10-15"),
    want="HIP201",
    payer=H,
)
t(
    "18 J1170 good",
    r("S9326", 30, d="2024-09-01..2024-09-30"),
    r("J1170", 18, d="2024-09-01..2024-09-30", o="0.1 mg/hr;24;1 mg/mL", drug="hydromorphone"),
    want="",
    payer=H,
)
t(
    "18 J1171 early",
    r("S9326", 30, d="2024-09-01..2024-09-30"),
    r("J1171", 720, d="2024-09-01..2024-09-30", o="0.1 mg/hr;24;1 mg/mL", drug="hydromorphone"),
    want="HIP201",
    payer=H,
)
t(
    "18 40fold",
    r("S9326", 31, d="2024-10-01..2024-10-31"),
    r("J1171", 19, d="2024-10-01..2024-10-31", o="0.1 mg/hr;24;1 mg/mL", drug="hydromorphone"),
    want="HIP221:unit-of-the-ended-code",
    payer=H,
)
t("19 order", r("S9326", 31), r("J2270", 12, o=M), want="HIP221:days-left-out", payer=H)
t("20 99602", r("S9326", 31), r("J2270", 372, o=M), r("99602", 1, d="2021-03-02"), want="HIP401", payer=H)
t(
    "20 5h/day bcbsm",
    r("S9326", 31),
    r("J2270", 372, o=M),
    r("99601", 1, d="2021-03-02"),
    r("99602", 3, d="2021-03-02"),
    want="HIP402",
    payer="bcbsm",
)
t(
    "20 5h/day hmsa",
    r("S9326", 31),
    r("J2270", 372, o=M),
    r("99601", 1, d="2021-03-02"),
    r("99602", 3, d="2021-03-02"),
    want="",
    payer="hmsa",
)
t(
    "20 week bcbsm",
    r("S9326", 31),
    r("J2270", 372, o=M),
    *[r(c, u, d=f"2021-03-{d:02}") for d in (1, 2, 3, 4) for c, u in (("99601", 1), ("99602", 2))],
    want="HIP403",
    payer="bcbsm",
)
t(
    "20 min bcbsm",
    r("S9326", 31),
    r("J2270", 372, o=M),
    r("99601", 1, d="2021-03-02"),
    r("99602", 1, d="2021-03-02", minutes=150),
    want="HIP404",
    payer="bcbsm",
)
t(
    "20 min ok bcbsm",
    r("S9326", 31),
    r("J2270", 372, o=M),
    r("99601", 1, d="2021-03-02"),
    r("99602", 1, d="2021-03-02", minutes=151),
    want="",
    payer="bcbsm",
)
t("21 MUE", r("J2270", 400, d="2025-03-01"), want="HIP227 HIP605", payer="medicare", place_of_service="12")
t(
    "21 MUE hmsa",
    r("S9326", 1, d="2025-03-01"),
    r("J2270", 400, d="2025-03-01"),
    want="HIP227",
    payer="hmsa",
    place_of_service="12",
)
t("21 MUE blank", r("J2270", 400, d="2025-03-01"), want="HIP227", payer="", place_of_service="12")
t("22 JZ home medicare", r("J2270", 372, m="JZ", d="2025-03-01..2025-03-31"), payer="medicare", place_of_service="12")
t("22 JZ home, 2023", r("J2270", 372, m="JZ", d="2023-03-01..2023-03-31"), payer="medicare", place_of_service="12")
t("22 no JZ office medicare", r("J1885", 2, d="2025-03-01"), want="HIP234", payer="medicare", place_of_service="11")
t("22 JW bcbsnc", r("S9326", 31), r("J2270", 372, o=M), r("J2270", 20, m="JW"), want="HIP232", payer="bcbsnc")
t("22 JW hmsa", r("S9326", 31), r("J2270", 372, o=M), r("J2270", 20, m="JW"), want="", payer="hmsa")
t("23 KD missing", r("J2278", 500, d="2025-03-01"), want="HIP234 HIP235", payer="medicare", place_of_service="11")
t(
    "24 compound",
    r("S9326", 31),
    r("J7999", 1, desc="morphine and bupivacaine", n="00409113403 ML 20"),
    r("J2270", 372),
    want="HIP209 HIP209",
    payer=H,
)
t(
    "25 bag",
    r("S9326", 31),
    r("J2270", 372, n="00409113403 ML 744", o="5 mg/hr;24;50 mg/mL"),
    want="HIP307:point-moved",
    payer=H,
)
t(
    "25 bag by strength",
    r("S9326", 31),
    r("J2270", 372, n="00409113403 ML 744", o="5 mg/hr;24;5 mg/mL"),
    want="HIP307:bag-for-vial HIP308:bag-for-vial",
    payer=H,
)
t("25 bag x5", r("S9326", 31), r("J2270", 372, n="00074113303 ML 744", o=M), want="HIP307:bag-for-vial", payer=H)
t(
    "25 rounded up, which no reading of HMSA does",
    r("S9326", 31),
    r("J2270", 372, n="00409113403 ML 75", o="5 mg/hr;24;50 mg/mL"),
    want="HIP307",
    payer=H,
)
t("25 to the nearest", r("S9326", 31), r("J2270", 372, n="00409113403 ML 74", o="5 mg/hr;24;50 mg/mL"), payer=H)
t("25 silent", r("S9326", 31), r("J2270", 372, n="00409113403 ML 75", o="5 mg/hr;24;50 mg/mL"), payer="bcbsnd")
t(
    "26 pump max",
    r("S9326", 31),
    r("J2270", 372, pump_maximum="120 mg/day"),
    want="HIP223:pca-maximum-as-given",
    payer=H,
)
t(
    "27 vials",
    r("S9326", 31),
    r("J2270", 400, n="00409113403 ML 80", o="5 mg/hr;24;50 mg/mL"),
    want="HIP222:whole-vials",
    payer=H,
)
t("28 auth missing", r("S9326", 31, authorization="A1"), r("J2270", 372, o=M), want="HIP611", payer=H)
t(
    "28 auth expired",
    r("S9326", 31, authorization="A1", authorization_through="2021-03-15"),
    r("J2270", 372, o=M, authorization="A1", authorization_through="2021-04-15"),
    want="HIP612",
    payer=H,
)
t(
    "28 auth exceeded",
    r("S9326", 31, authorization="A1", authorization_units=14),
    r("J2270", 372, o=M, authorization="A1"),
    want="HIP613",
    payer=H,
)
t("29 SS home", r("S9326", 31, m="SS"), r("J2270", 372, o=M), want="HIP604", payer=H, place_of_service="12")
t("29 SS suite", r("S9326", 31, m="SS"), r("J2270", 372, o=M), want="", payer=H, place_of_service="49")
t("30 decimals", r("S9326", 31), r("J3490", "148.8", n=N, desc="ketamine 25 mg/mL"), want="HIP601", payer=H)
t("30 zero units", r("S9326", 0), r("J2270", 372, o=M), want="HIP601", payer=H)
t("30 charge neg", r("S9326", 31, charge="-1.00"), r("J2270", 372, o=M), want="HIP602", payer=H)
t("30 charge 3 dec", r("S9326", 31, charge="1.005"), r("J2270", 372, o=M), want="HIP602", payer=H)

# ---- right claims, and mistakes that look like others

t("E0781 blank", r("E0781", 1, d="2021-03-01"), r("A4221", 4), r("J2270", 372, n=N))
t(
    "medicare external pump",
    r("E0781", 1, m="RR", d="2025-03-01"),
    r("K0455", 1, m="RR", d="2025-03-01"),
    r("A4221", 4, d="2025-03-01"),
    r("J2270", 300, d="2025-03-01..2025-03-31", n="00409113403 ML 60"),
    payer="medicare",
    place_of_service="12",
)
t("medicare office JZ", r("J1885", 2, m="JZ", d="2025-03-01"), payer="medicare", place_of_service="11")
t(
    "medicare office JW+plain",
    r("J1885", 2, d="2025-03-01"),
    r("J1885", 1, m="JW", d="2025-03-01"),
    payer="medicare",
    place_of_service="11",
)
t("medicare office before 2023-10", r("J1885", 2, d="2023-03-01"), payer="medicare", place_of_service="11")
t(
    "medicare implanted refill",
    r("J2278", 500, m="KD JZ", d="2025-03-01"),
    r("62370", 1, d="2025-03-01"),
    payer="medicare",
    place_of_service="11",
)
t(
    "medicare compounded pump",
    r("J7999", 1, m="KD", desc="morphine 20 mg/mL bupivacaine 5 mg/mL 20 mL", d="2025-03-01"),
    payer="medicare",
    place_of_service="11",
)
t("medicare J3490 x1", r("J3490", 1, desc="ketamine 100 mg", d="2025-03-01"), payer="medicare", place_of_service="11")
t("medicare S0093", r("S0093", 1, d="2025-03-01"), payer="medicare", want="HIP606")
t("medicare S5498", r("S5498", 1, d="2025-03-01"), payer="medicare", want="HIP606")
t("antibiotic beside", r("S9326", 31), r("J2270", 372, o=M), r("S9500", 31, m="SH"), r("J0696", 31), payer=H)
t("S9500 first, pain second SH", r("S9500", 31), r("J0696", 31), r("S9326", 31, m="SH"), r("J2270", 372, o=M), payer=H)
t("PCA no order", r("S9326", 31), r("J2270", 211, n="00074113303 ML 84.4"), payer=H)
t("refill implanted", r("S9328", 30, d="2021-04-05..2021-05-04"), r("J2274", 20, d="2021-04-05"), payer=H)
t(
    "refill earlier month",
    r("S9328", 31, d="2021-05-01..2021-05-31", claim="b"),
    r("J2274", 20, d="2021-04-05", claim="a"),
    r("S9328", 26, d="2021-04-05..2021-04-30", claim="a"),
    payer=H,
    patient_id="P",
)
t("S9328 month alone", r("S9328", 31), payer=H)
t(
    "two drugs SH",
    r("S9326", 31),
    r("S9326", 31, m="SH"),
    r("J2270", 372, o=M),
    r("J2795", 1488, o="2 mg/hr;24;2 mg/mL"),
    payer=H,
)
t(
    "two drugs 59 SH bcbsnc",
    r("S9326", 31),
    r("S9326", 31, m="59 SH"),
    r("J2270", 372, o=M),
    r("J2795", 1488, o="2 mg/hr;24;2 mg/mL"),
    payer="bcbsnc",
)
t(
    "SH first in modifiers order bcbsnc",
    r("S9326", 31),
    r("S9326", 31, m="SH 59"),
    r("J2270", 372, o=M),
    r("J2795", 1488, o="2 mg/hr;24;2 mg/mL"),
    payer="bcbsnc",
)
t(
    "three",
    r("S9326", 31),
    r("S9326", 31, m="SH"),
    r("S9327", 31, m="SJ"),
    r("J2270", 372, o=M),
    r("J2795", 1488, o="2 mg/hr;24;2 mg/mL"),
    r("J1885", 62),
    payer="bcbstx",
)
t("leap", r("S9326", 29, d="2024-02-01..2024-02-29"), r("J2270", 348, o=M, d="2024-02-01..2024-02-29"), payer="bcbsnd")
t(
    "nd two months",
    r("S9326", 17, d="2024-03-15..2024-03-31"),
    r("S9326", 14, d="2024-04-01..2024-04-14"),
    r("J2270", 204, o=M, d="2024-03-15..2024-03-31"),
    r("J2270", 168, o=M, d="2024-04-01..2024-04-14"),
    payer="bcbsnd",
)
t(
    "code change",
    r("S9326", 31, d="2024-09-15..2024-10-15"),
    r("J1170", 10, d="2024-09-15..2024-09-30", o="0.1 mg/hr;24;1 mg/mL", drug="hydromorphone"),
    r("J1171", 360, d="2024-10-01..2024-10-15", o="0.1 mg/hr;24;1 mg/mL", drug="hydromorphone"),
    payer=H,
)
t("hospital days", r("S9326", 28), r("J2270", 336, o=M, n="00074113303 ML 134.4"), payer=H)
t("hospital days blank", r("S9326", 28), r("J2270", 336, o=M, n="00074113303 ML 134.4"))
t(
    "split full box",
    r("S9326", 31),
    r("J2278", 999, o="2 mcg/hr;24;25 mcg/mL"),
    r("J2278", 489, o="2 mcg/hr;24;25 mcg/mL"),
    payer=H,
)
t(
    "split two NDC",
    r("S9326", 31),
    r("J2270", 300, o=M, n="00074113303 ML 120"),
    r("J2270", 72, o=M, n="00074113305 ML 28.8"),
    payer=H,
)
t(
    "split wrong",
    r("S9326", 31),
    r("J2270", 300, o=M, n="00074113303 ML 120"),
    r("J2270", 172, o=M, n="00074113305 ML 68.8"),
    payer=H,
    want="HIP221 HIP221 HIP307 HIP307",
)
t("JW line", r("S9326", 31), r("J2270", 372, o=M, n=N), r("J2270", 3, m="JW", n="00074113303 ML 1.2"), payer=H)
t("office injection hmsa", r("J1885", 2, d="2021-03-01"), payer=H, place_of_service="11")
t(
    "nursing two visits 2 lines",
    r("S9326", 31),
    r("J2270", 372, o=M),
    r("99601", 1, d="2021-03-02"),
    r("99602", 1, d="2021-03-02"),
    r("99601", 1, d="2021-03-09"),
    payer=H,
)
t(
    "bcbsm second visit",
    r("S9326", 31),
    r("J2270", 372, o=M),
    r("99601", 1, d="2021-03-02"),
    r("99602", 2, d="2021-03-02"),
    payer="bcbsm",
)
t("bcbsm 99601 x3", r("S9326", 31), r("J2270", 372, o=M), r("99601", 3, d="2021-03-02"), payer="bcbsm", want="HIP406")
t("hmsa 99601 x3", r("S9326", 31), r("J2270", 372, o=M), r("99601", 3, d="2021-03-02"), payer=H, want="HIP405")
t(
    "bcbsm 12 h week",
    r("S9326", 31),
    r("J2270", 372, o=M),
    *[r(c, u, d=f"2021-03-{d:02}") for d in (1, 2, 3) for c, u in (("99601", 1), ("99602", 2))],
    payer="bcbsm",
)
t("bcbsne nursing", r("S9326", 31), r("J2270", 372, o=M), r("99601", 1, d="2021-03-02"), payer="bcbsne")
t("HMSA upper", r("S9326", 31), r("J2270", 372, o=M), payer="HMSA")
t("payer names", r("S9326", 31), r("J2270", 372, o=M), payer="Medicare Advantage of X")
t("J3490 blank mL", r("S9326", 31), r("J3490", 149, desc="ketamine hydrochloride 25 mg/mL", n=N))
t("J3490 blank 1", r("S9326", 31), r("J3490", 1, desc="ketamine hydrochloride 25 mg/mL", n=N))
t("J3490 hmsa UN", r("S9326", 31), r("J3490", 4, desc="ketamine powder", n="00074113303 UN 4"), payer=H)
t("J3490 hmsa no ndc compound", r("S9326", 31), r("J3490", 1, desc="compounded ketamine and clonidine"), payer=H)
t(
    "J3490 KD compound medicare",
    r("J3490", 1, m="KD", desc="morphine and bupivacaine compounded", d="2021-03-01"),
    payer="medicare",
    place_of_service="11",
)
t("compound J7999", r("S9328", 31), r("J7999", 1, desc="morphine and bupivacaine", d="2021-03-01"), payer=H)
t(
    "before hmsa known",
    r("S9326", 31, d="2019-03-01..2019-03-31"),
    r("J2270", 372, o=M, d="2019-03-01..2019-03-31"),
    payer=H,
)
t(
    "mcg order",
    r("S9326", 31),
    r("J3010", 744, o="100 mcg/hr;24;50 mcg/mL", drug="fentanyl citrate", n="00074113303 ML 1488"),
    payer=H,
)
t("ml order", r("S9326", 31), r("J2270", 372, o="0.2 mL/hr;24;25 mg/mL"), payer=H)
t("intermittent", r("S9327", 31), r("J2270", 186, o="10 mg/hr;6;25 mg/mL"), payer=H)
t("by day up bcbstx", r("S9327", 31), r("J2270", 31, o="1 mg/hr;6;25 mg/mL"), payer="bcbstx")
t("less than unit", r("S9327", 1, d="2021-03-01"), r("J2270", 1, o="1 mg/hr;6;25 mg/mL", d="2021-03-01"), payer=H)
t(
    "cross-claim SH",
    r("S9326", 31, claim="a"),
    r("J2270", 372, o=M, claim="a"),
    r("S9327", 31, m="SH", claim="b"),
    r("J1885", 62, claim="b"),
    payer=H,
    patient_id="P",
)
t(
    "two months same patient",
    r("S9326", 31, claim="a"),
    r("J2270", 372, o=M, claim="a"),
    r("S9326", 30, claim="b", d="2021-04-01..2021-04-30"),
    r("J2270", 360, o=M, claim="b", d="2021-04-01..2021-04-30"),
    payer=H,
    patient_id="P",
)
t(
    "SAMPLE twice",
    r("S9326", 31, claim="a"),
    r("J2270", 372, o=M, claim="a"),
    r("S9326", 31, claim="b"),
    r("J2270", 372, o=M, claim="b"),
    payer=H,
    patient_id="SAMPLE",
)
t(
    "two payers same patient",
    r("S9326", 31, claim="a", p="hmsa"),
    r("J2270", 372, o=M, claim="a", p="hmsa"),
    r("S9326", 31, claim="b", p="bcbstx"),
    r("J2270", 372, o=M, claim="b", p="bcbstx"),
    patient_id="P",
)
t("drug weekly dispensed", r("S9326", 31), *[r("J2270", 84, d=f"2021-03-{d:02}") for d in (1, 8, 15, 22)], payer=H)
t(
    "multi-dose vial rounding up",
    r("S9327", 1, d="2025-03-01"),
    r("J2270", 1, d="2025-03-01", n="00409113403 ML 0.12", o="1 mg/hr;6;50 mg/mL"),
    payer=H,
)
t(
    "suite 49 SS",
    r("S9326", 5, m="SS", d="2021-03-01..2021-03-05"),
    r("J2270", 60, o=M, d="2021-03-01..2021-03-05"),
    payer=H,
    place_of_service="49",
)
t("S9325 blank", r("S9325", 31), r("J2270", 372, o=M))
t("S9379", r("S9379", 31), payer=H)
t(
    "S0093 with NDC",
    r("S9326", 31, d="2025-03-01..2025-03-31"),
    r("S0093", 1, d="2025-03-01", n="00409113403 ML 10"),
    payer=H,
)
t("XU etc", r("S9326", 31), r("S9326", 31, m="SH XU"), r("J2270", 372, o=M), r("J2795", 1488), payer=H)
t("lower code", r("s9326", 31), r("j2270", 372, o=M), payer=H)
t("S0020", r("S9326", 31), r("S0020", 5, o="1 mg/hr;24;5 mg/mL"), payer=H)
t("weight order", r("S9326", 31), r("J2270", 372, o="0.07 mg/kg/hr;24;25 mg/mL"), payer=H)
t("per day", r("S9326", 31), r("J2270", 372, o="120 mg/day;24;25 mg/mL"), payer=H)
t("per day with 12 hours", r("S9327", 31), r("J2270", 372, o="120 mg/day;12;25 mg/mL"), payer=H)
t("24 h block nc", r("S9326", 30), r("J2270", 372, o=M), payer="bcbsnc")
t(
    "1170 31 days",
    r("S9326", 31),
    r("J1170", 30, o="0.16 mg/hr;24;1 mg/mL", drug="hydromorphone hydrochloride"),
    payer=H,
)
t("no order cols mixed", r("S9326", 31), r("J2270", 372, dose="5 mg/hr"), payer=H)
t("dose of pump unknown", r("S9326", 31), r("J2270", 372, dose="PCA 1 mg q10min"), payer=H, want="HIP225")
t("description with NA", r("S9326", 31), r("J3490", 149, desc="NA", drug="NA", n=N), payer=H)
t("SD SS nursing", r("99601", 1, m="SD", d="2021-03-02"), r("S9326", 31), r("J2270", 372, o=M), payer=H)
t("JZ pre", r("S9326", 31), r("J2270", 372, m="JZ", o=M), payer=H, want="HIP608")
t("KD hmsa", r("S9328", 31), r("J2274", 20, m="KD", d="2021-03-01"), payer=H)


@pytest.fixture(scope="module")
def told() -> dict[int, list[Finding]]:
    """The findings on each case that are no information; all of them are reviewed at once."""
    lines = []
    for number, (_, rows, _, common) in enumerate(CASES):
        for place, cells in enumerate(rows, 1):
            line = dict.fromkeys(COLUMNS, "") | SPAN | {"line": str(place)} | common
            line |= {name: str(cell) for name, cell in cells.items() if name != "claim"}
            line["claim_id"] = f"{number}/{cells.get('claim', '')}"
            if line["patient_id"] not in ("", "SAMPLE"):
                line["patient_id"] += f"-{number}"
            lines.append(line)
    read = typed(pl.DataFrame(lines).with_row_index("row_number", 1))
    found: dict[int, list[Finding]] = defaultdict(list)
    for one in findings(review(read.lines, today=TODAY, set_aside=read.set_aside).findings):
        if one.severity != "info":
            found[int(str(one.claim_id).partition("/")[0])].append(one)
    return found


def _named(one: Finding) -> str:
    return one.rule if one.slip is None else f"{one.rule}:{one.slip.partition(':')[0]}"


@pytest.mark.parametrize("number", range(len(CASES)), ids=lambda number: CASES[number][0])
def test_claims_made_by_hand(number: int, told: dict[int, list[Finding]]) -> None:
    _, _, want, _ = CASES[number]
    assert sorted(_named(one) for one in told[number]) == sorted(want.split()), told[number]
