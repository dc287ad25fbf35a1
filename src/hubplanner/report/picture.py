"""The map as a picture, drawn with matplotlib: no browser, no network.

Two pictures: a slide (A4 landscape, with hubs and legend beside the map), and the map of the brief.
Real text stays text in SVG, so that a slide can be searched and edited.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING, Any

from hubplanner.colours import CANDIDATE, HUB, INK, LINE, MUTED, RAMP
from hubplanner.language import Language
from hubplanner.plan import Plan
from hubplanner.report.drawing import (
    draw_hub_map,
    stage,
)
from hubplanner.report.fonts import EVERYWHERE, font_for
from hubplanner.report.symbols import WORST_NAMED, quantile_breaks
from hubplanner.report.words import (
    Speaker,
    clean,
    credits,
    figure,
    headline,
    rank_within,
    shorten,
    subtitle,
    worst_heading,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

DPI = 200
_METADATA: dict[str, dict[str, Any]] = {
    "png": {"Software": None},
    "svg": {"Date": None, "Creator": "hubplanner"},
}
_A4 = (11.69, 8.27)
_LEFT, _RIGHT, _PANEL_TOP = 0.662, 0.975, 0.868
_MOST_HUBS_LISTED = 13


def slide(plan: Plan, say: Speaker, format: str) -> bytes:
    """The plan's map for a slide, A4 landscape.

    Parameters
    ----------
    plan
        What is shown.
    say
        The language of all words.
    format
        ``png`` (200 dots per inch) or ``svg``.

    Raises
    ------
    DataError
        When no Korean font is installed.
    """

    def draw(page: Figure) -> None:
        _write_within(page, 0.02, 0.95, headline(plan, say), width=0.955, size=18, weight="bold")
        _write(page, 0.02, 0.912, subtitle(plan, say), size=10.5, color=MUTED)
        _write_wrapped(page, (0.02, 0.014), credits(plan, say), width=0.95, size=7)
        country = stage(page, (0.02, 0.075, 0.625, 0.82))
        draw_hub_map(country, plan, say, name_size=10)
        _panel(page, plan, say)

    return picture(_A4, draw, say.language, format)


def hub_map(plan: Plan, say: Speaker) -> bytes:
    """The map of scores and hubs for the brief, as PNG."""

    def draw(page: Figure) -> None:
        country = stage(page, (0, 0, 1, 1))
        # Before the names, which keep clear of it.
        _legend(country, _shading_entries(plan, say), title=say("Crisis score"))
        draw_hub_map(country, plan, say, name_size=9)

    return picture((6.7, 4.9), draw, say.language)


# ---- the page -----------------------------------------------------------------------------------


def picture(
    size: tuple[float, float],
    draw: Callable[[Figure], None],
    language: Language,
    format: str = "png",
) -> bytes:
    """A picture of any content, with the fonts of all others.

    Parameters
    ----------
    size
        Width and height in inches; a page of the brief is 6.7 wide.
    draw
        Draws on the empty figure.
    language
        Of the words on it.
    format
        ``png`` (200 dots per inch) or ``svg``.

    Raises
    ------
    DataError
        When no Korean font is installed.
    """
    with _settings(language):
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        page = Figure(figsize=size, dpi=DPI, facecolor="white")
        FigureCanvasAgg(page)
        draw(page)
        out = BytesIO()
        # Neither date nor version inside: the same plan gives the same picture.
        page.savefig(out, format=format, metadata=_METADATA[format])
        return out.getvalue()


@contextmanager
def _settings(language: Language) -> Iterator[None]:
    import matplotlib

    settings = {
        "font.family": [font_for(language).family, EVERYWHERE],
        "axes.unicode_minus": True,
        "svg.fonttype": "none",
        "svg.hashsalt": "hubplanner",
        "hatch.linewidth": 0.6,
        "text.parse_math": False,  # a name may hold a dollar sign
    }
    with matplotlib.rc_context(settings):
        yield


def _write(page: Any, x: float, y: float, text: str, **style: Any) -> Any:
    return page.text(x, y, text, **{"color": INK, "size": 9, "va": "baseline"} | style)


def _write_within(
    page: Figure, x: float, y: float, text: str, *, width: float, **style: Any
) -> None:
    """Text on one line, cut with an ellipsis where it would be wider than `width`."""
    renderer = page.canvas.get_renderer()
    written = _write(page, x, y, text, **style)
    length = len(text)
    while length > 1 and written.get_window_extent(renderer).width > width * page.bbox.width:
        length = min(length - 1, int(length * 0.97))
        written.set_text(shorten(text, length))


def _write_wrapped(
    page: Figure, place: tuple[float, float], text: str, *, width: float, size: float
) -> None:
    """Text over as many lines as it needs, its last line at `place` (figure fractions)."""
    renderer = page.canvas.get_renderer()
    probe = _write(page, 0, 0, "", size=size, color=MUTED)
    limit = width * page.bbox.width
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        probe.set_text(longer)
        if lines[-1] and probe.get_window_extent(renderer).width > limit:
            lines.append(word)
        else:
            lines[-1] = longer
    probe.remove()
    _write(page, *place, "\n".join(lines), size=size, color=MUTED, va="bottom", linespacing=1.35)


# ---- legends and lists --------------------------------------------------------------------------


def _shading_entries(plan: Plan, say: Speaker) -> list[tuple[Any, str]]:
    """Legend entries: classes, missing, candidates, hubs, links."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    scores = plan.regions["crisis_score"]
    breaks = quantile_breaks(scores)
    edge = {"edgecolor": LINE, "linewidth": 0.4}
    entries: list[tuple[Any, str]] = [
        (Patch(facecolor=colour, **edge), f"{figure(low, 'score')}–{figure(high, 'score')}")
        for colour, low, high in zip(RAMP, breaks[:-1], breaks[1:], strict=False)
    ]
    if scores.isna().any():
        hatched = Patch(facecolor="white", hatch="/////", **edge)
        entries.append((hatched, say("Not observed")))
    outline = Patch(facecolor="none", edgecolor=CANDIDATE, linewidth=1.2)
    entries.append((outline, say("Candidate region")))
    dot = Line2D([], [], marker="o", color=HUB, ms=8, mec="white", ls="")
    entries.append((dot, say("Hub (number)")))
    line = Line2D([], [], color=HUB, lw=1.1, alpha=0.75)
    entries.append((line, say("Candidate served by a hub")))
    return entries


def _legend(axes: Axes, entries: list[tuple[Any, str]], title: str | None = None) -> None:
    handles, labels = zip(*entries, strict=True)
    axes.legend(
        handles,
        labels,
        title=title,
        loc="lower right",
        fontsize=8,
        title_fontsize=8,
        alignment="left",
        framealpha=0.95,
        edgecolor="#c9d2da",
        borderpad=0.8,
    )


def _panel(page: Figure, plan: Plan, say: Speaker) -> None:
    """Beside the map: hubs, the worst regions, and the legend."""
    y = _panel_hubs(page, plan, say, _PANEL_TOP)
    worst = plan.worst(WORST_NAMED)
    y = _heading(page, y, worst_heading(plan, say, len(worst)))
    indent = 0.05 if plan.scenario.candidates.provinces else 0.022
    for code, row in worst.iterrows():
        _write(page, _LEFT, y, rank_within(plan, row), size=9.5, color=MUTED)
        name = say.region(plan, str(code))
        _write_within(page, _LEFT + indent, y, name, width=0.252 - indent, size=9.5)
        _write(page, _RIGHT, y, figure(row["crisis_score"], "score"), size=9.5, ha="right")
        y -= 0.0235
    heading = say("Crisis score (0–1, higher is worse)")
    y = _heading(page, y - 0.02, heading)
    handles, labels = zip(*_shading_entries(plan, say), strict=True)
    page.legend(
        handles,
        labels,
        loc="upper left",
        bbox_to_anchor=(_LEFT - 0.003, y + 0.018),
        fontsize=8.5,
        frameon=False,
        ncols=2,
        columnspacing=1.2,
        borderpad=0,
        borderaxespad=0,
        handletextpad=0.6,
    )


def _heading(page: Figure, y: float, text: str) -> float:
    width = _RIGHT - _LEFT
    _write_within(page, _LEFT, y, text, width=width, size=10.5, weight="bold", color=HUB)
    return y - 0.031


def _panel_hubs(page: Figure, plan: Plan, say: Speaker, y: float) -> float:
    y = _heading(page, y, say("{n} hubs", n=len(plan.hubs)))
    shown = plan.hubs.head(_MOST_HUBS_LISTED)
    bubble = {"boxstyle": "circle,pad=0.25", "fc": HUB, "ec": HUB}
    inside = {"size": 8, "weight": "bold", "color": "white", "ha": "center", "bbox": bubble}
    text = _LEFT + 0.028
    for hub in shown.itertuples():
        _write(page, _LEFT + 0.009, y, str(hub.number), **inside)
        name = say.region(plan, hub.region_code)
        _write_within(page, text, y, name, width=_RIGHT - text, size=10, weight="bold")
        for line in _hub_facts(hub, say)[: _lines_of_facts(len(shown))]:
            y -= 0.0195
            _write_within(page, text, y, line, width=_RIGHT - text, size=8, color=MUTED)
        y -= 0.029
    if more := len(plan.hubs) - len(shown):
        _write(page, text, y, say("and {n} more", n=more), color=MUTED)
        y -= 0.029
    return y - 0.012


def _lines_of_facts(hubs: int) -> int:
    """How many lines there is room for below each hub's name."""
    if hubs <= 6:
        return 2
    return 1 if hubs <= 8 else 0


def _hub_facts(hub: Any, say: Speaker) -> list[str]:
    technology = clean(say.either(hub.technology_ko, hub.technology_en))
    if not hub.candidates:
        served = say(
            "serves no candidate, {k} institutions",
            k=hub.institutions,
        )
    else:
        served = say(
            "{n} candidates, mean {mean} min, longest {longest} min, {k} institutions",
            n=hub.candidates,
            mean=figure(hub.mean_minutes, "minutes"),
            longest=figure(hub.longest_minutes, "minutes"),
            k=hub.institutions,
        )
    return [technology, served] if technology else [served]
