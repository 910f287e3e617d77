"""Claim review: coded, cited rules over claim lines, from one claim to tables of any size."""
