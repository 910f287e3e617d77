"""The picture of a report of practice: how many boxes of each skill were right, and which slips came how often."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap
from typing import Any

from hipkit.formats.bill.picture import ACCENT, INK, LINE, SOFT, drawn
from hipkit.practice.training.tally import SlipTally, Tally
from hipkit.values.notation import counted

TITLE = "Right by skill, and the slips that came most often"
MOST_SKILLS, MOST_SLIPS = 20, 8
_BAR, _HEAD = 0.36, 0.55  # inches
_LABEL = 34  # signs of a name on one line

Bar = tuple[str, int, int, str]


def report_picture(skills: Sequence[Tally], slips: Sequence[SlipTally] = ()) -> str:
    """The skills and the slips as HTML: an SVG that names and describes itself, and its text below it.

    Empty where there is nothing to draw.
    """
    groups = [(title, bars) for title, bars in _groups(skills, slips) if bars]
    if not groups:
        return ""
    height = sum(_HEAD + _BAR * len(bars) for _, bars in groups)
    return drawn(lambda figure: _draw(figure, groups), TITLE, words(skills, slips), (7.2, height))


def words(skills: Sequence[Tally], slips: Sequence[SlipTally] = ()) -> str:
    """What the picture shows, in sentences.

    >>> from fractions import Fraction
    >>> words([Tally("units", "billing units", 4, 3, Fraction(3), 0, 0, 4)], [SlipTally("a", "mL for mg", 1, 0, 1)])
    'Right of asked: billing units 3 of 4. Slips: mL for mg 1 time.'
    """
    right = ", ".join(f"{skill.words} {skill.right} of {skill.asked}" for skill in skills[:MOST_SKILLS])
    sentences = [f"Right of asked: {right}."]
    frequent = slips[:MOST_SLIPS]
    if frequent:
        sentences.append(f"Slips: {', '.join(f'{slip.words} ' + counted(slip.times, 'time') for slip in frequent)}.")
    return " ".join(sentences)


def _groups(skills: Sequence[Tally], slips: Sequence[SlipTally]) -> list[tuple[str, list[Bar]]]:
    right = [
        (skill.words, skill.right, skill.asked, f"{skill.right} of {skill.asked}") for skill in skills[:MOST_SKILLS]
    ]
    times = [(slip.words, slip.named, slip.times, _times(slip)) for slip in slips[:MOST_SLIPS]]
    return [("Boxes right, of those asked", right), ("Slips, named alone or offered with others", times)]


def _times(slip: SlipTally) -> str:
    return f"{slip.named}, offered {slip.offered}" if slip.offered else f"{slip.named}"


def _draw(figure: Any, groups: Sequence[tuple[str, list[Bar]]]) -> None:
    heights = [_HEAD + _BAR * len(bars) for _, bars in groups]
    plots = figure.subplots(len(groups), 1, squeeze=False, gridspec_kw={"height_ratios": heights})
    for axes, (title, bars) in zip(plots[:, 0], groups, strict=True):
        _group(axes, title, bars)


def _group(axes: Any, title: str, bars: Sequence[Bar]) -> None:
    """One list of bars: the whole in the colour of lines, the part in front of it, the counts behind it."""
    longest = max(whole for _, _, whole, _ in bars)
    for place, (_, part, whole, text) in enumerate(reversed(bars)):
        axes.barh(place, whole, height=0.6, color=LINE)
        axes.barh(place, part, height=0.6, color=ACCENT)
        axes.text(whole + longest / 80, place, text, va="center", color=INK, fontsize=10)
    axes.set_ylim(-0.6, len(bars) - 0.4)
    axes.set_yticks(range(len(bars)), ["\n".join(wrap(name, _LABEL)) for name, *_ in reversed(bars)])
    axes.set_title(title, loc="left", fontsize=10, color=SOFT)
    axes.set_xlim(0, longest * 1.5)
    axes.set_xticks([])
    for side in ("top", "right", "bottom"):
        axes.spines[side].set_visible(False)
    axes.spines["left"].set_color(LINE)
    axes.tick_params(axis="y", length=0)
