"""The calculator on its own, for a notebook, and the app in tabs."""

from __future__ import annotations

import datetime
from typing import Any

import ipywidgets

from hipkit.datasets import newest
from hipkit.formats.markup import age, style
from hipkit.formats.sources import sources_page
from hipkit.panels.calculator import Calculator
from hipkit.widgets.bind import Bound
from hipkit.widgets.form import box
from hipkit.widgets.guarded import GuardedTab

TABS = ("Calculator", "Sources")


def calculator() -> Bound:
    """The unit calculator, for a cell of its own; code drives it with `type` and `press`."""
    bound = Bound(Calculator())
    bound.widget = box("hk", (ipywidgets.HTML(style()), bound.widget))
    return bound


def app() -> App:
    """The app: everything hipkit has, in tabs."""
    return App(datetime.date.today())


class App:
    """The tabs with their heading. `calculator` is the bound panel in the first."""

    def __init__(self, today: datetime.date) -> None:
        self._today = today
        self.calculator = Bound(Calculator())
        self.sources = ipywidgets.HTML("")
        self.tabs = GuardedTab((self.calculator.widget, box("hk-page", (self.sources,))), titles=TABS)
        self.tabs.observe(lambda _: self._opened(), "selected_index")
        self.widget = box("hk", (ipywidgets.HTML(style() + _heading(today)), self.tabs))

    def _opened(self) -> None:
        """Write the sources when they are first looked at: the first page is not to wait for them."""
        if self.tabs.selected_index == TABS.index("Sources") and not self.sources.value:
            self.sources.value = sources_page(self._today)

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
