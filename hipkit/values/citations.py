"""Where a rule or a fact was read: title, place on the page, date and address.

The sources stand once, in `data/citations.toml`; every table and rule names one by its id.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, lru_cache

from hipkit.errors import DataError


@dataclass(frozen=True)
class Citation:
    """One source. `date` is the date the source shows, or `undated`; `where` is the place on it.

    >>> print(cite("cms-rac-0074").text)
    CMS RAC topic 0074, Excessive or Insufficient Drugs and Biologicals Units Billed (undated)
    """

    id: str
    title: str
    date: str
    url: str
    where: str = ""

    @property
    def text(self) -> str:
        """The source on one line."""
        place = f", {self.where}" if self.where else ""
        return f"{self.title}{place} ({self.date})"

    def __str__(self) -> str:
        return self.text


@cache
def sources() -> dict[str, Citation]:
    """Every source hipkit cites, by id."""
    import tomllib  # here, since loading both takes longer than all else that a quantity needs
    from importlib.resources import files

    text = (files("hipkit") / "data" / "citations.toml").read_text(encoding="utf-8")
    return {
        key: Citation(key, entry["title"], entry["date"], entry["url"]) for key, entry in tomllib.loads(text).items()
    }


@lru_cache(maxsize=4096)  # keys and places are hipkit's own but for an NDC that stands in one
def cite(key: str, where: str = "") -> Citation:
    """The source `key`, pointing to a place on it.

    >>> cite("hmsa", "Example").where
    'Example'
    """
    try:
        return replace(sources()[key], where=where)
    except KeyError:
        raise DataError("data/citations.toml", None, f"no source has the id {key!r}") from None
