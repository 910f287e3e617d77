"""The panels on their own, for a notebook, and the app in tabs."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import ipywidgets

from hipkit.formats.shared.ages import age
from hipkit.formats.shared.markup import style
from hipkit.panels.calculator.panel import Calculator
from hipkit.panels.claim.panel import SampleClaim
from hipkit.panels.compare.panel import Compare
from hipkit.panels.known import Known
from hipkit.panels.payers import PayerRules
from hipkit.reference.datasets import newest
from hipkit.widgets.bind import Bound
from hipkit.widgets.form import box
from hipkit.widgets.guarded import GuardedTab
from hipkit.widgets.watch import Watch

if TYPE_CHECKING:
    from hipkit.panels.dropped import Dropped
    from hipkit.widgets.bound_review import BoundReview
    from hipkit.widgets.desk.desk import PracticeDesk

CALCULATOR, CLAIM, PRACTICE, REVIEW, COMPARE, RULES, SOURCES = TABS = (
    "Calculator", "Claim", "Practice", "Review", "Compare", "Payer rules", "Sources",
)  # fmt: skip

BoundT = TypeVar("BoundT", bound=Bound)


def calculator() -> Bound:
    """The unit calculator, for a cell of its own; code drives it with `type` and `press`."""
    return _alone(Bound(Calculator()))


def claim() -> Bound:
    """The sample claim, for a cell of its own."""
    return _alone(Bound(SampleClaim()))


def review() -> BoundReview:
    """The review of a file of claim lines, for a cell of its own; `review(name, data)` drops a file on it."""
    return _alone(_reviewing())


def _reviewing(claim: Callable[[], Dropped | None] | None = None) -> BoundReview:
    """The review, loaded when it is wanted: the first page of the app is not to wait for it."""
    from hipkit.panels.review.panel import ClaimReview
    from hipkit.widgets.bound_review import BoundReview

    return BoundReview(ClaimReview(), claim)


def compare() -> Bound:
    """Two orders, payers or readings side by side, for a cell of their own."""
    return _alone(Bound(Compare()))


def practice() -> PracticeDesk:
    """Practice, for a cell of its own; code drives it with `type`, `train`, `press` and `hint`."""
    from hipkit.widgets.desk.desk import PracticeDesk

    watch = Watch("practice")
    beneath = _Beneath(watch)
    desk = PracticeDesk(beneath.open)
    desk.follow(watch, _slug(PRACTICE))
    desk.widget = box("hk", (ipywidgets.HTML(style()), watch, desk.widget, beneath.widget))
    return desk


class _Beneath:
    """A calculator below, made when an order is first opened in it."""

    def __init__(self, watch: Watch) -> None:
        self.widget = box("hk-page")
        self._watch = watch
        self._bound: Bound | None = None

    def open(self, texts: Mapping[str, str]) -> None:
        """Show an order."""
        if self._bound is None:
            self._bound = Bound(Calculator())
            self._bound.follow(self._watch, _slug(CALCULATOR))
            self._bound.opened()
            self.widget.children = (self._bound.widget,)
        self._bound.begin(texts)
        self._bound.focus()


def payer_rules() -> Bound:
    """The payers' rules, for a cell of their own."""
    return _alone(Bound(PayerRules()))


def _alone(bound: BoundT) -> BoundT:
    watch = Watch(_slug(bound.panel.title))
    bound.follow(watch, _slug(bound.panel.title))
    bound.widget = box("hk", (ipywidgets.HTML(style()), watch, bound.widget))
    return bound


def _slug(title: str) -> str:
    """A title as the name of a form on the page.

    >>> _slug("Payer rules")
    'payer-rules'
    """
    return title.lower().replace(" ", "-")


def app() -> App:
    """The app: everything hipkit has, in tabs."""
    return App(datetime.date.today())


class App:
    """The tabs with their heading. `panels` are the bound panels of the tabs that were opened, by title.

    A tab but the first is made when it is first looked at: the first page is not to wait for it.
    """

    def __init__(self, today: datetime.date) -> None:
        self._today = today
        self.watch = Watch("app")
        self.watch.place, self.watch.restoring, self.watch.restored = CALCULATOR, self._restoring, self._restored
        self.calculator = Bound(Calculator())
        self.calculator.follow(self.watch, _slug(CALCULATOR))
        self.panels = {CALCULATOR: self.calculator}
        self.practice: PracticeDesk | None = None
        self._order = self.calculator  # the panel in which the order was last seen
        self._make: dict[str, Callable[[], Any]] = {
            CLAIM: lambda: self._bound(CLAIM, Bound(SampleClaim())),
            PRACTICE: self._practice,
            REVIEW: lambda: self._bound(REVIEW, _reviewing(self._claim_lines)),
            COMPARE: lambda: self._bound(COMPARE, Bound(Compare())),
            RULES: lambda: self._bound(RULES, Bound(PayerRules())),
            SOURCES: lambda: self._bound(SOURCES, Bound(Known(lambda: self._today))),
        }
        pages = {title: box("hk-page") for title in self._make}
        self.tabs = GuardedTab((self.calculator.widget, *pages.values()), titles=TABS)
        self.tabs.observe(lambda _: self._opened(), "selected_index")
        self.widget = box("hk", (ipywidgets.HTML(style() + _heading(today)), self.watch, self.tabs))

    def _opened(self) -> None:
        """Fill a tab that is looked at for the first time; the order goes along between calculator and claim."""
        index = self.tabs.selected_index
        self.watch.place = TABS[index] if index is not None else ""
        self._fill(self.watch.place)

    def _fill(self, title: str) -> None:
        if title in self._make and not (page := self.tabs.children[TABS.index(title)]).children:
            page.children = (self._make[title](),)
        bound = self.panels.get(title)
        if title in (CALCULATOR, CLAIM) and bound is not None and bound is not self._order:
            bound.carry(self._order)
            self._order = bound

    def _practice(self) -> Any:
        from hipkit.widgets.desk.desk import PracticeDesk  # here, since the first page is not to wait for it

        self.practice = PracticeDesk(self.open_order)
        self.practice.follow(self.watch, _slug(PRACTICE))
        self.practice.opened()
        return self.practice.widget

    def open_order(self, texts: Mapping[str, str]) -> None:
        """Show an order in the calculator, in place of what stands there."""
        self._order = self.calculator
        self.calculator.begin(texts)
        self.tabs.selected_index = TABS.index(CALCULATOR)
        self.calculator.focus()

    def _claim_lines(self) -> Dropped | None:
        """The lines of the Claim tab's claim, which is that of the order, None where there is none."""
        from hipkit.panels.dropped import Dropped

        self._fill(CLAIM)
        tables = (file for file in self.panels[CLAIM].answer.files if file.name.endswith(".csv"))
        return next((Dropped(file.name, file.make()) for file in tables), None)

    def _restoring(self, place: str, names: list[str]) -> None:
        """Make the tabs whose texts are about to be put back."""
        for title in TABS:
            if _slug(title) in names or title == place:
                self._fill(title)

    def _restored(self, place: str) -> None:
        """Open the tab that was open, whose order is the one that was seen last."""
        self._order = self.panels.get(place, self._order) if place in (CALCULATOR, CLAIM) else self._order
        if place in TABS:
            self.tabs.selected_index = TABS.index(place)

    def _bound(self, title: str, bound: Bound) -> Any:
        bound.follow(self.watch, _slug(title))
        self.panels[title] = bound
        return bound.widget

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        self.calculator.opened()
        bundle = dict(self.widget._repr_mimebundle_(**kwargs) or {})
        return bundle | {"text/plain": "hipkit (run this cell in JupyterLab, or hipkit app, to use it)"}


def _heading(today: datetime.date) -> str:
    day = newest()
    return (
        '<header class="hk-top"><h1>hipkit</h1>'
        "<p>from a home pain-infusion order to the units on the claim</p>"
        f"<p>codes and products to {day} ({age(day, today)})</p></header>"
    )
