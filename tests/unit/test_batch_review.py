"""`hipkit.batch.review`: a table of claim lines of any kind, and its findings as a table of the same kind."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from itertools import chain
from typing import Any

import duckdb
import narwhals as nw
import narwhals.stable.v1 as stable_v1
import pandas
import polars
import pyarrow
import pytest

from hipkit import Continuous, InputError, Order, bill, review_claims, sample_claim
from hipkit.batch import not_run, review
from hipkit.formats.claim.csv import frame as claim_frame
from hipkit.frames.engines import embedded
from hipkit.review import table
from hipkit.review.finding import COLUMNS, Finding, findings
from tests.helpers.review_tables import clean, planted

LINES = [
    *planted(),
    clean("NA")[0] | {"charge": ""},
    clean("BAD")[0] | {"units": "148,8"},
    clean("BAD")[1],
    clean("=1+1")[0] | {"code": ""},
]
TEXTS = {name: [line.get(name, "") for line in LINES] for name in dict.fromkeys(chain.from_iterable(LINES))}
TABLES: dict[str, Callable[[], Any]] = {
    "polars": lambda: polars.DataFrame(TEXTS),
    "polars lazy": lambda: polars.LazyFrame(TEXTS),
    "pandas": lambda: pandas.DataFrame(TEXTS),
    "pandas of objects": lambda: pandas.DataFrame(TEXTS, dtype=object),
    "pandas on arrow": lambda: pandas.DataFrame(TEXTS).convert_dtypes(dtype_backend="pyarrow"),
    "pyarrow": lambda: pyarrow.table(TEXTS),
    "pyarrow in pieces": lambda: pyarrow.concat_tables([pyarrow.table(TEXTS)[:3], pyarrow.table(TEXTS)[3:]]),
    "narwhals": lambda: nw.from_native(polars.DataFrame(TEXTS)),
    "narwhals lazy": lambda: nw.from_native(polars.LazyFrame(TEXTS)),
    "narwhals stable": lambda: stable_v1.from_native(polars.DataFrame(TEXTS)),
}


def found_in(frame: Any) -> tuple[Finding, ...]:
    return findings(nw.from_native(frame))


@pytest.mark.parametrize("kind", TABLES)
def test_a_table_has_the_findings_that_review_claims_gives_for_it(kind: str) -> None:
    given = TABLES[kind]()
    found = review(given)
    assert type(found) is type(given), "the same kind of table"
    assert nw.from_native(found).collect_schema().names() == list(COLUMNS)
    assert found_in(found) == review_claims(polars.DataFrame(TEXTS))
    assert {("HIP001", "BAD"), ("HIP001", "=1+1")} <= {(one.rule, one.claim_id) for one in found_in(found)}


def test_the_frame_that_hipkit_writes_is_clean() -> None:
    """An empty text, in a column of numbers too, is a blank cell: a per-diem line has no quantity, not an odd one."""
    order = Order(
        drug="morphine sulfate",
        regimen=Continuous("5 mg/hr", hours_per_day=24),
        strength="25 mg/mL",
        start="2021-03-01",
        end="2021-03-31",
    )
    written = claim_frame(sample_claim(bill(order)))
    found = review(written)
    assert isinstance(found, pandas.DataFrame)
    assert set(found["severity"]) == {"info"}
    assert found_in(found) == review_claims(written)


def test_typed_columns_and_texts_give_the_same_findings() -> None:
    broken = {one.claim_id for one in table.typed(polars.DataFrame(TEXTS)).set_aside}
    texts = polars.DataFrame(TEXTS).filter(~polars.col("claim_id").is_in(broken))
    typed = table.typed(texts).lines
    wanted = found_in(review(texts))
    assert wanted
    assert (
        found_in(review(typed)) == found_in(review(typed.to_pandas())) == found_in(review(typed.to_arrow())) == wanted
    )


@pytest.mark.parametrize("kind", ["polars", "polars lazy", "pandas", "pyarrow"])
def test_further_columns_are_left_alone(kind: str) -> None:
    """Whatever they hold, under names of ours too."""
    more = TEXTS | {"Units": ["x"] * len(LINES), "row_number": [[1]] * len(LINES), "file": [b"x"] * len(LINES)}
    make = {"polars": polars.DataFrame, "polars lazy": polars.LazyFrame, "pandas": pandas.DataFrame}
    found = review(make.get(kind, pyarrow.table)(more))
    assert found_in(found) == found_in(review(polars.DataFrame(TEXTS)))


ODD: dict[str, tuple[list[Any], str]] = {
    "Decimal": ([Decimal("31.00"), Decimal("1.5"), None], "units"),
    "numbers and texts": ([31, "31", 1.5], "units"),
    "dates": ([datetime.date(2021, 3, 1), None, datetime.date(2021, 3, 2)], "date_from"),
    "moments": ([datetime.datetime(2021, 3, 1), datetime.datetime(2021, 3, 1, 5), None], "date_from"),
    "nulls alone": ([None] * 3, "payer"),
    "nulls where a cell is needed": ([None] * 3, "units"),
    "whole numbers for names": ([1, 2, 2], "claim_id"),
}


@pytest.mark.parametrize("odd", ODD)
def test_odd_columns_are_read_alike_in_every_kind(odd: str) -> None:
    cells, name = ODD[odd]
    made = pandas.DataFrame({key: texts[:3] for key, texts in TEXTS.items()}).astype(object)
    made[name] = pandas.Series(cells, dtype=object)
    known = embedded(nw.from_native(made)).collect().to_native()
    wanted = found_in(review(known))
    for given in (made, known.lazy(), known.to_arrow(), known.to_pandas(use_pyarrow_extension_array=True)):
        assert found_in(review(given)) == wanted


@pytest.mark.parametrize("cells", [[True] * 3, [b"31"] * 3, [[31]] * 3, [{"n": 31}] * 3], ids=str)
@pytest.mark.parametrize("make", [polars.DataFrame, polars.LazyFrame, pandas.DataFrame, pyarrow.table])
def test_a_column_that_cannot_hold_units_is_refused(make: Any, cells: list[Any]) -> None:
    with pytest.raises(InputError, match="must hold numbers") as refused:
        review(make({key: texts[:3] for key, texts in TEXTS.items()} | {"units": cells}))
    assert refused.value.field == "units"


@pytest.mark.parametrize("kind", TABLES)
def test_what_is_not_run_for_want_of_a_column_is_listed(kind: str) -> None:
    given = nw.from_native(TABLES[kind]())
    left = {one.rule: one.reason for one in not_run(given.drop("modifiers", "payer").to_native())}
    assert left["HIP102"] == "the table has no column modifiers"
    assert "HIP102" not in {one.rule for one in not_run(given.to_native())}
    assert "HIP102" not in {one.rule for one in found_in(review(given.drop("modifiers").to_native()))}


@pytest.mark.parametrize("make", [polars.DataFrame, polars.LazyFrame, pandas.DataFrame, pyarrow.table])
@pytest.mark.parametrize("name", table.REQUIRED)
def test_a_table_without_a_column_that_every_line_needs_is_refused(make: Any, name: str) -> None:
    with pytest.raises(InputError, match="no column of this name") as refused:
        review(make({key: cells for key, cells in TEXTS.items() if key != name}))
    assert refused.value.field == name


def test_an_empty_table_has_no_findings() -> None:
    for kind in ("polars", "polars lazy", "pandas", "pyarrow"):
        assert found_in(review(nw.from_native(TABLES[kind]()).head(0).to_native())) == ()


def test_a_relation_gets_its_findings_in_its_own_connection() -> None:
    connection = duckdb.connect()
    lines = connection.from_arrow(pyarrow.table(TEXTS))
    found = review(lines)
    assert type(found) is type(lines)
    assert found_in(found) == review_claims(polars.DataFrame(TEXTS))
    broken = found.filter("rule = 'HIP001'").set_alias("found")
    assert len(lines.join(broken, "claim_id").fetchall()) > 2
    assert connection.sql("SELECT * FROM duckdb_tables()").fetchall() == [], "nothing is left behind"
