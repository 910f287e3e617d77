"""How much of a long proof is run: a part of it in `make test`, the whole of it in `make test-all`.

`HIPKIT_WHOLE=1` in the environment is the whole of every proof.
"""

from __future__ import annotations

import os

WHOLE = os.environ.get("HIPKIT_WHOLE", "0") != "0"


def amount(whole: int, part: int) -> int:
    """How many of something a proof takes.

    >>> amount(10_000, 1_000) in (10_000, 1_000)
    True
    """
    return whole if WHOLE else part
