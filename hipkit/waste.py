"""Drug opened and not given: units administered round up, units discarded round down."""

from __future__ import annotations

from dataclasses import dataclass

from hipkit.citations import cite
from hipkit.errors import InputError
from hipkit.notation import people
from hipkit.quantity import Quantity
from hipkit.rounding import down, exact_units, up
from hipkit.sheet import Sheet
from hipkit.units import MASS, VOLUME
from hipkit.worked import Notice, Step


@dataclass(frozen=True)
class Waste:
    """Whole units given and discarded of what was opened, with the steps and what applies at home."""

    given_units: int
    discarded_units: int
    read: dict[str, str]
    steps: tuple[Step, ...]
    notices: tuple[Notice, ...]


def waste(given: object, opened: object, per: object) -> Waste:
    """Units given (up) and discarded (down) of a single-dose container.

    All three are masses, or all three volumes. Raises InputError where one cannot be read or more was given
    than opened. Source of the rounding: Medicare contractors on JW and JZ; whether these apply at home is a notice.

    >>> result = waste("350 mg", "400 mg", "10 mg")
    >>> result.given_units, result.discarded_units
    (35, 5)
    """
    sheet = Sheet()
    kinds = (MASS, VOLUME)
    used = sheet.quantity("given", given, kinds, "350 mg")
    whole = sheet.quantity("opened", opened, kinds, "400 mg")
    unit = sheet.quantity("per", per, kinds, "10 mg")
    exact_given, exact_opened = exact_units(used, unit), exact_units(whole, unit)
    if exact_given > exact_opened:
        raise InputError(
            "given",
            str(used),
            f"more was given than the {whole} that were opened",
            "both amounts as the record has them",
        )
    left = Quantity((whole.base - used.base), "mg" if whole.kind == MASS else "mL").to(whole.unit)
    exact_left = exact_opened - exact_given
    rule = cite("jw-jz-rounding", "administered up, discarded down")
    sheet.steps += [
        Step("units given", f"{used} / {unit}", people(exact_given), rule, people(up(exact_given)), "up"),
        Step("discarded", f"{whole} - {used}", str(left), cite("hipkit", "arithmetic")),
        Step("units discarded", f"{left} / {unit}", people(exact_left), rule, people(down(exact_left)), "down"),
    ]
    at_home = Notice(
        "info",
        "JW and JZ are Medicare Part B modifiers; they are not required for a drug that a supplier dispenses and the "
        "patient or caregiver administers at home. Whether discarded units are billed is the payer's rule.",
        cite("jw-jz-home"),
    )
    sheet.notices.append(at_home)
    return Waste(up(exact_given), down(exact_left), sheet.read, tuple(sheet.steps), tuple(sheet.notices))
