"""How old a source is stands wherever a result leans on it: in words, on pages, on paper, and in `make age`."""

from __future__ import annotations

import datetime
import runpy
from pathlib import Path

import pytest

from hipkit import Continuous, Order, bill
from hipkit.formats.bill import html
from hipkit.formats.shared.ages import dates, listed, printed
from hipkit.formats.shared.markup import Sources
from hipkit.formats.shared.plain import as_text
from hipkit.formats.shared.terminal import Page
from hipkit.panels.known import Known
from hipkit.payers.files import payers
from hipkit.values.citations import cite, sources
from hipkit.values.step import Notice

PROJECT = Path(__file__).parents[3]
TODAY = datetime.date(2026, 11, 29)
OLD = "text of 2021-02-18, read 2026-11-24; 5 years old: check its page"
NEW = "text of 2025-10-01, read 2026-11-24; 1 year old"
UNDATED = "undated, read 2026-11-24; the page shows no date: check its page"


@pytest.mark.parametrize(
    ("key", "said"), [("hmsa", OLD), ("hcpcs", NEW), ("bcbsnd", UNDATED), ("hipkit", "text of 2026-11-24")]
)
def test_a_source_says_of_when_it_is_and_when_it_was_read_and_is_marked_where_it_is_old(key: str, said: str) -> None:
    assert dates(cite(key), TODAY) == said
    assert listed(cite(key, "a place"), TODAY) == f"{cite(key).title}, a place ({said})"


def test_a_page_in_a_terminal_marks_an_old_source_at_the_notice_and_in_its_list() -> None:
    page = Page(TODAY)
    page.notices([Notice("info", "it is so", cite(key)) for key in ("hmsa", "hcpcs", "bcbsnd")])
    page.sources()
    text = " ".join(page.text().split())
    assert "it is so [1, old]" in text and "it is so [2] " in text and "it is so [3, undated]" in text
    assert f"({OLD})" in text and f"({NEW})" in text and f"({UNDATED})" in text


def test_a_page_of_html_marks_it_at_the_notice_in_the_footnote_and_in_its_list() -> None:
    page = html.notices([Notice("info", "it is so", cite("hmsa"))], Sources(TODAY))
    assert '<summary aria-label="source 1, old">[1, old]</summary>' in page
    assert page.count(OLD) == 2


def test_the_same_text_is_not_old_while_it_is_young() -> None:
    page = html.notices([Notice("info", "it is so", cite("hmsa"))], Sources(datetime.date(2025, 1, 1)))
    assert "[1]</summary>" in page and "check its page" not in page


def test_a_bill_of_hmsa_says_what_it_leans_on() -> None:
    order = Order(drug="morphine sulfate", regimen=Continuous("5 mg/hr", 24), strength="25 mg/mL", days=31)
    assert OLD in html.parts(bill(order, "hmsa"), {}, TODAY)["notices"]


def test_paper_goes_by_the_day_of_reading_or_of_the_last_service() -> None:
    premera, nebraska = cite("premera"), cite("bcbsne")
    assert printed(premera).endswith("(text of 2019, read 2026-11-24; older than five years: check its page)")
    assert printed(nebraska).endswith("(text of 2022-09-19, read 2026-11-24)")
    assert printed(nebraska, datetime.date(2025, 1, 1)) == printed(nebraska)
    assert "older than five years" in printed(nebraska, datetime.date(2027, 9, 20))
    assert printed(cite("bcbsnd")).endswith(f"({UNDATED})")
    assert printed(cite("hipkit")).endswith("(text of 2026-11-24)")


def test_the_sources_tab_says_when_payers_and_tables_were_last_read() -> None:
    parts = Known(lambda: TODAY).answer({}).parts
    hmsa = "known from 2020-11-30, 5 years old: check its page - read on 2026-11-24"
    assert hmsa in as_text(parts["payers"])
    assert as_text(parts["payers"]).count("read on 2026-") == len(payers())
    assert as_text(parts["tables"]).count("read on 2026-11-") == 5


def test_make_age_lists_every_source_that_was_read_the_longest_ago_first_and_what_was_replaced() -> None:
    page: str = runpy.run_path(str(PROJECT / "tools" / "age.py"))["page"](TODAY)
    rows = [line.split() for line in page.splitlines() if line.startswith("  read ")]
    days = [row[1] for row in rows]
    assert days == sorted(days)
    assert {row[2].removesuffix(":") for row in rows} == {key for key in sources() if key != "hipkit"}
    for source in sources().values():
        assert not source.replaced_by or f"now {source.replaced_by}" in page
