"""A trial in the page's address: every choice survives it, and nothing odd becomes one."""

from __future__ import annotations

import json
from typing import Any

import hypothesis.strategies as st
from hypothesis import given, settings
from test_maps_scripts import STATIC, _node

REGIONS = ["38090", "37010", "26030", "21150"]
PUBLISHED: dict[str, Any] = {
    "ways": "either",
    "weights": {"dependency": 1.0, "decline": 1.0, "outflow": 1.0},
    "area_weight": 0.5,
    "top": 40,
    "min_jobs_share": 0.16,
    "min_jobs": 3000,
    "capital_region": False,
    "hubs": 6,
    "required": ["37010"],
    "forbidden": [],
    "at_most_each": 2,
    "fixed": {"37010": "metals"},
}
SCRIPT = f"""
    import {{ addressOf, choiceOf }} from {json.dumps((STATIC / "trial_address.js").as_uri())};
    let text = "";
    for await (const part of process.stdin) text += part;
    const {{ published, choices, addresses }} = JSON.parse(text);
    const regions = new Set({json.dumps(REGIONS)}), technologies = new Set(["ships", "metals"]);
    const known = {{ regions: (one) => regions.has(one),
                     technologies: (one) => technologies.has(one), scored: 225, most: 15 }};
    const read = (address) => choiceOf(address, published, known);
    console.log(JSON.stringify({{
      addresses: choices.map((one) => addressOf(one, published)),
      again: choices.map((one) => read(addressOf(one, published))),
      odd: addresses.map(read),
    }}));
"""


def told(choices: list[dict[str, Any]], addresses: tuple[str, ...] = ()) -> dict[str, Any]:
    data = {"published": PUBLISHED, "choices": choices, "addresses": list(addresses)}
    result: dict[str, Any] = json.loads(
        _node("--no-warnings", "--input-type=module", "--eval", SCRIPT, data=data)
    )
    return result


@st.composite
def choices(draw: Any) -> dict[str, Any]:
    places = draw(st.lists(st.sampled_from(REGIONS), unique=True))
    cut = draw(st.integers(0, len(places)))
    tenths = st.integers(0, 50).map(lambda n: n / 10)
    weights = draw(st.tuples(tenths, tenths, tenths).filter(any))
    return {
        "ways": draw(st.sampled_from(["either", "decline", "exposure"])),
        "weights": dict(zip(PUBLISHED["weights"], weights, strict=True)),
        "area_weight": draw(st.integers(0, 100)) / 100,
        "top": draw(st.integers(1, 225)),
        "min_jobs_share": draw(st.integers(0, 40)) / 100,
        "min_jobs": draw(st.integers(0, 20_000)),
        "capital_region": draw(st.booleans()),
        "hubs": draw(st.integers(1, 15)),
        "required": places[:cut],
        "forbidden": places[cut:],
        "at_most_each": draw(st.none() | st.integers(1, 15)),
        "fixed": {code: draw(st.sampled_from(["ships", "metals"])) for code in places[:cut]},
    }


@given(st.lists(choices(), min_size=30, max_size=30))
@settings(max_examples=5, deadline=None)
def test_every_choice_survives_the_address(drawn):
    again = told(drawn)["again"]
    for before, after in zip(drawn, again, strict=True):
        assert set(after.pop("required")) == set(before["required"])
        assert set(after.pop("forbidden")) == set(before["forbidden"])
        assert after == {key: before[key] for key in after}


def test_the_published_choice_needs_no_address():
    result = told([PUBLISHED], ("",))
    assert result["addresses"] == [""]
    assert result["odd"] == [PUBLISHED]


def test_what_an_address_cannot_mean_is_left_as_published():
    odd = [
        "__proto__:1",
        "constructor:1,toString:2",
        "hubs:99,top:0,area:2,share:x,jobs:-1,ways:both,each:2.5,capital:3",
        "hubs,top,with:99999,without:00000,fixed:37010",
        "dependency:0,decline:0,outflow:0,with:37010,each:2",
        "fixed:37010~metals.99999~ships.37010~teapots",
    ]
    expected = [PUBLISHED, PUBLISHED, PUBLISHED]
    result = told([], tuple(odd))["odd"]
    assert result[:3] == expected
    assert result[3] == {**PUBLISHED, "required": [], "fixed": {}}
    assert result[4] == PUBLISHED
    assert result[5] == PUBLISHED


def test_a_region_cannot_be_asked_for_and_barred_at_once():
    (choice,) = told([], ("with:38090,without:38090",))["odd"]
    assert choice["required"] == ["38090"]
    assert choice["forbidden"] == []
