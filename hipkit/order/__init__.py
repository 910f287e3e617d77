"""Order, stage 1: what was prescribed and dispensed, on which days, read strictly; and an order as a file.

Stands on `reference`, `payers` and `values`. Fields come in from the command line, a scenario file or a panel; an Order
goes to `billing`.
"""
