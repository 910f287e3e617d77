"""A bill as a page, as text, as JSON and as a picture; and bills side by side."""
