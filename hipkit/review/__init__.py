"""Review, stage 4: coded, cited rules over claim lines, from one claim to tables of any size.

Stands on `claim` (its table), `frames` and `payers`. Files, frames or a Claim come in (`reading`), are joined with what
is known of each line (`context`), and meet the `rules`; findings and a Report go to formats and panels.
"""
