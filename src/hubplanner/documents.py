"""The pages of docs/ that are made of what the code gives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from hubplanner.comparison import compare
from hubplanner.dataset import Dataset, load_dataset
from hubplanner.language import Language
from hubplanner.pipeline import make_plan, validate
from hubplanner.plan import Plan
from hubplanner.report.scenario_stories import Worked
from hubplanner.scenario import Scenario
from hubplanner.scenario_sections import TravelChoice
from hubplanner.scoring import validation_page as validation_words
from hubplanner.scoring.validation import other_choices, years_of
from hubplanner.stages import Stages
from hubplanner.travelling import choose_travel

BASELINE = Scenario()


def validation_page(dataset: Dataset, language: Language) -> str:
    """explanation/validation.md: the default score against the regions designated in 2018."""
    regions, designations = dataset.regions, dataset.designations
    year, _ = years_of(designations)
    km = choose_travel(TravelChoice(as_of=year)).km(regions, regions)
    others = other_choices(dataset, km, designations)
    return validation_words.as_markdown(validate(dataset), others, language)


def worked_scenarios(
    paths: Sequence[Path], plan_of: Callable[[Scenario], Plan] | None = None
) -> list[Worked]:
    """What reference/scenarios.md tells: scenario files with what comes of them.

    Parameters
    ----------
    paths
        The files.
    plan_of
        Makes a scenario's plan, where plans are there already; :func:`make_plan` where omitted.

    Raises
    ------
    ScenarioError, SitingError
        As :func:`make_plan` does.
    """
    plan_of = plan_of or sharing_stages()
    baseline = plan_of(BASELINE)
    worked = []
    for path in paths:
        scenario = Scenario.from_toml(path)
        if scenario == BASELINE:
            worked.append(Worked(path, scenario, baseline))
        elif all(Path(folder).is_dir() for folder in scenario.data.folders):
            plan = plan_of(scenario)
            worked.append(Worked(path, scenario, plan, compare([baseline, plan])))
        else:
            worked.append(Worked(path, scenario))
    return worked


def sharing_stages() -> Callable[[Scenario], Plan]:
    """Makes plans whose stages are made once for all that share what they depend on."""
    stages_of = cache(lambda folders: Stages(load_dataset(folders)))

    def plan_of(scenario: Scenario) -> Plan:
        stages = stages_of(scenario.data.folders)
        return make_plan(stages.dataset, scenario, stages=stages)

    return plan_of
