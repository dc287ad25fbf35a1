"""Fetching at the desk, from a service on loopback; the key is kept and never shown."""

from __future__ import annotations

import keyring
import keyring.errors
import pytest
from test_pages import result_of

from fetching.test_fetching import KEY, QUICK, Ring, Server, kosis
from hubplanner.desk import services
from hubplanner.fetching import BUNDLES, SURVEYS


@pytest.fixture
def service(monkeypatch, tmp_path):
    server = Server()
    monkeypatch.setenv("HUBPLANNER_KOSIS_KEY", KEY)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    options = {"host": server.address, "plain_http": True, "retry": QUICK}
    monkeypatch.setattr(services, "OPTIONS", {**options, "cache": tmp_path / "cache"})
    yield server
    server.close()


@pytest.fixture
def ring(monkeypatch):
    for name in services.KEYS:
        monkeypatch.delenv(f"HUBPLANNER_{name}", raising=False)
    before, ring = keyring.get_keyring(), Ring({})
    keyring.set_keyring(ring)
    yield ring
    keyring.set_keyring(before)


def test_all_that_can_be_fetched_is_offered():
    assert set(services.OFFERED) == {*SURVEYS, *BUNDLES}


def test_figures_are_fetched_into_a_data_folder(visitor, service):
    service.reply = kosis()
    asked = {"what": "kosis-mining-manufacturing", "years": "2022-2023"}
    answer = result_of(visitor, visitor.post(services.ADDRESS, asked))
    assert answer.url.path == "/data"
    assert "../own-data/kosis-mining-manufacturing" in answer.text
    assert "2022, 2023" in answer.text
    assert "KOGL type 1" in answer.text
    assert KEY not in answer.text


def test_a_refusal_of_the_service_is_told_without_the_key(visitor, service):
    service.reply = lambda path, query: {"err": "11", "errMsg": f"인증KEY {KEY}"}
    asked = {"what": "kosis-mining-manufacturing", "years": "2022"}
    answer = result_of(visitor, visitor.post(services.ADDRESS, asked))
    assert 'role="alert"' in answer.text
    assert KEY not in answer.text
    assert visitor.workspace.data_folders() == []


@pytest.mark.parametrize(
    "asked", [{"what": "x", "years": "2022"}, {"what": "sgis-workers", "years": "--host x"}, {}]
)
def test_nothing_else_is_fetched(visitor, asked):
    assert visitor.post(services.ADDRESS, asked).status_code == 422


def test_a_key_is_kept_in_the_keyring_shown_nowhere_and_taken_out(visitor, ring):
    assert visitor.get(services.ADDRESS).text.count("none yet") == 3
    answer = visitor.post(f"{services.ADDRESS}/key", {"name": "KOSIS_KEY", "key": f" {KEY} "})
    assert ring.known == {("hubplanner", "KOSIS_KEY"): KEY}
    assert "in the keyring" in answer.text
    assert KEY not in visitor.workspace.log.file.read_text(encoding="utf-8")
    assert "changed the KOSIS key" in visitor.get("/activity").text
    assert KEY not in answer.text
    answer = visitor.post(f"{services.ADDRESS}/key", {"name": "KOSIS_KEY", "key": ""})
    assert ring.known == {}
    assert answer.text.count("none yet") == 3
    assert visitor.post(f"{services.ADDRESS}/key", {"name": "other", "key": "a"}).status_code == 422


def test_where_there_is_no_keyring_the_other_way_is_told(visitor, ring, monkeypatch):
    def refuse(*_):
        raise keyring.errors.PasswordSetError(KEY)

    monkeypatch.setattr(ring, "set_password", refuse)
    answer = visitor.post(f"{services.ADDRESS}/key", {"name": "KOSIS_KEY", "key": KEY})
    assert answer.status_code == 422
    assert "HUBPLANNER_KOSIS_KEY" in answer.text
    assert KEY not in answer.text
