"""What the columns of a layer of roads say: speeds, classes and directions."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from hubplanner.errors import DataError
from hubplanner.language import Text

if TYPE_CHECKING:
    import geopandas as gpd

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

NAMED_AT_MOST = 3
"""Values that a finding names."""

SPEED = (
    *("speed", "maxspeed", "maxspd", "speedlimit", "spd"),
    *("속도", "제한속도", "최고제한속도", "최고속도", "속도제한"),
)
"""Heads of speeds, without their units, blanks and signs."""

KMH_IN = {
    **dict.fromkeys(("", "kmh", "kmph", "kph", "km", "kmhr", "이하"), 1.0),
    **dict.fromkeys(("mph", "mih", "mi", "mile", "miles"), 1.609344),
    **dict.fromkeys(("knots", "knot", "kn", "kt", "kts"), 1.852),
    **dict.fromkeys(("ms", "mps"), 3.6),
}
"""km/h in units of speed, by their letters."""

SLOW_KMH = 40.0
"""Below the limit of streets in towns; a network with nothing faster is in another unit."""

_FIGURE = r"(-?\d+(?:\.\d*|,\d(?!\d))?)\s*([^\W\d_]+(?:/[^\W\d_]+)?|/\d)?"
"""A figure and the unit behind it, or what makes a fraction of it."""

CLASS = ("highway", "class", "fclass", "roadrank", "도로등급")
ONE_WAY = ("oneway", "onewayyn", "isoneway", "일방통행", "일방통행여부")
NODES = ("fnode", "tnode")
LIKE_ONE = re.compile(r"speed|spd|속도|kph|kmh|mph|one_?way|일방|direction|방향", re.IGNORECASE)
"""What stands in the head of a column that may tell a speed or a direction."""

ALONG = (
    *("yes", "1", "1.0", "true", "y", "f", "ft", "forward", "on"),
    *("예", "일방", "일방통행", "순방향", "정방향"),
)
AGAINST = ("-1", "-1.0", "reverse", "backward", "t", "tf", "역방향")
BOTH_WAYS = (
    *("no", "0", "0.0", "false", "n", "b", "off", "", "nan", "none", "<na>"),
    *("아니오", "양방향", "양방", "reversible", "alternating"),
)

CLASS_KMH = {
    # OpenStreetMap's highway tag: planning assumptions, below the usual limits.
    **{"motorway": 95, "trunk": 75, "primary": 55, "secondary": 45, "tertiary": 40},
    **{"unclassified": 35, "residential": 25, "living_street": 15, "service": 15, "road": 35},
    **{f"{name}_link": 45 for name in ("motorway", "trunk", "primary", "secondary", "tertiary")},
    # ROAD_RANK of the Korean standard node and link layer (표준노드링크).
    **{"101": 95, "102": 65, "103": 60, "104": 35, "105": 45, "106": 45, "107": 35},
}


@dataclass(frozen=True)
class RoadColumns:
    """The columns of a layer that are read, by their heads.

    Attributes
    ----------
    speeds
        Of speeds, those that count first in front, with km/h in their unit.
    rank
        Of classes.
    one_way
        Of directions.
    directed
        Whether every line is one direction of a road, as the links of 표준노드링크.
    unread
        What looks like speeds or directions and is not read.
    """

    speeds: dict[str, float]
    rank: str | None
    one_way: str | None
    directed: bool
    unread: tuple[str, ...]

    @classmethod
    def of(cls, layer: gpd.GeoDataFrame) -> RoadColumns:
        """Those of a layer."""
        heads = {_letters(str(name)): str(name) for name in reversed(layer.columns)}
        speeds = {
            heads[name + unit]: kmh
            for unit, kmh in KMH_IN.items()
            for name in SPEED
            if name + unit in heads
        }
        directed = all(name in heads for name in NODES)
        one_way = None if directed else next((heads[one] for one in ONE_WAY if one in heads), None)
        read = {*speeds, one_way}
        unread = (str(one) for one in layer.columns if LIKE_ONE.search(str(one)))
        return cls(
            speeds,
            next((heads[name] for name in CLASS if name in heads), None),
            one_way,
            directed,
            tuple(one for one in unread if one not in read),
        )

    def told(self) -> list[Text]:
        """What is not read though it may matter."""
        if not self.unread:
            return []
        return [
            Text(
                "columns of the roads that are not read: {columns}", columns=", ".join(self.unread)
            )
        ]


def _letters(head: str) -> str:
    """A head or unit without blanks and signs: ``Max Speed (km/h)`` is ``maxspeedkmh``."""
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", head).casefold())


def speeds(path: Path, layer: gpd.GeoDataFrame, columns: RoadColumns) -> tuple[Floats, list[Text]]:
    """km/h by row: from the columns of speeds, where these are empty from the class; and what was
    made of lists and assumed.

    Raises
    ------
    DataError
        When there is no such column, or no speed or class in a row, or none that can be.
    """
    rank = columns.rank
    if not columns.speeds and rank is None:
        raise DataError(
            "{path}: no column of speeds ({speed} …) or classes ({class_} …); add one",
            path=path,
            speed="speed, maxspeed, 속도, 제한속도",
            class_="highway, fclass, ROAD_RANK, 도로등급",
        )
    kmh = pd.Series(np.nan, index=layer.index)
    several = 0
    if rank is not None:
        names = _each(layer[rank].astype(str).str.casefold(), r"(\w+)")[0]
        classes = names.map(CLASS_KMH).astype(float)
        kmh = classes.groupby(level=0).max().reindex(layer.index)
        several += int((classes.groupby(level=0).nunique() > 1).sum())
    told_by_class = np.ones(len(layer), dtype=bool)
    for speed, unit in reversed(columns.speeds.items()):
        each = _stated(path, layer[speed], unit)
        stated = each.groupby(level=0).min().reindex(layer.index)
        several += int((each.groupby(level=0).nunique() > 1).sum())
        wrong = stated.notna() & ~stated.between(0, 130)
        if wrong.any():
            raise _no_speed(path, layer[speed], int(wrong.to_numpy().argmax()))
        kmh = stated.where(stated > 0, kmh)
        told_by_class &= ~(stated > 0).to_numpy()
    if kmh.isna().any():
        row = int(kmh.isna().to_numpy().argmax())
        told = ", ".join(
            f"{name} '{layer[name].iloc[row]}'"
            for name in (*columns.speeds, rank)
            if name is not None
        )
        raise DataError(
            "{path}: {count:,} roads without a speed or a known class, the first in row"
            " {row} ({told}); fill them in or leave them out",
            path=path,
            count=kmh.isna().sum(),
            row=row + 1,
            told=told,
        )
    findings = []
    if (fastest := float(kmh.max())) < SLOW_KMH:
        findings.append(
            Text(
                "the fastest road has {fastest:g} km/h: check whether speeds are in m/s",
                fastest=fastest,
            )
        )
    if several:
        findings.append(
            Text(
                "{several:,} roads state several speeds or classes: the least or the best one is"
                " taken",
                several=several,
            )
        )
    if told_by_class.any():
        findings.append(
            Text(
                "of {count:,} of {all:,} roads the speed is assumed by the class ({column})",
                count=told_by_class.sum(),
                all=len(layer),
                column=rank,
            )
        )
    return np.asarray(kmh, np.float64), findings


def _stated(path: Path, column: pd.Series[Any], unit: float) -> pd.Series[float]:
    """Every speed of each cell in km/h, indexed by row; the cell's own unit goes before the
    column's."""
    plain = column.astype(str).fillna("").map(partial(unicodedata.normalize, "NFKC"))
    parts = _each(plain.str.casefold(), _FIGURE)
    own = parts[1].fillna("").map(lambda one: KMH_IN.get(_letters(one), np.nan) if one else unit)
    if own.isna().any():
        raise _no_speed(path, column, int(own.index[own.isna()][0]))
    figures: pd.Series[float] = pd.to_numeric(parts[0].str.replace(",", "."))
    return figures * own.astype(float)


def _no_speed(path: Path, column: pd.Series[Any], row: int) -> DataError:
    return DataError(
        "{path}: row {row}, column '{speed}': '{iloc}' is no speed in km/h (over 0, at most 130)",
        path=path,
        row=row + 1,
        speed=column.name,
        iloc=column.iloc[row],
    )


def _each(texts: pd.Series[str], pattern: str) -> pd.DataFrame:
    """Every match of a pattern in each text, a row a match, indexed by the text's row."""
    return texts.str.extractall(pattern).droplevel(1)


def directions(
    path: Path, layer: gpd.GeoDataFrame, columns: RoadColumns
) -> tuple[Flags, Flags, list[Text]]:
    """Whether each row may be driven along its line, and against it; what could not be read.

    Raises
    ------
    DataError
        When T and F may be true and false as well as against and along, as Geofabrik writes them.
    """
    every = np.ones(len(layer), dtype=bool)
    column = columns.one_way
    if columns.directed:
        return every, ~every, []
    if column is None:
        return every, every, []
    value = layer[column].astype(str).fillna("").str.strip().str.casefold().str.replace("−", "-")
    stated = {*value} - {"", "nan", "none"}
    if stated and stated <= {"t", "f"}:
        raise DataError(
            "{path}: column '{column}' holds T and F alone, which may be true and false or against"
            " and along the line; write yes, no or -1",
            path=path,
            column=column,
        )
    reverse, forward = (value.isin(words).to_numpy() for words in (AGAINST, ALONG))
    unknown = ~(reverse | forward | value.isin(BOTH_WAYS).to_numpy())
    return ~reverse, ~forward, _told_unread(column, layer[column][unknown])


def _told_unread(column: str, values: pd.Series[Any]) -> list[Text]:
    if values.empty:
        return []
    return [
        Text(
            "{count:,} roads are taken for two-way, as column {column} holds {names}",
            count=len(values),
            column=column,
            names=", ".join(f"'{one}'" for one in values.drop_duplicates()[:NAMED_AT_MOST]),
        )
    ]
