"""CMS's files and a pharmacy's own item list, read into tables in hipkit's own columns: `read.read_tables`.

A file goes through `files` (bytes, zips with their limits) and `sheets` (rows of texts) to the one kind that
knows it: `hcpcs`, `crosswalk`, `limits` or `items`. None of these knows another; `layouts` asks each of them.
Nothing is guessed: what is not one of the known layouts, whole, is refused with what was seen.
"""
