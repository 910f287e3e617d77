"""The claim and the payers' rules as panels: what stands at each field, what is shown, and the files."""

from __future__ import annotations

import csv
import datetime
import io
import json
import re
import time
from base64 import b64decode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hipkit.billing.compute import bill
from hipkit.claim.claim import Claim
from hipkit.errors import InputError
from hipkit.formats.filenames import LONGEST, slug
from hipkit.formats.forms import Download
from hipkit.formats.shared.plain import as_text
from hipkit.order.scenario import read_scenario
from hipkit.panels.base import FILES, Answer
from hipkit.panels.calculator.drugs import Drugs
from hipkit.panels.calculator.fields import CHOOSE, CONFIRM_ALL, MODIFIERS, OPEN_AXES, OTHERS, by_name
from hipkit.panels.calculator.panel import SEED
from hipkit.panels.claim.fields import own
from hipkit.panels.claim.panel import SampleClaim
from hipkit.panels.pages.files import MAKE, links
from hipkit.panels.pages.form import FormPage
from hipkit.panels.payers import PayerRules
from hipkit.payers.files import load_policy, payers

TODAY = datetime.date(2026, 11, 24)
PANEL = SampleClaim(today=lambda: TODAY)
RULES = PayerRules(today=lambda: TODAY)
TEXTS = dict(PANEL.example[1])
SECOND = {
    "drug": "hydromorphone hydrochloride", "dose": "0.5 mg/hr", "strength": "10 mg/mL", "ndc": "",
    "reading": "rule-text",
}  # fmt: skip


def ask(last: dict[str, str] | None = None, **texts: object) -> Answer:
    return PANEL.answer(TEXTS | texts, last)


def lines(answer: Answer) -> str:
    return as_text(answer.parts["lines"])


def beside(**texts: str) -> dict[str, str]:
    """What stands beside the fields where a second drug is in them and the order of these tests is the first."""
    return {OTHERS: Drugs.of(TEXTS).added()[OTHERS], **texts}


# The claim.


def test_the_seed_becomes_the_lines_that_hmsa_printed() -> None:
    answer = ask()
    assert re.search(r"1  S9325  31  days  2021-03-01 to 2021-03-31", lines(answer))
    assert re.search(r"2  J3490  149  units .*00074-1133-03 - ML 149", lines(answer))
    assert answer.settled and "hk-1500" in answer.parts["view"] and "SV1*" in as_text(answer.parts["view"])
    assert "Calculated by" in answer.parts["paper"] and "Checked by" in answer.parts["paper"]


def test_an_order_that_is_not_complete_has_no_claim_and_no_files() -> None:
    for answer in (PANEL.answer(PANEL.start), ask(dose="5 bananas/hr"), ask(strength="")):
        assert "waiting for" in lines(answer)
        assert not answer.files and not answer.settled
        assert not any(answer.parts[name] for name in ("view", "notices", "paper"))


def test_charges_stand_on_their_lines_and_add_up() -> None:
    answer = ask(charges="S9325 = 3,100.00; 2=1240.50")
    assert "3,100.00" in lines(answer) and "total charge  4,340.50" in lines(answer)
    assert answer.messages["charges"].text == "read as 2 charges"


@pytest.mark.parametrize(
    ("field", "text", "told"),
    [
        ("charges", "S9325 = 1; S9325 = 2", "S9325 has two charges"),
        ("charges", "S9325 = 1e3", "Type for example"),
        ("charges", "S9325 = -5", "Type for example"),
        ("charges", "S9325 = $5", "leave the sign out"),
        ("charges", "S9325 = 5.001", "at most two decimals"),
        ("charges", "S9999 = 5", "no line has that code"),
        ("charges", "<script> = 5", "no line has that code"),
        ("visits", "2021-03-02 = 60\\; 75", "another visit has a row of its own"),
        ("visits", "2021-03-02 = 60 = 75", "there is an equals sign in it"),
        ("charges", "1 J3490 = 5", "line 1 is S9325 now"),
        ("visits", "2021-02-30 = 60", "Type for example"),
        ("visits", "2021-03-02 = 61.5", "Type for example"),
        ("compounded", "perhaps", "not one of the choices"),
        ("nursing_rule", "by-moon", "not one of the choices"),
    ],
)
def test_what_cannot_be_read_is_said_at_its_field_and_there_is_no_claim(field: str, text: str, told: str) -> None:
    answer = ask(**{field: text, "nursing_rule": "cpt-midpoint" if field == "visits" else TEXTS["nursing_rule"]} | {
        field: text
    })  # fmt: skip
    assert answer.messages[field].kind == "error" and told in answer.messages[field].text
    assert field in answer.visible and not answer.files and not answer.settled
    assert answer.parts["view"] == "" and "149" not in lines(answer).replace(text, "")
    assert "<script>" not in answer.parts["lines"]


def test_nursing_asks_for_a_rule_and_takes_none_silently() -> None:
    answer = ask(visits="2021-03-02 = 151; 2021-03-09 = 60")
    assert answer.messages["nursing_rule"].text.startswith("Choose one of the list: HMSA states no time rule")
    assert "Type for example" not in lines(answer) and "Choose one of the list" in lines(answer)
    assert "nursing_rule" in answer.visible
    answer = ask(visits="2021-03-02 = 151; 2021-03-09 = 60", nursing_rule="cpt-midpoint")
    assert [row.split("  ")[1] for row in lines(answer).splitlines() if row[:1].isdigit()] == [
        "S9325", "J3490", "99601", "99602", "99601"
    ]  # fmt: skip


def test_a_second_drug_carries_sh() -> None:
    answer = ask(**beside(**SECOND))
    assert "S9326 SH  31" in lines(answer) and "J2270" in lines(answer) and "J1170" in lines(answer)
    paper = answer.parts["paper"]
    assert "3,720 mg and 148.8 mL" in paper and "372 mg and 37.2 mL" in paper and "0.5 mg/hr" in paper
    assert "as they are written" not in ask().parts["paper"]
    assert [file.name for file in answer.files][-2:] == ["claim-order-1.json", "claim-order-2.json"]
    orders = [read_scenario(file.make().decode()).order for file in answer.files[-2:]]
    assert [order.drug for order in orders] == ["morphine sulfate", "hydromorphone hydrochloride"]


@pytest.mark.parametrize("payer", payers())
def test_the_file_of_an_order_is_billed_again_whatever_was_chosen_for_another_payer(payer: str) -> None:
    every = {f"{CHOOSE}{axis}": by_name()[CHOOSE + axis].choices[1][0] for axis in OPEN_AXES}
    for reading in load_policy(payer).readings:
        answer = ask(payer=payer, reading=reading.id, **every)
        (file,) = [file for file in answer.files if file.name == "claim-order.json"]
        saved = read_scenario(file.make().decode())
        assert isinstance(answer.billed, Claim)
        again = bill(saved.order, saved.payer, saved.reading, saved.choices, TODAY)
        assert again.lines == answer.billed.bills[0].lines


def test_a_payer_that_names_no_modifiers_makes_the_claim_ask() -> None:
    open_there = {"payer": "bcbsnd", "choose_ndc_quantity": "exact"}
    answer = ask(**open_there, **beside(**SECOND))
    assert answer.messages[MODIFIERS].kind == "error" and MODIFIERS in answer.visible
    answer = ask(**open_there, **beside(**SECOND), **{MODIFIERS: "SH-SJ"})
    assert "S9326 SH  31" in lines(answer) and answer.settled


@pytest.mark.parametrize("others", ["{", "[]", "[null, null]", "[" * 5000, "[{}]", '[null, {"payer": "x"}]', "3"])
def test_other_drugs_that_cannot_be_read_leave_no_claim(others: str) -> None:
    answer = ask(others=others)
    assert "other drugs of the order cannot be read" in lines(answer)
    assert not answer.files and not answer.settled and "149" not in lines(answer)


def test_without_a_payer_there_is_no_claim() -> None:
    answer = ask(payer="none")
    assert "under a payer's rules" in answer.messages["payer"].text and not answer.files


def test_what_is_to_be_confirmed_holds_form_and_files_back() -> None:
    twice = ask(**beside())
    assert "! not confirmed" in lines(twice) and CONFIRM_ALL in twice.visible
    assert "wait for what is to be confirmed" in as_text(twice.parts["view"])
    with pytest.raises(InputError, match="typed reason"):
        twice.files[0].make()
    assert not ask(**beside(), confirm="of one drug alone").settled
    confirmed = ask(**beside(), confirm_all="two cassettes of one NDC")
    assert "\u2713 confirmed: two cassettes of one NDC" in lines(confirmed) and confirmed.settled


def test_the_same_drug_twice_has_one_per_diem_and_wants_a_reason() -> None:
    second = beside(ndc="", dose="1 mg/hr")
    answer = ask(**second)
    assert (
        re.search(r"1  S9325  31  days  2021-03-01 to 2021-03-31", lines(answer)) and "SH" not in answer.parts["view"]
    )
    assert "orders 1 and 2 are one drug (morphine sulfate)" in lines(answer) and not answer.settled
    assert [row.split("  ")[1] for row in lines(answer).splitlines() if row[:1].isdigit()] == [
        "S9325",
        "J3490",
        "J3490",
    ]
    with pytest.raises(InputError, match="are one drug"):
        answer.files[0].make()
    confirmed = ask(**second, confirm_all="two pumps, one drug")
    assert confirmed.settled and "wait for" not in as_text(confirmed.parts["view"])


def test_nursing_beyond_what_the_payer_takes_wants_a_reason() -> None:
    michigan = {"payer": "bcbsm", "choose_ndc_quantity": "exact", "choose_per_diem_day": "infusion-day"}
    four = "; ".join(f"2021-03-0{day} = 240" for day in (1, 2, 3, 4))
    answer = ask(**michigan, visits=four)
    assert "16 hours in the week from 2021-02-28" in lines(answer)
    assert "confirm" in answer.visible and not answer.settled
    assert ask(**michigan, visits=four, confirm="ordered by the physician").settled
    assert ask(**michigan, visits="; ".join(four.split("; ")[:3])).settled


def test_a_visit_on_which_the_rules_agree_asks_for_none() -> None:
    assert ask(visits="2021-03-02 = 120").settled


def test_a_tenfold_change_of_the_order_holds_the_claim_back_too() -> None:
    answer = ask(last=TEXTS, dose="50 mg/hr")
    assert "10 times the last entry" in lines(answer)
    assert not answer.settled and not answer.files
    assert ask(last=TEXTS, dose="50 mg/hr", confirm="read off the pump").files


def test_days_without_dates_have_lines_and_no_form() -> None:
    answer = ask(**{"from": "", "through": "", "days": "31"})
    assert "S9325  31" in lines(answer)
    assert "needs dates of service" in as_text(answer.parts["view"])


def test_a_compounded_drug_has_no_ndc() -> None:
    texts = {"drug": "", "ndc": "", "unlisted": "ketamine", "reading": "rule-text"}
    assert "hipkit knows no code for ketamine" in as_text(ask(**texts).parts["notices"])
    texts["confirm"] = "no code in HCPCS"
    assert "bills J3490 without an NDC" in as_text(ask(**texts).parts["view"])
    answer = ask(**texts, compounded="yes")
    assert "compounded" in answer.visible
    assert "ZZketamine, compounded" in answer.parts["view"]


def test_the_panel_answers_alike_every_time_and_soon() -> None:
    assert ask() == ask()
    begun = time.perf_counter()
    for _ in range(5):
        ask()
    assert (time.perf_counter() - begun) / 5 < 0.5  # loose: the machine may be busy


FIELDS = [*own(), "dose", "ndc", "through", "payer", "reading", "confirm", "unlisted"]


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(FIELDS), st.one_of(st.text(max_size=30), st.none(), st.integers(), st.floats())))
def test_nothing_that_is_typed_makes_it_fail(texts: dict[str, object]) -> None:
    answer = ask(**texts)
    assert set(answer.parts) == set(PANEL.parts) - {FILES}
    assert set(answer.visible) <= {field.name for field in PANEL.fields}
    assert all(message.text.isprintable() for message in answer.messages.values())


# Files.


def test_every_format_is_on_offer_and_is_made_when_asked_for() -> None:
    made = {file.name.partition(".")[2] if "order" not in file.name else "order": file.make() for file in ask().files}
    assert set(made) == {"837", "csv", "xlsx", "pdf", "html", "txt", "json", "order"}
    assert made["837"].startswith(b"ISA*00*") and made["pdf"].startswith(b"%PDF") and made["xlsx"][:2] == b"PK"
    rows = list(csv.DictReader(io.StringIO(made["csv"].decode())))
    assert [(row["code"], row["units"], row["ndc"]) for row in rows] == [
        ("S9325", "31", ""), ("J3490", "149", "00074113303")
    ]  # fmt: skip
    assert json.loads(made["json"])
    assert b"J3490 x 149" in made["txt"]
    assert read_scenario(made["order"].decode()).reading == "published-example"


def test_files_are_links_that_go_with_their_answer() -> None:
    page = FormPage(PANEL)
    assert "once there is a claim" in page.html("files")
    page.begin(PANEL.example[1])
    assert page.html("files") == ""
    page.press(MAKE)
    (data,) = re.findall(r'href="data:text/plain;base64,([^"]*)" download="claim.837"', page.html("files"))
    assert b64decode(data).startswith(b"ISA*00*")
    page.enter({"charges": "S9325 = 1"})
    assert page.html("files") == ""


def test_a_file_that_fails_is_said_and_leaves_the_others() -> None:
    def refuse() -> bytes:
        raise InputError("format", "x12", "<b>it</b> cannot be", "y")

    shown = links(
        [Download("a.837", "837P", "text/plain", refuse), Download("b.pdf", "sheet", "application/pdf", lambda: 1 // 0),  # type: ignore[arg-type, return-value]
         Download("c.txt", "text", "text/plain", lambda: b"c")]
    )  # fmt: skip
    assert "&lt;b&gt;it&lt;/b&gt; cannot be" in shown and "ZeroDivisionError" in shown
    assert 'download="c.txt"' in shown and shown.count("<a ") == 1


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("../../etc/passwd", "etc-passwd"),
        ("..\\x", "x"),
        ("CON", "file-con"),
        ("nul", "file-nul"),
        ("nul.csv", "nul-csv"),
        ("com1", "file-com1"),
        ("a" * 300, "a" * LONGEST),
        ('=HYPERLINK("http://x")', "hyperlink-http-x"),
        ("<script>", "script"),
        ("\u202ereversed\x00", "reversed"),
        ("\U0001f489", "claim"),
        ("  ", "claim"),
        ("Order 12, March", "order-12-march"),
    ],
)
def test_a_file_name_stays_plain(typed: str, kept: str) -> None:
    assert slug(typed) == kept
    assert all(file.name.startswith(kept) for file in ask(file_name=typed).files)


@given(st.text())
def test_no_name_leaves_its_folder(typed: str) -> None:
    assert re.fullmatch(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?", slug(typed)) and len(slug(typed)) <= LONGEST + 5


# The payers' rules.


def rules(**texts: str) -> Answer:
    return RULES.answer(dict(RULES.start) | texts)


def test_each_rule_has_what_it_does_its_dates_and_its_source() -> None:
    shown = as_text(rules().parts["rules"])
    row = next(line for line in shown.splitlines() if line.startswith("which code the drug is billed by"))
    assert (
        "the drug's own code" in row
        and "drug_code" not in shown
        and "from 2020-11-30" in row
        and re.search(r"\[\d+\]$", row)
    )
    assert "J3490 with the NDC is only for a drug without a code" in row


def test_the_other_reading_bills_otherwise() -> None:
    assert "J3490, the code for unclassified drugs" in as_text(rules(reading="published-example").parts["rules"])


def test_what_is_unstated_is_asked_with_its_answers() -> None:
    shown = as_text(rules().parts["open"])
    assert "? how the minutes of a nursing visit become units of 99602" in shown
    assert "travel of the nurse" in shown


def test_revisions_and_slips_are_listed() -> None:
    shown = as_text(rules().parts["history"])
    assert "2.5  2021-02-18" in shown and "prints 59326, means S9326" in shown


def test_a_day_before_the_text_is_known_has_no_rule() -> None:
    answer = rules(on="2019-01-01")
    assert "only what it changed is known" in answer.parts["rules"] and "No rule is known" in answer.parts["rules"]
    assert answer.parts["open"] == ""
    assert answer.messages["on"].text == "Tuesday, revision 2.0"


@pytest.mark.parametrize("payer", payers())
def test_every_payer_has_a_page(payer: str) -> None:
    answer = rules(payer=payer)
    assert answer.settled and "hk-rules" in answer.parts["rules"]
    assert ("reading" in answer.visible) == (payer == "hmsa")


@pytest.mark.parametrize(
    ("field", "text"), [("payer", "acme"), ("payer", "none"), ("reading", "x"), ("therapy", "x"), ("on", "3/4/26")]
)
def test_a_field_that_cannot_be_read_shows_no_rule(field: str, text: str) -> None:
    answer = rules(**{field: text})
    assert answer.messages[field].kind == "error" and not answer.settled
    assert "hk-rules" not in "".join(answer.parts.values())


@given(st.dictionaries(st.sampled_from(list(RULES.start)), st.one_of(st.text(max_size=20), st.none(), st.integers())))
def test_nothing_that_is_typed_makes_the_rules_fail(texts: dict[str, object]) -> None:
    assert set(RULES.answer(dict(RULES.start) | texts).parts) == set(RULES.parts)


def test_the_seed_of_the_calculator_is_the_seed_of_the_claim() -> None:
    assert TEXTS["dose"] == SEED["dose"] and TEXTS["reading"] == "published-example"
