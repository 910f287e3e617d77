"""The bill: exact totals, billed units, lines, worked steps, open choices and notices."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from hipkit.billing.amounts import Measures, PcaBounds
from hipkit.billing.draft import Line
from hipkit.order.order import Order
from hipkit.payers.files import Policy
from hipkit.values.citations import Citation
from hipkit.values.ndc import Ndc
from hipkit.values.quantity import Quantity
from hipkit.values.step import Notice, Step


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
    """The NDC and its quantity in mL: exact, and as billed (None while a choice is open)."""

    ndc: Ndc | None
    quantity_exact: Fraction
    quantity: Fraction | None
    uom: str


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
class Bill:
    """What an order comes to under a payer's rules.

    `payer` and `reading` are None where no payer was named; then there are no lines. `hcpcs` is None where no
    code is known or where the code changes inside the span. `read` echoes what each field was read as;
    `open_axes` are those that the payer leaves unstated, that this bill needs, and that nobody has chosen on.
    `missing` says why lines are left out that no choice brings back: a claim with it goes to nobody.
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
    open_axes: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def total_amount(self) -> Quantity:
        """The drug in mg."""
        return self.total.amount

    @property
    def total_volume(self) -> Quantity:
        """The product dispensed in mL."""
        return self.total.volume

    @property
    def hcpcs_units(self) -> int | None:
        """The drug's whole units, None where there are none or a choice is open."""
        return self.hcpcs.units if self.hcpcs else None

    @property
    def ndc_quantity(self) -> Fraction | None:
        """The NDC quantity in mL as billed, None while a choice is open."""
        return self.ndc.quantity

    @property
    def to_confirm(self) -> tuple[Notice, ...]:
        """What wants a typed reason; empty once the order has one."""
        return () if self.order.confirm else tuple(n for n in self.notices if n.level == "confirm")
