"""The bill: exact totals, billed units, lines, worked steps, open choices and notices."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from hipkit.billing.amounts import Measures, PcaBounds
from hipkit.billing.draft import Draft, Line
from hipkit.order.order import Order
from hipkit.payers.axes.all import names
from hipkit.payers.policy import Policy
from hipkit.payers.terms import Terms
from hipkit.values.citations import Citation
from hipkit.values.ndc import Ndc
from hipkit.values.productforms import unit_of
from hipkit.values.quantity import Quantity
from hipkit.values.step import Notice, Step

Part = Literal["per diem", "drug", "NDC quantity"]
PER_DIEM: Part = "per diem"
DRUG: Part = "drug"
NDC: Part = "NDC quantity"
# The questions on which a part of a bill may wait for a choice, what is asked first in front.
_ASKED = {
    PER_DIEM: names("per diem") + names("every"),
    DRUG: names("drug") + names("every"),
    NDC: names("drug", counts="mL"),
}


@dataclass(frozen=True)
class Hcpcs:
    """The drug's code and units over all its lines. `units` is None while a choice is open.

    `per` is the code's billing unit; None for an unclassified drug, whose units the payer's rule counts.
    """

    code: str
    per: Quantity | None
    units_exact: Fraction | None
    units: int | None


@dataclass(frozen=True)
class NdcBill:
    """The NDC and its quantity in its unit of measure: exact, and as billed (None while a choice is open)."""

    ndc: Ndc | None
    quantity_exact: Fraction
    quantity: Fraction | None
    uom: str

    @property
    def unit(self) -> str:
        """The unit of the quantity as a person writes it: mL, vials or g."""
        return unit_of(self.uom)


@dataclass(frozen=True)
class Choice:
    """A value that an axis may have and what the bill would then count, in `unit`."""

    axis: str
    value: str
    units: Fraction | None
    unit: str
    chosen: bool
    citation: Citation


@dataclass(frozen=True)
class Lack:
    """Why a part of a bill has no line, or not all of them.

    It waits for a `choice` on `axis`, for a `payer` or for a `drug` to be named; or what stops it is the payer's
    `text`, which is not known for the days, the `code`, of which there is none or more than one, or what a `notice`
    says.
    """

    cause: Literal["choice", "payer", "drug", "text", "code", "notice"]
    axis: str = ""


@dataclass(frozen=True)
class Bill:
    """What an order comes to under a payer's rules.

    `payer` and `reading` are None where no payer was named; then there are no lines. `hcpcs` is None where no
    code is known or where the code changes inside the span. `read` echoes what each field was read as;
    `open_axes` are those that the payer leaves unstated, that this bill needs, and that nobody has chosen on.
    `missing` says why lines are left out that no choice brings back: a claim with it goes to nobody. `terms` are the
    rules and choices that it goes by, `drafted` is what they come to piece by piece, also where a line waits.
    """

    order: Order
    payer: Policy | None
    reading: str | None
    read: dict[str, str]
    per_day: Measures | None
    total: Measures
    hcpcs: Hcpcs | None
    ndc: NdcBill
    pca: PcaBounds | None
    lines: tuple[Line, ...]
    choices: tuple[Choice, ...]
    steps: tuple[Step, ...]
    notices: tuple[Notice, ...]
    terms: Terms = field(compare=False, repr=False)
    drafted: Draft = field(compare=False, repr=False)
    open_axes: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def total_amount(self) -> Quantity:
        """The drug in mg."""
        return self.total.amount

    @property
    def total_volume(self) -> Quantity | None:
        """The product dispensed in mL; None for a powder."""
        return self.total.volume

    @property
    def hcpcs_units(self) -> int | None:
        """The drug's whole units, None where there are none or a choice is open."""
        return self.hcpcs.units if self.hcpcs else None

    @property
    def ndc_quantity(self) -> Fraction | None:
        """The NDC quantity as billed, in mL, vials or grams, None while a choice is open."""
        return self.ndc.quantity

    @property
    def to_confirm(self) -> tuple[Notice, ...]:
        """What wants a typed reason; empty once the order has one."""
        return () if self.order.confirm else tuple(n for n in self.notices if n.level == "confirm")

    def waits_for(self, part: Part) -> str | None:
        """The axis on which a choice is wanted before all lines of a part are there, None where there is none."""
        return next((axis for axis in _ASKED[part] if axis in self.open_axes), None)

    def lack(self, part: Part) -> Lack | None:
        """Why a part has no line, or not all of them; None where nothing of it is missing."""
        if self._is_whole(part):
            return None
        order, axis = self.order, self.waits_for(part)
        if part == DRUG and self.hcpcs is None and not (order.drug or order.unlisted or order.code):
            return Lack("drug")
        if axis is not None:
            return Lack("choice", axis)
        if self.payer is not None and self.payer.why_unknown(order.service.start):
            return Lack("text")
        if part == DRUG and self.hcpcs is None:
            return Lack("code")
        return Lack("payer" if self.payer is None else "notice")

    def _is_whole(self, part: Part) -> bool:
        if part == NDC:
            return self.ndc.quantity is not None
        units = [line.units for line in self.lines if line.kind == part.replace(" ", "_")]
        return bool(units) and (part == PER_DIEM or self.hcpcs is None or self.hcpcs.units == sum(units))
