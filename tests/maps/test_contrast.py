"""Lines on the map against every colour that a region may have (WCAG 2.2, 1.4.11: 3 to 1).

A line that lies on a white casing is seen where either of the two stands out from the fill and both
from each other. `tests/browser/test_hexagons.py` asks whether every line has its casing.
"""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest

import hubplanner.maps
from hubplanner.colours import HUB

STATIC = Path(hubplanner.maps.__file__).parent / "static"
WHITE, LEAST = "#ffffff", 3.0
COLOUR = re.compile(r"#[0-9a-f]{6}\b")


def source(name: str) -> str:
    return (STATIC / name).read_text("utf-8")


def between(text: str, start: str, end: str) -> str:
    return text[text.index(start) : text.index(end, text.index(start))]


def fills() -> list[str]:
    """Ramps, the square of two dimensions, colours of hubs, and those of chances."""
    shading = source("choropleth.js")
    ramps = between(shading, "const RAMP =", "export const SIDE")
    chances = between(shading, "export const CHANCES", "];")
    return sorted(set(COLOUR.findall(ramps + chances)))


def lines() -> dict[str, str]:
    """Line colours by where they are said."""
    found = {}
    for name in ("regions_layer.js", "institutions_layer.js"):
        for k, part in enumerate(re.findall(r"cased\(.*", source(name))):
            found |= {f"{name} {k}": colour for colour in COLOUR.findall(part)}
    links = between(source("symbols.js"), "export const LINKS", "};")
    page = source("page.css") + source("hexagons.css")
    hub = re.findall(r"--hub: (#[0-9a-f]{6})", page)[0]
    links = links.replace("color: HUB", f'color: "{hub}"')
    found |= {f"link {k}": colour for k, colour in enumerate(COLOUR.findall(links))}
    rules = re.findall(r"^(?:path\.chosen|\.hexagon\b.*\.line|\.lines \.borders) \{.*", page, re.M)
    for rule in rules:
        found |= {rule.split(" {")[0]: c for c in re.findall(r"stroke: (#[0-9a-f]{6})", rule)}
    return {**found, "hub": hub}


def luminance(colour: str) -> float:
    """Relative luminance of sRGB as WCAG defines it."""
    parts = (int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5))
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted(map(luminance, (one, other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_by_hand():
    assert contrast("#000000", WHITE) == pytest.approx(21)
    assert contrast("#777777", WHITE) == pytest.approx(4.48, abs=0.01)


def test_what_is_compared():
    assert len(fills()) > 35
    assert {"link 0", "link 4", "path.chosen", "hub", ".lines .borders"} <= set(lines())
    assert len(lines()) >= 12


def test_hubs_have_one_colour():
    assert lines()["hub"] == HUB
    assert f'HUB = "{HUB}"' in source("colours.js")


def test_every_line_stands_out_from_its_casing():
    assert {name: c for name, c in lines().items() if contrast(c, WHITE) < LEAST} == {}


def test_line_or_casing_stands_out_from_every_fill():
    lost = [
        (name, line, fill)
        for (name, line), fill in product(lines().items(), fills())
        if max(contrast(line, fill), contrast(WHITE, fill)) < LEAST
    ]
    assert lost == []
