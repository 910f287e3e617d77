"""Clean claims give no error and no warning; each single defect is found by the rule meant for it."""

from __future__ import annotations

from collections import Counter

import polars as pl
import pytest

from hipkit.claim.table import rows
from hipkit.review.catalogue import rules
from hipkit.review.finding import findings
from hipkit.review.run.rules import review
from hipkit.review.table import typed
from tests.helpers import claims_made
from tests.helpers.review_lines import TODAY, clean_lines, made_quickly
from tests.helpers.whole import amount
from tests.mutations import KINDS, Kind, Row, Told, claims_of, reviewed, table, told

CLEAN = amount(10_000, 3_000)
EACH = 100
FEWEST = amount(10, 5)


@pytest.fixture(scope="session")
def lines(request: pytest.FixtureRequest) -> pl.DataFrame:
    return clean_lines(request.config.cache.mkdir("hipkit-claims"), CLEAN)


@pytest.fixture(scope="session")
def by_kind(lines: pl.DataFrame) -> dict[str, Told]:
    found = told(claims_of(lines), EACH)
    print("", *table(found), sep="\n")
    return {one.kind.name: one for one in found}


def test_clean_claims_give_no_error_and_no_warning(lines: pl.DataFrame) -> None:
    assert lines["claim_id"].n_unique() == CLEAN
    read = typed(lines)
    assert not read.set_aside
    told = findings(review(read.lines, today=TODAY).findings)
    bad = [one for one in told if one.severity != "info"]
    assert not bad, bad[:5]
    print(f"\n{CLEAN:,} clean claims, {lines.height:,} lines:", dict(Counter(one.rule for one in told)))


def test_claims_made_quickly_have_the_same_lines() -> None:
    for number in range(0, 400, 10):
        quick, whole = made_quickly(number), claims_made.claim(number)
        assert rows(quick.claim) == rows(whole.claim) and quick.claim.own == whole.claim.own, number


def test_there_are_kinds_enough() -> None:
    assert len({kind.name for kind in KINDS}) == len(KINDS) >= 70
    about_lines = {one.code for one in rules() if one.severity != "info" and one.view != "remarks"}
    assert about_lines - {kind.rule for kind in KINDS} == {"HIP504"}  # it takes two claims


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: f"{kind.rule} {kind.name}")
def test_each_defect_is_found_by_its_rule(kind: Kind, by_kind: dict[str, Told]) -> None:
    one = by_kind[kind.name]
    assert len(one.spoiled) >= FEWEST, f"{kind.name}: only {len(one.spoiled)} claims have it"
    assert not one.missed, (kind.name, one.spoiled[one.missed[0]])


def test_claims_are_clean_before_the_defect(by_kind: dict[str, Told]) -> None:
    prepared = {name: claim for one in by_kind.values() if one.kind.base for name, claim in one.clean.items()}
    assert len(prepared) > 500
    bad = reviewed(row | {"claim_id": name} for name, claim in prepared.items() for row in claim)
    assert not bad, bad[:5]


def test_a_defect_is_one_thing(by_kind: dict[str, Told]) -> None:
    """Cells of one line are changed, or a line is put in, or what is of one kind is taken out."""
    for one in by_kind.values():
        for name, bad in one.spoiled.items():
            before = [row | {"claim_id": name} for row in one.clean[name]]
            gone, come = _beyond(before, bad), _beyond(bad, before)
            kept = len(gone) == len(come) == 1 or (not gone and len(come) == 1) or not come
            assert kept or one.kind.rule in ("HIP402", "HIP403", "HIP606"), (one.kind.name, gone, come)


def _beyond(some: list[Row], others: list[Row]) -> list[Row]:
    return [row for row in some if row not in others]


def test_one_mistake_is_told_once_or_twice(by_kind: dict[str, Told]) -> None:
    """Most defects give one finding, and none of them many."""
    counts = [len(found) for one in by_kind.values() for found in one.found.values()]
    assert max(counts) <= 4 and sum(count == 1 for count in counts) > 0.9 * len(counts), Counter(counts)
