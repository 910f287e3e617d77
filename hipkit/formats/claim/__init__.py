"""A claim as CSV, JSON, text, 837P, workbook, worksheet and CMS-1500 facsimile, each box explained."""
