"""Who does what around hubs, against what the brief proposes and against the plan's own minutes."""

from __future__ import annotations

import pandas as pd
import pytest

from hubplanner.programme.roles import (
    ACTORS,
    complexes_reached,
    load_roles,
    role_matrix,
    roles_by_hub,
)


@pytest.fixture(scope="module")
def matrix():
    return role_matrix(load_roles())


@pytest.fixture(scope="module")
def by_hub(baseline, matrix):
    return roles_by_hub(baseline, matrix)


def test_hubs_take_what_the_brief_gives_them_and_no_more(matrix):
    """Policy Brief 697, proposal 2: R&D in future technology, advanced training."""
    assert matrix.index[matrix["hub_after"] == "lead"].tolist() == ["future_rnd", "training"]
    assert (matrix["hub_today"] == "").all()


def test_technoparks_and_ccei_are_recast_to_local_support(matrix):
    """Proposal 2 names specialised industries, small firms and ventures, start-up space,
    prototyping, smart factories."""
    led = matrix[["technopark_after", "ccei_after"]].eq("lead").any(axis=1)
    assert set(matrix.index[led]) == {
        "pilot",
        "test",
        "startup",
        "sme",
        "specialised",
        "smart_factory",
    }
    assert matrix.loc["future_rnd", "technopark_after"] == ""


def test_after_the_hubs_no_task_is_led_twice(matrix):
    assert (matrix["leads_after"] <= 1).all()
    assert matrix.index[matrix["leads_today"] > 1].tolist() == ["startup", "sme"]
    moved = matrix.index[matrix["moves"]]
    assert moved.tolist() == ["future_rnd", "training", "startup", "sme"]


def test_every_role_has_a_source_and_known_words():
    roles = load_roles()
    assert (roles["source"] != "").all()
    assert set(roles["actor"]) <= {*ACTORS, ""}
    assert set(roles["today"]) | set(roles["after"]) <= {"lead", "part", ""}
    assert not roles.duplicated(["task", "actor"]).any()


def test_a_task_without_a_source_is_led_by_nobody(by_hub):
    design = by_hub[by_hub["task"] == "design"]
    assert (design[["today_ko", "after_ko"]] == "").all(axis=None)
    assert design["minutes"].isna().all()


def test_every_hub_has_every_task_once(baseline, by_hub, matrix):
    assert len(by_hub) == len(baseline.hubs) * len(matrix)
    assert not by_hub.duplicated(["hub_id", "task"]).any()


def test_who_leads_is_of_the_province_first_then_near_else_the_nearest(baseline, by_hub):
    places, minutes = baseline.institutions, baseline.network.minutes
    limit = baseline.scenario.network.function_minutes
    parks = places.index[places["kind"] == "technopark"]
    for row in by_hub[by_hub["task"] == "smart_factory"].itertuples():
        times = minutes.loc[row.hub_id, parks].sort_values()
        own = [one for one in times.index if baseline.network.same_province.at[row.hub_id, one]]
        near = [one for one in times.index if times[one] <= limit and one not in own]
        expected = [*own, *near] or times.index[:1].tolist()
        named = row.after_ko.split(", ")
        assert named[:3] == places.loc[expected[:3], "name_ko"].tolist()
        assert len(named) == min(len(expected), 4)  # three names and '+n'
        assert row.minutes == pytest.approx(times[expected].min(), abs=0.05)


def test_the_hub_at_geoje_is_supported_by_its_own_province(by_hub):
    """What `explain` says of Tongyeong: Gyeongnam's technopark, however far from the yards."""
    geoje = by_hub[(by_hub["hub_id"] == "hub-38090") & (by_hub["task"] == "specialised")]
    assert geoje["after_ko"].iloc[0].startswith("경남테크노파크")


def test_suppliers_are_those_of_the_network(baseline, by_hub):
    functions = baseline.network.functions.reset_index().set_index(["hub_id", "function"])
    startup = by_hub[by_hub["task"] == "startup"].set_index("hub_id")["suppliers"]
    for hub, suppliers in startup.items():
        assert suppliers == functions.loc[(hub, "startup"), "suppliers"]
    assert by_hub.loc[by_hub["task"] == "sme", "suppliers"].isna().all()


def test_all_renewal_areas_are_in_their_places(baseline):
    """24 of four rounds: the brief's policies so far; each with the nearest hub there is."""
    table = complexes_reached(baseline)
    renewal = table[table["programme"] == "renewal"]
    assert len(renewal) == 24
    assert renewal["year"].value_counts().to_dict() == {2009: 5, 2014: 4, 2015: 10, 2017: 5}
    assert set(renewal.loc[renewal["year"] == 2017, "region_code"]) == {
        "34010",  # 천안2
        "32020",  # 원주문막
        "36020",  # 여수오천
        "31150",  # 시화국가
        "38110",  # 창원국가
    }
    for row in table.itertuples():
        times = baseline.network.minutes[row.institution_id]
        assert times[row.hub_id] == times.min()
        assert row.reached == (times.min() <= 30)


def test_a_matrix_of_one_row():
    roles = pd.DataFrame(
        [
            ["x", "엑스", "x", "", "hub", "", "lead", "s"],
            ["x", "엑스", "x", "", "ccei", "lead", "", "s"],
        ],
        columns=["task", "name_ko", "name_en", "function", "actor", "today", "after", "source"],
    )
    row = role_matrix(roles).loc["x"]
    assert (row["leads_today"], row["leads_after"], row["moves"]) == (1, 1, True)
    assert (row["ccei_today"], row["hub_after"]) == ("lead", "lead")
