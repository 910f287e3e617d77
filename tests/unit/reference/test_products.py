"""Drugs by name, products by NDC: a name leads to the right code on each day, a strength is computed."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest

from hipkit.errors import DataError, InputError
from hipkit.reference.codes import code, codes, in_force
from hipkit.reference.products import CROSSWALK, Drug, Product, ProductCode, drug, drugs, product, products
from hipkit.values.ndc import Ndc
from hipkit.values.quantity import Quantity

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data"
DAY = timedelta(days=1)
EXPAREL = ("65250-0133-04", "65250-0133-09", "65250-0266-04", "65250-0266-09")
ELSEWHERE = ("J0666", "J2310")  # the products of these are in no file of pain drugs, or were read apart
# name, an alias, the codes by date (each to its last day), the code of an implanted pump where it differs
NAMES = [
    ("morphine sulfate", "morphine", [("J2270", None)], "J2274"),
    ("hydromorphone hydrochloride", "hydromorphone", [("J1170", "2024-09-30"), ("J1171", None)], None),
    ("fentanyl citrate", "fentanyl", [("J3010", None)], None),
    ("meperidine hydrochloride", "meperidine", [("J2175", None)], None),
    ("methadone hydrochloride", "methadone", [("J1230", None)], None),
    ("buprenorphine hydrochloride", "buprenorphine", [("J0592", None)], None),
    ("butorphanol tartrate", "butorphanol", [("J0595", None)], None),
    ("nalbuphine hydrochloride", "nalbuphine", [("J2300", None)], None),
    ("ketorolac tromethamine", "ketorolac", [("J1885", None)], None),
    ("ziconotide", "ziconotide acetate", [("J2278", None)], None),
    ("clonidine hydrochloride", "clonidine", [("J0735", None)], None),
    ("baclofen", "BACLOFEN", [("J0475", None)], None),
    ("ropivacaine hydrochloride", "ropivacaine", [("J2795", None)], None),
    ("bupivacaine hydrochloride", "bupivacaine", [("S0020", "2023-06-30"), ("J0665", None)], None),
    ("bupivacaine liposome", "liposomal bupivacaine", [("C9290", "2024-12-31"), ("J0666", None)], None),
    ("lidocaine hydrochloride", "lidocaine", [("J2001", "2024-09-30"), ("J2003", None)], None),
    (
        "lidocaine hydrochloride in dextrose",
        "lidocaine in dextrose",
        [("J2001", "2024-09-30"), ("J2002", None)],
        None,
    ),
    ("lidocaine hydrochloride with epinephrine", "lidocaine with epinephrine", [("J2004", None)], None),
    ("midazolam hydrochloride", "midazolam", [("J2250", None)], None),
    ("acetaminophen", "Acetaminophen", [("J0131", None)], None),
]


@pytest.mark.parametrize(("name", "alias", "dated", "implanted"), NAMES)
def test_a_name_leads_to_its_code_on_each_day(
    name: str, alias: str, dated: list[tuple[str, str | None]], implanted: str | None
) -> None:
    known = drug(name)
    assert known is drug(alias) is drug(f" {name.upper()} ")
    assert known.name == name
    for expected, last in dated:
        on = date.fromisoformat(last) if last else None
        assert known.code_on(on, implanted=False) == expected
        assert known.code_on(on, implanted=True) == (implanted or expected)
        if on:
            assert known.code_on(on + DAY, implanted=False) != expected
    assert {one.code for one in known.codes} == {expected for expected, _ in dated} | ({implanted} - {None})


def test_morphine_is_j2270_by_external_and_j2274_by_implanted_pump() -> None:
    morphine = drug("morphine")
    for on in (date(2017, 1, 1), date(2026, 3, 31), None):
        assert morphine.code_on(on, implanted=False) == "J2270"
        assert morphine.code_on(on, implanted=True) == "J2274"
    assert [(one.code, one.route) for one in morphine.codes] == [
        ("J2270", "external"),
        ("J2274", "implanted"),
    ]


@pytest.mark.parametrize("name", ["J2272", "S0092", "S0093", "J0476", "J0134", "J0136", "J0137", "J2251", "J2252"])
def test_some_codes_are_never_chosen_from_a_name(name: str) -> None:
    assert all(one.code != name for known in drugs() for one in known.codes)


def test_epinephrine_had_no_code_before_2024_10_01() -> None:
    """J2001 was for intravenous infusion by its words; lidocaine with epinephrine is not that."""
    assert drug("lidocaine with epinephrine").code_on(date(2024, 9, 30), implanted=False) is None


def test_a_drugs_codes_are_known_dated_as_the_code_and_never_two_at_once() -> None:
    for known in drugs():
        for one in known.codes:
            assert (one.start, one.end) == (code(one.code).start, code(one.code).end)
        for route in ("external", "implanted"):
            dated = sorted((one for one in known.codes if one.route in ("any", route)), key=lambda one: one.start)
            for before, after in pairwise(dated):
                assert before.end is not None and after.start == before.end + DAY, known.name


def test_names_are_generic_and_shown_with_tall_man_letters() -> None:
    for known in drugs():
        assert known.name == known.name.lower() == known.shown.lower()
        assert all(alias == alias.lower() for alias in known.aliases)
    shown = {known.shown for known in drugs() if known.shown != known.name}
    assert shown == {
        "HYDROmorphone hydrochloride", "fentaNYL citrate", "ALFentanil hydrochloride", "dexAMETHasone sodium phosphate",
        "chlorproMAZINE hydrochloride", "dimenhyDRINATE", "diphenhydrAMINE hydrochloride", "hydrOXYzine hydrochloride",
        "LORazepam", "diazePAM",
    }  # fmt: skip
    names = [name for known in drugs() for name in (known.name, *known.aliases)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("typed", ["morphin", "MS", "Dilaudid", "famotidine"])
def test_a_name_that_is_not_in_the_list_is_refused(typed: str) -> None:
    with pytest.raises(InputError, match="no drug is known here by that name"):
        drug(typed)


@pytest.mark.parametrize("given", [None, "", 5, 1.5, True, "morphine\u200b", "morphine  sulfate"])
def test_nothing_but_a_name_is_read(given: object) -> None:
    with pytest.raises(InputError):
        drug(given)


def _flagged(known: Drug, milligrams_a_day: Fraction | int) -> bool:
    return not known.entry_low <= milligrams_a_day <= known.entry_high


def test_the_entry_range_lets_the_usual_pass_and_asks_at_ten_times_as_much() -> None:
    morphine = drug("morphine")
    assert not _flagged(morphine, 5 * 24)
    assert _flagged(morphine, 50 * 24)
    assert _flagged(morphine, Fraction(1, 100) * 24)


def test_mg_in_place_of_mcg_is_outside_the_entry_range_of_the_drugs_dosed_in_mcg() -> None:
    fentanyl, ziconotide = drug("fentanyl"), drug("ziconotide")
    assert not _flagged(fentanyl, Fraction(50, 1000) * 24)
    assert _flagged(fentanyl, 50 * 24)
    assert not _flagged(ziconotide, Fraction("0.0192"))
    assert _flagged(ziconotide, Fraction("19.2"))


def test_every_entry_range_is_wide_and_hipkits_own() -> None:
    for known in drugs():
        assert 0 < known.entry_low * 50 <= known.entry_high, known.name
        assert known.source.id == "hipkit"


# --- products ---


@pytest.mark.parametrize(
    ("ndc", "name", "strength", "package", "newest"),
    [
        ("00409-1134-03", "morphine sulfate", "50 mg/mL", "20 mL", "J2270"),
        ("00409-1134-05", "morphine sulfate", "50 mg/mL", "50 mL", "J2270"),
        ("00641-6040-01", "morphine sulfate", "25 mg/mL", "20 mL", "J2274"),  # Infumorph 500
        ("66794-0162-02", "morphine sulfate", "25 mg/mL", "20 mL", "J2274"),  # Mitigo
        ("63323-0451-01", "morphine sulfate", "10 mg/mL", "1 mL", "J2272"),
        ("63323-0851-50", "hydromorphone hydrochloride", "10 mg/mL", "50 mL", "J1171"),
        ("00409-1805-01", "hydromorphone hydrochloride", "0.5 mg/mL", "0.5 mL", "J1171"),  # not 8 mg/mL
        ("00409-9094-61", "fentanyl citrate", "50 mcg/mL", "50 mL", "J3010"),
        ("70720-0723-10", "ziconotide", "25 mcg/mL", "20 mL", "J2278"),
        ("67457-0218-10", "clonidine hydrochloride", "0.1 mg/mL", "10 mL", "J0735"),
        ("70121-2502-02", "baclofen", "2 mg/mL", "5 mL", "J0475"),
        ("66794-0151-01", "baclofen", "50 mcg/mL", "1 mL", "J0476"),
        ("63323-0285-63", "ropivacaine hydrochloride", "2 mg/mL", "200 mL", "J2795"),
        ("00409-1160-01", "bupivacaine hydrochloride", "2.5 mg/mL", "50 mL", "J0665"),
        ("00264-9598-20", "lidocaine hydrochloride in dextrose", "8 mg/mL", "250 mL", "J2002"),
    ],
)
def test_a_product_by_its_ndc(ndc: str, name: str, strength: str, package: str, newest: str) -> None:
    known = product(Ndc.parse(ndc))
    assert known is not None
    assert (known.name, known.kind) == (name, "drug")
    assert (str(known.strength), str(known.package_volume)) == (strength, package)
    assert known.code_on(None) == newest
    assert known.source.text.startswith("CMS, ASP NDC-HCPCS crosswalks")


def test_the_seeds_ndc_is_not_listed_which_says_nothing_of_its_form() -> None:
    assert product(Ndc.parse("00074-1133-03")) is None
    assert CROSSWALK == "CMS crosswalks of 2024 Q1 to 2026 Q1"


def _vial(ndc: str) -> Product:
    known = product(Ndc.parse(ndc))
    assert known is not None
    return known


def test_a_products_code_changes_with_the_date_of_service() -> None:
    vial = _vial("63323-0851-10")
    assert [(one.code, str(one.start), str(one.end)) for one in vial.codes] == [
        ("J1170", "2024-01-01", "2024-09-30"),
        ("J1171", "2024-10-01", "2026-03-31"),
    ]
    assert vial.code_on(date(2024, 9, 30)) == "J1170"
    assert vial.code_on(date(2024, 10, 1)) == "J1171"


def test_before_its_first_quarter_a_product_has_no_code_of_its_own() -> None:
    assert _vial("63323-0851-10").code_on(date(2023, 12, 31)) is None
    assert _vial("00409-2022-01").code_on(date(2025, 9, 30)) is None
    assert _vial("00409-2022-01").code_on(date(2025, 10, 1)) == "J2270"


def test_after_the_newest_quarter_a_code_that_is_listed_there_goes_on() -> None:
    assert _vial("63323-0451-01").code_on(date(2026, 11, 24)) == "J2272"
    assert _vial("12496-0757-05").code_on(date(2025, 1, 1)) is None  # last listed in 2024 Q4
    assert _vial("12496-0757-05").code_on(None) is None


def test_a_code_that_has_ended_does_not_go_on_after_the_newest_quarter() -> None:
    vial = _vial("63323-0851-10")
    listed_too_long = ProductCode("J1170", date(2024, 1, 1), date(2026, 3, 31))
    assert replace(vial, codes=(listed_too_long,)).code_on(date(2026, 11, 24)) is None


def test_diluents_are_marked_as_such_and_have_no_strength() -> None:
    diluents = [known for known in products() if known.kind == "diluent"]
    assert {known.name for known in diluents} == {"sodium chloride 0.9 %", "dextrose 5 %"}
    assert all(known.strength is None for known in diluents)
    assert _vial("00338-0049-03").package_volume == Quantity("500", "mL")


@pytest.mark.parametrize(
    ("ndc", "code", "first", "before"),
    [
        *((ndc, "J0666", date(2025, 1, 1), None) for ndc in EXPAREL),
        ("00338-0049-04", "J7030", date(2024, 1, 1), None),
        ("63323-0851-10", "J1171", date(2024, 10, 1), "J1170"),
    ],
)
def test_a_product_has_its_code_in_every_quarter_that_lists_it(
    ndc: str, code: str, first: date, before: str | None
) -> None:
    """Exparel and the diluents were read of 2025 Q4 alone: the other quarters were holes."""
    known = _vial(ndc)
    assert known.code_on(first - DAY) == before
    assert {known.code_on(first + DAY * n) for n in range((date(2026, 3, 31) - first).days + 1)} == {code}


def test_no_product_has_a_hole_between_its_quarters() -> None:
    for known in products():
        for one, following in pairwise(known.codes):
            assert following.start == one.end + DAY, known.ndc


def test_a_diluents_code_has_a_volume_for_its_unit() -> None:
    for known in products():
        if known.kind == "diluent":
            per = code(known.codes[0].code).per
            assert per is not None and per.kind == "volume"


def test_every_product_hangs_together() -> None:
    names = {known.name for known in drugs()}
    for known in products():
        if known.kind == "drug":
            assert known.name in names
            assert known.strength is not None and known.strength.kind == "strength" and known.strength.value > 0
        assert known.package_volume.unit == "mL" and known.package_volume.value > 0
        assert known.ndc.ndc11 is not None
        for one in known.codes:
            assert in_force(codes()[one.code], one.start) and in_force(codes()[one.code], one.end), known.ndc
            assert (one.start.day, (one.end + DAY).day) == (1, 1)  # whole quarters
        for before, after in pairwise(known.codes):
            assert after.start == before.end + DAY


def test_a_products_code_is_one_of_its_drugs_or_never_chosen_from_a_name() -> None:
    for known in products():
        if known.kind == "drug":
            own = {one.code for one in drug(known.name).codes} | {"J2272", "J0476"}
            assert {one.code for one in known.codes} <= own, known.ndc


def test_the_table_covers_home_pain_infusion() -> None:
    by_drug = Counter(known.name for known in products() if known.kind == "drug")
    assert sum(by_drug.values()) == 271  # the README says so
    assert by_drug["morphine sulfate"] == 31
    assert by_drug["hydromorphone hydrochloride"] == 32
    assert by_drug["ziconotide"] == 3
    assert len(products()) == len({known.ndc for known in products()})


def _stored(name: str) -> list[dict[str, str]]:
    """The rows of a stored file beside the checkout; none where it is not at hand."""
    path = SHARED / name
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_strengths_agree_with_openfda_where_its_answers_are_at_hand() -> None:
    stored = _stored("openfda_ndc_seen.csv")
    for row in stored:
        known = product(Ndc.parse(row["package_ndc"]))
        assert known is not None, row
        assert known.strength == Quantity.parse(row["strength"]), row
    assert len(stored) in (0, 8)


def _computed(row: dict[str, str]) -> Quantity:
    """The strength that a row of the crosswalk implies: units of one item x what one counts / its mL."""
    amount, unit = row["dosage"].split()
    return Quantity(Fraction(amount) * Fraction(row["billunits"]) / Fraction(row["pkg_size"]), f"{unit.lower()}/mL")


def _quarter(text: str) -> tuple[date, date]:
    year, quarter = int(text[:4]), int(text[5])
    after = date(year + quarter // 4, quarter % 4 * 3 + 1, 1)
    return date(year, quarter * 3 - 2, 1), after - DAY


def test_strength_package_and_dates_agree_with_cms_crosswalk_where_it_is_at_hand() -> None:
    stored = _stored("ndc_hcpcs_pain_2024q1_2026q1.csv")
    compared = 0
    for row in stored:
        known = product(Ndc.parse(row["ndc"]))
        if known is None or known.name == "bupivacaine liposome":
            continue
        compared += 1
        assert known.package_volume == Quantity(row["pkg_size"], "mL"), row
        assert row["dosage"].startswith("UP TO") or known.strength == _computed(row), row
        dated = {one.code: (one.start, one.end) for one in known.codes}
        expected = (_quarter(row["first_quarter"])[0], _quarter(row["last_quarter"])[1])
        assert dated[row["hcpcs"]] == expected, row
    listed = sum(
        len(known.codes) for known in products() if known.kind == "drug" and known.codes[0].code not in ELSEWHERE
    )
    assert compared in (0, listed)


def test_the_opioids_of_the_crosswalk_are_all_there_where_it_is_at_hand() -> None:
    opioids = {
        "J2270",
        "J2272",
        "J2274",
        "J1171",
        "J3010",
        "J2175",
        "J1230",
        "J0592",
        "J0595",
        "J2300",
        "J2278",
    }
    missing = [
        row["ndc"]
        for row in _stored("ndc_hcpcs_pain_2024q1_2026q1.csv")
        if row["hcpcs"] in opioids and product(Ndc.parse(row["ndc"])) is None
    ]
    assert missing == []


# --- bad tables ---


def _with_rows(monkeypatch: pytest.MonkeyPatch, name: str, text: str) -> None:
    import hipkit.reference.datasets as datasets

    shipped = datasets.rows
    made = datasets.parse_rows(",".join(datasets.COLUMNS[name]) + "\n" + text, f"{name}.csv", datasets.COLUMNS[name])
    monkeypatch.setattr(datasets, "rows", lambda asked: made if asked == name else shipped(asked))


DRUG_ROW = "morphine sulfate,morphine sulfate,morphine,{codes},{low},1000 mg,hipkit\n"
PRODUCT_ROW = "00409-1134-03,morphine sulfate,Hospira,{strength},20 mL,{kind},{code},{start},2024-12-31,cms-crosswalk\n"


@pytest.mark.parametrize(
    ("row", "line"),
    [
        (DRUG_ROW.format(codes="J9999", low="0.5 mg"), 2),
        (DRUG_ROW.format(codes="J2270 sideways", low="0.5 mg"), 2),
        (DRUG_ROW.format(codes="J2270", low="2000 mg"), 2),
        (DRUG_ROW.format(codes="J2270", low=""), 2),
        (DRUG_ROW.format(codes="J2270", low="1 mg") * 2, 3),
    ],
)
def test_a_bad_row_of_the_drugs_is_named_by_line(monkeypatch: pytest.MonkeyPatch, row: str, line: int) -> None:
    from hipkit.reference.products import drugs_by_name

    _with_rows(monkeypatch, "drugs", row)
    with pytest.raises(DataError) as caught:
        drugs_by_name.__wrapped__()
    assert (caught.value.path, caught.value.line) == ("drugs.csv", line)


GOOD = {"strength": "50 mg/mL", "kind": "drug", "code": "J2270", "start": "2024-01-01"}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (PRODUCT_ROW.format(**GOOD | {"code": "J9999"}), 2),
        (PRODUCT_ROW.format(**GOOD | {"kind": "kit"}), 2),
        (PRODUCT_ROW.format(**GOOD | {"start": "2025-01-01"}), 2),
        (PRODUCT_ROW.format(**GOOD | {"strength": "50 mg per mL"}), 2),
        (PRODUCT_ROW.format(**GOOD) + PRODUCT_ROW.format(**GOOD | {"strength": "5 mg/mL"}), 3),
    ],
)
def test_a_bad_row_of_the_products_is_named_by_line(monkeypatch: pytest.MonkeyPatch, text: str, line: int) -> None:
    from hipkit.reference.products import _products_by_ndc

    _with_rows(monkeypatch, "products", text)
    with pytest.raises(DataError) as caught:
        _products_by_ndc.__wrapped__()
    assert (caught.value.path, caught.value.line) == ("products.csv", line)
