"""Folium elements that hand over to the page's own scripts (in static/)."""

from __future__ import annotations

import folium
from folium.elements import MacroElement
from folium.template import Template


class PageMap(folium.Map):  # type: ignore[misc]
    """A Folium map whose scripts and styles come with the page: no CDN, zooming by hand allowed."""

    default_js: list[tuple[str, str]] = []  # noqa: RUF012 (folium's own attribute)
    default_css: list[tuple[str, str]] = []  # noqa: RUF012
    _template = Template(
        """
        {% macro html(this, kwargs) %}
        <figure class="stage" data-ko="지도" data-en="Map">
          <div class="map" id={{ this.get_name()|tojson }}></div>
        </figure>
        {% endmacro %}
        {% macro script(this, kwargs) %}
        var {{ this.get_name() }} = L.map({{ this.get_name()|tojson }}, {
            center: {{ this.location|tojson }}, minZoom: 5, maxZoom: 12,
            ...{{ this.options|tojavascript }}, ...geography_js.motion
        });
        {% endmacro %}
        """
    )

    def __init__(self) -> None:
        super().__init__(
            location=[36.3, 127.8],
            zoom_start=7,
            tiles=None,
            zoom_control=False,
            attribution_control=False,
            zoom_snap=0.25,
        )


class PageLayer(MacroElement):  # type: ignore[misc]
    """One layer, drawn by the function of that name among a script's ``layers``."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        {{ this.script }}.layers[{{ this.layer|tojson }}](
            {{ this._parent.get_name() }}, ...{{ this.arguments|tojson }});
        {% endmacro %}
        """
    )

    def __init__(self, script: str, layer: str, *arguments: int) -> None:
        super().__init__()
        self._name = "PageLayer"
        self.script = script
        self.layer = layer
        self.arguments = arguments
