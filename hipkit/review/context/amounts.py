"""What was ordered, as whole numbers: rate x hours x days, the product's strength, the code's unit.

Every amount is a numerator and a denominator in float64 columns, whole and below 2^53, so that products of them
are exact and comparisons prove what they say. A row that does not fit is null here, and `by_hand` says so;
`hipkit.review.context.fractions` works such rows out in fractions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

import narwhals as nw

from hipkit.errors import InputError
from hipkit.frames.engines import Cell, Schema
from hipkit.review.context.counting import ML, is_in
from hipkit.review.context.tables import Facts, table_of
from hipkit.values.quantity import read_quantity
from hipkit.values.units import MASS_RATE, PER_VIAL, STRENGTH, VOLUME_RATE, WEIGHT_RATE

Lines = nw.LazyFrame[Any]

EXACT = 2.0**53
# Hours are read to two decimals, as the float64 that is nearest to them.
HOURS = 100.0
_PLAIN = re.compile(r"(0|[1-9][0-9]{0,8})(?:\.([0-9]{1,6}))? (mg|mcg|mL)/(hr|mL)")
_DOSE: Schema = {
    "dose": nw.String, "rate_num": nw.Float64, "rate_den": nw.Float64, "rate_volume": nw.Boolean,
    "rate_daily": nw.Boolean, "rate_by_weight": nw.Boolean,
}  # fmt: skip
_STRENGTH: Schema = {
    "strength": nw.String, "strength_num": nw.Float64, "strength_den": nw.Float64, "vial_num": nw.Float64,
    "vial_den": nw.Float64, "strength_by_vial": nw.Boolean,
}  # fmt: skip
_MOST: Schema = {"pump_maximum": nw.String, "most_num": nw.Float64, "most_den": nw.Float64}


def of_doses(texts: Iterable[str]) -> Facts:
    """The rate of each dose: mg an hour, or mL where `rate_volume`; whether by the day; nothing where by weight.

    >>> of_doses(["5.25 mg/hr", "120 mg/day", "5 bananas"]).columns["rate_num"]
    [21.0, 5.0, None]
    """
    return table_of(("dose",), _DOSE, [_dose(text) for text in texts])


def _dose(text: str) -> tuple[Cell, ...]:
    kind, value, unit = _read(text, (MASS_RATE, VOLUME_RATE, WEIGHT_RATE))
    if kind == WEIGHT_RATE:
        return (text, None, None, None, None, True)
    if value is None:
        return (text, None, None, None, None, False)
    daily = not unit.endswith(("/hr", "/min"))
    return (text, float(value.numerator), float(value.denominator), kind == VOLUME_RATE, daily, False)


def of_strengths(texts: Iterable[str]) -> Facts:
    """Each strength in mg/mL, or that of a powder (`strength_by_vial`) in mg a vial: it says nothing of a mL.

    >>> found = of_strengths(["25 mg/50 mL", "500 mg/vial"]).columns
    >>> found["strength_den"], found["vial_num"], found["strength_by_vial"]
    ([2.0, None], [None, 500.0], [False, True])
    """
    return table_of(("strength",), _STRENGTH, [_strength(text) for text in texts])


def _strength(text: str) -> tuple[Cell, ...]:
    by_vial = _ratio(text, PER_VIAL)[1:] if text.rstrip().lower().endswith("vial") else (None, None)
    return (*_ratio(text, STRENGTH), *by_vial, by_vial[0] is not None)


def of_maxima(texts: Iterable[str]) -> Facts:
    """The most that a pump lets through, each in mg an hour."""
    return table_of(("pump_maximum",), _MOST, [_ratio(text, MASS_RATE) for text in texts])


def _ratio(text: str, kind: str) -> tuple[Cell, ...]:
    _, value, _ = _read(text, (kind,))
    return (text, None, None) if value is None else (text, float(value.numerator), float(value.denominator))


def _read(text: str, kinds: tuple[str, ...]) -> tuple[str, Fraction | None, str]:
    """Kind, value in base units and unit; no value where it is none of these kinds, is 0 or does not fit."""
    plain = _PLAIN.fullmatch(text)
    if plain and (plain[4] == "mL") == (STRENGTH in kinds) and (plain[3] != "mL" or VOLUME_RATE in kinds):
        places = plain[2] or ""
        value = Fraction(int(plain[1] + places), 10 ** len(places) * (1000 if plain[3] == "mcg" else 1))
        kind, unit = (VOLUME_RATE if plain[3] == "mL" else kinds[0]), f"{plain[3]}/{plain[4]}"
    else:
        try:
            quantity = read_quantity(text, "dose", kinds).quantity
        except InputError:
            return "", None, ""
        kind, value, unit = quantity.kind, quantity.base, quantity.unit
    fits = value > 0 and max(value.numerator, value.denominator) < EXACT
    return kind, value if fits else None, unit


def with_amounts(lines: Lines) -> Lines:
    """Drug lines whose order is known, with what it comes to: `a_` mg, `v_` of what the NDC quantity counts (mL,
    vials or grams), `u_` units of the code, each `num` over `den`; null where that is not known, and all of them where
    the line is `by_hand`."""
    days, hours = nw.col("days").cast(nw.Float64), (nw.col("hours_per_day") * HOURS).round(0)
    lines = lines.with_columns(hours=nw.when(hours / (hours * 0 + HOURS) == nw.col("hours_per_day")).then(hours))
    n, d = nw.col("rate_num") * nw.col("hours") * days, nw.col("rate_den") * HOURS
    # A rate in mL is of the product as ordered; what is billed by the NDC has the product's own strength.
    volume, sn, sd = nw.col("rate_volume"), nw.col("strength_num"), nw.col("strength_den")
    lines = lines.with_columns(
        a_num=nw.when(volume).then(n * sn).otherwise(n), a_den=nw.when(volume).then(d * sd).otherwise(d)
    )
    lines = lines.with_columns(v_num=nw.col("a_num") * nw.col("holds_den"), v_den=nw.col("a_den") * nw.col("holds_num"))
    # A code that counts mL counts no vials and no grams.
    by_volume, in_ml = nw.col("per_volume"), is_in(ML)
    of = {
        end: nw.when(~by_volume).then(nw.col(f"a_{end}")).when(in_ml).then(nw.col(f"v_{end}")) for end in ("num", "den")
    }
    lines = lines.with_columns(u_num=of["num"] * nw.col("per_den"), u_den=of["den"] * nw.col("per_num"))
    fits = [_fits(nw.col(f"{part}_num"), nw.col(f"{part}_den"), days) for part in "avu"]
    hard = nw.any_horizontal([~one for one in fits], ignore_nulls=True) | nw.col("hours").is_null()
    lines = lines.with_columns(by_hand=hard)
    kept = [
        nw.when(~nw.col("by_hand")).then(nw.col(f"{part}_{end}")).alias(f"{part}_{end}")
        for part in "avu"
        for end in ("num", "den")
    ]
    return lines.with_columns(kept)


def _fits(num: nw.Expr, den: nw.Expr, days: nw.Expr) -> nw.Expr:
    """Whether every rounding can be proved: by week, by day, and of the quantity to three decimals."""
    return (num * 2000.0 < EXACT) & (den * days * 14.0 < EXACT)
