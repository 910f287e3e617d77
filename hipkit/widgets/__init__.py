"""The panels as ipywidgets, for JupyterLab and Voila. Nothing is computed here.

The names are loaded when they are used, so that importing hipkit loads no ipywidgets.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hipkit.widgets.tabs import app as app
    from hipkit.widgets.tabs import calculator as calculator
    from hipkit.widgets.tabs import check as check
    from hipkit.widgets.tabs import claim as claim
    from hipkit.widgets.tabs import compare as compare
    from hipkit.widgets.tabs import payer_rules as payer_rules
    from hipkit.widgets.tabs import practice as practice
    from hipkit.widgets.tabs import review as review

__all__ = ["app", "calculator", "check", "claim", "compare", "payer_rules", "practice", "review"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module("hipkit.widgets.tabs"), name)
