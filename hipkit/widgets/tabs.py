"""The panels on their own, for a notebook, and the app in tabs."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import ipywidgets

from hipkit.datasets import newest
from hipkit.formats.markup import age, style
from hipkit.formats.sources import sources_page
from hipkit.panels.base import Panel
from hipkit.panels.calculator import Calculator
from hipkit.panels.claim import SampleClaim
from hipkit.panels.compare import Compare
from hipkit.panels.payer_rules import PayerRules
from hipkit.widgets.bind import Bound
from hipkit.widgets.form import box
from hipkit.widgets.guarded import GuardedTab

if TYPE_CHECKING:
    from hipkit.widgets.practice_desk import PracticeDesk

CALCULATOR, CLAIM, PRACTICE, COMPARE, RULES, SOURCES = TABS = (
    "Calculator", "Claim", "Practice", "Compare", "Payer rules", "Sources",
)  # fmt: skip


def calculator() -> Bound:
    """The unit calculator, for a cell of its own; code drives it with `type` and `press`."""
    return _alone(Calculator())


def claim() -> Bound:
    """The sample claim, for a cell of its own."""
    return _alone(SampleClaim())


def compare() -> Bound:
    """Two orders, payers or readings side by side, for a cell of their own."""
    return _alone(Compare())


def practice() -> PracticeDesk:
    """Practice, for a cell of its own; code drives it with `type`, `train`, `press` and `hint`."""
    from hipkit.widgets.practice_desk import PracticeDesk

    beneath = _Beneath()
    desk = PracticeDesk(beneath.open)
    desk.widget = box("hk", (ipywidgets.HTML(style()), desk.widget, beneath.widget))
    return desk


class _Beneath:
    """A calculator below, made when an order is first opened in it."""

    def __init__(self) -> None:
        self.widget = box("hk-page")
        self._bound: Bound | None = None

    def open(self, texts: Mapping[str, str]) -> None:
        """Show an order."""
        if self._bound is None:
            self._bound = Bound(Calculator())
            self._bound.opened()
            self.widget.children = (self._bound.widget,)
        self._bound.begin(texts)
        self._bound.focus()


def payer_rules() -> Bound:
    """The payers' rules, for a cell of their own."""
    return _alone(PayerRules())


def _alone(panel: Panel) -> Bound:
    bound = Bound(panel)
    bound.widget = box("hk", (ipywidgets.HTML(style()), bound.widget))
    return bound


def app() -> App:
    """The app: everything hipkit has, in tabs."""
    return App(datetime.date.today())


class App:
    """The tabs with their heading. `panels` are the bound panels of the tabs that were opened, by title.

    A tab but the first is made when it is first looked at: the first page is not to wait for it.
    """

    def __init__(self, today: datetime.date) -> None:
        self._today = today
        self.calculator = Bound(Calculator())
        self.panels = {CALCULATOR: self.calculator}
        self.practice: PracticeDesk | None = None
        self._order = self.calculator  # the panel in which the order was last seen
        self._make: dict[str, Callable[[], Any]] = {
            CLAIM: lambda: self._bound(CLAIM, SampleClaim()),
            PRACTICE: self._practice,
            COMPARE: lambda: self._bound(COMPARE, Compare()),
            RULES: lambda: self._bound(RULES, PayerRules()),
            SOURCES: lambda: ipywidgets.HTML(sources_page(self._today)),
        }
        pages = {title: box("hk-page") for title in self._make}
        self.tabs = GuardedTab((self.calculator.widget, *pages.values()), titles=TABS)
        self.tabs.observe(lambda _: self._opened(), "selected_index")
        self.widget = box("hk", (ipywidgets.HTML(style() + _heading(today)), self.tabs))

    def _opened(self) -> None:
        """Fill a tab that is looked at for the first time; the order goes along between calculator and claim."""
        index = self.tabs.selected_index
        title = TABS[index] if index is not None else ""
        if title in self._make and not self.tabs.children[index].children:
            self.tabs.children[index].children = (self._make[title](),)
        bound = self.panels.get(title)
        if title in (CALCULATOR, CLAIM) and bound is not None and bound is not self._order:
            bound.carry(self._order)
            self._order = bound

    def _practice(self) -> Any:
        from hipkit.widgets.practice_desk import PracticeDesk  # here, since the first page is not to wait for it

        self.practice = PracticeDesk(self.open_order)
        self.practice.opened()
        return self.practice.widget

    def open_order(self, texts: Mapping[str, str]) -> None:
        """Show an order in the calculator, in place of what stands there."""
        self._order = self.calculator
        self.calculator.begin(texts)
        self.tabs.selected_index = TABS.index(CALCULATOR)
        self.calculator.focus()

    def _bound(self, title: str, panel: Panel) -> Any:
        self.panels[title] = Bound(panel)
        return self.panels[title].widget

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
