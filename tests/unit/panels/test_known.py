"""The sources: a product's codes over time, every table with its days and its age, the payers' texts."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hipkit.formats.shared.plain import as_text
from hipkit.panels.base import Answer
from hipkit.panels.known import Known
from hipkit.reference import adding, inuse
from hipkit.reference.inuse import SHIPPED, using
from tests.helpers import cms_files

TODAY = datetime.date(2026, 11, 30)
KNOWN = Known(lambda: TODAY)


def ask(ndc: str = KNOWN.start["ndc"]) -> Answer:
    return KNOWN.answer({"ndc": ndc})


def test_a_vial_of_hydromorphone_went_to_another_code_with_another_unit() -> None:
    shown = as_text(ask().parts["codes"])
    assert "J1170, 4 mg a unit, from 2024-01-01 to 2024-09-30" in shown
    assert "J1171, 0.1 mg a unit, from 2024-10-01 to 2026-03-31" in shown
    assert "From 2024-10-01 the amount of 1 unit of before is 40 units." in shown
    assert re.search(r"Read in: CMS.*crosswalk.*read 2026-11-24.*HCPCS Level II.*read 2026-11-24", shown)


def test_the_picture_names_and_describes_itself() -> None:
    drawn = ask().parts["codes"]
    assert "<svg " in drawn and 'role="img"' in drawn and "<title>" in drawn and "<desc>" in drawn
    assert len(re.findall("<rect ", drawn)) == 2 and not re.search("<script|http", drawn)


def test_every_table_says_its_days_and_when_it_was_read() -> None:
    shown = as_text(ask().parts["tables"])
    assert "2017-01-01 to 2025-12-31, its newest day is 10 months old" in shown
    assert shown.count(" days ago") == 4 and "2026-11-29, 1 day ago" in shown
    assert "Products by their NDCs" in shown and "What newer lists show of the codes" in shown
    assert "to 2026-12-31" in as_text(ask().parts["later"])


def test_the_payers_say_how_old_they_are() -> None:
    shown = as_text(ask().parts["payers"])
    assert "known from 2020-11-30, 6 years old: check its page" in shown
    assert "prints 59326, means S9326" in as_text(ask().parts["revisions"])


@pytest.mark.parametrize(
    ("ndc", "kind", "said"),
    [
        ("00074-1133-03", "note", "not in the CMS crosswalks"),
        ("0074113303", "error", "Type for example the one on the package, with its hyphens"),
        ("hydromorphone", "error", "Type for example"),
    ],
)
def test_what_is_no_product_that_is_known_is_said_and_draws_nothing(ndc: str, kind: str, said: str) -> None:
    answer = ask(ndc)
    assert answer.messages["ndc"].kind == kind and said in answer.messages["ndc"].text
    assert "<svg" not in answer.parts["codes"] and "J1171" not in answer.parts["codes"]
    assert not answer.settled and "HMSA" in answer.parts["payers"]


def test_without_an_ndc_nothing_is_drawn() -> None:
    assert "waiting for a product's NDC" in as_text(ask("").parts["codes"])


def test_a_table_that_was_added_is_there_once_answers_use_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HIPKIT_DATA", str(tmp_path / "data"))
    file = tmp_path / "2026q2-crosswalk.csv"
    file.write_text(cms_files.crosswalk_csv(year=2026, quarter=2))
    assert "None. They are added on the command line" in as_text(ask().parts["added"])
    adding.keep(adding.read([file]))
    with using(SHIPPED):
        assert "crosswalk-2026-q2" not in as_text(ask().parts["added"])
    answer = ask()
    assert "crosswalk-2026-q2" in as_text(answer.parts["added"]) and file.name in as_text(answer.parts["added"])
    assert "J1171, 0.1 mg a unit, from 2024-10-01 to 2026-06-30" in as_text(answer.parts["codes"])
    assert f"Added table crosswalk-2026-q2, from {file.name}" in as_text(answer.parts["codes"])
    inuse.forget()


@given(st.one_of(st.text(max_size=20), st.none(), st.integers()))
def test_nothing_that_is_typed_makes_the_sources_fail(text: object) -> None:
    assert set(KNOWN.answer({"ndc": text}).parts) == set(KNOWN.parts)
