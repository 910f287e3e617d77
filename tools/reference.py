"""Writes the reference of hipkit's public names to site/, from their docstrings. Called by `make docs`."""

from pathlib import Path

import pdoc

import hipkit

# pdoc looks for what is there already, and hipkit imports a name when it is first used.
for name in hipkit.__all__:
    setattr(hipkit, name, getattr(hipkit, name))
pdoc.pdoc("hipkit", output_directory=Path("site"))
print("open site/hipkit.html")
