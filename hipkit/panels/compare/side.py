"""One side of a comparison: its fields read, and what is said at them."""

from __future__ import annotations

from collections.abc import Mapping

from hipkit.billing.bill import Bill
from hipkit.billing.differences import fitting
from hipkit.errors import InputError
from hipkit.order.order import Order
from hipkit.order.scenario import Scenario, read_scenario
from hipkit.panels.base import Message, Offer
from hipkit.panels.calculator.fields import NO_PAYER
from hipkit.panels.compare.fields import fields
from hipkit.panels.texts import PASTED_BLANKS, check_choice, pairs, plain
from hipkit.payers.axes.all import AXES
from hipkit.payers.files import Policy, load_policy

_ECHO = ("drug", "unlisted", "dose", "demand", "basal", "volume", "strength")
_FIELDS = ("scenario", "payer", "reading", "choices")
_AT = {"choose": "choices", "payer": "payer", "reading": "reading"}


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
        return bool(self.texts["scenario"].strip(PASTED_BLANKS))

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
        return f"{payer.name}, {self.scenario.reading or payer.readings[0].id}"

    @property
    def visible(self) -> tuple[str, ...]:
        """The fields to be seen: a reading where there are several, choices where there are some or one is asked."""
        payer = self.payer
        seen = {"scenario", "payer"}
        seen |= {"reading"} if self.texts["reading"] or (payer and len(payer.readings) > 1) else set()
        seen |= (
            {"choices"} if self.texts["choices"].strip(PASTED_BLANKS) or self._at("choices") in self.messages else set()
        )
        return tuple(self._at(one) for one in self.texts if one in seen)

    def stop(self, error: InputError, label: str) -> None:
        """Say at the field that it concerns why the side cannot be billed."""
        reason = error.reason.removeprefix(f"{label}: ")
        self._refuse(InputError(error.field, error.given, reason, error.example))

    def ask(self, bill: Bill) -> tuple[Offer, ...]:
        """Offer the values of the first axis that the bill leaves open."""
        if not bill.open_axes:
            return ()
        axis, at = bill.open_axes[0], self._at("choices")
        self.messages[at] = Message("waiting", f"Press a button below, or type {axis} = ...: {AXES[axis].words}")
        before = f"{self.texts['choices'].strip(PASTED_BLANKS)}; ".removeprefix("; ")
        values = [choice.value for choice in bill.choices if choice.axis == axis]
        return tuple(Offer(at, f"{axis} = {value}", {at: f"{before}{axis} = {value}"}) for value in values)

    def _at(self, field: str) -> str:
        return f"{self.name}_{field}"

    def _read(self) -> Scenario | None:
        try:
            scenario = read_scenario(self.texts["scenario"], "what was pasted")
        except InputError as error:
            self._refuse(error)
            return None
        self.messages[self._at("scenario")] = Message("ok", f"read as {_echo(scenario.order)}")
        return scenario

    def _scenario(self, given: Scenario) -> Scenario | None:
        try:
            self._require_choice("payer")
            self._require_choice("reading")
            return self._with_choices(given, _choices(self.texts["choices"]))
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

    def _refuse(self, error: InputError) -> None:
        at = self._at(_AT.get(error.field, "scenario"))
        named = "" if error.field in (*_AT, "scenario") else f"{error.field.replace('_', ' ')}: "
        self.messages[at] = Message("error", f"{named}{error.advice}")
        label = next(field.label for field in fields() if field.name == at)
        self.stops.append((label, f"{named}{error.advice}"))


def _choices(text: str) -> dict[str, str]:
    """The axes and values of `hcpcs_rounding = up-by-week; ndc_quantity = exact`. Raises InputError.

    >>> _choices("hcpcs_rounding = up-by-week; ndc_quantity=exact")
    {'hcpcs_rounding': 'up-by-week', 'ndc_quantity': 'exact'}
    """
    example = "AXIS = VALUE"
    chosen: dict[str, str] = {}
    for axis, value in pairs(text, "choose", "a choice is an axis, an equals sign and a value", example):
        if axis in chosen:
            raise InputError("choose", text, f"{axis} is chosen twice; choose it once", f"{axis} = VALUE")
        chosen[axis] = value
    return chosen


def _echo(order: Order) -> str:
    """An order in a few words."""
    read = order.sheet.read
    days = f"{order.service.days} day{'s' * (order.service.days != 1)}"
    return ", ".join([*(read[name] for name in _ECHO if name in read), days])
