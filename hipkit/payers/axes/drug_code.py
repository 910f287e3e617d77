"""Which code the drug is billed by: its own, or J3490 for every drug."""

from __future__ import annotations

from hipkit.payers.axes.axis import Axis, Source, Value, WithoutPayer

UNLISTED = "J3490"

AXIS = Axis(
    "drug_code",
    "which code the drug is billed by",
    {
        "specific": Value("the drug's own code; J3490 only for a drug that has none"),
        UNLISTED: Value("J3490, the code for unclassified drugs, with the NDC"),
    },
    line="drug",
    counts="units",
    without_payer=WithoutPayer("specific", Source("hcpcs", "J3490, unclassified drugs")),
    of="own code",
)


def apply(value: str | None, own: str | None, listed: bool, unlisted: bool) -> str | None:
    """The code that a drug is billed by: `own` is its own, if it has one on the day.

    `listed` is a drug of the list, which goes by J3490 where the value bills each drug so, even without a code yet;
    `unlisted` is one for which hipkit knows no code. None where there is no code.

    >>> apply("specific", "J2270", True, False), apply("J3490", "J2270", True, False)
    ('J2270', 'J3490')
    >>> apply("specific", None, True, False), apply("specific", None, False, True)
    (None, 'J3490')
    """
    if bills_unlisted(value) and (own or listed or unlisted):
        return UNLISTED
    return UNLISTED if own is None and unlisted else own


def bills_unlisted(value: str | None) -> bool:
    """Whether a drug goes by J3490 though it has a code of its own."""
    return value == UNLISTED
