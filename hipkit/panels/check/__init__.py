"""The blind second check of the order: what a colleague types without sight of the answer."""
