"""The tab of regions: scores that can be made again, indicators, trends."""

from __future__ import annotations

import pandas as pd

from hubplanner.dataset.panel import ReferencePeriod, series_breaks, unbroken
from hubplanner.dataset.published_employment import change_line
from hubplanner.dataset.trends import SERIES
from hubplanner.industries.result import (
    UNKNOWN,
    RegionIndustries,
    industry_name,
    short_industry_names,
)
from hubplanner.language import Text
from hubplanner.maps.payload import (
    Exposure,
    Fixed,
    Industries,
    IndustryShare,
    Measure,
    OfficialRule,
    RegionsTab,
    Trend,
)
from hubplanner.maps.payload_common import Bilingual
from hubplanner.maps.plain import in_both, plain_numbers, region_columns, rounded
from hubplanner.plan import Plan
from hubplanner.regions import hexagon_cells
from hubplanner.scoring.normalisation import percentile_rank
from hubplanner.scoring.rule_sentences import explain, source_titles
from hubplanner.scoring.rules import MET, NOT_MET, UNSEEN, Ruling

STATUSES = (MET, NOT_MET, UNSEEN)

TRENDS: dict[Measure, tuple[Text, int, int]] = {
    "gva": (Text("Manufacturing value added (current prices)"), 100, 0),
    "employed": (Text("Employed in mining and manufacturing (residents)"), 1, 1),
    "population": (Text("Population"), 1, 0),
}
"""Measure → name, what one is divided by, digits: 100 million KRW, thousand persons, persons."""


def regions_payload(plan: Plan) -> RegionsTab:
    """Columns of regions; scores are left to the page, which makes them from the ranks.

    Where the page's arithmetic is not that of the plan (another composite than the default, or
    a least score of candidates) they are shipped as ``fixed``, and nothing can be tried.
    """
    regions = plan.regions
    hub_number = dict(zip(plan.hubs["region_code"], plan.hubs["number"], strict=True))
    composite = plan.scores.composite
    whys = map(Bilingual, regions["why_ko"], regions["why_en"])
    told = list(zip(regions["eligible"], whys, strict=True))
    cells = hexagon_cells().loc[regions.index]
    reasons = sorted({why for may, why in told if not may})
    return {
        "regions": {
            **region_columns(plan.regions),
            "column": cells["column"].tolist(),
            "row": cells["row"].tolist(),
            "hub": regions["hub_region"].map(hub_number).tolist(),
            "minutes": [rounded(minutes) for minutes in regions["hub_minutes"]],
            "rank_low": plain_numbers(regions["rank_low"], 0),
            "rank_high": plain_numbers(regions["rank_high"], 0),
            "chance": plain_numbers(regions["candidate_chance"], 3),
            "barred": [None if may else reasons.index(why) for may, why in told],
            "risk": plain_numbers(_column(regions, "jobs_at_risk"), 0),
            "served": plain_numbers(_column(regions, "jobs_served"), 0),
            "affected": [i for i, affected in enumerate(regions["affected"]) if affected],
        },
        "composite": {
            "scopes": composite.scopes,
            "dimensions": composite.dimensions,
            "indicators": {name: list(keys) for name, keys in composite.indicators.items()},
        },
        "ranks": {str(key): _twice_the_rank(ranks) for key, ranks in _ranks(plan).items()},
        "exposure": _exposure(plan),
        "reasons": reasons,
        "fixed": None if made_by_the_page(plan) else _fixed(plan),
        "indicators": [
            {
                "key": str(key),
                "dimension": row["dimension"],
                "ko": row["name_ko"],
                "en": row["name_en"],
                "unit": row["unit"],
                "years": row["years"],
                "worse": row["sign"],
                "observed": row["observed"],
                "sources": row["sources"],
                "values": plain_numbers(regions[str(key)], 4),
            }
            for key, row in plan.coverage.iterrows()
        ],
        "trends": [_trend(plan, measure) for measure in TRENDS],
        "rules": [_rule(plan, ruling) for ruling in plan.rulings],
        "nation": {"manufacturing_share": _national_share(plan)},
    }


def made_by_the_page(plan: Plan) -> bool:
    """Whether the page makes scores and candidates by the arithmetic of the plan."""
    composite = plan.scores.composite
    plain = (composite.normalisation, composite.aggregation) == ("rank", "geometric")
    stated = composite.weighting in ("given", "equal")
    return plain and stated and not plan.scenario.candidates.min_score


def _exposure(plan: Plan) -> Exposure | None:
    exposure = plan.scores.exposure
    if exposure is None:
        return None
    parts = exposure.parts.drop(columns=UNKNOWN).max(axis="columns")
    return {
        "share": plain_numbers(exposure.table["exposed_share"], 12),
        "share_area": plain_numbers(exposure.table["exposed_share_area"], 12),
        "largest": [
            in_both(short_industry_names()[industry]) if most > 0 else None
            for industry, most in zip(exposure.largest_part, parts, strict=True)
        ],
        "industries": _industries(exposure.industries, plan.regions.index),
    }


LARGEST = 3
"""So many industries of a region are told."""


def _industries(industries: RegionIndustries, regions: pd.Index[str]) -> Industries:
    """The largest industries of each region; names and evidence, which repeat, are told once."""
    names, bases = dict[Bilingual, int](), dict[Bilingual, int]()

    def place(among: dict[Bilingual, int], one: Bilingual) -> int:
        return among.setdefault(one, len(among))

    largest = [
        [
            IndustryShare(
                place(names, in_both(industry_name(industry))),
                round(100 * share),
                place(bases, in_both(basis)),
            )
            for industry, share, basis in industries.told(str(code))[:LARGEST]
        ]
        for code in regions
    ]
    unknown = [round(100 * share) for share in industries.shares.loc[regions, UNKNOWN]]
    return {"names": list(names), "bases": list(bases), "largest": largest, "unknown": unknown}


def _column(regions: pd.DataFrame, name: str) -> pd.Series[float]:
    """Missing everywhere where the plan has no such column."""
    return regions.reindex(columns=[name])[name]


def _fixed(plan: Plan) -> Fixed:
    regions, scores = plan.regions, plan.scores
    return {
        "decline": plain_numbers(regions["decline_path"], 6),
        "crisis": plain_numbers(regions["crisis_score"], 6),
        "rank": [None if pd.isna(rank) else int(rank) for rank in regions["rank"]],
        "dimensions": {n: plain_numbers(regions[n], 6) for n in scores.composite.dimensions},
        "scopes": {
            "": plain_numbers(regions["crisis_own"], 6),
            "_area": plain_numbers(regions["crisis_area"], 6),
        },
        "candidate": regions["candidate"].tolist(),
        "contributions": {
            str(key): plain_numbers(values, 6) for key, values in scores.contributions.items()
        },
    }


def _ranks(plan: Plan) -> pd.DataFrame:
    """Percentile ranks, also where the score is made of something else."""
    scores = plan.scores
    if scores.composite.normalisation == "rank":
        return scores.ranks
    signs: dict[str, int] = scores.coverage["sign"].to_dict()  # type: ignore[assignment]
    return pd.DataFrame(
        {key: percentile_rank(scores.values[key] * sign) for key, sign in signs.items()}
    )


def _twice_the_rank(ranks: pd.Series[float]) -> list[int | None]:
    """Whole numbers, as a tie stands between two ranks: shorter than fractions, and exact."""
    count = int(ranks.notna().sum())
    return [None if pd.isna(rank) else round(2 * (rank * count + 0.5)) for rank in ranks]


def _trend(plan: Plan, measure: Measure) -> Trend:
    """Values of one measure, a list a year in the order of the regions, missing as null."""
    name, unit, digits = TRENDS[measure]
    rows = plan.trends[plan.trends["measure"] == measure]
    table = rows.pivot(index="region_code", columns="year", values="value")
    place = {code: i for i, code in enumerate(plan.regions.index)}
    doubtful = rows[rows["flag"].isin(["unreliable", "estimated"])]
    marked = doubtful[doubtful["region_code"].map(place).notna()]
    years = [int(year) for year in table.columns]
    when = [ReferencePeriod(year, SERIES[measure][1]) for year in years]
    breaks = series_breaks().get(measure, ())
    return {
        "key": measure,
        "ko": name.in_language("ko"),
        "en": str(name),
        "years": years,
        "values": [
            plain_numbers(table[year].reindex(plan.regions.index) / unit, digits)
            for year in table.columns
        ],
        "changes": [k for k in range(1, len(when)) if unbroken(breaks, when[k - 1], when[k])],
        "marked": {
            "region": marked["region_code"].map(place).tolist(),
            "year": marked["year"].astype(int).tolist(),
            "flag": marked["flag"].tolist(),
        },
        "sources": sorted(rows["source"].unique().tolist()),
    }


def _rule(plan: Plan, ruling: Ruling) -> OfficialRule:
    """Status by region, and each condition's sentences: one for all where all read the same.

    What was printed of a few regions stands apart.
    """
    codes = [str(code) for code in plan.regions.index]
    place = {code: i for i, code in enumerate(codes)}
    rule, names = ruling.rule, short_industry_names()
    seen = any((finding.status != UNSEEN).any() for finding in ruling.findings.values())
    titles = source_titles(plan.sources)
    told = [explain(ruling, code, names, titles) for code in (codes if seen else codes[:1])]
    return {
        "ko": rule.name_ko,
        "en": rule.name_en,
        "since": f"{rule.in_force:%Y-%m-%d}",
        "until": f"{rule.until:%Y-%m-%d}" if rule.until else "",
        "basis": rule.legal_basis,
        "note": Bilingual(rule.note_ko, rule.note_en),
        "status": [STATUSES.index(status) for status in ruling.status[codes]],
        "conditions": [[in_both(line.text) for line in lines] for lines in told],
        "printed": [
            {"region": place[code], "condition": which, "ko": said["ko"], "en": said["en"]}
            for which, condition in enumerate(rule.conditions)
            for code, changes in ruling.printed.get(condition.id, {}).items()
            for said in (change_line(change).in_both() for change in changes)
        ],
    }


def _national_share(plan: Plan) -> float | None:
    """Manufacturing's share of all regions' value added in the year of the regions' shares."""
    shares = plan.regions["manufacturing_share"]
    years = plan.coverage.at["manufacturing_share", "years"]
    rows = plan.trends[(plan.trends["measure"] == "gva")]
    part = rows[rows["year"].astype(str) == years].set_index("region_code")["value"]
    both = pd.DataFrame({"part": part, "share": shares}).dropna()
    both = both[both["share"] > 0]
    if both.empty:
        return None
    return round(float(both["part"].sum() / (both["part"] / both["share"]).sum()), 4)
