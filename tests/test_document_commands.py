"""The commands and the Python of the documents run as they stand, the same in both languages."""

from __future__ import annotations

import ast
import re
import shlex
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from typer.testing import CliRunner

from hubplanner.cli import app

DOCS = Path(__file__).parents[1] / "docs"
PAGES = sorted(
    path.relative_to(DOCS / "ko")
    for kind in ("tutorials", "how-to", "explanation", "reference")
    for path in (DOCS / "ko" / kind).glob("*.md")
)

pytestmark = [pytest.mark.docs, pytest.mark.slow]


def blocks(path):
    """The files, commands and Python of a page, in their order: (caption, text), ('', command) or
    ('python', text without comments, which each language has in its own)."""
    text = path.read_text(encoding="utf-8")
    found = re.finditer(
        r"^```(\{code-block\} \w+\n:caption: (.+)|sh|python)\n((?:.*\n)*?)```$", text, re.M
    )
    for one in found:
        if one[2]:
            yield one[2], one[3]
        elif one[1] == "python":
            yield "python", ast.unparse(ast.parse(one[3]))
        else:
            yield from (("", line) for line in one[3].splitlines() if line)


@pytest.mark.usefixtures("one_baseline")
@pytest.mark.parametrize("page", PAGES, ids=str)
def test_the_commands_of_a_page_run_and_are_the_same_in_both_languages(page, at_hand):
    told = list(blocks(DOCS / "ko" / page))
    assert told == list(blocks(DOCS / "en" / page))
    names: dict[str, object] = dict(at_hand)
    for file, text in told:
        if file == "python":
            exec(text, names)
            continue
        if file:
            Path(file).parent.mkdir(parents=True, exist_ok=True)
            Path(file).write_text(text, encoding="utf-8")
            continue
        program, *words = shlex.split(text)
        assert program == "hubplanner"
        done = CliRunner().invoke(app, words)
        assert done.exit_code == 0, f"{text}\n{done.output}"


@pytest.fixture
def at_hand(tmp_path, monkeypatch):
    """What the examples say that a planner has: a data folder, a sweep, two tables."""
    monkeypatch.chdir(tmp_path)
    Path("workers.csv").write_text(
        "시군구,연도,산업,종사자수(명)\n거제시,2022,계,91200\n거제시,2022,C31,42800\n", "utf-8"
    )
    words = ["data", "import", "workers.csv", "--into", "own-data/workers", "--source", "example"]
    assert CliRunner().invoke(app, words).exit_code == 0
    results = Path("maps/cars_and_weights/results")
    results.mkdir(parents=True)
    row = {"choice": 0, "future": 0, "status": "optimal", "objective": 1.0, "hubs": ["hub-38090"]}
    pd.DataFrame([row]).to_parquet(results / "part-0.parquet")
    names = ["Changwon", "Gunsan", "Ulsan", "Daegu"]
    points = gpd.points_from_xy([128.7, 126.7, 129.3, 128.6], [35.2, 36.0, 35.5, 35.9])
    workshops = gpd.GeoDataFrame(index=names, geometry=points, crs="EPSG:4326")
    return {"workshops": workshops, "firms": workshops.assign(jobs=[3, 1, 2, 4])}
