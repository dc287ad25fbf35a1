"""The plan's layers as QGIS shows them: styles as QML, one a layer.

QML is QGIS's own style format, an XML with no published schema; elements and attributes here are
those that QGIS 3.x reads (src/core/symbology and src/core/labeling of its repository). Properties
are written as ``prop`` elements, which every 3.x version understands.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, SubElement, tostring

import pandas as pd

from hubplanner.colours import CANDIDATE, HUB, INK, LINE, RAMP
from hubplanner.language import Text
from hubplanner.plan import Plan
from hubplanner.report.columns import heading
from hubplanner.report.symbols import (
    LINES,
    MARKS,
    OTHER_LINE,
    OTHER_MARK,
    WORST_NAMED,
    Line,
    Mark,
    quantile_breaks,
)
from hubplanner.report.words import both

_OWN = "#6a3d9a"
_GEOMETRY = {"marker": "0", "line": "1", "fill": "2"}
_HATCH = {"style": "b_diagonal", "color": LINE, "outline_color": LINE, "outline_width": "0.1"}


@dataclass(frozen=True)
class Rule:
    """What is drawn how: a QGIS expression, its legend entry, and a symbol's properties."""

    filter: str
    label: str
    symbol: dict[str, str]
    on_top: bool = False


@dataclass(frozen=True)
class Label:
    """A text beside or on a feature: QGIS expressions for which and what."""

    text: str
    filter: str = ""
    size: float = 9
    colour: str = INK
    halo: bool = True
    placement: dict[str, str] = field(default_factory=dict)


def layer_styles(plan: Plan) -> dict[str, str]:
    """QML by layer name: regions, hubs, links, institutions."""
    doctype = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
    return {
        layer: doctype + tostring(style, encoding="unicode")
        for layer, style in style_elements(plan).items()
    }


def style_elements(plan: Plan) -> dict[str, Element]:
    """The same as elements, whose parts a project holds too."""
    tables, coverage = plan.printed, plan.coverage
    links, institutions = tables["links"], tables["institutions"]
    return {
        "regions": _qml("fill", _region_rules(plan), _REGION_LABELS, tables["regions"], coverage),
        "hubs": _qml("marker", _HUB_RULES, _HUB_LABELS, tables["hubs"], coverage),
        "links": _qml("line", _by_kind(links, LINES, OTHER_LINE), (), links, coverage),
        "institutions": _qml(
            "marker", _by_kind(institutions, MARKS, OTHER_MARK), (), institutions, coverage
        ),
    }


def _region_rules(plan: Plan) -> list[Rule]:
    """Five classes of the crisis score, missing hatched, candidates outlined above all."""
    breaks = quantile_breaks(plan.printed["regions"]["crisis_score"])
    fill = {"style": "solid", "outline_color": LINE, "outline_width": "0.1"}
    rules = []
    for place, colour in enumerate(RAMP[: max(len(breaks) - 1, 0)]):
        low, high = breaks[place], breaks[place + 1]
        bounds = [f'"crisis_score" >= {low}'] if place else ['"crisis_score" IS NOT NULL']
        if place < len(RAMP) - 1:
            bounds.append(f'"crisis_score" < {high}')
        rules.append(
            Rule(
                " AND ".join(bounds),
                f"위기점수 crisis score {low:.3f}–{high:.3f}",
                fill | {"color": colour},
            )
        )
    outline = {"style": "no", "outline_color": CANDIDATE, "outline_width": "0.5"}
    return [
        *rules,
        Rule('"crisis_score" IS NULL', both(Text("not observed", context="map")), _HATCH),
        Rule('"candidate"', both(Text("candidate", context="map")), outline, on_top=True),
    ]


_REGION_LABELS = (
    Label('"name_ko"', f'"rank" <= {WORST_NAMED}', placement={"placement": "4", "priority": "8"}),
)

_HUB_RULES = (
    Rule(
        "",
        both(Text("hub", context="map")),
        {"name": "circle", "color": HUB, "outline_color": "#ffffff", "size": "6.5"}
        | {"outline_width": "0.4"},
    ),
)
_ON_THE_POINT = {"placement": "1", "quadOffset": "4", "overlapHandling": "AllowOverlapIfRequired"}
_RIGHT_OF_IT = {"placement": "1", "quadOffset": "5", "xOffset": "4", "offsetUnits": "MM"}
_HUB_LABELS = (
    Label('"number"', colour="#ffffff", halo=False, placement=_ON_THE_POINT),
    Label('"name_ko"', size=10, colour=HUB, placement=_RIGHT_OF_IT | {"priority": "10"}),
)


def _by_kind(
    table: pd.DataFrame, known: dict[str, Mark] | dict[str, Line], other: Mark | Line
) -> list[Rule]:
    """One rule a kind that occurs, and one for kinds without a look of their own."""
    kinds = table["kind"].unique()
    rules = [
        Rule(f"\"kind\" = '{kind}'", both(look.text), _look(look))
        for kind, look in known.items()
        if kind in kinds
    ]
    if set(kinds) - set(known):
        rules.append(Rule("ELSE", both(other.text), _look(other)))
    return rules


def _look(look: Mark | Line) -> dict[str, str]:
    if isinstance(look, Mark):
        return {"name": look.qgis, "color": look.colour, "size": "2.4"} | {
            "outline_color": "#ffffff",
            "outline_width": "0.2",
        }
    dashes = [f"{part * look.width_mm:g}" for part in look.dash]
    return {
        "line_color": HUB,
        "line_width": f"{look.width_mm}",
        "capstyle": "flat",
        "use_custom_dash": "1" if dashes else "0",
        "customdash": ";".join(dashes) or "5;2",
    }


# ---- QML ----------------------------------------------------------------------------------------


def _qml(
    symbol_type: str,
    rules: Iterable[Rule],
    labels: Iterable[Label],
    table: pd.DataFrame,
    coverage: pd.DataFrame,
) -> Element:
    labels = tuple(labels)
    root = Element("qgis", version="3.28.0", styleCategories="Symbology|Labeling|Fields")
    root.set("labelsEnabled", "1" if labels else "0")
    _renderer(root, symbol_type, tuple(rules))
    if labels:
        _labeling(root, labels)
    _aliases(root, table, coverage)
    SubElement(root, "layerGeometryType").text = _GEOMETRY[symbol_type]
    return root


def own_style(kind: str, name: str) -> Element:
    """How a planner's own layer is drawn whose style we don't know: its outline alone.

    `kind` is that of its symbols: ``"marker"``, ``"line"`` or ``"fill"``; `name` stands in legends.
    """
    symbol = {
        "marker": {"name": "circle", "color": _OWN, "size": "2"},
        "line": {"line_color": _OWN, "line_width": "0.5"},
        "fill": {"style": "no", "outline_color": _OWN, "outline_width": "0.5"},
    }[kind]
    root = Element("qgis", labelsEnabled="0")
    _renderer(root, kind, (Rule("", name, symbol),))
    return root


def _renderer(root: Element, symbol_type: str, rules: tuple[Rule, ...]) -> None:
    # Symbol levels: whatever is on top is drawn after all features, not within its own.
    levels = "1" if any(rule.on_top for rule in rules) else "0"
    renderer = SubElement(root, "renderer-v2", type="RuleRenderer", symbollevels=levels)
    tree = SubElement(renderer, "rules", key="rules")
    symbols = SubElement(renderer, "symbols")
    for number, rule in enumerate(rules):
        entry = SubElement(tree, "rule", key=f"rule{number}", label=rule.label, symbol=str(number))
        if rule.filter:
            entry.set("filter", rule.filter)
        symbol = SubElement(symbols, "symbol", type=symbol_type, name=str(number), alpha="1")
        layer = SubElement(symbol, "layer", enabled="1", locked="0")
        layer.set("class", f"Simple{symbol_type.capitalize()}")
        layer.set("pass", "1" if rule.on_top else "0")
        for key, value in sorted(rule.symbol.items()):
            SubElement(layer, "prop", k=key, v=rgba(value))


def _labeling(root: Element, labels: tuple[Label, ...]) -> None:
    labeling = SubElement(root, "labeling", type="rule-based")
    tree = SubElement(labeling, "rules", key="labels")
    for number, label in enumerate(labels):
        entry = SubElement(tree, "rule", key=f"label{number}")
        if label.filter:
            entry.set("filter", label.filter)
        settings = SubElement(entry, "settings", calloutType="simple")
        style = SubElement(settings, "text-style", fieldName=label.text, isExpression="1")
        style.set("fontSize", f"{label.size:g}")
        style.set("fontSizeUnit", "Point")
        # The weight is Qt 5's scale; the name is what Qt 6 goes by.
        style.set("fontWeight", "75")
        style.set("namedStyle", "Bold")
        style.set("textColor", rgba(label.colour))
        buffer = SubElement(style, "text-buffer", bufferDraw="1" if label.halo else "0")
        buffer.set("bufferSize", "0.8")
        buffer.set("bufferSizeUnits", "MM")
        buffer.set("bufferColor", rgba("#ffffff"))
        buffer.set("bufferOpacity", "1")
        SubElement(settings, "placement", label.placement)
        if "overlapHandling" in label.placement:  # before QGIS 3.26 it was said here
            SubElement(settings, "rendering", displayAll="1")


def _aliases(root: Element, table: pd.DataFrame, coverage: pd.DataFrame) -> None:
    """Korean names above the columns of the attribute table."""
    aliases = SubElement(root, "aliases")
    for place, column in enumerate(table.columns.drop("geometry"), start=1):
        name = heading(column, coverage).ko
        SubElement(aliases, "alias", field=column, index=str(place), name=name)


def rgba(value: str) -> str:
    """'#rrggbb' as QGIS writes it; anything else as it is.

    >>> rgba("#12326b"), rgba("solid")
    ('18,50,107,255', 'solid')
    """
    if not value.startswith("#"):
        return value
    return ",".join(str(int(value[i : i + 2], 16)) for i in (1, 3, 5)) + ",255"
