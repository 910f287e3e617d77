"""Plants in the codes: another code than the one that the drug, the day or the hours ask for."""

from __future__ import annotations

from collections.abc import Iterator

from hipkit.claim.line import ServiceLine
from hipkit.practice.templates.errors.amounts import drug_lines, first_day, other_codes
from hipkit.practice.templates.errors.kinds import Wrong, plant
from hipkit.practice.templates.errors.scene import Scene
from hipkit.reference.codes import code as known_code
from hipkit.reference.products import drug
from hipkit.values.citations import Citation, cite

GENERIC = "S9325"


@plant("code-of-another-day", "code", "code-has-ended", "code-not-begun")
def _other_day(scene: Scene) -> Iterator[Wrong]:
    """The code that had ended by then, or that had not begun."""
    for line, _, _ in drug_lines(scene):
        assert line.start is not None and line.end is not None
        for known in other_codes(line):
            day = "the code of a line is one in force on its days"
            if known.end is not None and known.end < line.start:
                rule = f"{known.code} ended on {known.end}; {day}"
                yield Wrong(line, known.code, rule, cite("hcpcs", known.code), "code-has-ended")
            elif known.start > line.end:
                rule = f"{known.code} began on {known.start}; {day}"
                yield Wrong(line, known.code, rule, cite("hcpcs", known.code), "code-not-begun")


@plant("unlisted-for-a-listed-drug", "code", "unclassified-for-a-drug-with-a-code")
def _unlisted(scene: Scene) -> Iterator[Wrong]:
    for line, _, _ in drug_lines(scene):
        if known_code(line.code).kind == "drug":
            rule = "J3490 is for a drug without a code of its own, and this drug has one"
            yield Wrong(line, "J3490", rule, line.origins["code"].citation)


@plant("own-code-in-the-example-reading", "code", "own-code-where-j3490-is-billed")
def _own_code(scene: Scene) -> Iterator[Wrong]:
    """The drug's own code where the reading asks for J3490."""
    for line, bill, _ in drug_lines(scene):
        own = bill.order.drug and drug(bill.order.drug).code_on(first_day(line), implanted=False)
        if line.code == "J3490" and own:
            rule = "this reading bills every drug as unclassified, in millilitres, as the payer's example does"
            yield Wrong(line, own, rule, line.origins["code"].citation)


@plant("code-of-the-other-route", "code", "code-of-the-other-route")
def _other_route(scene: Scene) -> Iterator[Wrong]:
    """The code by which the same drug goes in an implanted pump."""
    for line, bill, _ in drug_lines(scene):
        for other in drug(bill.order.drug).codes if bill.order.drug else ():
            if other.route == "implanted" and line.code not in (other.code, "J3490"):
                rule = f"{other.code} is the preservative-free product for epidural or intrathecal use"
                yield Wrong(line, other.code, rule, cite("hcpcs", other.code))


@plant("per-diem-of-other-hours", "code", "s9327-for-24-hours", "s9326-for-fewer-hours")
def _other_hours(scene: Scene) -> Iterator[Wrong]:
    swapped = {"S9326": ("S9327", "s9327-for-24-hours"), "S9327": ("S9326", "s9326-for-fewer-hours")}
    for line in _per_diems(scene):
        if line.code in swapped:
            other, slip = swapped[line.code]
            rule = "S9326 is for 24 hours a day and more, S9327 for fewer, counted by what the order gives"
            yield Wrong(line, other, rule, line.origins["code"].citation, slip)


@plant("generic-per-diem", "code", "generic-per-diem")
def _generic(scene: Scene) -> Iterator[Wrong]:
    """S9325 where a code names the regimen; beside another per diem its own words forbid it."""
    lines = list(_per_diems(scene))
    for line in lines:
        if line.code != GENERIC:
            rule, source = _why_not_generic(line, len(lines) > 1)
            yield Wrong(line, GENERIC, rule, source)


def _why_not_generic(line: ServiceLine, beside: bool) -> tuple[str, Citation]:
    if beside:
        return "S9325 never stands beside another per diem of the same day, by its own words", cite("hcpcs", GENERIC)
    rule = "S9325 names no regimen; by this payer's rule the code is the one for the hours of the day"
    return rule, line.origins["code"].citation


@plant("by-hours-in-the-example-reading", "code", "specific-per-diem")
def _by_hours(scene: Scene) -> Iterator[Wrong]:
    """The code of the hours where the reading asks for S9325."""
    for line in _per_diems(scene):
        if line.code == GENERIC and line.bill is not None:
            rule = "this reading bills the generic per diem whatever the regimen, as the payer's example does"
            yield Wrong(line, "S9326", rule, line.origins["code"].citation)


@plant("implanted-for-external", "code", "s9328-for-an-external-pump")
def _implanted(scene: Scene) -> Iterator[Wrong]:
    for line in _per_diems(scene):
        rule = "S9328 is for an implanted pump, and this pump is worn outside the body"
        yield Wrong(line, "S9328", rule, line.origins["code"].citation)


def _per_diems(scene: Scene) -> Iterator[ServiceLine]:
    return (line for line in scene.claim.lines if line.kind == "per_diem" and line.code != "S9328")
