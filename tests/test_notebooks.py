"""The notebooks run from top to bottom, each in an empty folder, and are kept without outputs."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))


pytestmark = [
    pytest.mark.docs,
    pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem),
]


def code_of(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_a_notebook_is_kept_without_outputs(path):
    notebook = nbformat.read(path, as_version=4)
    assert not [cell for cell in code_of(notebook) if cell.outputs or cell.execution_count]
    nbformat.validate(notebook)


@pytest.mark.slow
def test_a_notebook_runs(path, tmp_path):
    notebook = nbformat.read(path, as_version=4)
    folder = {"metadata": {"path": str(tmp_path)}}
    NotebookClient(notebook, timeout=300, kernel_name="python3", resources=folder).execute()
    code = code_of(notebook)
    assert all(cell.execution_count for cell in code)
    assert any(output.output_type == "execute_result" for cell in code for output in cell.outputs)
