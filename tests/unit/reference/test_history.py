"""The codes of a product over time, and what a day changed."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest

from hipkit.errors import InputError
from hipkit.reference.cms.read import read_tables
from hipkit.reference.cms.table import Table
from hipkit.reference.codes import codes, in_force
from hipkit.reference.history import history
from hipkit.reference.inuse import InUse, using
from hipkit.reference.products import products
from hipkit.reference.quarter import days_known, news
from hipkit.values.ndc import Ndc
from tests.helpers import cms_files

DAY = datetime.timedelta(days=1)
VIAL = Ndc.parse("00409-1134-03")  # morphine sulfate, by J2270


@pytest.fixture
def read(tmp_path: Path) -> Callable[[str, str], tuple[Table, ...]]:
    def of(name: str, text: str) -> tuple[Table, ...]:
        path = tmp_path / name
        path.write_text(text)
        return read_tables([path])

    return of


def test_each_product_goes_by_the_code_of_its_history_on_each_of_its_days() -> None:
    for product in products():
        known = history(product.ndc)
        assert known is not None and known.start <= known.listed[0].start
        for listed in known.listed:
            for day in (listed.start, listed.end):
                assert known.product.code_on(day) == listed.code
                assert in_force(codes()[listed.code], day) and codes()[listed.code].on(day).per == listed.per


def test_what_no_table_has_has_no_history() -> None:
    assert history(Ndc.parse("00074-1133-03")) is None


def test_a_unit_that_an_added_table_changes_begins_on_its_day(read: Callable[..., tuple[Table, ...]]) -> None:
    changed = {"code": "J2270", "words": "Injection, morphine sulfate, 1 mg", "add": "19820101", "act": "20260101"}
    tables = read("HCPC2026_JAN.csv", cms_files.hcpcs_csv((changed,)))
    with using(InUse(tables)):
        known = history(VIAL)
    assert known is not None
    units = [(str(listed.per), str(listed.start), str(listed.end)) for listed in known.listed]
    assert units == [("10 mg", "2024-01-01", "2025-12-31"), ("1 mg", "2026-01-01", "2026-03-31")]
    assert any("HCPC2026_JAN.csv" in source.title for source in known.sources)


def test_what_moved_is_listed_by_one_code_before_and_by_another_after() -> None:
    changed = news(datetime.date(2024, 10, 1))
    assert {(moved.before.code, moved.after.code) for moved in changed.moved} == {
        ("J1170", "J1171"),
        ("J2001", "J2002"),
    }
    for moved in changed.moved:
        assert moved.product.code_on(changed.on - DAY) == moved.before.code
        assert moved.product.code_on(changed.on) == moved.after.code


def test_within_a_quarter_nothing_changes() -> None:
    quiet = news(datetime.date(2024, 11, 15))
    assert (quiet.begun, quiet.ended, quiet.moved, quiet.new, quiet.gone) == ((), (), (), (), ())


@pytest.mark.parametrize("days", [-1, 1])
def test_what_is_not_known_of_two_days_is_refused(days: int) -> None:
    first, last = days_known()
    with pytest.raises(InputError, match="changes of products are known from 2024-01-02 to 2026-03-31"):
        news((first if days < 0 else last) + days * DAY)
