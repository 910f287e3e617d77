"""Codes in force: unit, days and successor of each, and what is said of one that is not in force."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from hipkit.errors import DataError, InputError
from hipkit.reference import datasets
from hipkit.reference.codes import (
    EACH_DAY,
    NO_CODE,
    THAT_DAY,
    Code,
    code,
    codes,
    in_force,
    predecessors,
    require_in_force,
)
from hipkit.values.quantity import Quantity

DAY = timedelta(days=1)
HCPCS = Path(__file__).resolve().parents[4] / "shared" / "data" / "hcpcs_home_infusion_2017_2025.csv"
# A pharmacist can check each row against CMS's file: code, one unit, added, ended, successors.
FACTS = """
J2270  10 mg    1982-01-01  -           -
J2271  100 mg   1999-01-01  2014-12-31  J2270
J2272  10 mg    2023-01-01  -           -
J2274  10 mg    2015-01-01  -           -
J2275  10 mg    1993-01-01  2014-12-31  J2274
J1170  4 mg     1982-01-01  2024-09-30  J1171
J1171  0.1 mg   2024-10-01  -           -
J3010  0.1 mg   1982-01-01  -           -
J2175  100 mg   1986-01-01  -           -
J1230  10 mg    1982-01-01  -           -
J0592  0.1 mg   2003-01-01  -           -
J0595  1 mg     2004-01-01  -           -
J2300  10 mg    1996-01-01  -           -
J1885  15 mg    1993-01-01  -           -
J2278  1 mcg    2006-01-01  -           -
J0735  1 mg     1998-01-01  -           -
J0475  10 mg    1994-01-01  -           -
J0476  50 mcg   1999-01-01  -           -
J2795  1 mg     2001-01-01  -           -
S0020  30 mL    2000-01-01  2023-06-30  J0665
J0665  0.5 mg   2023-07-01  -           -
C9290  1 mg     2012-04-01  2024-12-31  J0666
J0666  1 mg     2025-01-01  -           -
J2001  10 mg    2004-01-01  2024-09-30  J2003,J2002,J2004
J2002  1 mg     2024-10-01  -           -
J2003  1 mg     2024-10-01  -           -
J2004  1 mg     2024-10-01  -           -
J2250  1 mg     1996-01-01  -           -
J0131  10 mg    2012-01-01  -           -
S0092  250 mg   2002-01-01  -           -
S0093  500 mg   2002-01-01  -           -
J3490  -        1986-01-01  -           -
J7799  -        1993-01-01  -           -
J7999  -        2016-01-01  -           -
S9325  -        2002-01-01  -           -
S9326  -        2002-01-01  -           -
S9327  -        2002-01-01  -           -
S9328  -        2002-01-01  -           -
S9379  -        2002-01-01  -           -
SH     -        2001-07-01  -           -
SJ     -        2001-07-01  -           -
SS     -        2004-10-01  -           -
SD     -        2001-07-01  -           -
SV     -        2003-01-01  -           -
KD     -        2004-01-01  -           -
JW     -        2003-01-01  -           -
JZ     -        2023-01-01  -           -
"""


def _facts() -> Iterator[tuple[str, ...]]:
    for line in FACTS.strip().splitlines():
        name, rest = line.split(maxsplit=1)
        *per, start, end, after = rest.split()
        yield name, " ".join(per), start, end, after


@pytest.mark.parametrize(("name", "per", "start", "end", "after"), list(_facts()))
def test_the_unit_and_the_days_of_a_code(name: str, per: str, start: str, end: str, after: str) -> None:
    known = code(name)
    assert (str(known.per) if known.per else "-") == per
    assert (str(known.start), str(known.end or "-"), ",".join(known.successors) or "-") == (start, end, after)
    assert known.source.id == "hcpcs"
    assert in_force(known, known.start)
    assert not in_force(known, known.start - DAY)
    assert known.end is None or (in_force(known, known.end) and not in_force(known, known.end + DAY))


def test_hydromorphones_unit_changes_forty_fold_on_2024_10_01() -> None:
    before, after = code("J1170").per, code("J1171").per
    assert before is not None and after is not None
    assert before.base / after.base == 40


def test_the_words_of_a_code_are_cms_words() -> None:
    assert code("J2270").words == "Injection, morphine sulfate, up to 10 mg"
    assert code("SH").words == "Second concurrently administered infusion therapy"
    assert "continuous (twenty-four hours or more) pain management" in code("S9326").words
    assert code("S9325").words.endswith("(do not use this code with s9326, s9327 or s9328)")


def test_cpt_codes_come_with_our_own_words_and_never_from_cms() -> None:
    cpt = [known for known in codes().values() if known.code.isdigit()]
    assert [known.code for known in cpt] == ["99601", "99602", "59"]
    assert [known.words for known in cpt] == [
        "Home visit of an infusion nurse: its first part, up to two hours",
        "Home visit of an infusion nurse: each hour beyond the first part, with 99601 only",
        "Marks a service as one of its own beside another on the same day",
    ]
    for known in cpt:
        assert known.source.id in ("bcbsm", "bcbsnc")
        assert "American Medical Association" in known.note


@pytest.mark.parametrize("name", ["J0476", "J2272", "S0092", "S0093", "J0134", "J0136", "J0137", "J2251", "J2252"])
def test_a_code_that_no_name_leads_to_says_so(name: str) -> None:
    assert "never chosen from the name of a drug" in code(name).note


def test_every_code_is_of_one_kind_and_fits_it() -> None:
    for known in codes().values():
        has_unit = known.per is not None
        assert has_unit == (known.kind == "drug"), known  # billing divides by the unit of a drug
        assert known.per is None or known.per.kind in ("mass", "volume")
        assert known.per is None or known.per.value > 0
        assert (len(known.code) == 2) == (known.kind == "modifier")
    assert {known.code for known in codes().values() if known.kind == "unlisted"} == {
        "J3490",
        "J7799",
        "J7999",
    }


def test_a_successor_begins_no_later_than_the_day_after() -> None:
    for known in codes().values():
        assert (known.end is not None) == bool(known.successors), known
        for name in known.successors:
            assert known.end is not None
            assert in_force(code(name), known.end + DAY)


def test_case_does_not_matter_and_nothing_else_is_forgiven() -> None:
    assert code(" s9326 ") is code("S9326")
    for typed in ("S 9326", "S9326.", "S H", "SHH", "99601-59"):
        with pytest.raises(InputError):
            code(typed)


@pytest.mark.parametrize(
    ("typed", "words", "example"),
    [
        ("59326", "S9326 is sometimes printed so", "S9326"),  # HMSA's revision 2.5 prints it
        ("J227O", "J2270 is sometimes printed so", "J2270"),
        ("J2279", "known are J2270, J2271, J2272, J2274, J2275, J2278", NO_CODE),
        ("J2020", "though it may well be one; known are J2001", NO_CODE),  # linezolid's
        ("S9329", "known are S9325, S9326, S9327, S9328", NO_CODE),
        ("99603", "known are 99601, 99602", NO_CODE),
        ("Q9977", "known are S9325, S9326, S9327, S9328, S9379", NO_CODE),
        ("<b>", "known are S9325", NO_CODE),
    ],
)
def test_an_unknown_code_is_refused_with_its_family(typed: str, words: str, example: str) -> None:
    with pytest.raises(InputError) as caught:
        code(typed)
    assert words in caught.value.reason
    assert (caught.value.field, caught.value.given, caught.value.example) == ("code", typed, example)


@pytest.mark.parametrize("given", [None, 99601, 1.5, True, ["J2270"], ""])
def test_only_text_is_read(given: object) -> None:
    with pytest.raises(InputError):
        code(given)


def _refused(name: str, first: str, last: str) -> InputError:
    with pytest.raises(InputError) as caught:
        require_in_force(code(name), date.fromisoformat(first), date.fromisoformat(last))
    return caught.value


def test_a_code_in_force_on_both_ends_passes() -> None:
    require_in_force(code("J1170"), date(2024, 9, 1), date(2024, 9, 30))
    require_in_force(code("J1171"), date(2024, 10, 1), date(2026, 3, 31))


def test_a_code_that_has_ended_names_its_successor_and_the_dates() -> None:
    error = _refused("J1170", "2025-03-01", "2025-03-31")
    assert "ended on 2024-09-30 and is not in force from 2025-03-01 to 2025-03-31" in error.reason
    assert "from 2024-10-01 bill J1171 (Injection, hydromorphone, 0.1 mg)" in error.reason
    assert (error.field, error.example) == ("code", "J1171")


def test_lidocaine_names_all_three_successors_the_plain_one_first() -> None:
    error = _refused("J2001", "2024-10-01", "2024-10-01")
    assert "not in force on 2024-10-01" in error.reason
    assert error.reason.index("J2003") < error.reason.index("J2002") < error.reason.index("J2004")
    assert error.example == "J2003"


def test_a_code_that_ends_inside_the_days_is_refused_too() -> None:
    error = _refused("J1170", "2024-09-15", "2024-10-15")
    assert "in force for a part only of the days" in error.reason
    assert "J1171" in error.reason


def test_a_code_that_has_not_begun_names_what_was_before() -> None:
    error = _refused("J0665", "2023-06-30", "2023-06-30")
    assert "begins on 2023-07-01" in error.reason
    assert "before that day bill S0020" in error.reason
    assert error.example == "S0020"
    assert predecessors(code("J2270")) == (code("J2271"),)
    assert "begins on 2023-01-01" in _refused("JZ", "2022-12-31", "2022-12-31").reason


def _cms() -> dict[str, dict[str, str]]:
    """CMS's newest row of each code, where the stored copy of its file lies beside the checkout."""
    if not HCPCS.exists():
        return {}
    with HCPCS.open(encoding="utf-8", newline="") as file:
        return {row["code"].strip(): row for row in csv.DictReader(file)}


def test_words_and_days_are_those_of_cms_file_where_it_is_at_hand() -> None:
    theirs = _cms()
    compared = [known for known in codes().values() if known.code in theirs]
    assert len(compared) > 50 or not theirs
    for known in compared:
        row = theirs[known.code]
        assert known.words == " ".join(row["long"].split())
        assert known.start.strftime("%Y%m%d") == row["add_dt"]
        assert (known.end.strftime("%Y%m%d") if known.end else "") == row["term_dt"]


GOOD = "J2270,drug,words,10 mg,1982-01-01,,,hcpcs,\n"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (GOOD + GOOD, 3),
        (GOOD.replace("drug", "medicine"), 2),
        (GOOD.replace("words", ""), 2),
        (GOOD.replace("10 mg", "10 bananas"), 2),
        (GOOD.replace("1982-01-01,", "1982-01-01,1981-12-31"), 2),
    ],
)
def test_a_bad_row_is_named_by_line(monkeypatch: pytest.MonkeyPatch, text: str, line: int) -> None:
    columns = datasets.COLUMNS["codes"]
    made = datasets.parse_rows(",".join(columns) + "\n" + text, "codes.csv", columns)
    monkeypatch.setattr(datasets, "rows", {"codes": made}.__getitem__)
    with pytest.raises(DataError) as caught:
        codes.__wrapped__()
    assert (caught.value.path, caught.value.line) == ("codes.csv", line)


def test_a_code_prints_as_itself_and_its_words() -> None:
    assert str(code("SJ")) == "SJ (Third or more concurrently administered infusion therapy)"
    assert isinstance(code("SJ"), Code)
    assert code("S0020").per == Quantity("30", "mL")


@pytest.mark.parametrize("known", codes().values(), ids=list(codes()))
def test_a_code_out_of_force_is_answered_with_what_is_in_its_place_or_with_no_code(known: Code) -> None:
    """J2270, which stood there for each code without a neighbour, is another drug's."""
    outside = [(known.start - DAY, predecessors(known))]
    outside += [(known.end + DAY, tuple(codes()[name] for name in known.successors))] if known.end else []
    for on, instead in outside:
        with pytest.raises(InputError) as caught:
            require_in_force(known, on, on)
        assert caught.value.example == (instead[0].code if instead else THAT_DAY)
    assert not any(code in THAT_DAY for code in codes())


@pytest.mark.parametrize("name", ["J2310", "J2312", "J1170", "J1171"])
def test_over_a_change_of_codes_neither_of_them_is_advised(name: str) -> None:
    first, last = ("2025-06-30", "2025-07-01") if name.startswith("J23") else ("2024-09-30", "2024-10-01")
    days = date.fromisoformat(first), date.fromisoformat(last)
    with pytest.raises(InputError) as refused:
        require_in_force(code(name), *days)
    assert refused.value.example == EACH_DAY
