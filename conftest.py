"""Tests rest on the tables that ship: none ever sees what the person who runs them has added."""

from __future__ import annotations

import os
import tempfile

# A folder that is never made: a test that adds tables names one of its own. Commands in other processes inherit it.
os.environ["HIPKIT_DATA"] = os.path.join(tempfile.gettempdir(), f"hipkit-nothing-added-{os.getpid()}")
