"""Practice: cases from a seed, the slips that people make, and grading that says which slip made a wrong number."""
