"""HIP609 and HIP610, the place of service: one of CMS's list, and one where home infusion can be."""

from __future__ import annotations

import narwhals as nw

from hipkit.frames.engines import collected, reference
from hipkit.review.context.overlaps import GENERIC, SPECIFIC
from hipkit.review.context.places import LISTED, of_unlisted, places
from hipkit.review.rule import Lines, rule, tell
from hipkit.review.words import say

BASE = ("claim_id", "line", "code", "place_of_service")
_IN_HOSPITAL = ("21", "23")


@rule("HIP609", "place-not-listed", severity="error", needs=BASE, citation=("cms-pos", "the two digits"))
def place_not_listed(lines: Lines) -> Lines:
    """The place of service is not one of the two-digit codes of CMS's list.

    A claim tells the place in two digits: 12 is the home, 11 an office, 49 an infusion suite. A word, one digit (a
    spreadsheet removes the zero in front) or a code that is not on CMS's list names no place. A blank cell is not
    known.

    **Wrong** Home

    **Right** 12
    """
    texts = collected(lines.select("place_of_service").unique())["place_of_service"].to_list()
    table = of_unlisted(sorted(text for text in texts if isinstance(text, str)))
    wrong = lines.join(reference(lines, table.columns, table.schema), on=list(table.on), how="inner")
    return tell(
        wrong,
        None,
        say("the place of service ", nw.col("place_of_service")),
        say(f"expected a code of CMS's list of {LISTED}: ", nw.col("place_meant")),
        nw.col("place_slip"),
    )


@rule(
    "HIP610",
    "home-infusion-in-hospital",
    severity="warning",
    needs=BASE,
    citation=("cms-pos", "21, inpatient hospital; 23, emergency room"),
)
def home_infusion_in_hospital(lines: Lines) -> Lines:
    """A per diem of home infusion, or a nurse's visit for it, has a hospital or its emergency room as the place.

    S9325 to S9328, 99601 and 99602 are for therapy at home or in the provider's suite. 21 is the inpatient hospital and
    23 the emergency room: days there are the hospital's own.

    **Wrong** S9326 x 31, place of service 21

    **Right** S9326 x 31, place of service 12
    """
    place = nw.col("place_of_service")
    of_home = nw.col("hcpcs").is_in([GENERIC, *SPECIFIC]) | nw.col("is_nursing")
    named = nw.when(place == "21").then(nw.lit(places()["21"])).otherwise(nw.lit(places()["23"]))
    return tell(
        lines,
        of_home & place.is_in(_IN_HOSPITAL),
        say(nw.col("code"), " with place of service ", place, ", ", named),
        "expected the home or the provider's suite for home infusion; a day in hospital is not one of it",
    )
