"""The page of one plan: its layers in the order in which they are drawn."""

from __future__ import annotations

from hubplanner.maps.frame import Frame
from hubplanner.maps.layers import PageLayer, PageMap
from hubplanner.maps.payload import map_payload
from hubplanner.plan import Plan

# Later layers lie on top.
LAYERS = ("regions", "borders", "links", "institutions", "hubs", "labels", "furniture")


def render_map(plan: Plan) -> str:
    """The plan as one HTML file that opens from disk without a network."""
    title = f"{plan.scenario.title_ko} · {plan.scenario.title_en} – hubplanner"
    frame = Frame("page.html", "page.js", title)
    page_map = PageMap()
    frame.add_child(page_map)
    for layer in LAYERS:
        page_map.add_child(PageLayer("page_js", layer))
    return frame.render_page(map_payload(plan))
