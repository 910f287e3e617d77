"""The calculator as a panel: what stands at each field, and what is shown, for whatever is typed."""

from __future__ import annotations

import datetime
import re
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hipkit.billing.compute import bill
from hipkit.billing.whatif import AMOUNT, DAYS, STRENGTH, WhatIf, what_if
from hipkit.formats.bill.picture import picture
from hipkit.formats.shared.plain import as_text
from hipkit.order.order import Order
from hipkit.order.regimen import Continuous, Intermittent, Pca, PumpRefill
from hipkit.panels.base import PICTURE, Answer, Message
from hipkit.panels.calculator.fields import OPEN_AXES, START, by_name, fields
from hipkit.panels.calculator.panel import SEED, Calculator
from hipkit.values.quantity import Quantity

TODAY = datetime.date(2026, 11, 24)
ATTACK = "<img src=x onerror=alert(1)>"
CALCULATOR = Calculator(today=lambda: TODAY)
PUMP = START | {
    "regimen": "pump-refill", "drug": "morphine", "volume": "20 mL", "refills": "1", "strength": "25 mg/mL",
    "from": "2024-03-01", "through": "2024-04-30",
}  # fmt: skip
PCA = START | {
    "regimen": "pca", "drug": "hydromorphone", "demand": "0.2 mg", "demands": "12", "basal": "0.5 mg/hr",
    "lockout": "6 min", "strength": "1 mg/mL", "days": "7",
}  # fmt: skip
DOSES = START | {
    "regimen": "intermittent", "drug": "ketorolac tromethamine", "dose": "15 mg", "per_day": "4",
    "strength": "30 mg/mL", "days": "2",
}  # fmt: skip


def ask(texts: dict[str, object], last: dict[str, str] | None = None) -> Answer:
    return CALCULATOR.answer(texts, last)


def units(answer: Answer) -> list[str]:
    return as_text(answer.parts["units"]).splitlines()


def numbers(answer: Answer) -> list[str]:
    """The large numbers of the answer, as they stand in their cells."""
    cells = re.findall(r'<td class="hk-num"[^>]*>(.*?)</td>', answer.parts["units"])
    return [re.sub("<.*?>", "", cell) for cell in cells]


def is_blank(answer: Answer) -> bool:
    """No number anywhere: dashes, and nothing of readings, choices, notices or a picture."""
    empty = not any(answer.parts[name] for name in ("readings", "choices", "notices"))
    steps = as_text(answer.parts["steps"])
    return numbers(answer) == ["\u2013"] * 3 and empty and "waiting for" in steps and answer.picture is None


# The whole answer.


def test_the_seed_shows_both_readings() -> None:
    answer = ask(SEED)
    assert numbers(answer) == ["31", "372", "148.8"]
    readings = as_text(answer.parts["readings"])
    for billed in ("S9326 x 31", "S9325 x 31", "J2270 x 372", "J3490 x 149", "ML 148.8", "ML 149"):
        assert billed in readings
    assert answer.settled


def test_the_other_reading_is_one_choice_away() -> None:
    answer = ask(SEED | {"reading": "published-example"})
    assert numbers(answer) == ["31", "149", "149"]
    assert "148.8 before rounding" in as_text(answer.parts["units"])


def test_an_empty_form_waits_and_shows_no_number() -> None:
    answer = ask(START)
    assert is_blank(answer)
    assert answer.messages["dose"].kind == "waiting"
    assert answer.messages["dose"].text == "Enter dose, for example 5 mg/hr"
    assert "waiting for dose, hours a day, strength and days" in as_text(answer.parts["units"])


def test_every_choice_is_shown_with_what_it_would_bill() -> None:
    shown = as_text(ask(SEED | {"reading": "published-example"}).parts["choices"])
    counted = {(line.split("  ")[1], line.split("  ")[2]) for line in shown.splitlines() if "  " in line}
    assert {
        ("149", "units"),
        ("150", "units"),
        ("151", "units"),
        ("155", "units"),
        ("148.8", "mL"),
    } <= counted


def test_steps_and_notices_carry_their_sources() -> None:
    answer = ask(SEED)
    rows = [row for row in as_text(answer.parts["steps"]).splitlines() if re.match(r"\d+  ", row)]
    assert len(rows) == 9 and all(re.search(r"\[\d+\]$", row) for row in rows)
    assert "not in the CMS crosswalks of 2024 Q1 to 2026 Q1 as far as hipkit holds them" in as_text(
        answer.parts["notices"]
    )
    assert '<details class="hk-cite"' in answer.parts["steps"]


def test_the_panel_answers_alike_every_time() -> None:
    assert ask(SEED) == ask(dict(SEED))


# Fields.


@pytest.mark.parametrize(
    ("regimen", "wanted"),
    [
        ("continuous", {"dose", "hours_per_day"}),
        ("intermittent", {"dose", "per_day"}),
        ("pca", {"demand", "demands", "basal", "lockout", "hours_per_day"}),
        ("pump-refill", {"volume", "refills"}),
    ],
)
def test_each_regimen_has_its_own_fields(regimen: str, wanted: set[str]) -> None:
    own = {"dose", "hours_per_day", "per_day", "demand", "demands", "basal", "lockout", "volume", "refills"}
    assert own & set(ask(START | {"regimen": regimen}).visible) == wanted


@pytest.mark.parametrize(("texts", "shown"), [(PUMP, ["61", "50", "20"]), (DOSES, ["2", "8", "4"])])
def test_the_other_regimens_bill(texts: dict[str, str], shown: list[str]) -> None:
    assert numbers(ask(texts)) == shown


def test_pca_shows_its_bound_as_never_billed() -> None:
    answer = ask(PCA)
    assert "a bound that is never billed" in as_text(answer.parts["steps"])
    assert numbers(answer) == ["7", "1,008", "100.8"]


def test_hours_that_are_taken_since_none_are_given_are_said_at_the_field_and_at_the_numbers() -> None:
    answer = ask(PCA)
    assert answer.messages["hours_per_day"] == Message("note", "not given: 24 taken")
    assert units(answer)[-1].endswith("; hours a day: not given, 24 taken")
    given = ask(PCA | {"hours_per_day": "12"})
    assert given.messages["hours_per_day"].kind == "ok" and "taken" not in as_text(given.parts["units"])


def test_days_that_were_exchanged_are_offered_the_other_way_round() -> None:
    answer = ask(SEED | {"from": "2021-03-31", "through": "2021-03-01"})
    (offer,) = answer.offers
    assert (offer.field, offer.label) == ("through", "from 2021-03-01 through 2021-03-31")
    assert numbers(ask(SEED | dict(offer.sets))) == ["31", "372", "148.8"]


def test_a_year_of_two_digits_is_named_and_no_century_is_offered() -> None:
    answer = ask(SEED | {"from": "3/1/21"})
    assert "its year has two digits" in answer.messages["from"].text and not answer.offers


def test_a_payer_that_bills_nothing_says_why_in_the_table_of_every_payer() -> None:
    shown = as_text(ask(SEED | {"every_payer": "yes"}).parts["payers"])
    (row,) = [line for line in shown.splitlines() if line.startswith("BCBS of Nebraska")]
    assert "no line  no line" in row and row.endswith("what it said before is unknown. So there are no claim lines")


def test_units_that_another_cut_of_the_days_would_change_are_a_dash() -> None:
    texts = {"payer": "bcbsm", "dose": "5.3 mg/hr", "from": "2024-12-15", "through": "2025-01-14", "ndc": ""}
    texts["choose_hcpcs_rounding"] = "up-by-span"
    answer = ask(SEED | texts)
    (row,) = [line for line in units(answer) if line.startswith("J2270")]
    assert "395" not in row and "\u2013" in row
    months = units(ask(SEED | texts | {"choose_line_span": "calendar-month", "choose_ndc_quantity": "exact"}))
    assert [line.split()[1] for line in months if line.startswith("J2270")] == ["217", "179"]
    assert "J2270  372  x 10 mg" in "\n".join(units(ask(SEED | {"payer": "bcbsm", "ndc": ""})))


def test_a_text_left_in_another_regimens_field_does_not_count() -> None:
    assert numbers(ask(SEED | {"per_day": "four", "volume": ATTACK})) == ["31", "372", "148.8"]


def test_the_weight_is_asked_for_where_a_rate_needs_it() -> None:
    assert "weight" not in ask(SEED).visible
    asked = ask(SEED | {"dose": "0.1 mg/kg/hr"})
    assert "weight" in asked.visible and asked.messages["weight"].kind == "waiting"
    assert numbers(ask(SEED | {"dose": "0.1 mg/kg/hr", "weight": "50 kg"})) == ["31", "372", "148.8"]


def test_seldom_fields_stay_behind_more_until_they_hold_something() -> None:
    assert {"form", "bag", "code", "without", "change", "unlisted"} == set(ask(SEED).more)
    assert "bag" in ask(SEED | {"bag": "5 mg/mL"}).visible


def test_a_rate_change_and_days_without_therapy() -> None:
    changed = ask(SEED | {"change": "2021-03-15 = 6 mg/hr", "without": "2021-03-10 2021-03-11"})
    assert changed.messages["change"].text == "read as 6 mg/hr from 2021-03-15"
    assert changed.messages["days"].text == "29 days, first and last included"
    by_hand = Fraction(12 * 120 + 17 * 144, 10)
    assert numbers(changed)[1] == str(-(-by_hand.numerator // by_hand.denominator))


def test_what_was_read_stands_below_the_field() -> None:
    answer = ask(SEED | {"dose": "5.0 MG/h", "strength": "2.5 %", "ndc": "0074-1133-03"})
    assert answer.messages["dose"].text.startswith("read as 5 mg/hr; 5.0 was read without its trailing zero")
    assert "= 25 mg/mL" in answer.messages["strength"].text
    assert "a zero was added in front of the labeler" in answer.messages["ndc"].text


def test_a_known_product_is_named() -> None:
    read = ask(SEED | {"ndc": "00409-1134-03", "strength": "50 mg/mL"}).messages["ndc"].text
    assert read.startswith("00409-1134-03: morphine sulfate 50 mg/mL")


# What cannot be read.

BAD = [
    ("dose", "5 bananas/hr"), ("dose", "5"), ("dose", "-5 mg/hr"), ("dose", "1e3 mg/hr"), ("dose", "NaN"),
    ("dose", "0 mg/hr"), ("dose", "5 mg"), ("dose", "5\u200bmg/hr"), ("dose", "5 mEq/hr"),
    ("hours_per_day", "25"),
    ("strength", "25 mg"), ("strength", "1:1000"), ("ndc", "0074113303"), ("ndc", "99999-9999-99"),
    ("days", "30"), ("days", "31.5"), ("from", "03/04/2026"), ("through", "2021-02-29"), ("drug", "morfine"),
    ("drug", "MSO4"), ("code", "59326"), ("without", "2022-01-01"), ("change", "2021-03-15 = fast"), ("bag", "weak"),
    ("payer", "aetna"), ("reading", "mine"), ("regimen", "weekly"), ("confirm", "caf\u00e9"),
    ("unlisted", "MORPHINE*SULF"), ("choose_hcpcs_rounding", "sideways"), ("along", "time"),
]  # fmt: skip


@pytest.mark.parametrize(("field", "text"), BAD)
def test_an_invalid_field_blanks_every_result_and_says_what_to_type(field: str, text: str) -> None:
    answer = ask(SEED | {field: text})
    assert is_blank(answer)
    assert answer.messages[field].kind == "error"
    assert re.match("Type for example .|Press a button below, or type again: ", answer.messages[field].text)
    assert field in answer.visible or by_name()[field].part
    assert not answer.settled


@pytest.mark.parametrize("field", [field.name for field in fields()])
def test_an_attack_in_any_field_is_only_ever_text(field: str) -> None:
    for regimen in ("continuous", "intermittent", "pca", "pump-refill"):
        answer = ask(SEED | {"regimen": regimen, field: ATTACK})
        for html in answer.parts.values():
            assert "<img" not in html
        if answer.messages.get(field) and answer.messages[field].kind == "error":
            assert is_blank(answer)


def test_free_text_that_is_valid_is_escaped_too() -> None:
    reason = "it's <b>right</b> & checked"
    answer = ask(SEED | {"dose": "50 mg/hr", "confirm": reason})
    assert "<b>right</b>" not in answer.parts["units"]
    assert f"confirmed: {reason}" in as_text(answer.parts["units"])


@given(st.dictionaries(st.sampled_from([field.name for field in fields()]), st.text(max_size=30), max_size=6))
@settings(max_examples=150, deadline=None)
def test_no_text_whatever_raises_or_reaches_the_page_as_markup(typed: dict[str, str]) -> None:
    answer = ask(SEED | typed)
    assert set(answer.parts) == {*CALCULATOR.parts} - {PICTURE}
    assert len(numbers(answer)) >= 3


@pytest.mark.parametrize("thing", [None, True, 5, 0.1, [], {"a": 1}, b"5 mg/hr", object])
@pytest.mark.parametrize("field", ["dose", "payer", "reading", "ndc", "along", "choose_ndc_quantity"])
def test_things_that_are_no_text_are_refused_like_text(field: str, thing: object) -> None:
    answer = ask(SEED | {field: thing})
    assert is_blank(answer) or thing is None


# Offers, doubts, open choices.


@pytest.mark.parametrize(
    ("field", "text", "wanted"),
    [
        ("dose", ".5 mg/hr", [{"dose": "0.5 mg/hr"}]),
        ("dose", "5. mg/hr", [{"dose": "5 mg/hr"}]),
        ("dose", "05 mg/hr", [{"dose": "5 mg/hr"}]),
        ("dose", "morphine 5 mg/h", [{"drug": "morphine sulfate", "dose": "5 mg/hr"}]),
        ("dose", "morphine sulfate 5 mg/hr", [{"drug": "morphine sulfate", "dose": "5 mg/hr"}]),
        ("dose", "aspirin 5 mg/hr", []),
        ("dose", "5 bananas", []),
        ("ndc", "0074113303", [{"ndc": "00074-1133-03"}, {"ndc": "00741-0133-03"}, {"ndc": "00741-1330-03"}]),
        ("ndc", "N400074113303 ML149", [{"ndc": "00074-1133-03"}]),
        ("ndc", "74113303", []),
        ("from", "2021/03/01", [{"from": "2021-03-01"}]),
        ("from", "03/04/2026", [{"from": "2026-03-04"}, {"from": "2026-04-03"}]),
        ("through", "3/14/2026", [{"through": "2026-03-14"}]),
        ("from", "3.3.2026", [{"from": "2026-03-03"}]),
        ("from", "03/04/26", []),
        ("from", "2/30/2026", []),
        ("from", "3/4-2026", []),
        ("without", "3/4/2021 3/5/2021", [{"without": "2021-03-04 2021-03-05"}, {"without": "2021-04-03 2021-05-03"}]),
        ("change", "3/15/2021 = 6 mg/hr", [{"change": "2021-03-15 = 6 mg/hr"}]),
    ],
)
def test_offers_are_made_only_where_little_else_can_be_meant(
    field: str, text: str, wanted: list[dict[str, str]]
) -> None:
    assert [dict(offer.sets) for offer in ask(SEED | {field: text}).offers] == wanted


def test_near_names_are_offered_and_none_is_taken() -> None:
    assert ask(SEED | {"drug": "morfine"}).offers == ()  # two slips
    answer = ask(SEED | {"drug": "morphin"})
    assert is_blank(answer) and answer.offers[0].sets["drug"].startswith("morphine")


def test_ten_times_the_last_entry_wants_a_reason() -> None:
    changed = SEED | {"dose": "41.7 mg/hr"}
    answer = ask(changed, SEED | {"dose": "4.17 mg/hr"})
    assert "41.7 mg/hr is 10 times the last entry, 4.17 mg/hr" in as_text(answer.parts["units"])
    assert "! not confirmed" in as_text(answer.parts["units"])
    assert numbers(answer) != ["\u2013"] * 3 and not answer.settled
    assert "confirm" in answer.visible and answer.messages["confirm"].kind == "confirm"
    reason = ask(changed | {"confirm": "new order, read back"}, SEED | {"dose": "4.17 mg/hr"})
    assert "confirmed: new order, read back" in as_text(reason.parts["units"])


def test_a_confirmed_change_is_still_shown_as_one() -> None:
    """A settled answer becomes the next `last`; if this one did, what was confirmed would vanish."""
    answer = ask(SEED | {"dose": "41.7 mg/hr", "confirm": "read back"}, SEED | {"dose": "4.17 mg/hr"})
    assert not answer.settled


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        ({"dose": "50 mg/hr"}, "outside hipkit's entry range"),
        ({"ndc": "00409-1134-03"}, "is not that of NDC 00409-1134-03"),
        ({"from": "2027-03-01", "through": "2027-03-31"}, "lies in the future"),
        ({"strength": "25 mcg/mL", "ndc": "00409-1134-03"}, "2,000 times as much or as little"),
    ],
)
def test_what_an_order_itself_wants_confirmed(texts: dict[str, str], said: str) -> None:
    answer = ask(SEED | texts)
    assert said in as_text(answer.parts["units"])
    assert not answer.settled and "confirm" in answer.visible
    assert ask(SEED | texts | {"confirm": "checked"}).settled


def test_an_open_choice_is_asked_and_nothing_is_billed_by_default() -> None:
    asked = ask(SEED | {"payer": "bcbsnd"})
    assert "choose_ndc_quantity" in asked.visible
    assert numbers(asked)[2] == "\u2013"
    assert "waiting for your choice" in as_text(asked.parts["units"])
    chosen = ask(SEED | {"payer": "bcbsnd", "choose_ndc_quantity": "exact"})
    assert numbers(chosen)[2] == "148.8" and "choose_ndc_quantity" in chosen.visible


def test_a_choice_that_the_payer_states_itself_is_said_to_be_unused() -> None:
    answer = ask(SEED | {"choose_ndc_quantity": "up-whole"})
    assert numbers(answer)[2] == "148.8"
    assert answer.messages["choose_ndc_quantity"].text == "not used: HMSA states it"


def test_every_axis_that_a_bill_can_leave_open_has_a_field() -> None:
    for name in OPEN_AXES:
        assert by_name()[f"choose_{name}"].choices[0] == ("", "not chosen")


def test_without_a_payer_the_amounts_stand_alone() -> None:
    answer = ask(SEED | {"payer": "none"})
    assert numbers(answer) == ["\u2013", "372", "148.8"]
    assert "reading" not in answer.visible and answer.parts["readings"] == ""


def test_a_code_that_changes_inside_the_span_has_a_row_for_each_part() -> None:
    answer = ask(
        SEED
        | {
            "drug": "hydromorphone",
            "ndc": "",
            "dose": "0.5 mg/hr",
            "from": "2024-09-30",
            "through": "2024-10-01",
        }
    )
    shown = "\n".join(units(answer))
    assert "J1170  3  units  2024-09-30 to 2024-09-30" in shown
    assert "J1171  120  units  2024-10-01 to 2024-10-01" in shown


def test_a_contradiction_is_shown_at_the_field_that_it_is_found_in() -> None:
    answer = ask(SEED | {"drug": "fentanyl citrate", "ndc": "00409-1134-03", "strength": "50 mg/mL"})
    assert answer.messages["drug"].kind == "error" and is_blank(answer)


# The picture.

ORDER = Order(
    drug="morphine", regimen=Continuous("5 mg/hr", hours_per_day=24), strength="25 mg/mL",
    start="2021-03-01", end="2021-03-31", ndc="00074-1133-03",
)  # fmt: skip


@pytest.mark.parametrize("reading", ["rule-text", "published-example"])
def test_every_point_of_the_picture_is_what_a_bill_would_say(reading: str) -> None:
    curve = what_if(WhatIf(ORDER, AMOUNT, "hmsa", reading))
    assert curve is not None and curve.here.billed == bill(ORDER, "hmsa", reading).hcpcs_units
    for point in curve.points[::6]:
        regimen = Continuous(Quantity(point.x, "mg/hr"), hours_per_day=24)
        order = Order(drug="morphine", regimen=regimen, strength="25 mg/mL", start="2021-03-01", end="2021-03-31")
        assert bill(order, "hmsa", reading).hcpcs_units == point.billed


def test_the_picture_steps_where_the_units_do() -> None:
    curve = what_if(WhatIf(ORDER, AMOUNT, "hmsa", "rule-text"))
    assert curve is not None
    assert [point.billed for point in curve.points] == [
        -(-point.exact.numerator // point.exact.denominator) for point in curve.points
    ]
    assert len({point.billed for point in curve.points}) > 10


def _billed(order: Order, dose: Fraction, choices: dict[str, str] | None) -> int | None:
    """What a bill of the order at another dose says; where a payer is silent, by the choices."""
    regimen = Continuous(Quantity(dose, "mg/hr"), hours_per_day=24)
    other = Order(order.drug, regimen, order.strength, days=order.service.days, ndc=order.ndc)
    return bill(other, "hmsa" if choices is None else "bcbsnd", choices=choices).hcpcs_units


@pytest.mark.parametrize(
    ("dose", "days", "choices"),
    [
        ("5 mg/hr", 31, None), ("0.5 mg/hr", 3, None), ("0.3 mg/hr", 5, {"hcpcs_rounding": "up-by-day"}),
        ("0.7 mg/hr", 17, {"hcpcs_rounding": "nearest-by-week"}), ("60 mg/hr", 31, None),
        ("1.3 mg/hr", 9, {"hcpcs_rounding": "nearest-by-span"}),
    ],
)  # fmt: skip
def test_a_step_that_is_drawn_is_one_of_the_bill(dose: str, days: int, choices: dict[str, str] | None) -> None:
    order = Order("morphine", Continuous(dose, hours_per_day=24), "25 mg/mL", days=days)
    curve = what_if(WhatIf(order, AMOUNT, "bcbsnd" if choices else "hmsa", "rule-text", choices))
    assert curve is not None and curve.here in curve.points
    low, high = min(point.x for point in curve.points), max(point.x for point in curve.points)
    assert high - low > curve.here.x / 5, "an axis that shows more than a step or two"
    for level in curve.levels[::7]:
        for part in (Fraction(1, 1000), Fraction(1, 3), Fraction(999, 1000)):
            assert _billed(order, level.low + (level.high - level.low) * part, choices) == level.billed
    for earlier, later in pairwise(curve.levels):
        assert earlier.high == later.low, "a turn is one value, and no slope"
    drawn = [level.billed for level in curve.levels]
    assert drawn == sorted(drawn) and bool(drawn) == (dose != "60 mg/hr")


def test_the_text_of_the_picture_says_exactly_where_the_units_hold() -> None:
    order = Order("ketorolac", Intermittent("7.5 mg", per_day=2), "30 mg/mL", days=3)
    curve = what_if(WhatIf(order, AMOUNT, "hmsa", "rule-text"))
    assert curve is not None and curve.text.endswith("3 holds from above 5 to 7.5 mg.")
    assert {(level.low, level.high) for level in curve.levels if level.billed == 3} == {(Fraction(5), Fraction("7.5"))}
    fine = what_if(WhatIf(ORDER, STRENGTH, "hmsa", "rule-text"))
    assert fine is not None and not fine.levels and "for less than 0.001 mg/mL around it" in fine.text
    assert "steps too fine to draw" in picture(fine) and "steps too fine" not in picture(curve)


def test_a_strength_changes_the_ndc_quantity_and_not_the_units_of_a_mass() -> None:
    curve = what_if(WhatIf(ORDER, STRENGTH, "hmsa", "rule-text"))
    assert curve is not None and curve.y_words == "NDC quantity, mL"


@pytest.mark.parametrize(
    "regimen",
    [
        Intermittent("10 mg", per_day=4),
        Pca("0.5 mg", 12, "1 mg/hr", "6 min", 24),
        Pca("0.5 mg", 0, "1 mg/hr", None, 24),
        PumpRefill("20 mL", 1),
    ],
)
@pytest.mark.parametrize("along", [AMOUNT, DAYS, STRENGTH])
def test_every_regimen_has_its_picture_or_none(regimen: Intermittent | Pca | PumpRefill, along: str) -> None:
    order = Order(drug="morphine", regimen=regimen, strength="25 mg/mL", days=31)
    curve = what_if(WhatIf(order, along, "hmsa", "rule-text"))
    if isinstance(regimen, PumpRefill) and along == DAYS:
        assert curve is None  # billed by refill: the days change nothing
    else:
        assert curve is not None and len(curve.points) >= 3


def test_the_picture_is_svg_that_describes_itself_and_is_the_same_each_time() -> None:
    curve = what_if(WhatIf(ORDER, AMOUNT, "hmsa", "rule-text"))
    assert curve is not None
    drawn = picture(curve)
    assert drawn == picture(curve)
    assert drawn.startswith("<svg ") and 'role="img"' in drawn and "<title>" in drawn and "<desc>" in drawn
    assert "At 5 mg/hr: 372 units of J2270, before rounding 372." in as_text(drawn)
    assert not re.search("#0[0-9]0[0-9]0[0-9]|<script|<metadata|http://(?!www.w3.org)", drawn)


def test_the_calculator_draws_what_its_answer_asks_for() -> None:
    assert CALCULATOR.draw(ask(SEED).picture).startswith("<svg ")
    assert CALCULATOR.draw(None) == ""
