"""What can be made of a plan beside itself: chapters, by name."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Self

from hubplanner.errors import DataError, ScenarioError
from hubplanner.language import Text

if TYPE_CHECKING:
    import pandas as pd

    from hubplanner.evaluation.evaluate import Evaluation
    from hubplanner.evaluation.indicators import Indicators
    from hubplanner.plan import Plan
    from hubplanner.report.chapter import Chapter


class ChapterName(StrEnum):
    """What the brief may have beside its two pages; `about` is what each is about."""

    about: Text

    PORTFOLIO = "portfolio", Text("the programme")
    FUNDING = "funding", Text("money")
    ROADMAP = "roadmap", Text("time")
    IMPACT = "impact", Text("effects on the economy")

    def __new__(cls, name: str, about: Text) -> Self:
        """A name that knows what it is about."""
        member = str.__new__(cls, name)
        member._value_ = name
        member.about = about
        return member


CHAPTERS = tuple(ChapterName)


def make_chapter(plan: Plan, name: str) -> Chapter:
    """One of :data:`CHAPTERS`, as :func:`hubplanner.report.chapter.write_chapter` takes it.

    Each is loaded when asked for: none is part of a plan.
    """
    match name:
        case "portfolio":
            from hubplanner.programme.portfolio_chapter import portfolio_chapter

            return portfolio_chapter(plan)
        case "funding":
            from hubplanner.programme.funding_chapter import funding_chapter, funding_of

            return funding_chapter(funding_of(plan))
        case "roadmap":
            from hubplanner.programme.roadmap_chapter import roadmap_chapter, roadmap_of

            return roadmap_chapter(roadmap_of(plan))
        case "impact":
            from hubplanner.dataset import load_dataset
            from hubplanner.effects.impact_chapter import ImpactChoice, impact_chapter
            from hubplanner.effects.national_table import bundled_table
            from hubplanner.stages import Stages

            stages = Stages(load_dataset(plan.scenario.data.folders))
            return impact_chapter(plan, stages, bundled_table(), ImpactChoice())
        case _:
            raise ValueError(name)


def make_targets(plan: Plan, indicators: Indicators | None = None) -> pd.DataFrame:
    """Targets of a plan's hubs, each with the year in which its roadmap has it begin to run.

    As :func:`hubplanner.evaluation.targets.derive_targets` gives them; without these years where
    ``[roadmap]`` does not fit the hubs, which ``hubplanner roadmap`` refuses and a plan does not.
    """
    from hubplanner.evaluation.targets import derive_targets
    from hubplanner.programme.new_hubs import operation_begins

    try:
        begins = operation_begins(plan)
    except (ScenarioError, DataError):
        begins = {}
    return derive_targets(plan, indicators, begins)


def make_evaluation(plan: Plan, reports: Sequence[Path], saved: Path | None = None) -> Chapter:
    """The chapter on reports of a plan's hubs, by the bundled indicators.

    Parameters
    ----------
    reports
        Filled workbooks or CSV files.
    saved
        Folder of the saved plan whose targets count; those derived from `plan` where omitted.

    Raises
    ------
    DataError
        When the reports cannot be evaluated, all problems in one line.
    """
    from hubplanner.evaluation.chapter import evaluation_chapter

    return evaluation_chapter(_evaluated(plan, reports, saved))


def make_portfolio(plan: Plan, reports: Sequence[Path], saved: Path | None = None) -> Chapter:
    """The chapter ``portfolio`` with what reports of the plan's hubs come to beside each hub.

    Parameters and errors are those of :func:`make_evaluation`.
    """
    from hubplanner.evaluation.evaluate import results_by_hub
    from hubplanner.programme.portfolio_chapter import portfolio_chapter

    return portfolio_chapter(plan, results_by_hub(_evaluated(plan, reports, saved)))


def _evaluated(plan: Plan, reports: Sequence[Path], saved: Path | None) -> Evaluation:
    from hubplanner.evaluation.evaluate import evaluate
    from hubplanner.evaluation.indicators import load_indicators
    from hubplanner.evaluation.reports import read_reports
    from hubplanner.evaluation.targets import hub_names, read_targets

    indicators = load_indicators()
    targets = make_targets(plan, indicators) if saved is None else read_targets(saved, indicators)
    read = read_reports(reports, indicators, hub_names(targets))
    return evaluate(read, indicators, targets)
