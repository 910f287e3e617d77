"""Practice: cases from a seed, the slips that people make, and grading that says which slip made a wrong number.

Stands on `claim` and `billing`, which give the right answers; reads `data/practice.toml`, `slips.toml` and
`denials.toml`. A Case goes to formats and panels, its Key only to grading.
"""
