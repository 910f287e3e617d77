"""Scenario files: every order comes back as it was, nothing of a patient is kept, damage is refused with the reason."""

from __future__ import annotations

import json
import os
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from hipkit import Continuous, InputError, Intermittent, Order, Pca, PumpRefill, Quantity, bill
from hipkit.order.scenario import LARGEST, Scenario, load_scenario, read_scenario
from tests.golden.cases import Case, billing, cases, order

SEED = Order(
    drug="morphine sulfate", regimen=Continuous("5 mg/hr", hours_per_day=24), strength="25 mg/mL",
    start="2021-03-01", end="2021-03-31", ndc="00074-1133-03",
)  # fmt: skip
DAYS = {"strength": "25 mg/mL", "days": 31}
MARCH = {"strength": "25 mg/mL", "start": "2021-03-01", "end": "2021-03-31"}
ORDERS = {
    "continuous": Order("morphine", Continuous("5 mg/hr", 24), **DAYS),
    "continuous, hours": Order("morphine", Continuous("4.17 mg/hr", "7.5"), **DAYS),
    "continuous, mL": Order("morphine", Continuous("0.2 mL/hr", 24), bag="5 mg/mL", **DAYS),
    "continuous, a day": Order("morphine", Continuous("120 mg/24 h"), **DAYS),
    "continuous, by weight": Order("fentanyl", Continuous("0.5 mcg/kg/hr", 24), weight="70.5 kg", **DAYS),
    "continuous, changing": Order(
        "morphine", Continuous("5 mg/hr", 24, [("2021-03-20", "7.5 mg/hr"), ("2021-03-15", "6 mg/hr")]), **MARCH
    ),
    "continuous, days off": Order("morphine", Continuous("5 mg/hr", 24), without=["2021-03-10", "2021-03-09"], **MARCH),
    "intermittent": Order("morphine", Intermittent("10 mg", 4), **DAYS),
    "intermittent, mL": Order("morphine", Intermittent("2 mL", 4), **DAYS),
    "pca": Order("morphine", Pca("0.5 mg", 12, basal="1 mg/hr", lockout="6 min", hours_per_day=20), **DAYS),
    "pca, demand alone": Order("morphine", Pca("0.5 mg", "12.5"), **DAYS),
    "pca, basal alone": Order("morphine", Pca("0.5 mg", 0, basal="1 mg/hr"), **DAYS),
    "pump refill": Order("morphine", PumpRefill("20 mL", 2), **DAYS),
    "unlisted": Order(regimen=Continuous("5 mg/hr", 24), unlisted="ketamine, 2 % (own mix)", **DAYS),
    "by code": Order(regimen=Continuous("5 mg/hr", 24), code="j2272", **DAYS),
    "nothing but amounts": Order(regimen=Continuous("5 mg/hr", 24), **DAYS),
    "percent": Order("morphine", Continuous("5 mg/hr", 24), "2.5 %", 31),
    "strength without end": Order("morphine", Continuous("5 mg/hr", 24), "50 mg/3 mL", 31),
    "strength of seven decimals": Order("morphine", Continuous("5 mg/hr", 24), "1 mg/128 mL", 31),
    "bag without end": Order("morphine", Continuous("5 mL/hr", 24), "25 mg/mL", 31, bag="100 mg/30 mL"),
    "confirmed": Order("morphine", Continuous("500 mg/hr", 24), confirm="rate read off the pump", **DAYS),
    "large and small": Order("fentanyl", Continuous("123,456,789 ng/hr", "0.000001"), "999,999,999 mcg/L", 366),
    "NDC": SEED,
}  # fmt: skip


@pytest.mark.parametrize("given", ORDERS.values(), ids=ORDERS)
def test_an_order_comes_back_as_it_was(given: Order, tmp_path: Path) -> None:
    Scenario(given).save(tmp_path / "order.json")
    again = load_scenario(tmp_path / "order.json")
    assert again == Scenario(given)
    assert again.text() == Scenario(given).text()


@pytest.mark.parametrize("case", [case for case in cases() if "refused" not in case["expect"]], ids=lambda c: c["name"])
def test_every_golden_case_bills_the_same_when_it_is_opened_again(case: Case) -> None:
    """All but what was said of how a thing was typed."""
    saved = Scenario(order(case), *billing(case).values())
    again = read_scenario(saved.text())
    assert (again.order, again.payer, again.reading) == (saved.order, saved.payer, saved.reading)
    before = bill(saved.order, saved.payer, saved.reading, saved.choices)
    after = bill(again.order, again.payer, again.reading, again.choices)
    assert (after.lines, after.hcpcs, after.ndc, after.total) == (before.lines, before.hcpcs, before.ndc, before.total)
    assert (after.choices, after.open_axes, after.pca) == (before.choices, before.open_axes, before.pca)


def test_payer_reading_and_choices_come_back() -> None:
    given = Scenario(SEED, "bcbsnc", "rule-text", {"hcpcs_rounding": "up-by-week", "ndc_quantity": "exact"})
    assert read_scenario(given.text()) == given


def test_the_file_is_for_reading_too() -> None:
    assert json.loads(Scenario(SEED, "hmsa", "published-example").text()) == {
        "hipkit": "scenario",
        "version": "1",
        "order": {
            "drug": "morphine sulfate",
            "regimen": {"kind": "continuous", "dose": "5 mg/hr", "hours_per_day": "24"},
            "strength": "25 mg/mL",
            "from": "2021-03-01",
            "through": "2021-03-31",
            "ndc": "00074-1133-03",
        },
        "payer": "hmsa",
        "reading": "published-example",
    }


def texts_of(found: object) -> list[object]:
    if isinstance(found, dict):
        return [text for key, value in found.items() for text in (key, *texts_of(value))]
    return [text for one in found for text in texts_of(one)] if isinstance(found, list) else [found]


@pytest.mark.parametrize("given", ORDERS.values(), ids=ORDERS)
def test_no_number_stands_in_a_file(given: Order) -> None:
    assert all(isinstance(text, str) for text in texts_of(json.loads(Scenario(given).text())))


# What is not saved.


@pytest.mark.parametrize("text", ["MRN 123", "DOB 1950-01-02", "123-45-6789", "1EG4-TE5-MK73", "for the patient Smith"])
@pytest.mark.parametrize("field", ["unlisted", "confirm"])
def test_what_looks_like_a_patient_is_not_saved(field: str, text: str, tmp_path: Path) -> None:
    given = Order(regimen=Continuous("5 mg/hr", 24), **DAYS, **{field: text})
    with pytest.raises(InputError, match="never saved") as caught:
        Scenario(given).save(tmp_path / "order.json")
    assert caught.value.field == field
    assert not (tmp_path / "order.json").exists()


def regimen_of(**more: Any) -> Order:
    return Order("morphine", **{"regimen": Continuous("5 mg/hr", 24), **DAYS} | more)


@pytest.mark.parametrize(
    "given",
    [
        Scenario(regimen_of(regimen=Continuous("5 mg/hr", Fraction(1, 3)))),
        Scenario(regimen_of(regimen=Continuous(Quantity(Fraction(1, 3), "mg/hr"), 24))),
        Scenario(regimen_of(regimen=Continuous(Quantity(Fraction(1, 10**7), "mg/hr"), 24))),
        Scenario(regimen_of(regimen=Pca("5 mg", Fraction(1, 3)))),
        Scenario(regimen_of(), payer=3),  # type: ignore[arg-type]
        Scenario(regimen_of(), "hmsa", choices={"ndc_quantity": 3}),  # type: ignore[dict-item]
        Scenario(regimen_of(), "hmsa", choices={3: "exact"}),  # type: ignore[dict-item]
        Scenario(regimen_of(), "hmsa", choices=["ndc_quantity"]),  # type: ignore[arg-type]
        Scenario("5 mg/hr"),  # type: ignore[arg-type]
        Scenario(None),  # type: ignore[arg-type]
    ],
    ids=lambda one: repr(one)[-60:],
)
def test_nothing_is_saved_that_would_not_open_again(given: Scenario, tmp_path: Path) -> None:
    (tmp_path / "order.json").write_text("as it was")
    with pytest.raises(InputError):
        given.save(tmp_path / "order.json")
    assert (tmp_path / "order.json").read_text() == "as it was"


def test_a_file_that_is_there_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "order.json"
    path.write_text("x" * 10_000)
    Scenario(SEED).save(str(path))
    assert load_scenario(str(path)).order == SEED


@pytest.mark.parametrize("path", ["", ".", "no/such/folder/order.json", "\0", None, 3, b"order.json", "/dev/full"])
def test_a_path_that_cannot_be_written_is_refused(path: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError) as caught:
        Scenario(SEED).save(path)
    assert caught.value.field == "save"


# What is not opened.


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/dev/zero", "not a plain file"),
        ("/dev/stdin", None),
        (".", "not a plain file"),
        ("", "not a plain file"),
        ("http://example.org/order.json", "addresses are not opened"),
        ("file:///etc/passwd", "addresses are not opened"),
        ("no-such-file.json", "No such file"),
        ("/etc/passwd", "not JSON"),
        ("\0", None),
        (None, "a path is text"),
        (3, "a path is text"),
        (b"order.json", "a path is text"),
    ],
)
def test_only_plain_files_are_opened(path: Any, reason: str | None, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match=reason) as caught:
        load_scenario(path)
    assert caught.value.field == "scenario"


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InputError, match="not a plain file"):
        load_scenario(tmp_path / "pipe")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \r\n", "empty"),
        (b" " * (LARGEST + 1), "longer than 100,000"),
        (b"PK\x03\x04rest", "zip or a spreadsheet"),
        (b"\x1f\x8b\x08\x00", "gzip"),
        (b"%PDF-1.7", "PDF"),
        ("{}".encode("utf-16"), "UTF-16"),
        (b'{"hipkit": "sc\xe4nario"}', "not UTF-8"),
        (b'{"hipkit": "scenario"\x00}', "not JSON"),
    ],
    ids=lambda one: repr(one)[:30],
)
def test_a_file_that_is_something_else_is_named(data: bytes, reason: str, tmp_path: Path) -> None:
    (tmp_path / "order.json").write_bytes(data)
    with pytest.raises(InputError, match=reason):
        load_scenario(tmp_path / "order.json")


def test_a_byte_order_mark_and_windows_line_ends_are_read(tmp_path: Path) -> None:
    (tmp_path / "order.json").write_bytes(b"\xef\xbb\xbf" + Scenario(SEED).text().replace("\n", "\r\n").encode())
    assert load_scenario(tmp_path / "order.json").order == SEED


# What is damaged.

WHOLE = json.loads(Scenario(SEED, "hmsa", "rule-text").text())


def damaged(**changes: Any) -> str:
    return json.dumps(WHOLE | changes)


def ordered(**changes: Any) -> str:
    return damaged(order={**WHOLE["order"], **changes})


def regimen(**changes: Any) -> str:
    return ordered(regimen={**WHOLE["order"]["regimen"], **changes})


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "not JSON"),
        ("null", "not an object"),
        ("[]", "not an object"),
        ('"scenario"', "not an object"),
        ("{}", "no order that hipkit has saved"),
        ("5", "bare number"),
        ("!!python/object/apply:os.system ['true']", "not JSON"),
        ("hipkit: scenario\nversion: '1'", "not JSON"),
        ("{'hipkit': 'scenario'}", "not JSON"),
        ('{"hipkit": "scenario", "version": "1",}', "not JSON"),
        (Scenario(SEED).text() + "{}", "not JSON"),
        (damaged(version="2"), "version 2"),
        (damaged(version=1), "bare number"),
        (damaged(version="1.0"), "version 1.0"),
        (damaged(version=None), "version"),
        (damaged(hipkit="claim"), "no order that hipkit has saved"),
        (damaged(more="x"), "more, which is not known"),
        (damaged(__class__="x"), "__class__, which is not known"),
        (damaged(payer=None), "payer is not a text"),
        (damaged(payer=["hmsa"]), "payer is not a text"),
        (damaged(choices=[]), "choices is not an object"),
        (damaged(choices={"ndc_quantity": None}), "ndc_quantity is not a text"),
        (damaged(order=None), "order is not an object"),
        (damaged(order=[]), "order is not an object"),
        (ordered(sheet="x"), "sheet, which is not known"),
        (ordered(days=31), "bare number"),
        (ordered(days=True), "days is not a text"),
        (ordered(without="2021-03-10"), "without is not a list"),
        (ordered(without=[None]), "without is not a text"),
        (ordered(regimen=None), "regimen is not an object"),
        (ordered(regimen={"dose": "5 mg/hr"}), "kind of regimen is not a text"),
        (regimen(kind="epidural"), "epidural is not known"),
        (regimen(per_day="4"), "per_day, which is not known"),
        (regimen(changes="2021-03-15"), "changes is not a list"),
        (regimen(changes=["2021-03-15"]), "change is not a list"),
        (Scenario(SEED).text().replace('"24"', "24"), "24 is a bare number"),
        (Scenario(SEED).text().replace('"24"', "NaN"), "NaN is a bare number"),
        (Scenario(SEED).text().replace('"24"', "-Infinity"), "-Infinity is a bare number"),
        (Scenario(SEED).text().replace('"24"', "1e999"), "1e999 is a bare number"),
        (Scenario(SEED).text().replace('"24"', "9" * 5000), "is a bare number"),
        (Scenario(SEED).text().replace('"strength"', '"drug"'), "drug stands twice"),
        (Scenario(SEED).text().replace('"hours_per_day"', '"dose"'), "dose stands twice"),
        ('{"a": "b", "a": "c"}', "a stands twice"),
        ("[" * 10_000 + "]" * 10_000, "nested too deep"),
        ('{"a":' * 10_000 + "{}" + "}" * 10_000, "nested too deep"),
        (" " * (LARGEST + 1), "longer than 100,000"),
    ],
    ids=lambda one: one[:60],
)
def test_damage_is_refused_with_what_it_is(text: str, reason: str) -> None:
    with pytest.raises(InputError, match=reason) as caught:
        read_scenario(text)
    assert caught.value.field == "scenario"
    assert str(caught.value).isprintable() and len(str(caught.value)) < 500


@pytest.mark.parametrize(
    ("text", "field"),
    [
        (regimen(dose="5 bananas"), "dose"),
        (regimen(dose="5 m\ud800g/hr"), "dose"),
        (regimen(dose="9" * 500 + " mg/hr"), "dose"),
        (regimen(hours_per_day="25"), "hours_per_day"),
        (regimen(changes=[["2021-03-15"]]), "change"),
        (regimen(changes=[["2021-03-15", "6 mg/hr", "x"]]), "change"),
        (regimen(changes=[["2021-03-15", ["6 mg/hr"]]]), "change"),
        (regimen(kind="continuous", dose=""), "dose"),
        (ordered(drug="morphin"), "drug"),
        (ordered(strength="25 mg"), "strength"),
        (ordered(ndc="0074113303"), "ndc"),
        (ordered(days="30"), "days"),
        (ordered(through="2021-02-29"), "through"),
        (ordered(unlisted="ketamine"), "unlisted"),
        (ordered(confirm="x" * 201), "confirm"),
    ],
)
def test_what_stands_in_a_file_is_read_as_strictly_as_what_is_typed(
    text: str, field: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The refusal names the field, and the file it is in."""
    monkeypatch.chdir(tmp_path)
    Path("second.json").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_scenario("second.json")
    assert caught.value.field == field
    assert "second.json" in caught.value.reason


@pytest.mark.parametrize("other", [None, 3, b"{}", [], {}])
def test_only_text_is_a_scenario(other: Any) -> None:
    with pytest.raises(InputError) as caught:
        read_scenario(other)
    assert caught.value.field == "scenario"


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "NA", "null", "{0.__class__}", "%s", "$(id)", "<script"]
)
def test_text_that_something_else_might_run_is_kept_as_text(text: str) -> None:
    given = Order(regimen=Continuous("5 mg/hr", 24), unlisted=text, confirm=text, **DAYS)
    again = read_scenario(Scenario(given).text()).order
    assert (again.unlisted, again.confirm) == (text, text)
