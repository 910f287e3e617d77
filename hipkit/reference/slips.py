"""The vocabulary of slips: what practice, the errors that it plants and the review of claims call each, id and words.

It is `data/slips.toml`. What a slip comes to on a case stands there too, and is practice's matter.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

# What a row begins with. The rest is passed over: to parse the whole file takes twenty times as long, and every review
# would wait for it. The tests hold this reading and the strict one together.
_ROW = re.compile(r'^\[\[slip\]\]\nid = "(.+)"\nname = "(.+)"(?:\nwas = (\[.+\]))?$', re.M)


@dataclass(frozen=True)
class Vocabulary:
    """The words of each slip by its id, and the id that it has now by each that it had before."""

    words: Mapping[str, str]
    renamed: Mapping[str, str]


@cache
def vocabulary() -> Vocabulary:
    """All slips that ship, whoever names them."""
    return vocabulary_of((files("hipkit") / "data" / "slips.toml").read_text(encoding="utf-8"))


def vocabulary_of(text: str) -> Vocabulary:
    """The slips that the text of such a table holds."""
    rows = _ROW.findall(text)
    renamed = {old: id for id, _, was in rows for old in re.findall(r'"(.+?)"', was)}
    return Vocabulary(MappingProxyType({id: words for id, words, _ in rows}), MappingProxyType(renamed))


def current_id(id: str) -> str:
    """The id that a slip has now, of one that a saved file holds; a file of a later hipkit may hold one not known here.

    >>> current_id("mg-as-units"), current_id("rounded-down"), current_id("a-later-slip")
    ('mg-for-units', 'rounded-down', 'a-later-slip')
    """
    return vocabulary().renamed.get(id, id)


def slip(id: str) -> str:
    """A slip as a finding says it.

    >>> slip("mg-for-units")
    'mg-for-units: milligrams billed as units'
    """
    return f"{id}: {vocabulary().words[id]}"
