"""The picture of a review: bars of what each rule found, as SVG that names and describes itself.

It is written out here, since a report on a server or in a notebook is to need nothing that draws.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hipkit.formats.review.words import MARKS, NAMES, rules_with_counts
from hipkit.formats.shared.markup import esc
from hipkit.review.rule import SEVERITIES
from hipkit.review.run.report import Report

TITLE = "What was found, by severity and by rule"
NOTHING = "Nothing was found: there is nothing to draw."
MOST_BARS = 15
_COLOURS = {"error": "--error", "warning": "--warn-line", "info": "--soft"}
_WIDTH, _LEFT, _LONGEST, _STEP, _BAR = 720, 150, 440, 22, 14


@dataclass(frozen=True)
class _Bar:
    """A bar: what it counts, how grave that is, how many."""

    name: str
    severity: str
    count: int


def picture(report: Report) -> str:
    """The picture as HTML, with its text below it; a sentence where nothing was found."""
    groups = [(name, bars) for name, bars in _groups(report) if any(bar.count for bar in bars)]
    description = words(report)
    if not groups:
        return f"<p>{esc(description)}</p>"
    drawn: list[str] = []
    y = 0
    for name, bars in groups:
        y += _STEP
        drawn.append(_text(0, y, name, "hk-bar-head"))
        longest = max(bar.count for bar in bars)
        for bar in bars:
            y += _STEP
            drawn += _drawing(bar, y, longest)
        y += _STEP // 2
    opening = f'<svg viewBox="0 0 {_WIDTH} {y}" role="img" aria-label="{esc(description)}">'
    named = f"<title>{esc(TITLE)}</title><desc>{esc(description)}</desc>"
    return f"{opening}{named}{''.join(drawn)}</svg><p>{esc(description)}</p>"


def words(report: Report) -> str:
    """What the picture shows, in sentences."""
    sentences = [f"{name}: {', '.join(_words(bar) for bar in bars)}." for name, bars in _groups(report) if bars]
    return " ".join(sentences) if report.counts.findings else NOTHING


def _groups(report: Report) -> Iterator[tuple[str, Sequence[_Bar]]]:
    """The bars in groups, each drawn to a scale of its own."""
    counts = report.counts.by_severity
    yield "By severity", [_Bar(f"{NAMES[severity]}s", severity, counts.get(severity, 0)) for severity in SEVERITIES]
    by_rule = [_Bar(rule.code, rule.severity, count) for rule, count in rules_with_counts(report)]
    yield "To correct, by rule", _few([bar for bar in by_rule if bar.severity != "info"])
    yield "Notes, by rule", _few([bar for bar in by_rule if bar.severity == "info"])


def _few(bars: list[_Bar]) -> list[_Bar]:
    """As many bars as can be looked at, the rest in one."""
    if len(bars) <= MOST_BARS:
        return bars
    rest = bars[MOST_BARS - 1 :]
    other = _Bar(f"{len(rest)} more rules", rest[0].severity, sum(bar.count for bar in rest))
    return [*bars[: MOST_BARS - 1], other]


def _words(bar: _Bar) -> str:
    return f"{bar.name} {bar.count:,}"


def _drawing(bar: _Bar, y: int, longest: int) -> Iterator[str]:
    length = max(2, _LONGEST * bar.count // longest) if bar.count else 0
    yield _text(0, y, f"{MARKS[bar.severity]} {bar.name}", "hk-bar-name")
    yield (
        f'<rect x="{_LEFT}" y="{y - _BAR + 2}" width="{length}" height="{_BAR}" '
        f'style="fill:var({_COLOURS[bar.severity]})"/>'
    )
    yield _text(_LEFT + length + 8, y, f"{bar.count:,}", "hk-bar-count")


def _text(x: int, y: int, text: str, css: str) -> str:
    return f'<text x="{x}" y="{y}" class="{css}">{esc(text)}</text>'
