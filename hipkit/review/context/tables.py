"""What hipkit's own tables know of the texts of a column: small tables that claim lines are joined with.

Each function is given the texts that occur and answers columns and schema for `engines.reference`, one row a text.
Amounts are kept as two whole numbers, numerator and denominator, so that nothing is rounded: 0.1 mg is 1 over 10.
"""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache

import narwhals as nw

from hipkit.frames.engines import Cell, Schema
from hipkit.payers.axes import (
    concurrent_modifiers,
    drug_code,
    line_span,
    noc_units,
    per_diem_code,
    uom_allowed,
    waste,
)
from hipkit.payers.axes.all import AXES
from hipkit.payers.axes.axis import THERAPIES, UNSTATED
from hipkit.payers.axes.hcpcs_rounding import ROUNDINGS
from hipkit.payers.axes.ndc_quantity import STAIRS
from hipkit.payers.files import load_policy, payers
from hipkit.payers.policy import Policy
from hipkit.reference.brands import Brand, brands
from hipkit.reference.code import has_form
from hipkit.reference.codes import Code, codes, predecessors
from hipkit.reference.inuse import by_tables
from hipkit.reference.products import Drug, drugs
from hipkit.review.context.codeforms import near, with_modifiers

Kind = type[nw.String] | type[nw.Int64] | type[nw.Float64] | type[nw.Boolean] | type[nw.Date]

MEDICARE = "medicare"
DAY = datetime.timedelta(days=1)
# The roundings of units that a payer may mean, and those of an NDC quantity, by the column that is true where it may:
# `up_by_span` and so on, `ndc_exact` and so on.
MODES = {value.replace("-", "_"): rounding for value, rounding in ROUNDINGS.items()}
QUANTITIES = {f"ndc_{value.replace('-', '_')}": stair for value, stair in STAIRS.items()}
# Modifiers that rules ask for, each a column that is true where a line carries it.
MODIFIERS = {"SH": "sh", "SJ": "sj", "59": "m59", "JW": "jw", "JZ": "jz", "KD": "kd", "SS": "ss"}
# Codes of home infusion for other therapies than pain (S9490 and so on), and of drugs, by their form.
_PER_DIEM, _DRUG = re.compile("S9[3-5][0-9][0-9]"), re.compile("[JQ][0-9]|C9|S0")
_LIKE_SHAPES = str.maketrans("OISL", "0151")

_CODES: Schema = {
    "code": nw.String, "hcpcs": nw.String, "kind": nw.String, "per": nw.String, "per_num": nw.Float64,
    "per_den": nw.Float64, "per_volume": nw.Boolean, "code_from": nw.Date, "code_through": nw.Date,
    "code_next": nw.String, "code_before": nw.String, "code_meant": nw.String,
    "other_per_diem": nw.Boolean, "other_drug": nw.Boolean, "code_form": nw.Boolean, "code_near": nw.String,
    "near_num": nw.Float64, "near_den": nw.Float64, "near_mods": nw.Boolean,
}  # fmt: skip
_MODIFIERS: Schema = {
    "modifiers": nw.String, "mods": nw.String, **dict.fromkeys(MODIFIERS.values(), nw.Boolean),
    "mods_form": nw.Boolean, "mods_from": nw.Date, "mods_newest": nw.String,
}  # fmt: skip
# The units of measure that a claim knows, each with the column that is true where the payer takes it.
UNITS_OF_MEASURE = {one: f"takes_{one.lower()}" for one in AXES["uom_allowed"].values}
_SAID = (
    "payer_known", "rounding_stated", *MODES, "noc_one", "noc_ndc_units", "j3490_published",
    "by_hours", "by_month", "no_waste", "with_59", *QUANTITIES, *UNITS_OF_MEASURE.values(),
)  # fmt: skip
# What is open where nobody says anything, but for the ways of rounding.
OPEN = ("noc_one", "noc_ndc_units", *QUANTITIES, *UNITS_OF_MEASURE.values())
# What is so only where a payer says it.
SAID = tuple(name for name in _SAID if name not in (*MODES, *OPEN))
_PAYERS: Schema = {
    "payer": nw.String, "interval": nw.Int64, "payer_id": nw.String, "payer_name": nw.String,
    **dict.fromkeys(_SAID, nw.Boolean), "uom_allowed": nw.String,
}  # fmt: skip


@dataclass(frozen=True)
class Facts:
    """A small table: its columns, their types, and the column or columns that lines are joined on."""

    columns: dict[str, list[Cell]]
    schema: Schema
    on: tuple[str, ...]


def table_of(on: tuple[str, ...], schema: Schema, rows: Sequence[Sequence[Cell]]) -> Facts:
    """A small table from its rows."""
    return Facts({name: [row[i] for row in rows] for i, name in enumerate(schema)}, schema, on)


def over(value: Fraction | None) -> tuple[float | None, float | None]:
    """Numerator and denominator.

    >>> over(Fraction(1, 10))
    (1.0, 10.0)
    """
    return (None, None) if value is None else (float(value.numerator), float(value.denominator))


def of_codes(texts: Iterable[str]) -> Facts:
    """What each text is as a code: kind, what one unit is, days in force, what came before and comes after.

    `per_num` over `per_den` are mg, or mL where `per_volume` is true. `code_meant` is the code that a text becomes
    when a letter and a digit of like shape change places; `other_per_diem` and `other_drug` are codes of other
    therapies by their form. `code_form` says whether it has the form of a code; where it has none, `code_near` are the
    codes one slip away, `near_num` over `near_den` what one unit of the only one is in mg, and `near_mods` says that
    the code is there, with modifiers behind it.
    """
    return table_of(("code",), _CODES, [_code(text) for text in texts])


def _code(text: str) -> tuple[Cell, ...]:
    typed = text.strip().upper()
    one = codes().get(typed)
    if one is None or one.kind == "modifier":
        meant = typed[:1].replace("5", "S") + typed[1:].translate(_LIKE_SHAPES)
        known = codes().get(meant)
        likely = meant if known and known.kind != "modifier" else None
        formed = _form(typed)
        form = likely or str(formed[1] or typed)[:5]
        of_other = bool(_PER_DIEM.fullmatch(form)), bool(_DRUG.match(form))
        return (text, typed, *[None] * 9, likely, *of_other, *formed)
    if one.renewed:  # what one unit is changed on a day, and this table knows no days
        one = replace(one, per=None)
    volume = one.per is not None and one.per.kind == "volume"
    amount = None if one.per is None else one.per.to("mL").value if volume else one.per.base
    return (
        text, typed, one.kind, None if one.per is None else str(one.per), *over(amount), volume, one.start, one.end,
        _listed(one.successors), _listed(other.code for other in predecessors(one)), None, False, False, True,
        *[None] * 4,
    )  # fmt: skip


def _form(typed: str) -> tuple[Cell, ...]:
    """Whether a text has the form of a code, and what it may stand for."""
    if has_form(typed):
        return (True, *[None] * 4)
    own = with_modifiers(typed)
    found = (own,) if own else near(typed)
    per = found[0].per if len(found) == 1 else None
    amount = None if per is None or per.kind != "mass" else per.base
    return (False, _listed(one.code for one in found), *over(amount), own is not None)


def _listed(names: Iterable[str]) -> str | None:
    return " or ".join(names) or None


def of_modifiers(texts: Iterable[str]) -> Facts:
    """The modifiers of a line: `mods`, in one order; which rules ask for; whether their form is right; the newest."""
    return table_of(("modifiers",), _MODIFIERS, [_modifiers(text) for text in texts])


def _modifiers(text: str) -> tuple[Cell, ...]:
    parts = text.upper().split()
    form = all(len(one) == 2 and one.isascii() and one.isalnum() for one in parts)
    form = form and len(set(parts)) == len(parts) <= 4 and text.upper() == " ".join(parts)
    known = [codes()[one] for one in parts if one in codes() and codes()[one].kind == "modifier"]
    newest = max(known, key=lambda one: one.start, default=None)
    return (
        text, " ".join(sorted(parts)), *(name in parts for name in MODIFIERS), form,
        newest.start if newest else None, newest.code if newest else None,
    )  # fmt: skip


def of_drugs(texts: Iterable[str]) -> Facts:
    """The drug of each name or brand.

    `drug_words` is the drug with the brand that was typed, as a report names it; `brand` that brand.
    """
    known: dict[str, Drug | Brand] = {name: one for one in drugs() for name in (one.name, *one.aliases)}
    known |= {one.name.lower(): one for one in brands()}
    schema: Schema = dict.fromkeys(("drug", "drug_name", "drug_words", "brand"), nw.String)
    return table_of(("drug",), schema, [_drug(text, known.get(text.strip().lower())) for text in texts])


def _drug(text: str, known: Drug | Brand | None) -> tuple[Cell, ...]:
    if known is None:
        return (text, None, None, None)
    if isinstance(known, Brand):
        return (text, known.drug.name, f"{known.drug.name} ({known.name})", known.name)
    return (text, known.name, known.name, None)


@by_tables
def of_drug_codes() -> Facts:
    """The code of each drug for an external pump, or of each brand, `dated_as`, on each of its days."""
    schema: dict[str, Kind] = {"dated_as": nw.String}
    for i in range(most_drug_codes()):
        schema |= {f"drug_code_{i}": nw.String, f"drug_from_{i}": nw.Date, f"drug_through_{i}": nw.Date}
    spans = [(one.name, [(code.code, code.start, code.end) for code in one.codes]) for one in drugs()]
    spans += [(one.name, [(" or ".join(own), first, last) for own, first, last in one.spans()]) for one in brands()]
    rows: list[list[Cell]] = [[name, *(cell for span in dated for cell in span)] for name, dated in spans]
    return table_of(("dated_as",), schema, [row + [None] * (len(schema) - len(row)) for row in rows])


def most_drug_codes() -> int:
    """How many codes a drug or a brand has had at most."""
    return max(*(len(one.codes) for one in drugs()), *(len(list(one.spans())) for one in brands()))


@by_tables
def of_pairs() -> Facts:
    """The codes that may stand for a drug: its own, and those that are no other drug's and whose words name it."""
    owners = {own.code for one in drugs() for own in one.codes}
    rows: list[tuple[Cell, ...]] = []
    for one in drugs():
        own = {code.code for code in one.codes}
        named = {code.code for code in codes().values() if code.code not in owners and _names(code, one)}
        rows += [(one.name, code) for code in sorted(own | named)]
    return table_of(("drug_name", "hcpcs"), {"drug_name": nw.String, "hcpcs": nw.String}, rows)


@by_tables
def of_substances() -> Facts:
    """The drug of each code that is of one drug alone (`substance`), by its own codes and those whose words name it."""
    pairs = of_pairs().columns
    names = Counter(pairs["hcpcs"])
    rows = [pair for pair in zip(pairs["hcpcs"], pairs["drug_name"], strict=True) if names[pair[0]] == 1]
    return table_of(("hcpcs",), {"hcpcs": nw.String, "substance": nw.String}, rows)


@by_tables
def shared_codes() -> tuple[str, ...]:
    """The codes that are those of several drugs (J2001, of lidocaine with and without dextrose)."""
    owners = Counter(own.code for one in drugs() for own in one.codes)
    return tuple(sorted(code for code, times in owners.items() if times > 1))


def _names(code: Code, one: Drug) -> bool:
    return one.name.split()[0] in code.words.lower()


@cache
def boundaries() -> tuple[datetime.date, ...]:
    """The days on which what any payer says changes, in order."""
    found = {day for payer in payers() for day in _changes(load_policy(payer))}
    return tuple(sorted(found))


def _changes(policy: Policy) -> set[datetime.date]:
    starts = {rule.start for rule in policy.rules} | {policy.known_from}
    ends = {rule.end + DAY for rule in policy.rules if rule.end}
    return {day for day in starts | ends if day is not None}


def of_payers(texts: Iterable[str]) -> Facts:
    """What each payer says in each interval between `boundaries`, whatever reading or therapy.

    `payer_known` is false where its text of those days is unknown. What a payer leaves open is open here: each way of
    rounding is then allowed, and so it is for a payer that hipkit does not have.
    """
    days = (boundaries()[0] - DAY, *boundaries())
    rows = [(text, i, *_payer(text.strip().lower(), day)) for text in texts for i, day in enumerate(days)]
    return table_of(("payer", "interval"), _PAYERS, rows)


@cache
def _payer(name: str, day: datetime.date) -> tuple[Cell, ...]:
    """What a payer says that day, in the order of the table behind text and interval."""
    said = _says(load_policy(name), day) if name in payers() else _silent(name)
    return tuple(said[column] for column in _PAYERS if column not in ("payer", "interval"))


def _silent(name: str) -> dict[str, Cell]:
    """A payer that hipkit does not have says nothing, so all is open; Medicare has no file, and CMS's rules."""
    said: dict[str, Cell] = dict.fromkeys(_SAID, False)
    said |= dict.fromkeys((*MODES, *OPEN), True)
    said |= {"payer_id": name, "payer_name": None, "uom_allowed": None}
    if name == MEDICARE:  # CMS rounds up, and an unlisted drug is one unit (WPS)
        said |= {column: rounding.mode == "up" for column, rounding in MODES.items()}
        said |= {"payer_name": "Medicare", "payer_known": True, "rounding_stated": True, "noc_ndc_units": False}
    return said


def _says(policy: Policy, day: datetime.date) -> dict[str, Cell]:
    def values(axis: str) -> set[str]:
        return {policy.rule(axis, day, one.id, therapy).value for one in policy.readings for therapy in THERAPIES}

    def allowed(axis: str) -> set[str]:
        """The answers a line may go by: what the payer states, any where it is silent."""
        found = values(axis)
        return set(AXES[axis].values) if UNSTATED in found else found

    rounding, noc, ndc = (allowed(axis) for axis in ("hcpcs_rounding", "noc_units", "ndc_quantity"))
    uoms = values("uom_allowed")
    uom = uoms.pop() if len(uoms) == 1 and UNSTATED not in uoms else None
    return {
        "payer_id": policy.id,
        "payer_name": policy.name,
        "payer_known": not policy.why_unknown(day),
        "rounding_stated": UNSTATED not in values("hcpcs_rounding"),
        **{column: value in rounding for column, value in zip(MODES, ROUNDINGS, strict=True)},
        "noc_one": any(noc_units.apply(one) == 1 for one in noc),
        "noc_ndc_units": any(noc_units.apply(one) is None for one in noc),
        "j3490_published": any(map(drug_code.bills_unlisted, values("drug_code"))),
        "by_hours": all(map(per_diem_code.goes_by_hours, values("per_diem_code"))),
        "by_month": all(map(line_span.ends_with_month, values("line_span"))),
        "no_waste": UNSTATED not in values("waste") and not any(map(waste.apply, values("waste"))),
        "with_59": all(map(concurrent_modifiers.adds_59, values("concurrent_modifiers"))),
        **{column: value in ndc for column, value in zip(QUANTITIES, STAIRS, strict=True)},
        **{taken: uom is None or uom_allowed.apply(uom, one) for one, taken in UNITS_OF_MEASURE.items()},
        "uom_allowed": uom,
    }
