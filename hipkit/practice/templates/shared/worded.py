"""An order in the words of a pharmacist: tall-man names, units apart from numbers, dates without doubt."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from hipkit.order.regimen import Continuous, Intermittent, Pca
from hipkit.practice.case import Table
from hipkit.practice.templates.shared.orders import Drawn
from hipkit.practice.templates.shared.pinned import Pack, pinned
from hipkit.practice.templates.shared.spans import DAY, LAST, Span
from hipkit.reference.codes import Code
from hipkit.reference.codes import code as known_code
from hipkit.reference.products import shown_name
from hipkit.values.notation import people

PER_DIEM = ("S9325", "S9326", "S9327", "S9328")


def prescribed(drawn: Drawn) -> str:
    """The order itself."""
    order, route = drawn.order, drawn.range.route
    regimen, name = order.regimen, shown_name(drawn.range.drug)
    if isinstance(regimen, Continuous):
        by = "continuous " if regimen.hours_per_day == 24 else ""
        a_day = f"{people(regimen.hours_per_day)} hours a day"
        said = f"{name} {regimen.dose} by {by}{route} infusion, {a_day}"
        for day, rate in regimen.changes:
            said = f"{said}; from {day} on {rate}"
        weight = f" Weight {order.weight}." if order.weight else ""
        return f"Order: {said}.{weight}"
    if isinstance(regimen, Intermittent):
        return (
            f"Order: {name} {regimen.dose} by intermittent {route} infusion every {drawn.every} hours around the clock."
        )
    if isinstance(regimen, Pca):
        return (
            f"Order: {name} by {route} PCA pump, 24 hours a day: basal rate {regimen.basal}, demand dose "
            f"{regimen.demand}, lockout {regimen.lockout}. The pump's log shows {people(regimen.demands_per_day)} "
            "demands given a day, on every day alike."
        )
    each = drawn.span.length // regimen.refills
    days = " and ".join(f"on {drawn.span.day(each * i)}" for i in range(regimen.refills))
    return (
        f"Order: {name} by implanted {route} pump at {drawn.daily}. The pump is filled with {regimen.volume} {days}; "
        "the next refill falls after the last day below."
    )


def dispensed(drawn: Drawn, ndc: bool = True) -> str:
    """What was dispensed, with its NDC, and the bag mixed from it."""
    pack = drawn.pack
    number = f", NDC {pack.ndc.hyphenated}" if ndc else ""
    bag = f", mixed for the pump to {drawn.order.bag}" if drawn.order.bag else ""
    return f"Dispensed: {pack_words(pack)}{number}{bag}."


def pack_words(pack: Pack) -> str:
    """A package: name, strength, volume.

    >>> pack_words(pinned().packs[0])
    'morphine sulfate 50 mg/mL, 20 mL vial'
    """
    return f"{shown_name(pack.drug)} {pack.strength}, {pack.volume} {pack.form}"


def given_on(span: Span, what: str = "infusion") -> str:
    """The days of service."""
    days = f"Days: {span.start} through {span.end}, first and last day included."
    if not span.without:
        return days
    return f"{days} In hospital, without {what} at home: {runs(span.without)}."


def runs(days: Sequence[date]) -> str:
    """Days in a row as their first and last.

    >>> runs([date(2021, 3, 9), date(2021, 3, 10), date(2021, 3, 11), date(2021, 3, 20)])
    '2021-03-09 through 2021-03-11, both included, and 2021-03-20'
    """
    breaks = [i for i, (one, next_day) in enumerate(pairwise(days), 1) if next_day - one != DAY]
    parts = [days[begin:end] for begin, end in pairwise([0, *breaks, len(days)])]
    texts = [f"{part[0]} through {part[-1]}, both included" if len(part) > 1 else str(part[0]) for part in parts]
    return ", and ".join(texts)


# The codes among which a drug's own stands: those it went by before or goes by now, and by another pump.
_FAMILIES = {
    "morphine sulfate": ("J2270", "J2274"),
    "hydromorphone hydrochloride": ("J1170", "J1171"),
    "fentanyl citrate": ("J3010",),
    "clonidine hydrochloride": ("J0735",),
    "ropivacaine hydrochloride": ("J2795",),
    "lidocaine hydrochloride in dextrose": ("J2001", "J2002"),
    "ketorolac tromethamine": ("J1885",),
    "nalbuphine hydrochloride": ("J2300",),
    "naloxone hydrochloride": ("J2310", "J2312"),
    "butorphanol tartrate": ("J0595",),
    "ziconotide": ("J2278",),
}


def codes_for(*drugs: str, per_diem: bool = True, modifiers: Sequence[str] = ()) -> Table:
    """The codes from which those of a claim for these drugs are to be chosen."""
    own = [code for drug in drugs for code in _FAMILIES[drug]]
    return codes_at_hand(*sorted({*own, "J3490"}), *(PER_DIEM if per_diem else ()), *modifiers)


def codes_at_hand(*names: str) -> Table:
    """Codes to choose from, with hipkit's own short words and the days in force."""
    listed = pinned().codes
    rows = []
    for name in names:
        known = known_code(name)
        end = str(known.end) if known.end and known.end <= LAST else "still in force"
        rows.append((name, listed[name].words, _begun(known), end))
    title = "Codes and modifiers at hand" if len(names[-1]) == len("SH") else "Codes at hand"
    return Table(title, ("code", "what it is for", "from", "through"), tuple(rows))


def _begun(known: Code) -> str:
    """The first day of a code; where only a day is known on which it was in force, that or earlier.

    >>> _begun(known_code("J1171")), _begun(known_code("59"))
    ('2024-10-01', '2011-04-21 or earlier')
    """
    return f"{known.start} or earlier" if "at least since" in known.note else str(known.start)
