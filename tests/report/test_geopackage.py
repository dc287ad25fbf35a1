"""plan.gpkg opens styled in QGIS: what QGIS reads is there, and says what the plan says."""

from __future__ import annotations

import dataclasses
import hashlib
import re
import sqlite3
import xml.etree.ElementTree as ET
from contextlib import closing

import geopandas as gpd
import pytest

from hubplanner.colours import RAMP
from hubplanner.report import style_geopackage
from hubplanner.report.qgis import layer_styles
from hubplanner.report.symbols import colours, quantile_breaks

LAYERS = ("regions", "hubs", "links", "institutions")
GEOMETRY = {"regions": ("fill", "2"), "hubs": ("marker", "0"), "links": ("line", "1")}

# The fields that QGIS 3 gives the table (QgsOgrProviderMetadata::saveStyle), in their order.
FIELDS = (
    "id f_table_catalog f_table_schema f_table_name f_geometry_column styleName styleQML styleSLD"
    " useAsDefault description owner ui update_time"
)


@pytest.fixture(scope="module")
def path(baseline, tmp_path_factory):
    folder = tmp_path_factory.mktemp("gpkg")
    baseline.save(folder)
    style_geopackage(baseline, folder / "plan.gpkg")
    return folder / "plan.gpkg"


@pytest.fixture(scope="module")
def database(path):
    connection = sqlite3.connect(path)
    yield connection
    connection.close()


def qml(plan, layer):
    return ET.fromstring(layer_styles(plan)[layer])


def rules(root):
    return root.findall("renderer-v2/rules/rule")


def symbol(root, rule):
    (found,) = (
        s for s in root.findall("renderer-v2/symbols/symbol") if s.get("name") == rule.get("symbol")
    )
    return {prop.get("k"): prop.get("v") for prop in found.find("layer").findall("prop")}


def test_the_table_is_as_qgis_makes_it(database):
    names = [row[1] for row in database.execute("PRAGMA table_info(layer_styles)")]
    assert " ".join(names) == FIELDS
    registered = database.execute(
        "SELECT data_type, srs_id FROM gpkg_contents WHERE table_name = 'layer_styles'"
    ).fetchall()
    assert registered == [("attributes", None)]
    assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []


@pytest.mark.parametrize("layer", LAYERS)
def test_the_question_qgis_asks_has_one_answer(database, layer):
    """The filter of QgsOgrUtils::loadStoredStyle, word by word."""
    (column,) = database.execute(
        "SELECT column_name FROM gpkg_geometry_columns WHERE table_name = ?", (layer,)
    ).fetchone()
    found = database.execute(
        "SELECT styleName, styleQML, useAsDefault FROM layer_styles"
        " WHERE f_table_schema='' AND f_table_name=? AND f_geometry_column=?"
        " ORDER BY CASE WHEN useAsDefault THEN 1 ELSE 2 END, update_time DESC",
        (layer, column),
    ).fetchall()
    assert len(found) == 1
    name, text, default = found[0]
    assert default == 1
    assert len(name) <= 30
    assert ET.fromstring(text).tag == "qgis"


def test_the_layers_open_as_before(path, baseline):
    assert set(gpd.list_layers(path)["name"]) == {*LAYERS, "layer_styles"}
    assert len(gpd.read_file(path, layer="regions")) == len(baseline.regions)
    styles = gpd.read_file(path, layer="layer_styles")
    assert styles["useAsDefault"].tolist() == [True] * 4
    assert str(styles["update_time"].dtype).startswith("datetime64")


@pytest.mark.parametrize("layer", GEOMETRY)
def test_symbols_suit_the_geometry(baseline, layer):
    kind, number = GEOMETRY[layer]
    root = qml(baseline, layer)
    assert root.findtext("layerGeometryType") == number
    symbols = root.findall("renderer-v2/symbols/symbol")
    assert {s.get("type") for s in symbols} == {kind}
    assert {s.find("layer").get("class") for s in symbols} == {f"Simple{kind.capitalize()}"}
    assert [r.get("symbol") for r in rules(root)] == [s.get("name") for s in symbols]


def matching(root, score):
    """The colour that QGIS gives a score: the rules' filters, evaluated by SQLite."""
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("CREATE TABLE region (crisis_score, candidate)")
        database.execute("INSERT INTO region VALUES (?, 0)", (score,))
        for rule in rules(root):
            if database.execute(f"SELECT 1 FROM region WHERE {rule.get('filter')}").fetchone():
                yield symbol(root, rule)["color"]


def test_each_region_falls_into_one_class_and_has_its_colour(baseline):
    scores = baseline.printed["regions"]["crisis_score"]
    expected = colours(scores, quantile_breaks(scores))
    root = qml(baseline, "regions")
    for score, colour in zip(scores, expected, strict=True):
        (found,) = matching(root, score)
        assert "#{:02x}{:02x}{:02x}".format(*map(int, found.split(",")[:3])) == colour
    # Equal counts as far as ties allow: regions for which neither way tells of more than the
    # middle share a score of ½, and so a class.
    counts = expected.value_counts().reindex(RAMP)
    assert counts[[RAMP[0], *RAMP[3:]]].between(44, 48).all()
    assert counts[list(RAMP[1:3])].sum() == pytest.approx(2 * 46, abs=2)
    assert expected[scores == 0.5].nunique() == 1


def test_a_region_without_a_score_is_hatched(baseline):
    root = qml(baseline, "regions")
    (rule,) = (r for r in rules(root) if "IS NULL" in r.get("filter"))
    assert symbol(root, rule)["style"] == "b_diagonal"
    assert len(list(matching(root, None))) == 1


def test_candidates_are_outlined_above_everything(baseline):
    root = qml(baseline, "regions")
    assert root.find("renderer-v2").get("symbollevels") == "1"
    levels = {
        s.get("name"): s.find("layer").get("pass")
        for s in root.findall("renderer-v2/symbols/symbol")
    }
    (outline,) = (r for r in rules(root) if r.get("filter") == '"candidate"')
    assert levels[outline.get("symbol")] > max(
        level for name, level in levels.items() if name != outline.get("symbol")
    )


def test_kinds_of_institutions_differ_in_shape(baseline):
    root = qml(baseline, "institutions")
    shapes = [symbol(root, rule)["name"] for rule in rules(root)]
    assert len(shapes) == len(set(shapes)) == baseline.institutions["kind"].nunique()


def test_a_kind_nobody_knows_is_drawn_too(baseline):
    institutions = baseline.institutions.copy()
    institutions.iloc[0, institutions.columns.get_loc("kind")] = "fab-lab"
    plan = dataclasses.replace(
        baseline, tables=dataclasses.replace(baseline.tables, institutions=institutions)
    )
    assert rules(qml(plan, "institutions"))[-1].get("filter") == "ELSE"


def test_attribute_tables_have_korean_headings(baseline):
    for layer in LAYERS:
        aliases = {a.get("field"): a.get("name") for a in qml(baseline, layer).iter("alias")}
        assert list(aliases) == list(baseline.printed[layer].columns.drop("geometry"))
        assert sum(bool(re.search("[가-힣]", name)) for name in aliases.values()) >= 0.8 * len(
            aliases
        )


def test_the_same_plan_gives_the_same_bytes(baseline, path, tmp_path):
    baseline.save(tmp_path)
    style_geopackage(baseline, tmp_path / "plan.gpkg")
    first, second = (
        hashlib.sha256(p.read_bytes()).hexdigest() for p in (path, tmp_path / "plan.gpkg")
    )
    assert first == second
