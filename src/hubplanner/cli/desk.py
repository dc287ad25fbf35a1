"""``hubplanner desk``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hubplanner.cli.console import refusals
from hubplanner.cli.language import say, spoken


def desk(
    folder: Annotated[
        Path, typer.Argument(help="Folder of scenarios, own data and results; made if missing.")
    ] = Path(),
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port on this machine; a free one if left out.")
    ] = 0,
    browser: Annotated[bool, typer.Option(help="Open the system's browser.")] = True,
) -> None:
    """Plan in the browser: scenarios, plans and own data of one folder, on this machine only."""
    with refusals():
        from hubplanner.errors import ExtraError

        try:
            from hubplanner.desk.server import serve
        except ImportError as error:
            raise ExtraError(
                "the desk needs {name}; install it with: pip install 'hubplanner[desk]'",
                name=error.name,
            ) from error

        def told(address: str) -> None:
            say("desk     {address}", address=address)
            say("It is open until Ctrl-C, or Stop on its page. The address works once.")

        serve(folder, spoken(), port=port, browser=browser, on_open=told)
