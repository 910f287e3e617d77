"""The questions that a payer's rules answer, each with its words and the values it may have."""
