"""What is passed on holds nothing of the planner's machine, and nothing that links lead to."""

from __future__ import annotations

import json
import zipfile

import pytest
from typer.testing import CliRunner

import hubplanner as hp
from hubplanner.cli import app
from hubplanner.dataset import load_dataset
from hubplanner.errors import DataError
from hubplanner.importing import import_file
from hubplanner.output import write_beside

FIGURES = """region,year,measure,industry,value,unit,source
거제시,2023,population,total,230000,persons,표
"""


def contents(folder):
    """Every file's text, workbooks and documents part by part."""
    for path in (item for item in folder.rglob("*") if item.is_file()):
        yield path, path.read_bytes()
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as parts:
                yield from ((path, parts.read(name)) for name in parts.namelist())


@pytest.fixture
def scenario(tmp_path):
    home = tmp_path / "home-of-the-planner"
    (home / "own").mkdir(parents=True)
    (home / "own" / "statistics.csv").write_text(FIGURES, encoding="utf-8")
    (home / "elsewhere.csv").write_text("from,to,minutes\n거제시,통영시,41\n", encoding="utf-8")
    path = home / "plans" / "far.toml"
    path.parent.mkdir()
    path.write_text(
        f"[data]\nfolders = ['../own']\n[travel]\n"
        f"matrix = '{(home / 'elsewhere.csv').as_posix()}'\n"
        "missing = 'network'\n[siting]\nhubs = 3\n"
    )
    return path


@pytest.mark.slow
def test_no_file_tells_where_it_was_made(scenario, tmp_path):
    out = tmp_path / "out"
    other = scenario.with_name("other.toml")
    other.write_text(scenario.read_text().replace("hubs = 3", "hubs = 2"))
    for command in (
        ["plan", scenario],
        ["compare", scenario, other],
        ["site", scenario, "--alternatives", "2"],
        ["report", scenario],
    ):
        done = CliRunner().invoke(app, [*map(str, command), "--out", str(out)])
        assert done.exit_code == 0, done.output
    files = list(contents(out))
    assert {path.suffix for path, _ in files} >= {".html", ".json", ".xlsx", ".docx", ".csv"}
    assert not [path for path, content in files if b"home-of-the-planner" in content]
    told = json.loads((out / "far" / "plan.json").read_text(encoding="utf-8"))["scenario"]
    assert told["data"]["folders"] == ["../own"]
    assert told["travel"]["matrix"] == "elsewhere.csv"


def test_an_import_tells_names_only(tmp_path):
    home = tmp_path / "home-of-the-planner"
    home.mkdir()
    (home / "표.csv").write_text(
        "시군구,2023 인구(명)\n거제시,1\n부산 없는구,2\n", encoding="utf-8"
    )
    import_file(home / "표.csv", into=tmp_path / "own", measure="population", year=2023)
    files = list(contents(tmp_path / "own"))
    assert len(files) >= 4
    assert not [path for path, content in files if b"home-of-the-planner" in content]


def test_paths_within_the_scenarios_folder_are_relative_to_it(tmp_path, monkeypatch):
    (tmp_path / "a.toml").write_text(
        "[data]\nfolders = ['own']\n[network]\nown_links = 'x/t.csv'\n"
    )
    monkeypatch.chdir(tmp_path)
    for path in (tmp_path / "a.toml", "a.toml", "./a.toml"):
        stated = hp.Scenario.from_toml(path).stated()
        assert (stated.data.folders, stated.network.own_links) == (("own",), "x/t.csv")
    changed = hp.Scenario.from_toml(tmp_path / "a.toml").model_copy(update={"name": "b"})
    assert changed.stated().data.folders == ("own",)
    assert hp.Scenario().stated() == hp.Scenario()


def secret(tmp_path):
    path = tmp_path / "secret.txt"
    path.write_text("SECRET-7141")
    return path


@pytest.mark.parametrize("name", ["statistics.csv", "layers", "layers/a.gpkg", "notes/mine.txt"])
def test_a_data_folder_with_links_is_refused(tmp_path, name):
    own = tmp_path / "own"
    (own / name).parent.mkdir(parents=True)
    (own / name).symlink_to(secret(tmp_path))
    with pytest.raises(DataError, match=f"{name}: is a link"):
        load_dataset([own])
    table = tmp_path / "t.csv"
    table.write_text(FIGURES, encoding="utf-8")
    with pytest.raises(DataError, match="is a link"):
        import_file(table, into=own)


def test_links_in_an_output_folder_are_not_followed(tmp_path):
    out = tmp_path / "out"
    (out / "plan").mkdir(parents=True)
    (out / "plan" / "mine").symlink_to(secret(tmp_path))
    (out / "plan" / "gone").symlink_to(tmp_path / "nowhere")
    (out / "plan" / "up").symlink_to(tmp_path)

    def write(new):
        (new / "plan").mkdir()
        (new / "plan" / "a.csv").write_text("a")

    write_beside(out, "plan", write, option="--out")
    assert (out / "plan" / "mine").is_symlink()
    assert (out / "plan" / "gone").is_symlink()
    assert (out / "plan" / "up").is_symlink()
    linked = tmp_path / "linked"
    linked.mkdir()
    (linked / "plan").symlink_to(out / "plan")
    with pytest.raises(DataError, match="in the way"):
        write_beside(linked, "plan", write, option="--out")
    assert (linked / "plan").is_symlink()


def test_another_programs_data_package_is_not_overwritten(tmp_path):
    own, table = tmp_path / "own", tmp_path / "t.csv"
    own.mkdir()
    table.write_text(FIGURES, encoding="utf-8")
    for content in (
        {"name": "theirs", "resources": [{"path": "a.csv"}]},
        {"imports": {}},
        {"imports": {"statistics": {"source": {"title": "x"}}}},
        {"imports": ["statistics"]},
    ):
        text = json.dumps(content)
        (own / "datapackage.json").write_text(text)
        with pytest.raises(DataError, match="no import wrote"):
            import_file(table, into=own)
        assert (own / "datapackage.json").read_text() == text
    (own / "datapackage.json").unlink()
    import_file(table, into=own)
    import_file(table, into=own)
