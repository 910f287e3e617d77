"""Words that every report of a review has in common: rows, counts, dollars, names of claims and lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from hipkit.errors import shown
from hipkit.review.finding import Finding
from hipkit.review.rule import SEVERITIES, Rule
from hipkit.review.run.report import Counts, Report
from hipkit.values.notation import counted, exact, people

LONGEST = 2_000
# The severities as people read them; in CSV, XLSX, JSON and the terminal the rows say `info`, by which one selects.
NAMES = {"error": "error", "warning": "warning", "info": "note"}
# Marks beside the words, so that nothing is told by its colour alone.
MARKS = {"error": "\u2715", "warning": "!", "info": "i"}


def safe(text: str | None) -> str:
    r"""Text of a claim or a finding on one line, with what cannot be seen escaped; a dash where there is none.

    >>> safe("C1\x1b[2J"), safe(None)
    ('C1\\x1b[2J', '-')
    """
    return "-" if text is None else shown(text, LONGEST)


def place(finding: Finding) -> tuple[str, str]:
    """The claim and the line of a finding."""
    return safe(finding.claim_id), "-" if finding.line is None else str(finding.line)


def slip(finding: Finding) -> str:
    """The likely slip of a finding in words, empty where none is known."""
    return safe((finding.slip or "").partition(": ")[2])


def cents(value: Fraction) -> str:
    """Dollars as a number, with cents, and with more decimals where a charge has them.

    >>> cents(Fraction(6201, 2)), cents(Fraction(1, 8))
    ('3100.50', '0.125')
    """
    whole, _, rest = exact(value).partition(".")
    return f"{whole}.{rest.ljust(2, '0')}"


def dollars(value: Fraction) -> str:
    """Dollars as people read them.

    >>> dollars(Fraction(6201, 2)), dollars(Fraction(-1234))
    ('$3,100.50', '-$1,234.00')
    """
    whole, _, rest = people(abs(value)).partition(".")
    return f"{'-' if value < 0 else ''}${whole}.{rest.ljust(2, '0')}"


def rows(counts: Counts) -> str:
    """Where every row went.

    >>> rows(Counts(1200, 1198, 2, 240, 3, {}, {}))
    '1,200 rows in = 1,198 reviewed + 2 set aside'
    """
    read = counted(counts.rows_in, "row")
    return f"{read} in = {counts.rows_reviewed:,} reviewed + {counts.rows_set_aside:,} set aside"


def severities(counts: Counts) -> str:
    """How many findings of each severity.

    >>> severities(Counts(9, 9, 0, 2, 1, {"error": 1, "warning": 0, "info": 3}, {}))
    '1 error, 0 warnings, 3 notes'
    """
    return ", ".join(counted(counts.by_severity.get(severity, 0), NAMES[severity]) for severity in SEVERITIES)


def in_short(report: Report) -> str:
    """The report in one line."""
    counts = report.counts
    wrong = f"{counts.claims_to_correct:,} of {counted(counts.claims, 'claim')} to correct"
    return f"{severities(counts)}; {wrong}; {rows(counts)}"


def rules_with_counts(report: Report) -> Iterator[tuple[Rule, int]]:
    """The rules that found something: the gravest first, then those that found most."""
    counts = report.counts.by_rule
    rules = [rule for rule in report.rules if rule.code in counts]
    for rule in sorted(rules, key=lambda rule: (SEVERITIES.index(rule.severity), -counts[rule.code], rule.code)):
        yield rule, counts[rule.code]


def reasons_not_run(report: Report) -> list[tuple[str, tuple[str, ...]]]:
    """Each reason for which rules were not run, with their codes; that of most rules first."""
    reasons: dict[str, list[str]] = {}
    for not_run in report.not_run:
        reasons.setdefault(not_run.reason.removeprefix("the table has "), []).append(not_run.rule)
    ranked = sorted(reasons.items(), key=lambda item: (-len(item[1]), item[1]))
    return [(reason, tuple(codes)) for reason, codes in ranked]


def unjudged_words(report: Report) -> str:
    """That there are lines which rules could not judge; empty where there are none."""
    rules = len({unjudged.rule for unjudged in report.not_checked})
    return f"on some lines {counted(rules, 'rule')} could not judge: see what was not checked" if rules else ""


def holds_for(rule: Rule) -> str:
    """The payers and days of service whose lines a rule looks at.

    >>> from hipkit.review.catalogue import rule_of
    >>> holds_for(rule_of("HIP101"))
    'whichever payer is named, or none; any day of service'
    """
    payers = "whichever payer is named, or none" if rule.payers is None else series(rule.payers)
    days = [f"from {rule.start}"] * (rule.start is not None) + [f"through {rule.end}"] * (rule.end is not None)
    return f"{payers}; {' '.join(days) or 'any day of service'}"


def series(names: Iterable[str]) -> str:
    """Names in a row, a dash where there are none."""
    return ", ".join(names) or "-"
