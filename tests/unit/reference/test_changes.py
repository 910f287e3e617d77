from __future__ import annotations

import datetime

from hipkit.reference.changes import Changes, changes, earlier
from hipkit.reference.cms.table import Table

DAY = datetime.date(2026, 4, 1)


def table(kind: str, *rows: dict[str, str], knows: str = "whole", first: datetime.date | None = DAY) -> Table:
    key = "ndc" if kind in ("crosswalk", "items") else "code"
    return Table(kind, f"{kind}-x", (key, *(name for name in rows[0] if name != key)), rows, first, DAY, knows, "f", "")


def code(name: str, words: str = "Injection, 1 mg", first: str = "2020-01-01", through: str = "") -> dict[str, str]:
    return {"code": name, "words": words, "from": first, "through": through}


def test_codes_that_begin_end_and_are_otherwise() -> None:
    known = [code("J0001"), code("J0002"), code("J0003"), code("J0004"), code("J0005", through="2020-12-31")]
    now = table("hcpcs", code("J0001"), code("J0002", through="2026-03-31"), code("J0003", "Injection, 0.1 mg"),
                code("J0006", first="2026-04-01"), code("J0005", through="2020-12-31"))  # fmt: skip
    assert changes(now, known) == Changes(
        added=({"code": "J0006", "was": None, "is": "Injection, 1 mg; from 2026-04-01"},),
        ended=(
            {"code": "J0002", "was": "from 2020-01-01", "is": "from 2020-01-01 to 2026-03-31"},
            {"code": "J0004", "was": "Injection, 1 mg; from 2020-01-01", "is": None},
        ),
        changed=({"code": "J0003", "was": "Injection, 1 mg", "is": "Injection, 0.1 mg"},),
    )


def test_a_code_taken_back_into_force_is_changed() -> None:
    (change,) = changes(table("hcpcs", code("J0001")), [code("J0001", through="2025-12-31")]).changed
    assert change == {"code": "J0001", "was": "from 2020-01-01 to 2025-12-31", "is": "from 2020-01-01"}


def test_what_one_side_does_not_state_is_not_compared() -> None:
    known = [{"code": "J0001"}, {"code": "J0002", "words": "", "from": ""}]
    assert changes(table("hcpcs", code("J0001", through="2026-03-31"), code("J0002")), known) == Changes()


def test_a_partial_table_ends_nothing_by_what_it_lacks() -> None:
    assert changes(table("hcpcs", code("J0001"), knows="partial"), [code("J0001"), code("J0002")]) == Changes()


def ndc(name: str, code: str, **more: str) -> dict[str, str]:
    return {"ndc": name, "code": code, **more}


def test_an_ndc_that_moved_and_one_whose_units_changed() -> None:
    known = [
        ndc("63323-0851-10", "J1170", units="2.5"), ndc("1", "J0001", units="5", package_size="1"),
        ndc("2", "J0002"), ndc("2", "J0003"), ndc("3", "J0004"),
    ]  # fmt: skip
    now = table(
        "crosswalk", ndc("63323-0851-10", "J1171", units="100"), ndc("1", "J0001", units="10", package_size="1"),
        ndc("2", "J0003"), ndc("2", "J0002"), ndc("4", "J0005", units="3"),
    )  # fmt: skip
    assert changes(now, known) == Changes(
        added=({"ndc": "4", "was": None, "is": "J0005, 3 units an item"},),
        ended=({"ndc": "3", "was": "J0004", "is": None},),
        changed=(
            {"ndc": "63323-0851-10", "was": "J1170, 2.5 units an item", "is": "J1171, 100 units an item"},
            {"ndc": "1", "was": "J0001, 5 units an item of 1", "is": "J0001, 10 units an item of 1"},
        ),
    )


def test_facts_that_ship_without_units_are_compared_by_their_codes() -> None:
    assert changes(table("crosswalk", ndc("1", "J0001", units="5")), [ndc("1", "J0001")]) == Changes()


def test_a_code_that_left_the_price_file_has_not_ended() -> None:
    known = [{"code": "J0001", "limit": "1.5"}, {"code": "J0002", "limit": "2"}, {"code": "J0003", "limit": "1"}]
    now = table("limits", {"code": "J0001", "limit": "1.75"}, {"code": "J0003", "limit": ""})
    assert changes(now, known) == Changes(
        changed=(
            {"code": "J0001", "was": "1.5", "is": "1.75"},
            {"code": "J0003", "was": "1", "is": "no limit"},
            {"code": "J0002", "was": "2", "is": None},
        )
    )


def test_a_list_of_items_overrides_nothing() -> None:
    item = {"ndc": "1", "drug": "morphine", "strength": "50 mg/mL", "package": "", "form": "solution"}
    other = {**item, "ndc": "2"}
    assert changes(table("items", item, other), [{**item, "strength": "25 mg/mL", "package": "20 mL"}]) == Changes(
        added=({"ndc": "2", "was": None, "is": "morphine, 50 mg/mL, solution"},),
        contradicted=({"ndc": "1", "was": "25 mg/mL", "is": "50 mg/mL"},),
    )


def test_the_same_table_changes_nothing() -> None:
    for kind, row in (("hcpcs", code("J0001")), ("crosswalk", ndc("1", "J0001", units="5"))):
        assert changes(table(kind, row), [row]) == Changes()


def test_a_table_is_compared_with_the_newest_before_it() -> None:
    quarters = [table("hcpcs", code("J0001"), first=datetime.date(2025, month, 1)) for month in (4, 10, 1)]
    other = table("limits", {"code": "J0001", "limit": "1"}, first=datetime.date(2025, 12, 1))
    assert earlier(table("hcpcs", code("J0001")), [*quarters, other]) is quarters[1]
    assert earlier(quarters[1], quarters) is quarters[0]
    assert earlier(quarters[2], quarters) is None
