"""Every source stands once, says where and when it is from, and every id that is used is there."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

import hipkit
from hipkit.errors import DataError
from hipkit.payers.files import load_policy, payers
from hipkit.values.citations import cite, sources

PACKAGE = Path(hipkit.__file__).parent
DATE = re.compile(r"undated|\d{4}(-\d{2}(-\d{2})?)?")
URL = re.compile(r"(https?://[a-z0-9.-]+(/\S*)?|docs/[a-z-]+\.md)?")


def test_an_entry_has_a_title_a_date_and_an_address_and_nothing_else() -> None:
    text = (PACKAGE / "data" / "citations.toml").read_text(encoding="utf-8")
    for key, entry in tomllib.loads(text).items():
        assert list(entry) == ["title", "date", "url"], key
        assert re.fullmatch(r"[a-z0-9-]+", key), key
        assert entry["title"] == entry["title"].strip() != "", key
        assert DATE.fullmatch(entry["date"]), key
        assert URL.fullmatch(entry["url"]), key


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
