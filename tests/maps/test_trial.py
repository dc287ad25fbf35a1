"""A siting solved again in the page, held against Python: the same objective, the same hubs."""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from test_maps_scripts import ROOT, STATIC, _node

from hubplanner import Scenario, make_plan
from hubplanner.errors import ScenarioError, SitingError
from hubplanner.industries.technologies import load_technologies
from hubplanner.maps.frame import WORKER_ENDS
from hubplanner.maps.page import page_payload
from hubplanner.regions import resolve
from hubplanner.siting.chosen_sites import _chosen
from hubplanner.stages import Stages

MODELS = {
    "gradual_cover": {},
    "p_median": {"model": "p_median", "sites": "candidates", "weight": "crisis_score"},
    "anywhere": {"model": "p_median", "sites": "regions", "weight": "jobs_at_risk"},
}


@pytest.fixture(scope="module")
def payloads(dataset, baseline):
    """By model what the page of a plan is handed, as JSON has it."""
    made = {"gradual_cover": baseline}
    for name, siting in list(MODELS.items())[1:]:
        made[name] = make_plan(dataset, Scenario(siting=siting))
    return {name: json.loads(json.dumps(page_payload(plan))) for name, plan in made.items()}


@pytest.fixture(scope="module")
def shipped():
    """The payload of the page in the repository, and what of its own script runs in its worker."""
    text = (ROOT / "maps" / "baseline.html").read_text(encoding="utf-8")
    payload = re.search(r'<script type="application/json" id="plan">(.*?)</script>', text, re.S)
    script = re.search(r'<script type="module">(.*?)</script>', text, re.S)
    return json.loads(payload[1]), script[1][: script[1].index(WORKER_ENDS)]


MODULE = f"import {{ inputsOf, tried }} from {json.dumps((STATIC / 'trial.js').as_uri())};"
"""Where the solver is from: the module in the repository, unless a page's own script is given."""


def in_page(
    payload: dict[str, Any], choices: list[dict[str, Any]], script: str = ""
) -> list[dict[str, Any]]:
    """What the page makes of each choice, with the scenario that it offers as TOML."""
    solver = f"{script}const {{ inputsOf, tried }} = trial_js;" if script else MODULE
    script = f"""
        {solver}
        import {{ trialScenario }} from {json.dumps((STATIC / "trial_scenario.js").as_uri())};
        import {{ toml }} from {json.dumps((STATIC / "toml.js").as_uri())};
        let text = "";
        for await (const part of process.stdin) text += part;
        const {{ page, choices }} = JSON.parse(text), inputs = await inputsOf(page);
        console.log(JSON.stringify(choices.map((choice) =>
          ({{ ...tried(inputs, choice), toml: toml(trialScenario(page, choice)) }}))));
    """
    data = {"page": payload, "choices": choices}
    told: list[dict[str, Any]] = json.loads(
        _node("--no-warnings", "--input-type=module", "--eval", script, data=data)
    )
    return told


def drawn(payload: dict[str, Any], count: int, seed: int) -> list[dict[str, Any]]:
    """Choices with some things moved, each kind of move among them."""
    rng = np.random.default_rng(seed)
    published = payload["trial"]["tables"]["published"]
    codes = np.array(payload["regions"]["code"])
    hosts = sorted(set(payload["trial"]["tables"]["sites"]["region"]))
    keys = [one["key"] for one in payload["trial"]["tables"]["technologies"]]
    keys = keys or list(load_technologies("korea").technologies)
    moves = {
        "ways": lambda: str(rng.choice(["either", "decline", "exposure"])),
        "weights": lambda: dict(
            zip(published["weights"], (rng.integers(1, 50, 3) / 10).tolist(), strict=True)
        ),
        "area_weight": lambda: float(rng.integers(0, 21) / 20),
        "top": lambda: int(rng.integers(5, 120)),
        "min_jobs_share": lambda: float(rng.integers(0, 30) / 100),
        "min_jobs": lambda: int(rng.integers(0, 12)) * 1000,
        "capital_region": lambda: bool(rng.random() < 0.5),
        "hubs": lambda: int(rng.integers(1, 16)),
        "required": lambda: codes[rng.choice(hosts, rng.integers(1, 3), False)].tolist(),
        "forbidden": lambda: codes[rng.choice(hosts, rng.integers(1, 40), False)].tolist(),
        "at_most_each": lambda: int(rng.integers(1, 3)),
        "fixed": lambda: {
            str(codes[r]): str(rng.choice(keys)) for r in rng.choice(hosts, rng.integers(1, 8))
        },
    }
    choices = []
    for _ in range(count):
        moved = rng.choice(list(moves), rng.integers(1, 6), replace=False)
        choices.append({**published, **{key: moves[key]() for key in moved}})
    return choices


def expected(stages: Stages, scenario: Scenario) -> Any:
    """The sites that Python chooses, as a plan does; None where it refuses."""
    try:
        scores, candidate = stages.scores(scenario), stages.candidates(scenario)
        problem, solution = stages.problem(scenario), stages.solution(scenario)
    except (ScenarioError, SitingError):
        return None
    travel = stages.ways(scenario).travel
    return scores, candidate, _chosen(problem, solution, stages.dataset, travel)


def compare(
    dataset: Any, payload: dict[str, Any], choices: list[Any], folder: Path, script: str = ""
) -> Counter[str]:
    """Holds each trial against Python; how many ended in which way."""
    file, stages, ways = folder / "tried.toml", Stages(dataset), Counter[str]()
    for choice, told in zip(choices, in_page(payload, choices, script), strict=True):
        file.write_text(told["toml"], encoding="utf-8")
        ways[told["status"]] += 1
        if told["status"] == "cannot":
            assert told["keys"] == ["siting.required"], choice
            continue
        python = expected(stages, Scenario.from_toml(file))
        assert (python is None) == (told["status"] == "infeasible"), choice
        if python is None:
            assert told["keys"], choice
            continue
        scores, candidate, sites = python
        assert told["status"] == "optimal"
        assert told["candidate"] == candidate.tolist()
        np.testing.assert_allclose(
            np.array(told["crisis"], float), scores.table["crisis_score"], rtol=1e-10
        )
        assert told["objective"] == pytest.approx(sites.solution.objective, rel=1e-9)
        assert told["bound"] == pytest.approx(sites.solution.objective, rel=1e-8)
        if not same_hubs(payload, told, sites):
            ways["as good"] += 1
            hubs = [f"kostat:{payload['regions']['code'][hub['region']]}" for hub in told["hubs"]]
            raw = tomllib.loads(told["toml"])
            pinned = Scenario(**{**raw, "siting": {**raw["siting"], "required": hubs}})
            _, _, sites = expected(stages, pinned)
            assert sites.solution.objective == pytest.approx(told["objective"], rel=1e-9), choice
    return ways


def same_hubs(payload: dict[str, Any], told: dict[str, Any], sites: Any) -> bool:
    """Whether they are the same regions and technologies; then whom they serve and the headline
    are the same, too."""
    tables, codes = payload["trial"]["tables"], payload["regions"]["code"]
    hubs = {codes[hub["region"]]: hub for hub in told["hubs"]}
    if set(hubs) != set(sites.hubs.index):
        return False
    if "technology" in sites.hubs:
        kinds = {
            code: tables["technologies"][hub["technology"]]["key"] for code, hub in hubs.items()
        }
        if kinds != sites.hubs["technology"].to_dict():
            return False
        ids = {code: tables["sites"]["id"][hub["site"]] for code, hub in hubs.items()}
        if ids != sites.hubs["site_id"].to_dict():
            return False
        for key, column in (("near", "jobs_near"), ("served", "jobs_served")):
            own = pd.Series({code: hub[key] for code, hub in hubs.items()})
            np.testing.assert_allclose(own[sites.hubs.index], sites.hubs[column], rtol=1e-8)
        assert told["headline"]["reached"] == pytest.approx(sites.jobs_reached, rel=1e-8)
        assert told["headline"]["known"] == pytest.approx(sites.problem.offers.known_jobs, rel=1e-8)
    serving = [codes[told["hubs"][h]["region"]] for h in told["hub"]]
    np.testing.assert_allclose(told["minutes"], sites.serves["hub_minutes"], rtol=1e-12)
    assert serving == sites.serves["hub_region"].tolist()
    return True


def test_the_choice_as_published_gives_the_plan(payloads, baseline):
    payload = payloads["gradual_cover"]
    (told,) = in_page(payload, [payload["trial"]["tables"]["published"]])
    assert told["status"] == "optimal"
    assert told["objective"] == pytest.approx(baseline.siting.objective, rel=1e-9)
    codes = payload["regions"]["code"]
    assert {codes[hub["region"]] for hub in told["hubs"]} == set(baseline.hubs["region_code"])
    assert same_hubs(payload, told, baseline.sites)


@pytest.mark.parametrize("model", MODELS)
def test_random_trials_are_those_of_python(model, payloads, dataset, tmp_path):
    compare(dataset, payloads[model], drawn(payloads[model], 8, seed=1), tmp_path)


@pytest.mark.soak
@pytest.mark.timeout(3000)
@pytest.mark.parametrize(
    ("model", "count"), [("gradual_cover", 200), ("p_median", 60), ("anywhere", 40)]
)
def test_many_random_trials_are_those_of_python(model, count, payloads, dataset, tmp_path):
    compare(dataset, payloads[model], drawn(payloads[model], count, seed=2), tmp_path)


@pytest.mark.parametrize(
    "count", [8, pytest.param(2000, marks=[pytest.mark.soak, pytest.mark.timeout(7200)])]
)
def test_random_trials_of_the_page_as_shipped_are_those_of_python(
    count, shipped, dataset, tmp_path
):
    """What the page leaves to Python, hubs where nobody meets the criteria, does not count."""
    (payload, script), ways, seed = shipped, Counter[str](), 3
    while ways["optimal"] + ways["infeasible"] < count:
        choices = drawn(payload, min(count, 100), seed)
        ways += compare(dataset, payload, choices, tmp_path, script)
        seed += 1
    print(dict(ways))
    assert ways["optimal"] > 4 * (ways["infeasible"] + ways["cannot"])


def test_the_scenario_of_the_published_choice_is_the_plans_own(payloads, tmp_path):
    for payload in payloads.values():
        (told,) = in_page(payload, [payload["trial"]["tables"]["published"]])
        raw = tomllib.loads(told["toml"])
        assert Scenario(**raw).siting == Scenario(**payload["scenario"]).siting
        assert Scenario(**raw).candidates == Scenario(**payload["scenario"]).candidates


def test_every_region_is_named_so_that_a_scenario_finds_it(payloads, dataset):
    payload = payloads["gradual_cover"]
    published = payload["trial"]["tables"]["published"]
    codes = payload["regions"]["code"]
    (told,) = in_page(payload, [{**published, "forbidden": codes}])
    names = tomllib.loads(told["toml"])["siting"]["forbidden"]
    assert resolve(names, dataset.regions) == codes


def test_wishes_that_clash_are_named(payloads):
    payload = payloads["gradual_cover"]
    published, region = payload["trial"]["tables"]["published"], payload["hubs"][0]["code"]
    both = {**published, "required": [region], "forbidden": [region], "at_most_each": 2}
    (told,) = in_page(payload, [both])
    assert (told["status"], told["keys"]) == ("infeasible", ["siting.required", "siting.forbidden"])


def test_what_the_page_cannot_keep_is_refused_by_its_key(dataset):
    plan = make_plan(dataset, Scenario(siting={"spacing_km": 50, "at_least": {"전북": 1}}))
    trial = page_payload(plan)["trial"]
    assert trial["tables"] is None
    assert {one["key"] for one in trial["refused"]} == {"siting.spacing_km", "siting.at_least"}
