"""The page: a Folium map in a frame of our own, with everything inside one file."""

from __future__ import annotations

import base64
import json
import re
from importlib.resources import files
from typing import Any

import folium
from branca.element import Figure
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from hubplanner.maps.layers import PageLayer, PageMap
from hubplanner.maps.messages import bilingual, korean
from hubplanner.maps.payload import map_payload
from hubplanner.plan import Plan
from hubplanner.regions import web_topology

# Drawn in this order: later layers lie on top.
LAYERS = ("regions", "borders", "links", "institutions", "hubs", "labels")


def render_map(plan: Plan) -> str:
    """The plan as one HTML file that opens from disk without a network.

    Leaflet is inlined from its package, the data lies in the page as JSON, and a
    Content-Security-Policy forbids every request. All names reach the page as text nodes or
    autoescaped template values, never as markup.
    """
    payload = map_payload(plan)
    figure = _Page(title=f"{plan.scenario.title_ko} · {plan.scenario.title_en} – hubplanner")
    page_map = PageMap(
        location=[36.3, 127.8],
        zoom_start=7,
        tiles=None,
        zoom_control=False,
        attribution_control=False,
        zoom_snap=0.25,
    )
    figure.add_child(page_map)
    for layer in LAYERS:
        page_map.add_child(PageLayer(layer))
    page_map.add_child(PageLayer("furniture"))
    _number_ids(figure)
    return figure.render_page(
        payload=payload,
        payload_json=script_json(payload),
        topology_json=Markup(web_topology().replace("<", "\\u003c")),
    )


class _Page(Figure):  # type: ignore[misc]
    """Folium's figure with our template, so that language, policy and layout are ours."""

    def render_page(self, **context: Any) -> str:
        for child in self._children.values():
            child.render()
        environment = Environment(
            loader=PackageLoader("hubplanner.maps"), autoescape=True, undefined=StrictUndefined
        )
        environment.globals["t"] = bilingual
        return environment.get_template("page.html").render(
            page_title=self.title,
            map_html=Markup(self.html.render()),
            map_script=Markup(self.script.render()),
            leaflet_css=Markup(_leaflet_css()),
            leaflet_js=Markup(_leaflet("leaflet.js").replace("</script", "<\\/script")),
            page_css=Markup(_static("page.css")),
            common_js=Markup(_static("common.js")),
            page_js=Markup(_static("page.js")),
            messages_json=script_json(korean()),
            **context,
        )


def script_json(value: Any) -> Markup:
    """JSON that no browser can mistake for markup, whatever the strings hold."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)


def _number_ids(root: folium.Element) -> None:
    """Element ids from a counter instead of folium's random ones: same plan, same page."""
    queue, number = [root], 0
    while queue:
        element = queue.pop(0)
        element._id = str(number)
        number += 1
        queue.extend(element._children.values())


def _static(name: str) -> str:
    return (files("hubplanner.maps") / "static" / name).read_text(encoding="utf-8")


def _leaflet(name: str) -> str:
    return (files("xstatic.pkg.leaflet") / "data" / name).read_text(encoding="utf-8")


def _leaflet_css() -> str:
    """Leaflet's styles with its pictures inside, as a relative path would be a request."""

    def inline(match: re.Match[str]) -> str:
        picture = (files("xstatic.pkg.leaflet") / "data" / match[1]).read_bytes()
        return f"url(data:image/png;base64,{base64.b64encode(picture).decode()})"

    return re.sub(r"url\((images/[\w-]+\.png)\)", inline, _leaflet("leaflet.css"))
