"""The slips that are no arithmetic: where the zero of an NDC goes, which code or date is taken for which.

Each takes the key of a box and gives the answers that the slip would make there; none where it does not apply.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from fractions import Fraction

from hipkit.practice.case import Keyed, Value
from hipkit.reference.codes import Code, codes, predecessors
from hipkit.reference.products import drug
from hipkit.values.ndc import candidates
from hipkit.values.rounding import up
from hipkit.values.units import MASS

Answers = tuple[Value, ...]
_LOADING = {"S0092": ("J1170", "J1171"), "S0093": ("J2270", "J2274")}
# hipkit's codes go from 2017 on; the unit of a code that ended before is no slip of today.
_IN_MEMORY = datetime.date(2017, 1, 1)
_PER_DIEMS = ("S9325", "S9326", "S9327", "S9328")


# ---- NDC: the digits as the vial prints them, `ndc_typed`


def _printed(keyed: Keyed) -> tuple[str, ...]:
    """The three parts as printed, where one of them is a digit short; else nothing."""
    parts = tuple(keyed.facts.texts.get("ndc_typed", "").split("-"))
    short = [len(part) for part in parts] in ([4, 4, 2], [5, 3, 2], [5, 4, 1])
    return parts if short else ()


def ndc_not_padded(keyed: Keyed) -> Answers:
    """The ten digits as they are."""
    parts = _printed(keyed)
    return ("".join(parts),) if parts else ()


def _zero_in(keyed: Keyed, place: int) -> Answers:
    """The zero in front of a part, whether or not that is the short one."""
    parts = _printed(keyed)
    return ("".join("0" * (i == place) + part for i, part in enumerate(parts)),) if parts else ()


def ndc_zero_in_labeler(keyed: Keyed) -> Answers:
    """The zero in front of the first part."""
    return _zero_in(keyed, 0)


def ndc_zero_in_product(keyed: Keyed) -> Answers:
    """The zero in front of the middle part."""
    return _zero_in(keyed, 1)


def ndc_zero_in_package(keyed: Keyed) -> Answers:
    """The zero in front of the last part."""
    return _zero_in(keyed, 2)


def ndc_zero_at_the_end(keyed: Keyed) -> Answers:
    """The zero behind all digits."""
    parts = _printed(keyed)
    return ("".join(parts) + "0",) if parts else ()


def ndc_in_another_form(keyed: Keyed) -> Answers:
    """The digits cut as another form than the label's, where that puts the zero in no place that the label has."""
    parts = _printed(keyed)
    if not parts:
        return ()
    simpler = {value for place in range(len(parts)) for value in _zero_in(keyed, place)}
    cut = (ndc.ndc11 or "" for ndc in candidates("".join(parts)))
    return tuple(value for value in cut if value not in simpler)


def ndc_zeros_lost(keyed: Keyed) -> Answers:
    """The digits of the claim, or those of the package, without the zeros in front."""
    if not isinstance(keyed.right, str):
        return ()
    ten = "".join(_printed(keyed))
    return tuple(digits.lstrip("0") for digits in (keyed.right, ten) if digits.startswith("0"))


# ---- amounts


def other_unit(keyed: Keyed) -> Answers:
    """The right amount as a number of mg where mcg is asked for, and of mcg where mg is."""
    return (keyed.right * 1000, keyed.right / 1000) if isinstance(keyed.right, Fraction) else ()


# ---- codes


def _right_code(keyed: Keyed) -> Code | None:
    return codes().get(keyed.right) if isinstance(keyed.right, str) else None


def ended_code(keyed: Keyed) -> Answers:
    """The codes that the right one followed."""
    right = _right_code(keyed)
    return tuple(code.code for code in predecessors(right)) if right else ()


def later_code(keyed: Keyed) -> Answers:
    """The codes that follow the right one."""
    right = _right_code(keyed)
    return right.successors if right else ()


def _units_by(keyed: Keyed, others: tuple[Code, ...]) -> Answers:
    numbers = keyed.facts.numbers
    total, per = numbers.get("total_mg"), numbers.get("per")
    if total is None or per is None:
        return ()
    known = (code for code in others if code.end is None or code.end >= _IN_MEMORY)
    masses = {code.per.base for code in known if code.per is not None and code.per.kind == MASS}
    return tuple(Fraction(max(1, up(total / mass))) for mass in sorted(masses - {per}))


def units_by_ended_code(keyed: Keyed) -> Answers:
    """Units by the amount of the code that the case's code followed."""
    code = codes().get(keyed.facts.texts.get("code", ""))
    return _units_by(keyed, predecessors(code)) if code else ()


def units_by_later_code(keyed: Keyed) -> Answers:
    """Units by the amount of the code that follows the case's code."""
    code = codes().get(keyed.facts.texts.get("code", ""))
    return _units_by(keyed, tuple(codes()[later] for later in code.successors)) if code else ()


def other_route(keyed: Keyed) -> Answers:
    """Codes of the same drug for another pump, by the list of drugs."""
    own = _own_codes(keyed)
    route = own.get(str(keyed.right))
    return tuple(code for code, other in own.items() if route is not None and other != route)


def _own_codes(keyed: Keyed) -> Mapping[str, str]:
    """The codes of the case's drug with the pump each is for."""
    name = keyed.facts.texts.get("drug", "")
    return {code.code: code.route for code in drug(name).codes} if name else {}


def own_code(keyed: Keyed) -> Answers:
    """The codes of the drug itself, where the right answer is an unlisted code."""
    right = _right_code(keyed)
    if right is None or right.kind != "unlisted":
        return ()
    other = "external" if keyed.facts.texts.get("regimen") == "implanted-pump" else "implanted"
    return tuple(code for code, route in _own_codes(keyed).items() if route != other)


def sibling_code(keyed: Keyed) -> Answers:
    """Codes of the same drug in another product, which CMS's words keep apart from the right one."""
    right = _right_code(keyed)
    if right is None or right.kind != "drug":
        return ()
    first = _ingredient(right)
    apart = (code for code in codes().values() if code.kind == "drug" and code.code != right.code)
    own = _own_codes(keyed)
    near = {code.code for code in apart if _ingredient(code) == first} - set(own)
    gone = {code.code for code in predecessors(right)} | set(right.successors)
    return tuple(sorted(near - gone - set(_LOADING)))


def _ingredient(code: Code) -> str:
    """The word of the drug in a code's words: `morphine` in `Injection, morphine sulfate, up to 10 mg`."""
    return code.words.lower().removeprefix("injection,").replace(",", " ").split()[0]


def loading_dose(keyed: Keyed) -> Answers:
    """S0092 for hydromorphone, S0093 for morphine."""
    return tuple(code for code, drugs in _LOADING.items() if keyed.right in drugs)


def specific_per_diem(keyed: Keyed) -> Answers:
    """The code that names the regimen, where the right one is the generic code."""
    if keyed.right != _PER_DIEMS[0]:
        return ()
    regimen, hours = keyed.facts.texts.get("regimen", ""), keyed.facts.numbers.get("hours", Fraction(24))
    if regimen == "implanted-pump":
        return (_PER_DIEMS[3],)
    return (_PER_DIEMS[2] if regimen == "intermittent" or hours < 24 else _PER_DIEMS[1],)


def external_per_diem(keyed: Keyed) -> Answers:
    """The codes of an external pump, where the right one is that of an implanted pump."""
    return _PER_DIEMS[1:3] if keyed.right == "S9328" else ()


def drug_for_per_diem(keyed: Keyed) -> Answers:
    """The drug's code where the per diem is asked, and the other way round."""
    other = "code" if keyed.right in _PER_DIEMS else "per_diem"
    text = keyed.facts.texts.get(other, "")
    return (text,) if text and _right_code(keyed) is not None else ()


# ---- modifiers, dates, a claim as it was sent


def without_59(keyed: Keyed) -> Answers:
    """The modifiers without 59."""
    right = keyed.right
    return (
        (tuple(modifier for modifier in right if modifier != "59"),)
        if isinstance(right, tuple) and len(right) > 1
        else ()
    )


def date_one_off(keyed: Keyed) -> Answers:
    """The day before the right one, and the day after."""
    try:
        right = datetime.date.fromisoformat(str(keyed.right))
    except ValueError:
        return ()
    return tuple((right + datetime.timedelta(days=days)).isoformat() for days in (-1, 1))


def as_billed(keyed: Keyed) -> Answers:
    """What stands on the line: a number, or a text of the same kind as the right answer."""
    number, text = keyed.facts.numbers.get("billed"), keyed.facts.texts.get("stands", "")
    if isinstance(keyed.right, Fraction):
        return () if number is None else (number,)
    if isinstance(keyed.right, tuple):
        return (tuple(sorted(text.split())),) if "stands" in keyed.facts.texts else ()
    return (text,) if text else ()


FUNCTIONS: Mapping[str, Callable[[Keyed], Answers]] = {
    function.__name__: function
    for function in (
        ndc_not_padded, ndc_zero_in_labeler, ndc_zero_in_product, ndc_zero_in_package, ndc_zero_at_the_end,
        ndc_in_another_form, ndc_zeros_lost, other_unit, ended_code, later_code, units_by_ended_code,
        units_by_later_code, other_route, own_code, sibling_code, loading_dose, specific_per_diem, external_per_diem,
        drug_for_per_diem, without_59, date_one_off, as_billed,
    )
}  # fmt: skip
