"""The CMS-1500 facsimile: what stands in its items, in NUCC's forms, and how it is drawn."""

from __future__ import annotations

import datetime
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from fractions import Fraction

import pytest

from hipkit import Continuous, InputError, Order, bill, sample_claim
from hipkit.claim.claim import Claim
from hipkit.formats.claim.cms1500 import html_text, svg_pages
from hipkit.formats.claim.cms1500_items import SEE_NOTE, UNKNOWN, Form, forms
from hipkit.formats.claim.cms1500_layout import BOXES, COLUMNS, HEIGHT, WIDTH, service_boxes, shaded_line
from hipkit.values.ndc import Ndc

SVG = "{http://www.w3.org/2000/svg}"
COVERED = {
    "1", "1a", "2", "3", "4", "5", "6", "7", "8", "9", "9d", "10", "10d", "11", "11a", "11b", "11c", "11d", "12", "13",
    "14", "15", "16", "17", "17b", "18", "19", "20", "21", "22", "23", "24A", "24B", "24C", "24D", "24E", "24F", "24G",
    "24H", "24I", "24J", "25", "26", "27", "28", "29", "30", "31", "32", "32a", "33", "33a", "33b",
}  # fmt: skip


def order(**other: object) -> Order:
    given: dict[str, object] = {
        "drug": "morphine sulfate", "regimen": Continuous("5 mg/hr", hours_per_day=24), "strength": "25 mg/mL",
        "start": "2021-03-01", "end": "2021-03-31", "ndc": "00074-1133-03",
    }  # fmt: skip
    return Order(**{**given, **other})  # type: ignore[arg-type]


def claim(reading: str = "published-example", charges: dict[str, str] | None = None, **other: object) -> Claim:
    return sample_claim(bill(order(**other), reading=reading), charges=charges)


def one_form(made: Claim) -> Form:
    (form,) = forms(made)
    return form


# What stands in the items.


def test_the_printed_lines_of_the_seed_stand_in_their_boxes() -> None:
    form = one_form(claim(charges={"S9325": "3,100.00", "J3490": "1,240.50"}))
    first = {item: form.text(item, 0) for item in ("24 shaded", "24A", "24B", "24D", "24E", "24F", "24G")}
    assert first == {
        "24 shaded": "", "24A": "03 01 21  03 31 21", "24B": "12", "24D": "S9325", "24E": "A", "24F": "3100 00",
        "24G": "31",
    }  # fmt: skip
    second = {item: form.text(item, 1) for item in ("24 shaded", "24A", "24D", "24F", "24G")}
    assert second == {
        "24 shaded": "N400074113303 ML149", "24A": "03 01 21  03 31 21", "24D": "J3490", "24F": "1240 50",
        "24G": "149",
    }  # fmt: skip
    assert form.text("28") == "4340 50"
    assert form.text("19") == "morphine sulfate 25 mg/mL total 3720 mg"


def test_the_other_reading_keeps_the_decimals_of_the_ndc_quantity() -> None:
    form = one_form(claim("rule-text"))
    assert [form.text("24D", i) for i in (0, 1)] == ["S9326", "J2270"]
    assert form.text("24 shaded", 1) == "N400074113303 ML148.8"
    assert form.text("24G", 1) == "372"
    assert form.text("19") == ""


def test_every_item_from_1_to_33_is_there() -> None:
    items = {item.box.item.partition(" ")[0] for item in one_form(claim()).items}
    assert items - {"24", "payer"} == COVERED
    assert {box.item.partition(" ")[0] for box in BOXES} | {item for item, *_ in COLUMNS} >= COVERED


def test_what_hipkit_does_not_know_says_so_and_what_it_makes_up_says_sample() -> None:
    form = one_form(claim())
    marks = {item.box.item: item.mark for item in form.items}
    assert {marks[item] for item in ("9", "10", "11", "14", "17", "17b", "18", "23", "24J", "29", "32")} == {"unknown"}
    assert {marks[item] for item in ("1a", "2", "3", "12", "13", "21", "25", "31", "33", "33a")} == {"sample"}
    assert {marks[item] for item in ("8", "15", "20", "22", "24C", "24H", "30", "33b")} == {"blank"}
    assert form.text("21") == "A. R52 SAMPLE, a placeholder" and form.text("21 ICD") == "0"


@pytest.mark.parametrize(
    ("quantity", "written"),
    [
        (Fraction(2, 5), "ML0.4"),
        (Fraction(149), "ML149"),
        (Fraction(1234567, 1000), "ML1234.567"),
        (Fraction(12345678), "ML12345678"),
    ],
)
def test_an_ndc_quantity_has_no_comma_and_no_needless_point(quantity: Fraction, written: str) -> None:
    made = claim()
    lines = (made.lines[0], replace(made.lines[1], ndc_quantity=quantity))
    assert one_form(replace(made, lines=lines)).text("24 shaded", 1) == f"N400074113303 {written}"


def test_what_no_box_holds_is_refused() -> None:
    made = claim()
    for changed, told in [
        ({"ndc_quantity": Fraction(123456789)}, "at most 8 digits before the point"),
        ({"charge": Fraction(1_000_000)}, "holds 6 digits of dollars"),
        ({"ndc": Ndc("000074", "1133", "03")}, "12 digits"),
    ]:
        lines = (made.lines[0], replace(made.lines[1], **changed))
        with pytest.raises(InputError, match=told):
            forms(replace(made, lines=lines))


def test_a_claim_without_dates_has_no_form() -> None:
    made = sample_claim(bill(order(start=None, end=None, days=31), reading="rule-text"))
    with pytest.raises(InputError, match="needs dates of service"):
        svg_pages(made)


def test_a_second_therapy_has_its_modifier_in_24d() -> None:
    other = order(drug="hydromorphone hydrochloride", strength="10 mg/mL", ndc=None,
                  regimen=Continuous("0.5 mg/hr", hours_per_day=24))  # fmt: skip
    form = one_form(sample_claim([bill(order(), reading="rule-text"), bill(other, reading="rule-text")]))
    assert [form.text("24D modifiers", i) for i in (0, 1, 2)] == ["", "SH", ""]


# Where an unlisted code is described.


def unlisted(*texts: str) -> Claim:
    bills = [
        bill(order(drug=None, unlisted=text, ndc=None, confirm="no code in HCPCS"), reading="rule-text")
        for text in texts
    ]
    return sample_claim(bills, compounded=True)


def test_a_short_description_stands_in_the_shaded_line() -> None:
    form = one_form(unlisted("ketamine"))
    assert form.text("24 shaded", 1) == "ZZketamine 25 mg/mL total 3720 mg"
    assert form.text("19") == ""


def test_a_longer_one_goes_to_item_19_and_several_to_a_note() -> None:
    long = "ketamine hydrochloride preservative free vial"
    one = one_form(unlisted(long))
    assert (one.text("24 shaded", 1), one.text("19")) == ("", one.text("19"))
    assert one.text("19").startswith(long)
    two = one_form(unlisted(long, f"other {long}"))
    assert two.text("19") == SEE_NOTE
    assert len(two.notes) == 2 and two.notes[0].startswith(f"Line 3: {long}")
    assert all(note in "".join(svg_pages(unlisted(long, f"other {long}"))) for note in two.notes)


def test_what_was_typed_is_never_markup() -> None:
    (page,) = svg_pages(unlisted("<b onload=x"))
    assert "<b onload" not in page and "&lt;b onload=x" in page


# Several forms.


def visits(count: int) -> list[tuple[str, str]]:
    return [(f"2021-03-{day:02d}", "60") for day in range(1, count + 1)]


def test_six_lines_stand_on_a_form_and_further_lines_on_further_forms() -> None:
    made = sample_claim(
        bill(order(), reading="rule-text"), {"1": "10.01", "8": "0.99"}, visits(6), nursing_rule="cpt-midpoint"
    )
    pages = forms(made)
    assert [sum(item.box.item == "24D" for item in form.items) for form in pages] == [6, 2]
    assert [(form.number, form.of) for form in pages] == [(1, 2), (2, 2)]
    totals = [Fraction(int(dollars)) + Fraction(int(cents), 100) for dollars, cents in
              (form.text("28").split() for form in pages)]  # fmt: skip
    assert sum(totals) == made.charge == 11


def test_units_beyond_three_digits_go_on_further_lines_of_the_same_line() -> None:
    made = claim("rule-text", charges={"J2270": "100.00"}, regimen=Continuous("40 mg/hr", hours_per_day=24))
    assert made.lines[1].units == 2976
    (form,) = forms(made)
    of_line = [item for item in form.items if item.line == 2]
    units = [int(item.texts[0]) for item in of_line if item.box.item == "24G"]
    assert units == [999, 999, 978] and sum(units) == 2976
    dollars = [item.texts for item in of_line if item.box.item == "24F"]
    assert sum(int(d) * 100 + int(c) for d, c in dollars) == 10_000
    shaded = [item.texts[0] for item in of_line if item.box.item == "24 shaded"]
    assert sum(Fraction(text.partition("ML")[2]) for text in shaded) == made.lines[1].ndc_quantity


# How it is drawn.


def drawn(made: Claim) -> ET.Element:
    (page,) = svg_pages(made)
    return ET.fromstring(page)


def test_the_form_is_well_formed_and_every_text_lies_on_the_sheet() -> None:
    root = drawn(claim())
    assert root.attrib["viewBox"] == f"0 0 {WIDTH} {HEIGHT}"
    for text in root.iter(f"{SVG}text"):
        if "x" in text.attrib:
            end = float(text.attrib["x"]) + float(text.attrib.get("textLength", 0))
            assert float(text.attrib["x"]) > 0 and end <= WIDTH, text.text
            assert 0 < float(text.attrib["y"]) <= HEIGHT, text.text


def test_typed_text_stays_within_its_box() -> None:
    made = claim("rule-text", charges={"S9326": "999,999.99", "J2270": "0.01"})
    for item in one_form(made).items:
        for text in item.texts:
            assert len(text) * 8 + 4 <= item.box.width, (item.box.item, text)


def test_sample_lies_across_it_and_its_text_is_text() -> None:
    root = drawn(claim())
    across = [text for text in root.iter(f"{SVG}text") if "rotate" in text.attrib.get("transform", "")]
    assert [text.text for text in across] == ["SAMPLE"]
    texts = ["".join(text.itertext()) for text in root.iter(f"{SVG}text")]
    assert "N400074113303 ML149" in texts and texts.count(UNKNOWN) >= 12


def test_no_two_boxes_lie_upon_each_other() -> None:
    boxes = [*BOXES, *(box for place in range(6) for box in (*service_boxes(place).values(), shaded_line(place)))]
    for i, one in enumerate(boxes):
        for other in boxes[i + 1 :]:
            apart = (
                one.x + one.width <= other.x + 0.2 or other.x + other.width <= one.x + 0.2
                or one.y + one.height <= other.y + 0.2 or other.y + other.height <= one.y + 0.2
            )  # fmt: skip
            assert apart, (one, other)


def test_the_page_prints_each_form_on_a_sheet() -> None:
    page = html_text(claim())
    assert page.count('<div class="sheet">') == 1 and "@page{size:letter" in page
    assert "<script" not in page and not re.search(r"(src|href)=", page)


def test_the_same_claim_is_the_same_drawing() -> None:
    assert svg_pages(claim()) == svg_pages(claim())
    assert datetime.date.today().isoformat() not in svg_pages(claim())[0]
