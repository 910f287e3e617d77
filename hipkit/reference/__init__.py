"""Reference: the dated tables that ship: HCPCS codes, drugs and their brands, products by NDC, slips.

Stands on `values`; reads `data/`. What is known of a name, a code or an NDC on a day goes to order, bill and review.
"""
