"""The catalogue: which formula reads which figures, what it says and how it is read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Literal

import pandas as pd

from hubplanner.dataset.industry_tables import IndustryTables
from hubplanner.dataset.panel import Panel, Period
from hubplanner.scoring import indicators as formulas
from hubplanner.scoring.area import View, commuting_kernel
from hubplanner.scoring.exposure import Weights, ailing_weights, linkage_weights
from hubplanner.scoring.shift_share import dynamic_shift_share, esteban_marquillas
from hubplanner.tables.industries import DIVISION

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


SECTORS = {
    "gva": (
        "agriculture_forestry_and_fishing",
        "mining_and_quarrying",
        "manufacturing",
        "electricity_gas_water_and_waste",
        "construction",
        "wholesale_and_retail_trade",
        "transportation_and_storage",
        "accommodation_and_food_service",
        "information_and_communication",
        "financial_and_insurance",
        "real_estate_and_rental",
        "professional_and_business_support",
        "public_administration_and_defence",
        "education",
        "human_health_and_social_work",
        "arts_recreation_and_other_services",
    ),
    "employed": (
        "agriculture_forestry_and_fishing",
        "mining_and_manufacturing",
        "construction",
        "trade_accommodation_and_food",
        "utilities_transport_communication_and_finance",
        "business_personal_and_public_services",
    ),
}
"""Industries that share out the total of a measure; of others the KSIC divisions do."""

MIN_DIVISIONS = 10
"""Fewer divisions are no picture of a region's industries."""


def _parts(basis: Basis, view: View, *periods: Period) -> list[str]:
    """The industries of a measure that share out its total and are observed throughout, or none."""
    by_period = [_parts_at(basis, view, when) for when in periods]
    return [key for key in by_period[0] if all(key in other for other in by_period[1:])]


def _parts_at(basis: Basis, view: View, when: Period) -> list[str]:
    there = view.panel.industries(basis.measure, when)
    if basis.measure in SECTORS:
        named = SECTORS[basis.measure]
        # One sector that nobody publishes leaves a hole; the survey of 2019 has two of seven.
        return [key for key in named if key in there] if set(named) <= set(there) else []
    divisions = [key for key in there if DIVISION.fullmatch(key)]
    return divisions if len(divisions) >= MIN_DIVISIONS else []


def _structure(
    basis: Basis, formula: Callable[[pd.DataFrame], pd.Series[float]]
) -> Callable[[View], Reading | None]:
    def read(view: View) -> Reading | None:
        for when in reversed(view.panel.periods(basis.measure, ["total"])):
            if keys := _parts(basis, view, when):
                seen = view.industries(basis.measure, keys, when)
                return Reading(formula(seen.tables[0]), str(when), seen.sources, seen.coverage)
        return None

    return read


def _split(basis: Basis, part: str) -> Callable[[View], Reading | None]:
    """A part of the shift-share split over the window, as a fraction of the start."""

    def read(view: View) -> Reading | None:
        window = view.panel.window(basis.measure, basis.industry, "total")
        if window is None:
            return None
        keys = _parts(basis, view, *window)
        if not keys:
            return None
        seen = view.industries(basis.measure, keys, *window)
        parts = esteban_marquillas(*seen.tables, nation=(seen.nation[0], seen.nation[1]))
        # What is the same for all regions must not differ in the last binary digit.
        values = formulas.share(parts[part], parts["start"]).round(12)
        return Reading(values, f"{window[0]}–{window[1]}", seen.sources, seen.coverage)

    return read


def _dynamic(basis: Basis) -> Callable[[View], Reading | None]:
    """The local part, summed over every step between the periods observed."""

    def read(view: View) -> Reading | None:
        window = view.panel.window(basis.measure, basis.industry, "total")
        if window is None:
            return None
        steps = [
            when
            for when in view.panel.periods(basis.measure, ["total"])
            if window[0] <= when <= window[1] and when.part == window[1].part
        ]
        keys = _parts(basis, view, *steps)
        if not keys or len(steps) < 3:  # two periods are the plain split
            return None
        seen = view.industries(basis.measure, keys, *steps)
        parts = dynamic_shift_share(seen.tables, nation=seen.nation)
        values = formulas.share(parts["local"], parts["start"]).round(12)
        return Reading(values, f"{steps[0]}–{steps[-1]}", seen.sources, seen.coverage)

    return read


def _net_migration(view: View) -> Reading | None:
    when = view.panel.latest("in_migrants", "total")
    if when is None or when not in view.panel.periods("out_migrants", ["total"]):
        return None
    counts = [p for p in view.panel.periods("population", ["total"]) if p.year <= when.year]
    if not counts:
        return None
    seen = view.amounts(
        ("in_migrants", "total", when),
        ("out_migrants", "total", when),
        ("population", "total", counts[-1]),
    )
    rate = formulas.net_migration_rate(*seen.parts)
    return Reading(rate, str(when), seen.sources, seen.coverage)


def _exposure(
    weigh: Callable[[IndustryTables, int | None], Weights | None],
) -> Callable[[View], Reading | None]:
    """Share of workers in each division times what the division weighs, summed.

    ``years`` tells the period of the shares and that of the weights, as in '2024 × 2023'.
    """

    def read(view: View) -> Reading | None:
        weights = weigh(view.tables, view.panel.as_of)
        if weights is None:
            return None
        for measure in ("workers", "insured", "employed"):
            for when in reversed(view.panel.periods(measure, ["total"])):
                # A division that the nation's table lacks would be a silent zero.
                if not set(weights.values) <= set(view.panel.industries(measure, when)):
                    continue
                seen = view.industries(measure, ["total", *weights.values], when)
                table = seen.tables[0]
                values = formulas.exposure(table, table["total"], pd.Series(weights.values))
                sources = (*seen.sources, *weights.sources)
                return Reading(values, f"{when} × {weights.years}", sources, seen.coverage)
        return None

    return read


def _structural(basis: Basis, prefix: str, whole_ko: str, whole_en: str) -> Iterator[Indicator]:
    """Concentration and shift-share, where a measure is told by industry."""
    yield Indicator(
        f"{prefix}_hhi",
        "dependency",
        f"{whole_ko} 집중도(허핀달)",
        f"{whole_en}, Herfindahl-Hirschman index",
        "index",
        +1,
        "Σ s²",
        _structure(basis, formulas.herfindahl),
    )
    yield Indicator(
        f"{prefix}_diversity",
        "dependency",
        f"{whole_ko} 다양성(엔트로피)",
        f"{whole_en}, entropy diversity",
        "index",
        -1,
        "−Σ s ln s",
        _structure(basis, formulas.entropy_diversity),
    )
    yield Indicator(
        f"{prefix}_leading_share",
        "dependency",
        f"{whole_ko} 1위 산업 비중",
        f"{whole_en}, share of the leading industry",
        "share",
        +1,
        "max s",
        _structure(basis, formulas.leading_share),
    )
    for part, ko, en, formula in (
        ("national", "전국 성장 효과", "national growth", "G"),
        ("mix", "산업구조 효과", "industry mix", "Σ s (Gi − G)"),
        ("local", "지역 효과", "local effect", "Σ s (gi − Gi)"),
        ("competitive", "경쟁력 효과", "competitive effect (Esteban-Marquillas)", "Σ S (gi − Gi)"),
        ("allocation", "배분 효과", "allocation effect (Esteban-Marquillas)", "Σ (s − S)(gi − Gi)"),
    ):
        yield Indicator(
            f"{prefix}_{part}",
            "decline",
            f"{whole_ko} 변이할당, {ko}",
            f"{whole_en}, shift-share: {en}",
            "points",
            -1,
            formula,
            _split(basis, part),
        )
    yield Indicator(
        f"{prefix}_local_dynamic",
        "decline",
        f"{whole_ko} 동태 변이할당, 지역 효과",
        f"{whole_en}, dynamic shift-share: local effect",
        "points",
        -1,
        "Σt Σ e (gi − Gi) / e0",
        _dynamic(basis),
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
        Indicator(
            "net_migration",
            "outflow",
            "순이동률",
            "Net migration rate",
            "share",
            -1,
            "(in − out) / residents",
            _net_migration,
        ),
        *_structural(OUTPUT, "gva", "부가가치", "Value added"),
        *_structural(EMPLOYED, "employed", "취업자", "Employed"),
        *_structural(WORKERS, "workers", "종사자", "Workers"),
        *_structural(INSURED, "insured", "피보험자", "Insured persons"),
        Indicator(
            "ailing_exposure",
            "dependency",
            "위기 업종 노출도(생산지수)",
            "Exposure to ailing industries (production indices)",
            "index",
            +1,
            "Σ s (1 − index / 100)",
            _exposure(ailing_weights),
        ),
        Indicator(
            "backward_exposure",
            "dependency",
            "후방연쇄 노출도(영향력계수)",
            "Exposure through backward linkages",
            "index",
            +1,
            "Σ s × backward linkage",
            _exposure(partial(linkage_weights, "backward")),
        ),
        Indicator(
            "forward_exposure",
            "dependency",
            "전방연쇄 노출도(감응도계수)",
            "Exposure through forward linkages",
            "index",
            +1,
            "Σ s × forward linkage",
            _exposure(partial(linkage_weights, "forward")),
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
        Of the labour-market area, see :func:`hubplanner.scoring.area.commuting_kernel`.
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
