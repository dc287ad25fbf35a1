"""What commands share: parameters, one clear line for a refusal, and the stage that runs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hubplanner.cli.language import say, say_error, t
from hubplanner.errors import HubplannerError
from hubplanner.language import Text
from hubplanner.stage_names import STAGES

if TYPE_CHECKING:
    from rich.table import Table

    from hubplanner.plan import Plan
    from hubplanner.stages import Stages

ScenarioFile = Annotated[
    Path | None,
    typer.Argument(help="Scenario file (TOML); the baseline where omitted."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print every figure as JSON.")]

PROOF = {
    "optimal": Text("proven optimal"),
    "feasible": Text("feasible, not proven"),
    "infeasible": Text("infeasible"),
    "unknown": Text("unknown"),
}
"""What a status of the solver says."""


@contextmanager
def refusals() -> Iterator[None]:
    """Whatever the user can mend is told in one line, with exit code 2; so is a lack of memory."""
    try:
        yield
    except HubplannerError as error:
        say_error(error.text)
        raise typer.Exit(2) from error
    except OSError as error:  # of a path that no door has looked at
        reason = error.strerror or str(error)
        say_error(Text("{path}: {reason}", path=error.filename or "", reason=reason))
        raise typer.Exit(2) from error
    except MemoryError as error:
        say_error(Text("not enough memory; ask for less, or close other programs"))
        raise typer.Exit(2) from error


def stages_on(folders: tuple[str, ...]) -> Stages:
    """The stages of plans on the data with these folders; a refusal comes before they load."""
    from hubplanner.dataset import load_dataset
    from hubplanner.stages import Stages

    return Stages(load_dataset(folders))


def planned(path: Path | None, on_stage: Callable[[str], None]) -> Plan:
    """The plan of a scenario file, for what needs the extra ``report``: told at once, not after."""
    from hubplanner.scenario import Scenario

    scenario = Scenario.from_toml(path) if path else Scenario()
    on_stage("data")
    from hubplanner.dataset import load_dataset
    from hubplanner.pipeline import make_plan
    from hubplanner.report import need_extra

    need_extra()
    return make_plan(load_dataset(scenario.data.folders), scenario, on_stage=on_stage)


def say_files(page: Path) -> None:
    """Where the page and the folder of tables beside it are."""
    say("map     {path}", path=page)
    say("tables  {path}", path=page.with_suffix(""))


def new_table(*left: str, right: Sequence[str] = (), title: str = "") -> Table:
    """A table whose cells fold on a narrow terminal, with texts on the left and figures right."""
    from rich.markup import escape
    from rich.table import Table

    table = Table(title=escape(title) or None)
    for heading in left:
        table.add_column(escape(heading), overflow="fold")
    for heading in right:
        table.add_column(escape(heading), justify="right", overflow="fold")
    return table


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """Tells what comes next, a stage by its name: a spinner on a terminal, nothing in a pipe."""
    if not sys.stderr.isatty():
        yield lambda stage: None
        return
    from rich.console import Console
    from rich.markup import escape

    with Console(stderr=True).status("") as status:
        yield lambda stage: status.update(escape(t(STAGES.get(stage, Text(stage)))))
