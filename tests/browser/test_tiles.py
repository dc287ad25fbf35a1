"""A background map: only where it was asked for, off until switched on, the key kept to oneself."""

from __future__ import annotations

import base64
import re

import pytest
from typer.testing import CliRunner

from hubplanner.cli import app
from hubplanner.cli.plan import TileProvider
from hubplanner.maps import render_map
from hubplanner.maps.tiles import PROVIDERS

DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@pytest.fixture
def visit(browser, baseline, tmp_path):
    """Opens a page with tiles; all that it asks for is answered here and listed."""
    opened = []

    def go(tiles: str, key: str = ""):
        path = tmp_path / "tiles.html"
        path.write_text(render_map(baseline, tiles=tiles, key=key), encoding="utf-8")
        context = browser.new_context(viewport={"width": 1400, "height": 900})
        opened.append(context)
        asked: list[str] = []

        def answer(route):
            asked.append(route.request.url)
            route.fulfill(body=DOT, content_type="image/png")

        context.route(re.compile("^https?:"), answer)
        page = context.new_page()
        page.goto(path.as_uri())
        page.wait_for_selector(".hub-marker")
        return page, asked

    yield go
    for context in opened:
        context.close()


def test_vworld_asks_for_nothing_until_it_is_switched_on_and_then_with_the_readers_key(visit):
    page, asked = visit("vworld")
    page.click(".layer-list summary")
    switch = page.locator(".layers label", has_text="배경지도(VWorld)").locator("input")
    assert not switch.is_checked()
    assert asked == []
    page.fill("#tile-key", "MY/KEY")
    page.locator("#tile-key").dispatch_event("change")
    assert asked == []
    switch.check()
    page.wait_for_selector(".leaflet-tile-loaded")
    assert asked
    assert all(re.match(r"https://api\.vworld\.kr/req/wmts/1\.0\.0/MY%2FKEY/", u) for u in asked)
    assert "국토교통부 V-World" in page.inner_text(".leaflet-control-attribution")
    switch.uncheck()
    assert "V-World" not in page.inner_text(".leaflet-control-attribution")


@pytest.mark.slow
def test_an_embedded_key_needs_no_asking(visit):
    page, asked = visit("vworld", "SECRET")
    assert page.locator("#tile-key").count() == 0
    page.click(".layer-list summary")
    page.locator(".layers label", has_text="배경지도").locator("input").check()
    page.wait_for_selector(".leaflet-tile-loaded")
    assert all("/SECRET/" in url for url in asked)


@pytest.mark.slow
def test_openstreetmap_is_not_for_pages_from_disk(visit):
    page, asked = visit("osm")
    page.click(".layer-list summary")
    switch = page.locator(".layers label", has_text="OpenStreetMap").locator("input")
    assert switch.is_disabled()
    assert "Referer" in page.inner_text(".layers")
    assert asked == []


def test_the_default_page_admits_no_origin_at_all(baseline):
    page = render_map(baseline)
    assert "img-src data:;" in page
    for provider in PROVIDERS.values():
        assert provider.origin not in page
    assert "img-src data: https://api.vworld.kr;" in render_map(baseline, tiles="vworld")


@pytest.mark.slow
def test_the_command_line(tmp_path, monkeypatch):
    assert {one.value for one in TileProvider} == set(PROVIDERS)
    run = CliRunner()
    refused = run.invoke(app, ["plan", "--out", str(tmp_path), "--embed-key"])
    assert refused.exit_code == 2
    assert "--tiles vworld" in refused.output
    monkeypatch.delenv("HUBPLANNER_VWORLD_KEY", raising=False)
    refused = run.invoke(app, ["plan", "--out", str(tmp_path), "--tiles", "vworld", "--embed-key"])
    assert refused.exit_code == 2
    assert "HUBPLANNER_VWORLD_KEY" in refused.output
    monkeypatch.setenv("HUBPLANNER_VWORLD_KEY", "abc-123")
    for more, stands in (([], False), (["--embed-key"], True)):
        done = run.invoke(app, ["plan", "--out", str(tmp_path), "--tiles", "vworld", *more])
        assert done.exit_code == 0, done.output
        assert ("abc-123" in (tmp_path / "baseline.html").read_text("utf-8")) is stands
        assert "abc-123" not in done.output
