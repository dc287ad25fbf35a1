"""A QGIS project beside the plan's GeoPackage: layers in groups, styled, named, ready to print.

A ``.qgz`` is a ZIP archive with one ``.qgs`` in it, QGIS's own XML, which has no published schema;
elements and attributes here are those that QGIS 3.22 and later read (in its repository
``QgsProject::readProjectFile`` and ``QgsMapLayer::readLayerXml``). All else has its default.
"""

from __future__ import annotations

import uuid
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, tostring

import geopandas as gpd

from hubplanner.colours import SEA
from hubplanner.language import LANGUAGES, Text
from hubplanner.plan import Plan
from hubplanner.report.geopackage import style_geopackage
from hubplanner.report.qgis import own_style, style_elements
from hubplanner.report.qgis_layout import print_layout
from hubplanner.report.words import Speaker, both, clean

PROJECT_FILE = "plan.qgz"

# Groups from top to bottom: their names, the layers in them, whether their legend is unfolded.
_GROUPS = (
    (Text("Hubs and network"), ("hubs", "links"), True),
    (Text("Institutions"), ("institutions",), False),
    (Text("Your own layers"), (), True),
    (Text("Regions"), ("regions",), True),
)
_NAMES = {
    "hubs": Text("Hubs"),
    "links": Text("Links"),
    "institutions": Text("Institutions by kind"),
    "regions": Text("Crisis score of regions"),
}
_GEOMETRY = {"marker": "Point", "line": "Line", "fill": "Polygon"}
_WRITTEN = (1980, 1, 1, 0, 0, 0)
"""Instead of now, so that the same plan gives the same bytes."""


@dataclass(frozen=True)
class Layer:
    """A layer of ``plan.gpkg`` as the project holds it; `id` is its own among all plans."""

    id: str
    table: str
    name: str
    kind: str
    style: Element


def make_ready_for_qgis(plan: Plan, folder: Path) -> None:
    """Style ``plan.gpkg`` in a saved plan's folder and write the project beside it.

    Raises
    ------
    OSError
        When a file cannot be written.
    """
    style_geopackage(plan, folder / "plan.gpkg")
    write_project(plan, folder / PROJECT_FILE)


def write_project(plan: Plan, path: Path) -> None:
    """Write a QGIS project (``.qgz``) that shows the plan's GeoPackage.

    The project names ``plan.gpkg`` by a path relative to itself, so that the folder can be moved
    or mailed. It has two print layouts (A4 landscape), one Korean and one English.

    Parameters
    ----------
    plan
        The plan that ``plan.gpkg`` beside `path` holds.
    path
        The file to write.

    Raises
    ------
    OSError
        When the file cannot be written.
    """
    text = b"<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n" + tostring(
        project(plan), encoding="utf-8", xml_declaration=False
    )
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        entry = zipfile.ZipInfo("plan.qgs", _WRITTEN)
        entry.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(entry, text)
    path.write_bytes(packed.getvalue())


def project(plan: Plan) -> Element:
    """The project's XML."""
    layers = {layer.table: layer for layer in _layers(plan)}
    root = Element("qgis", version="3.22.0", projectname="")
    SubElement(root, "title").text = clean(plan.scenario.title_ko)
    _crs(SubElement(root, "projectCrs"))
    groups = _tree(root, layers)
    held = SubElement(root, "projectlayers")
    for layer in layers.values():
        held.append(_map_layer(layer))
    _canvas(root, shown_extent(plan))
    _properties(root)
    layouts = SubElement(root, "Layouts")
    for language in LANGUAGES:
        hubs = layers["hubs"]
        layouts.append(print_layout(plan, Speaker(language), groups, hubs.id, shown_extent(plan)))
    return root


def shown_extent(plan: Plan) -> tuple[float, float, float, float]:
    """What the map shows, in metres (EPSG:5179): the scenario's provinces with the hubs, or all.

    A tenth is left around it.
    """
    shown = plan.regions.loc[[*plan.scope, *plan.hubs["region_code"]]]
    left, bottom, right, top = shown.total_bounds
    x, y = (right - left) / 20, (top - bottom) / 20
    return left - x, bottom - y, right + x, top + y


def _layers(plan: Plan) -> Iterator[Layer]:
    for table, style in style_elements(plan).items():
        kind = str(style.find("renderer-v2/symbols/symbol").get("type"))  # type: ignore[union-attr]
        yield Layer(_id(plan, table), table, both(_NAMES[table]), kind, style)
    for name, shapes in plan.layers.items():
        kind = _kind(shapes)
        table = f"own_{name}"
        yield Layer(_id(plan, table), table, clean(name), kind, own_style(kind, clean(name)))


def _id(plan: Plan, table: str) -> str:
    """The same for the same plan, another for each: so projects can be put into one another."""
    name = f"https://hubplanner.invalid/{plan.scenario.name}/{table}"
    return f"{table if table in _NAMES else 'own'}_{uuid.uuid5(uuid.NAMESPACE_URL, name).hex}"


def _kind(shapes: gpd.GeoDataFrame) -> str:
    """By the symbols that draw it; of a layer of mixed shapes by those of its first."""
    kind = shapes.geom_type.dropna().iloc[0] if len(shapes) else "Polygon"
    return {"Point": "marker", "MultiPoint": "marker"}.get(
        kind, "line" if "Line" in kind else "fill"
    )


# ---- XML ----------------------------------------------------------------------------------------


def _crs(parent: Element) -> None:
    system = SubElement(parent, "spatialrefsys")
    # The number differs between versions; QGIS reads the other where this one is not of a user's.
    SubElement(system, "srsid").text = "5179"
    SubElement(system, "authid").text = "EPSG:5179"


def _source(layer: Layer) -> str:
    return f"./plan.gpkg|layername={layer.table}"


def _tree(root: Element, layers: dict[str, Layer]) -> list[Element]:
    """The groups of the layers panel, which the legend of a print layout shows too."""
    tree = SubElement(root, "layer-tree-group")
    own = tuple(table for table in layers if table not in _NAMES)
    groups = []
    for name, tables, unfolded in _GROUPS:
        held = [layers[table] for table in tables or own]
        if not held:
            continue
        group = SubElement(tree, "layer-tree-group", name=both(name), checked="Qt::Checked")
        group.set("expanded", "1")
        for layer in held:
            entry = SubElement(group, "layer-tree-layer", id=layer.id, name=layer.name)
            entry.set("source", _source(layer))
            entry.set("providerKey", "ogr")
            entry.set("checked", "Qt::Checked")
            entry.set("expanded", "1" if unfolded else "0")
        groups.append(group)
    return groups


def _map_layer(layer: Layer) -> Element:
    element = Element("maplayer", type="vector", geometry=_GEOMETRY[layer.kind])
    element.set("styleCategories", "AllStyleCategories")
    element.set("labelsEnabled", layer.style.get("labelsEnabled", "0"))
    SubElement(element, "id").text = layer.id
    SubElement(element, "datasource").text = _source(layer)
    SubElement(element, "layername").text = layer.name
    _crs(SubElement(element, "srs"))
    SubElement(element, "provider", encoding="UTF-8").text = "ogr"
    element.extend(layer.style)
    return element


def _canvas(root: Element, extent: tuple[float, float, float, float]) -> None:
    """Where the window opens."""
    canvas = SubElement(root, "mapcanvas", name="theMapCanvas", annotationsVisible="1")
    SubElement(canvas, "units").text = "meters"
    box = SubElement(canvas, "extent")
    for side, value in zip(("xmin", "ymin", "xmax", "ymax"), extent, strict=True):
        SubElement(box, side).text = f"{value:.0f}"
    SubElement(canvas, "rotation").text = "0"
    _crs(SubElement(canvas, "destinationsrs"))


def _properties(root: Element) -> None:
    properties = SubElement(root, "properties")
    gui = SubElement(properties, "Gui")
    for part, digits in (("Red", SEA[1:3]), ("Green", SEA[3:5]), ("Blue", SEA[5:7])):
        colour = SubElement(gui, f"CanvasColor{part}Part", type="int")
        colour.text = str(int(digits, 16))
    # Without this, QGIS looks for no CRS of the project.
    systems = SubElement(properties, "SpatialRefSys")
    SubElement(systems, "ProjectionsEnabled", type="int").text = "1"
    paths = SubElement(properties, "Paths")
    SubElement(paths, "Absolute", type="bool").text = "false"
