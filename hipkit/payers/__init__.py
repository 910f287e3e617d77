"""Payers: their rules as dated, cited rows, one question (an axis) at a time, and what holds on a day.

Stands on `values`; reads `data/policies/`. What a payer states, or leaves unstated, goes to the bill, the
claim and the review.
"""
