"""What practice cases are drawn from: `data/practice.toml`, pinned for a version of the generator.

Ranges are for practice cases only and are no advice on doses; each names the source that was read, or hipkit's
own section of docs/checks.md. Whatever is wrong in the file is a DataError that names file and line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from hipkit.errors import InputError
from hipkit.values.citations import Citation, cite, sources
from hipkit.values.ndc import Ndc
from hipkit.values.quantity import Quantity
from hipkit.values.tomlfile import Entry, read

REGIMENS = ("continuous", "intermittent", "pca", "pump-refill")
SEGMENTS = ("labeler", "product", "package")
_TABLES = {
    "range": (
        "drug", "regimen", "route", "dose", "weight", "every", "basal", "demand", "lockout", "volumes", "bags", "days",
        "since", "cite", "where",
    ),
    "product": ("ndc", "drug", "regimens", "strength", "package", "form"),
    "code": ("code", "words", "per"),
    "printed": ("short", "ndcs"),
}  # fmt: skip


@dataclass(frozen=True)
class Steps:
    """Amounts from `low` to `high`, every `by`."""

    low: Quantity
    high: Quantity
    by: Quantity

    def holds(self, amount: Quantity) -> bool:
        """Whether an amount is one of them."""
        return self.low <= amount <= self.high and not (amount.base - self.low.base) % self.by.base


@dataclass(frozen=True)
class Range:
    """What is plausible for a drug given in one way; what a regimen has no use for is None or empty.

    `days` are the shortest and the longest span, `every` the hours between two doses. One that came with
    a later version of the generator says so in `since`; only a template that names its drug draws it.
    """

    drug: str
    regimen: str
    route: str
    days: tuple[int, int]
    source: Citation
    dose: Steps | None = None
    weight: Steps | None = None
    basal: Steps | None = None
    demand: Steps | None = None
    every: tuple[int, ...] = ()
    lockouts: tuple[Quantity, ...] = ()
    volumes: tuple[Quantity, ...] = ()
    bags: tuple[Quantity, ...] = ()
    since: str = ""


@dataclass(frozen=True)
class Pack:
    """A package that is dispensed: its NDC, strength and volume, and what it is (a vial, a bag)."""

    ndc: Ndc
    drug: str
    regimens: tuple[str, ...]
    strength: Quantity
    volume: Quantity
    form: str


@dataclass(frozen=True)
class Listed:
    """A code with short words of hipkit's own; `per` is the amount that a unit counts, None where it counts none."""

    code: str
    words: str
    per: Quantity | None


@dataclass(frozen=True)
class Pinned:
    """All lists, in the order of the file. `printed` are NDCs by the segment that the package prints short."""

    version: str
    ranges: tuple[Range, ...]
    packs: tuple[Pack, ...]
    codes: dict[str, Listed]
    printed: dict[str, tuple[Ndc, ...]]

    def packs_of(self, drug: str, regimen: str) -> tuple[Pack, ...]:
        """The packages of a drug for a regimen."""
        return tuple(pack for pack in self.packs if pack.drug == drug and regimen in pack.regimens)

    def pack(self, ndc: Ndc) -> Pack:
        """The package of an NDC; KeyError where it is not pinned."""
        return {pack.ndc: pack for pack in self.packs}[ndc]


@cache
def pinned() -> Pinned:
    """The lists of this generator.

    >>> lists = pinned()
    >>> lists.version, lists.codes["J1171"].words, len(lists.printed["labeler"])
    ('1', 'HYDROmorphone, 0.1 mg', 12)
    """
    from importlib.resources import files  # here, so that `import hipkit` stays quick

    text = (files("hipkit") / "data" / "practice.toml").read_text(encoding="utf-8")
    return parse_pinned(text, "data/practice.toml")


def parse_pinned(text: str, path: str) -> Pinned:
    """The lists that a file's text holds. DataError for what is wrong in it, with the line.

    >>> parse_pinned('version = "1"\\n[[code]]\\ncode = "J2270"\\n', "practice.toml")
    Traceback (most recent call last):
    hipkit.errors.DataError: practice.toml, line 2: code has no words
    """
    top, tables = read(text, path, _TABLES)
    top.closed(("version", *_TABLES))
    for name, keys in _TABLES.items():
        for entry in tables[name]:
            entry.closed(keys)
    codes = [_code(entry) for entry in tables["code"]]
    found = Pinned(
        top.text("version"),
        tuple(_range(entry) for entry in tables["range"]),
        tuple(_pack(entry) for entry in tables["product"]),
        {one.code: one for one in codes},
        {_one_of(entry, "short", SEGMENTS): _ndcs(entry) for entry in tables["printed"]},
    )
    for one, entry in zip(found.ranges, tables["range"], strict=True):
        if not found.packs_of(one.drug, one.regimen):
            raise entry.error(f"no product of {one.drug} is there for {one.regimen}", "drug")
    return found


def _range(entry: Entry) -> Range:
    return Range(
        drug=entry.text("drug"),
        regimen=_one_of(entry, "regimen", REGIMENS),
        route=entry.text("route"),
        days=_days(entry),
        source=_source(entry),
        dose=_steps(entry, "dose"),
        weight=_steps(entry, "weight"),
        basal=_steps(entry, "basal"),
        demand=_steps(entry, "demand"),
        every=_wholes(entry, "every"),
        lockouts=_quantities(entry, "lockout"),
        volumes=_quantities(entry, "volumes"),
        bags=_quantities(entry, "bags"),
        since=entry.optional("since"),
    )


def _pack(entry: Entry) -> Pack:
    regimens = entry.texts("regimens")
    if not regimens or not set(regimens) <= set(REGIMENS):
        raise entry.error(f"regimens are some of {', '.join(REGIMENS)}", "regimens")
    return Pack(
        _ndc(entry, "ndc", entry.text("ndc")),
        entry.text("drug"),
        regimens,
        _quantity(entry, "strength", entry.text("strength")),
        _quantity(entry, "package", entry.text("package")),
        entry.text("form"),
    )


def _code(entry: Entry) -> Listed:
    per = entry.optional("per")
    return Listed(entry.text("code"), entry.text("words"), _quantity(entry, "per", per) if per else None)


def _ndcs(entry: Entry) -> tuple[Ndc, ...]:
    """NDCs whose named segment begins with a zero, so that the package can print it one digit shorter."""
    segment = entry.text("short")
    found = tuple(_ndc(entry, "ndcs", text) for text in entry.texts("ndcs"))
    for ndc in found:
        if not getattr(ndc, segment).startswith("0"):
            raise entry.error(f"the {segment} of {ndc} does not begin with a zero", "ndcs")
    return found


def _ndc(entry: Entry, key: str, text: str) -> Ndc:
    try:
        return Ndc.parse(text)
    except InputError as error:
        raise entry.error(f"{text} is no NDC: {error.reason}", key) from None


def _steps(entry: Entry, key: str) -> Steps | None:
    """From `1 mg/hr to 20 mg/hr by 0.5 mg/hr`."""
    text = entry.optional(key)
    if not text:
        return None
    found = [_quantity(entry, key, part) for part in re.split(" to | by ", text)]
    if len(found) != 3 or len({one.kind for one in found}) != 1 or not found[0] <= found[1]:
        raise entry.error(f"{key} is written as '1 mg/hr to 20 mg/hr by 0.5 mg/hr'", key)
    return Steps(*found)


def _quantities(entry: Entry, key: str) -> tuple[Quantity, ...]:
    return tuple(_quantity(entry, key, text) for text in entry.texts(key))


def _quantity(entry: Entry, key: str, text: str) -> Quantity:
    try:
        return Quantity.parse(text)
    except InputError as error:
        raise entry.error(f"{key} holds {text!r}, which is no amount: {error.reason}", key) from None


def _wholes(entry: Entry, key: str) -> tuple[int, ...]:
    found = entry.values.get(key, [])
    if not isinstance(found, list) or not all(isinstance(one, int) and one > 0 for one in found):
        raise entry.error(f"{key} is a list of whole numbers", key)
    return tuple(found)


def _days(entry: Entry) -> tuple[int, int]:
    found = _wholes(entry, "days")
    if len(found) != 2 or not found[0] <= found[1]:
        raise entry.error("days are the shortest and the longest span", "days")
    return found[0], found[1]


def _one_of(entry: Entry, key: str, known: tuple[str, ...]) -> str:
    value = entry.text(key)
    if value not in known:
        raise entry.error(f"{value!r} is no {key}; known are {', '.join(known)}", key)
    return value


def _source(entry: Entry) -> Citation:
    if entry.text("cite") not in sources():
        raise entry.error(f"no source in citations.toml has the id {entry.text('cite')!r}", "cite")
    return cite(entry.text("cite"), entry.text("where"))
