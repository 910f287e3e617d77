"""HIP201 to HIP203, HIP207, HIP208, HIP210 and HIP212: codes that are known and in force, of the NDC and the drug."""

from __future__ import annotations

import narwhals as nw

from hipkit.reference.slips import slip
from hipkit.review.context.branded import under_another_code
from hipkit.review.rule import SPAN, Lines, leave_open, rule, tell, tell_of_few
from hipkit.review.words import at_most, day, days, decimal, say


def in_force() -> nw.Expr:
    """Whether the code is in force on all days of the line."""
    begun = nw.col("code_from") <= nw.col("date_from")
    return begun & (nw.col("code_through").is_null() | (nw.col("date_through") <= nw.col("code_through")))


@rule("HIP201", "code-not-in-force", severity="error", needs=SPAN, citation=("hcpcs", "dates in force"))
def code_not_in_force(lines: Lines) -> Lines:
    """A code is billed for days on which it is not in force: before CMS added it, or after it ended.

    In force means from the day a code was added to the day it ended. Hydromorphone is the trap: J1170 counted 4 mg and
    ended on 2024-09-30, and J1171 counts 0.1 mg from 2024-10-01, forty times as many units for the same dose. CPT codes
    (99601, 99602) are in none of CMS's files, and are left out.

    **Wrong** J1170 x 18 from 2024-10-01 to 2024-10-31

    **Right** J1171 x 720 from 2024-10-01 to 2024-10-31
    """
    ended = nw.col("code_through") < nw.col("date_through")
    after = nw.coalesce(nw.col("code_next"), nw.lit("a code that is in force"))
    before = nw.coalesce(nw.col("code_before"), nw.lit("a code that is in force"))
    expected = nw.when(ended).then(
        say("expected ", after, ": it ended on ", day(nw.col("code_through")))
    ).otherwise(say("expected ", before, ": it begins on ", day(nw.col("code_from"))))  # fmt: skip
    return tell(lines, ~in_force() & ~nw.col("is_nursing"), say(nw.col("hcpcs"), " ", days()), expected)


@rule("HIP202", "code-misprint", severity="error", needs=SPAN, citation=("hmsa", "revision 2.5, 59326"))
def code_misprint(lines: Lines) -> Lines:
    """A code is not a known one, and becomes one when a letter and a digit of like shape change places.

    HMSA's own list of revisions prints 59326 where S9326 is meant. It looks like a CPT number and is not one.

    **Wrong** 59326 x 31

    **Right** S9326 x 31
    """
    return tell(
        lines,
        ~nw.col("code_meant").is_null(),
        say("the code ", nw.col("code")),
        say("expected ", nw.col("code_meant"), ", which is sometimes misprinted so"),
        nw.when(nw.col("hcpcs") == "59326").then(nw.lit(slip("misprint-59326"))).otherwise(nw.lit(slip("misprint"))),
    )


@rule("HIP203", "code-not-in-hipkit", severity="info", needs=SPAN, citation=("hipkit", "claim review"))
def code_not_in_hipkit(lines: Lines) -> Lines:
    """A code is not one of the codes of home-infusion pain therapy that hipkit has.

    It may be a right code for something else, such as a pump; hipkit says nothing about it, and no rule looks at its
    units. What cannot be a code is HIP210's matter.

    **Wrong** X0000 x 1, which nobody could check here

    **Right** J2270 x 372, or a code that is looked up elsewhere
    """
    return tell(
        lines,
        nw.col("kind").is_null() & nw.col("code_meant").is_null() & nw.col("code_form"),
        say("the code ", nw.col("code")),
        "expected a code of pain therapy that hipkit has; this one is not checked",
    )


def _unknown_product(lines: Lines) -> Lines:
    """Drug lines with an NDC that is not in the tables; a name that the line tells is HIP208's matter."""
    unknown = ~nw.col("ndc11").is_null() & nw.col("ndc_name").is_null() & nw.col("called").is_null()
    reason = (
        "the NDC is not in the tables that come with hipkit and the line names no drug, so whether the code is its own "
        "is not checked"
    )
    return leave_open(lines, (nw.col("kind") == "drug") & unknown, reason)


@rule(
    "HIP207",
    "code-not-of-ndc",
    severity="error",
    needs=(*SPAN, "ndc"),
    citation=("cms-crosswalk", "NDC to code"),
    unjudged=_unknown_product,
)
def code_not_of_ndc(lines: Lines) -> Lines:
    """The code is not the one that CMS's crosswalk lists for the NDC on that day.

    A product has one code at a time, and some change it: of the pain products 37 did between 2024 Q1 and 2026 Q1.
    Unlisted codes are left to HIP204, codes that are not in force to HIP201; S codes whose words name the drug
    (S0093 for morphine) are for payers that take them, and are accepted.

    **Wrong** J3010 (fentanyl) with NDC 00409113403, a vial of morphine

    **Right** J2270 with NDC 00409113403
    """
    listed = nw.col("ndc_is_drug") & ~nw.col("ndc_code").is_null() & in_force()
    return tell(
        lines.filter(nw.col("of_another_drug") & listed),
        None,
        say(nw.col("hcpcs"), " with NDC ", nw.col("ndc"), ", which is ", nw.col("ndc_name")),
        say("expected ", nw.col("ndc_code"), ", its code on ", day(nw.col("date_from"))),
    )


@rule(
    "HIP208",
    "code-not-of-drug",
    severity="warning",
    needs=SPAN,
    citation=("hcpcs", "the words of the code"),
    one_of=("drug", "ndc", "description"),
)
def code_not_of_drug(lines: Lines) -> Lines:
    """The code is not one of the codes of the drug that the line names, by its name or its NDC, or not of its brand.

    It is checked only where CMS's crosswalk does not list the NDC on that day, or there is none; else HIP207 checks it.
    Of what no crosswalk lists, a pharmacy's own item list says the drug. Where the products of a brand go by other
    codes than the plain drug, those of the brand count: Duramorph is J2274. Where neither a drug nor an NDC is told, a
    brand in the text of the line, and no other drug, tells it.

    **Wrong** J1171 for morphine sulfate

    **Right** J2270 for morphine sulfate
    """
    by_ndc = nw.col("ndc_is_drug").fill_null(False) & ~nw.col("ndc_code").is_null()
    others = lines.filter(nw.col("of_another_drug") & ~by_ndc)
    listed = nw.col("ndc_is_drug") & (nw.col("ndc_added") != "")
    by_list = nw.when(listed).then(say(" with NDC ", nw.col("ndc"), ", ", nw.col("ndc_name"), nw.col("ndc_added")))
    own = nw.coalesce("ndc_early", "drug_code")
    expected = nw.when(~own.is_null()).then(say("expected ", own, ", a code of it"))
    of_name = tell(
        others,
        None,
        say(nw.col("hcpcs"), nw.coalesce(by_list, say(" for ", nw.col("called")))),
        expected.otherwise(nw.lit("expected a code of it")),
    )
    of_brand = tell(
        under_another_code(lines.filter(~nw.col("of_another_drug"))),
        None,
        say(nw.col("hcpcs"), " for ", nw.col("brand"), ", ", nw.col("generic")),
        say("expected ", nw.col("own"), ", the code of its products ", days()),
    )
    return nw.concat([of_name, of_brand], how="vertical")


@rule("HIP210", "code-form", severity="error", needs=SPAN, citation=("hcpcs", "codes, a letter and four digits"))
def code_form(lines: Lines) -> Lines:
    """A code is neither a letter and four digits, nor five digits, nor four digits and a letter.

    Codes of HCPCS Level II are a letter and four digits, those of CPT five digits, or four and a letter; anything else
    is no code of the two. Small letters are read as capitals. Where a known code is one slip away, a letter
    too many, too few, another, or two swapped, it is named, and so it is where modifiers stand behind it in one cell.
    No other rule can look at the units of such a line; where the NDC quantity tells of them, that is said.

    **Wrong** J22700 x 3720

    **Right** J2270 x 372
    """
    return tell_of_few(lines.filter(~nw.col("code_form") & nw.col("code_meant").is_null()), _tell_form)


def _tell_form(wrong: Lines) -> Lines:
    in_ml = nw.col("ndc_uom").fill_null("ML").str.to_uppercase() == "ML"
    drug = nw.col("ndc_num") * nw.col("near_den") / (nw.col("ndc_den") * nw.col("near_num"))
    wrong = wrong.with_columns(about=nw.when(in_ml & (nw.col("ndc_quantity") > 0)).then(nw.col("ndc_quantity") * drug))
    wrong = wrong.with_columns(about=nw.when(~nw.col("about").is_null()).then(at_most(nw.col("about"))))
    known = ~nw.col("code_near").is_null()
    likely = nw.when(known & ~nw.col("near_mods")).then(nw.lit(slip("mistyped")))
    return tell(
        wrong,
        None,
        say("the code ", nw.col("code")),
        nw.coalesce(
            nw.when(nw.col("near_mods")).then(
                say("expected ", nw.col("code_near"), ", its modifiers in their own cell")
            ),
            say("expected ", nw.col("code_near"), ", of which the NDC quantity is about ", decimal(nw.col("about")),
                 " units"),
            say("expected ", nw.col("code_near"), ", one slip away; its units are not checked"),
            nw.lit("expected a letter and four digits, or five digits; its units are not checked"),
        ),
        likely,
    )  # fmt: skip


@rule(
    "HIP212",
    "drug-not-of-ndc",
    severity="warning",
    needs=("claim_id", "line", "drug", "ndc"),
    citation=("cms-crosswalk", "name of the product"),
)
def drug_not_of_ndc(lines: Lines) -> Lines:
    """The drug that a line names is not the drug of its NDC.

    The two cells contradict each other, so one of them is wrong; which, the line does not tell. It is checked where
    hipkit has both the name and the NDC.

    **Wrong** fentanyl citrate with NDC 00409113403, a vial of morphine

    **Right** morphine sulfate with NDC 00409113403
    """
    return tell(
        lines,
        nw.col("ndc_is_drug") & (nw.col("drug_name") != nw.col("ndc_name")),
        say(nw.col("drug"), " with NDC ", nw.col("ndc")),
        say("expected ", nw.col("ndc_name"), ", the drug of this NDC", nw.col("ndc_added"), ", or the NDC of the drug"),
    )
