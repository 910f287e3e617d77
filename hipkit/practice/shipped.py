"""The orders of the practice cases that ship with hipkit, to see which of them added tables would bill otherwise.

Practice itself rests on the tables that ship: whatever is found here, the cases and their keys stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from hipkit.order.scenario import Scenario, read_scenario
from hipkit.practice.making import LEVELS, case

SEEDS = range(1, 51)
# A case that names no payer asks for units alone; a line is a payer's.
_PAYER = "hmsa"


def orders() -> dict[str, Callable[[], Scenario]]:
    """The orders of the cases of these seeds at level 1, where they carry one, by name: each is read when it is called.

    >>> names = list(orders())
    >>> names[:2], len(names)
    (['practice case 1, level 1', 'practice case 2, level 1'], 30)
    """
    level = LEVELS[0]
    cases = (case(seed, level) for seed in SEEDS)
    return {f"practice case {one.seed}, level {level}": partial(_read, one.order) for one in cases if one.order}


def _read(order: Scenario) -> Scenario:
    """The order as its file would be read, under the tables that are in use by then."""
    return read_scenario(replace(order, payer=order.payer or _PAYER).text())
