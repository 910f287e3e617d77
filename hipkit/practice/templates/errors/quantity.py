"""Plants in the NDC quantity: another strength, another thing counted, or another rounding."""

from __future__ import annotations

from collections.abc import Iterator

from hipkit.billing.bill import Bill
from hipkit.payers.axes import ndc_quantity
from hipkit.practice.templates.errors.amounts import drug_lines
from hipkit.practice.templates.errors.kinds import Wrong, plant
from hipkit.practice.templates.errors.scene import Scene
from hipkit.reference.products import product
from hipkit.values.citations import cite
from hipkit.values.notation import exact
from hipkit.values.rounding import to_places, up

_MILLILITRES = "the NDC quantity counts millilitres of the product whose NDC stands there, by its own strength"


@plant("bag-strength", "ndc_quantity", "bag-for-vial")
def _bag_strength(scene: Scene) -> Iterator[Wrong]:
    for line, bill, amount in drug_lines(scene):
        if bill.order.bag is not None:
            rule = f"{_MILLILITRES}: {bill.order.strength}, not the bag's {bill.order.bag}"
            yield Wrong(line, exact(to_places(amount.base / bill.order.bag.base, 3)), rule, cite("hipkit", "strength"))


@plant("mg-as-quantity", "ndc_quantity", "mg-for-ml")
def _mg_as_quantity(scene: Scene) -> Iterator[Wrong]:
    for line, _, amount in drug_lines(scene):
        yield Wrong(line, exact(to_places(amount.base, 3)), _MILLILITRES, cite("hipkit", "strength"))


@plant("packages-as-quantity", "ndc_quantity", "vials-for-ndc-quantity")
def _packages(scene: Scene) -> Iterator[Wrong]:
    for line, bill, amount in drug_lines(scene):
        known = product(bill.order.ndc) if bill.order.ndc else None
        if known is not None and known.package_volume is not None:
            opened = up(amount.base / bill.order.holds / known.package_volume.base)
            yield Wrong(
                line, str(opened), f"{_MILLILITRES}, not packages", cite("nucc-ndc", "quantity in the unit of measure")
            )


@plant("quantity-rounded", "ndc_quantity", "ndc-quantity-made-whole", "ndc-quantity-with-decimals")
def _rounded(scene: Scene) -> Iterator[Wrong]:
    """A whole number where the rule keeps decimals, decimals where it wants a whole number."""
    for line, bill, amount in drug_lines(scene):
        volume = amount.base / bill.order.holds
        in_full = line.ndc_quantity == to_places(volume, 3)
        now = up(volume) if in_full else to_places(volume, 3)
        slip = "ndc-quantity-made-whole" if in_full else "ndc-quantity-with-decimals"
        rule = f"the NDC quantity is {ndc_quantity.AXIS.explain(_quantity_rule(bill))}"
        yield Wrong(line, exact(now), rule, line.origins["ndc_quantity"].citation, slip)


def _quantity_rule(bill: Bill) -> str:
    return next(choice.value for choice in bill.choices if choice.axis == ndc_quantity.AXIS.name and choice.chosen)


@plant("units-as-quantity", "ndc_quantity", "units-for-ndc-quantity")
def _units_as_quantity(scene: Scene) -> Iterator[Wrong]:
    for line, _, _ in drug_lines(scene):
        yield Wrong(line, str(line.units), f"{_MILLILITRES}, not units of the code", cite("hipkit", "strength"))
