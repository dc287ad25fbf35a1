"""What any label may say: a total, an example, the basis of prices."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Text without what varies from table to table: blanks, middle dots, width, case."""
    text = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[\s·ㆍ・‧∙•,./;_]", "", text)


TOTAL_WORDS = {"계", "합계", "전체", "총계", "소계", "총수", "total"}


@lru_cache(maxsize=4096)
def is_total(text: str) -> bool:
    """Whether a text stands for all of whatever is broken down."""
    return fold(text) in TOTAL_WORDS


def is_example(text: str) -> bool:
    """Whether a cell marks its row as the example of a template."""
    return text.startswith(("예)", "예시"))


_AT_CONSTANT_PRICES = {"기준년가격", "기준연도가격", "불변가격", "연쇄가격", "실질"}
_AT_CURRENT_PRICES = {"당해년가격", "당해연도가격", "경상가격", "명목", "경상"}


def price_basis(text: str) -> str:
    """``current`` or ``constant``, when the text says which prices; else ''."""
    folded = fold(text)
    if folded in _AT_CURRENT_PRICES:
        return "current"
    return "constant" if folded in _AT_CONSTANT_PRICES else ""


# Words that stand in the names of many industries tell none of them from another.
_COMMON = re.compile(r"기타|제조업?|서비스업?|관련|제외|제품|및|업$|업(?=\W)|\W")


def letter_pairs(name: str) -> set[str]:
    """Pairs of letters that stand side by side in what an industry's name says of its own."""
    return {
        word[start : start + 2]
        for word in _COMMON.sub(" ", name).split()
        for start in range(len(word) - 1)
    }
