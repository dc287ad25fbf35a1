"""A planner's own words, and tables that do not say all by themselves."""

from __future__ import annotations

import pandas as pd
import pytest
from typer.testing import CliRunner

from hubplanner.cli import app
from hubplanner.dataset import load_dataset
from hubplanner.errors import DataError
from hubplanner.importing import Mapping, import_file
from tables import filled, save

KEY = ["region_code", "year", "period", "measure", "industry"]


def figures(folder):
    table = pd.read_parquet(folder / "statistics.parquet")
    return dict(zip(table[KEY].itertuples(index=False, name=None), table["value"], strict=True))


def mapping(tmp_path, text):
    path = tmp_path / "m.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_columns_regions_and_industries_by_the_planners_words(tmp_path):
    rows = [
        ["우리 지역", "하는 일", "근로자", "메모"],
        ["우리시", "조선업", "5", "x"],
        ["통영시", "제조업", "6", "y"],
    ]
    own = mapping(
        tmp_path,
        '[columns]\n"우리 지역" = "region"\n"하는 일" = "industry"\n"근로자" = "workers"\n'
        '"메모" = "ignore"\n[regions]\n"우리시" = "경남 거제시"\n[industries]\n"조선업" = "c31"\n'
        '[constants]\nyear = 2023\nunit = "천명"\n[source]\ntitle_ko = "시 연보"\n',
    )
    file = save(tmp_path / "a.csv", rows)
    done = CliRunner().invoke(
        app, ["data", "import", str(file), "--mapping", str(own), "--into", str(tmp_path / "o")]
    )
    assert done.exit_code == 0, done.output
    assert figures(tmp_path / "o") == {
        ("38090", 2023, "Y", "workers", "c31"): 5000,
        ("38050", 2023, "Y", "workers", "manufacturing"): 6000,
    }
    sources = pd.read_csv(tmp_path / "o" / "sources.csv")
    assert sources["source_id"].tolist() == ["시 연보"]


def test_a_folder_that_version_0_2_imported_is_still_read(tmp_path):
    rows = [["지역", "2023"], ["거제시", "5"]]
    folder = import_file(
        save(tmp_path / "a.csv", rows), into=tmp_path / "o", measure="workers"
    ).folder
    table = pd.read_csv(folder / "sources.csv", dtype=str, keep_default_na=False)
    before = table.drop(columns=["note_ko", "note_en"]).assign(note="")
    before.to_csv(folder / "sources.csv", index=False)
    sources = load_dataset([folder]).sources
    assert sources.loc["a", ["note_ko", "note_en"]].tolist() == ["", ""]
    assert "note" not in sources


def test_a_table_about_one_region(tmp_path):
    rows = [["업종", "2020", "2021"], ["제조업", "5", "6"], ["건설업", "7", "8"]]
    own = Mapping.model_validate({"constants": {"region": "거제시", "measure": "workers"}})
    import_file(save(tmp_path / "a.csv", rows), into=tmp_path / "o", mapping=own)
    assert figures(tmp_path / "o")["38090", 2021, "Y", "workers", "construction"] == 8


def test_a_first_region_that_is_spelled_wrong_is_no_head(tmp_path):
    rows = [["지역", "2023"], ["거제", "5"], ["통영시", "6"]]
    report = import_file(save(tmp_path / "a.csv", rows), into=tmp_path / "o", measure="workers")
    assert report.counts["unmatched"] == 1
    assert str(report.problems[0]).startswith("row 2: '거제'")
    assert sum(report.counts.values()) == filled(rows)


@pytest.mark.parametrize(
    ("rows", "options", "words"),
    [
        ([["지역", "값"], ["거제시", "5"]], {"year": 2023}, "add --measure"),
        ([["지역", "종사자수"], ["거제시", "5"]], {}, "add --year"),
        ([["지역", "2020 취업자"], ["거제시", "5"]], {}, "add --unit"),
        ([["이름", "2020"], ["하나", "5"]], {"measure": "workers"}, "no column or row of region"),
        ([["지역", "2020.04"], ["거제시", "5"]], {"measure": "workers"}, "--year takes them"),
        ([["지역", "2020"], ["거제시", "5"]], {"measure": "people"}, "'people' is unknown"),
        ([["지역", "2020"], ["거제시", "5"]], {"sheet": "가"}, "leave out --sheet"),
    ],
)
def test_what_a_table_lacks_is_asked_for(rows, options, words, tmp_path):
    with pytest.raises(DataError) as caught:
        import_file(save(tmp_path / "a.csv", rows), into=tmp_path / "o", **options)
    assert words in str(caught.value)
    assert not (tmp_path / "o").exists()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[columns]\n"a" = "colour"\n', "columns.a = 'colour' is refused"),
        ("[constants]\nyear = 1900\n", "constants.year = 1900 is refused"),
        ("[colums]\n", "unknown section or key 'colums'; known here: columns, regions"),
        ('[source]\ntitel = "x"\n', "unknown key 'source.titel'; known here: title_ko"),
        ("columns = 3\n", "columns = 3 is refused: it should be a table"),
        ("[columns\n", "not valid TOML"),
        ('[industries]\n"조선업" = "ships"\n', "is no industry key"),
        ('[constants]\nindustry = "제조업"\n', "industries.csv, as 'manufacturing'"),
        ('[constants]\nindustry = "31"\n', "constants.industry = '31' in the mapping is no"),
    ],
)
def test_a_wrong_mapping_is_refused(text, words, tmp_path):
    file = save(tmp_path / "a.csv", [["지역", "2020"], ["거제시", "5"]])
    own = str(mapping(tmp_path, text))
    done = CliRunner().invoke(
        app, ["data", "import", str(file), "--measure", "workers", "--mapping", own]
    )
    assert done.exit_code == 2
    assert words in done.output


def test_suspicious_figures_are_told(tmp_path):
    rows = [
        ["지역", "산업", "2020", "2021"],
        ["전국", "전산업", "99", "12,000"],
        ["거제시", "전산업", "5", "6,000"],
        ["통영시", "전산업", "6", "-7"],
    ]
    report = import_file(save(tmp_path / "a.csv", rows), measure="workers", dry_run=True)
    assert len(report.suspicious) == 1
    assert str(report.suspicious[0]).startswith("경남 거제시 2021 workers total: 5 → 6,000")
    assert report.counts["negative"] == 1


def test_totals_that_do_not_add_up_are_told(tmp_path):
    rows = [["시도", "시군구", "2020"], ["제주특별자치도", "소계", "11"]]
    rows += [["제주특별자치도", "서귀포시", "4"], ["제주특별자치도", "제주시", "5"]]
    report = import_file(save(tmp_path / "a.csv", rows), measure="workers", dry_run=True)
    assert len(report.suspicious) == 1
    assert "province 39 2020 workers total: 11" in str(report.suspicious[0])
    rows[1][2] = "9"
    report = import_file(save(tmp_path / "a.csv", rows), measure="workers", dry_run=True)
    assert report.suspicious == ()
