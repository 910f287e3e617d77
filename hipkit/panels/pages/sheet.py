"""What stands in the fields of one or more pages: the texts that they share, and the last valid entry of them."""

from __future__ import annotations

from collections.abc import Mapping

Texts = Mapping[str, str]


class Sheet:
    """Texts by the names of their fields. `memo` is the last valid entry; `version` is another after each change.

    >>> sheet = Sheet({"drug": "", "payer": "hmsa"})
    >>> sheet.put({"drug": "morphine sulfate"})
    >>> sheet.texts, sheet.version
    ({'drug': 'morphine sulfate', 'payer': 'hmsa'}, 1)
    >>> sheet.begin({})
    >>> sheet.texts["drug"], sheet.memo is None
    ('', True)
    """

    def __init__(self, start: Texts) -> None:
        self.start = dict(start)
        self.texts = dict(start)
        self.memo: dict[str, str] | None = None
        self.version = 0

    def put(self, texts: Texts) -> None:
        """Put texts into their fields."""
        self.texts |= texts
        self.version += 1

    def begin(self, texts: Texts) -> None:
        """Begin anew with these texts, all other fields as at first; nothing is compared with what was there."""
        self.memo = None
        self.put({**self.start, **texts})
