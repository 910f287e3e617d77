"""A case of a seed is the same in every process: hash seeds, locales, time zones, days, order of imports.

tests/golden/practice holds what the cases are; here the same digest comes out under other circumstances.
"""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
# A case, its boxes and its key in full, as Python writes them: every word that a learner may get to see.
SCRIPT = """
import hashlib
import sys
{before}
from hipkit.practice.making import case, key
digest = hashlib.sha256()
seeds = {seeds}
for level in (1, 2, 3):
    for seed in seeds:
        one = case(seed, level)
        digest.update(repr((one, one.text, one.order and one.order.text(), key(one))).encode())
print(digest.hexdigest())
"""
SEEDS = "range(25)"
# The class is in place before anything of hipkit is imported, so that every way of asking for today meets it.
ANOTHER_DAY = """
import datetime
class Date(datetime.date):
    @classmethod
    def today(cls):
        return cls(2033, 3, 7)
    def __repr__(self):
        return f"datetime.date({self.year}, {self.month}, {self.day})"
class Time(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return cls(2033, 3, 7, 12, 0, 0, tzinfo=tz)
    today = utcnow = now
datetime.date, datetime.datetime = Date, Time
from hipkit.order.order import datetime as seen
assert str(seen.date.today()) == "2033-03-07"
"""
BACKWARDS = "[*reversed(range(25))]"


def digest(before: str = "", seeds: str = SEEDS, **settings: str) -> str:
    """What a fresh process makes of the same seeds."""
    code = SCRIPT.format(before=before, seeds=seeds)
    told = subprocess.run(
        [sys.executable, "-X", "utf8=0", "-c", code],
        capture_output=True, text=True, cwd=PROJECT, env={**os.environ, **settings}, check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    return told.stdout.strip()


@cache
def usual() -> str:
    return digest(PYTHONHASHSEED="0", LC_ALL="C", TZ="UTC")


@pytest.mark.parametrize(
    ("name", "hash_seed", "zone"),
    [
        ("C", "1", "Pacific/Kiritimati"), ("POSIX", "77", "America/Los_Angeles"), ("C.UTF-8", "4294967295", "UTC"),
        ("de_DE.UTF-8", "random", "Asia/Kathmandu"), ("tr_TR.UTF-8", "random", "UTC"),
    ],
)  # fmt: skip
def test_under_another_locale_hash_seed_and_time_zone(name: str, hash_seed: str, zone: str) -> None:
    """A locale that the machine does not have counts as C, which is as good."""
    before = f"import locale\ntry:\n    locale.setlocale(locale.LC_ALL, {name!r})\nexcept locale.Error:\n    pass"
    assert digest(before, LC_ALL=name, LANG=name, PYTHONHASHSEED=hash_seed, TZ=zone) == usual()


def test_on_another_day() -> None:
    """After the NDC of twelve digits, and long after every code of the tables."""
    assert digest(ANOTHER_DAY) == usual()


@pytest.mark.parametrize(
    "first",
    [
        ["templates.errors.marks"], ["templates.errors.counts"], ["templates.complete.pairs"],
        ["templates.compute.visits"], ["templates.denial"], ["grading.grade"], ["case"],
        [
            "templates.denial.lines", "templates.errors.codes", "templates.complete", "templates.compute",
            "training.report",
        ],
    ],
    ids=",".join,
)  # fmt: skip
def test_after_imports_in_another_order(first: list[str]) -> None:
    assert digest("import " + ", ".join(f"hipkit.practice.{name}" for name in first)) == usual()


def test_after_everything_of_hipkit() -> None:
    before = "import hipkit.cli.main, hipkit.formats.practice.text, hipkit.panels.practice.panel"
    assert digest(before) == usual()


def test_whatever_was_made_before() -> None:
    """Nothing is carried over from one case to the next."""
    before = "from hipkit.practice.making import case\nfor seed in range(25, 50):\n    case(seed, 2)"
    assert digest(before) == usual()
    assert digest(seeds=BACKWARDS) == digest("import hipkit.practice.grading.grade", BACKWARDS)


def test_without_any_random_number() -> None:
    before = "import random, secrets\ndef none(*_):\n    raise AssertionError('a random number')\n"
    before += "random.random = random.randrange = random.choice = random.shuffle = secrets.token_bytes = none"
    assert digest(before) == usual()


def test_with_optimization() -> None:
    """`python -O` drops assertions: nothing that makes a case may stand in one."""
    code = SCRIPT.format(before="", seeds=SEEDS)
    told = subprocess.run([sys.executable, "-O", "-c", code], capture_output=True, text=True, cwd=PROJECT, check=True)
    assert told.stdout.strip() == usual()
