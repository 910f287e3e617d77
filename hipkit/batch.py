"""The unit arithmetic of one order, over tables of any size: exact, or null.

Tables are pandas, polars (lazy or not), pyarrow, DuckDB relations, Spark DataFrames and narwhals frames; the same
kind comes back and lazy stays lazy. What is not proved exact is null; `resolve` gives the Fraction core what is
left, counts it, and says why the rest stays null.

>>> import polars as pl
>>> orders = pl.DataFrame({"dose": [5.0, 0.3], "hours_per_day": [24, 25], "days": [31, 30], "strength": [25.0, 0.1]})
>>> with_units(orders)["whole_units"].to_list()
[149.0, None]
>>> resolve(orders).reasons
{'hours_per_day is above 24': 1}
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar, cast

from hipkit.errors import InputError
from hipkit.values.extras import needed

with needed("import", "hipkit.batch", "review"):
    import narwhals as nw

    from hipkit.frames.engines import collected, embedded
    from hipkit.frames.numbercolumns import AnyFrame
    from hipkit.frames.resolving import Resolved, resolved
    from hipkit.frames.wholeunits import units_of

if TYPE_CHECKING:
    from hipkit.review.run.rules import NotChecked, NotRun, Reviewed

__all__ = ["Resolved", "not_checked", "not_run", "resolve", "review", "with_scaled_units", "with_units"]

FrameT = TypeVar("FrameT")
TWICE = "two columns of the table have one name"


def with_units(frame: FrameT) -> FrameT:
    """The table with a float64 column `whole_units` = ceil(dose x hours_per_day x days / strength), exact or null.

    `dose` is in mg/hr and `strength` in mg/mL, both of at most 4 decimal places, `hours_per_day` has at most 2,
    `days` is whole; so the units are whole mL. A row is null where a value is null, NaN, infinite or negative,
    the strength zero, the hours above 24, the days not whole, a float64 not the nearest one to such a decimal, or
    the arithmetic would pass 2^53. Other float types than float64 prove nothing. Decimal columns count by their
    own digits. A column `whole_units` that is there already is replaced.

    Raises InputError where a column is missing or holds no numbers.
    """
    return _kind_of(frame, units_of(_read(frame)))


def with_scaled_units(frame: FrameT) -> FrameT:
    """As `with_units`, for columns that are whole numbers already: faster, as no decimal has to be proved.

    `dose` is in ten-thousandths of a mg/hr, `hours_per_day` in hundredths of an hour, `days` in days, `strength` in
    ten-thousandths of a mg/mL, of an integer type or float64; what is not whole makes its row null.

    >>> import polars as pl
    >>> order = {"dose": [50_000], "hours_per_day": [2_400], "days": [31], "strength": [250_000]}
    >>> with_scaled_units(pl.DataFrame(order))["whole_units"].to_list()
    [149.0]
    """
    return _kind_of(frame, units_of(_read(frame), scaled=True))


def resolve(frame: FrameT) -> Resolved[FrameT]:
    """As `with_units`, and what it leaves null is computed by Fractions where hipkit reads the numbers at all.

    That is up to 9 digits before the point and 6 after it. The table gets a column `why_null` beside `whole_units`.
    A lazy table is run for this, once to count its rows and once for the open ones, and comes back lazy.

    >>> import polars as pl
    >>> fine = {"dose": [0.00001, 5.0, -1.0], "hours_per_day": [24] * 3, "days": [31] * 3, "strength": [25.0] * 3}
    >>> answer = resolve(pl.DataFrame(fine))
    >>> answer.frame["whole_units"].to_list(), answer.frame["why_null"].to_list()
    ([1.0, 149.0, None], [None, None, 'dose is negative'])
    >>> answer.rows, answer.certified, answer.resolved, answer.reasons
    (3, 1, 1, {'dose is negative': 1})
    """
    got = resolved(_read(frame))
    return Resolved(_kind_of(frame, got.frame), got.rows, got.certified, got.resolved, got.reasons)


def review(frame: FrameT) -> FrameT:
    """The findings of every rule over a table of claim lines, a table of the same kind.

    The columns are those of the claim-line table, as texts or typed; an empty text is a blank cell, as null is. A row
    that cannot be read is a finding of HIP001, further columns are left alone, and rules whose columns are not there
    are not run (`not_run` lists them); `not_checked` counts the lines that a rule could not judge. The columns of the
    answer are rule, severity, claim_id, line, message, slip and citation; its rows have no order. A lazy table is run
    for this.

    Raises InputError where a column that every claim line needs is missing, or has a type that cannot hold it.

    >>> import polars as pl
    >>> line = {"claim_id": "A", "line": "1", "date_from": "2021-03-01", "date_through": "2021-03-31"}
    >>> review(pl.DataFrame([line | {"code": "S9326", "units": "32"}])).select("rule", "line", "message").rows()[0]
    ('HIP105', 1, 'S9326 x 32 from 2021-03-01 to 2021-03-31; expected at most 31, the days of the line')
    """
    given = _read(frame)
    findings = _reviewed(given).findings
    if isinstance(given, nw.LazyFrame):
        return _kind_of(frame, findings)
    return _kind_of(frame, _in_kind(collected(findings), given))


def not_checked(frame: object) -> tuple[NotChecked, ...]:
    """What rules could not judge on lines of this table that concern them: rule, reason and how many lines.

    A lazy table is run for this. Raises InputError as `review` does.

    >>> import polars as pl
    >>> line = {"claim_id": "A", "line": "1", "date_from": "2021-03-01", "date_through": "2021-03-31", "code": "J2270"}
    >>> lines = pl.DataFrame(line | {"units": "3720", "ndc": "00074113303", "ndc_quantity": "148.8", "ndc_uom": "ML"})
    >>> [(one.rule, one.lines) for one in not_checked(lines)]
    [('HIP207', 1), ('HIP309', 1)]
    """
    with needed("import", "hipkit.batch", "review"):
        from hipkit.review.catalogue import rules

        return _reviewed(_read(frame), [one.code for one in rules() if one.unjudged is not None]).not_checked


def _reviewed(given: AnyFrame, select: Sequence[str] = ()) -> Reviewed:
    with needed("import", "hipkit.batch", "review"):
        from hipkit.review.run.rules import review as reviewed
        from hipkit.review.table import COLUMNS, REQUIRED, typed

        _need(REQUIRED, given)
        have = given.collect_schema().names()
        known = given.select(name for name in COLUMNS if name in have)
        read = typed((known if isinstance(known, nw.LazyFrame) else embedded(known)).to_native())
        return reviewed(read.lines, select, set_aside=read.set_aside)


def not_run(frame: object) -> tuple[NotRun, ...]:
    """The rules that `review` leaves out for this table, each with its reason; nothing of a lazy table is run.

    >>> import polars as pl
    >>> lines = pl.DataFrame(schema=["claim_id", "line", "date_from", "date_through", "code", "units"])
    >>> [one.reason for one in not_run(lines) if one.rule == "HIP102"]
    ['the table has no column modifiers']
    """
    with needed("import", "hipkit.batch", "review"):
        from hipkit.review.run.rules import not_run as left_out

        return left_out(_read(frame).collect_schema().names())


def _in_kind(found: nw.DataFrame[Any], given: nw.DataFrame[Any]) -> nw.DataFrame[Any]:
    """A table of polars as one of pandas or Arrow."""
    if given.implementation.is_pandas_like():
        made: nw.DataFrame[Any] = nw.from_native(found.to_pandas())
        return made
    return nw.from_native(found.to_arrow()) if given.implementation.is_pyarrow() else found


def _need(names: Iterable[str], given: AnyFrame) -> None:
    have = given.collect_schema().names()
    missing = [name for name in names if name not in have]
    if missing:
        has = ", ".join(have) or "none"
        raise InputError(missing[0], None, f"the table has no column of this name; it has {has}", ", ".join(names))


def _read(frame: object) -> AnyFrame:
    """Any table as a narwhals frame; raises InputError for what is none, or has two columns of one name."""
    kinds = "a pandas, polars, pyarrow, DuckDB, Spark or narwhals table"
    try:
        given: AnyFrame = nw.from_native(frame)
        given.collect_schema()
    except TypeError as unknown:
        raise InputError("frame", type(frame).__name__, f"{kinds} is needed", "polars.DataFrame") from unknown
    except nw.exceptions.DuplicateError as twice:
        raise InputError("frame", None, TWICE, "one column dose") from twice
    if given.implementation.is_spark_like():  # which finds out late, and to which N and n are one name
        names = [name.lower() for name in given.to_native().columns]
        if len(set(names)) < len(names):
            raise InputError("frame", None, TWICE, "one column dose")
    return given


def _kind_of(frame: FrameT, done: AnyFrame) -> FrameT:
    """The result as the kind of frame that was given: native, or narwhals of any of its stable versions."""
    if type(frame) is type(done):
        return cast(FrameT, done)
    if isinstance(frame, nw.DataFrame | nw.LazyFrame):
        return cast(FrameT, sys.modules[type(frame).__module__].from_native(done.to_native()))
    return cast(FrameT, done.to_native())
