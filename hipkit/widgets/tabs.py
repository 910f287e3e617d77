"""The panels on their own, for a notebook, and the app in tabs."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from hipkit.errors import InputError
from hipkit.formats.shared.ages import age
from hipkit.panels.calculator.fields import EXAMPLE
from hipkit.panels.calculator.panel import Calculator
from hipkit.panels.check.fields import entry
from hipkit.panels.check.panel import SecondCheck
from hipkit.panels.claim.panel import SampleClaim
from hipkit.panels.known import Known
from hipkit.panels.pages.bar import Bar
from hipkit.panels.pages.book import Book
from hipkit.panels.pages.check import CheckPage
from hipkit.panels.pages.following import FollowingPage, Source
from hipkit.panels.pages.form import FormPage, marked
from hipkit.panels.pages.sheet import Sheet
from hipkit.panels.payers import PayerRules
from hipkit.panels.saved import written
from hipkit.reference.datasets import newest
from hipkit.widgets.view import View

if TYPE_CHECKING:
    from hipkit.panels.pages.practice import PracticePage

ORDER, CLAIM, CHECK, PRACTICE, REVIEW, COMPARE, RULES, SOURCES = TABS = (
    "Order", "Claim", "Check", "Practice", "Review", "Compare", "Rules", "Sources",
)  # fmt: skip
HAVE_IT_CHECKED = "Have it checked"
THIS_CLAIM = "Review the claim of the Claim tab"
NO_CLAIM = "There is no claim in the Claim tab that could be reviewed."
NO_ORDER = "HMSA's example stands in the Order tab: type an order of your own there."
WAITS = "The order waits for a reason, or for a correction, in the Order tab."
THIS_ORDER, ORDER_NAME = "Take the order of the Order tab", "the order of the Order tab"


def calculator() -> View:
    """The unit calculator, for a cell of its own; code drives it with `type` and `press`."""
    return View("calculator", Book({ORDER: lambda: FormPage(Calculator())}))


def claim() -> View:
    """The sample claim, for a cell of its own."""
    return View("claim", Book({CLAIM: lambda: FormPage(SampleClaim())}))


def check(now: Callable[[], datetime.datetime] = datetime.datetime.now) -> View:
    """The blind second check of an order, for a cell of its own; `now` tells the time of a comparison."""
    return View("check", Book({CHECK: lambda: CheckPage(SecondCheck(now=now))}))


def review() -> View:
    """The review of a file of claim lines, for a cell of its own; `review(name, data)` drops a file on it."""
    return View("review", Book({REVIEW: _review_page}))


def compare() -> View:
    """Two orders, payers or readings side by side, for a cell of their own."""
    return View("compare", Book({COMPARE: _compare_page}))


def payer_rules() -> View:
    """The payers' rules, for a cell of their own."""
    return View("payer-rules", Book({RULES: lambda: FormPage(PayerRules())}))


def practice() -> View:
    """Practice, for a cell of its own, with a calculator beside it in which the order of a case opens.

    Code drives it with `type`, `train`, `press` and `hint`.
    """
    makers: dict[str, Callable[[], FormPage | PracticePage]] = {ORDER: lambda: FormPage(Calculator())}
    book = Book({PRACTICE: lambda: _practice_page(lambda texts: book.begin(ORDER, texts)), **makers})
    return View("practice", book)


def app() -> View:
    """The app: everything hipkit has, in tabs.

    A tab but the first is made when it is first looked at: the first page is not to wait for it.
    """
    today = datetime.date.today()
    sheet = _sheet()
    book = Book(
        {
            ORDER: lambda: FormPage(Calculator(), {HAVE_IT_CHECKED: lambda: book.turn(CHECK)}, sheet),
            CLAIM: lambda: FormPage(SampleClaim(), sheet=sheet),
            CHECK: lambda: CheckPage(sheet=sheet),
            PRACTICE: lambda: _practice_page(lambda texts: book.begin(ORDER, texts)),
            REVIEW: lambda: _review_page(lambda: _form(book, CLAIM)),
            COMPARE: lambda: _compare_page(lambda: _form(book, ORDER)),
            RULES: lambda: FormPage(PayerRules()),
            SOURCES: lambda: FormPage(Known(lambda: today)),
        },
        top=_heading(today),
        bar=Bar(sheet),
    )
    return View("app", book)


def _sheet() -> Sheet:
    """What stands in the fields of an order, its claim and its check: HMSA's example at first, marked as such."""
    panels = (SampleClaim(), Calculator(), SecondCheck())
    start = {field.name: "" for panel in panels for field in panel.fields}
    for panel in panels:
        start |= panel.start
    sheet = Sheet(start, marks=EXAMPLE, first="drug", left=entry())
    _, example = Calculator().example
    sheet.put({**example, EXAMPLE: " ".join(marked(Calculator()))})
    return sheet


def _practice_page(open_order: Callable[[Mapping[str, str]], None]) -> PracticePage:
    from hipkit.panels.pages.practice import PracticePage  # here, since the first page is not to wait for it

    return PracticePage(open_order)


def _review_page(claim: Callable[[], FormPage] | None = None) -> FormPage:
    """The review, loaded when it is wanted; `claim` is the page of the claim that may be reviewed."""
    from hipkit.panels.review.panel import ClaimReview

    if claim is None:
        return FormPage(ClaimReview())
    return FollowingPage(ClaimReview(), THIS_CLAIM, "file", Source(lambda: claim().sheet, lambda: _lines(claim())))


def _form(book: Book, title: str) -> FormPage:
    page = book.page(title)
    assert isinstance(page, FormPage)
    return page


def _lines(claim: FormPage) -> str:
    """The lines of a claim as the text of a file. Raises InputError where there are none."""
    from hipkit.panels.dropped import Dropped

    tables = [file for file in claim.answer.files if file.name.endswith(".csv")]
    if not tables:
        raise InputError("file", "", NO_CLAIM, "a claim")
    return Dropped(tables[0].name, tables[0].make()).text()


def _compare_page(order: Callable[[], FormPage] | None = None) -> FormPage:
    """The comparison, loaded when it is wanted; `order` is the page of the order that may be its first side."""
    from hipkit.panels.compare.panel import Compare

    if order is None:
        return FormPage(Compare())
    source = Source(lambda: order().sheet, lambda: _order_file(order()))
    return FollowingPage(Compare(), THIS_ORDER, "first_scenario", source, "first_kept")


def _order_file(order: FormPage) -> str:
    """An order as the text of a file. Raises InputError for an example, one that waits, and one that is never saved."""
    from hipkit.panels.dropped import Dropped

    if order.answer.of_example:
        raise InputError("order", "", NO_ORDER, "an order")
    if order.answer.billed is not None and not order.answer.ready:
        raise InputError("order", "", WAITS, "a reason")
    return Dropped(ORDER_NAME, written(order.sheet.texts)).text()


def _heading(today: datetime.date) -> str:
    day = newest()
    return (
        '<header class="hk-top"><h1>hipkit</h1>'
        "<p>from a home pain-infusion order to the units on the claim</p>"
        f"<p>codes and products to {day} ({age(day, today)})</p></header>"
    )
