"""Names of files that are typed in a page: plain letters, digits and hyphens, whatever was typed."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePath

LONGEST = 60
DEFAULT = "claim"
# Names that Windows keeps for its devices, with any ending.
_DEVICES = re.compile(r"(con|prn|aux|nul|conin|conout|clock|com[0-9]|lpt[0-9])", re.IGNORECASE)


def slug(text: str) -> str:
    """A name that is safe in any folder: it holds no separator, no point and no device's name.

    >>> slug("../../etc/passwd"), slug("nul.csv"), slug("CON"), slug("Order 12, March"), slug("")
    ('etc-passwd', 'nul-csv', 'file-con', 'order-12-march', 'claim')
    """
    plain = unicodedata.normalize("NFKD", text[: 10 * LONGEST]).encode("ascii", "ignore").decode()
    name = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:LONGEST].strip("-")
    return f"file-{name}" if _DEVICES.fullmatch(name) else name or DEFAULT


def stem(name: str, kind: str) -> str:
    """How the names of files begin that are made from another: plain, whatever that one is called.

    >>> stem("May 2021.csv", "review"), stem("../../etc/CON", "review")
    ('may-2021-review', 'con-review')
    """
    return slug(f"{PurePath(name.replace(chr(92), '/')).stem} {kind}")
