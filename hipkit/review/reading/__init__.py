"""Files of claim lines, of whatever kind, read into typed lines and the rows that were set aside.

`files.py` reads files, `inmemory.py` bytes that a page was handed; a module for each kind of file gives pieces of
texts. It stands on the table of claim lines and on `values/`, and what it reads goes to `context/` and the rules.
"""
