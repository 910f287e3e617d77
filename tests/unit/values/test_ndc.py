"""An NDC is three segments: what is read, what is said of it, and what is refused with which words."""

from __future__ import annotations

from datetime import date

import pytest

from hipkit.errors import InputError
from hipkit.values.ndc import TWELVE_DIGITS_FROM, Ndc, candidates

LAST_DAY_OF_ELEVEN = date(2033, 3, 6)
APART = "63323-0851-10"  # the example where the first one holds a number of what was given


@pytest.mark.parametrize(
    ("typed", "hyphenated", "padded"),
    [
        ("0074-1133-03", "00074-1133-03", "labeler"),  # 4-4-2
        ("63323-851-10", "63323-0851-10", "product"),  # 5-3-2
        ("00074-1133-3", "00074-1133-03", "package"),  # 5-4-1
        ("00074-1133-03", "00074-1133-03", None),  # 5-4-2
        ("00074113303", "00074-1133-03", None),  # 11 digits
    ],
)
def test_the_four_forms_and_eleven_digits_are_read_as_5_4_2(typed: str, hyphenated: str, padded: str | None) -> None:
    ndc = Ndc.parse(typed)
    assert ndc.hyphenated == str(ndc) == hyphenated
    assert ndc.ndc11 == hyphenated.replace("-", "")
    expected = () if padded is None else (f"a zero was added in front of the {padded}: {typed} is {hyphenated}",)
    assert ndc.notes == expected


def test_an_ndc_is_its_segments_however_it_was_typed() -> None:
    typed = Ndc.parse("0074-1133-03")
    assert typed == Ndc.parse("00074113303") == Ndc("00074", "1133", "03") == Ndc("0074", "1133", "03")
    assert len({typed, Ndc.parse("00074113303")}) == 1
    assert (typed.labeler, typed.product, typed.package) == ("00074", "1133", "03")
    assert typed != Ndc.parse("00741-1330-03")
    assert Ndc.parse(typed) == typed


def test_ten_bare_digits_are_never_read_and_all_three_readings_are_listed() -> None:
    with pytest.raises(InputError) as caught:
        Ndc.parse("0074113303")
    for reading in ("00074-1133-03", "00741-0133-03", "00741-1330-03"):
        assert reading in caught.value.reason
    assert "type the one on the package" in caught.value.reason
    assert [ndc.hyphenated for ndc in candidates("0074113303")] == [
        "00074-1133-03",
        "00741-0133-03",
        "00741-1330-03",
    ]


@pytest.mark.parametrize(
    ("typed", "words", "example"),
    [
        ("74113303", "8 digits; a spreadsheet such as Excel may have removed zeros", "00074-1133-03"),
        ("741133003", "9 digits; a spreadsheet such as Excel", "00074-1133-03"),
        (
            "7.41133E+07",
            "a spreadsheet such as Excel turned it into a number and lost digits",
            "00074-1133-03",
        ),
        ("7E7", "a spreadsheet such as Excel turned it into a number", "00074-1133-03"),
        ("74113303.0", "a spreadsheet such as Excel wrote it as a number with decimals", "00074-1133-03"),
        ("74113303.", "a spreadsheet such as Excel wrote it as a number with decimals", "00074-1133-03"),
        ("1234567890123", "13 digits; an NDC without hyphens has 11", "00074-1133-03"),
        ("00000-0000-00", "a placeholder", "00074-1133-03"),
        ("99999-9999-99", "a placeholder", "00074-1133-03"),
        ("9999-9999-99", "a placeholder", "00074-1133-03"),
        ("09999-9999-99", "a placeholder", "00074-1133-03"),
        ("00000000000", "a placeholder", "00074-1133-03"),
        ("0000000000", "a placeholder", "00074-1133-03"),
        ("OOO74-1133-O3", "it has the letter O where the digit 0 belongs", "00074-1133-03"),
        ("00074-l133-03", "the letter I or l where the digit 1 belongs", "00074-1133-03"),
        ("0074*1133-03", "* separates the parts of an X12 claim", APART),
        ("0074:1133:03", ": separates the parts of an X12 claim", APART),
        ("0074^1133^03", "^ separates the parts of an X12 claim", APART),
        ("0074~1133~03", "~ separates the parts of an X12 claim", APART),
        ("0074>1133>03", "> separates the parts of an X12 claim", APART),
        (
            "N400074113303 ML149",
            "a line of a claim; here goes its NDC alone, the 11 digits 00074113303",
            "00074113303",
        ),
        (
            "n4 00409-1134-03 ML20",
            "a line of a claim; here goes its NDC alone, the 11 digits 00409113403",
            "00409113403",
        ),
        (
            "LIN**N4*00074113303~",
            "a line of a claim; here goes its NDC alone, the 11 digits 00074113303",
            "00074113303",
        ),
        (
            "N40074113303 ML149",
            "a line of a claim, and its NDC has 10 digits in place of 11",
            "00074-1133-03",
        ),
        ("\uff10\uff10\uff10\uff17\uff14-1133-03", "a digit of another script (U+FF10)", APART),
        ("\u0660\u0660074-1133-03", "a digit of another script (U+0660)", APART),
        ("<img src=x onerror=alert(1)>", "< does not belong there", "00074-1133-03"),
        ("NDC 00074-1133-03", "N does not belong there", APART),
        ("00074 1133 03", "a blank inside", APART),
        ("0074\u200b-1133-03", "U+200B, which cannot be seen", APART),
        ("00074-1133", "it has 2 parts", APART),
        ("00074--03", "5-0-2 digits", APART),
        ("000074-1133-3", "6-4-1 digits; an NDC has 4-4-2, 5-3-2, 5-4-1 or 5-4-2", APART),
        ("", "nothing was typed", "00074-1133-03"),
    ],
)
def test_what_is_no_ndc_is_refused_with_its_reason(typed: str, words: str, example: str) -> None:
    with pytest.raises(InputError) as caught:
        Ndc.parse(typed)
    error = caught.value
    assert words in error.reason
    assert (error.field, error.given, error.example) == ("ndc", typed, example)


@pytest.mark.parametrize("given", [None, True, 74113303, 74113303.0, ["00074-1133-03"]])
def test_only_text_is_read(given: object) -> None:
    with pytest.raises(InputError):
        Ndc.parse(given)


def test_the_field_is_named_as_the_door_calls_it() -> None:
    with pytest.raises(InputError) as caught:
        Ndc.parse("x", field="product_ndc")
    assert caught.value.field == "product_ndc"


@pytest.mark.parametrize("dash", "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\uff0d")
def test_a_dash_in_place_of_a_hyphen_is_read_with_a_note(dash: str) -> None:
    ndc = Ndc.parse(f"00074{dash}1133{dash}03")
    assert ndc == Ndc.parse("00074-1133-03")
    assert ndc.notes == (f"a dash (U+{ord(dash):04X}) was read as a hyphen",)


def test_blanks_around_are_ignored_and_a_no_break_space_is_noted() -> None:
    assert Ndc.parse("  00074-1133-03 ").notes == ()
    assert Ndc.parse("\u00a000074-1133-03").notes == ("a no-break space was read as a blank",)


@pytest.mark.parametrize("typed", ["000074-1133-03", "000074113303", "00074-1133-003"])
@pytest.mark.parametrize("on", [None, date(2026, 11, 24), LAST_DAY_OF_ELEVEN])
def test_twelve_digits_are_refused_before_the_rule_is_in_force(typed: str, on: date | None) -> None:
    with pytest.raises(InputError) as caught:
        Ndc.parse(typed, on=on)
    assert "12 digits" in caught.value.reason
    assert "2033-03-07" in caught.value.reason
    assert "Doc 2026-04368" in caught.value.reason  # the rule is cited
    assert caught.value.example == ("00074-1133-03" if typed.startswith("0000") else APART)


def test_twelve_digits_are_read_and_held_from_that_day() -> None:
    assert date(2033, 3, 7) == TWELVE_DIGITS_FROM
    ndc = Ndc.parse("000074-1133-03", on=TWELVE_DIGITS_FROM)
    assert ndc == Ndc.parse("000074113303", on=TWELVE_DIGITS_FROM) == Ndc("000074", "1133", "03")
    assert (ndc.hyphenated, ndc.ndc11, ndc.notes) == ("000074-1133-03", None, ())
    assert ndc != Ndc.parse("00074-1133-03")
    with pytest.raises(InputError, match="5-4-3 digits"):
        Ndc.parse("00074-1133-003", on=TWELVE_DIGITS_FROM)
    with pytest.raises(InputError, match="12 digits"):
        Ndc.parse(ndc, on=LAST_DAY_OF_ELEVEN)


@pytest.mark.parametrize("segments", [("74", "1133", "03"), ("00074", "1133", "O3"), ("00000", "0000", "00")])
def test_segments_that_fit_no_form_are_refused(segments: tuple[str, str, str]) -> None:
    with pytest.raises(InputError):
        Ndc(*segments)
