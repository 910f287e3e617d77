"""What kinds of products there are, by how the NDC quantity counts them: liquids, powders in a vial, bulk powders.

Liquids go as ML and each vial of a powder as UN (BCBS of Michigan, The Record 0215k); a powder that is weighed goes by
its weight, as GR, the one unit of weight that BCBS of Michigan takes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from hipkit.errors import InputError
from hipkit.values.citations import Citation, cite
from hipkit.values.strict import clean
from hipkit.values.units import PER_VIAL, STRENGTH


@dataclass(frozen=True)
class Form:
    """A kind of product: the unit of measure of its NDC quantity, as a claim and as a person writes it.

    `strength` is the kind of its strength, and `example` one; a bulk powder has none.
    """

    name: str
    words: str
    uom: str
    unit: str
    strength: str = ""
    example: str = ""

    @property
    def has_volume(self) -> bool:
        """Whether it is a liquid, so that an amount of it has a volume."""
        return self.uom == "ML"

    @property
    def citation(self) -> Citation:
        """Where it is said which units of measure there are, and what each counts."""
        return cite("bcbsm-ndc", "liquids" if self.has_volume else "units of measure")


SOLUTION = Form("solution", "a liquid", "ML", "mL", STRENGTH, "25 mg/mL")
POWDER_VIAL = Form("powder-vial", "a powder in a vial", "UN", "vials", PER_VIAL, "500 mg/vial")
BULK_POWDER = Form("bulk-powder", "a bulk powder for compounding", "GR", "g")
FORMS: Mapping[str, Form] = {form.name: form for form in (SOLUTION, POWDER_VIAL, BULK_POWDER)}


def read_form(given: object, field: str = "form") -> Form:
    """The kind of product of that name; case does not matter. Raises InputError with the list of what is known.

    >>> read_form("Powder-Vial").uom, read_form("bulk-powder").unit
    ('UN', 'g')
    >>> read_form("cream")
    Traceback (most recent call last):
    hipkit.errors.InputError: form: read "cream": known are solution, powder-vial, bulk-powder. \
Type for example: solution
    >>> read_form("powder vial")
    Traceback (most recent call last):
    hipkit.errors.InputError: form: read "powder vial": known are solution, powder-vial, bulk-powder. \
Type for example: powder-vial
    """
    name = clean(given, field, SOLUTION.name).text.lower()
    if name not in FORMS:
        written = re.sub("[^a-z]+", "-", name)  # `powder vial`
        raise InputError(field, given, f"known are {', '.join(FORMS)}", written if written in FORMS else SOLUTION.name)
    return FORMS[name]


def unit_of(uom: str | None) -> str:
    """The unit of an NDC quantity as a person writes it.

    >>> unit_of("ML"), unit_of("UN"), unit_of("GR")
    ('mL', 'vials', 'g')
    """
    return next((form.unit for form in FORMS.values() if form.uom == uom), SOLUTION.unit)
