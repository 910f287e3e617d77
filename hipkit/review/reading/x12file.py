"""An 837P as texts: the service lines with what review needs of their claims, in one walk over the segments.

Guide 005010X222A1. What makes a file unreadable as a whole (an ISA that is none, an end that is cut off, another
guide) is an InputError; what is wrong around lines that can be read (a count, a control number, the tree of HL, a
total) is a remark; a service line that cannot be read is set aside.

>>> from io import BytesIO
>>> from hipkit import Continuous, Order, bill, sample_claim
>>> from hipkit.formats.claim.x12 import x12_text
>>> order = Order(
...     drug="morphine sulfate", regimen=Continuous("5 mg/hr", hours_per_day=24), strength="25 mg/mL",
...     start="2021-03-01", end="2021-03-31", ndc="00074-1133-03")
>>> edi = x12_text(sample_claim(bill(order, reading="rule-text"))).replace("SE*29*", "SE*28*")
>>> (piece,) = pieces(BytesIO(edi.encode()), "may.837")
>>> piece.texts.select("row_number", "line", "payer", "code", "units", "ndc_quantity").rows()
[(1, '1', 'hmsa', 'S9326', '31', None), (2, '2', 'hmsa', 'J2270', '372', '148.8')]
>>> piece.remarks[0].message
'SE01 counts 28 segments in transaction 0001, and there are 29'
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO

from hipkit.errors import InputError, shown
from hipkit.review.reading.kinds import FIELD
from hipkit.review.reading.piece import Piece
from hipkit.review.reading.x12claims import COLUMNS, Claims
from hipkit.review.reading.x12envelope import Envelope
from hipkit.review.reading.x12segments import EXAMPLE, segments
from hipkit.review.table import Remark

AT_ONCE = 100_000  # service lines
Handler = Callable[[list[str]], None]
_TAG = re.compile("[A-Z][A-Z0-9]{1,2}")


def pieces(file: BinaryIO, name: str) -> Iterator[Piece]:
    """The service lines, 100,000 at once. Raises InputError for a file that is no 837P as a whole."""
    envelope, claims = Envelope(name), Claims(name)
    handlers = dict(claims.handlers)
    for tag, handler in envelope.handlers.items():
        handlers[tag] = _both(handler, handlers[tag]) if tag in handlers else handler
    known = set(handlers)
    element = ""
    for number, segment, delimiters in segments(file, name):
        if delimiters.element != element or segment[:3] == "ISA":
            element = delimiters.element
            claims.component = delimiters.component
        tag, _, rest = segment.partition(element)
        envelope.segments += 1
        if tag in handlers:
            handlers[tag](rest.split(element))
            if claims.rows >= AT_ONCE:
                yield _piece(claims, ())
        elif tag not in known:
            _check(tag, number, name)
            known.add(tag)
    claims.end()
    envelope.end()
    yield _piece(claims, (*envelope.remarks, *claims.form_remarks()))


def _both(first: Handler, second: Handler) -> Handler:
    def handler(elements: list[str]) -> None:
        first(elements)
        second(elements)

    return handler


def _check(tag: str, number: int, name: str) -> None:
    if _TAG.fullmatch(tag):
        return
    reason = f'its segment {number:,} begins with "{shown(tag, 20)}", which is no tag of a segment'
    if tag.isascii() and _TAG.fullmatch(tag.upper()):
        reason += "; tags are written in capitals"
    raise InputError(FIELD, name, reason, EXAMPLE)


def _piece(claims: Claims, more: Sequence[Remark]) -> Piece:
    import polars as pl

    cells, aside, remarks = claims.take()
    schema = {"row_number": pl.Int64, **dict.fromkeys(COLUMNS, pl.String)}
    return Piece(pl.DataFrame(cells, schema=schema), tuple(aside), (*remarks, *more))
