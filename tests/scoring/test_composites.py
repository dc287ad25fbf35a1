"""Normalisations, weights and aggregations: published examples, an independent library, properties.

Where an example's figures come from is said with it: the paper, and where it was read.
"""

from __future__ import annotations

import sys

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubplanner.errors import ScenarioError
from hubplanner.scenario import Scenario
from hubplanner.scenario_sections import ScoringChoice
from hubplanner.scoring import score_regions, smaa
from hubplanner.scoring.aggregation import (
    aggregator,
    arithmetic,
    geometric,
    net_flow,
    owa,
    promethee,
    topsis,
)
from hubplanner.scoring.normalisation import distance_to_target, min_max, percentile_rank, z_score
from hubplanner.scoring.robustness import WeightDraws, draw_scores
from hubplanner.scoring.weighting import ahp_weights, objective_weights

METHODS = ("geometric", "arithmetic", "owa", "topsis", "promethee")
PARAMETERS = {"owa_power": 2.0, "indifference": 0.0, "preference": 0.0}


def columns(table):
    return list(np.asarray(table, float).T)


CARDS = "github.com/fatihaydost/kds-topsis-critic, docs/research/methods"
"""Notes that transcribe published tables and recompute them. What could be read there only, and not
in the paper itself, says so: the notes' author read the paper, we read the notes (November 2026).
"""


@pytest.mark.parametrize(
    ("risk_and_altitude", "closeness"),
    [
        ([[1, 3000], [2, 3750], [5, 4500]], [0.762, 0.722, 0.238]),
        ([[6, 2.0], [7, 2.75], [10, 3.5]], [0.489, 0.612, 0.511]),
    ],
)
def test_topsis_of_opricovic_and_tzeng_2004(risk_and_altitude, closeness):
    """Opricovic and Tzeng (2004), European Journal of Operational Research 156(2), 445–455, the
    climber of tables 1–3 in two systems of units, vector normalisation; as in CARDS, topsis.md."""
    table = np.array(risk_and_altitude) * [-1, 1]  # the less risk the better
    score, parts = topsis(columns(table), np.array([0.5, 0.5]))
    assert score.round(3).tolist() == closeness
    assert np.allclose(np.sum(parts, axis=0), score)


def test_promethee_of_papathanasiou_and_ploskas_2018():
    """Papathanasiou and Ploskas (2018), Multiple Criteria Decision Aid, chapter 3, linear
    preference from 1 to 2. The input was read in the authors' own program (PROMETHEE_II.py, in
    several public copies), the flows in the tests of pyrepo-mcda, which cite the chapter."""
    table = [[8, 7, 2, 1], [5, 3, 7, 5], [7, 5, 6, 4], [9, 9, 7, 3], [11, 10, 3, 7], [6, 9, 5, 4]]
    score, parts = promethee(columns(table), np.array([0.4, 0.3, 0.1, 0.2]), 1.0, 2.0)
    flow = 2 * score - 1  # ours is carried to 0–1
    assert flow.round(2).tolist() == [-0.26, -0.52, -0.22, 0.36, 0.7, -0.06]
    assert np.allclose(np.sum(parts, axis=0), score)


@pytest.fixture
def smartphones():
    """Krishnan, Kasim, Hamid and Ghazali (2021), Symmetry 13(6), 973 (open access), table 1: price,
    screen, pixel density, thickness, mass of five; the less of the first and last two the better.
    The article's abstract was read; its tables as in CARDS, critic.md and entropy.md."""
    table = [
        [649, 4.7, 326, 7.1, 143],
        [749, 5.5, 401, 7.3, 192],
        [740, 5.7, 520, 7.6, 171],
        [400, 5.7, 520, 11.1, 179],
        [600, 5.5, 538, 8.9, 152],
    ]
    return np.array(table) * [-1, 1, 1, -1, -1]


def test_critic_weights_of_krishnan_2021(smartphones):
    """Table 5, column CRITIC (the method of Diakoulaki and others 1995)."""
    weights = objective_weights("critic", smartphones)
    assert weights.round(4).tolist() == [0.1872, 0.1838, 0.1691, 0.2599, 0.2000]


def test_entropy_weights_of_krishnan_2021(smartphones):
    """Table 5, column Entropy: of the min–max values of table 2, where 0 ln 0 counts as 0."""
    low, high = smartphones.min(axis=0), smartphones.max(axis=0)
    scaled = ((smartphones - low) / (high - low)).clip(1e-12)
    weights = objective_weights("entropy", scaled)
    assert weights.round(4).tolist() == [0.3481, 0.1360, 0.1690, 0.1463, 0.2006]


def test_entropy_weights_by_hand():
    # Shares ½, ½ carry no information; ¾, ¼ have entropy 0.8113 of ln 2: all weight goes there.
    weights = objective_weights("entropy", np.array([[1.0, 3.0], [1.0, 1.0]]))
    assert weights == pytest.approx([0, 1], abs=1e-12)
    # Two columns with 1 − e of 0.1887 (¾, ¼) and 0.0290 (0.6, 0.4).
    weights = objective_weights("entropy", np.array([[3.0, 3.0], [1.0, 2.0]]))
    e = [1 + (p * np.log(p) + (1 - p) * np.log(1 - p)) / np.log(2) for p in (0.75, 0.6)]
    assert weights == pytest.approx([e[0] / sum(e), e[1] / sum(e)])


def test_ahp_of_saaty_2008():
    """Saaty (2008), International Journal of Services Sciences 1(1), 83–98: table 3, criteria of
    the best job, and table 2, drinks, with its consistency ratio; as in CARDS, ahp.md. Table 2
    prints 2 for tea over wine beside 1/3 for wine over tea; with 3 all its results come out."""
    job = [
        [1, 1 / 4, 1 / 6, 1 / 4, 1 / 8],
        [4, 1, 1 / 3, 3, 1 / 7],
        [6, 3, 1, 4, 1 / 2],
        [4, 1 / 3, 1 / 4, 1, 1 / 7],
        [8, 7, 2, 7, 1],
    ]
    assert ahp_weights(np.array(job))[0].round(3).tolist() == [0.036, 0.122, 0.262, 0.075, 0.506]
    drinks = [
        [1, 9, 5, 2, 1, 1, 1 / 2],
        [1 / 9, 1, 1 / 3, 1 / 9, 1 / 9, 1 / 9, 1 / 9],
        [1 / 5, 3, 1, 1 / 3, 1 / 4, 1 / 3, 1 / 9],
        [1 / 2, 9, 3, 1, 1 / 2, 1, 1 / 3],
        [1, 9, 4, 2, 1, 2, 1 / 2],
        [1, 9, 3, 1, 1 / 2, 1, 1 / 3],
        [2, 9, 9, 3, 2, 3, 1],
    ]
    weights, ratio = ahp_weights(np.array(drinks))
    assert weights.round(3).tolist() == [0.177, 0.019, 0.042, 0.116, 0.190, 0.129, 0.327]
    assert round(ratio, 3) == 0.022


def test_ahp_weights_and_consistency():
    # A consistent matrix gives its own proportions back and a ratio of 0.
    weights, ratio = ahp_weights(np.array([[1, 2, 4], [1 / 2, 1, 2], [1 / 4, 1 / 2, 1]]))
    assert weights == pytest.approx([4 / 7, 2 / 7, 1 / 7])
    assert ratio == pytest.approx(0, abs=1e-12)
    # A cycle: a twice b, b twice c, c twice a. λ = 1 + 2 + ½ = 3.5, CI ¼, CR ¼ / 0.58.
    weights, ratio = ahp_weights(np.array([[1, 2, 1 / 2], [1 / 2, 1, 2], [2, 1 / 2, 1]]))
    assert weights == pytest.approx([1 / 3] * 3)
    assert ratio == pytest.approx(0.25 / 0.58)


def test_owa_by_hand():
    x = columns([[0.9, 0.3, 0.6]])
    equal = np.full(3, 1 / 3)
    # Q(r) = r²: weights 1/9, 3/9, 5/9 from the highest down.
    score, parts = owa(x, equal, 2.0)
    assert score[0] == pytest.approx(0.9 / 9 + 0.6 * 3 / 9 + 0.3 * 5 / 9)
    assert [part[0] for part in parts] == pytest.approx([0.9 / 9, 0.3 * 5 / 9, 0.6 * 3 / 9])
    assert owa(x, equal, 1.0)[0] == pytest.approx(arithmetic(x, equal)[0])
    assert owa(x, equal, 200.0)[0] == pytest.approx(0.3, abs=1e-6)  # all must be high
    assert owa(x, equal, 0.002)[0] == pytest.approx(0.9, abs=1e-2)  # one is enough


def test_geometric_by_hand():
    score, parts = geometric(columns([[0.2, 0.8]]), np.array([0.5, 0.5]))
    assert score[0] == pytest.approx(0.4)
    assert sum(part[0] for part in parts) == pytest.approx(0.4)


tables = st.integers(3, 25).flatmap(
    lambda n: st.lists(st.tuples(*[st.floats(0.02, 0.98)] * 3), min_size=n, max_size=n)
)
weight_sets = st.tuples(*[st.floats(0.05, 1)] * 3).map(lambda w: np.array(w) / sum(w))


@given(tables, weight_sets, st.sampled_from(METHODS))
@settings(max_examples=60, deadline=None)
def test_parts_add_up_and_order_does_not_matter(rows, weights, method):
    x = columns(rows)
    score, parts = aggregator(method, PARAMETERS)(x, weights)
    assert np.allclose(np.sum(parts, axis=0), score)
    assert ((score > -1e-9) & (score < 1 + 1e-9)).all()
    turned, _ = aggregator(method, PARAMETERS)([column[::-1] for column in x], weights)
    assert np.allclose(turned[::-1], score)


@given(tables, weight_sets, st.sampled_from(METHODS))
@settings(max_examples=40, deadline=None)
def test_many_draws_are_as_many_single_ones(rows, weights, method):
    x = [np.stack([column, column[::-1]]) for column in columns(rows)]
    both = np.stack([weights, weights[::-1]])
    at_once, _ = aggregator(method, PARAMETERS)(x, both)
    for i in range(2):
        one, _ = aggregator(method, PARAMETERS)([column[i] for column in x], both[i])
        assert np.allclose(at_once[i], one)


@given(tables, weight_sets)
@settings(max_examples=25, deadline=None)
def test_an_independent_library_agrees(rows, weights):
    """pymcdm (another implementation) on TOPSIS and PROMETHEE II."""
    from pymcdm.methods import PROMETHEE_II, TOPSIS
    from pymcdm.normalizations import vector_normalization

    table, more_is_worse = np.array(rows), np.ones(3)
    if (np.ptp(table, axis=0) == 0).any():
        return
    theirs = TOPSIS(vector_normalization)(table, weights, more_is_worse, validation=False)
    assert np.allclose(topsis(columns(table), weights)[0], theirs)
    flows = PROMETHEE_II("usual")(table, weights, more_is_worse, validation=False)
    ours = 2 * promethee(columns(table), weights, 0.0, 0.0)[0] - 1
    assert np.allclose(ours, flows)


def test_net_flow_with_thresholds_reaches_the_usual_criterion():
    x = np.array([0.1, 0.4, 0.7, 0.95])
    assert np.allclose(net_flow(x, 0.0, 1e-9), net_flow(x, 0.0, 0.0))


@pytest.mark.parametrize("normalise", [percentile_rank, min_max, z_score])
@given(values=st.lists(st.one_of(st.none(), st.floats(-100, 100)), min_size=2, max_size=20))
@settings(max_examples=30, deadline=None)
def test_scales_keep_order_and_stay_within(normalise, values):
    worse = pd.Series(values, dtype=float)
    scaled = normalise(worse)
    assert (scaled.isna() == worse.isna()).all()
    seen = worse.dropna()
    assert scaled[seen.index].between(0, 1).all()
    for a in seen.index:
        for b in seen.index:
            if seen[a] < seen[b]:
                assert scaled[a] <= scaled[b]


def test_distance_to_target_is_best_for_all_that_reach_it():
    scaled = distance_to_target(pd.Series([0.0, 1.0, 1.5, 2.0]), 1.0)
    assert scaled.tolist() == pytest.approx([0.01, 0.01, 0.505, 1.0])


def choice(**keys):
    return ScoringChoice.model_validate(keys)


@pytest.mark.parametrize(
    "keys",
    [
        *({"aggregation": method} for method in METHODS),
        *({"normalisation": name} for name in ("min_max", "z", "target")),
        *({"weighting": name} for name in ("equal", "entropy", "critic", "ahp")),
        {"normalisation": "target", "targets": {"manufacturing_share": 0.2}},
        {"aggregation": "promethee", "indifference": 0.05, "preference": 0.3},
    ],
)
def test_every_choice_scores_splits_and_is_doubted(dataset, km, keys):
    scores = score_regions(dataset.panel(), km, choice(**keys))
    crisis = scores.table["crisis_score"]
    assert crisis.notna().all()
    assert crisis.between(0, 1).all()
    assert np.allclose(scores.contributions.sum(axis=1), crisis)
    assert (
        scores.composite.as_data().items()
        >= {
            k: v for k, v in keys.items() if k in ("aggregation", "normalisation", "weighting")
        }.items()
    )
    assert sum(scores.composite.dimensions.values()) == pytest.approx(1)
    result = smaa(scores.ranks, scores.composite, first=40, draws=20)
    assert result.table["candidate_chance"].sum() == pytest.approx(40)
    complete = scores.ranks.notna().all(axis=1)
    if keys.get("aggregation", "geometric") in ("geometric", "arithmetic", "owa"):
        one = draw_scores(
            scores.ranks[complete], scores.composite, WeightDraws.of(scores.composite)
        )
        assert np.allclose(one[0], crisis[complete])


@pytest.mark.parametrize(
    ("keys", "ko", "en"),
    [
        (
            {},
            "의존도, 쇠퇴도, 유출도의 기하평균이며, 각각 전국 시군구 백분위 순위의 평균",
            "geometric",
        ),
        ({}, "지역 자체와 노동시장권에 대해 구해 평균함.", "and the two are averaged."),
        (
            {"aggregation": "arithmetic", "weights": {"decline": 3.0}},
            "백분위 순위의 평균. 가중치(시나리오): 의존도 0.20, 쇠퇴도 0.60, 유출도 0.20.",
            "arithmetic mean of dependency, decline and outflow, each the mean of percentile ranks",
        ),
        (
            {"normalisation": "min_max"},
            "0.01–1에 맞춘 지표의 평균",
            "scaled from least to greatest",
        ),
        (
            {"area_weight": 0.2},
            "지역 자체(가중치 0.80)와 노동시장권(0.20)",
            "(weight 0.80) and for its",
        ),
        ({"area_weight": 0.0}, "지역 자체만 봄.", "It sees the region alone."),
    ],
)
def test_the_score_is_told_as_it_was_made(dataset, km, keys, ko, en):
    scores = score_regions(dataset.panel(), km, choice(**keys))
    assert ko in scores.description.in_language("ko")
    assert en in str(scores.description)


def test_judgements_that_contradict_each_other_are_refused(dataset, km):
    wild = {
        "dependency_over_decline": 9.0,
        "dependency_over_outflow": 1 / 9,
        "decline_over_outflow": 9.0,
    }
    with pytest.raises(ScenarioError, match="consistency ratio"):
        score_regions(dataset.panel(), km, choice(weighting="ahp", ahp=wild))


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"weighting": "critic", "weights": {"decline": 2.0}}, "drop one"),
        ({"ahp": {"decline_over_outflow": 3.0}}, "'ahp' only"),
        ({"targets": {"employed_lq": 1.0}}, "'target' only"),
        ({"normalisation": "target", "targets": {"employed_lq": float("nan")}}, "finite"),
        ({"indifference": 0.5, "preference": 0.1}, "at least"),
        ({"aggregation": "electre"}, "aggregation"),
        ({"ahp": {"decline_over_outflow": 12.0}}, "decline_over_outflow"),
    ],
)
def test_wishes_that_would_not_be_heard_are_refused(keys, message):
    with pytest.raises(ValueError, match=message):
        Scenario.model_validate({"scoring": keys})


def test_an_unknown_target_is_refused(dataset, km):
    with pytest.raises(ScenarioError, match="names no indicator of the score: wealth"):
        score_regions(
            dataset.panel(),
            km,
            choice(normalisation="target", targets={"wealth": 1.0}),
        )


def test_without_the_extra_the_mend_is_told(monkeypatch):
    monkeypatch.setitem(sys.modules, "pymcdm.weights", None)
    with pytest.raises(ScenarioError, match=r"pip install 'hubplanner\[mcda\]'"):
        objective_weights("critic", np.ones((3, 2)))
