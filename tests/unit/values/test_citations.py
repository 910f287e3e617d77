"""Every source stands once, says where and when it is from, and every id that is used is there."""

from __future__ import annotations

import datetime
import re
import tomllib
from pathlib import Path

import pytest

import hipkit
from hipkit.errors import DataError
from hipkit.payers.files import load_policy, payers
from hipkit.values.citations import cite, source_of, sources

PACKAGE = Path(hipkit.__file__).parent
DATE = re.compile(r"undated|\d{4}(-\d{2}(-\d{2})?)?")
URL = re.compile(r"(https?://[a-z0-9.-]+(/\S*)?|docs/[a-z-]+\.md)?")


def test_an_entry_has_a_title_a_date_and_an_address_and_nothing_else() -> None:
    text = (PACKAGE / "data" / "citations.toml").read_text(encoding="utf-8")
    for key, entry in tomllib.loads(text).items():
        known = ["title", "date", "why", "read", "url", "replaced_by"]
        assert list(entry) == [name for name in known if name in entry], key
        assert {"title", "date", "url"} <= set(entry), key
        assert ("why" in entry) == (entry["date"] == "undated"), key
        assert re.fullmatch(r"[a-z0-9-]+", key), key
        assert entry["title"] == entry["title"].strip() != "", key
        assert DATE.fullmatch(entry["date"]), key
        assert URL.fullmatch(entry["url"]), key


def test_every_source_but_hipkits_own_says_when_it_was_read_and_no_text_is_newer_than_that() -> None:
    for key, source in sources().items():
        assert (source.read is None) == (key == "hipkit"), key
        if source.read and source.day and len(source.date) == len("2021-02-18"):
            assert source.day <= source.read, key


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        ({"date": "2021-02-18"}, "the source 'late' has no day on which it was last read"),
        ({"date": "2021-02-18", "read": "November 2026"}, "the source 'late' has no day on which it was last read"),
        ({"date": "undated", "read": "2026-11-29"}, "the source 'late' is undated and does not say why"),
    ],
)
def test_a_source_that_does_not_say_when_it_was_read_or_why_it_is_undated_is_refused(
    entry: dict[str, str], why: str
) -> None:
    with pytest.raises(DataError, match=f"data/citations.toml: {why}"):
        source_of("late", {"title": "Late", "url": "https://example.com", **entry})


def test_a_source_says_its_date_and_when_it_was_read_and_its_text_stays() -> None:
    hmsa, michigan, dakota, own = (cite(key) for key in ("hmsa", "bcbsm", "bcbsnd", "hipkit"))
    assert (hmsa.dated, hmsa.dates) == ("2021-02-18", "text of 2021-02-18, read 2026-11-24")
    assert (michigan.dated, michigan.dates) == ("2013-05", "text of 2013-05, read 2026-11-24")
    assert (dakota.dated, dakota.dates, dakota.why) == (None, "undated, read 2026-11-24", "the page shows no date")
    assert (own.read, own.dates) == (None, "text of 2026-11-24")


@pytest.mark.parametrize(
    ("key", "on", "mark"),
    [
        ("hmsa", "2026-02-18", ""),  # five years to the day
        ("hmsa", "2026-02-19", "old"),
        ("bcbsm", "2018-05-31", ""),  # of a month its last day counts
        ("bcbsm", "2018-06-01", "old"),
        ("premera", "2024-12-31", ""),  # and of a year
        ("premera", "2025-01-01", "old"),
        ("bcbsnd", "2026-11-24", "undated"),
        ("hipkit", "2099-01-01", ""),
    ],
)
def test_a_text_is_marked_once_it_is_older_than_five_years_or_has_no_date(key: str, on: str, mark: str) -> None:
    assert cite(key).mark(datetime.date.fromisoformat(on)) == mark


def test_no_title_is_there_twice() -> None:
    titles = [source.title for source in sources().values()]
    assert len(set(titles)) == len(titles)


def test_a_citation_points_to_a_place_and_prints_on_one_line() -> None:
    assert cite("hmsa", "Example").text == (
        "HMSA, Home Infusion Pain Management Therapy - Administrative Information, rev. 2.5, Example (2021-02-18)"
    )
    assert str(cite("bcbsm")).endswith("(2013-05)")


def test_an_id_that_is_not_there_is_an_error() -> None:
    with pytest.raises(DataError, match="no source has the id 'hmsaa'"):
        cite("hmsaa")


def test_every_id_that_the_code_cites_is_there() -> None:
    used = {
        (file.name, key)
        for file in PACKAGE.rglob("*.py")
        for key in re.findall(r"\bcite\(\s*\"([^\"]+)\"", file.read_text(encoding="utf-8"))
    }
    assert used
    assert [(name, key) for name, key in sorted(used) if key not in sources()] == []


def test_every_source_is_cited_somewhere() -> None:
    kinds = ("*.py", "*.csv", "*.toml")
    texts = "".join(
        file.read_text(encoding="utf-8")
        for kind in kinds
        for file in sorted(PACKAGE.rglob(kind))
        if file.name != "citations.toml"
    )
    assert [key for key in sources() if not re.search(rf"(?<![\w-]){re.escape(key)}(?![\w-])", texts)] == []


def test_every_check_that_hipkit_cites_of_its_own_is_a_section_of_the_docs() -> None:
    code = "".join(file.read_text(encoding="utf-8") for file in PACKAGE.rglob("*.py"))
    cited = set(re.findall(r"\(\s*\"hipkit\",\s*\"([^\"]+)\"\s*\)", code))
    cited |= set(re.findall(r"tell\([^()]*, \"hipkit\", \"([^\"]+)\"\)", code))
    sections = set(re.findall(r"^## (.*)$", (PACKAGE.parent / "docs" / "checks.md").read_text(encoding="utf-8"), re.M))
    assert len(cited) > 10
    assert cited <= sections


def test_every_id_that_a_policy_file_cites_is_there() -> None:
    for payer in payers():
        text = (PACKAGE / "data" / "policies" / f"{payer}.toml").read_text(encoding="utf-8")
        used = re.findall(r'^(?:source|cite|also) = "([^"]+)"', text, re.MULTILINE)
        assert used and set(used) <= set(sources()), payer


def test_every_rule_statement_and_erratum_of_every_payer_is_cited_with_its_place() -> None:
    for payer in payers():
        policy = load_policy(payer)
        assert policy.source == cite(policy.source.id)
        rules = [rule.citation for rule in policy.rules]
        others = [said.citation for said in policy.statements] + [slip.citation for slip in policy.errata]
        for citation in rules + others:
            assert citation.id in sources()
            assert citation.where, (payer, citation.id)


@pytest.mark.parametrize(
    ("key", "date", "host"),
    [
        ("hmsa", "2021-02-18", "https://prc.hmsa.com/"),
        ("hmsa-injectables", "undated", "https://prc.hmsa.com/"),
        ("bcbsnd", "undated", "https://www.bcbsnd.com/"),
        ("bcbsnc", "2011-04-21", "http://www.bcbsnc.com/"),
        ("bcbstx", "2015-11-01", "https://www.bcbstx.com/"),
        ("bcbsm", "2013-05", "https://www.bcbsm.com/"),
        ("bcbsm-ndc", "2015-02", "https://www.bcbsm.com"),
        ("bcid", "2013-08", "https://www.bcidaho.com/"),
        ("bcbsne", "2022-09-19", "https://www.nebraskablue.com/"),
        ("hcpcs", "2025-10-01", "https://www.cms.gov"),
        ("cms-rac-0074", "undated", "https://www.cms.gov"),
        ("fda-ndc-rule", "2026-03-05", "https://www.govinfo.gov"),
        ("premera", "2019", "https://www.premera.com/"),
    ],
)
def test_a_source_has_the_date_that_it_shows_itself(key: str, date: str, host: str) -> None:
    assert cite(key).date == date
    assert cite(key).url.startswith(host)
