"""Reads each field of the calculator by itself, with the one strict parser."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hipkit.errors import InputError
from hipkit.order.days import service_days
from hipkit.order.fields import OF_REGIMENS, read_alone
from hipkit.order.order import EDI_SEPARATORS, REASON_LENGTH, UNLISTED_LENGTH
from hipkit.panels.calculator.fields import CONFIRM_ALL, by_name
from hipkit.panels.rows import read
from hipkit.panels.texts import BLANKS, check_choice
from hipkit.reference.codes import code
from hipkit.reference.names import Span, read_drug
from hipkit.reference.products import HELD, Product, product, shown_name
from hipkit.values import units
from hipkit.values.ndc import Ndc
from hipkit.values.notation import counted
from hipkit.values.quantity import Quantity
from hipkit.values.readlog import Sheet
from hipkit.values.strict import clean, date, printable

Texts = Mapping[str, str]


@dataclass(frozen=True)
class Read:
    """What a field was read as, with the notes and steps that go with it."""

    echo: str
    notes: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The line below the field."""
        return "; ".join((self.echo, *self.notes))


def read_field(name: str, texts: Texts) -> Read:
    """Read one field that is not empty; `texts` are all fields, since a dose is read by its regimen.

    Raises InputError.

    >>> read_field("dose", {"dose": "5.0 mg/h", "regimen": "continuous"}).text
    'read as 5 mg/hr; 5.0 was read without its trailing zero'
    >>> read_field("days", {"days": "31.5"})
    Traceback (most recent call last):
    hipkit.errors.InputError: days: read "31.5": it must be a whole number from 1 to 366. Type for example: 30
    """
    try:
        return _READERS[name](name, texts)
    except InputError as error:
        raise error.apart_from(texts[name]) from None


def changes(text: str) -> tuple[tuple[str, str], ...]:
    """The dates and rates of `2021-03-15 = 6 mg/hr; 2021-03-20 = 7 mg/hr`. Raises InputError.

    >>> changes("2021-03-15 = 6 mg/hr")
    (('2021-03-15', '6 mg/hr'),)
    """
    return tuple((day, rate) for day, rate in read(by_name()["change"], text))


def without(text: str) -> tuple[str, ...]:
    """The days without therapy of a field, blanks between them. Raises InputError.

    >>> without("2021-03-10 2021-03-11")
    ('2021-03-10', '2021-03-11')
    """
    return tuple(day for (day,) in read(by_name()["without"], text))


def _of_regimen(name: str, texts: Texts) -> Read:
    """A field of a regimen, as the regimen reads it."""
    return _from_sheet(name, read_alone(name, texts[name], texts.get("regimen", "")))


def _quantity(kind: str) -> Callable[[str, Texts], Read]:
    def read(name: str, texts: Texts) -> Read:
        sheet = Sheet()
        sheet.quantity(name, texts[name], (kind,), by_name()[name].example)
        return _from_sheet(name, sheet)

    return read


def _strength(name: str, texts: Texts) -> Read:
    """A strength in each mL, or in each vial of a powder."""
    by_vial = texts[name].rpartition("/")[2].strip(" ").lower() == "vial"
    read = _quantity(units.PER_VIAL if by_vial else units.STRENGTH)(name, texts)
    listed = product_of(texts.get("ndc", ""))
    same = listed is not None and is_strength_of(texts[name], listed)
    return Read(read.echo, (*(["the strength of the NDC"] if same else []), *read.notes))


def product_of(ndc: str) -> Product | None:
    """The product of an NDC as it is typed; None where it is no NDC, or not in the tables."""
    try:
        return product(Ndc.parse(ndc.strip(BLANKS)))
    except InputError:
        return None


def is_strength_of(text: str, listed: Product) -> bool:
    """Whether a strength as it is typed is that of a product.

    >>> vial = product_of("00409-1134-03")
    >>> is_strength_of("50.0 mg/ml", vial), is_strength_of("5 mg/mL", vial), is_strength_of("50", vial)
    (True, False, False)
    """
    try:
        typed = Quantity.parse(text)
    except InputError:
        return False
    known = listed.strength
    return known is not None and (typed.kind, typed.base) == (known.kind, known.base)


def _from_sheet(name: str, sheet: Sheet) -> Read:
    notes = (notice.text.partition(": ")[2] for notice in sheet.notices)
    steps = (f"{step.formula} = {step.exact}" for step in sheet.steps)
    return Read(f"read as {sheet.read[name]}", (*notes, *steps))


def _drug(name: str, texts: Texts) -> Read:
    named = read_drug(texts[name], span=span(texts))
    branded = (f"{named.brand.name} is a brand of it",) if named.brand else ()
    return Read(f"read as {named.drug.shown}", (*branded, *_blanks(name, texts)))


def span(texts: Texts) -> Span | None:
    """The first and the last day that are typed; None where either cannot be read."""
    first, last = _day(texts.get("from", "")), _day(texts.get("through", ""))
    return (first, last) if first and last and first <= last else None


def _blanks(name: str, texts: Texts) -> tuple[str, ...]:
    """The note on a no-break space."""
    return clean(texts[name], name, by_name()[name].example).notes


def _ndc(name: str, texts: Texts) -> Read:
    ndc = Ndc.parse(texts[name], on=_day(texts.get("from", "")))
    listed = product(ndc)
    if listed is None:
        return Read(f"read as {ndc.hyphenated}", (*ndc.notes, f"not in the {HELD}"))
    strength = f" {listed.strength}" if listed.strength else ""
    return Read(f"{ndc.hyphenated}: {shown_name(listed.name)}{strength}, {listed.labeler}", ndc.notes)


def _day(text: str) -> datetime.date | None:
    try:
        return date(text, "from")
    except InputError:
        return None


def _code(name: str, texts: Texts) -> Read:
    named = code(texts[name])
    return Read(f"read as {named.code}: {named.words}", _blanks(name, texts))


def _date(name: str, texts: Texts) -> Read:
    day = date(texts[name], name, by_name()[name].example)
    return Read(f"{day:%A}", _blanks(name, texts))


def _days(name: str, texts: Texts) -> Read:
    days = service_days(texts[name]).days
    return Read(f"read as {counted(days, 'day')}")


def _change(name: str, texts: Texts) -> Read:
    return Read(f"read as {read_alone(name, changes(texts[name]), '').read[name]}")


def _without(name: str, texts: Texts) -> Read:
    days = [str(date(day, name)) for day in without(texts[name])]
    return Read(f"read as {counted(len(days), 'day')} without therapy")


def _printable(longest: int, forbidden: str = "") -> Callable[[str, Texts], Read]:
    def read(name: str, texts: Texts) -> Read:
        printable(texts[name], name, by_name()[name].example, longest, forbidden)
        return Read("read as typed", _blanks(name, texts))

    return read


def _choice(name: str, texts: Texts) -> Read:
    check_choice(by_name()[name], texts[name])
    return Read("")


_READERS: dict[str, Callable[[str, Texts], Read]] = (
    dict.fromkeys(OF_REGIMENS, _of_regimen)
    | {
        "drug": _drug,
        "weight": _quantity(units.WEIGHT),
        "change": _change,
        "unlisted": _printable(UNLISTED_LENGTH, EDI_SEPARATORS),
        "strength": _strength,
        "ndc": _ndc,
        "bag": _quantity(units.STRENGTH),
        "code": _code,
        "from": _date,
        "through": _date,
        "days": _days,
        "without": _without,
        "confirm": _printable(REASON_LENGTH),
        CONFIRM_ALL: _printable(REASON_LENGTH),
    }
    | {name: _choice for name in by_name() if by_name()[name].kind == "choice"}
)
