"""Templates that show a line that was not paid, and ask what lies behind it."""

from hipkit.practice.templates.denial import sheets

__all__ = ["sheets"]
