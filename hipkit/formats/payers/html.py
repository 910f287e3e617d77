"""A payer's rules as the parts of a page: what each does, its dates and source; what stays open; the history."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from hipkit.formats.shared.ages import age
from hipkit.formats.shared.markup import Sources, esc, part, table
from hipkit.payers.axes.all import AXES
from hipkit.payers.axes.axis import UNSTATED
from hipkit.payers.policy import Erratum, Policy, Revision, Rule, Statement

RULES, OPEN = "What the rules do", "What the text does not say"
SAID, HISTORY = "What else the text says", "Revisions and slips of the text"


def parts(policy: Policy, reading: str, therapy: str, on: datetime.date | None, today: datetime.date) -> dict[str, str]:
    """The parts for a payer's text under a reading, for a therapy, on a day (None: the newest)."""
    sources = Sources(today)
    rules = [policy.rule(axis, on, reading, therapy) for axis in AXES]
    stated = [rule for rule in rules if rule.value != UNSTATED]
    return {
        "rules": part(RULES, _age(policy, on, today) + _rules(stated, sources), beside=esc(policy.titled(reading))),
        "open": "" if policy.why_unknown(on) else _open(policy, rules, sources),
        "said": _statements(
            [statement for statement in policy.statements if on is None or statement.covers(on)], sources
        ),
        "history": _history(policy.revisions, policy.errata, sources),
    }


def waiting(why: str) -> dict[str, str]:
    """The parts while a field cannot be read."""
    return {"rules": part(RULES, f'<p class="hk-soft">\u2013 {esc(why)}</p>'), "open": "", "said": "", "history": ""}


def _age(policy: Policy, on: datetime.date | None, today: datetime.date) -> str:
    if policy.known_from is None:
        known = "The page shows no date; whether it still holds is not known."
    else:
        old = age(policy.known_from, today)
        known = f"The text is known from {policy.known_from}, {old}; whether it has changed since is not known."
    unknown = policy.why_unknown(on)
    warning = f'<p><b class="hk-mark-warning">! warning: </b>{esc(unknown)}</p>' if unknown else ""
    return f'{warning}<p class="hk-soft">{esc(known)}</p>'


def _rules(rules: Sequence[Rule], sources: Sources) -> str:
    if not rules:
        return '<p class="hk-soft">No rule is known for this day.</p>'
    head = ("Question", "What the rule does", "Days of service", "Why")
    return table("hk-rules", RULES, head, [_rule(rule, sources) for rule in rules])


def _rule(rule: Rule, sources: Sources) -> str:
    also = "".join(sources.ref(source) for source in rule.also)
    axis = AXES[rule.axis]
    return (
        f'<tr><th scope="row">{esc(axis.words)}</th>'
        f"<td>{esc(axis.explain(rule.value))}</td>"
        f"<td>{_days(rule.start, rule.end)}</td><td>{esc(rule.words)}{sources.ref(rule.citation)}{also}</td></tr>"
    )


def _days(start: datetime.date | None, end: datetime.date | None) -> str:
    if start is None:
        return "undated"
    first = f'<span class="hk-whole">from {start}</span>'
    return first if end is None else f'{first} <span class="hk-whole">through {end}</span>'


def _open(policy: Policy, rules: Sequence[Rule], sources: Sources) -> str:
    """What a person must choose, with the answers there are; and what lies beyond the questions."""
    rows = []
    for rule in (rule for rule in rules if rule.value == UNSTATED):
        axis = AXES[rule.axis]
        answers = "".join(f"<li>{esc(words)}</li>" for words in axis.meanings.values())
        rows.append(
            f'<tr><th scope="row"><b class="hk-mark-choice">? </b>{esc(axis.words)}{sources.ref(rule.citation)}</th>'
            f"<td><ul>{answers}</ul></td></tr>"
        )
    body = table("hk-rules", OPEN, ("Question", "Answers that hipkit can bill by"), rows) if rows else ""
    silent = "".join(f"<li>{esc(subject)}</li>" for subject in policy.silent)
    beyond = f"<h3>Nor does it speak of</h3><ul>{silent}</ul>" if silent else ""
    return part(OPEN, body + beyond) if body or beyond else ""


def _statements(statements: Sequence[Statement], sources: Sources) -> str:
    if not statements:
        return ""
    rows = "".join(
        f'<li>{esc(statement.words)} <span class="hk-soft hk-small">({_days(statement.start, statement.end)})</span>'
        f"{sources.ref(statement.citation)}</li>"
        for statement in statements
    )
    return part(SAID, f"<ul>{rows}</ul>")


def _history(revisions: Sequence[Revision], errata: Sequence[Erratum], sources: Sources) -> str:
    """Each version of the text, and what it prints that it does not mean."""
    rows = [
        f'<tr><th scope="row">{esc(revision.number)}</th><td>{revision.date}</td><td>{esc(revision.change)}</td></tr>'
        for revision in revisions
    ]
    body = table("hk-rules", HISTORY, ("Revision", "Date", "What changed"), rows) if rows else ""
    slips = "".join(
        f"<li>prints <code>{esc(erratum.printed)}</code>, means <code>{esc(erratum.meant)}</code>: {esc(erratum.words)}"
        f"{sources.ref(erratum.citation)}</li>"
        for erratum in errata
    )
    misprints = f"<h3>Slips of the text</h3><ul>{slips}</ul>" if slips else ""
    return part(HISTORY, body + misprints) if body or misprints else ""
