"""A command is a short run over small tables: what pays only later is left out.

Each is worth a tenth of a second and more of ``hubplanner plan`` (``benchmarks/short_run.py``).
"""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress


def without_collection() -> None:
    """Collect no garbage: one plan makes none worth stopping for."""
    gc.disable()


def leave(code: int) -> None:
    """End the process without taking apart what goes with it anyway."""
    with suppress(BrokenPipeError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)
