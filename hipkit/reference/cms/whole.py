"""Whether a table is all there, by how many codes it has and how far they go."""

from __future__ import annotations

from hipkit.reference.cms.table import PARTIAL, WHOLE, refusal


def knows(file: str, codes: list[str], rows: int, last: str) -> str:
    """`whole` for a table of at least that many rows whose codes go on to the last ones, else `partial`.

    A large table that stops before them was cut, and is refused with InputError.

    >>> knows("hcpcs.csv", ["A0021", "J2270", "V5364"], 3, "V53"), knows("hcpcs.csv", ["J2270"], 5_000, "V53")
    ('whole', 'partial')
    """
    final = max(codes, default="")
    if 5 * len(codes) >= rows and final < last:
        raise refusal(file, f"its {len(codes):,} rows end at {final}, and CMS's go on to {last}..; was the file cut?")
    return WHOLE if len(codes) >= rows and final >= last else PARTIAL
