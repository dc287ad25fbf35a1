"""Where the hubs go: exact facility location."""

from hubplanner.siting.any_sites import SitingResult, site
from hubplanner.siting.bottleneck import p_center, p_dispersion
from hubplanner.siting.capacitated import capacitated_p_median
from hubplanner.siting.chosen_sites import ChosenSites, site_hubs
from hubplanner.siting.combined import lexicographic, weighted
from hubplanner.siting.competition import market_share, maximal_capture
from hubplanner.siting.constraints import Constraints, Gini, GroupMean, PowerMean
from hubplanner.siting.cooperative_cover import cooperative_cover
from hubplanner.siting.covering import max_cover, set_cover
from hubplanner.siting.dispersion_sum import p_dispersion_sum
from hubplanner.siting.drawn_objectives import Draws, firmness
from hubplanner.siting.drawn_weights import drawn_p_medians
from hubplanner.siting.fixed_charge import fixed_charge, single_source_fixed_charge
from hubplanner.siting.hub_median import p_hub_median
from hubplanner.siting.many_points import p_median_of_points
from hubplanner.siting.multi_type import FacilityTypes, gradual_cover, linear_decay
from hubplanner.siting.objectives import CoveredWeight, OpeningCost, TotalCost, WorstCost
from hubplanner.siting.ordered import centdian, k_centrum, ordered_median
from hubplanner.siting.p_median import budgeted, p_median
from hubplanner.siting.repeated_cover import backup_cover, expected_cover
from hubplanner.siting.solution import Solution
from hubplanner.siting.split_demand import (
    capacitated_fixed_charge,
    capacitated_max_cover,
    capacitated_set_cover,
)
from hubplanner.siting.stochastic import expected_p_median, minimax_regret_p_median

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
    "backup_cover",
    "budgeted",
    "capacitated_fixed_charge",
    "capacitated_max_cover",
    "capacitated_p_median",
    "capacitated_set_cover",
    "centdian",
    "cooperative_cover",
    "drawn_p_medians",
    "expected_cover",
    "expected_p_median",
    "firmness",
    "fixed_charge",
    "gradual_cover",
    "k_centrum",
    "lexicographic",
    "linear_decay",
    "market_share",
    "max_cover",
    "maximal_capture",
    "minimax_regret_p_median",
    "ordered_median",
    "p_center",
    "p_dispersion",
    "p_dispersion_sum",
    "p_hub_median",
    "p_median",
    "p_median_of_points",
    "set_cover",
    "single_source_fixed_charge",
    "site",
    "site_hubs",
    "weighted",
]
