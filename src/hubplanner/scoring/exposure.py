"""What the divisions of manufacturing weigh in the indicators of exposure, and since when."""

from __future__ import annotations

from dataclasses import dataclass

from hubplanner.dataset.industry_tables import IndustryTables, year_of
from hubplanner.regions import read_reference
from hubplanner.scoring.linkages import linkages

RARE = ("c12",)
"""Divisions that hardly any region has (tobacco) are not asked for."""


@dataclass(frozen=True)
class DivisionWeights:
    """A weight a division, with the ids of its sources and the year or period of the weights."""

    values: dict[str, float]
    sources: tuple[str, ...]
    years: str


def ailing_weights(tables: IndustryTables, as_of: int | None = None) -> DivisionWeights | None:
    """How far the production of each ailing industry lies below its base, as a fraction.

    A planner's own list stands in the place of the bundled one. None where an index is of a
    year after `as_of`: it was not known then.
    """
    if tables.ailing.empty:
        table = read_reference("ailing_industries").assign(source="ailing_industries")
    else:
        table = tables.ailing
    if as_of is not None and table["period"].map(year_of).max() > as_of:
        return None
    fall = 1 - table["index"].astype(float) / 100
    return DivisionWeights(
        dict(zip(table["industry"], fall, strict=True)),
        tuple(dict.fromkeys(table["source"])),
        ", ".join(sorted(set(table["period"]))),
    )


def linkage_weights(
    kind: str, tables: IndustryTables, as_of: int | None = None
) -> DivisionWeights | None:
    """Linkage (``backward``, ``forward``) of each division's sector, last table up to `as_of`.

    Computed from the planner's own input-output tables where there are any, else read from the
    bundled coefficients of the Bank of Korea. None where no table is so old.
    """
    if tables.input_output:
        known = [own for own in tables.input_output if as_of is None or own.year <= as_of]
        if not known:
            return None
        last = max(known, key=lambda own: own.year)
        sectors, source, year = linkages(last), last.source, last.year
    else:
        table = read_reference("linkages").astype(
            {"year": int, "backward": float, "forward": float}
        )
        if as_of is not None:
            table = table[table["year"] <= as_of]
        if table.empty:
            return None
        year = int(table["year"].max())
        sectors = table[table["year"] == year].assign(
            industries=lambda rows: rows["industries"].str.split(";")
        )
        source = "bok_linkages"
    values = {
        division: float(row[kind])
        for row in sectors.to_dict("records")
        for division in row["industries"]
        if division not in RARE
    }
    return DivisionWeights(values, (source,), str(year))
