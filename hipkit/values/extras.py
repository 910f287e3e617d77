"""Packages that not everybody has installed: where one is missing, what to install is said."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from hipkit.errors import InputError


@contextmanager
def needed(field: str, given: str, extra: str) -> Iterator[None]:
    """Around the imports of what was asked for: a package that is missing is an InputError that names the extra.

    >>> with needed("format", "x12", "claim"):
    ...     import no_such_package
    Traceback (most recent call last):
    hipkit.errors.InputError: format: read "x12": it needs the package no_such_package, which is not installed. \
Type for example: pip install 'hipkit[claim]'
    """
    try:
        yield
    except ModuleNotFoundError as error:
        package = str(error.name).partition(".")[0]
        if package == "hipkit":
            raise
        reason = f"it needs the package {package}, which is not installed"
        raise InputError(field, given, reason, f"pip install 'hipkit[{extra}]'") from None
