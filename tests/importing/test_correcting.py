"""What of a table a planner can put right is told, whether it can be imported or not."""

from __future__ import annotations

import pytest
import xlsxwriter

from hubplanner.errors import DataError
from hubplanner.importing import Mapping, correctable, import_file
from hubplanner.importing.correcting import MOST

TABLE = """시군구,기준,업종,근무자,비고
거제시,2023,조선업무,51200,가
군산,2023,제조업,21000,나
창원시,2023,제조업,90000,다
"""
SAID = Mapping(
    columns={"기준": "period", "근무자": "workers"},
    regions={"군산": "군산시"},
    industries={"조선업무": "c311"},
)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def roles(found):
    return {column.key: column.role for column in found.columns}


def test_columns_and_labels_are_told_of_what_cannot_be_imported(file):
    with pytest.raises(DataError):
        import_file(file, dry_run=True)
    found = correctable(file)
    assert [column.letter for column in found.columns] == ["A", "B", "C", "D", "E"]
    assert roles(found)["시군구"] == "region"
    assert roles(found)["업종"] == "industry"
    assert roles(found)["근무자"] == "figures"
    assert found.columns[3].examples == ("51200", "21000", "90000")
    assert [label for label, _ in found.regions] == ["군산"]
    assert "군산시" in found.regions[0][1].in_language("ko")
    assert found.industries == ("조선업무",)


def test_what_was_said_is_no_longer_asked(file):
    said = SAID.model_copy(update={"industries": {"조선업무": "manufacturing"}})
    found = correctable(file, mapping=said)
    assert roles(found)["기준"] == "period"
    assert (found.regions, found.industries) == ((), ())
    report = import_file(file, dry_run=True, mapping=said)
    assert report.regions == 3
    assert report.periods == ("2023",)


def test_a_mapping_that_is_refused_still_shows_the_columns(file):
    said = SAID.model_copy(update={"industries": {"조선업무": "no key"}})
    found = correctable(file, mapping=said)
    assert roles(found) == dict.fromkeys(("시군구", "기준", "업종", "근무자", "비고"), "")
    assert found.columns[0].examples == ("거제시", "군산", "창원시")


def test_sheets_of_a_workbook_and_what_is_too_much(tmp_path):
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name in ("첫째", "둘째"):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["시군구", *(f"{year}년 종사자" for year in range(1900, 1960))])
            sheet.write_row(1, 0, ["거제시", *range(60)])
    found = correctable(path)
    assert found.sheets == ("둘째",)
    assert (len(found.columns), found.more) == (MOST, 61 - MOST)
    assert correctable(path, sheet="둘째").sheets == ("첫째",)
    assert correctable(path, sheet="셋째") is None


def test_what_is_no_table_of_statistics_has_nothing_to_correct(tmp_path):
    assert correctable(tmp_path / "none.csv") is None
    layer = tmp_path / "layer.geojson"
    layer.write_text('{"type": "FeatureCollection", "features": []}')
    assert correctable(layer) is None
