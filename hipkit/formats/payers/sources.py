"""What hipkit knows and how old it is, as a page: the payers' texts with their dates, and the tables."""

from __future__ import annotations

import datetime

from hipkit.formats.shared.ages import CHECK, age
from hipkit.formats.shared.markup import Sources, axis_label, esc, part, table
from hipkit.payers.axes.all import AXES
from hipkit.payers.files import load_policy, payers
from hipkit.payers.policy import Policy
from hipkit.reference.datasets import Dataset, ages
from hipkit.reference.inuse import in_use


def sources_page(today: datetime.date) -> str:
    """Every payer whose rules hipkit has, and every table that ships, as HTML.

    >>> "HMSA" in sources_page(datetime.date(2026, 11, 24))
    True
    """
    sources = Sources(today)
    policies = [load_policy(payer) for payer in payers()]
    head = ("Payer", "Text known from", "How old", "Last read", "Readings", "Says nothing on", "")
    rules = table("hk-payers", "Payers", head, [_payer(policy, sources) for policy in policies])
    tables = table(
        "hk-tables",
        "Tables",
        ("Table", "Rows", "Days of service", "Newest day", "Last read", ""),
        [_table(dataset, sources) for dataset in ages()],
    )
    logs = "".join(_log(policy) for policy in policies if policy.revisions or policy.errata)
    return (
        part("Payers' rules", rules)
        + part("Tables that ship with hipkit", tables)
        + _added(sources)
        + part("Revisions and slips of the texts", logs)
    )


def _payer(policy: Policy, sources: Sources) -> str:
    known = str(policy.known_from) if policy.known_from else "no date shown"
    old = age(policy.known_from, sources.today) if policy.known_from else "not known"
    if policy.source.mark(sources.today):
        old = f"{old}: {CHECK}"
    readings = ", ".join(reading.id for reading in policy.readings)
    unstated = [axis_label(axis) for axis in AXES if not policy.stated(axis)]
    return (
        f'<tr><th scope="row">{esc(policy.name)}</th><td class="hk-date">{esc(known)}</td><td>{esc(old)}</td>'
        f'<td class="hk-date">{policy.source.read or ""}</td><td>{esc(readings)}</td>'
        f"<td>{esc(', '.join(unstated) or 'nothing asked here')}</td>"
        f"<td>{sources.ref(policy.source)}</td></tr>"
    )


def _table(dataset: Dataset, sources: Sources) -> str:
    last = dataset.effective_through
    days = f"{dataset.effective_from} to {last}"
    left = age(last, sources.today) if last < sources.today else "still current"
    return (
        f'<tr><th scope="row">{esc(dataset.name)}</th><td>{dataset.rows}</td><td>{days}</td>'
        f"<td>{left}</td><td>{dataset.source.read or ''}</td><td>{sources.ref(dataset.source)}</td></tr>"
    )


def _added(sources: Sources) -> str:
    """The tables that a user added, nothing where there are none."""
    rows = [
        f'<tr><th scope="row">{esc(held.name)}</th><td>{len(held.rows)}</td>'
        f"<td>{f'{held.first} to {held.last}' if held.first else 'no days of its own'}</td>"
        f"<td>{f'{age(held.last, sources.today)}' if held.last and held.last < sources.today else 'still current'}</td>"
        f"<td>{sources.ref(held.citation)}</td></tr>"
        for held in in_use().tables
    ]
    head = ("Table", "Rows", "Days of service", "Newest day", "")
    return part("Tables that were added", table("hk-tables", "Added tables", head, rows)) if rows else ""


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
