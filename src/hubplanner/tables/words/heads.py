"""What a column holds, by the head that stands over it."""

from __future__ import annotations

import re
from functools import lru_cache

from hubplanner.tables.words.items import is_unit, item
from hubplanner.tables.words.labels import TOTAL_WORDS, fold
from hubplanner.tables.words.periods import in_full, period

REGION, PERIOD, ITEM, INDUSTRY, UNIT, VALUE, FLAG, SOURCE = (
    "region",
    "period",
    "item",
    "industry",
    "unit",
    "value",
    "flag",
    "source",
)

_HEADS = {
    REGION: "행정구역 지역 시군구 시도 시군 구군 지자체 자치단체 법정동 region"
    " administrativedivisions",
    PERIOD: "시점 연도 년도 기준년 기준연도 기준일 기준일자 조사년도 조사연도 통계연도"
    " 수록시점 반기 year period prdde baseyear",
    ITEM: "항목 지표 통계항목 item measure itmnm",
    INDUSTRY: "산업 업종 경제활동 표준산업 대분류 중분류 소분류 세분류 세세분류 industry",
    UNIT: "단위 단위명 unit unitnm",
    VALUE: "데이터 값 수치 통계값 통계치 자료값 value data dt",
    FLAG: "flag 부호 상태",
    SOURCE: "source 출처 자료출처 자료원",
}
_EXACT = {UNIT, VALUE, FLAG, SOURCE}


@lru_cache(maxsize=4096)
def head_role(text: str) -> str | None:
    """What a column head announces, by its usual Korean or English name.

    Examples
    --------
    >>> head_role("행정구역별(2)"), head_role("C산업별"), head_role("데이터"), head_role("비고")
    ('region', 'industry', 'value', None)
    """
    folded = re.sub(r"\(.*$", "", fold(re.sub(r"^by ", "", text.strip().casefold())))
    if not folded:
        return None
    for role, words in _HEADS.items():
        for word in words.split():
            if folded == word or folded == f"{word}별" or folded == f"c{word}별":
                return role
            if (
                role not in _EXACT
                and len(word) > 1
                and folded.startswith(word)
                and len(folded) < 14
            ):
                return role
            if role == REGION and word in folded and folded.endswith(("코드", "명", "별")):
                return role
    return None


_PARTS_OF_YEAR = {
    "반기": re.compile(r"(?:조사|기준)?반기별?|half(?:year)?|semester"),
    "분기": re.compile(r"(?:조사|기준)?분기별?|quarters?"),
    "월": re.compile(r"(?:조사|기준)?월별?|months?"),
}


@lru_cache(maxsize=4096)
def part_of_year(text: str) -> str:
    """What part of a year stands in numbers below a head; '' where none does.

    >>> [part_of_year(head) for head in ("월", "분기별", "Half-year", "월평균")]
    ['월', '분기', '반기', '']
    """
    folded = fold(text).replace("-", "")
    return next((part for part, head in _PARTS_OF_YEAR.items() if head.fullmatch(folded)), "")


def is_code_head(text: str) -> bool:
    """Whether a head says that codes stand below it.

    >>> [is_code_head(text) for text in ("시도코드", "코드(C)", "코드수", "SIG_CD")]
    [True, True, False, True]
    """
    return fold(re.sub(r"(?<=.)[(\[].*$", "", text)).endswith(("코드", "code", "cd"))


_MONTH_FIRST = re.compile(
    r"^(?P<year>(?:19|20)\d{2}\s*(?:년|[.\-])\s*\d{1,2}\s*월?)[\s_\-·]+(?P<rest>\D.*)$"
)
_YEAR_FIRST = re.compile(r"^(?P<year>(?:19|20)\d{2}\s*(?:년도|년)?)[\s_\-·.]*(?P<rest>\D.*)$")
_YEAR_LAST = re.compile(r"^(?P<rest>.*\D)[\s_\-·.(]*(?P<year>(?:19|20)\d{2}\s*(?:년도|년)?)\)?$")


_TOTAL_LAST = re.compile(
    rf"(?P<rest>.+?)[\s_\-·(\[]+(?P<total>{'|'.join(TOTAL_WORDS)})[)\]]?", re.I
)


def parts_of_head(text: str) -> list[str]:
    """A head that says two things, taken apart: '2023년 제조업 종사자수(명)' names three.

    Examples
    --------
    >>> parts_of_head("2023년 제조업 종사자수(명)")
    ['2023년', '제조업', '종사자수(명)']
    >>> parts_of_head("2024년12월_총인구수")
    ['2024년12월', '총인구수']
    >>> parts_of_head("취업자[천명]"), parts_of_head("22년 종사자수")
    (['취업자[천명]'], ['2022년', '종사자수'])
    >>> parts_of_head("종사자수 계"), parts_of_head("제조업종사자수")
    (['종사자수', '계'], ['제조업', '종사자수'])
    """
    text = in_full(text)
    if period(text) or item(text) or is_unit(text):
        return [text]
    for pattern in (_MONTH_FIRST, _YEAR_FIRST, _YEAR_LAST):
        if match := pattern.match(text):
            return [match["year"], *parts_of_head(match["rest"].strip(" _-·("))]
    if (match := _TOTAL_LAST.fullmatch(text)) and item(match["rest"]):
        return [match["rest"], match["total"]]
    for start in range(1, len(text)):
        if text[start - 1] in " _-·업" and item(text[start:]):
            return [text[:start].strip(" _-·"), text[start:].strip()]
    return [text]


# Heads of a table of travel times, in small letters.
FROM = ("from", "origin", "source", "from_id", "origin_id", "출발", "출발지", "기점")
TO = ("to", "destination", "target", "to_id", "destination_id", "도착", "도착지", "종점")
MINUTES = ("minutes", "minute", "min", "time", "분", "시간(분)", "소요시간", "소요시간(분)")
