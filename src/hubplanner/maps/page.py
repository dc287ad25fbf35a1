"""The page of one plan: its layers in the order in which they are drawn."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any, cast

from hubplanner.maps.frame import Frame
from hubplanner.maps.hubs_tab import access, hubs_payload, proof
from hubplanner.maps.layers import PageLayer, PageMap
from hubplanner.maps.network_tab import functions_of_hubs, institutes_abroad, network_payload
from hubplanner.maps.payload import PlanPayload, ScenarioFile
from hubplanner.maps.payload_common import Bilingual
from hubplanner.maps.plain import in_both, provinces
from hubplanner.maps.regions_tab import regions_payload
from hubplanner.maps.tiles import PROVIDERS
from hubplanner.maps.trial_payload import trial_payload
from hubplanner.plan import Plan, versions

# Later layers lie on top.
LAYERS = ("regions", "borders", "links", "institutions", "hubs", "labels", "furniture")


def render_map(plan: Plan, *, tiles: str = "", key: str = "") -> str:
    """The plan as one HTML file that opens from disk without a network.

    Parameters
    ----------
    plan
        From :func:`hubplanner.make_plan`.
    tiles
        ``vworld`` or ``osm`` offers that background map, which the reader switches on; none by
        default.
    key
        A key for it that is written into the file; without one the reader is asked.
    """
    title = Bilingual(plan.scenario.title_ko, plan.scenario.title_en)
    provider = PROVIDERS[tiles] if tiles else None
    pictures = provider.origin if provider else ""
    frame = Frame("page.html", "page.js", title, style="hexagons.css", pictures=pictures)
    page_map = PageMap()
    frame.add_child(page_map)
    for layer in LAYERS:
        page_map.add_child(PageLayer("page_js", layer))
    payload = page_payload(plan)
    if provider:
        payload["tiles"] = provider.payload(key)
    return frame.render_page(payload, page_text(plan))


def page_payload(plan: Plan) -> PlanPayload:
    """What the page shows, as plain lists and numbers, no finer than the figures can bear."""
    return {
        "title": {"ko": plan.scenario.title_ko, "en": plan.scenario.title_en},
        "scenario": cast(ScenarioFile, plan.scenario.of_plan()),
        "counts": {
            "regions": len(plan.regions),
            "candidates": int(plan.regions["candidate"].sum()),
            "hubs": len(plan.hubs),
            "scored": int(plan.regions["crisis_score"].notna().sum()),
        },
        "scope": plan.regions.index.get_indexer(plan.scope).tolist(),
        "version": version("hubplanner"),
        "provinces": provinces(plan.regions),
        **regions_payload(plan),
        **hubs_payload(plan),
        **network_payload(plan),
        "sources": {
            str(source): Bilingual(row["title_ko"], row["title_en"])
            for source, row in plan.sources.iterrows()
        },
        "tiles": None,
        "trial": trial_payload(plan),
    }


def page_text(plan: Plan) -> dict[str, Any]:
    """What only the template tells."""
    statistics = plan.trends["flag"]
    return {
        "proof": proof(plan),
        "access": access(plan),
        "dates": in_both(plan.dates),
        "served": plan.sites.problem.served_in_words(),
        "abroad": institutes_abroad(),
        "functions": functions_of_hubs(plan),
        "fields_unknown": plan.network.fields_unknown["target"].nunique(),
        "sources": plan.sources.to_dict("records"),
        "own": [in_both(own.sentence()) for own in plan.own_figures],
        "coverage": plan.coverage.reset_index().to_dict("records"),
        "travel": plan.travel,
        "score": in_both(plan.scores.description),
        "varied": in_both(plan.robustness.data_note),
        "estimates": {
            "figures": int((statistics == "estimated").sum()),
            "unreliable": int((statistics == "unreliable").sum()),
            "unconfirmed": int((plan.institutions["confidence"] == "remembered").sum()),
            "institutions": len(plan.institutions),
        },
        "versions": versions(),
    }
