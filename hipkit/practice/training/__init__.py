"""Runs, sets for a class, results with their checks, and the report."""
