"""A planner's own list of ties, which take the place of computed ones between the same two."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd

from hubplanner.errors import DataError, RegionError
from hubplanner.language import Text
from hubplanner.networking.links import COLUMNS, Gravity, hub_id
from hubplanner.regions import resolve
from hubplanner.tables.schema import Column, Schema, read_table
from hubplanner.tables.values import Kind, duration, each, number, one_of

KINDS = {
    "rnd": ("연구개발", "연구"),
    "training": ("인력양성", "교육"),
    "local_support": ("지역지원", "현장지원"),
    "user": ("수요", "수요지역"),
    "hub_to_hub": ("거점 사이", "거점간", "거점"),
}
"""Kinds of ties, with what lists call them."""

MINUTES = ("시간", "소요시간", "분")
OFF_TIMES, OFF_MINUTES = 20.0, 30.0
"""Stated minutes this many times travel's, or a part of it, and this many minutes off are none."""


def read_own_links(
    path: Path,
    hubs: pd.Index[str],
    institutions: pd.DataFrame,
    regions: pd.DataFrame,
    minutes: pd.DataFrame,
    gravity: Gravity,
    left_out: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Read a list of ties: ``source``, ``target``, ``kind``; ``minutes``, ``fit``, ``strength``.

    An end is an institution (id, or Korean or English name), a region (name or code), or a hub
    (``hub:`` and its region). What is left empty is computed: minutes by travel, strength by
    gravity; an empty fit is unknown.

    Parameters
    ----------
    path
        The list.
    hubs
        Ids of the plan's hubs.
    institutions, regions
        With ``name_ko`` and ``name_en``.
    minutes
        Travel minutes between all ends, by id.
    gravity
        How strong a tie is.
    left_out
        Institutions that the plan does without (:attr:`hubplanner.dataset.Dataset.left_out`).

    Raises
    ------
    DataError
        Naming row, column and value, and the mend.
    """
    if not path.exists():
        raise DataError(
            "{path}: no such list of links; mend network.own_links in the scenario", path=path
        )
    table = read_table(path, _links_schema(hubs, institutions, regions, left_out))
    links = table.reset_index(drop=True).assign(role="own")
    pairs = [frozenset(pair) for pair in zip(links["source"], links["target"], strict=True)]
    for row, pair in zip(table.index + 2, pairs, strict=True):
        if len(pair) == 1:
            raise DataError(
                "{path}: row {row}: both ends are {source}; name two different ones",
                path=path,
                row=row,
                source=next(iter(pair)),
            )
    if len(set(pairs)) < len(pairs):
        again = next(row for row, pair in enumerate(pairs) if pair in pairs[:row])
        raise DataError(
            "{path}: row {again}: this tie is stated before; keep one",
            path=path,
            again=table.index[again] + 2,
        )
    travel = [
        minutes.at[source, target]
        for source, target in zip(links["source"], links["target"], strict=True)
    ]
    known = pd.Series(travel, dtype=float)
    _refuse_other_units(path, table, known)
    links["minutes"] = links["minutes"].fillna(known)
    kinds = links["target"].map(institutions["kind"])
    links["strength"] = links["strength"].fillna(
        gravity.strength(kinds, links["minutes"], links["fit"])
    )
    return links[COLUMNS]


def _refuse_other_units(path: Path, table: pd.DataFrame, known: pd.Series[float]) -> None:
    """Minutes that are so far off those of travel that they are of another unit, or mistyped."""
    stated = table["minutes"].to_numpy(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = stated / known.to_numpy()
    times = np.maximum(ratio, 1 / ratio)
    far = (times >= OFF_TIMES) & (np.abs(stated - known.to_numpy()) > OFF_MINUTES)
    if far.any():
        at = int(far.argmax())
        raise DataError(
            "{path}: row {row}: {stated:,g} minutes where travel takes {known:,.0f}; minutes are"
            " needed, or an empty cell",
            path=path,
            row=table.index[at] + 2,
            stated=stated[at],
            known=known.iloc[at],
        )


def lay_over(links: pd.DataFrame, own: pd.DataFrame) -> pd.DataFrame:
    """All links, the planner's in the place of computed ones between the same two.

    A lead or a region's hub stays what it is: there the planner's numbers are taken, the role
    is kept.
    """
    pair = [frozenset(ends) for ends in zip(links["source"], links["target"], strict=True)]
    role = dict(zip(pair, links["role"], strict=True))
    stated = [frozenset(ends) for ends in zip(own["source"], own["target"], strict=True)]
    kept = links[[ends not in set(stated) for ends in pair]]
    roles = [role.get(ends, "own") for ends in stated]
    return pd.concat([kept, own.assign(role=roles)], ignore_index=True)


def _links_schema(
    hubs: pd.Index[str],
    institutions: pd.DataFrame,
    regions: pd.DataFrame,
    left_out: pd.DataFrame | None,
) -> Schema:
    end = _end(hubs, institutions, regions, left_out)

    def optional(name: str, kind: Kind, *heads: str) -> Column:
        return Column(name, kind, heads, required=False, blank=math.nan)

    return Schema(
        (
            Column("source", end, ("출발", "기점")),
            Column("target", end, ("도착", "종점")),
            Column("kind", one_of(KINDS), ("종류",)),
            optional("minutes", duration(number(0, mend="a number of 0 or more")), *MINUTES),
            optional("fit", number(0, 1, mend="a number from 0 to 1"), "적합도"),
            optional("strength", number(0, mend="a number of 0 or more"), "세기"),
        )
    )


def _end(
    hubs: pd.Index[str],
    institutions: pd.DataFrame,
    regions: pd.DataFrame,
    left_out: pd.DataFrame | None,
) -> Kind:
    """An end of a tie; the value is its id."""

    def region(text: str) -> str | Text:
        try:
            return resolve(text, regions)
        except RegionError as error:
            return Text(
                "{text!r} is no institution, hub or region ({error}); give an id of"
                " institutions.csv or a region",
                text=text,
                error=error,
            )

    def read(text: str) -> str | Text:
        if text.startswith(("hub:", "hub-")):
            code = region(text[4:])
            if isinstance(code, str) and hub_id(code) not in hubs:
                return Text("no hub of this plan stands in {text!r}; leave it out", text=text[4:])
            return hub_id(code) if isinstance(code, str) else code
        if text in institutions.index:
            return text
        named = (institutions["name_ko"] == text) | (institutions["name_en"] == text)
        found = list(institutions.index[named])
        if len(found) > 1:
            return Text(
                "{text!r} is the name of {found}; give the id", text=text, found=", ".join(found)
            )
        if found:
            return str(found[0])
        if left_out is not None:
            gone = (left_out["name_ko"] == text) | (left_out["name_en"] == text)
            lacking = left_out["why"][gone | (left_out.index == text)]
            if len(lacking):
                return Text("{text!r} {why}; leave it out", text=text, why=lacking.iloc[0])
        return region(text)

    return each(read)
