"""The words of home-infusion pain billing: `data/glossary.toml`, read strictly, and looked up by name."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from hipkit.values.citations import Citation, cite, sources
from hipkit.values.strict import clean
from hipkit.values.tomlfile import Entry, read

EXAMPLE = "per diem"
_KEYS = ("name", "also", "words", "example", "cite", "where")


@dataclass(frozen=True)
class Term:
    """A term: its name, other names, what it is in plain words, an example, and where the fact was read."""

    name: str
    also: tuple[str, ...]
    words: str
    example: str
    source: Citation

    @property
    def names(self) -> tuple[str, ...]:
        """The term's own name and its other ones."""
        return (self.name, *self.also)


@cache
def glossary() -> tuple[Term, ...]:
    """Every term, in the order of the file.

    >>> len(glossary()) >= 40
    True
    """
    from importlib.resources import files  # here, so that `import hipkit` stays quick

    text = (files("hipkit") / "data" / "glossary.toml").read_text(encoding="utf-8")
    return parse_glossary(text, "data/glossary.toml")


@cache
def terms_by_name() -> dict[str, Term]:
    """Every term by each of its names, in small letters.

    >>> terms_by_name()["background rate"].name
    'basal rate'
    """
    return {name.casefold(): term for term in glossary() for name in term.names}


def look_up(text: object) -> tuple[Term, ...]:
    """The term of that name, else those in whose names it stands, else those in whose words; case does not matter.

    Raises InputError where nothing was typed; an empty tuple where no term has it.

    >>> [term.name for term in look_up("sh")], [term.name for term in look_up("Per Diem")]
    (['SH'], ['per diem'])
    >>> [term.name for term in look_up("pump")], look_up("barometer")
    (['implanted pump'], ())
    """
    wanted = clean(text, "term", EXAMPLE).text.casefold()
    exact = tuple(term for term in glossary() if wanted in [name.casefold() for name in term.names])
    named = tuple(term for term in glossary() if any(wanted in name.casefold() for name in term.names))
    said = tuple(term for term in glossary() if wanted in f"{term.words} {term.example}".casefold())
    return exact or named or said


def parse_glossary(text: str, path: str) -> tuple[Term, ...]:
    """The terms that a file's text holds. DataError for what is wrong in it, with the line.

    >>> parse_glossary('[[term]]\\nname = "SH"\\n', "glossary.toml")
    Traceback (most recent call last):
    hipkit.errors.DataError: glossary.toml, line 1: term has no words
    """
    top, tables = read(text, path, ["term"])
    top.closed(["term"])
    seen: dict[str, str] = {}
    found = []
    for entry in tables["term"]:
        entry.closed(_KEYS)
        found.append(_term(entry))
        for name in found[-1].names:
            if name.casefold() in seen:
                raise entry.error(f"{name!r} is a name of {seen[name.casefold()]!r} already", "name")
            seen[name.casefold()] = found[-1].name
    return tuple(found)


def _term(entry: Entry) -> Term:
    words, example = entry.text("words"), entry.text("example")
    if not words.endswith("."):
        raise entry.error("the words of a term are sentences and end with a point", "words")
    if entry.text("cite") not in sources():
        raise entry.error(f"no source in citations.toml has the id {entry.text('cite')!r}", "cite")
    source = cite(entry.text("cite"), entry.text("where"))
    return Term(entry.text("name"), entry.texts("also"), words, example, source)
