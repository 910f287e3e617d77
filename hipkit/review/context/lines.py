"""Claim lines joined with what hipkit's tables know of them: the frames that rules look at.

Each is worked out once for all rules. The texts of a column that says the same on many lines (a code, a payer, a
dose) are looked up once each; what is found out comes back by a join.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import narwhals as nw

from hipkit.claim.claim import PATIENT
from hipkit.frames.engines import Schema, collected, reference
from hipkit.review.cells import DATE, LINE, MONEY, NUMBER, TEXT
from hipkit.review.context import tables as facts
from hipkit.review.context.amounts import of_doses, of_strengths, with_amounts
from hipkit.review.context.counting import with_counted
from hipkit.review.context.ndcs import most_codes, of_ndcs
from hipkit.review.context.overlaps import with_therapy, with_therapy_days
from hipkit.review.keeping import lazy
from hipkit.review.table import KINDS
from hipkit.review.words import day_number

Lines = nw.LazyFrame[Any]

_TYPES: dict[str, facts.Kind] = {TEXT: nw.String, LINE: nw.Int64, NUMBER: nw.Float64, MONEY: nw.Float64, DATE: nw.Date}
TYPES = {name: _TYPES[kind] for name, kind in KINDS.items()}
COLUMNS = tuple(TYPES)
MOST = 1e9
# hipkit's samples name no patient: lines of theirs are of nobody, and never of one and the same person.
NOBODY = PATIENT
_FALSE = (*facts.SAID, *facts.MODIFIERS.values(), "other_per_diem", "other_drug")
_OF_THERAPY = (
    "claim_id", "line", "hcpcs", "date_from", "date_through", "payer_id", "is_drug", "is_per_diem", "jw", "timed",
    "hours_per_day", "by_hours", "whole", "first", "last",
)  # fmt: skip
_TRUE = facts.OPEN


def known(lines: Lines, broken: Sequence[str] = (), cut: Callable[[Lines], Lines] = lambda lines: lines) -> Lines:
    """The lines with what is known of each. Every column of the table is there, null where the table lacks it.

    `broken` are claims of which a row could not be read: `whole` is false on their lines. `cut` is called between
    steps, for an engine that cannot plan them all at once.

    `other_per_diem` and `other_drug` are codes of other therapies, of which nothing else is known. `who` is the
    patient with the payer where both are known (`named`), else the claim. `first` and `last` are days as whole
    numbers, `days` how many the line covers. `ordered` says that the line tells a whole order of a drug, `timed` that
    it tells a rate and the hours a day.
    """
    payers_told = "payer" in lines.collect_schema()
    lines = _whole_table(lines)
    lines = lines.with_columns(first=day_number(nw.col("date_from")), last=day_number(nw.col("date_through")))
    lines = lines.with_columns(days=nw.col("last") - nw.col("first") + 1, interval=_interval())
    tables = [
        _looked_up(lines, column, of)
        for column, of in (
            ("code", facts.of_codes), ("modifiers", facts.of_modifiers), ("payer", facts.of_payers),
            ("ndc", of_ndcs), ("drug", facts.of_drugs), ("dose", of_doses), ("strength", of_strengths),
        )
    ]  # fmt: skip
    for table in tables:
        lines = lines.join(reference(lines, table.columns, table.schema), on=list(table.on), how="left")
    lines = with_counted(_with_names(lines))
    lines = cut(lines).with_columns(
        *(nw.col(name).fill_null(False) for name in _FALSE),
        *(nw.col(name).fill_null(True) for name in _TRUE),
        # Where no payer is named, HCPCS and CMS alone hold: units round up. Where the table has no payers at all,
        # nothing is known of them, and each published way will do.
        *(nw.col(mode).fill_null(one.mode == "up" or not payers_told) for mode, one in facts.MODES.items()),
        mods=nw.col("mods").fill_null(""),
        is_drug=nw.col("kind").is_in(["drug", "unlisted"]).fill_null(False),
        is_per_diem=(nw.col("kind") == "per_diem").fill_null(False),
        is_nursing=(nw.col("kind") == "nursing").fill_null(False),
        named=_named(),
        ndc_code=_dated([(f"ndc_code_{i}", f"ndc_from_{i}", None) for i in range(most_codes())]),
        ndc_early=nw.when(_before_crosswalks()).then(nw.col("ndc_early")),
        drug_code=_dated(
            [(f"drug_code_{i}", f"drug_from_{i}", f"drug_through_{i}") for i in range(facts.most_drug_codes())]
        ),
    )
    dated = tuple(f"{of}_{end}_" for of in ("ndc", "drug") for end in ("code", "from", "through"))
    schemas = [table.schema for table in (*tables, facts.of_drug_codes())]
    passing = [name for schema in schemas for name in schema if name.startswith(dated)]
    own = {
        "who": person(),
        "ordered": _is_ordered(),
        "timed": _is_timed(),
        "whole": _is_whole(broken),
        "of_another_drug": _other_drug(),
    }
    lines = lines.with_columns(**own).drop("interval", "ndc_early_from", *passing)
    return lines.with_columns(code_right=_code_may_be_right())


def _with_names(lines: Lines) -> Lines:
    """The lines with `called`, the drug's name by its NDC or as typed, whether the code is one of it, `pair`, and its
    codes by date, those of its brand where that was typed."""
    by_ndc = nw.when(nw.col("ndc_is_drug")).then(nw.col("ndc_name"))
    called = nw.coalesce(by_ndc, nw.col("drug_name"))
    typed = nw.coalesce("brand", "drug_name")
    dated = facts.of_drug_codes()
    pairs = facts.of_pairs()
    columns = {"called": pairs.columns["drug_name"], "hcpcs": pairs.columns["hcpcs"]}
    schema: Schema = {"called": nw.String, "hcpcs": nw.String, "pair": nw.Boolean}
    table = reference(lines, columns | {"pair": [True] * len(columns["hcpcs"])}, schema)
    lines = lines.with_columns(
        called=called, dated_as=nw.when(nw.col("drug_name") == called).then(typed).otherwise(by_ndc)
    )
    lines = lines.join(reference(lines, dated.columns, dated.schema), on="dated_as", how="left").drop("dated_as")
    return lines.join(table, on=["called", "hcpcs"], how="left")


def _looked_up(lines: Lines, column: str, of: Callable[[Iterable[str]], facts.Facts]) -> facts.Facts:
    """What is known of each text of a column."""
    texts = collected(lines.select(column).unique())[column].to_list()
    return of(sorted(text for text in texts if isinstance(text, str)))


def _whole_table(lines: Lines) -> Lines:
    """Every column of the table in its type and nothing else; the columns that are not there are null."""
    lines = _one_text(lines)
    schema = lines.collect_schema()
    columns = []
    for name, kind in TYPES.items():
        if name not in schema:
            columns.append(nw.lit(None, kind).alias(name))
            continue
        column = nw.col(name) if schema[name] == kind else nw.col(name).cast(kind)
        columns.append(_bounded(column) if kind is nw.Float64 else column)
    return lines.select(columns)


def _bounded(number: nw.Expr) -> nw.Expr:
    """A number of at most nine digits, which is all that a table may hold; nothing where it is none (NaN) or more."""
    return nw.when(number.is_finite() & (number < MOST) & (number > -MOST)).then(number)


def _one_text(lines: Lines) -> Lines:
    """Arrow has several types of text, which it does not join with one another."""
    if not lines.implementation.is_pyarrow():
        return lines
    import pyarrow as pa

    table = nw.to_native(lines)
    texts = pa.schema([(one.name, pa.string() if one.type == pa.large_string() else one.type) for one in table.schema])
    return lazy(table.cast(texts))


def _interval() -> nw.Expr:
    """The number of the interval between the days on which payers change what they say."""
    interval = nw.lit(0, nw.Int64)
    for day in facts.boundaries():
        interval = interval + nw.when(nw.col("date_from") >= day).then(nw.lit(1, nw.Int64)).otherwise(0)
    return interval


def _before_crosswalks() -> nw.Expr:
    """Whether a line is older than what CMS's crosswalks say of its NDC, and its first code was in force already."""
    return (nw.col("date_from") < nw.col("ndc_from_0")) & (nw.col("ndc_early_from") <= nw.col("date_from"))


def _dated(parts: Iterable[tuple[str, str, str | None]]) -> nw.Expr:
    """The code that holds on the first day of the line: the last one that has begun and has not ended."""
    code = nw.lit(None, nw.String)
    for name, start, end in parts:
        on = nw.col(start) <= nw.col("date_from")
        if end is not None:
            on = on & (nw.col(end).is_null() | (nw.col("date_from") <= nw.col(end))) & code.is_null()
        code = nw.when(on).then(nw.col(name)).otherwise(code)
    return code


def _named() -> nw.Expr:
    return ~nw.col("patient_id").is_null() & ~nw.col("payer").is_null() & (nw.col("patient_id") != NOBODY)


def person(columns: Iterable[str] = COLUMNS) -> nw.Expr:
    """The patient at a payer where both are named, else the claim: what another claim bills is then not known."""
    if not {"patient_id", "payer"} <= set(columns):
        return nw.col("claim_id")
    name = nw.concat_str(nw.col("patient_id"), nw.lit("\n"), nw.col("payer"))
    return nw.when(_named()).then(name).otherwise(nw.col("claim_id"))


def _is_whole(broken: Sequence[str]) -> nw.Expr:
    """Whether all rows of the line's claim could be read."""
    return ~nw.col("claim_id").is_in(list(broken)) if broken else nw.lit(True)


def _is_ordered() -> nw.Expr:
    """Whether the line of a drug tells a whole order: a rate, the hours a day and days, for mL the strength too."""
    hours = nw.col("hours_per_day")
    whole_day = ~nw.col("rate_daily") | (hours == 24)
    in_mg = ~nw.col("rate_volume") | ~nw.col("strength_num").is_null()
    told = ~nw.col("rate_num").is_null() & (hours > 0) & (hours <= 24) & (nw.col("days") > 0) & whole_day & in_mg
    return (nw.col("is_drug") & ~nw.col("jw") & told).fill_null(False)


def _is_timed() -> nw.Expr:
    """Whether the line of a drug tells a rate of whatever kind and for how many hours a day it runs."""
    hours, rate = nw.col("hours_per_day"), ~nw.col("rate_num").is_null() | nw.col("rate_by_weight")
    return (nw.col("is_drug") & ~nw.col("jw") & rate & (hours > 0) & (hours <= 24)).fill_null(False)


def _other_drug() -> nw.Expr:
    """Whether the code is another than the NDC has that day, or none of the drug that NDC or name say.

    S codes that name the drug are for payers who take them (S0093 for morphine).
    """
    by_ndc = nw.col("ndc_is_drug").fill_null(False) & ~nw.col("ndc_code").is_null()
    own_s = nw.col("hcpcs").str.starts_with("S") & nw.col("pair").fill_null(False)
    other_code = by_ndc & (nw.col("hcpcs") != nw.col("ndc_code")) & ~own_s
    other_name = ~by_ndc & ~nw.col("called").is_null() & nw.col("pair").is_null()
    return ((nw.col("kind") == "drug") & (other_code | other_name)).fill_null(False)


def _code_may_be_right() -> nw.Expr:
    """Whether a code is in force on the days of the line, and of its drug: else its unit says nothing of the units."""
    ended = nw.col("code_through") < nw.col("date_through")
    early = nw.col("date_from") < nw.col("code_from")
    return ~(ended.fill_null(False) | early.fill_null(False) | nw.col("of_another_drug"))


def orders(lines: Lines) -> Lines:
    """The drug lines that tell a whole order, with what it comes to."""
    return with_amounts(with_therapy_days(lines))


def per_diems(lines: Lines) -> Lines:
    """The per-diem lines with what the drug lines of their claims say of the therapy."""
    return with_therapy(lines.select(*_OF_THERAPY))
