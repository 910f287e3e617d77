"""Two saved orders, payers or readings side by side, from the files dropped and what is chosen for each side."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from hipkit.billing.compare import Comparison, Group, beside, side_bill
from hipkit.errors import InputError
from hipkit.formats.bill import compare_html
from hipkit.formats.bill.compare_bars import bars_picture
from hipkit.order.scenario import Scenario
from hipkit.panels.base import PICTURE, Answer, Field, Message
from hipkit.panels.compare import fields as names
from hipkit.panels.compare.side import Side

_WAITING = "Drop the file of an order of one drug, as Save or the Claim tab makes it"


@dataclass(frozen=True)
class Compare:
    """The comparison as a panel: a saved order a side, or one order under two payers, readings or choices.

    `today` tells the day, against which a future day of service is seen.

    >>> answer = Compare().answer(Compare().example[1])
    >>> answer.settled, answer.messages["first_scenario"].text
    (True, 'read as morphine sulfate, 5 mg/hr, 25 mg/mL, 31 days')
    """

    today: Callable[[], datetime.date] = field(default=datetime.date.today, repr=False)

    @property
    def title(self) -> str:
        """What the panel is called."""
        return "comparison"

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields of both sides."""
        return names.fields()

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts of an answer, in their order."""
        return "billed", PICTURE, "ordered", "notices"

    @property
    def start(self) -> Mapping[str, str]:
        """The texts at first: nothing is compared yet."""
        return {field.name: "" for field in self.fields}

    @property
    def example(self) -> tuple[str, Mapping[str, str]]:
        """HMSA's own example under its two readings."""
        return "HMSA's example", {**self.start, **names.example()}

    def answer(self, texts: Mapping[str, object], last: Mapping[str, str] | None = None) -> Answer:
        """Both sides billed beside each other; or why they are not, and what to type."""
        first = Side("first", texts)
        return _answer(first, Side("second", texts, first.given), self.today())

    def draw(self, asked: object) -> str:
        """The bars of a comparison as HTML; empty where the sides count the same."""
        return bars_picture(asked) if isinstance(asked, Sequence) and all(isinstance(g, Group) for g in asked) else ""


def _answer(first: Side, second: Side, today: datetime.date) -> Answer:
    sides = (first, second)
    wanted = [side.scenario for side in sides]
    if None not in wanted:
        comparison = _compare(sides, [scenario for scenario in wanted if scenario], today)
        if comparison is not None:
            return _comparison_answer(sides, comparison, today)
    return _waiting_answer(sides)


def _compare(sides: Sequence[Side], scenarios: Sequence[Scenario], today: datetime.date) -> Comparison | None:
    """The comparison; None where a side cannot be billed, which is then said at its field."""
    bills = {}
    labels = _labels([side.label for side in sides])
    for side, label, scenario in zip(sides, labels, scenarios, strict=True):
        try:
            bills[label] = side_bill(label, scenario, today)
        except InputError as error:
            side.stop(error, label)
    return beside(bills) if len(bills) == len(labels) else None


def _labels(labels: Sequence[str]) -> list[str]:
    """A name for each side, told apart where both are alike."""
    if len(set(labels)) == len(labels):
        return list(labels)
    return [f"{place}: {label}" for place, label in zip(("first", "second"), labels, strict=True)]


def _comparison_answer(sides: Sequence[Side], comparison: Comparison, today: datetime.date) -> Answer:
    bills = list(comparison.bills.values())
    for side, bill in zip(sides, bills, strict=True):
        side.ask(bill)
    return Answer(
        parts=compare_html.parts(comparison, today),
        messages={name: message for side in sides for name, message in side.messages.items()},
        picture=comparison.groups or None,
        settled=not any(bill.to_confirm or bill.open_axes for bill in bills),
        keeps=_keeps(sides),
        visible=_visible(sides),
        more=_more(sides),
    )


def _waiting_answer(sides: Sequence[Side]) -> Answer:
    stops = [stop for side in sides for stop in side.stops]
    messages = {name: message for side in sides for name, message in side.messages.items()}
    if not sides[0].filled:
        messages["first_scenario"] = Message("waiting", _WAITING)
    why = "waiting for an order" if not stops else "waiting for what cannot be read"
    return Answer(
        parts=compare_html.waiting(("first side", "second side"), why, stops),
        messages=messages,
        keeps=_keeps(sides),
        visible=_visible(sides),
        more=_more(sides),
    )


def _keeps(sides: Sequence[Side]) -> dict[str, str]:
    return {name: text for side in sides for name, text in side.keeps.items()}


def _visible(sides: Sequence[Side]) -> tuple[str, ...]:
    return tuple(name for side in sides for name in side.visible)


def _more(sides: Sequence[Side]) -> tuple[str, ...]:
    """The fields that wait behind "more fields"."""
    return tuple(field.name for field in names.fields() if field.seldom and field.name not in _visible(sides))
