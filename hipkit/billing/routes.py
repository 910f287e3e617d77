"""Which way a drug is given, where a source says it: into the spine, or not; a loading dose, or day by day.

The facts are the rows of `data/routes.csv`, one a code. A contradiction is only what a source says: epidural
morphine (J2274) and clonidine (J0735) run by an external pump too, and nothing is asked of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from hipkit.billing.which_code import Coding
from hipkit.order.order import Order
from hipkit.order.regimen import PumpRefill
from hipkit.reference.datasets import Row, by_code
from hipkit.reference.products import Drug, Product
from hipkit.values.citations import Citation
from hipkit.values.step import Notice

AGAINST = ("external", "mostly external", "implanted", "days")
_GIVEN = {
    "continuous": "as a continuous infusion",
    "intermittent": "as doses through the day",
    "pca": "as PCA",
    "implanted-pump": "as a refill of an implanted pump",
}
_MOSTLY = "mostly "


@dataclass(frozen=True)
class Route:
    """What a source says of a code: what it speaks `against`, and what fits, in words.

    `against` is `external` or `implanted`, a pump by which the drug is not given, or `days`, more than one of them.
    `mostly` says that a label names that pump too, so that it may be right.
    """

    code: str
    against: str
    words: str
    source: Citation
    mostly: bool = False


@cache
def routes() -> dict[str, Route]:
    """Every route that a source states, by code.

    >>> ziconotide = routes()["J2278"]
    >>> ziconotide.against, ziconotide.mostly, routes()["J2270"].against, "J2274" in routes()
    ('external', True, 'implanted', False)
    """
    return {code: _route(code, row) for code, row in by_code("routes").items()}


def _route(code: str, row: Row) -> Route:
    against = row.one_of("against", AGAINST)
    plain = against.removeprefix(_MOSTLY)
    return Route(code, plain, row.text("words"), row.source(row.text("where")), mostly=plain != against)


def routed(against: str, mostly: bool = False) -> tuple[str, ...]:
    """The codes of which a source speaks against a pump, or against days, in the order of the table.

    >>> routed("external"), routed("external", mostly=True)
    (('J0475', 'J0476'), ('J2278',))
    """
    return tuple(route.code for route in routes().values() if (route.against, route.mostly) == (against, mostly))


def crossed(order: Order, coded: Coding) -> Iterator[Notice]:
    """What contradicts the way a drug is given, each a `confirm` that says what fits; the lines stay as ordered.

    The codes that are billed are looked at first, then those of the NDC, then those of the drug: a drug is known
    by its name also where its code is another or was not in force.
    """
    implanted = isinstance(order.regimen, PumpRefill)
    found = [route for code in _codes(order, coded, implanted) if (route := routes().get(code))]
    by_pump = [one for one in found if one.against == ("implanted" if implanted else "external")]
    by_days = [one for one in found if one.against == "days" and order.service.days > 1]
    for routed, given in ((by_pump, _GIVEN[order.regimen.therapy]), (by_days, f"over {order.service.days} days")):
        if routed:
            text = f"{routed[0].code} is ordered {given}, and {routed[0].words}"
            yield Notice("confirm", text, routed[0].source)


def _codes(order: Order, coded: Coding, implanted: bool) -> list[str]:
    """The codes of an order: as billed, then the NDC's, then the drug's by such a pump; each once."""
    billed = [one.code for one in coded.codes if one is not None]
    return list(dict.fromkeys([*billed, *_of_product(order, coded.product), *_of_drug(order, coded.drug, implanted)]))


def _of_drug(order: Order, named: Drug | None, implanted: bool) -> list[str]:
    """The codes of a drug by such a pump: on the last day of service, then in other years."""
    if named is None:
        return []
    then = named.code_on(order.service.end, implanted)
    other = "external" if implanted else "implanted"
    return [*([then] if then else []), *(one.code for one in named.codes if one.route != other)]


def _of_product(order: Order, listed: Product | None) -> list[str]:
    """The codes of a product on the days of service, or whatever it is listed by in other years."""
    if listed is None:
        return []
    on_the_days = [listed.code_on(day) for day in (order.service.start, order.service.end)]
    return [one for one in on_the_days if one] or [one.code for one in listed.codes]
