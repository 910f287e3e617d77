"""What a text typed for a drug may mean, and the door that is shut to drugs with a code: at every door."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hipkit import Bill, Continuous, InputError, Order, bill, sample_claim
from hipkit.cli.main import main
from hipkit.order.scenario import Scenario, read_scenario
from hipkit.panels.calculator.panel import SEED, Calculator
from hipkit.panels.claim.panel import SampleClaim
from hipkit.panels.compare.panel import Compare
from hipkit.reference.names import confused_with, meant, one_slip, read_drug
from hipkit.reference.products import drug, drugs, products

RATE = Continuous("0.5 mg/hr", hours_per_day=24)
DAYS = {"start": "2025-03-01", "end": "2025-03-07"}
BEFORE = {"start": "2024-09-01", "end": "2024-09-30"}
TEXTS = SEED | {"ndc": "", "dose": "0.5 mg/hr", "strength": "10 mg/mL", "from": "2025-03-01", "through": "2025-03-07"}


def order(**fields: Any) -> Order:
    return Order(**({"regimen": RATE, "strength": "10 mg/mL"} | DAYS | fields))


def refused(**fields: Any) -> InputError:
    with pytest.raises(InputError) as caught:
        order(**fields)
    return caught.value


def told(result: Bill, level: str) -> list[str]:
    return [notice.text for notice in result.notices if notice.level == level]


def units(*typed: str, dates: tuple[str, str] = ("2025-03-01", "2025-03-07")) -> list[str]:
    dose = ["--dose", "0.5 mg/hr", "--hours-per-day", "24", "--strength", "10 mg/mL"]
    return ["units", *dose, "--from", dates[0], "--through", dates[1], *typed]


# Slips, salts and look-alikes.


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("morphin", ["morphine sulfate"]),
        ("mrophine sulfate", ["morphine sulfate"]),
        ("hydromorphine", ["hydromorphone hydrochloride"]),
        ("bupivicaine", ["bupivacaine hydrochloride"]),
        ("fentanil", ["fentanyl citrate"]),
        ("Dilaudit", ["hydromorphone hydrochloride"]),
        ("naloxon", ["naloxone hydrochloride"]),
        ("Zimhy", ["naloxone hydrochloride"]),
        ("morphine sulphate", ["morphine sulfate"]),
        ("hydromorphone HCl", ["hydromorphone hydrochloride"]),
        ("hydromorphone hcl (PF)", ["hydromorphone hydrochloride"]),
        ("bupivacaine (PF)", ["bupivacaine hydrochloride"]),
        ("MARCAINE (PF)", ["bupivacaine hydrochloride"]),
        ("Sensorcaine MPF", ["bupivacaine hydrochloride"]),
        ("morphine sulfate (PF)", ["morphine sulfate"]),
        ("lidocaine HCl 1 % with epinephrine", ["lidocaine hydrochloride with epinephrine"]),
        ("morfine", []),
        ("sufentanil", []),
        ("oxymorphine hydromorphone", []),
        ("morphine with ketamine", []),
        ("morphine and bupivacaine", []),
        ("ketamine hydrochloride", []),
        ("famotidine", []),
        ("\u041corphine", []),
    ],
)
def test_only_what_is_one_slip_away_is_offered(typed: str, names: list[str]) -> None:
    assert [one.drug.name for one in meant(typed)] == names
    with pytest.raises(InputError) as caught:
        read_drug(typed)
    assert ("not chosen" in caught.value.reason) == bool(names)


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("morphine sulphate", "morphine sulfate"),
        ("hydromorphone HCl", "hydromorphone hydrochloride"),
        ("bupivacaine (PF)", "bupivacaine hydrochloride"),
        ("MARCAINE (PF)", "Marcaine"),
        ("Dilaudid 10 mg/mL", "Dilaudid"),
        ("naloxone HCl", "naloxone hydrochloride"),
    ],
)
def test_a_salt_or_a_word_beside_the_name_is_offered_at_every_door(
    typed: str, offered: str, capsys: pytest.CaptureFixture[str]
) -> None:
    error = refused(drug=typed)
    assert "did you mean" in error.reason and error.example == f'--drug "{offered}"'
    assert main(units("--drug", typed)) == 2
    out, err = capsys.readouterr()
    assert out == "" and f'--drug "{offered}"' in err
    answer = Calculator().answer(TEXTS | {"drug": typed})
    assert [dict(offer.sets) for offer in answer.offers] == [{"drug": offered}]
    assert answer.messages["drug"].kind == "error" and answer.picture is None and not answer.settled


def test_a_brand_whose_product_tells_the_code_is_offered_with_each() -> None:
    assert refused(drug="Lioresal (PF)").example == '--drug "Lioresal" --code J0475 or J0476, by the product'
    offers = Calculator().answer(TEXTS | {"drug": "Lioresall"}).offers
    assert [dict(offer.sets) for offer in offers] == [
        {"drug": "Lioresal", "code": "J0475"},
        {"drug": "Lioresal", "code": "J0476"},
    ]


def test_two_slips_are_none() -> None:
    assert one_slip("baclofen", "baclofen") and not one_slip("bcalofne", "baclofen")
    assert not one_slip("ropivacaine", "bupivacaine")
    names = [name for one in drugs() for name in (one.name, *one.aliases)]
    for name in names:
        for i in range(len(name)):
            assert one_slip(name[:i] + name[i + 1 :], name) and one_slip(f"{name[:i]}x{name[i:]}", name)
            assert one_slip(f"{name[:i]}x{name[i + 1 :]}", name)


def test_names_that_are_easily_confused_are_marked() -> None:
    assert [one.name for one, _ in confused_with(drug("hydromorphone"))] == ["morphine sulfate"]
    assert "HYDROmorphone hydrochloride (easily confused with morphine sulfate)" in refused(drug="hydromorphine").reason
    (offer,) = Calculator().answer(TEXTS | {"drug": "morphin"}).offers
    assert offer.label == "use morphine sulfate (easily confused with HYDROmorphone hydrochloride)"
    (other,) = Calculator().answer(TEXTS | {"drug": "ketorolak"}).offers
    assert other.label == "use ketorolac tromethamine"


@pytest.mark.parametrize("typed", ["MS", "MSO4", "mso4", "MgSO4"])
def test_the_do_not_use_abbreviations_are_refused_by_name(typed: str) -> None:
    assert "morphine sulfate and for magnesium sulfate" in refused(drug=typed).reason


@pytest.mark.parametrize("typed", ["xyz", "NA", "None", "{7*7}", "=1+1", "ketamine hydrochloride", "<script>"])
def test_an_unknown_name_is_refused_and_the_unlisted_way_named(typed: str) -> None:
    error = refused(drug=typed)
    assert "typed as an unlisted drug" in error.reason and "--unlisted" in error.example


# Drug against NDC.


def test_a_contradiction_has_two_ways_out_and_no_third() -> None:
    texts = TEXTS | {"drug": "morphine sulfate", "ndc": "00409-2634-05", "strength": "25 mg/mL"}
    answer = Calculator().answer(texts)
    assert [(one.label, dict(one.sets)) for one in answer.offers] == [
        (
            "the NDC is right: HYDROmorphone hydrochloride 10 mg/mL",
            {"drug": "hydromorphone hydrochloride", "strength": "10 mg/mL"},
        ),
        ("morphine sulfate is right: take the NDC out", {"ndc": ""}),
    ]
    assert "oxymorphone" not in str(answer)
    for offer in answer.offers:
        taken = Calculator().answer(texts | dict(offer.sets))
        assert not taken.offers and taken.picture is not None
    assert [one.sets for one in SampleClaim().answer(texts).offers] == [one.sets for one in answer.offers]


def test_every_product_offers_the_two_ways() -> None:
    for listed in products():
        if listed.kind != "drug":
            continue
        other = "morphine" if listed.name != "morphine sulfate" else "ketorolac"
        answer = Calculator().answer(TEXTS | {"drug": other, "ndc": listed.ndc.hyphenated})
        assert len(answer.offers) == 2, listed.ndc
        assert {name for one in answer.offers for name in one.sets} <= {"drug", "strength", "ndc"}


def test_a_contradiction_says_that_the_names_are_confused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(units("--drug", "morphine", "--ndc", "00409-2634-05")) == 2
    err = capsys.readouterr().err
    assert "the two names are easily confused" in err and "leave the NDC out" in err and "oxymorphone" not in err
    assert '--drug "hydromorphone hydrochloride" --strength "10 mg/mL", or no --ndc' in err


def test_an_unlisted_drug_against_a_known_ndc() -> None:
    with pytest.raises(InputError, match="one of the two is wrong"):
        bill(order(unlisted="ketamine", ndc="00409-2634-05"))
    texts = TEXTS | {"drug": "", "unlisted": "ketamine", "ndc": "00409-2634-05"}
    right, out = Calculator().answer(texts).offers
    assert right.sets["drug"] == "hydromorphone hydrochloride" and right.sets["unlisted"] == ""
    assert out.sets == {"ndc": ""}


# What is unlisted.

CODED = [
    ("Dilaudid", "hydromorphone hydrochloride"),
    ("DILAUDID 10MG/ML", "hydromorphone hydrochloride"),
    ("morphine", "morphine sulfate"),
    ("pf morphine sulfate 50 mg/mL", "morphine sulfate"),
    ("Infumorph", "J2274"),
    ("ketamine/Lioresal", "J0475"),
    ("liposomal bupivacaine", "bupivacaine liposome"),
    ("naloxone 0.4 mg/mL", "naloxone hydrochloride"),
    ("ondansetron 4 mg", "ondansetron hydrochloride"),
    ("Ativan", "lorazepam"),
    ("ALOXI 0.25 mg", "palonosetron hydrochloride"),
    ("Zimhi", "J231"),
    ("Nesacaine-MPF", "chloroprocaine hydrochloride"),
]


@pytest.mark.parametrize(("text", "named"), CODED)
@pytest.mark.parametrize("days", [DAYS, {"start": None, "end": None, "days": 7}])
def test_a_text_that_names_a_drug_with_a_code_is_refused(text: str, named: str, days: dict[str, Any]) -> None:
    error = refused(unlisted=text, **days)
    assert error.field == "unlisted" and named in error.example and "to be compounded" in error.reason


@pytest.mark.parametrize("reading", [None, "rule-text", "published-example"])
def test_it_is_refused_at_the_command_line(reading: str | None, capsys: pytest.CaptureFixture[str]) -> None:
    under = ["--payer", "hmsa", "--reading", reading] if reading else []
    assert main(units("--unlisted", "Dilaudid", *under)) == 2
    assert '--drug "hydromorphone hydrochloride"' in capsys.readouterr().err


def test_it_is_refused_in_a_scenario_and_in_every_panel() -> None:
    saved = Scenario(order(unlisted="ketamine"), "hmsa", "rule-text").text().replace("ketamine", "Dilaudid")
    with pytest.raises(InputError, match="hydromorphone"):
        read_scenario(saved)
    compared = Compare().answer({"first_scenario": saved})
    said = compared.messages["first_scenario"].text
    assert 'On the Order tab, type for example hydromorphone hydrochloride under "Drug", and save it again.' in said
    for panel in (Calculator(), SampleClaim()):
        answer = panel.answer(TEXTS | {"drug": "", "unlisted": "Dilaudid"})
        assert answer.messages["unlisted"].kind == "error" and not answer.settled
        assert [one.sets["drug"] for one in answer.offers] == ["Dilaudid"]


@pytest.mark.parametrize("text", ["famotidine", "sufentanil 50 mcg", "calcium gluconate", "premorphine", "NA"])
def test_what_hipkit_does_not_know_is_said_and_confirmed(text: str) -> None:
    result = bill(order(unlisted=text), reading="rule-text")
    (said,) = told(result, "confirm")
    assert said.startswith(f"hipkit knows no code for {text}") and "look it up in HCPCS" in said
    assert "of its own" not in said
    assert [line.code for line in result.lines] == ["S9326", "J3490"]
    with pytest.raises(InputError, match="hipkit knows no code"):
        sample_claim(result, compounded=True).require_ready("837P")
    confirmed = bill(order(unlisted=text, confirm="no code in HCPCS 2025"), reading="rule-text")
    sample_claim(confirmed, compounded=True).require_ready("837P")


def test_a_slip_in_an_unlisted_text_is_said() -> None:
    (said,) = told(bill(order(unlisted="hydromorphon")), "confirm")
    assert "spelled alike, but not chosen: HYDROmorphone" in said


# A drug whose code is not in force yet.

EPINEPHRINE = "lidocaine HCl 1 % with epinephrine"


def test_a_drug_whose_code_comes_later_may_go_as_unlisted() -> None:
    (said,) = told(bill(order(unlisted=EPINEPHRINE, **BEFORE)), "confirm")
    assert said.startswith(f"hipkit knows no code for {EPINEPHRINE} from 2024-09-01 to 2024-09-30")
    assert "J2004 begins on 2024-10-01" in said
    for days in (DAYS, BEFORE | {"end": "2024-10-01"}):
        assert "lidocaine hydrochloride with epinephrine" in refused(unlisted=EPINEPHRINE, **days).example
    assert refused(unlisted="lidocaine without epinephrine", **BEFORE).example == '--drug "lidocaine hydrochloride"'


def test_as_the_drug_it_is_billed_where_every_drug_goes_by_j3490() -> None:
    early = order(drug="lidocaine with epinephrine", **BEFORE)
    assert [line.code for line in bill(early, reading="published-example").lines] == ["S9325", "J3490"]
    result = bill(early, reading="rule-text")
    assert [line.code for line in result.lines] == ["S9326"]
    assert 'the unlisted drug "lidocaine hydrochloride with epinephrine"' in " ".join(told(result, "warning"))
    assert 'the unlisted drug "lidocaine' in " ".join(told(bill(early, payer=None), "warning"))
    whole = order(drug="lidocaine with epinephrine", **BEFORE | {"end": "2024-10-10"})
    assert [line.code for line in bill(whole, reading="published-example").lines] == ["S9325", "J3490"]
    assert [line.code for line in bill(whole, reading="rule-text").lines] == ["S9326", "J2004"]


def test_a_rule_that_bills_each_drug_by_j3490_does_so_for_the_drug() -> None:
    result = bill(order(drug="hydromorphone"), reading="published-example")
    assert [line.code for line in result.lines] == ["S9325", "J3490"]


# Compounds.

MIX = "hydromorphone and bupivacaine"


def test_a_compound_may_name_what_has_a_code() -> None:
    mixed = order(unlisted=MIX, compounded=True, confirm="made in our pharmacy")
    assert mixed.sheet.read["compounded"] == "yes"
    (asked,) = told(bill(mixed, "hmsa"), "confirm")
    assert asked.startswith(f"hipkit knows no code for {MIX}") and "which was compounded" in asked
    assert "many drugs that hipkit does not know" not in asked
    made = sample_claim(bill(mixed, reading="rule-text"))
    made.require_ready("837P")
    (line,) = [one for one in made.lines if one.kind == "drug"]
    assert line.code == "J3490" and "compounded" in (line.description or "")
    assert made.compounded and any("taken as compounded" in one.text for one in made.notices)


@pytest.mark.parametrize(
    ("field", "fields"),
    [
        ("compounded", {"drug": "morphine", "compounded": True}),
        ("compounded", {"compounded": True}),
        ("compounded", {"unlisted": MIX, "compounded": "yes"}),
        ("ndc", {"unlisted": MIX, "compounded": True, "ndc": "00074-1133-03"}),
        ("code", {"unlisted": MIX, "compounded": True, "code": "J1171"}),
    ],
)
def test_a_compound_is_unlisted_and_carries_nothing_of_an_ingredient(field: str, fields: dict[str, Any]) -> None:
    assert refused(**fields).field == field


def test_another_unlisted_drug_of_the_claim_is_no_compound_by_it() -> None:
    mixed = order(unlisted=MIX, compounded=True, confirm="made in our pharmacy")
    other = order(unlisted="ketamine", confirm="no code in HCPCS 2025")
    made = sample_claim([bill(one, reading="rule-text") for one in (mixed, other)])
    assert not made.compounded
    with pytest.raises(InputError, match="without an NDC"):
        made.require_ready("837P")


def test_the_command_line_keeps_a_compound_in_the_scenario(tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
    path = str(tmp_path / "mix.json")
    typed = ["--unlisted", MIX, "--compounded", "--payer", "hmsa", "--reading", "rule-text", "--confirm", "ours"]
    assert main(units(*typed, "--save", path, "--json")) == 0
    assert [line["code"] for line in json.loads(capsys.readouterr().out)["lines"]] == ["S9326", "J3490"]
    found = read_scenario((tmp_path / "mix.json").read_text())
    assert found.order.compounded and json.loads(found.text())["order"]["compounded"] == "yes"
    assert main(["claim", path, "--format", "x12"]) == 0
    capsys.readouterr()
    (tmp_path / "mix.json").write_text(found.text().replace('"compounded": "yes"', '"compounded": "no"'))
    assert main(["claim", path, "--format", "x12"]) == 2


def test_a_compound_in_the_panels() -> None:
    texts = TEXTS | {"drug": "", "unlisted": MIX, "compounded": "yes", "confirm": "made in our pharmacy"}
    answer = Calculator().answer(texts)
    assert answer.settled and "compounded" in answer.visible
    assert "compounded" not in Calculator().answer(TEXTS).visible
    claimed = SampleClaim().answer(texts)
    assert claimed.settled and "claim.837" in [file.name for file in claimed.files]
    assert Calculator().answer(texts | {"compounded": "no"}).messages["unlisted"].kind == "error"
