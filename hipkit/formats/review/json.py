"""The JSON of a review and of its rules: every key there, every number a text.

A review may have millions of findings, so its JSON comes in pieces; each finding stands on a line of its own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import cache

from hipkit.formats.bill import json as answers
from hipkit.formats.review.csv import encoded
from hipkit.formats.review.words import cents
from hipkit.review.catalogue import rules as rules_of_hipkit
from hipkit.review.finding import Finding
from hipkit.review.rule import Rule
from hipkit.review.run.report import AT_STAKE, Report, WorstClaim

_AT_ONCE = 50_000


def answer(report: Report) -> answers.Json:
    """The answer of `hipkit review --json` as one object."""
    return head(report) | {"findings": [finding(each) for each in report.each()]}


def pieces(report: Report) -> Iterator[bytes]:
    """The same as JSON text, in pieces."""
    yield answers.dumps(head(report)).encode().removesuffix(b"\n}") + b',\n  "findings": ['
    sources = {code: json.dumps(listed, separators=(",", ":")) for code, listed in _sources().items()}
    for start in range(0, report.findings.height, _AT_ONCE):
        lines = encoded(report.findings.slice(start, _AT_ONCE), sources)
        texts = ",\n    ".join(line if line.isascii() else _ascii(line) for line in lines)
        yield f"{',' if start else ''}\n    {texts}".encode()
    yield b"\n  ]\n}\n"


@cache
def _sources() -> dict[str, list[answers.Json]]:
    """The source of each rule, as it stands in the findings that it makes."""
    return {rule.code: [answers.source_of(rule.citation)] for rule in rules_of_hipkit()}


def _ascii(line: str) -> str:
    """The same with every other character spelt out, as in all JSON of hipkit: some move what a terminal shows."""
    return json.dumps(json.loads(line), separators=(",", ":"))


def finding(one: Finding) -> answers.Json:
    """One finding; its source is that of its rule.

    >>> finding(Finding("HIP101", "error", "C1", 2, "S9325 beside S9326; expected one of them", None, "CMS"))["line"]
    '2'
    """
    line = None if one.line is None else str(one.line)
    where = {"rule": one.rule, "severity": one.severity, "claim_id": one.claim_id, "line": line}
    return {
        **where,
        "message": one.message,
        "slip": one.slip,
        "citation": one.citation,
        "sources": _sources()[one.rule],
    }


def head(report: Report) -> answers.Json:
    """All of the answer but the findings themselves."""
    counts, money = report.counts, report.money
    return {
        "read": dict(report.read),
        "notices": [answers.notice(said) for said in report.notices],
        "today": report.today.isoformat(),
        "counts": {
            "rows_in": str(counts.rows_in),
            "rows_reviewed": str(counts.rows_reviewed),
            "rows_set_aside": str(counts.rows_set_aside),
            "claims": str(counts.claims),
            "claims_to_correct": str(counts.claims_to_correct),
            "findings": str(counts.findings),
            "by_severity": {name: str(count) for name, count in counts.by_severity.items()},
            "by_rule": {name: str(count) for name, count in counts.by_rule.items()},
        },
        "rules_run": [rule.code for rule in report.rules],
        "not_run": [{"rule": skipped.rule, "reason": skipped.reason} for skipped in report.not_run],
        "not_checked": [
            {"rule": left.rule, "reason": left.reason, "lines": str(left.lines)} for left in report.not_checked
        ],
        "money": None
        if money is None
        else {
            "at_stake": cents(money.at_stake),
            "billed": cents(money.billed),
            "lines": str(money.lines),
            "lines_without_charge": str(money.uncharged),
            "counted": AT_STAKE,
        },
        "worst_claims": [_claim(claim) for claim in report.worst],
    }


def _claim(claim: WorstClaim) -> answers.Json:
    counts = {"claim_id": claim.claim_id, "errors": str(claim.errors), "warnings": str(claim.warnings)}
    return {**counts, "infos": str(claim.infos), "at_stake": None if claim.at_stake is None else cents(claim.at_stake)}


def rules(catalogue: Sequence[Rule], read: dict[str, str]) -> answers.Json:
    """The answer of `hipkit rules --json`."""
    return {"read": read, "notices": [], "rules": [_rule(rule) for rule in catalogue]}


def _rule(rule: Rule) -> answers.Json:
    page = rule.page
    return {
        "code": rule.code,
        "name": rule.name,
        "severity": rule.severity,
        "title": page.title,
        "why": page.why,
        "wrong": page.wrong,
        "right": page.right,
        "needs": list(rule.needs),
        "needs_one_of": list(rule.one_of),
        "payers": None if rule.payers is None else list(rule.payers),
        "from": None if rule.start is None else rule.start.isoformat(),
        "through": None if rule.end is None else rule.end.isoformat(),
        **answers.cited(rule.citation),
    }
