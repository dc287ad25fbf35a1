"""What takes longer than a page: each in a process of its own, a few at a time, the others queue.

A process loads the heavy libraries and says which stage it is in; cancelling is ending it, and it
ends with the desk. What takes hours has a queue of its own, so that plans need not wait for it.
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

from hubplanner.desk.change_log import acting
from hubplanner.errors import DataError, HubplannerError
from hubplanner.language import Text
from hubplanner.output import put_back

Task = Callable[..., dict[str, Any]]
"""A function of :mod:`hubplanner.desk.tasks`: takes `on_stage` and what it is about by name."""
State = Literal["waiting", "running", "done", "refused", "cancelled"]
KEPT = 200
"""Jobs that are remembered."""
MAX_SECONDS = 3600
"""Of one job; then it is ended."""
MAX_SECONDS_LONG = 24 * 3600
"""The same of one that is told to take long."""
MOST_WAITING = 30
"""Jobs that are not over; more are refused."""
AT_ONCE = max(1, min(4, (os.cpu_count() or 2) // 2))
Progress = tuple[int, int, float]
"""How many are done, of how many, and about how many seconds are left."""


@dataclass(eq=False)
class Job:
    """One computation: what it is, how far it is, what came of it."""

    what: Text
    task: Task
    about: dict[str, Any]
    writes: Path
    leads_to: str
    long: bool = False
    who: str = field(default_factory=acting.get)
    id: str = field(default_factory=lambda: secrets.token_urlsafe(12))
    state: State = "waiting"
    stage: str = ""
    progress: Progress | None = None
    refusal: Text | None = None
    result: dict[str, Any] = field(default_factory=dict)
    process: BaseProcess | None = None

    @property
    def over(self) -> bool:
        """Whether nothing more comes of it."""
        return self.state in ("done", "refused", "cancelled")


class Jobs:
    """The queues; leaving them ends what still runs.

    Parameters
    ----------
    at_once
        Jobs that run together; of those that take long there is one at a time besides.
    log
        Told of every job that is started or cancelled, and who did it.
    """

    def __init__(
        self, at_once: int = AT_ONCE, log: Callable[[Text], None] = lambda what: None
    ) -> None:
        self._pool = ThreadPoolExecutor(at_once, thread_name_prefix="job")
        self._long_pool = ThreadPoolExecutor(1, thread_name_prefix="long-job")
        self._log = log
        self._jobs: dict[str, Job] = {}
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for job in self.remembered():
            self._end(job)
        for pool in (self._pool, self._long_pool):
            pool.shutdown(cancel_futures=True)

    def start(
        self,
        what: Text,
        task: Task,
        writes: Path,
        leads_to: str,
        *,
        long: bool = False,
        **about: Any,
    ) -> Job:
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
        long
            Whether it takes hours, and can go on where it was ended.

        Raises
        ------
        DataError
            When too many wait already.
        """
        job = Job(what, task, about, writes, leads_to, long)
        with self._lock:
            if sum(not one.over for one in self._jobs.values()) >= MOST_WAITING:
                raise DataError("too many computations wait; try again when some are done")
            self._log(Text("started: {what}", what=what))
            self._jobs[job.id] = job
            for old in [one for one in self._jobs.values() if one.over][:-KEPT]:
                del self._jobs[old.id]
        (self._long_pool if long else self._pool).submit(self._run, job)
        return job

    def get(self, id: str) -> Job | None:
        """The job of that id, if it is remembered."""
        return self._jobs.get(id)

    def remembered(self) -> list[Job]:
        """All jobs that are remembered, the oldest first."""
        return list(self._jobs.values())

    def unfinished(self) -> list[Job]:
        """Jobs that wait or run, the oldest first."""
        return [job for job in self.remembered() if not job.over]

    def cancel(self, job: Job) -> None:
        """End a job, if it is not over; what it has replaced halfway is put back."""
        if not job.over:
            self._log(Text("ended: {what}", what=job.what))
        self._end(job)

    def _end(self, job: Job) -> None:
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
            # No daemon of multiprocessing's: these may not have processes of their own.
            process = spawn.Process(target=_work, args=(theirs, job.task, job.about))
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
        limit = MAX_SECONDS_LONG if job.long else MAX_SECONDS
        watch = threading.Timer(limit, self._end, [job])
        watch.daemon = True
        watch.start()
        kind: str = "refused"
        said: Any = Text("the computation ended without an answer")
        try:
            while True:
                kind, said = told.recv()
                if kind != "stage":
                    break
                job.stage, job.progress = said
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
    threading.Thread(target=_end_with_the_desk, daemon=True).start()

    def on_stage(stage: str, progress: Progress | None = None) -> None:
        told.send(("stage", (stage, progress)))

    try:
        result = task(on_stage=on_stage, **about)
    except HubplannerError as error:
        told.send(("refused", error.text))
    except MemoryError:
        told.send(("refused", Text("not enough memory; ask for less, or close other programs")))
    except OSError as error:
        reason = error.strerror or str(error)
        told.send(("refused", Text("{path}: {reason}", path=error.filename or "", reason=reason)))
    else:
        told.send(("done", result))


def _end_with_the_desk() -> None:
    """However the desk ends: nothing goes on that nobody can follow or cancel."""
    desk = multiprocessing.parent_process()
    if desk is not None:
        desk.join()
        os._exit(1)
