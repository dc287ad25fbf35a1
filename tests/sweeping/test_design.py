"""What a sweep tries, and what it refuses before the first hour is spent."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import hubplanner as hp
from hubplanner.errors import ScenarioError
from hubplanner.sweeping import Range, Sweep
from hubplanner.sweeping.design import varied

WEIGHTS = {"scoring.weights.decline": {"from": 0.5, "to": 2.0}}


def test_a_grid_is_every_choice_in_every_future() -> None:
    sweep = Sweep(
        method="grid",
        choices={"siting.hubs": [5, 6, 7]},
        futures={
            "candidates.top": [30, 40],
            "scoring.reach_km": {"from": 20, "to": 40, "steps": 3},
        },
    )
    runs = sweep.runs()
    assert len(runs) == len({run.id for run in runs}) == 3 * 2 * 3
    assert [run.values["siting.hubs"] for run in runs[:3]] == [5, 6, 7]  # one future together
    assert sorted({run.values["scoring.reach_km"] for run in runs}) == [20.0, 30.0, 40.0]


@pytest.mark.parametrize("method", ["latin_hypercube", "monte_carlo", "sobol", "morris"])
def test_draws_are_the_same_by_their_seed(method: str) -> None:
    ask = {"method": method, "draws": 8, "futures": {**WEIGHTS, "candidates.top": [30, 40]}}
    first, again = Sweep(**ask).runs(), Sweep(**ask).runs()
    assert [run.id for run in first] == [run.id for run in again]
    if method != "morris":  # whose levels may coincide
        assert Sweep(**ask, seed=1).runs()[0].id != first[0].id
    assert {run.values["candidates.top"] for run in first} == {30, 40}


def test_a_latin_hypercube_has_one_draw_in_each_part_of_each_key() -> None:
    sweep = Sweep(draws=20, futures={**WEIGHTS, "scoring.weights.outflow": {"from": 1, "to": 3}})
    for column in sweep.layout().T:
        assert sorted((column * 20).astype(int)) == list(range(20))


def test_another_title_is_the_same_scenario_and_other_data_is_not(tmp_path: Path) -> None:
    base, data = tmp_path / "base.toml", tmp_path / "data"
    data.mkdir()
    sweep = tmp_path / "sweep.toml"
    sweep.write_text('scenario = "base.toml"\n[choices]\n"siting.hubs" = [3]\n')
    ids = []
    for title, figures in (("one", "a"), ("two", "a"), ("two", "b")):
        base.write_text(f'title_ko = "{title}"\n[data]\nfolders = ["data"]\n')
        (data / "statistics.csv").write_text(figures)
        ids.append(Sweep.from_toml(sweep).runs()[0].id)
    assert ids[0] == ids[1] != ids[2]


@given(part=st.floats(0, 1), ends=st.tuples(st.integers(-50, 50), st.integers(1, 99)))
def test_whole_numbers_lie_between_their_ends(part: float, ends: tuple[int, int]) -> None:
    one = Range(**{"from": ends[0], "to": ends[0] + ends[1], "whole": True})
    value = one.at(part)
    assert isinstance(value, int)
    assert ends[0] <= value <= ends[0] + ends[1]
    assert one.at(0.0) == ends[0]
    assert one.at(1.0) == ends[0] + ends[1]


def test_each_whole_number_is_as_likely() -> None:
    one = Range(**{"from": 1, "to": 4, "whole": True})
    counts = np.bincount([one.at(part) for part in np.arange(400) / 400], minlength=5)
    assert counts.tolist() == [0, 100, 100, 100, 100]


def test_a_path_may_name_a_place() -> None:
    one = varied(hp.Scenario(), {"siting.at_most.경남": 1, "siting.required": ["군산시"]})
    assert one.siting.at_most == {"경남": 1}
    assert one.siting.required == ("군산시",)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", r"name keys under \[choices\] or \[futures\]"),
        ('method = "random"\n[choices]\n"siting.hubs" = [3]', "method = 'random' is refused"),
        ('[choices]\n"siting.hub" = [3]', "unknown key 'siting.hub'"),
        ('[choices]\n"siting.hubs" = [3, 500]', "siting.hubs = 500 is refused"),
        ('[choices]\n"siting.hubs" = []', "siting.hubs names no value"),
        ('[choices]\n"siting.hubs" = 3', "siting.hubs = 3 is refused: write a list"),
        ('[futures]\n"siting.hubs" = { from = 9, to = 3 }', "the first below the second"),
        ('[futures]\n"candidates.top" = { from = 3, to = 4 }', "candidates.top = 3.0 is refused"),
        ('[choices]\n"a" = [1]\n[futures]\n"a" = [1]', "both a choice and a future"),
        ('[choices]\n"a" = [1, 2, 1]', r"sweep\.toml: a names a value twice"),
        ('[choices]\n"funding.ceiling" = [1.0, 2.0]', r"funding\.ceiling: no hub depends on it"),
        ('[choices]\n"title_ko" = ["a", "b"]', "title_ko: no hub depends on it"),
        ('[choices]\n"siting.required" = [["거제시"], ["거졔시"]]', "'거졔시' is no region"),
        ('[choices]\n"travel.matrix" = ["", "no.csv"]', r"no\.csv: there is no such file"),
        ('[choices]\n"a" = [{b = 1}]\n[futures]\n"a.b" = [2]', "a.b too"),
        ('[futures]\n"a" = { from = 0.5, to = 1.5, whole = true }', "'whole'"),
        ('[futures]\n"siting.hubs.few" = [3]', "'hubs' holds a value, not keys"),
        ('draws = 180000\n[choices]\n"siting.hubs" = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]\n'
         '[futures]\n"scoring.seed" = [1, 2]', "1,800,000 scenarios"),
        ('scenario = "none.toml"\n[choices]\n"siting.hubs" = [3]', "none.toml"),
        ("[choices\n", "sweep.toml"),
    ],
)  # fmt: skip
def test_a_wrong_sweep_is_refused_with_its_key(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "sweep.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError, match=said):
        Sweep.from_toml(file).runs()
