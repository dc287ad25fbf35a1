"""What there is: sources, completeness, one region on one screen, with a planner's own data."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

import hubplanner as hp
from hubplanner.cli import app
from hubplanner.dataset.inventory import (
    changed_since_import,
    completeness,
    dossier,
    holdings,
    lists,
)
from hubplanner.errors import RegionError
from hubplanner.importing import import_file

OWN = """시군구,산업,2021,2023
거제시,제조업,"50,000",X
경남 고성군,제조업,"5,000",-
"""


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    place = tmp_path_factory.mktemp("own")
    (place / "우리 통계.csv").write_text(OWN, encoding="utf-8")
    import_file(
        place / "우리 통계.csv", into=place / "workers", measure="workers", licence="KOGL type 1"
    )
    return place / "workers"


def run(*arguments):
    done = CliRunner().invoke(app, ["data", *map(str, arguments)])
    return done.exit_code, done.output


def test_holdings_add_up_to_the_table(dataset):
    held = holdings(dataset)
    assert held["rows"].sum() == len(dataset.statistics)
    assert held["licence"].notna().all()
    assert set(held["source"]) == set(dataset.statistics["source"])
    assert sum(lists(dataset).values()) == len(dataset.institutions) + len(dataset.designations)


def test_completeness_is_counted_by_hand(dataset):
    table = completeness(dataset).set_index(["measure", "year", "period"])
    employed = table.loc["employed", 2025, "H1"]
    assert (employed["regions"], employed["of"], employed["without"]) == (228, 229, "세종 세종시")
    rows = dataset.statistics.query("measure == 'employed' and year == 2025")
    assert employed["unreliable"] == (rows["flag"] == "unreliable").sum() > 0


def test_a_region_with_the_planners_own_figures(own):
    known = dossier(hp.load_dataset([own]), "거제시", [own])
    assert known.region.name == "38090"
    workers = known.statistics.query("measure == 'workers'")
    assert workers[["year", "industry", "value"]].values.tolist() == [
        [2021, "manufacturing", 50000.0]
    ]
    assert known.missing["reason"].tolist() == ["suppressed"]
    assert set(known.statistics["source"]) == set(known.sources.index)
    assert known.designations["kind"].tolist() == ["산업위기대응특별지역"]
    with pytest.raises(RegionError, match="강원 고성군"):
        dossier(hp.load_dataset(), "고성군")


def test_files_changed_since_the_import_are_told(own, tmp_path):
    assert changed_since_import([own]) == []
    file = tmp_path / "a.csv"
    file.write_text(OWN, encoding="utf-8")
    folder = import_file(file, into=tmp_path / "b", measure="workers").folder
    (folder / "report.txt").write_text("other", encoding="utf-8")
    (folder / "sources.csv").unlink()
    told = changed_since_import([folder])
    assert len(told) == 2
    assert "changed since it was imported" in str(told[0])
    assert "is missing" in str(told[1])


def test_the_commands_show_it(own, tmp_path):
    code, text = run("list", "--folder", own)
    assert code == 0
    assert "우리 통계" in text
    assert "KOSIS 101/DT_1ES3A30S" in text
    assert "employed_lfs: Household survey: counted where people live" in text
    assert "local area labour force survey: 86 figures, 16 of 229 regions" in text
    _, korean = run("list", "--folder", own, "--lang", "ko")
    assert "employed_lfs: 가구조사: 사는 곳에서 세므로" in korean
    assert "지역별고용조사: 값 86, 지역 16 / 229" in korean
    code, text = run("check", "--folder", own)
    assert code == 0
    assert "imported files are as they were" in text
    assert "2 / 229" in text
    (tmp_path / "s.toml").write_text(f'[data]\nfolders = ["{own.as_posix()}"]\n', encoding="utf-8")
    code, text = run("show", "거제시", "--scenario", tmp_path / "s.toml")
    assert code == 0
    for words in (
        "KOSTAT 2020 38090",
        "50,000",
        "suppressed 1",
        "산업위기대응특별지역",
        "KOGL type 1",
        "2016 H2 64,900 → 2017 H2 58,000",
        "printed in: 거제저널(gjn.kr) 2018-04",
    ):
        assert words in text
    code, text = run("show", "춘천시")
    assert "never compare two surveys): none" in text
    code, text = run("show", "고성군")
    assert code == 2
    assert "'강원 고성군' or '경남 고성군'" in text
