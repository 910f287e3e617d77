"""The unit arithmetic over columns of a table: exact, or null, and the reasons."""
