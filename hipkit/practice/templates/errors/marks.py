"""Plants in modifiers, NDC, unit of measure and dates."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from hipkit.claim.line import ServiceLine
from hipkit.practice.templates.errors.amounts import drug_lines
from hipkit.practice.templates.errors.kinds import Wrong, plant
from hipkit.practice.templates.errors.scene import Scene, printed
from hipkit.reference.products import product, products
from hipkit.values.citations import Citation, cite
from hipkit.values.ndc import Ndc, candidates

_DAY = datetime.timedelta(days=1)


def _per_diems(scene: Scene) -> list[ServiceLine]:
    return [line for line in scene.claim.lines if line.kind == "per_diem"]


def _second(line: ServiceLine) -> tuple[str, Citation]:
    rule = "the per diem of the second therapy on a day carries what the payer marks it by, the first carries nothing"
    return rule, line.origins["modifiers"].citation


@plant("second-without-modifier", "modifiers", "sh-missing")
def _missing(scene: Scene) -> Iterator[Wrong]:
    for line in _per_diems(scene):
        if line.modifiers:
            yield Wrong(line, "", *_second(line))


@plant("modifier-on-the-first", "modifiers", "sh-on-the-first-line")
def _on_first(scene: Scene) -> Iterator[Wrong]:
    marked = [line for line in _per_diems(scene) if line.modifiers]
    for line in _per_diems(scene):
        if marked and not line.modifiers:
            yield Wrong(line, " ".join(marked[0].modifiers), *_second(marked[0]))


@plant("modifier-on-the-drug", "modifiers", "sh-on-the-first-line")
def _on_drug(scene: Scene) -> Iterator[Wrong]:
    marked = [line for line in _per_diems(scene) if line.modifiers]
    for line, bill, _ in drug_lines(scene):
        if marked and bill is marked[0].bill:
            rule = "what marks the second therapy stands on its per diem, not on its drug"
            yield Wrong(line, " ".join(marked[0].modifiers), rule, marked[0].origins["modifiers"].citation)


@plant("third-for-second", "modifiers", "sj-for-sh")
def _third(scene: Scene) -> Iterator[Wrong]:
    for line in _per_diems(scene):
        if "SH" in line.modifiers:
            now = " ".join("SJ" if modifier == "SH" else modifier for modifier in line.modifiers)
            yield Wrong(
                line, now, "SH is the second therapy on a day, SJ the third and later ones", cite("hcpcs", "SJ")
            )


@plant("second-without-a-first", "modifiers", "sh-on-the-first-line")
def _alone(scene: Scene) -> Iterator[Wrong]:
    lines = _per_diems(scene)
    if len(scene.drawn) == 1 and lines:
        rule = "SH marks a second therapy beside a first, and here there is one"
        yield Wrong(lines[0], "SH", rule, cite("hcpcs", "SH"))


@plant("fifty-nine-missing", "modifiers", "59-missing")
def _no_59(scene: Scene) -> Iterator[Wrong]:
    for line in _per_diems(scene):
        if "59" in line.modifiers:
            yield Wrong(line, " ".join(modifier for modifier in line.modifiers if modifier != "59"), *_second(line))


@plant("zero-in-another-place", "ndc", "ndc-in-another-form")
def _other_zero(scene: Scene) -> Iterator[Wrong]:
    for line, ndc in _ndcs(scene):
        digits = printed(ndc).replace("-", "")
        rule = f"the label prints {printed(ndc)}; the zero goes in front of the segment that is one digit short"
        for other in candidates(digits) if len(digits) == 10 else ():
            yield Wrong(line, other.ndc11 or "", rule, cite("fda-ndc-rule", "forms of ten digits"))


@plant("another-package", "ndc", "another-package")
def _other_package(scene: Scene) -> Iterator[Wrong]:
    """The NDC of the same vial in another size."""
    for line, ndc in _ndcs(scene):
        own = product(ndc)
        for other in products() if own else ():
            if own and (other.ndc.labeler, other.ndc.product) == (ndc.labeler, ndc.product) and other.ndc != ndc:
                rule = "the NDC is that of the package dispensed, to its last two digits"
                yield Wrong(line, other.ndc.ndc11 or "", rule, cite("cms-crosswalk", ndc.hyphenated))


def _ndcs(scene: Scene) -> Iterator[tuple[ServiceLine, Ndc]]:
    return ((line, line.ndc) for line in scene.claim.lines if line.ndc is not None)


@plant("unit-of-measure", "uom", "un-for-ml", "me-for-ml", "gr-for-ml")
def _measure(scene: Scene) -> Iterator[Wrong]:
    words = {"UN": "UN counts powder vials", "ME": "ME counts milligrams", "GR": "GR counts grams"}
    for line, _ in _ndcs(scene):
        for now, what in words.items():
            rule = f"a liquid is counted in millilitres, as its quantity here is; {what}"
            yield Wrong(line, now, rule, cite("bcbsm-ndc", "liquids are ML"), f"{now.lower()}-for-ml")


@plant("begins-a-day-late", "from", "date-one-off")
def _late(scene: Scene) -> Iterator[Wrong]:
    for line, day in _ends(scene, first=True):
        yield Wrong(line, str(day + _DAY), *_days(line))


@plant("begins-a-day-early", "from", "date-one-off")
def _early(scene: Scene) -> Iterator[Wrong]:
    for line, day in _ends(scene, first=True):
        yield Wrong(line, str(day - _DAY), *_days(line))


@plant("ends-a-day-early", "through", "date-one-off")
def _short(scene: Scene) -> Iterator[Wrong]:
    for line, day in _ends(scene, first=False):
        yield Wrong(line, str(day - _DAY), *_days(line))


@plant("ends-a-day-late", "through", "date-one-off")
def _long(scene: Scene) -> Iterator[Wrong]:
    for line, day in _ends(scene, first=False):
        yield Wrong(line, str(day + _DAY), *_days(line))


def _ends(scene: Scene, first: bool) -> Iterator[tuple[ServiceLine, datetime.date]]:
    for line in scene.claim.lines:
        day = line.start if first else line.end
        if line.kind != "nursing" and day is not None and line.start != line.end and day.year < 2026:
            yield line, day


def _days(line: ServiceLine) -> tuple[str, Citation]:
    return "a line goes from the first day of the order to the last, both included", line.origins["dates"].citation
