"""A planner's own list of ties, which take the place of computed ones between the same two."""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

from hubplanner.errors import DataError, RegionError
from hubplanner.network.links import COLUMNS, Gravity, hub_id
from hubplanner.regions import resolve
from hubplanner.tables.text import read_text

KINDS = ("rnd", "training", "local_support", "user", "hub_to_hub")
REQUIRED = ["source", "target", "kind"]
OPTIONAL = ["minutes", "fit", "strength"]


def read_own_links(
    path: Path,
    hubs: pd.Index[str],
    institutions: pd.DataFrame,
    regions: pd.DataFrame,
    minutes: pd.DataFrame,
    gravity: Gravity,
) -> pd.DataFrame:
    """Read a CSV of ties: ``source``, ``target``, ``kind``; ``minutes``, ``fit``, ``strength``.

    An end is an institution (id, or Korean or English name), a region (name or code), or a hub
    (``hub:`` and its region). What is left empty is computed: minutes by travel, strength by
    gravity; an empty fit is unknown.

    Parameters
    ----------
    path
        UTF-8 or CP949.
    hubs
        Ids of the plan's hubs.
    institutions, regions
        With ``name_ko`` and ``name_en``.
    minutes
        Travel minutes between all ends, by id.
    gravity
        How strong a tie is.

    Raises
    ------
    DataError
        Naming row, column and value, and the mend.
    """
    table = _read(path)
    ends = {
        column: [
            _end(text, f"{path}: row {row}, column '{column}'", hubs, institutions, regions)
            for row, text in enumerate(table[column], 2)
        ]
        for column in ("source", "target")
    }
    links = pd.DataFrame(ends)
    for row, (source, target, kind) in enumerate(
        zip(links["source"], links["target"], table["kind"], strict=True), 2
    ):
        if kind not in KINDS:
            raise DataError(
                "{path}: row {row}, column 'kind': {kind!r} is refused; one of {kinds}",
                path=path,
                row=row,
                kind=kind,
                kinds=", ".join(KINDS),
            )
        if source == target:
            raise DataError(
                "{path}: row {row}: both ends are {source}; name two different ones",
                path=path,
                row=row,
                source=source,
            )
    pairs = [frozenset(pair) for pair in zip(links["source"], links["target"], strict=True)]
    if len(set(pairs)) < len(pairs):
        again = next(row for row, pair in enumerate(pairs) if pair in pairs[:row])
        raise DataError(
            "{path}: row {again}: this tie is stated before; keep one", path=path, again=again + 2
        )
    links["kind"], links["role"] = table["kind"], "own"
    for column in OPTIONAL:
        links[column] = _numbers(table[column], column, path)
    travel = [
        minutes.at[source, target]
        for source, target in zip(links["source"], links["target"], strict=True)
    ]
    links["minutes"] = links["minutes"].fillna(pd.Series(travel, dtype=float))
    kinds = links["target"].map(institutions["kind"])
    links["strength"] = links["strength"].fillna(
        gravity.strength(kinds, links["minutes"], links["fit"])
    )
    return links[COLUMNS]


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


def _read(path: Path) -> pd.DataFrame:
    if not path.exists():
        raise DataError(
            "{path}: no such list of links; mend network.own_links in the scenario", path=path
        )
    table = read_text(path)
    if missing := [column for column in REQUIRED if column not in table]:
        raise DataError(
            "{path}: column(s) {missing} missing; add them to row 1",
            path=path,
            missing=", ".join(missing),
        )
    if unknown := [str(column) for column in table if column not in [*REQUIRED, *OPTIONAL]]:
        raise DataError(
            "{path}: unknown column(s) {unknown}; known: {value}",
            path=path,
            unknown=", ".join(unknown),
            value=", ".join([*REQUIRED, *OPTIONAL]),
        )
    return table.reindex(columns=[*REQUIRED, *OPTIONAL], fill_value="")


def _end(
    text: str, where: str, hubs: pd.Index[str], institutions: pd.DataFrame, regions: pd.DataFrame
) -> str:
    if text.startswith(("hub:", "hub-")):
        hub = hub_id(_region(text[4:], where, regions))
        if hub not in hubs:
            raise DataError(
                "{where}: no hub of this plan stands in {text!r}; leave it out",
                where=where,
                text=text[4:],
            )
        return hub
    if text in institutions.index:
        return text
    named = (institutions["name_ko"] == text) | (institutions["name_en"] == text)
    found = list(institutions.index[named])
    if len(found) == 1:
        return str(found[0])
    if found:
        raise DataError(
            "{where}: {text!r} is the name of {found}; give the id",
            where=where,
            text=text,
            found=", ".join(found),
        )
    return _region(text, where, regions)


def _region(text: str, where: str, regions: pd.DataFrame) -> str:
    try:
        return str(resolve([text], regions)[0])
    except RegionError as error:
        raise DataError(
            "{where}: {text!r} is no institution, hub or region ({error}); give an id of"
            " institutions.csv or a region",
            where=where,
            text=text,
            error=error,
        ) from error


def _numbers(column: pd.Series[str], name: str, path: Path) -> pd.Series[float]:
    numbers: pd.Series[float] = pd.to_numeric(column, errors="coerce").astype(float)
    most = 1.0 if name == "fit" else sys.float_info.max
    wrong = (column != "") & ~numbers.between(0.0, most)
    if wrong.any():
        row = int(wrong.to_numpy().argmax())
        allowed = "a number from 0 to 1" if name == "fit" else "a number of 0 or more"
        raise DataError(
            "{path}: row {row}, column '{name}': {iloc!r} is refused; {allowed}",
            path=path,
            row=row + 2,
            name=name,
            iloc=column.iloc[row],
            allowed=allowed,
        )
    return numbers
