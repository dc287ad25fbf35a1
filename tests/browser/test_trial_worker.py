"""Trials in a worker made of the page's own script, from disk, under the page's policy."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from hubplanner.maps import frame
from hubplanner.maps.page import render_map


@pytest.fixture(scope="module")
def asking(baseline, open_page, tmp_path_factory):
    """A page that hands its asker to the test."""
    own = frame._static

    def static(name: str) -> str:
        if name != "page.js":
            return own(name)
        return (
            'import { asker } from "./asking.js";\n'
            + own(name)
            + ("\nglobalThis.plan = plan; globalThis.newAsker = () => asker(plan);\n")
        )

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(frame, "_static", static)
        path = tmp_path_factory.mktemp("trial") / "page.html"
        path.write_text(render_map(baseline), encoding="utf-8")
    return open_page(path)


ASK = "async (hubs) => (await newAsker()({ ...plan.trial.tables.published, hubs }))"


def test_a_worker_solves_the_published_choice(asking, baseline):
    asking.page.evaluate(
        "() => { globalThis.made = 0; const Own = Worker;"
        " globalThis.Worker = class extends Own { constructor(url) { super(url); made += 1; } }; }"
    )
    told = asking.page.evaluate(ASK, baseline.scenario.siting.hubs)
    assert told["status"] == "optimal"
    assert told["objective"] == pytest.approx(baseline.siting.objective, rel=1e-9)
    assert asking.page.evaluate("made") == 1
    assert asking.complaints == []


def test_what_is_not_wanted_any_more_is_not_solved_and_all_else_is_in_its_turn(asking):
    told = asking.page.evaluate(
        "async () => { const ask = newAsker(), { published } = plan.trial.tables;"
        " return Promise.all([1, 2, 3, 4].map((hubs) =>"
        " ask({ ...published, hubs }, () => hubs !== 2))); }"
    )
    assert [one and len(one["hubs"]) for one in told] == [1, None, 3, 4]


def test_a_trial_and_those_kept_are_all_solved_where_a_link_has_them(asking):
    asking.again("#try=hubs:5&kept=hubs:7;hubs:8;hubs:9")
    objectives = asking.page.locator("#try-kept tbody td:nth-child(2)")
    expect(objectives).to_have_count(4)
    expect(objectives.filter(has_text=re.compile("^–$"))).to_have_count(0, timeout=30_000)
    asking.page.wait_for_selector("#strip:not(:empty)")
    assert asking.page.locator(".hub-count").first.inner_text() == "5"
    assert asking.complaints == []


def test_where_workers_are_refused_the_page_solves_by_itself(asking):
    broken = (
        "globalThis.Worker = class { constructor() { throw new Error('refused'); } };",
        "globalThis.Worker = class { constructor() {"
        " setTimeout(() => this.onerror(new Event('x'))); }"
        " postMessage() {} terminate() {} };",
    )
    for refusal in broken:
        asking.page.evaluate(f"() => {{ {refusal} }}")
        told = asking.page.evaluate(ASK, 3)
        assert (told["status"], len(told["hubs"])) == ("optimal", 3)
