"""What a table may be broken down by beside region, period and industry: sex, age, size, 읍면동."""

from __future__ import annotations

import re
from functools import lru_cache

from hubplanner.tables.words.labels import fold, is_total

_HEADS = re.compile(
    r"^(?:by)?(?:성|성별|남녀\w*|sex|gender|\w*연령\w*|\w*나이\w*|age\w*|\w*규모\w*|size\w*"
    r"|종사상지위\w*|고용형태\w*|\w*조직형태\w*|\w*학력\w*|교육정도\w*|\w*직업\w*|직종\w*|국적\w*"
    r"|내외국인\w*|혼인\w*|읍면동\w*|읍·?면\w*|법정동\w*|행정동\w*|동리\w*|기관명|단지명|업체명|기업명"
    r"|사업체명|회사명|시설명|(?:산업)?단지|산단|(?:사업장|공장|조선소|마을|집계구|통계구)\w*|동명?|업력\w*"
    r"|(?:근속|임금|소득)\w*)$"
)
_BOUND = r"\d[\d,.]*\s*(?:세|대|인|명|개월|월|년|만원|백만원|억원)?"
_PART = re.compile(
    rf"(?:{_BOUND}\s*[~\-∼～]\s*(?:{_BOUND})?|(?:{_BOUND}\s*(?:이상|이하|미만|초과)\w*\s*[~\-∼～]?\s*){{1,2}}"
    r"|\d+\s*(?:세|대|인)|남|여|남자|여자|남성|여성|내국인|외국인"
    rf"|(?:under|over)\s*{_BOUND}|{_BOUND}\s*(?:to\s*{_BOUND}|(?:and|or)\s*(?:over|more|older|under|less)|\+)"
    r"|(?:fe)?males?|(?:wo)?men|foreigners?)",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def is_breakdown_head(text: str) -> bool:
    """Whether a head announces parts of a region's whole.

    Examples
    --------
    >>> [is_breakdown_head(text) for text in ("성별", "5세연령별", "사업체규모", "읍면동", "비고")]
    [True, True, True, True, False]
    """
    return bool(_HEADS.fullmatch(fold(re.sub(r"\(.*$", "", text))))


_REMARKS = re.compile(
    r"(?:비고|참고|메모|주석?|설명|특이사항|담당\w*|작성\w*|부서\w*|순번|연번|번호|no|remarks?|notes?|comments?)"
)


@lru_cache(maxsize=4096)
def is_remark_head(text: str) -> bool:
    """Whether a head announces what tells nothing of the figures themselves.

    >>> is_remark_head("비고"), is_remark_head("담당 부서"), is_remark_head("단지")
    (True, True, False)
    """
    return bool(_REMARKS.fullmatch(fold(re.sub(r"\(.*$", "", text))))


_EUPMYEONDONG = re.compile(r"^(?:읍면동|읍·?면|법정동|행정동|동리)\w*$")


@lru_cache(maxsize=4096)
def is_eupmyeondong_head(text: str) -> bool:
    """Whether a head announces the 읍면동 of a region, which together are the region.

    >>> [is_eupmyeondong_head(text) for text in ("읍면동", "읍면동별", "행정동(명)", "성별")]
    [True, True, True, False]
    """
    return bool(_EUPMYEONDONG.fullmatch(fold(re.sub(r"\(.*$", "", text))))


@lru_cache(maxsize=4096)
def is_part(text: str) -> bool:
    """Whether a text names a part by itself: one sex, an age, a class of size.

    Examples
    --------
    >>> [is_part(text) for text in ("남자", "15 - 29세", "10~19명", "65세이상", "계", "거제시")]
    [True, True, True, True, False, False]
    >>> [is_part(text) for text in ("10인 이상 20인 미만", "20 to 49", "65 and over", "Female")]
    [True, True, True, True]
    """
    return not is_total(text) and _PART.fullmatch(text.strip()) is not None
