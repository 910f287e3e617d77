"""837P texts judged by pyx12 and read back by x12sdk: two programs that hipkit did not write.

pyx12 checks a text against the guide, segment by segment. What it lets pass (tests/differential/test_x12.py says
what) is asserted there.
"""

from __future__ import annotations

import datetime
import functools
import io
import json
import logging
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pyx12.map_if
import pyx12.params
from pyx12.x12n_document import x12n_document
from x12sdk.config import IsaDelimiters
from x12sdk.models import X12Delimiters
from x12sdk.parsing import create_parser
from x12sdk.v5010.x12_837_005010X222A2.transaction_set import HealthCareClaimProfessional

# It reads the guide's map anew for each text, 0.2 s, and prints each fault as well.
pyx12.map_if.load_map_file = functools.cache(pyx12.map_if.load_map_file)
logging.getLogger("pyx12").setLevel(logging.CRITICAL)
_PARAMETERS = pyx12.params.params()


def faults(edi: str) -> list[str]:
    """What pyx12 finds wrong in a text; empty where it accepts it."""
    out = io.StringIO()
    accepted = x12n_document(_PARAMETERS, io.StringIO(edi), None, None, None, fd_json=out)
    found = list(_errors(json.loads(out.getvalue()), "")) if out.getvalue() else ["no report"]
    return found if found or accepted else ["refused without a reason"]


def _errors(node: Any, where: str) -> Any:
    if isinstance(node, dict):
        where = node.get("seg_id", where)
        for error in node.get("errors", []):
            yield f"{where} line {node.get('cur_line')}: [{error['err_cde']}] {error['err_str']}"
        for key, value in node.items():
            if key != "errors":
                yield from _errors(value, where)
    elif isinstance(node, list):
        for value in node:
            yield from _errors(value, where)


@dataclass(frozen=True)
class ReadLine:
    """A service line as x12sdk reads it."""

    code: str
    modifiers: tuple[str, ...]
    description: str | None
    charge: Fraction
    units: Fraction
    start: datetime.date
    end: datetime.date
    ndc: str | None = None
    ndc_quantity: Fraction | None = None
    ndc_uom: str | None = None


@dataclass(frozen=True)
class ReadClaim:
    """A CLM as x12sdk reads it."""

    identifier: str
    charge: Fraction
    place_of_service: str
    payer: str
    lines: tuple[ReadLine, ...]


def models(edi: str) -> list[HealthCareClaimProfessional]:
    """x12sdk's models of a text. Its own reader first asks whether the text is the name of a file."""
    delimiters = X12Delimiters(
        element_separator=edi[IsaDelimiters.ELEMENT_SEPARATOR],
        repetition_separator=edi[IsaDelimiters.REPETITION_SEPARATOR],
        component_separator=edi[IsaDelimiters.COMPONENT_SEPARATOR],
        segment_terminator=edi[IsaDelimiters.SEGMENT_TERMINATOR],
    )
    parser, version, found = None, "", []
    for raw in edi.split(delimiters.segment_terminator):
        fields = raw.strip("\r\n").split(delimiters.element_separator)
        if fields[0] == "GS":
            version = fields[8]
        elif fields[0] == "ST":
            parser = create_parser(fields[1], version, delimiters)
        if fields[0] in ("", "ISA", "GS", "GE", "IEA"):
            continue
        assert parser is not None, f"{fields[0]} before ST"
        model = parser.parse(fields[0], fields)
        if isinstance(model, HealthCareClaimProfessional):
            found.append(model)
    return found


def claims(model: HealthCareClaimProfessional) -> list[ReadClaim]:
    """The claims of a transaction with all that a sample carries."""
    found = []
    for one in model.claims():
        head = one.claim.clm_segment
        place = head.health_care_service_location_information.split(":")[0]
        lines = tuple(_line(loop) for loop in one.service_lines)
        charge = Fraction(head.total_claim_charge_amount)
        found.append(ReadClaim(one.patient_control_number, charge, place, one.payer_name or "", lines))
    return found


def _line(loop: Any) -> ReadLine:
    service, drug = loop.sv1_segment, loop.loop_2410
    parts = service.product_service_id_qualifier.split(":")
    (period,) = [one.date_time_period for one in loop.dtp_segment if one.date_time_qualifier == "472"]
    if isinstance(period, datetime.date):
        start = end = period
    else:
        start, end = (datetime.date.fromisoformat(part) for part in period.split("-"))
    return ReadLine(
        code=parts[1],
        modifiers=tuple(part for part in parts[2:6] if part),
        description=parts[6] if len(parts) > 6 else None,
        charge=Fraction(service.line_item_charge_amount),
        units=Fraction(service.service_unit_count),
        start=start,
        end=end,
        ndc=drug and drug.lin_segment.national_drug_code_universal_product_number,
        ndc_quantity=Fraction(drug.ctp_segment.quantity) if drug else None,
        ndc_uom=drug and drug.ctp_segment.composite_unit_of_measure,
    )
