"""The claim as plain text to paste into a note, a message or a billing program's free-text field."""

from __future__ import annotations

from collections.abc import Iterator

from hipkit.claim.claim import Claim
from hipkit.claim.line import ServiceLine
from hipkit.claim.table import money
from hipkit.values.notation import exact

MARK = "SAMPLE CLAIM. Not to be filed: no patient, no provider, no diagnosis."
_ORDER = ("confirm", "warning", "choice", "info")


def paste_text(claim: Claim) -> str:
    """Every line with all it carries, then the notices and where each of them was read.

    Numbers are written as they are typed into a form: a digit before the point, no commas.

    >>> from hipkit import Continuous, Order, bill, sample_claim
    >>> order = Order(
    ...     drug="morphine sulfate", regimen=Continuous("5 mg/hr", hours_per_day=24), strength="25 mg/mL",
    ...     start="2021-03-01", end="2021-03-31", ndc="00074-1133-03")
    >>> text = paste_text(sample_claim(bill(order, reading="rule-text")))
    >>> print("\\n".join(text.splitlines()[3:6]))
    1. S9326 x 31, 2021-03-01 to 2021-03-31, place of service 12, charge 0.00
    2. J2270 x 372, 2021-03-01 to 2021-03-31, place of service 12, charge 0.00
       NDC 00074-1133-03, quantity 148.8 ML (N400074113303 ML148.8)
    """
    parts = [MARK, f"Payer {claim.payer.in_full(claim.reading)}.", ""]
    parts += [text for line in claim.lines for text in _line(line)] or ["There are no lines."]
    parts += [f"Total charge {money(claim.charge)}", ""]
    if claim.compounded:
        parts.append("Compounded: billed without an NDC.")
    ordered = sorted(claim.notices, key=lambda notice: _ORDER.index(notice.level))
    parts += [f"{notice.level}: {notice.text} [{notice.citation.text}]" for notice in ordered]
    return "\n".join(parts).rstrip("\n") + "\n"


def _line(line: ServiceLine) -> Iterator[str]:
    code = " ".join((line.code, *line.modifiers))
    days = "no dates" if line.start is None else f"{line.start} to {line.end}"
    place = f"place of service {line.place_of_service}"
    yield f"{line.number}. {code} x {line.units}, {days}, {place}, charge {money(line.charge)}"
    if line.description is not None:
        yield f"   {line.description}"
    if line.ndc is not None and line.ndc_quantity is not None:
        quantity = exact(line.ndc_quantity)
        digits = line.ndc.hyphenated.replace("-", "")
        on_claim = f"N4{digits} {line.ndc_uom}{quantity}"
        yield f"   NDC {line.ndc.hyphenated}, quantity {quantity} {line.ndc_uom} ({on_claim})"
