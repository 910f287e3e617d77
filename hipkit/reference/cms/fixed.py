"""HCPCS files as text of fixed width, 320 columns a record: the rows that CMS's CSV of the same table has.

A descriptor of more than 80 letters goes on in further lines, which may be short (record ids 4 and 8). Lines above
and below the records are notes. Positions: CMS, HCPCS contractor record, 2017 (`2017-Record-Layout.zip`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from hipkit.reference.cms.table import glimpse, refusal

# Column: from, to; as Python counts.
FIELDS = {
    "HCPC": (0, 5), "SEQNUM": (5, 10), "RECID": (10, 11), "LONG DESCRIPTION": (11, 91), "SHORT DESCRIPTION": (91, 119),
    "XREF1": (204, 209), "XREF2": (209, 214), "XREF3": (214, 219), "XREF4": (219, 224), "XREF5": (224, 229),
    "ADD DT": (268, 276), "ACT EFF DT": (276, 284), "TERM DT": (284, 292), "ACTION CD": (292, 293),
}  # fmt: skip
LONGEST_RECORD, SHORTEST_RECORD = 320, 293
_RECORD = re.compile(r"(?:   [A-Z0-9]{2}|[A-Z0-9]{5})[0-9]{5}([3478])")
_LOOKED_AT = 200
_PARTS = list(FIELDS.values())


def is_fixed(text: str) -> bool:
    """Whether a text has a record of that layout near its start."""
    begins = text[: _LOOKED_AT * 400].splitlines()[:_LOOKED_AT]
    return any(len(line) >= SHORTEST_RECORD and _RECORD.match(line) for line in begins)


def rows(text: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """Each line with its number and its cells, behind a header. Raises InputError for one that is no whole record."""
    begun = False
    lines = re.split("\r\n|\r|\n", text)
    for number, line in enumerate(lines, 1):
        record = _RECORD.match(line)
        if record is None:
            if begun and line.strip(" \t\x1a") and not line.startswith("*"):
                raise refusal(name, f"it is no record of an HCPCS file: {glimpse(line)}; was the file cut?", number)
            yield number, [line.strip()]
            continue
        if not begun:
            yield number - 1, list(FIELDS)
            begun = True
        whole = SHORTEST_RECORD if record[1] in "37" else 12 if number < len(lines) else FIELDS["LONG DESCRIPTION"][1]
        if not whole <= len(line) <= LONGEST_RECORD:
            reason = f"a record of {len(line)} letters, where {whole} to {LONGEST_RECORD} are due"
            raise refusal(name, f"{reason}; was the file cut?", number)
        yield number, [line[start:end] for start, end in _PARTS]
