"""Templates that ask for claim lines: of one order, of two drugs, over a change of rate or code, with days left out."""

from hipkit.practice.templates.complete import one, pairs, parts

__all__ = ["one", "pairs", "parts"]
