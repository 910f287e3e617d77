"""HIP3xx, the NDC: its form, what goes with it, its unit of measure and its strength."""

from __future__ import annotations

import narwhals as nw

from hipkit.reference.slips import slip
from hipkit.review.context.columns import PARTS
from hipkit.review.context.counting import ML, UN, in_words
from hipkit.review.context.tables import UNITS_OF_MEASURE
from hipkit.review.rule import SPAN, Lines, rule, tell
from hipkit.review.words import decimal, say

_TOGETHER = "expected NDC, quantity and unit of measure together"
_OR_NONE = ", or none of them: a compounded drug has no NDC"


@rule("HIP301", "ndc-form", severity="error", needs=("claim_id", "line", "ndc"), citation=("nucc-ndc", "eleven digits"))
def ndc_form(lines: Lines) -> Lines:
    """An NDC is not eleven bare digits.

    A claim carries 5-4-2 without hyphens, a zero in front of the short part. Ten digits without hyphens can be read in
    three ways, so nobody may fill the zero in but who has the package at hand. Fewer digits, or an exponent, are a
    spreadsheet's work. All zeros or all nines are a placeholder, and twelve digits are not in force before 2033-03-07.

    **Wrong** 0409113403

    **Right** 00409113403
    """
    wrong = nw.col("ndc_wrong")
    return tell(lines, ~wrong.is_null(), say("the NDC ", nw.col("ndc")), wrong, nw.col("ndc_slip"))


@rule(
    "HIP302",
    "ndc-incomplete",
    severity="error",
    needs=("claim_id", "line", "code", "ndc", "ndc_quantity", "ndc_uom"),
    citation=("nucc-ndc", "NDC, quantity, unit of measure"),
)
def ndc_incomplete(lines: Lines) -> Lines:
    """An NDC stands without its quantity or unit of measure, or one of these without an NDC.

    The three go together (2410 LIN03, CTP04 and CTP05 of an 837P); a line that lacks one may be denied with
    reason 16.

    **Wrong** J2270 x 372, NDC 00409113403, no quantity

    **Right** J2270 x 372, NDC 00409113403, ML 74.4
    """
    ndc, quantity, uom = (nw.col(name).is_null() for name in ("ndc", "ndc_quantity", "ndc_uom"))
    some = ~(ndc & quantity & uom)
    missing = (
        nw.when(ndc & quantity).then(nw.lit("an NDC and a quantity"))
        .when(ndc & uom).then(nw.lit("an NDC and a unit of measure"))
        .when(quantity & uom).then(nw.lit("a quantity and a unit of measure"))
        .when(ndc).then(nw.lit("an NDC"))
        .when(quantity).then(nw.lit("a quantity"))
        .otherwise(nw.lit("a unit of measure"))
    )  # fmt: skip
    return tell(
        lines,
        some & (ndc | quantity | uom),
        say(nw.col("code"), " without ", missing),
        nw.when(nw.col("kind") == "unlisted").then(nw.lit(f"{_TOGETHER}{_OR_NONE}")).otherwise(nw.lit(_TOGETHER)),
    )


@rule(
    "HIP303",
    "ndc-missing",
    severity="info",
    needs=(*SPAN, "ndc"),
    citation=("carc-16", "information that is needed"),
)
def ndc_missing(lines: Lines) -> Lines:
    """A drug is billed without an NDC.

    Of the payers whose texts hipkit has read some ask for it on drug lines; BCBS of Michigan pays a line without it by
    its lowest fee (The Record 0215k, February 2015). Compounded drugs have none.

    **Wrong** J2270 x 372, no NDC

    **Right** J2270 x 372, NDC 00409113403, ML 74.4
    """
    quiet = nw.col("ndc_quantity").is_null() & nw.col("ndc_uom").is_null()
    where = (nw.col("kind") == "drug") & nw.col("ndc").is_null() & quiet
    return tell(lines, where, say(nw.col("code"), " without an NDC"), "expected one where the payer asks for it")


@rule(
    "HIP304",
    "uom-not-taken",
    severity="error",
    needs=("claim_id", "line", "code", "date_from", "date_through", "units", "ndc_uom"),
    citation=("nucc-ndc", "units of measure F2, GR, ME, ML, UN"),
)
def uom_not_taken(lines: Lines) -> Lines:
    """The unit of measure is not one that a claim may carry, or not one that the payer takes.

    A claim knows F2, GR, ME, ML and UN. A payer may take fewer: BCBS of Michigan takes neither ME nor F2 (its row on
    `uom_allowed`, on the days of that rule).

    **Wrong** MG 3720

    **Right** ML 74.4
    """
    uom = nw.col("ndc_uom").str.to_uppercase()
    unknown = ~uom.is_in(list(UNITS_OF_MEASURE))
    expected = nw.when(unknown).then(nw.lit("expected one of F2, GR, ME, ML, UN")).otherwise(
        say("expected one that ", nw.col("payer_name"), " takes: ", nw.col("uom_allowed"))
    )  # fmt: skip
    return tell(lines, unknown | _is_refused(uom), say("the unit of measure ", uom), expected)


def _is_refused(uom: nw.Expr) -> nw.Expr:
    """Whether the payer does not take a unit of measure that a claim may carry."""
    return nw.any_horizontal(
        [(uom == one) & ~nw.col(taken) for one, taken in UNITS_OF_MEASURE.items()], ignore_nulls=True
    )


@rule(
    "HIP305",
    "uom-against-product",
    severity="error",
    needs=(*SPAN, "ndc", "ndc_uom"),
    citation=("bcbsm-ndc", "units of measure"),
)
def uom_against_product(lines: Lines) -> Lines:
    """A product is counted by another unit of measure than its kind is.

    Liquids go as ML, each vial of a powder as UN, a powder that is weighed as GR. CMS's crosswalk gives a product so
    many mg in so many mL, so it is a liquid; of what does not stand there, a pharmacy's own item list says what kind it
    is. What the payer does not take at all is left to HIP304.

    **Wrong** UN 4 of NDC 00409-1134-03, a liquid of 50 mg/mL

    **Right** ML 74.4
    """
    uom = nw.col("ndc_uom").str.to_uppercase()
    right = nw.col("ndc_counts")
    likely_slip = nw.coalesce(
        nw.when((uom == UN) & (right == ML)).then(nw.lit(slip("un-for-ml"))),
        nw.when((uom == ML) & (right == UN)).then(nw.lit(slip("ml-for-vials"))),
    )
    return tell(
        lines,
        (uom != right) & uom.is_in(list(UNITS_OF_MEASURE)) & ~_is_refused(uom),
        say(uom, " for NDC ", nw.col("ndc"), ", ", nw.col("ndc_kind"), " by ", nw.col("ndc_by")),
        say("expected ", right, ", and the quantity in ", in_words(right)),
        likely_slip,
    )


@rule(
    "HIP306",
    "ndc-quantity-form",
    severity="error",
    needs=("claim_id", "line", "ndc_quantity"),
    citation=("nucc-ndc", "up to 3 decimals"),
)
def ndc_quantity_form(lines: Lines) -> Lines:
    """The NDC quantity is 0, has more than three decimals, or more than eight digits before the point.

    The claim form takes eight digits before the point and three after it, and what is billed is some amount. More
    decimals come from a calculation that was not rounded.

    **Wrong** ML 74.40005

    **Right** ML 74.4
    """
    quantity = nw.col("ndc_quantity")
    parts = (quantity * PARTS).round(0)
    decimals = parts / (quantity * 0 + PARTS) != quantity
    return tell(
        lines,
        (quantity <= 0) | decimals | (quantity >= 1e8),
        say("the NDC quantity ", decimal(quantity)),
        "expected more than 0, with at most 8 digits before and 3 after the point",
    )


@rule(
    "HIP308",
    "strength-not-of-ndc",
    severity="warning",
    needs=("claim_id", "line", "code", "date_from", "date_through", "units", "ndc", "strength"),
    citation=("cms-crosswalk", "strength of the product"),
)
def strength_not_of_ndc(lines: Lines) -> Lines:
    """The strength that the line tells is not that of the NDC's product, or not one of its kind of product.

    CMS's crosswalk gives what one package holds; of what does not stand there a pharmacy's own item list says it, of a
    powder for each vial. A liquid has a strength in each mL, a powder in vials one in each vial, and one that is
    weighed has none in each vial. The strength of a mixed bag is another matter: the NDC quantity does not go by it; a
    dose in mL of a powder needs it, so beside one it is left alone.

    **Wrong** strength 5 mg/mL with NDC 00409-1134-03, a product of 50 mg/mL

    **Right** strength 50 mg/mL
    """
    other = nw.col("strength_num") * nw.col("ndc_den") != nw.col("ndc_num") * nw.col("strength_den")
    other_vial = nw.col("vial_num") * nw.col("ndc_vial_den") != nw.col("ndc_vial_num") * nw.col("vial_den")
    by_vial, kind = nw.col("strength_by_vial"), nw.col("ndc_counts")
    bag = ~by_vial & ~nw.col("strength_num").is_null() & ~nw.col("rate_volume").fill_null(False)
    of_other_kind = ((by_vial & (kind != UN)) | (bag & (kind == UN))).fill_null(False)
    where = other.fill_null(False) | other_vial.fill_null(False) | of_other_kind
    product = nw.when(of_other_kind).then(say(", ", nw.col("ndc_kind"))).otherwise(nw.lit(""))
    return tell(
        lines,
        nw.col("is_drug") & nw.col("ndc_is_drug").fill_null(True) & where,
        say("the strength ", nw.col("strength"), " with NDC ", nw.col("ndc"), product),
        nw.coalesce(
            say("expected ", nw.col("ndc_strength"), ", the strength of the product"),
            nw.when(kind == ML).then(nw.lit("expected a strength in each mL, as a liquid has")),
            say("expected none in each vial: by ", nw.col("ndc_by"), " the product is weighed"),
        ),
        nw.when(other).then(nw.lit(slip("bag-for-vial"))),
    )


@rule(
    "HIP310",
    "ndc-on-a-service",
    severity="warning",
    needs=("claim_id", "line", "code", "ndc"),
    citation=("hcpcs", "S9325 to S9328, drugs and nursing coded separately"),
)
def ndc_on_a_service(lines: Lines) -> Lines:
    """An NDC stands on a per diem or on a nurse's visit.

    An NDC names a package of a drug. Per diem and visit are no drug; the drug is coded separately, on a line of its
    own, and there its NDC belongs.

    **Wrong** S9326 x 31, NDC 00409113403, ML 74.4

    **Right** S9326 x 31; J2270 x 372, NDC 00409113403, ML 74.4
    """
    return tell(
        lines,
        (nw.col("is_per_diem") | nw.col("is_nursing")) & ~nw.col("ndc").is_null(),
        say(nw.col("code"), " with NDC ", nw.col("ndc")),
        "expected the NDC on the line of its drug alone",
    )
