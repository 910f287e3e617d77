"""Review from Python: one claim, several, or a table of claim lines, and the findings as they are printed."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from hipkit.claim.claim import Claim
from hipkit.claim.table import rows
from hipkit.errors import InputError
from hipkit.values.extras import needed

if TYPE_CHECKING:
    from hipkit.review.finding import Findings

EXAMPLE = "sample_claim(bill(order))"


def review_claims(
    claims: object, select: Sequence[str] = (), ignore: Sequence[str] = (), today: datetime.date | None = None
) -> Findings:
    """The findings on a claim, on several, or on a table of claim lines, by claim, line and rule.

    They are a tuple; its `not_checked` (each `rule`, `reason`, `lines`) are lines that concern a rule and that it could
    not judge, its `not_run` the rules for which the table lacks a column.

    A table is a frame of polars, pandas, pyarrow, DuckDB, Spark or narwhals with the columns of the claim-line table,
    as texts or typed; a row that cannot be read is a finding of HIP001. `select` and `ignore` choose rules by the
    beginning of their codes, and `today` is the day of the review. Raises InputError for anything else, and where
    narwhals or polars is not installed.

    >>> from hipkit import Continuous, Order, bill, sample_claim
    >>> order = Order(
    ...     drug="morphine sulfate", regimen=Continuous("5 mg/hr", hours_per_day=24), strength="25 mg/mL",
    ...     start="2021-03-01", end="2021-03-31", ndc="00074-1133-03")
    >>> found = review_claims(sample_claim(bill(order, reading="published-example")))
    >>> [(one.rule, one.severity, one.line) for one in found]
    [('HIP603', 'info', 1), ('HIP705', 'info', 1), ('HIP603', 'info', 2)]
    >>> found.not_checked
    ()
    """
    if today is not None and not isinstance(today, datetime.date):
        raise InputError("today", today, "it is not a date", "datetime.date(2026, 1, 1)")
    listed = _claims_in(claims)
    with needed("claims", "a review", "review"):
        return _review(claims if listed is None else _table(listed), select, ignore, today)


def _review(table: object, select: Sequence[str], ignore: Sequence[str], today: datetime.date | None) -> Findings:
    import narwhals as nw

    from hipkit.frames.engines import embedded
    from hipkit.review.finding import Findings, findings
    from hipkit.review.run.rules import review
    from hipkit.review.table import COLUMNS, REQUIRED, typed

    try:
        given: nw.LazyFrame[Any] | nw.DataFrame[Any] = nw.from_native(table)
        names = given.collect_schema().names()
    except TypeError:
        reason = "a claim, a list of claims or a table of claim lines is reviewed"
        raise InputError("claims", type(table).__name__, reason, EXAMPLE) from None
    except nw.exceptions.DuplicateError:
        raise InputError("claims", None, "two columns of the table have one name", ", ".join(REQUIRED)) from None
    for name in REQUIRED:
        if name not in names:
            reason = f"the table has no column of this name; it has {', '.join(names) or 'none'}"
            raise InputError(name, None, reason, ", ".join(REQUIRED))
    known = given.select(name for name in COLUMNS if name in names)
    read = typed((known if isinstance(known, nw.LazyFrame) else embedded(known)).to_native())
    outcome = review(read.lines, select, ignore, today, read.set_aside)
    return Findings(findings(outcome.findings), outcome.not_checked, outcome.not_run)


def _table(claims: list[Claim]) -> object:
    import polars

    return polars.DataFrame(list(_lines(claims)))


def _claims_in(claims: object) -> list[Claim] | None:
    """The claims, None where a table was given."""
    if isinstance(claims, Claim):
        return [claims]
    if not isinstance(claims, (list, tuple)):
        return None
    if not claims or not all(isinstance(claim, Claim) for claim in claims):
        raise InputError("claims", None, "the list holds no claim, or something else than claims", EXAMPLE)
    return list(claims)


def _lines(claims: Iterable[Claim]) -> Iterator[dict[str, str]]:
    """The lines as texts; of claims with one id, the second is told from the first by a number behind it."""
    seen: Counter[str] = Counter()
    for claim in claims:
        seen[claim.claim_id] += 1
        times = seen[claim.claim_id]
        name = claim.claim_id if times == 1 else f"{claim.claim_id} ({times})"
        yield from (row | {"claim_id": name} for row in rows(claim))
