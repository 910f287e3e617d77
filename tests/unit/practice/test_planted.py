"""Claims with one wrong cell: the rest is as the core bills it, and nothing but the key says which cell it is."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cache

import pytest

from hipkit import Continuous, Order, Pca, bill, sample_claim
from hipkit.claim.table import rows as lines_of
from hipkit.practice.case import Table
from hipkit.practice.draw import Draw
from hipkit.practice.grading.answers import answer_text
from hipkit.practice.grading.grade import grade
from hipkit.practice.grading.hints import hint
from hipkit.practice.making import Again, Sheet, case, drawn, key, templates
from hipkit.practice.templates.errors import draws as planted_draws
from hipkit.practice.templates.errors import sheets as planted
from hipkit.practice.templates.errors.cells import COLUMNS, EMPTY, Cells, Change, rows, table, value
from hipkit.practice.templates.errors.keys import boxes
from hipkit.practice.templates.errors.kinds import Plant, kinds, of_kind, plants
from hipkit.practice.templates.errors.scene import Scene, order_words, printed, scene
from hipkit.practice.templates.shared.orders import Drawn
from hipkit.practice.templates.shared.pinned import pinned
from hipkit.practice.templates.shared.spans import Span
from hipkit.review.finding import findings
from hipkit.review.run.rules import review
from hipkit.values.ndc import Ndc
from tests.helpers.review_lines import frame

SEEDS = range(150)
TODAY = datetime.date(2026, 1, 1)
SCENES: dict[str, tuple[Callable[[Draw], Scene], tuple[str, ...]]] = {
    "errors-rate": (planted_draws.one_rate, planted.PUMP),
    "errors-doses": (planted_draws.doses, planted.PUMP),
    "errors-two-drugs": (planted_draws.two_drugs, planted.SECOND),
    "errors-days": (planted_draws.stay_or_change, planted.DAYS),
    "errors-visits": (planted_draws.with_visits, planted.VISITS),
    "errors-new-code": (planted_draws.new_code, planted.CODES),
}
# What the training is about: each of these must come up.
WANTED = {
    "mg-as-units", "mL-as-units", "a-month-is-30-days", "bag-strength", "unit-of-measure", "zero-in-another-place",
    "code-of-another-day", "unlisted-for-a-listed-drug", "second-without-modifier", "modifier-on-the-first",
    "per-diem-of-other-hours", "generic-per-diem", "nursing-hour-too-many", "rounded-by-day", "begins-a-day-late",
    "ends-a-day-early", "hospital-in-per-diem", "hospital-in-units", "unit-of-another-code", "pump-maximum",
}  # fmt: skip


@cache
def made(name: str, seed: int) -> tuple[Scene, Plant, Sheet]:
    """The scene, the plant and the sheet of a template and a seed, each drawn by itself."""
    of_name = next(one for one in templates() if one.name == name)
    find, about = SCENES[name]
    for attempt in range(200):
        names = (of_name.since, name, f"seed {seed}", f"attempt {attempt}")
        draw = Draw(*names)
        try:
            drawn_scene = find(draw)
            found = planted.one_plant(draw, drawn_scene, about)
        except Again:
            continue
        return drawn_scene, found, of_name.make(Draw(*names))
    raise AssertionError(name)


def all_made() -> Iterator[tuple[str, int, Scene, Plant, Sheet]]:
    for name in SCENES:
        for seed in SEEDS:
            yield (name, seed, *made(name, seed))


def claim_of(sheet: Sheet) -> list[Cells]:
    """The claim as the sheet shows it."""
    shown = next(part for part in sheet.parts if isinstance(part, Table) and part.title.startswith("The claim"))
    return [
        {column: "" if cell == EMPTY else cell for column, cell in zip(COLUMNS, row[1:], strict=True)}
        for row in shown.rows
    ]


def differing(clean: list[Cells], shown: list[Cells]) -> list[Change]:
    """Every cell in which two claims of as many lines differ, as it stands in the second."""
    return [
        Change(number, column, there[column])
        for number, (here, there) in enumerate(zip(clean, shown, strict=True), 1)
        for column in COLUMNS
        if here[column] != there[column]
    ]


def anew(of: Scene) -> list[Cells]:
    """The claim of a scene through the public names."""
    bills = [bill(order, of.payer, of.reading, dict(of.choices), TODAY) for order in of.orders]
    return rows(sample_claim(bills, visits=of.visits, nursing_rule=of.nursing_rule, today=TODAY))


def test_the_templates_are_there_with_their_levels() -> None:
    levels = {one.name: one.level for one in templates() if one.kind == "errors"}
    assert levels == {
        "errors-rate": 2, "errors-doses": 2, "errors-two-drugs": 3, "errors-days": 3, "errors-visits": 3,
        "errors-new-code": 3,
    }  # fmt: skip


def test_exactly_one_cell_differs_from_what_the_core_bills() -> None:
    for name, seed, of, found, sheet in all_made():
        clean, shown = anew(of), claim_of(sheet)
        assert differing(clean, shown) == [found.change], (name, seed)


def test_the_key_puts_the_claim_right() -> None:
    for name, seed, of, _, sheet in all_made():
        right = {box.blank.name: box.key.right for box in sheet.boxes}
        clean, shown = anew(of), claim_of(sheet)
        line, column = int(str(right["line"])), str(right["column"])
        assert value(column, clean[line - 1][column]) == right["value"], (name, seed)
        assert value(column, shown[line - 1][column] or ("" if column == "modifiers" else "0")) != right["value"]
        shown[line - 1][column] = clean[line - 1][column]
        assert shown == clean


def test_choices_hold_the_right_one_once_and_all_columns() -> None:
    for name, seed, of, _, sheet in all_made():
        line, column, now = sheet.boxes
        assert [choice for choice, _ in line.blank.choices] == [str(one.number) for one in of.claim.lines]
        assert [choice for choice, _ in column.blank.choices] == list(COLUMNS)
        for box in (line, column):
            assert [choice for choice, _ in box.blank.choices].count(str(box.key.right)) == 1, (name, seed)
        assert now.blank.kind == "text" and not now.blank.unit


def test_nothing_but_the_key_says_where_the_cell_is() -> None:
    shown = {(box.blank.name, box.blank.label, box.blank.skill) for *_, sheet in all_made() for box in sheet.boxes}
    assert len(shown) == 3
    assert {skill for _, _, skill in shown} == {"review"}
    assert {sheet.title for *_, sheet in all_made()} == {planted.TITLE}
    for *_, found, sheet in all_made():
        text = " ".join(part if isinstance(part, str) else str(part) for part in sheet.parts)
        assert found.kind not in text and found.rule not in text
        assert sheet.order is None


def test_a_case_is_marked_and_lies_in_the_years_that_are_known() -> None:
    assert all(case(seed, 3).text.startswith("SAMPLE") for seed in range(20))
    for name, seed, of, *_ in all_made():
        for line in of.claim.lines:
            assert line.start and line.end
            assert datetime.date(2021, 1, 1) <= line.start <= line.end <= datetime.date(2025, 12, 31), (name, seed)


def test_every_kind_that_training_is_about_comes_up() -> None:
    seen = {found.kind for *_, found, _ in all_made()}
    assert seen >= WANTED
    assert seen <= {kind.id for kind in kinds()}


def test_a_plant_names_a_slip_of_its_kind_and_each_of_them_comes_up() -> None:
    seen = {
        (one.kind, one.slip)
        for name in SCENES
        for seed in range(20)
        for kind in kinds()
        for one in plants(kind, made(name, seed)[0])
    }
    assert seen == {(kind.id, slip) for kind in kinds() for slip in kind.slips}


def test_every_plant_has_a_rule_that_is_cited() -> None:
    for *_, found, sheet in all_made():
        assert found.rule and not found.rule.endswith(".")
        assert found.citation.id
        for box in sheet.boxes:
            assert box.key.rule.endswith(".") and box.key.pointer and box.key.stages
            if isinstance(box.key.right, Fraction):
                assert box.key.stages[-1].value == box.key.right


def test_no_kind_offers_a_cell_that_is_right() -> None:
    for seed in range(20):
        for name in SCENES:
            of, _, _ = made(name, seed)
            clean = rows(of.claim)
            for kind in kinds():
                for one in plants(kind, of):
                    assert clean[one.change.line - 1][one.change.column] != one.change.now, kind.id


@pytest.mark.parametrize("level", [2, 3])
def test_the_key_is_graded_right_and_the_claim_as_it_stands_is_not(level: int) -> None:
    graded = 0
    for seed in range(300):
        if drawn(seed, level).kind != "errors":
            continue
        one = case(seed, level)
        keys = key(one).boxes
        answers = {blank.name: answer_text(blank, keys[blank.name].right) for blank in one.blanks}
        assert grade(one, answers).correct, (seed, level)
        stands = keys["value"].facts.texts["stands"] or "none"
        left = {feedback.field: feedback for feedback in grade(one, answers | {"value": stands}).feedback}
        assert not left["value"].correct and left["value"].why
        graded += 1
    assert graded > 10


def test_the_pointer_and_the_rule_do_not_name_the_value() -> None:
    """A rule may name a code or a modifier beside the one that it sets it apart from."""
    beside = {"per-diem-of-other-hours", "third-for-second"}
    for name, seed, _, found, sheet in all_made():
        box = sheet.boxes[-1]
        right = answer_text(box.blank, box.key.right)
        if found.kind not in beside and len(right) > 1 and right != "none":
            for number in (1, 2):
                assert not re.search(rf"\b{re.escape(right)}\b", hint(box.key, number).text), (name, seed)


# ---- one claim by hand: morphine 5 mg/hr over March, from vials of 50 mg/mL in a bag of 5 mg/mL


def by_hand(
    regimen: Continuous | Pca | None = None, span: Span | None = None, ndc: str = "00409-1134-03", **order: object
) -> Drawn:
    number = Ndc.parse(ndc)
    pack = pinned().pack(number)
    days = span or Span(datetime.date(2025, 3, 1), datetime.date(2025, 3, 31))
    given = regimen or Continuous("5 mg/hr", hours_per_day=24)
    whole = Order(
        drug=pack.drug, regimen=given, strength=pack.strength, ndc=number, start=days.start, end=days.end,
        without=days.without, **order,
    )  # fmt: skip
    kind = "pca" if isinstance(given, Pca) else "continuous"
    found = next(one for one in pinned().ranges if (one.drug, one.regimen) == (pack.drug, kind))
    return Drawn(whole, pack, found, days)


def changes(name: str, *given: Drawn, **more: object) -> list[tuple[int, str]]:
    return [(one.change.line, one.change.now) for one in of_kind(name, scene(given, **more))]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("mg-as-units", [(2, "3720")]),
        ("mL-as-units", [(2, "75")]),
        ("hours-left-out", [(2, "16")]),
        ("rounded-down", []),
        ("a-month-is-30-days", [(1, "30")]),
        ("first-day-left-out", [(1, "30")]),
        ("bag-strength", [(2, "744")]),
        ("mg-as-quantity", [(2, "3720")]),
        ("packages-as-quantity", [(2, "4")]),
        ("units-as-quantity", [(2, "372")]),
        ("quantity-rounded", [(2, "75")]),
        ("unlisted-for-a-listed-drug", [(2, "J3490")]),
        ("code-of-the-other-route", [(2, "J2274")]),
        ("code-of-another-day", []),
        ("per-diem-of-other-hours", [(1, "S9327")]),
        ("generic-per-diem", [(1, "S9325")]),
        ("implanted-for-external", [(1, "S9328")]),
        ("zero-in-another-place", [(2, "04091013403"), (2, "04091134003")]),
        ("another-package", [(2, "00409113405")]),
        ("unit-of-measure", [(2, "UN"), (2, "ME"), (2, "GR")]),
        ("second-without-a-first", [(1, "SH")]),
        ("begins-a-day-late", [(1, "2025-03-02"), (2, "2025-03-02")]),
        ("ends-a-day-early", [(1, "2025-03-30"), (2, "2025-03-30")]),
    ],
)
def test_what_a_slip_puts_where(name: str, expected: list[tuple[int, str]]) -> None:
    assert changes(name, by_hand(bag="5 mg/mL")) == expected


def test_what_a_slip_puts_on_hydromorphone_after_its_code_ended() -> None:
    given = by_hand(Continuous("1 mg/hr", hours_per_day=24), ndc="63323-0851-50")
    assert rows(scene([given]).claim)[1]["units"] == "7440"
    assert changes("unit-of-another-code", given) == [(2, "186")]
    assert changes("code-of-another-day", given) == [(2, "J1170")]
    assert changes("mg-as-units", given) == [(2, "744")]


def test_what_a_slip_puts_on_a_pump_with_a_log() -> None:
    pump = Pca("1 mg", 12, basal="1 mg/hr", lockout="10 min", hours_per_day=24)
    given = by_hand(pump, Span(datetime.date(2025, 3, 1), datetime.date(2025, 3, 10)))
    assert rows(scene([given]).claim)[1]["units"] == "36"
    assert changes("pump-maximum", given) == [(2, "168")]  # (1 + 6 x 1) mg x 24 hr x 10 days
    assert changes("basal-left-out", given) == [(2, "12")]


def test_what_a_slip_puts_with_days_in_hospital_and_with_a_new_rate() -> None:
    stay = tuple(datetime.date(2025, 3, day) for day in (10, 11, 12))
    away = by_hand(span=Span(datetime.date(2025, 3, 1), datetime.date(2025, 3, 31), stay))
    assert [line["units"] for line in rows(scene([away]).claim)] == ["28", "336"]
    assert changes("hospital-in-per-diem", away) == [(1, "31")]
    assert changes("hospital-in-units", away) == [(2, "372")]
    changed = by_hand(Continuous("5 mg/hr", hours_per_day=24, changes=[("2025-03-11", "6 mg/hr")]))
    assert rows(scene([changed]).claim)[1]["units"] == "423"  # 120 mg x 10 and 144 mg x 21, by 10 mg
    assert changes("first-rate-throughout", changed) == [(2, "372")]


def test_what_a_slip_puts_on_a_second_therapy() -> None:
    second = by_hand(Continuous("1 mg/hr", hours_per_day=24), ndc="63323-0851-50")
    two = (by_hand(), second)
    assert [line["modifiers"] for line in rows(scene(two).claim)] == ["", "SH", "", ""]
    assert changes("second-without-modifier", *two) == [(2, "")]
    assert changes("modifier-on-the-first", *two) == [(1, "SH")]
    assert changes("modifier-on-the-drug", *two) == [(4, "SH")]
    assert changes("third-for-second", *two) == [(2, "SJ")]
    assert changes("generic-per-diem", *two) == [(1, "S9325"), (2, "S9325")]
    agreed = dict(planted_draws.CAROLINA.agreed)
    assert changes("fifty-nine-missing", *two, payer="bcbsnc", choices=agreed) == [(2, "SH")]


def test_what_a_slip_puts_on_visits() -> None:
    visits = ((datetime.date(2025, 3, 1), 190),)
    more = {"visits": visits, "nursing_rule": "cpt-midpoint"}
    assert [(line["code"], line["units"]) for line in rows(scene([by_hand()], **more).claim)][2:] == [
        ("99601", "1"), ("99602", "1"),
    ]  # fmt: skip
    assert changes("nursing-hour-too-many", by_hand(), **more) == [(4, "2")]
    assert changes("nursing-whole-visit", by_hand(), **more) == [(4, "4")]
    assert changes("nursing-first-by-hour", by_hand(), **more) == [(3, "2")]


def test_what_a_slip_puts_under_the_reading_of_the_example() -> None:
    more = {"reading": "published-example"}
    assert [(line["code"], line["units"]) for line in rows(scene([by_hand()], **more).claim)] == [
        ("S9325", "31"), ("J3490", "74"),
    ]  # fmt: skip
    assert changes("own-units-on-J3490", by_hand(), **more) == [(2, "372")]
    assert changes("own-code-in-the-example-reading", by_hand(), **more) == [(2, "J2270")]
    assert changes("by-hours-in-the-example-reading", by_hand(), **more) == [(1, "S9326")]
    assert changes("quantity-rounded", by_hand(), **more) == [(2, "74.4")]


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("mg-as-units", "HIP221"), ("mL-as-units", "HIP221"), ("hours-left-out", "HIP221"),
        ("bag-strength", "HIP307"), ("mg-as-quantity", "HIP307"), ("packages-as-quantity", "HIP307"),
        ("units-as-quantity", "HIP307"), ("unit-of-measure", "HIP305"),
    ],
)  # fmt: skip
def test_the_review_finds_a_planted_slip_by_its_id(name: str, rule: str) -> None:
    of = scene([by_hand(bag="20 mg/mL")])
    one = of_kind(name, of)[0]
    lines = lines_of(of.claim)
    column = {"uom": "ndc_uom"}.get(one.change.column, one.change.column)
    lines[one.change.line - 1] |= {column: one.change.now}
    told = findings(review(frame(lines), ["HIP1", "HIP2", "HIP3"], today=TODAY).findings)
    named = {(finding.rule, finding.slip.partition(":")[0]) for finding in told if finding.slip}
    assert named == {(rule, one.slip)}


def test_the_label_prints_ten_digits_and_an_order_names_them() -> None:
    for pack in pinned().packs:
        label = printed(pack.ndc)
        assert len(label.replace("-", "")) == 10
        assert Ndc.parse(label) == pack.ndc
    words = order_words(by_hand())
    assert "NDC on the label: 0409-1134-03." in words
    assert "00409" not in words


def test_an_empty_cell_is_a_hyphen_and_modifiers_are_a_set() -> None:
    of = scene([by_hand()])
    assert table("x", rows(of.claim)).rows[0][6:] == (EMPTY, EMPTY, EMPTY)
    assert value("modifiers", "SH 59") == value("modifiers", "59 SH") == ("59", "SH")
    found = of_kind("second-without-a-first", of)[0]
    assert boxes(of, found)[-1].key.right == ()
