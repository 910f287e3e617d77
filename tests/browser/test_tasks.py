"""What a pharmacist, a trainer and an auditor come for, each done by role and name alone, with its clicks counted.

Practice, a trainer's set and a file's review, the tasks 6, 7 and 8, are in the tests of their pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pypdf
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PATIENCE, Server

MORPHINE = {
    "Drug": "morphine sulfate", "Dose": "5 mg/hr", "Hours a day": "24", "Strength": "25 mg/mL", "NDC": "00074-1133-03",
    "From": "2021-03-01", "Through": "2021-03-31",
}  # fmt: skip
PCA = {
    "Drug": "hydromorphone", "Basal rate": "0.5 mg/hr", "Demand dose": "0.2 mg", "Demands a day": "18",
    "NDC": "00409-2634-05", "From": "2025-03-01", "Through": "2025-03-14",
}  # fmt: skip


class Person:
    """Someone at the page, who types into fields by their labels and counts the clicks."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks = page, 0

    def seen(self, found: Locator) -> Locator:
        return found.locator("visible=true").first

    def press(self, name: str, role: str = "button") -> None:
        self.clicks += 1
        self.seen(self.page.get_by_role(role, name=name, exact=True)).click()  # type: ignore[arg-type]

    def type(self, texts: dict[str, str]) -> None:
        for label, text in texts.items():
            self.seen(self.page.get_by_label(label, exact=True)).fill(text)

    def told(self, code: str) -> Locator:
        """The large number that is told under a code."""
        return self.page.locator(f"[data-code='{code}']").locator("visible=true")

    def reads(self, **numbers: str) -> None:
        for code, number in numbers.items():
            expect(self.told(code)).to_have_text(number)
            expect(self.told(code)).not_to_have_attribute("data-unconfirmed", re.compile(".*"))


@pytest.fixture
def person(page: Page, app: Server) -> Iterator[Person]:
    page.goto(app.address)
    expect(page.locator("[data-code=J2270]")).to_have_text("372", timeout=PATIENCE)
    yield Person(page)


def test_1_the_example_of_hmsa_is_typed_in_and_the_units_are_read(person: Person) -> None:
    person.press("Clear")
    person.type(MORPHINE)
    person.reads(S9326="31", J2270="372", NDC="148.8")


def test_2_a_pca_with_a_basal_rate_takes_its_strength_from_the_ndc(person: Person) -> None:
    person.press("Clear")
    person.seen(person.page.get_by_label("Given", exact=True)).select_option("pca")
    person.type(PCA)
    person.seen(person.page.get_by_role("button", name=re.compile("use .*, the strength of"))).click()
    person.reads(S9326="14", J1171="2,184", NDC="21.84")


def test_4_one_order_stands_under_every_payer_at_one_click(person: Person) -> None:
    person.press("Clear")
    person.type(MORPHINE)
    before = person.clicks
    person.press("Show this order under every payer")
    rows = person.page.get_by_role("table", name="This order under every payer").get_by_role("row")
    expect(rows.filter(has_text="HMSA's printed example")).to_contain_text("J3490 x 149")
    expect(rows.filter(has_text="BCBS of Texas")).to_contain_text("S9326 x 31")
    assert person.clicks - before < 10


def test_4_the_order_of_the_page_stands_beside_one_that_was_saved(person: Person, tmp_path: Path) -> None:
    person.press("Clear")
    person.type(MORPHINE)
    with person.page.expect_download() as saved:
        person.press("Save")
    saved.value.save_as(tmp_path / "order.json")
    person.type({"Dose": "6 mg/hr"})
    before = person.clicks
    person.press("Compare", "tab")
    person.press("Take the order of the Order tab")
    person.seen(person.page.get_by_label(re.compile("Second order: Drop"))).set_input_files(tmp_path / "order.json")
    row = person.page.get_by_role("row", name=re.compile("^drug J2270")).locator("visible=true")
    expect(row).to_contain_text("J2270 x 447")
    expect(row).to_contain_text("J2270 x 372")
    assert person.clicks - before < 10


def test_5_a_colleague_checks_the_result_without_seeing_it(person: Person) -> None:
    person.press("Clear")
    person.type(MORPHINE)
    before = person.clicks
    person.press("Have it checked")
    expect(person.seen(person.page.get_by_label("Per-diem code", exact=True))).to_be_visible()
    expect(person.page.get_by_text("372", exact=True).locator("visible=true")).to_have_count(0)
    person.type({
        "Per-diem code": "S9326", "Per-diem units": "31", "Drug code": "J2270", "Drug units": "372",
        "NDC quantity": "148.8",
    })  # fmt: skip
    person.press("Compare")
    expect(person.page.get_by_text(re.compile("agreement")).locator("visible=true").first).to_be_visible()
    assert person.clicks - before < 10


def test_9_the_rule_for_a_second_drug_and_where_it_is_written(person: Person) -> None:
    person.press("Rules", "tab")
    rule = person.page.get_by_role("row", name=re.compile("SH")).locator("visible=true").first
    expect(rule).to_contain_text("SH")
    rule.locator("summary").first.press("Enter")
    expect(rule).to_contain_text(re.compile(r"text of \d{4}-\d\d-\d\d, read \d{4}-\d\d-\d\d"))


def test_10_the_worksheet_has_lines_to_sign(person: Person, tmp_path: Path) -> None:
    person.press("Clear")
    person.type(MORPHINE)
    person.press("Claim", "tab")
    person.press("Make the files")
    with person.page.expect_download() as wanted:
        person.press("claim.pdf", "link")
    wanted.value.save_as(tmp_path / "claim.pdf")
    whole = " ".join(sheet.extract_text() for sheet in pypdf.PdfReader(tmp_path / "claim.pdf").pages)
    assert "Calculated by" in whole and "Checked by" in whole and "372" in whole


def test_11_the_units_move_with_dose_strength_and_days(person: Person) -> None:
    person.press("Clear")
    person.type(MORPHINE)
    person.reads(J2270="372")
    for label, text, j2270, ndc in (
        ("Dose", "6 mg/hr", "447", "178.56"), ("Strength", "50 mg/mL", "447", "89.28"),
        ("Through", "2021-03-30", "432", "86.4"),
    ):  # fmt: skip
        person.type({label: text})
        if label == "Strength":
            person.type({"NDC": ""})
        person.reads(J2270=j2270, NDC=ndc)


def test_11_the_pinned_answer_stands_beside_that_of_each_step(person: Person) -> None:
    person.press("Clear")
    person.type(MORPHINE)
    person.reads(J2270="372")
    person.seen(person.page.get_by_text("What if", exact=True)).click()
    person.press("Pin this answer")
    moved = person.page.get_by_role("table", name="Against the pinned answer")
    expect(moved).to_contain_text("the same")
    person.seen(person.page.get_by_label("Dose", exact=True)).focus()
    for dose, difference in (("6 mg/hr", "+75"), ("7 mg/hr", "+149")):
        person.page.keyboard.press("ArrowUp")
        expect(person.page.locator("input:focus")).to_have_value(dose)
        expect(moved).to_contain_text(difference)
    person.press("step to 2021-03-30")
    expect(moved.get_by_role("row", name=re.compile("S9326"))).to_contain_text("-1")


def test_12_an_order_is_kept_for_tomorrow_and_opened_again(person: Person, tmp_path: Path) -> None:
    person.press("Clear")
    person.type(MORPHINE)
    before = person.clicks
    with person.page.expect_download() as wanted:
        person.press("Save")
    wanted.value.save_as(tmp_path / "order.json")
    person.press("Clear")
    expect(person.told("J2270")).to_have_count(0)
    with person.page.expect_file_chooser() as chooser:
        person.press("Open")
    chooser.value.set_files(tmp_path / "order.json")
    person.reads(S9326="31", J2270="372", NDC="148.8")
    assert person.clicks - before < 10
