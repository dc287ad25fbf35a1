"""Fetching over real HTTP, from a server on loopback that answers in the documented shapes."""

from __future__ import annotations

import html
import json
import logging
import re
import threading
import time
import traceback
import urllib.parse
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import keyring
import keyring.backend
import keyring.errors
import pandas as pd
import pytest
from pydantic import SecretStr
from typer.testing import CliRunner

import hubplanner as hp
from hubplanner.cli import app
from hubplanner.errors import DataError
from hubplanner.fetching import fetch, read_years, usual_years
from hubplanner.fetching.answer_cache import AnswerCache
from hubplanner.fetching.hidden_keys import Keys
from hubplanner.fetching.keys import find_key
from hubplanner.fetching.web import RetryPolicy, Web
from hubplanner.industries import region_industries

KEY = "s3cr3t/Key+with=odd&signs%41"
QUICK = RetryPolicy(pace=0, attempts=3, backoff=0, timeout=0.4)
HTML = "<html><head><title>서비스 점검 안내</title></head><body>점검</body></html>"


class Server:
    """Answers with `reply(path, query)`: JSON, or (status, headers, body), or a way to fail."""

    def __init__(self):
        self.asked = []
        self.reply = lambda path, query: []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1  # head and body in one packet

            def do_GET(self):
                address = urllib.parse.urlsplit(self.path)
                # As servlets do: a plus sign is a blank, which parts codes as well.
                query = dict(urllib.parse.parse_qsl(address.query, keep_blank_values=True))
                outer.asked.append((address.path, query))
                answer = outer.reply(address.path, query)
                if callable(answer):
                    return answer(self)
                status, headers, body = answer if isinstance(answer, tuple) else (200, {}, answer)
                if not isinstance(body, (str, bytes)):
                    body = json.dumps(body, ensure_ascii=False)
                raw = body.encode() if isinstance(body, str) else body
                self.send_response(status)
                for name, value in {"Content-Length": len(raw), **headers}.items():
                    self.send_header(name, str(value))
                self.end_headers()
                self.wfile.write(raw)
                return None

            def log_message(self, *args):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()


def cut_off(handler):
    """Promise more than is sent, then hang up."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b'[{"ORG_ID": "101"')
    handler.wfile.flush()
    handler.close_connection = True


def hang_up(handler):
    handler.close_connection = True


def dawdle(handler):
    time.sleep(1.0)
    handler.close_connection = True


@pytest.fixture
def server():
    server = Server()
    yield server
    server.close()


@pytest.fixture(autouse=True)
def keys(monkeypatch):
    monkeypatch.setenv("HUBPLANNER_KOSIS_KEY", KEY)
    monkeypatch.setenv("HUBPLANNER_SGIS_KEY", KEY)
    monkeypatch.setenv("HUBPLANNER_SGIS_SECRET", KEY + "2")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


# KOSIS: 101/DT_1FS1101 in small


REGIONS = {
    "00": ("전국", ""),
    "32": ("강원특별자치도", "00"),
    "32600": ("고성군", "32"),
    "38": ("경상남도", "00"),
    "38090": ("거제시", "38"),
    "38540": ("고성군", "38"),
}
INDUSTRIES = {
    "C": "제조업(10~34)",
    "C10": "식료품 제조업",
    "C101": "도축업",
    "C31": "기타 운송장비 제조업",
}
ITEMS = {"T01": ("사업체수", "개"), "T02": ("종사자수", "명"), "T90": ("유형자산", "백만원")}


def meta(extra=()):
    rows = [
        {"OBJ_ID": "ITEM", "OBJ_NM": "항목", "ITM_ID": code, "ITM_NM": name, "UNIT_NM": unit}
        for code, (name, unit) in ITEMS.items()
    ]
    rows += [
        {"OBJ_ID": "A", "OBJ_NM": "행정구역별", "OBJ_ID_SN": "1", "ITM_ID": code, "ITM_NM": name}
        | ({"UP_ITM_ID": above} if above else {})
        for code, (name, above) in REGIONS.items()
    ]
    rows += [
        {"OBJ_ID": "B", "OBJ_NM": "산업별", "OBJ_ID_SN": "2", "ITM_ID": code, "ITM_NM": name}
        for code, name in INDUSTRIES.items()
    ]
    return [*rows, *extra]


def figure(region, industry, item, year):
    if (region, industry) == ("38540", "C31"):
        return "X"
    if (region, industry) == ("32600", "C31"):
        return "-"
    return str(int(region) + 10 * list(INDUSTRIES).index(industry) + int(year) + int(item[1:]))


def kosis(limit=40_000, years=("2022", "2023"), extra=()):
    """A KOSIS that holds one table and counts cells."""

    def reply(path, query):
        if query.get("apiKey") != KEY:
            return {"err": "11", "errMsg": "유효하지 않은 인증KEY입니다."}
        if path.endswith("statisticsData.do"):
            assert query["method"] == "getMeta"
            return meta(extra)
        assert query["jsonVD"] == "Y"
        regions, industries = query["objL1"].split(), query["objL2"].split()
        items, year = query["itmId"].split(), query["startPrdDe"]
        if len(regions) * len(industries) * len(items) > limit:
            return {"err": "31", "errMsg": "조회결과가 초과하였습니다."}
        if year not in years:
            return {"err": "30", "errMsg": "데이터가 존재하지 않습니다."}
        return [
            {
                "ORG_ID": "101",
                "TBL_ID": "DT_1FS1101",
                "C1": region,
                "C1_NM": REGIONS[region][0],
                "C2": industry,
                "C2_NM": INDUSTRIES[industry],
                "ITM_ID": item,
                "ITM_NM": ITEMS[item][0],
                "UNIT_NM": ITEMS[item][1],
                "PRD_SE": "A",
                "PRD_DE": year,
                "DT": figure(region, industry, item, year),
            }
            for region in regions
            for industry in industries
            for item in items
        ]

    return reply


def run(server, tmp_path, what="kosis-mining-manufacturing", years=(2022, 2023), **options):
    options = {
        "retry": QUICK,
        "host": server.address,
        "cache": tmp_path / "cache",
        "plain_http": True,
    } | options
    return fetch(what, years, into=tmp_path / "own", **options)


def statistics(tmp_path, what="kosis-mining-manufacturing"):
    return pd.read_parquet(tmp_path / "own" / what / "statistics.parquet")


def test_kosis_figures_become_a_data_folder(server, tmp_path):
    server.reply = kosis()
    [report] = run(server, tmp_path)
    assert report.regions == 3
    table = statistics(tmp_path).set_index(["region_code", "industry", "measure", "year"])
    assert table.loc[("38090", "c31", "workers", 2023), "value"] == 38090 + 30 + 2023 + 2
    assert table.loc[("38340", "c10", "workers", 2022), "value"] == 38540 + 10 + 2022 + 2
    assert table.loc[("32400", "manufacturing", "establishments", 2022), "unit"] == "establishments"
    assert set(table["source"]) == {
        "통계청(현 국가데이터처), 광업·제조업조사(종사자 10명 이상 사업체), KOSIS 101/DT_1FS1101"
    }
    # Where all establishments are asked, none is zero; held back stays unknown.
    assert (table.sort_index().loc[("32400", "c31"), "value"] == 0).all()
    missing = pd.read_parquet(tmp_path / "own/kosis-mining-manufacturing/missing.parquet")
    reasons = missing.set_index("region_code")["reason"].groupby(level=0).unique().map(list)
    assert reasons.to_dict() == {"38340": ["suppressed"]}
    # Neither groups (C101) nor measures that we have no name for were asked for.
    figures = [query for path, query in server.asked if path.endswith("ParameterData.do")]
    assert {query["objL2"] for query in figures} == {"C C10 C31"}
    assert {query["itmId"] for query in figures} == {"T01 T02"}
    dataset = hp.load_dataset([tmp_path / "own/kosis-mining-manufacturing"])
    rows = dataset.statistics.query("measure == 'workers' and region_code == '38090'")
    assert len(rows) == 6


def test_a_second_run_asks_nothing(server, tmp_path):
    server.reply = kosis(years=("2022", "2023"))
    run(server, tmp_path, years=(2021, 2022, 2023))
    before, table = len(server.asked), statistics(tmp_path)
    run(server, tmp_path, years=(2021, 2022, 2023))
    assert len(server.asked) == before
    pd.testing.assert_frame_equal(statistics(tmp_path), table)
    # The newest year has not come out yet: it is asked for again.
    run(server, tmp_path, years=(2023, 2024))
    assert len(server.asked) == before + 1
    run(server, tmp_path, years=(2023, 2024))
    assert len(server.asked) == before + 2
    run(server, tmp_path, years=(2023,), refresh=True)
    assert len(server.asked) == before + 4


@pytest.mark.parametrize("limit", [40_000, 20, 6])
def test_what_is_too_large_is_split(server, tmp_path, limit):
    server.reply = kosis(limit=limit)
    run(server, tmp_path, years=(2022,))
    table = statistics(tmp_path)
    assert len(table) == 3 * 3 * 2 - 2
    assert table["value"].sum() == sum(
        int(figure(region, industry, item, "2022"))
        for region in ("32600", "38090", "38540")
        for industry in ("C", "C10", "C31")
        for item in ("T01", "T02")
        if figure(region, industry, item, "2022").isdigit()
    )


def test_one_region_that_is_too_large_is_refused(server, tmp_path):
    server.reply = kosis(limit=5)
    with pytest.raises(DataError, match="one region and year is more than 40,000 cells"):
        run(server, tmp_path)


def test_requests_are_planned_by_cells(server, tmp_path, monkeypatch):
    monkeypatch.setattr("hubplanner.fetching.kosis.CELLS", 12)
    server.reply = kosis(limit=12)
    run(server, tmp_path, years=(2022,))
    asked = [query["objL1"] for path, query in server.asked if "objL1" in query]
    assert asked == ["00 32", "32600 38", "38090 38540"]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("10", "no key was sent"),
        ("11", "not valid or has run out"),
        ("20", "a parameter is missing"),
        ("21", "no such table"),
        ("42", "limit is reached"),
        ("77", "refuses"),
    ],
)
def test_an_error_that_stays_is_told_at_once(server, tmp_path, code, words):
    server.reply = lambda path, query: {"err": code, "errMsg": "안내"}
    with pytest.raises(DataError, match=rf"{words}.*\(error {code}: 안내\)"):
        run(server, tmp_path)
    assert len(server.asked) == 1
    assert not (tmp_path / "own").exists()


@pytest.mark.parametrize("code", ["40", "50"])
def test_an_error_that_passes_is_waited_for(server, tmp_path, code):
    good, failures = kosis(), iter([1, 1])
    server.reply = lambda path, query: (
        {"err": code, "errMsg": "잠시 후"} if next(failures, 0) else good(path, query)
    )
    run(server, tmp_path)
    assert len(statistics(tmp_path)) == 32


def test_no_data_at_all(server, tmp_path):
    server.reply = kosis(years=())
    with pytest.raises(DataError, match="has no figures of 2022–2023"):
        run(server, tmp_path)
    server.reply = lambda path, query: {"err": "30", "errMsg": "데이터가 존재하지 않습니다."}
    with pytest.raises(DataError, match="no one axis"):
        run(server, tmp_path, cache=tmp_path / "other")


FAILURES = {
    "throttled": (lambda: (429, {"Retry-After": "0"}, "slow down"), "HTTP status 429"),
    "broken server": (lambda: (503, {}, HTML), "HTTP status 503"),
    "slow": (lambda: dawdle, "no answer within 0.4 seconds"),
    "truncated JSON": (lambda: '[{"ORG_ID": "101", "DT"', "the answer broke off"),
    "connection dropped half-way": (lambda: cut_off, "the connection failed"),
    "connection dropped at once": (lambda: hang_up, "the connection failed"),
    "HTML": (lambda: HTML, "a web page ('서비스 점검 안내'), not with data"),
    "no text": (lambda: b"\xff\xfe\x00", "the answer broke off"),
}


@pytest.mark.parametrize("name", FAILURES)
def test_a_failure_is_survived_once_and_told_when_it_stays(server, tmp_path, name):
    make, words = FAILURES[name]
    good, failures = kosis(), iter([1])
    server.reply = lambda path, query: make() if next(failures, 0) else good(path, query)
    run(server, tmp_path)
    assert len(statistics(tmp_path)) == 32

    server.reply = lambda path, query: make()
    with pytest.raises(DataError) as caught:
        run(server, tmp_path, cache=tmp_path / "other")
    assert words in str(caught.value)
    assert "3 times; what was fetched is kept" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_service_that_cannot_be_reached(server, tmp_path):
    server.close()
    with pytest.raises(DataError, match="KOSIS: the connection failed"):
        run(server, tmp_path)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((404, {}, HTML), "refuses with HTTP status 404 ('서비스 점검 안내')"),
        ({"a": 1}, "another shape than documented"),
        (["a"], "another shape than documented"),
        ([{"OBJ_ID": "A", "OBJ_NM": "지역", "ITM_ID": "1", "ITM_NM": "가"}], "OBJ_ID_SN"),
        (
            meta(
                [{"OBJ_ID": "D", "OBJ_NM": "성별", "OBJ_ID_SN": "3", "ITM_ID": "1", "ITM_NM": "남"}]
            ),
            "axis 성별 has no total",
        ),
    ],
)
def test_another_shape_is_refused(server, tmp_path, answer, words):
    server.reply = lambda path, query: answer
    with pytest.raises(DataError) as caught:
        run(server, tmp_path)
    assert words in str(caught.value)


def test_other_axes_are_taken_as_a_whole(server, tmp_path):
    sexes = [
        {"OBJ_ID": "D", "OBJ_NM": "성별", "OBJ_ID_SN": "3", "ITM_ID": code, "ITM_NM": name}
        for code, name in (("1", "남"), ("0", "계"))
    ]
    server.reply = kosis(extra=sexes)
    run(server, tmp_path)
    assert {query.get("objL3") for path, query in server.asked[1:]} == {"0"}


def test_a_broken_off_run_goes_on_where_it_stopped(server, tmp_path):
    good = kosis(years=("2020", "2021", "2022"))
    server.reply = lambda path, query: (
        hang_up if query.get("startPrdDe") == "2022" else good(path, query)
    )
    with pytest.raises(DataError, match="what was fetched is kept"):
        run(server, tmp_path, years=(2020, 2021, 2022))
    assert not (tmp_path / "own").exists()
    server.reply, before = good, len(server.asked)
    run(server, tmp_path, years=(2020, 2021, 2022))
    assert [query["startPrdDe"] for _, query in server.asked[before:]] == ["2022"]
    assert set(statistics(tmp_path)["year"]) == {2020, 2021, 2022}


def test_a_kept_answer_that_is_broken_is_asked_for_again(server, tmp_path):
    server.reply = kosis()
    run(server, tmp_path)
    before, table = len(server.asked), statistics(tmp_path)
    kept = sorted((tmp_path / "cache").rglob("*.parquet"))
    kept[0].write_bytes(kept[0].read_bytes()[:50])
    kept[1].write_bytes(b"")
    run(server, tmp_path)
    assert len(server.asked) == before + 2
    pd.testing.assert_frame_equal(statistics(tmp_path), table)


def test_requests_keep_their_pace(server, tmp_path):
    server.reply = kosis()
    start = time.monotonic()
    run(server, tmp_path, retry=RetryPolicy(pace=0.2, attempts=1))
    assert len(server.asked) == 3
    assert time.monotonic() - start >= 0.4


# 시군구 × division, in place of the estimate


YEARS = ["2020", "2021", "2022", "2023", "2024"]


def test_divisions_take_the_place_of_the_estimate(server, tmp_path, monkeypatch):
    """One command: borders of the year, suppressed cells apart, and then shares as observed."""
    moved = {
        "37": ("경상북도", "00"),
        "37310": ("군위군", "37"),
        "22": ("대구광역시", "00"),
        "22520": ("군위군", "22"),
        "38110": ("창원시", "38"),
        "38111": ("의창구", "38110"),
    }
    for code, named in moved.items():
        monkeypatch.setitem(REGIONS, code, named)
    monkeypatch.setenv("HUBPLANNER_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("hubplanner.fetching.fetch", partial(fetch, plain_http=True, retry=QUICK))
    all_years = kosis(years=YEARS)

    def of_its_time(path, query):
        rows = all_years(path, query)
        gone = "22520" if query.get("startPrdDe", "") < "2023" else "37310"
        return rows if query["method"] == "getMeta" else [r for r in rows if r["C1"] != gone]

    server.reply = of_its_time
    command = ["data", "fetch", "kosis-divisions", "--into", str(tmp_path / "own")]
    result = CliRunner().invoke(app, [*command, "--host", server.address])
    assert result.exit_code == 0, result.output
    assert [query["startPrdDe"] for _, query in server.asked[1:]] == YEARS

    folder = tmp_path / "own" / "kosis-mining-manufacturing"
    assert str(folder) in result.output.replace("\n", "")
    rows = pd.read_parquet(folder / "statistics.parquet").query("measure == 'workers'")
    by_cell = rows.set_index(["region_code", "industry", "year"])["value"]
    gunwi = by_cell.xs("manufacturing", level="industry").xs("37310", level="region_code")
    assert gunwi.to_dict() == {
        year: (37310 if year < 2023 else 22520) + year + 2 for year in range(2020, 2025)
    }
    assert by_cell["38110", "c10", 2024] == 38110 + 10 + 2024 + 2  # the city, not its 구 again

    industries = hp.load_dataset([folder])
    shares = region_industries(industries).shares
    basis = region_industries(industries).basis
    whole = by_cell["38090", "manufacturing", 2024]
    for division in ("c10", "c31"):
        told = by_cell["38090", division, 2024] / whole
        columns = ["c31", "c311", "c313"] if division == "c31" else [division]
        scaled = whole / max(whole, by_cell["38090", "c10", 2024] + by_cell["38090", "c31", 2024])
        assert shares.loc["38090", columns].sum() == pytest.approx(told * scaled)
    assert basis.loc[("38090", "c10"), ["status", "year"]].tolist() == ["observed", 2024]
    # Held back is not none: the estimate stays where X stood, and '-' is a share of zero.
    missing = pd.read_parquet(folder / "missing.parquet").set_index(["region_code", "year"])
    assert missing.loc[("38340", 2024), "reason"].unique().tolist() == ["suppressed"]
    assert "32400" not in missing.index
    assert shares.loc["32400", ["c31", "c311", "c313"]].sum() == 0.0
    assert basis.loc[("32400", "c31"), "status"] == "observed"
    held_back = basis.loc[basis.index.get_level_values(0) == "38340", "status"]
    assert held_back.xs("c10", level="industry").tolist() == ["observed"]
    assert "observed" not in held_back.reindex([("38340", "c31"), ("38340", "c311")]).tolist()


def test_years_are_asked_of_the_survey_that_has_them(server, tmp_path):
    server.reply = kosis(years=("2024",))
    run(server, tmp_path, "kosis-divisions", read_years(usual_years("kosis-divisions")))
    assert set(statistics(tmp_path)["year"]) == {2024}
    assert usual_years("sgis-workers") == usual_years("kosis-employment") == ""
    with pytest.raises(DataError, match="kosis-mining-manufacturing: has no figures of 2031"):
        run(server, tmp_path, "kosis-divisions", (2031,))


def test_a_division_that_nobody_knows_is_not_asked_for(server, tmp_path, monkeypatch):
    """C98 is no division of C; D15 made food when manufacturing was section D."""
    monkeypatch.setitem(INDUSTRIES, "C98", "홀로그램 제조업")
    monkeypatch.setitem(INDUSTRIES, "D15", "음식료품 제조")
    server.reply = kosis()
    run(server, tmp_path, "kosis-divisions", (2022,))
    assert {query["objL2"] for _, query in server.asked[1:]} == {"C C10 C31"}
    assert set(statistics(tmp_path)["industry"]) == {"manufacturing", "c10", "c31"}


@pytest.mark.parametrize(
    "other",
    [{"PRD_DE": "2019"}, {"C1": "11010"}, {"C2": "C99"}],
    ids=["year", "region", "industry"],
)
def test_an_answer_to_another_question_is_refused_and_not_kept(server, tmp_path, other):
    """Laid on what was asked for, such rows would count a place twice or under a wrong year."""
    good = kosis()

    def reply(path, query):
        rows = good(path, query)
        return rows if query["method"] == "getMeta" else [*rows[:-1], rows[-1] | other]

    server.reply = reply
    column, value = next(iter(other.items()))
    with pytest.raises(DataError, match=rf"not asked \({column} = {value}\)"):
        run(server, tmp_path, "kosis-divisions")
    assert not (tmp_path / "own").exists()
    server.reply = good
    run(server, tmp_path, "kosis-divisions")
    assert len(statistics(tmp_path)) == 32


# Half-years, and the bundle


def labour_force(path, query):
    items = [("T10", "취업자", "천명")]
    regions = [("11", "", "서울특별시"), ("11010", "11", "종로구"), ("38090", "38", "거제시")]
    industries = [("00", "계"), ("BC", "광업.제조업(B,C)")]
    if path.endswith("statisticsData.do"):
        return [
            *({"OBJ_ID": "ITEM", "ITM_ID": i, "ITM_NM": n, "UNIT_NM": u} for i, n, u in items),
            *(
                {
                    "OBJ_ID": "A",
                    "OBJ_NM": "시군구별",
                    "OBJ_ID_SN": "1",
                    "ITM_ID": c,
                    "ITM_NM": n,
                    "UP_ITM_ID": up,
                }
                for c, up, n in regions
            ),
            *(
                {"OBJ_ID": "B", "OBJ_NM": "산업별", "OBJ_ID_SN": "2", "ITM_ID": c, "ITM_NM": n}
                for c, n in industries
            ),
        ]
    if query["tblId"] != "DT_1ES3A30S":
        return {"err": "30", "errMsg": "데이터가 존재하지 않습니다."}
    assert (query["prdSe"], query["startPrdDe"], query["endPrdDe"]) == ("H", "202301", "202302")
    return [
        {
            "C1": c,
            "C1_NM": n,
            "C2": code,
            "C2_NM": industry,
            "ITM_NM": "취업자",
            "UNIT_NM": "천명",
            "PRD_SE": "H",
            "PRD_DE": period,
            "DT": value,
        }
        for c, up, n in regions
        if up
        for code, industry in industries
        for period, value in (("202301", "51.5"), ("202302", "52.5"))
    ]


def test_half_years(server, tmp_path):
    server.reply = labour_force
    run(server, tmp_path, "kosis-labour-force", (2023,))
    table = statistics(tmp_path, "kosis-labour-force")
    geoje = table[table["region_code"] == "38090"].set_index(["period", "industry"])["value"]
    assert geoje["H1", "mining_and_manufacturing"] == 51.5
    assert geoje["H2", "total"] == 52.5
    assert set(table["unit"]) == {"thousand persons"}


def test_surveys_of_a_bundle_are_kept_apart(server, tmp_path):
    server.reply = labour_force
    told = []
    reports = run(server, tmp_path, "kosis-employment", (2023,), on_part=told.append)
    assert [report.folder.name for report in reports] == ["kosis-labour-force"]
    assert "kosis-establishment-labour: 2023 자료 없음 · no figures" in told


# SGIS


def sgis(tokens=("first",)):
    """Hands out the tokens one by one; only the newest is taken."""
    given = []

    def reply(path, query):
        if path.endswith("authentication.json"):
            if (query["consumer_key"], query["consumer_secret"]) != (KEY, KEY + "2"):
                return {"errCd": -403, "errMsg": "인증 실패", "trId": "x"}
            given.append(tokens[min(len(given), len(tokens) - 1)])
            result = {"accessToken": given[-1], "accessTimeout": "1700000000000"}
            return {"id": "API_0101", "result": result, "errCd": 0, "errMsg": "Success"}
        if query["accessToken"] != tokens[-1]:
            return {"errCd": -401, "errMsg": "인증 정보가 존재하지 않습니다"}
        if query["adm_cd"] != "38" or query["year"] != "2022":
            return {"errCd": -100, "errMsg": "검색결과가 존재하지 않습니다"}
        size = 100 if query.get("class_code") == "C31" else 1000
        districts = ("의창구", "성산구", "마산합포구", "마산회원구", "진해구")
        rows = [
            {"adm_cd": "38090", "adm_nm": "경상남도 거제시", "corp_cnt": "7", "tot_worker": size}
        ]
        rows += [
            {"adm_cd": str(code), "adm_nm": f"창원시 {name}", "corp_cnt": "3", "tot_worker": "2"}
            for code, name in enumerate(districts, 38111)
        ]
        return {"id": "API_0304", "result": rows, "errCd": 0, "errMsg": "Success", "trId": "y"}

    return reply


def test_sgis_workers(server, tmp_path):
    server.reply = sgis(tokens=("old/1", "new+2"))
    run(server, tmp_path, "sgis-workers", (2022,))
    table = statistics(tmp_path, "sgis-workers").set_index(["region_code", "industry", "measure"])
    assert table.loc[("38090", "c31", "workers"), "value"] == 100
    assert table.loc[("38090", "total", "workers"), "value"] == 1000
    assert table.loc[("38090", "c31", "establishments"), "value"] == 7
    # SGIS gives Changwon by its five 구; an industry without all of them would have no figure.
    assert table.loc[("38110", "total", "workers"), "value"] == 10
    assert table.loc[("38110", "total", "workers"), "flag"] == "derived"
    tokens = [query for path, query in server.asked if path.endswith("authentication.json")]
    assert len(tokens) == 2  # one at the start, one when SGIS took the first no more
    before = len(server.asked)
    run(server, tmp_path, "sgis-workers", (2022,))
    assert len(server.asked) == before


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"errCd": -401, "errMsg": "없음"}, "not even a new one (error -401)"),
        ({"errCd": -402, "errMsg": "없음"}, "key or the secret is not valid (error -402"),
        ({"errCd": -413, "errMsg": "변수"}, "refuses (error -413: 변수)"),
        ({"errCd": -200, "errMsg": "EPSG"}, "refuses (error -200: EPSG)"),
        ({"errCd": -429, "errMsg": "과다"}, "answers with error -429 (과다), 3 times"),
        ({"errCd": -501, "errMsg": "서버"}, "answers with error -501 (서버), 3 times"),
        ((412, {}, HTML), "HTTP status 412 ('서비스 점검 안내')"),
        ([1], "no errCd"),
        ({"errCd": 0, "result": {"x": 1}}, "no accessToken"),
    ],
)
def test_sgis_refusals(server, tmp_path, answer, words):
    server.reply = lambda path, query: answer
    with pytest.raises(DataError) as caught:
        run(server, tmp_path, "sgis-workers", (2022,))
    assert words in str(caught.value)


# Keys


def spellings(key):
    return {key, urllib.parse.quote(key, safe=""), urllib.parse.quote_plus(key), key[:12]}


def everything(error):
    """Every word of an error: message, chain, tracebacks and the variables in them."""
    told = traceback.TracebackException.from_exception(error, capture_locals=True)
    return "".join(told.format(chain=True))


ECHOES = {
    "page": lambda query: f"<title>key {query['apiKey']} is odd</title>",
    "refusal": lambda query: {"err": "11", "errMsg": f"KEY {query['apiKey']}"},
    "status": lambda query: (400, {"X-Key": "k"}, f"<title>{query['apiKey']}</title>"),
    "elsewhere": lambda query: (
        302,
        {"Location": "http://other.example/?apiKey=" + urllib.parse.quote_plus(query["apiKey"])},
        "",
    ),
    "circles": lambda query: (
        302,
        {"Location": "/again?apiKey=" + urllib.parse.quote(query["apiKey"], safe="")},
        "",
    ),
    "truncated": lambda query: '["' + query["apiKey"],
    "cut off": lambda query: cut_off,
    "hang up": lambda query: hang_up,
    "slow": lambda query: dawdle,
}


@pytest.mark.parametrize("name", ECHOES)
def test_no_failure_shows_the_key(server, tmp_path, caplog, capfd, name):
    """The service repeats the key wherever it can; not even a debugging log shows it."""
    caplog.set_level(logging.DEBUG)
    server.reply = lambda path, query: ECHOES[name](query)
    with pytest.raises(DataError) as caught:
        run(server, tmp_path)
    assert server.asked[-1][1]["apiKey"] == KEY
    printed = capfd.readouterr()
    shown = [everything(caught.value), caplog.text, printed.out, printed.err]
    shown += [path.read_bytes().decode("latin-1") for path in tmp_path.rglob("*") if path.is_file()]
    assert not [word for word in spellings(KEY) for text in shown if word in text]
    assert "HTTP Request" in caplog.text or name in ("cut off", "hang up", "slow")


def test_success_leaves_no_key_behind(server, tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    server.reply = kosis()
    run(server, tmp_path)
    server.reply = sgis()
    run(server, tmp_path, "sgis-workers", (2022,))
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) > 10
    for path in files:
        content = path.read_bytes()
        assert not [
            word for word in spellings(KEY) if word.encode() in content or word in path.name
        ]
    assert not [word for word in spellings(KEY) if word in caplog.text]
    assert "HTTP Request" in caplog.text


def test_a_key_in_the_path_is_hidden_as_well(server, caplog):
    """As VWorld wants it."""
    caplog.set_level(logging.DEBUG)
    keys = Keys()
    mark = keys.mark("MAP-KEY", SecretStr(KEY))
    server.reply = lambda path, query: [{"path": path}]
    with Web("VWorld", server.address, keys, QUICK, plain_http=True) as web:
        rows = web.ask(f"req/{mark}/tile", {}, lambda answer: answer)
        assert server.asked[0][0] == f"/req/{urllib.parse.quote(KEY, safe='')}/tile"
        assert rows == [{"path": f"/req/{mark}/tile"}]
        server.reply = lambda path, query: hang_up
        with pytest.raises(DataError) as caught:
            web.ask(f"req/{mark}/tile", {}, lambda answer: answer)
    shown = everything(caught.value) + caplog.text
    assert not [word for word in spellings(KEY) if word in shown]


def test_a_redirect_on_the_same_host_is_followed(server, tmp_path):
    good = kosis()
    server.reply = lambda path, query: (
        good(path.removeprefix("/new"), query)
        if path.startswith("/new")
        else (307, {"Location": f"/new{path}?{urllib.parse.urlencode(query)}"}, "")
    )
    run(server, tmp_path)
    assert len(statistics(tmp_path)) == 32


def test_the_key_is_not_sent_to_another_host(server, tmp_path):
    other = Server()
    server.reply = lambda path, query: (
        302,
        {"Location": f"http://localhost:{other.address[17:]}/"},
        "",
    )
    with pytest.raises(DataError, match=r"the key was not sent there.*--host"):
        run(server, tmp_path)
    server.reply = lambda path, query: (302, {"Location": f"{other.address}/"}, "")
    with pytest.raises(DataError, match=r"the key was not sent there.*--host"):
        run(server, tmp_path)
    assert other.asked == []
    other.close()


@pytest.mark.parametrize(
    "host", ["http://{}", "http://localhost:{}", "{}", "ftp://127.0.0.1:{}", "https://[x:{}"]
)
def test_the_key_is_sent_encrypted_only(server, tmp_path, host):
    port = server.address.rpartition(":")[2]
    place = host.format(f"127.0.0.1:{port}" if host in ("http://{}", "{}") else port)
    with pytest.raises(DataError, match="https addresses only"):
        run(server, tmp_path, host=place, plain_http=host != "http://{}")
    command = ["data", "fetch", "kosis-mining-manufacturing", "--years", "2022"]
    result = CliRunner().invoke(app, [*command, "--into", str(tmp_path), "--host", place])
    assert result.exit_code == 2
    assert server.asked == []


SPELLINGS = {
    "as it is": lambda key: json.dumps(key),
    "JSON": lambda key: '"' + "".join(f"\\u{ord(letter):04x}" for letter in key) + '"',
    "JSON twice": lambda key: '"' + "".join(f"\\\\u{ord(letter):04X}" for letter in key) + '"',
    "slashes": lambda key: json.dumps(key).replace("/", "\\/").replace("=", "\\u003d"),
    "percent": lambda key: json.dumps(urllib.parse.quote(key, safe="").lower()),
    "percent twice": lambda key: json.dumps("".join(f"%25{ord(letter):02x}" for letter in key)),
    "HTML": lambda key: json.dumps("".join(f"&#{ord(letter)};" for letter in key)),
    "HTML, hexadecimal": lambda key: json.dumps("".join(f"&#x{ord(c):X};" for c in key)),
    "split": lambda key: json.dumps("\n".join(key[at : at + 5] for at in range(0, len(key), 5))),
    "in parts": lambda key: json.dumps(f"{key[:12]} | {key[12:]}"),
    "upper case": lambda key: json.dumps(key.upper()),
}


@pytest.mark.parametrize("name", SPELLINGS)
def test_the_key_is_hidden_in_every_spelling(server, tmp_path, caplog, capfd, name):
    """In a refusal, in figures that are written and kept, in names of fields."""
    caplog.set_level(logging.DEBUG)

    def echo():
        return SPELLINGS[name](KEY)

    server.reply = lambda path, query: f'{{"err": "11", "errMsg": {echo()}}}'
    with pytest.raises(DataError) as caught:
        run(server, tmp_path)
    good = kosis()

    def reply(path, query):
        rows = json.dumps(good(path, query), ensure_ascii=False)
        return rows.replace('"DT":', f'"EXTRA": {echo()}, {echo()}: "", "DT":').replace(
            '"UNIT_NM": "명"', f'"UNIT_NM": {echo()}'
        )

    server.reply = reply
    run(server, tmp_path)
    printed = capfd.readouterr()
    texts = [everything(caught.value), caplog.text, *printed]
    for path in tmp_path.rglob("*"):
        if path.is_file():
            parquet = path.suffix == ".parquet"
            texts.append(pd.read_parquet(path).to_csv() if parquet else path.read_text("utf-8"))
    assert len(texts) > 6
    for text in texts:
        for _ in range(3):
            text = html.unescape(urllib.parse.unquote(text))
            text = re.sub(r"\\+u(00[0-9a-fA-F]{2})", lambda unit: chr(int(unit[1], 16)), text)
        letters = re.sub("[^0-9a-z]", "", text.lower())
        assert plain(KEY)[:8] not in letters
        assert plain(KEY)[-8:] not in letters


def plain(key):
    return re.sub("[^0-9a-z]", "", key.lower())


@pytest.mark.parametrize("fault", [{"PRD_DE": "soon"}, {"ITM_NM": ""}, {"DT": None}])
def test_a_malformed_answer_is_not_kept(server, tmp_path, fault):
    good = kosis()

    def reply(path, query):
        rows = good(path, query)
        if query["method"] == "getMeta":
            return rows
        bad = {name: value for name, value in {**rows[0], **fault}.items() if value is not None}
        return [bad, *rows[1:]]

    server.reply = reply
    with pytest.raises(DataError, match="another shape than documented"):
        run(server, tmp_path)
    server.reply = good
    run(server, tmp_path)
    assert len(statistics(tmp_path)) == 32


class Ring(keyring.backend.KeyringBackend):
    priority = 1

    def __init__(self, known, error=None):
        super().__init__()
        self.known, self.error = known, error

    def get_password(self, service, username):
        if self.error:
            raise self.error
        return self.known.get((service, username))

    def set_password(self, service, username, password):
        self.known[service, username] = password

    def delete_password(self, service, username):
        del self.known[service, username]


def test_a_key_comes_from_the_keyring_too(monkeypatch):
    monkeypatch.delenv("HUBPLANNER_KOSIS_KEY")
    before = keyring.get_keyring()
    try:
        keyring.set_keyring(Ring({("hubplanner", "KOSIS_KEY"): "from the ring"}))
        assert find_key("KOSIS_KEY", "x").get_secret_value() == "from the ring"
        for ring in (Ring({}), Ring({}, keyring.errors.NoKeyringError("none"))):
            keyring.set_keyring(ring)
            with pytest.raises(DataError, match=r"HUBPLANNER_KOSIS_KEY.*hubplanner\[keyring\]"):
                find_key("KOSIS_KEY", "https://kosis.kr")
    finally:
        keyring.set_keyring(before)


# What a planner types


def test_kept_answers_know_their_request(tmp_path):
    kept = AnswerCache(tmp_path)
    kept.put({"a": "1"}, [{"DT": "X"}, {"DT": "-", "C1": "11"}])
    assert kept.get({"a": "1"}) == [{"DT": "X", "C1": ""}, {"DT": "-", "C1": "11"}]
    assert kept.get({"a": "2"}) is None
    kept.put({"a": "2"}, [])
    assert kept.get({"a": "2"}) == []


@pytest.mark.parametrize("text", ["", "2024-2015", "24", "2015-", "-2015", "a", "2015-20x4"])
def test_years_that_cannot_be_read(text):
    if text == "2015-":
        assert read_years(text) == [2015]
        return
    with pytest.raises(DataError, match="--years"):
        read_years(text)


def test_the_command(server, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HUBPLANNER_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("hubplanner.fetching.fetch", partial(fetch, plain_http=True))
    server.reply = kosis()
    command = ["data", "fetch", "kosis-mining-manufacturing", "--years", "2022"]
    result = CliRunner().invoke(app, [*command, "--host", server.address])
    assert result.exit_code == 0, result.output
    assert "own-data/kosis-mining-manufacturing" in result.output
    assert KEY not in result.output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["kosis-workers", "--years", "2022"], "known: kosis-employment"),
        (["sgis-workers", "--years", "twenty"], "write them as in 2015-2024"),
    ],
)
def test_the_command_refuses(arguments, words):
    result = CliRunner().invoke(app, ["data", "fetch", *arguments])
    assert result.exit_code == 2
    assert words in result.output
