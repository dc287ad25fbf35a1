"""Panels whose true effect is known, to try the estimators on."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from hubplanner.effects.randomisation import Floats, Places, treated_cells


@dataclass(frozen=True)
class Design:
    """What a simulated panel is made of.

    Attributes
    ----------
    cohorts
        How many regions begin in which period.
    effect
        At once, in logarithmic points.
    growth
        What is added with each further period; a cohort that begins early has more of it.
    regions, periods
        Size of the panel.
    correlation, noise
        Regional errors are AR(1): correlation of neighbouring periods, standard deviation of what
        is new in each.
    unsteady
        Noise of treated regions over that of the others.
    """

    cohorts: dict[int, int] = field(default_factory=lambda: {6: 3, 8: 3, 10: 3})
    effect: float = 0.05
    growth: float = 0.0
    regions: int = 229
    periods: int = 15
    correlation: float = 0.6
    noise: float = 0.03
    unsteady: float = 1.0


def simulated_panel(design: Design, rng: np.random.Generator) -> tuple[Floats, Places, float]:
    """Outcomes (n × T, logarithms), first treated period of each region, true average effect."""
    n, periods, rho = design.regions, design.periods, design.correlation
    first = np.full(n, -1)
    starts = np.repeat(list(design.cohorts), list(design.cohorts.values()))
    first[rng.permutation(n)[: len(starts)]] = starts
    scale = design.noise * np.where(first < 0, 1.0, design.unsteady)
    errors = np.empty((n, periods))
    errors[:, 0] = scale / np.sqrt(1 - rho**2) * rng.normal(size=n)
    for t in range(1, periods):
        errors[:, t] = rho * errors[:, t - 1] + scale * rng.normal(size=n)
    levels = rng.normal(9, 1, n)[:, None]
    nation = np.cumsum(rng.normal(0, 0.02, periods))
    cells = treated_cells(first, periods)
    since = np.arange(periods) - first[:, None]
    effects = cells * (design.effect + design.growth * since)
    return levels + nation + errors + effects, first, float(effects[cells > 0].mean())


DESIGNS = {
    "nine regions, the same effect at once": Design(),
    "nine regions, an effect that grows": Design(effect=0.02, growth=0.01),
    "nine regions, no effect": Design(effect=0.0),
    "160 regions, an effect that grows": Design(
        cohorts={4: 60, 7: 50, 10: 50}, effect=0.02, growth=0.02
    ),
    "160 regions, no effect": Design(cohorts={4: 60, 7: 50, 10: 50}, effect=0.0),
    "nine regions, twice as unsteady as the others": Design(unsteady=2.0),
}
"""What the estimators are tried on; the last breaks the supposition that regions are alike."""
