"""How each column of a plan's tables reads: Korean and English heading, unit, kind of value."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd


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


HEADINGS = {
    "region_code": Heading("시군구 코드", "Region code", "code", "KOSTAT 2020"),
    "legal_code": Heading("법정동 코드", "Legal code", "code"),
    "name_ko": Heading("이름", "Name", "name"),
    "name_en": Heading("영문 이름", "English name", "name"),
    "sido_ko": Heading("시도", "Province", "name"),
    "sido_en": Heading("시도 영문", "Province in English", "name"),
    "sido_short": Heading("시도 약칭", "Province, short", "name"),
    "sido_code": Heading("시도 코드", "Province code", "code"),
    "also_ko": Heading("현재 시도명", "Province today", "name"),
    "rank": Heading("순위", "Rank", "count"),
    "crisis_score": Heading("위기점수", "Crisis score", "score", "0–1"),
    "dependency": Heading("의존도", "Dependency", "score", "0–1"),
    "decline": Heading("쇠퇴도", "Decline", "score", "0–1"),
    "outflow": Heading("유출도", "Outflow", "score", "0–1"),
    "crisis_own": Heading("위기점수(지역 자체)", "Crisis score, the region itself", "score", "0–1"),
    "crisis_area": Heading(
        "위기점수(노동시장권)", "Crisis score, labour-market area", "score", "0–1"
    ),
    "candidate": Heading("후보지역", "Candidate", "flag"),
    "why_ko": Heading("후보 이유", "Why, in Korean", "words"),
    "why_en": Heading("후보 이유 영문", "Why in or out", "words"),
    "observed": Heading("관측된 지표", "Indicators observed", "count", "개 number"),
    "missing": Heading("빠진 지표", "Indicators missing", "words"),
    "kind": Heading("구분", "Kind", "words"),
    "area_km2": Heading("면적", "Area", "ratio", "km²"),
    "lat": Heading("위도", "Latitude", "degrees", "° (WGS84)"),
    "lon": Heading("경도", "Longitude", "degrees", "° (WGS84)"),
    "hub": Heading("거점", "Hub", "name"),
    "hub_region": Heading("거점 시군구 코드", "Hub's region code", "code"),
    "sigungu_code": Heading("시군구 코드(원자료)", "Region code as given", "code"),
    "hub_id": Heading("거점 ID", "Hub id", "code"),
    "hub_minutes": Heading("거점까지", "To the hub", "minutes", "분 minutes"),
    "number": Heading("번호", "Number", "count"),
    "candidates": Heading("맡는 후보지역", "Candidates served", "count", "곳 number"),
    "crisis_served": Heading("위기점수 합", "Crisis score served", "score"),
    "mean_minutes": Heading("평균", "Mean", "minutes", "분 minutes"),
    "longest_minutes": Heading("최장", "Longest", "minutes", "분 minutes"),
    "institutions": Heading("연계기관", "Institutions linked", "count", "곳 number"),
    "institution_id": Heading("기관 ID", "Institution id", "code"),
    "place": Heading("시군구", "Region", "name"),
    "lead_hub": Heading("담당 거점", "Lead hub", "name"),
    "address": Heading("주소", "Address", "long"),
    "fields": Heading("분야", "Fields", "long"),
    "emd_code": Heading("읍면동 코드", "Eup-myeon-dong code", "code", "KOSTAT 2020"),
    "founded": Heading("설립", "Founded", "code", "연도 year"),
    "location_basis": Heading("위치 근거", "Basis of location", "words"),
    "confidence": Heading("확인 정도", "Confidence", "words"),
    "source": Heading("출처", "Source", "long"),
    "target": Heading("연계 대상", "Linked to", "name"),
    "target_id": Heading("대상 ID", "Target id", "code"),
    "minutes": Heading("이동시간", "Travel time", "minutes", "분 minutes"),
    "strength": Heading("연계 강도", "Strength", "score", "0–1"),
    "origin": Heading("연계 주체", "Linked from", "name"),
    "origin_id": Heading("주체 ID", "Origin id", "code"),
    "industries": Heading("산업 중분류", "Industries", "words", "KSIC 10"),
    "programmes": Heading("지정사업", "Programmes", "words"),
    "founded_source": Heading("설립 출처", "Source of founding year", "long"),
    "technology": Heading("핵심기술 ID", "Core technology, key", "code"),
    "technology_ko": Heading("핵심기술", "Core technology", "words"),
    "technology_en": Heading("핵심기술 영문", "Core technology in English", "words"),
    "ministry_ko": Heading("주관 부처", "Lead ministry", "words"),
    "ministry_en": Heading("주관 부처 영문", "Lead ministry in English", "words"),
    "technology_fit": Heading(
        "기술 적합도", "Fit of technology", "score", "0–1, 전국 national 0.5"
    ),
    "technology_why_ko": Heading("기술 선정 이유", "Why this technology", "long"),
    "technology_why_en": Heading("기술 선정 이유(영문)", "Why, in English", "long"),
    "role": Heading("역할", "Role", "words"),
    "fit": Heading("적합도", "Fit", "score", "0–1"),
    "rank_low": Heading("순위(높게는)", "Rank, from", "count", "90 % 구간 interval"),
    "rank_high": Heading("순위(낮게는)", "Rank, to", "count", "90 % 구간 interval"),
    "rank_mean": Heading("평균 순위", "Mean rank", "number"),
    "candidate_chance": Heading("후보 확률", "Chance of candidacy", "share"),
}

WORDS = {
    "technopark": "테크노파크 · technopark",
    "ccei": "창조경제혁신센터 · CCEI",
    "university": "대학 · university",
    "institute": "연구기관 · research institute",
    "complex": "산업단지 · industrial complex",
    "rnd": "연구개발 · R&D",
    "training": "인력양성 · training",
    "local_support": "지역지원 · local support",
    "user": "수요 · user",
    "hub_to_hub": "거점 간 · hub to hub",
    "lead": "담당 거점 · lead hub",
    "second": "보조 거점 · second hub",
    "serves": "담당 · serves",
    "local": "지역 지원 · local",
    "peer": "거점 간 · peer",
    "found": "확인됨 · found",
    "address found, point remembered": "주소만 확인됨 · address found, point not yet confirmed",
    "remembered": "미확인 · not yet confirmed",
    "dependency": "의존도 · dependency",
    "decline": "쇠퇴도 · decline",
    "outflow": "유출도 · outflow",
}

# Units of indicators, as kinds of value with what stands in the heading.
_UNITS = {
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
        kind, shown = _UNITS.get(unit, ("number", unit))
        name_ko, name_en, years = (
            str(coverage.at[key, column]) for column in ("name_ko", "name_en", "years")
        )
        return Heading(name_ko, name_en, kind, f"{shown}, {years}")
    return HEADINGS.get(key, Heading(key, "", "any"))
