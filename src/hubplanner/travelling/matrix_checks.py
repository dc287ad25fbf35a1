"""Whether a matrix holds minutes: refusals, and what a planner should know of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from hubplanner.errors import DataError
from hubplanner.language import Text
from hubplanner.travelling.great_circle import GreatCircle

Floats = npt.NDArray[np.float64]

NAMED = 5  # pairs named in a message
ASYMMETRIC = 0.25  # relative difference of there and back that is told
FASTEST, SLOWEST = 150.0, 3.0  # km/h as the crow flies, beyond which no car and no ferry is
NEAR_KM = 5.0  # nearer places say nothing of speed: a region's point is one of many
AS_KM, AS_MINUTES = 0.05, 0.1  # so near to the network's km, not its minutes: km for minutes
SECONDS, HOURS = (20.0, np.inf), (0.0, 1 / 20.0)  # given over the network's minutes


def refuse_no_times(path: Path, minutes: pd.DataFrame, regions: pd.DataFrame) -> None:
    values = minutes.to_numpy()
    off = ~np.eye(len(values), dtype=bool)
    if not (~np.isnan(values) & off).any():
        raise DataError("{path}: states no time between two regions", path=path)
    for wrong, what in (
        (np.isinf(values), Text("infinite; leave the cell empty where there is no way")),
        (values < 0, Text("negative")),
        ((values == 0) & off, Text("0 between two regions")),
    ):
        if wrong.any():
            where = _some(minutes, wrong, regions)
            raise DataError(
                "{path}: {where}: minutes are {what}", path=path, where=where, what=what
            )


def refuse_other_units(
    path: Path, minutes: pd.DataFrame, regions: pd.DataFrame, known: Floats
) -> None:
    """Seconds or hours taken for minutes stand out against the network's own, the `known`."""
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(known > 0, minutes.to_numpy() / known, np.nan)
    for (low, high), unit, mend in (
        (SECONDS, Text("seconds"), Text("divide by 60")),
        (HOURS, Text("hours"), Text("multiply by 60")),
    ):
        with np.errstate(invalid="ignore"):
            off = (ratio >= low) & (ratio <= high)
        stated = np.isfinite(ratio).sum()
        if off.sum() > stated / 2:
            raise DataError(
                "{path}: looks like {unit}, not minutes ({pairs}); {mend}",
                path=path,
                unit=unit,
                pairs=_some(minutes, off, regions),
                mend=mend,
            )
        if off.any():
            raise DataError(
                "{path}: some look like {unit} among minutes: {pairs}; {mend} there",
                path=path,
                unit=unit,
                pairs=_some(minutes, off, regions),
                mend=mend,
            )


def findings(
    minutes: pd.DataFrame, regions: pd.DataFrame, known: Floats, known_km: Floats
) -> list[Text]:
    """What is missing or odd; what is missing first."""
    values = minutes.to_numpy()
    with np.errstate(invalid="ignore"):
        larger = np.maximum(values, values.T)
        apart = np.triu(np.abs(values - values.T) > ASYMMETRIC * larger)
    findings = [
        Text(
            template,
            count=where.sum(),
            pairs=_some(minutes, where, regions, back=where is apart),
            percent=100 * ASYMMETRIC,
            slowest=SLOWEST,
            fastest=FASTEST,
        )
        for where, template in (
            (np.isnan(values), "{count:,} pairs missing: {pairs}"),
            (apart, "{count:,} pairs differ by over {percent:.0f} % there and back: {pairs}"),
            (
                _longer_than_a_detour(values),
                "{count:,} pairs are quicker by way of a third region: {pairs}",
            ),
            (
                _impossible_speeds(values, regions),
                "{count:,} pairs are not within {slowest:g}–{fastest:g} km/h as the crow flies:"
                " {pairs}",
            ),
        )
        if where.any()
    ]
    if _like_km(values, known, known_km):
        findings.append(Text("these look like kilometres, not minutes"))
    return findings


def _impossible_speeds(values: Floats, regions: pd.DataFrame) -> npt.NDArray[np.bool_]:
    km = GreatCircle(1.0, 60.0).km(regions, regions).to_numpy()
    with np.errstate(divide="ignore", invalid="ignore"):
        kmh = km * 60 / values
    return np.asarray((km > NEAR_KM) & ((kmh > FASTEST) | (kmh < SLOWEST)))


def _like_km(values: Floats, minutes: Floats, km: Floats) -> bool:
    """Whether most figures are the network's kilometres, and most are not its minutes."""
    stated = np.isfinite(values) & (values > 0)

    def share(known: Floats, off: float) -> float:
        with np.errstate(invalid="ignore"):
            near = np.abs(values - known) <= off * values
        return float(near[stated].mean())

    return share(km, AS_KM) > 0.5 > share(minutes, AS_MINUTES)


def _longer_than_a_detour(values: Floats) -> npt.NDArray[np.bool_]:
    """Where the triangle inequality fails by more than a minute and a tenth of the time."""
    filled = np.where(np.isnan(values), np.inf, values)
    best = np.full_like(filled, np.inf)
    for middle in range(len(filled)):
        np.minimum(best, filled[:, middle, None] + filled[None, middle, :], out=best)
    with np.errstate(invalid="ignore"):
        return np.asarray(np.isfinite(values) & (values > best * 1.1 + 1))


def _some(
    minutes: pd.DataFrame,
    where: npt.NDArray[np.bool_],
    regions: pd.DataFrame,
    *,
    back: bool = False,
) -> Text:
    """The first of these pairs with their minutes (there, and back if wished), and how many more
    there are."""
    rows, columns = np.nonzero(where)
    told = []
    codes = minutes.index.tolist()
    for row, column in list(zip(rows.tolist(), columns.tolist(), strict=True))[:NAMED]:
        value = minutes.to_numpy()[row, column]
        figure = "" if np.isnan(value) else f" {value:g}"
        if back:
            figure += f"/{minutes.to_numpy()[column, row]:g}"
        told.append(pair_name(regions, codes[row], codes[column]) + figure)
    first, more = ", ".join(told), len(rows) - NAMED
    if more > 0:
        return Text("{first} and {more:,} more", first=first, more=more)
    return Text("{first}", first=first)


def pair_name(regions: pd.DataFrame, start: str, end: str) -> str:
    return f"{place_name(regions, start)}–{place_name(regions, end)}"


def place_name(regions: pd.DataFrame, code: str) -> str:
    place = regions.loc[[code]]
    return f"{place['sido_short'].iloc[0]!s} {place['name_ko'].iloc[0]!s}"
