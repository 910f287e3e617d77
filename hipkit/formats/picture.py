"""The picture that answers "what if": billed units along an amount, as SVG with a text alternative.

matplotlib is imported when the first picture is drawn and at no other time; colours are those of the page.
"""

from __future__ import annotations

import io
import re
import threading
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from hipkit.formats.markup import esc

# Stand-ins while matplotlib draws; the page's own colours, light or dark, take their places.
_COLOURS = {"#010203": "--ink", "#020304": "--soft", "#030405": "--line", "#040506": "--accent"}
_INK, _SOFT, _LINE, _ACCENT = _COLOURS
_SETTINGS = {
    "svg.fonttype": "none", "svg.hashsalt": "hipkit", "font.family": "sans-serif", "font.size": 10,
    "text.color": _INK, "axes.edgecolor": _SOFT, "axes.labelcolor": _INK, "axes.formatter.useoffset": False,
    "xtick.color": _SOFT, "ytick.color": _SOFT, "xtick.labelcolor": _INK, "ytick.labelcolor": _INK,
}  # fmt: skip
_DRAWING = threading.Lock()  # matplotlib's settings are the process's


@dataclass(frozen=True)
class Point:
    """An amount, and the units it comes to: exactly, and as billed."""

    x: Fraction
    exact: Fraction
    billed: Fraction


@dataclass(frozen=True)
class Curve:
    """Units along an amount: the points in the order of x, the one of the order itself, and the words.

    `text` says in sentences what the curve shows; `whole` that x takes whole values only.
    """

    x_words: str
    y_words: str
    points: tuple[Point, ...]
    here: Point
    here_words: str
    text: str
    whole: bool = False


def warm() -> None:
    """Load what drawing needs, before it is needed."""
    import matplotlib.backends.backend_svg
    import matplotlib.figure  # noqa: F401


def picture(curve: Curve) -> str:
    """The curve as HTML: an SVG that names and describes itself, and its text below it."""
    svg = re.sub(r"^.*?(?=<svg )", "", _svg(curve), flags=re.DOTALL)
    svg = re.sub(r'<svg [^>]*?viewBox="([^"]*)"[^>]*>', _opening(curve), svg, count=1, flags=re.DOTALL)
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    for stand_in, colour in _COLOURS.items():
        svg = svg.replace(stand_in, f"var({colour})")
    svg = re.sub(r'<g id="[^"]*"', "<g", svg)
    return f"{svg}<p>{esc(curve.text)}</p>"


def _opening(curve: Curve) -> str:
    named = f"<title>{esc(curve.y_words)} against {esc(curve.x_words)}</title><desc>{esc(curve.text)}</desc>"
    links = 'xmlns:xlink="http://www.w3.org/1999/xlink"'
    return rf'<svg {links} viewBox="\1" role="img" aria-label="{esc(curve.text)}">{named}'


def _svg(curve: Curve) -> str:
    import matplotlib
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    with _DRAWING, matplotlib.rc_context(_SETTINGS):
        figure = Figure(figsize=(7.2, 2.6), layout="constrained")
        FigureCanvasSVG(figure)
        axes = figure.add_subplot()
        _draw(axes, curve)
        out = io.StringIO()
        figure.savefig(out, format="svg", transparent=True, metadata={"Date": None})
    return out.getvalue()


def _draw(axes: Any, curve: Curve) -> None:
    x = [float(point.x) for point in curve.points]
    exact = [float(point.exact) for point in curve.points]
    billed = [float(point.billed) for point in curve.points]
    if curve.whole:
        axes.plot(x, billed, "o", color=_ACCENT, markersize=5, label="billed")
    else:
        axes.step(x, billed, where="mid", color=_ACCENT, linewidth=2, label="billed, in steps")
    axes.plot(x, exact, "-", color=_SOFT, linewidth=1, label="exact")
    here = (float(curve.here.x), float(curve.here.billed))
    axes.axvline(here[0], color=_LINE, linewidth=1, zorder=0)
    axes.plot(*here, "D", color=_INK, markersize=7, label=curve.here_words)
    axes.set_xlabel(curve.x_words)
    axes.set_ylabel(curve.y_words)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(_tick)
    axes.grid(axis="y", color=_LINE, linewidth=0.6)
    axes.legend(frameon=False, loc="upper left", fontsize=9, labelcolor=_INK)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


def _tick(value: float, position: int | None = None) -> str:
    """A number of the scale as people read it.

    >>> _tick(37200.0), _tick(4.92), _tick(0.0)
    ('37,200', '4.92', '0')
    """
    return f"{value:,.6f}".rstrip("0").rstrip(".")
