"""The catalogue of review rules: all of them by code, and those that `--select` and `--ignore` choose."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Sequence
from functools import cache

from hipkit.errors import InputError
from hipkit.review import rules as themed
from hipkit.review.rule import Rule


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule, by its code.

    >>> [one.code for one in rules()][:3]
    ['HIP001', 'HIP002', 'HIP003']
    """
    themes = (theme.name for theme in pkgutil.iter_modules(themed.__path__))
    modules = [importlib.import_module(f"{themed.__name__}.{theme}") for theme in themes]
    every = [rule for module in modules for rule in vars(module).values() if isinstance(rule, Rule)]
    codes = [rule.code for rule in every]
    if twice := {code for code in codes if codes.count(code) > 1}:
        raise ValueError(f"two rules have the code {', '.join(sorted(twice))}")
    return tuple(sorted(every, key=lambda rule: rule.code))


def rule_of(code: object) -> Rule:
    """The rule of a code; case does not matter. InputError for one that there is not.

    >>> rule_of("hip101").name
    'per-diem-generic-beside-specific'
    """
    typed = code.strip().upper() if isinstance(code, str) else ""
    for rule in rules():
        if rule.code == typed:
            return rule
    near = [rule.code for rule in rules() if typed[:4] and rule.code.startswith(typed[:4])]
    known = ", ".join(near) if near else "those that `hipkit rules` lists"
    raise InputError("rule", code, f"there is no such rule; known are {known}", "HIP101")


def choose(select: Sequence[str] = (), ignore: Sequence[str] = ()) -> tuple[Rule, ...]:
    """The rules that are selected and not ignored, each by its code or the beginning of codes.

    As with ruff, the longer beginning wins: `select=["HIP1"], ignore=["HIP105"]` is all of HIP1 but one, and
    `select=["HIP105"], ignore=["HIP1"]` is that one. Nothing selected means all. InputError for a beginning that
    no rule has.

    >>> [one.code for one in choose(["HIP10"], ["HIP101", "hip102"])][:2]
    ['HIP103', 'HIP104']
    >>> [one.code for one in choose(["HIP105"], ["HIP1"])]
    ['HIP105']
    """
    selected, ignored = _prefixes(select, "select") or ("HIP",), _prefixes(ignore, "ignore")
    return tuple(rule for rule in rules() if _longest(rule, selected) > _longest(rule, ignored))


def _longest(rule: Rule, prefixes: Sequence[str]) -> int:
    return max((len(prefix) for prefix in prefixes if rule.code.startswith(prefix)), default=0)


def _prefixes(given: Sequence[str], field: str) -> tuple[str, ...]:
    """Beginnings of codes; several may stand in one text, with commas."""
    if isinstance(given, str):
        given = (given,)
    prefixes = []
    for text in (part.strip() for texts in given for part in str(texts).split(",")):
        prefix = "HIP" if text.upper() == "ALL" else text.upper()
        if not prefix or not any(rule.code.startswith(prefix) for rule in rules()):
            families = ", ".join(dict.fromkeys(rule.code[:4] for rule in rules()))
            raise InputError(field, text, f"no rule's code begins so; families are {families}", "HIP1")
        prefixes.append(prefix)
    return tuple(prefixes)
