"""The catalogue: what each indicator says, read from ``catalogue.toml``, and its values."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pandas as pd
from pydantic import Field, ValidationError, field_validator

from hubplanner.dataset.industry_tables import IndustryTables
from hubplanner.dataset.panel import Panel
from hubplanner.errors import DataError
from hubplanner.language import Pair, Text
from hubplanner.scoring.definitions import reason_of
from hubplanner.scoring.labour_market_area import View, commuting_kernel
from hubplanner.scoring.readers import READERS, Figures, Reading
from hubplanner.scoring.tabular import Tabular
from hubplanner.tables.measures import MEASURES

AREA = "_area"
"""Ends the key of an indicator that is read for the labour-market area."""


class Indicator(Figures):
    """What an indicator says and how it is read; ``sign`` +1: more is worse, −1: less is worse.

    ``formula`` is for readers, ``method`` its name in :data:`hubplanner.scoring.readers.READERS`,
    ``source`` where it comes from.
    """

    key: str = Field(alias="id")
    dimension: Literal["dependency", "decline", "outflow"]
    name_ko: str
    name_en: str
    unit: str
    sign: Literal[1, -1]
    formula: str
    method: str
    source: str

    @field_validator("method")
    @classmethod
    def _known_method(cls, method: str) -> str:
        if method not in READERS:
            raise ValueError(
                Text(
                    "{method!r} is no formula; the formulas are {known}",
                    method=method,
                    known=", ".join(READERS),
                )
            )
        return method

    @field_validator("measures")
    @classmethod
    def _known_measures(cls, measures: tuple[str, ...]) -> tuple[str, ...]:
        if not measures or set(measures) - set(MEASURES):
            raise ValueError(
                Text(
                    "{measures!r} names no measure; the measures are {known}",
                    measures=", ".join(measures),
                    known=", ".join(MEASURES),
                )
            )
        return measures

    def read(self, view: View) -> Reading | None:
        """Its values; None where the statistics hold nothing to compute them from."""
        return READERS[self.method](self, view)


def load_catalogue(path: Path) -> dict[str, Indicator]:
    """Every indicator by key, in the order of the file.

    Raises
    ------
    DataError
        Naming the entry and the key that is missing or wrong.
    """
    file = tomllib.loads(path.read_text("utf-8"))
    found: dict[str, Indicator] = {}
    for family in file["families"]:
        for basis in family.get("bases", [""]):
            for entry in family["indicators"]:
                fields = _on(basis, file["bases"][basis], entry) if basis else entry
                indicator = _checked(fields, path)
                if indicator.key in found:
                    raise _refusal(path, fields, "id", Text("two indicators share it"))
                found[indicator.key] = indicator
    return found


def _on(basis: str, words: dict[str, Any], entry: dict[str, Any]) -> dict[str, Any]:
    """An entry of a family on one of its bases."""
    named = {
        f"name_{lang}": entry[f"name_{lang}"].format(
            total=words[f"total_{lang}"], part=words[f"part_{lang}"]
        )
        for lang in ("ko", "en")
        if f"name_{lang}" in entry
    }
    ids = words.get("ids", {})
    if "id" in entry:
        named["id"] = ids.get(entry["id"], f"{basis}_{entry['id']}")
    figures: dict[str, Any] = {key: words[key] for key in ("industry", "parts") if key in words}
    return {"measures": [basis], **figures, **entry, **named}


def _checked(fields: dict[str, Any], path: Path) -> Indicator:
    try:
        return Indicator.model_validate(fields)
    except ValidationError as error:
        problem = error.errors()[0]
        key = ".".join(map(str, problem["loc"]))
        raise _refusal(path, fields, key, reason_of(problem, Indicator)) from error


def _refusal(path: Path, fields: dict[str, Any], key: str, reason: Text) -> DataError:
    entry = fields.get("id", "?")
    return DataError(
        "{path}: {entry}: {key}: {reason}", path=path, entry=entry, key=key, reason=reason
    )


CATALOGUE = load_catalogue(Path(__file__).with_name("catalogue.toml"))
"""Every indicator by key; those of the default score are named in :mod:`.composite`."""


@dataclass(frozen=True, repr=False)
class Readings(Tabular):
    """Indicators by region and by labour-market area (keys ending in ``_area``).

    Attributes
    ----------
    values
        Regions × indicators in their own units, missing where not observed.
    coverage
        One row an indicator: ``dimension``, ``name_ko``, ``name_en``, ``unit``, ``years`` read,
        ``sign``, ``formula``, ``sources``, in how many of the ``regions`` it was ``observed``
        and in which it is ``missing``.
    area_coverage
        Regions × indicators of areas: which share of the area's weight was observed.
    """

    values: pd.DataFrame
    coverage: pd.DataFrame
    area_coverage: pd.DataFrame

    def to_frame(self) -> pd.DataFrame:
        """A copy of the coverage: what each indicator says and in how many regions it was read."""
        return self.coverage.copy()

    def _summary(self) -> str:
        observed = int((self.coverage["observed"] > 0).sum())
        return f"{observed} of {len(self.coverage)} indicators observed"

    @property
    def by_source(self) -> dict[str, list[str]]:
        """Which indicators read each source."""
        found: dict[str, list[str]] = {}
        for key, sources in self.coverage["sources"].items():
            for source in sources:
                found.setdefault(source, []).append(str(key))
        return found


def read_indicators(
    keys: Iterable[str],
    panel: Panel,
    km: pd.DataFrame,
    *,
    reach_km: float,
    decay: Literal["normal", "exponential"] = "normal",
    tables: IndustryTables | None = None,
) -> Readings:
    """Indicators of the catalogue for every region and its labour-market area.

    Parameters
    ----------
    keys
        Keys of :data:`CATALOGUE`.
    panel
        The statistics, see :meth:`hubplanner.dataset.Dataset.panel`.
    km
        Distances between regions, region by region.
    reach_km, decay
        Of the labour-market area, see
        :func:`hubplanner.scoring.labour_market_area.commuting_kernel`.
    tables
        The planner's own tables by industry; those that come with the package where omitted.
    """
    tables = tables or IndustryTables()
    views = {
        "": View(panel, None, tables),
        AREA: View(panel, commuting_kernel(km, reach_km, decay), tables),
    }
    found = {
        key + suffix: CATALOGUE[key].read(view) for key in keys for suffix, view in views.items()
    }
    values = pd.DataFrame(
        {key: reading.values for key, reading in found.items() if reading is not None},
        index=panel.regions,
        columns=list(found),
        dtype=float,
    )
    rows = [_describe(key, reading, values[key]) for key, reading in found.items()]
    shares = {
        key: reading.coverage
        for key, reading in found.items()
        if reading is not None and key.endswith(AREA)
    }
    return Readings(
        values,
        pd.DataFrame(rows).set_index("indicator"),
        pd.DataFrame(shares, index=panel.regions),
    )


def base_key(key: str) -> str:
    """The catalogue's key of an indicator, whether of the region or of its area."""
    return key.removesuffix(AREA)


def _describe(key: str, reading: Reading | None, values: pd.Series[float]) -> dict[str, object]:
    indicator, area = CATALOGUE[base_key(key)], key.endswith(AREA)
    name: Text = Pair(indicator.name_ko, indicator.name_en)
    missing = values.isna().to_numpy()
    return {
        "indicator": key,
        "dimension": indicator.dimension,
        **(Text("{indicator}, labour-market area", indicator=name) if area else name).columns(
            "name"
        ),
        "unit": indicator.unit,
        "years": reading.years if reading else "",
        "sign": indicator.sign,
        "formula": indicator.formula,
        "sources": list(reading.sources) if reading else [],
        "observed": int((~missing).sum()),
        "regions": len(values),
        "missing": values.index[missing].tolist(),
    }
