"""What takes longer than a page: each in a process of its own, a few at a time, the others queue.

A process loads the heavy libraries and says which stage it is in; cancelling is ending it.
"""

from __future__ import annotations

import multiprocessing
import os
import secrets
import signal
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Literal, Self

from hubplanner.errors import HubplannerError
from hubplanner.language import Text
from hubplanner.output import put_back

Task = Callable[..., dict[str, Any]]
"""A function of :mod:`hubplanner.desk.tasks`: takes `on_stage` and what it is about by name."""
State = Literal["waiting", "running", "done", "refused", "cancelled"]
KEPT = 200
"""Jobs that are remembered."""
MAX_SECONDS = 3600
"""Of one job; then it is ended."""
AT_ONCE = max(1, min(4, (os.cpu_count() or 2) // 2))


@dataclass(eq=False)
class Job:
    """One computation: what it is, how far it is, what came of it."""

    what: Text
    task: Task
    about: dict[str, Any]
    writes: Path
    leads_to: str
    id: str = field(default_factory=lambda: secrets.token_urlsafe(12))
    state: State = "waiting"
    stage: str = ""
    refusal: Text | None = None
    result: dict[str, Any] = field(default_factory=dict)
    process: BaseProcess | None = None

    @property
    def over(self) -> bool:
        """Whether nothing more comes of it."""
        return self.state in ("done", "refused", "cancelled")


class Jobs:
    """The queue; leaving it ends what still runs."""

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self._pool = ThreadPoolExecutor(at_once, thread_name_prefix="job")
        self._jobs: dict[str, Job] = {}
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for job in list(self._jobs.values()):
            self.cancel(job)
        self._pool.shutdown(cancel_futures=True)

    def start(self, what: Text, task: Task, writes: Path, leads_to: str, **about: Any) -> Job:
        """Queue a task.

        Parameters
        ----------
        what
            What it is called.
        task, about
            The function and its arguments, all of which can be sent to another process.
        writes
            The folder that it writes into by :func:`hubplanner.output.write_beside`.
        leads_to
            The address of its result; ``{page}`` in it is the page that it wrote.
        """
        job = Job(what, task, about, writes, leads_to)
        with self._lock:
            self._jobs[job.id] = job
            for old in [one for one in self._jobs.values() if one.over][:-KEPT]:
                del self._jobs[old.id]
        self._pool.submit(self._run, job)
        return job

    def get(self, id: str) -> Job | None:
        """The job of that id, if it is remembered."""
        return self._jobs.get(id)

    def unfinished(self) -> list[Job]:
        """Jobs that wait or run, the oldest first."""
        return [job for job in list(self._jobs.values()) if not job.over]

    def cancel(self, job: Job) -> None:
        """End a job, if it is not over; what it has replaced halfway is put back."""
        with self._lock:
            if job.over:
                return
            job.state = "cancelled"
            process = job.process
        if process is not None:
            process.kill()
            process.join()
            put_back(job.writes)

    def _run(self, job: Job) -> None:
        spawn = multiprocessing.get_context("spawn")
        ours, theirs = spawn.Pipe(duplex=False)
        with self._lock:
            if job.over:
                return
            process = spawn.Process(target=_work, args=(theirs, job.task, job.about), daemon=True)
            try:
                process.start()
            except OSError as error:  # no room for one more
                job.state, job.refusal = "refused", Text("{reason}", reason=error.strerror)
                return
            job.process, job.state = process, "running"
        theirs.close()
        with ours:
            self._follow(job, ours)
        process.join()

    def _follow(self, job: Job, told: Connection) -> None:
        """Take what the process says until it ends."""
        watch = threading.Timer(MAX_SECONDS, self.cancel, [job])
        watch.daemon = True
        watch.start()
        kind: str = "refused"
        said: Any = Text("the computation ended without an answer")
        try:
            while True:
                kind, said = told.recv()
                if kind != "stage":
                    break
                job.stage = said
        except EOFError:  # ended from outside, or for lack of memory
            kind, said = "refused", Text("the computation ended without an answer")
        finally:
            watch.cancel()
        with self._lock:
            if job.over:
                return
            job.state = "done" if kind == "done" else "refused"
            if kind == "done":
                job.result = said
            else:
                job.refusal = said


def _work(told: Connection, task: Task, about: dict[str, Any]) -> None:
    """In the process: do it, and say what came of it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all; the desk ends this one
    try:
        result = task(on_stage=lambda stage: told.send(("stage", stage)), **about)
    except HubplannerError as error:
        told.send(("refused", error.text))
    except MemoryError:
        told.send(("refused", Text("not enough memory; ask for less, or close other programs")))
    except OSError as error:
        reason = error.strerror or str(error)
        told.send(("refused", Text("{path}: {reason}", path=error.filename or "", reason=reason)))
    else:
        told.send(("done", result))
