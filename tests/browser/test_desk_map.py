"""Editing with the map: the form is tried on it at once, and it writes into the form."""

from __future__ import annotations

import re

import pytest
from desk_running import PLAN, Running
from playwright.sync_api import expect

pytestmark = pytest.mark.slow

REQUIRED = "[id='siting.required']"


@pytest.fixture(scope="module")
def desk(browser, tmp_path_factory):
    running = Running(browser, tmp_path_factory.mktemp("desk"))
    page = running.new("planned")
    page.click("text=Save and compute")
    page.wait_for_selector("iframe.result", timeout=PLAN)
    yield running
    running.close()


@pytest.fixture
def page(desk):
    desk.complaints.clear()
    page = desk.open("scenario/planned/edit")
    expect(page.locator("#map-told")).to_contain_text("follows the form", timeout=30_000)
    yield page
    assert desk.complaints == []
    page.evaluate("for (const one of document.forms) one.dispatchEvent(new Event('submit'))")


@pytest.fixture
def frame(page):
    return page.frame_locator("#live-map")


def test_what_is_typed_is_tried_on_the_map_at_once(page, frame):
    page.fill("[id='siting.hubs']", "4")
    expect(frame.locator(".hub-marker")).to_have_count(4, timeout=30_000)
    expect(frame.locator("#strip")).to_contain_text("proven best")
    page.fill(REQUIRED, "고성군")
    expect(page.locator("[id='problem-siting.required']")).not_to_be_empty()
    expect(frame.locator(".hub-marker")).to_have_count(4)
    page.fill(REQUIRED, "거제시")
    page.fill("[id='siting.hubs']", "")
    expect(frame.locator(".hub-marker")).to_have_count(6, timeout=30_000)
    expect(frame.locator("#try-pins")).to_contain_text("Geoje")


def test_a_region_chosen_on_the_map_goes_into_the_form(page, frame):
    frame.locator("path.region[data-region='38090']").dispatch_event("click")
    frame.locator("#detail button", has_text="Never here").click()
    forbidden = page.locator("[id='siting.forbidden']")
    expect(forbidden).to_have_value("Geoje-si, Gyeongsangnam-do", timeout=10_000)
    frame.locator("#detail button", has_text="A hub here").click()
    expect(page.locator(REQUIRED)).to_have_value("Geoje-si, Gyeongsangnam-do", timeout=10_000)
    expect(forbidden).to_have_value("")
    expect(page.locator("#toml")).to_have_value(re.compile("required = .*Geoje"))
    expect(page.locator("#unsaved")).to_have_text("Not saved yet")
    frame.locator("#detail button", has_text="A hub here").click()
    expect(page.locator(REQUIRED)).to_have_value("")


def test_a_host_chosen_on_the_map_asks_for_a_hub_in_its_region(page, frame):
    frame.locator(".hub-marker").first.click()
    frame.locator("#detail button", has_text="A hub here").click()
    expect(page.locator(REQUIRED)).to_have_value(re.compile(r"^\w.+, \w"), timeout=10_000)


def test_sliders_of_the_map_write_the_form_and_undo_takes_them_back(page, frame):
    frame.locator("#try-open").click()
    frame.locator("#try-hubs").fill("3")
    hubs = page.locator("[id='siting.hubs']")
    expect(hubs).to_have_value("3", timeout=10_000)
    frame.locator("#try-decline").fill("2")
    expect(page.locator("[id='scoring.weights.decline']")).to_have_value("2", timeout=10_000)
    frame.locator("#try-undo").click()
    expect(page.locator("[id='scoring.weights.decline']")).to_have_value("1", timeout=10_000)
    expect(hubs).to_have_value("3")


def test_what_the_map_cannot_try_is_said(page, frame):
    page.locator("[id='siting.model']").select_option("p_median")
    told = page.locator("#map-told")
    expect(told).to_contain_text("compute to see it")
    page.locator("[id='siting.model']").select_option("")
    expect(told).to_contain_text("follows the form")


def test_a_host_is_found_by_its_name(page):
    pick = page.locator(".pick[data-into='siting.existing']")
    pick.focus()
    expect(page.locator("#hosts option")).to_have_count(17 + 229 + 293, timeout=30_000)
    pick.fill("Busan Technopark")
    pick.press("Enter")
    expect(page.locator("[id='siting.existing']")).to_have_value("Busan Technopark")
    expect(page.locator("[id='problem-siting.existing']")).to_be_empty()
    page.fill("[id='siting.existing']", "Busan Tecnopark")
    expect(page.locator("[id='problem-siting.existing']")).not_to_be_empty(timeout=10_000)
    fixed = page.locator(".pick[data-into='network.fixed']")
    fixed.evaluate("node => { node.closest('details').open = true; }")
    fixed.fill("Geoje-si, Gyeongsangnam-do")
    fixed.press("Enter")
    expect(page.locator("[id='network.fixed']")).to_be_focused()
    page.keyboard.type("ships")
    assert page.input_value("[id='network.fixed']") == "Geoje-si, Gyeongsangnam-do = ships"


def test_only_the_desk_is_heard_by_the_map_and_only_the_map_by_the_desk(desk, page, frame):
    """Messages from elsewhere change nothing: of another origin, and of another window."""
    choice = "{hubplanner: 'trial', choice: {hubs: 2}, solvable: true}"
    page.evaluate(f"window.postMessage({choice}, '*')")
    inner = page.locator("#live-map").element_handle().content_frame()
    inner.evaluate("window.postMessage({hubplanner: 'form', choice: {hubs: 2}}, '*')")
    page.wait_for_timeout(800)
    assert page.input_value("[id='siting.hubs']") == "6"
    assert frame.locator(".hub-marker").count() == 6


def test_a_page_in_a_frame_of_another_site_tells_nothing(desk, browser):
    """As a mailed page that somebody else frames: it neither speaks nor listens."""
    html = (desk.folder / "maps" / "planned.html").read_text(encoding="utf-8")
    context = browser.new_context()
    answers = {"http://one.test/": html, "http://two.test/": "<iframe src='http://one.test/'>"}

    def answer(route):
        route.fulfill(body=answers[route.request.url], content_type="text/html")

    context.route(
        "**/*", lambda route: answer(route) if route.request.url in answers else route.abort()
    )
    outer = context.new_page()
    outer.add_init_script(
        "window.heard = []; addEventListener('message', e => heard.push(e.data));"
    )
    outer.goto("http://two.test/")
    outer.frame_locator("iframe").locator(".hub-marker").first.wait_for(timeout=30_000)
    outer.evaluate(
        "window[0].postMessage({hubplanner: 'form', choice: {hubs: 2, weights: {}}}, '*')"
    )
    outer.wait_for_timeout(500)
    assert outer.evaluate("heard") == []
    assert outer.frame_locator("iframe").locator(".hub-marker").count() == 6
    context.close()
