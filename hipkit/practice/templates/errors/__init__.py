"""Templates that show a claim with one wrong cell."""

from hipkit.practice.templates.errors import sheets

__all__ = ["sheets"]
