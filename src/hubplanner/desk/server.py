"""The desk's server: loopback, a free port, one browser, until it is told to stop."""

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
    with workspace.held(), _listening(port) as listening, Jobs(log=workspace.log.write) as jobs:
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
        # uvicorn raises again what ended it; as an interrupt, so that what runs is ended, too.
        before = signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            with suppress(KeyboardInterrupt):
                server.run(sockets=[listening])
        finally:
            signal.signal(signal.SIGTERM, before)


def _listening(port: int) -> socket.socket:
    """A socket on loopback. That it is TCP is said, as asyncio turns off Nagle's algorithm only
    then; else each answer waits 40 ms for an acknowledgement."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if sys.platform != "win32":  # there it would let two programs share the port
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((LOOPBACK, port))
        listening.listen()
    except OSError:
        listening.close()
        raise
    return listening
