"""The fields of an order: those that every order has, those of each regimen, and the one reading of them.

The command line, a scenario file and a panel gather what was typed under these names, each in its own way, and read it
here. What fields contradict each other is refused where they are read: by `Order` and by the regimens.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from hipkit.errors import InputError
from hipkit.order.order import Order
from hipkit.order.regimen import Continuous, Intermittent, Pca, PumpRefill, Regimen
from hipkit.values.productforms import BULK_POWDER
from hipkit.values.readlog import Sheet

EVERY = (
    "drug", "unlisted", "regimen", "strength", "bag", "weight", "days", "from", "through", "without", "ndc", "code",
    "confirm", "compounded", "form",
)  # fmt: skip
# Those that hold a rate, by weight or not; and every amount of which a tenfold change may be a slip.
RATES = ("dose", "basal", "change")
AMOUNTS = ("dose", "demand", "basal", "volume", "strength", "bag", "weight")
# What Python calls otherwise.
_IN_PYTHON = {"from": "start", "through": "end", "change": "changes", "demands": "demands_per_day"}


@dataclass(frozen=True)
class Kind:
    """A kind of regimen, by the name that is typed for it.

    `needs` are the fields without which there is none, first the amount that is given at a time; `may` are those that
    it can have. Each stands with an example, and the examples together make a regimen.
    """

    name: str
    regimen: type[Continuous] | type[Intermittent] | type[Pca] | type[PumpRefill]
    needs: Mapping[str, str]
    may: Mapping[str, Any] = field(default_factory=dict)

    @property
    def examples(self) -> Mapping[str, Any]:
        """Its own fields in the order in which they are read, each with an example."""
        return {**self.needs, **self.may}

    @property
    def amount(self) -> str:
        """The field of the amount that is given at a time."""
        return next(iter(self.needs))

    def read(self, given: Mapping[str, Any]) -> Regimen:
        """The regimen of these fields; one that is not given is left out or None. Raises InputError.

        >>> KINDS["pca"].read({"demand": "0.5 mg", "demands": "12", "basal": None}).demands_per_day
        Fraction(12, 1)
        """
        typed = {name: given[name] for name in self.examples if given.get(name) is not None}
        return self.regimen(**_in_python(dict.fromkeys(self.needs) | typed))


KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("continuous", Continuous, {"dose": "5 mg/hr", "hours_per_day": "24"},
             {"change": [("2021-03-15", "6 mg/hr")]}),
        Kind("intermittent", Intermittent, {"dose": "10 mg", "per_day": "4"}),
        Kind("pca", Pca, {"demand": "0.5 mg", "demands": "12"},
             {"basal": "1 mg/hr", "lockout": "6 min", "hours_per_day": "24"}),
        Kind("pump-refill", PumpRefill, {"volume": "20 mL", "refills": "1"}),
    )
}  # fmt: skip
OF_REGIMENS = tuple(dict.fromkeys(name for kind in KINDS.values() for name in kind.examples))


def kind_named(name: str) -> Kind:
    """The kind of regimen of that name; raises InputError where there is none."""
    if name not in KINDS:
        raise InputError("regimen", name, f"known are {', '.join(KINDS)}", "continuous")
    return KINDS[name]


def kind_of(regimen: Regimen) -> Kind:
    """The kind that a regimen is of."""
    return next(kind for kind in KINDS.values() if isinstance(regimen, kind.regimen))


def owners(name: str) -> tuple[str, ...]:
    """The regimens that have a field of their own; none for a field of every order.

    >>> owners("hours_per_day"), owners("strength")
    (('continuous', 'pca'), ())
    """
    return tuple(kind.name for kind in KINDS.values() if name in kind.examples)


def foreign(name: str, regimen: str) -> bool:
    """Whether a field belongs to other regimens alone."""
    return name in OF_REGIMENS and regimen not in owners(name)


def missing(regimen: str, filled: Callable[[str], bool], by_weight: bool = False, form: str = "") -> tuple[str, ...]:
    """The empty fields without which nothing can be worked out: of the regimen, the product and the days.

    >>> missing("intermittent", {"dose", "from"}.__contains__)
    ('per_day', 'strength', 'through')
    """
    strength = [] if form == BULK_POWDER.name else ["strength"]
    needed = (*(KINDS[regimen].needs if regimen in KINDS else ()), *strength, *(["weight"] if by_weight else []))
    dates = [name for name in ("from", "through") if not filled(name)]
    days = dates if len(dates) == 1 else ["days"] if dates else []
    return tuple(name for name in (*needed, *days) if not filled(name))


def read_alone(name: str, given: object, regimen: str) -> Sheet:
    """The sheet on which one field of a regimen is read by itself, beside the examples of its others.

    In a regimen that has no such field it is read as in the first that has it. Raises InputError for what is given.

    >>> read_alone("dose", "5.0 mg/h", "continuous").read["dose"]
    '5 mg/hr'
    """
    kind = KINDS[owners(name)[0] if foreign(name, regimen) else regimen]
    return kind.read({**kind.examples, name: given}).sheet


def read_order(given: Mapping[str, Any]) -> Order:
    """The order of these fields, its regimen as it was read; one that is not given is left out or None.

    Raises InputError.
    """
    return Order(**_in_python({name: given[name] for name in EVERY if given.get(name) is not None}))


def order_values(order: Order) -> dict[str, Any]:
    """What each field of an order was read as, by which it can be read again.

    >>> order = Order("morphine", Continuous("5 mg/hr", 24), "25 mg/mL", days=31)
    >>> read_order(order_values(order)) == order, read_order(order_values(order) | {"days": 7}).service.days
    (True, 7)
    """
    service = order.service
    days = {"days": service.days, "from": service.start, "through": service.end, "without": service.without}
    otherwise = days | {"drug": order.brand or order.drug}  # a brand tells more: the code of its products
    return {name: otherwise[name] if name in otherwise else getattr(order, name) for name in EVERY}


def regimen_values(regimen: Regimen) -> dict[str, Any]:
    """What each field of a regimen was read as, by which its kind can read it again.

    >>> regimen_values(PumpRefill("20 mL", refills=1))
    {'volume': Quantity('20 mL'), 'refills': 1}
    """
    return {name: getattr(regimen, _IN_PYTHON.get(name, name)) for name in kind_of(regimen).examples}


def _in_python(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The same under the names that they have in Python."""
    return {_IN_PYTHON.get(name, name): value for name, value in fields.items()}
