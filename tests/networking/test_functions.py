"""Functions of hubs: worked by hand, the smallest set against brute force, and on the baseline."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubplanner.networking.functions import (
    Function,
    has_function,
    hub_functions,
    lacks,
    load_functions,
    partners,
    smallest_set,
)
from hubplanner.networking.links import LINK_KIND

FUNCTIONS = (
    Function("rnd", "연구", "research", ("institute",), (), True, ""),
    Function("test", "시험", "testing", (), ("시험",), True, ""),
    Function("money", "창업", "start-ups", ("ccei",), (), False, ""),
)
PLACES = pd.DataFrame(
    {
        "kind": ["institute", "institute", "ccei", "university", "complex", "institute"],
        "fields": ["선박", "선박;시험인증", "관광", "시험", "시험", "종합"],
        "name_ko": ["가", "나", "다", "라", "마", "바"],
        "name_en": ["a", "b", "c", "d", "e", "f"],
    },
    index=["lab", "both", "centre", "school", "estate", "general"],
)


def told(limit=60.0):
    minutes = pd.DataFrame([[5.0, 50.0, 70.0, 10.0, 1.0, 20.0]], ["hub-A"], PLACES.index)
    fit = pd.DataFrame([[1.0, 0.5, 0.0, 0.0, 1.0, np.nan]], ["hub-A"], PLACES.index)
    return hub_functions(minutes, fit, has_function(PLACES, FUNCTIONS), FUNCTIONS, limit)


def test_functions_by_hand():
    table = told().set_index("function")
    # The school tests, but nothing of the hub's field; the estate is a user.
    assert table["suppliers"].to_dict() == {"rnd": 2, "test": 1, "money": 0}
    assert table["nearest"].to_dict() == {"rnd": "lab", "test": "both", "money": "centre"}
    assert table["minutes"].to_dict() == {"rnd": 5, "test": 50, "money": 70}
    # One partner does both, though the lab is nearer.
    assert table["partner"].to_dict() == {"rnd": "both", "test": "both", "money": ""}
    assert table["fields_unknown"].to_dict() == {"rnd": 1, "test": 0, "money": 0}
    assert partners(told()).to_dict() == {"both": 50.0}
    assert partners(told(limit=70)).to_dict() == {"both": 50.0, "centre": 70.0}


def test_what_is_lacking_in_words():
    words = lacks(told(), PLACES).loc["hub-A"]
    assert words.tolist() == ["창업(다 70분)", "start-ups (c, 70 min)"]
    assert lacks(told(limit=70), PLACES).loc["hub-A"].tolist() == ["", ""]
    nobody = hub_functions(
        pd.DataFrame([[5.0]], ["hub-A"], ["lab"]),
        pd.DataFrame([[1.0]], ["hub-A"], ["lab"]),
        has_function(PLACES, FUNCTIONS).loc[["lab"]],
        FUNCTIONS,
        60.0,
    )
    assert lacks(nobody, PLACES)["lacks_ko"]["hub-A"] == "시험(목록에 없음), 창업(목록에 없음)"


@settings(max_examples=100, deadline=None)
@given(seed=st.integers(0, 10_000), places=st.integers(1, 8), functions=st.integers(1, 5))
def test_the_smallest_set_against_brute_force(seed, places, functions):
    rng = np.random.default_rng(seed)
    supplies = rng.random((places, functions)) < 0.35
    minutes = rng.integers(0, 60, places).astype(float)
    wanted = supplies.any(axis=0)
    best = min(
        (len(some), minutes[list(some)].sum())
        for size in range(places + 1)
        for some in itertools.combinations(range(places), size)
        if supplies[list(some)].any(axis=0)[wanted].all()
    )
    found = smallest_set(supplies, minutes)
    assert supplies[found].any(axis=0).tolist() == wanted.tolist()
    assert (len(found), minutes[found].sum()) == pytest.approx(best)


def test_partners_of_the_baseline_supply_all_that_is_supplied(baseline):
    table = baseline.network.functions
    assert set(table.index) == set(baseline.hubs.index)
    assert (table.groupby(level=0).size() == len(load_functions())).all()
    supplied = table["suppliers"] > 0
    limit = baseline.scenario.network.function_minutes
    assert ((table["partner"] != "") == supplied).all()
    assert (table["partner_minutes"][supplied] <= limit).all()
    assert (table["minutes"][supplied] <= table["partner_minutes"][supplied]).all()
    assert not (table["minutes"][~supplied] <= limit).any()
    has = has_function(baseline.institutions, load_functions())
    for row in table[supplied].itertuples():
        assert has.at[row.partner, row.function]
    for hub, words in baseline.hubs["lacks_ko"].items():
        lacking = table.loc[[hub]]["suppliers"] == 0
        assert all(name in words for name in table.loc[[hub]]["function_ko"][lacking])
        assert bool(words) == lacking.any()


def test_the_bundled_functions_say_where_they_come_from(baseline):
    functions = load_functions()
    assert len({one.key for one in functions}) == len(functions) == 6
    for one in functions:
        assert one.kinds or one.words
        assert set(one.kinds) <= set(LINK_KIND) - {"complex"}
        assert one.source
    assert has_function(baseline.institutions, functions).any().all()
