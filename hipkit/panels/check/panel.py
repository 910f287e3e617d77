"""The blind second check: the order as it is written, what a colleague types, and the outcome once it is compared."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from hipkit.billing.second_check import beside, check_now, stands_for, typed_of
from hipkit.formats.bill import check_html
from hipkit.panels.base import Answer, Field, Offer
from hipkit.panels.calculator import fields as order_fields
from hipkit.panels.calculator.drugs import ADD, TAKE_OUT
from hipkit.panels.calculator.fields import CHECK, START
from hipkit.panels.calculator.panel import Calculator
from hipkit.panels.calculator.written import written
from hipkit.panels.check import fields as names
from hipkit.panels.check.entry import ALIASES, CheckEntry

COMPARE = "Compare"
_PRESS = f"Everything is typed; press {COMPARE}."
_WAITING = "The outcome stands here once everything is typed and compared; until then no number of the answer is shown."
_CHANGED = f"Something was typed since the last comparison; press {COMPARE}."
_UNREADABLE = "What was kept of an earlier check cannot be read."
_OTHERS = "The order has other drugs too; each is checked by itself."


@dataclass(frozen=True)
class SecondCheck:
    """The second check as a panel. `today` tells the day, `now` the time of a comparison.

    What is shown is a function of the texts: the check itself stands in a field that is never seen, filled by the
    button with what `compared` returns.

    >>> from hipkit.order.check import TYPED
    >>> panel = SecondCheck(now=lambda: datetime.datetime(2026, 11, 30, 14, 5))
    >>> texts = dict(panel.example[1])
    >>> right = ("S9326", "31", "J2270", "372", "148.8")
    >>> texts |= {f"typed_{name}": text for name, text in zip(TYPED, right, strict=True)}
    >>> "agreement" in panel.answer(texts).parts["outcome"]
    False
    >>> "agreement" in panel.answer(texts | {"check": panel.compared(texts)}).parts["outcome"]
    True
    """

    today: Callable[[], datetime.date] = field(default=datetime.date.today, repr=False)
    now: Callable[[], datetime.datetime] = field(default=datetime.datetime.now, repr=False)

    @property
    def title(self) -> str:
        """What the panel is called."""
        return "second check"

    @property
    def fields(self) -> tuple[Field, ...]:
        """The colleague's fields, and those of the order, which are not seen."""
        return names.fields()

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts of an answer, in their order."""
        return "order", "outcome"

    @property
    def start(self) -> Mapping[str, str]:
        """The texts at first."""
        own = {names.WAY: names.UNITS}
        first = {name: text for name, text in START.items() if name != "along"}
        again = {names.AGAIN + name: text for name, text in first.items() if names.AGAIN + name in names.by_name()}
        return {**own, **again, **first}

    @property
    def example(self) -> tuple[str, Mapping[str, str]]:
        """The calculator's example as an order to be checked for practice; nothing is typed for it."""
        words, texts = Calculator().example
        return words, {**self.start, **{name: text for name, text in texts.items() if name != "along"}}

    def answer(self, texts: Mapping[str, object], last: Mapping[str, str] | None = None) -> Answer:
        """The order as it is written, and the outcome where what is typed was compared; or why nothing is checked."""
        entry = CheckEntry(texts, last, self.today())
        return Answer(
            parts={"order": _order(entry), "outcome": _outcome(entry)},
            messages=entry.messages,
            offers=_offers(entry),
            moves=_moves(entry),
            visible=_visible(entry),
            more=_more(entry),
            examples=_examples(entry),
            settled=entry.answer.settled,
        )

    def compared(self, texts: Mapping[str, object], last: Mapping[str, str] | None = None) -> str:
        """The text of the field `check` once the button is pressed; as it was where the entry is not whole."""
        return CheckEntry(texts, last, self.today()).compared(self.now())

    def draw(self, asked: object) -> str:
        """There is no picture here."""
        return ""


def _order(entry: CheckEntry) -> str:
    """What stands in the order's fields, as it was typed or chosen."""
    standing = written(entry.order, entry.bill.order if entry.bill else None)
    if all(one.kind == "choice" for one, _ in standing):
        return check_html.order(())
    rows = [(one.label, text) for one, text in standing]
    return check_html.order(rows, _OTHERS if entry.texts[order_fields.OTHERS] else "")


def _outcome(entry: CheckEntry) -> str:
    check, bill = entry.kept(), entry.bill
    true = check_now(check) if check else None
    stands = check is not None and bill is not None and stands_for(check, bill)
    if true and bill and stands and not entry.why and entry.is_of(true):
        return check_html.outcome(true, beside(bill, true.again or typed_of(true)))
    whole = entry.second is not None and None not in entry.aliases.values()
    why = entry.why or (_WAITING if not whole else _CHANGED if stands else _PRESS)
    if entry.texts[CHECK] and check is None:
        why = f"{_UNREADABLE} {why}"
    return check_html.waiting(why, None if stands else true, check is not None and true is None)


def _visible(entry: CheckEntry) -> tuple[str, ...]:
    if entry.why:
        return (names.WAY,)
    seen = {names.WAY, *ALIASES}
    seen |= {names.TYPED_PREFIX + name for name in entry.asked}
    seen |= {names.AGAIN + name for name in entry.again.visible} if entry.again else set()
    return tuple(one.name for one in names.fields() if one.name in seen)


def _more(entry: CheckEntry) -> tuple[str, ...]:
    more = entry.again.more if entry.again and not entry.why else ()
    return tuple(names.AGAIN + name for name in more if names.AGAIN + name in names.by_name())


def _examples(entry: CheckEntry) -> dict[str, str]:
    examples = entry.again.examples if entry.again else {}
    return {names.AGAIN + name: text for name, text in examples.items()}


def _offers(entry: CheckEntry) -> tuple[Offer, ...]:
    if entry.again is None or entry.why:
        return ()
    known = [one for one in entry.again.offers if names.AGAIN + one.field in names.by_name()]
    return tuple(
        replace(one, field=names.AGAIN + one.field, sets={names.AGAIN + name: text for name, text in one.sets.items()})
        for one in known
    )


def _moves(entry: CheckEntry) -> tuple[Offer, ...]:
    """The buttons that lead to the other drugs of the order, and nothing that would show the answer."""
    moves = entry.answer.moves
    return tuple(move for move in moves if move.field == order_fields.OTHERS and move.label not in (ADD, TAKE_OUT))
