"""The files of an answer as links: made when a person asks for them, gone with the answer they belong to.

A link holds its file (`data:`), so that it is saved by the browser itself, in Voila and in JupyterLab alike.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence

from hipkit.errors import InputError
from hipkit.formats.forms import Download
from hipkit.formats.shared.markup import esc

MAKE = "Make the files"
SORRY = "hipkit failed to make this file"


_LATER = "There are files once there is a claim, or a review."
_EXAMPLE = "No file is made of HMSA's example: there are files once every field of it was typed over."


def waiting(offered: Sequence[Download], of_example: bool = False) -> str:
    """What stands where the files are made: nothing where there are some, else what there has to be first."""
    return "" if offered else f'<p class="hk-soft">{_EXAMPLE if of_example else _LATER}</p>'


def links(offered: Sequence[Download], of_example: bool = False) -> str:
    """All files on offer, made, with a link to each, or why there is none."""
    if not offered:
        return waiting(offered, of_example)
    return f'<ul class="hk-files">{"".join(_link(file) for file in offered)}</ul>'


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
