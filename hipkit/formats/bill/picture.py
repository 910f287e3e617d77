"""Pictures as SVG with a text alternative; and the one that answers "what if": billed units along an amount.

matplotlib is imported when the first picture is drawn and at no other time; colours are those of the page.
"""

from __future__ import annotations

import io
import re
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from hipkit.formats.shared.markup import esc

if TYPE_CHECKING:
    from hipkit.billing.whatif import Curve

# Stand-ins while matplotlib draws; the page's own colours, light or dark, take their places.
_COLOURS = {"#010203": "--ink", "#020304": "--soft", "#030405": "--line", "#040506": "--accent"}
INK, SOFT, LINE, ACCENT = _COLOURS
_SETTINGS = {
    "svg.fonttype": "none", "svg.hashsalt": "hipkit", "font.family": "sans-serif", "font.size": 10,
    "text.color": INK, "axes.edgecolor": SOFT, "axes.labelcolor": INK, "axes.formatter.useoffset": False,
    "xtick.color": SOFT, "ytick.color": SOFT, "xtick.labelcolor": INK, "ytick.labelcolor": INK,
}  # fmt: skip
_DRAWING = threading.Lock()  # matplotlib's settings are the process's


def warm() -> None:
    """Load what drawing needs, before it is needed."""
    import matplotlib.backends.backend_svg
    import matplotlib.figure  # noqa: F401


def picture(curve: Curve) -> str:
    """The curve as HTML: an SVG that names and describes itself, and its text below it."""
    title = f"{curve.y_words} against {curve.x_words}"
    return drawn(lambda figure: _draw(figure.add_subplot(), curve), title, curve.text, (7.2, 2.6))


def drawn(draw: Callable[[Any], None], title: str, text: str, inches: tuple[float, float]) -> str:
    """What `draw` puts on a figure as HTML: an SVG with this title, described by the text, which stands below."""
    svg = re.sub(r"^.*?(?=<svg )", "", _svg(draw, inches), flags=re.DOTALL)
    opening = _opening(title, text)
    svg = re.sub(r'<svg [^>]*?viewBox="([^"]*)"[^>]*>', lambda found: opening(found[1]), svg, count=1, flags=re.DOTALL)
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    for stand_in, colour in _COLOURS.items():
        svg = svg.replace(stand_in, f"var({colour})")
    svg = re.sub(r'<g id="[^"]*"', "<g", svg)
    return f"{svg}<p>{esc(text)}</p>"


def _opening(title: str, text: str) -> Callable[[str], str]:
    named = f"<title>{esc(title)}</title><desc>{esc(text)}</desc>"
    links = 'xmlns:xlink="http://www.w3.org/1999/xlink"'
    return lambda box: f'<svg {links} viewBox="{box}" role="img" aria-label="{esc(text)}">{named}'


def _svg(draw: Callable[[Any], None], inches: tuple[float, float]) -> str:
    import matplotlib
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    with _DRAWING, matplotlib.rc_context(_SETTINGS):
        figure = Figure(figsize=inches, layout="constrained")
        FigureCanvasSVG(figure)
        draw(figure)
        out = io.StringIO()
        figure.savefig(out, format="svg", transparent=True, metadata={"Date": None})
    return out.getvalue()


def _draw(axes: Any, curve: Curve) -> None:
    x = [float(point.x) for point in curve.points]
    exact = [float(point.exact) for point in curve.points]
    billed = [float(point.billed) for point in curve.points]
    if curve.whole:
        axes.plot(x, billed, "o", color=ACCENT, markersize=5, label="billed")
    elif curve.levels:
        ends = [float(end) for level in curve.levels for end in (level.low, level.high)]
        heights = [float(level.billed) for level in curve.levels for _ in range(2)]
        axes.plot(ends, heights, "-", color=ACCENT, linewidth=2, label="billed, in steps")
    else:
        axes.plot(x, billed, "-", color=ACCENT, linewidth=2, label="billed, in steps too fine to draw")
    axes.plot(x, exact, "-", color=SOFT, linewidth=1, label="exact")
    here = (float(curve.here.x), float(curve.here.billed))
    axes.axvline(here[0], color=LINE, linewidth=1, zorder=0)
    axes.plot(*here, "D", color=INK, markersize=7, label=curve.here_words)
    axes.set_xlabel(curve.x_words)
    axes.set_ylabel(curve.y_words)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(_tick)
    axes.grid(axis="y", color=LINE, linewidth=0.6)
    free = "upper left" if exact[-1] > exact[0] else "upper right"
    axes.legend(frameon=False, loc=free, fontsize=9, labelcolor=INK)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


def _tick(value: float, position: int | None = None) -> str:
    """A number of the scale as people read it.

    >>> _tick(37200.0), _tick(4.92), _tick(0.0)
    ('37,200', '4.92', '0')
    """
    return f"{value:,.6f}".rstrip("0").rstrip(".")
