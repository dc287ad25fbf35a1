"""Random small instances: rectangular, tied, duplicated, weightless, disconnected, constrained."""

from __future__ import annotations

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st

from hubplanner.siting import Gini, GroupMean, PowerMean

P_MEDIAN = {"model": "p_median", "sites": "candidates", "weight": "crisis_score"}
"""What a scenario's ``[siting]`` says whose hubs have no technology and stand in candidates."""


def examples(n):
    """So many examples; twenty times as many under `--hypothesis-profile oracle`."""
    return settings(max_examples=n * settings.default.max_examples // 100, deadline=None)


@st.composite
def matrices(draw, n_rows, n_columns, *, infinite=True):
    # Few distinct values make many ties and duplicates.
    values = draw(
        st.sampled_from(
            [
                st.integers(0, 3),
                st.integers(0, 1000),
                st.integers(0, 100_000).map(lambda k: k / 1000),
            ]
        )
    )
    if infinite and draw(st.booleans()):
        values = values | st.just(float("inf"))
    cells = draw(st.lists(values, min_size=n_rows * n_columns, max_size=n_rows * n_columns))
    return np.array(cells, dtype=float).reshape(n_rows, n_columns)


@st.composite
def constraints_on(draw, n_demand, n_sites, *, equity=True):
    """A handful of constraints, often none and sometimes such that nothing fits."""
    sites = st.sets(st.integers(0, n_sites - 1), max_size=n_sites)
    few = st.sets(st.integers(0, n_sites - 1), max_size=2)
    groups = st.lists(st.tuples(sites, st.integers(0, 2)), max_size=2)
    possible = {
        "required": few,
        "forbidden": few,
        "existing": few,
        "at_least": groups,
        "at_most": groups,
        "spacing": st.tuples(
            matrices(n_sites, n_sites, infinite=False), st.sampled_from([1, 2, 3, 300])
        ),
        "budget": st.tuples(
            st.lists(st.integers(0, 5), min_size=n_sites, max_size=n_sites), st.integers(0, 12)
        ),
        "limit": st.sampled_from([1.0, 2.0, 500.0])
        | st.lists(
            st.sampled_from([1.0, 3.0, 800.0, float("inf")]), min_size=n_demand, max_size=n_demand
        ),
        "excluded": st.lists(sites, max_size=2),
    }
    if equity:
        labels = st.lists(st.sampled_from("ab"), min_size=n_demand, max_size=n_demand)
        limit = st.sampled_from([0.0, 0.5, 1.5, 2.5, 300.0])
        possible["equity"] = st.lists(
            st.builds(GroupMean, labels.map(tuple), limit)
            | st.builds(PowerMean, st.sampled_from([0.0, 0.5, 1.0, 2.0]), limit)
            | st.builds(Gini, st.sampled_from([0.0, 0.1, 0.3, 0.6])),
            min_size=1,
            max_size=2,
        )
    asked = draw(st.sets(st.sampled_from(sorted(possible)), max_size=3))
    return {name: draw(possible[name]) for name in sorted(asked)}


@st.composite
def instances(draw, *, equity=True, infinite=True, most=6):
    """cost, weights, p and constraints."""
    n_demand, n_sites = draw(st.integers(1, most)), draw(st.integers(1, most))
    constraints = draw(constraints_on(n_demand, n_sites, equity=equity))
    free = n_sites - len(constraints.get("existing", ()))
    weights = draw(st.lists(st.integers(0, 5), min_size=n_demand, max_size=n_demand))
    cost = draw(matrices(n_demand, n_sites, infinite=infinite))
    return cost, np.array(weights, dtype=float), draw(st.integers(0, free)), constraints


@st.composite
def typed(draw, n_demand, n_sites):
    """Types with whatever may be asked of them, as plain values for the oracle."""
    n_types = draw(st.integers(1, 3))
    shares = st.sampled_from([0.0, 0.25, 0.5, 1.0]) | st.integers(0, 1000).map(lambda k: k / 1000)

    def matrix(values, n_rows, n_columns):
        cells = draw(st.lists(values, min_size=n_rows * n_columns, max_size=n_rows * n_columns))
        return np.array(cells).reshape(n_rows, n_columns)

    given = {
        "need": matrix(st.integers(0, 4).map(float), n_demand, n_types),
        "closeness": matrix(shares, n_demand, n_sites),
        "fit": matrix(shares, n_sites, n_types),
    }
    types, sites = st.integers(0, n_types - 1), st.integers(0, n_sites - 1)
    if draw(st.booleans()):
        given["allowed"] = matrix(st.booleans(), n_sites, n_types)
        given["allowed"][0, 0] = True  # where nothing at all is allowed, it is refused
    if draw(st.booleans()):
        given["caps"] = draw(st.lists(st.tuples(st.sets(types), st.integers(0, 2)), max_size=2))
    if draw(st.integers(0, 3)) == 0:
        near = st.tuples(st.sets(sites), st.sets(types), st.just(1))
        given["at_least"] = draw(st.lists(near, min_size=1, max_size=2))
    if draw(st.booleans()):
        given["fixed"] = draw(st.dictionaries(sites, types, max_size=2))
    return given
