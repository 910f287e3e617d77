"""The one strict reader: numbers, whole numbers, dates, free text."""

from __future__ import annotations

import datetime
from fractions import Fraction
from typing import Any

import pytest

from hipkit.errors import InputError
from hipkit.examples import numbers
from hipkit.values.strict import clean, date, looks_like_a_patient, number, printable, whole


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", "0"), ("5", "5"), ("0.5", "0.5"), ("0.000001", "0.000001"), ("1,000", "1000"),
        ("999,999,999", "999999999"),
        ("12,345.678", "12345.678"), ("999999999.999999", "999999999.999999"), ("1000", "1000"),
        ("10.05", "10.05"),
    ],
)  # fmt: skip
def test_numbers_that_are_read(text: str, value: str) -> None:
    assert number(text, "dose", "5") == (Fraction(value), ())


@pytest.mark.parametrize("text", ["5.0", "5.10", "1,000.50", "0.0"])
def test_a_trailing_zero_is_read_and_said(text: str) -> None:
    value, notes = number(text, "dose", "5")
    assert value == Fraction(text.replace(",", ""))
    assert notes == (f"{text} was read without its trailing zero",)


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        (".5", "write 0.5"), ("5.", "write 5"), ("05", "write 5"), ("00.5", "write 0.5"),
        ("00", "leading zero"),
        ("1,5", "groups of three"), ("1,00", "groups of three"), ("10,00.5", "groups of three"),
        ("1,0000", "groups of three"), (",100", "groups of three"), ("0,100", "groups of three"),
        ("1,000,00", "groups"),
        ("1000,000", "groups of three"), ("1.000,5", "groups of three"), ("1.2.3", "at most one point"),
        ("1..2", "at most one point"), ("-5", "no sign"), ("+5", "no sign"), ("\u22125", "no sign"),
        ("-0", "no sign"),
        ("1e3", "exponent"), ("1E+100000000", "exponent"), ("1E5", "exponent"), ("NaN", "not a number"),
        ("inf", "not a number"), ("Infinity", "not a number"), ("4_0", "digits"), ("0x10", "digits"),
        ("0b1", "digits"),
        ("1/3", "digits"), ("5%", "digits"), ("\u0665", "other scripts"), ("\uff15", "other scripts"),
        ("\u00bd", "other scripts"), ("5\u00b2", "other scripts"), ("1:1000", "ratio"), ("1'000", "digits"),
        ("1 000", "digits"), ("1234567890", "at most 9"), ("1,234,567,890", "at most 9"),
        ("0.1234567", "none is dropped"),
        ("0.0000000", "none is dropped"), ("$5", "digits"), ("(5)", "digits"),
    ],
)  # fmt: skip
def test_numbers_that_are_refused(text: str, phrase: str) -> None:
    with pytest.raises(InputError) as caught:
        number(text, "dose", "5 mg/hr")
    assert phrase in caught.value.reason
    assert caught.value.field == "dose"


@pytest.mark.parametrize(
    "character", ["\u200b", "\u200e", "\u202e", "\x00", "\t", "\n", "\r", "\ufeff", "\u2028", "\u3000"]
)
def test_what_cannot_be_seen_is_refused_by_its_number(character: str) -> None:
    with pytest.raises(InputError) as caught:
        clean(f"5{character}mg", "dose", "5 mg/hr")
    assert f"U+{ord(character):04X}" in str(caught.value)
    assert character not in str(caught.value)


def test_blanks_around_are_left_off_and_a_no_break_space_is_said() -> None:
    assert clean("  5 mg ", "dose", "5 mg/hr").text == "5 mg"
    assert clean("  5 mg ", "dose", "5 mg/hr").notes == ()
    assert clean("\u00a05\u00a0mg", "dose", "5 mg/hr").text == "5 mg"
    assert clean("\u00a05\u00a0mg", "dose", "5 mg/hr").notes == ("a no-break space was read as a blank",)


@pytest.mark.parametrize("given", [None, True, 0.1, [5], {}, b"5", object()])
def test_only_text_is_text(given: Any) -> None:
    with pytest.raises(InputError) as caught:
        clean(given, "drug", "morphine sulfate")
    assert caught.value.reason


def test_whole_numbers_stay_between_their_bounds() -> None:
    assert whole("1", "days", "31", 1, 366)[0] == 1
    assert whole(366, "days", "31", 1, 366)[0] == 366
    assert whole("1,440", "minutes", "151", 1, 1440)[0] == 1440
    for given in ("0", "367", "31.5", 0, 367, -1, "-1", "thirty", 31.0, True, None):
        with pytest.raises(InputError) as caught:
            whole(given, "days", "31", 1, 366)
        assert caught.value.field == "days"


@pytest.mark.parametrize(
    ("given", "example", "beside"),
    [
        ("150.5", "151", "150 151"), ("30.5", "31", "30 31"), ("4.5", "4", "4 5"), ("1.5", "1", "1 2"),
        ("0.5", "1", "0 1"), ("12.4", "12", "12 13"), ("7.5", "8", "7 8"),
        ("30,5", "31", "30 31"), ("3,5", "4", "3 4"), ("0,5", "1", "0 1"), ("89,5", "90", "89 90"),
        ("30\u00bd", "31", "30 31"),
    ],
)  # fmt: skip
def test_a_part_of_a_whole_is_not_rounded_by_what_is_said_to_type(given: str, example: str, beside: str) -> None:
    with pytest.raises(InputError) as caught:
        whole(given, "minutes", example, 1, 1440)
    assert caught.value.example not in beside.split() and caught.value.example.isdigit()


def test_dates_are_year_month_day() -> None:
    assert date("2020-02-29", "from") == datetime.date(2020, 2, 29)
    assert date(datetime.date(2021, 3, 1), "from") == datetime.date(2021, 3, 1)


@pytest.mark.parametrize(
    "given",
    [
        "2021-02-29", "2021-13-01", "2021-00-01", "2021-3-1", "21-03-01", "03/04/2026", "3/4/26", "46000",
        "20210301",
        "2021-03-01T00:00", "1 March 2021", "2021/03/01", "2021-03", "0000-01-01", "\u0662021-03-01",
        20210301, None,
        datetime.datetime(2021, 3, 1), 46000.0,
    ],
)  # fmt: skip
def test_every_other_date_is_refused(given: Any) -> None:
    with pytest.raises(InputError) as caught:
        date(given, "from")
    assert caught.value.field == "from"
    if given in ("2021-3-1", "20210301", "2021/03/01"):
        assert caught.value.example == "2021-03-01", "the same day, as it is read"
    else:
        assert caught.value.example in ("2021-03-01", "2022-07-18")
        assert not numbers(caught.value.example) & numbers(repr(given))


def test_free_text_is_plain_ascii_without_separators() -> None:
    assert printable("ketamine hydrochloride", "unlisted", "x", 80, "*:^~>") == "ketamine hydrochloride"
    for text in ("a*b", "a:b", "a^b", "a~b", "a>b", "keta\u00e9", "\U0001f489", "x" * 81, "", " ", "a\x07b"):
        with pytest.raises(InputError):
            printable(text, "unlisted", "x", 80, "*:^~>")


def test_text_that_looks_like_a_patient() -> None:
    for text in (
        "MRN 123",
        "mrn: 5",
        "SSN on file",
        "123-45-6789",
        "1EG4-TE5-MK73",
        "1eg4te5mk73",
        "DOB 1950",
        "born 1950",
    ):
        assert looks_like_a_patient(text), text
    for text in (
        "read off the vial",
        "00074-1133-03",
        "ketamine hydrochloride",
        "checked 2021-03-01",
        "armrest",
    ):
        assert not looks_like_a_patient(text), text


def test_the_message_shows_at_most_eighty_characters_of_the_input() -> None:
    for given in ("5" * 500, "\x00" * 100, "\u202e" * 90, "x" * 81):
        with pytest.raises(InputError) as caught:
            number(given, "dose", "5 mg/hr")
        shown = str(caught.value).partition('"')[2].partition('": ')[0]
        assert len(shown) <= 80
        assert shown.isprintable()
