"""A command is a short run: what pays only later is left out.

Each is worth a tenth of a second and more of ``hubplanner plan`` (``benchmarks/short_run.py``).
"""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress

COLLECTED_EVERY = 100_000
"""New objects from one look for cycles to the next, instead of Python's 700: most of what a command
makes it keeps, its modules above all."""


def collect_seldom() -> None:
    """Look for garbage in cycles less often; what nothing refers to is freed at once as ever."""
    gc.set_threshold(COLLECTED_EVERY)


def leave(code: int) -> None:
    """End the process without taking apart what goes with it anyway."""
    with suppress(BrokenPipeError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)
