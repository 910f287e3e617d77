"""Panels: which fields a person fills in, and what is shown for the texts in them. No user interface here."""
