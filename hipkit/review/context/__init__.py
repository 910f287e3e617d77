"""What hipkit knows of claim lines: the facts of its tables, and the right units of what was ordered."""
