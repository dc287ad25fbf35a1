"""The catalogue: which formula reads which figures, what it says and how it is read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import pandas as pd

from hubplanner.scoring import indicators as formulas
from hubplanner.scoring.area import View, commuting_kernel
from hubplanner.scoring.panel import Panel

AREA = "_area"
"""Ends the key of an indicator that is read for the labour-market area."""


@dataclass(frozen=True)
class Reading:
    """An indicator's values with what they rest on.

    ``values`` holds only the regions observed; ``coverage`` is the observed share of a
    labour-market area (of a region: 1 or 0); ``years`` the periods read.
    """

    values: pd.Series[float]
    years: str
    sources: tuple[str, ...]
    coverage: pd.Series[float]


@dataclass(frozen=True)
class Indicator:
    """What an indicator says and how it is read; ``sign`` +1: more is worse, −1: less is worse.

    ``read`` gives None where the statistics hold nothing that it could be computed from.
    """

    key: str
    dimension: str
    name_ko: str
    name_en: str
    unit: str
    sign: int
    formula: str
    read: Callable[[View], Reading | None]


@dataclass(frozen=True)
class Basis:
    """What is counted: the measure, the industry that stands for manufacturing, and where."""

    measure: str
    industry: str
    ko: str
    en: str


OUTPUT = Basis("gva", "manufacturing", "제조업 부가가치", "Manufacturing value added")
EMPLOYED = Basis(
    "employed",
    "mining_and_manufacturing",
    "광업·제조업 취업자",
    "Employed in mining and manufacturing",
)
WORKERS = Basis("workers", "manufacturing", "제조업 종사자", "Workers in manufacturing")
INSURED = Basis("insured", "manufacturing", "제조업 피보험자", "Insured persons in manufacturing")


def _share(basis: Basis) -> Callable[[View], Reading | None]:
    def read(view: View) -> Reading | None:
        when = view.panel.latest(basis.measure, basis.industry, "total")
        if when is None:
            return None
        seen = view.amounts((basis.measure, basis.industry, when), (basis.measure, "total", when))
        return Reading(formulas.share(*seen.parts), str(when), seen.sources, seen.coverage)

    return read


def _quotient(basis: Basis) -> Callable[[View], Reading | None]:
    def read(view: View) -> Reading | None:
        when = view.panel.latest(basis.measure, basis.industry, "total")
        if when is None:
            return None
        seen = view.amounts((basis.measure, basis.industry, when), (basis.measure, "total", when))
        part, whole = seen.parts
        values = formulas.location_quotient(part, whole, nation=(seen.nation[0], seen.nation[1]))
        return Reading(values, str(when), seen.sources, seen.coverage)

    return read


def _contribution(basis: Basis) -> Callable[[View], Reading | None]:
    def read(view: View) -> Reading | None:
        when = view.panel.latest(basis.measure, basis.industry)
        if when is None:
            return None
        seen = view.amounts((basis.measure, basis.industry, when))
        values = formulas.contribution(seen.parts[0], nation=seen.nation[0])
        return Reading(values, str(when), seen.sources, seen.coverage)

    return read


def _change(measure: str, industry: str) -> Callable[[View], Reading | None]:
    def read(view: View) -> Reading | None:
        window = view.panel.window(measure, industry)
        if window is None:
            return None
        start, end = window
        seen = view.amounts((measure, industry, start), (measure, industry, end))
        before, after = seen.parts
        values = formulas.growth_against_nation(
            before, after, nation=(seen.nation[0], seen.nation[1])
        )
        return Reading(values, f"{start}–{end}", seen.sources, seen.coverage)

    return read


def _annual_growth(basis: Basis) -> Callable[[View], Reading | None]:
    def read(view: View) -> Reading | None:
        window = view.panel.window(basis.measure, basis.industry)
        if window is None:
            return None
        start, end = window
        seen = view.amounts(
            (basis.measure, basis.industry, start), (basis.measure, basis.industry, end)
        )
        before, after = seen.parts
        values = formulas.annual_growth(before, after, end.year - start.year)
        return Reading(values, f"{start}–{end}", seen.sources, seen.coverage)

    return read


def _growth_over(basis: Basis, years: int) -> Callable[[View], Reading | None]:
    """Over exactly so many years, or not observable."""

    def read(view: View) -> Reading | None:
        end = view.panel.latest(basis.measure, basis.industry)
        if end is None:
            return None
        start = end._replace(year=end.year - years)
        if start not in view.panel.periods(basis.measure, [basis.industry]):
            return None
        seen = view.amounts(
            (basis.measure, basis.industry, start), (basis.measure, basis.industry, end)
        )
        values = formulas.growth(*seen.parts)
        return Reading(values, f"{start}–{end}", seen.sources, seen.coverage)

    return read


def _from_peak(basis: Basis) -> Callable[[View], Reading | None]:
    def read(view: View) -> Reading | None:
        end = view.panel.latest(basis.measure, basis.industry)
        if end is None:
            return None
        periods = [
            when
            for when in view.panel.periods(basis.measure, [basis.industry])
            if when.part == end.part and when <= end
        ]
        if len(periods) < 2:
            return None
        seen = [view.amounts((basis.measure, basis.industry, when)) for when in periods]
        history = pd.concat([one.parts[0] for one in seen], axis="columns", keys=map(str, periods))
        values = formulas.fall_from_peak(history)
        sources = sorted({source for one in seen for source in one.sources})
        return Reading(values, f"{periods[0]}–{end}", tuple(sources), seen[-1].coverage)

    return read


def _industrial(basis: Basis, prefix: str, share_key: str = "") -> Iterator[Indicator]:
    """The families that work on output and on employment alike."""
    yield Indicator(
        share_key or f"{prefix}_share",
        "dependency",
        f"{basis.ko} 비중",
        f"{basis.en}, share of total",
        "share",
        +1,
        "x / total",
        _share(basis),
    )
    yield Indicator(
        f"{prefix}_lq",
        "dependency",
        f"{basis.ko} 입지계수",
        f"{basis.en}, location quotient",
        "ratio",
        +1,
        "(x / total) / (X / TOTAL)",
        _quotient(basis),
    )
    yield Indicator(
        f"{prefix}_contribution",
        "dependency",
        f"{basis.ko} 전국 대비 몫",
        f"{basis.en}, share of the nation",
        "share",
        +1,
        "x / X",
        _contribution(basis),
    )
    yield Indicator(
        f"{prefix}_change",
        "decline",
        f"{basis.ko} 증감(전국 대비)",
        f"{basis.en}, growth against the nation",
        "points",
        -1,
        "x1 / x0 − X1 / X0",
        _change(basis.measure, basis.industry),
    )
    yield Indicator(
        f"{prefix}_annual_growth",
        "decline",
        f"{basis.ko} 연평균 증감률",
        f"{basis.en}, compound annual growth",
        "a year",
        -1,
        "(x1 / x0)^(1/T) − 1",
        _annual_growth(basis),
    )
    yield Indicator(
        f"{prefix}_from_peak",
        "decline",
        f"{basis.ko} 최고점 대비 감소",
        f"{basis.en}, fall from peak",
        "share",
        -1,
        "x / max(x) − 1",
        _from_peak(basis),
    )
    for years in (3, 1):
        yield Indicator(
            f"{prefix}_change_{years}y",
            "decline",
            f"{basis.ko} {years}년 증감률",
            f"{basis.en}, growth over {years} year{'s' if years > 1 else ''}",
            "share",
            -1,
            "x1 / x0 − 1",
            _growth_over(basis, years),
        )


CATALOGUE: dict[str, Indicator] = {
    indicator.key: indicator
    for indicator in (
        *_industrial(OUTPUT, "gva", "manufacturing_share"),
        *_industrial(EMPLOYED, "employed"),
        *_industrial(WORKERS, "workers"),
        *_industrial(INSURED, "insured"),
        Indicator(
            "population_change",
            "outflow",
            "인구 증감(전국 대비)",
            "Population, growth against the nation",
            "points",
            -1,
            "x1 / x0 − X1 / X0",
            _change("population", "total"),
        ),
    )
}
"""Every indicator by key; those of the default score are named in :mod:`.composite`."""


@dataclass(frozen=True)
class Readings:
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


def read_indicators(
    keys: Iterable[str],
    regions: pd.DataFrame,
    statistics: pd.DataFrame,
    km: pd.DataFrame,
    *,
    reach_km: float,
    as_of: int | None = None,
) -> Readings:
    """Indicators of the catalogue for every region and its labour-market area.

    Parameters
    ----------
    keys
        Keys of :data:`CATALOGUE`.
    regions
        Indexed by ``region_code``.
    statistics
        Tidy statistics.
    km
        Distances between regions, region by region.
    reach_km
        Of the labour-market area, see :func:`hubplanner.scoring.area.commuting_kernel`.
    as_of
        Hides everything observed after this year.
    """
    panel = Panel(regions.index, statistics, as_of)
    views = {"": View(panel), AREA: View(panel, commuting_kernel(km, reach_km))}
    found = {
        key + suffix: CATALOGUE[key].read(view) for key in keys for suffix, view in views.items()
    }
    values = pd.DataFrame(
        {key: reading.values for key, reading in found.items() if reading is not None},
        index=regions.index,
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
        pd.DataFrame(shares, index=regions.index),
    )


def base_key(key: str) -> str:
    """The catalogue's key of an indicator, whether of the region or of its area."""
    return key.removesuffix(AREA)


def _describe(key: str, reading: Reading | None, values: pd.Series[float]) -> dict[str, object]:
    indicator, area = CATALOGUE[base_key(key)], key.endswith(AREA)
    missing = values.isna().to_numpy()
    return {
        "indicator": key,
        "dimension": indicator.dimension,
        "name_ko": f"{indicator.name_ko}, 노동시장권" if area else indicator.name_ko,
        "name_en": f"{indicator.name_en}, labour-market area" if area else indicator.name_en,
        "unit": indicator.unit,
        "years": reading.years if reading else "",
        "sign": indicator.sign,
        "formula": indicator.formula,
        "sources": list(reading.sources) if reading else [],
        "observed": int((~missing).sum()),
        "regions": len(values),
        "missing": values.index[missing].tolist(),
    }
