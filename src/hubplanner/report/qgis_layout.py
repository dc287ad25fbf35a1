"""The print layout of a plan's QGIS project: A4 landscape with map, hubs, legend and sources.

Elements and attributes are those that QGIS 3.22 and later read (``QgsPrintLayout::readXml`` and the
``readPropertiesFromElement`` of each item); all that is left out has QGIS's default.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement

from hubplanner.colours import INK, MUTED, SEA
from hubplanner.plan import Plan
from hubplanner.report.columns import heading
from hubplanner.report.qgis import rgba
from hubplanner.report.words import Speaker, credits, headline, subtitle

# Item types as QgsLayoutItemRegistry numbers them, from Qt's first free one (65536) on.
_PAGE, _MAP, _LABEL, _LEGEND, _SCALE_BAR, _FRAME = 65638, 65639, 65641, 65642, 65646, 65647
_TABLE = 65649

_MARGIN = 8.0
_WIDTH, _HEIGHT = 297.0, 210.0  # A4 landscape, mm
_TOP, _BOTTOM = 25.0, 20.0  # for the title and the sources
_PANEL = 96.0  # for hubs and legend, at the right

Box = tuple[float, float, float, float]
"""Left, top, width and height in mm."""


def print_layout(
    plan: Plan,
    say: Speaker,
    groups: Iterable[Element],
    hub_layer: str,
    extent: tuple[float, float, float, float],
) -> Element:
    """One page in one language.

    Parameters
    ----------
    plan, say
        What is told, and in which language.
    groups
        The groups of the layer tree, for the legend.
    hub_layer
        The id of the layer whose table stands beside the map.
    extent
        What has to be seen: left, bottom, right, top in metres (EPSG:5179).
    """
    layout = Element("Layout", units="mm", printResolution="300")
    layout.set("name", say("Print A4") + {"ko": " 한국어", "en": " English"}[say.language])
    pages = SubElement(layout, "PageCollection")
    _item(pages, _PAGE, "page", (0, 0, _WIDTH, _HEIGHT)).set("zValue", "0")
    map_box = (
        _MARGIN,
        _TOP,
        _WIDTH - 3 * _MARGIN - _PANEL,
        _HEIGHT - _TOP - _BOTTOM,
    )
    # What comes first lies above what follows.
    _label(layout, headline(plan, say), (_MARGIN, 6, _WIDTH - 2 * _MARGIN, 10), 17, bold=True)
    _label(layout, subtitle(plan, say), (_MARGIN, 16, _WIDTH - 2 * _MARGIN, 7), 10, MUTED)
    _label(
        layout,
        credits(plan, say),
        (_MARGIN, _HEIGHT - _BOTTOM + 2, _WIDTH - 2 * _MARGIN, _BOTTOM - 5),
        6.5,
        MUTED,
    )
    shown = _of_shape(extent, map_box[2] / map_box[3])
    metres = (shown[2] - shown[0]) / map_box[2]  # a mm of the page
    _scale_bar(layout, (_MARGIN + 4, _HEIGHT - _BOTTOM - 14, 60, 12), metres)
    left = _WIDTH - _MARGIN - _PANEL
    table_height = min(9 + 7 * len(plan.hubs), 76)
    _hub_table(layout, plan, say, hub_layer, (left, _TOP, _PANEL, table_height))
    _legend(layout, groups, (left, _TOP + table_height + 3, _PANEL, 60))
    _map(layout, map_box, shown)
    return layout


def _item(parent: Element, kind: int, name: str, box: Box, **attributes: str) -> Element:
    left, top, width, height = box
    item = SubElement(parent, "LayoutItem", type=str(kind), uuid=f"{{{name}}}", id=name)
    item.set("position", f"{left:g},{top:g},mm")
    item.set("positionOnPage", f"{left:g},{top:g},mm")
    item.set("size", f"{width:g},{height:g},mm")
    item.set("templateUuid", f"{{{name}}}")
    item.set("zValue", str(100 - len(parent)))
    for key, value in attributes.items():
        item.set(key, value)
    return item


def _label(
    layout: Element, text: str, box: Box, size: float, colour: str = INK, *, bold: bool = False
) -> None:
    item = _item(
        layout, _LABEL, f"label{len(layout)}", box, labelText=text, halign="1", valign="32"
    )
    SubElement(item, "LabelFont", description=_font(size, bold=bold))
    red, green, blue = (str(int(colour[i : i + 2], 16)) for i in (1, 3, 5))
    SubElement(item, "FontColor", red=red, green=green, blue=blue, alpha="255")


def _font(size: float, *, bold: bool = False) -> str:
    """As Qt writes a font; where 맑은 고딕 is missing, the system's Korean font takes its place."""
    return f"Malgun Gothic,{size:g},-1,5,{75 if bold else 50},0,0,0,0,0"


def _map(layout: Element, box: Box, extent: tuple[float, float, float, float]) -> None:
    item = _item(layout, _MAP, "map", box, background="true", frame="true", outlineWidthM="0.2,mm")
    red, green, blue = (str(int(SEA[i : i + 2], 16)) for i in (1, 3, 5))
    SubElement(item, "BackgroundColor", red=red, green=green, blue=blue, alpha="255")
    left, bottom, right, top = extent
    SubElement(
        item,
        "Extent",
        xmin=f"{left:.0f}",
        ymin=f"{bottom:.0f}",
        xmax=f"{right:.0f}",
        ymax=f"{top:.0f}",
    )


def _of_shape(
    extent: tuple[float, float, float, float], ratio: float
) -> tuple[float, float, float, float]:
    """The smallest extent of a ratio of width to height that holds another in its middle.

    >>> _of_shape((0, 0, 10, 10), 2.0)
    (-5.0, 0.0, 15.0, 10.0)
    """
    left, bottom, right, top = extent
    width = max(right - left, (top - bottom) * ratio)
    height = width / ratio
    x, y = (left + right) / 2, (bottom + top) / 2
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


def _scale_bar(layout: Element, box: Box, metres: float) -> None:
    """Two segments of a round number of km, as long as has room; `metres` a mm of the page."""
    longest = 20 * metres / 1000
    km = max(length for length in (1, 2, 5, 10, 20, 50, 100) if length <= max(longest, 1))
    item = _item(layout, _SCALE_BAR, "scale", box, mapUuid="{map}", style="Single Box")
    item.set("unitType", "km")
    item.set("unitLabel", "km")
    item.set("numMapUnitsPerScaleBarUnit", "1")
    item.set("numSegments", "2")
    item.set("numSegmentsLeft", "0")
    item.set("numUnitsPerSegment", f"{km}")
    item.set("height", "2")
    item.set("labelBarSpace", "1")
    style = SubElement(item, "text-style", fontSize="8", fontSizeUnit="Point")
    style.set("textColor", rgba(INK))


def _legend(layout: Element, groups: Iterable[Element], box: Box) -> None:
    item = _item(layout, _LEGEND, "legend", box, map_uuid="{map}", resizeToContents="1")
    item.set("symbolWidth", "5")
    item.set("symbolHeight", "3")
    styles = SubElement(item, "styles")
    for name, size, above in (
        ("title", 9, 0),
        ("group", 8, 2),
        ("subgroup", 7.5, 1.5),
        ("symbol", 7, 1),
        ("symbolLabel", 7, 1),
    ):
        style = SubElement(styles, "style", name=name, alignment="1", indent="0")
        style.set("marginTop", f"{above}")
        if name == "symbolLabel":
            style.set("marginLeft", "1.5")
        SubElement(style, "styleFont", description=_font(size, bold=name == "group"))
    tree = SubElement(item, "layer-tree-group")
    for group in groups:
        entry = copy.deepcopy(group)
        for layer in entry.iter("layer-tree-layer"):
            layer.set("expanded", "1")
            _hide_title(layer)
        tree.append(entry)


def _hide_title(layer: Element) -> None:
    """The entries under a group say what they are."""
    properties = SubElement(SubElement(layer, "customproperties"), "Option", type="Map")
    SubElement(properties, "Option", name="legend/title-style", type="QString", value="hidden")


def _hub_table(layout: Element, plan: Plan, say: Speaker, hub_layer: str, box: Box) -> None:
    """The hubs as a table that QGIS reads from the layer, so an edit there is seen here."""
    widths = {"number": 7.0, "name": 44.0, "candidates": 19.0, "mean_minutes": 19.0}
    if "technology" in plan.hubs:
        widths = {"number": 7.0, "technology": 33.0, "host": 50.0}
    table = SubElement(layout, "LayoutMultiFrame", type=str(_TABLE), uuid="{hubs}")
    table.set("templateUuid", "{hubs}")
    table.set("source", "0")  # the attributes of a layer
    table.set("vectorLayer", hub_layer)
    table.set("maxFeatures", str(max(len(plan.hubs), 1)))
    table.set("resizeMode", "1")  # what has no room goes on to another page
    table.set("wrapBehavior", "1")  # lines break within the column
    table.set("cellMargin", "0.8")
    table.set("gridStrokeWidth", "0.15")
    table.set("gridColor", rgba(MUTED))
    table.set("horizontalGrid", "1")
    table.set("verticalGrid", "0")
    table.set("showGrid", "1")
    for part, weight in (("header", "75"), ("content", "50")):
        style = SubElement(SubElement(table, f"{part}TextFormat"), "text-style", fontSize="7.5")
        style.set("fontFamily", "Malgun Gothic")
        style.set("fontSizeUnit", "Point")
        style.set("fontWeight", weight)
        style.set("textColor", rgba(INK))
    columns = SubElement(table, "displayColumns")
    for column, width in widths.items():
        named = f"{column}_ko" in plan.hubs
        known = heading(f"{column}_ko" if named else column, plan.coverage)
        entry = SubElement(columns, "column", width=f"{width:g}")
        entry.set("attribute", f"{column}_{say.language}" if named else column)
        entry.set("heading", "" if column == "number" else say.either(known.ko, known.en))
        entry.set("hAlignment", "1")
        entry.set("vAlignment", "128")
    SubElement(table, "childFrame", uuid="{hub-frame}", templateUuid="{hub-frame}")
    frame = _item(layout, _FRAME, "hub-frame", box, multiFrame="{hubs}")
    frame.set("multiFrameTemplateUuid", "{hubs}")
