"""What is this box: every datum of form and 837P has its words, its origin and its source; the two views agree."""

from __future__ import annotations

import datetime
import html
import re
from fractions import Fraction
from pathlib import Path

import pytest

from hipkit import Continuous, Intermittent, Order, Pca, PumpRefill, bill, sample_claim
from hipkit.claim.claim import Claim
from hipkit.errors import DataError
from hipkit.formats.claim.box_words import boxes, parse_boxes, places
from hipkit.formats.claim.boxes import inspected, page
from hipkit.formats.claim.cms1500_items import forms
from hipkit.formats.claim.x12 import segments, x12_text
from hipkit.payers.files import AXES, load_policy, payers
from hipkit.payers.policy import UNSTATED
from hipkit.payers.terms import NOT_OF_A_BILL
from hipkit.values.citations import sources

TODAY = datetime.date(2026, 11, 24)
CHECKS = Path(__file__).resolve().parents[3] / "docs" / "checks.md"
DATED = {"start": "2024-03-01", "end": "2024-03-31"}
REGIMENS = {
    "continuous": Continuous("5 mg/hr", hours_per_day=24),
    "intermittent": Intermittent("10 mg", per_day=4),
    "pca": Pca(demand="0.5 mg", demands_per_day=12, basal="1 mg/hr"),
    "pump": PumpRefill("20 mL", refills=1),
}


def seed(reading: str = "published-example") -> Claim:
    order = Order(
        drug="morphine sulfate", regimen=Continuous("5 mg/hr", hours_per_day=24), strength="25 mg/mL",
        start="2021-03-01", end="2021-03-31", ndc="00074-1133-03",
    )  # fmt: skip
    return sample_claim(bill(order, reading=reading), {"1": "3,100.00", "2": "1,240.50"})


def chosen(payer: str, therapy: str) -> dict[str, str]:
    """An answer to everything that a payer leaves open."""
    policy = load_policy(payer)
    return {
        axis: next(iter(one.values))
        for axis, one in AXES.items()
        if axis not in NOT_OF_A_BILL
        and policy.rule(axis, datetime.date(2024, 3, 31), therapy=therapy).value == UNSTATED
    }


def claims() -> list[tuple[str, Claim]]:
    """A claim of every payer and regimen, with nursing where a rule can be named."""
    found = []
    for payer in payers():
        for name, regimen in REGIMENS.items():
            order = Order(drug="morphine sulfate", regimen=regimen, strength="25 mg/mL", **DATED)
            choices = chosen(payer, regimen.therapy)
            one = bill(order, payer, choices=choices)
            if one.lines:
                found.append((f"{payer} {name}", sample_claim(one)))
    return found


CLAIMS = claims()


# The words.


def test_every_box_has_words_of_its_own_and_a_source() -> None:
    for key, box in boxes().items():
        assert box.words.endswith(".") and box.wrong.endswith("."), key
        assert box.citation.id in sources(), key
        assert box.item or box.x12, key
    titles = [(box.of, box.title, box.item) for box in boxes().values()]
    assert len(set(titles)) == len(titles)


def test_hipkits_own_words_cite_a_section_that_is_there() -> None:
    sections = set(re.findall(r"^## (.+)$", CHECKS.read_text(encoding="utf-8"), re.MULTILINE))
    own = {box.citation.where for box in boxes().values() if box.citation.id == "hipkit"}
    assert own <= sections


def test_every_place_that_the_words_name_is_in_the_837p() -> None:
    there = set()
    for _, made in [("seed", seed()), *CLAIMS]:
        for segment in segments(made):
            tag, *elements = segment.text.removesuffix("~").split("*")
            there.add(f"{segment.loop} {tag}")
            for i, element in enumerate(elements, 1):
                there.add(f"{segment.loop} {tag}{i:02d}")
                there |= {f"{segment.loop} {tag}{i:02d}-{j}" for j in range(1, element.count(":") + 2)}
    assert set(places()) <= there


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[[box]]\nof = "line"\nname = "units"\nwrongs = "x"\n', "line 4: 'wrongs' is not a key of box"),
        ('[[box]]\nof = "page"\nname = "units"\n', "line 2: of is claim or line"),
        ('[[box]]\nof = "line"\nname = "units"\ntitle = "x"\n', "line 1: item is a text"),
        ('[[box]]\nof = "line"\nname = "a"\ntitle = "x"\nitem = ""\nwords = "x"\nwrong = "x"\ncite = "zz"\n', "zz"),
    ],
)
def test_a_damaged_file_is_an_error_that_names_the_line(text: str, told: str) -> None:
    with pytest.raises(DataError, match=re.escape(told)):
        parse_boxes(text, "boxes.toml")


# The two views.


@pytest.mark.parametrize(
    ("name", "made"), [("seed", seed()), *CLAIMS], ids=lambda one: one if isinstance(one, str) else ""
)
def test_every_datum_of_both_views_can_be_asked(name: str, made: Claim) -> None:
    for form in forms(made):
        for item in form.items:
            of = "line" if item.line is not None and ("line", item.datum) in boxes() else "claim"
            assert (of, item.datum) in boxes(), item
    for segment in segments(made):
        for number, datum in segment.data.values():
            assert ("claim" if number is None else "line", datum) in boxes(), segment
    shown = inspected(made, TODAY)
    classes = set(re.findall(r'class="hk-(?:spot|radio) (hkb[0-9a-f]{8}-\d+)"', shown))
    explained = set(re.findall(r'class="hk-why hk-aside (hkb[0-9a-f]{8}-\d+)"', shown))
    assert classes == explained


def test_the_view_of_the_837p_is_the_837p_letter_for_letter() -> None:
    made = seed()
    rows = re.findall(r"<code>(.*?)</code></td></tr>", inspected(made, TODAY))
    plain = [html.unescape(re.sub(r"<[^>]*>", "", row)) for row in rows]
    assert "\n".join(plain) + "\n" == x12_text(made)


def test_form_and_837p_say_the_same_of_every_datum() -> None:
    for _, made in [("seed", seed()), ("seed", seed("rule-text")), *CLAIMS]:
        on_paper = _on_paper(made)
        for segment in segments(made):
            elements = segment.text.removesuffix("~").split("*")
            for place, (number, datum) in segment.data.items():
                match = re.fullmatch(r"[A-Z0-9]{2,3}(\d\d)(?:-(\d))?", place)
                assert match
                text = elements[int(match[1])]
                text = text.split(":")[int(match[2]) - 1] if match[2] else text
                if (number, datum) in on_paper:
                    assert _same(datum, on_paper[number, datum], text), (datum, text)


def _on_paper(made: Claim) -> dict[tuple[int | None, str], str]:
    found: dict[tuple[int | None, str], str] = {}
    for form in forms(made):
        for item in form.items:
            parts = item.parts or (((item.datum, 0, 999),) if item.texts else ())
            for datum, start, end in parts:
                of_line = item.line is not None and ("line", datum) in boxes()
                text = item.texts[0][start:end] if item.parts else " ".join(item.texts)
                found.setdefault((item.line if of_line else None, datum), text)
    return found


def _same(datum: str, paper: str, x12: str) -> bool:
    """Whether the two forms of a datum say the same."""
    if datum in ("charge", "total"):
        dollars, cents = paper.split()
        return Fraction(int(dollars) * 100 + int(cents), 100) == Fraction(x12)
    if datum == "dates":
        days = [datetime.datetime.strptime(day, "%m %d %y").strftime("%Y%m%d") for day in paper.split("  ")]
        return x12 == ("-".join(days) if "-" in x12 else days[0])
    if datum == "ndc_quantity":
        return Fraction(paper) == Fraction(x12)
    if datum == "birth":
        month, day, year = paper.split()
        return x12 == year + month + day
    if datum in ("ndc", "description"):
        return paper.removeprefix("N4").removeprefix("ZZ") == x12.removeprefix("N4") or x12 == "N4"
    if datum in ("diagnosis", "place", "modifiers", "patient", "pointer"):
        return {"A": "1"}.get(paper, paper).replace(".", " ").split()[0] != "" and (
            any(part.strip(",") in paper for part in x12.split(":")) or datum == "pointer"
        )
    return paper.replace(" EIN X", "") == x12


def test_item_19_and_sv101_show_the_same_description() -> None:
    made = seed()
    (more,) = (item for item in forms(made)[0].items if item.box.item == "19")
    assert (more.datum, more.line, more.texts) == ("description", 2, ("morphine sulfate 25 mg/mL total 3720 mg",))
    assert (2, "description") in {datum for segment in segments(made) for datum in segment.data.values()}


def test_what_is_typed_is_never_markup() -> None:
    order = Order(
        unlisted="<img src=x onerror=alert(1)", regimen=Continuous("5 mg/hr", 24), strength="25 mg/mL",
        confirm="no code in HCPCS", **DATED,
    )  # fmt: skip
    shown = inspected(sample_claim(bill(order), compounded=True), TODAY)
    assert "<img" not in shown and "&lt;img src=x" in shown


def test_the_saved_page_needs_nothing_else() -> None:
    saved = page(seed(), TODAY)
    assert saved.startswith("<!doctype html>") and "<script" not in saved
    assert not re.search(r'\bsrc="|<link|@import|url\(', saved)
    assert len(saved) < 400_000


def test_an_837p_that_cannot_be_written_says_why_and_the_form_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    from hipkit.errors import InputError
    from hipkit.formats.claim import boxes as module

    def missing(_: Claim) -> None:
        raise InputError("format", "x12", "it needs the package x12sdk, which is not installed", "pip install")

    monkeypatch.setattr(module, "segments", missing)
    shown = inspected(seed(), TODAY)
    assert "x12sdk, which is not installed" in shown and "N400074113303 ML149" in shown


def test_two_claims_on_one_page_do_not_share_their_buttons() -> None:
    names = {re.search(r'name="(hkb[0-9a-f]{8})"', inspected(seed(reading), TODAY))[1] for reading in
             ("rule-text", "published-example")}  # type: ignore[index]  # fmt: skip
    assert len(names) == 2


def test_lines_beyond_the_fiftieth_keep_their_numbers_in_both_views() -> None:
    order = Order(
        drug="morphine", regimen=Continuous("5 mg/hr", 24), strength="25 mg/mL", start="2024-03-01", end="2024-05-31"
    )
    days = [datetime.date(2024, 3, 1) + datetime.timedelta(days=i) for i in range(60)]
    made = sample_claim(bill(order), visits=[(str(day), "60") for day in days], nursing_rule="cpt-midpoint")
    shown = inspected(made, TODAY)
    told = re.findall(r'aria-label="837P, SV104, Days or units, line (\d+)', shown)
    assert [int(number) for number in told] == list(range(1, 63))
    named = re.findall(r'aria-label="837P, LX01, Number of the line, line (\d+): (\d+)"', shown)
    assert named[49:52] == [("50", "50"), ("51", "1"), ("52", "2")]
    on_form = re.findall(r'aria-label="item 24G, Days or units, line (\d+): \d+"', shown)
    assert len(on_form) == 63 and on_form.count("2") == 2  # 1,104 units stand on two lines of paper
    assert [int(number) for number in dict.fromkeys(on_form)] == list(range(1, 63))
