"""The table of all kinds over all claims of a Parquet file: `python -m tests.mutations claims.parquet`."""

from __future__ import annotations

import sys

import polars as pl

from tests.mutations import KINDS, claims_of, table, told

claims = claims_of(pl.read_parquet(sys.argv[1]))
for kind in KINDS:
    print(*table(told(claims, None, [kind])), sep="\n", flush=True)
