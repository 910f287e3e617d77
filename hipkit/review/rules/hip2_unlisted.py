"""HIP204 to HIP206 and HIP209, unlisted codes: when one may stand, its units, its text, and compounded drugs."""

from __future__ import annotations

import narwhals as nw

from hipkit.billing.likely_slips import of_pair
from hipkit.frames.engines import Schema, collected, reference
from hipkit.order.order import UNLISTED_LENGTH
from hipkit.reference.brands import Named, named_in
from hipkit.reference.products import drugs
from hipkit.review.context import tables as facts
from hipkit.review.context.columns import PARTS, Amount, likely
from hipkit.review.context.compounds import COMPOUNDED, KEY, is_unlisted, of_compounds, says_compounding, text
from hipkit.review.context.counting import ML, is_contradicted, is_in, why_not_counted
from hipkit.review.context.overlaps import overlapping
from hipkit.review.context.texts import drug_named, spans, words
from hipkit.review.rule import SPAN, Lines, leave_open, rule, tell
from hipkit.review.words import days, decimal, say

_TOLD = ("claim_id", "line", "hcpcs", "date_from", "date_through", "own", "name")
_NAMED: Schema = {"text": nw.String, "text_name": nw.String}
_SPANS: Schema = {"text": nw.String, "own": nw.String, "begun": nw.Date, "ended": nw.Date}
_OF_COMPOUND = (
    "a compounded drug, for whose ingredients Medicare's contractors take no codes of their own; hipkit has no payer's "
    "rule for compounds, so whether the unlisted code is right is not checked"
)
# Why the units of an unlisted code are not held to the NDC quantity.
_UNITS = ", so the units of the unlisted code are not held to it"
_NO_RULE = (
    "no rule that hipkit has for this line says what the units of an unlisted code count, and these are neither 1 nor "
    "the NDC quantity as a whole number, so they are not checked"
)
_ONCE_RIGHT = "expected the NDC quantity as a whole number, once its unit of measure is put right: "
_NO_QUANTITY = "the line tells no NDC quantity that the units of the unlisted code could be checked against"
_NO_DRUG = "the line names no drug, so whether it has a code of its own is not checked"
_UNKNOWN = (
    "the text names several drugs, or one for which hipkit knows no code; whether it has a code of its own is not "
    "checked, look it up in HCPCS"
)


def _leave_open(lines: Lines) -> Lines:
    """Ingredients of compounds, and unlisted lines of a drug that hipkit does not know."""
    unlisted = _with_drug(lines)
    in_compound = unlisted.filter(nw.col("compound") & (~nw.col("name").is_null() | ~says_compounding()))
    others = unlisted.filter(~nw.col("compound") & nw.col("name").is_null())
    why = nw.when(nw.col("text").is_null()).then(nw.lit(_NO_DRUG)).otherwise(nw.lit(_UNKNOWN))
    return nw.concat([leave_open(in_compound, None, _OF_COMPOUND), leave_open(others, None, why)], how="vertical")


@rule(
    "HIP204",
    "unlisted-though-specific",
    severity="error",
    needs=(*SPAN, "payer"),
    citation=("hcpcs", "J3490, unclassified drugs"),
    unjudged=_leave_open,
)
def unlisted_though_specific(lines: Lines) -> Lines:
    """A drug that has a code of its own is billed under an unlisted one.

    J3490 is by its words for drugs that are not classified, so one with a code goes by its code. The drug is known by
    its NDC, by its name, or by a text that names it, or a brand of it, and no other drug. HMSA's own example bills
    J3490, and the article it links to asks specialty pharmacies for it, so lines of that payer are left out on the days
    of that rule. J7999 is for compounded drugs. Ingredients of a compound are counted as not checked: a line of
    the claim and day has a word of compounding, J7999 or KD, or S9328 stands beside two or more unlisted lines.

    **Wrong** J3490 x 149, drug morphine sulfate (payer bcbstx)

    **Right** J2270 x 372
    """
    lines = _with_drug(lines).filter(~nw.col("compound"))
    named = lines.filter(~nw.col("own").is_null()).select(*_TOLD)
    texts = lines.filter(nw.col("own").is_null() & ~nw.col("text_name").is_null()).drop("own")
    found = nw.concat([named, _by_text(texts)], how="vertical")
    return tell(
        found,
        None,
        say(nw.col("hcpcs"), " for ", nw.col("name")),
        say("expected ", nw.col("own"), ", its own code ", days()),
    )


def _with_drug(lines: Lines) -> Lines:
    """The unlisted lines that a payer does not ask for, each with `name` and `own` code by NDC or name, `text_name` by
    its text where neither is known, and whether it is of a `compound`."""
    of = of_compounds(lines).with_columns(compound=nw.lit(True))
    by_ndc = nw.when(nw.col("ndc_is_drug")).then(nw.coalesce("ndc_code", "ndc_early"))
    listed = say(nw.col("ndc_name"), nw.col("ndc_added"))
    name = nw.coalesce(nw.when(nw.col("ndc_is_drug")).then(listed), nw.col("drug_words"))
    lines = lines.filter(is_unlisted() & ~nw.col("j3490_published")).join(of, on=list(KEY), how="left")
    lines = lines.with_columns(
        own=nw.coalesce(by_ndc, nw.col("drug_code")),
        name=name,
        text=text(),
        compound=nw.col("compound").fill_null(False),
    )
    rows = [(one, words(of_drug)) for one, of_drug in _texts(lines)]
    table = facts.table_of(("text",), _NAMED, rows)
    lines = lines.join(reference(lines, table.columns, table.schema), on="text", how="left")
    by_text = nw.when(nw.col("name").is_null()).then(nw.col("text_name"))
    return lines.with_columns(text_name=by_text, name=nw.coalesce(nw.col("name"), by_text))


def _by_text(lines: Lines) -> Lines:
    """The lines whose text names one drug, with its code on the first day."""
    rows = [(one, *span) for one, of_drug in _texts(lines) for span in spans(of_drug)]
    table = facts.table_of(("text",), _SPANS, rows)
    joined = lines.join(reference(lines, table.columns, table.schema), on="text", how="inner")
    begun, ended = nw.col("begun") <= nw.col("date_from"), nw.col("ended") < nw.col("date_from")
    return joined.filter(begun & ~ended.fill_null(False)).select(*_TOLD)


def _texts(lines: Lines) -> list[tuple[str, Named]]:
    """The texts that name one drug, with that drug."""
    texts = collected(lines.select("text").unique())["text"].to_list()
    return [(one, of) for one in sorted(filter(None, texts)) if (of := drug_named(one)) is not None]


def _is_near() -> nw.Expr:
    """Whether units are the NDC quantity as a whole number."""
    parts, units = (nw.col("ndc_quantity") * PARTS).round(0), nw.col("units") * PARTS
    return (units - parts < PARTS + 1) & ((parts - units) * 2 < PARTS + 2)


def _is_wrong() -> nw.Expr:
    """Whether units are not those that the payer states."""
    only_one = ~nw.col("noc_ndc_units")
    by_quantity = nw.col("noc_ndc_units") & ~nw.col("noc_one") & ~nw.col("ordered") & ~_is_near()
    return ((only_one & (nw.col("units") != 1)) | by_quantity).fill_null(False)


def _units_by(lines: Lines) -> Lines:
    """The lines whose units are held to what the payer counts."""
    return lines.filter((nw.col("kind") == "unlisted") & ~nw.col("jw") & (nw.col("hcpcs") != COMPOUNDED))


def _not_held(lines: Lines) -> Lines:
    """Unlisted lines without a whole order whose units fit no rule of their payer, since it states none, and those
    whose NDC quantity tells nothing, or is contradicted by the strength."""
    quantity, one = nw.col("ndc_quantity"), (nw.col("units") == 1) & nw.col("noc_one")
    silent = nw.col("noc_one") & nw.col("noc_ndc_units")
    why = (
        nw.when((quantity > 0) & is_contradicted()).then(say(why_not_counted(), _UNITS))
        .when(silent & ~one & ~_is_near().fill_null(False)).then(nw.lit(_NO_RULE))
        .when(quantity.is_null() & ~one).then(nw.lit(_NO_QUANTITY))
    )  # fmt: skip
    whole = (nw.col("units") > 0) & (nw.col("units") == nw.col("units").floor())
    others = _units_by(lines).filter(whole & ~nw.col("ordered") & ~_is_wrong()).with_columns(why=why)
    return leave_open(others, ~nw.col("why").is_null(), nw.col("why"))


@rule(
    "HIP205",
    "unlisted-units",
    severity="error",
    needs=(*SPAN, "payer"),
    citation=("hmsa-injectables", "units of J3490"),
    unjudged=_not_held,
)
def unlisted_units(lines: Lines) -> Lines:
    """The units of an unlisted code are not those that the payer counts.

    Three rules are published: the NDC units (HMSA), one unit (Medicare, WPS), the number of containers. Where the payer
    states one, it is held to: one unit, or the NDC quantity as a whole number. Where it states none, units that are
    neither are counted as not checked, and so is a line whose unit of measure and strength contradict each other: of
    such a quantity no units are advised. Where the line gives the whole order, HIP221 compares with that.

    **Wrong** J3490 x 3720 with NDC quantity 148.8 ML (payer hmsa)

    **Right** J3490 x 149 with NDC quantity 148.8 ML
    """
    only_one, quantity = ~nw.col("noc_ndc_units"), nw.col("ndc_quantity")
    by_quantity = nw.coalesce(
        nw.when(is_contradicted()).then(say(_ONCE_RIGHT, why_not_counted())),
        say("expected the NDC quantity, ", decimal(quantity), ", as a whole number"),
    )
    right = Amount(quantity, nw.lit(1.0))
    in_mg = right.times(nw.col("holds_num"), nw.col("holds_den"))
    return tell(
        _units_by(lines),
        _is_wrong(),
        say(nw.col("hcpcs"), " x ", decimal(nw.col("units"))),
        nw.when(only_one).then(nw.lit("expected 1, whatever the amount")).otherwise(by_quantity),
        nw.when(~only_one & ~is_contradicted()).then(likely(nw.col("units"), right, of_pair(right, in_mg, is_in(ML)))),
    )


@rule(
    "HIP206",
    "unlisted-without-text",
    severity="error",
    needs=(*SPAN, "description"),
    citation=("wps-noc", "name and dose of the drug (M123)"),
)
def unlisted_without_text(lines: Lines) -> Lines:
    """An unlisted code carries no text that says which drug it stands for, or one that does not fit on a claim.

    The text, name, strength and amount, goes into SV101-7 (80 characters) or into item 19; without it the line is
    denied with M123 by Medicare's contractor WPS. A longer one does not fit.

    **Wrong** J3490 x 149, no description

    **Right** J3490 x 149, ketamine hydrochloride 25 mg/mL total 3720 mg
    """
    description = nw.col("description")
    length = description.str.len_chars()
    long = say(" with a description of ", length.cast(nw.String), " characters")
    found = nw.when(description.is_null()).then(nw.lit(" without a description")).otherwise(long)
    return tell(
        lines,
        (nw.col("kind") == "unlisted") & (description.is_null() | (length > UNLISTED_LENGTH)),
        say(nw.col("hcpcs"), found),
        f"expected the drug's name, strength and amount, within {UNLISTED_LENGTH} characters",
    )


@rule(
    "HIP209",
    "compound-with-ndc-or-ingredient",
    severity="error",
    needs=(*SPAN, "description", "ndc"),
    citation=("contractors-compounds", "compounded drugs"),
)
def compound_with_ndc_or_ingredient(lines: Lines) -> Lines:
    """A compounded drug carries an NDC, or its ingredient is billed by its own code beside it.

    What is compounded has no NDC of its own; by what Medicare's contractors were read to ask, J7999 stands for the
    whole of it, ingredients too. Another payer may ask for each ingredient with its own NDC, as Alaska's Medicaid
    does on a form of its own (7 AAC 120.110, seen in September 2024).

    **Wrong** J7999 x 1, morphine and bupivacaine, NDC 00409113403; J2270 x 372 on the same days

    **Right** J7999 x 1, morphine and bupivacaine, 20 mg and 5 mg in 1 mL
    """
    compounds = lines.filter((nw.col("hcpcs") == COMPOUNDED) & ~nw.col("jw")).with_columns(text=text())
    texts = [one for one in collected(compounds.select("text").unique())["text"].to_list() if isinstance(one, str)]
    named = [(one, code) for one in sorted(texts) for code in _ingredients(one)]
    table = facts.table_of(("text",), {"text": nw.String, "other_hcpcs": nw.String}, named)
    ingredients = compounds.join(reference(lines, table.columns, table.schema), on="text", how="inner")
    own = lines.filter((nw.col("kind") == "drug") & ~nw.col("jw"))
    pairs = overlapping(ingredients.rename({"other_hcpcs": "named_hcpcs"}), own, "claim_id", ("hcpcs",))
    beside = pairs.filter(nw.col("other_hcpcs") == nw.col("named_hcpcs"))
    beside = beside.group_by("claim_id", "line", "hcpcs").agg(nw.col("other_hcpcs").min())
    ingredient = tell(
        beside,
        None,
        say(nw.col("hcpcs"), " beside ", nw.col("other_hcpcs"), ", which its text names as well"),
        "expected the compounded drug alone, without codes of its ingredients",
    )
    with_ndc = tell(
        compounds,
        ~nw.col("ndc").is_null(),
        say(nw.col("hcpcs"), " with NDC ", nw.col("ndc")),
        "expected no NDC: a compounded drug has none",
    )
    return nw.concat([with_ndc, ingredient], how="vertical")


def _ingredients(text: str) -> list[str]:
    """The codes of the drugs that a text names, by the first word of their names or by a brand."""
    named = [one for one in drugs() if one.name.split()[0] in text.lower()]
    of_drugs = {code.code for one in named for code in one.codes}
    return sorted(of_drugs.union(*(one.brand.codes for one in named_in(text) if one.brand)))
