"""Which scenarios would bill otherwise: each billed with one set of tables, then with another."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from hipkit.billing.bill import DRUG, Bill
from hipkit.billing.compute import bill
from hipkit.billing.draft import Line
from hipkit.billing.steps import UNITS_OF
from hipkit.errors import InputError, shown
from hipkit.order.scenario import Scenario, load_scenario
from hipkit.reference.inuse import InUse, using
from hipkit.values.citations import cite
from hipkit.values.notation import people
from hipkit.values.step import Notice


@dataclass(frozen=True)
class Case:
    """A scenario by its name, that of its file where it has one, with its lines before and after."""

    scenario: str
    before: tuple[Line, ...]
    after: tuple[Line, ...]


@dataclass(frozen=True)
class Otherwise:
    """The scenarios that would bill otherwise, of how many, and what is said of those that cannot be billed."""

    cases: Sequence[Case] = ()
    asked: int = 0
    notices: Sequence[Notice] = ()


def would_bill_otherwise(folder: str | Path, before: InUse, after: InUse) -> Otherwise:
    """The scenarios (`*.json`) of a folder whose lines differ between two sets of added tables.

    One that cannot be read is named in a notice, and so is one that is refused with a set of tables: it has no lines
    there. One that waits for a choice or names no payer, and so lacks lines, is named too, with what the tables change
    in its units. Raises InputError where the folder cannot be read.
    """
    files = _files(Path(folder))
    return otherwise({path.name: partial(load_scenario, path) for path in files}, before, after)


def otherwise(scenarios: Mapping[str, Callable[[], Scenario]], before: InUse, after: InUse) -> Otherwise:
    """The same of scenarios by their names; each is read under the tables with which it is billed."""
    cases: list[Case] = []
    notices: list[Notice] = []
    for name, read in scenarios.items():
        bills: list[Bill | None] = []
        for word, tables in (("now", before), ("with the new tables", after)):
            with using(tables):
                try:
                    bills.append(_bill(read()))
                except InputError as refused:
                    bills.append(None)
                    notices.append(_refused(name, word, refused))
        lines = [one.lines if one else () for one in bills]
        if lines[0] != lines[1]:
            cases.append(Case(name, *lines))
        notices += _waits(name, bills)
    return Otherwise(tuple(cases), len(scenarios), tuple(dict.fromkeys(notices)))


def _files(folder: Path) -> list[Path]:
    try:
        if not folder.is_dir():
            raise InputError("scenarios", str(folder), "it is no folder", "the folder of what --save wrote")
        return sorted(path for path in folder.iterdir() if path.suffix == ".json" and path.is_file())
    except (OSError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        reason = f"it cannot be read ({getattr(error, 'strerror', None) or error})"
        raise InputError("scenarios", str(folder), reason, "the folder of what --save wrote") from None


def _bill(scenario: Scenario) -> Bill:
    return bill(scenario.order, scenario.payer, scenario.reading, scenario.choices)


def _waits(name: str, bills: Sequence[Bill | None]) -> Iterator[Notice]:
    """What lines cannot show of a scenario that lacks some: the choices it waits for, and units that would differ."""
    waiting = {notice: None for one in bills if one for notice in one.notices if notice.level == "choice"}
    for notice in waiting:
        yield replace(notice, text=f"{shown(name)} is compared without lines that it lacks: {notice.text}")
    units = [_units(one) for one in bills]
    lacking = [one for one in bills if one and one.lack(DRUG)]
    if units[0] != units[1] and (waiting or lacking):
        why = "lacks a line of its drug" if all(one.payer for one in lacking) else "names no payer"
        so = "would bill otherwise once they are chosen" if waiting else f"{why}, and its units would be others"
        text = f"{shown(name)} {so}: {units[0]} now, {units[1]} with the new tables"
        yield Notice("warning", text, cite("hipkit", "scenarios"))


def _units(bill: Bill | None) -> str:
    """The units of the drug, before rounding, in words; they are known where there is no line of it."""
    if bill is None:
        return "no units"
    if bill.hcpcs is not None and bill.hcpcs.units_exact is not None:
        return f"{bill.hcpcs.code} x {people(bill.hcpcs.units_exact)} before rounding"
    by_code = [f"{step.exact} {step.words}" for step in bill.steps if step.words.startswith(UNITS_OF)]
    return f"{' and '.join(by_code)} before rounding" if by_code else "no units"


def _refused(name: str, word: str, refused: InputError) -> Notice:
    text = f"{shown(name)} has no lines {word}: {refused.field}: {refused.reason}"
    return Notice("warning", text, cite("hipkit", "scenarios"))
