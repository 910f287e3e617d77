"""The texts of the second check: the order with its bill, and what the colleague has typed, read but not compared."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from hipkit.billing.bill import Bill
from hipkit.billing.second_check import asked, bill_again, check_now, chosen, outcome_of, read_typed, stands_for
from hipkit.errors import InputError
from hipkit.order.check import Check, read_alias
from hipkit.order.scenario import check_text, kept_check
from hipkit.panels.base import Answer, Message
from hipkit.panels.calculator.entry import Entry
from hipkit.panels.calculator.fields import CHECK, EXAMPLE, OTHERS, START
from hipkit.panels.calculator.panel import Calculator
from hipkit.panels.check import fields as names
from hipkit.panels.rows import blank
from hipkit.panels.texts import BLANKS, in_a_sentence, plain, refusal

ALIASES = ("first_by", "second_by")
_EXAMPLE = "HMSA's example stands in the order. Type the order that is to be checked."
_UNREADABLE = "The order is not complete, or something in it cannot be read; the page of the order says what."
_UNCONFIRMED = "The order waits for a reason, or for a correction, on the page of the order. It is checked after that."
_UNKNOWN = "None of the units of this order is known yet; the page of the order says for what they wait."


@dataclass(frozen=True)
class Second:
    """What the colleague has typed, whole: the units as they were typed and read, or the bill of the order anew."""

    typed: Mapping[str, str]
    bill: Bill | None = None


class CheckEntry:
    """What stands in the fields. `why` says why nothing can be checked, empty where something can.

    `messages` are what is said at the fields of the colleague. Nothing is said of the answer.
    """

    def __init__(self, texts: Mapping[str, object], last: Mapping[str, str] | None, today: datetime.date) -> None:
        self.texts = {name: plain(texts.get(name, "")) for name in names.by_name()}
        self.today = today
        self.messages: dict[str, Message] = {}
        self.order = Entry(self.texts)
        self.answer = self._calculated(self.texts, last)
        self.again = self._calculated(self._anew(), None) if self.way == names.WHOLE else None
        self.bill = self.order.bill(self.order.order(), today) if self.answer.picture is not None else None
        self.why = self._why()
        self.aliases = {name: self._alias(name) for name in ALIASES}
        self.second = self._second(self.bill) if self.bill and not self.why else None

    @property
    def way(self) -> str:
        """Whether the units alone are typed or the whole order anew."""
        return names.WHOLE if self.texts[names.WAY] == names.WHOLE else names.UNITS

    @property
    def asked(self) -> tuple[str, ...]:
        """What the colleague is asked for, by the names of `TYPED`."""
        return tuple(asked(self.bill)) if self.bill and self.way == names.UNITS else ()

    @property
    def blank(self) -> bool:
        """Whether the colleague has typed nothing yet."""
        if self.way == names.UNITS:
            return not any(self.texts[names.TYPED_PREFIX + name].strip(BLANKS) for name in self.asked)
        return all(
            blank(field, self.texts[field.name])
            for field in names.fields()
            if field.name.startswith(names.AGAIN) and field.kind in ("text", "rows")
        )

    def kept(self) -> Check | None:
        """The check that is kept beside the order; None where there is none that can be read."""
        return kept_check(self.texts[CHECK])

    def is_of(self, check: Check) -> bool:
        """Whether a check compared just what stands here now; a blank entry is none that could differ."""
        if self.second is None:
            return self.blank
        again = self.second.bill.order if self.second.bill else None
        told = {name: alias or "" for name, alias in self.aliases.items()}
        entries = (dict(check.typed), check.again, {name: getattr(check, name) for name in ALIASES})
        return entries == (dict(self.second.typed), again, told)

    def compared(self, now: datetime.datetime) -> str:
        """The check of what stands here, as text; what was kept before where the entry is not whole."""
        first, second = self.bill, self.second
        if first is None or second is None or None in self.aliases.values():
            return self.texts[CHECK]
        before = self.kept()
        same = before is not None and stands_for(before, first)
        if before is not None and same and self.is_of(before) and check_now(before):
            return self.texts[CHECK]
        read = {name: read_typed(name, text) for name, text in second.typed.items()}
        seen = before.earlier + (not before.outcome.agrees) if before is not None and same else 0
        check = Check(
            order=first.order,
            outcome=outcome_of(first, second.bill or read),
            at=f"{now:%Y-%m-%d %H:%M}",
            payer=first.payer.id if first.payer else None,
            reading=first.reading,
            choices=chosen(first),
            typed=second.typed,
            again=second.bill.order if second.bill else None,
            first_by=self.aliases["first_by"] or "",
            second_by=self.aliases["second_by"] or "",
            earlier=seen,
        )
        return check_text(check)

    def _calculated(self, texts: Mapping[str, str], last: Mapping[str, str] | None) -> Answer:
        """What the calculator says of an order: whether it can be billed, and what stands at its fields."""
        return Calculator(lambda: self.today).answer({**texts, "along": START["along"]}, last)

    def _anew(self) -> dict[str, str]:
        """The order that the colleague has typed, under the payer and the choices of the first."""
        own = {name: text for name, text in self.texts.items() if not _is_of_order(name)}
        typed = {name.removeprefix(names.AGAIN): text for name, text in self.texts.items() if _is_again(name)}
        return own | typed | dict.fromkeys(("confirm", OTHERS, EXAMPLE), "")

    def _why(self) -> str:
        if self.texts[EXAMPLE]:
            return _EXAMPLE
        if self.bill is None:
            return _UNREADABLE
        if self.bill.to_confirm or not self.answer.ready:
            return _UNCONFIRMED
        return _UNKNOWN if self.way == names.UNITS and not self.asked else ""

    def _alias(self, name: str) -> str | None:
        """The alias, empty where none is wished; None for what is refused, which is then said at the field."""
        if not self.texts[name].strip(BLANKS):
            return ""
        try:
            return read_alias(self.texts[name], name)
        except InputError as error:
            self.messages[name] = refusal(error)
            return None

    def _second(self, first: Bill) -> Second | None:
        if self.again is None:
            return self._units()
        for name, message in self.again.messages.items():
            if names.AGAIN + name in names.by_name():
                self.messages[names.AGAIN + name] = message
        if self.again.picture is None:
            return None
        return Second({}, bill_again(first, Entry(self._anew()).order()))

    def _units(self) -> Second | None:
        typed = {}
        for name in self.asked:
            field = names.by_name()[names.TYPED_PREFIX + name]
            text = self.texts[field.name].strip(BLANKS)
            if not text:
                self.messages[field.name] = Message("waiting", f"Type the {in_a_sentence(field.label)}")
                continue
            try:
                read_typed(name, text)
            except InputError as error:
                self.messages[field.name] = refusal(error)
            else:
                self.messages[field.name] = Message("ok", "read as typed")
                typed[name] = text
        return Second(typed) if len(typed) == len(self.asked) else None


def _is_again(name: str) -> bool:
    return name.startswith(names.AGAIN)


def _is_of_order(name: str) -> bool:
    """Whether a field of the order is typed anew."""
    return names.AGAIN + name in names.by_name()
