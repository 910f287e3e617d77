"""The texts of the claim's panel as a claim: the order, further orders, charges, visits, and what is said at each."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace

from hipkit.claim.claim import Claim, sample_claim
from hipkit.claim.line import ServiceLine
from hipkit.errors import InputError
from hipkit.examples import Instead
from hipkit.order.check import Check
from hipkit.order.order import Order
from hipkit.order.scenario import Scenario, kept_check
from hipkit.panels.base import Message, Offer
from hipkit.panels.calculator import together
from hipkit.panels.calculator.drugs import Drugs
from hipkit.panels.calculator.entry import Entry
from hipkit.panels.calculator.fields import CHECK, CONFIRM_ALL, MODIFIERS, OTHERS
from hipkit.panels.calculator.offers import us_dates
from hipkit.panels.claim import fields as names
from hipkit.panels.rows import blank, placed, read
from hipkit.panels.texts import check_choice, plain, press, refusal
from hipkit.values.notation import counted

_AT = {"charge": "charges", "visit": "visits", "minutes": "visits", "rule": "nursing_rule"}


class ClaimEntry:
    """What stands in the fields. `messages` are what is said at the claim's own fields, `stops` what is refused.

    >>> ClaimEntry({"charges": "S9326 = 3,100.00; J2270 = 558"}).charges
    {'S9326': '3,100.00', 'J2270': '558'}
    """

    def __init__(self, texts: Mapping[str, object]) -> None:
        self.given = texts
        self.texts = {name: plain(texts.get(name, "")) for name in names.own()}
        self.order = Entry(texts)
        self.messages: dict[str, Message] = {}
        self.stops: dict[str, InputError] = {}
        self.offers: tuple[Offer, ...] = ()
        self._check_choices()
        self.charges = self._charges()
        self.visits = self._visits()

    def filled(self, name: str) -> bool:
        """Whether a field holds something."""
        return not blank(names.own()[name], self.texts[name])

    def claim(self, order: Order, today: datetime.date) -> Claim | None:
        """The claim; None where something in the fields does not allow it, which is then said there."""
        if self.stops:
            return None
        try:
            claim = self._made(order, today, self.charges, self.visits, self.texts["nursing_rule"] or None)
            for refusal in claim.wanted:
                raise refusal
            return replace(claim, checks=_checks(Drugs.of(self.given)))
        except InputError as error:
            self.stop(error, self._at(error))
            return None

    def lines(self, order: Order, today: datetime.date) -> tuple[ServiceLine, ...]:
        """The lines of the claim, or of as much of it as can be read: without its charges, without its visits."""
        for visits, rule in ((self.visits, self.texts["nursing_rule"] or None), ([], None)):
            with suppress(InputError):
                return self._made(order, today, {}, visits, rule).lines
        return ()

    def _made(
        self, order: Order, today: datetime.date, charges: Mapping[str, str], visits: list[tuple[str, str]],
        rule: str | None,
    ) -> Claim:  # fmt: skip
        drugs = Drugs.of(self.given)
        bills = together.bills(self.given, drugs, today)
        reason = together.reason(self.given) if drugs.several else order.confirm
        compounded = order.compounded and not drugs.several
        return sample_claim(bills, charges, visits, rule, compounded, today, reason)

    @property
    def reason_at(self) -> str:
        """The field of the reason for what the claim itself asks."""
        return CONFIRM_ALL if self.order.texts[OTHERS] else "confirm"

    def stop(self, error: InputError, name: str) -> None:
        """Say at a field why there is no claim."""
        error = (_of_a_charge(error) if error.field == "charge" else error).apart_from(self.texts.get(name, ""))
        days = tuple(us_dates(name, self.texts[name])) if name == "visits" else ()
        field = names.own().get(name)
        said = press(error) if days else refusal(error, field)
        self.messages[name] = placed(field, self.texts[name], error, said) if field else said
        self.stops[name] = error
        self.offers += days

    def scenario(self, order: Order, place: int) -> Scenario:
        """The order of a drug with its payer, reading, choices and second check, to be saved."""
        return self.order.scenario(order, kept_check(Drugs.of(self.given).every[place][CHECK]))

    def _at(self, error: InputError) -> str:
        """The field at which an error of the whole claim is said."""
        if error.field == "choose" and "concurrent_modifiers" in error.example:
            return MODIFIERS
        known = {field.name for field in names.fields()}
        field = _AT.get(error.field, error.field)
        return field if field in known else "payer"

    def _check_choices(self) -> None:
        for name, field in names.own().items():
            if field.kind != "choice":
                continue
            self.texts[name] = self.texts[name] or field.choices[0][0]
            try:
                check_choice(field, self.texts[name])
            except InputError as error:
                self.stop(error, name)

    def _charges(self) -> dict[str, str]:
        charges = self._rows("charges")
        for key, _ in charges:
            if [code for code, _ in charges].count(key) > 1:
                self.stop(InputError("charges", key, f"{key} has two charges", "one charge for it"), "charges")
        return dict(charges)

    def _visits(self) -> list[tuple[str, str]]:
        """Two visits of one day are two visits."""
        return self._rows("visits")

    def _rows(self, name: str) -> list[tuple[str, str]]:
        """The rows of a field, each of two cells."""
        try:
            rows = [(first, second) for first, second in read(names.own()[name], self.texts[name])]
        except InputError as error:
            self.stop(error, name)
            return []
        if rows:
            self.messages[name] = Message("ok", f"read as {counted(len(rows), name.removesuffix('s'))}")
        return rows


def _of_a_charge(error: InputError) -> InputError:
    """What is said of a charge, in the words of its row: not a code and dollars with an equals sign between."""
    given = " ".join(str(error.given).split("=", 1))
    meant = error.example.partition("=")[2] if isinstance(error.example, Instead) else ""
    return InputError(error.field, given, error.reason, "a code of the claim, and its dollars", meant)


def _checks(drugs: Drugs) -> tuple[Check, ...]:
    """The second checks of the drugs of an order, as far as there are some."""
    every = (kept_check(drug[CHECK]) for drug in drugs.every)
    return tuple(check for check in every if check)
