"""The lists that open at Drug and NDC, the strength that an NDC offers, and dates as they are written in the US."""

from __future__ import annotations

import datetime
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hipkit.panels.calculator.fields import OTHERS, START
from hipkit.panels.calculator.offers import us_dates
from hipkit.panels.calculator.options import LONGEST, SHOWN, options
from hipkit.panels.calculator.panel import SEED, Calculator
from hipkit.panels.claim.panel import SampleClaim
from hipkit.panels.pages.form import FormPage
from hipkit.reference.names import read_drug
from hipkit.reference.newest import drug_products
from hipkit.reference.products import product
from hipkit.values.ndc import Ndc

HYDROMORPHONE, MORPHINE = "hydromorphone hydrochloride", "morphine sulfate"
VIAL = "00409-1134-03"  # morphine sulfate 50 mg/mL


def taken(name: str, **texts: str) -> list[str]:
    """The texts that the list at a field could put there."""
    return [option.text for option in options(texts)[name] if option.text]


def offered(page: FormPage) -> list[str]:
    """The offers at fields that are seen."""
    return [offer.label for offer in page.answer.offers if offer.field != OTHERS]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("morph", [MORPHINE, HYDROMORPHONE]),
        ("MORPHINE", [MORPHINE]),
        ("  morphine ", [MORPHINE]),
        ("Dilaudid", [HYDROMORPHONE, "Dilaudid"]),
        ("dilau", [HYDROMORPHONE, "Dilaudid"]),
        ("J2270", [MORPHINE]),
        ("j2272", [MORPHINE]),
        ("J1170", [HYDROMORPHONE, "Dilaudid"]),
        (VIAL, [MORPHINE]),
        ("0409-1134-03", [MORPHINE]),
        ("00409113403", [MORPHINE]),
        ("63323-851", [HYDROMORPHONE]),
        ("J9999", []),
        ("morfine", []),
        ("<img src=x onerror=alert(1)>", []),
        ("x" * 5000, []),
    ],
)
def test_drugs_are_found_by_name_brand_code_and_ndc(typed: str, first: list[str]) -> None:
    found = taken("drug", drug=typed)
    assert found[: len(first)] == first and bool(found) == bool(first)


def test_a_brand_that_bills_by_another_code_is_never_put_in_as_its_generic() -> None:
    assert taken("drug", drug="Duramorph") == ["Duramorph"]
    (option,) = options({"drug": "Duramorph"})["drug"]
    assert (option.words, option.detail) == ("Duramorph (morphine sulfate)", "J2274")


def test_what_is_easily_confused_says_so_in_the_list() -> None:
    words = {option.text: option.detail for option in options({"drug": "morph"})["drug"]}
    assert "easily confused with HYDROmorphone hydrochloride" in words[MORPHINE]
    assert "easily confused with morphine sulfate" in words[HYDROMORPHONE]


def test_a_code_is_told_as_it_is_on_the_days_of_the_order() -> None:
    def detail(first: str, last: str) -> str:
        return options({"drug": "hydromorphone", "from": first, "through": last})["drug"][0].detail

    assert detail("2024-01-01", "2024-01-31").startswith("J1170 until 2024-09-30;")
    assert detail("2025-01-01", "2025-01-31").startswith("J1171;")
    assert detail("2024-09-01", "2024-10-31").startswith("J1170 until 2024-09-30, J1171;")


def test_a_long_list_says_how_many_more_there_are() -> None:
    for name in ("drug", "ndc"):
        *first, remark = options({})[name]
        assert len(first) == SHOWN and all(option.text for option in first)
        assert remark.text == "" and remark.words.endswith("more: type on")
    every = len(drug_products())
    assert options({})["ndc"][-1].words == f"{every - SHOWN} more: type on"


def test_nothing_is_listed_where_it_stands_there_already() -> None:
    found = options({"drug": MORPHINE, "ndc": VIAL})
    assert found == {"drug": (), "ndc": ()}


def test_ndcs_are_those_of_the_drug_that_stands_there() -> None:
    for typed, name in (("morphine", MORPHINE), ("Dilaudid", HYDROMORPHONE)):
        found = taken("ndc", drug=typed)
        assert found and {product(Ndc.parse(text)).name for text in found} == {name}
    assert taken("ndc", drug="morphine", ndc="63323-0851") == []
    assert taken("ndc", unlisted="ketamine hydrochloride") == []


def test_ndcs_are_listed_newest_first() -> None:
    last = [known.codes[-1].end for known in drug_products()]
    assert last == sorted(last, reverse=True)


@pytest.mark.parametrize(
    "typed", ["0409-1134-03", "00409113403", "409-1134", "00409-1134-0", "50 mg/mL", "hospira", "dilaudid", "J2270"]
)
def test_ndcs_are_found_by_parts_of_them_strength_labeler_brand_and_code(typed: str) -> None:
    found = options({"ndc": typed})["ndc"]
    assert found
    if typed[0] in "04":
        assert VIAL in [option.text for option in found]


def test_a_strength_is_not_found_in_the_middle_of_another() -> None:
    found = [option for option in options({"ndc": "5 mg/mL"})["ndc"] if option.text]
    assert found and all(" 5 mg/mL" in option.detail for option in found)


@given(
    st.sampled_from(["drug", "ndc"]),
    st.one_of(st.text(max_size=LONGEST + 5), st.from_regex(r"[0-9J-]{1,14}", fullmatch=True)),
)
def test_whatever_is_typed_an_option_can_be_read_and_is_short(name: str, typed: str) -> None:
    found = options({name: typed})[name]
    assert len(found) <= SHOWN + 1
    for option in found:
        if name == "drug" and option.text:
            read_drug(option.text)
        elif option.text:
            assert product(Ndc.parse(option.text)) is not None


def test_options_cost_little() -> None:
    options({})
    for typed in ("", "m", "morph", "J2270", VIAL):
        begun = time.perf_counter()
        for _ in range(20):
            options({"drug": typed, "ndc": typed})
        assert (time.perf_counter() - begun) / 20 < 0.05  # 5 ms and less on a machine that does nothing else


def test_a_page_has_the_options_of_its_listed_fields_alone() -> None:
    for panel in (Calculator(), SampleClaim()):
        page = FormPage(panel)
        page.enter({"drug": "morph"})
        fields = page.state()["fields"]
        assert fields["drug"]["options"][0][0] == MORPHINE
        assert {name for name, field in fields.items() if field["options"] is not None} == {"drug", "ndc"}


def test_an_unread_name_says_that_there_is_a_list() -> None:
    said = Calculator().answer(START | {"drug": "morph"}).messages["drug"]
    assert said.kind == "error" and said.text.startswith("Take one of the list")
    assert Calculator().answer(START | {"drug": "qqq"}).messages["drug"].text.startswith("Type for example")


# The strength of an NDC.


def test_an_ndc_offers_its_strength_and_takes_nothing() -> None:
    page = FormPage(Calculator())
    page.enter({"ndc": VIAL})
    assert page.texts["strength"] == "" and page.texts["drug"] == ""
    assert page.message("strength") == "Press the button below, or enter strength"
    assert page.take("strength", "use 50 mg/mL, the strength of this NDC") == ("field", "strength")
    assert page.texts["strength"] == "50 mg/mL"
    assert page.message("strength") == "read as 50 mg/mL; the strength of the NDC"
    assert offered(page) == []


@pytest.mark.parametrize(
    ("texts", "offered"),
    [
        ({"strength": "5 mg/mL"}, True),
        ({"strength": "50"}, True),
        ({"strength": "50.0 mg/mL"}, False),
        ({"strength": "5 %"}, False),  # 5 g in 100 mL is 50 mg/mL
        ({"drug": "morphine"}, True),
        ({"drug": "hydromorphone"}, False),
        ({"drug": "morphin"}, False),
        ({"unlisted": "ketamine hydrochloride"}, False),
        ({"ndc": "00074-1133-03"}, False),
        ({"ndc": "0409"}, False),
    ],
)
def test_a_strength_is_offered_where_the_drug_does_not_contradict_the_ndc(texts: dict[str, str], offered: bool) -> None:
    offers = [offer for offer in Calculator().answer(START | {"ndc": VIAL} | texts).offers if offer.field == "strength"]
    assert [dict(offer.sets) for offer in offers] == [{"strength": "50 mg/mL"}] * offered


def test_a_strength_that_is_not_the_ndcs_is_not_said_to_be() -> None:
    said = Calculator().answer(SEED | {"ndc": VIAL, "strength": "25 mg/mL"}).messages["strength"].text
    assert said == "read as 25 mg/mL"


# Dates.


def test_both_days_of_a_us_date_are_offered_by_their_names_and_none_is_taken() -> None:
    page = FormPage(Calculator())
    page.enter(SEED | {"from": "3/4/2021", "through": "4/5/2021"})
    assert page.texts["from"] == "3/4/2021" and page.answer.settled is False
    assert offered(page) == ["2021-03-04, March 4", "2021-04-03, April 3", "2021-04-05, April 5", "2021-05-04, May 4"]
    page.take("from", "2021-03-04, March 4")
    page.take("through", "2021-04-05, April 5")
    assert page.answer.settled and page.message("days") == "33 days, first and last included"


@given(st.dates(min_value=datetime.date(1982, 1, 1)), st.sampled_from("/.-"))
def test_a_us_date_is_among_what_is_offered_for_it(day: datetime.date, sign: str) -> None:
    text = f"{day:%m}{sign}{day:%d}{sign}{day:%Y}"
    offered = [offer.sets["from"] for offer in us_dates("from", text)]
    assert str(day) in offered and len(offered) == len(set(offered)) <= 2


def test_the_days_of_visits_are_offered_on_the_claim() -> None:
    page = FormPage(SampleClaim())
    page.enter({**SampleClaim().example[1], "visits": "3/2/2021 = 151"})
    assert page.message("visits").startswith("Press a button below")
    page.take("visits", "month first: 2021-03-02, March 2")
    assert page.texts["visits"] == "2021-03-02 = 151" and page.message("visits") == "read as 1 visit"
