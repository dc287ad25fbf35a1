"""The fan chart of a programme's money: its middle case and how far draws lie around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from hubplanner.colours import HUB, INK, LINE, MUTED
from hubplanner.language import Text
from hubplanner.programme.funding import Funding
from hubplanner.report.blocks import Picture
from hubplanner.report.picture import picture
from hubplanner.report.words import Speaker, figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PANELS = {
    "public": Text("Public money a year, KRW 100 million"),
    "reserve": Text("Left over so far, KRW 100 million"),
}


def fan_chart(funding: Funding, say: Speaker) -> Picture:
    """Public money a year and what was left over so far, 억 원, all hubs together."""

    def draw(page: Figure) -> None:
        for place, (series, title) in enumerate(PANELS.items(), 1):
            axes = page.add_subplot(1, 2, place)
            quantiles = funding.quantiles.query("series == @series")
            _draw_fan(axes, quantiles, funding.years.set_index("year")[series], say)
            if series == "public" and (most := funding.choice.ceiling) is not None:
                axes.axhline(most, color=INK, linewidth=0.9, linestyle="--")
                end = (funding.years_reckoned[-1], most)
                axes.annotate(say("ceiling"), end, size=8, ha="right", va="bottom", color=INK)
            axes.set_title(say(title), size=9.5, loc="left", color=INK)
        page.axes[1].legend(fontsize=7.5, frameon=False, loc="upper left")
        page.subplots_adjust(0.075, 0.1, 0.99, 0.9, wspace=0.2)

    return Picture(picture((6.7, 2.9), draw, say.language), _in_words(funding, say))


def _draw_fan(axes: Axes, quantiles: pd.DataFrame, middle: pd.Series[float], say: Speaker) -> None:
    years = quantiles["year"]
    for low, high, alpha, share in (("p5", "p95", 0.18, 90), ("p25", "p75", 0.3, 50)):
        axes.fill_between(
            years,
            quantiles[low],
            quantiles[high],
            color=HUB,
            alpha=alpha,
            linewidth=0,
            label=say("{share} % of draws", share=share),
        )
    axes.plot(years, quantiles["p50"], color=HUB, linewidth=1.2, label=say("median of draws"))
    axes.plot(middle.index, middle, color=INK, linewidth=1, linestyle=":", label=say("middle case"))
    axes.axhline(0, color=LINE, linewidth=0.7)
    axes.set_xlim(years.min(), years.max())
    axes.margins(y=0.12)
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.yaxis.set_major_formatter(lambda value, _: figure(value, "count"))
    axes.tick_params(labelsize=7.5, colors=MUTED)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


def _in_words(funding: Funding, say: Speaker) -> str:
    peak = funding.quantiles.query("series == 'public'").sort_values("p50").iloc[-1]
    last = funding.quantiles.query("series == 'reserve'").iloc[-1]
    return say(
        "Fan chart of {draws} draws: public money a year is most in {peak} (90 % of draws between"
        " {peak_low} and {peak_high}); what was left over by {last} lies between {last_low} and"
        " {last_high}, KRW 100 million.",
        draws=f"{funding.choice.draws:,}",
        peak=int(peak["year"]),
        peak_low=figure(peak["p5"], "count"),
        peak_high=figure(peak["p95"], "count"),
        last=int(last["year"]),
        last_low=figure(last["p5"], "count"),
        last_high=figure(last["p95"], "count"),
    )
