"""An X12 file as segments: the delimiters are read from each ISA, and nothing is kept but the segment at hand.

>>> from io import BytesIO
>>> isa = f"ISA*00*{'':10}*00*{'':10}*ZZ*{'A':15}*ZZ*{'B':15}"
>>> isa += "*000101*0000*^*00501*000000001*0*T*:~"
>>> for number, segment, delimiters in segments(BytesIO((isa + "\\r\\nGS*HC~").encode()), "may.837"):
...     print(number, segment.split(delimiters.element)[0])
1 ISA
2 GS
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from hipkit.errors import InputError, shown
from hipkit.review.reading.kinds import FIELD
from hipkit.values.userfile import BOM

EXAMPLE = "an 837P of guide 005010X222A1"
ISA_LENGTH = 106
LONGEST_SEGMENT = 1 << 20
_AT_ONCE = 1 << 20
# Where the sixteen elements of an ISA begin to be separated: their lengths are fixed.
_SEPARATORS = (3, 6, 17, 20, 31, 34, 50, 53, 69, 76, 81, 83, 89, 99, 101, 103)
_REPETITION, _COMPONENT, _TERMINATOR = 82, 104, 105
_LINE_ENDS = "\r\n"


class Delimiters(NamedTuple):
    """What divides an interchange, as its ISA says."""

    element: str
    component: str
    repetition: str
    terminator: str


def segments(file: BinaryIO, name: str) -> Iterator[tuple[int, str, Delimiters]]:
    """Each segment with its number in the file and the delimiters that hold for it, line ends around it left off.

    Bytes are taken as they are (Latin-1). Raises InputError for an ISA that is not as it must be, and where no
    segment ends for a million bytes.
    """
    text = file.read(_AT_ONCE).removeprefix(BOM).decode("latin-1").lstrip()
    number, delimiters = 0, _delimiters(text, name)
    while text:
        *whole, text = text.split(delimiters.terminator)
        for at, raw in enumerate(whole):
            segment = raw.strip(_LINE_ENDS)
            if segment[:3] == "ISA" and not _stands(segment, delimiters):
                text = delimiters.terminator.join([segment, *whole[at + 1 :], text])
                text += file.read(ISA_LENGTH).decode("latin-1")
                delimiters = _delimiters(text, name, number)
                break
            number += 1
            yield number, segment, delimiters
        else:
            text = text.lstrip(_LINE_ENDS)
            if text[:3] == "ISA" and len(text) >= ISA_LENGTH and not _stands(text[: ISA_LENGTH - 1], delimiters):
                delimiters = _delimiters(text, name, number)
                continue
            if len(text) > LONGEST_SEGMENT:
                ends = f"no {_sign(delimiters.terminator)} ends it for more than {LONGEST_SEGMENT:,} characters"
                raise InputError(FIELD, name, f"its segment {number + 1:,} does not end: {ends}", EXAMPLE)
            more = file.read(_AT_ONCE).decode("latin-1")
            if not more:
                break
            text += more
    if text.strip():
        reason = f"it ends in the middle of segment {number + 1:,}: no {_sign(delimiters.terminator)} follows"
        raise InputError(FIELD, name, f'{reason} "{shown(text, 20)}"', EXAMPLE)


def _stands(isa: str, delimiters: Delimiters) -> bool:
    """Whether this further ISA has the delimiters that the last one had."""
    return (
        len(isa) == ISA_LENGTH - 1
        and all(isa[at] == delimiters.element for at in _SEPARATORS)
        and (isa[_REPETITION], isa[_COMPONENT]) == (delimiters.repetition, delimiters.component)
    )


def _delimiters(text: str, name: str, before: int = 0) -> Delimiters:
    where = f"its ISA (segment {before + 1:,})" if before else "its ISA"
    if not text.startswith("ISA"):
        reason = "a segment's tag is written in capitals" if text[:3].upper() == "ISA" else "it does not begin with ISA"
        raise InputError(FIELD, name, reason, EXAMPLE)
    delimiters = Delimiters(*(text[at : at + 1] for at in (_SEPARATORS[0], _COMPONENT, _REPETITION, _TERMINATOR)))
    for at in _SEPARATORS:
        if text[at : at + 1] != delimiters.element:
            there = f"{_sign(text[at])} stands there" if at < len(text) else "it ends before"
            reason = (
                f"{where} must have {ISA_LENGTH} characters, with {_sign(delimiters.element)} at position {at + 1}; "
            )
            raise InputError(FIELD, name, reason + there, EXAMPLE)
    for what, sign, at in zip(Delimiters._fields, delimiters, (3, _COMPONENT, _REPETITION, _TERMINATOR), strict=True):
        unfit = not sign or sign.isalnum() or sign == " " or sign > "~" or (sign in _LINE_ENDS and what != "terminator")
        if unfit or list(delimiters).count(sign) > 1:
            twice = sign and list(delimiters).count(sign) > 1
            why = "which divides something else too" if twice else "which cannot divide anything"
            what = {"terminator": "the end of a segment", "repetition": "repetitions"}.get(what, f"{what}s")
            reason = f"{where} has {_sign(sign)} at position {at + 1} for {what}, {why}"
            raise InputError(FIELD, name, reason, EXAMPLE)
    early = text.find(delimiters.terminator, 0, _TERMINATOR)
    if early >= 0:
        reason = (
            f"{where} must have {ISA_LENGTH} characters; {_sign(delimiters.terminator)} ends it at {early + 1} already"
        )
        raise InputError(FIELD, name, reason, EXAMPLE)
    return delimiters


def _sign(character: str) -> str:
    if not character:
        return "nothing"
    return character if character.isprintable() and character != " " else f"U+{ord(character):04X}"
