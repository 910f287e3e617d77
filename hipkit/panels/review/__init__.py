"""The review of a file: what was found, the claim, the rule."""
