"""The practice panel as ipywidgets."""
