"""What a hub's institute needs done, who near it does it, and the fewest partners for all of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import ceil
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from hubplanner.language import Joined, Pair, Text
from hubplanner.regions import read_reference
from hubplanner.siting.covering import set_cover


@dataclass(frozen=True)
class Function:
    """A function that a manufacturing innovation institute needs, and what tells who has it.

    Attributes
    ----------
    kinds, words
        An institution has the function if it is of one of these kinds, or one of its fields holds
        one of these words.
    needs_field
        Whether it supplies the function only to a technology that its fields feed.
    source
        Of the pairing, or ``project judgement``.
    """

    key: str
    name_ko: str
    name_en: str
    kinds: tuple[str, ...]
    words: tuple[str, ...]
    needs_field: bool
    source: str


@cache
def load_functions() -> tuple[Function, ...]:
    """The functions of ``data/references/functions.csv``, in its order.

    >>> [one.key for one in load_functions()]
    ['rnd', 'pilot', 'test', 'design', 'training', 'startup']
    """
    return tuple(
        Function(
            row["function"],
            row["name_ko"],
            row["name_en"],
            tuple(filter(None, row["kinds"].split(";"))),
            tuple(filter(None, row["words"].split(";"))),
            row["needs_field"] == "yes",
            row["source"],
        )
        for _, row in read_reference("functions").iterrows()
    )


def has_function(institutions: pd.DataFrame, functions: tuple[Function, ...]) -> pd.DataFrame:
    """Institution × function key: whether its kind or its fields tell of the function.

    Complexes have none: they are users.

    >>> places = pd.DataFrame({"kind": ["ccei", "complex"], "fields": ["신뢰성평가", "시험"]})
    >>> has_function(places, load_functions()).loc[0, ["test", "rnd", "startup"]].tolist()
    [True, False, True]
    """
    table = {}
    for one in functions:
        told = institutions["kind"].isin(one.kinds)
        for word in one.words:
            told |= institutions["fields"].str.contains(word, regex=False)
        table[one.key] = told & (institutions["kind"] != "complex")
    return pd.DataFrame(table)


def hub_functions(
    minutes: pd.DataFrame,
    fit: pd.DataFrame,
    has: pd.DataFrame,
    functions: tuple[Function, ...],
    limit: float,
) -> pd.DataFrame:
    """Who supplies each function to each hub, what nobody supplies, and the fewest partners.

    An institution supplies a function that it has where its fields feed the hub's technology, or
    the function needs no field. The partners are the smallest set that supplies every function
    that anybody within the limit does (set covering, Toregas et al. 1971); of such sets the one of
    fewest minutes in all.

    Parameters
    ----------
    minutes, fit
        Hub × institution: travel time, and fit 0–1 with the hub's technology, missing where
        unknown.
    has
        Institution × function, from :func:`has_function`.
    functions
        In the order told.
    limit
        Minutes.

    Returns
    -------
    DataFrame
        A row for each hub (``hub_id``) and function: ``function``, its names, ``suppliers``
        within the limit (0: lacking), ``nearest`` supplier however far (empty: nobody in the
        country) and ``minutes`` to it, ``partner`` of the smallest set that supplies it and
        ``partner_minutes``, and ``fields_unknown``: institutions within the limit that have the
        function and may or may not know the field.
    """
    rows = []
    needs_field = np.array([one.needs_field for one in functions])
    has_it, names = has.loc[minutes.columns].to_numpy(bool), minutes.columns.to_numpy()
    for hub in minutes.index:
        times, fits = minutes.loc[hub].to_numpy(float), fit.loc[hub].to_numpy(float)
        supplies = has_it & ((fits > 0)[:, None] | ~needs_field)
        unknown = has_it & np.isnan(fits)[:, None] & needs_field
        near = times <= limit
        partners = smallest_set(supplies[near], times[near])
        for k, one in enumerate(functions):
            far = np.where(supplies[:, k], times, np.inf)
            chosen = partners[supplies[near][partners, k]]
            nearest = int(far.argmin()) if np.isfinite(far).any() else None
            partner = chosen[times[near][chosen].argmin()] if len(chosen) else None
            rows.append(
                {
                    "hub_id": hub,
                    "function": one.key,
                    "function_ko": one.name_ko,
                    "function_en": one.name_en,
                    "suppliers": int((supplies[:, k] & near).sum()),
                    "nearest": "" if nearest is None else names[nearest],
                    "minutes": np.nan if nearest is None else times[nearest],
                    "partner": "" if partner is None else names[near][partner],
                    "partner_minutes": np.nan if partner is None else times[near][partner],
                    "fields_unknown": int((unknown[:, k] & near).sum()),
                }
            )
    return pd.DataFrame(rows).set_index("hub_id")


def smallest_set(
    supplies: npt.NDArray[np.bool_], minutes: npt.NDArray[np.float64]
) -> npt.NDArray[np.int64]:
    """Positions of the fewest suppliers of all functions that have any; then the nearest.

    A supplier costs 1 and a share of its minutes so small that no set of as many as there are
    functions, beyond which none is needed, can be worth one supplier more.

    Parameters
    ----------
    supplies
        Institution × function.
    minutes
        By institution, 0 or more.

    Examples
    --------
    >>> supplies = np.array([[True, False], [True, True], [False, True]])
    >>> smallest_set(supplies, np.array([1.0, 50.0, 1.0])).tolist()
    [1]
    """
    wanted = supplies.any(axis=0)
    if not wanted.any():
        return np.array([], dtype=np.int64)
    useful = np.flatnonzero(supplies.any(axis=1))
    cost = np.where(supplies[np.ix_(useful, wanted)].T, 0.0, np.inf)
    most = minutes[useful].max() * (wanted.sum() + 1) + 1.0
    solution = set_cover(cost, 0.0, opening_costs=1.0 + minutes[useful] / most)
    return useful[list(solution.sites)]


def partners(table: pd.DataFrame) -> pd.Series[float]:
    """Minutes by partner of a hub's smallest set, nearest first, from its rows of the table."""
    chosen = table[table["partner"] != ""].drop_duplicates("partner").set_index("partner")
    minutes: pd.Series[float] = chosen["partner_minutes"]
    return minutes.sort_values(kind="stable")


def lacks(table: pd.DataFrame, names: pd.DataFrame) -> pd.DataFrame:
    """What each hub lacks in words: ``lacks_ko`` and ``lacks_en`` by hub, empty where nothing.

    Minutes to the nearest supplier are rounded up, as all lie beyond the limit.

    Parameters
    ----------
    table
        From :func:`hub_functions`.
    names
        Institutions' ``name_ko`` and ``name_en``.
    """
    found = {}
    for hub, rows in table[table["suppliers"] == 0].groupby(level=0):
        lacking = Joined(", ", [_lack(row, names) for _, row in rows.iterrows()])
        found[hub] = lacking.columns("lacks")
    told = pd.DataFrame.from_dict(found, orient="index", columns=["lacks_ko", "lacks_en"])
    return told.reindex(table.index.unique(), fill_value="").rename_axis("hub_id")


def _lack(row: pd.Series[Any], names: pd.DataFrame) -> Text:
    function = Pair(row["function_ko"], row["function_en"])
    if not row["nearest"]:
        return Text("{function} (none in the list)", function=function)
    nearest = names.loc[row["nearest"]]
    return Text(
        "{function} ({institution}, {minutes} min)",
        function=function,
        institution=Pair(nearest["name_ko"], nearest["name_en"]),
        minutes=ceil(row["minutes"]),
    )
