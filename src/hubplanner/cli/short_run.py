"""A command is a short run: what pays only later is left out.

Worth a tenth of a second and more of ``hubplanner plan`` (``benchmarks/short_run.py``); leaving
garbage uncollected was not.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress


def leave(code: int) -> None:
    """End the process without taking apart what goes with it anyway."""
    with suppress(BrokenPipeError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)
