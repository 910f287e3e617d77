"""The words of the app's pages: a pharmacist's and a clerk's, nothing of the command line and of the code.

Every page is driven through a table of entries, and all that a person can see or hear of it is looked through.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from typing import Any

import pytest

from hipkit.formats.shared.plain import as_text
from hipkit.panels.calculator.drugs import Drugs
from hipkit.panels.calculator.fields import CHOOSE, OPEN_AXES
from hipkit.panels.calculator.panel import SEED, Calculator
from hipkit.panels.check.panel import SecondCheck
from hipkit.panels.claim.panel import SampleClaim
from hipkit.panels.compare.panel import Compare
from hipkit.panels.dropped import Dropped
from hipkit.panels.known import Known
from hipkit.panels.pages.bar import FILE, Bar
from hipkit.panels.pages.check import CheckPage
from hipkit.panels.pages.form import MORE, FormPage
from hipkit.panels.pages.page import HINT, Page, State
from hipkit.panels.pages.practice import PracticePage
from hipkit.panels.pages.sheet import Sheet
from hipkit.panels.pages.teach import TeachPage
from hipkit.panels.payers import PayerRules
from hipkit.panels.review.panel import ClaimReview
from hipkit.payers.axes.all import AXES
from hipkit.payers.files import load_policy, payers
from hipkit.practice.case import SKILLS
from hipkit.review.sample import sample_bytes
from hipkit.review.table import COLUMNS as COLUMNS_READ

FORBIDDEN = {
    "a word of the code": re.compile(
        r"\b(scenarios?|rule-text|published-example|axis|axes|panels?|seed example)\b", re.I
    ),
    "an option of the command line": re.compile(r"(?<![-\w])--[a-z]"),
    "a command": re.compile(
        r"\bhipkit (units|claim|convert|waste|ndc|nursing|drugs|payers|review|rules|app|lab|data|practice|compare)\b"
    ),
    "an identifier": re.compile(r"\b[A-Za-z]+_[A-Za-z_]+\b"),
}
# What stays, and why: addresses of sources, and the columns of a person's own file, which go by these names there.
ADDRESS = re.compile(r"https?://\S+")
COLUMNS = {name for name in COLUMNS_READ if "_" in name}


class _Heard(HTMLParser):
    """All text of a page, folded parts, captions and names for screen readers among it; no styles, no scripts."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self.silent = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent = tag if tag in ("style", "script") else self.silent
        self.said += [text for name, text in attrs if name in ("aria-label", "title", "alt", "placeholder") and text]

    def handle_endtag(self, tag: str) -> None:
        self.silent = "" if tag == self.silent else self.silent

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.said.append(data)


def heard(html: str) -> str:
    reader = _Heard()
    reader.feed(html)
    reader.close()
    return " ".join(reader.said)


def said(state: State) -> Iterator[tuple[str, str]]:
    """Each text that a page shows or may show next, and where."""
    yield "title", state["title"]
    for name, field in state["fields"].items():
        if field["kind"] == "kept":
            continue
        texts = [field["label"], field["message"][1], str(field["example"]), *field["offers"], field.get("one", "")]
        texts += [text for column in field.get("columns", ()) for text in column]
        texts += [given for given, *_ in field.get("rows", ())]
        texts += [words for _, words in field["choices"]]
        texts += [text for option in field["options"] or () for text in option]
        yield from ((f"field {name}", text) for text in texts)
    yield from (("button", button["words"]) for button in state["buttons"].values())
    yield from ((f"part {name}", heard(part["html"])) for name, part in state["parts"].items())
    yield from (("layout", text) for text in _headings(state["layout"]))


def _headings(blocks: list[Any]) -> Iterator[str]:
    for kind, text, *rest in blocks:
        if kind == "heading":
            yield text
        if kind == "box":
            yield from _headings(rest[0])


def jargon(page: Page, columns: bool = False) -> list[str]:
    """What a page says and must not; `columns` may be named where a file of claim lines is read."""
    found = []
    for place, text in said(page.state()):
        text = ADDRESS.sub("", text)
        if columns:
            text = re.sub(rf"\b({'|'.join(COLUMNS)})\b", "", text)
        for what, pattern in FORBIDDEN.items():
            found += [
                f"{what} in {place}: {text[max(0, m.start() - 60) : m.end() + 60]}" for m in pattern.finditer(text)
            ]
    return sorted(set(found))


# The entries: an order as it was, and what is typed over it.

CHOICES = {CHOOSE + axis: value for axis in OPEN_AXES for value in list(AXES[axis].values)[:1]}
PCA = {"regimen": "pca", "drug": "hydromorphone hydrochloride", "demand": "0.2 mg", "demands": "18",
       "basal": "0.5 mg/hr", "lockout": "10 min", "strength": "10 mg/mL", "ndc": "00409-2634-05",
       "from": "2025-03-01", "through": "2025-03-14", "dose": "", "hours_per_day": "24"}  # fmt: skip
REFILL = {"regimen": "pump-refill", "volume": "20 mL", "refills": "1", "drug": "morphine sulfate"}
DOSES = {"regimen": "intermittent", "dose": "10 mg", "per_day": "q6h"}
NO_NDC = {"ndc": ""}
ORDERS: dict[str, Mapping[str, str]] = {
    "the example": {},
    "empty": dict.fromkeys(SEED, ""),
    "HMSA as printed": {"reading": "published-example"},
    "HMSA before its rules": {"from": "2015-01-01", "through": "2015-01-05"},
    "a future day": {"from": "2031-01-01", "through": "2031-01-05"},
    **{f"payer {payer}": {"payer": payer} for payer in (*payers(), "none", "nobody")},
    **{f"{payer} without NDC": {"payer": payer, "ndc": ""} for payer in (*payers(), "none")},
    **{f"{payer}, all chosen": {"payer": payer, **CHOICES} for payer in payers()},
    **{
        f"{kind} {payer}": {"payer": payer, **typed}
        for kind, typed in {"pca": PCA, "refill": REFILL, "doses": DOSES}.items()
        for payer in (*payers(), "none")
    },
    **{
        f"{axis} = {value}": {"payer": "bcbsnd", CHOOSE + axis: value}
        for axis in OPEN_AXES
        for value in AXES[axis].values
    },
    "chosen what is no value": {"payer": "bcbsnd", **dict.fromkeys(CHOICES, "x")},
    "chosen what is stated": {CHOOSE + "hcpcs_rounding": "up-by-week"},
    "along days": {"along": "days"},
    "along strength": {"along": "strength"},
    "PCA of demands alone": {**PCA, "basal": ""},
    "PCA, a lockout that does not fit": {**PCA, "lockout": "90 min"},
    "a brand": {"drug": "Dilaudid", **NO_NDC},
    "a brand of several codes": {"drug": "Duramorph", **NO_NDC},
    "Infumorph": {"drug": "Infumorph", **NO_NDC},
    "a code as drug": {"drug": "J2270"},
    "an NDC as drug": {"drug": "00409-2634-05"},
    "a drug that is unknown": {"drug": "magnesium sulfate", **NO_NDC},
    "half a name": {"drug": "morph", **NO_NDC},
    "morphine alone": {"drug": "morphine", **NO_NDC},
    "hydromorphone": {"drug": "hydromorphone", **NO_NDC},
    "a drug with several codes": {"drug": "bupivacaine hydrochloride", "strength": "5 mg/mL", **NO_NDC},
    "ropivacaine": {"drug": "ropivacaine hydrochloride", "strength": "2 mg/mL", **NO_NDC},
    "fentanyl": {"drug": "fentanyl citrate", "dose": "50 mcg/hr", "strength": "50 mcg/mL", **NO_NDC},
    "ketorolac": {"drug": "ketorolac tromethamine", "strength": "30 mg/mL", **NO_NDC},
    "ziconotide": {"drug": "ziconotide acetate", "dose": "1 mcg/hr", "strength": "25 mcg/mL", **NO_NDC},
    "clonidine": {"drug": "clonidine", "dose": "20 mcg/hr", "strength": "0.1 mg/mL", **NO_NDC},
    "ketamine as drug": {"drug": "ketamine hydrochloride", "strength": "50 mg/mL", **NO_NDC},
    "a drug of a compound": {"drug": "bupivacaine with fentanyl", **NO_NDC},
    "unlisted": {"drug": "", "unlisted": "ketamine hydrochloride", "strength": "50 mg/mL", **NO_NDC},
    "unlisted and a drug": {"unlisted": "ketamine hydrochloride"},
    "unlisted but listed": {"drug": "", "unlisted": "morphine sulfate", **NO_NDC},
    "compounded": {"drug": "", "unlisted": "bupivacaine with fentanyl", "compounded": "yes", **NO_NDC},
    "compounded with an NDC": {"drug": "", "unlisted": "ketamine hydrochloride", "compounded": "yes"},
    "compounded, listed": {"drug": "", "unlisted": "morphine sulfate", "compounded": "yes", **NO_NDC},
    "compounded drug": {"compounded": "yes", **NO_NDC},
    "compounded maybe": {"unlisted": "x", "compounded": "maybe"},
    "a code": {"code": "J2270", **NO_NDC},
    "a code of another drug": {"code": "J1171"},
    "a code of the spine": {"code": "J2274", **NO_NDC},
    "a code alone": {"drug": "", "code": "J2270", **NO_NDC},
    "a code that is none": {"code": "J0000"},
    "a code that ended": {"code": "J1170", **NO_NDC},
    "an unlisted code": {"code": "J3490", **NO_NDC},
    "a per-diem code": {"code": "S9326"},
    "another product's NDC": {"ndc": "00409-2634-05"},
    "an NDC alone": {"drug": ""},
    "an NDC alone, no strength": {"drug": "", "strength": ""},
    "an NDC of ten digits": {"ndc": "0074-1133-03"},
    "an NDC that is none": {"ndc": "123"},
    "an NDC not listed": {"ndc": "99999-9999-99"},
    "an NDC with another strength": {"strength": "50 mg/mL"},
    "a powder": {"form": "powder-vial"},
    "a powder without a strength": {"form": "powder-vial", "strength": ""},
    "a bulk powder": {"form": "bulk-powder", "strength": "", **NO_NDC},
    "a bulk powder with a strength": {"form": "bulk-powder", **NO_NDC},
    "a form that is none": {"form": "cloud"},
    "no strength": {"strength": ""},
    "a strength by vial": {"strength": "500 mg/20 mL"},
    "a strength of a percentage": {"strength": "2.5%"},
    "a strength that is none": {"strength": "strong"},
    "a strength in mg": {"strength": "25 mg"},
    "a weaker bag": {"bag": "5 mg/mL"},
    "a stronger bag": {"bag": "50 mg/mL"},
    "bananas": {"dose": "5 bananas/hr"},
    "no unit": {"dose": "5"},
    "a naked decimal": {"dose": ".5 mg/hr"},
    "a trailing zero": {"dose": "5.0 mg/hr"},
    "u": {"dose": "5 U/hr"},
    "ug": {"dose": "5000 ug/hr"},
    "a comma": {"dose": "5,5 mg/hr"},
    "mL an hour": {"dose": "0.2 mL/hr"},
    "by weight": {"dose": "0.1 mg/kg/hr"},
    "by weight, weighed": {"dose": "0.1 mg/kg/hr", "weight": "70 kg"},
    "a weight that is none": {"dose": "0.1 mg/kg/hr", "weight": "heavy"},
    "a weight that is not needed": {"weight": "70 kg"},
    "tenfold": {"dose": "50 mg/hr"},
    "a great dose": {"dose": "5000 mg/hr"},
    "a tiny dose": {"dose": "0.0001 mg/hr"},
    "a dose a day": {"dose": "120 mg/day"},
    "25 hours": {"hours_per_day": "25"},
    "12 hours": {"hours_per_day": "12"},
    "hours that are none": {"hours_per_day": "all"},
    "doses that are none": {**DOSES, "per_day": "now and then"},
    "demands that are none": {**PCA, "demands": "many"},
    "demands beyond the lockout": {**PCA, "demands": "900"},
    "a basal rate of zero": {**PCA, "basal": "0 mg/hr"},
    "a refill in mg": {**REFILL, "volume": "20 mg"},
    "more refills than days": {**REFILL, "refills": "90"},
    "a rate that changes": {"change": "2021-03-15 = 6 mg/hr"},
    "a rate that changes outside": {"change": "2022-03-15 = 6 mg/hr"},
    "a change that is none": {"change": "later = more"},
    "days without": {"without": "2021-03-10 2021-03-11"},
    "days without that are none": {"without": "sometimes"},
    "days without outside": {"without": "2022-01-01"},
    "days alone": {"from": "", "through": "", "days": "31"},
    "days that differ": {"days": "30"},
    "no days": {"from": "", "through": ""},
    "days that are none": {"from": "", "through": "", "days": "a month"},
    "backwards": {"from": "2021-03-31", "through": "2021-03-01"},
    "American days": {"from": "03/01/2021", "through": "03/31/2021"},
    "no such day": {"from": "2021-02-30"},
    "years of days": {"from": "2011-03-01", "through": "2021-03-31"},
    "half a span": {"through": ""},
    "over a change of codes": {"drug": "hydromorphone hydrochloride", "strength": "10 mg/mL", "ndc": "00409-2634-05",
                               "from": "2024-09-20", "through": "2024-10-10"},
    "a regimen that is none": {"regimen": "sometimes"},
    "a reason": {"dose": "500 mg/hr", "confirm": "rate read off the pump"},
    "a reason with letters that show nothing": {"dose": "500 mg/hr", "confirm": "a\u200b"},
    "every payer": {"every_payer": "yes"},
    "every payer, PCA": {"every_payer": "yes", **PCA},
    "others that cannot be read": {"others": "{"},
}  # fmt: skip
TEXTS = {**Calculator().start, **SampleClaim().start, **SEED}


def second(**typed: str) -> dict[str, str]:
    """An order with a second drug."""
    added = {**TEXTS, **Drugs.of(TEXTS).added()}
    return {**added, **SEED, "drug": "bupivacaine hydrochloride", "dose": "2 mg/hr", "strength": "5 mg/mL", "ndc": "",
            "code": "J0665", "from": "2024-03-01", "through": "2024-03-31", **typed}  # fmt: skip


ORDERS |= {
    "two drugs": second(),
    **{f"two drugs, {payer}": second(payer=payer) for payer in (*payers(), "none")},
    "two drugs, one not ready": second(dose=""),
    "two drugs, one wrong": second(dose="x"),
    "two drugs of one": second(drug="morphine sulfate", code="", ndc="00074-1133-03"),
    "two drugs, modifiers": second(payer="bcbsnd", choose_concurrent_modifiers="x"),
    "two drugs, other days": second(**{"from": "2021-04-01"}),
    "two drugs, one unlisted": second(drug="", code="", unlisted="ketamine hydrochloride", strength="50 mg/mL"),
    "two compounds": second(drug="", code="", unlisted="ketamine hydrochloride", compounded="yes"),
}
CLAIMS: dict[str, Mapping[str, str]] = {
    "charges": {"charges": "S9326 = 3,100.00; J2270 = 558"},
    "a charge of no line": {"charges": "J1170 = 5"},
    "charges that are none": {"charges": "a lot"},
    "a charge twice": {"charges": "J2270 = 5; J2270 = 6"},
    "no dollars": {"charges": "J2270 = five"},
    "great dollars": {"charges": "J2270 = 99999999999"},
    "a visit": {"visits": "2021-03-02 = 151"},
    "a long visit": {"visits": "2021-03-02 = 1500"},
    "visits, a rule": {"visits": "2021-03-02 = 151", "nursing_rule": "cpt-midpoint"},
    "visits, a rule that is none": {"visits": "2021-03-02 = 151", "nursing_rule": "x"},
    "an American visit": {"visits": "03/02/2021 = 151"},
    "a visit outside": {"visits": "2022-03-02 = 151"},
    "visits that are none": {"visits": "often"},
    "minutes that are none": {"visits": "2021-03-02 = long"},
    "a future visit": {"visits": "2031-03-02 = 151"},
    "units beyond the form": {"dose": "500 mg/hr", "confirm": "asked"},
    **{
        f"visits, {payer}": {"payer": payer, "visits": "2021-03-02 = 151; 2021-03-02 = 60", "charges": "J2270 = 5"}
        for payer in (*payers(), "none")
    },
}


def form(panel: Any, typed: Mapping[str, str]) -> FormPage:
    """A page with these texts, its further fields open, after the offers that it makes were looked at."""
    page = FormPage(panel, sheet=Sheet({name: str(text) for name, text in {**TEXTS, **panel.start, **typed}.items()}))
    page.press(MORE)
    return page


@pytest.mark.parametrize("name", ORDERS)
def test_an_order(name: str) -> None:
    page = form(Calculator(), {**SEED, **ORDERS[name]})
    assert jargon(page) == []
    if page.picture is not None:
        drawn = heard(page.paint(page.picture))
        assert [pattern.search(drawn) for pattern in FORBIDDEN.values()] == [None] * len(FORBIDDEN)


@pytest.mark.parametrize("name", [*CLAIMS, *ORDERS])
def test_a_claim(name: str) -> None:
    page = form(SampleClaim(), {**SEED, **(CLAIMS.get(name) or ORDERS[name])})
    assert jargon(page) == []
    assert [file.words for file in page.answer.files if any(p.search(file.words) for p in FORBIDDEN.values())] == []


ANEW = {f"again_{name}": text for name, text in SEED.items()}
CHECKS: dict[str, Mapping[str, str]] = {
    "nothing": {},
    "right": {"typed_per_diem_code": "S9326", "typed_per_diem_units": "31", "typed_drug_code": "J2270",
              "typed_drug_units": "372", "typed_ndc_quantity": "148.8"},
    "tenfold": {"typed_drug_units": "3720"},
    "what is no number": {"typed_drug_units": "many", "typed_ndc_quantity": "?", "typed_drug_code": "x"},
    "anew": {"way": "order", **ANEW},
    "anew, another": {"way": "order", **ANEW, "again_dose": "50 mg/hr"},
    "anew, the bag": {"way": "order", **ANEW, "again_strength": "5 mg/mL"},
    "anew, wrong": {"way": "order", "again_drug": "Dilaudid", "again_unlisted": "x", "again_dose": "5 U/hr"},
    "a way that is none": {"way": "x"},
}  # fmt: skip


@pytest.mark.parametrize("name", [*CHECKS, *ORDERS])
def test_a_second_check(name: str) -> None:
    sheet = Sheet(dict.fromkeys((), "") | {**TEXTS, **SecondCheck().start, **SEED, **ORDERS.get(name, {})})
    page = CheckPage(sheet=sheet)
    page.enter(CHECKS.get(name, CHECKS["right"]))
    assert jargon(page) == []
    for button in list(page.state()["buttons"]):
        page.press(button)
        assert jargon(page) == []


VISIT = {"visits": "2021-03-02 = 151", "nursing_rule": "cpt-midpoint"}
TWO = second(drug="hydromorphone hydrochloride", dose="0.5 mg/hr", strength="10 mg/mL", code="",
             **{"from": "2021-03-01", "through": "2021-03-31"})  # fmt: skip


@pytest.mark.parametrize(("panel", "part", "typed", "terms"), [
    (Calculator(), "units", {}, ["S9326", "billing unit", "NDC quantity"]),
    (Calculator(), "units", dict.fromkeys(SEED, ""), []),  # there is no number yet
    (Calculator(), "units", {"reading": "published-example"}, ["S9325", "J3490", "NDC quantity"]),
    (Calculator(), "units", TWO, ["S9326", "S9326", "SH", *["billing unit", "NDC quantity"] * 2]),
    (SampleClaim(), "lines", VISIT, ["S9326", "99601", "99602"]),
    (ClaimReview(), "counts", {"file": Dropped("may.csv", sample_bytes()).text()}, ["at stake"]),
])  # fmt: skip
def test_a_number_and_a_term_explain_themselves_in_place(
    panel: Any, part: str, typed: Mapping[str, str], terms: list[str]
) -> None:
    html = form(panel, {**SEED, **typed}).html(part)
    assert re.findall(r'<summary aria-label="What ([^"]*) is">', html) == terms
    assert html.count('name="hk-cite"><summary aria-label="What ') == len(terms)
    assert "What S" not in as_text(html) and "For example" not in as_text(html)


def saved(**typed: str) -> str:
    """An order as hipkit saves it."""
    page = form(SampleClaim(), {**SEED, **typed})
    return next(file for file in page.answer.files if file.name.endswith(".json")).make().decode()


COMPARED: dict[str, Mapping[str, str]] = {
    "empty": dict.fromkeys(Compare().start, ""),
    "the example": {},
    **{f"payers: {payer}": {"second_payer": payer, "second_reading": ""} for payer in (*payers(), "none", "x")},
    **{f"all of {payer}": {"first_payer": payer, "second_payer": payer, "second_reading": ""} for payer in payers()},
    "a reading that is none": {"first_payer": "bcbsnd", "first_reading": "published-example"},
    "what is no order": {"first_scenario": "order"},
    "what is another file": {"first_scenario": "{}"},
    "an order of a newer hipkit": {"first_scenario": '{"hipkit": "scenario", "version": "99"}'},
    "an order without an order": {"first_scenario": '{"hipkit": "scenario", "version": "1"}'},
    "a list": {"first_scenario": "[]"},
    "damaged": {"second_scenario": '{"hipkit": "scenario"'},
    "a choice that is none": {"second_choose_hcpcs_rounding": "x"},
    "a choice that is stated": {"second_choose_hcpcs_rounding": "up-by-week"},
    "a choice without a payer": {"second_payer": "none", "second_choose_hcpcs_rounding": "up-by-week"},
}


@pytest.mark.parametrize("name", COMPARED)
def test_a_comparison(name: str) -> None:
    page = form(Compare(), {**Compare().example[1], **COMPARED[name]})
    assert jargon(page) == []
    for field in [name for name, message in page.answer.messages.items() if message.kind == "waiting"]:
        choices = next(one for one in page.panel.fields if one.name == field).choices
        page.enter({field: choices[-1][0]} if choices else {})
        assert jargon(page) == []
    if page.picture is not None:
        assert not [p for p in FORBIDDEN.values() if p.search(heard(page.paint(page.picture)))]


@pytest.mark.parametrize("payer", [*payers(), "x"])
def test_the_rules_of_a_payer(payer: str) -> None:
    therapies = [*dict(PayerRules().fields[2].choices), "x"]
    readings = [reading.id for reading in load_policy(payer).readings] if payer != "x" else ["x"]
    for therapy in therapies:
        for reading in (*readings, "x"):
            for day in ("", "2021-03-01", "2010-01-01", "2031-01-01", "03/01/2021", "never"):
                assert (
                    jargon(form(PayerRules(), {"payer": payer, "reading": reading, "therapy": therapy, "on": day}))
                    == []
                )


@pytest.mark.parametrize("ndc", ["", "63323-0851-10", "00264-9594-10", "00409-2634-05", "99999-9999-99", "x"])
def test_the_sources(ndc: str) -> None:
    assert jargon(form(Known(), {"ndc": ndc})) == []


SAMPLE = Dropped("may.csv", sample_bytes()).text()
FILES = {
    "nothing": "",
    "the sample": SAMPLE,
    "what is no file": "x",
    "too large": json.dumps({"name": "year.csv", "size": 7_000_000}),
    "unreadable": json.dumps({"name": "year.csv", "error": "NotReadableError"}),
    "of no kind": Dropped("may.doc", b"x").text(),
    "empty": Dropped("may.csv", b"").text(),
    "without lines": Dropped("may.csv", sample_bytes().split(b"\n")[0] + b"\n").text(),
    "without columns": Dropped("may.csv", b"a,b\n1,2\n").text(),
    "without some columns": Dropped("may.csv", b"claim_id,hcpcs,units\nA,J2270,x\n").text(),
    "with a column twice": Dropped("may.csv", b"claim_id,hcpcs,hcpcs\nA,J2270,x\n").text(),
    "with a row of another width": Dropped("may.csv", sample_bytes() + b"1,2\n").text(),
    "no XLSX": Dropped("may.xlsx", b"x").text(),
    "no Parquet": Dropped("may.parquet", b"x").text(),
    "no 837P": Dropped("may.837", b"x").text(),
    "an 837P": Dropped("may.837", next(
        file for file in form(SampleClaim(), {**SEED, "charges": "S9326 = 5; J2270 = 6"}).answer.files
        if file.name.endswith(".837")
    ).make()).text(),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_a_review(name: str) -> None:
    page = form(ClaimReview(), {"file": FILES[name]})
    assert jargon(page, columns=True) == []
    rules = page.answer.choices.get("rule", ())
    for text in [rule for rule, _ in rules if rule]:
        page.enter({"rule": text})
        assert jargon(page, columns=True) == []


@pytest.mark.parametrize("typed", [
    {"select": "HIP1"}, {"select": "x"}, {"select": "HIP999"}, {"ignore": "x"}, {"ignore": "HIP6"}, {"severity": "x"},
    {"severity": "error"}, {"rule": "x"}, {"select": "HIP101", "ignore": "HIP101"},
])  # fmt: skip
def test_a_review_of_some_rules(typed: Mapping[str, str]) -> None:
    assert jargon(form(ClaimReview(), {"file": SAMPLE, **typed}), columns=True) == []


BARS = {
    "the order of a claim": lambda: Dropped("order.json", saved().encode()).text(),
    "no order": lambda: Dropped("order.json", b"x").text(),
    "another file": lambda: Dropped("order.json", b"{}").text(),
    "a list": lambda: Dropped("order.json", b"[]").text(),
    "newer": lambda: Dropped("order.json", b'{"hipkit": "scenario", "version": "99"}').text(),
    "too large": lambda: json.dumps({"name": "order.json", "size": 7_000_000}),
    "larger than an order": lambda: Dropped("order.json", b" " * 5_000_000).text(),
}


@pytest.mark.parametrize("name", BARS)
def test_the_bar(name: str) -> None:
    bar = Bar(Sheet({**TEXTS, **SEED}, marks="example", first="drug"))
    bar.enter({FILE: BARS[name]()})
    assert jargon(bar) == []


@pytest.mark.parametrize("name", ORDERS)
def test_an_order_that_is_saved(name: str) -> None:
    bar = Bar(Sheet({**TEXTS, **SEED, **ORDERS[name]}, marks="example", first="drug"))
    bar.press("Save")
    assert jargon(bar) == []


# Practice.


def learner(**texts: str) -> PracticePage:
    page = PracticePage(lambda texts: None, clock=lambda: 0.0)
    page.enter({"seed": "7", "count": "2", **texts})
    return page


@pytest.mark.parametrize("typed", [
    {}, {"seed": "x"}, {"seed": ""}, {"seed": "-1"}, {"count": "x"}, {"count": "9999"}, {"level": "9"}, {"case": "x"},
    {"case": "2-1-7"}, {"case": "9-9-9"}, {"alias": "AB"}, {"alias": "x" * 300},
])  # fmt: skip
def test_practice_is_set_up(typed: Mapping[str, str]) -> None:
    page = learner(**typed)
    assert jargon(page) == []
    page.press("Start")
    assert jargon(page) == []


@pytest.mark.parametrize("level", "123")
@pytest.mark.parametrize("seed", range(24))
def test_a_case_of_practice(level: str, seed: int) -> None:
    page = learner(seed=str(seed), level=level)
    page.press("Start")
    assert jargon(page) == []
    names = list(page.texts)
    for name in names:
        for _ in range(4):
            page.press(HINT + name)
    page.enter(dict.fromkeys(names, "x"))
    for button in ("Check", "Show the answer", "Check", "Solve", "Next", "Finish"):
        page.press(button)
        assert jargon(page) == []
    page.enter(dict.fromkeys(page.texts, "3"))
    while page.session.attempt and page.session.attempt.grade is None and "Check" in page.screen.buttons:
        page.press("Check")
        assert jargon(page) == []


@pytest.mark.parametrize("skill", SKILLS)
def test_a_skill_of_practice(skill: str) -> None:
    page = learner(**{f"skill {skill}": "true"})
    page.press("Start")
    assert jargon(page) == []


@pytest.mark.parametrize("typed", [
    {}, {"count": "3"}, {"level": "9"}, {"seed": "x"}, {"count": "x"}, {"count": "99999"}, {"results": SAMPLE},
    {"results": "x"},
    {"results": Dropped("results.csv", b"x").text()}, {"results": json.dumps({"name": "r.csv", "size": 7_000_000})},
])  # fmt: skip
def test_a_trainers_view(typed: Mapping[str, str]) -> None:
    page = TeachPage()
    page.enter({"seed": "7", **typed})
    assert jargon(page, columns=True) == []
    for button in list(page.state()["buttons"]):
        page.press(button)
        assert jargon(page, columns=True) == []
