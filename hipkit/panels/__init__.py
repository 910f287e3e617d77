"""Panels: which fields a person fills in, and what is shown for the texts in them. No user interface here.

Stands on `formats` and every stage. The texts of the fields come in; parts of a page and files to be downloaded go out
to `widgets`.
"""
