"""Names on the map: each on its own land or led there, none over another, a hub or a control."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

MAP = Path(__file__).parents[2] / "maps" / "baseline.html"

# What is wrong with the names that are shown, by hit test; and how many there are of each kind.
CHECK = """
  () => {
    const { regions } = JSON.parse(document.getElementById("plan").textContent);
    const regionsAt = (x, y) => document.elementsFromPoint(x, y)
      .filter((one) => one.matches("path.region")).map((one) => one.dataset.region);
    const provinceOf = (code) => regions.sido[regions.code.indexOf(code)];
    const boxOf = (node) => node.getBoundingClientRect();
    const overlap = (a, b) =>
      Math.min(a.right, b.right) - Math.max(a.left, b.left) > .5
      && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > .5;
    const away = (a, b) => Math.hypot(
      Math.max(a.left - b.right, b.left - a.right, 0),
      Math.max(a.top - b.bottom, b.top - a.bottom, 0));
    const outside = (a, b) =>
      a.left < b.left || a.right > b.right || a.top < b.top || a.bottom > b.bottom;
    const wrong = [];
    const names = [...document.querySelectorAll(".map-name")];
    const hubs = [...document.querySelectorAll(".hub-marker .ringed")];
    const controls = [...document.querySelectorAll(".leaflet-control")];
    const window = boxOf(document.querySelector(".map"));
    const kinds = { region: 0, hub: 0, province: 0, led: 0 };
    names.forEach((node, k) => {
      const { label } = node.dataset, [kind, id] = label.split(":");
      const box = boxOf(node), led = node.matches(".led"), text = node.innerText;
      const x = (box.left + box.right) / 2, y = (box.top + box.bottom) / 2;
      const not = (what, holds) => { if (holds) wrong.push(`${text} ${what}`); };
      kinds[kind] += 1;
      kinds.led += led;
      for (const one of names.slice(0, k)) not(`over ${one.innerText}`, overlap(box, boxOf(one)));
      for (const hub of hubs) not(`over hub ${hub.textContent}`, overlap(box, boxOf(hub)));
      for (const one of controls) not(`under ${one.className}`, overlap(box, boxOf(one)));
      not("cut off", outside(box, window));
      if (led) {
        const line = document.querySelector(`.leader[data-label="${label}"]`);
        const screen = (at) => line.getPointAtLength(at).matrixTransform(line.getScreenCTM());
        const from = screen(0), to = screen(line.getTotalLength());
        const end = regionsAt(from.x, from.y).join();
        not(`led to ${end}`, kind === "region" && end !== id);
        const tip = { left: to.x, right: to.x, top: to.y, bottom: to.y };
        not("off its line", away(tip, box) > 2);
      } else if (kind === "hub") {
        const own = hubs.find((hub) => hub.textContent === id);
        not("far from its hub", away(box, boxOf(own)) > 12);
      } else {
        for (const [px, py] of [[x, y], [box.left + 2, y], [box.right - 3, y]]) {
          const under = regionsAt(px, py);
          const named = kind === "province" ? under.map(provinceOf) : under;
          const foreign = named.some((code) => code !== id);
          not(`on ${under}`, !under.length || foreign);
        }
      }
    });
    return [wrong, kinds];
  }
"""

# Whether the map is at rest: nothing zooms or glides, all is where it was when last asked.
AT_REST = """
  () => {
    const places = [...document.querySelectorAll(".map-name, .hub-marker")].map((node) => {
      const { left, top } = node.getBoundingClientRect();
      return `${left} ${top}`;
    }).join();
    const rests = places === window.placesBefore && !document.getAnimations().length
      && !document.querySelector(".leaflet-zoom-anim");
    window.placesBefore = places;
    return rests;
  }
"""


def settled(page: Any) -> dict[str, int]:
    """How many names of each kind are shown, once they lie; nothing must be wrong with them."""
    page.page.wait_for_timeout(300)
    page.page.wait_for_function(AT_REST, polling=200)
    wrong, kinds = page.page.evaluate(CHECK)
    assert wrong == []
    return dict(kinds)


@pytest.fixture(scope="module")
def desk(open_page):
    return open_page(MAP)


@pytest.mark.parametrize("size", [(1280, 800), (1920, 1080), (390, 844)])
@pytest.mark.parametrize("lang", ["ko", "en"])
def test_every_name_lies_on_its_land_or_is_led_there(open_page, size, lang):
    page = open_page(MAP, width=size[0], height=size[1], fragment=f"#lang={lang}&tab=regions")
    counts = [settled(page)["region"]]
    for _ in range(3):
        page.zoom_in(1)
        counts.append(settled(page)["region"])
    assert counts[0] <= 5 < max(counts)
    for tab in ("hubs", "network", "proof", "glance"):
        page.tab(tab)
        settled(page)
    assert page.complaints == []


def test_tabs_of_hubs_name_them_and_the_provinces(desk):
    desk.again("#tab=hubs")
    kinds = settled(desk)
    assert kinds["hub"] == 6
    assert kinds["province"] >= 8
    desk.tab("proof")
    kinds = settled(desk)
    assert kinds["hub"] == 6
    assert kinds["province"] == 0
    desk.tab("regions")
    kinds = settled(desk)
    assert kinds["hub"] == kinds["province"] == 0
    assert kinds["region"] == 5


def test_hubs_that_are_not_shown_are_not_named(desk):
    desk.again("#tab=hubs")
    desk.switch("거점(")
    assert settled(desk)["hub"] == 0


def test_more_regions_are_named_further_in(desk):
    desk.again("#tab=regions")
    counts = [settled(desk)["region"]]
    for _ in range(2):
        desk.zoom_in(1)
        counts.append(settled(desk)["region"])
    assert counts == sorted(set(counts))
    first, candidates, _ = counts
    assert first == 5
    assert candidates <= 40 + 5


def test_names_keep_their_places_while_the_map_is_moved(desk):
    desk.again("#tab=regions")
    desk.zoom_in(2)
    settled(desk)
    places = """() => Object.fromEntries([...document.querySelectorAll(".map-name")].map((node) => {
      const { left, top } = node.getBoundingClientRect();
      return [node.dataset.label, [left, top]];
    }))"""
    before = desk.page.evaluate(places)
    desk.page.focus(".map")
    desk.page.keyboard.press("ArrowRight")
    settled(desk)
    after = desk.page.evaluate(places)
    both = before.keys() & after.keys()
    moves = [(before[key][0] - after[key][0], before[key][1] - after[key][1]) for key in both]
    still = sum(abs(x - 80) < 1 and abs(y) < 1 for x, y in moves)
    assert len(both) >= 20
    assert still >= 0.8 * len(both)


def test_names_are_laid_anew_in_the_other_language(desk):
    desk.again("#tab=regions")
    settled(desk)
    desk.page.click("[data-language=en]")
    assert settled(desk)["region"] == 5
    assert desk.page.locator(".region-label", has_text="Yeosu-si").is_visible()


@pytest.mark.parametrize("fragment", ["", "#tab=hubs", "#lang=en&tab=regions"])
def test_the_same_holds_on_paper(open_page, fragment):
    page = open_page(MAP, width=1280, height=800, fragment=fragment)
    settled(page)
    page.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.page.emulate_media(media="print")
    page.page.set_viewport_size({"width": 1280, "height": 2000})
    assert settled(page)["region"] >= 2
