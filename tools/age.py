"""Lists the sources of hipkit by the day on which they were last read, the longest ago first.

`make age`, before a release: what is old, undated or replaced is to be read again. It refuses nothing.
"""

from __future__ import annotations

import datetime
import sys

from hipkit.formats.shared.ages import dates
from hipkit.values.citations import sources


def page(today: datetime.date) -> str:
    """The list: what its source has replaced, then every source that was read, the longest ago first."""
    read = sorted(
        ((source.read, source.day or datetime.date.min, source) for source in sources().values() if source.read),
        key=lambda entry: entry[:2],
    )
    replaced = [
        f"  {source.id}: {source.title}\n    now {source.replaced_by}" for *_, source in read if source.replaced_by
    ]
    marks = [source.mark(today) for *_, source in read]
    lines = [f"  read {day}  {source.id}: {source.title}\n    {dates(source, today)}" for day, _, source in read]
    counts = f"{len(read)} sources, {marks.count('old')} older than five years, {marks.count('undated')} undated"
    return "\n".join(
        [f"{counts}, {len(replaced)} replaced", "", "Replaced since by their source:", *replaced, "",
         "Read longest ago first:", *lines]
    )  # fmt: skip


if __name__ == "__main__":
    sys.stdout.write(f"{page(datetime.date.today())}\n")
