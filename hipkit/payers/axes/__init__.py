"""The questions that a payer's rules answer, a file each: `AXIS` has words and values, `apply` does what a value says.

`axis` says what a question is, `all` gathers them. No axis knows another, an order or a bill: what a value does is told
in plain arguments (a therapy's word, hours, days, fractions).
"""
