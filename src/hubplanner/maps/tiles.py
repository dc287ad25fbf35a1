"""Background maps from a server: where the planner asks for one, and off until the reader does."""

from __future__ import annotations

from dataclasses import dataclass

from hubplanner.language import Text
from hubplanner.maps.payload import TileServer
from hubplanner.maps.payload_common import Zooms
from hubplanner.maps.plain import in_both


@dataclass(frozen=True)
class Tiles:
    """Where tiles come from and on what terms.

    Attributes
    ----------
    url
        Template with ``{z}``, ``{x}``, ``{y}`` and, where a key is needed, ``{key}``.
    origin
        The one origin that the page's Content-Security-Policy then admits pictures from.
    zooms
        Least and greatest zoom that the server has.
    needs_key
        Whether a key stands in the address of every tile.
    needs_server
        Whether the terms ask for a Referer, which a page opened from disk cannot send.
    """

    name: Text
    url: str
    origin: str
    attribution: Text
    zooms: Zooms
    needs_key: bool = False
    needs_server: bool = False

    def payload(self, key: str = "") -> TileServer:
        """For the page's script; the key only where the planner wants it in the file."""
        return {
            "name": in_both(self.name),
            "url": self.url,
            "attribution": in_both(self.attribution),
            "zooms": self.zooms,
            "needs_key": self.needs_key,
            "needs_server": self.needs_server,
            "key": key,
        }


PROVIDERS = {
    "vworld": Tiles(
        Text("Background map (VWorld)"),
        "https://api.vworld.kr/req/wmts/1.0.0/{key}/white/{z}/{y}/{x}.png",
        "https://api.vworld.kr",
        Text("Ministry of Land, Infrastructure and Transport, V-World"),
        Zooms(6, 19),
        needs_key=True,
    ),
    "osm": Tiles(
        Text("Background map (OpenStreetMap)"),
        "https://tile.openstreetmap.org/{z}/{x}/{y}.png",
        "https://tile.openstreetmap.org",
        Text("© OpenStreetMap contributors"),
        Zooms(0, 19),
        needs_server=True,
    ),
}
"""VWorld's addresses are those of its WMTS guide; OpenStreetMap's and the terms those of the tile
usage policy of its Operations Working Group."""
