"""Side by side: readings, payers, two orders; every difference with its cited reason; the bars; the panel."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from fractions import Fraction
from itertools import combinations
from typing import Any

import pytest

from hipkit import Continuous, InputError, Intermittent, Order, Pca, PumpRefill
from hipkit.billing.compare import Bar, Comparison, Group, Row, by_payer, by_reading, compare
from hipkit.formats.bill import compare_html
from hipkit.formats.bill.compare_bars import bars_picture, words
from hipkit.formats.shared.plain import as_text
from hipkit.order.scenario import Scenario
from hipkit.panels.base import Answer
from hipkit.panels.calculator.drugs import Drugs
from hipkit.panels.calculator.fields import OPEN_AXES
from hipkit.panels.compare.panel import Compare
from hipkit.panels.dropped import Dropped
from hipkit.panels.saved import written
from hipkit.payers.files import payers

TODAY = datetime.date(2026, 11, 24)
NDC = "00074-1133-03"


def order(drug: str | None = "morphine sulfate", **more: Any) -> Order:
    given: dict[str, Any] = {
        "regimen": Continuous("5 mg/hr", 24), "strength": "25 mg/mL", "start": "2021-03-01", "end": "2021-03-31",
    }  # fmt: skip
    return Order(drug, **given | more)


def two(first: Scenario, second: Scenario) -> Comparison:
    return compare({"one": first, "other": second}, TODAY)


def row(found: Comparison, what: str) -> Row:
    return next(one for one in (*found.billed, *found.ordered) if one.what == what)


def reasons(one: Row) -> dict[str, list[str]]:
    return {side: [words for words, _ in one.reasons(side)] for side in one.texts}


# What is compared.


def test_the_two_readings_of_hmsa() -> None:
    found = compare(by_reading(order(ndc=NDC), "hmsa"), TODAY)
    assert list(found.bills) == ["rule-text", "published-example"]
    assert [(one.what, list(one.texts.values()), one.differs) for one in found.billed] == [
        ("total amount", ["3,720 mg", "3,720 mg"], False),
        ("total volume", ["148.8 mL", "148.8 mL"], False),
        ("per diem", ["S9326 x 31", "S9325 x 31"], True),
        ("drug", ["J2270 x 372", "J3490 x 149"], True),
        ("NDC quantity", ["ML 148.8", "ML 149"], True),
    ]
    assert [one.what for one in found.differing] == ["per diem", "drug", "NDC quantity"]
    assert found.ordered == ()


def test_each_difference_has_its_reason_with_its_source_on_both_sides() -> None:
    found = compare(by_reading(order(ndc=NDC), "hmsa"), TODAY)
    per_diem, drug = row(found, "per diem"), row(found, "drug")
    assert "24 hours or more to S9326" in reasons(per_diem)["rule-text"][0]
    assert "although its infusion runs 24 hours" in reasons(per_diem)["published-example"][0]
    assert {source.id for _, source in drug.reasons("rule-text")} == {"hmsa", "cms-rac-0074"}
    assert row(found, "total amount").reasons("rule-text") == ()


def test_what_is_the_same_says_so() -> None:
    found = two(Scenario(order(), "hmsa"), Scenario(order(), "hmsa"))
    assert found.differing == found.groups == found.ordered == ()


def test_two_orders_differ_by_what_was_typed() -> None:
    found = two(Scenario(order(), "hmsa"), Scenario(order(regimen=Continuous("6 mg/hr", 24)), "hmsa"))
    assert [(one.what, one.texts) for one in found.ordered] == [("dose", {"one": "5 mg/hr", "other": "6 mg/hr"})]
    assert not row(found, "per diem").differs
    assert reasons(row(found, "drug")) == {"one": ["dose 5 mg/hr"], "other": ["dose 6 mg/hr"]}


def test_a_per_diem_differs_by_its_days_not_by_the_dose() -> None:
    found = two(
        Scenario(order(regimen=Continuous("6 mg/hr", 24)), "hmsa"), Scenario(order(without=["2021-03-10"]), "hmsa")
    )
    said = reasons(row(found, "per diem"))
    assert said == {"one": ["days 31", "without none"], "other": ["days 30", "without 2021-03-10"]}


def test_a_choice_is_a_reason() -> None:
    sides = [
        Scenario(order(regimen=Continuous("5.1 mg/hr", 24)), "bcbsnc", None, {"hcpcs_rounding": value})
        for value in ("up-by-span", "up-by-day")
    ]
    found = two(*sides)
    assert row(found, "drug").texts == {"one": "J2270 x 380", "other": "J2270 x 403"}
    assert reasons(row(found, "drug"))["other"] == ["your choice: to the next whole unit, for every day"]


def test_what_is_open_is_said_to_be_open_and_why() -> None:
    given = order(regimen=Continuous("5.1 mg/hr", 24))
    found = compare(by_payer(given, ("hmsa", "bcbsnc")), TODAY)
    drug = row(found, "drug")
    assert drug.texts == {"HMSA": "J2270 x 380", "BCBS of North Carolina": "open"}
    assert "has no rule of rounding" in reasons(drug)["BCBS of North Carolina"][0]


def test_a_payer_whose_text_is_not_known_yet_has_no_line_and_says_so() -> None:
    found = compare(by_payer(order(start="2020-03-01", end="2020-03-31"), ("hmsa", "bcbstx")), TODAY)
    assert row(found, "per diem").texts == {"HMSA": "no line", "BCBS of Texas": "S9326 x 31"}
    assert any("known from 2020-11-30" in text for text in reasons(row(found, "per diem"))["HMSA"])


def test_months_are_a_reason_only_where_a_month_ends_inside() -> None:
    across = compare(by_payer(order(start="2021-03-20", end="2021-04-10"), ("hmsa", "bcbsnd")), TODAY)
    assert row(across, "per diem").texts == {"HMSA": "S9326 x 22", "BCBS of North Dakota": "S9326 x 12, S9326 x 10"}
    assert any("one calendar month" in text for text in reasons(row(across, "per diem"))["BCBS of North Dakota"])
    within = compare(by_payer(order(ndc=NDC), ("hmsa", "bcbsnd")), TODAY)
    assert not [text for one in within.billed for said in reasons(one).values() for text in said if "month" in text]


def test_choices_go_to_the_sides_that_leave_them_open() -> None:
    sides = by_payer(order(ndc=NDC), ("hmsa", "bcbsnc"), {"ndc_quantity": "nearest-whole"})
    assert [dict(side.choices) for side in sides.values()] == [{}, {"ndc_quantity": "nearest-whole"}]
    assert row(compare(sides, TODAY), "NDC quantity").texts == {"HMSA": "ML 148.8", "BCBS of North Carolina": "ML 149"}


REGIMENS = {
    "continuous": Continuous("5.1 mg/hr", 24),
    "half days": Continuous("5.1 mg/hr", 12),
    "intermittent": Intermittent("10 mg", 4),
    "pca": Pca("0.5 mg", 12),
    "pca with basal": Pca("0.5 mg", 12, basal="1 mg/hr"),
    "pump": PumpRefill("20 mL", 1),
}
SIDES = {
    f"{name}, {payer}": Scenario(order(regimen=regimen, ndc=NDC, start="2023-03-01", end="2023-03-31"), payer)
    for name, regimen in REGIMENS.items()
    for payer in (None, "hmsa", "bcbsnc", "bcbsm")
} | {
    "before the text": Scenario(order(start="2020-03-01", end="2020-03-31"), "hmsa"),
    "published": Scenario(order(), "hmsa", "published-example"),
    "unlisted": Scenario(order(None, unlisted="ketamine"), "bcbsnc"),
    "no drug": Scenario(order(None), "hmsa"),
    "two months": Scenario(order(start="2021-03-20", end="2021-04-10", ndc=NDC), "bcbsnd"),
    "code changes": Scenario(order("hydromorphone", start="2024-09-20", end="2024-10-10"), "hmsa"),
}  # fmt: skip


@pytest.mark.parametrize("first", SIDES)
def test_no_difference_is_without_a_cited_reason_on_every_side(first: str) -> None:
    for second in SIDES:
        found = two(SIDES[first], SIDES[second])
        for one in (*found.billed, *found.ordered):
            assert one.differs == (len(set(one.texts.values())) > 1)
            for side in one.texts:
                said = one.reasons(side)
                assert bool(said) == one.differs, (second, one.what, side)
                assert all(words and source.text for words, source in said)


def test_more_than_two_sides() -> None:
    found = compare(by_payer(order(), payers()), TODAY)
    assert len(found.bills) == len(payers()) >= 5
    assert all(len(one.texts) == len(payers()) for one in found.billed)


@pytest.mark.parametrize(
    "sides",
    [
        {},
        {"one": Scenario(order(), "hmsa")},
        {str(n): Scenario(order(), "hmsa") for n in range(9)},
        None,
        [Scenario(order())],
    ],
)
def test_two_to_eight_sides_are_compared(sides: Any) -> None:
    with pytest.raises(InputError, match="two to 8") as caught:
        compare(sides, TODAY)
    assert caught.value.field == "sides"


def test_a_side_that_cannot_be_billed_is_named() -> None:
    with pytest.raises(InputError, match="other: ") as caught:
        two(Scenario(order(), "hmsa"), Scenario(order(), "hmsa", "nonsense"))
    assert caught.value.field == "reading"
    with pytest.raises(InputError, match="one is not a scenario"):
        compare({"one": order(), "other": Scenario(order())}, TODAY)  # type: ignore[dict-item]


# The bars.


def test_the_bars_are_of_what_differs() -> None:
    found = compare(by_reading(order(ndc=NDC), "hmsa"), TODAY)
    assert [group.words for group in found.groups] == [
        "Per-diem units", "Drug units", "NDC quantity, mL", "J3490 units by rule of rounding, published-example",
    ]  # fmt: skip
    assert found.groups[1].bars == (
        Bar("rule-text", "J2270", Fraction(372)),
        Bar("published-example", "J3490", Fraction(149)),
    )
    rules = {bar.words: (bar.value, bar.billed) for bar in found.groups[3].bars}
    assert rules["nearest by span"] == (149, True)
    assert rules["up by week"] == (151, False) and rules["up by day"] == (155, False)


def test_what_is_open_has_no_length() -> None:
    found = compare(by_payer(order(regimen=Continuous("5.1 mg/hr", 24)), ("hmsa", "bcbsnc")), TODAY)
    drug = next(group for group in found.groups if group.words == "Drug units")
    assert drug.bars[1] == Bar("BCBS of North Carolina", "open", None)


def test_two_codes_of_one_drug_are_not_added_up() -> None:
    found = two(SIDES["code changes"], SIDES["published"])
    drug = next(group for group in found.groups if group.words == "Drug units")
    assert drug.bars[0].words == "J1170/J1171" and drug.bars[0].value is None


def test_the_picture_says_in_words_all_that_it_shows() -> None:
    found = compare(by_reading(order(ndc=NDC), "hmsa"), TODAY)
    svg = bars_picture(found.groups)
    text = words(found.groups)
    assert svg.startswith("<svg ") and 'role="img"' in svg and "<title>" in svg and f"<desc>{text}</desc>" in svg
    assert f"<p>{text}</p>" in svg
    for shown in ("S9326 31", "S9325 31", "J2270 372", "J3490 149", "ML 148.8", "up by day 155", "(billed)"):
        assert shown in text
    assert "not the same money" in text
    drawn = re.sub("<[^>]*>", " ", svg)
    for shown in ("372", "149", "148.8", "151", "155", "rule-text", "published-example"):
        assert shown in drawn
    assert "#010203" not in svg and "var(--accent)" in svg


def test_nothing_differs_and_nothing_is_drawn() -> None:
    assert bars_picture(()) == ""
    assert "nothing to draw" in words(())


def test_a_picture_is_the_same_twice_and_shows_names_as_text() -> None:
    group = Group("<b>", (Bar("<script>", "<i>", Fraction(1)), Bar("&", "x", None)))
    assert bars_picture([group]) == bars_picture([group])
    assert "<script>" not in bars_picture([group]) and "<b>" not in bars_picture([group])


# The page.


def test_the_page_marks_a_difference_by_word_and_sign() -> None:
    text = as_text(compare_html.parts(compare(by_reading(order(ndc=NDC), "hmsa"), TODAY), TODAY)["billed"])
    lines = {line.split("  ")[0]: line for line in text.splitlines()}
    assert lines["total amount"].endswith("= same") and lines["drug"].endswith("\u2260 differs")
    assert "3 of 5 differ" in text
    assert "S9326 x 31" in lines["per diem"] and "S9325 x 31" in lines["per diem"] and "[1]" in lines["per diem"]


def test_the_page_says_when_nothing_differs() -> None:
    found = two(Scenario(order(), "hmsa"), Scenario(order(), "hmsa"))
    shown = compare_html.parts(found, TODAY)
    assert "both bill the same" in as_text(shown["billed"]) and shown["ordered"] == ""


def test_what_is_open_on_both_sides_is_not_called_the_same() -> None:
    open_on_both = Scenario(order(regimen=Continuous("3.3 mg/hr", hours_per_day=12)), "bcbsnc")
    text = as_text(compare_html.parts(two(open_on_both, open_on_both), TODAY)["billed"])
    assert "nothing differs as far as it is chosen" in text and "both bill the same" not in text
    (line,) = [line for line in text.splitlines() if line.startswith("per diem")]
    assert line.endswith("still open") and "= same" not in line


def test_everything_typed_is_escaped() -> None:
    nasty = "<img src=x onerror=alert(1)"
    found = compare({nasty: Scenario(order(None, unlisted=nasty), "hmsa"), '"': Scenario(order(), "hmsa")}, TODAY)
    page = "".join(compare_html.parts(found, TODAY).values())
    assert "<img" not in page and "&lt;img" in page


# The panel.

PANEL = Compare(lambda: TODAY)
EXAMPLE = dict(PANEL.example[1])
ROUNDED = "choose_hcpcs_rounding"


def shown(answer: Answer) -> str:
    return "\n".join(as_text(html) for html in answer.parts.values())


def asked(**texts: Any) -> Answer:
    return PANEL.answer({**EXAMPLE, **texts})


def test_at_first_the_panel_waits_for_an_order() -> None:
    answer = PANEL.answer(PANEL.start)
    assert answer.messages["first_scenario"].kind == "waiting"
    assert "waiting for an order" in shown(answer) and not re.search("[0-9]{2}", shown(answer))
    assert not answer.settled and answer.picture is None


def test_the_example_is_the_two_readings_of_hmsa() -> None:
    answer = PANEL.answer(EXAMPLE)
    assert "J2270 x 372" in shown(answer) and "J3490 x 149" in shown(answer)
    assert "HMSA's sentences" in shown(answer) and "HMSA's printed example" in shown(answer)
    assert answer.settled and answer.picture
    assert "<svg" in PANEL.draw(answer.picture) and PANEL.draw(None) == PANEL.draw("x") == ""
    assert set(answer.parts) | {"picture"} == set(PANEL.parts)


def test_the_second_side_is_the_order_of_the_first_under_another_payer() -> None:
    answer = asked(second_reading="", second_payer="bcbstx", second_choose_ndc_quantity="exact")
    assert "BCBS of Texas" in shown(answer) and "both bill the same" in shown(answer)


def test_without_a_payer_there_are_the_amounts() -> None:
    answer = asked(second_reading="", second_payer="none")
    assert "no payer" in shown(answer) and "no line" in shown(answer)


def test_two_scenarios_of_one_payer_are_told_apart() -> None:
    other = EXAMPLE["first_scenario"].replace("5 mg/hr", "6 mg/hr")
    answer = asked(second_reading="", second_scenario=other)
    assert "first: HMSA's sentences" in shown(answer) and "second: HMSA's sentences" in shown(answer)
    assert "dose  5 mg/hr" in shown(answer)


def test_an_open_axis_is_asked_for_with_each_value() -> None:
    answer = asked(second_reading="", second_payer="bcbsnc")
    asks = "second_choose_ndc_quantity"
    assert answer.messages[asks].kind == "waiting" and asks in answer.visible
    assert not answer.settled
    (field,) = [field for field in PANEL.fields if field.name == asks]
    for value, _ in field.choices[1:]:
        assert asked(second_reading="", second_payer="bcbsnc", second_choose_ndc_quantity=value).settled, value


def test_choices_of_two_questions_go_together() -> None:
    dose = EXAMPLE["first_scenario"].replace("5 mg/hr", "5.1 mg/hr")
    texts = {"first_scenario": dose, "second_reading": "", "second_payer": "bcbsnc"}
    for _ in range(2):
        at = next(name for name, message in asked(**texts).messages.items() if message.kind == "waiting")
        texts[at] = next(field for field in PANEL.fields if field.name == at).choices[1][0]
    assert asked(**texts).settled


@pytest.mark.parametrize(
    ("texts", "field", "phrase"),
    [
        ({"first_scenario": "{"}, "first_scenario", "not JSON"),
        ({"first_scenario": "J2270 x 372"}, "first_scenario", "not JSON"),
        ({"second_scenario": "[]"}, "second_scenario", "not an object"),
        ({"second_scenario": EXAMPLE["first_scenario"].replace("5 mg", "5 bananas")}, "second_scenario", "dose"),
        ({"second_scenario": EXAMPLE["first_scenario"].replace("hmsa", "hmso")}, "second_payer", "hmso"),
        ({"second_payer": "bcbsnc"}, "second_reading", "has no such reading"),
        ({"second_payer": "hmso"}, "second_payer", "not one of the choices"),
        ({"second_reading": "nonsense"}, "second_reading", "not one of the choices"),
        ({f"second_{ROUNDED}": "x"}, f"second_{ROUNDED}", "not one of the choices"),
        ({f"first_{ROUNDED}": "up-by-week"}, f"first_{ROUNDED}", "not open here"),
        ({"first_scenario": " " * 100_001 + "{}"}, "first_scenario", "longer than"),
    ],
)
def test_what_cannot_be_read_is_said_at_its_field_and_no_number_stays(
    texts: Mapping[str, str], field: str, phrase: str
) -> None:
    answer = asked(**texts)
    assert answer.messages[field].kind == "error" and phrase in answer.messages[field].text
    assert field in answer.visible and not answer.settled and answer.picture is None
    for number in ("372", "149", "3,720", "148.8"):
        assert number not in shown(answer)
    assert phrase in shown(answer)


def test_both_sides_are_told_at_once() -> None:
    answer = asked(**{f"{side}_{ROUNDED}": "x" for side in ("first", "second")})
    assert [answer.messages[f"{side}_{ROUNDED}"].kind for side in ("first", "second")] == ["error", "error"]


@pytest.mark.parametrize(
    "value", [None, 3, [], {}, object(), "\x00", "\ud800", "x" * 300_000, "<script>", "null", "=1"]
)
def test_the_panel_never_raises_whatever_it_is_sent(value: Any) -> None:
    for one in PANEL.fields:
        answer = asked(**{one.name: value})
        assert set(answer.parts) <= set(PANEL.parts)
        assert set(answer.messages) <= {known.name for known in PANEL.fields}
        assert "<script" not in "".join(answer.parts.values())


def test_what_looks_like_a_patient_is_warned_of() -> None:
    text = EXAMPLE["first_scenario"].replace('"strength"', '"confirm": "MRN 123", "strength"')
    assert "data of a patient" in shown(asked(first_scenario=text))


def test_every_field_has_its_words() -> None:
    seen = [one for one in PANEL.fields if one.kind != "kept"]
    for one in seen:
        assert one.label and one.section in ("First side", "Second side")
    assert len({one.name for one in seen}) == len(seen) == 2 * (3 + len(OPEN_AXES))
    for first, second in combinations(PANEL.fields, 2):
        assert first.label != second.label


# Files that are dropped on it.

ON_A_PAGE = {
    "drug": "Dilaudid", "regimen": "continuous", "dose": "0.5 mg/hr", "hours_per_day": "24", "strength": "10 mg/mL",
    "from": "2025-03-01", "through": "2025-03-31", "payer": "hmsa", "reading": "published-example",
}  # fmt: skip


def file(data: bytes, name: str = "may.json") -> str:
    return Dropped(name, data).text()


def test_a_file_that_save_made_is_compared_with_one_of_the_claim_tab() -> None:
    saved = ON_A_PAGE | {"visits": "2025-03-02 = 151", "charges": "1 = 75", "choose_ndc_quantity": "exact"}
    answer = asked(second_scenario=file(written(saved)), second_reading="")
    said = "may.json: read as hydromorphone hydrochloride, 0.5 mg/hr, 10 mg/mL, 31 days"
    assert answer.messages["second_scenario"].text == said
    assert "J2270 x 372" in shown(answer) and "J3490 x 37" in shown(answer)
    claimed = file(EXAMPLE["first_scenario"].encode(), "order.json")
    answer = PANEL.answer({"first_scenario": claimed, "second_reading": "published-example"})
    assert "order.json: read as morphine sulfate" in answer.messages["first_scenario"].text
    assert "J2270 x 372" in shown(answer) and "J3490 x 149" in shown(answer)


TWO = ON_A_PAGE | Drugs.of(ON_A_PAGE).added() | {"drug": "bupivacaine"}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", 'read "may.json": it is no order that hipkit has saved. Drop an order that hipkit has saved.'),
        (b"\xff\xfea", 'read "may.json": it is not UTF-8 text. Drop an order that hipkit has saved.'),
        (b"{}", 'read "may.json": it is no order that hipkit has saved. Drop an order that hipkit has saved.'),
        (
            written(TWO),
            "it has 2 drugs, and orders of one drug are compared. Drop an order that hipkit has saved.",
        ),
        (written({**ON_A_PAGE, "payer": ""}), "it does not say who pays. Drop an order that hipkit has saved."),
        (
            written({**ON_A_PAGE, "dose": "", "strength": ""}),
            'read "may.json": Dose and Strength are missing in it. Drop an order that hipkit has saved.',
        ),
        (written(ON_A_PAGE | {"dose": "5 bananas"}), "On the Order tab, type for example 8 mg/hr, and save it again."),
        (b" " * 600_000, "no saved order has more than 500,000"),
    ],
    ids=["empty", "other-text", "no-order", "two-drugs", "no-payer", "incomplete", "wrong-dose", "too-large"],
)
def test_a_file_that_cannot_be_compared_is_told_at_its_field(data: bytes, said: str) -> None:
    for side in ("first", "second"):
        answer = asked(**{f"{side}_scenario": file(data)})
        message = answer.messages[f"{side}_scenario"]
        assert message.kind == "error" and said in message.text
        assert "372" not in shown(answer) and not answer.settled


def test_a_file_that_did_not_arrive_is_none() -> None:
    answer = asked(first_scenario='{"name": "year.json", "size": 7000000}')
    assert "this page takes 6,000,000" in answer.messages["first_scenario"].text
    assert "372" not in shown(answer)


# What is kept for a reload, where a file is gone.


def test_an_order_that_was_read_is_compared_without_its_file_too() -> None:
    first = asked(first_scenario=file(written(ON_A_PAGE)))
    kept = dict(first.keeps)
    assert kept["first_kept"].startswith("{") and kept["second_kept"] == ""
    answer = PANEL.answer({**EXAMPLE, "first_scenario": "", **kept})
    assert answer.parts["billed"] == first.parts["billed"]
    assert answer.messages["first_scenario"].text.startswith("read as hydromorphone hydrochloride")


def test_of_a_file_that_is_refused_or_never_saved_nothing_is_kept() -> None:
    kept = asked(first_scenario=file(written(ON_A_PAGE))).keeps
    for text in ("x", EXAMPLE["first_scenario"].replace('"strength"', '"confirm": "MRN 123", "strength"')):
        answer = PANEL.answer({**kept, "first_scenario": text})
        assert answer.keeps["first_kept"] == "" and "hydromorphone" not in shown(answer)
