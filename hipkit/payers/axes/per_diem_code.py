"""Which per-diem code is billed: by the hours of a day, or one code whatever the regimen."""

from __future__ import annotations

from fractions import Fraction

from hipkit.payers.axes.axis import Axis, Value

GENERIC, CONTINUOUS, INTERMITTENT, PUMP = "S9325", "S9326", "S9327", "S9328"
_BY_HOURS = "by-hours"

AXIS = Axis(
    "per_diem_code",
    "which per-diem code is billed",
    {
        _BY_HOURS: Value(
            "S9326 for 24 hours a day, S9327 for fewer, S9328 for an implanted pump",
            without_basal=(CONTINUOUS, INTERMITTENT),
        ),
        GENERIC: Value("S9325, the generic code, whatever the regimen"),
        CONTINUOUS: Value("S9326, continuous"),
        INTERMITTENT: Value("S9327, intermittent"),
        PUMP: Value("S9328, implanted pump"),
    },
    line="per diem",
    counts="days",
)


def apply(value: str, therapy: str, hours_per_day: Fraction | None, demands_alone: bool = False) -> str | None:
    """The per-diem code of a therapy by a value; None where the hours do not tell, for a PCA of demands alone.

    >>> apply("by-hours", "continuous", Fraction(24)), apply("by-hours", "continuous", Fraction(12))
    ('S9326', 'S9327')
    >>> apply("S9325", "pca", Fraction(24)), apply("by-hours", "implanted-pump", None)
    ('S9325', 'S9328')
    """
    if not goes_by_hours(value):
        return value
    if therapy == "implanted-pump":
        return PUMP
    if demands_alone:
        return None
    return CONTINUOUS if hours_per_day == 24 else INTERMITTENT


def goes_by_hours(value: str) -> bool:
    """Whether the code is the one whose words fit the hours of a day."""
    return value == _BY_HOURS
