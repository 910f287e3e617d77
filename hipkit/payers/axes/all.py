"""The questions on which payers differ, and the answers that hipkit can bill by.

A payer's rule is a value on one of these axes (design decision 5), kept as data in `data/policies`.
A source that is silent has the value `unstated` there, on any axis.
"""

from __future__ import annotations

from dataclasses import dataclass

UNSTATED = "unstated"
WITH_VISITS = "infusion-or-nursing-day"
THERAPIES = ("continuous", "intermittent", "pca", "implanted-pump")


@dataclass(frozen=True)
class Axis:
    """A question; `words` asks it, `values` are the answers with what each means in plain words.

    Where an axis is `many`, an answer is one or more of the values, with a blank between.

    >>> AXES["waste"].accepts("jw-jz"), AXES["waste"].accepts("jw")
    (True, False)
    >>> AXES["uom_allowed"].accepts("GR ML UN"), AXES["uom_allowed"].accepts("ML ML")
    (True, False)
    """

    name: str
    words: str
    values: dict[str, str]
    many: bool = False

    def accepts(self, value: str) -> bool:
        """Whether `value` answers this question; `unstated` does not."""
        if not self.many:
            return value in self.values
        parts = value.split(" ")
        return len(set(parts)) == len(parts) and all(part in self.values for part in parts)

    def explain(self, value: str) -> str:
        """What a value means, in plain words.

        >>> AXES["uom_allowed"].explain("ML UN")
        'millilitre, or unit (each)'
        """
        if value == UNSTATED:
            return "the source does not say"
        return ", or ".join(self.values[part] for part in (value.split(" ") if self.many else [value]))


_ALL = (
    Axis(
        "per_diem_code",
        "which per-diem code is billed",
        {
            "by-hours": "S9326 for 24 hours a day, S9327 for fewer, S9328 for an implanted pump",
            "S9325": "S9325, the generic code, whatever the regimen",
            "S9326": "S9326, continuous",
            "S9327": "S9327, intermittent",
            "S9328": "S9328, implanted pump",
        },
    ),
    Axis(
        "per_diem_day",
        "what counts as one per-diem day",
        {
            "infusion-day": "a calendar day on which the patient receives the therapy",
            WITH_VISITS: "a calendar day with the therapy, or with a nurse's visit alone",
            "access-day": "every day from first to last on which the therapy is prescribed and at hand",
            "24-hour-block": "every whole 24 hours of infusion",
        },
    ),
    Axis(
        "line_span",
        "how many days one claim line may cover",
        {
            "whole-span": "all days of the order on one line",
            "calendar-month": "one line for each calendar month",
        },
    ),
    Axis(
        "concurrent_modifiers",
        "which modifiers mark a second and a third therapy on the same day",
        {
            "SH": "SH on the second",
            "SH-SJ": "SH on the second, SJ on the third and later ones",
            "59-SH-SJ": "59 with SH on the second, 59 with SJ on the third and later ones",
        },
    ),
    Axis(
        "drug_code",
        "which code the drug is billed by",
        {
            "specific": "the drug's own code; J3490 only for a drug that has none",
            "J3490": "J3490, the code for unclassified drugs, with the NDC",
        },
    ),
    Axis(
        "noc_units",
        "what the units of an unclassified drug's line count",
        {
            "ndc-units": "the NDC quantity, in the NDC's unit of measure",
            "one": "one unit a line, whatever the amount",
        },
    ),
    Axis(
        "hcpcs_rounding",
        "how HCPCS units are rounded, and over what period",
        {
            "up-by-span": "to the next whole unit, once for the claim line",
            "nearest-by-span": "to the nearest whole unit, half up, once for the claim line",
            "up-by-week": "to the next whole unit, for every 7 days",
            "nearest-by-week": "to the nearest whole unit, half up, for every 7 days",
            "up-by-day": "to the next whole unit, for every day",
            "nearest-by-day": "to the nearest whole unit, half up, for every day",
        },
    ),
    Axis(
        "ndc_quantity",
        "how the NDC quantity is rounded",
        {
            "exact": "not rounded, but for the three decimals that a claim can carry",
            "nearest-whole": "to the nearest whole number, half up",
            "up-whole": "to the next whole number",
        },
    ),
    Axis(
        "uom_allowed",
        "which units of measure an NDC quantity may carry",
        {
            "F2": "international unit",
            "GR": "gram",
            "ME": "milligram",
            "ML": "millilitre",
            "UN": "unit (each)",
        },
        many=True,
    ),
    Axis(
        "nursing_time",
        "how the minutes of a nursing visit become units of 99602",
        {
            "bcbsm-2013": "an hour beyond two counts from its 31st minute",
            "cpt-midpoint": "an hour beyond two counts once its midpoint is passed",
            "ceil-hour": "every hour begun beyond two counts",
            "floor-hour": "only full hours beyond two count",
        },
    ),
    Axis(
        "waste",
        "whether drug that is thrown away is billed",
        {
            "not-billed": "no: only what was given",
            "jw-jz": "yes: JW on a line for what was thrown away, JZ where there was nothing",
        },
    ),
)

AXES: dict[str, Axis] = {axis.name: axis for axis in _ALL}
