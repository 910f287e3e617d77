"""The texts of the calculator as an order, and that order's bills: which fields count, what is missing."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from hipkit.billing.bill import Bill
from hipkit.billing.compute import bill
from hipkit.billing.differences import by_reading, fitting
from hipkit.billing.whatif import WhatIf
from hipkit.errors import InputError
from hipkit.order.check import Check
from hipkit.order.fields import RATES, foreign, kind_named, missing, read_order
from hipkit.order.order import Order
from hipkit.order.scenario import Scenario
from hipkit.panels.calculator import fields as names
from hipkit.panels.calculator.readers import changes, without
from hipkit.panels.rows import blank
from hipkit.panels.texts import BLANKS, plain
from hipkit.payers.files import load_policy
from hipkit.reference.products import listed_form
from hipkit.values.ndc import Ndc

_ZERO = re.compile(r"[ \u00a0]*0(?:\.0+)?[ \u00a0A-Za-z\u00b5\u03bc]")  # a basal rate of zero is none


class Entry:
    """What stands in the fields. Texts in fields that another regimen has are kept and do not count.

    >>> entry = Entry({"regimen": "continuous", "payer": "hmsa", "dose": "5 mg/hr", "per_day": "four"})
    >>> entry.filled("dose"), entry.filled("per_day"), entry.missing()
    (True, False, ('hours_per_day', 'strength', 'days'))
    """

    def __init__(self, texts: Mapping[str, object]) -> None:
        self.texts = {name: plain(texts.get(name, "")) for name in names.by_name()}
        self.regimen = self.texts["regimen"]

    def fits(self, name: str) -> bool:
        """Whether an order of this regimen has the field."""
        if name == "reading":
            return len(self.readings) > 1
        if name == names.COMPOUNDED:
            return bool(self.texts["unlisted"].strip(BLANKS)) or self.texts[name] not in ("", names.NO, names.YES)
        if name in (names.MODIFIERS, names.CONFIRM_ALL):
            return bool(self.texts[names.OTHERS])
        if name == "weight":
            return self.by_weight or bool(self.texts["weight"].strip(BLANKS))
        return not foreign(name, self.regimen)

    def filled(self, name: str) -> bool:
        """Whether the field counts and holds something."""
        return not blank(names.by_name()[name], self.texts[name]) and self.fits(name)

    @cached_property
    def by_weight(self) -> bool:
        """Whether a rate by weight is typed."""
        rates = [self.texts[name] for name in RATES if not foreign(name, self.regimen)]
        return any("kg" in rate.lower() and not _ZERO.match(rate) for rate in rates)

    @cached_property
    def readings(self) -> tuple[str, ...]:
        """The readings of the payer, none where there is no payer."""
        try:
            return tuple(reading.id for reading in load_policy(self.texts["payer"]).readings)
        except InputError:
            return ()

    def missing(self) -> tuple[str, ...]:
        """The empty fields without which nothing can be worked out."""
        return missing(self.regimen, self.filled, self.by_weight, self._form)

    @property
    def _form(self) -> str:
        """The kind of product, as it was chosen or as the tables have the NDC; empty where neither says it."""
        if self.filled(names.FORM):
            return self.texts[names.FORM]
        try:
            listed = listed_form(Ndc.parse(self.texts["ndc"].strip(BLANKS)))
        except InputError:
            return ""
        return listed[0].name if listed else ""

    def order(self) -> Order:
        """The order; raises InputError where the fields contradict each other."""
        typed: dict[str, Any] = {name: text for name, text in self.texts.items() if self.filled(name)}
        for name, read in (("change", changes), ("without", without)):
            if name in typed:
                typed[name] = read(typed[name])
        typed["compounded"] = typed.get("compounded") == names.YES
        regimen = kind_named(self.regimen).read(typed)
        return read_order(typed | {"regimen": regimen})

    @property
    def marked(self) -> tuple[str, ...]:
        """The fields that still hold HMSA's example."""
        return tuple(name for name in self.texts[names.EXAMPLE].split() if name in self.texts)

    @property
    def payer(self) -> str | None:
        """The payer's id, None for none."""
        return None if self.texts["payer"] == names.NO_PAYER else self.texts["payer"]

    @property
    def reading(self) -> str | None:
        """The reading that is billed by."""
        return self.texts["reading"] if len(self.readings) > 1 else next(iter(self.readings), None)

    @property
    def choices(self) -> dict[str, str]:
        """What was chosen on axes that a payer may leave open."""
        chosen = {axis: self.texts[names.CHOOSE + axis] for axis in names.OPEN_AXES}
        return {axis: value for axis, value in chosen.items() if value and self.payer}

    def bills(self, order: Order, today: datetime.date) -> dict[str, Bill]:
        """The order's bill under each reading of the payer, or its one bill without a payer."""
        if self.payer is None:
            return {"": bill(order, payer=None, today=today)}
        return by_reading(order, self.payer, self.choices, today)

    def bill(self, order: Order, today: datetime.date) -> Bill:
        """The order's bill."""
        said = self.scenario(order)
        return bill(order, said.payer, said.reading, said.choices, today)

    def scenario(self, order: Order, check: Check | None = None) -> Scenario:
        """The order with its payer, reading and choices; what its payer's rules state is not chosen."""
        chosen = self.choices
        if self.payer and self.texts[names.MODIFIERS]:
            chosen["concurrent_modifiers"] = self.texts[names.MODIFIERS]
        if self.payer and self.reading in self.readings:
            chosen = fitting(order, load_policy(self.payer), self.reading, chosen)
        return Scenario(order, self.payer, self.reading, chosen, check)

    def question(self, order: Order) -> WhatIf:
        """What the picture is to show."""
        return WhatIf(order, self.texts["along"], self.payer, self.reading, self.choices)
