"""SGIS OpenAPI3 (통계지리정보서비스): establishments and workers by sigungu and industry.

``auth/authentication.json`` gives a token for some hours, ``stats/company.json`` the figures of all
sigungu of a province. A refusal comes with HTTP status 200, as ``{"errCd": -401, "errMsg": "…"}``.
Codes of regions are KOSTAT's; a city of 일반구 comes in its 일반구.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from pydantic import SecretStr

from hubplanner.errors import DataError
from hubplanner.fetching.answer_cache import AnswerCache, Request, Rows
from hubplanner.fetching.kosis import COLUMNS
from hubplanner.fetching.web import TransientError, Web

HOST = "https://sgisapi.mods.go.kr/OpenAPI3"
KEYS_AT = "https://sgis.mods.go.kr/developer"

FIGURES, TOKEN = "stats/company.json", "auth/authentication.json"

MEASURES = {"corp_cnt": ("사업체수", "개"), "tot_worker": ("종사자수", "명")}

_EXPIRED = -401


class _TokenExpiredError(Exception):
    """The token has run out."""


class Sgis:
    """A conversation with SGIS: `key` and `secret` are marks, `cache` what it said before."""

    def __init__(self, web: Web, key: str, secret: str, cache: AnswerCache) -> None:
        self.web, self.key, self.secret, self.cache = web, key, secret, cache
        self._token = ""

    def table(
        self,
        provinces: Iterable[str],
        years: Iterable[int],
        industries: dict[str, str],
        on_part: Callable[[str], None] = lambda part: None,
    ) -> Rows:
        """Long rows under the columns of a KOSIS download.

        Parameters
        ----------
        provinces
            Two-digit KOSTAT codes.
        years
            Years of the census of establishments.
        industries
            Korean name by KSIC code (``C``, ``C30``); the empty code is all industries.

        Raises
        ------
        DataError
            When SGIS refuses.
        """
        provinces = list(provinces)
        rows: Rows = []
        empty: list[tuple[int, Request]] = []
        for year in sorted(years):
            for code, name in industries.items():
                on_part(f"SGIS {year} {name}")
                for province in provinces:
                    request = {"year": str(year), "adm_cd": province, "low_search": "1"}
                    if code:
                        request["class_code"] = code
                    answer = self._cached_or_asked(request)
                    if not answer:
                        empty.append((year, request))
                    rows += [row for one in answer for row in _long(one, year, code, name)]
        last = max((int(row["시점"]) for row in rows), default=0)
        for year, request in empty:
            # An industry that a province does not have; the newest year may still come.
            if year <= last:
                self.cache.put(request, [])
        return rows

    def _cached_or_asked(self, request: Request) -> Rows:
        if (cached := self.cache.get(request)) is not None:
            return cached
        for last in (False, True):
            try:
                asked = {**request, "accessToken": self._token or self._ask_token()}
                rows = self.web.ask(FIGURES, asked, _read)
                break
            except _TokenExpiredError:
                self._token = ""
                if last:
                    raise DataError(
                        "SGIS: takes no token, not even a new one (error -401)"
                    ) from None
        if rows:
            self.cache.put(request, rows)
        return rows

    def _ask_token(self) -> str:
        def read(answer: Any) -> Rows:
            result = _result(answer)
            token = result.get("accessToken") if isinstance(result, dict) else None
            if not token:
                raise DataError("SGIS: answers in another shape than documented (no accessToken)")
            return [{"token": str(token)}]

        request = {"consumer_key": self.key, "consumer_secret": self.secret}
        token = self.web.ask(TOKEN, request, read)[0]["token"]
        self._token = self.web.keys.mark("SGIS-TOKEN", SecretStr(token))
        return self._token


def _result(answer: Any) -> Any:
    if not isinstance(answer, dict) or not re.fullmatch("-?[0-9]+", str(answer.get("errCd"))):
        raise DataError("SGIS: answers in another shape than documented (no errCd)")
    code = int(answer["errCd"])
    said = str(answer.get("errMsg", "")).strip()
    if code == 0:
        return answer.get("result")
    if code == -100:
        return []
    if code == _EXPIRED:
        raise _TokenExpiredError
    if code == -429 or code <= -500:
        raise TransientError("answers with error {code} ({said})", code=code, said=said)
    if code in (-402, -403):
        raise DataError(
            "SGIS: the key or the secret is not valid (error {code}: {said})", code=code, said=said
        )
    raise DataError("SGIS: refuses (error {code}: {said})", code=code, said=said)


def _read(answer: Any) -> Rows:
    result = _result(answer)
    if not isinstance(result, list) or not all(
        isinstance(row, dict) and "adm_cd" in row for row in result
    ):
        raise DataError(
            "SGIS: answers in another shape than documented (no list of rows with adm_cd)"
        )
    return [{str(k): "" if v is None else str(v) for k, v in row.items()} for row in result]


def _long(row: dict[str, str], year: int, code: str, name: str) -> Rows:
    place = (row.get("adm_cd", ""), row.get("adm_nm", ""), code, name)
    return [
        dict(zip(COLUMNS, (*place, item, unit, str(year), row.get(field, "")), strict=True))
        for field, (item, unit) in MEASURES.items()
    ]
