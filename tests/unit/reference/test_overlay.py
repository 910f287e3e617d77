"""Answers with added tables: what these say is used, said, and never more than they say."""

from __future__ import annotations

import datetime
import tempfile
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hipkit.billing.bill import Bill
from hipkit.billing.compute import bill
from hipkit.errors import InputError
from hipkit.order.order import Order
from hipkit.order.regimen import Continuous, Intermittent
from hipkit.practice import making
from hipkit.practice.grading.grade import grade
from hipkit.reference import datasets, inuse, lookups
from hipkit.reference.cms.read import read_tables
from hipkit.reference.cms.table import Table
from hipkit.reference.codes import code, codes
from hipkit.reference.inuse import InUse, shipped_tables_only, using
from hipkit.reference.products import drugs, product, products
from hipkit.values.ndc import Ndc
from tests.helpers import cms_files

VIAL = "00409-1134-03"  # morphine sulfate 50 mg/mL, 20 mL, by J2270
ENDS = {
    "code": "J2270", "words": "Injection, morphine sulfate, up to 10 mg", "add": "19820101", "act": "20260701",
    "term": "20260630", "xref": "J2269",
}  # fmt: skip
BEGINS = {"code": "J2269", "words": "Injection, morphine sulfate, 1 mg", "add": "20260701", "act": "20260701"}
OTHER = {"code": "J0690", "words": "Injection, cefazolin sodium, 500 mg", "add": "19820101", "act": "20260701"}
VAGUE = {"code": "J9999", "words": "Not otherwise classified, drugs", "add": "19820101", "act": "20260701"}
MODIFIER = {"code": "   X7", "words": "A modifier of July", "add": "20260701", "act": "20260701"}
MOVED = ("J2269", "Morphine", "Maker", VIAL, "Morphine", "1 MG", "20", "1", "1000", "1000")

Read = Callable[..., tuple[Table, ...]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def of(**files: str) -> tuple[Table, ...]:
        paths = []
        for name, text in files.items():
            paths.append(tmp_path / f"{name}.csv")
            paths[-1].write_text(text)
        return read_tables(paths)

    return of


def july(*more: dict[str, str]) -> str:
    return cms_files.hcpcs_csv((ENDS, BEGINS, *more))


def every_shipped_code() -> list[dict[str, str]]:
    """A row of CMS's form for each code of HCPCS that ships."""
    with shipped_tables_only():
        known = [one for one in codes().values() if one.kind != "nursing" and one.code != "59"]
    return [
        {"code": one.code if one.kind != "modifier" else f"   {one.code}", "words": one.words,
         "add": one.start.strftime("%Y%m%d"), "term": one.end.strftime("%Y%m%d") if one.end else "",
         "act": "20251001" if one.code == "J2270" else ""}
        for one in known
    ]  # fmt: skip


def crosswalks(*quarters: tuple[int, int], rows: Iterable[tuple[str, ...]] = (MOVED,)) -> dict[str, str]:
    return {f"asp_{year}_{q}": cms_files.crosswalk_csv(tuple(rows), year=year, quarter=q) for year, q in quarters}


def order(**changes: object) -> Order:
    fields = {
        "drug": "morphine sulfate", "regimen": Continuous("5 mg/hr", hours_per_day=24), "strength": "50 mg/mL",
        "start": "2026-06-20", "end": "2026-07-10",
    }  # fmt: skip
    return Order(**(fields | changes))  # type: ignore[arg-type]


def lines(answer: Bill) -> list[tuple[str, int, str, str]]:
    return [(line.code, line.units, str(line.start), str(line.end)) for line in answer.lines if line.kind == "drug"]


def leaning(answer: Bill) -> list[str]:
    return [notice.text for notice in answer.notices if "leans on the added table" in notice.text]


def everything(on: str = "2025-11-30") -> tuple[object, ...]:
    """What is known, as far as an answer could see it."""
    answers = [bill(order(start="2025-11-01", end=on, ndc=VIAL), today=datetime.date(2027, 1, 1))]
    return dict(codes()), tuple(products()), tuple(drugs()), datasets.newest(), answers


def test_adding_what_ships_changes_nothing(read: Read) -> None:
    before = everything()
    shipped = [
        ("J2270", "Morphine", "Hospira", VIAL, "Morphine", "10 MG", "20", "1", "100", "100"),
        ("J1171", "Hydro", "Fresenius", "63323-0851-10", "Hydromorphone", "0.1 MG", "1", "10", "100", "1000"),
    ]
    newest = datasets.newest("codes").strftime("%Y%m%d")
    whole = [row for row in every_shipped_code() if row["add"] <= newest]
    tables = read(hcpcs=cms_files.hcpcs_csv(whole), **crosswalks((2025, 4), (2026, 1), rows=shipped))
    with using(InUse(tables)):
        assert everything() == before
        assert datasets.extended() == ()


def test_a_code_that_ends_is_split_from_its_successor_and_no_day_is_lost(read: Read) -> None:
    tables = read(HCPC2026_JUL=july(), **crosswalks((2026, 2), (2026, 3), rows=[MOVED]))
    with using(InUse(tables[:1])):
        answer = bill(order(), today=datetime.date(2027, 1, 1))
    assert lines(answer) == [("J2270", 132, "2026-06-20", "2026-06-30")]
    assert any("no code of the drug is in force from 2026-07-01 to 2026-07-10" in n.text for n in answer.notices)
    (said,) = leaning(answer)
    assert "hcpcs-2026-07, from HCPC2026_JUL.csv" in said and "it ends J2270 on 2026-06-30; J2269 took its" in said


def test_by_its_ndc_the_parts_add_up(read: Read) -> None:
    before = ("J2270", "Morphine", "Maker", VIAL, "Morphine", "10 MG", "20", "1", "100", "100")
    tables = read(HCPC2026_JUL=july(), **crosswalks((2026, 2), rows=[before]), **crosswalks((2026, 3), rows=[MOVED]))
    with using(InUse(tables)):
        answer = bill(order(ndc=VIAL), today=datetime.date(2027, 1, 1))
    assert lines(answer) == [("J2270", 132, "2026-06-20", "2026-06-30"), ("J2269", 1200, "2026-07-01", "2026-07-10")]
    assert 132 * 10 + 1200 == answer.total_amount.value == 21 * 120
    assert sum(line.ndc_quantity or 0 for line in answer.lines) == answer.ndc_quantity
    assert [said.split(", from ")[0].split()[-1] for said in leaning(answer)] == [
        "hcpcs-2026-07", "crosswalk-2026-q2", "crosswalk-2026-q3",
    ]  # fmt: skip


def test_one_after_another_and_all_at_once_are_the_same(
    read: Read, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hipkit.reference import store

    tables = read(HCPC2026_JUL=july(OTHER), **crosswalks((2026, 2), (2026, 3)))
    seen = []
    for number, parts in enumerate(([tables], [[table] for table in reversed(tables)])):
        monkeypatch.setenv("HIPKIT_DATA", str(tmp_path / f"data{number}"))
        for part in parts:
            store.keep(part)
        inuse.forget()
        seen.append((everything(), code("J0690"), product(Ndc.parse(VIAL))))
    assert seen[0] == seen[1]
    inuse.forget()


def test_a_code_that_does_not_ship_is_used_where_it_is_given_alone(read: Read) -> None:
    known = dict(codes())
    with using(InUse(read(HCPC2026_JUL=july(OTHER, VAGUE, MODIFIER)))):
        assert str(code("J0690").per) == "500 mg" and code("J9999").per is None and code("X7").kind == "modifier"
        assert codes().keys() == known.keys(), "it is never chosen from a name, for it is not listed"
        given = {"drug": None, "unlisted": "cefazolin", "start": "2026-07-01", "confirm": "ordered so"}
        answer = bill(order(**given, code="J0690"), today=datetime.date(2027, 1, 1))
        assert lines(answer) == [("J0690", 3, "2026-07-01", "2026-07-10")]
        assert "J0690 is known from it alone" in leaning(answer)[0]
        vague = bill(order(**given, code="J9999"), today=datetime.date(2027, 1, 1))
        assert lines(vague) == [] and any("name no one amount" in reason for reason in vague.missing)
    with pytest.raises(InputError):
        code("J0690")


def test_another_unit_holds_from_its_day_on(read: Read) -> None:
    renewed = ENDS | {"words": "Injection, morphine sulfate, 5 mg", "term": "", "xref": ""}
    with using(InUse(read(HCPC2026_JUL=cms_files.hcpcs_csv((renewed, BEGINS))))):
        answer = bill(order(), today=datetime.date(2027, 1, 1))
        assert str(code("J2270").per) == "10 mg"
    assert lines(answer) == [("J2270", 132, "2026-06-20", "2026-06-30"), ("J2270", 240, "2026-07-01", "2026-07-10")]
    assert "one unit is 5 mg, and was 10 mg" in leaning(answer)[0]


def test_of_two_tables_the_newer_holds_and_it_is_said(read: Read) -> None:
    goes_on = ENDS | {"term": "", "xref": "", "act": "20261001"}
    begun = BEGINS | {"act": "20261001"}
    tables = read(HCPC2026_JUL=july(), HCPC2026_OCT=cms_files.hcpcs_csv((goes_on, begun)))
    with using(InUse(reversed(tables))):
        answer = bill(order(), today=datetime.date(2027, 1, 1))
        assert code("J2270").end is None
    assert lines(answer) == [("J2270", 252, "2026-06-20", "2026-07-10")]
    assert "J2270 goes on, and not as hcpcs-2026-07 has it" in leaning(answer)[0]


def test_a_product_is_known_with_the_strength_of_its_exact_units(read: Read) -> None:
    new, up_to = "00409-9999-01", "00409-9999-02"
    rows = [
        ("J1171", "Hydro", "Maker", new, "Hydromorphone", "0.1 MG", "5", "10", "100", "1000"),
        ("J2270", "Morphine", "Maker", up_to, "Morphine", "UP TO 10 MG", "1", "10", "1", "10"),
        ("J9999", "Other", "Maker", "00409-9999-03", "Other", "1 MG", "1", "1", "1", "1"),
    ]
    with using(InUse(read(**crosswalks((2026, 2), rows=rows)))):
        known = product(Ndc.parse(new))
        assert known is not None
        assert (known.name, str(known.strength), str(known.package_volume)) == (
            "hydromorphone hydrochloride", "2 mg/mL", "5 mL",
        )  # fmt: skip
        vague = product(Ndc.parse(up_to))
        assert vague is not None and vague.strength is None
        assert product(Ndc.parse("00409-9999-03")) is None
        assert any("crosswalk-2026-q2" in notice.text for notice in lookups.look_up_ndc(new, "2026-04-05").notices)
        days = {"start": "2026-04-01", "end": "2026-04-02"}
        asked = order(drug="hydromorphone", strength="3 mg/mL", ndc=new, **days)
        answer = bill(asked, today=datetime.date(2027, 1, 1))
    assert any(notice.level == "confirm" and "2 mg/mL" in notice.text for notice in answer.notices)
    assert product(Ndc.parse(new)) is None


def test_a_quarter_before_those_that_ship_is_used_for_its_own_days(read: Read) -> None:
    ndc = "00409-3815-12"  # morphine sulfate for the spine too, 1 mg/mL, by J2274
    row = ("J2274", "Morphine", "Hospira", ndc, "Morphine PF", "10 MG", "10", "5", "1", "5")

    def billed(day: str) -> tuple[str, list[str]]:
        asked = order(drug="morphine", ndc=ndc, strength="1 mg/mL", start=day, end=day)
        answer = bill(asked, today=datetime.date(2027, 1, 1))
        notices = [notice.text for notice in answer.notices if ndc in notice.text and notice.level == "info"]
        return next(line.code for line in answer.lines if line.kind == "drug"), notices

    own = "only; the drug's code on the date of service was taken"
    assert billed("2023-09-30") == ("J2270", [f"the crosswalks that hipkit has list NDC {ndc} from 2024-01-01 {own}"])
    shipped = product(Ndc.parse(ndc))
    with using(InUse(read(**crosswalks((2023, 3), rows=[row])))):
        (code_, (said,)), hole, before = billed("2023-09-30"), billed("2023-11-01"), billed("2023-06-30")
        asked = lookups.look_up_ndc(ndc, "2023-11-01")
        known, newest = product(Ndc.parse(ndc)), datasets.newest("products")
    assert code_ == "J2274" and "leans on the added table crosswalk-2023-q3" in said
    again = "to 2023-09-30 and again from 2024-01-01; its last code, J2274, was taken"
    assert hole == ("J2274", [f"the crosswalks that hipkit has list NDC {ndc} {again}"])
    assert before == ("J2270", [f"the crosswalks that hipkit has list NDC {ndc} from 2023-07-01 {own}"])
    days = f"NDC {ndc} is in the crosswalks of CMS, from 2023-07-01 to 2023-09-30 and from 2024-01-01 to 2026-03-31"
    none = "no crosswalk that hipkit has lists a code for it on 2023-11-01"
    assert [notice.text for notice in asked.notices][1:] == [days, none] and asked.code is None
    assert shipped is not None and known is not None
    assert known.codes[1:] == shipped.codes and newest == datasets.newest("products")


def test_quarters_that_contradict_each_other_on_a_strength_are_named_with_their_values(read: Read) -> None:
    """CMS lists naloxone 00641-6205-10 as 1 mg/mL to 2025 Q2 and, by its new code, as 2 mg/mL from 2025 Q3."""
    ndc, days = "00641-6205-10", {"start": "2026-04-01", "end": "2026-04-01"}
    first = ("J2312", "Naloxone", "Hikma", ndc, "Naloxone", "0.01 MG", "2", "10", "200", "2000")
    then = ("J2312", "Naloxone", "Hikma", ndc, "Naloxone", "0.01 MG", "2", "10", "400", "4000")
    tables = read(**crosswalks((2026, 1), rows=[first]), **crosswalks((2026, 2), (2026, 3), rows=[then]))
    asked = {"drug": "naloxone", "ndc": ndc, "regimen": Intermittent("1 mg", per_day=1), **days}
    with using(InUse(tables)):
        known, looked = product(Ndc.parse(ndc)), lookups.look_up_ndc(ndc).notices
        answers = [bill(order(**asked, strength=f"{typed} mg/mL")) for typed in (1, 2, 5)]
    assert known is not None and known.strength is None
    said = (
        f"NDC {ndc} is 1 mg/mL by crosswalk-2026-q1 (2026-01-01 to 2026-03-31) and 2 mg/mL by crosswalk-2026-q2 "
        "(2026-04-01 to 2026-06-30), crosswalk-2026-q3 (2026-07-01 to 2026-09-30): it has one strength, so that one of "
        "them is wrong, and the strength typed is checked against none of them; which one is on the label?"
    )
    for notices in (*(answer.notices for answer in answers), looked):
        (told,) = [notice for notice in notices if notice.level == "confirm"]
        assert told.text == said and told.citation.id == "cfr-ndc"


def test_a_quarter_that_contradicts_the_strength_that_ships_is_named(read: Read) -> None:
    half = ("J2270", "Morphine", "Maker", VIAL, "Morphine", "10 MG", "20", "1", "50", "50")
    same = ("J2270", "Morphine", "Maker", VIAL, "Morphine", "10 MG", "20", "1", "100", "100")
    days = {"start": "2026-04-01", "end": "2026-04-01"}
    texts = []
    for row in (half, same):
        with using(InUse(read(**crosswalks((2026, 2), rows=[row])))):
            notices = bill(order(ndc=VIAL, **days), today=datetime.date(2027, 1, 1)).notices
        texts.append([notice.text for notice in notices if notice.level == "confirm"])
    assert texts == [[
        f"NDC {VIAL} is 50 mg/mL by the tables that ship and 25 mg/mL by crosswalk-2026-q2 (2026-04-01 to 2026-06-30): "
        "it has one strength, so that one of them is wrong, and the strength typed is checked against 50 mg/mL alone; "
        "which one is on the label?"
    ], []]  # fmt: skip


def test_an_item_list_fills_what_is_not_known_and_overrides_nothing(read: Read) -> None:
    stock = (
        "ndc,drug,strength,package,form\n"
        f"{VIAL},morphine,25 mg/mL,20 mL,solution\n"
        "00409-8888-01,morphine,25 mg/mL,50 mL,solution\n"
        "00409-8888-02,ketamine,50 mg/mL,10 mL,solution\n"
    )
    days = {"start": "2025-03-01", "end": "2025-03-02"}
    with using(InUse(read(stock=stock))):
        shipped = bill(order(ndc=VIAL, **days))
        own = bill(order(drug=None, ndc="00409-8888-01", strength="25 mg/mL", **days))
        assert product(Ndc.parse("00409-8888-02")) is None
        assert any("ketamine" in notice.text for notice in lookups.look_up_ndc("00409-8888-02").notices)
    (confirm,) = [notice.text for notice in shipped.notices if notice.level == "confirm"]
    assert "25 mg/mL, and not 50 mg/mL" in confirm and "items-stock" in confirm
    assert lines(own) == [("J2270", 24, "2025-03-01", "2025-03-02")]
    assert "items-stock, from stock.csv" in leaning(own)[0]


def test_the_kind_of_a_product_is_shown_with_the_table_that_has_it(read: Read) -> None:
    from hipkit.formats.bill import json, text

    stock = "ndc,drug,strength,package,form\n00000-1111-33,ketamine,,,bulk-powder\n"
    stock += "00000-1111-44,morphine,500 mg/vial,,powder-vial\n"
    with using(InUse(read(stock=stock))):
        answers = [lookups.look_up_ndc(ndc) for ndc in ("00000-1111-33", "00000-1111-44", VIAL, "00074-1133-03")]
    pages = [text.ndc(answer) for answer in answers]
    kinds = ["a bulk powder for compounding, counted in g (GR)", "a powder in a vial, counted in vials (UN)"]
    for page, kind in zip(pages, [*kinds, "a liquid, counted in mL (ML)", "not known"], strict=True):
        assert f"  kind        {kind}" in page
    forms = [json.ndc(answer)["form"] for answer in answers]
    assert [form and (form["name"], form["uom"], form["sources"][0]["id"]) for form in forms] == [  # type: ignore[index]
        ("bulk-powder", "GR", "items-stock"), ("powder-vial", "UN", "items-stock"), ("solution", "ML", "cms-crosswalk"),
        None,
    ]  # fmt: skip


def test_days_are_known_further_where_a_table_has_all_that_ships(read: Read) -> None:
    rows = [row | {"act": "20260401"} for row in every_shipped_code()]
    with using(InUse(read(HCPC2026_APR=cms_files.hcpcs_csv(rows)))):
        assert str(datasets.newest("codes")) == "2026-06-30" and str(datasets.newest()) == "2026-03-31"
        answer = bill(order(start="2026-03-01", end="2026-03-02"), today=datetime.date(2027, 1, 1))
    assert leaning(answer) == [
        "this answer leans on the added table hcpcs-2026-04, from HCPC2026_APR.csv: "
        "codes are known through 2026-06-30 by it"
    ]
    assert not any("hipkit's data ends" in notice.text for notice in answer.notices)


def test_practice_rests_on_shipped_tables_alone(read: Read) -> None:
    def made() -> list[object]:
        making._made.cache_clear()
        cases = [making.case(seed, level) for seed in range(6) for level in (1, 2, 3)]
        return [(case, making.key(case), grade(case, {})) for case in cases]

    before = made()
    with using(InUse(read(HCPC2026_JUL=july(), **crosswalks((2026, 2), (2026, 3))))):
        assert made() == before


@given(
    first=st.integers(0, 200),
    length=st.integers(1, 60),
    dose=st.integers(1, 40),
    by_ndc=st.booleans(),
    unit=st.booleans(),
)
@settings(max_examples=60, deadline=None)
def test_across_a_change_parts_add_up_and_no_day_is_lost(
    first: int, length: int, dose: int, by_ndc: bool, unit: bool
) -> None:
    """A code that ends for its successor, or one whose unit changes, on 2026-07-01."""
    start = datetime.date(2026, 4, 1) + datetime.timedelta(days=first)
    end = start + datetime.timedelta(days=length - 1)
    regimen = Continuous(f"{dose} mg/hr", hours_per_day=24)
    with using(_changes(unit)):
        asked = order(regimen=regimen, start=str(start), end=str(end), **({"ndc": VIAL} if by_ndc else {}))
        answer = bill(asked, today=datetime.date(2027, 12, 31))
    parts = [line for line in answer.lines if line.kind == "drug"]
    covered = [line.start + datetime.timedelta(days=i) for line in parts if line.start and line.end
               for i in range((line.end - line.start).days + 1)]  # fmt: skip
    days = [start + datetime.timedelta(days=i) for i in range(length)]
    turn = datetime.date(2026, 7, 1)
    assert covered == (days if by_ndc or unit else [day for day in days if day < turn])
    assert sum(line.amount.value for line in parts if line.amount) == len(covered) * 24 * dose
    for line in parts:
        assert line.start and line.amount
        per = 10 if line.start < turn else 5 if unit else 1
        assert line.units == -(-line.amount.value // per)
        assert (line.start < turn) == (line.end < turn if line.end else False)


@cache
def _changes(unit: bool) -> InUse:
    renewed = ENDS | {"words": "Injection, morphine sulfate, 5 mg", "term": "", "xref": ""}
    before = ("J2270", "Morphine", "Maker", VIAL, "Morphine", "10 MG", "20", "1", "100", "100")
    files = {"HCPC2026_JUL": cms_files.hcpcs_csv((renewed if unit else ENDS, BEGINS))}
    files |= crosswalks((2026, 2), rows=[before])
    files |= crosswalks((2026, 3), (2026, 4), rows=[before if unit else MOVED])
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            (Path(folder) / f"{name}.csv").write_text(text)
        return InUse(read_tables(sorted(Path(folder).iterdir())))


def test_a_review_uses_them_and_names_them(read: Read, tmp_path: Path) -> None:
    from hipkit.formats.review.json import head
    from hipkit.review.run.files import review_files

    claims = tmp_path / "claims.csv"
    claims.write_text(
        "claim_id,line,code,units,date_from,date_through,charge,ndc,ndc_quantity,ndc_uom\n"
        f"A,1,J2270,10,2026-07-01,2026-07-02,100.00,{VIAL.replace('-', '')},2,ML\n"
        f"B,1,J2269,100,2026-07-01,2026-07-02,100.00,{VIAL.replace('-', '')},2,ML\n"
    )
    tables = read(HCPC2026_JUL=july(), **crosswalks((2026, 2), (2026, 3)))
    with using(InUse(tables)):
        report = review_files([str(claims)])
    ended = [each for each in report.each() if each.claim_id == "A" and "2026-06-30" in each.message]
    assert ended and "J2269" in ended[0].message
    assert [each.rule for each in report.each() if each.claim_id == "B" and each.severity == "error"] == []
    named = [notice["citation"] for notice in head(report)["notices"]]  # type: ignore[union-attr,index]
    for name in ("hcpcs-2026-07", "crosswalk-2026-q2", "crosswalk-2026-q3"):
        assert any(name in text for text in named)
