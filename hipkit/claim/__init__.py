"""Claim, stage 3: bills to the service lines of one patient's sample claim, and the columns of a claim-line table.

Stands on `billing`. A Claim goes to the formats, its table to the review.
"""
