"""The panel of a review before there are findings: what to do, or why a field cannot be read; nothing is loaded."""

from __future__ import annotations

from importlib.resources import files

from hipkit.formats.shared.markup import esc, part, stops

COUNTS = "The review"
_START = "Drop a file of claim lines above, or try the SAMPLE file: six claims, errors planted in all but the first."
_THEN = "Nothing can be reviewed without; install it, and start hipkit again."


def style() -> str:
    """The style of a review beside that of every page, as an element."""
    return f"<style>{(files('hipkit') / 'formats' / 'review' / 'review.css').read_text(encoding='utf-8')}</style>"


def waiting(missing: str = "") -> dict[str, str]:
    """The parts before there is a file; `missing` is what has to be installed first."""
    if missing:
        why = f"<p><b>!</b> <b>Not installed</b>: {esc(missing)}. {esc(_THEN)}</p>"
        return _parts(part(COUNTS, f'<div class="hk-stop">{why}</div>'))
    return _parts(part(COUNTS, f'<p class="hk-soft">\u2013 {esc(_START)}</p>'))


def stopped(name: str, label: str, advice: str) -> dict[str, str]:
    """The parts while a field cannot be read: which one, and what to do."""
    return _parts(part(COUNTS, stops([(name, label, advice)])))


def _parts(counts: str) -> dict[str, str]:
    return {"counts": style() + counts, "findings": "", "rest": ""}
