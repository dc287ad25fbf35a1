"""The door to siting for any matrix and any shapes: labels in and labels out."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from pyproj import Geod
from siting_strategies import examples, instances

from hubplanner.errors import DataError
from hubplanner.siting import FacilityTypes, linear_decay, p_median, site
from hubplanner.siting.models import MODELS
from hubplanner.travelling import travel

TOWNS = ["north", "middle", "south"]
COST = pd.DataFrame([[0.0, 4, 9], [4, 0, 5], [9, 5, 0]], index=TOWNS, columns=TOWNS)
SHIPS_AND_CARS = FacilityTypes(
    ("ships", "cars"), [[9, 0], [0, 5], [1, 6]], linear_decay(COST, 0, 9), [[1, 0], [0, 1], [1, 1]]
)
ASKED = {
    "p_median": {"p": 1},
    "p_center": {"p": 1},
    "max_cover": {"p": 1, "radius": 4.0},
    "gradual_cover": {"p": 2, "types": SHIPS_AND_CARS},
    "set_cover": {"radius": 4.0},
    "p_dispersion": {"p": 2},
    "capacitated_p_median": {"p": 2, "capacity": 2.0},
    "budgeted": {"budget": 2.0},
}


@examples(60)
@given(instances(equity=False))
def test_the_answer_is_that_of_the_model(instance):
    cost, weights, p, _ = instance
    if p == 0:
        return
    labels = [f"site {j}" for j in range(cost.shape[1])]
    rows = [f"demand {i}" for i in range(cost.shape[0])]
    expected = p_median(cost, p, weights=weights)
    found = site(pd.DataFrame(cost, index=rows, columns=labels), p=p, weights=weights)
    assert found.sites.tolist() == [labels[j] for j in expected.sites]
    assert found.assignment.index.tolist() == rows
    assert found.solution == expected
    table = found.to_frame()
    if expected.sites:
        assert (table["cost"] * table["weight"]).sum() == pytest.approx(found.objective)


@pytest.mark.parametrize("model", MODELS)
def test_every_model_answers_with_labels(model):
    found = site(COST, model=model, **ASKED[model])
    assert found.status == "optimal"
    assert found.gap == 0
    assert found.bound == pytest.approx(found.objective)
    assert set(found.sites) <= set(TOWNS)
    assert found.assignment.isin(found.sites).all()
    if model == "gradual_cover":
        assert found.types.to_dict() == {"north": "ships", "south": "cars"}


def test_known_answers():
    assert site(COST, model="p_dispersion", p=2).sites.tolist() == ["north", "south"]
    assert site(COST, model="set_cover", radius=5.0).sites.tolist() == ["middle"]
    cheap = pd.Series({"south": 1.0, "north": 1.0, "middle": 9.0})
    dear = site(COST, model="set_cover", radius=5.0, opening_costs=cheap)
    assert dear.sites.tolist() == ["north", "south"]
    assert site(COST, model="budgeted", budget=2.0, opening_costs=cheap).objective == 4.0
    assert site(COST.to_numpy(), p=1).sites.tolist() == [1]


def test_constraints_go_by_label():
    found = site(
        COST, p=1, required=["south"], weights=pd.Series({"south": 3, "north": 1, "middle": 2})
    )
    assert found.sites.tolist() == ["south"]
    assert found.weights.tolist() == [1, 2, 3]
    assert site(COST, p=1, forbidden=["middle"], existing=["north"]).sites.tolist() == [
        "north",
        "south",
    ]
    assert site(COST, p=2, at_most=[(["north", "south"], 1)]).sites.isin(["middle"]).any()
    assert site(COST, p=2, spacing=(COST, 8.0)).sites.tolist() == ["north", "south"]
    far = site(COST, p=1, limit=3.0)
    assert far.status == "infeasible"
    assert far.sites.empty
    assert far.assignment.isna().all()
    assert far.costs.isna().all()


def test_it_says_what_it_found():
    found = site(COST, p=1)
    assert repr(found) == "<SitingResult: p-median at middle, objective 9, optimal>"
    html = found._repr_html_()
    for words in ("objective 9, bound 9, optimal", "farthest, cost", "<th>middle</th>"):
        assert words in html


def places(points, crs="EPSG:4326"):
    lon, lat = zip(*points.values(), strict=True)
    shapes = gpd.GeoDataFrame(index=list(points), geometry=gpd.points_from_xy(lon, lat), crs=4326)
    return shapes.to_crs(crs)


KOREA = {"Geoje": (128.62, 34.88), "Gunsan": (126.74, 35.97), "Ansan": (126.83, 37.32)}
ABROAD = {"Detroit": (-83.05, 42.33), "Flint": (-83.69, 43.01), "Chicago": (-87.63, 41.88)}


def test_places_in_korea_are_minutes_apart():
    demand, sites = places(KOREA, "EPSG:5186"), places(KOREA, "EPSG:5179").iloc[:2]
    demand["jobs"] = [10.0, 20.0, 30.0]
    found = site(demand, sites, p=1, weights="jobs")
    assert found.unit == "minutes"
    minutes = travel(demand, sites).minutes
    totals = (minutes.mul(demand["jobs"], axis=0)).sum()
    assert found.sites.tolist() == [totals.idxmin()]
    assert found.objective == pytest.approx(totals.min())


def test_places_elsewhere_are_kilometres_apart():
    found = site(places(ABROAD), p=1)
    assert found.unit == "km"
    assert found.sites.tolist() == ["Flint"]
    _, _, metres = Geod(ellps="WGS84").inv(*ABROAD["Flint"], *ABROAD["Chicago"])
    assert found.costs["Chicago"] == pytest.approx(metres / 1000, rel=0.005)
    apart = site(places(ABROAD), p=2, spacing=200.0)
    assert "Chicago" in apart.sites
    # One place abroad is enough: minutes of one network cannot be compared with kilometres.
    assert site(places(KOREA | ABROAD), p=2).unit == "km"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"p": 4}, "p = 4 is refused: 3 sites are to be chosen from"),
        ({"p": 0}, "p = 0 is refused"),
        ({"p": 3, "existing": ["north"]}, "p = 3 is refused: 2 sites"),
        ({"p": 1, "model": "p_medain"}, "model = 'p_medain' is unknown; models are p_median,"),
        ({}, "model = 'p_median' needs p"),
        ({"model": "set_cover"}, "model = 'set_cover' needs radius"),
        ({"model": "gradual_cover", "p": 1}, "model = 'gradual_cover' needs types"),
        ({"p": 1, "types": SHIPS_AND_CARS}, "types does not go with model = 'p_median'"),
        ({"model": "budgeted"}, "model = 'budgeted' needs budget"),
        ({"model": "capacitated_p_median", "p": 1}, "needs capacity"),
        ({"model": "set_cover", "radius": 1.0, "p": 1}, "p does not go with model = 'set_cover'"),
        ({"p": 1, "radius": 3.0}, "radius does not go with model = 'p_median'"),
        (
            {"p": 1, "required": ["east"]},
            "no site 'east'; the first of the sites are 'north', 'middle', 'south'",
        ),
        (
            {"p": 1, "at_least": [(["east"], 1)]},
            "no site 'east'; the first of the sites are 'north', 'middle', 'south'",
        ),
        ({"p": 1, "weights": pd.Series({"north": 1.0, "south": 1.0})}, "no figure for 'middle'"),
        ({"p": 1, "weights": "jobs"}, "no column 'jobs'"),
        ({"p": 1, "weights": "north"}, "no column 'north'"),
        ({"p": 1, "spacing": 3.0}, "a pair: distances site × site, least"),
        ({"p": 1, "sites": COST}, "the sites are its columns"),
        ({"p": 2, "sites": COST, "model": "p_dispersion"}, "sites does not go with model"),
    ],
)
def test_impossible_arguments_are_refused(arguments, words):
    with pytest.raises(DataError, match=words):
        site(COST, **arguments)


@pytest.mark.parametrize(
    ("cost", "arguments", "words"),
    [
        ([1.0, 2.0], {}, r"demand × site matrix, got shape \(2,\)"),
        (np.ones((2, 2, 2)), {}, "demand × site matrix"),
        (np.ones((0, 3)), {}, "demand × site matrix"),
        (-np.ones((2, 2)), {}, "non-negative"),
        (np.ones((2, 2)), {"weights": [1, 2, 3]}, "weights must have shape"),
        (np.ones((2, 2)), {"weights": [1, np.nan]}, "weights must be finite"),
        ([[1.0, np.nan]], {}, "cost of serving 0 from 1 is missing"),
        (pd.DataFrame(np.ones((2, 2)), columns=["a", "a"]), {}, "'a' stands twice"),
    ],
)
def test_a_matrix_that_is_none_is_refused(cost, arguments, words):
    with pytest.raises(ValueError, match=words):
        site(cost, p=1, **arguments)


def test_a_number_that_is_none_is_refused():
    with pytest.raises(TypeError):
        site(COST, p=1.5)
    with pytest.raises(TypeError, match="spacing_km"):
        site(COST, p=1, spacing_km=3.0)


def test_shapes_without_a_coordinate_system_are_refused():
    with pytest.raises(DataError, match="no coordinate system; set it"):
        site(places(KOREA).set_crs(None, allow_override=True), p=1)
    with pytest.raises(DataError, match="no coordinate system; set it"):
        site(places(KOREA), places(KOREA).set_crs(None, allow_override=True), p=1)
