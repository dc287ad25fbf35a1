"""The desk's server: loopback, a free port, one browser, until it is told to stop."""

from __future__ import annotations

import socket
import threading
import webbrowser
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import uvicorn

from hubplanner.desk.app import make_app
from hubplanner.desk.door import Door
from hubplanner.desk.jobs import Jobs
from hubplanner.desk.workspace import Workspace
from hubplanner.language import Language

LOOPBACK = "127.0.0.1"


def serve(
    folder: Path,
    language: Language,
    *,
    port: int = 0,
    browser: bool = True,
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
        On loopback; a free one for 0.
    browser
        Whether the system's browser is opened.
    on_open
        Told the address that a browser is let in by, once.

    Raises
    ------
    DataError
        When the folder cannot be written, or another desk has it open.
    OSError
        When the port is taken.
    """
    workspace = Workspace(folder)
    with workspace.held(), socket.create_server((LOOPBACK, port)) as listening, Jobs() as jobs:
        server: uvicorn.Server

        def stop() -> None:
            server.should_exit = True

        app = make_app(workspace, jobs, language, stop)
        door = Door(app, listening.getsockname()[1])
        settings = uvicorn.Config(
            door, log_level="error", ws="none", server_header=False, timeout_graceful_shutdown=1
        )
        server = uvicorn.Server(settings)
        on_open(door.opened_at)
        if browser:  # it may wait for what it starts
            threading.Thread(target=webbrowser.open, args=[door.opened_at], daemon=True).start()
        with suppress(KeyboardInterrupt):
            server.run(sockets=[listening])
