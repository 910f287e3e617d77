"""Panels in use: what a page holds and shows, and what a person does on it; no user interface."""
