"""The shipped tables: what they hold, how old they are, and how a bad one is named by file and line."""

from __future__ import annotations

import re
from datetime import date

import pytest

from hipkit.errors import DataError
from hipkit.reference import datasets
from hipkit.reference.datasets import COLUMNS, Row, ages, by_code, newest, parse_rows, rows, table
from hipkit.values.citations import sources

HEAD = "code,per,from,source\n"
COLUMNS_HERE = ("code", "per", "from", "source")


@pytest.mark.parametrize("name", COLUMNS)
def test_each_table_has_its_columns_and_each_row_a_known_source(name: str) -> None:
    assert {tuple(row) for row in table(name)} == {COLUMNS[name]}
    assert {row["source"] for row in table(name)} <= set(sources())


def test_the_tables_say_which_days_they_speak_for() -> None:
    known = {dataset.name: dataset for dataset in ages()}
    assert set(known) == set(COLUMNS) - {"later", "ownproducts", "routes"}  # facts that have days of their own, or none
    assert all(dataset.rows == len(rows(dataset.name)) for dataset in known.values())
    assert (known["codes"].source.id, known["codes"].effective_from) == ("hcpcs", date(2017, 1, 1))
    assert known["codes"].effective_through == newest("codes") == date(2025, 12, 31)
    assert known["products"].source.id == "cms-crosswalk"
    assert newest() == date(2025, 12, 31)


def test_the_products_speak_for_exactly_the_quarters_they_list() -> None:
    known = next(dataset for dataset in ages() if dataset.name == "products")
    assert min(row["from"] for row in table("products")) == str(known.effective_from) == "2024-01-01"
    assert max(row["through"] for row in table("products")) == str(known.effective_through) == "2026-03-31"


def test_the_order_of_every_table_is_kept_and_a_copy_is_handed_out() -> None:
    table("codes")[0]["code"] = "X0000"
    assert table("codes")[0]["code"] == "J0131"


@pytest.mark.parametrize(("code", "line"), [("J9999", 2), ("J2270", 3)])
def test_a_code_that_does_not_ship_or_stands_twice_is_named_by_its_line(
    monkeypatch: pytest.MonkeyPatch, code: str, line: int
) -> None:
    text = f"code,against,words,source,where\n{code},days,a,hcpcs,b\n{code},days,a,hcpcs,b\n"
    told = parse_rows(text, "data/routes.csv", COLUMNS["routes"])
    monkeypatch.setattr(datasets, "rows", lambda name: told if name == "routes" else rows(name))
    with pytest.raises(DataError, match=f"data/routes.csv, line {line}: {code} is not a code that is known, or"):
        by_code("routes")


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("code,from\n", 1, "they should be code, per, from, source"),
        ("", 1, "they should be"),
        (HEAD + "J2270,10 mg,1982-01-01\n", 2, "the row has 3 cells, the table has 4 columns"),
        (HEAD + "J2270,10 mg,1982-01-01,hcpcs\n\nJ1171,,,\n", 3, "0 cells"),
        (HEAD + "J2270, 10 mg,1982-01-01,hcpcs\n", 2, "per is not plain text"),
        (HEAD + "J2270,10 \u00b5g,1982-01-01,hcpcs\n", 2, "per is not plain text"),
        (HEAD + 'J2270,"10 mg,1982-01-01,hcpcs\n', 2, "cannot be read"),
        (HEAD + 'J2270,"10\nmg",1982-01-01,hcpcs\n', None, "more than one line"),
    ],
)
def test_a_table_that_is_not_what_it_should_be_is_named_by_file_and_line(
    text: str, line: int | None, words: str
) -> None:
    with pytest.raises(DataError, match=re.escape(words)) as caught:
        parse_rows(text, "codes.csv", COLUMNS_HERE)
    assert (caught.value.path, caught.value.line) == ("codes.csv", line)


def _row(**cells: str) -> Row:
    good = {"code": "J2270", "per": "10 mg", "from": "1982-01-01", "source": "hcpcs"}
    return Row("codes.csv", 7, good | cells)


def test_a_cell_is_read_as_what_it_is() -> None:
    row = _row()
    assert (row.text("code"), row.start(), str(row.quantity("per"))) == ("J2270", date(1982, 1, 1), "10 mg")
    assert row.source("J2270").text.startswith("CMS, HCPCS Level II")
    assert (_row(per="").quantity("per"), _row(**{"from": ""}).date("from")) == (None, None)
    assert row.one_of("code", ("J2270", "J2274")) == "J2270"


@pytest.mark.parametrize(
    "read",
    [
        lambda: _row(code="").text("code"),
        lambda: _row(per="10 bananas").quantity("per"),
        lambda: _row(**{"from": "1982-02-30"}).date("from"),
        lambda: _row(**{"from": ""}).start(),
        lambda: _row(code="J9999").one_of("code", ("J2270",)),
    ],
)
def test_a_cell_that_is_not_what_it_should_be_is_named_by_file_and_line(read: object) -> None:
    assert callable(read)
    with pytest.raises(DataError) as caught:
        read()
    assert str(caught.value).startswith("codes.csv, line 7: ")
