"""Practice as a page, in a real Chromium, with the keyboard alone; and the key nowhere before grading."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from dataclasses import field as attribute
from fractions import Fraction
from functools import cache
from pathlib import Path

import pypdf
import pytest
from playwright.sync_api import Browser, Page, WebSocket, expect

from hipkit.panels.practice.panel import Practice
from hipkit.practice.grading.answers import answer_text
from hipkit.practice.grading.slips import slip_value, slips
from hipkit.practice.making import key
from hipkit.practice.training import session as steps
from hipkit.practice.training.resultfile import csv_text, load_results
from hipkit.practice.training.session import Session
from hipkit.values.notation import people
from tests.browser.conftest import Server, patient
from tests.browser.test_calculator import TOO_FAINT, field, open_page, open_tab, said, tab_to, type_in

ATTACK = "<img src=x onerror=alert(1)>"
UNITS, VOLUMES = "billing units of a drug", "amounts and volumes"
# The page as it is, but the glossary, which is the same for every case.
SOURCE = """() => {
    const page = document.documentElement.cloneNode(true);
    page.querySelectorAll('.hk-glossary, style, script').forEach((one) => one.remove());
    return page.outerHTML;
}"""


@dataclass
class Run:
    """The run that the page goes through, gone through beside it: so the right answers are known to the test alone."""

    session: Session
    heard: list[str] = attribute(default_factory=list)

    @property
    def label(self) -> str:
        (box,) = Practice().screen(self.session).boxes
        return box.field.label

    @property
    def right(self) -> str:
        """The right answer of the one box."""
        assert self.session.attempt
        (blank,) = self.session.attempt.case.blanks
        return answer_text(blank, key(self.session.attempt.case).boxes[blank.name].right)

    @property
    def slip(self) -> str:
        """A number that a slip comes to here."""
        assert self.session.attempt
        (blank,) = self.session.attempt.case.blanks
        keyed = key(self.session.attempt.case).boxes[blank.name]
        values = (slip_value(slip, keyed) for slip in slips().values())
        return next(answer_text(blank, value) for value in values if isinstance(value, Fraction))

    def on(self, *todo: Callable[[Session], Session]) -> None:
        """Go on beside the page."""
        for step in todo:
            self.session = step(self.session)


def typed(text: str) -> Callable[[Session], Session]:
    def step(session: Session) -> Session:
        assert session.attempt
        return steps.typed(session, session.attempt.case.blanks[0].name, text)

    return step


def hinted(session: Session) -> Session:
    assert session.attempt
    return steps.hinted(session, session.attempt.case.blanks[0].name)


def checked(session: Session) -> Session:
    return steps.checked(session, 0.0)


def following(session: Session) -> Session:
    return steps.following(session, 0.0)


def shows(text: str, right: str) -> bool:
    """Whether a number stands in a text by itself, in either spelling; ids are left out."""
    plain = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{32}|\\u200b", "", text)
    return any(
        re.search(rf"(?<![0-9.,:-]){re.escape(one)}(?![0-9]|[.,:-][0-9])", plain)
        for one in (right, people(Fraction(right)))
    )


def begin(
    page: Page, level: int = 1, skill: str = "", heard: list[str] | None = None, number: int | None = None
) -> None:
    """From the first page to the first case, by the keyboard; what was heard before it came is dropped."""
    open_tab(page, "Practice")
    expect(field(page, "Seed")).to_be_visible(timeout=30_000)
    tab_to(page, "Level")
    for _ in range(level - 1):
        page.keyboard.press("ArrowDown")
    type_in(page, "Cases", "5")
    type_in(page, "Seed", str(seed() if number is None else number))
    if skill:
        tab_to(page, skill)
        page.keyboard.press("Space")
        expect(page.get_by_role("checkbox", name=skill)).to_be_checked()
    tab_to(page, "Start")
    if heard is not None:
        heard.clear()
    page.keyboard.press("Enter")
    expect(page.locator(".hk-case")).to_be_visible(timeout=30_000)
    expect(page.locator(".hk-blank:not(.hk-hidden) :is(input, select):focus")).to_be_visible()  # all boxes are there


def run(number: int | None = None, skill: str = "units") -> Run:
    """A run of five cases on units, or on another skill."""
    panel = Practice()
    texts = panel.start_texts | {"seed": str(seed() if number is None else number), "count": "5"}
    return Run(panel.start(texts, (skill,), 0.0))


def solved(session: Session) -> Session:
    return steps.solved(session, 0.0)


def does(beside: Run, number: int) -> tuple[Callable[[Session], Session], ...]:
    """What is done at each case: right, a slip, right with a hint, the worked solution, nothing typed."""
    return (
        (typed(beside.right), checked),
        (typed(beside.slip), checked),
        (hinted, typed(beside.right), checked),
        (solved,),
        (checked, checked),
    )[number]


@cache
def seed() -> int:
    """The seed of a run on units whose first case has one box, and an order that opens in the calculator."""
    attempts = ((number, run(number).session.attempt) for number in range(1000))
    return next(number for number, at in attempts if at and len(at.case.blanks) == 1 and at.case.order)


@cache
def telling_seed() -> int:
    """The seed of a run on amounts whose right numbers have three figures and more, to be searched for."""
    return next(number for number in range(1000) if all(_telling(run(number, "volume"))))


def _telling(beside: Run) -> Iterator[bool]:
    for number in range(5):
        assert beside.session.attempt
        one_box = len(beside.session.attempt.case.blanks) == 1
        yield one_box and len(beside.right) > 2 and not shows(beside.session.attempt.case.text, beside.right)
        beside.on(*does(beside, number), following)


def listen(page: Page, heard: list[str]) -> None:
    """Keep every message that the page gets."""

    def keep(payload: str | bytes) -> None:
        heard.append(payload if isinstance(payload, str) else payload.decode("utf-8", "replace"))

    def line(socket: WebSocket) -> None:
        socket.on("framereceived", keep)

    page.on("websocket", line)


def press(page: Page, words: str) -> None:
    """Tab to a button and press it."""
    tab_to(page, words)
    page.keyboard.press("Enter")


def test_five_cases_by_the_keyboard_alone_with_the_key_nowhere_before(page: Page, app: Server, tmp_path: Path) -> None:
    beside = run(telling_seed(), "volume")
    listen(page, beside.heard)
    open_page(page, app)
    begin(page, skill=VOLUMES, heard=beside.heard, number=telling_seed())

    def unknown() -> None:
        """Neither the page nor a message since the case came names the right number."""
        assert beside.heard
        assert not shows(page.evaluate(SOURCE), beside.right)
        assert not shows("\n".join(beside.heard), beside.right)

    def next_case() -> None:
        expect(field(page, beside.label)).to_be_focused()
        beside.heard.clear()
        page.keyboard.press("Enter")
        beside.on(following)
        expect(field(page, beside.label)).to_be_focused()
        expect(field(page, beside.label)).to_have_value("")

    # A right answer. The focus is in the box already.
    expect(page.locator(".hk-progress").first).to_contain_text("Case 1 of 5")
    expect(field(page, beside.label)).to_be_focused()
    unknown()
    page.keyboard.type(beside.right)
    expect(said(page, beside.label)).to_contain_text(f"read as {people(Fraction(beside.right))}")
    page.keyboard.press("Enter")
    expect(said(page, beside.label)).to_have_text("\u2713 right")
    expect(page.locator(".hk-graded-right")).to_contain_text("Right.")
    expect(page.locator(".hk-verdict")).to_contain_text("1 of 1 point")
    beside.on(*does(beside, 0))

    # A slip: named below the box, with its rule and the worked steps.
    next_case()
    unknown()
    slip = beside.slip
    page.keyboard.type(slip)
    expect(said(page, beside.label)).to_contain_text("read as")
    unknown()
    page.keyboard.press("Enter")
    expect(said(page, beside.label)).to_have_text("! wrong")
    opened = page.locator(".hk-graded-wrong")
    expect(opened).to_contain_text("is what comes out when")
    expect(opened).to_contain_text(f"Right is {people(Fraction(beside.right))}")
    expect(opened.locator(".hk-steps")).to_be_visible()
    page.screenshot(path=tmp_path / "slip.png")
    beside.on(*does(beside, 1))

    # A hint, which says its cost; the focus stays on it. Then the right answer.
    next_case()
    press(page, "Hint: a pointer (costs a quarter of the box)")
    expect(page.locator(".hk-hints")).to_contain_text("Hint 1, a pointer")
    expect(page.get_by_role("button", name="Hint: the rule (costs a quarter of the box)")).to_be_focused()
    unknown()
    page.keyboard.press("Shift+Tab")
    expect(field(page, beside.label)).to_be_focused()
    page.keyboard.type(beside.right)
    expect(said(page, beside.label)).to_contain_text("read as")
    page.keyboard.press("Enter")
    expect(page.locator(".hk-verdict")).to_contain_text("0.75 of 1 point")
    beside.on(*does(beside, 2))

    # The worked solution.
    next_case()
    unknown()
    press(page, "Worked solution (costs the whole case)")
    expect(page.locator(".hk-graded-solved")).to_contain_text(f"Right is {people(Fraction(beside.right))}")
    expect(page.locator(".hk-verdict")).to_contain_text("no points for this case")
    expect(field(page, beside.label)).to_be_focused()
    page.screenshot(path=tmp_path / "solved.png")
    beside.on(*does(beside, 3))

    # Nothing typed: held once, then graded.
    next_case()
    page.keyboard.press("Enter")
    expect(page.locator(".hk-verdict")).to_contain_text("Not graded yet")
    unknown()
    page.keyboard.press("Enter")
    expect(said(page, beside.label)).to_have_text("! wrong")

    # The report.
    press(page, "See the result")
    expect(page.locator(".hk-results").first).to_contain_text(VOLUMES)
    expect(page.locator(".hk-progress:visible")).to_contain_text("1.75 of 5 points")
    expect(page.get_by_role("img", name=re.compile("Right of asked"))).to_be_visible(timeout=60_000)
    expect(page.get_by_role("button", name="Make the files").locator("visible=true")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".hk-files a:visible")).to_have_count(3, timeout=60_000)
    tab_to(page, "practice-results.csv")
    with page.expect_download() as wanted:
        page.keyboard.press("Enter")
    saved = tmp_path / "results.csv"
    wanted.value.save_as(saved)
    opened_file = load_results(saved)
    assert opened_file.edits == ()
    assert [row.points for row in opened_file.results] == [1, 0, Fraction(3, 4), 0, 0]

    expect(page.get_by_text("Override a grade").locator("visible=true")).to_have_count(0)
    page.screenshot(path=tmp_path / "result.png", full_page=True)

    # A trainer reads the file, and overrides a grade, with a reason that stays.
    press(page, "Teach")
    type_in(page, "Class", "evening course")
    page.locator("input[type=file]:visible").set_input_files(saved)
    expect(said(page, "Results")).to_contain_text("read results.csv: 5 boxes, of evening course")
    expect(page.locator(".hk-results:visible").first).to_contain_text("evening course")
    tab_to(page, "In the file")
    page.keyboard.press("ArrowDown")
    type_in(page, "Row", "2")
    expect(said(page, "Row")).to_contain_text("to be counted as right")
    type_in(page, "Reason", "the label was printed badly")
    press(page, "Override the grade")
    expect(page.locator(".hk-results:visible").last).to_contain_text("overridden")
    expect(page.locator(".hk-results:visible").last).to_contain_text("the label was printed badly")
    page.screenshot(path=tmp_path / "teach.png", full_page=True)


@pytest.fixture
def opened(page: Page, app: Server) -> Page:
    """The page with the first case of a run on units."""
    open_page(page, app)
    begin(page, skill=UNITS)
    return page


def test_what_a_learner_types_is_read_or_refused_at_its_box_and_moves_nothing(opened: Page) -> None:
    label = run().label
    asked: list[str] = []
    opened.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    check = opened.get_by_role("button", name="Check")
    before = check.bounding_box()
    for text, told in (
        ("abc", "it is not a number"),
        ("1,000", "read as 1,000"),
        ("149 mL", "a count has no unit"),
        ("=1+1", "a number is digits"),
        ("1\u200b0", "U+200B"),
        (ATTACK, "digits"),
        ("5" * 10_000, "10,000 characters"),
        ("", "a whole count"),
    ):
        field(opened, label).fill(text)
        expect(said(opened, label)).to_contain_text(told)
        after = check.bounding_box()
        assert before and after and after["y"] == before["y"], text
    assert opened.locator(".hk img").count() == 0 and asked == []
    expect(opened.locator(".hk-graded")).to_have_count(0)


def test_enter_does_not_overtake_what_was_typed_before_it(opened: Page) -> None:
    """Letters are held back in the browser while the one before is under way, and Enter is not."""
    label = run().label
    opened.keyboard.type("123456789")
    opened.keyboard.press("Enter")
    expect(said(opened, label)).to_have_text("! wrong")
    expect(field(opened, label)).to_have_value("123456789")
    expect(opened.locator(".hk-graded")).to_contain_text("123,456,789")


def test_what_stands_in_a_graded_box_cannot_be_changed(opened: Page) -> None:
    label = run().label
    field(opened, label).fill("5")
    expect(said(opened, label)).to_contain_text("read as 5")
    field(opened, label).press("Enter")
    expect(said(opened, label)).to_have_text(re.compile("right|wrong"))
    field(opened, label).press_sequentially("9")
    expect(field(opened, label)).to_have_value("5")


def test_a_second_try_comes_back_after_a_reload_and_gives_half(page: Page, app: Server, tmp_path: Path) -> None:
    beside = run()
    open_page(page, app)
    open_tab(page, "Practice")
    expect(field(page, "Seed")).to_be_visible(timeout=30_000)
    field(page, "When wrong").select_option(label="a second try first, for half the points")
    type_in(page, "Cases", "5")
    type_in(page, "Seed", str(seed()))
    page.get_by_role("checkbox", name=UNITS).check()
    press(page, "Start")
    box = field(page, beside.label)
    expect(box).to_be_focused(timeout=30_000)
    number = page.locator(".hk-progress:visible b").inner_text().rpartition(" ")[2]
    page.keyboard.type("987654")
    page.keyboard.press("Enter")
    expect(said(page, beside.label)).to_contain_text("wrong; another answer gives half the points")
    expect(page.locator(".hk-verdict")).to_contain_text("You have a second try")
    assert not shows(page.evaluate(SOURCE), beside.right)
    page.keyboard.press("Enter")
    expect(page.locator(".hk-verdict")).to_contain_text("Nothing is changed")
    page.screenshot(path=tmp_path / "second.png", full_page=True)
    page.wait_for_timeout(500)

    page.reload()
    expect(page.locator(".hk-progress:visible")).to_contain_text(f"Case 1 of 5, case number {number}", timeout=60_000)
    expect(box).to_have_value("987654")
    expect(page.locator(".hk-graded")).to_have_count(0)
    box.fill(beside.right)
    box.press("Enter")
    expect(page.locator(".hk-verdict")).to_contain_text("right on the second try: 0.5 of 1 point")
    box.press("Enter")
    expect(page.locator(".hk-progress:visible")).to_contain_text("Case 2 of 5")

    # The number brings the first case again.
    page.get_by_role("button", name="New run").click()
    expect(field(page, "Seed")).to_have_value(str(seed()))
    field(page, "Case number").fill(number)
    expect(said(page, "Case number")).to_contain_text("this case and no other")
    press(page, "Start")
    expect(page.locator(".hk-progress:visible")).to_contain_text(f"Case 1 of 1, case number {number}")
    expect(field(page, beside.label)).to_be_focused()


def test_a_trainer_makes_a_set_and_sums_the_results_of_two_classes(page: Page, app: Server, tmp_path: Path) -> None:
    open_page(page, app)
    open_tab(page, "Practice")
    page.get_by_role("button", name="Teach", exact=True).click(timeout=30_000)
    expect(field(page, "Level")).to_be_focused()
    type_in(page, "Cases", "10")
    type_in(page, "Seed", "7")
    press(page, "Make sheet and key")
    expect(page.locator(".hk-files a:visible")).to_have_count(2, timeout=60_000)
    expect(page.locator(".hk-cases:visible li")).to_have_count(10)
    for name, title in (
        ("practice-sheet-level-1-seed-7.pdf", "Practice sheet"),
        ("practice-key-level-1-seed-7.pdf", "Right"),
    ):
        with page.expect_download() as wanted:
            page.get_by_role("link", name=name).click()
        wanted.value.save_as(tmp_path / name)
        text = " ".join(sheet.extract_text() for sheet in pypdf.PdfReader(tmp_path / name).pages)
        assert title in text and "case number 2-1-" in text
    field(page, "Seed").fill("8")
    expect(page.locator(".hk-files a:visible")).to_have_count(0)  # they were those of another set

    beside = run()
    beside.on(typed(beside.slip), checked, following)
    wrong = csv_text(beside.session.results)
    beside.on(typed(beside.right), checked)
    both = csv_text(beside.session.results)
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "practice-results.csv").write_text(wrong)
    (tmp_path / "two.csv").write_text(both)
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    files = page.locator("input[type=file]:visible")
    field(page, "Class").fill("May")
    files.set_input_files(tmp_path / "one" / "practice-results.csv")
    expect(said(page, "Results")).to_contain_text("of May")
    field(page, "Class").fill("June")
    files.set_input_files([tmp_path / "two.csv", tmp_path / "other.csv"])  # several at once
    results = page.locator(".hk-results:visible")
    expect(results.first.locator("tbody tr")).to_have_count(2)
    expect(page.get_by_text("not taken: other.csv").locator("visible=true")).to_be_visible()
    expect(page.get_by_text("1 of 3 boxes right").locator("visible=true")).to_be_visible()
    expect(results.nth(1)).to_contain_text("June")
    expect(page.locator(".hk-part:visible").filter(has_text="What explains a wrong answer")).to_have_count(1)
    expect(page.get_by_role("img", name=re.compile("Right of asked"))).to_be_visible(timeout=60_000)
    assert page.evaluate(TOO_FAINT) == []
    press(page, "Make the files")
    expect(page.locator(".hk-files a:visible")).to_have_count(3, timeout=60_000)
    words = page.locator(".hk-desk:visible").inner_text()
    assert re.findall(r"\b[a-z0-9]+_[a-z0-9_]+|--\w+", words) == []
    page.screenshot(path=tmp_path / "teach.png", full_page=True)
    page.wait_for_timeout(500)

    page.reload()
    expect(field(page, "Cases")).to_have_value("10", timeout=60_000)  # still the trainer's view
    expect(page.get_by_role("button", name="Learn", exact=True)).to_be_visible()
    expect(page.locator(".hk-results:visible")).to_have_count(0)


def test_the_order_opens_in_the_calculator_after_grading(opened: Page) -> None:
    beside = run()
    expect(opened.get_by_role("button", name="Open the order")).to_be_hidden()
    press(opened, "Worked solution (costs the whole case)")
    expect(opened.locator(".hk-graded-solved")).to_be_visible()
    press(opened, "Open the order")
    expect(field(opened, "Drug")).to_be_focused(timeout=30_000)
    expect(opened.locator(".hk-units").first).to_contain_text(people(Fraction(beside.right)))


@pytest.mark.parametrize("width", [1280, 700])
def test_a_claim_fits_the_page_and_can_be_looked_at(page: Page, app: Server, width: int, tmp_path: Path) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    open_page(page, app)
    begin(page, level=3)
    sheet, beside = page.locator(".hk-paper").bounding_box(), page.locator(".hk-beside:visible").bounding_box()
    assert sheet and beside
    assert (beside["x"] > sheet["x"] + sheet["width"]) == (width == 1280)
    page.screenshot(path=tmp_path / f"case-{width}.png", full_page=True)
    press(page, "Worked solution (costs the whole case)")
    expect(page.locator(".hk-graded").first).to_be_visible()
    assert page.evaluate("document.querySelector('.hk').scrollWidth <= innerWidth")
    page.screenshot(path=tmp_path / f"solved-{width}.png", full_page=True)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_its_paper(chromium: Browser, app: Server, scheme: str, tmp_path: Path) -> None:
    context = patient(chromium, viewport={"width": 1280, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    try:
        open_page(page, app)
        page.get_by_role("tab", name="Practice").click()
        expect(page.get_by_role("button", name="Start", exact=True)).to_be_visible(timeout=30_000)
        assert page.evaluate(TOO_FAINT) == []
        page.get_by_role("tab", name="Order").click()
        begin(page, level=2)
        page.locator(".hk-blank button:visible").first.press("Enter")
        expect(page.locator(".hk-hints")).to_be_visible()
        page.get_by_text("Glossary").locator("visible=true").first.click()
        assert page.evaluate(TOO_FAINT) == []
        for _ in range(2):
            page.get_by_role("button", name="Check").press("Enter")
            expect(page.locator(".hk-verdict")).to_be_visible()
        expect(page.locator(".hk-graded").first).to_be_visible()
        assert page.evaluate(TOO_FAINT) == []
        page.get_by_role("button", name="See the result").press("Enter")
        expect(page.locator(".hk-results").first).to_be_visible()
        assert page.evaluate(TOO_FAINT) == []
        page.screenshot(path=tmp_path / f"{scheme}.png")
    finally:
        page.close(run_before_unload=True)
        context.close()


def test_on_paper_there_is_the_case_with_boxes_and_no_buttons(opened: Page, tmp_path: Path) -> None:
    paper = tmp_path / "case.pdf"
    opened.pdf(path=paper, prefer_css_page_size=True, print_background=True)
    text = " ".join(sheet.extract_text() for sheet in pypdf.PdfReader(paper).pages)
    beside = run()
    assert beside.session.attempt
    for wanted in (beside.session.attempt.case.title, beside.label, "SAMPLE"):
        assert wanted in text
    for hidden in ("Check", "Hint:", "Glossary", "New run", "Worked solution"):
        assert hidden not in text
