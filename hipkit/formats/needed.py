"""Packages that a format needs and that are not everywhere: where one is missing, what to install is said."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from hipkit.errors import InputError

EXTRA = "claim"


@contextmanager
def needed(form: str) -> Iterator[None]:
    """Around the imports of a format: a package that is missing is an InputError that names the extra.

    >>> with needed("x12"):
    ...     import no_such_package
    Traceback (most recent call last):
    hipkit.errors.InputError: format: read "x12": it needs the package no_such_package, which is not installed. \
Type for example: pip install 'hipkit[claim]'
    """
    try:
        yield
    except ModuleNotFoundError as error:
        package = str(error.name).partition(".")[0]
        reason = f"it needs the package {package}, which is not installed"
        raise InputError("format", form, reason, f"pip install 'hipkit[{EXTRA}]'") from None
