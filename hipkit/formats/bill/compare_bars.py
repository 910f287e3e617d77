"""The picture of a comparison: bars of what each side counts, where the sides part."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hipkit.billing.compare import DRUG_UNITS, Bar, Group
from hipkit.formats.bill.picture import ACCENT, INK, LINE, SOFT, drawn
from hipkit.values.notation import people

TITLE = "Where the counts differ"
SAME = "The sides count the same everywhere: there is nothing to draw."
NOT_MONEY = "Units of different codes are not the same money."
_BAR, _HEAD = 0.32, 0.5  # inches


def bars_picture(groups: Sequence[Group]) -> str:
    """The groups as HTML: an SVG that names and describes itself, and its text below it."""
    if not groups:
        return ""
    height = sum(_HEAD + _BAR * len(group.bars) for group in groups)
    return drawn(lambda figure: _draw(figure, groups), TITLE, words(groups), (7.2, height))


def words(groups: Sequence[Group]) -> str:
    """What the picture shows, in sentences.

    >>> from fractions import Fraction
    >>> words([Group("NDC quantity, mL", (Bar("a", "ML", Fraction(744, 5)), Bar("b", "ML", Fraction(149))))])
    'NDC quantity, mL: a ML 148.8, b ML 149.'
    """
    if not groups:
        return SAME
    sentences = [f"{group.words}: {', '.join(_sentence(bar, group) for bar in group.bars)}." for group in groups]
    codes = {bar.words for group in groups if group.words == DRUG_UNITS for bar in group.bars if bar.value is not None}
    return " ".join(sentences + ([NOT_MONEY] if len(codes) > 1 else []))


def _sentence(bar: Bar, group: Group) -> str:
    count = "open" if bar.value is None else people(bar.value)
    if group.of_one_side:
        return f"{bar.words} {count}{' (billed)' * bar.billed}"
    return f"{bar.side} {bar.words}" if bar.value is None else f"{bar.side} {bar.words} {count}"


def _draw(figure: Any, groups: Sequence[Group]) -> None:
    heights = [_HEAD + _BAR * len(group.bars) for group in groups]
    found = figure.subplots(len(groups), 1, squeeze=False, gridspec_kw={"height_ratios": heights})
    for axes, group in zip(found[:, 0], groups, strict=True):
        _group(axes, group)


def _group(axes: Any, group: Group) -> None:
    """One measure: a bar a side, its name left of it and its count right of it."""
    rule = group.of_one_side
    longest = max((float(bar.value) for bar in group.bars if bar.value is not None), default=1.0)
    for place, bar in enumerate(reversed(group.bars)):
        value = 0.0 if bar.value is None else float(bar.value)
        axes.barh(place, value, height=0.6, color=ACCENT if bar.billed else LINE)
        axes.text(value + longest / 80, place, _at_the_end(bar, rule), va="center", color=INK, fontsize=10)
    axes.set_ylim(-0.6, len(group.bars) - 0.4)
    axes.set_yticks(range(len(group.bars)), [bar.words if rule else bar.side for bar in reversed(group.bars)])
    axes.set_title(group.words, loc="left", fontsize=10, color=SOFT)
    axes.set_xlim(0, longest * 1.35)
    axes.set_xticks([])
    for side in ("top", "right", "bottom"):
        axes.spines[side].set_visible(False)
    axes.spines["left"].set_color(LINE)
    axes.tick_params(axis="y", length=0)


def _at_the_end(bar: Bar, rule: bool) -> str:
    if bar.value is None:
        return bar.words
    return f"{people(bar.value)}  {'billed' if rule else bar.words}" if bar.billed else people(bar.value)
