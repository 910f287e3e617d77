"""Templates that show a claim with one wrong cell."""

from hipkit.practice.planted import sheets

__all__ = ["sheets"]
