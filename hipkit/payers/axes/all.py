"""The questions on which payers differ, gathered: each is in the file of its name."""

from __future__ import annotations

from hipkit.payers.axes import (
    concurrent_modifiers,
    drug_code,
    hcpcs_rounding,
    line_span,
    ndc_quantity,
    noc_units,
    nursing_time,
    per_diem_code,
    per_diem_day,
    uom_allowed,
    waste,
)
from hipkit.payers.axes.axis import Axis, Counts, Line

MODULES = (
    per_diem_code,
    per_diem_day,
    line_span,
    concurrent_modifiers,
    drug_code,
    noc_units,
    hcpcs_rounding,
    ndc_quantity,
    uom_allowed,
    nursing_time,
    waste,
)
AXES: dict[str, Axis] = {module.AXIS.name: module.AXIS for module in MODULES}


def names(*lines: Line, counts: Counts | None = None) -> tuple[str, ...]:
    """The axes that these lines go by, in order; of those that count in a unit where it is given.

    >>> names("per diem"), names("drug", counts="mL")
    (('per_diem_code', 'per_diem_day'), ('ndc_quantity',))
    """
    return tuple(
        name for name, axis in AXES.items() if axis.line in lines and (counts is None or axis.counts == counts)
    )
