"""Several drugs of one order in the calculator: they are kept in order, and told a clerk together."""

from __future__ import annotations

import datetime

from hypothesis import given
from hypothesis import strategies as st

from hipkit.formats.shared.markup import Told
from hipkit.formats.shared.plain import as_text
from hipkit.panels.base import Answer
from hipkit.panels.calculator.drugs import ADD, MOST, TAKE_OUT, Drugs
from hipkit.panels.calculator.fields import BILL_SO, CONFIRM_ALL, EVERY_PAYER, MODIFIERS, OTHERS, PINNED
from hipkit.panels.calculator.panel import SEED, Calculator
from hipkit.panels.pages.form import FormPage
from hipkit.payers.files import load_policy, payers

PANEL = Calculator(today=lambda: datetime.date(2026, 11, 30))
BUPIVACAINE = {"drug": "bupivacaine", "dose": "4 mg/hr", "hours_per_day": "24", "strength": "5 mg/mL", "ndc": ""}


def two(**texts: str) -> Answer:
    """What is shown where morphine is the first drug, and the second stands in the fields."""
    first = dict(SEED)
    return PANEL.answer({**first, **Drugs.of(first).added(), **BUPIVACAINE, **texts})


def told(answer: Answer) -> list[str]:
    return as_text(answer.parts["units"]).splitlines()


def test_all_drugs_are_told_together_and_the_second_per_diem_has_sh() -> None:
    answer = two()
    assert answer.settled
    assert [row.split("  ")[:2] for row in told(answer)[2:]] == [
        ["S9326", "31"], ["S9326 SH", "31"], ["J2270", "372"], ["NDC", "148.8"], ["S0020", "20"], ["NDC", "595.2"],
    ]  # fmt: skip
    assert answer.messages["drug"].text == "drug 2 of 2, read as bupivacaine hydrochloride"


def test_it_is_the_same_whichever_drug_stands_in_the_fields() -> None:
    first = dict(SEED)
    texts = {**first, **Drugs.of(first).added(), **BUPIVACAINE}
    other = {**texts, **Drugs.of(texts).turned(0)}
    assert other["drug"] == "morphine sulfate"
    assert PANEL.answer(other).parts["units"] == PANEL.answer(texts).parts["units"]


def test_each_drug_is_told_as_it_is_by_itself() -> None:
    units = [row.split("  ")[1:] for row in told(two(strength="4 mg/mL"))[4:]]
    morphine = "morphine sulfate, 2021-03-01 to 2021-03-31: 3,720 mg, nothing to round"
    bupivacaine = "bupivacaine hydrochloride, 2021-03-01 to 2021-03-31: 24.8 before rounding"
    assert units == [
        ["372", "x 10 mg", morphine], ["148.8", "ML", "00074-1133-03"],
        ["25", "x 30 mL", bupivacaine], ["744", "ML", "no NDC given"],
    ]  # fmt: skip
    hydromorphone = {"drug": "hydromorphone", "strength": "7 mg/mL", "from": "2024-09-20", "through": "2024-10-05"}
    parts = [row.partition("days")[2] or row for row in told(two(**hydromorphone, dose="0.51 mg/hr")) if "J117" in row]
    assert parts == [
        "J1170  34  units  HYDROmorphone hydrochloride, 2024-09-20 to 2024-09-30: 33.66 before rounding",
        "J1171  612  units  HYDROmorphone hydrochloride, 2024-10-01 to 2024-10-05",
    ]


def test_what_a_drug_took_where_nothing_is_given_is_said_beside_the_others_and_on_paper() -> None:
    first = {**SEED, "regimen": "pca", "basal": "5 mg/hr", "demand": "1 mg", "demands": "4", "hours_per_day": ""}
    answer = PANEL.answer({**first, **Drugs.of(first).added(), **BUPIVACAINE})
    morphine = "morphine sulfate, 2021-03-01 to 2021-03-31: 384.4 before rounding; hours a day: not given, 24 taken"
    assert [row for row in told(answer) if "taken" in row] == [f"J2270  385  x 10 mg  {morphine}"]
    on_paper = as_text(answer.parts["units"].split('<div class="hk-on-paper">')[1])
    assert "Hours a day  24, since none is given  24" in on_paper


def test_what_a_drug_lacks_is_seen_beside_the_others() -> None:
    texts = {**SEED, "ndc": ""}
    for places in ((0, 1), (1, 0)):
        first = {**texts, **Drugs.of(texts).added(), **BUPIVACAINE, "ndc": "00143-9328-10"}
        answer = PANEL.answer({**first, **Drugs.of(first).turned(places[0])})
        assert "NDC  148.8  ML  no NDC given" in told(answer) and "NDC  595.2  ML  00143-9328-10" in told(answer)
        notices = as_text(answer.parts["notices"])
        assert notices.count("no NDC was given, and HMSA asks for it") == 1
        assert "! warning: drug 1 of 2, morphine sulfate: no NDC was given" in notices
        assert notices.count("whether it has changed since is not known") == 1
        assert answer.folds["notices"].urgent and answer.folds["notices"].title.endswith(", all drugs")
    both = as_text(PANEL.answer({**texts, **Drugs.of(texts).added(), **BUPIVACAINE}).parts["notices"])
    assert "drug 1 of 2, morphine sulfate and drug 2 of 2, bupivacaine: no NDC was given" in both
    assert both.count("no NDC was given") == 1


def test_a_choice_that_another_drug_waits_for_can_be_made_where_one_is() -> None:
    chosen = {"payer": "bcbsnd", MODIFIERS: "SH-SJ", "choose_hcpcs_rounding": "up-by-span"}
    answer = two(**chosen)
    assert "choose_ndc_quantity" in answer.visible
    assert "NDC  \u2013  waiting for your choice: how the NDC quantity is rounded" in told(answer)
    assert "choose_ndc_quantity" not in PANEL.answer({**SEED, **BUPIVACAINE, **chosen}).visible


def test_of_what_is_to_be_confirmed_only_what_waits_stands_above_the_units() -> None:
    first = {**SEED, "dose": "500 mg/hr"}
    texts = {**first, **Drugs.of(first).added(), **BUPIVACAINE, "dose": "4,000 mg/hr"}
    band = as_text(PANEL.answer(texts).parts["units"]).partition("S9326")[0]
    assert "drug 1 of 2, morphine sulfate: 12,000 mg a day" in band
    assert "drug 2 of 2, bupivacaine: 96,000 mg a day" in band
    one = as_text(PANEL.answer({**texts, "confirm": "tolerant"}).parts["units"]).partition("S9326")[0]
    assert "not confirmed" in one and "drug 1 of 2" in one and "drug 2 of 2" not in one
    every = {**texts, "confirm": "as ordered"}
    every |= {**Drugs.of(every).turned(0), "confirm": "tolerant"}
    both = as_text(PANEL.answer(every).parts["units"]).partition("S9326")[0]
    assert "confirmed: tolerant; as ordered" in both and "drug 1 of 2" in both and "drug 2 of 2" in both


def test_on_paper_each_drug_stands_as_it_is_written_with_its_total() -> None:
    first = {**SEED, "change": "2021-03-15 = 6 mg/hr"}
    texts = {**first, **Drugs.of(first).added(), **BUPIVACAINE, "regimen": "intermittent", "dose": "10 mg"}
    texts |= {"per_day": "4", "hours_per_day": ""}
    answer = PANEL.answer(texts)
    html = answer.parts["units"]
    on_paper = [as_text(part) for part in html.split('<div class="hk-on-paper">')[1:]]
    assert on_paper[0].splitlines() == [
        "The orders, as they are written", "drug 1 of 2, morphine sulfate  drug 2 of 2, bupivacaine",
        "Drug  morphine sulfate  bupivacaine", "Given  continuous  intermittent, some doses a day",
        "Dose  5 mg/hr  10 mg", "Hours a day  24  \u2013", "Doses a day  \u2013  4",
        "Rate changes  2021-03-15 = 6 mg/hr  \u2013", "Strength  25 mg/mL  5 mg/mL", "NDC  00074-1133-03  \u2013",
        "From  2021-03-01  2021-03-01", "Through  2021-03-31  2021-03-31",
        "in all  4,128 mg and 165.12 mL  1,240 mg and 248 mL",
    ]  # fmt: skip
    assert on_paper[1].splitlines()[0].startswith("Calculated by")
    assert "as they are written" not in as_text(html) + PANEL.answer(SEED).parts["units"]


def test_a_per_diem_is_named_with_its_modifier_wherever_it_is_told() -> None:
    assert '<th scope="row">S9326 SH</th><td class="hk-num" data-code="S9326" data-line="2"' in two().parts["units"]
    assert 'aria-label="Copy 31, S9326 SH"' in two().parts["units"]
    assert Told("per diem").marks == ' data-code="per diem"'


def test_while_one_drug_waits_no_number_is_told() -> None:
    first = dict(SEED)
    added = {**first, **Drugs.of(first).added()}
    for texts in (added, {**added, **Drugs.of(added).turned(0)}):
        answer = PANEL.answer(texts)
        assert not answer.settled and "372" not in as_text(answer.parts["units"])
    assert "drug 2" in as_text(answer.parts["units"]) and "Dose, Hours a day and Strength are missing" in as_text(
        answer.parts["units"]
    )


def test_what_is_wrong_with_another_drug_is_said_and_how_to_get_there() -> None:
    first = {**SEED, "dose": "5 bananas/hr"}
    answer = PANEL.answer({**first, **Drugs.of(first).added(), **BUPIVACAINE})
    text = as_text(answer.parts["units"])
    assert "drug 1" in text and "bananas" in text and "Go to it by its button" in text and "372" not in text


def test_the_same_drug_twice_asks_for_a_reason_of_its_own() -> None:
    again = {"drug": "morphine sulfate", "strength": "25 mg/mL"}
    answer = two(**again)
    assert CONFIRM_ALL in answer.visible and not answer.settled
    assert "data-unconfirmed" in answer.parts["units"] and "data-copy" not in answer.parts["units"]
    assert not two(**again, confirm="for drug 2 alone").settled
    assert two(**again, confirm_all="two cassettes").settled


def test_a_payer_that_names_no_modifiers_asks_for_them() -> None:
    open_there = {"payer": "bcbsnd", "choose_ndc_quantity": "exact"}
    answer = two(**open_there)
    assert MODIFIERS in answer.visible and answer.messages[MODIFIERS].kind == "error"
    assert "S9326 SH" in as_text(two(**open_there, **{MODIFIERS: "SH-SJ"}).parts["units"])


def test_buttons_add_turn_to_and_take_out_a_drug() -> None:
    page = FormPage(PANEL)
    page.press("HMSA's example")
    assert page.take(OTHERS, ADD) == ("field", "drug")
    assert (page.texts["drug"], page.texts["from"], page.texts["dose"]) == ("", "2021-03-01", "")
    page.enter(BUPIVACAINE)
    page.take(OTHERS, "Go to drug 1: morphine sulfate")
    assert page.texts["dose"] == "5 mg/hr" and "Go to drug 2: bupivacaine" in page.offered
    page.take(OTHERS, TAKE_OUT)
    assert page.texts["drug"] == "bupivacaine" and page.texts[OTHERS] == ""
    while ADD in page.offered:
        page.take(OTHERS, ADD)
    assert len(Drugs.of(page.texts).every) == MOST


@given(st.lists(st.sampled_from(["add", "out", "0", "1", "2", "type"]), max_size=12))
def test_no_drug_is_lost_or_doubled(steps: list[str]) -> None:
    texts: dict[str, str] = dict(SEED)
    expected, place = [texts["drug"]], 0
    for i, step in enumerate(steps):
        drugs = Drugs.of(texts)
        if step == "add" and len(expected) < MOST:
            texts |= drugs.added()
            expected, place = [*expected, ""], len(expected)
        elif step == "out" and len(expected) > 1:
            texts |= drugs.without()
            del expected[place]
            place = max(place - 1, 0)
        elif step.isdigit() and int(step) < len(expected):
            texts |= drugs.turned(int(step))
            place = int(step)
        elif step == "type":
            texts["drug"] = expected[place] = f"drug {i}"
        now = Drugs.of(texts)
        assert ([drug["drug"] for drug in now.every], now.place) == (expected, place)


def test_one_click_shows_the_order_under_every_payer() -> None:
    page = FormPage(PANEL)
    page.press("HMSA's example")
    assert page.html("payers") == ""
    assert page.take(EVERY_PAYER, "Show this order under every payer") is None
    text = page.text("payers")
    assert all(load_policy(payer).name in text for payer in payers())
    rows = {row.partition(" - ")[0]: row for row in text.splitlines()}
    sentences, example = rows["HMSA's sentences"], rows["HMSA's printed example"]
    assert (
        sentences.endswith("  S9326 x 31  J2270 x 372  ML 148.8") and "text of 2021-02-18, read 2026-11-24" in sentences
    )
    assert example.endswith("  S9325 x 31  J3490 x 149  ML 149")
    waits = "  S9326 x 31  J2270 x 372, the line open  open  how the NDC quantity is rounded"
    assert rows["BCBS of North Dakota"].endswith(waits)
    page.enter({"dose": "5 bananas/hr"})
    assert page.text("payers") == ""
    page.enter({"dose": "6 mg/hr"})
    assert "J2270 x 447" in page.text("payers")
    page.take(EVERY_PAYER, "Hide the other payers")
    assert page.html("payers") == ""


def test_the_other_reading_is_billed_by_one_click() -> None:
    page = FormPage(PANEL)
    page.press("HMSA's example")
    assert page.take(BILL_SO, "Bill by HMSA's printed example") is None
    assert page.text("units").splitlines()[2].startswith("S9325  31")
    page.take(BILL_SO, "Bill by HMSA's sentences")
    page.enter({"dose": "x"})
    assert not [label for label in page.offered if label.startswith("Bill by")]


def test_a_pinned_answer_stands_beside_the_one_of_now_with_the_difference() -> None:
    page = FormPage(PANEL)
    assert "Pin this answer" not in page.offered
    page.press("HMSA's example")
    page.take(PINNED, "Pin this answer")
    assert "J2270, units  372  372  the same" in page.text("pinned")
    page.enter({"dose": "6 mg/hr"})
    order = "morphine sulfate, 5 mg/hr, 25 mg/mL, 31 days from 2021-03-01, HMSA's sentences"
    assert page.text("pinned").splitlines()[1:] == [
        order, "pinned  now  difference", "S9326, days  31  31  the same",
        "J2270, units  372  447  +75", "NDC quantity, ML  148.8  178.56  +29.76",
        "The arrow keys up and down in a field that has buttons to step take the next step.",
    ]  # fmt: skip
    page.enter({"reading": "published-example"})
    assert "J3490, units  \u2013  179  \u2013" in page.text("pinned")
    page.enter({"dose": "x"})
    assert page.text("pinned") == ""
    page.enter({"dose": "6 mg/hr"})
    page.take(PINNED, "Take the pin out")
    assert page.text("pinned") == "" and page.texts[PINNED] == ""


@given(st.one_of(st.text(), st.sampled_from(["{}", "[]", "3", '{"dose": 3}', '{"nowhere": "x"}', "[" * 3000])))
def test_a_pin_that_cannot_be_read_shows_nothing(text: str) -> None:
    assert PANEL.answer({**SEED, PINNED: text}).parts["pinned"] == ""


def test_a_reason_for_all_drugs_goes_when_they_are_others() -> None:
    for button in (ADD, TAKE_OUT):
        page = FormPage(PANEL)
        page.press("HMSA's example")
        page.take(OTHERS, ADD)
        page.enter({**SEED, "ndc": "", CONFIRM_ALL: "two cassettes of morphine"})
        assert page.answer.ready
        page.take(OTHERS, button)
        assert page.texts[CONFIRM_ALL] == ""


def test_every_payer_goes_by_what_was_chosen_for_the_payer_of_the_order() -> None:
    texts = {**SEED, "payer": "bcbsm", "choose_ndc_quantity": "exact", EVERY_PAYER: "yes"}
    rows = {row.partition(" - ")[0]: row for row in as_text(PANEL.answer(texts).parts["payers"]).splitlines()}
    assert "ML 148.8" in rows["BCBS of Michigan"] and "open" in rows["BCBS of North Dakota"]


def test_what_is_of_one_drug_alone_says_so_where_there_are_several() -> None:
    answer = two()
    assert "drug 2 of 2 alone" in as_text(answer.parts["readings"])
    of = {name: fold.title.rpartition(", ")[2] for name, fold in answer.folds.items()}
    assert of.pop("notices") == "all drugs" and set(of.values()) == {"drug 2 of 2 alone"}
    alone = PANEL.answer(SEED)
    assert "alone" not in as_text(alone.parts["readings"]) + "".join(fold.title for fold in alone.folds.values())


def test_nothing_is_pinned_that_waits_for_a_reason_and_what_waits_is_marked() -> None:
    page = FormPage(PANEL)
    page.enter({**SEED, "dose": "5 mg/hr"})
    page.take(PINNED, "Pin this answer")
    page.enter({"dose": "50 mg/hr"})
    assert "Pin this answer" not in page.offered and page.html("pinned").count("data-unconfirmed") == 3
    page.enter({"confirm": "as ordered"})
    assert "Pin this answer" in page.offered and "data-unconfirmed" not in page.html("pinned")


def test_drugs_that_cannot_be_read_are_not_written_over() -> None:
    page = FormPage(PANEL)
    page.enter({**SEED, OTHERS: "{"})
    assert not [label for label in page.offered if "drug" in label] and page.texts[OTHERS] == "{"


def test_six_drugs_with_long_lists_can_be_turned_to() -> None:
    texts: dict[str, str] = {**SEED, "change": "; ".join(["2021-03-15 = 6 mg/hr"] * 400)}
    for _ in range(MOST - 1):
        texts |= Drugs.of(texts).added()
        texts |= {"drug": "x", "change": "; ".join(["2021-03-15 = 6 mg/hr"] * 400)}
    assert len(Drugs.of({**texts, **Drugs.of(texts).turned(0)}).every) == MOST
