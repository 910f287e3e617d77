"""The glossary: the words of the field, each explained, with an example, with its source."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import hipkit
from hipkit.billing.nursing import nursing_units
from hipkit.errors import DataError, InputError
from hipkit.reference.codes import code
from hipkit.reference.glossary import glossary, look_up, parse_glossary
from hipkit.reference.products import product
from hipkit.values.citations import sources
from hipkit.values.ndc import Ndc

ROOT = Path(hipkit.__file__).parents[1]
TEXT = (ROOT / "hipkit" / "data" / "glossary.toml").read_text(encoding="utf-8")
# The words of the design, which every part of hipkit uses.
WORDS = (
    "order", "regimen", "continuous", "intermittent", "PCA", "implanted pump", "product", "strength", "concentration",
    "bag", "service date", "per diem", "HCPCS code", "billing unit", "NDC", "NDC quantity", "unit of measure", "F2",
    "GR", "ME", "ML", "UN", "modifier", "SH", "SJ", "service line", "place of service", "payer", "policy", "reading",
    "slip", "case", "J3490", "basal rate", "demand dose", "lockout", "waste", "JW", "JZ", "99601", "99602", "CARC",
    "RARC", "group code", "prior authorization", "remittance", "duplicate", "access day", "24-hour block", "crosswalk",
)  # fmt: skip


def test_there_are_at_least_forty_terms_with_all_that_they_need() -> None:
    assert len(glossary()) >= 40
    for term in glossary():
        assert term.words.endswith(".") and term.example and not term.example.endswith("."), term.name
        assert term.source.id in sources() and term.source.where, term.name
        assert len(term.words) <= 200 and len(term.example) <= 120, term.name
        assert f"{term.words}{term.example}".isascii(), term.name


@pytest.mark.parametrize("word", WORDS)
def test_a_word_of_the_field_is_one_term(word: str) -> None:
    assert len(look_up(word)) == 1
    assert look_up(word) == look_up(f"  {word.upper()} ") == look_up(word.lower())


def test_no_name_stands_twice() -> None:
    names = [name.casefold() for term in glossary() for name in term.names]
    assert len(set(names)) == len(names)


def test_what_cites_hipkit_cites_a_section_of_its_page() -> None:
    sections = set(re.findall(r"^## (.*)$", (ROOT / "docs" / "checks.md").read_text(encoding="utf-8"), re.MULTILINE))
    cited = {term.source.where for term in glossary() if term.source.id == "hipkit"}
    assert cited and cited <= sections


def test_a_part_of_a_name_finds_it_and_a_word_of_its_text_does() -> None:
    assert "concurrent therapies" in [term.name for term in look_up("concurr")]
    assert "tall-man letters" in [term.name for term in look_up("HYDROmorphone")]
    assert look_up("barometer") == ()


@pytest.mark.parametrize("given", ["", "   ", None, 5, "x" * 10_000])
def test_what_cannot_be_looked_up_is_refused(given: object) -> None:
    with pytest.raises(InputError) as caught:
        look_up(given)
    assert caught.value.field == "term"


@pytest.mark.parametrize("given", ["=1+1", "1,000", "149 mL", "{7*7}", "<script>"])
def test_odd_words_find_nothing(given: str) -> None:
    assert look_up(given) == ()


def test_examples_hold() -> None:
    assert str(code("J2270").per) == "10 mg" and code("J2270").end is None
    assert str(code("J1170").per) == "4 mg" and str(code("J1170").end) == "2024-09-30"
    assert str(code("J1171").start) == "2024-10-01"
    vial = product(Ndc.parse("00409-1134-03"))
    assert vial is not None and (str(vial.strength), str(vial.package_volume)) == ("50 mg/mL", "20 mL")
    assert Ndc.parse("63323-851-50").hyphenated == "63323-0851-50"
    assert [nursing_units(minutes, "cpt-midpoint").further for minutes in (90, 150, 151, 240)] == [0, 0, 1, 2]
    (waste,) = look_up("waste")
    assert "35 units of 10 mg given, 5 discarded" in waste.example


def test_no_text_of_the_ama_is_copied() -> None:
    """The words of 99601 and 99602 are our own, and say so."""
    for name in ("99601", "99602"):
        (term,) = look_up(name)
        assert "the words are ours" in term.words
        assert "specialty drug administration" not in term.words.lower()


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('name = "SH"', 'nmae = "SH"', "is not a key of term"),
        ('name = "SJ"', 'name = "SH"', "is a name of 'SH' already"),
        ('also = ["NDC units"]', 'also = ["UoM"]', "is a name of"),
        ('cite = "nhia-per-diem"', 'cite = "nhia"', "no source in citations.toml"),
        ('example = "S9326 SH"', 'example = ""', "must be a text that is not empty"),
        (
            'words = "Two signs beside a code that say something more of the line."',
            'words = "Two signs"',
            "end with a point",
        ),
    ],
)
def test_a_file_that_is_wrong_is_refused_with_its_line(old: str, new: str, reason: str) -> None:
    assert TEXT.count(old) == 1
    with pytest.raises(DataError, match=r"glossary\.toml, line \d+") as caught:
        parse_glossary(TEXT.replace(old, new), "glossary.toml")
    assert reason in str(caught.value)
