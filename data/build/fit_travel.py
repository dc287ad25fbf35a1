"""Fit the road model to the fit half of the published times; the held-out half is not looked at.

    python data/build/fit_travel.py

Prints what stands as defaults in ``RoadModel`` and ``BUS_FACTOR``. Least is the mean absolute
log error, cars and express buses each counting for half. The detour is set beforehand so that
the published kilometres of the fit half are met (median ratio 1); the urban speeds are published
figures and the ramp is an assumption.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.optimize import minimize

from hubplanner.travelling.accuracy import BUS_FACTOR, FIT, estimates, road_times
from hubplanner.travelling.road_graph import RoadModel

FITTED = ("kmh_rural", "kmh_expressway", "bus_factor")


def fit_half() -> pd.DataFrame:
    times = road_times()
    return times[times["half"] == FIT]


def loss(figures: npt.ArrayLike, times: pd.DataFrame) -> float:
    """Mean absolute log error of the fitted figures, in the order of FITTED."""
    rural, expressway, bus = np.asarray(figures, float)
    model = RoadModel(kmh_rural=rural, kmh_expressway=expressway)
    error = np.log(estimates(times, model, bus)["minutes"] / times["minutes"]).abs()
    return float(error.groupby(times["mode"]).mean().mean())


def main() -> None:
    times = fit_half()
    start = np.array([RoadModel().kmh_rural, RoadModel().kmh_expressway, BUS_FACTOR])
    simplex = np.vstack([start, *(start * (1 + 0.1 * np.eye(3)))])
    best = minimize(
        loss,
        start,
        args=(times,),
        method="Nelder-Mead",
        options={"initial_simplex": simplex, "xatol": 0.05, "fatol": 1e-4},
    )
    for name, value in zip(FITTED, best.x, strict=True):
        print(f"{name:<16}{value:8.2f}")
    model = RoadModel(kmh_rural=best.x[0], kmh_expressway=best.x[1])
    known = times[times["km"].notna()]
    ratio = estimates(known, model)["km"] / known["km"]
    print(f"loss            {best.fun:8.4f} over {len(times)} times")
    print(f"km ratio        {ratio.median():8.3f} over {len(known)} lengths")


if __name__ == "__main__":
    main()
