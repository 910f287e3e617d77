"""The small language in which a slip's arithmetic is written as data: exact, closed, and no `eval`.

Names of the case's numbers, whole and decimal literals, `+ - * /`, parentheses, and the functions `up`, `down`,
`nearest` (a half goes up), `least` and `most`. A condition compares two of them. What is not in this list is refused
when the file is read; a name that the case does not have, or a division by zero, gives no value.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from hipkit.values.rounding import down, nearest, up

LONGEST = 300
_TOKEN = re.compile(r"[A-Za-z][A-Za-z0-9_]*|[0-9]+(?:\.[0-9]+)?(?![A-Za-z0-9_.])|[-+*/(),]|[<>]=?|[=!]=| +")
_OPERATORS: dict[type[ast.operator], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
}
_COMPARED: dict[type[ast.cmpop], Callable[[Fraction, Fraction], bool]] = {
    ast.Eq: lambda a, b: a == b,
    ast.NotEq: lambda a, b: a != b,
    ast.Lt: lambda a, b: a < b,
    ast.LtE: lambda a, b: a <= b,
    ast.Gt: lambda a, b: a > b,
    ast.GtE: lambda a, b: a >= b,
}
_ONE: dict[str, Callable[[Fraction], int]] = {"up": up, "down": down, "nearest": nearest}
_TWO: dict[str, Callable[[Fraction, Fraction], Fraction]] = {"least": min, "most": max}
FUNCTIONS = (*_ONE, *_TWO)


class FormulaError(ValueError):
    """A text that is no formula, and why."""


@dataclass(frozen=True)
class Formula:
    """A formula that was read; `names` are the numbers it needs."""

    text: str
    names: frozenset[str]
    _node: ast.expr

    def value(self, numbers: Mapping[str, Fraction]) -> Fraction | None:
        """What it comes to, exactly; None where a name is absent or something is divided by zero.

        >>> seed = {"day_mg": Fraction(120), "strength": Fraction(25), "days": Fraction(31)}
        >>> formula("up(day_mg / strength) * days").value(seed)
        Fraction(155, 1)
        >>> formula("day_mg / (days - 31)").value(seed), formula("bag").value(seed)
        (None, None)
        """
        if not self.names <= numbers.keys():
            return None
        try:
            return _number(self._node, self.text, numbers)
        except ZeroDivisionError:
            return None


@dataclass(frozen=True)
class Condition:
    """A comparison of two formulas, as `days == 31`."""

    text: str
    left: Formula
    right: Formula
    _holds: Callable[[Fraction, Fraction], bool]

    def holds(self, numbers: Mapping[str, Fraction]) -> bool:
        """Whether it holds; False where either side has no value.

        >>> condition("days == 31").holds({"days": Fraction(31)}), condition("days == 31").holds({})
        (True, False)
        """
        left, right = self.left.value(numbers), self.right.value(numbers)
        return left is not None and right is not None and self._holds(left, right)


def formula(text: str) -> Formula:
    """The formula that a text writes out. Raises FormulaError for anything else.

    >>> formula("days.__class__")
    Traceback (most recent call last):
    hipkit.practice.grading.formula.FormulaError: 'days.__class__' has '.', which no formula knows
    >>> formula("open(days)")
    Traceback (most recent call last):
    hipkit.practice.grading.formula.FormulaError: open is no function here; known are up, down, nearest, least, most
    """
    node = _parsed(text)
    _check(node, text)
    return Formula(text, _names(node), node)


def condition(text: str) -> Condition:
    """The comparison that a text writes out. Raises FormulaError for anything else."""
    node = _parsed(text)
    if not isinstance(node, ast.Compare) or len(node.ops) != 1 or type(node.ops[0]) not in _COMPARED:
        raise FormulaError(f"{text!r} compares no two numbers")
    sides = (node.left, node.comparators[0])
    for side in sides:
        _check(side, text)
    left, right = (Formula(text, _names(side), side) for side in sides)
    return Condition(text, left, right, _COMPARED[type(node.ops[0])])


def _parsed(text: str) -> ast.expr:
    if len(text) > LONGEST:
        raise FormulaError(f"a formula has at most {LONGEST} signs")
    at = 0
    while at < len(text):
        token = _TOKEN.match(text, at)
        if token is None:
            raise FormulaError(f"{text!r} has {text[at]!r}, which no formula knows")
        at = token.end()
    try:
        return ast.parse(text.strip(" "), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise FormulaError(f"{text!r} is no formula") from None


def _check(node: ast.expr, text: str) -> None:
    """Refuse every kind of node but the few of the language."""
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        _check(node.left, text)
        _check(node.right, text)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.keywords:
        _check_call(node.func.id, len(node.args))
        for argument in node.args:
            _check(argument, text)
    elif not isinstance(node, ast.Name) and not (isinstance(node, ast.Constant) and type(node.value) in (int, float)):
        raise FormulaError(f"{text!r} holds what no formula knows")


def _check_call(name: str, count: int) -> None:
    if name not in FUNCTIONS:
        raise FormulaError(f"{name} is no function here; known are {', '.join(FUNCTIONS)}")
    wanted = 1 if name in _ONE else 2
    if count != wanted:
        raise FormulaError(f"{name} takes {wanted}, and {count} stand there")


def _names(node: ast.expr) -> frozenset[str]:
    called = {id(one.func) for one in ast.walk(node) if isinstance(one, ast.Call)}
    return frozenset(one.id for one in ast.walk(node) if isinstance(one, ast.Name) and id(one) not in called)


def _number(node: ast.expr, text: str, numbers: Mapping[str, Fraction]) -> Fraction:
    if isinstance(node, ast.BinOp):
        left, right = _number(node.left, text, numbers), _number(node.right, text, numbers)
        return _OPERATORS[type(node.op)](left, right)
    if isinstance(node, ast.Call):
        assert isinstance(node.func, ast.Name)
        arguments = [_number(argument, text, numbers) for argument in node.args]
        if node.func.id in _ONE:
            return Fraction(_ONE[node.func.id](arguments[0]))
        return _TWO[node.func.id](*arguments)
    if isinstance(node, ast.Name):
        return numbers[node.id]
    # the literal as it is written: the parser's own float would not be exact
    return Fraction(text.strip(" ")[node.col_offset : node.end_col_offset])
