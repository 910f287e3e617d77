"""Practice: case, boxes, feedback, progress."""
