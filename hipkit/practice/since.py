"""What has been read on the rule of a case since its template was made: a notice beside a case that stays as it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from hipkit.billing.waste import at_home
from hipkit.practice.case import Case
from hipkit.values.step import Notice

# By template, which is of version 1: what holds today of a rule that the case touches.
_READ_SINCE: dict[str, tuple[Callable[[], Notice], ...]] = {"given-discarded": (at_home,)}


def since(made: Case) -> tuple[Notice, ...]:
    """The notices that stand beside a case; none where its rule is as it was.

    >>> from hipkit.practice.making import case
    >>> [notice.level for notice in since(case(29, 1))], since(case(7, 1))
    (['info'], ())
    """
    found = _READ_SINCE.get(made.template, ())
    before = "a case of version 1 stays as it was made; since then this was read on its rule: "
    return tuple(replace(notice, text=before + notice.text) for notice in (make() for make in found))
