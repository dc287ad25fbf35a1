"""An event study as a picture."""

from __future__ import annotations

from io import BytesIO

import numpy as np

from hubplanner.colours import HUB
from hubplanner.effects.randomisation import Path
from hubplanner.report.fonts import EVERYWHERE, font_for
from hubplanner.report.words import Speaker


def event_study_picture(path: Path, say: Speaker) -> bytes:
    """PNG: effect in percent by periods since the treatment began, with intervals of 95 %."""
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    settings = {
        "font.family": [font_for(say.language).family, EVERYWHERE],
        "axes.unicode_minus": True,
        "text.parse_math": False,
    }
    with matplotlib.rc_context(settings):
        page = Figure(figsize=(6.5, 2.9), dpi=200, facecolor="white", layout="constrained")
        FigureCanvasAgg(page)
        axes = page.subplots()
        effect, low, high = (100 * np.expm1(one) for one in (path.effect, path.low, path.high))
        axes.axhline(0, color="#777777", linewidth=0.8)
        axes.axvline(-0.5, color="#777777", linewidth=0.8, linestyle=":")
        axes.errorbar(
            list(path.periods),
            effect,
            yerr=[effect - low, high - effect],
            fmt="o",
            color=HUB,
            markersize=4,
            capsize=2,
            linewidth=1,
        )
        axes.set_xlabel(say("Periods since the treatment began"), size=9)
        axes.set_ylabel(say("Effect, %"), size=9)
        axes.tick_params(labelsize=8)
        axes.xaxis.get_major_locator().set_params(integer=True)
        for side in ("top", "right"):
            axes.spines[side].set_visible(False)
        out = BytesIO()
        page.savefig(out, format="png", metadata={"Software": None})
        return out.getvalue()
