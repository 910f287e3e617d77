"""Two orders, payers or readings side by side."""
