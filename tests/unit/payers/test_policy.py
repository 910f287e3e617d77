"""Payer rules are data: each value dated and cited, silence said as such, a bad file refused by line."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

import hipkit
from hipkit.errors import DataError, InputError
from hipkit.payers import files as module
from hipkit.payers.axes.all import AXES
from hipkit.payers.axes.axis import THERAPIES, UNSTATED
from hipkit.payers.files import Policy, load_policy, parse_policy, payers

TEXT, EXAMPLE = "rule-text", "published-example"
NEWEST = date(2026, 11, 24)
DAY = timedelta(days=1)

# --- HMSA ---

HMSA = [
    # axis, rule-text, published-example, source and place of each
    ("per_diem_code", "by-hours", "hmsa: Pain Management Therapy Codes", "S9325", "hmsa: Example"),
    ("per_diem_day", "infusion-day", "hmsa: Example", "infusion-day", "hmsa: Example"),
    ("line_span", "whole-span", "hmsa: Example", "whole-span", "hmsa: Example"),
    ("concurrent_modifiers", "SH", "hmsa: an additional drug", "SH", "hmsa: an additional drug"),
    ("drug_code", "specific", "hmsa: Billing drugs administered", "J3490", "hmsa: Example"),
    ("noc_units", "ndc-units", "hmsa-injectables: J3490", "ndc-units", "hmsa: Example"),
    ("hcpcs_rounding", "up-by-span", "cms-rac-0074: ", "nearest-by-span", "hmsa: Drug Unit Calculations"),
    ("ndc_quantity", "exact", "nucc-ndc: ", "nearest-whole", "hmsa: Drug Unit Calculations"),
    ("uom_allowed", UNSTATED, "hmsa: Example", UNSTATED, "hmsa: Example"),
    ("nursing_time", UNSTATED, "hmsa: ", UNSTATED, "hmsa: "),
    ("waste", UNSTATED, "hmsa: ", UNSTATED, "hmsa: "),
]


@pytest.mark.parametrize("on", [date(2020, 11, 30), date(2020, 12, 1), date(2021, 3, 1), NEWEST, None])
@pytest.mark.parametrize(("axis", "by_text", "text_place", "by_example", "example_place"), HMSA)
def test_hmsa_has_two_readings_each_value_with_its_source(
    on: date | None, axis: str, by_text: str, text_place: str, by_example: str, example_place: str
) -> None:
    hmsa = load_policy("hmsa")
    for reading, value, place in ((TEXT, by_text, text_place), (EXAMPLE, by_example, example_place)):
        rule = hmsa.rule(axis, on, reading)
        assert (rule.axis, rule.value, rule.reading, rule.therapy) == (axis, value, reading, "continuous")
        assert f"{rule.citation.id}: {rule.citation.where}".startswith(place)
        assert rule.words.endswith(".")


def test_every_axis_of_hmsa_is_in_the_table_above() -> None:
    assert [row[0] for row in HMSA] == list(AXES)


def test_the_first_reading_is_the_default_and_it_is_the_text() -> None:
    hmsa = load_policy("hmsa")
    assert [reading.id for reading in hmsa.readings] == [TEXT, EXAMPLE]
    assert hmsa.reading().id == TEXT
    assert hmsa.rule("drug_code") == hmsa.rule("drug_code", None, TEXT)


def test_the_readings_differ_on_four_axes_and_each_difference_has_two_reasons() -> None:
    hmsa = load_policy("hmsa")
    pairs = [(hmsa.rule(axis, None, TEXT), hmsa.rule(axis, None, EXAMPLE)) for axis in AXES]
    differing = [(one, other) for one, other in pairs if one.value != other.value]
    axes = ["per_diem_code", "drug_code", "hcpcs_rounding", "ndc_quantity"]
    assert [one.axis for one, _ in differing] == axes
    assert all(one.words != other.words for one, other in differing)


def test_the_linked_article_is_cited_for_j3490() -> None:
    rule = load_policy("hmsa").rule("drug_code", None, EXAMPLE)
    assert rule.citation.where == "Example"
    assert [source.id for source in rule.also] == ["hmsa-injectables"]
    assert "linked article" in rule.words
    article = [s for s in load_policy("hmsa").statements if s.citation.id == "hmsa-injectables"]
    assert [s.start for s in article] == [date(2015, 10, 1), date(2019, 1, 1), None]


def test_hmsa_says_in_words_that_its_text_defines_no_day_and_no_unit_of_measure() -> None:
    hmsa = load_policy("hmsa")
    assert "does not define a per-diem day" in hmsa.rule("per_diem_day").words
    assert "Neither the text nor the example prints a unit of measure" in hmsa.rule("uom_allowed").words
    silent = "What hipkit has read of HMSA does not say whether drug that is thrown away is billed."
    assert hmsa.rule("waste").words == silent


def test_hmsas_revisions_are_dated_versions() -> None:
    hmsa = load_policy("hmsa")
    assert [(revision.number, revision.date.isoformat()) for revision in hmsa.revisions] == [
        ("2.0", "2017-05-25"),
        ("2.1", "2020-05-20"),
        ("2.2", "2020-11-05"),
        ("2.3", "2020-11-30"),
        ("2.4", "2020-12-01"),
        ("2.5", "2021-02-18"),
    ]
    in_force = {
        date(2017, 5, 24): None,
        date(2017, 5, 25): "2.0",
        date(2020, 11, 29): "2.2",
        date(2020, 11, 30): "2.3",
        date(2020, 12, 1): "2.4",
        date(2021, 2, 17): "2.4",
        NEWEST: "2.5",
    }
    for day, number in in_force.items():
        revision = hmsa.revision(day)
        assert (revision.number if revision else None) == number, day


@pytest.mark.parametrize(
    ("on", "words"),
    [
        (date(2017, 5, 24), "What HMSA said before 2017-05-25 is unknown."),
        (date(2002, 1, 1), "What HMSA said before 2017-05-25 is unknown."),
        (
            date(2017, 5, 25),
            "known from 2020-11-30; of revision 2.0 (2017-05-25) only what it changed is known.",
        ),
        (
            date(2020, 11, 29),
            "known from 2020-11-30; of revision 2.2 (2020-11-05) only what it changed is known.",
        ),
    ],
)
def test_before_its_text_is_known_hmsa_is_unknown_and_never_the_same(on: date, words: str) -> None:
    hmsa = load_policy("hmsa")
    assert hmsa.why_unknown(on).endswith(words)
    for axis in AXES:
        for reading in (TEXT, EXAMPLE):
            rule = hmsa.rule(axis, on, reading)
            assert rule.value == UNSTATED
            assert rule.words.endswith(words)
            assert rule.citation.id == "hmsa"


def test_hmsa_is_known_from_2020_11_30_on() -> None:
    hmsa = load_policy("hmsa")
    assert (hmsa.known_from, hmsa.unknown_before) == (date(2020, 11, 30), date(2017, 5, 25))
    assert hmsa.why_unknown(date(2020, 11, 30)) == hmsa.why_unknown(None) == ""


@pytest.mark.parametrize("reading", [TEXT, EXAMPLE])
@pytest.mark.parametrize("therapy", THERAPIES)
def test_no_value_of_hmsa_changes_once_it_is_known(reading: str, therapy: str) -> None:
    hmsa = load_policy("hmsa")
    assert hmsa.changes(date(2020, 11, 30), NEWEST, reading, therapy) == ()
    assert hmsa.changes(date(2020, 11, 1), date(2020, 12, 31), reading, therapy) == (date(2020, 11, 30),)
    assert hmsa.changes(date(2017, 1, 1), date(2020, 11, 29), reading, therapy) == ()


def test_hmsas_slips_are_listed_and_its_false_code_is_no_value_anywhere() -> None:
    hmsa = load_policy("hmsa")
    assert [(slip.printed, slip.meant) for slip in hmsa.errata] == [
        ("59326", "S9326"),
        ("HCPC", "HCPCS"),
        ("on month's service", "one month's service"),
    ]
    assert not AXES["per_diem_code"].accepts("59326")


SEED = {
    # what the seed says (a few words of it) -> the statement or the axis that holds it
    "Precertification is not required": "no-precertification",
    "should be legible, maintained": "documentation",
    "retrospective review": "retrospective-review",
    "codes listed below": "codes",
    "drugs and nursing visits coded separately": "drugs-and-nursing-apart",
    "do not use this code with": "s9325-stands-alone",
    "specific HCPCS code when available": "specific-code-first",
    "For specialty pharmacies": "specialty-pharmacies",
    "do not require precertification": "nursing-covered",
    "not included in the per diem": "nursing-apart",
    "code a second service line": "second-drug-line",
    "Bill each pain management drug separately": "each-drug-with-its-ndc",
    "on the first service line": "per-diem-first",
    "the billing clerk ask the pharmacist": "ask-the-pharmacist",
    "Removed the following row": "j3490-table-row",
    "require clinical notes": "clinical-notes-s9326",
    "twenty-four hours or more": "per_diem_code",
    "S9325 x 31 units": "per_diem_day",
    "for on month's service": "line_span",
    "modifier code SH": "concurrent_modifiers",
    "J3490 NDC": "drug_code",
    "x 149 units": "noc_units",
    "rounded off to 149": "hcpcs_rounding",
    "have used 148.8": "ndc_quantity",
}


@pytest.mark.parametrize(("sentence", "held_by"), SEED.items())
def test_every_sentence_of_the_seed_that_states_a_rule_is_held(sentence: str, held_by: str) -> None:
    hmsa = load_policy("hmsa")
    held = {s.id: s.words for s in hmsa.statements} | {r.axis: r.words for r in hmsa.rules}
    assert held_by in held, sentence
    assert sentence.lower() not in held[held_by].lower(), "facts are carried over, sentences are not"


def test_every_statement_of_hmsas_own_page_is_among_the_sentences_above() -> None:
    own = {s.id for s in load_policy("hmsa").statements if s.citation.id == "hmsa"}
    assert own <= set(SEED.values())


def test_what_hmsa_leaves_open_beyond_the_axes_is_listed() -> None:
    silent = " | ".join(load_policy("hmsa").silent)
    for subject in (
        "modifiers other than SH",
        "place of service",
        "charges",
        "filed",
        "QUEST",
        "PCA",
        "hospital",
    ):
        assert subject in silent


# --- the other payers ---

OTHERS = [
    # payer, known from, the axes that it states itself, with the value
    ("bcbsnd", None, {"per_diem_day": "infusion-day", "line_span": "calendar-month"}),
    (
        "bcbsnc",
        date(2011, 4, 21),
        {"per_diem_day": "24-hour-block", "concurrent_modifiers": "59-SH-SJ", "waste": "not-billed"},
    ),
    ("bcbstx", date(2015, 11, 1), {"per_diem_day": "infusion-or-nursing-day", "concurrent_modifiers": "SH-SJ"}),
    ("bcbsm", date(2013, 5, 1), {"nursing_time": "bcbsm-2013", "uom_allowed": "GR ML UN"}),
    ("bcid", date(2013, 8, 1), {}),
    ("bcbsne", date(2022, 9, 19), {}),
]


@pytest.mark.parametrize(("payer", "known_from", "own"), OTHERS)
def test_another_payer_states_this_and_nothing_more(payer: str, known_from: date | None, own: dict[str, str]) -> None:
    policy = load_policy(payer)
    assert policy.known_from == known_from
    assert [reading.id for reading in policy.readings] == [TEXT]
    by_code_words = {"per_diem_code": "by-hours", "drug_code": "specific"}
    for axis in AXES:
        rule = policy.rule(axis)
        assert rule.value == (own | by_code_words).get(axis, UNSTATED), axis
        if axis in by_code_words:
            assert rule.citation.id == "hcpcs"
            assert "The payer names no code" in rule.words
        elif axis in own:
            assert rule.citation.id.startswith(payer)
    assert set(policy.unstated()) == set(AXES) - set(own) - set(by_code_words)


def test_the_payers_are_the_files() -> None:
    assert payers() == tuple(sorted(["hmsa", *(payer for payer, _, _ in OTHERS)]))


@pytest.mark.parametrize("payer", [payer for payer, _, _ in OTHERS])
def test_cms_rounds_up_but_no_payer_says_over_what_period(payer: str) -> None:
    rule = load_policy(payer).rule("hcpcs_rounding")
    assert rule.value == UNSTATED
    assert rule.citation.id == "cms-rac-0074"
    assert "CMS rounds up to the next whole unit, and no text that was read says whether by day" in rule.words


def test_north_dakotas_page_shows_no_date_so_its_rules_hold_on_any_day() -> None:
    policy = load_policy("bcbsnd")
    assert all(rule.start is None for rule in policy.rules)
    assert policy.rule("line_span", date(2003, 7, 1)).value == "calendar-month"
    assert policy.why_unknown(date(2003, 7, 1)) == ""
    assert policy.changes(date(2003, 7, 1), NEWEST) == ()


@pytest.mark.parametrize("therapy", ["intermittent", "pca", "implanted-pump"])
def test_north_carolinas_blocks_of_24_hours_are_for_continuous_therapy_only(therapy: str) -> None:
    policy = load_policy("bcbsnc")
    assert policy.stated("per_diem_day", None, TEXT, "continuous")
    assert not policy.stated("per_diem_day", None, TEXT, therapy)
    assert policy.rule("per_diem_day", NEWEST, TEXT, therapy).citation.id == "bcbsnc"


def test_michigans_units_of_measure_began_later_than_its_nursing_rule() -> None:
    policy = load_policy("bcbsm")
    assert policy.rule("nursing_time", date(2015, 1, 31)).value == "bcbsm-2013"
    assert policy.rule("uom_allowed", date(2015, 1, 31)).value == UNSTATED
    assert policy.rule("uom_allowed", date(2015, 2, 1)).citation.id == "bcbsm-ndc"
    assert policy.changes(date(2015, 1, 1), date(2015, 3, 1)) == (date(2015, 2, 1),)
    assert not AXES["uom_allowed"].accepts("")
    assert {"ME", "F2"}.isdisjoint(policy.rule("uom_allowed").value.split())


# --- asking ---


@pytest.mark.parametrize(
    ("payer", "shown"),
    [
        ("aetna", "aetna"),
        ("HMSA", "HMSA"),
        ("../hmsa", "../hmsa"),
        ("", "nothing"),
        (7, "7"),
        (None, "nothing"),
    ],
)
def test_an_unknown_payer_is_refused_with_the_list(payer: str, shown: str) -> None:
    with pytest.raises(InputError) as refused:
        load_policy(payer)
    assert refused.value.field == "payer"
    assert shown in str(refused.value)
    assert ", ".join(payers()) in refused.value.reason


def test_an_unknown_axis_reading_or_therapy_is_refused() -> None:
    hmsa = load_policy("hmsa")
    with pytest.raises(InputError, match="HMSA is read as rule-text or published-example only"):
        hmsa.rule("waste", None, "my-reading")
    with pytest.raises(InputError, match="known are per_diem_code, "):
        hmsa.rule("rounding")
    with pytest.raises(InputError, match="therapy"):
        hmsa.rule("waste", None, TEXT, "oral")


@pytest.mark.parametrize("payer", payers())
def test_every_rule_says_why_in_one_or_two_plain_sentences(payer: str) -> None:
    policy = load_policy(payer)
    for rule in policy.rules:
        assert 20 < len(rule.words) < 250 and rule.words.isascii(), rule
        assert rule.value == UNSTATED or AXES[rule.axis].accepts(rule.value), rule
        assert AXES[rule.axis].explain(rule.value), rule


@pytest.mark.parametrize("payer", payers())
def test_a_rule_is_asked_for_any_axis_reading_therapy_and_day(payer: str) -> None:
    policy = load_policy(payer)
    for axis in AXES:
        for reading in policy.readings:
            for therapy in THERAPIES:
                for on in (None, date(1999, 1, 1), date(2021, 3, 1), NEWEST):
                    rule = policy.rule(axis, on, reading.id, therapy)
                    assert rule.citation.id and rule.words
                    assert policy.stated(axis, on, reading.id, therapy) == (rule.value != UNSTATED)


# --- the files ---

FILES = Path(__file__).parent / "policies"
GOOD = (FILES / "acme.toml").read_text(encoding="utf-8")
BAD = tomllib.loads((FILES / "bad.toml").read_text(encoding="utf-8"))["case"]


def parsed(text: str = GOOD) -> Policy:
    return parse_policy(text, "data/policies/acme.toml")


def test_a_good_file_is_read() -> None:
    acme = parsed()
    assert (acme.id, acme.name, acme.known_from, acme.silent) == (
        "acme",
        "Acme",
        date(2020, 1, 1),
        ("everything else",),
    )
    assert acme.rule("per_diem_code", date(2021, 12, 31)).value == "S9325"
    assert acme.rule("per_diem_code", date(2022, 1, 1)).value == "by-hours"
    assert acme.rule("per_diem_code").value == "by-hours"
    assert acme.rule("per_diem_code", date(2021, 12, 31)).citation.where == "page 1"
    assert acme.rule("waste", date(2025, 1, 1)).start is None
    assert acme.statements[0].end is None


def test_a_change_of_value_is_a_day_to_split_a_span_at() -> None:
    acme = parsed()
    change = date(2022, 1, 1)
    assert acme.changes(date(2021, 6, 1), date(2022, 6, 1)) == (change,)
    assert acme.changes(change - DAY, change) == (change,)
    assert acme.changes(change, date(2022, 6, 1)) == ()
    assert acme.changes(date(2021, 6, 1), change - DAY) == ()
    assert acme.changes(date(2019, 1, 1), date(2022, 6, 1)) == (date(2020, 1, 1), change)


def test_a_new_citation_for_the_same_value_is_no_change() -> None:
    acme = parsed(GOOD.replace('value = "by-hours"', 'value = "S9325"'))
    assert acme.changes(date(2021, 6, 1), date(2022, 6, 1)) == ()


def test_a_rule_that_ends_leaves_its_axis_unstated_from_the_next_day() -> None:
    acme = parsed(GOOD.replace("from = 2022-01-01\n", "from = 2022-01-01\nthrough = 2022-03-31\n"))
    assert acme.rule("per_diem_code", date(2022, 4, 1)).value == UNSTATED
    assert acme.changes(date(2022, 2, 1), date(2022, 6, 1)) == (date(2022, 4, 1),)
    assert acme.rule("per_diem_code").value == "by-hours"  # no day: the newest that there is


def test_the_text_becoming_known_is_a_change_even_where_nothing_is_stated() -> None:
    silent = GOOD.replace('value = "S9325"', 'value = "unstated"').replace('value = "jw-jz"', 'value = "unstated"')
    assert parsed(silent).changes(date(2019, 6, 1), date(2020, 6, 1)) == (date(2020, 1, 1),)


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


@pytest.mark.parametrize("case", BAD, ids=[case["name"] for case in BAD])
def test_a_bad_file_is_an_error_that_names_file_and_line(case: dict[str, str]) -> None:
    by = case.get("by", "")
    text = GOOD.replace(case["replace"], by, 1)
    assert text != GOOD
    with pytest.raises(DataError) as wrong:
        parsed(text)
    assert wrong.value.path == "data/policies/acme.toml"
    assert case["says"] in wrong.value.reason
    assert wrong.value.line == line_of(text, case.get("at", by))
    assert str(wrong.value).startswith(f"data/policies/acme.toml, line {wrong.value.line}: ")


def test_a_text_that_ends_too_soon_names_its_last_line() -> None:
    text = GOOD + "axis = ["
    with pytest.raises(DataError) as wrong:
        parsed(text)
    assert wrong.value.line == len(text.splitlines())


@pytest.fixture
def another_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(module, "_folder", lambda: tmp_path)
    module.payers.cache_clear()
    module._load.cache_clear()
    yield tmp_path
    module.payers.cache_clear()
    module._load.cache_clear()


def test_adding_a_payer_is_adding_a_file(another_folder: Path) -> None:
    (another_folder / "acme.toml").write_text(GOOD, encoding="utf-8")
    assert payers() == ("acme",)
    assert load_policy("acme").rule("per_diem_code", date(2021, 3, 1)).value == "S9325"


def test_the_python_of_policies_names_no_payer() -> None:
    package = Path(hipkit.__file__).parent
    for path in (*sorted((package / "payers").rglob("*.py")), package / "values" / "tomlfile.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        apart = {id(node) for node in _beside_the_code(tree)}
        texts = [n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and id(n) not in apart]
        assert [payer for payer in payers() if payer in texts] == [], path


def _beside_the_code(tree: ast.AST) -> Iterator[ast.expr]:
    """Texts that decide nothing: docstrings, the id of a source, and what a refusal says to type."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            yield node.value
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id == "Source":
                yield node.args[0]
            elif node.func.id in ("InputError", "clean"):
                yield node.args[-1]
