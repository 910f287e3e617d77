"""The texts of the claim's panel as a claim: the order, further orders, charges, visits, and what is said at each."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import replace

from hipkit.claim.claim import Claim, sample_claim
from hipkit.errors import InputError
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
from hipkit.panels.texts import PASTED_BLANKS, check_choice, pairs, plain, press, refusal
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
        return self.texts[name].strip(PASTED_BLANKS) != ""

    def claim(self, order: Order, today: datetime.date) -> Claim | None:
        """The claim; None where something in the fields does not allow it, which is then said there."""
        if self.stops:
            return None
        try:
            drugs = Drugs.of(self.given)
            bills = together.bills(self.given, drugs, today)
            reason = together.reason(self.given) if drugs.several else order.confirm
            compounded = order.compounded and not drugs.several
            rule = self.texts["nursing_rule"] or None
            claim = sample_claim(bills, self.charges, self.visits, rule, compounded, today, reason)
            for refusal in claim.wanted:
                raise refusal
            return replace(claim, checks=_checks(drugs))
        except InputError as error:
            self.stop(error, self._at(error))
            return None

    @property
    def reason_at(self) -> str:
        """The field of the reason for what the claim itself asks."""
        return CONFIRM_ALL if self.order.texts[OTHERS] else "confirm"

    def stop(self, error: InputError, name: str) -> None:
        """Say at a field why there is no claim."""
        error = error.apart_from(self.texts.get(name, ""))
        self.messages[name] = refusal(error)
        self.stops[name] = error
        if name == "visits" and (days := tuple(us_dates(name, self.texts[name]))):
            self.messages[name] = press(error)
            self.offers += days

    def scenario(self, order: Order, place: int) -> Scenario:
        """The order of a drug with its payer, reading, choices and second check, to be saved."""
        check = kept_check(Drugs.of(self.given).every[place][CHECK])
        return Scenario(order, self.order.payer, self.order.reading, self.choices, check)

    @property
    def choices(self) -> dict[str, str]:
        """The choices of the order, and that of the claim's modifiers."""
        chosen = self.order.texts[MODIFIERS]
        return self.order.choices | ({"concurrent_modifiers": chosen} if chosen and self.order.payer else {})

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
        charges = self._pairs("charges", "a charge is a code or a line, an equals sign and dollars")
        for key, _ in charges:
            if [code for code, _ in charges].count(key) > 1:
                example = names.own()["charges"].example
                self.stop(InputError("charges", key, f"{key} has two charges", example), "charges")
        return dict(charges)

    def _visits(self) -> list[tuple[str, str]]:
        """Two visits of one day are two visits."""
        return self._pairs("visits", "a visit is a day, an equals sign and minutes")

    def _pairs(self, name: str, how: str) -> list[tuple[str, str]]:
        """What stands before and after each equals sign of a field."""
        try:
            read = list(pairs(self.texts[name], name, how, names.own()[name].example))
        except InputError as error:
            self.stop(error, name)
            return []
        if read:
            self.messages[name] = Message("ok", f"read as {counted(len(read), name.removesuffix('s'))}")
        return read


def _checks(drugs: Drugs) -> tuple[Check, ...]:
    """The second checks of the drugs of an order, as far as there are some."""
    every = (kept_check(drug[CHECK]) for drug in drugs.every)
    return tuple(check for check in every if check)
