"""The calculator: an order's fields, and the bill that they answer."""
