"""A review as text, JSON, CSV, workbook and page: findings, counts, the claim with the cell marked."""
