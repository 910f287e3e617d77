"""The review as a page, in a real Chromium: a file dropped, its errors found, the claim beside, the report saved."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from playwright.sync_api import Browser, Locator, Page, TimeoutError, expect

from hipkit.claim.table import COLUMNS
from hipkit.panels.dropped import LARGEST
from hipkit.review.sample import PLANTED, sample_rows
from tests.browser.conftest import Server, patient
from tests.browser.lab import copied, open_notebook
from tests.browser.test_calculator import TOO_FAINT, field, fill_seed, open_page, open_tab, said, tab_to

# What the element that has the focus is called by a screen reader, where it has a name of its own.
NAMED = "() => document.activeElement.ariaLabel || ''"
# The texts of the cells that are marked, those alone that can be seen.
MARKED = """() => [...document.querySelectorAll('.hk-one-claim [class*="hk-k-"]')]
    .filter((one) => one.checkVisibility() && getComputedStyle(one).backgroundColor === 'rgb(255, 216, 77)')
    .map((one) => one.textContent)"""
# What a screen reader cannot tell: a control without a name, an id that comes twice, a heading that leaves out a level,
# a table without a caption, a column of it without a head, what scrolls and the keyboard cannot reach.
UNTOLD = """() => {
    const seen = (css) => [...document.querySelectorAll(css)].filter((one) => one.checkVisibility());
    const name = (one) => one.ariaLabel || one.labels?.[0]?.textContent || one.textContent;
    const nameless = seen('.hk :is(input, select, button, a, summary, [role=tab], [tabindex="0"])')
        .filter((one) => !name(one).trim());
    const ids = [...document.querySelectorAll('.hk [id]')].map((one) => one.id);
    const levels = seen('.hk :is(h1, h2, h3, h4)').map((one) => Number(one.tagName[1]));
    const tables = seen('.hk table').filter((one) => !one.caption?.textContent.trim());
    const heads = seen('.hk th').filter((one) => !one.scope);
    const stuck = seen('.hk section').filter((one) => getComputedStyle(one).overflowY === 'auto' && one.tabIndex !== 0);
    return [...nameless, ...tables, ...heads, ...stuck].map((one) => one.outerHTML.slice(0, 200))
        .concat(ids.filter((one, i) => ids.indexOf(one) !== i))
        .concat(levels.filter((one, i) => one > (levels[i - 1] ?? 0) + 1).map((one) => `h${one}`));
}"""
THREE = PLANTED[:3]
HEAD = ",".join(COLUMNS)


@pytest.fixture
def three(tmp_path: Path) -> Path:
    """A CSV of claims with three errors planted in them."""
    rows = sample_rows(THREE)
    path = tmp_path / "May 2021.csv"
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture
def review(page: Page, app: Server) -> Page:
    """The page with the tab of the review open."""
    open_page(page, app)
    open_review(page)
    return page


def open_review(page: Page) -> None:
    """The tab of the review, by the keyboard."""
    open_tab(page, "Review")
    # until the style has come too, which moves the fields
    expect(page.locator(".hk-drop")).to_have_css("border-top-style", "dashed", timeout=60_000)


def drop(page: Page, path: Path) -> None:
    """Drop a file as the mouse does."""
    page.locator(".hk-drop input").hover()  # when it has come into sight and rests there
    box = page.locator(".hk-drop").bounding_box()
    assert box
    at = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    dragged = {"items": [], "files": [str(path)], "dragOperationsMask": 1}
    session = page.context.new_cdp_session(page)
    for kind in ("dragEnter", "dragOver", "drop"):
        session.send("Input.dispatchDragEvent", {"type": kind, **at, "data": dragged})


def choose(page: Page, path: Path) -> None:
    """Choose a file by the browser's own dialogue, without looking at it."""
    page.locator(".hk-drop input").set_input_files(path)


def reach(page: Page, name: str, key: str = "Tab", most: int = 80) -> None:
    """Press a key until what has the focus is called so."""
    for _ in range(most):
        if page.evaluate(NAMED).startswith(name):
            return
        page.keyboard.press(key)
    raise AssertionError(f"the keyboard does not reach {name}")


def choose_by_keys(page: Page, path: Path) -> None:
    """Enter on the drop zone opens the browser's own choice of files; on a busy machine the first one can be lost."""
    for _ in range(3):
        reach(page, "File: Drop a file of claim lines here")
        try:
            with page.expect_file_chooser(timeout=10_000) as asked:
                page.keyboard.press("Enter")
        except TimeoutError:
            continue
        asked.value.set_files(path)
        return
    raise AssertionError("Enter opens no choice of files")


def found(page: Page) -> Locator:
    """The rows of the list."""
    return page.locator(".hk-found tbody tr")


def counts(page: Page) -> Locator:
    return page.locator(".hk-tally")


def test_a_file_is_dropped_its_errors_found_and_the_report_taken_along(
    review: Page, three: Path, tmp_path: Path
) -> None:
    drop(review, three)
    expect(found(review)).to_have_count(3, timeout=60_000)
    expect(said(review, "File")).to_contain_text("read as May 2021.csv: CSV, 12 rows, 19 columns")
    expect(counts(review)).to_contain_text("12 rows in = 12 reviewed + 0 set aside")
    for planted in THREE:
        row = found(review).filter(has_text=planted.rule)
        expect(row).to_contain_text(planted.claim_id)
    review.screenshot(path=tmp_path / "found.png")

    # Click through: the claim with its cell marked, and the page of the rule.
    found(review).filter(has_text="HIP301").click()
    assert review.evaluate(MARKED) == ["0074-1133-03"]
    expect(review.locator(".hk-one-claim:visible h3")).to_have_text("Claim SAMPLE-3")
    expect(review.locator(".hk-rule-page:visible")).to_contain_text("ndc-form")
    expect(review.locator(".hk-rule-page:visible")).to_contain_text("eleven bare digits")
    review.locator(".hk-rule-page:visible .hk-cite summary").click()
    expect(review.locator(".hk-rule-page:visible .hk-aside")).to_contain_text("NUCC")

    # Filter, and take the report along.
    field(review, "Show").select_option(label="warnings")
    expect(review.locator(".hk-answer:visible")).to_contain_text("No finding of this kind")
    field(review, "Show").select_option(label="errors")
    expect(found(review)).to_have_count(3)
    field(review, "Rule").select_option(label="HIP221\xa0units-against-order\xa0(1)")
    expect(found(review)).to_have_count(1)
    assert review.evaluate(MARKED) == ["3720"]
    expect(review.locator(".hk-one-claim:visible h3")).to_have_text("Claim SAMPLE-2")
    review.get_by_role("button", name="Make the files").press("Enter")
    expect(review.locator(".hk-files a")).to_have_count(4, timeout=60_000)
    planted = {(one.rule, one.claim_id) for one in THREE}
    with saved(review, ".csv").open(newline="") as file:
        assert {(row["rule"], row["claim_id"]) for row in csv.DictReader(file)} == planted
    with saved(review, ".xlsx").open("rb") as workbook:
        sheet = openpyxl.load_workbook(workbook)["Findings"]
        rows = [[cell.value for cell in row] for row in sheet]
    where = [rows[0].index(name) for name in ("rule", "claim_id")]
    assert {tuple(row[place] for place in where) for row in rows[1:]} == planted


def saved(page: Page, end: str) -> Path:
    """The file of the report whose name ends so, saved by a click."""
    with page.expect_download() as wanted:
        page.locator(".hk-files a", has_text=end).click()
    assert wanted.value.suggested_filename == f"may-2021-review{end}"
    return Path(wanted.value.path())


def test_the_keyboard_alone_finds_them_and_saves_the_report(
    page: Page, app: Server, three: Path, tmp_path: Path
) -> None:
    open_page(page, app)
    open_review(page)
    choose_by_keys(page, three)
    expect(found(page)).to_have_count(3, timeout=60_000)

    reach(page, "error HIP221, claim SAMPLE-2, line 2: J2270 x 3720; expected 372")
    assert page.evaluate(MARKED) == ["3720"]
    reach(page, "error HIP107", "ArrowDown")
    assert page.evaluate(MARKED) == ["S9327"]
    reach(page, "error HIP301", "ArrowDown")
    expect(page.locator(".hk-rule-page:visible")).to_contain_text("ndc-form")
    page.screenshot(path=tmp_path / "keys.png")
    reach(page, "error HIP107", "ArrowUp", 2)

    # Back to the form: only errors of HIP1, then everything again.
    for _ in range(40):
        if page.locator("*:focus").evaluate("(it) => it.labels?.[0]?.textContent.trim().startsWith('Select') || false"):
            break
        page.keyboard.press("Shift+Tab")
    page.keyboard.type("HIP1")
    expect(found(page)).to_have_count(1)
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    expect(found(page)).to_have_count(3)

    tab_to(page, "Make the files")
    page.keyboard.press("Enter")
    expect(page.locator(".hk-files a")).to_have_count(4, timeout=60_000)
    tab_to(page, "may-2021-review.json")
    with page.expect_download() as wanted:
        page.keyboard.press("Enter")
    report = json.loads(Path(wanted.value.path()).read_text())
    assert [one["rule"] for one in report["findings"]] == ["HIP221", "HIP107", "HIP301"]
    assert report["counts"]["rows_in"] == "12"


def test_the_saved_report_opens_without_hipkit(review: Page, three: Path, chromium: Browser, tmp_path: Path) -> None:
    choose(review, three)
    expect(found(review)).to_have_count(3, timeout=60_000)
    review.get_by_role("button", name="Make the files").press("Enter")
    with review.expect_download(timeout=60_000) as wanted:
        review.locator(".hk-files a", has_text=".html").click(timeout=60_000)
    saved = tmp_path / "report.html"
    wanted.value.save_as(saved)
    context = patient(chromium, viewport={"width": 1000, "height": 800})
    try:
        page = context.new_page()
        page.goto(saved.as_uri())
        expect(page.locator("body")).to_contain_text("J2270 x 3720")
        expect(page.locator("body")).to_contain_text("12 rows in = 12 reviewed + 0 set aside")
        page.screenshot(path=tmp_path / "report.png", full_page=True)
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    finally:
        context.close()


BAD_FILES = {
    "nothing.csv": (b"", "the file is empty"),
    "blanks.csv": (b"\n \n", "nothing but blanks"),
    "picture.png": (b"\x89PNG\r\n\x1a\n" + bytes(200), 'read "picture.png": it is '),
    "damaged.csv": (b"PK\x03\x04 no workbook", "it is a zip archive or a workbook, and damaged"),
    "address.csv": (b"https://example.com/claims.csv\n", "units are missing"),
    "wide.csv": (HEAD.encode("utf-16"), "it is UTF-16 text; save it as UTF-8"),
    "header.csv": (HEAD.encode(), "it has no row of a claim"),
    "old.xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "an old or an encrypted Office file"),
}


def test_what_cannot_be_read_takes_findings_and_files_away_at_once(review: Page, three: Path, tmp_path: Path) -> None:
    for name, (data, phrase) in BAD_FILES.items():
        choose(review, three)  # the same file again and again
        expect(found(review)).to_have_count(3, timeout=60_000)
        bad = tmp_path / name
        bad.write_bytes(data)
        choose(review, bad)
        expect(said(review, "File")).to_contain_text(phrase)
        expect(review.locator(".hk-stop")).to_contain_text(phrase)
        for gone in (found(review), counts(review), review.locator(".hk-one-claim"), review.locator(".hk-files a")):
            expect(gone).to_have_count(0)
        assert "SAMPLE-2" not in review.content() and "Traceback" not in review.content()
    review.screenshot(path=tmp_path / "bad.png")
    choose(review, three)
    expect(found(review)).to_have_count(3)
    field(review, "Ignore").fill("HIP9")
    expect(said(review, "Ignore")).to_contain_text("no rule's code begins so")
    expect(found(review)).to_have_count(0)


def test_a_row_that_cannot_be_read_is_set_aside_and_the_others_are_reviewed(
    review: Page, three: Path, tmp_path: Path
) -> None:
    lines = three.read_text().splitlines()
    bad = tmp_path / "row.csv"
    bad.write_text("\n".join([*lines[:-1], f"{lines[-1]},one cell too many"]))
    choose(review, bad)
    expect(found(review)).to_have_count(4, timeout=60_000)
    expect(counts(review)).to_contain_text("12 rows in = 11 reviewed + 1 set aside")
    found(review).filter(has_text="HIP001").click()
    expect(found(review).filter(has_text="HIP001")).to_contain_text("it has 20 cells, and the header has 19")
    expect(review.locator(".hk-one-claim:visible .hk-set-aside")).to_contain_text("row 12 set aside")

    book = tmp_path / "zeros.xlsx"
    without_zeros(book)
    choose(review, book)
    expect(counts(review)).to_contain_text("12 rows in = 6 reviewed + 6 set aside")
    expect(found(review).first).to_contain_text("a number loses the zeros in front")
    assert review.evaluate(MARKED) == ["ndc 74113303"]


def without_zeros(path: Path) -> None:
    """A workbook whose NDCs became numbers, as a spreadsheet makes them."""
    rows = sample_rows(())
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, list(rows[0]))
        for number, row in enumerate(rows, 1):
            cells = {**row, "ndc": int(row["ndc"]) if row["ndc"] else None}
            for place, cell in enumerate(cells.values()):
                sheet.write(number, place, cell)


def test_a_file_beyond_what_a_page_takes_is_named_and_not_sent(review: Page, three: Path, tmp_path: Path) -> None:
    large = tmp_path / "year.csv"
    large.write_bytes(b"x" * (LARGEST * 5))
    choose(review, large)
    expect(said(review, "File")).to_contain_text("it has 30,000,000 bytes", timeout=30_000)
    expect(review.locator(".hk-stop")).to_contain_text("a smaller file")
    choose(review, three)  # the page still talks to its kernel
    expect(found(review)).to_have_count(3, timeout=60_000)


def test_the_largest_file_that_a_page_takes_arrives_whole(review: Page, tmp_path: Path) -> None:
    head = b"claim_id,line,date_from,date_through,code,units,description\n"
    line = b"A,%d,2021-03-01,2021-03-31,S9326,31," + b"x" * 900 + b"\n"
    lines = b"".join(line % number for number in range(1, LARGEST // 950))
    full = tmp_path / "full.csv"
    full.write_bytes(head + lines + b"A,99999,2021-03-31,2021-03-01,S9326,31,\n")
    assert 0.95 * LARGEST < full.stat().st_size <= LARGEST
    field(review, "Select").fill("HIP501")
    choose(review, full)
    expect(found(review)).to_have_count(1, timeout=120_000)
    expect(found(review)).to_contain_text("99999")


def test_the_claim_of_the_claim_tab_is_reviewed(review: Page) -> None:
    review.get_by_role("button", name="Review the claim of the Claim tab").press("Enter")
    expect(said(review, "File")).to_contain_text("There is no claim in the Claim tab", timeout=60_000)
    review.get_by_role("tab", name="Order").click()
    fill_seed(review)
    expect(review.locator(".hk-units").first).to_contain_text("J2270")
    review.get_by_role("tab", name="Review").click()
    review.get_by_role("button", name="Review the claim of the Claim tab").press("Enter")
    expect(said(review, "File")).to_contain_text("read as claim.csv: CSV, 2 rows", timeout=60_000)
    expect(counts(review)).to_contain_text("2 rows in = 2 reviewed + 0 set aside")
    expect(counts(review).locator("div").first).to_have_text("0 \u2715 errors")


# Fields of a form that lie over each other.
OVER = """() => {
    const boxes = [...document.querySelectorAll('.hk-field')].filter((one) => one.checkVisibility())
        .map((one) => [one.textContent.slice(0, 30), one.getBoundingClientRect()]);
    const apart = (a, b) => a.left >= b.right - 1 || a.top >= b.bottom - 1;
    const over = ([, a], [, b]) => !apart(a, b) && !apart(b, a);
    return boxes.flatMap((one, at) => boxes.slice(at + 1).filter((other) => over(one, other)).map(([name]) => name));
}"""


def test_the_look_of_the_review_stays_on_its_page(review: Page) -> None:
    review.get_by_role("tab", name="Compare").click()
    expect(review.get_by_label("Second order: Drop").locator("visible=true")).to_be_attached()
    expect(review.get_by_text("Billed side by side").locator("visible=true").first).to_be_visible()
    assert review.evaluate(OVER) == []
    review.get_by_role("tab", name="Practice").click()
    review.get_by_role("button", name="Teach", exact=True).click()
    expect(review.get_by_text("Results that learners saved")).to_be_visible()
    assert review.evaluate(OVER) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_and_everything_has_a_name(
    chromium: Browser, app: Server, scheme: str, tmp_path: Path
) -> None:
    context = patient(chromium, color_scheme=scheme)
    page = context.new_page()
    try:
        open_page(page, app)
        open_review(page)
        page.get_by_role("button", name="Review the SAMPLE file").press("Enter")
        expect(found(page)).to_have_count(7, timeout=60_000)
        page.mouse.move(5, 5)
        page.screenshot(path=tmp_path / f"{scheme}.png")
        assert page.evaluate(TOO_FAINT) == []
        assert page.evaluate(UNTOLD) == []
    finally:
        page.close(run_before_unload=True)
        context.close()


@pytest.mark.parametrize("width", [420, 700])
def test_a_narrow_page_shows_the_claim_below_its_findings(review: Page, tmp_path: Path, width: int) -> None:
    review.set_viewport_size({"width": width, "height": 900})
    review.get_by_role("button", name="Review the SAMPLE file").press("Enter")
    expect(found(review)).to_have_count(7, timeout=60_000)
    found(review).filter(has_text="HIP301").click()
    assert review.evaluate(MARKED) == ["0074-1133-03"]
    pane = review.locator(".hk-beside")
    box = pane.bounding_box()
    assert box and box["y"] + box["height"] <= 901  # in sight
    marked = review.locator(".hk-one-claim:visible .hk-k-ndc", has_text="0074-1133-03").bounding_box()
    assert marked and marked["x"] + marked["width"] <= width - 10  # none of it behind the edge
    review.screenshot(path=tmp_path / "narrow.png")
    # What is opened in it leaves it in sight.
    pane.locator(".hk-rule-page:visible .hk-cite summary").click()
    expect(pane.locator(".hk-rule-page:visible .hk-aside")).to_be_visible()
    box = pane.bounding_box()
    assert box and box["y"] + box["height"] <= 901
    assert review.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


@pytest.fixture
def copy() -> Iterator[str]:
    with copied("04-claim-review.ipynb") as name:
        yield name


def test_the_notebook_takes_a_file_in_jupyterlab(
    page: Page, lab: Server, copy: str, three: Path, tmp_path: Path
) -> None:
    panel = open_notebook(page, lab, copy)
    for _ in range(40):  # every cell; the last one leaves a file that is refused
        page.keyboard.press("Shift+Enter")
        page.wait_for_timeout(100)
    expect(panel.locator(".hk-stop")).to_contain_text("semicolons", timeout=120_000)
    drop(page, three)
    expect(found(page)).to_have_count(3, timeout=60_000)
    found(page).first.locator("input").focus()
    page.keyboard.press("ArrowDown")
    assert page.evaluate(MARKED) == ["S9327"]
    assert page.evaluate(NAMED).startswith("error HIP107")
    page.screenshot(path=tmp_path / "lab.png")
    panel.get_by_role("button", name="Make the files").click()
    with page.expect_download() as wanted:
        panel.locator(".hk-files a", has_text=".csv").click(timeout=60_000)
    assert wanted.value.suggested_filename == "may-2021-review.csv"
