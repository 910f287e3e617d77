"""One side of a comparison: its fields read, and what is said at them."""

from __future__ import annotations

from collections.abc import Mapping

from hipkit.billing.bill import Bill
from hipkit.billing.differences import fitting
from hipkit.errors import InputError, shown
from hipkit.examples import Instead
from hipkit.formats.shared.onpage import on_page
from hipkit.order.order import Order
from hipkit.order.scenario import Scenario, read_scenario
from hipkit.panels.base import Message
from hipkit.panels.calculator.fields import CHOOSE, NO_PAYER, OPEN_AXES, by_name
from hipkit.panels.compare.fields import AS_IT_IS, KEPT, fields
from hipkit.panels.dropped import FIELD, dropped, is_dropped
from hipkit.panels.saved import WANTED, read_alone
from hipkit.panels.texts import PASTED_BLANKS, advice, check_choice, in_a_sentence, plain
from hipkit.payers.axes.all import AXES
from hipkit.payers.files import Policy, load_policy
from hipkit.values.readlog import NO_RATE

_ECHO = ("drug", "unlisted", "dose", "demand", "basal", "volume", "strength")
_CHOICES = tuple(CHOOSE + axis for axis in OPEN_AXES)
_FIELDS = ("scenario", KEPT, "payer", "reading", *_CHOICES)
_FILE = ("scenario", WANTED.field, FIELD)  # what an error of the file itself is called
_CORRECT = "On the Order tab, type for example {example}, and save it again."
_AT = ("payer", "reading", *_CHOICES)


class Side:
    """What stands in the fields of a side. `fallback` is the other side's scenario, for a side that has none.

    >>> Side("second", {"second_scenario": "{}"}).messages["second_scenario"].kind
    'error'
    """

    def __init__(self, name: str, texts: Mapping[str, object], fallback: Scenario | None = None) -> None:
        self.name = name
        self.texts = {field: plain(texts.get(f"{name}_{field}", "")) for field in _FIELDS}
        self.messages: dict[str, Message] = {}
        self.stops: list[tuple[str, str]] = []
        self.given = self._read() if self.filled else fallback
        self.scenario = self._scenario(self.given) if self.given else None

    @property
    def filled(self) -> bool:
        """Whether the side has a scenario of its own."""
        return bool(self._text.strip(PASTED_BLANKS))

    @property
    def keeps(self) -> dict[str, str]:
        """The order that the side has of its own, to be kept beside the fields; nothing of one that is never saved."""
        try:
            return {self._at(KEPT): self.given.text() if self.filled and self.given else ""}
        except InputError:
            return {self._at(KEPT): ""}

    @property
    def _text(self) -> str:
        """The file, or what was kept of it."""
        return self.texts["scenario"] or self.texts[KEPT]

    @property
    def payer(self) -> Policy | None:
        """The payer whose rules hold here; None where there is none, or none that is known."""
        typed = self.texts["payer"] or (self.given.payer if self.given else None)
        try:
            return load_policy(typed) if typed and typed != NO_PAYER else None
        except InputError:
            return None

    @property
    def label(self) -> str:
        """What the side is called: its payer and reading."""
        payer = self.payer
        if payer is None or self.scenario is None:
            return "no payer"
        reading = self.scenario.reading or payer.readings[0].id
        return payer.titled(reading) if reading in {known.id for known in payer.readings} else payer.name

    @property
    def visible(self) -> tuple[str, ...]:
        """The fields to be seen: a reading where there are several, choices where there are some or one is asked."""
        payer = self.payer
        seen = {"scenario", "payer"}
        seen |= {"reading"} if self.texts["reading"] or (payer and len(payer.readings) > 1) else set()
        seen |= {name for name in _CHOICES if self.texts[name] or self._at(name) in self.messages}
        return tuple(self._at(one) for one in self.texts if one in seen)

    def stop(self, error: InputError, label: str) -> None:
        """Say at the field that it concerns why the side cannot be billed."""
        reason = error.reason.removeprefix(f"{label}: ")
        self._refuse(InputError(error.field, error.given, reason, error.example))

    def ask(self, bill: Bill) -> None:
        """Ask for the choices that the bill leaves open."""
        for axis in bill.open_axes:
            self.messages[self._at(CHOOSE + axis)] = Message("waiting", f"Choose {AXES[axis].words}")

    def _at(self, field: str) -> str:
        return f"{self.name}_{field}"

    def _read(self) -> Scenario | None:
        try:
            scenario, named = self._opened()
        except InputError as error:
            self._refuse(error)
            return None
        self.messages[self._at("scenario")] = Message("ok", f"{named}read as {_echo(scenario.order)}")
        return scenario

    def _opened(self) -> tuple[Scenario, str]:
        """The order of the file that was dropped, after its name; or of the text of one, as a program hands it on."""
        text = self._text
        if not is_dropped(text):
            return read_scenario(text, "what was given"), ""
        file = dropped(text)
        return read_alone(file.data, file.name), f"{shown(file.name, 60)}: "

    def _scenario(self, given: Scenario) -> Scenario | None:
        try:
            self._require_choice("payer")
            self._require_reading()
            for name in _CHOICES:
                self._require_choice(name)
            chosen = {axis: self.texts[CHOOSE + axis] for axis in OPEN_AXES if self.texts[CHOOSE + axis]}
            return self._with_choices(given, chosen)
        except InputError as error:
            self._refuse(error)
            return None

    def _with_choices(self, given: Scenario, typed: dict[str, str]) -> Scenario:
        """The scenario with what was chosen here in place of what it says."""
        payer = self.texts["payer"] or given.payer
        if payer == NO_PAYER or payer is None:
            return Scenario(given.order)
        reading, choices = self.texts["reading"] or given.reading, given.choices
        if payer != given.payer or reading != given.reading:
            policy = load_policy(payer)
            reading = self.texts["reading"] or policy.readings[0].id
            has_it = reading in {known.id for known in policy.readings}
            choices = fitting(given.order, policy, reading, given.choices) if has_it else {}
        return Scenario(given.order, payer, reading, {**choices, **typed})

    def _require_choice(self, name: str) -> None:
        field = next(field for field in fields() if field.name == self._at(name))
        check_choice(field, self.texts[name], name)

    def _require_reading(self) -> None:
        self._require_choice("reading")
        payer, reading = self.payer, self.texts["reading"]
        if payer and reading and reading not in {known.id for known in payer.readings}:
            raise InputError("reading", None, f"{payer.name} has no such reading", Instead(AS_IT_IS[1]))

    def _refuse(self, error: InputError) -> None:
        name = CHOOSE + str(error.given).partition("=")[0] if error.field == "choose" else error.field
        at = self._at(name if name in _AT else "scenario")
        own = error.field == "choose" and self.texts.get(name, "") != ""
        field = next(field for field in fields() if field.name == at)
        if own:
            said = "this is not open here: leave it not chosen"
        elif name in (*_AT, *_FILE):
            said = advice(error, field)
        else:  # of the order in the file, which is not typed here
            label = by_name()[name].label if name in by_name() else on_page(error.field).replace("_", " ")
            example = on_page(error.example)
            said = advice(error).replace(f"Type for example: {example}", _CORRECT.format(example=example))
            said = f"{in_a_sentence(label)}: {said}"
        self.messages[at] = Message("error", said)
        self.stops.append((field.label, said))


def _echo(order: Order) -> str:
    """An order in a few words."""
    read = order.sheet.read
    days = f"{order.service.days} day{'s' * (order.service.days != 1)}"
    return ", ".join([*(read[name] for name in _ECHO if read.get(name, NO_RATE) != NO_RATE), days])
