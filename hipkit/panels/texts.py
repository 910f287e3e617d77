"""What panels do alike with the texts in their fields: take them as they are, split them, say what is refused."""

from __future__ import annotations

from collections.abc import Iterator

from hipkit.errors import InputError, shown
from hipkit.formats.shared.onpage import on_page
from hipkit.panels.base import Field, Message
from hipkit.values.strict import clean

BLANKS = " \u00a0"
PASTED_BLANKS = f"{BLANKS}\r\n\t"
LISTED = 10_000  # characters of a list, which may name each day of a year


def plain(text: object) -> str:
    """The text of a field; what is no text becomes one, for the strict reader to refuse.

    >>> plain("5 mg/hr"), plain(None), plain(5)
    ('5 mg/hr', '', '5')
    """
    return text if isinstance(text, str) else "" if text is None else shown(text)


def pairs(text: str, field: str, reason: str, example: str) -> Iterator[tuple[str, str]]:
    """What stands before and after each equals sign of a text, semicolons between them; raises InputError.

    >>> list(pairs("S9326 = 3,100.00; J2270=558", "charges", "a charge is a code and dollars", "S9326 = 3,100.00"))
    [('S9326', '3,100.00'), ('J2270', '558')]
    """
    for part in clean(text, field, example, LISTED).text.split(";") if text.strip(PASTED_BLANKS) else ():
        before, equals, after = (half.strip(" ") for half in part.partition("="))
        if not (before and equals and after):
            raise InputError(field, text, reason, example)
        yield before, after


def in_a_sentence(label: str) -> str:
    """The label of a field within a sentence.

    >>> in_a_sentence("Dose"), in_a_sentence("NDC")
    ('dose', 'NDC')
    """
    return label if label[:2].isupper() else label[0].lower() + label[1:]


_CHOOSE = "Choose one of the list"


def check_choice(field: Field, text: str, name: str = "") -> None:
    """Raise InputError for what is none of the choices of a field, which may go by another name."""
    if text not in dict(field.choices):
        raise InputError(name or field.name, text, "it is not one of the choices", "one of the choices")


def refusal(error: InputError, field: Field | None = None) -> Message:
    """What is said at a field that is refused: what to do comes first, since there may be room for little more.

    >>> refusal(InputError("visits", "x", "it is no day", "2021-03-02")).text
    'Type for example 2021-03-02: it is no day'
    >>> refusal(InputError("rule", None, "HMSA states none", "ceil-hour"), Field("rule", "Time rule", "choice")).text
    'Choose one of the list: HMSA states none'
    """
    what = _CHOOSE if _chosen(field) else f"Type for example {on_page(error.example)}"
    return Message("error", f"{what}: {error.reason}")


def advice(error: InputError, field: Field | None = None, drop: str = "Drop") -> str:
    """What was read, why it is refused and what to do, for a place beside the field; `drop` is what is done with files.

    >>> advice(InputError("rule", None, "HMSA states none", "ceil-hour"), Field("rule", "Time rule", "choice"))
    'nothing was given: HMSA states none. Choose one of the list.'
    >>> advice(InputError("file", "a.png", "it is a picture", "a CSV file"), Field("file", "File", "file"))
    'read "a.png": it is a picture. Drop a CSV file.'
    """
    typed, example = error.advised(on_page(error.example)), on_page(error.example)
    if _chosen(field):
        return typed.replace(f"Type for example: {example}", f"{_CHOOSE}.")
    if field and field.kind == "file":
        return typed.replace(f"Type for example: {example}", f"{drop} {example}.")  # here nothing is typed
    return typed


def _chosen(field: Field | None) -> bool:
    return field is not None and field.kind == "choice"


def press(error: InputError) -> Message:
    """What is said at a field that is refused and has buttons below it."""
    return Message("error", f"Press a button below, or type again: {error.reason}")


def choose(error: InputError) -> Message:
    """What is said at a field that is refused and has a list of what may stand there."""
    return Message("error", f"Take one of the list (arrow down, Enter), or type on: {error.reason}")
