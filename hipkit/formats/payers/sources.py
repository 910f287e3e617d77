"""The payers' texts with their dates and ages, and what their revisions changed, as parts of a page."""

from __future__ import annotations

import datetime

from hipkit.formats.shared.ages import CHECK, age
from hipkit.formats.shared.markup import Sources, axis_label, esc, part, table
from hipkit.payers.axes.all import AXES
from hipkit.payers.files import load_policy, payers
from hipkit.payers.policy import Policy


def payers_read(sources: Sources) -> str:
    """Every payer whose rules hipkit has.

    >>> "HMSA" in payers_read(Sources(datetime.date(2026, 11, 24)))
    True
    """
    head = ("Payer", "Text", "Says nothing on")
    rows = [_payer(policy, sources) for policy in _policies()]
    return part("Payers' rules", table("hk-payers hk-rules", "Payers", head, rows))


def revisions() -> str:
    """The revisions and slips of the payers' texts."""
    logs = "".join(_log(policy) for policy in _policies() if policy.revisions or policy.errata)
    return part("Revisions and slips of the texts", logs)


def _policies() -> list[Policy]:
    return [load_policy(payer) for payer in payers()]


def _payer(policy: Policy, sources: Sources) -> str:
    known = f"known from {_whole(policy.known_from)}" if policy.known_from else "no date shown"
    old = age(policy.known_from, sources.today) if policy.known_from else "age not known"
    if policy.source.mark(sources.today):
        old = f"{old}: {CHECK}"
    read = f"<br>read on {_whole(policy.source.read)}" if policy.source.read else ""
    readings = ", ".join(reading.called for reading in policy.readings)
    unstated = [axis_label(axis) for axis in AXES if not policy.stated(axis)]
    return (
        f'<tr><th scope="row">{esc(policy.name)}{sources.ref(policy.source)}<br>'
        f'<span class="hk-soft hk-small">{esc(readings)}</span></th>'
        f"<td>{known}, {esc(old)}{read}</td><td>{esc(', '.join(unstated) or 'nothing asked here')}</td></tr>"
    )


def _whole(day: datetime.date) -> str:
    return f'<span class="hk-whole">{day}</span>'


def _log(policy: Policy) -> str:
    """The revisions and errata of one payer's text."""
    revisions = "".join(
        f"<li>rev. {esc(revision.number)}, {revision.date}: {esc(revision.change)}</li>"
        for revision in policy.revisions
    )
    errata = "".join(
        f"<li>prints {esc(erratum.printed)}, means {esc(erratum.meant)}: {esc(erratum.words)}</li>"
        for erratum in policy.errata
    )
    return f"<h3>{esc(policy.name)}</h3><ul>{revisions}{errata}</ul>"
