"""Bad inputs in scenario files: the rows of the groups names, files and scenarios, and every field's row once more."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from hipkit import InputError, bill
from hipkit.cli.main import main
from hipkit.order.scenario import load_scenario, read_scenario
from hipkit.panels.compare.panel import Compare
from tests.golden.cases import argv
from tests.inputs.files import SAVED, FileRow, file_rows
from tests.inputs.rows import EXAMPLE, Row, rows
from tests.inputs.scenarios import fits, scenario_text

FILES = file_rows()
REFUSED = [row for row in FILES if row.outcome == "BLOCK" and not row.save]
OPENED = [row for row in FILES if row.outcome != "BLOCK"]
TEXTS = [row for row in FILES if row.text is not None and not row.options]
FIELDS = [row for row in rows("api") if fits(row.fields)]


def test_no_number_of_these_groups_was_forgotten() -> None:
    numbers = {int(re.match("[0-9]+", row.id)[0]) for row in FILES}  # type: ignore[index]
    assert numbers == {20, 85, 86, 95, 97, 103, 104, 105, 107, 108, 109, 110, 111, 130, 131}
    assert len({row.id for row in FILES}) == len(FILES) >= 60
    assert all(row.expect or row.lines for row in FILES)


# Through the command line.


@pytest.mark.parametrize("row", REFUSED, ids=lambda row: row.id)
@pytest.mark.parametrize("form", ["--json", "--format=table"])
def test_hipkit_claim_refuses_in_one_line(
    row: FileRow, form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["claim", *row.files(tmp_path), *row.options, form])
    out, err = capsys.readouterr()
    assert (code, out) == (2, "")
    assert err.endswith("\n") and err[:-1].isprintable() and "Traceback" not in err and len(err) < 800
    assert err.startswith((f"{row.field}: ", f"--{row.field}: ")) and row.expect in err and "Type for example: " in err


@pytest.mark.parametrize("row", OPENED, ids=lambda row: row.id)
def test_hipkit_claim_opens_what_can_be_read(row: FileRow, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["claim", *row.files(tmp_path), *row.options, "--json"])
    out, err = capsys.readouterr()
    assert (code, err) == (0, "")
    answer = json.loads(out)
    lines = [" ".join([line["code"], *line["modifiers"]]) + f" x {line['units']}" for line in answer["lines"]]
    assert ", ".join(lines) == row.lines
    level = {"CONFIRM": ("confirm",), "NOTE": ("info", "warning")}.get(row.outcome, ())
    told = [one["text"] for one in answer["notices"] if one["level"] in level]
    assert not row.expect or any(row.expect in text for text in told)


@pytest.mark.parametrize("row", [row for row in FILES if row.save], ids=lambda row: row.id)
def test_what_is_not_kept_is_not_saved(row: FileRow, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fields: Mapping[str, str] = {name: text for name, text in (EXAMPLE | dict(row.save)).items() if text}
    path = tmp_path / "order.json"
    code = main([*argv(fields), "--save", str(path)])
    out, err = capsys.readouterr()
    assert (code, out, path.exists()) == (2, "", False)
    assert err.startswith(f"--{row.field}: ") and row.expect in err


@pytest.mark.parametrize("row", [row for row in OPENED if row.id.startswith("86")], ids=lambda row: row.id)
def test_a_formula_is_neutral_in_a_table(row: FileRow, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    typed = row.orders[0]["unlisted"]
    assert main(["claim", *row.files(tmp_path), "--format", "table"]) == 0
    assert f",'{typed}," in capsys.readouterr().out
    assert load_scenario(tmp_path / "1.json").order.unlisted == typed


# Through Python and the panel.


@pytest.mark.parametrize("row", [row for row in TEXTS if row.outcome == "BLOCK"], ids=lambda row: row.id)
def test_python_refuses_the_same_text(row: FileRow) -> None:
    assert row.text is not None
    with pytest.raises(InputError) as caught:
        found = read_scenario(row.text)
        bill(found.order, found.payer, found.reading, found.choices)
    assert caught.value.field == row.field and row.expect in str(caught.value)
    assert str(caught.value).isprintable()


@pytest.mark.parametrize("row", TEXTS, ids=lambda row: row.id)
@pytest.mark.parametrize("side", ["first", "second"])
def test_the_comparison_says_it_at_the_field(row: FileRow, side: str) -> None:
    answer = Compare().answer({"first_scenario": SAVED, f"{side}_scenario": row.text})
    errors = {name: said.text for name, said in answer.messages.items() if said.kind == "error"}
    if row.outcome != "BLOCK":
        assert not errors
        return
    assert any(row.expect in text for text in errors.values())
    assert any(name.startswith(side) for name in errors)
    assert "J2270 x" not in "".join(answer.parts.values())


# Every field of an order, typed into a file.


@pytest.mark.parametrize("row", [row for row in FIELDS if row.outcome == "BLOCK"], ids=lambda row: row.name)
def test_a_file_is_read_as_strictly_as_the_keyboard(row: Row) -> None:
    with pytest.raises(InputError) as caught:
        found = read_scenario(scenario_text(row.fields))
        bill(found.order, found.payer, found.reading, found.choices)
    assert caught.value.field in (row.at or row.field, "scenario")
    assert caught.value.field != "scenario" or row.field in ("regimen", "choose", "change")
    for phrase in row.expect:
        assert phrase in str(caught.value)


@pytest.mark.parametrize("row", [row for row in FIELDS if row.outcome != "BLOCK"], ids=lambda row: row.name)
def test_what_is_read_comes_back_from_a_file(row: Row) -> None:
    found = read_scenario(scenario_text(row.fields))
    result = bill(found.order, found.payer, found.reading, found.choices)
    if row.read:
        assert result.read[row.field] == row.read
    if row.units:
        assert result.hcpcs_units == int(row.units)
    if row.id.startswith("95"):
        with pytest.raises(InputError, match="never saved"):
            found.text()
    else:
        assert read_scenario(found.text()) == found


@pytest.mark.parametrize("row", [row for row in FIELDS if row.outcome == "BLOCK"], ids=lambda row: row.name)
def test_hipkit_claim_refuses_each_of_them(row: Row, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "order.json"
    path.write_text(scenario_text(row.fields), encoding="utf-8")
    code = main(["claim", str(path), "--json"])
    out, err = capsys.readouterr()
    assert (code, out) == (2, "") and err[:-1].isprintable() and err.endswith("\n")
