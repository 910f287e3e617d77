"""A claim's formats: every number is the claim's, text stays text, and what a form cannot carry is refused."""

from __future__ import annotations

import csv
import datetime
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import openpyxl
import pypdf
import pytest

from hipkit import Bill, Continuous, InputError, Intermittent, Order, Pca, PumpRefill, bill
from hipkit.billing.second_check import outcome_of, read_typed
from hipkit.claim import table as claimlines
from hipkit.claim.claim import Claim, sample_claim
from hipkit.claim.line import ServiceLine
from hipkit.formats.claim import csv as table
from hipkit.formats.claim import html as claim_html
from hipkit.formats.claim import json as claim_json
from hipkit.formats.claim import paste, worksheet, x12, xlsx
from hipkit.order.check import TYPED, Check, Outcome
from hipkit.values.ndc import Ndc
from hipkit.values.notation import exact, people
from tests.helpers.claims_made import Made, claims

MARCH = {"start": "2021-03-01", "end": "2021-03-31"}
RATE = Continuous("5 mg/hr", hours_per_day=24)
SEED = {"drug": "morphine sulfate", "regimen": RATE, "strength": "25 mg/mL", "ndc": "00074-1133-03"} | MARCH
FILED: dict[str, Callable[[Claim], object]] = {
    "x12": x12.x12_text,
    "xlsx": xlsx.xlsx_bytes,
    "pdf": worksheet.pdf_bytes,
}
SHOWN: dict[str, Callable[[Claim], object]] = {
    "csv": table.csv_text,
    "frame": table.frame,
    "text": paste.paste_text,
    "json": claim_json.answer,
}


def billed(
    reading: str = "rule-text", payer: str = "hmsa", choices: dict[str, str] | None = None, **more: object
) -> Bill:
    fields = {name: value for name, value in (SEED | more).items() if value is not None}
    return bill(Order(**fields), payer, reading, choices, datetime.date(2026, 1, 1))


def claim_of(**more: object) -> Claim:
    return sample_claim(billed(**more))


@pytest.fixture(scope="module")
def seed() -> Claim:
    return sample_claim(billed(), charges={"S9326": "3,100.05"})


@pytest.fixture(scope="module")
def made() -> list[Made]:
    return list(claims(160))


def opened(data: bytes) -> tuple[list[str], list[list[openpyxl.cell.Cell]]]:
    """The names of the columns of the first sheet, and its rows."""
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    head, *rows = sheet.iter_rows()
    return [str(cell.value) for cell in head], [list(row) for row in rows]


def pages(data: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages]


# ---- who is refused by what is filed


@pytest.mark.parametrize("form", FILED)
@pytest.mark.parametrize(
    ("field", "more"),
    [
        (
            "choose",
            {
                "payer": "bcbsnd",
                "drug": "fentanyl",
                "regimen": Continuous("0.0417 mg/hr", 24),
                "strength": "0.05 mg/mL",
            },
        ),
        ("confirm", {"regimen": Continuous("50 mg/hr", 24), "strength": "250 mg/mL"}),
        ("from", {"start": None, "end": None, "days": 31}),
        ("ndc", {"reading": "published-example", "ndc": None}),
        ("claim", {"start": "2018-03-01", "end": "2018-03-31"}),
    ],
    ids=["a choice is open", "a reason is missing", "no dates", "J3490 without NDC", "no line"],
)
def test_what_is_filed_wants_a_claim_that_is_ready(form: str, field: str, more: dict[str, object]) -> None:
    whole = claim_of(**more)
    with pytest.raises(InputError) as refused:
        FILED[form](whole)
    assert refused.value.field == field
    for show in SHOWN.values():
        assert show(whole) is not None


def test_a_reason_that_was_typed_makes_it_ready() -> None:
    whole = claim_of(regimen=Continuous("50 mg/hr", 24), strength="250 mg/mL", confirm="read off the pump")
    for write in FILED.values():
        assert write(whole)
    assert "Reason: read off the pump" in "\n".join(pages(worksheet.pdf_bytes(whole)))


# ---- the numbers of each format


def test_the_table_has_the_promised_columns_and_the_claims_values(made: list[Made]) -> None:
    for one in made:
        read = list(csv.DictReader(io.StringIO(table.csv_text(one.claim))))
        assert len(read) == len(one.claim.lines)
        for row, line in zip(read, one.claim.lines, strict=True):
            assert tuple(row) == claimlines.COLUMNS
            assert (row["claim_id"], row["patient_id"], row["payer"]) == ("SAMPLE-1", "SAMPLE", one.payer)
            assert (row["line"], row["code"], row["place_of_service"]) == (str(line.number), line.code, "12")
            assert tuple(row["modifiers"].split()) == line.modifiers
            assert (row["date_from"], row["date_through"]) == (str(line.start), str(line.end))
            assert Fraction(row["units"]) == line.units
            assert Fraction(row["charge"]) == line.charge
            assert re.fullmatch(r"[0-9]+\.[0-9]{2}", row["charge"])
            assert row["description"] == (line.description or "")
            assert row["ndc"] == (line.ndc.ndc11 if line.ndc else "")
            assert row["ndc_uom"] == (line.ndc_uom or "")
            assert (Fraction(row["ndc_quantity"]) if row["ndc_quantity"] else None) == line.ndc_quantity


def test_a_dose_in_the_table_gives_the_quantity_that_is_billed(made: list[Made]) -> None:
    seen = 0
    for one in made:
        for row, line in zip(claimlines.rows(one.claim), one.claim.lines, strict=True):
            if line.kind != "drug":
                assert not row["drug"] + row["dose"] + row["hours_per_day"] + row["strength"]
                continue
            assert row["drug"]
            assert row["strength"].endswith(" mg/mL")
            assert bool(row["dose"]) == bool(row["hours_per_day"])
            if not row["dose"] or not row["ndc_quantity"]:
                continue
            seen += 1
            assert line.start is not None
            assert line.end is not None
            days = (line.end - line.start).days + 1
            number, unit = row["dose"].split(" ")
            a_day = {
                "mg/hr": 1,
                "mcg/hr": Fraction(1, 1000),
                "mg/day": Fraction(1, 24),
                "mcg/day": Fraction(1, 24000),
            }
            milligrams = Fraction(number) * a_day[unit] * Fraction(row["hours_per_day"]) * days
            volume = milligrams / Fraction(row["strength"].removesuffix(" mg/mL"))
            assert abs(volume - Fraction(row["ndc_quantity"])) < 1
    assert seen > 20


@pytest.mark.parametrize(
    ("dose", "more"),
    [
        ("5 mg/hr", {}),
        ("120 mg/day", {"regimen": Continuous("120 mg/day")}),
        ("0.2 mL/hr", {"regimen": Continuous("0.2 mL/hr", 24)}),
        ("", {"regimen": Continuous("1 mL/hr", 24), "bag": "5 mg/mL"}),
        ("", {"regimen": Continuous("0.1 mg/kg/hr", 24), "weight": "50 kg"}),
        ("", {"regimen": Continuous("5 mg/hr", 24, [("2021-03-15", "6 mg/hr")])}),
        ("", {"without": ["2021-03-10"]}),
        ("", {"regimen": Intermittent("10 mg", 4)}),
        ("", {"regimen": Pca("0.5 mg", 12, "1 mg/hr")}),
        ("", {"regimen": PumpRefill("20 mL", 1)}),
    ],
    ids=lambda one: str(one)[:20],
)
def test_a_dose_stands_in_the_table_only_where_it_tells_the_whole_amount(dose: str, more: dict[str, object]) -> None:
    row = claimlines.rows(claim_of(**more))[-1]
    assert row["dose"] == dose
    assert row["strength"] == "25 mg/mL"


def test_a_strength_without_an_end_is_written_out_exactly() -> None:
    row = claimlines.rows(claim_of(strength="50 mg/3 mL"))[-1]
    assert row["strength"] == "50 mg/3 mL"


def test_the_frame_is_exact_and_its_texts_are_text(made: list[Made]) -> None:
    for one in made[:30]:
        frame = table.frame(one.claim)
        assert list(frame.columns) == list(claimlines.COLUMNS)
        assert sum(frame["charge"]) == one.claim.charge
        assert list(frame["units"]) == [line.units for line in one.claim.lines]
        assert [None if cell is None else Fraction(cell) for cell in frame["ndc_quantity"]] == [
            line.ndc_quantity for line in one.claim.lines
        ]
        texts = set(claimlines.COLUMNS) - set(claimlines.WHOLE) - set(claimlines.DECIMAL)
        assert {str(frame[name].dtype) for name in texts} == {"str"}
        assert {str(frame[name].dtype) for name in claimlines.WHOLE} == {"int64"}
        assert [str(cell) for cell in frame["ndc"]] == [row["ndc"] for row in claimlines.rows(one.claim)]


def test_the_json_holds_the_claims_values_and_no_bare_number(made: list[Made]) -> None:
    for one in made:
        answer = json.loads(json.dumps(claim_json.answer(one.claim), allow_nan=False))
        assert {type(leaf) for leaf in leaves(answer)} <= {str, bool, type(None)}
        assert Fraction(answer["charge"]) == one.claim.charge
        assert len(answer["orders"]) == len(one.bills)
        for found, line in zip(answer["lines"], one.claim.lines, strict=True):
            assert (found["code"], tuple(found["modifiers"])) == (line.code, line.modifiers)
            assert (Fraction(found["units"]), Fraction(found["charge"])) == (line.units, line.charge)
            assert (found["from"], found["through"]) == (str(line.start), str(line.end))
            assert found["ndc"] == (line.ndc.ndc11 if line.ndc else None)
            assert (Fraction(found["ndc_quantity"]) if found["ndc_quantity"] else None) == line.ndc_quantity
            assert found["origins"]["charge"]["citation"]
        assert all(notice["citation"] for notice in answer["notices"])


def leaves(found: object) -> Iterator[object]:
    """What is neither a list nor an object, in all depths."""
    if isinstance(found, dict | list):
        for one in found.values() if isinstance(found, dict) else found:
            yield from leaves(one)
    else:
        yield found


def test_the_text_to_paste_holds_every_line(made: list[Made]) -> None:
    for one in made:
        text = paste.paste_text(one.claim)
        assert text.startswith("SAMPLE CLAIM")
        assert text.isascii()
        for line in one.claim.lines:
            code = " ".join((line.code, *line.modifiers))
            days = f"{line.start} to {line.end}, place of service 12, charge {claimlines.money(line.charge)}"
            assert f"\n{line.number}. {code} x {line.units}, {days}\n" in text
            if line.ndc is not None and line.ndc_quantity is not None:
                assert f"   NDC {line.ndc}, quantity {exact(line.ndc_quantity)} ML (N4{line.ndc.ndc11} ML" in text
            if line.description:
                assert f"\n   {line.description}\n" in text
        assert f"\nTotal charge {claimlines.money(one.claim.charge)}\n" in text
        assert all(notice.text in text for notice in one.claim.notices)


def test_the_workbook_opened_again_holds_the_claims_values(made: list[Made]) -> None:
    for one in made[:80]:
        names, rows = opened(xlsx.xlsx_bytes(one.claim))
        assert tuple(names) == claimlines.COLUMNS
        for row, line, texts in zip(rows, one.claim.lines, claimlines.rows(one.claim), strict=True):
            cell = dict(zip(names, row, strict=True))
            assert (cell["line"].value, cell["units"].value) == (line.number, line.units)
            assert Decimal(str(cell["charge"].value)) == Decimal(claimlines.money(line.charge))
            assert (cell["date_from"].value.date(), cell["date_through"].value.date()) == (
                line.start,
                line.end,
            )
            quantity = cell["ndc_quantity"].value
            assert (None if quantity is None else Fraction(str(quantity))) == line.ndc_quantity
            for name in set(claimlines.COLUMNS) - set(claimlines.WHOLE) - set(claimlines.DECIMAL) - set(xlsx.DATES):
                assert (cell[name].value or "") == texts[name]
                assert cell[name].data_type == ("s" if texts[name] else "n")


def checked(bill: Bill, units: str = "372", **more: object) -> Check:
    """A second check of the units of the seed."""
    typed = dict(zip(TYPED, ("S9326", "31", "J2270", units, "148.8"), strict=True))
    read = {name: read_typed(name, text) for name, text in typed.items()}
    given = {"order": bill.order, "payer": "hmsa", "reading": "rule-text", "typed": typed, "second_by": "KL"} | more
    return Check(outcome=outcome_of(bill, read), at="2026-11-30 14:05", **given)


def text_of(claim: Claim, *checks: Check) -> str:
    return " ".join(" ".join(pages(worksheet.pdf_bytes(replace(claim, checks=checks)))).split())


def test_the_worksheet_holds_the_second_check_with_both_entries() -> None:
    one = billed()
    agreed = text_of(sample_claim(one), checked(one))
    assert "Second check 2026-11-30 14:05, checked by KL: agreement, both came to the same" in agreed
    assert "drug units 372 372" in agreed
    parted = text_of(sample_claim(one), checked(one, "3720", earlier=1))
    assert "they part at units of J2270: 372 against 3,720, 10 times as much (mg-for-units" in parted
    assert "Before it there was a comparison of the same order that parted." in parted
    again = billed(end="2021-03-30").order
    anew = Check(one.order, outcome_of(one, billed(end="2021-03-30")), "2026-11-30 14:05", "hmsa", "rule-text",
                 again=again)  # fmt: skip
    assert "through 2021-03-31 2021-03-30" in text_of(sample_claim(one), anew)


def test_a_check_of_an_order_that_was_changed_is_told_as_that() -> None:
    before, one = checked(billed(end="2021-03-30"), "360"), billed()
    told = "Checked before the order was changed: 2026-11-30 14:05, checked by KL"
    assert told in text_of(sample_claim(one), before)
    second = billed(drug="hydromorphone hydrochloride", strength="10 mg/mL", ndc=None)
    several = text_of(sample_claim([one, second]), before, checked(one))
    assert told in several and several.count("Second check") == 2


def test_a_check_that_says_otherwise_than_its_entries_is_not_printed_as_agreement() -> None:
    one = billed()
    forged = replace(checked(one, "3720"), outcome=Outcome())
    text = text_of(sample_claim(one), forged)
    assert "agreement" not in text and "is not what comes out of its entries now" in text
    parted = replace(forged, outcome=Outcome("units of J2270", "37", "3,720"))
    text = text_of(sample_claim(one), parted)
    assert "37 against" not in text and "is not what comes out of its entries now" in text
    assert "Second check" not in text_of(sample_claim(one))


def test_the_worksheet_opened_again_holds_the_claims_lines_and_steps(made: list[Made]) -> None:
    for one in made[::13]:
        found = pages(worksheet.pdf_bytes(one.claim))
        lines = [line for page in found for line in page.splitlines()]
        flat = " ".join(" ".join(lines).split())
        for line in one.claim.lines:
            assert printed(line) in lines, (one.number, printed(line))
        for order in one.bills:
            for step in order.steps:
                assert step.formula.replace(" ", "") in flat.replace(" ", ""), (one.number, step)
        for number, page in enumerate(found, 1):
            assert page.splitlines()[0] == "Unit worksheet SAMPLE"
            assert page.rstrip().endswith(f"SAMPLE. No patient, not a claim.   Page {number} of {len(found)}")
        several = len(one.bills) > 1 or bool(one.visits)
        sheets = len(one.bills) + several
        assert flat.count("Calculated by ____") == flat.count("Checked by ____") == sheets
        assert (f"Total charge {claimlines.money(one.claim.charge)}" in lines) == several


def printed(line: ServiceLine) -> str:
    """A line as the worksheet prints it."""
    quantity = people(line.ndc_quantity, "ML") if line.ndc_quantity is not None else ""
    cells = (
        str(line.number), line.code, " ".join(line.modifiers), people(line.units), str(line.start), str(line.end),
        str(line.ndc or ""), quantity, claimlines.money(line.charge),
    )  # fmt: skip
    return " ".join(cell for cell in cells if cell)


# ---- text stays text


RUN_BY_SPREADSHEETS = ['=HYPERLINK("http//x")', "=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0"]
HARMLESS = [
    "NA",
    "None",
    "nan",
    "null",
    "{7+7}",
    "%s",
    "$(id)",
    "<b &",
    "1E5",
    "00074113303",
    "2017-03-01",
    "'quoted",
]


@pytest.mark.parametrize("name", RUN_BY_SPREADSHEETS + HARMLESS)
def test_what_looks_like_a_formula_is_text_in_every_format(name: str) -> None:
    whole = claim_of(drug=None, unlisted=name, ndc="99999-1234-56", confirm="no code in HCPCS")
    (row,) = [row for row in csv.DictReader(io.StringIO(table.csv_text(whole))) if row["drug"]]
    assert row["drug"] == (f"'{name}" if name in RUN_BY_SPREADSHEETS else name)
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row.values())
    assert claimlines.rows(whole)[-1]["drug"] == list(table.frame(whole)["drug"])[-1] == name
    data = xlsx.xlsx_bytes(whole)
    names, rows = opened(data)
    cell = dict(zip(names, rows[-1], strict=True))
    assert (cell["drug"].value, cell["drug"].data_type, cell["drug"].hyperlink) == (name, "s", None)
    book = zipfile.ZipFile(io.BytesIO(data))
    inside = "".join(book.read(part).decode() for part in book.namelist() if part.startswith("xl/worksheets"))
    assert "<f" not in inside
    assert "hyperlink" not in inside
    assert "quotePrefix" in book.read("xl/styles.xml").decode()
    line = whole.lines[-1]
    assert f"HC:J3490:::::{line.description}*" in x12.x12_text(whole)
    assert f"Line 2, the text beside J3490: {line.description}" in " ".join(
        pages(worksheet.pdf_bytes(whole))[0].split("\n")
    )


def test_a_reason_is_printed_as_it_was_typed() -> None:
    reason = "{nb} <b>x</b> **y** __z__ --w-- [a](http://b) %s {7*7}"
    (page, *_) = pages(worksheet.pdf_bytes(claim_of(confirm=reason)))
    assert f"Reason: {reason}" in page.splitlines()


def test_the_reason_for_the_claim_itself_is_printed_and_read_back() -> None:
    """One drug as two orders wants a reason of the claim, which no order has."""
    first, second = billed(end="2021-03-15"), billed(start="2021-03-16")
    claim = sample_claim([first, second], confirm="both from one vial")
    *orders, whole = pages(worksheet.pdf_bytes(claim))
    assert "Reason: both from one vial" in whole.splitlines()
    assert all("Reason:" not in page for page in orders)
    assert claim_json.answer(claim)["read"]["confirm"] == "both from one vial"
    assert "both from one vial" in "".join(claim_html.parts(claim, datetime.date(2026, 1, 1), ()).values())


def test_the_reason_for_a_claim_of_one_order_stands_on_its_page() -> None:
    long = sample_claim(billed(confirm="read off the pump"), visits=[("2021-03-02", "60"), ("2021-03-02", "60")],
                        nursing_rule="cpt-midpoint", confirm="two visits, both noted")  # fmt: skip
    text = "\n".join(pages(worksheet.pdf_bytes(long)))
    assert "Reason: read off the pump" in text and "Reason: two visits, both noted" in text
    read = claim_json.answer(long)["read"]
    assert (read["confirm"], read["confirm of the claim"]) == ("read off the pump", "two visits, both noted")


@pytest.mark.parametrize("character", ["\u4e2d", "\u202e", "\x00", "\n", "\U0001f48a", "\ue000", "\ufeff"])
def test_what_cannot_be_printed_is_refused_for_the_worksheet(seed: Claim, character: str) -> None:
    line = replace(seed.lines[1], description=f"a{character}b")
    with pytest.raises(InputError, match=f"U\\+{ord(character):04X} cannot be printed"):
        worksheet.pdf_bytes(replace(seed, lines=(line,), bills=(seed.lines[1].bill,)))


# ---- what an 837P and a workbook cannot carry


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("MORPHINE*SULF~HL*9", r"\* at position 9 separates elements"),
        ("A:B", ": at position 2 separates components"),
        ("A^B", r"\^ at position 2 separates repetitions"),
        ("A~B", "~ at position 2 separates segments"),
        ("A>B", "> at position 2 separates components"),
        ("A\tB", r"U\+0009 at position 2 is not in X12's character set"),
        ("A\nB", r"U\+000A"),
        ("A\x00B", r"U\+0000"),
        ("A\u202eB", r"U\+202E"),
        ("\U0001f48a", r"U\+1F48A"),
        ("caf\u00e9", r"U\+00E9 at position 4"),
        (" A", "begins or ends with a blank"),
        ("A ", "begins or ends with a blank"),
        ("", "0 characters long; 80 fit"),
        ("M" * 81, "81 characters long; 80 fit"),
        ("M" * 10_000, "10,000 characters long; 80 fit"),
    ],
    ids=ascii,
)
def test_a_text_that_x12_cannot_carry_is_refused_and_never_stripped(seed: Claim, text: str, reason: str) -> None:
    changed = replace(seed, lines=(seed.lines[0], replace(seed.lines[1], description=text)))
    with pytest.raises(InputError, match=reason) as refused:
        x12.x12_text(changed)
    assert refused.value.field == "description"


@pytest.mark.parametrize(
    "text", ["M" * 80, "A|B", "morphine 2% (PF) #1 w/o, 'x' \"y\" {7+7} [a] @ $ & ! ? ; = + - _ ` \\"]
)
def test_all_else_that_is_ascii_is_carried_as_it_is(seed: Claim, text: str) -> None:
    changed = replace(seed, lines=(seed.lines[0], replace(seed.lines[1], description=text)))
    assert f"SV1*HC:J2270:::::{text}*0*UN*372***1~\n" in x12.x12_text(changed)


@pytest.mark.parametrize(
    ("change", "field", "reason"),
    [
        ({"charge": Fraction(1, 3)}, "charge", "decimals"),
        ({"charge": Fraction(1, 1000)}, "charge", "2 decimals"),
        ({"charge": Fraction(-1)}, "charge", "below zero"),
        ({"charge": Fraction(10**10)}, "charge", "more than 10 digits"),
        ({"units": 0}, "units", "at least one"),
        ({"units": 10**8}, "units", "more than 8 digits"),
        ({"code": "J349:"}, "code", "five capital"),
        ({"modifiers": ("A",)}, "modifiers", "four modifiers"),
        ({"modifiers": ("59", "SH", "JW", "KD", "GA")}, "modifiers", "four modifiers"),
        ({"end": datetime.date(2021, 2, 1)}, "from", "not before the first"),
        ({"end": None}, "from", "the last day"),
        ({"ndc": Ndc("000074", "1133", "03")}, "ndc", "eleven digits, and this one has twelve"),
        ({"ndc": None}, "ndc", "go together"),
        ({"ndc_quantity": None}, "ndc", "go together"),
        ({"ndc_uom": None}, "ndc", "go together"),
        ({"ndc_uom": "MG"}, "ndc_uom", "F2, GR, ME, ML, UN"),
        ({"ndc_quantity": Fraction(0)}, "ndc_quantity", "more than zero"),
        ({"ndc_quantity": Fraction(445, 3)}, "ndc_quantity", "3 decimals"),
        ({"ndc_quantity": Fraction(1, 10_000)}, "ndc_quantity", "3 decimals"),
        ({"ndc_quantity": Fraction(10**13) + Fraction(1, 1000)}, "ndc_quantity", "more than 15 digits"),
    ],
    ids=str,
)
def test_a_value_that_an_837p_cannot_carry_is_refused(
    seed: Claim, change: dict[str, object], field: str, reason: str
) -> None:
    changed = replace(seed, lines=(seed.lines[0], replace(seed.lines[1], **change)))
    with pytest.raises(InputError, match=reason) as refused:
        x12.x12_text(changed)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"claim_id": "A*B"}, "claim id"),
        ({"claim_id": "A" * 21}, "claim id"),
        ({"claim_id": ""}, "claim id"),
    ],
    ids=str,
)
def test_the_identifier_is_guarded_as_well(seed: Claim, change: dict[str, object], field: str) -> None:
    with pytest.raises(InputError) as refused:
        x12.x12_text(replace(seed, **change))
    assert refused.value.field == field


def test_the_payers_name_is_guarded_as_well(seed: Claim) -> None:
    with pytest.raises(InputError, match="separates segments") as refused:
        x12.x12_text(replace(seed, payer=replace(seed.payer, name="H~MSA")))
    assert refused.value.field == "payer"


def test_the_total_must_fit_too(seed: Claim) -> None:
    lines = tuple(replace(line, charge=Fraction(9_999_999_999, 100)) for line in seed.lines)
    with pytest.raises(InputError, match="more than 10 digits") as refused:
        x12.x12_text(replace(seed, lines=lines))
    assert refused.value.field == "total charge"


def months(seed: Claim, count: int, of: str = "drug") -> tuple[ServiceLine, ...]:
    """So many per diems and as many drug lines, each of a day of its own, the per diems first."""
    first = datetime.date(2021, 3, 1)
    days = [first + datetime.timedelta(days=i) for i in range(count)] * 2
    kinds = ["per_diem"] * count + [of] * count
    return tuple(
        replace(seed.lines[0], number=i, kind=kind, charge=Fraction(i), start=day, end=day)
        for i, (kind, day) in enumerate(zip(kinds, days, strict=True), 1)
    )


def test_more_than_fifty_lines_go_on_further_claims_days_by_days(seed: Claim) -> None:
    whole = replace(seed, lines=months(seed, 60))
    found = [one.split("*") for one in x12.x12_text(whole).splitlines() if one.startswith("CLM")]
    parts = [*(range(first, min(first + 25, 61)) for first in (1, 26, 51))]
    totals = [str(sum(day + day + 60 for day in part)) for part in parts]
    assert [one[1:3] for one in found] == [
        ["SAMPLE-1", totals[0]], ["SAMPLE-1-2", totals[1]], ["SAMPLE-1-3", totals[2]],
    ]  # fmt: skip
    numbered = [one.data["SV104"][0] for one in x12.segments(whole) if "SV104" in one.data]
    assert numbered == [day + more for part in parts for more in (0, 60) for day in part]


def test_lines_of_the_same_days_are_never_cut_apart(seed: Claim) -> None:
    same = tuple(replace(seed.lines[0], number=i) for i in range(1, 52))
    with pytest.raises(InputError, match="51 lines of 2021-03-01 to 2021-03-31 belong together"):
        x12.x12_text(replace(seed, lines=same))
    with pytest.raises(InputError, match="an 837P holds 100 a patient"):
        x12.x12_text(replace(seed, lines=months(seed, 2501)))


def test_visits_need_no_per_diem_beside_them(seed: Claim) -> None:
    visits = [replace(seed.lines[0], kind="nursing", number=i, start=day.start, end=day.start)
              for i, day in enumerate(months(seed, 60)[:60], 2)]  # fmt: skip
    whole = replace(seed, lines=(replace(seed.lines[0], end=datetime.date(2021, 6, 1)), *visits))
    assert sum(one.startswith("CLM") for one in x12.x12_text(whole).splitlines()) == 2


def test_another_place_of_service_stands_on_its_line(seed: Claim) -> None:
    lines = (seed.lines[0], replace(seed.lines[1], place_of_service="11"))
    written = x12.x12_text(replace(seed, lines=lines))
    assert "***12:B:1*" in written
    assert "SV1*HC:J2270*0*UN*372*11**1~" in written
    found = [one.data for one in x12.segments(replace(seed, lines=lines)) if "SV105" in one.data]
    assert [one["SV105"] for one in found] == [(2, "place")]


@pytest.mark.parametrize("units", [10**15, 10**16 + 1])
def test_a_number_that_a_spreadsheet_would_round_is_refused(seed: Claim, units: int) -> None:
    with pytest.raises(InputError, match="more than 15 digits") as refused:
        xlsx.xlsx_bytes(replace(seed, lines=(replace(seed.lines[0], units=units),)))
    assert refused.value.field == "units"


@pytest.mark.parametrize(
    "text", ["a\x00b", "a\tb", "\ud800", "\ufffe", "x" * 32_768], ids=lambda text: ascii(text)[:12]
)
def test_a_text_that_a_cell_cannot_hold_is_refused(seed: Claim, text: str) -> None:
    with pytest.raises(InputError):
        xlsx.xlsx_bytes(replace(seed, lines=(seed.lines[0], replace(seed.lines[1], description=text))))


def test_a_part_of_a_cent_is_refused_by_every_format_of_money(seed: Claim) -> None:
    changed = replace(seed, lines=(replace(seed.lines[0], charge=Fraction(1, 1000)),))
    for write in (*FILED.values(), *SHOWN.values()):
        with pytest.raises(InputError, match="decimals") as refused:
            write(changed)
        assert refused.value.field == "charge"


# ---- packages and bytes


@pytest.mark.parametrize(
    ("form", "package", "write"),
    [
        ("x12", "x12sdk", x12.x12_text),
        ("xlsx", "xlsxwriter", xlsx.xlsx_bytes),
        ("pdf", "fpdf", worksheet.pdf_bytes),
        ("pdf", "matplotlib", worksheet.pdf_bytes),
        ("DataFrame", "pandas", table.frame),
    ],
)
def test_a_package_that_is_missing_is_said_with_what_to_install(
    seed: Claim, monkeypatch: pytest.MonkeyPatch, form: str, package: str, write: Callable[[Claim], object]
) -> None:
    monkeypatch.delitem(sys.modules, "hipkit.formats.shared.paper", raising=False)
    for name in {package, *sys.modules}:
        if name.partition(".")[0] == package:
            monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(InputError) as refused:
        write(seed)
    assert (refused.value.field, refused.value.given) == ("format", form)
    assert f"needs the package {package}" in refused.value.reason
    assert refused.value.example == "pip install 'hipkit[claim]'"


SCRIPT = """
import hashlib, sys
from hipkit.formats.claim import json as claim_json, csv as table, paste, worksheet, x12, xlsx
heavy = {"x12sdk", "fpdf", "xlsxwriter", "pandas", "pydantic", "matplotlib"} & set(sys.modules)
assert not heavy, heavy
from tests.golden.claim_files import seed_claim
claim = seed_claim("published-example")
for write in (worksheet.pdf_bytes, xlsx.xlsx_bytes, x12.x12_text):
    data = write(claim)
    print(hashlib.sha256(data if isinstance(data, bytes) else data.encode()).hexdigest())
"""


def test_the_same_claim_is_the_same_bytes_on_every_machine_and_day() -> None:
    outputs = set()
    for zone, seed in (("UTC", "0"), ("Asia/Tokyo", "7")):
        environment = os.environ | {
            "TZ": zone,
            "PYTHONHASHSEED": seed,
            "SOURCE_DATE_EPOCH": "0",
            "PYTHONPATH": os.getcwd(),
        }
        done = subprocess.run([sys.executable, "-c", SCRIPT], env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        outputs.add(done.stdout)
    assert len(outputs) == 1


@pytest.mark.parametrize(("reading", "called"), [("rule-text", "sentences"), ("published-example", "printed example")])
def test_the_worksheet_calls_a_reading_as_the_pages_do(reading: str, called: str) -> None:
    (page, *_) = pages(worksheet.pdf_bytes(claim_of(reading=reading)))
    assert f"reading HMSA's {called}" in page and reading not in page
