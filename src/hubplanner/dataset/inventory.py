"""What there is: sources and their licences, how complete the figures are, all on one region."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from hubplanner.dataset.dataset import Dataset
from hubplanner.dataset.folders import MISSING, PACKAGE, digest
from hubplanner.dataset.published_employment import evidence_lines
from hubplanner.errors import DataError
from hubplanner.language import Pair, Text
from hubplanner.limits import MAX_JSON, refuse_unfit
from hubplanner.regions import resolve
from hubplanner.regions.names import sigungu
from hubplanner.tables.parquet import read_parquet


def holdings(dataset: Dataset) -> pd.DataFrame:
    """What each source gives: one row a source and kind of thing.

    Returns
    -------
    DataFrame
        ``source``, ``title_ko``, ``title_en``, ``publisher_ko``, ``table``, ``licence``, ``what``
        (measure, or kind of list), ``years`` (as '2015–2025' or a list of few), ``rows``.
    """
    statistics = dataset.statistics
    per_measure = (
        statistics.groupby(["source", "measure"], sort=False)
        .agg(years=("year", _span), rows=("year", "size"))
        .reset_index()
        .rename(columns={"measure": "what"})
    )
    table = per_measure.merge(dataset.sources, how="left", left_on="source", right_index=True)
    columns = ["source", "title_ko", "title_en", "publisher_ko", "table", "licence"]
    return table[[*columns, "what", "years_x", "rows"]].rename(columns={"years_x": "years"})


def _span(years: pd.Series[int]) -> str:
    known = sorted(set(years.tolist()))
    if len(known) > 3:
        return f"{known[0]}–{known[-1]} ({len(known)})"
    return ", ".join(map(str, known))


def lists(dataset: Dataset) -> dict[str, int]:
    """How many institutions of each kind, designated places and layers there are."""
    kinds = dataset.institutions["kind"].value_counts(sort=False)
    return {
        **{str(kind): int(count) for kind, count in kinds.items()},
        "designations": len(dataset.designations),
        **{f"layer {name}": len(layer) for name, layer in dataset.layers.items()},
    }


def exposure_tables(dataset: Dataset) -> list[Text]:
    """Which tables weigh the exposure of regions, bundled or the planner's own: a line a kind."""
    own = dataset.industry
    linkages = [(table.source, str(table.year)) for table in own.input_output]
    ailing = own.ailing.to_dict("records")
    return [
        _weighed(Text("linkages"), dataset, "bok_linkages", linkages),
        _weighed(
            Text("ailing industries"),
            dataset,
            "ailing_industries",
            [(row["source"], row["period"]) for row in ailing],
        ),
    ]


def _weighed(name: Text, dataset: Dataset, bundled: str, own: list[tuple[str, str]]) -> Text:
    title = Pair(*dataset.sources.loc[bundled, ["title_ko", "title_en"]])
    if not own:
        return Text("{name}: {title} ({bundled})", name=name, title=title, bundled=bundled)
    of = [
        f"{source} ({', '.join(dict.fromkeys(year for key, year in own if key == source))})"
        for source in dict.fromkeys(key for key, _ in own)
    ]
    return Text(
        "{name}: {own}; in place of the bundled {bundled}",
        name=name,
        own=", ".join(of),
        bundled=bundled,
    )


def completeness(dataset: Dataset) -> pd.DataFrame:
    """How complete each measure and period is.

    Returns
    -------
    DataFrame
        One row a measure, year and period: ``regions`` with a figure for the industry of which
        most have one, ``of`` (229), ``industries``, ``unreliable`` and ``estimated`` figures,
        ``unit``, ``sources``, and ``without``: names of regions that have none, at most six.
    """
    rows = []
    names = dataset.regions["sido_short"] + " " + dataset.regions["name_ko"]
    grouped = dataset.statistics.groupby(["measure", "year", "period"], sort=True)
    for (measure, year, period), group in grouped:
        fullest = group.groupby("industry")["region_code"].nunique().max()
        without = names[~names.index.isin(group["region_code"].unique())]
        rows.append(
            {
                "measure": measure,
                "year": year,
                "period": period,
                "regions": int(fullest),
                "of": len(names),
                "industries": group["industry"].nunique(),
                "unreliable": int((group["flag"] == "unreliable").sum()),
                "estimated": int(group["flag"].isin(["estimated", "provisional"]).sum()),
                "unit": group["unit"].iloc[0],
                "sources": ", ".join(group["source"].unique()),
                "without": ", ".join(without[:6]) + (" …" if len(without) > 6 else ""),
            }
        )
    return pd.DataFrame(rows)


def changed_since_import(folders: Iterable[str | Path]) -> list[Text]:
    """Files of data folders that are not what the folder's data package says of them.

    Raises
    ------
    DataError
        When a data package cannot be read.
    """
    changed = []
    for folder in map(Path, folders):
        package = folder / PACKAGE
        if not package.exists():
            continue
        try:
            refuse_unfit(package, MAX_JSON)
            resources = json.loads(package.read_text(encoding="utf-8"))["resources"]
            stated = {str(item["path"]): str(item["hash"]) for item in resources}
            if any(Path(name).is_absolute() or ".." in Path(name).parts for name in stated):
                raise ValueError("names a file outside its folder")
        except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
            raise DataError(
                "{package}: cannot be read; import the files again", package=package
            ) from error
        for name, said in stated.items():
            path = folder / name
            try:
                refuse_unfit(path)
                found = f"sha256:{digest(path)}"
            except OSError:  # not there, or a folder of that name
                changed.append(Text("{path}: is missing", path=path))
                continue
            if found != said:
                changed.append(Text("{path}: changed since it was imported", path=path))
    return changed


@dataclass(frozen=True)
class Dossier:
    """Everything known about one region.

    Attributes
    ----------
    region
        Its row of the region table.
    units
        Its administrative units from 2010 to 2026: codes, names, validity.
    statistics
        Figures with their sources, newest first within measure and industry.
    missing
        Cells of imported tables that have no figure, with the reason.
    institutions, designations
        Those in the region.
    printed
        Employment as printed elsewhere, line by line; see
        :mod:`hubplanner.dataset.published_employment`.
    sources
        The sources of all the above but what was printed, which names its own.
    """

    region: pd.Series[str]
    units: pd.DataFrame
    statistics: pd.DataFrame
    missing: pd.DataFrame
    institutions: pd.DataFrame
    designations: pd.DataFrame
    printed: list[Text]
    sources: pd.DataFrame


def dossier(dataset: Dataset, name: str, folders: Iterable[str | Path] = ()) -> Dossier:
    """Everything known about the region of a name or code.

    Raises
    ------
    RegionError
        When the name is unknown or ambiguous.
    """
    code = resolve(name, dataset.regions)
    statistics = dataset.statistics[dataset.statistics["region_code"] == code]
    units = sigungu()
    sources = dataset.sources[dataset.sources.index.isin(statistics["source"].unique())]
    return Dossier(
        region=dataset.regions.loc[code],
        units=units[units["region_code"] == code],
        statistics=statistics.sort_values(
            ["measure", "industry", "year", "period"], ascending=[True, True, False, False]
        ),
        missing=_missing(code, folders),
        institutions=pd.DataFrame(
            dataset.institutions[dataset.institutions["region_code"] == code].drop(
                columns="geometry"
            )
        ),
        designations=dataset.designations[dataset.designations["region_code"] == code],
        printed=evidence_lines(code),
        sources=sources,
    )


def _missing(code: str, folders: Iterable[str | Path]) -> pd.DataFrame:
    tables = [
        read_parquet(path)
        for path in (Path(folder) / MISSING for folder in folders)
        if path.exists()
    ]
    parts = [table[table["region_code"] == code] for table in tables]
    columns = ["region_code", "year", "period", "measure", "industry", "reason", "source"]
    return pd.concat(parts) if parts else pd.DataFrame(columns=columns)
