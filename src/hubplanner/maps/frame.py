"""The frame of a page: Folium's figure in our template, with everything inside one file."""

from __future__ import annotations

import base64
import json
import re
from importlib.resources import files
from typing import Any

from branca.element import Element, Figure
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from hubplanner.maps.messages import bilingual, korean
from hubplanner.regions import web_topology


class Frame(Figure):  # type: ignore[misc]
    """A page that opens from disk without a network.

    Leaflet is inlined from its package, the data lies in the page as JSON, and a
    Content-Security-Policy forbids every request. All names reach the page as text nodes or
    autoescaped template values, never as markup.

    Parameters
    ----------
    template, scripts
        The page's own template and scripts, from ``templates/`` and ``static/``.
    title
        For the window's title bar.
    """

    def __init__(self, template: str, *scripts: str, title: str) -> None:
        super().__init__(title=title)
        self.template = template
        self.scripts = scripts

    def render_page(self, payload: dict[str, Any]) -> str:
        """The whole file; `payload` is what the template and the script show."""
        _number_ids(self)
        for child in self._children.values():
            child.render()
        environment = Environment(
            loader=PackageLoader("hubplanner.maps"), autoescape=True, undefined=StrictUndefined
        )
        environment.globals["t"] = bilingual
        return environment.get_template(self.template).render(
            page_title=self.title,
            payload=payload,
            payload_json=script_json(payload),
            topology_json=Markup(web_topology().replace("<", "\\u003c")),
            messages_json=script_json(korean()),
            map_html=Markup(self.html.render()),
            map_script=Markup(self.script.render()),
            leaflet_css=Markup(_leaflet_css()),
            leaflet_js=Markup(_leaflet("leaflet.js").replace("</script", "<\\/script")),
            page_css=Markup(_static("page.css")),
            scripts=[Markup(_static(name)) for name in ("common.js", *self.scripts)],
        )


def script_json(value: Any) -> Markup:
    """JSON that no browser can mistake for markup, whatever the strings hold."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)


def _number_ids(root: Element) -> None:
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
