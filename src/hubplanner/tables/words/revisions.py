"""Industries of revisions 8 (2000) and 9 (2008) of KSIC, and where revision 10 (2017) has them.

What only moved is carried (``=``); of what was split it is said which divisions of revision 10
hold its parts (``:``). Divisions and sections of revision 9 that are not listed are those of
revision 10.

Of revision 9: when it gave revision 10, Statistics Korea said that rental other than of real estate
(69), water supply (36) and the repair of machinery and equipment (951) moved to other sections
(이투데이, 2017-01-13, http://web2.etoday.co.kr/news/view/1441337). Of revision 8 no table of
correspondence that may be cited was found; its industries are known by name and code, and none is
carried: most were divided anew by revision 9 (이투데이, 2007,
https://m.etoday.co.kr/view.php?idxno=150841).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from hubplanner.tables.words.labels import fold, letter_pairs

_LISTED = {
    8: """
        A 농업 및 임업
        01 농업
        02 임업
        B 어업
        05 어업
        C 광업
        10 석탄, 원유 및 우라늄 광업
        11 금속 광업
        12 비금속광물 광업; 연료용 제외
        D 제조업
        15 음식료품 제조업
        16 담배 제조업
        17 섬유제품 제조업; 봉제의복 제외
        18 봉제의복 및 모피제품 제조업
        19 가죽, 가방 및 신발 제조업
        20 목재 및 나무제품 제조업; 가구 제외
        21 펄프, 종이 및 종이제품 제조업
        22 출판, 인쇄 및 기록매체 복제업
        23 코크스, 석유정제품 및 핵연료 제조업
        24 화합물 및 화학제품 제조업
        25 고무 및 플라스틱제품 제조업
        26 비금속광물제품 제조업
        27 제1차 금속산업
        28 조립금속제품 제조업; 기계 및 가구 제외
        29 기타 기계 및 장비 제조업
        30 컴퓨터 및 사무용 기기 제조업
        31 기타 전기기계 및 전기변환장치 제조업
        32 전자부품, 영상, 음향 및 통신장비 제조업
        33 의료, 정밀, 광학기기 및 시계 제조업
        34 자동차 및 트레일러 제조업
        35 기타 운송장비 제조업
        36 가구 및 기타제품 제조업
        37 재생용 가공원료 생산업
        E 전기, 가스 및 수도사업
        40 전기, 가스 및 증기업
        41 수도사업
        F 건설업
        45 종합 건설업
        46 전문직별 공사업
        G 도매 및 소매업
        50 자동차 판매 및 차량연료 소매업
        51 도매 및 상품중개업
        52 소매업; 자동차 제외
        H 숙박 및 음식점업
        55 숙박 및 음식점업
        I 운수업
        60 육상 운송 및 파이프라인 운송업
        61 수상 운송업
        62 항공 운송업
        63 여행알선, 창고 및 운송관련 서비스업
        J 통신업
        64 통신업
        K 금융 및 보험업
        65 금융업
        66 보험 및 연금업
        67 금융 및 보험관련 서비스업
        L 부동산업 및 임대업
        70 부동산업
        71 기계장비 및 소비용품 임대업
        M 사업서비스업
        72 정보처리 및 기타 컴퓨터 운영관련업
        73 연구 및 개발업
        74 전문, 과학 및 기술 서비스업
        75 사업지원 서비스업
        N 공공행정, 국방 및 사회보장행정
        76 공공행정, 국방 및 사회보장행정
        O 교육 서비스업
        80 교육 서비스업
        P 보건 및 사회복지사업
        85 보건업
        86 사회복지사업
        Q 오락, 문화 및 운동관련 서비스업
        87 영화, 방송 및 공연산업
        88 기타 오락, 문화 및 운동관련 산업
        R 기타 공공, 수리 및 개인 서비스업
        90 하수처리, 폐기물처리 및 청소관련 서비스업
        91 회원단체
        92 수리업
        93 기타 서비스업
        S 가사 서비스업
        95 가사 서비스업
        T 국제 및 외국기관
        99 국제 및 외국기관
    """,
    9: """
        D 전기, 가스, 증기 및 수도사업 : 35 36
        36 수도사업 = e36
        E 하수·폐기물 처리, 원료재생 및 환경복원업 : 37 38 39
        L 부동산업 및 임대업 = real_estate_and_rental
        69 임대업; 부동산 제외 = n76
        N 사업시설관리 및 사업지원 서비스업 : 74 75
        S 협회 및 단체, 수리 및 기타 개인 서비스업 : 34 94 95 96
        95 수리업 : 34 95
    """,
}
_LINE = re.compile(r"(?P<code>\w+) (?P<name>[^=:]+?)(?: (?P<kind>[=:]) (?P<now>.+))?")
_LABEL = re.compile(
    r"(?P<section>[A-U]?)\s*(?P<division>\d{2})?(?!\d)\s*[.)\]:]?\s*(?P<name>[^\d\s(\[].*?|제1차.*?)?"
    r"\s*(?:[(\[][A-U0-9,~\-∼～\s]+[)\]])?"
)
_STATED = re.compile(
    r"(?<!\d)([89])\s*차\s*(?:개정|(?:한국)?\s*표준\s*산업|산업\s*분류)"
    r"|(?:산업|업종)[^\d차]{0,12}([89])\s*차"
    r"|KSIC\s*-?\s*(?:rev(?:ision)?\.?)?\s*-?\s*0?([89])\b",
    re.I,
)


@dataclass(frozen=True)
class OlderIndustry:
    """A section or division of an older revision.

    Attributes
    ----------
    revision
        8 or 9.
    section, code, name
        As the revision has them; the code of a section is its letter.
    key
        Of the industry of revision 10 that is the same; '' where none is.
    now
        The divisions of revision 10 that its parts went to, as '10 11'; '' where not listed.
    """

    revision: int
    section: str
    code: str
    name: str
    key: str
    now: str


def stated_revision(texts: Iterable[str]) -> int | None:
    """The older revision that titles or heads name; None where none or several are.

    Examples
    --------
    >>> stated_revision(["산업별(9차개정)"]), stated_revision(["제10차 산업분류"])
    (9, None)
    """
    found = {int(match[match.lastindex or 0]) for text in texts for match in _STATED.finditer(text)}
    return found.pop() if len(found) == 1 else None


def older_industries(text: str, *, headed: bool = False) -> list[OlderIndustry]:
    """The industries of older revisions that a label can mean: code and name agree with one, or
    the name is one's own; a code alone only under a head of industries (`headed`).

    Examples
    --------
    >>> [(one.revision, one.key) for one in older_industries("35 기타 운송장비 제조업")]
    [(8, '')]
    >>> [(one.revision, one.key, one.now) for one in older_industries("36 수도사업")]
    [(9, 'e36', '')]
    """
    match = _LABEL.fullmatch(unicodedata.normalize("NFKC", text).strip().lstrip("'"))
    if not match:
        return []
    section, code, name = match["section"], match["division"] or match["section"], match["name"]
    if not code:
        return [one for one in _listed() if name and fold(name) == fold(one.name)]
    alike = [one for one in _listed() if one.code == code and section in ("", one.section)]
    if not name:
        return alike if headed else []
    return [one for one in alike if _fits(name, one.name)]


def _fits(name: str, own: str) -> bool:
    return fold(name) == fold(own) or bool(letter_pairs(name) & letter_pairs(own))


@cache
def _listed() -> tuple[OlderIndustry, ...]:
    found, section = [], ""
    for revision, lines in _LISTED.items():
        for line in filter(None, map(str.strip, lines.splitlines())):
            match = _LINE.fullmatch(line)
            assert match, line
            section = match["code"] if match["code"].isalpha() else section
            same, now = match["kind"] == "=", match["now"] or ""
            found.append(
                OlderIndustry(
                    revision,
                    section,
                    match["code"],
                    match["name"],
                    key=now if same else "",
                    now="" if same else now,
                )
            )
    return tuple(found)
