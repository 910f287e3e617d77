"""Payers' rules and the sources of everything, as pages."""
