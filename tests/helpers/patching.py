"""What a view makes of what has changed: the same as `patched` of `hipkit/widgets/view.js`."""

from __future__ import annotations

import re
from typing import Any


def patched(state: dict[str, Any], patch: dict[str, Any]) -> dict[str, Any]:
    """The state after a patch: a key that is None is gone, but a memo, which may be None."""
    after = dict(state)
    for name, value in patch.items():
        if value is None and name != "memo":
            del after[name]
        else:
            after[name] = _put(after.get(name), value)
    return after


def _put(before: Any, value: Any) -> Any:
    if not isinstance(value, dict) or not before:
        return value
    if not isinstance(before, str):
        return patched(before, value)
    pieces = re.findall("<?[^<]+|<", before)
    for at, count, text in reversed(value["splices"]):
        pieces[at : at + count] = [text]
    return "".join(pieces)
