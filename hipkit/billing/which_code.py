"""Which HCPCS code a drug goes by on each day of service.

The code that was typed; else the code of the NDC on that day (CMS's crosswalk); else that of the brand's products
where a brand was typed; else the drug's own. A code that is not in force on a day is refused and its successor named
(in force means added to terminated).
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field

from hipkit.errors import InputError
from hipkit.order.order import Order
from hipkit.order.regimen import PumpRefill
from hipkit.reference.brands import Brand, brand, named_in
from hipkit.reference.codes import Code, codes, require_in_force
from hipkit.reference.datasets import newest
from hipkit.reference.names import Span, confused_with, has_code, in_span, meant
from hipkit.reference.products import (
    HELD,
    Drug,
    DrugCode,
    Product,
    ProductCode,
    drugs,
    drugs_by_name,
    product,
    shown_name,
)
from hipkit.values.citations import Citation, cite
from hipkit.values.step import Level, Notice

_DAY = datetime.timedelta(days=1)


@dataclass
class Coding:
    """The code of each day of the span (one entry where no dates are known), and what a reader is told.

    An entry is None where no code is known.
    """

    codes: list[Code | None]
    product: Product | None
    drug: Drug | None = None
    notices: list[Notice] = field(default_factory=list)

    def tell(self, level: Level, text: str, source: str, where: str = "") -> None:
        """Add a notice, once."""
        notice = Notice(level, text, cite(source, where))
        if notice not in self.notices:
            self.notices.append(notice)


def coding(order: Order) -> Coding:
    """The codes of an order. Raises InputError where drug and NDC, or code and date, contradict each other.

    >>> from hipkit.order.regimen import Continuous
    >>> rate = Continuous("0.5 mg/hr", hours_per_day=24)
    >>> span = {"start": "2024-09-30", "end": "2024-10-01"}
    >>> order = Order(drug="hydromorphone", regimen=rate, strength="10 mg/mL", **span)
    >>> [one.code for one in coding(order).codes]
    ['J1170', 'J1171']
    """
    listed = product(order.ndc) if order.ndc else None
    result = Coding([], listed)
    named = result.drug = _drug(order, listed, result)
    if listed is not None and listed.kind != "drug":
        listed = None
    if order.code is not None:
        typed = _typed(order, named, listed, result)
        result.codes = [_dated(typed, day) for day in order.service.calendar or (None,)]
    else:
        result.codes = _by_day(order.service.calendar or (None,), order, named, listed, result)
    _against_brand(order, result)
    _tell_what_is_missing(order, result)
    return result


def _drug(order: Order, listed: Product | None, result: Coding) -> Drug | None:
    """The drug, from its name or from the NDC; they must not contradict each other."""
    if order.ndc is not None and listed is None:
        unknown = f"NDC {order.ndc.hyphenated} is not in the {HELD}"
        text = f"{unknown}: its form is valid, its strength and code are not checked"
        result.tell("info", text, "cms-crosswalk")
    if listed is not None and listed.kind != "drug":
        result.tell("confirm", f"NDC {listed.ndc.hyphenated} is a diluent, {listed.name}, not a drug", "cms-crosswalk")
        return drugs_by_name()[order.drug] if order.drug else None
    if listed is None:
        return drugs_by_name()[order.drug] if order.drug else None
    if order.unlisted is not None and not _without_code_yet(order, listed):
        raise InputError("unlisted", order.unlisted, *_contradiction(order, listed))
    if order.unlisted is None and order.drug is not None and order.drug != listed.name:
        raise InputError("drug", order.sheet.typed.get("drug", order.drug), *_contradiction(order, listed))
    if order.drug is None and order.unlisted is None:
        text = f"the drug is {shown_name(listed.name)}, by its NDC {listed.ndc.hyphenated}"
        result.notices.append(Notice("info", text, source_of(listed)))
    return drugs_by_name()[listed.name]


def source_of(listed: Product) -> Citation:
    """Where a product is listed: CMS's crosswalks as they ship, or an added table."""
    shipped = cite("cms-crosswalk")
    return shipped if listed.source.id == shipped.id else listed.source


def _contradiction(order: Order, listed: Product) -> tuple[str, str]:
    """Why a drug and a product contradict each other, and the two ways out."""
    what = "drug" if order.unlisted is None else "unlisted drug"
    named = drugs_by_name()[listed.name]
    alike = order.drug in [other.name for other, _ in confused_with(named)]
    strength = f" {listed.strength}" if listed.strength else ""
    confused = " (the two names are easily confused)" if alike else ""
    reason = (
        f"NDC {listed.ndc.hyphenated} is {named.shown}{strength}; one of the two is wrong{confused}: where the NDC is "
        f"right, give its drug and its strength; where the {what} is right, leave the NDC out"
    )
    typed = f' --strength "{listed.strength}"' if listed.strength else ""
    return reason, f'--drug "{listed.name}"{typed}, or no --ndc'


def _without_code_yet(order: Order, listed: Product) -> bool:
    """Whether an unlisted text names the very product, and nothing of it has a code on the days of service."""
    assert order.unlisted is not None
    named = [name for name in named_in(order.unlisted) if name.drug.name == listed.name]
    listed_then = any(listed.code_on(day) for day in order.service.span or (None,))
    return bool(named) and not listed_then and not has_code(named[0], order.service.span)


def _typed(order: Order, named: Drug | None, listed: Product | None, result: Coding) -> Code:
    """The code that was typed, in force on every day of the span."""
    assert order.code is not None
    chosen = codes()[order.code]
    require_in_force(chosen, order.service.start or newest(), order.service.end or newest())
    if chosen.note:
        result.tell("info", f"{chosen.code}: {chosen.note}", chosen.source.id, chosen.code)
    if listed is not None:
        expected = _by_day(order.service.calendar or (None,), order, named, listed, Coding([], listed))
        if chosen.code not in {code.code for code in expected if code}:
            names = " and ".join(sorted({one.code for one in expected if one}))
            goes_by = f"which goes by {names}" if names else "which had no code on that day"
            text = f"{chosen.code} is not the code of NDC {listed.ndc.hyphenated}, {goes_by}"
            result.tell("confirm", text, "cms-crosswalk", listed.ndc.hyphenated)
    elif named is not None and not _is_of(chosen, named):
        own = " or ".join(one.code for one in named.codes)
        result.tell(
            "confirm", f"{chosen.code} is not a code of {named.shown}, which goes by {own}", "hcpcs", chosen.code
        )
    if order.unlisted is not None and chosen.kind != "unlisted":
        text = (
            f"{chosen.code} ({chosen.words}) is the code of a drug, and {order.unlisted} was given as an unlisted one"
        )
        result.tell("confirm", text, "hcpcs", chosen.code)
    return chosen


def _dated(code: Code, day: datetime.date | None) -> Code:
    """The code with the words and the unit of a day; few have had others."""
    return code.on(day or newest()) if code.renewed else code


def _is_of(chosen: Code, named: Drug) -> bool:
    """Whether a code is one of a drug's: its own, or no other drug's and the HCPCS words name this one."""
    owners = [one for one in drugs() if any(own.code == chosen.code for own in one.codes)]
    return named in owners if owners else named.name.split()[0] in chosen.words.lower()


def _by_day(
    days: Sequence[datetime.date | None], order: Order, named: Drug | None, listed: Product | None, result: Coding
) -> list[Code | None]:
    """The code of each day; it can be another than that of the day before only where a code begins or has ended."""
    own: list[DrugCode | ProductCode] = [*(named.codes if named else ()), *(listed.codes if listed else ())]
    branded = _brand(order)
    periods: list[DrugCode | ProductCode | Code] = [*own, *(codes()[code.code] for code in own)]
    periods += branded.every if branded else ()
    turns = {code.start for code in periods} | {code.end + _DAY for code in periods if code.end}
    turns |= {renewed.start for code in own for renewed in codes()[code.code].renewed}
    by_day: list[Code | None] = []
    for day in days:
        by_day.append(by_day[-1] if by_day and day not in turns else _on(day, order, named, listed, result))
    return by_day


def _on(
    day: datetime.date | None, order: Order, named: Drug | None, listed: Product | None, result: Coding
) -> Code | None:
    text = _of_product(day, listed, order, result) if listed else None
    if text is not None:
        chosen = codes()[text]
        require_in_force(chosen, day or newest(), day or newest())
        return _dated(chosen, day)
    if named is None:
        return None
    implanted = isinstance(order.regimen, PumpRefill)
    own = _of_brand(day or newest(), order, result) or named.code_on(day or newest(), implanted)
    return _dated(codes()[own], day) if own else None


def _brand(order: Order) -> Brand | None:
    return brand(order.brand) if order.brand else None


def _of_brand(day: datetime.date, order: Order, result: Coding) -> str | None:
    """The code of the products of the brand that was typed; None where none was, or they had none on that day.

    Raises InputError where they go by different codes: which, only the product tells.
    """
    branded = _brand(order)
    if branded is None:
        return None
    own = branded.codes_on(day)
    if len(own) > 1:
        listed = " or ".join(str(codes()[code]) for code in own)
        reason = f"{branded.name} is a brand of {branded.drug.shown} whose products go by different codes, {listed}"
        wanted = "give the NDC of the product, or the code that is the product's"
        if order.ndc is not None:
            wanted = "the NDC does not tell which on that day: give the code that is the product's"
        door = "" if order.ndc else ", or --ndc NDC"
        example = f"--code {' or '.join(own)}, by the product{door}"
        raise InputError("drug", order.sheet.typed.get("drug", branded.name), f"{reason}; {wanted}", example)
    if not own:
        text = f"no code of the products of {branded.name} is in force on {day}; the drug's own is taken, if it has one"
        result.tell("info", text, branded.source.id, branded.name)
    return own[0] if own else None


def _against_brand(order: Order, result: Coding) -> None:
    """What is to be confirmed where the code that was typed, or the NDC's, is not one of the brand's products."""
    branded = _brand(order)
    if branded is None or (order.code is None and result.product is None):
        return
    if result.product is not None:
        number = result.product.ndc.hyphenated
        text = f"whether NDC {number} is a product of {branded.name} is not known; its drug and its code are"
        result.tell("info", text, branded.source.id, branded.name)
    goes_by = " or ".join(branded.codes)
    for code in dict.fromkeys(code for code in result.codes if code and code.kind == "drug"):
        if code.code not in {own.code for own in branded.every} and _is_of(code, branded.drug):
            text = f"{code.code} is not a code of {branded.name}, whose products go by {goes_by}"
            result.tell("confirm", text, branded.source.id, branded.name)


def _of_product(day: datetime.date | None, listed: Product, order: Order, result: Coding) -> str | None:
    """The code by which a product is listed on a day; after its last quarter, that quarter's code."""
    on = day or newest("products")
    current = listed.code_on(on)
    if current is not None:
        return current
    earlier = [entry for entry in listed.codes if entry.end < on]
    number = listed.ndc.hyphenated
    if earlier:
        last = max(earlier, key=lambda entry: entry.end)
        again = min((entry.start for entry in listed.codes if entry.start > on), default=None)
        until = f"to {last.end} and again from {again}" if again else f"to {last.end} only"
        text = f"the crosswalks that hipkit has list NDC {number} {until}; its last code, {last.code}, was taken"
        if Notice("info", text, listed.source) not in result.notices:
            result.notices.append(Notice("info", text, listed.source))
        return last.code
    first = min((entry.start for entry in listed.codes), default=None)
    own = "brand" if order.brand else "drug"
    if first is None:
        text = f"no crosswalk that is known lists NDC {number}; the {own}'s code on the date of service was taken"
        result.notices.append(Notice("info", text, listed.source))
        return None
    text = (
        f"the crosswalks that hipkit has list NDC {number} from {first} only; the {own}'s code on the date of service "
        "was taken"
    )
    result.tell("info", text, "cms-crosswalk", number)
    return None


def _tell_what_is_missing(order: Order, result: Coding) -> None:
    if order.unlisted is not None:
        result.tell(
            "confirm", _not_known(order.unlisted, order.service.span, order.compounded), "hipkit", "unlisted drugs"
        )
    elif not any(result.codes) and result.drug is None:
        text = "no HCPCS units and no drug line: neither a drug, nor the NDC of a listed drug, nor a code was given"
        result.tell("info", text, "hipkit", "which code")


def _not_known(unlisted: str, span: Span | None, compounded: bool) -> str:
    """What hipkit does not know of an unlisted drug; a code that begins only later is named."""
    billed = "Here its code and its units are those of an unlisted drug, by the payer's rule"
    if compounded:
        what = f"hipkit knows no code for {unlisted}, which was compounded, whatever codes its ingredients have"
        return f"{what}; look it up in HCPCS and in the payer's rule for compounds. {billed}"
    later = [codes()[own.code] for named in named_in(unlisted) for own in named.drug.codes]
    begun = [code for code in later if not in_span(code, span) and span and code.start > span[1]]
    days = f" from {span[0]} to {span[1]}" if begun and span else ""
    more = "".join(f"; {code.code} begins on {code.start}" for code in dict.fromkeys(begun))
    near = " or ".join(code.words for code in meant(unlisted, span)) if not named_in(unlisted) else ""
    more += f"; spelled alike, but not chosen: {near}" if near else ""
    return (
        f"hipkit knows no code for {unlisted}{days}{more}; look it up in HCPCS: many drugs that hipkit does not know "
        f"have a code there. {billed}"
    )
