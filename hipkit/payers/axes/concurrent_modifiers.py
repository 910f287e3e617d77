"""Which modifiers mark a second and a third therapy on the same day."""

from __future__ import annotations

from hipkit.payers.axes.axis import Axis, Value

AXIS = Axis(
    "concurrent_modifiers",
    "which modifiers mark a second and a third therapy on the same day",
    {
        "SH": Value("SH on the second"),
        "SH-SJ": Value("SH on the second, SJ on the third and later ones"),
        "59-SH-SJ": Value("59 with SH on the second, 59 with SJ on the third and later ones"),
    },
    line="claim",
)
# By rank of the therapy on a day: second, third and later. SJ is from the HCPCS list where a payer names SH alone.
_BY_RANK = {"SH": (("SH",), ("SJ",)), "SH-SJ": (("SH",), ("SJ",)), "59-SH-SJ": (("59", "SH"), ("59", "SJ"))}
THIRD = 2


def apply(value: str, rank: int) -> tuple[str, ...]:
    """The modifiers of a therapy that so many others come before on its day.

    >>> apply("SH", 0), apply("59-SH-SJ", 1), apply("SH-SJ", 3)
    ((), ('59', 'SH'), ('SJ',))
    """
    return () if rank == 0 else _BY_RANK[value][min(rank, THIRD) - 1]


def adds_59(value: str) -> bool:
    """Whether 59 stands beside what marks a second therapy.

    >>> adds_59("SH-SJ"), adds_59("59-SH-SJ"), adds_59("unstated")
    (False, True, False)
    """
    return value in _BY_RANK and "59" in apply(value, 1)


def names_third(value: str | None) -> bool:
    """Whether a value names what marks a third therapy; where it does not, the HCPCS list does.

    >>> names_third("SH"), names_third("SH-SJ")
    (False, True)
    """
    return value != "SH"
