"""The files of an answer as links: made when a person asks for them, gone with the answer they belong to.

A link holds its file (`data:`), so that it is saved by the browser itself, in Voila and in JupyterLab alike.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Sequence

from hipkit.errors import InputError
from hipkit.formats.forms import Download
from hipkit.formats.shared.markup import esc

MAKE = "Make the files"
SORRY = "hipkit failed to make this file"


class Files:
    """What is on offer now. `show` puts HTML on the page where the files stand."""

    def __init__(self, show: Callable[[str], None]) -> None:
        self._show = show
        self._offered: Sequence[Download] = ()

    def offer(self, files: Sequence[Download]) -> None:
        """Offer the files of a new answer; links to those of an earlier one go at once."""
        self._offered = files
        self._show("" if files else '<p class="hk-soft">There are files once there is a claim, or a review.</p>')

    def make(self) -> None:
        """Make all files that are on offer, and show a link to each, or why there is none."""
        if self._offered:
            self._show(f'<ul class="hk-files">{"".join(_link(file) for file in self._offered)}</ul>')


def _link(file: Download) -> str:
    try:
        data = file.make()
    except InputError as error:
        return f"<li><b>!</b> no {esc(file.words)}: {esc(error.reason)}</li>"
    except Exception as error:  # one format that fails leaves the others
        return f"<li><b>!</b> no {esc(file.words)}: {SORRY} ({esc(type(error).__name__)})</li>"
    link = f'href="data:{esc(file.media)};base64,{b64encode(data).decode()}" download="{esc(file.name)}"'
    return f'<li><a {link}>{esc(file.name)}</a> <span class="hk-soft">{esc(file.words)}, {_size(len(data))}</span></li>'


def _size(count: int) -> str:
    """How large a file is.

    >>> _size(900), _size(26_904)
    ('900 bytes', '27 kB')
    """
    return f"{count} bytes" if count < 1000 else f"{round(count / 1000)} kB"
