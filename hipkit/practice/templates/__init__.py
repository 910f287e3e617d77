"""Templates: each makes one kind of practice case of a seed; `shared` is what several of them draw with.

`compute` works out a number, `complete` fills lines, `errors` plants one wrong cell, `denial` explains what
was not paid.
"""
