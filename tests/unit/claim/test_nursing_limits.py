"""What one payer limits of nursing is that payer's: another that counts the time alike is not held to it."""

from __future__ import annotations

import datetime
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from hipkit.billing.nursing import rules
from hipkit.claim.nursing_limits import limit_a_day, limit_a_week
from hipkit.errors import DataError
from hipkit.payers.files import load_policy, parse_policy

PACKAGE = Path(__file__).resolve().parents[3] / "hipkit"
MAIN = "import sys; from hipkit.cli.main import main; sys.exit(main())"
COUNTED_ALIKE = """
[[rule]]
axis = "nursing_time"
value = "bcbsm-2013"
from = 2020-01-01
cite = "bcbsnd"
words = "A further hour counts from its 31st minute."
"""
OWN_LIMIT = """
[[statement]]
id = "nursing-limits"
from = 2024-01-01
cite = "bcbsnd"
hours_a_day = 6
hours_a_week = 18
words = "Nursing is billed for at most 6 hours a day and 18 hours a week."
"""
MARCH = datetime.date(2024, 3, 4)
Run = Callable[..., subprocess.CompletedProcess[str]]


def copied(folder: Path, *added: str) -> Run:
    """hipkit with more said in North Dakota's file: a copy of the package, and its command line."""
    shutil.copytree(PACKAGE, folder / "hipkit", ignore=shutil.ignore_patterns("__pycache__"))
    file = folder / "hipkit" / "data" / "policies" / "bcbsnd.toml"
    text = file.read_text(encoding="utf-8").replace(', "nursing_time"', "", 1)
    assert "nursing_time" not in text
    file.write_text("\n".join([text, *added]), encoding="utf-8")
    env = {**os.environ, "PYTHONPATH": str(folder)}

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, "-c", MAIN, *words], cwd=folder, env=env, capture_output=True, text=True)

    return run


@pytest.fixture(scope="module")
def alike(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return copied(tmp_path_factory.mktemp("alike"), COUNTED_ALIKE)


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return copied(tmp_path_factory.mktemp("own"), COUNTED_ALIKE, OWN_LIMIT)


def nursing(tmp_path: Path, payer: str, month: str, further: int, days: int = 1) -> str:
    """A table of visits on so many days from a Monday on, each of two hours and the further ones."""
    rows = ["claim_id,line,date_from,date_through,code,units,payer,minutes"]
    for at in range(days):
        day, minutes = f"{month}-{at + 4:02}", 120 + 60 * further
        rows.append(f"A,{2 * at + 1},{day},{day},99601,1,{payer},{minutes}")
        rows.append(f"A,{2 * at + 2},{day},{day},99602,{further},{payer},{minutes}")
    file = tmp_path / f"{payer}-{month}-{further}-{days}.csv"
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return str(file)


def told(run: Run, file: str) -> list[tuple[str, str]]:
    ran = run("review", file, "--select", "HIP402,HIP403,HIP404,HIP406", "--json")
    assert ran.returncode in (0, 1), ran.stderr
    return [(one["rule"], one["message"].rpartition("; ")[2]) for one in json.loads(ran.stdout)["findings"]]


MICHIGAN, DAKOTA = ", as BCBS of Michigan says", ", as BCBS of North Dakota says"
DAY = ("HIP402", f"expected at most 4 hours a day{MICHIGAN}")
WEEK = ("HIP403", f"expected at most 12 hours a week{MICHIGAN}")


def test_counting_alike_brings_no_limit_of_hours(alike: Run, tmp_path: Path) -> None:
    """North Dakota's one row more: neither Michigan's day nor its week is held against it."""
    assert told(alike, nursing(tmp_path, "bcbsm", "2024-03", 3)) == [DAY]
    assert told(alike, nursing(tmp_path, "bcbsm", "2024-03", 2, days=4)) == [WEEK]
    assert told(alike, nursing(tmp_path, "bcbsnd", "2024-03", 3)) == []
    assert told(alike, nursing(tmp_path, "bcbsnd", "2024-03", 2, days=4)) == []


def test_counting_alike_is_counted_alike_from_its_own_day(alike: Run, tmp_path: Path) -> None:
    """150 minutes bill no further hour by the rule; before its first day each published way of counting is let pass."""
    for month, found in (("2024-03", ["HIP404"]), ("2019-03", [])):
        file = Path(nursing(tmp_path, "bcbsnd", month, 1))
        file.write_text(file.read_text().replace(",180", ",149"), encoding="utf-8")
        assert [rule for rule, _ in told(alike, str(file))] == found


def test_a_second_visit_is_michigans_too(alike: Run, tmp_path: Path) -> None:
    for payer, found in (("bcbsm", ["HIP406"]), ("bcbsnd", [])):
        file = Path(nursing(tmp_path, payer, "2024-03", 1))
        file.write_text(file.read_text().replace("99602,1", "99601,1"), encoding="utf-8")
        assert [rule for rule, _ in told(alike, str(file))] == found


def test_a_payers_own_limit_is_its_own_from_its_day(own: Run, tmp_path: Path) -> None:
    six = ("HIP402", f"expected at most 6 hours a day{DAKOTA}")
    eighteen = ("HIP403", f"expected at most 18 hours a week{DAKOTA}")
    assert told(own, nursing(tmp_path, "bcbsnd", "2024-03", 4)) == []
    assert told(own, nursing(tmp_path, "bcbsnd", "2024-03", 5)) == [six]
    assert told(own, nursing(tmp_path, "bcbsnd", "2023-03", 5)) == []
    assert told(own, nursing(tmp_path, "bcbsnd", "2024-03", 4, days=4)) == [eighteen]
    assert told(own, nursing(tmp_path, "bcbsm", "2024-03", 3)) == [DAY]


ORDER = (
    "units", "--drug", "morphine", "--dose", "5 mg/hr", "--hours-per-day", "24", "--strength", "25 mg/mL",
    "--from", "2024-03-01", "--through", "2024-03-31", "--ndc", "00409-1134-03", "--payer", "bcbsnd",
    "--save", "order.json", "--json",
)  # fmt: skip


@pytest.mark.parametrize(("copy", "minutes", "said"), [("alike", "300", 0), ("own", "360", 0), ("own", "361", 1)])
def test_a_claim_goes_by_the_payers_own_limit(
    copy: str, minutes: str, said: int, request: pytest.FixtureRequest
) -> None:
    run: Run = request.getfixturevalue(copy)
    assert run(*ORDER).returncode == 0
    ran = run("claim", "order.json", "--visit", f"2024-03-04={minutes}", "--json")
    assert ran.returncode == 0, ran.stderr
    notices = [one["text"] for one in json.loads(ran.stdout)["notices"] if "min a day" in one["text"]]
    assert len(notices) == said and all("more than the 360 min a day" in text for text in notices)


def test_the_rule_by_itself_keeps_the_limit_of_its_own_text(own: Run) -> None:
    for minutes, levels in (("240", ["info"]), ("241", ["info", "warning"])):
        ran = own("nursing", "--minutes", minutes, "--rule", "bcbsm-2013", "--json")
        assert [one["level"] for one in json.loads(ran.stdout)["notices"]] == levels
        assert ("241 min is more than the 240 min a day that this rule takes" in ran.stdout) == (minutes == "241")
    assert {name: rule.most_minutes for name, rule in rules().items() if rule.most_minutes} == {"bcbsm-2013": 240}


def test_the_limits_are_dated_data_of_the_payer() -> None:
    michigan = load_policy("bcbsm")
    day, week = limit_a_day(michigan, MARCH), limit_a_week(michigan, MARCH)
    assert day is not None and week is not None and (day[0], week[0]) == (4, 12)
    assert day[1].citation.where == "limits" and day[1].start == datetime.date(2013, 5, 1)
    assert limit_a_day(michigan, datetime.date(2013, 4, 30)) is None
    assert limit_a_day(load_policy("hmsa"), MARCH) is None


@pytest.mark.parametrize("hours", ['"4"', "0", "-4", "4.0", "true", "[4]"])
def test_hours_that_are_no_whole_number_are_refused_with_their_line(hours: str) -> None:
    file = PACKAGE / "data" / "policies" / "bcbsm.toml"
    lines = file.read_text(encoding="utf-8").replace("hours_a_day = 4", f"hours_a_day = {hours}")
    with pytest.raises(DataError, match="hours_a_day must be a whole number above zero") as caught:
        parse_policy(lines, "bcbsm.toml")
    assert lines.splitlines()[(caught.value.line or 0) - 1].startswith("hours_a_day")
