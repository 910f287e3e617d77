"""README and CONTRIBUTING tell of the tree as it is; an errand that the page tells of adds what it says it adds."""

from __future__ import annotations

import re
import shutil
import sys
import tomllib
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from hipkit import Continuous, Order, bill
from hipkit.cli.main import main
from hipkit.formats import forms
from hipkit.order.scenario import Scenario
from hipkit.panels.claim.panel import SampleClaim
from hipkit.payers import files
from hipkit.practice.case import Facts, Keyed
from hipkit.practice.grading.slips import parse_slips, slip_value
from hipkit.reference.slips import vocabulary_of
from hipkit.review import catalogue
from hipkit.review import rules as themed
from hipkit.review.finding import findings
from hipkit.review.run.rules import review
from tests.helpers.review_lines import TODAY, frame

PROJECT = Path(__file__).resolve().parents[2]
PAGE = (PROJECT / "CONTRIBUTING.md").read_text(encoding="utf-8")
README = (PROJECT / "README.md").read_text(encoding="utf-8")
# The page names these as what a person will add; all else is there.
TO_ADD = {
    "hipkit/data/policies/PAYER.toml", "hipkit/payers/axes/AXIS.py", "hipkit/review/rules/cases/HIP199.toml",
}  # fmt: skip
ORDER = Order(
    drug="morphine sulfate",
    regimen=Continuous("5 mg/hr", hours_per_day=24),
    strength="25 mg/mL",
    start="2021-03-01",
    end="2021-03-31",
    ndc="00074-1133-03",
)
HELD = {entry.name for entry in (PROJECT / "hipkit").iterdir()} - {
    "__pycache__",
    "__init__.py",
    "py.typed",
    "notebooks",
}


def section(title: str) -> str:
    """The part of the page under a heading."""
    return PAGE.split(f"## {title}\n")[1].partition("\n## ")[0]


def tree(page: str) -> set[str]:
    """The entries that a page's drawing of hipkit/ names, at its first level."""
    (block,) = re.findall(r"```\nhipkit/\n(.*?)```", page, re.DOTALL)
    names = [line.split("  ")[1].split() for line in block.splitlines()]
    return {name.rstrip("/") for line in names for name in line if name != "->"}


@pytest.mark.parametrize("page", [PAGE, README], ids=["CONTRIBUTING", "README"])
def test_the_drawing_is_the_list_of_the_folder(page: str) -> None:
    assert tree(page) == HELD


@pytest.mark.parametrize(
    "name", ["CONTRIBUTING.md", "README.md", "hipkit/data/SOURCES.md", "docs/checks.md", "docs/spark.md"]
)
def test_every_file_that_a_page_names_is_there(name: str) -> None:
    page = (PROJECT / name).read_text(encoding="utf-8")
    named = set(re.findall(r"(?:hipkit|tests|tools|docs|benchmarks|notebooks)/[\w./-]*[\w/]", page))
    gone = {path for path in named - TO_ADD if not (PROJECT / path).exists()}
    assert not gone
    assert len(named) > 20 or name != "CONTRIBUTING.md"


# ---- the errands, followed


@pytest.fixture
def policies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the payers' files that hipkit reads in place of its own."""
    folder = tmp_path / "policies"
    shutil.copytree(PROJECT / "hipkit" / "data" / "policies", folder)
    monkeypatch.setattr(files, "_folder", lambda: folder)
    for cached in (files.payers, files._load):
        cached.cache_clear()
    yield folder
    monkeypatch.undo()
    for cached in (files.payers, files._load):
        cached.cache_clear()


def test_a_payer_is_a_file(policies: Path) -> None:
    assert "hipkit/data/policies/" in section("Add a payer")
    text = (policies / "bcbsm.toml").read_text(encoding="utf-8")
    (policies / "acme.toml").write_text(text.replace("BCBS of Michigan", "Acme of Ohio"), encoding="utf-8")
    files.payers.cache_clear()
    assert "acme" in files.payers() and files.load_policy("acme").id == "acme"
    theirs, acme = bill(ORDER, "bcbsm"), bill(ORDER, "acme")
    assert acme.lines == theirs.lines and acme.choices == theirs.choices


RULE = '''
"""A theme of a test."""
import narwhals as nw
from hipkit.review.rule import SPAN, rule, tell

@rule("HIP199", "mondays", severity="warning", needs=SPAN, citation=("hipkit", "claim review"))
def mondays(lines):
    """A line begins on a Monday.

    It is a test.

    **Wrong** 2021-03-01

    **Right** 2021-03-02
    """
    return tell(lines, nw.col("date_from").dt.weekday() == 1, nw.lit("a Monday"), "expected another day")
'''
CASES = """
[[fail]]
name = "a Monday"
rows = [{ line = 1, code = "S9326", units = 1, date_from = "2021-03-01", date_through = "2021-03-01" }]
expect = [{ line = 1, says = ["a Monday"] }]

[[pass]]
name = "a Tuesday"
rows = [{ line = 1, code = "S9326", units = 1, date_from = "2021-03-02", date_through = "2021-03-02" }]
"""


@pytest.fixture
def themes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder beside that of the rules, whose modules are themes too."""
    monkeypatch.setattr(themed, "__path__", [*themed.__path__, str(tmp_path)])
    catalogue.rules.cache_clear()
    yield tmp_path
    monkeypatch.undo()
    sys.modules.pop("hipkit.review.rules.hip1_mondays", None)
    catalogue.rules.cache_clear()


def test_a_rule_is_a_function_and_a_file_of_cases(themes: Path) -> None:
    assert {"hipkit/review/rules/cases/HIP199.toml", "hipkit/review/rule.py"} <= set(
        re.findall(r"`(hipkit/[^`]*)`", section("Add a review rule"))
    )
    (themes / "hip1_mondays.py").write_text(RULE, encoding="utf-8")
    (themes / "HIP199.toml").write_text(CASES, encoding="utf-8")
    assert catalogue.rule_of("HIP199").page.wrong == "2021-03-01"
    assert [one.code for one in catalogue.choose(["HIP199"])] == ["HIP199"]
    cases = tomllib.loads((themes / "HIP199.toml").read_text(encoding="utf-8"))
    for kind, expected in (("fail", [1]), ("pass", [])):
        for case in cases[kind]:
            rows = [{"claim_id": "A", **row} for row in case["rows"]]
            found = findings(review(frame(rows), ["HIP199"], today=TODAY).findings)
            assert [one.line for one in found] == expected


ASKED = """
[[slip]]
id = "a-dozen-for-ten"
name = "a dozen days for ten"
does = "twelve days are counted for every ten"
formula = "days = days * 12 / 10"
why = "A dozen is no measure of time."
rule = "One unit for each day of therapy."
cite = "hmsa"
where = "Example"
skill = "days"
asks = ["days"]
"""
UNASKED = """
[[slip]]
id = "a-dozen-lines"
name = "a line entered twelve times"
was = ["twelve-lines"]
asks = []
"""


def test_a_slip_is_a_row_for_practice_and_for_the_review() -> None:
    assert "A `[[slip]]` in `hipkit/data/slips.toml`" in section("Add a slip")
    text = (PROJECT / "hipkit" / "data" / "slips.toml").read_text(encoding="utf-8") + ASKED + UNASKED
    asked, words = parse_slips(text, "slips.toml").slips, vocabulary_of(text)
    facts = Facts({"days": Fraction(10)})
    box = Keyed("days", Fraction(10), (), "pointer", "rule", asked["a-dozen-for-ten"].citation, facts)
    assert slip_value(asked["a-dozen-for-ten"], box) == 12
    assert "a-dozen-lines" not in asked
    assert words.words["a-dozen-lines"] == "a line entered twelve times"
    assert words.renamed["twelve-lines"] == "a-dozen-lines"


FORMAT = """
def codes(claim):
    return " ".join(line.code for line in claim.lines)
"""


def test_a_claim_format_is_a_function_and_its_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "`CLAIM` of `hipkit/formats/forms.py`" in section("Add a claim format")
    (tmp_path / "codes_of_a_test.py").write_text(FORMAT, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    row = forms.Form("codes", forms.TEXT, "codes_of_a_test:codes", "the codes alone", 9)
    monkeypatch.setattr(forms, "CLAIM", (*forms.CLAIM, row))
    assert forms.names(forms.CLAIM).endswith("pdf or codes.")
    order = tmp_path / "order.json"
    Scenario(ORDER, "hmsa").save(order)
    assert main(["claim", str(order), "--format", "codes"]) == 0
    assert capsys.readouterr().out == "S9326 J2270"
    page = SampleClaim()
    (offered,) = [file for file in page.answer(page.example[1]).files if file.words == "the codes alone"]
    assert (offered.name, offered.make()) == ("claim.txt", b"S9325 J3490")
