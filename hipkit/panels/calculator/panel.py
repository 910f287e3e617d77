"""The unit calculator: from the texts of an order to the units on the claim, worked and cited."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from hipkit.billing.bill import Bill
from hipkit.billing.choices import terms_of
from hipkit.billing.compare import every_payer
from hipkit.billing.whatif import WhatIf, what_if
from hipkit.claim.claim import Claim
from hipkit.errors import InputError, shown
from hipkit.formats.bill import html, payers_html
from hipkit.formats.bill.picture import picture
from hipkit.formats.claim import together_html
from hipkit.formats.shared.markup import Sources, on_paper
from hipkit.panels.base import PICTURE, Answer, Field, Fold, Message, Offer
from hipkit.panels.calculator import fields as names
from hipkit.panels.calculator import pinned, together
from hipkit.panels.calculator.doubts import doubts
from hipkit.panels.calculator.drugs import Drugs
from hipkit.panels.calculator.entry import Entry
from hipkit.panels.calculator.offers import offers, strength_offer
from hipkit.panels.calculator.options import options
from hipkit.panels.calculator.readers import read_field
from hipkit.panels.calculator.stepped import steps
from hipkit.panels.calculator.written import of_every_drug
from hipkit.panels.rows import placed
from hipkit.panels.texts import advice, choose, in_a_sentence, press, refusal
from hipkit.values.citations import cite
from hipkit.values.notation import counted, listing
from hipkit.values.step import Notice

# The example of HMSA's administrative page; its "on month's service" is taken as March 2021.
SEED = names.START | {
    "drug": "morphine sulfate", "dose": "5 mg/hr", "hours_per_day": "24", "strength": "25 mg/mL",
    "ndc": "00074-1133-03", "from": "2021-03-01", "through": "2021-03-31",
}  # fmt: skip
_OF_EXAMPLE = Notice(
    "confirm", "HMSA's example stands in the fields, at least in part: it is no order", cite("hmsa", "Example")
)
_SHOW = Offer(names.EVERY_PAYER, "Show this order under every payer", {names.EVERY_PAYER: "yes"})
_HIDE = Offer(names.EVERY_PAYER, "Hide the other payers", {names.EVERY_PAYER: ""})


@dataclass(frozen=True)
class Calculator:
    """The calculator as a panel. `today` tells the day, against which a future day of service is seen.

    >>> answer = Calculator().answer(SEED)
    >>> answer.settled, answer.messages["dose"].text
    (True, 'read as 5 mg/hr')
    >>> Calculator().answer(SEED | {"dose": "5 bananas/hr"}).messages["dose"].kind
    'error'
    """

    today: Callable[[], datetime.date] = field(default=datetime.date.today, repr=False)

    @property
    def title(self) -> str:
        """What the panel is called."""
        return "unit calculator"

    @property
    def fields(self) -> tuple[Field, ...]:
        """Every field the calculator can have; an answer says which are to be seen."""
        return names.fields()

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts of an answer, in their order."""
        return "units", "pinned", "readings", "steps", "payers", PICTURE, "choices", "notices"

    @property
    def start(self) -> Mapping[str, str]:
        """The texts at first."""
        return names.START

    @property
    def example(self) -> tuple[str, Mapping[str, str]]:
        """The example on offer: HMSA's own."""
        return "HMSA's example", SEED

    def answer(self, texts: Mapping[str, object], last: Mapping[str, str] | None = None) -> Answer:
        """Units, steps, readings, choices and notices; or why there are none, and what to type."""
        return _Answering(texts, last, self.today()).answer()

    def draw(self, asked: object) -> str:
        """The picture of a question, as HTML; empty where there is nothing to draw."""
        curve = what_if(asked) if isinstance(asked, WhatIf) else None
        return picture(curve) if curve else ""


class _Answering:
    """Gathers what is said at the fields, and what stops the answer, while an entry is read."""

    def __init__(self, texts: Mapping[str, object], last: Mapping[str, str] | None, today: datetime.date) -> None:
        self.texts, self.entry, self.last, self.today = texts, Entry(texts), last, today
        self.messages: dict[str, Message] = {}
        self.stops: dict[str, InputError] = {}
        self.offers: tuple[Offer, ...] = ()
        self.options = options(self.entry.texts)
        self.open: tuple[str, ...] = ()
        self.told = False  # whether the bill warns of something
        self.to_confirm = False
        self.drugs = self._drugs()

    def _drugs(self) -> Drugs:
        try:
            drugs = Drugs.of(self.texts)
        except InputError as error:
            self.stops[names.OTHERS] = error
            return Drugs.of({**self.texts, names.OTHERS: ""})
        return drugs

    def answer(self) -> Answer:
        for name, each in names.by_name().items():
            if each.kind != "kept":
                self._read(name)
        if "strength" not in self.stops and self.entry.fits("strength"):
            self.offers += strength_offer(self.entry.texts)
        missing = self.entry.missing()
        for name in missing:
            self._wait(name)
        if not self.stops and not missing:
            try:
                return self._result()
            except InputError as error:
                self._stop(error, names.field_of(error))
        return self._no_result(missing)

    def _read(self, name: str) -> None:
        if not self.entry.fits(name) or (names.may_be_empty(name) and not self.entry.filled(name)):
            return
        try:
            read = read_field(name, self.entry.texts)
        except InputError as error:
            self._stop(error, name)
        else:
            self.messages[name] = Message("ok" if read.text else "note", read.text or names.by_name()[name].help)

    def _stop(self, error: InputError, name: str) -> None:
        buttons = offers(name, self.entry.texts)
        said = press(error) if buttons else choose(error) if self.options.get(name) else refusal(error)
        self.messages[name] = placed(names.by_name()[name], self.entry.texts[name], error, said)
        self.stops[name] = error
        self.offers += buttons

    def _wait(self, name: str) -> None:
        label, example = names.by_name()[name].label, names.example_of(name, self.entry.regimen)
        text = (
            "Enter the days, or the dates above"
            if name == "days"
            else f"Press the button below, or enter {in_a_sentence(label)}"
            if any(offer.field == name for offer in self.offers)
            else f"Enter {in_a_sentence(label)}, for example {example}"
        )
        self.messages[name] = Message("waiting", text)

    def _result(self) -> Answer:
        order = self.entry.order()
        bills = self.entry.bills(order, self.today)
        bill = bills[self.entry.reading or ""]
        change = doubts(self.entry.texts, self.last)
        doubted = together.doubts(self.texts, self.drugs, self.last)
        asked = tuple(notice for notice, answered in doubted if not answered)
        self.open = bill.open_axes
        self.told = any(notice.level in ("warning", "choice") for notice in bill.notices)
        self.to_confirm = bool(change.notices) or any(notice.level == "confirm" for notice in bill.notices)
        self._remark(bill, change.open)
        example, named = self.drugs.of_example, self.drugs.named if self.drugs.several else ""
        billed: Bill | Claim | None = bill
        sources, waits, units = Sources(self.today), bool(asked or bill.to_confirm or example), ""
        if self.drugs.several:
            units, waits, billed = self._together(doubted, sources)
        parts = html.parts(bill, bills, self.today, change.notices, example, change.answered, named, sources)
        if self.texts.get(names.EVERY_PAYER):
            chosen = {self.entry.payer: self.entry.choices} if self.entry.payer else {}
            parts["payers"] = payers_html.part_of(every_payer(order, self.today, chosen), self.today, named)
        if self.drugs.several:
            parts["units"] = units
            if isinstance(billed, Claim):
                parts["notices"] = html.notices(together.notices(billed, self.drugs, doubted), sources)
        else:
            parts["pinned"] = pinned.part(self.entry.texts[names.PINNED], bill, self.today, waits)
            self.offers += steps(self.entry, order)
        parts["units"] += "" if waits else on_paper()
        settled = not (waits or change.notices)
        keeps = {names.LAST: change.keeps} if settled or (change.answered and not waits) else {}
        self.drugs = Drugs.of({**self.texts, **keeps})
        asked += (_OF_EXAMPLE,) if example else ()
        return replace(
            self._build(parts, self.entry.question(order), billed, not waits),
            settled=settled, keeps=keeps, asked=asked,
        )  # fmt: skip

    def _together(self, doubted: together.Doubted, sources: Sources) -> tuple[str, bool, Claim | None]:
        """The units of all drugs, whether a reason is waited for, and their claim; or why there are none."""
        try:
            claim = together.claim(self.texts, self.drugs, self.today)
            for refusal in claim.wanted:
                raise refusal
        except InputError as error:
            name, label = together.place_of(error)
            if name in names.by_name() and name != names.OTHERS:
                self._stop(error, name)
            if error.field == "choose":
                self.open += (names.MODIFIERS.removeprefix(names.CHOOSE),)
            said = f"{error.reason}. Go to it by its button." if name == names.OTHERS else advice(error)
            return html.waiting("waiting for all drugs", [(names.reached(name), label, said)])["units"], True, None
        if claim.confirm is None and any(notice.level == "confirm" for notice in claim.own):
            self.messages[names.CONFIRM_ALL] = Message("confirm", "Enter the reason, or correct the entries")
        example = self.drugs.of_example
        wanted = together.to_confirm(claim, self.drugs, doubted)
        self.open += tuple(axis for bill in claim.bills for axis in bill.open_axes)
        told = together.notices(claim, self.drugs, doubted)
        self.told = any(notice.level in ("warning", "choice") for notice in told)
        asked = wanted or tuple(notice for notice in told if notice.level == "confirm")
        units = together_html.told(claim, asked, bool(wanted), sources, example)
        return units + of_every_drug(self.texts, self.drugs, claim), bool(wanted or example), claim

    def _remark(self, bill: Bill, asked: Sequence[Notice]) -> None:
        """What only the whole order can say at a field."""
        if self.drugs.several and "drug" in self.messages:
            self.messages["drug"] = Message("ok", f"{self.drugs.named}, {self.messages['drug'].text}")
        for name, taken in bill.order.sheet.taken.items():
            self.messages[name] = Message("note", f"not given: {taken} taken")
        service = bill.order.service
        if service.start:
            self.messages["days"] = Message("ok", f"{counted(service.days, 'day')}, first and last included")
        if self.to_confirm and bill.order.confirm is None:
            self.messages["confirm"] = Message("confirm", "Enter the reason, or correct the entry")
        elif asked:
            self.messages["confirm"] = Message("confirm", "This reason is of another amount: enter that of this one")
        for axis in self.entry.choices:
            if bill.payer and terms_of(bill.order, bill.payer, bill.reading).stated(axis, service.end):
                self.messages[names.CHOOSE + axis] = Message("note", f"not used: {bill.payer.name} states it")

    def _no_result(self, missing: tuple[str, ...]) -> Answer:
        labels = [in_a_sentence(names.by_name()[name].label) for name in (*self.stops, *missing)]
        listed = listing(labels)
        named = names.by_name()
        stops = [
            (names.reached(name), named[name].label, self._advice(name, error)) for name, error in self.stops.items()
        ]
        here = f"{self.drugs.named}: " if self.drugs.several else ""
        return self._build(html.waiting(f"{here}waiting for {listed}", stops))

    def _advice(self, name: str, error: InputError) -> str:
        """What is said of a field that stops the answer: where it has buttons they are named, and nothing to type."""
        if not any(offer.field == name for offer in self.offers):
            return advice(error)
        return f'read "{shown(error.given)}": {error.reason.removesuffix("?")}. Press a button at the field.'

    def _mark(self) -> None:
        """Say of each field that still holds the example's text that it does."""
        for name in self.entry.marked:
            if said := self.messages.get(name):
                self.messages[name] = replace(said, text=f"example: {said.text}")

    def _build(
        self, parts: Mapping[str, str], picture: object = None, billed: Bill | Claim | None = None, ready: bool = False
    ) -> Answer:
        self._mark()
        visible = [name for name in names.by_name() if self._visible(name) and (name != "along" or picture)]
        seldom = [name for name, field in names.by_name().items() if field.seldom and self.entry.fits(name)]
        return Answer(
            parts=parts,
            messages=self.messages,
            offers=self.offers,
            moves=(
                *(() if names.OTHERS in self.stops else self.drugs.moves()),
                *pinned.moves(self.entry.texts, ready and not self.drugs.several),
                _HIDE if self.texts.get(names.EVERY_PAYER) else _SHOW,
                *self._other_readings(picture),
            ),
            marked=self.entry.marked,
            of_example=self.drugs.of_example,
            visible=tuple(visible),
            more=tuple(name for name in seldom if name not in visible),
            examples={"dose": names.example_of("dose", self.entry.regimen)},
            picture=picture,
            billed=billed,
            ready=ready,
            folds=self._folds(isinstance(billed, Claim)),
            options=self.options,
        )

    def _folds(self, of_all: bool) -> dict[str, Fold]:
        of_one = f", {self.drugs.named} alone" if self.drugs.several else ""
        return {
            "steps": Fold(f"{html.STEPS}{of_one}"),
            PICTURE: Fold(f"What if{of_one}"),
            "choices": Fold(f"{html.CHOICES}{of_one}", bool(self.open)),
            "notices": Fold(f"{html.NOTICES}{', all drugs' if of_all else of_one}", self.told),
        }

    def _other_readings(self, answered: object) -> tuple[Offer, ...]:
        """The buttons that bill by another reading of the payer, where there is an answer to compare with."""
        called = dict(names.by_name()["reading"].choices)
        others = [reading for reading in self.entry.readings if answered and reading != self.entry.reading]
        several = len(self.entry.readings) > 1
        return tuple(Offer(names.BILL_SO, f"Bill by {called[one]}", {"reading": one}) for one in others if several)

    def _visible(self, name: str) -> bool:
        if name in self.stops or (name in self.messages and self.messages[name].kind in ("waiting", "confirm")):
            return True
        if names.by_name()[name].kind == "kept":
            return False
        if name == "confirm":
            return self.to_confirm or self.entry.filled(name)
        if name == names.CONFIRM_ALL:
            return self.entry.filled(name)
        if name.startswith(names.CHOOSE):
            return self.entry.filled(name) or name.removeprefix(names.CHOOSE) in self.open
        return self.entry.fits(name) and (not names.by_name()[name].seldom or self.entry.filled(name))
