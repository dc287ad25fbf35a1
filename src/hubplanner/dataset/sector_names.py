"""What the labels of an input-output table mean: sectors, totals, kinds of table, divisions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from hubplanner.errors import DataError
from hubplanner.language import Text
from hubplanner.regions import read_reference
from hubplanner.tables import words
from hubplanner.tables.industries import known_industries

YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
SOURCE = re.compile(r"^[\s*※]*(?:출처|자료원?)\s*[:：]\s*(?P<source>.+)$")

KINDS = {
    "inverse": Text("production inducement coefficients"),
    "coefficients": Text("input coefficients"),
    "flows": Text("flows"),
}
KIND_WORDS = {
    "inverse": ("생산유발", "역행렬", "leontief", "inverse"),
    "coefficients": ("투입계수", "inputcoefficient"),
    "flows": ("거래표", "거래액", "transaction", "flow"),
}
_OTHER_TABLES = (
    *("수입유발", "부가가치유발", "취업유발", "고용유발", "노동유발", "수입투입계수", "수입거래표"),
    *("산출계수", "배분계수", "취업계수", "고용계수", "고용표", "가격파급"),
)

# Folded, as words.fold does: without blanks and in small letters.
_TOTAL = re.compile(
    r"^(?:계|합|합계|소계|열합계?|행합계?|영향력계수|감응도계수|평균|sum|total)$|^총(?!포)|"
    r"(?:투입|수요|공급)계$|^중간(?:투입|수요)|^(?:total|gross|intermediate)"
)
_OUTPUT = re.compile(r"총(?:산출|투입)(?:액|계)?|(?:total|gross)(?:output|input)")
_ACCOUNT = re.compile(
    r"최종수요|부가가치|소비지출|자본형성|자본소모|귀중품|투자$|재고|수출|수입|이출|이입|영업잉여|"
    r"피용자|취업자|고용자|생산세|상품세|물세|관세|보조금|잔폐물|조정|"
    r"finaldemand|valueadded|consumption|exports?|imports?|compensation|surplus|taxes|subsid|"
    r"inventor|linkages?"
)
_KEYS = re.compile(r"c\d\d(?:[;,+\s]+c\d\d)*")
_CODE = re.compile(r"^[A-Z]?\d{1,5}[.\s]+(?=\D)")


def is_figure(text: str) -> bool:
    return words.figure(text).kind == words.NUMBER


def _bare(text: str) -> str:
    """A folded label without what stands in brackets: '총투입(=총산출)' is 총투입."""
    return words.fold(re.sub(r"[(\[（].*$", "", text))


def is_total(text: str) -> bool:
    """Whether a row or column adds up others, or is a linkage computed from them: no sector.

    >>> [is_total(text) for text in ("중간 투입계", "총산출", "열합", "기타", "가스 공급업")]
    [True, True, True, False, False]
    """
    return bool(_TOTAL.search(_bare(text)))


def is_account(text: str) -> bool:
    """Whether a row without a column, or the reverse, is final demand or value added.

    >>> is_account("민간소비지출"), is_account("영업 잉여"), is_account("화학제품")
    (True, True, False)
    """
    return is_total(text) or bool(_ACCOUNT.search(_bare(text)))


def is_total_output(text: str) -> bool:
    """Whether a row or column holds total output, or total input, which is the same.

    >>> is_total_output("총투입(=총산출)"), is_total_output("총수요계")
    (True, False)
    """
    return bool(_OUTPUT.fullmatch(_bare(text)))


def stated_kind(title: str) -> str:
    """What a title says that the table is, a key of :data:`KINDS`; '' where it says nothing.

    Raises
    ------
    DataError
        Where it says that the table is of another kind.
    """
    folded = words.fold(title)
    if other := [word for word in _OTHER_TABLES if word in folded]:
        raise DataError(
            "holds {other} by its title; give flows (거래표), input coefficients (투입계수표)"
            " or production inducement coefficients (생산유발계수표)",
            other=other[0],
        )
    return next(
        (kind for kind, some in KIND_WORDS.items() if any(word in folded for word in some)), ""
    )


def stated_source(texts: Iterable[str]) -> str:
    """What a note '출처: …' or '자료: …' says."""
    for text in texts:
        if match := SOURCE.match(text):
            return match["source"].strip()[:120]
    return ""


def divisions(name: str, beside: Iterable[str], where: Text) -> tuple[str, ...]:
    """Divisions that a sector holds: keys in its name or beside it, else what its name means.

    Raises
    ------
    DataError
        Where keys are none of manufacturing or do not agree.
    """
    keys = {text for text in (name, *beside) if _KEYS.fullmatch(text)}
    if len(keys) > 1:
        raise DataError(
            "{where}: {keys} do not agree; keep one", where=where, keys=" and ".join(sorted(keys))
        )
    held = meaning(keys.pop() if keys else name)
    if wrong := [key for key in held if key not in manufacturing()]:
        raise DataError(
            "{where}: {wrong!r} is no division of manufacturing; write keys from c10 to c34"
            " (data/references/industries.csv)",
            where=where,
            wrong=wrong[0],
        )
    return held


def meaning(name: str) -> tuple[str, ...]:
    """The divisions of manufacturing that a name or a list of keys stands for.

    >>> meaning("음식료품"), meaning("c30;c31"), meaning("31 기타 운송장비 제조업"), meaning("건설")
    (('c10', 'c11', 'c12'), ('c30', 'c31'), ('c31',), ())
    """
    if _KEYS.fullmatch(name):
        return tuple(re.findall(r"c\d\d", name))
    plain = _CODE.sub("", name)
    if held := _bank_sectors().get(words.fold(plain)):
        return held
    # Codes alone are not believed: the Bank of Korea's own 'C10' is another thing.
    key = known_industries().key(plain) if re.search(r"[가-힣]", plain) else None
    if key == "manufacturing":
        return manufacturing()
    return (key,) if key in manufacturing() else ()


def is_elsewhere(name: str) -> bool:
    """Whether a name is of an industry that is no manufacturing."""
    return known_industries().key(name) not in (None, *manufacturing())


@cache
def manufacturing() -> tuple[str, ...]:
    """Keys of the divisions of manufacturing, c10 to c34."""
    return tuple(key for key in known_industries().names if re.fullmatch(r"c\d\d", key))


@cache
def _bank_sectors() -> dict[str, tuple[str, ...]]:
    """The Bank of Korea's 14 sectors of manufacturing, by Korean name and by key."""
    table = read_reference("linkages")
    return {
        words.fold(name): tuple(row["industries"].split(";"))
        for row in table.to_dict("records")
        for name in (row["name_ko"], row["sector"])
    }
