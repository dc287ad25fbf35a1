"""What regions live off: rows that add up, places that everyone knows, a planner's own figures."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from hubplanner.cli import app
from hubplanner.dataset import Dataset, load_dataset
from hubplanner.errors import DataError
from hubplanner.importing import import_file
from hubplanner.industries import RegionIndustries, region_industries
from hubplanner.industries.evidence import DIVISIONS, province_shares, region_totals
from hubplanner.industries.shares import _fitted
from hubplanner.regions import resolve


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return load_dataset()


@pytest.fixture(scope="module")
def newest(dataset: Dataset) -> RegionIndustries:
    return region_industries(dataset)


@pytest.fixture(scope="module")
def of_2017(dataset: Dataset) -> RegionIndustries:
    return region_industries(dataset, as_of=2017)


def largest(found: RegionIndustries, name: str) -> str:
    return str(found.shares.loc[resolve(name)].drop("unknown").idxmax())


@pytest.mark.parametrize("as_of", [None, 2016, 2017, 2023, 2024])
def test_each_row_is_whole(dataset: Dataset, as_of: int | None) -> None:
    found = region_industries(dataset, as_of)
    assert len(found.shares) == 229
    assert found.shares.sum(axis=1).to_numpy() == pytest.approx(1.0, abs=1e-9)
    assert ((found.shares >= 0) & (found.shares <= 1)).all(axis=None)
    assert as_of is None or found.basis["year"].max() <= as_of


def test_every_share_names_its_evidence(newest: RegionIndustries) -> None:
    table = newest.to_frame()
    told = table.drop("unknown", level="industry")
    assert told["kinds"].notna().all()
    assert set(told["status"]) == {"estimated"}
    assert len(newest.basis) == len(told)
    assert table.xs("unknown", level="industry")["kinds"].isna().all()


@pytest.mark.parametrize(
    ("name", "industry"),
    [
        ("거제시", "c311"),
        ("울산 동구", "c311"),
        ("영암군", "c311"),
        ("통영시", "c311"),
        ("울산 북구", "c30"),
        ("군산시", "c30"),
        ("포항시", "c24"),
        ("광양시", "c24"),
        ("여수시", "c20"),
        ("창원시", "c29"),
        ("구미시", "c26"),
        ("사천시", "c313"),
        ("이천시", "c26"),
    ],
)
def test_places_that_everyone_knows(newest: RegionIndustries, name: str, industry: str) -> None:
    assert largest(newest, name) == industry


def test_as_of_2017_only_counts_are_read(of_2017: RegionIndustries) -> None:
    assert of_2017.basis["year"].max() == 2017
    # 22,282 of the 54,118 workers of Geoje's manufacturing in 2016: yards of 300 workers or more.
    assert of_2017.shares.at["38090", "c311"] == pytest.approx(22_282 / 54_118)
    assert largest(of_2017, "군산시") == "c30"
    # The yard of Gunsan halted in July 2017.
    assert of_2017.shares.loc["35020", ["c31", "c311"]].sum() == 0


def test_before_the_oldest_totals_nothing_is_said(dataset: Dataset) -> None:
    with pytest.raises(DataError, match="as of 2015: the oldest totals of regions are of 2016"):
        region_industries(dataset, as_of=2015)


def test_workers_of_large_plants_as_statistics(dataset: Dataset) -> None:
    of_plants = dataset.statistics["measure"].isin(["workers_300plus", "workers_1000plus"])
    table = dataset.statistics[of_plants]
    assert set(table.columns) <= set(dataset.statistics.columns)
    key = ["region_code", "year", "measure", "industry"]
    assert not table.duplicated(key).any()
    value = table.set_index(key)["value"]
    assert value["38090", 2014, "workers_300plus", "manufacturing"] == 25_501
    assert value["38090", 2016, "workers_300plus", "manufacturing"] == 23_347
    assert value["38090", 2016, "workers_300plus", "c31"] == 22_282
    assert value["38090", 2016, "workers_1000plus", "manufacturing"] == 20_966
    # Of the two counties whose rows were corrected the first two years are not known.
    assert "38340" not in set(table.loc[table["year"] < 2016, "region_code"])
    nation = table[table["industry"] == "manufacturing"].groupby(["measure", "year"])["value"].sum()
    assert nation["workers_300plus", 2016] == 724_906


def test_suppressed_cells_fill_the_province() -> None:
    shares = province_shares(None)
    assert shares is not None
    assert shares.shape == (17, 25)
    assert shares.sum(axis=1).to_numpy() == pytest.approx(1.0)
    assert province_shares(2023) is None
    # Gyeongnam: 83,201 of 341,352 build ships, trains and aircraft.
    assert shares.at["38", "c31"] == pytest.approx(83_201 / 341_352)


def test_the_unknown_takes_what_the_margins_leave(newest: RegionIndustries) -> None:
    """No province has more of a division told than its workers: the rest of it is unknown."""
    totals, shares = region_totals(None), province_shares(None)
    assert shares is not None
    told = newest.shares.mul(totals, axis=0)
    told["c31"] += told.pop("c311") + told.pop("c313")
    of_province = told.groupby(told.index.str[:2]).sum()
    margins = shares.mul(of_province.sum(axis=1), axis=0)
    assert (of_province[list(DIVISIONS)] <= margins * (1 + 1e-6) + 1e-6).all(axis=None)


def test_a_fit_worked_by_hand() -> None:
    """Two regions of 100 workers; c31 is a third of the province and named in the first only.

    The count of 40 leaves rows of 60 and 100 and columns of 30 and 130 (c31, c10) – the seed adds
    up already: 40 + 60 · 30/160 = 51.25 of c31 in the first region, 18.75 untold in the second.
    """
    regions = ["38010", "38020"]
    empty = pd.DataFrame(0.0, index=regions, columns=list(DIVISIONS))
    counts, named = empty.copy(), empty > 0
    counts.loc["38010", "c31"] = 40.0
    named.loc["38010", "c31"] = True
    totals = pd.Series(100.0, index=regions)
    margins = pd.DataFrame(0.0, index=["38"], columns=list(DIVISIONS))
    margins.loc["38", ["c31", "c10"]] = [70.0, 130.0]
    told = _fitted(counts, named, totals, margins)
    assert told.at["38010", "c31"] == pytest.approx(51.25)
    assert told.to_numpy().sum() == pytest.approx(51.25)
    # Only counted, not named: the counted part of the cell.
    told = _fitted(counts, named & False, totals, margins)
    assert told.at["38010", "c31"] == pytest.approx(40.0)


def own(dataset: Dataset, *rows: tuple[str, str, float], **more: object) -> Dataset:
    """The dataset with a planner's figures: measure, industry, value of Danyang in 2023."""
    figures = pd.DataFrame(rows, columns=["measure", "industry", "value"])
    added = figures.assign(
        region_code="33380", year=2023, period="Y", unit="persons", source="own", flag=""
    ).assign(**more)
    return replace(dataset, statistics=pd.concat([dataset.statistics, added]))


DANYANG = resolve("단양군")


def test_own_figures_take_the_estimates_place(dataset: Dataset, newest: RegionIndustries) -> None:
    assert DANYANG == "33380"
    mine = own(dataset, ("workers", "manufacturing", 1000.0), ("workers", "c10", 250.0))
    found = region_industries(mine)
    row, before = found.shares.loc[DANYANG], newest.shares.loc[DANYANG]
    assert row["c10"] == 0.25
    assert row.sum() == pytest.approx(1.0)
    rest = [key for key in row.index if key != "c10"]
    scale = 0.75 / before[rest].sum()
    assert row[rest].to_numpy(dtype=float) == pytest.approx(before[rest].to_numpy() * scale)
    told = found.basis.loc[(DANYANG, "c10")]
    assert told[["kinds", "sources", "year", "status"]].tolist() == [
        "statistics",
        "own",
        2023,
        "observed",
    ]
    others = found.shares.drop(DANYANG)
    pd.testing.assert_frame_equal(others, newest.shares.drop(DANYANG))


def test_a_whole_own_table_leaves_nothing_unknown(dataset: Dataset) -> None:
    figures = [("workers", "manufacturing", 400.0), ("workers", "c23", 300.0)]
    found = region_industries(own(dataset, *figures, ("workers", "c10", 100.0)))
    row = found.shares.loc[DANYANG]
    assert row[row > 0].to_dict() == {"c10": 0.25, "c23": 0.75}


def test_own_figures_without_a_whole_are_of_the_regions_total(dataset: Dataset) -> None:
    total = region_totals(None)[DANYANG]
    found = region_industries(own(dataset, ("workers", "c10", total / 4)))
    assert found.shares.at[DANYANG, "c10"] == pytest.approx(0.25)
    found = region_industries(own(dataset, ("workers", "c10", total * 4)))
    assert found.shares.at[DANYANG, "c10"] == 1.0


def test_employed_persons_come_in_thousands(dataset: Dataset) -> None:
    total = region_totals(None)[DANYANG]
    mine = own(dataset, ("employed", "c10", total / 4000), unit="thousand persons")
    assert region_industries(mine).shares.at[DANYANG, "c10"] == pytest.approx(0.25)


def test_own_figures_that_do_not_count(dataset: Dataset, newest: RegionIndustries) -> None:
    unreliable = own(dataset, ("workers", "c10", 500.0), flag="unreliable")
    pd.testing.assert_frame_equal(region_industries(unreliable).shares, newest.shares)
    later = own(dataset, ("workers", "c10", 500.0))
    pd.testing.assert_frame_equal(
        region_industries(later, as_of=2022).shares, region_industries(dataset, as_of=2022).shares
    )


def test_sentence_in_both_languages(newest: RegionIndustries) -> None:
    english = str(newest.sentence("36410"))
    assert english.startswith("ships and boats 78 % (estimate, ")
    unknown = f"{100 * newest.shares.at['36410', 'unknown']:.0f} %"
    assert english.endswith(f"; unknown {unknown}")
    korean = newest.sentence("36410").in_language("ko")
    assert korean.startswith("선박 78 %(근거: 추정, ")
    assert korean.endswith(f"; 미상 {unknown}")
    # The names of divisions are the classification's own.
    assert "금속 가공제품 제조업; 기계 및 가구 제외 5 %" in korean


def test_evidence_moves_the_estimate(dataset: Dataset, newest: RegionIndustries) -> None:
    """Without institutions the main industries of complexes are not told: more is unknown."""
    fewer = replace(dataset, institutions=dataset.institutions.iloc[:0])
    found = region_industries(fewer)
    assert found.shares["unknown"].mean() > newest.shares["unknown"].mean()
    assert np.all(found.basis["kinds"] != "complex_industries")


TABLE = """시군구,산업,2023
경남 거제시,제조업,"40,000"
경남 거제시,식료품 제조업,"2,000"
경남 거제시,기타 운송장비 제조업,"30,000"
"""


def test_an_imported_table_takes_the_estimates_place(tmp_path: Path) -> None:
    (tmp_path / "종사자.csv").write_text(TABLE, encoding="utf-8")
    import_file(tmp_path / "종사자.csv", into=tmp_path / "own", measure="workers")
    found = region_industries(load_dataset([tmp_path / "own"]))
    row = found.shares.loc["38090"]
    # Division 31 of the table is ships in Geoje, as its yards are; the rest stays unknown.
    assert row[row > 0].to_dict() == pytest.approx({"c10": 0.05, "c311": 0.75, "unknown": 0.2})
    assert found.basis.loc["38090", "status"].tolist() == ["observed", "observed"]
    shown = CliRunner().invoke(app, ["data", "show", "거제시", "--folder", str(tmp_path / "own")])
    assert "ships and boats 75 % (observed, own statistics, 2023)" in shown.output
    assert "ships and boats 75 % (estimate" not in shown.output


def test_show_tells_the_industries_with_their_evidence() -> None:
    shown = CliRunner().invoke(app, ["data", "show", "영암군"])
    assert shown.exit_code == 0
    assert "ships and boats 78 % (estimate, workers of complexes, plants" in shown.output
    assert "sources: complex_workers, plants, largest_divisions, institutions" in shown.output
