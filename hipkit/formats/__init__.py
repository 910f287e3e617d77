"""Formats: one file a way of showing a bill, a claim, a review, a case. A format decides nothing.

Stands on every stage. Bills, claims, reports and cases come in; text, bytes or HTML go out, to the panels and the
command line.
"""
