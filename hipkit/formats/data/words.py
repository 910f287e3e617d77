"""The words for tables: what each is, and what it knows."""

from __future__ import annotations

KINDS = {
    "hcpcs": "codes and modifiers of HCPCS",
    "crosswalk": "codes of NDCs",
    "limits": "Medicare's payment limits",
    "items": "a pharmacy's own items",
}
KNOWS = {
    "whole": "It is whole: what it lacks there was not.",
    "text": "It has the words and days of the codes in it; other codes exist.",
    "membership": "It says which codes there were, not their words.",
    "partial": "It is a part: what it lacks may well exist.",
}
# The tables that come with hipkit, by name.
OWN = {
    "brands": "Brand names of drugs",
    "codes": "HCPCS codes and modifiers",
    "drugs": "Drugs and their codes",
    "products": "Products by their NDCs",
    "later": "What newer lists show of the codes",
}
