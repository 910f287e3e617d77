"""Formats: one file a way of showing a bill. A format decides nothing; it shows what it is given."""
