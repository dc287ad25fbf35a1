"""Figures fetched with the planner's own key, written as `data import` writes them."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from hubplanner.errors import DataError
from hubplanner.fetching import kosis, sgis
from hubplanner.fetching.answer_cache import AnswerCache, Rows
from hubplanner.fetching.hidden_keys import Keys
from hubplanner.fetching.keys import find_key
from hubplanner.fetching.kosis import Kosis, Table
from hubplanner.fetching.sgis import Sgis
from hubplanner.fetching.web import RetryPolicy, Web
from hubplanner.importing import DEFAULT_PARENT, Report, import_file
from hubplanner.regions import cache_folder, read_reference
from hubplanner.tables.industries import known_industries
from hubplanner.tables.words import NONE, figure

__all__ = ["SURVEYS", "Survey", "fetch", "read_years", "usual_years"]

_KOGL = "KOGL type 1"


@dataclass(frozen=True)
class Survey:
    """One survey: its figures go into a folder of their own and are never mixed with another's.

    Attributes
    ----------
    service
        ``kosis`` or ``sgis``.
    title
        How the source is named wherever a figure is shown.
    licence
        As the publisher states it.
    tables
        KOSIS tables that together hold it.
    years
        Those fetched where none are asked for, as :func:`read_years` reads them; ``''`` where the
        planner has to say.
    none_is_zero
        Whether all establishments are asked, so that '-' (no such thing) is a figure of zero,
        unlike 'X' (held back).
    """

    service: str
    title: str
    licence: str
    tables: tuple[Table, ...] = ()
    years: str = ""
    none_is_zero: bool = False


SURVEYS = {
    "kosis-mining-manufacturing": Survey(
        "kosis",
        "통계청(현 국가데이터처), 광업·제조업조사(종사자 10명 이상 사업체), KOSIS 101/DT_1FS1101",
        _KOGL,
        (Table("101", "DT_1FS1101"),),
        years="2020-2024",
        none_is_zero=True,
    ),
    "kosis-labour-force": Survey(
        "kosis",
        "통계청(현 국가데이터처), 지역별고용조사(거주지 기준), KOSIS 101/DT_1ES3A30S",
        _KOGL,
        (Table("101", "DT_1ES3A30S", half=True),),
    ),
    "kosis-establishment-labour": Survey(
        "kosis",
        "고용노동부, 사업체노동실태현황, KOSIS 118/DT_118N_SAUPN75·SAUP78",
        "명시되지 않음 · not stated: see the table's page in KOSIS",
        (Table("118", "DT_118N_SAUPN75"), Table("118", "DT_118N_SAUP78")),
    ),
    "sgis-workers": Survey(
        "sgis", "통계청(현 국가데이터처), 전국사업체조사, SGIS OpenAPI3 stats/company", _KOGL
    ),
}
BUNDLES = {
    "kosis-employment": [name for name in SURVEYS if name.startswith("kosis-")],
    "kosis-divisions": ["kosis-mining-manufacturing"],
}
"""What a planner may ask for beside single surveys: each goes into a folder of its own.
``kosis-divisions`` is the survey that tells every 시군구 its divisions."""


def usual_years(what: str) -> str:
    """The years of a survey or bundle where a planner names none; ``''`` where he has to.

    Examples
    --------
    >>> usual_years("kosis-divisions"), usual_years("kosis-employment")
    ('2020-2024', '')
    """
    years = {SURVEYS[name].years for name in BUNDLES.get(what, [what]) if name in SURVEYS}
    return years.pop() if len(years) == 1 else ""


def read_years(text: str) -> list[int]:
    """Years as a planner writes them.

    Examples
    --------
    >>> read_years("2015-2017"), read_years("2015,2020")
    ([2015, 2016, 2017], [2015, 2020])
    """
    years: set[int] = set()
    for part in text.replace("–", "-").replace("~", "-").split(","):
        first, _, last = part.strip().partition("-")
        ends = first.strip(), (last or first).strip()
        if not all(end.isdigit() and 1990 <= int(end) <= 2100 for end in ends):
            raise DataError("--years {text!r}: write them as in 2015-2024 or 2015,2020", text=text)
        years |= set(range(int(ends[0]), int(ends[1]) + 1))
    if not years:
        raise DataError("--years {text!r}: the first year comes after the last", text=text)
    return sorted(years)


def fetch(
    what: str,
    years: Iterable[int],
    *,
    into: str | Path | None = None,
    host: str = "",
    refresh: bool = False,
    cache: Path | None = None,
    retry: RetryPolicy | None = None,
    on_part: Callable[[str], None] = lambda part: None,
    plain_http: bool = False,
) -> list[Report]:
    """Fetch a survey, or all of a bundle, and write each as a data folder.

    Parameters
    ----------
    what
        A key of `SURVEYS` or `BUNDLES`.
    years
        The years; those that a table does not have come back empty.
    into
        Folder that gets one folder a survey; ``own-data`` where omitted.
    host
        The service's address, where it is not the one that is known.
    refresh
        Ask again for what is kept.
    cache
        Folder of kept answers; the user's cache where omitted.
    retry
        Pace and patience towards the service.
    on_part
        Told what is fetched next.
    plain_http
        Whether `host` may be one of http on this machine (127.0.0.1), as in tests.

    Raises
    ------
    DataError
        When there is no key, the service refuses, or nothing came that could be imported.
    """
    names = BUNDLES.get(what, [what])
    if unknown := [name for name in names if name not in SURVEYS]:
        known = ", ".join([*BUNDLES, *SURVEYS])
        raise DataError(
            "{unknown!r} cannot be fetched; known: {known}", unknown=unknown[0], known=known
        )
    years, parent = sorted(years), Path(into) if into else DEFAULT_PARENT
    place = (cache or cache_folder()) / "fetched"
    reports = []
    for name in names:
        survey = SURVEYS[name]
        answers = AnswerCache(place / survey.service, refresh=refresh)
        rows = _ask(survey, years, host, answers, retry or RetryPolicy(), on_part, plain_http)
        if not any(row["데이터"] for row in rows):
            span = f"{years[0]}–{years[-1]}" if len(years) > 1 else str(years[0])
            if len(names) > 1:
                on_part(f"{name}: {span} 자료 없음 · no figures")
                continue
            raise DataError(
                "{name}: has no figures of {span}; choose other --years", name=name, span=span
            )
        if survey.none_is_zero:
            rows = [_with_zero(row) for row in rows]
        reports.append(_write(name, survey, rows, parent / name))
    if not reports:
        raise DataError("{what}: has no figures of these years; choose other --years", what=what)
    return reports


def _ask(
    survey: Survey,
    years: list[int],
    host: str,
    answers: AnswerCache,
    retry: RetryPolicy,
    on_part: Callable[[str], None],
    plain_http: bool,
) -> Rows:
    keys = Keys()
    if survey.service == "kosis":
        mark = keys.mark("KOSIS-KEY", find_key("KOSIS_KEY", kosis.KEYS_AT))
        with Web("KOSIS", host or kosis.HOST, keys, retry, plain_http=plain_http) as web:
            kosis_service = Kosis(web, mark, answers)
            return [
                row
                for table in survey.tables
                for row in kosis_service.table(table, years, known_industries(), on_part)
            ]
    key = keys.mark("SGIS-KEY", find_key("SGIS_KEY", sgis.KEYS_AT))
    secret = keys.mark("SGIS-SECRET", find_key("SGIS_SECRET", sgis.KEYS_AT))
    provinces = read_reference("provinces")
    with Web("SGIS", host or sgis.HOST, keys, retry, plain_http=plain_http) as web:
        sgis_service = Sgis(web, key, secret, answers)
        return sgis_service.table(provinces["sido_code"], years, _sgis_industries(), on_part)


def _sgis_industries() -> dict[str, str]:
    """Codes of SGIS with their names: all, manufacturing, and its divisions."""
    known = known_industries()
    divisions = {
        f"C{code}": known.names[industry][0]
        for industry, code in known.ksic.items()
        if code.isdigit() and industry.startswith("c")
    }
    return {"": "전산업", "C": "제조업", **divisions}


def _with_zero(row: dict[str, str]) -> dict[str, str]:
    return row | {"데이터": "0"} if figure(row["데이터"]).kind == NONE else row


def _write(name: str, survey: Survey, rows: Rows, folder: Path) -> Report:
    """Through the same door as a download: a long table, read by `import_file`."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / f"{name}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, kosis.COLUMNS, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        report = import_file(path, into=folder, source=survey.title, licence=survey.licence)
    assert isinstance(report, Report)
    return report
