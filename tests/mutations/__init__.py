"""Single defects in clean claims: each kind changes one thing on a claim, and names the rule that must find it.

A kind is a function from the lines of a claim, as texts by column, to the lines with the defect, or None where the
claim has nothing of the sort. Some defects need what no clean claim has (Medicare as the payer, an authorisation):
then `base` makes a clean claim that has it first. `told` reviews spoiled claims of every kind, and
`python -m tests.mutations` prints the table of all kinds over all claims.
"""

from __future__ import annotations

from tests.mutations import drugs, form, ndcs, per_diems, prepared
from tests.mutations.kinds import KINDS, Kind, Row
from tests.mutations.telling import Told, claims_of, reviewed, table, told

__all__ = [
    "KINDS", "Kind", "Row", "Told", "claims_of", "drugs", "form", "ndcs", "per_diems", "prepared", "reviewed", "table",
    "told",
]  # fmt: skip
