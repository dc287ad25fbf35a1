"""What each setting of a scenario means, in Korean; its English is in the scenario itself."""

from __future__ import annotations

from hubplanner.language import Text

_OWN = {
    "title_ko": "한글 제목",
    "title_en": "영문 제목",
    "scoring.weights.dependency": "의존도의 가중치",
    "scoring.weights.decline": "쇠퇴도의 가중치",
    "scoring.weights.outflow": "유출도의 가중치",
    "scoring.ahp.dependency_over_decline": "AHP 쌍대비교: 쇠퇴도에 견준 의존도의 중요도",
    "scoring.ahp.dependency_over_outflow": "AHP 쌍대비교: 유출도에 견준 의존도의 중요도",
    "scoring.ahp.decline_over_outflow": "AHP 쌍대비교: 유출도에 견준 쇠퇴도의 중요도",
    "siting.spacing_km": "두 거점 사이의 최소 거리, km",
    "siting.spacing_minutes": "두 거점 사이의 최소 시간, 분",
}
"""Where the scenario says nothing in English, or one sentence for two settings."""


def meaning_in_korean(path: str, english: str) -> str:
    """The meaning of the setting at a path of the scenario file."""
    return _OWN.get(path) or Text(english).in_language("ko")
