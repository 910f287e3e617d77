"""What a view makes of what has changed: the same as `patched` of `hipkit/widgets/view.js`."""

from __future__ import annotations

from typing import Any


def patched(state: dict[str, Any], patch: dict[str, Any]) -> dict[str, Any]:
    """The state after a patch: a key that is None is gone, but a memo, which may be None."""
    after = dict(state)
    for name, value in patch.items():
        if value is None and name != "memo":
            del after[name]
        else:
            after[name] = patched(after[name], value) if isinstance(value, dict) and after.get(name) else value
    return after
