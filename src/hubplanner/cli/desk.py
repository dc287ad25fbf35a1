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
    host: Annotated[
        str,
        typer.Option(
            help="IP address of this machine to open to a team: see the page on the desk."
        ),
    ] = "",
    address: Annotated[
        str, typer.Option(help="With --host: https:// address of the proxy, which does TLS.")
    ] = "",
    proxy: Annotated[
        list[str] | None,
        typer.Option(help="With --host: IP address of the proxy; may be given several times."),
    ] = None,
    passwords: Annotated[
        Path | None, typer.Option(help="With --host: file of people and their passwords.")
    ] = None,
    user_header: Annotated[
        str, typer.Option(help="With --host: header in which the proxy names who asks.")
    ] = "",
) -> None:
    """Plan in the browser: scenarios, plans and own data of one folder, on this machine only."""
    with refusals():
        from hubplanner.errors import DataError, ExtraError

        try:
            from hubplanner.desk.access import a_team
            from hubplanner.desk.passwords import PasswordFile
            from hubplanner.desk.server import LOOPBACK, serve
            from hubplanner.desk.sessions import SignIn
        except ImportError as error:
            raise ExtraError(
                "the desk needs {name}; install it with: pip install 'hubplanner[desk]'",
                name=error.name,
            ) from error

        team = None
        if host:
            sign_in = None if passwords is None else SignIn(PasswordFile(passwords))
            team = a_team(address, proxy or [], sign_in, user_header)
        elif address or proxy or passwords or user_header:
            raise DataError("a desk for a team needs --host, the address that the proxy reaches")

        def told(opened_at: str) -> None:
            say("desk     {address}", address=opened_at)
            if team is None:
                say("It is open until Ctrl-C, or Stop on its page. The address works once.")
            else:
                say("It is open until Ctrl-C, to the proxy only, whose TLS guards it.")

        serve(
            folder,
            spoken(),
            port=port,
            browser=browser,
            host=host or LOOPBACK,
            team=team,
            on_open=told,
        )
