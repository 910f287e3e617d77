"""Drug opened and not given: units administered round up, units discarded round down; and JW and JZ at home by date."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import cache

from hipkit.errors import InputError
from hipkit.values.citations import Citation, cite
from hipkit.values.notation import people
from hipkit.values.quantity import Quantity
from hipkit.values.readlog import Sheet
from hipkit.values.rounding import down, exact_units, up
from hipkit.values.step import Notice, Step
from hipkit.values.strict import date
from hipkit.values.tomlfile import read
from hipkit.values.units import MASS, VOLUME

_DAY = datetime.timedelta(days=1)
_WHAT = (
    "JW and JZ at home, on a drug of an external infusion pump that the patient or a caregiver gives, under Medicare"
)
_OTHERS = (
    "Which containers are single-dose, hipkit cannot tell. No other payer's text that was read says this of drugs "
    "given at home; whether discarded units are billed is the payer's rule."
)


@dataclass(frozen=True)
class Waste:
    """Whole units given and discarded of what was opened, with the steps and what applies at home."""

    given_units: int
    discarded_units: int
    read: dict[str, str]
    steps: tuple[Step, ...]
    notices: tuple[Notice, ...]


@dataclass(frozen=True)
class AtHome:
    """What Medicare asks of a drug given at home, for the days of service from `start` to `end`; None is open."""

    start: datetime.date | None
    end: datetime.date | None
    words: str
    citation: Citation

    def covers(self, on: datetime.date) -> bool:
        """Whether a day of service is one of these days."""
        return (self.start is None or self.start <= on) and (self.end is None or on <= self.end)

    @property
    def shown(self) -> str:
        """The days and what holds on them, a sentence without its point."""
        if self.start is None:
            return f"Before {self.end + _DAY}: {self.words}" if self.end else f"Always: {self.words}"
        return f"From {self.start}: {self.words}"


@cache
def spans() -> tuple[AtHome, ...]:
    """What holds of JW and JZ at home, in the order of the days of service.

    >>> [str(span.start) for span in spans()]
    ['None', '2024-01-01', '2025-01-01']
    """
    from importlib.resources import files  # here, so that `import hipkit` stays quick

    path = "data/waste.toml"
    top, tables = read((files("hipkit") / path).read_text(encoding="utf-8"), path, ["span"])
    top.closed(["span"])
    days = []
    for entry in tables["span"]:
        entry.closed(("from", "through", "words", "cite", "where"))
        end = entry.day("through") if "through" in entry.values else None
        citation = cite(entry.text("cite"), entry.text("where"))
        days.append(AtHome(entry.day("from"), end, entry.text("words"), citation))
    return tuple(days)


def at_home(on: datetime.date | None = None) -> Notice:
    """Whether JW and JZ are asked for at home on a day of service; without one, on which days they are.

    >>> "JZ is required" in at_home(datetime.date(2024, 1, 1)).text
    True
    """
    if on is None:
        all_spans = " ".join(f"{span.shown}." for span in spans())
        return Notice("info", f"{_WHAT}, go by the date of service. {all_spans} {_OTHERS}", spans()[-1].citation)
    held = next(span for span in spans() if span.covers(on))
    return Notice("info", f"{_WHAT}, on {on}: {held.words}. {_since(held, on)}{_OTHERS}", held.citation)


def _since(held: AtHome, on: datetime.date) -> str:
    """That a day lies after the text that speaks for it, where a later text may say otherwise."""
    read_to = datetime.date.fromisoformat(held.citation.date)
    if held.end is not None or on <= read_to:
        return ""
    return f"The text is of {read_to}; whether it has changed since is not known. "


def waste(given: object, opened: object, per: object, on: object = None) -> Waste:
    """Units given (up) and discarded (down) of a single-dose container.

    All three are masses, or all three volumes; `on` is the date of service, where it is known. Raises InputError
    where one cannot be read or more was given than opened. Source of the rounding: Medicare contractors on JW and JZ;
    whether these apply at home, on that day or by days of service, is a notice.

    >>> result = waste("350 mg", "400 mg", "10 mg")
    >>> result.given_units, result.discarded_units
    (35, 5)
    """
    sheet = Sheet()
    day = None if on is None else date(on, "on", "2025-03-01")
    kinds = (MASS, VOLUME)
    used = sheet.quantity("given", given, kinds, "350 mg")
    whole = sheet.quantity("opened", opened, kinds, "400 mg")
    unit = sheet.quantity("per", per, kinds, "10 mg")
    if day is not None:
        sheet.read["on"] = str(day)
    exact_given, exact_opened = exact_units(used, unit), exact_units(whole, unit)
    if exact_given > exact_opened:
        raise InputError(
            "given",
            str(used),
            f"more was given than the {whole} that were opened",
            "both amounts as the record has them",
        )
    left = Quantity((whole.base - used.base), "mg" if whole.kind == MASS else "mL").to(whole.unit)
    exact_left = exact_opened - exact_given
    rule = cite("jw-jz-rounding", "administered up, discarded down")
    sheet.steps += [
        Step("units given", f"{used} / {unit}", people(exact_given), rule, people(up(exact_given)), "up"),
        Step("discarded", f"{whole} - {used}", str(left), cite("hipkit", "arithmetic")),
        Step("units discarded", f"{left} / {unit}", people(exact_left), rule, people(down(exact_left)), "down"),
    ]
    sheet.notices.append(at_home(day))
    return Waste(up(exact_given), down(exact_left), sheet.read, tuple(sheet.steps), tuple(sheet.notices))
