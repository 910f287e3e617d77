"""Where the focus is after a press by the keyboard: where a person goes on, and never nowhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, WebSocketRoute, expect

from tests.browser.conftest import Server
from tests.browser.screens import turn
from tests.browser.test_calculator import field, fill_seed, open_page, units

Words = str | re.Pattern[str]


def button(page: Page, name: Words) -> Locator:
    exact = isinstance(name, str)
    return page.get_by_role("button", name=name, exact=exact).locator("visible=true").first


def text(page: Page, label: str) -> Locator:
    return field(page, label).locator("visible=true").first


def press(page: Page, name: Words) -> None:
    """Press a button by the keyboard alone."""
    button(page, name).focus()
    expect(button(page, name)).to_be_focused()
    page.keyboard.press("Enter")


@pytest.fixture
def order(page: Page, app: Server) -> Page:
    open_page(page, app)
    fill_seed(page)
    expect(units(page)).to_contain_text("J2270372")
    return page


def test_from_drug_to_drug_the_focus_is_in_the_field_of_the_drug(order: Page) -> None:
    press(order, "Add a drug")
    expect(button(order, "Go to drug 1: morphine sulfate")).to_be_visible()
    expect(text(order, "Drug")).to_be_focused()
    order.keyboard.type("bupivacaine")
    expect(text(order, "Drug")).to_have_value("bupivacaine")
    press(order, "Go to drug 1: morphine sulfate")
    expect(text(order, "Drug")).to_have_value("morphine sulfate")
    expect(text(order, "Drug")).to_be_focused()
    press(order, "Go to drug 2: bupivacaine")
    expect(text(order, "Drug")).to_have_value("bupivacaine")
    expect(text(order, "Drug")).to_be_focused()
    press(order, "Take this drug out")
    expect(button(order, "Take this drug out")).to_have_count(0)
    expect(text(order, "Drug")).to_have_value("morphine sulfate")
    expect(text(order, "Drug")).to_be_focused()


def test_a_press_whose_button_is_another_afterwards_leaves_the_focus_there(order: Page) -> None:
    for pressed, then in (
        ("Bill by HMSA's printed example", "Bill by HMSA's sentences"),
        ("Bill by HMSA's sentences", "Bill by HMSA's printed example"),
        ("Show this order under every payer", "Hide the other payers"),
        ("Hide the other payers", "Show this order under every payer"),
        ("More fields", "Fewer fields"),
        ("Fewer fields", "More fields"),
    ):
        press(order, pressed)
        expect(button(order, then)).to_be_focused()
    press(order, "Pin this answer")
    expect(button(order, "Take the pin out")).to_be_visible()
    expect(button(order, "Pin this answer")).to_be_focused()
    press(order, "Take the pin out")
    expect(button(order, "Take the pin out")).to_have_count(0)
    expect(button(order, "Pin this answer")).to_be_focused()


def test_a_step_and_an_offer_lead_to_their_field(order: Page) -> None:
    press(order, "Pin this answer")
    press(order, "step to 6 mg/hr")
    expect(text(order, "Dose")).to_have_value("6 mg/hr")
    expect(text(order, "Dose")).to_be_focused()
    text(order, "NDC").fill("0074113303")
    press(order, "00074-1133-03")
    expect(text(order, "NDC")).to_have_value("00074-1133-03")
    expect(text(order, "NDC")).to_be_focused()


def test_clear_and_the_example_lead_to_the_first_field_and_undo_stays(order: Page, tmp_path: Path) -> None:
    press(order, "Clear")
    expect(text(order, "Drug")).to_have_value("")
    expect(text(order, "Drug")).to_be_focused()
    press(order, "HMSA's example")
    expect(text(order, "Drug")).to_have_value("morphine sulfate")
    expect(text(order, "Drug")).to_be_focused()
    press(order, "Undo")
    expect(text(order, "Drug")).to_have_value("")
    expect(button(order, "Undo")).to_be_focused()
    order.keyboard.press("Enter")
    expect(units(order)).to_contain_text("J2270372")
    expect(button(order, "Undo")).to_be_focused()
    with order.expect_download() as saved:
        press(order, "Save")
    saved.value.save_as(tmp_path / "order.json")
    expect(button(order, "Save")).to_be_focused()
    with order.expect_file_chooser() as chooser:
        press(order, "Open")
    chooser.value.set_files(tmp_path / "order.json")
    expect(order.locator(".hk-bar-said")).to_contain_text("opened order.json")
    expect(button(order, "Open")).to_be_focused()


def test_what_opens_another_page_leads_into_it_and_back_to_where_it_was(order: Page) -> None:
    press(order, "Have it checked")
    expect(order.get_by_role("tab", name="Check", exact=True)).to_have_attribute("aria-selected", "true")
    way = order.get_by_role("tabpanel", name="Check", exact=True).get_by_role("combobox").first
    expect(way).to_be_focused()
    order.go_back()
    expect(order.get_by_role("tab", name="Order", exact=True)).to_be_focused()
    order.go_forward()
    expect(way).to_be_focused()
    press(order, "Clear")
    expect(way).to_be_focused()


def test_on_the_other_tabs_the_focus_is_where_it_was_pressed(order: Page) -> None:
    turn(order, "Claim")
    press(order, "Make the files")
    expect(order.get_by_role("link", name="claim.pdf").locator("visible=true")).to_be_visible()
    expect(button(order, "Make the files")).to_be_focused()
    turn(order, "Review")
    press(order, "Review the claim of the Claim tab")
    expect(order.locator(".hk-found:visible, .hk-checked:visible").first).to_be_visible(timeout=60_000)
    expect(button(order, "Review the claim of the Claim tab")).to_be_focused()
    turn(order, "Compare")
    press(order, "Take the order of the Order tab")
    expect(order.get_by_role("tabpanel", name="Compare", exact=True)).to_contain_text("J2270 x 372")
    expect(button(order, "Take the order of the Order tab")).to_be_focused()


def test_rows_that_are_taken_out_leave_the_focus_in_a_cell(order: Page) -> None:
    turn(order, "Claim")

    def day(place: int) -> Locator:
        return order.get_by_role("textbox", name=f"Visit {place} day", exact=True).locator("visible=true")

    day(1).fill("2021-03-02")
    press(order, "Add a visit")
    expect(day(2)).to_be_focused()
    for _ in range(2):
        press(order, re.compile("Take out visit 1"))
        expect(day(1)).to_be_focused()
    expect(day(1)).to_have_value("")


def test_practice_leads_on_from_button_to_button(page: Page, app: Server) -> None:
    open_page(page, app)
    turn(page, "Practice")
    text(page, "Seed").fill("7")
    text(page, "Cases").fill("2")
    page.get_by_role("checkbox", name="billing units of a drug").check()
    box = page.locator(".hk-blank:not(.hk-hidden)").locator("input, select").locator("visible=true").first
    press(page, "Start")
    expect(box).to_be_focused(timeout=60_000)
    press(page, re.compile("^Worked solution"))
    expect(button(page, "Next case")).to_be_visible()
    expect(box).to_be_focused()
    press(page, "Open the order")
    expect(page.get_by_role("tab", name="Order", exact=True)).to_have_attribute("aria-selected", "true")
    expect(text(page, "Drug")).to_be_focused()
    turn(page, "Practice")
    press(page, "Next case")
    expect(page.locator(".hk-progress:visible")).to_contain_text("Case 2 of 2")
    expect(box).to_be_focused()


def test_a_button_that_is_hidden_while_hipkit_works_long_has_the_focus_again(page: Page, app: Server) -> None:
    """The line to the kernel is held up for longer than an older answer may stand."""
    held: list[str | bytes] = []
    holding: list[bool] = []
    lines: list[WebSocketRoute] = []

    def line(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()
        lines.append(server)
        socket.on_message(lambda message: held.append(message) if holding else server.send(message))

    page.route_web_socket(re.compile(".*/channels.*"), line)
    open_page(page, app)
    fill_seed(page)
    expect(units(page)).to_contain_text("J2270372")
    for pressed, then in (
        ("Show this order under every payer", "Hide the other payers"),
        ("Add a drug", None),
    ):
        holding.append(True)
        press(page, pressed)
        expect(button(page, pressed)).to_have_count(0)  # the older answer is gone
        expect(page.get_by_role("tab", name="Order", exact=True)).to_be_focused()
        holding.clear()
        while held:
            lines[-1].send(held.pop(0))
        expect(button(page, then) if then else text(page, "Drug")).to_be_focused()
