"""What an 837P of a sample claim says, as nested parts under x12sdk's field names; and the guard of its texts.

Guide 005010X222A1. Every identifier is made up and fixed: no NPI in use begins with 2 (the check digit is right),
no employer number begins with 00. X12 has no escape character, so a text that holds one of its delimiters is
refused, never stripped.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from hipkit.claim.claim import Claim
from hipkit.claim.line import ServiceLine
from hipkit.errors import InputError
from hipkit.values.notation import exact

GUIDE = "005010X222A1"
LINES_A_CLAIM = 50  # loop 2400 within 2300
CLAIMS_A_PATIENT = 100  # loop 2300 within 2000B
UNITS_OF_MEASURE = ("F2", "GR", "ME", "ML", "UN")
DELIMITERS = {"*": "elements", ":": "components", "^": "repetitions", "~": "segments", ">": "components"}

NPI, TAX_ID = "2000000002", "000000000"
SUBMITTER, RECEIVER = "SAMPLESENDER", "SAMPLERECEIVER"
CREATED = datetime.datetime(2000, 1, 1)
CONTROL = "0001"
DIAGNOSIS = "R52"  # ICD-10-CM, pain, unspecified: the guide wants one (HI and SV107), so a sample says one
NOTE = "SAMPLE ONLY. TEST IDENTIFIERS. DIAGNOSIS IS A PLACEHOLDER"

Part = dict[str, object]


@dataclass(frozen=True)
class Filed:
    """One CLM: its identifier and at most 50 lines."""

    identifier: str
    lines: tuple[ServiceLine, ...]


def filed(claim: Claim) -> tuple[Filed, ...]:
    """The claim in as many CLM as its lines need: SAMPLE-1, SAMPLE-1-2, ...

    More than 50 lines are cut between days that no line goes over, so that a drug stays with its per diem.
    """
    parts = [list(claim.lines)] if len(claim.lines) <= LINES_A_CLAIM else _by_days(claim.lines)
    if len(parts) > CLAIMS_A_PATIENT:
        reason = (
            f"it has {len(claim.lines):,} lines, in {len(parts)} claims; an 837P holds {CLAIMS_A_PATIENT} a patient"
        )
        raise InputError("claim", None, reason, "a shorter span")
    names = [claim.claim_id if n == 1 else f"{claim.claim_id}-{n}" for n in range(1, len(parts) + 1)]
    return tuple(Filed(name, tuple(lines)) for name, lines in zip(names, parts, strict=True))


def _by_days(lines: Sequence[ServiceLine]) -> list[list[ServiceLine]]:
    parts: list[list[ServiceLine]] = []
    for together in _belonging([line for line in lines if line.start and line.end]):
        if len(together) > LINES_A_CLAIM:
            days = f"{together[0].start} to {max(str(line.end) for line in together)}"
            reason = f"{len(together)} lines of {days} belong together, and a claim of an 837P holds {LINES_A_CLAIM}"
            raise InputError("claim", None, reason, "a claim of fewer days")
        if parts and len(parts[-1]) + len(together) <= LINES_A_CLAIM:
            parts[-1] += together
        else:
            parts.append(list(together))
    return [sorted(part, key=lambda line: line.number) for part in parts]


def _belonging(lines: Sequence[ServiceLine]) -> list[list[ServiceLine]]:
    """Per diems and drugs whose days meet, and the visits of a day; by their first days."""
    groups: list[list[ServiceLine]] = []
    ends: dict[bool, datetime.date] = {}
    last: dict[bool, list[ServiceLine]] = {}
    for line in sorted(lines, key=lambda line: (line.start or datetime.date.min, line.number)):
        assert line.start is not None and line.end is not None
        visit = line.kind == "nursing"
        if visit in ends and line.start <= ends[visit]:
            last[visit].append(line)
            ends[visit] = max(ends[visit], line.end)
        else:
            last[visit], ends[visit] = [line], line.end
            groups.append(last[visit])
    return groups


def text(value: str, field: str, longest: int, shortest: int = 1) -> str:
    """The text itself. Raises InputError where X12 cannot carry it.

    >>> text("MORPHINE*SULF~HL*9", "description", 80)
    Traceback (most recent call last):
    hipkit.errors.InputError: description: read "MORPHINE*SULF~HL*9": * at position 9 separates elements in X12, \
which has no way to carry it inside a text. Type for example: SAMPLE
    """
    reason = _why_not(value, longest, shortest)
    if reason:
        raise InputError(field, value, reason, "SAMPLE")
    return value


def _why_not(value: str, longest: int, shortest: int) -> str:
    for at, character in enumerate(value, 1):
        if character in DELIMITERS:
            what = DELIMITERS[character]
            return f"{character} at position {at} separates {what} in X12, which has no way to carry it inside a text"
        if not " " <= character <= "~":
            return f"U+{ord(character):04X} at position {at} is not in X12's character set"
    if value != value.strip(" "):
        return "it begins or ends with a blank, which X12 does not keep"
    if not shortest <= len(value) <= longest:
        fit = f"{longest} fit" if shortest == 1 else f"{shortest} to {longest} fit"
        return f"it is {len(value):,} characters long; {fit}"
    return ""


def number(value: Fraction, field: str, digits: int, places: int) -> Decimal:
    """The exact decimal without trailing zeros; `digits` are counted without the point, as X12 does.

    >>> number(Fraction(744, 5), "NDC quantity", 15, 3), number(Fraction(3100), "charge", 10, 2)
    (Decimal('148.8'), Decimal('3100'))
    """
    written = exact(value)
    if value < 0:
        raise InputError(field, written, "it is below zero, and nothing negative is claimed", "149")
    decimal = Decimal(written) if "/" not in written else None
    if decimal is None or len(written.partition(".")[2]) > places:
        raise InputError(field, written, f"an 837P carries {places} decimals here, and nothing is rounded", "148.8")
    if len(written.replace(".", "").removeprefix("0")) > digits:
        raise InputError(field, written, f"it has more than {digits} digits, which an 837P does not carry here", "149")
    return decimal


def claim_part(part: Filed, place: str) -> Part:
    """Loop 2300 with its lines."""
    lines = [_line(n, line, place) for n, line in enumerate(part.lines, 1)]
    total = sum((line.charge for line in part.lines), Fraction())
    return {
        "clm_segment": {
            # element 1028 holds 38 characters; receivers need to keep 20 of them only
            "patient_control_number": text(part.identifier, "claim id", 20),
            "total_claim_charge_amount": number(total, "total charge", 10, 2),
            "health_care_service_location_information": f"{text(place, 'place of service', 2, 2)}:B:1",
            "provider_or_supplier_signature_indicator": "Y",
            "provider_accept_assignment_code": "A",
            "benefit_assignment_certification_indicator": "Y",
            "release_of_information_code": "Y",
        },
        "nte_segment": {"note_reference_code": "ADD", "description": NOTE},
        "hi_segment": [{"health_care_code_1": ["ABK", DIAGNOSIS]}],
        "loop_2400": lines,
    }


def _line(n: int, line: ServiceLine, place: str) -> Part:
    """Loop 2400. SV105 says the place of service where it is another than the claim's."""
    service: Part = {
        "product_service_id_qualifier": _procedure(line),
        "line_item_charge_amount": number(line.charge, "charge", 10, 2),
        "unit_basis_measurement_code": "UN",
        "service_unit_count": number(Fraction(line.units), "units", 8, 0),
        "composite_diagnosis_code_pointer": "1",
    }
    if line.place_of_service != place:
        service["place_of_service_code"] = text(line.place_of_service, "place of service", 2, 2)
    part: Part = {
        "lx_segment": {"assigned_number": str(n)},
        "sv1_segment": service,
        "dtp_segment": [_dates(line)],
    }
    if line.ndc is not None or line.ndc_quantity is not None:
        part["loop_2410"] = _drug(line)
    return part


def _procedure(line: ServiceLine) -> str:
    """SV101: HC, the code, four places for modifiers, and the description that an unlisted code needs."""
    if line.units < 1:
        raise InputError("units", str(line.units), "a line bills at least one unit", "1")
    if not re.fullmatch("[A-Z0-9]{5}", line.code):
        raise InputError("code", line.code, "a code is five capital letters and digits", "S9326")
    if len(line.modifiers) > 4 or not all(re.fullmatch("[A-Z0-9]{2}", one) for one in line.modifiers):
        reason = "a line has at most four modifiers, each two capital letters or digits"
        raise InputError("modifiers", " ".join(line.modifiers), reason, "59 SH")
    parts = ["HC", line.code, *line.modifiers]
    if line.description is not None:
        parts += [""] * (6 - len(parts)) + [text(line.description, "description", 80)]
    return ":".join(parts)


def _dates(line: ServiceLine) -> Part:
    start, end = line.start, line.end
    if start is None or end is None or end < start:
        reason = "an 837P needs the first and the last day of each line, the last not before the first"
        raise InputError("from", None if start is None else f"{start} to {end}", reason, "2021-03-01 to 2021-03-31")
    first, last = f"{start:%Y%m%d}", f"{end:%Y%m%d}"
    return {
        "date_time_qualifier": "472",
        "date_time_period_format_qualifier": "D8" if start == end else "RD8",
        "date_time_period": first if start == end else f"{first}-{last}",
    }


def _drug(line: ServiceLine) -> Part:
    """Loop 2410: LIN and CTP. No CTP03: the guide does not use it."""
    if line.ndc is None or line.ndc_quantity is None or line.ndc_uom is None:
        raise InputError("ndc", None, "NDC, quantity and unit of measure go together", "00074-1133-03")
    if line.ndc.ndc11 is None:
        reason = f"guide {GUIDE} carries the NDC in eleven digits, and this one has twelve"
        raise InputError("ndc", line.ndc.hyphenated, reason, "00074-1133-03")
    if line.ndc_uom not in UNITS_OF_MEASURE:
        reason = f"an NDC is counted in {', '.join(UNITS_OF_MEASURE)}"
        raise InputError("ndc_uom", line.ndc_uom, reason, "ML")
    if line.ndc_quantity <= 0:
        raise InputError("ndc_quantity", exact(line.ndc_quantity), "it must be more than zero", "148.8")
    return {
        "lin_segment": {
            "product_service_id_qualifier": "N4",
            "national_drug_code_universal_product_number": line.ndc.ndc11,
        },
        "ctp_segment": {
            "quantity": number(line.ndc_quantity, "ndc_quantity", 15, 3),
            "composite_unit_of_measure": line.ndc_uom,
        },
    }


def _name(role: str, name: str, qualifier: str, identifier: str, first: str | None = None) -> Part:
    return {
        "entity_identifier_code": role,
        "entity_type_qualifier": "1" if first else "2",
        "name_last_or_organization_name": name,
        "name_first": first,
        "identification_code_qualifier": qualifier,
        "identification_code": identifier,
    }


_ADDRESS: Part = {
    "n3_segment": {"address_information_1": "1 SAMPLE STREET"},
    "n4_segment": {"city_name": "SAMPLE CITY", "state_province_code": "HI", "postal_code": "000000000"},
}


def transaction_parts(payer: str, claims: Sequence[Part]) -> Part:
    """ST to SE but for the count of segments: one provider, one patient who is the subscriber, the claims."""
    return {
        "header": {
            "st_segment": {
                "transaction_set_identifier_code": "837",
                "transaction_set_control_number": CONTROL,
                "implementation_convention_reference": GUIDE,
            },
            "bht_segment": {
                "hierarchical_structure_code": "0019",
                "transaction_set_purpose_code": "00",
                "submitter_transactional_identifier": CONTROL,
                "transaction_set_creation_date": f"{CREATED:%Y%m%d}",
                "transaction_set_creation_time": f"{CREATED:%H%M}",
                "transaction_type_code": "CH",
            },
        },
        "loop_1000a": {
            "nm1_segment": _name("41", "SAMPLE SUBMITTER", "46", SUBMITTER),
            "per_segment": [
                {
                    "contact_function_code": "IC",
                    "name": "SAMPLE CONTACT",
                    "communication_number_qualifier_1": "TE",
                    "communication_number_1": "5555550100",
                }
            ],
        },
        "loop_1000b": {"nm1_segment": _name("40", "SAMPLE RECEIVER", "46", RECEIVER)},
        "loop_2000a": [_provider(text(payer, "payer", 60), claims)],
        "footer": {"se_segment": {"transaction_segment_count": 1, "transaction_set_control_number": CONTROL}},
    }


def _provider(payer: str, claims: Sequence[Part]) -> Part:
    employer: Part = {"reference_identification_qualifier": "EI", "reference_identification": TAX_ID}
    return {
        "hl_segment": {
            "hierarchical_id_number": "1",
            "hierarchical_level_code": "20",
            "hierarchical_child_code": "1",
        },
        "loop_2010aa": {
            "nm1_segment": _name("85", "SAMPLE HOME INFUSION", "XX", NPI),
            **_ADDRESS,
            "ref_segment": [employer],
        },
        "loop_2000b": [_subscriber(payer, claims)],
    }


def _subscriber(payer: str, claims: Sequence[Part]) -> Part:
    # the guide knows gender U as well, x12sdk F and M only
    born: Part = {
        "date_time_period_format_qualifier": "D8",
        "date_time_period": "19000101",
        "gender_code": "F",
    }
    return {
        "hl_segment": {
            "hierarchical_id_number": "2",
            "hierarchical_parent_id_number": "1",
            "hierarchical_level_code": "22",
            "hierarchical_child_code": "0",
        },
        "sbr_segment": {
            "payer_responsibility_code": "P",
            "individual_relationship_code": "18",
            "claim_filing_indicator_code": "ZZ",
        },
        "loop_2010ba": {
            "nm1_segment": _name("IL", "SAMPLE", "MI", "SAMPLE0001", first="PATIENT"),
            **_ADDRESS,
            "dmg_segment": born,
        },
        "loop_2010bb": {"nm1_segment": _name("PR", payer, "PI", "SAMPLEPAYER")},
        "loop_2300": list(claims),
    }
