"""Billing, stage 2: Order and Policy to Bill: exact amounts, the code of each day, lines, steps, choices, notices.

Stands on `order`. A Bill goes to `claim` and to the formats. Waste, nursing time and conversions by
themselves live here too.
"""
