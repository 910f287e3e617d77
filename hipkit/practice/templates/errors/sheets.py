"""Templates of claims with one wrong cell: a claim of the core beside its order, one cell of it planted.

The title, the text and the names of the boxes say nothing of where the wrong cell is.
"""

from __future__ import annotations

from collections.abc import Sequence

from hipkit.practice.draw import Draw
from hipkit.practice.making import Again, Sheet, template

# The kinds of plants add themselves when their modules are imported.
from hipkit.practice.templates.errors import amounts, codes, counts, marks, quantity  # noqa: F401
from hipkit.practice.templates.errors.cells import rows, table
from hipkit.practice.templates.errors.draws import doses, new_code, one_rate, stay_or_change, two_drugs, with_visits
from hipkit.practice.templates.errors.keys import boxes
from hipkit.practice.templates.errors.kinds import Plant, kinds, plants
from hipkit.practice.templates.errors.scene import Scene, case_parts

TITLE = "One wrong cell"
TASK = (
    "Exactly one cell of this claim is not what the order and the rules above give. Which line, which column, and what "
    "should stand there? A hyphen is an empty cell; an empty modifier is answered with none."
)
# How often a column is drawn: where people slip most comes most.
_COLUMNS = (
    *["units"] * 6,
    *["code"] * 4,
    *["ndc_quantity"] * 3,
    *["modifiers"] * 2,
    *["ndc"] * 2,
    "uom",
    "from",
    "through",
)

# The kinds that a template is about: half of its cases have one of these, where the scene offers it.
PUMP = ("bag-strength", "pump-maximum", "basal-left-out", "per-diem-by-hours")
SECOND = (
    "second-without-modifier", "modifier-on-the-first", "modifier-on-the-drug", "third-for-second",
    "fifty-nine-missing", "generic-per-diem",
)  # fmt: skip
DAYS = (
    "hospital-in-units", "hospital-in-per-diem", "first-rate-throughout", "unit-of-another-code",
    "code-of-another-day",
)  # fmt: skip
CODES = ("unit-of-another-code", "code-of-another-day")
VISITS = ("nursing-hour-too-many", "nursing-whole-visit", "nursing-first-by-hour")


@template("errors-rate", 2, "errors", ["review"], since="1")
def errors_rate(draw: Draw) -> Sheet:
    """A continuous infusion or one by night."""
    return sheet(draw, one_rate(draw), PUMP)


@template("errors-doses", 2, "errors", ["review"], since="1")
def errors_doses(draw: Draw) -> Sheet:
    """Doses through the day, or a PCA pump with its log."""
    return sheet(draw, doses(draw), PUMP)


@template("errors-two-drugs", 3, "errors", ["review"], since="1")
def errors_two_drugs(draw: Draw) -> Sheet:
    """Two therapies on the same days."""
    return sheet(draw, two_drugs(draw), SECOND)


@template("errors-days", 3, "errors", ["review"], since="1")
def errors_days(draw: Draw) -> Sheet:
    """Days in hospital, a rate that changes, or a code that ends inside the span."""
    return sheet(draw, stay_or_change(draw), DAYS)


@template("errors-visits", 3, "errors", ["review"], since="1")
def errors_visits(draw: Draw) -> Sheet:
    """An infusion with a nurse's visits."""
    return sheet(draw, with_visits(draw), VISITS)


@template("errors-new-code", 3, "errors", ["review"], since="2")
def errors_new_code(draw: Draw) -> Sheet:
    """Naloxone, whose new code counts a hundredth of what the old one did."""
    return sheet(draw, new_code(draw), CODES)


def sheet(draw: Draw, scene: Scene, about: Sequence[str]) -> Sheet:
    """The claim of a scene with one cell planted."""
    plant = one_plant(draw, scene, about)
    parts = (*case_parts(scene), table("The claim (SAMPLE)", rows(scene.claim, plant.change)), TASK)
    return Sheet(TITLE, parts, boxes(scene, plant))


def one_plant(draw: Draw, scene: Scene, about: Sequence[str]) -> Plant:
    """A plant of the scene: of what it is about, or a column first, then a kind, then one of its changes."""
    if draw.chance(2):
        for kind in draw.shuffled([kind for kind in kinds() if kind.id in about]):
            if offered := plants(kind, scene):
                return draw.one(offered)
    for column in draw.shuffled(_COLUMNS):
        for kind in draw.shuffled([kind for kind in kinds() if kind.column == column]):
            if offered := plants(kind, scene):
                return draw.one(offered)
    raise Again
