"""How each column of a plan's tables reads: Korean and English heading, unit, kind of value."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from hubplanner.language import Text
from hubplanner.report.words import both


@dataclass(frozen=True)
class Heading:
    """What stands above a column; ``kind`` decides on number format and width."""

    ko: str
    en: str
    kind: str = "text"
    unit: str = ""

    def lines(self) -> str:
        """Korean, English, and unit with year, one below the other."""
        return "\n".join(line for line in (self.ko, self.en, self.unit) if line)


def column(english: str, kind: str = "text", unit: str = "") -> Heading:
    """The heading of one of our own columns; its Korean is in the catalogue."""
    return Heading(Text(english, context="column").in_language("ko"), english, kind, unit)


def word(english: str) -> str:
    """A word in a cell, in both languages."""
    return both(Text(english, context="column"))


HEADINGS = {
    "region_code": column("Region code", "code", "KOSTAT 2020"),
    "legal_code": column("Legal code", "code"),
    "name_ko": column("Name", "name"),
    "name_en": column("English name", "name"),
    "sido_ko": column("Province", "name"),
    "sido_2020_ko": column("Province of 2020", "name"),
    "sido_en": column("Province in English", "name"),
    "sido_short": column("Province, short", "name"),
    "sido_code": column("Province code", "code"),
    "sido_today_code": column("Province code today", "code"),
    "rank": column("Rank", "count"),
    "crisis_score": column("Crisis score", "score", "0–1"),
    "dependency": column("Dependency", "score", "0–1"),
    "decline": column("Decline", "score", "0–1"),
    "outflow": column("Outflow", "score", "0–1"),
    "decline_path": column("Decline path", "score", "0–1"),
    "decline_percentile": column("Decline path, percentile rank", "score", "0–1"),
    "decline_rank": column("Rank by decline path", "count"),
    "crisis_own": column("Decline path, the region itself", "score", "0–1"),
    "crisis_area": column("Decline path, labour-market area", "score", "0–1"),
    "exposure": column("Exposure to a shock of its industries", "score", "0–1"),
    "exposure_rank": column("Rank by exposure", "count"),
    "exposed_share": column(
        "Jobs that its industries' fall would take", "points", "%, − 증가 rise"
    ),
    "exposed_share_area": column(
        "Jobs that its industries' fall would take, labour-market area", "points", "%, − 증가 rise"
    ),
    "jobs": column("Jobs where the work is", "count", "명 persons"),
    "manufacturing_jobs": column("Manufacturing jobs where the work is", "count", "명 persons"),
    "industry": column("Largest known industry", "words"),
    "industry_share": column("Its share of manufacturing jobs", "share", "%"),
    "industry_unknown": column("Manufacturing jobs of unknown industry", "share", "%"),
    "candidate": column("Candidate", "flag"),
    "candidate_by": column("Candidate by", "words"),
    "eligible": column("May be a candidate", "flag"),
    "affected": column("Affected", "flag"),
    "why_ko": column("Why, in Korean", "words"),
    "why_en": column("Why in or out", "words"),
    "observed": column("Indicators observed", "count", "개 number"),
    "missing": column("Indicators missing", "words"),
    "kind": column("Kind", "words"),
    "area_km2": column("Area", "ratio", "km²"),
    "lat": column("Latitude", "degrees", "° (WGS84)"),
    "lon": column("Longitude", "degrees", "° (WGS84)"),
    "hub": column("Hub", "name"),
    "hub_region": column("Hub's region code", "code"),
    "sigungu_code": column("Region code as given", "code"),
    "hub_id": column("Hub id", "code"),
    "hub_minutes": column("To the hub", "minutes", "분 minutes"),
    "number": column("Number", "count"),
    "candidates": column("Candidates served", "count", "곳 number"),
    "crisis_served": column("Crisis score served", "score"),
    "mean_minutes": column("Mean", "minutes", "분 minutes"),
    "longest_minutes": column("Longest", "minutes", "분 minutes"),
    "institutions": column("Institutions of a common field", "count", "곳 number"),
    "institution_id": column("Institution id", "code"),
    "place": column("Region", "name"),
    "lead_hub": column("Lead hub", "name"),
    "address": column("Address", "long"),
    "fields": column("Fields", "long"),
    "emd_code": column("Eup-myeon-dong code", "code", "KOSTAT 2020"),
    "founded": column("Founded", "code", "연도 year"),
    "location_basis": column("Basis of location", "words"),
    "confidence": column("Confidence", "words"),
    "source": column("Source", "long"),
    "target": column("Linked to", "name"),
    "target_id": column("Target id", "code"),
    "minutes": column("Travel time", "minutes", "분 minutes"),
    "strength": column("Strength", "score", "0–1"),
    "origin": column("Linked from", "name"),
    "origin_id": column("Origin id", "code"),
    "industries": column("Industries", "words", "KSIC 10"),
    "programmes": column("Programmes", "words"),
    "founded_source": column("Source of founding year", "long"),
    "technology": column("Core technology, key", "code"),
    "technology_ko": column("Core technology", "words"),
    "technology_en": column("Core technology in English", "words"),
    "ministry_ko": column("Lead ministry", "words"),
    "ministry_en": column("Lead ministry in English", "words"),
    "host_ko": column("Host", "words"),
    "host_en": column("Host in English", "words"),
    "jobs_near": column("Jobs at risk of its technology within 45 minutes", "count", "명 persons"),
    "jobs_at_risk": column("Jobs at risk", "count", "명 persons"),
    "jobs_served": column("Jobs served", "count", "명, 거리·역량으로 감함 discounted"),
    "draw_share": column("Share of draws", "share"),
    "place_share": column("Share of draws, any technology", "share"),
    "tier": column("How firm", "words"),
    "rivals_ko": column("In other draws", "long"),
    "rivals_en": column("In other draws, in English", "long"),
    "next_ko": column("Next door instead", "long"),
    "next_en": column("Next door instead, in English", "long"),
    "next_loss": column("What that costs", "count", "명 persons"),
    "technology_fit": column("Fit of technology", "score", "0–1, 전국 national 0.5"),
    "technology_why_ko": column("Why this technology", "long"),
    "technology_why_en": column("Why, in English", "long"),
    "lacks_ko": column("Functions it lacks", "long"),
    "lacks_en": column("Functions it lacks, in English", "long"),
    "nearest_hub_minutes": column("To the nearest hub", "minutes", "분 minutes"),
    "role": column("Role", "words"),
    "fit": column("Fit", "score", "0–1"),
    "rank_low": column("Rank, from", "count", "90 % 구간 interval"),
    "rank_high": column("Rank, to", "count", "90 % 구간 interval"),
    "rank_mean": column("Mean rank", "number"),
    "candidate_chance": column("Chance of candidacy", "share"),
}

WORDS = {
    "technopark": word("technopark"),
    "ccei": word("CCEI"),
    "university": word("university"),
    "institute": word("research institute"),
    "complex": word("industrial complex"),
    "rnd": word("R&D"),
    "training": word("training"),
    "local_support": word("local support"),
    "user": word("user"),
    "hub_to_hub": word("hub to hub"),
    "lead": word("lead hub"),
    "second": word("second hub"),
    "serves": word("serves"),
    "local": word("local"),
    "peer": word("peer"),
    "found": word("found"),
    "address found, point remembered": word("address found, point not yet confirmed"),
    "remembered": word("not yet confirmed"),
    "dependency": word("dependency"),
    "decline": word("decline"),
    "outflow": word("outflow"),
    "required": word("required place"),
    "firm": word("firm"),
    "likely": word("likely"),
    "contested": word("contested"),
    "exposure": word("exposure"),
    "both": word("both"),
}

# Units of indicators, as kinds of value with what stands in the heading.
UNITS = {
    "share": ("share", "%"),
    "points": ("points", "%p"),
    "ratio": ("ratio", "배 ratio"),
}


def heading(key: str, coverage: pd.DataFrame) -> Heading:
    """The heading of a column; an indicator's comes from the plan's coverage.

    A column that nobody has described goes by its own name.
    """
    if key in coverage.index:
        unit = str(coverage.at[key, "unit"])
        kind, shown = UNITS.get(unit, ("number", unit))
        name_ko, name_en, years = (
            str(coverage.at[key, column]) for column in ("name_ko", "name_en", "years")
        )
        return Heading(name_ko, name_en, kind, f"{shown}, {years}")
    return HEADINGS.get(key, Heading(key, "", "any"))
