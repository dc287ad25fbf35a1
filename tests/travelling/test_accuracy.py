"""The network against published times: figures of its page, and their sources."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

from hubplanner.language import LANGUAGES
from hubplanner.travelling.accuracy import FIT, HELD_OUT, absolute_errors, compared, road_times
from hubplanner.travelling.road_graph import RoadModel
from hubplanner.travelling.road_network import MEASURED

ROOT = Path(__file__).parents[2]


def script(name):
    """A script of data/build, loaded by its path."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "data" / "build" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def times():
    return compared(road_times())


def test_the_published_times_are_many_sourced_and_split(times):
    assert len(times) >= 120
    assert times["source"].str.len().min() > 10
    assert (times["minutes"] >= 20).all()
    assert set(times["half"]) == {FIT, HELD_OUT}
    assert times["half"].eq(FIT).mean() == pytest.approx(0.5, abs=0.1)
    # A pair before and after a road was opened is in one half.
    assert times.groupby(["from_name", "to_name"])["half"].nunique().max() == 1
    assert (times["crosses"] != "").sum() >= 30


def test_held_out_errors_are_as_told(times):
    held = times[times["half"] == HELD_OUT]
    median, ninth = absolute_errors(held["estimate_error"])
    assert len(held) == MEASURED["times"]
    assert (round(median, 3), round(ninth, 3)) == (MEASURED["median"], MEASURED["p90"])
    assert median <= 0.12
    assert ninth <= 0.25


def test_better_than_the_great_circle_where_it_matters_and_no_worse_elsewhere(times):
    for crossing in (times["crosses"] != "", times["crosses"] == ""):
        network = absolute_errors(times.loc[crossing, "estimate_error"])
        circle = absolute_errors(times.loc[crossing, "baseline_error"])
        assert network[0] < 0.6 * circle[0]
        assert network[1] < circle[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_what_the_network_gives(language):
    report = script("travel_report")
    page = report.page(language).read_text(encoding="utf-8")
    shown = page.split(report.START)[1].split(report.END)[0]
    assert shown == report.section(language), "run python data/build/travel_report.py"


@pytest.mark.slow
def test_the_fitted_figures_are_the_best_on_the_fit_half():
    fit = script("fit_travel")
    half, model = fit.fit_half(), RoadModel()
    best = [model.kmh_rural, model.kmh_expressway, fit.BUS_FACTOR]
    least = fit.loss(best, half)
    for place in range(3):
        for step in (0.93, 1.07):
            other = best.copy()
            other[place] *= step
            assert fit.loss(other, half) > least
