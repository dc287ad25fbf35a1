"""Minutes as siting takes them: to a tenth, which is finer than any error of theirs.

So a page that was handed tenths of minutes solves the same problem, to the last digit.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
import pandas as pd

from hubplanner.siting.constraints import Floats

DIGITS = 1
"""Decimal places of a minute that count."""


class TellsMinutes(Protocol):
    """What knows the way: :class:`hubplanner.travelling.Travel`, or what has asked it before."""

    def minutes(self, origins: pd.DataFrame, destinations: pd.DataFrame) -> pd.DataFrame:
        """Origin × destination."""


def minutes_between(
    travel: TellsMinutes, origins: pd.DataFrame, destinations: pd.DataFrame
) -> Floats:
    """Origin × destination, minutes to a tenth; infinite where there is no way."""
    told: Floats = np.round(travel.minutes(origins, destinations).to_numpy(float), DIGITS)
    return told
