"""Whose a code is, by its form."""

from __future__ import annotations

import re

_FAMILIES = (
    ("dental", re.compile("D[0-9]{4}")),
    ("code", re.compile("[A-Z][0-9]{4}")),
    ("cpt", re.compile("[0-9]{4}[0-9A-Z]|[0-9]{2}")),
    ("modifier", re.compile("[A-Z0-9]{2}")),
)


def family(code: str) -> str:
    """`code` or `modifier` of HCPCS Level II, `cpt`, `dental`, or nothing where it is none of them.

    >>> family("J2270"), family("SH"), family("99601"), family("0001A"), family("25"), family("D0120"), family("J227")
    ('code', 'modifier', 'cpt', 'cpt', 'cpt', 'dental', '')
    """
    return next((name for name, form in _FAMILIES if form.fullmatch(code)), "")
