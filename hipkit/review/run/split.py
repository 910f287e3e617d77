"""A long table in parts that can be reviewed one after the other, with the same findings as all at once.

Rules look across lines within a claim and within a patient at a payer (`who`, see `hipkit.review.context.lines`), so
lines that share one of the two, be it through others, come into the same part.

>>> import polars as pl
>>> lines = nw.from_native(pl.LazyFrame({
...     "claim_id": ["1", "1", "2", "3"], "patient_id": ["P", None, "P", "Q"], "payer": ["hmsa"] * 4}))
>>> parts = [set(part.collect()["claim_id"]) for part in split(lines, 8)]
>>> [sum(claim in part for part in parts) for claim in ("1", "2", "3")]
[1, 1, 1]
>>> any({"1", "2"} <= part for part in parts)
True
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import narwhals as nw

from hipkit.frames.engines import collected, reference
from hipkit.review.context.lines import person

Lines = nw.LazyFrame[Any]

# So many rows are reviewed at once: more are a little quicker, and take more memory.
ROWS = {"polars": 500_000, "duckdb": 1_000_000, "spark": 50_000_000}
_KEY, _FIRST = "hipkit_key", "hipkit_first"


def parts_of(rows: int, engine: str) -> int:
    """In how many parts so many rows are reviewed; a table of half as many again as a part has is one still.

    >>> parts_of(700_000, "polars"), parts_of(1_200_000, "polars"), parts_of(1_200_000, "spark")
    (1, 3, 1)
    """
    most = ROWS[engine]
    return 1 if 2 * rows <= 3 * most else -(-rows // most)


def split(lines: Lines, count: int) -> Iterator[Lines]:
    """The lines in so many parts, lazily; each line is in one of them."""
    if count == 1:
        yield lines
        return
    keyed = _keyed(lines)
    for part in range(count):
        yield _part(keyed, part, count).drop(_KEY)


def _keyed(lines: Lines) -> Lines:
    """The lines with the text that lines of one part have in common."""
    names = lines.collect_schema().names()
    keyed = lines.with_columns(person(names).alias(_KEY))
    if "patient_id" not in names or "payer" not in names:
        return keyed
    same = _joined(_shared(keyed))
    if not same:
        return keyed
    columns = {_KEY: list(same), _FIRST: list(same.values())}
    table = reference(lines, columns, {_KEY: nw.String, _FIRST: nw.String})
    first = nw.when(~nw.col(_FIRST).is_null()).then(nw.col(_FIRST)).otherwise(nw.col(_KEY))
    return keyed.join(table, on=_KEY, how="left").with_columns(first.alias(_KEY)).drop(_FIRST)


def _shared(keyed: Lines) -> list[tuple[str, str]]:
    """The claims whose lines have several keys, with each of them."""
    several = keyed.group_by("claim_id").agg(least=nw.col(_KEY).min(), most=nw.col(_KEY).max())
    several = several.filter(nw.col("least") != nw.col("most")).select("claim_id")
    pairs = keyed.select("claim_id", _KEY).join(several, on="claim_id", how="inner").unique()
    return [(claim, key) for claim, key in collected(pairs).select("claim_id", _KEY).rows()]


def _joined(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Each key of such claims with the one that stands for all that hang together.

    >>> _joined([("1", "P"), ("1", "1"), ("2", "P"), ("2", "Q")]) == {"P": "1", "1": "1", "Q": "1"}
    True
    """
    first: dict[str, str] = {}

    def root(key: str) -> str:
        while first.setdefault(key, key) != key:
            first[key] = first[first[key]]
            key = first[key]
        return key

    of_claim: dict[str, str] = {}
    for claim, key in pairs:
        root_key, other = sorted((root(of_claim.setdefault(claim, key)), root(key)))
        first[other] = root_key
    return {key: root(key) for key in first}


def _part(keyed: Lines, part: int, count: int) -> Lines:
    """The lines whose key falls into a part, by the engine's own hash."""
    native: Any = keyed.to_native()
    if keyed.implementation.is_polars():
        import polars as pl

        rows = native.filter(pl.col(_KEY).hash(seed=0) % count == part)
    elif keyed.implementation.is_duckdb():
        rows = native.filter(f"hash({_KEY}) % {count} = {part}")
    else:
        rows = native.filter(f"pmod(xxhash64({_KEY}), {count}) = {part}")
    frame: nw.LazyFrame[Any] | nw.DataFrame[Any] = nw.from_native(rows)
    return frame.lazy()
