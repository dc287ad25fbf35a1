"""What is drawn on the map of a picture: regions, ties, institutions, hubs, names, scale."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from hubplanner.colours import CANDIDATE, HUB, INK, LINE, SEA
from hubplanner.plan import Plan
from hubplanner.regions import display_shapes
from hubplanner.report.placement import Box, place_labels
from hubplanner.report.symbols import LINES, OTHER_LINE, WORST_NAMED, colours, quantile_breaks
from hubplanner.report.words import Speaker, shorten

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox


def stage(page: Figure, rectangle: tuple[float, float, float, float]) -> Axes:
    """An empty sea that shows all of Korea, Dokdo included, at one scale in both directions."""
    axes = page.add_axes(rectangle)
    axes.set_facecolor(SEA)
    axes.set_xticks([])
    axes.set_yticks([])
    for side in axes.spines.values():
        side.set_color("#c9d2da")
    left, bottom, right, top = display_shapes().total_bounds
    box = axes.get_window_extent()
    metres = 1.04 * max((right - left) / box.width, (top - bottom) / box.height)  # a pixel
    x, y = (left + right) / 2, (bottom + top) / 2
    axes.set_xlim(x - metres * box.width / 2, x + metres * box.width / 2)
    axes.set_ylim(y - metres * box.height / 2, y + metres * box.height / 2)
    return axes


def draw_hub_map(axes: Axes, plan: Plan, say: Speaker, *, name_size: float) -> None:
    scores = plan.regions["crisis_score"]
    fill(axes, plan, colours(scores, quantile_breaks(scores)))
    outlines = display_shapes()[plan.regions.index[plan.regions["candidate"]]]
    _outline(axes, outlines, CANDIDATE, 1.0)
    served = (plan.links["kind"] == "user") & plan.links["target"].isin(plan.regions.index)
    draw_links(axes, plan.links[served], "user")
    draw_hubs(axes, plan, size=10)
    scale_bar(axes)
    worst = plan.worst(WORST_NAMED).index
    _name_places(axes, plan, [(code, say.place(plan, str(code))) for code in worst], name_size)


def fill(axes: Axes, plan: Plan, colour: pd.Series[str]) -> None:
    """Each region in its colour, hatched where it has none; province borders above."""
    from matplotlib.collections import PathCollection

    shapes = display_shapes()[colour.index]
    observed = (colour != "").to_numpy()
    edge = {"edgecolors": LINE, "linewidths": 0.25}
    paths = [_path(shape) for shape in shapes[observed]]
    axes.add_collection(PathCollection(paths, facecolors=colour[observed].tolist(), **edge))
    if not observed.all():
        missing = [_path(shape) for shape in shapes[~observed]]
        axes.add_collection(PathCollection(missing, facecolors="white", hatch="/////", **edge))
    provinces = [
        shapely.coverage_union_all(display_shapes()[codes].to_numpy())
        for codes in plan.regions.groupby("sido_today_code").groups.values()
    ]
    _outline(axes, provinces, "#3d4a55", 0.6)


def _outline(axes: Axes, shapes: Any, colour: str, width: float) -> None:
    from matplotlib.collections import PathCollection

    paths = [_path(shape) for shape in shapes]
    axes.add_collection(
        PathCollection(paths, facecolors="none", edgecolors=colour, linewidths=width)
    )


def _path(shape: Any) -> Any:
    """A polygon with its holes, or several, as one path."""
    from matplotlib.path import Path

    rings = [
        np.asarray(ring.coords)
        for polygon in shapely.get_parts(shape)
        for ring in (polygon.exterior, *polygon.interiors)
    ]
    return Path.make_compound_path(*(Path(ring, closed=True) for ring in rings))


def draw_links(axes: Axes, links: pd.DataFrame, kind: str) -> None:
    from matplotlib.collections import LineCollection

    look = LINES.get(kind, OTHER_LINE)
    lines = [np.asarray(line.coords) for line in links.geometry if line is not None]
    if lines:
        width = look.width_mm * 72 / 25.4
        style = (0, look.dash) if look.dash else "solid"
        alpha = 0.75 if kind == "user" else 0.45
        axes.add_collection(
            LineCollection(lines, colors=HUB, linewidths=width, linestyles=[style], alpha=alpha)
        )


def draw_hubs(axes: Axes, plan: Plan, *, size: float) -> None:
    for hub in plan.hubs.itertuples():
        axes.annotate(
            str(hub.number),
            (hub.geometry.x, hub.geometry.y),
            color="white",
            size=size,
            weight="bold",
            ha="center",
            va="center_baseline",
            zorder=6,
            bbox={"boxstyle": "circle,pad=0.32", "fc": HUB, "ec": "white", "lw": 1.2},
        )


def scale_bar(axes: Axes) -> None:
    """100 km at the lower left; EPSG:5179 keeps lengths within 0.1 % over Korea."""
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    x, y = left + 0.03 * (right - left), bottom + 0.03 * (top - bottom)
    axes.plot([x, x, x + 1e5, x + 1e5], [y + 6e3, y, y, y + 6e3], color=INK, lw=1.2)
    axes.text(x + 5e4, y + 5e3, "100 km", size=8, color=INK, ha="center", va="bottom")


def _name_places(axes: Axes, plan: Plan, names: list[tuple[Any, str]], size: float) -> None:
    """Names beside their regions, clear of hubs, of each other and of what they do not name."""
    page = axes.figure
    renderer = page.canvas.get_renderer()
    furniture = [*axes.texts, *axes.lines, *filter(None, [axes.get_legend()])]
    obstacles = [_box(artist.get_window_extent(renderer)) for artist in furniture]
    radius = 11 * page.dpi / 72
    hubs = [axes.transData.transform((p.x, p.y)) for p in plan.hubs.geometry]
    obstacles += [Box(x - radius, y - radius, x + radius, y + radius) for x, y in hubs]
    codes = [code for code, _ in names]
    # Inside the region, else the name of a region of islands would point at the sea.
    anchors = [shape.representative_point() for shape in display_shapes()[codes]]
    points = [tuple(axes.transData.transform((p.x, p.y))) for p in anchors]
    style = {"size": size, "weight": "bold", "color": INK}
    texts = [
        axes.text(0, 0, shorten(name, 24), va="bottom", zorder=7, **style) for _, name in names
    ]
    boxes = [text.get_window_extent(renderer) for text in texts]
    lands = shapely.transform(
        display_shapes()[plan.regions.index].to_numpy(), axes.transData.transform
    )
    spots = place_labels(
        points,
        [(box.width, box.height) for box in boxes],
        obstacles=obstacles,
        frame=_box(axes.get_window_extent(renderer)),
        near=9 * page.dpi / 72,
        lands=lands,
    )
    back = axes.transData.inverted()
    for text, spot in zip(texts, spots, strict=True):
        text.set_position(back.transform((spot.box.left, spot.box.bottom)))
        # A pale ground instead of an outlined text, which would turn into paths in SVG.
        text.set_bbox({"boxstyle": "round,pad=0.12", "fc": "white", "ec": "none", "alpha": 0.8})
        ends = back.transform(spot.leader)
        for colour, width in (("white", 2.0), (INK, 0.7)):  # cased, to be seen on dark regions
            axes.plot(ends[:, 0], ends[:, 1], color=colour, lw=width, zorder=5)
        axes.plot(*ends[0], marker="o", ms=2.6, color=INK, zorder=5)


def _box(extent: Bbox) -> Box:
    return Box(extent.x0, extent.y0, extent.x1, extent.y1)
