"""What stands in the fields of one or more pages: the texts that they share, the last valid entry, the way back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

Texts = Mapping[str, str]

MOST_BACK = 50


class Sheet:
    """Texts by the names of their fields. `memo` is the last valid entry; `version` is another after each change.

    `marks` is the name of the text that lists the fields which still hold an example, empty for a sheet without;
    a person who types into `first` begins an order of their own there. `left` are the texts that are left behind where
    a person goes on to others.

    >>> sheet = Sheet({"drug": "", "payer": "hmsa"})
    >>> sheet.enter({"drug": "morph"})
    >>> sheet.enter({"drug": "morphine"})
    >>> sheet.leave()
    >>> sheet.enter({"drug": "morphine sulfate"})
    >>> sheet.enter({"payer": "bcbsm"})
    >>> sheet.undo()
    >>> sheet.undo()
    >>> sheet.texts
    {'drug': 'morphine', 'payer': 'hmsa'}
    >>> sheet.undo()
    >>> sheet.texts["drug"], sheet.memo is None
    ('', True)
    """

    def __init__(self, start: Texts, marks: str = "", first: str = "", left: Iterable[str] = ()) -> None:
        self.start, self.marks, self.first, self.left = dict(start), marks, first, tuple(left)
        self.texts = dict(start)
        self.memo: dict[str, str] | None = None
        self.version = 0
        self._back: list[dict[str, str]] = []
        self._typing: frozenset[str] = frozenset()

    def enter(self, texts: Texts) -> None:
        """A person typed or chose these; what of an example they type over is an example no more."""
        changed = {name: text for name, text in texts.items() if text != self.texts.get(name, "")}
        if not changed:
            return
        self._remember(changed)
        marked = self.texts.get(self.marks, "").split()
        if self.first in changed and marked:
            self.put(dict.fromkeys((*marked, self.marks), ""))
        elif marked:
            self.put({self.marks: " ".join(name for name in marked if name not in changed)})
        self.put(texts)

    def leave(self) -> None:
        """A person left the field: what is typed there after that is another change."""
        self._typing = frozenset()

    def take(self, texts: Texts) -> None:
        """A person pressed what puts these there: a change of its own, whatever is typed before and after it."""
        self.leave()
        self.enter(texts)
        self.leave()

    def turn(self, texts: Texts) -> None:
        """A person went on to other texts as they were left: nothing is typed over, nothing is compared."""
        self._remember(())
        self.memo = None
        self.put({name: self.start.get(name, "") for name in self.left} | dict(texts))

    def put(self, texts: Texts) -> None:
        """Put texts into their fields."""
        self.texts |= texts
        self.version += 1

    def begin(self, texts: Texts, example: Iterable[str] = ()) -> None:
        """Begin anew with these texts, all other fields as at first; nothing is compared with what was there.

        `example` are the fields that are marked as an example's.
        """
        self._remember(())
        self.memo = None
        marked = {self.marks: " ".join(example)} if self.marks else {}
        self.put({**self.start, **texts, **marked})

    def undo(self) -> None:
        """Put back what stood before the last change; what is typed in one field until it is left is one change."""
        if self._back:
            self.memo = None
            self.leave()
            self.put(self._back.pop())

    def _remember(self, names: Iterable[str]) -> None:
        typing = frozenset(names)
        if not typing or typing != self._typing:
            self._back = [*self._back[-MOST_BACK:], dict(self.texts)]
        self._typing = typing
