"""What a person may have meant by a text that is refused: offered on a button, never taken by itself."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress

from hipkit.errors import InputError
from hipkit.panels.base import Offer
from hipkit.panels.calculator.fields import FORM
from hipkit.panels.calculator.readers import is_strength_of, product_of, read_field, span
from hipkit.panels.texts import BLANKS
from hipkit.reference.brands import named_in
from hipkit.reference.names import meant, read_drug
from hipkit.reference.products import drug, product
from hipkit.values.ndc import Ndc, candidates
from hipkit.values.productforms import POWDER_VIAL
from hipkit.values.strict import date

MOST = 3
_DAYS = ("from", "through", "without", "change")
_US_DATE = re.compile(r"(?<![0-9/.-])(?P<a>[0-9]{1,2})([/.-])(?P<b>[0-9]{1,2})\2(?P<year>[0-9]{4})(?![0-9/.-])")
_WAYS = {"month": "ab", "day": "ba"}
_NDC_ON_A_LINE = re.compile(r"N4([0-9]{11})\b", re.IGNORECASE)
_PASTED = re.compile(r"(?P<drug>[A-Za-z][A-Za-z -]*?) (?P<dose>[0-9].*)")


def offers(field: str, texts: Mapping[str, str]) -> tuple[Offer, ...]:
    """Offers for a field that cannot be read; each puts texts into fields that can be.

    >>> [offer.sets for offer in offers("dose", {"dose": "morphine 5 mg/h", "regimen": "continuous"})]
    [{'drug': 'morphine sulfate', 'dose': '5 mg/hr'}]
    >>> [offer.label for offer in offers("ndc", {"ndc": "0074113303"})]
    ['00074-1133-03', '00741-0133-03', '00741-1330-03']
    """
    readable = [offer for offer in _guesses(field, texts) if _reads(offer, texts)]
    return tuple({offer.label: offer for offer in readable}.values())[:MOST]


def strength_offer(texts: Mapping[str, str]) -> tuple[Offer, ...]:
    """The strength of the product that stands in NDC, where another or none is typed and Drug does not contradict it.

    >>> strength_offer({"ndc": "00409-1134-03"})[0].label
    'use 50 mg/mL, the strength of this NDC'
    """
    listed = product_of(texts.get("ndc", ""))
    if listed is None or listed.strength is None or texts.get("unlisted", "").strip(BLANKS):
        return ()
    strength = str(listed.strength)
    other = texts.get("drug", "").strip(BLANKS) and not _names(texts["drug"], listed.name)
    if other or is_strength_of(texts.get("strength", ""), listed):
        return ()
    return (Offer("strength", f"use {strength}, the strength of this NDC", {"strength": strength}),)


def _names(text: str, name: str) -> bool:
    """Whether a text is read as the drug of that name."""
    try:
        return read_drug(text).drug.name == name
    except InputError:
        return False


def us_dates(field: str, text: str) -> Iterator[Offer]:
    """The two days that a date as it is written in the US may mean, month first or day first; the one that there is.

    Where the text holds more than a date, or several, each is read in the same way.

    >>> for text in ("3/4/2021", "3/14/2021"): print([offer.label for offer in us_dates("from", text)])
    ['2021-03-04, March 4', '2021-04-03, April 3']
    ['2021-03-14, March 14']
    >>> [offer.sets for offer in us_dates("change", "3/15/2021 = 6 mg/hr")], [*us_dates("from", "03/04/21")]
    ([{'change': '2021-03-15 = 6 mg/hr'}], [])
    """
    dates = list(_US_DATE.finditer(text))
    read = {way: days for way, order in _WAYS.items() if (days := _days(dates, order))}
    told = set[str]()
    for way, days in read.items():
        last_first = sorted(zip(dates, days, strict=True), key=lambda one: -one[0].start())
        rewritten = text
        for match, day in last_first:
            rewritten = f"{rewritten[: match.start()]}{day}{rewritten[match.end() :]}"
        if rewritten not in told:
            told.add(rewritten)
            alone = rewritten == str(days[0])
            yield Offer(field, _said(days[0]) if alone else f"{way} first: {_listed(days)}", {field: rewritten})


def _the_other_way_round(texts: Mapping[str, str]) -> Iterator[Offer]:
    """First and last day exchanged, where the last is before the first."""
    try:
        first, last = (date(texts[name], name) for name in ("from", "through"))
    except InputError:
        return
    if last < first:
        yield Offer("through", f"from {last} through {first}", {"from": str(last), "through": str(first)})


def _days(dates: Sequence[re.Match[str]], order: str) -> list[datetime.date]:
    """Every date read in one order; none of them where one cannot be."""
    try:
        return [datetime.date(int(one["year"]), int(one[order[0]]), int(one[order[1]])) for one in dates]
    except ValueError:
        return []


def _said(day: datetime.date) -> str:
    return f"{day}, {day:%B} {day.day}"


def _listed(days: Sequence[datetime.date]) -> str:
    more = f" and {len(days) - 1} more" if len(days) > 1 else ""
    return f"{_said(days[0])}{more}"


def _guesses(field: str, texts: Mapping[str, str]) -> Iterator[Offer]:
    text = texts[field].strip(" ")
    if field == "ndc":
        yield from _ndcs(text)
    elif field in ("drug", "unlisted"):
        yield from _ways_out(field, texts) or _generics(field, text, texts)
    elif field == "strength" and text.lower().endswith("vial") and not texts.get(FORM):
        yield Offer(field, "it is a powder in a vial", {FORM: POWDER_VIAL.name})
    else:
        yield from us_dates(field, text) if field in _DAYS else ()
        yield from _the_other_way_round(texts) if field == "through" else ()
        yield from _order_line(field, text, texts)
        yield from _rewriting(field, text)
        yield from strength_offer(texts) if field == "strength" else ()


def _reads(offer: Offer, texts: Mapping[str, str]) -> bool:
    try:
        for name in filter(offer.sets.get, offer.sets):
            read_field(name, {**texts, **offer.sets})
    except InputError:
        return False
    return True


def _ways_out(field: str, texts: Mapping[str, str]) -> list[Offer]:
    """The two ways out where drug and NDC contradict each other: the one is right, or the other."""
    try:
        listed = product(Ndc.parse(texts.get("ndc", "").strip(BLANKS)))
        named = read_field(field, texts).echo
    except InputError:
        return []
    if listed is None or listed.kind != "drug":
        return []
    right = drug(listed.name)
    if named == f"read as {right.shown}" or (field == "unlisted" and named_in(texts[field])):
        return []
    strength = {"strength": str(listed.strength)} if listed.strength else {}
    taken = " ".join(filter(None, (right.shown, *strength.values())))
    kept = texts[field].strip(BLANKS) if field == "unlisted" else named.removeprefix("read as ")
    return [
        Offer(field, f"the NDC is right: {taken}", _alone(texts) | {"drug": right.name, **strength}),
        Offer(field, f"{kept} is right: take the NDC out", {"ndc": ""}),
    ]


def _generics(field: str, text: str, texts: Mapping[str, str]) -> Iterator[Offer]:
    """What a name that is not read may mean; each of its codes where only the product tells which."""
    for meaning in meant(text, span(texts)):
        words = f"{meaning.brand.name} is {meaning.drug.shown}" if meaning.brand else f"use {meaning.words}"
        sets = _alone(texts) | {"drug": meaning.name}
        yield from (Offer(field, f"{words}, code {code}", sets | {"code": code}) for code in meaning.by_product)
        if not meaning.by_product:
            yield Offer(field, words, sets)


def _alone(texts: Mapping[str, str]) -> dict[str, str]:
    """The texts that empty what stands in place of a drug."""
    return {"unlisted": "", "compounded": "no"} if texts.get("unlisted") else {}


def _ndcs(text: str) -> Iterator[Offer]:
    if re.fullmatch("[0-9]{10}", text):
        for ndc in candidates(text):
            yield Offer("ndc", ndc.hyphenated, {"ndc": ndc.hyphenated})
    if on_a_line := _NDC_ON_A_LINE.search(text):
        with suppress(InputError):
            whole = Ndc.parse(on_a_line[1]).hyphenated
            yield Offer("ndc", f"use {whole}", {"ndc": whole})


def _order_line(field: str, text: str, texts: Mapping[str, str]) -> Iterator[Offer]:
    """A drug and its dose in one field, as a pasted order line has them: `morphine 5 mg/h`."""
    match = _PASTED.fullmatch(text)
    if not match or field not in ("dose", "demand", "basal"):
        return
    try:
        named = read_drug(match["drug"])
        dose = read_field(field, {**texts, field: match["dose"]}).echo.removeprefix("read as ")
    except InputError:
        return
    name, words = (named.brand.name,) * 2 if named.brand else (named.drug.name, named.drug.shown)
    yield Offer(field, f"use {words}, {dose}", {"drug": name, field: dose})


def _rewriting(field: str, text: str) -> Iterator[Offer]:
    """A number or a date written in a way that is not read, but that means one thing only."""
    number = re.sub(r"^\.(?=[0-9])", "0.", text)
    number = re.sub(r"^([0-9]+)\.(?![0-9])", r"\1", number)
    number = re.sub(r"^0+(?=[0-9])", "", number)
    date = re.sub(r"^([0-9]{4})[/.]?([0-9]{2})[/.]?([0-9]{2})$", r"\1-\2-\3", text)
    for rewritten in (number, date):
        if rewritten != text:
            yield Offer(field, f"use {rewritten}", {field: rewritten})
