"""Values: what is read strictly and kept exactly: amounts with units, NDCs, numbers as texts, steps, sources, files.

Stands on `errors` alone. A text that a person typed comes in; a Quantity, an Ndc, a date goes out to every stage above.
"""
