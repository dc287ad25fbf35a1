"""Employment as printed in reports and the press: evidence, each figure with its survey and source.

These figures are not statistics of all regions and never mix with them: a few places, years and
industries, gathered because the tables that hold them all are not in any package.
"""

from __future__ import annotations

import re

import pandas as pd
from common import facts

# Key: Korean name, English name, publisher, what is counted, universe in both languages.
RESIDENCE, WORKPLACE, INSURED = "residence", "workplace", "insured"
SURVEYS = [
    (
        "local_labour_force",
        "지역별고용조사",
        "local area labour force survey",
        "통계청",
        RESIDENCE,
        "15세 이상, 거주지 기준",
        "persons of 15 or more, where they live",
    ),
    (
        "labour_force",
        "경제활동인구조사",
        "economically active population survey",
        "통계청",
        RESIDENCE,
        "15세 이상, 거주지 기준",
        "persons of 15 or more, where they live",
    ),
    (
        "mining_manufacturing",
        "광업제조업조사",
        "mining and manufacturing survey",
        "통계청",
        WORKPLACE,
        "종사자 10명 이상 사업체",
        "establishments of 10 workers or more",
    ),
    (
        "establishments",
        "전국사업체조사",
        "census on establishments",
        "통계청",
        WORKPLACE,
        "종사자 1명 이상 사업체",
        "establishments of one worker or more",
    ),
    (
        "economic_census",
        "경제총조사",
        "economic census",
        "통계청",
        WORKPLACE,
        "종사자 1명 이상 사업체, 5년 주기",
        "establishments of one worker or more, every five years",
    ),
    (
        "labour_at_establishments",
        "지역별 사업체노동력조사",
        "labour force survey at establishments, by region",
        "고용노동부",
        WORKPLACE,
        "종사자 1명 이상 표본 사업체, 농림·어업 제외",
        "sampled establishments of one worker or more, without agriculture and fishery",
    ),
    (
        "insured",
        "고용보험 피보험자",
        "employment insurance: insured persons",
        "고용노동부·한국고용정보원",
        INSURED,
        "피보험자",
        "insured persons",
    ),
    (
        "insured_regular",
        "고용보험 피보험자(상시)",
        "employment insurance: regular insured persons",
        "창원상공회의소",
        INSURED,
        "상시 피보험자",
        "regular insured persons",
    ),
    (
        "insured_mean",
        "고용보험 피보험자(월평균)",
        "employment insurance: insured persons, mean of months",
        "고용노동부",
        INSURED,
        "피보험자, 12개월 평균",
        "insured persons, mean of twelve months",
    ),
    (
        "insured_cohort",
        "고용보험 피보험자(코호트)",
        "employment insurance: a cohort of insured persons",
        "한국노동연구원",
        INSURED,
        "2010년 6월 피보험자 집단",
        "those insured in June 2010",
    ),
    (
        "chungbuk_manufacturers",
        "충북도 제조업체 현황조사",
        "Chungbuk survey of manufacturers",
        "충청북도",
        WORKPLACE,
        "도내 제조업체 전수",
        "all manufacturers of the province",
    ),
    (
        "jeonbuk_manufacturers",
        "전북도 제조업체 총조사",
        "Jeonbuk census of manufacturers",
        "전라북도",
        WORKPLACE,
        "도내 제조업체 전수",
        "all manufacturers of the province",
    ),
    (
        "ulsan_manufacturers",
        "울산시 제조업체 전수조사",
        "Ulsan census of manufacturers",
        "울산광역시",
        WORKPLACE,
        "시내 제조업체 전수",
        "all manufacturers of the city",
    ),
    (
        "industrial_complexes",
        "국가산업단지 산업동향",
        "trends in national industrial complexes",
        "한국산업단지공단",
        WORKPLACE,
        "국가산업단지 입주업체",
        "establishments in national industrial complexes",
    ),
    (
        "daebul_shipbuilding",
        "대불산단 조선업 종사자",
        "shipbuilding workers of the Daebul complex",
        "고용노동부·전라남도",
        WORKPLACE,
        "대불산단, 현대삼호·대한조선 포함",
        "Daebul complex with Hyundai Samho and Daehan Shipbuilding",
    ),
    (
        "daebul",
        "대불산단 고용",
        "employment in the Daebul complex",
        "연합뉴스 인용",
        WORKPLACE,
        "대불산단 입주업체",
        "establishments of the Daebul complex",
    ),
    (
        "goseong_shipbuilders",
        "고성군 조선업체 집계",
        "Goseong-gun's count of shipbuilders",
        "고성군",
        WORKPLACE,
        "군내 조선업체 101개",
        "101 shipbuilders of the county",
    ),
]
# What the tables of facts call a survey: the key above.
SURVEY_WORDS = {
    "지역별고용조사": "local_labour_force",
    "경제활동인구조사": "labour_force",
    "광업제조업조사": "mining_manufacturing",
    "전국사업체조사": "establishments",
    "경제총조사": "economic_census",
    "지역별 사업체노동력조사": "labour_at_establishments",
    "고용보험 피보험자(상시)": "insured_regular",
    "고용보험 피보험자(월평균)": "insured_mean",
    "고용보험 피보험자(3년 증감률)": "insured_mean",
    "고용보험 피보험자(노동연구원 코호트)": "insured_cohort",
    "고용보험 피보험자": "insured",
    "충북도 제조업체": "chungbuk_manufacturers",
    "전북도 제조업체": "jeonbuk_manufacturers",
    "울산시 제조업체": "ulsan_manufacturers",
    "산단공": "industrial_complexes",
    "대불산단 조선업": "daebul_shipbuilding",
    "고용노동부·전남도": "daebul_shipbuilding",
    "대불산단 고용": "daebul",
    "고성군 집계": "goseong_shipbuilders",
}

# Words of the tables of facts: industry keys. Others keep their word (OTHER_INDUSTRIES).
INDUSTRIES = {
    "mining_manufacturing": "mining_and_manufacturing",
    "agriculture_fishery": "agriculture_forestry_and_fishing",
    "trade_accommodation_food": "trade_accommodation_and_food",
    "electricity_transport_telecom_finance": "utilities_transport_communication_and_finance",
    "business_personal_public_services": "business_personal_and_public_services",
    "accommodation_food": "accommodation_and_food_service",
    "wholesale_retail": "wholesale_and_retail_trade",
    "food": "c10",
    "chemicals": "c20",
    "pharmaceuticals": "c21",
    "rubber_plastics": "c22",
    "basic_metals": "c24",
    "fabricated_metals": "c25",
    "electronics": "c26",
    "electrical_equipment": "c28",
    "machinery": "c29",
    "motor_vehicles": "c30",
    "other_transport": "c31",
    "industrial_complex": "total",
}
OTHER_INDUSTRIES = {
    "shipbuilding": ("조선업", "shipbuilding"),
    "steel": ("철강업", "steel"),
    "services": ("서비스업", "services"),
    "motor_vehicles+shipbuilding+electronics": (
        "자동차·조선·전자",
        "motor vehicles, shipbuilding and electronics",
    ),
}

COLUMNS = [
    "area",
    "region_code",
    "sido_code",
    "place_ko",
    "year",
    "period",
    "measure",
    "industry",
    "industry_ko",
    "industry_en",
    "value",
    "unit",
    "survey",
    "confidence",
    "source_title",
    "source",
    "note",
]
CHANGE_COLUMNS = [
    *COLUMNS[:4],
    "year_from",
    "period_from",
    "year_to",
    "period_to",
    *COLUMNS[6:10],
    "change",
    "change_percent",
    *COLUMNS[12:16],
]


def surveys_table() -> pd.DataFrame:
    """data/references/surveys.csv."""
    columns = ["survey", "name_ko", "name_en", "publisher_ko", "counts"]
    return pd.DataFrame(SURVEYS, columns=[*columns, "universe_ko", "universe_en"])


def published_table(
    regions: pd.DataFrame, provinces: pd.DataFrame, industries: pd.DataFrame
) -> pd.DataFrame:
    """data/statistics/published_employment.csv: levels."""
    found = facts("published_employment").assign(unit="persons")
    national = facts("published_national").rename(columns={"series": "measure"})
    national = national.assign(region_ko="전국", sido="")
    rows = pd.concat([found, facts("published_employment_added"), national], ignore_index=True)
    # The publisher's KRW units come as found; a million is the unit of the statistics.
    billions = rows["unit"] == "billion KRW"
    value = rows["value"].astype(float) * billions.map({True: 1000.0, False: 1.0})
    periods = [_period(text) for text in rows["period"]]
    table = rows.assign(
        value=value.map(lambda number: f"{number:g}" if number < 1e5 else f"{number:.0f}"),
        unit=rows["unit"].mask(billions, "million KRW"),
        year=[year for year, _ in periods],
        period=[period for _, period in periods],
        source=rows["source_url_or_ref"],
    )
    table = _places(_industries(_surveys(table), industries), regions, provinces)[COLUMNS]
    order = ["region_code", "sido_code", "place_ko", "survey", "measure", "industry", "year"]
    return table.sort_values([*order, "period"], kind="stable", ignore_index=True)


def changes_table(
    regions: pd.DataFrame, provinces: pd.DataFrame, industries: pd.DataFrame
) -> pd.DataFrame:
    """data/statistics/published_changes.csv: changes whose ends were not published."""
    rows = facts("published_employment_changes")
    first = [_period(text) for text in rows["period_from"]]
    last = [_period(text) for text in rows["period_to"]]
    table = rows.assign(
        year_from=[year for year, _ in first],
        period_from=[period for _, period in first],
        year_to=[year for year, _ in last],
        period_to=[period for _, period in last],
        change=rows["change_persons"],
        change_percent=rows["change_pct"],
        source=rows["source_url_or_ref"],
    )
    table["unit"] = "persons"
    return _places(_industries(_surveys(table), industries), regions, provinces)[CHANGE_COLUMNS]


def _surveys(rows: pd.DataFrame) -> pd.DataFrame:
    def key(text: str) -> str:
        fitting = [word for word in SURVEY_WORDS if text.startswith(word)]
        if not fitting:
            raise SystemExit(f"published: unknown survey {text!r}")
        return SURVEY_WORDS[max(fitting, key=len)]

    return rows.assign(survey=rows["survey"].map(key))


def _industries(rows: pd.DataFrame, industries: pd.DataFrame) -> pd.DataFrame:
    names = industries.set_index("industry")[["name_ko", "name_en"]].T.to_dict("list")
    names |= {key: list(pair) for key, pair in OTHER_INDUSTRIES.items()}
    key = rows["industry"].replace(INDUSTRIES)
    if unknown := set(key) - set(names):
        raise SystemExit(f"published: unknown industries {sorted(unknown)}")
    return rows.assign(
        industry=key.str.replace("+", "_and_", regex=False),
        industry_ko=[names[name][0] for name in key],
        industry_en=[names[name][1] for name in key],
    )


def _period(text: str) -> tuple[int, str]:
    """Year and part of it: Y, H1, H2, Q1 … Q4, M01 … M12, or M12-mean (the year that ends then)."""
    if match := re.fullmatch(r"(\d{4})(H[12]|Q[1-4])?", text):
        return int(match[1]), match[2] or "Y"
    if match := re.fullmatch(r"(\d{4})-(\d\d)", text):
        return int(match[1]), f"M{match[2]}"
    if match := re.fullmatch(r"\d{4}-\d\d\.\.(\d{4})-(\d\d)(?: avg)?", text):
        return int(match[1]), f"M{match[2]}-mean"
    if match := re.fullmatch(r"(\d{4})-(\d\d) \(12m avg\)", text):
        return int(match[1]), f"M{match[2]}-mean"
    raise SystemExit(f"published: unreadable period {text!r}")


def _places(rows: pd.DataFrame, regions: pd.DataFrame, provinces: pd.DataFrame) -> pd.DataFrame:
    """area: region, part (of a region), province, nation or several (regions together)."""
    sido = dict(zip(provinces["short_ko"], provinces["sido_code"], strict=True))
    official = set(provinces["name_ko"])
    code = {
        (region[:2], name): region
        for region, name in zip(regions["region_code"], regions["name_ko"], strict=True)
    }
    code |= {(sido["충북"], "청원군"): code[sido["충북"], "청주시"]}
    areas = []
    for place, province in zip(rows["region_ko"], rows["sido"], strict=True):
        if place.startswith("전국"):
            areas.append(("nation", "", "", "전국"))
            continue
        number = sido[province]
        if place in official or place.endswith(" 전체"):
            areas.append(("province", "", number, place.removesuffix(" 전체")))
        elif "+" in place:
            areas.append(("several", "", number, place.replace("+", "·")))
        else:
            name, _, part = place.partition("(")
            name, *gu = name.removeprefix(f"{province} ").split(" ")
            if name == "대불산단":
                name, part = "영암군", "대불산단)"
            whole = not part and not gu
            shown = place if whole else f"{name} {' '.join(gu)}{part.rstrip(')')}".strip()
            areas.append(("region" if whole else "part", code[number, name], number, shown))
    columns = ["area", "region_code", "sido_code", "place_ko"]
    return pd.concat([pd.DataFrame(areas, columns=columns), rows.drop(columns="sido")], axis=1)
