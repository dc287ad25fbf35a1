"""The door to siting for any matrix and any shapes: labels in and labels out."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from pyproj import Geod
from siting_strategies import examples, instances

from hubplanner import siting
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
    "fixed_charge": {"opening_costs": [3.0, 3.0, 3.0]},
    "single_source_fixed_charge": {"opening_costs": [3.0, 3.0, 3.0], "capacity": 2.0},
    "capacitated_fixed_charge": {"opening_costs": [3.0, 3.0, 3.0], "capacity": 1.5},
    "capacitated_set_cover": {"radius": 5.0, "capacity": 2.0},
    "capacitated_max_cover": {"p": 1, "radius": 5.0, "capacity": 2.5},
    "backup_cover": {"radius": 5.0},
    "expected_cover": {"p": 2, "radius": 5.0, "busy": 0.5},
    "cooperative_cover": {"p": 2, "threshold": 8.0},
    "maximal_capture": {"p": 1, "rival_cost": [1.0, 4.0, 5.0]},
    "market_share": {"p": 1, "rival_attraction": [4.0, 1.0, 2.0]},
    "p_dispersion_sum": {"p": 2},
    "p_hub_median": {"p": 1, "flows": COST, "transfer": 0.5},
    "ordered_median": {"p": 1, "lambdas": [0.0, 1.0, 1.0]},
    "k_centrum": {"p": 1, "k": 2},
    "centdian": {"p": 1, "share": 0.5},
    "expected_p_median": {"p": 1, "probabilities": [0.25, 0.75]},
    "minimax_regret_p_median": {"p": 1},
}
WET = pd.DataFrame([[0.0, 4, 1], [4, 0, 1], [9, 5, 0]], index=TOWNS, columns=TOWNS)
TOGETHER = {"cooperative_cover", "market_share"}  # no site serves a demand by itself


def of_towns(model):
    """The matrix that a model is about."""
    return {"dry": COST, "wet": WET} if MODELS[model].by_scenario else COST


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
    found = site(of_towns(model), model=model, **ASKED[model])
    assert found.status == "optimal"
    assert found.gap == 0
    assert found.bound == pytest.approx(found.objective)
    assert set(found.sites) <= set(TOWNS)
    if model != "p_dispersion_sum" and model not in TOGETHER:
        served = found.assignment.dropna() if not MODELS[model].serves_all else found.assignment
        assert served.isin(found.sites).all()
    if model == "gradual_cover":
        assert found.types.to_dict() == {"north": "ships", "south": "cars"}


def by_position(model):
    """What the function of the model's name is called with for what :func:`site` is asked."""
    given = dict(ASKED[model])
    if "capacity" in given:
        given["capacities"] = np.full(3, given.pop("capacity"))
    if model == "budgeted":
        given["budget"] = (np.ones(3), given["budget"])
    if model == "gradual_cover":
        return (COST.to_numpy(), given.pop("p"), given.pop("types")), given
    if model == "p_hub_median":
        return (given.pop("flows").to_numpy(), COST.to_numpy()), given
    matrix = [COST.to_numpy(), WET.to_numpy()] if MODELS[model].by_scenario else COST.to_numpy()
    return (matrix,), given


@pytest.mark.parametrize("model", MODELS)
def test_every_model_is_the_function_of_its_name(model):
    function = getattr(siting, model)
    arguments, given = by_position(model)
    found = site(of_towns(model), model=model, **ASKED[model]).solution
    expected = function(*arguments, **given)
    assert (found.model, found.sites, found.objective, found.assignment, found.shares) == (
        expected.model, expected.sites, expected.objective, expected.assignment, expected.shares
    )  # fmt: skip


def test_every_function_of_a_model_is_in_the_registry():
    several = {"drawn_p_medians", "firmness", "lexicographic", "linear_decay", "weighted"}
    doors = {"site", "site_hubs", "p_median_of_points"}
    functions = {name for name in siting.__all__ if name.islower()}
    assert functions - several - doors == set(MODELS)


def test_what_a_model_takes_goes_by_label():
    shuffled = ["south", "north", "middle"]
    flows = COST.loc[shuffled, shuffled]
    asked = {"model": "p_hub_median", "p": 1, "transfer": 0.5}
    assert site(COST, flows=flows, **asked).objective == site(COST, flows=COST, **asked).objective
    rival = pd.Series([5.0, 1.0, 4.0], index=shuffled)
    asked = {"model": "maximal_capture", "p": 1, "weights": [1, 2, 1]}
    assert site(COST, rival_cost=rival, **asked).objective == 2.5
    degree = pd.DataFrame(np.eye(3), index=shuffled, columns=shuffled)
    found = site(COST, model="max_cover", p=1, degree=degree, weights=[1, 1, 5])
    assert found.sites.tolist() == ["south"]
    room = pd.Series([2.0, 2.0, 2.0], index=shuffled)
    found = site(COST, model="capacitated_p_median", p=2, capacity=room, filled=["south"])
    assert (found.assignment == "south").sum() == 2


def test_scenarios_go_by_label():
    chances = pd.Series([0.75, 0.25], index=["wet", "dry"])
    asked = {"model": "expected_p_median", "p": 1, "probabilities": chances}
    found = site({"dry": COST, "wet": WET.iloc[::-1]}, **asked)
    assert (found.sites.tolist(), found.objective) == (["south"], 5.0)
    assert found.assignment["wet", "north"] == "south"
    weights = pd.DataFrame([[1.0, 2, 3], [1, 1, 1]], index=["dry", "wet"], columns=TOWNS)
    weighed = site({"dry": COST, "wet": WET}, weights=weights, **asked)
    assert weighed.weights["dry", "south"] == 0.25 * 3
    arrays = site(np.stack([COST, WET]), model="minimax_regret_p_median", p=1)
    assert arrays.sites.tolist() == [2]
    with pytest.raises(ValueError, match="scenario × demand × site"):
        site(COST, model="minimax_regret_p_median", p=1)
    with pytest.raises(ValueError, match="a scenario at least"):
        site({}, model="minimax_regret_p_median", p=1)


def test_what_is_no_cost_is_not_told_by_places():
    with pytest.raises(DataError, match="takes a matrix"):
        site(places(ABROAD), model="market_share", p=1, rival_attraction=1.0)


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
        ({"p": 1, "k": 2}, r"k does not go with model = 'p_median', which takes p, weights, "),
        ({"p": 1, "opening_costs": [1, 1, 1]}, "opening_costs does not go with model"),
        ({"p": 2, "model": "p_dispersion", "weights": [1, 1, 1]}, "weights does not go with"),
        (
            {"p": 1, "model": "market_share", "rival_attraction": 1.0, "limit": 5.0},
            "limit does not go with model = 'market_share'",
        ),
        (
            {"p": 1, "model": "p_hub_median", "flows": COST, "transfer": 1.0, "weights": 1.0},
            "weights does not go with model = 'p_hub_median', which takes p, flows, transfer, coll",
        ),
        ({"p": 1, "model": "expected_cover", "radius": 1.0}, "needs busy"),
        ({"p": 1, "model": "k_centrum"}, "model = 'k_centrum' needs k"),
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
    with pytest.raises(TypeError, match="'forbiden'; model = 'k_centrum' takes p, k, weights, bud"):
        site(COST, model="k_centrum", p=1, k=1, forbiden=["north"])


def test_shapes_without_a_coordinate_system_are_refused():
    with pytest.raises(DataError, match="no coordinate system; set it"):
        site(places(KOREA).set_crs(None, allow_override=True), p=1)
    with pytest.raises(DataError, match="no coordinate system; set it"):
        site(places(KOREA), places(KOREA).set_crs(None, allow_override=True), p=1)
