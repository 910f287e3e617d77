"""What hipkit says when it cannot answer: the field, what was read, why not, and what to type."""

from __future__ import annotations

import unicodedata

from hipkit.examples import LONGEST, Instead, apart

SHOWN = 80
# Characters that Unicode calls letters or marks and that show nothing: fillers, joiners, variation selectors.
_FILLERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0") | frozenset(
    chr(point) for point in range(0xFE00, 0xFE10)
)


def unseen(character: str) -> bool:
    r"""Whether a character is blank or shows nothing, other than the plain blank.

    >>> unseen("\u200b"), unseen("\u3164"), unseen(" "), unseen("5")
    (True, True, False, False)
    """
    return character != " " and (unicodedata.category(character)[0] in "CZ" or character in _FILLERS)


def shown(given: object, most: int = SHOWN) -> str:
    r"""What was given, safe to print on one line: at most 80 characters, unseen ones escaped.

    >>> shown("5 mg\x00")
    '5 mg\\x00'
    >>> len(shown("5" * 500)), shown(10**5000)
    (80, 'a number of more than 4,300 digits')
    """
    try:
        text = given if isinstance(given, str) else repr(given)
    except ValueError:  # Python does not write out so many digits
        return "a number of more than 4,300 digits"
    escaped = "".join(_escaped(character) if unseen(character) else character for character in text[: most + 1])
    return escaped if len(escaped) <= most else escaped[: most - 3] + "..."


def _escaped(character: str) -> str:
    point = ord(character)
    if point < 0x100:
        return f"\\x{point:02x}"
    return f"\\u{point:04x}" if point < 0x10000 else f"\\U{point:08x}"


class InputError(ValueError):
    """Input that is refused. Nothing is computed from it.

    `field` names what was filled in, `given` is what was read, `reason` says why it is refused and
    `example` what to type; all four are words for a pharmacist. None of the numbers of the example stands in
    what was given: another one takes its place. `instead` stands there where it is known what was meant: what was
    given, rewritten with the same meaning.

    >>> print(InputError("dose", "5 bananas", "'bananas' is not a unit", "5 mg/hr"))
    dose: read "5 bananas": 'bananas' is not a unit. Type for example: 8 mg/hr
    >>> InputError("dose", ".5 mg/hr", "a digit is missing", "5 mg/hr", "0.5 mg/hr").example
    '0.5 mg/hr'
    """

    def __init__(self, field: str, given: object, reason: str, example: str, instead: str = "") -> None:
        super().__init__(field, given, reason, example, instead)
        self.field = field
        self.given = given
        self.reason = reason
        self.example = Instead(instead) if instead else apart(example, shown(given, LONGEST))

    def apart_from(self, *given: str) -> InputError:
        """The same refusal, its example apart from these texts too: what stands around what was refused."""
        texts = (shown(text, LONGEST) for text in given)
        return InputError(self.field, self.given, self.reason, apart(self.example, *texts))

    @property
    def advice(self) -> str:
        """The message without the field's name, for a place beside the field itself."""
        return self.advised(self.example)

    def advised(self, example: str) -> str:
        """The advice with another example."""
        reason = self.reason if self.reason.endswith(("?", ".")) else f"{self.reason}."
        if self.given is not None and self.given != "":
            reason = f'read "{shown(self.given)}": {reason}'
        elif not reason.startswith("nothing was "):
            reason = f"nothing was given: {reason}"
        return f"{reason} Type for example: {example}"

    def __str__(self) -> str:
        return f"{self.field.replace('_', ' ')}: {self.advice}"


class DataError(Exception):
    """A data file of hipkit, or one that a user added, that is not what it should be."""

    def __init__(self, path: object, line: int | None, reason: str) -> None:
        super().__init__(path, line, reason)
        self.path = str(path)
        self.line = line
        self.reason = reason

    def __str__(self) -> str:
        place = self.path if self.line is None else f"{self.path}, line {self.line}"
        return f"{place}: {self.reason}"
