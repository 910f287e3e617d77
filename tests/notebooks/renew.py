"""Runs the notebooks and writes their outputs, less what differs from run to run.

After a change that the notebooks show: `.venv/bin/python tests/notebooks/renew.py`, then read the diff.
"""

from __future__ import annotations

from pathlib import Path

import nbformat
from nbclient import NotebookClient

FOLDER = Path(__file__).parents[2] / "notebooks"
VIEW = "application/vnd.jupyter.widget-view+json"  # holds the id of a widget of that one run


def renew(path: Path) -> None:
    """Run one notebook from its first cell and write it back."""
    notebook = nbformat.read(path, as_version=4)
    # `store_widget_state` and `record_timing` would write ids and times into the file.
    client = NotebookClient(
        notebook,
        timeout=120,
        store_widget_state=False,
        record_timing=False,
        resources={"metadata": {"path": str(FOLDER)}},
    )
    client.execute()
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number:02d}"
        cell.metadata = {}
        for output in cell.get("outputs", []):
            output.get("data", {}).pop(VIEW, None)
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    nbformat.write(notebook, path)
    print(f"{path.name}: {len(notebook.cells)} cells")


if __name__ == "__main__":
    for found in sorted(FOLDER.glob("*.ipynb")):
        renew(found)
