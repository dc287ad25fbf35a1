"""The catalogue of indicators is data: every entry is complete, and a wrong one is refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import hubplanner as hp
from hubplanner.errors import DataError
from hubplanner.pipeline import indicators
from hubplanner.scoring import CATALOGUE, catalogue
from hubplanner.scoring.catalogue import load_catalogue
from hubplanner.scoring.ranked_indicators import DIMENSIONS
from hubplanner.scoring.readers import READERS

FILE = Path(catalogue.__file__).with_name("catalogue.toml")
DOCS = Path(__file__).parents[2] / "docs"


def test_the_file_gives_the_catalogue():
    assert list(load_catalogue(FILE).values()) == list(CATALOGUE.values())
    assert len(CATALOGUE) == 75
    assert {one.method for one in CATALOGUE.values()} == set(READERS)
    for dimension, keys in DIMENSIONS.items():
        assert {CATALOGUE[key].dimension for key in keys} == {dimension}


@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_source_of_a_method_is_told_in_its_documentation(language):
    page = DOCS / language / "explanation" / "scores.md"
    text = " ".join(page.read_text("utf-8").split())
    for source in {one.source for one in CATALOGUE.values()} - {"plain ratio"}:
        author, year = source.split(" (")[0].rsplit(" ", 1)
        assert f"{author} {year}" in text, source


@pytest.mark.parametrize(
    ("written", "instead", "message"),
    [
        ('method = "location_quotient"', 'method = "quotient"', "gva_lq: method: 'quotient' is no"),
        ('unit = "ratio"\n', "", "gva_lq: unit: is missing; add it"),
        ('unit = "ratio"', 'units = "ratio"', "gva_lq: unit: is missing"),
        ('period = "history"', 'period = "ever"', "gva_from_peak: period: it should be 'latest'"),
        ("sign = +1", "sign = 2", "manufacturing_share: sign: it should be 1 or -1"),
        ('"in_migrants"', '"newcomers"', "net_migration: measures: 'newcomers, out_migrants,"),
        ('id = "hhi"', 'id = "lq"', "gva_lq: id: two indicators share it"),
        ('id = "lq"\n', "", "id: is missing"),
    ],
)
def test_a_wrong_entry_is_refused_by_name(tmp_path, written, instead, message):
    text = FILE.read_text("utf-8")
    assert written in text
    path = tmp_path / "catalogue.toml"
    path.write_text(text.replace(written, instead, 1), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        load_catalogue(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert message in str(caught.value)


def test_one_region_s_later_year_moves_no_structure(dataset):
    """Industries of one region in 2026 are no picture of the nation's structure."""
    made = dataset.statistics.query("measure == 'gva' and region_code == '38090' and year == 2020")
    later = replace(dataset, statistics=pd.concat([dataset.statistics, made.assign(year=2026)]))
    for found in (indicators(dataset, hp.Scenario()), indicators(later, hp.Scenario())):
        assert found.coverage.loc["gva_hhi", "years"] == "2020"
        assert found.coverage.loc["gva_hhi", "observed"] == 229
