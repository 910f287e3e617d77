"""Claims spoiled by every kind of defect, and what the review tells of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from random import Random

import polars as pl

from hipkit.review.finding import Finding, findings
from hipkit.review.run.rules import review
from hipkit.review.table import typed
from tests.helpers.review_lines import TODAY
from tests.mutations.kinds import KINDS, Kind, Row


@dataclass
class Told:
    """The claims of a kind, before and after, and the findings on each that are no information."""

    kind: Kind
    clean: dict[str, list[Row]] = field(default_factory=dict)
    spoiled: dict[str, list[Row]] = field(default_factory=dict)
    found: dict[str, list[Finding]] = field(default_factory=dict)

    @property
    def missed(self) -> list[str]:
        """The claims on which the rule meant for the defect says nothing, or not the slip."""
        return [name for name in self.spoiled if not self._is_found(self.found.get(name, []))]

    def _is_found(self, told: list[Finding]) -> bool:
        own = [one for one in told if one.rule == self.kind.rule]
        return any(self.kind.slip is None or (one.slip or "").partition(":")[0] == self.kind.slip for one in own)

    @property
    def further(self) -> Counter[str]:
        """The findings of other rules."""
        return Counter(one.rule for found in self.found.values() for one in found if one.rule != self.kind.rule)


def claims_of(lines: pl.DataFrame) -> list[list[Row]]:
    """The claims of a table of texts, in an order of no meaning."""
    grouped: dict[str, list[Row]] = {}
    for row in lines.to_dicts():
        grouped.setdefault(row["claim_id"], []).append(row)
    claims = list(grouped.values())
    Random(6).shuffle(claims)
    return claims


def spoiled(kind: Kind, claims: Iterable[list[Row]], most: int | None) -> Iterator[tuple[list[Row], list[Row]]]:
    """Up to `most` claims before and after, where the defect is possible."""
    found = 0
    for lines in claims:
        base = lines if kind.base is None else kind.base([dict(line) for line in lines])
        changed = None if base is None else kind.change([dict(line) for line in base])
        if base is not None and changed is not None:
            yield base, changed
            found += 1
        if found == most:
            return


def told(claims: list[list[Row]], most: int | None, kinds: Iterable[Kind] = KINDS) -> list[Told]:
    """Each kind of defect on claims of its own, all of them reviewed at once."""
    by_kind = [Told(kind) for kind in kinds]
    for number, one in enumerate(by_kind):
        for base, bad in spoiled(one.kind, claims, most):
            name = f"{number}-{bad[0]['claim_id']}"
            one.clean[name] = base
            one.spoiled[name] = [row | {"claim_id": name} for row in bad]
    for finding in reviewed(row for one in by_kind for claim in one.spoiled.values() for row in claim):
        number = int(str(finding.claim_id).partition("-")[0])
        by_kind[number].found.setdefault(str(finding.claim_id), []).append(finding)
    return by_kind


def reviewed(rows: Iterable[Row]) -> list[Finding]:
    """The findings on rows of texts that are no information."""
    read = typed(pl.DataFrame(list(rows), infer_schema_length=None).with_row_index("row_number", 1))
    found = findings(review(read.lines, today=TODAY, set_aside=read.set_aside).findings)
    return [one for one in found if one.severity != "info"]


def table(by_kind: Iterable[Told]) -> Iterator[str]:
    """The kinds with their rules, on how many claims each was found, and what else was told there."""
    for one in by_kind:
        count = len(one.spoiled)
        others = ", ".join(f"{rule} {times}" for rule, times in sorted(one.further.items())) or "none"
        rule = one.kind.rule + (f" ({one.kind.slip})" if one.kind.slip else "")
        yield f"{one.kind.name}: {rule}, {count - len(one.missed)} of {count}; further findings: {others}"
