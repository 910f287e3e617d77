"""The tables of facts, and what a file changes in them, as JSON and as a page; nothing is decided here."""
