"""The desk's server: on loopback for one browser, else for a team; until it is told to stop."""

from __future__ import annotations

import signal
import socket
import sys
import threading
import webbrowser
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import uvicorn

from hubplanner.desk.access import OneBrowser, Team
from hubplanner.desk.app import make_app
from hubplanner.desk.jobs import Jobs
from hubplanner.desk.middleware import RequestChecks
from hubplanner.desk.workspace import Workspace
from hubplanner.errors import DataError
from hubplanner.language import Language

LOOPBACK = "127.0.0.1"
MOST_CONNECTIONS = 500
"""More are answered with 503."""


def serve(
    folder: Path,
    language: Language,
    *,
    port: int = 0,
    browser: bool = True,
    host: str = LOOPBACK,
    team: Team | None = None,
    on_open: Callable[[str], None] = lambda address: None,
) -> None:
    """Serve a workspace until Ctrl-C or the page's own button ends it.

    Parameters
    ----------
    folder
        The workspace; made where there is none.
    language
        Of pages until a reader chooses the other.
    port
        A free one for 0.
    browser
        Whether the system's browser is opened; never for a team.
    host, team
        The address of this machine that a reverse proxy reaches, and how people come in by it.
    on_open
        Told the address that a browser is let in by, once; that of the proxy for a team.

    Raises
    ------
    DataError
        When the folder cannot be written, another desk has it open, or others could reach the desk
        without being known.
    OSError
        When the port is taken.
    """
    if host != LOOPBACK and team is None:
        raise DataError("{host}: only a team's desk is open to other machines", host=host)
    workspace = Workspace(folder)
    with (
        workspace.held(),
        _listening(host, port) as listening,
        Jobs(log=workspace.log.write) as jobs,
    ):
        server: uvicorn.Server

        def stop() -> None:
            server.should_exit = True

        alone = OneBrowser(listening.getsockname()[1])
        checked = RequestChecks(make_app(workspace, jobs, language, stop, team), team or alone)
        settings = uvicorn.Config(
            checked,
            log_level="error",
            ws="none",
            server_header=False,
            proxy_headers=False,  # who may tell of a proxy is for access.py to say
            limit_concurrency=MOST_CONNECTIONS,
            timeout_graceful_shutdown=1,
        )
        server = uvicorn.Server(settings)
        opened_at = team.address if team else alone.opened_at
        on_open(opened_at)
        if browser and not team:  # it may wait for what it starts
            threading.Thread(target=webbrowser.open, args=[opened_at], daemon=True).start()
        # uvicorn raises again what ended it; as an interrupt, so that what runs is ended, too.
        before = signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            with suppress(KeyboardInterrupt):
                server.run(sockets=[listening])
        finally:
            signal.signal(signal.SIGTERM, before)


def _listening(host: str, port: int) -> socket.socket:
    """A listening socket. That it is TCP is said, as asyncio turns off Nagle's algorithm only
    then; else each answer waits 40 ms for an acknowledgement."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if sys.platform != "win32":  # there it would let two programs share the port
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen()
    except OSError:
        listening.close()
        raise
    return listening
