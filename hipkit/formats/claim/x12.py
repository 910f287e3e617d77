"""837P (005010X222A1) of a sample claim, written through x12sdk's typed models; and its segments for a view.

ISA15 is always `T`. The same claim is the same text, byte for byte: no clock and no counter comes in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from hipkit.claim.claim import Claim
from hipkit.formats.claim.x12_parts import (
    CREATED,
    GUIDE,
    RECEIVER,
    SUBMITTER,
    Part,
    claim_part,
    filed,
    transaction_parts,
)
from hipkit.values.extras import needed

if TYPE_CHECKING:
    from x12sdk.v5010.x12_837_005010X222A2.transaction_set import HealthCareClaimProfessional

# x12sdk prints .4 as 0.4; X12 wants no leading zero (X12 RFI 1924). Three elements, never a delimiter.
_LEADING_ZERO = re.compile(r"^(CLM\*[^*~]*\*|SV1\*[^*~]*\*|CTP\*{4})0(?=\.\d)", re.MULTILINE)


# A datum of the claim: the number of its line (None for the claim as a whole) and its name.
Datum = tuple[int | None, str]


class Segment(NamedTuple):
    """A segment of the 837P: its text, its loop, and which datum of the claim stands in which of its elements.

    Elements are named as `SV104` or `SV101-2`. The names of the data are those of the CMS-1500 facsimile: of a
    line `code`, `modifiers`, `units`, `charge`, `dates`, `ndc`, `ndc_quantity`, `ndc_uom`, `description`; of the
    claim `account`, `total`, `payer`, `place`, and what a sample makes up.
    """

    text: str
    loop: str
    data: dict[str, Datum]


def x12_text(claim: Claim) -> str:
    """The 837P of a claim, a segment a line. More than 50 lines go on further CLM, days by days.

    Raises InputError for a claim that is not ready, and for what an 837P cannot carry: a delimiter or a
    character outside of X12's set in a text, a text or a number that is too long, a 12-digit NDC.
    """
    claim.require_ready("837P")
    place = claim.lines[0].place_of_service
    parts = transaction_parts(claim.payer.name, [claim_part(part, place) for part in filed(claim)])
    with needed("format", "x12", "claim"):
        from x12sdk.support import count_segments
        from x12sdk.v5010.x12_837_005010X222A2.transaction_set import HealthCareClaimProfessional
    footer = parts["footer"]
    assert isinstance(footer, dict)
    footer["se_segment"]["transaction_segment_count"] = count_segments(parts)
    # The model checks the count, the tree of HL and that CLM02 is the sum of SV102.
    return envelope(HealthCareClaimProfessional.model_validate(parts))


def envelope(model: HealthCareClaimProfessional) -> str:
    """ISA to IEA around a transaction.

    `x12sdk.io.write_transactions` would take GS08 from the name of its module, which is another version.
    """
    from x12sdk.v5010 import segments

    pieces = (
        segments.IsaSegment.model_validate(_interchange()),
        segments.GsSegment.model_validate(_group()),
        model,
        segments.GeSegment(number_of_transaction_sets_included=1, group_control_number="1"),
        segments.IeaSegment(number_of_included_functional_groups=1, interchange_control_number="000000001"),
    )
    return _LEADING_ZERO.sub(r"\1", "".join(piece.x12() + "\n" for piece in pieces))


def _interchange() -> Part:
    return {
        "authorization_information_qualifier": "00",
        "authorization_information": " " * 10,
        "security_information_qualifier": "00",
        "security_information": " " * 10,
        "interchange_sender_qualifier": "ZZ",
        "interchange_sender_id": SUBMITTER.ljust(15),
        "interchange_receiver_qualifier": "ZZ",
        "interchange_receiver_id": RECEIVER.ljust(15),
        "interchange_date": f"{CREATED:%y%m%d}",
        "interchange_time": f"{CREATED:%H%M}",
        "repetition_separator": "^",
        "interchange_control_version_number": "00501",
        "interchange_control_number": "000000001",
        "acknowledgment_requested": "0",
        "interchange_usage_indicator": "T",
        "component_element_separator": ":",
    }


def _group() -> Part:
    return {
        "functional_identifier_code": "HC",
        "application_sender_code": SUBMITTER,
        "application_receiver_code": RECEIVER,
        "functional_group_creation_date": f"{CREATED:%Y%m%d}",
        "functional_group_creation_time": f"{CREATED:%H%M}",
        "group_control_number": "1",
        "responsible_agency_code": "X",
        "version_identifier_code": GUIDE,
    }


# ---- the segments for a view

# The loop that a segment begins, by its tag or by its tag and first element; others stay in the loop they are in.
_LOOPS = {
    "ISA": "envelope", "GS": "envelope", "ST": "header", "NM1*41": "1000A", "NM1*40": "1000B", "HL*1": "2000A",
    "NM1*85": "2010AA", "HL*2": "2000B", "NM1*IL": "2010BA", "NM1*PR": "2010BB", "CLM": "2300", "LX": "2400",
    "LIN": "2410", "SE": "trailer", "GE": "envelope",
}  # fmt: skip
_OF_CLAIM = {
    "CLM": {"CLM01": "account", "CLM02": "total", "CLM05": "place"},
    "HI": {"HI01": "diagnosis"},
    "DMG": {"DMG02": "birth", "DMG03": "sex"},
    "REF": {"REF02": "tax_id"},
    "NM1*IL": {"NM103": "patient", "NM104": "patient", "NM109": "member"},
    "NM1*PR": {"NM103": "payer"},
    "NM1*85": {"NM103": "billing", "NM109": "billing_npi"},
}
_OF_LINE = {
    "SV1": {"SV102": "charge", "SV104": "units", "SV107": "pointer"},
    "DTP": {"DTP03": "dates"},
    "LIN": {"LIN03": "ndc"},
    "CTP": {"CTP04": "ndc_quantity", "CTP05": "ndc_uom"},
}
_PROCEDURE = ("", "code", "modifiers", "modifiers", "modifiers", "modifiers", "description")


def segments(claim: Claim) -> list[Segment]:
    """The segments of the 837P in order, each with its loop and the data of the claim that stand in it.

    >>> from hipkit import Continuous, Order, bill, sample_claim
    >>> order = Order(
    ...     drug="morphine sulfate", regimen=Continuous("5 mg/hr", hours_per_day=24), strength="25 mg/mL",
    ...     start="2021-03-01", end="2021-03-31", ndc="00074-1133-03")
    >>> found = segments(sample_claim(bill(order, reading="rule-text")))
    >>> print(found[-4])
    Segment(text='CTP****148.8*ML~', loop='2410', data={'CTP04': (2, 'ndc_quantity'), 'CTP05': (2, 'ndc_uom')})
    """
    return list(_walk(x12_text(claim), [line.number for part in filed(claim) for line in part.lines]))


def _walk(file: str, numbers: Sequence[int]) -> Iterator[Segment]:
    """The segments; `numbers` are those of the lines in the order of the file, in which each CLM counts anew."""
    loop, line, of_file = "", 0, iter(numbers)
    for text in file.splitlines():
        elements = text.removesuffix("~").split("*")
        start = "*".join(elements[:2])
        loop = _LOOPS.get(start) or _LOOPS.get(elements[0]) or loop
        if elements[0] == "LX":
            line = next(of_file)
        yield Segment(text, loop, _data(elements, start, line))


def _data(elements: list[str], start: str, line: int) -> dict[str, Datum]:
    tag = elements[0]
    of_claim = _OF_CLAIM.get(start) or _OF_CLAIM.get(tag) or {}
    data: dict[str, Datum] = {key: (None, name) for key, name in of_claim.items()}
    if tag == "SV1":
        for place, part in enumerate(elements[1].split(":")):
            if part and _PROCEDURE[place]:
                data[f"SV101-{place + 1}"] = (line, _PROCEDURE[place])
        if elements[5]:
            data["SV105"] = (line, "place")
    return data | {key: (line, name) for key, name in _OF_LINE.get(tag, {}).items()}
