"""Where the hubs go: exact facility location."""

from hubplanner.siting.any_sites import SitingResult, site
from hubplanner.siting.bottleneck import p_center, p_dispersion
from hubplanner.siting.capacitated import capacitated_p_median
from hubplanner.siting.chosen_sites import ChosenSites, site_hubs
from hubplanner.siting.combined import lexicographic, weighted
from hubplanner.siting.constraints import Constraints, Gini, GroupMean, PowerMean
from hubplanner.siting.covering import max_cover, set_cover
from hubplanner.siting.drawn_objectives import Draws, firmness
from hubplanner.siting.multi_type import FacilityTypes, gradual_cover, linear_decay
from hubplanner.siting.objectives import CoveredWeight, OpeningCost, TotalCost, WorstCost
from hubplanner.siting.p_median import budgeted, p_median
from hubplanner.siting.solution import Solution

__all__ = [
    "ChosenSites",
    "Constraints",
    "CoveredWeight",
    "Draws",
    "FacilityTypes",
    "Gini",
    "GroupMean",
    "OpeningCost",
    "PowerMean",
    "SitingResult",
    "Solution",
    "TotalCost",
    "WorstCost",
    "budgeted",
    "capacitated_p_median",
    "firmness",
    "gradual_cover",
    "lexicographic",
    "linear_decay",
    "max_cover",
    "p_center",
    "p_dispersion",
    "p_median",
    "set_cover",
    "site",
    "site_hubs",
    "weighted",
]
