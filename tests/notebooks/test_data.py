"""The notebook on the tables shows the tables that come with hipkit, whatever was added to the machine it runs on."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from hipkit.reference import adding
from tests.helpers import cms_files

NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "06-data.ipynb"


def shown(notebook: nbformat.NotebookNode) -> list[tuple[str, list[dict[str, object]]]]:
    """Of each cell what it printed, which a busy machine sends in pieces, and what it showed."""
    cells = [cell.outputs for cell in notebook.cells if cell.cell_type == "code"]
    return [
        ("".join(out.get("text", "") for out in cell), [dict(out.get("data", {})) for out in cell if "text" not in out])
        for cell in cells
    ]


def test_it_is_the_same_where_tables_were_added(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HIPKIT_DATA", str(tmp_path / "data"))
    file = tmp_path / "2026q2-crosswalk.csv"
    file.write_text(cms_files.crosswalk_csv(year=2026, quarter=2))
    adding.keep(adding.read([file]))
    committed, run = (nbformat.read(NOTEBOOK, as_version=4) for _ in range(2))
    NotebookClient(run, timeout=120, resources={"metadata": {"path": str(NOTEBOOK.parent)}}).execute()
    assert shown(run) == shown(committed)
