"""Practice as pages, text, JSON, tables and paper: cases, feedback, sets, results, reports."""
