"""The answers of a learner as a file: one JSON object of field names and texts, `{"units": "372"}`.

Whatever the texts are, a file that can be read is graded; what is no such object is refused.
"""

from __future__ import annotations

from pathlib import Path

from hipkit.errors import shown
from hipkit.values.userfile import Wanted, json_object, read_text

LARGEST = 1_000_000
WANTED = Wanted("answer", 'a file with {"units": "372"} in it', LARGEST)


def load_answers(path: str | Path | None) -> dict[str, str]:
    """The texts by field that a file holds. Raises InputError for what is no plain file or no object of texts."""
    if path is None:
        raise WANTED.refusal(None, "nothing was given")
    return read_answers(read_text(path, WANTED), str(path))


def read_answers(text: str, name: str = "the text") -> dict[str, str]:
    """The texts by field of a JSON text.

    >>> read_answers('{"units": "1,000", "ndc": "=1+1"}')
    {'units': '1,000', 'ndc': '=1+1'}
    >>> read_answers('{"units": null}')
    Traceback (most recent call last):
    hipkit.errors.InputError: answer: read "the text": units is not a text. Type for example: \
a file with {"units": "372"} in it
    """
    answers = json_object(text, name, WANTED)
    for key, value in answers.items():
        if not isinstance(value, str):
            raise WANTED.refusal(name, f"{shown(key, 30)} is not a text")
    return answers
