"""Frames: the unit arithmetic over columns of a table, on whatever engine holds it: exact, or null, and the reasons.

Stands on `values`, and on narwhals. A frame of pandas, polars, DuckDB or Spark comes in and goes out again, with the
column added; `review` runs its rules over the same frames.
"""
