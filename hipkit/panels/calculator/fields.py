"""The fields of the unit calculator: their words, and which of them an order of each regimen has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from hipkit.billing.whatif import AMOUNT, DAYS, STRENGTH
from hipkit.errors import InputError
from hipkit.formats.shared.onpage import choice_label
from hipkit.order.fields import KINDS, owners
from hipkit.panels.base import PICTURE, Column, Field
from hipkit.payers.axes.all import AXES, names
from hipkit.payers.files import load_policy, payers
from hipkit.values.productforms import BULK_POWDER, POWDER_VIAL, SOLUTION

NO_PAYER = "none"
COMPOUNDED, NO, YES = "compounded", "no", "yes"
FORM = "form"
CHOOSE = "choose_"
# The axes that a bill of the calculator may need and a payer may leave open, and that of drugs at the same time.
OPEN_AXES = names("per diem", "drug", "every")
MODIFIERS = CHOOSE + "concurrent_modifiers"
# The other drugs of the order, and the reason for what they ask together; what drugs of one order have in common.
OTHERS, CONFIRM_ALL = "others", "confirm_all"
EVERY_PAYER = "every_payer"  # holds something where the order is to be shown under every payer
CHECK = "check"  # the second check of the drug in the fields, as the page of it keeps it
BILL_SO = "bill_so"  # holds nothing: the place of the buttons that bill by another reading
PINNED = "pinned"  # the texts of the answer that is pinned
LAST = "last"  # what was last valid of a drug, against which a tenfold change is seen
EXAMPLE = "example"  # the names of the fields that still hold HMSA's example
PAYERS = ("payer", "reading", MODIFIERS, CONFIRM_ALL)

_REGIMENS = {
    "continuous": "continuous",
    "intermittent": "intermittent, some doses a day",
    "pca": "PCA, on demand",
    "pump-refill": "implanted-pump refill",
}
_ALONG = (
    (AMOUNT, "the dose were another"),
    (DAYS, "the days were more or fewer"),
    (STRENGTH, "the strength were another"),
)

_TEXTS = {
    "Order": (
        Field("drug", "Drug", help="a drug of the list, a brand, a code or an NDC; others under More fields",
              example="morphine sulfate", listed=True),
        Field("regimen", "Given", "choice", choices=tuple((name, _REGIMENS[name]) for name in KINDS)),
        Field("dose", "Dose"),
        Field("hours_per_day", "Hours a day"),
        Field("per_day", "Doses a day", help="a number, or q6h, every 6 hours, BID, TID, QID"),
        Field("demand", "Demand dose"),
        Field("demands", "Demands a day", help="given, from the pump's log"),
        Field("basal", "Basal rate", help="if there is one"),
        Field("lockout", "Lockout", help="bounds what could be given; never billed"),
        Field("volume", "Refill", help="the volume of one refill"),
        Field("refills", "Refills", help="how many in these days"),
        Field("weight", "Weight", help="in kg or lb", example="70 kg"),
        Field("change", "Rate changes", "rows", help="from which day on, and to which rate", seldom=True, one="change",
              columns=(Column("Date", "2021-03-15"), Column("Rate", "6 mg/hr"))),
        Field("unlisted", "Unlisted drug", help="a drug for which hipkit knows no code, in place of Drug",
              example="ketamine hydrochloride", seldom=True),
        Field(COMPOUNDED, "Compounded", "choice", help="a drug without an NDC that was compounded",
              choices=((NO, "no"), (YES, "yes, it has no NDC"))),
    ),
    "Product dispensed": (
        Field("strength", "Strength", help="of the product, not of the mixed bag", example="25 mg/mL"),
        Field("ndc", "NDC", help="of the product dispensed", example="00074-1133-03", listed=True),
        Field(FORM, "Kind of product", "choice", help="where the tables do not have the product", seldom=True,
              choices=(("", "as the tables say"), (SOLUTION.name, "a solution, counted in mL"),
                       (POWDER_VIAL.name, "powder in a vial, counted in vials"),
                       (BULK_POWDER.name, "bulk powder for compounding, counted in grams"))),
        Field("bag", "Bag mixed to", help="where the bag is weaker than the product", example="5 mg/mL",
              seldom=True),
        Field("code", "HCPCS code", help="to bill by in place of the NDC's or the drug's", example="J2270",
              seldom=True),
    ),
    "Days of service": (
        Field("from", "From", help="first day, included", example="2021-03-01", half=True),
        Field("through", "Through", help="last day, included", example="2021-03-31", half=True),
        Field("days", "Days", help="in place of the dates, or to check them", example="31"),
        Field("without", "Without", "rows", help="days without therapy", seldom=True, one="day without therapy",
              columns=(Column("Day", "2021-03-10"),)),
    ),
}  # fmt: skip
START = {"regimen": "continuous", "payer": "hmsa", "reading": "rule-text", "along": AMOUNT, COMPOUNDED: NO}
_CONFIRM = Field(
    "confirm",
    "Reason",
    help="why the entry is right; it is kept with the order",
    example="rate read off the pump",
)
_CONFIRM_ALL = Field(
    CONFIRM_ALL,
    "Reason, all drugs",
    help="why the drugs are right together",
    example="two cassettes of one drug",
)


@cache
def fields() -> tuple[Field, ...]:
    """Every field of the calculator, in the order in which a person meets them."""
    payer = (
        Field("payer", "Payer", "choice", choices=_payer_choices()),
        Field("reading", "Reading", "choice", choices=_reading_choices()),
    )
    sections = _TEXTS | {
        "Payer": payer,
        "What the source leaves open": tuple(_axis_field(axis) for axis in (*OPEN_AXES, "concurrent_modifiers")),
        "To confirm": (_CONFIRM, _CONFIRM_ALL),
    }
    inside = (
        replace(field, section=section, example=field.example or _own_example(field.name))
        for section, some in sections.items() for field in some
    )  # fmt: skip
    kept = {OTHERS: "The other drugs", EXAMPLE: "Fields of the example", CHECK: "The second check", LAST: "Last entry"}
    apart = (Field(name, label, "kept") for name, label in kept.items())
    places = {EVERY_PAYER: "payers", BILL_SO: "readings", PINNED: PICTURE}
    beside = (Field(name, name.replace("_", " "), "kept", part=part) for name, part in places.items())
    return *apart, *beside, *inside, Field("along", "What if", "choice", choices=_ALONG, part=PICTURE)


@cache
def by_name() -> Mapping[str, Field]:
    """The fields by their names."""
    return {field.name: field for field in fields()}


def reached(name: str) -> str:
    """The name of a field to which a person can go; empty for another."""
    return name if name in by_name() and name != OTHERS else ""


def field_of(error: InputError) -> str:
    """The field at which an error of the whole order is shown."""
    if error.field == "choose":
        return CHOOSE + str(error.given).partition("=")[0]
    return error.field if error.field in by_name() else "drug"


def may_be_empty(name: str) -> bool:
    """Whether an empty field is no choice that is wrong: a text field, or an open choice not made yet."""
    return by_name()[name].kind in ("text", "rows", "kept") or name.startswith(CHOOSE) or name in (COMPOUNDED, FORM)


def example_of(name: str, regimen: str) -> str:
    """What may be typed into a field, for example."""
    own = KINDS[regimen].needs if regimen in KINDS else {}
    return own.get(name, by_name()[name].example)


def _own_example(name: str) -> str:
    """The example of a field of a regimen, as the first has it; empty for others."""
    return next((KINDS[regimen].examples[name] for regimen in owners(name)), "")


def _payer_choices() -> tuple[tuple[str, str], ...]:
    named = ((payer, load_policy(payer).name) for payer in payers())
    return (
        *sorted(named, key=lambda choice: (choice[0] != "hmsa", choice[1])),
        (NO_PAYER, "no payer: the amounts alone"),
    )


def _reading_choices() -> tuple[tuple[str, str], ...]:
    """Every reading of the payers that have several; a payer with one reading shows no choice."""
    several = (policy.readings for policy in map(load_policy, payers()) if len(policy.readings) > 1)
    return tuple({reading.id: reading.called for readings in several for reading in readings}.items())


def _axis_field(name: str) -> Field:
    axis = AXES[name]
    choices = (("", "not chosen"), *axis.meanings.items())
    return Field(CHOOSE + name, choice_label(name), "choice", help=axis.words, choices=choices)
