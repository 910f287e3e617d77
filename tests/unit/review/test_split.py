"""Parts of a table: every line in one, and all that rules look at together in the same."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import narwhals as nw
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hipkit.review.run import split as partition
from hipkit.review.run.split import parts_of, split

Line = tuple[str, str | None, str | None]
NAMES = ("claim_id", "patient_id", "payer")
LINES = st.lists(
    st.tuples(
        st.sampled_from([f"C{i}" for i in range(12)]),
        st.sampled_from([None, "SAMPLE", *(f"P{i}" for i in range(8)), "C1"]),
        st.sampled_from([None, "hmsa", "bcbsm"]),
    ),
    max_size=40,
)


def frame(lines: Sequence[Line], names: Sequence[str] = NAMES) -> pl.DataFrame:
    schema = dict.fromkeys(NAMES, pl.String)
    return pl.DataFrame(list(lines), schema=schema, orient="row").with_row_index("number").select("number", *names)


def numbers(parts: Sequence[nw.LazyFrame[object]]) -> list[list[int]]:
    return [part.collect().to_polars()["number"].to_list() for part in parts]


def who(line: Line) -> str:
    """Whom a rule takes a line to be of: the patient at a payer, else the claim alone."""
    claim, patient, payer = line
    return claim if patient is None or payer is None or patient == "SAMPLE" else f"{patient} at {payer}"


def together(lines: Sequence[Line]) -> list[set[int]]:
    """The lines that hang together by a claim or a patient, be it through others."""
    groups: list[set[int]] = []
    for number, line in enumerate(lines):
        near = [group for group in groups if any(lines[i][0] == line[0] or who(lines[i]) == who(line) for i in group)]
        groups = [group for group in groups if group not in near] + [{number}.union(*near)]
    return groups


@settings(max_examples=60, deadline=None)
@given(LINES, st.integers(1, 7))
def test_every_line_is_in_one_part_and_what_hangs_together_in_the_same(lines: list[Line], count: int) -> None:
    found = numbers(list(split(nw.from_native(frame(lines).lazy()), count)))
    assert len(found) == count
    assert sorted(one for part in found for one in part) == list(range(len(lines)))
    for group in together(lines):
        assert sum(bool(group & set(part)) for part in found) == 1


@settings(max_examples=10, deadline=None)
@given(LINES, st.integers(1, 4))
def test_the_same_holds_in_duckdb(lines: list[Line], count: int) -> None:
    relation = duckdb.from_arrow(frame(lines).to_arrow())
    found = numbers([part.lazy() for part in split(nw.from_native(relation), count)])
    assert sorted(one for part in found for one in part) == list(range(len(lines)))
    for group in together(lines):
        assert sum(bool(group & set(part)) for part in found) == 1


@pytest.mark.parametrize("names", [("claim_id",), ("claim_id", "patient_id"), ("claim_id", "payer")])
def test_without_patient_or_payer_claims_are_kept_together(names: Sequence[str]) -> None:
    lines: list[Line] = [(f"C{i % 9}", f"P{i}", "hmsa") for i in range(60)]
    found = numbers(list(split(nw.from_native(frame(lines, names).lazy()), 4)))
    assert sorted(one for part in found for one in part) == list(range(60))
    for claim in range(9):
        assert sum(any(number % 9 == claim for number in part) for part in found) == 1
    assert sum(map(bool, found)) > 1


def test_many_claims_come_into_parts_of_like_size() -> None:
    lines: list[Line] = [(f"C{i // 4}", f"P{i // 8}", "hmsa") for i in range(20_000)]
    sizes = [len(part) for part in numbers(list(split(nw.from_native(frame(lines).lazy()), 5)))]
    assert min(sizes) > 3_000 and max(sizes) < 5_000


def test_columns_and_their_order_are_left_as_they_are() -> None:
    lines = frame([("C1", "P1", "hmsa"), ("C1", None, "hmsa"), ("C2", "P1", "hmsa")])
    for part in split(nw.from_native(lines.lazy()), 3):
        assert part.collect_schema().names() == lines.columns


def test_a_part_is_as_long_as_the_engine_bears(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(partition.ROWS, "polars", 100)
    assert [parts_of(rows, "polars") for rows in (0, 1, 100, 150, 151, 1_000)] == [1, 1, 1, 1, 2, 10]
