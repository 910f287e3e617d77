"""The report of a review: what was read, the findings, counts, the money that is at stake, the worst claims.

Nothing here is shown; the formats do that. Findings and lines are frames of polars, sorted.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from hipkit.review.finding import COLUMNS, ORDER, Finding
from hipkit.review.rule import SEVERITIES, Rule
from hipkit.review.run.part import FAULTS, Part, dollars
from hipkit.review.run.rules import NotChecked, NotRun
from hipkit.values.step import Notice

if TYPE_CHECKING:
    import polars as pl

# How money at stake is counted, wherever it is shown.
AT_STAKE = "the charge of each line that has an error or a warning, once, as billed; rows set aside are not counted"


@dataclass(frozen=True)
class Counts:
    """Rows, claims and findings. `rows_in` is always `rows_reviewed` and `rows_set_aside` together.

    `claims_to_correct` have an error or a warning; `by_rule` names the rules that found something.
    """

    rows_in: int
    rows_reviewed: int
    rows_set_aside: int
    claims: int
    claims_to_correct: int
    by_severity: Mapping[str, int]
    by_rule: Mapping[str, int]

    @property
    def findings(self) -> int:
        """All findings."""
        return sum(self.by_rule.values())

    @property
    def faults(self) -> int:
        """The errors and warnings."""
        return sum(self.by_severity[severity] for severity in FAULTS)


@dataclass(frozen=True)
class Money:
    """Dollars, exact: the charges of the lines with an error or a warning (`AT_STAKE`), and those of all lines.

    `lines` are those with an error or a warning, `uncharged` those of them with no charge or a charge of zero.
    """

    at_stake: Fraction
    billed: Fraction
    lines: int
    uncharged: int


@dataclass(frozen=True)
class WorstClaim:
    """A claim with its findings by severity, and the charges of its lines with an error or a warning, None where
    the table has no charges."""

    claim_id: str | None
    errors: int
    warnings: int
    infos: int
    at_stake: Fraction | None


@dataclass(frozen=True)
class Report:
    """All that a review says.

    `read` is what each input was read as, `rules` are those that were run. `findings` has the columns of
    `finding.COLUMNS`; `worst` begins with the claim with most errors, and has at most 200 of the
    `counts.claims_to_correct`; `lines` holds the claim lines of as many of
    those claims as a page shows, in the columns of the claim-line table. Where one claim is too long for a page, it is
    there alone, and `lines_left` of its lines are not. `money` is None where no line has a charge. `not_checked` is
    what rules that were run could not judge on lines that concern them, by rule and reason.
    """

    read: Mapping[str, str]
    notices: tuple[Notice, ...]
    rules: tuple[Rule, ...]
    not_run: tuple[NotRun, ...]
    counts: Counts
    money: Money | None
    worst: tuple[WorstClaim, ...]
    findings: pl.DataFrame
    lines: pl.DataFrame
    today: datetime.date
    lines_left: int = 0
    not_checked: tuple[NotChecked, ...] = ()

    @property
    def clean(self) -> bool:
        """Whether there is no error and no warning."""
        return not self.counts.faults

    def each(self, most: int | None = None, gravest_first: bool = False) -> Iterator[Finding]:
        """The findings, or so many of them, by claim, line and rule; all errors first where that is wished."""
        frame = self.findings.sort("severity", maintain_order=True) if gravest_first else self.findings
        return (Finding(*row) for row in frame.head(frame.height if most is None else most).iter_rows())


def sorted_findings(parts: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """The findings of all parts in one order, their few texts kept once."""
    import polars as pl

    findings = pl.concat(parts).sort(*ORDER)
    texts = findings["citation"].unique().drop_nulls().sort()
    return findings.with_columns(
        pl.col("rule").cast(pl.Enum(findings["rule"].unique().sort())),
        pl.col("severity").cast(pl.Enum(SEVERITIES)),
        pl.col("slip").cast(pl.Categorical),
        pl.col("citation").cast(pl.Enum(texts)),
    ).select(*COLUMNS)


def counts(rows: tuple[int, int, int], parts: Sequence[Part], findings: pl.DataFrame, beside: int = 0) -> Counts:
    """The counts, from the rows (in, reviewed, set aside), the parts, all findings, and the claims beside the parts."""
    import polars as pl

    by_rule = dict(findings["rule"].cast(pl.String).value_counts().sort("rule").rows())
    by_severity = dict(findings["severity"].cast(pl.String).value_counts().rows())
    wrong = findings.filter(pl.col("severity").cast(pl.String).is_in(FAULTS))["claim_id"].drop_nulls().n_unique()
    claims = sum(part.totals.claims for part in parts) + beside
    return Counts(*rows, claims, wrong, {severity: by_severity.get(severity, 0) for severity in SEVERITIES}, by_rule)


def money(parts: Sequence[Part]) -> Money | None:
    """The money at stake, None where no line has a charge."""
    if not any(part.totals.charged for part in parts):
        return None
    charges = [part.charges["charge"] for part in parts]
    at_stake = sum(_sum(column) for column in charges)
    billed = sum(part.totals.millionths for part in parts)
    uncharged = sum(int((column.fill_null(0) == 0).sum()) for column in charges)
    return Money(dollars(at_stake), dollars(billed), sum(map(len, charges)), uncharged)


def _sum(charges: pl.Series) -> int:
    """The sum, beyond 64 bits where it must be."""
    import polars as pl

    return int(charges.cast(pl.Int128).sum() or 0)


def worst(findings: pl.DataFrame, parts: Sequence[Part], charged: bool, most: int) -> tuple[WorstClaim, ...]:
    """The claims with an error or a warning: those with most errors first, then warnings, then money at stake."""
    import polars as pl

    severity = pl.col("severity").cast(pl.String)
    counted = findings.group_by("claim_id").agg(*((severity == name).sum().alias(name) for name in SEVERITIES))
    # What is said of a file, or of a row without a claim, is no claim.
    counted = counted.filter(pl.col("claim_id").is_not_null() & pl.any_horizontal(pl.col(name) > 0 for name in FAULTS))
    charges = pl.concat([part.charges for part in parts]).with_columns(pl.col("charge").cast(pl.Int128))
    charges = charges.group_by("claim_id").agg(pl.col("charge").sum())
    ranked = counted.join(charges, on="claim_id", how="left", nulls_equal=True).with_columns(
        pl.col("charge").fill_null(0)
    )
    ranked = ranked.sort(*FAULTS, "charge", "claim_id", descending=[True, True, True, False], nulls_last=False)
    return tuple(
        WorstClaim(claim, errors, warnings, infos, dollars(int(charge)) if charged else None)
        for claim, errors, warnings, infos, charge in ranked.select("claim_id", *SEVERITIES, "charge").head(most).rows()
    )


def of_claims(report: Report, claims: Sequence[str]) -> dict[str, list[Finding]]:
    """The findings of each of these claims that has any, by line and rule."""
    import polars as pl

    by_claim: dict[str, list[Finding]] = {}
    for row in report.findings.filter(pl.col("claim_id").is_in(list(claims))).iter_rows():
        by_claim.setdefault(row[COLUMNS.index("claim_id")], []).append(Finding(*row))
    return by_claim
