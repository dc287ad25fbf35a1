"""``hubplanner sweep``: many scenarios at once, and what they say together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from hubplanner.cli.console import refusals, stages_on
from hubplanner.cli.language import say, t
from hubplanner.cli.usage import Command, starting_with
from hubplanner.language import Text

app = typer.Typer(
    cls=starting_with("run", ".toml"),
    help="Solve many scenarios (hubplanner sweep FILE.toml), and say what they have in common.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
_command = app.command(cls=Command)


@_command
def run(
    file: Annotated[Path, typer.Argument(help="Sweep file (TOML): docs/en/explanation/sweeps.md.")],
    out: Annotated[Path, typer.Option(help="Folder for the results.")] = Path("maps"),
    workers: Annotated[
        int | None, typer.Option(min=1, max=256, help="Processes; one a processor if left out.")
    ] = None,
    scheduler: Annotated[
        str, typer.Option(help="Address of a Dask scheduler (tcp://HOST:PORT) whose workers do it.")
    ] = "",
) -> None:
    """Solve every scenario of a sweep that is not solved yet: a run that was cut off goes on."""
    with refusals():
        from hubplanner.sweeping import Sweep, run_sweep

        sweep = Sweep.from_toml(file)
        folder = out / file.stem
        with _bar() as on_progress:
            run_sweep(sweep, folder, workers=workers, scheduler=scheduler, on_progress=on_progress)
    say("results {path}", path=folder)
    _report(folder)


@_command
def report(
    folder: Annotated[Path, typer.Argument(help="Folder that hubplanner sweep has written.")],
) -> None:
    """Say what the results have in common: core and swing hubs, regret, what matters most."""
    _report(folder)


def _report(folder: Path) -> None:
    with refusals():
        from hubplanner.sweeping.findings import find
        from hubplanner.sweeping.page import write_page
        from hubplanner.sweeping.results import load_results

        results = load_results(folder)
        stages = stages_on(results.base.data.folders)
        found = find(results, stages)
        found.save(folder)
        page = write_page(results, found, stages)
    for sentence in found.sentences:
        say("{sentence}", sentence=sentence)
    say("tables  {path}", path=folder / "report")
    say("map     {path}", path=page)


@contextmanager
def _bar() -> Iterator[Callable[[int, int, float], None]]:
    """How much is done and how long it takes still, on a terminal; nothing in a pipe."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    console = Console(stderr=True)
    left = TextColumn("{task.fields[left]}")
    columns = (BarColumn(), MofNCompleteColumn(), left)
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task("", left="")

        def told(done: int, count: int, seconds: float) -> None:
            minutes, rest = divmod(round(seconds), 60)
            words = Text("about {minutes} min {seconds} s left", minutes=minutes, seconds=rest)
            bar.update(task, completed=done, total=count, left=t(words))

        yield told
