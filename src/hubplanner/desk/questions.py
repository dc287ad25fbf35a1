"""The keys of a scenario by the question that each answers, and its choices in words."""

from __future__ import annotations

from hubplanner.language import Text

QUESTIONS: dict[Text, tuple[str, ...]] = {
    Text("What is it called?"): ("title_ko", "title_en"),
    Text("Who is it for?"): (
        "siting.demand",
        "siting.weight",
        "candidates.top",
        "candidates.provinces",
        "candidates.capital_region",
        "candidates.min_score",
        "candidates.min_jobs",
        "candidates.min_jobs_share",
        "candidates.min_manufacturing",
        "candidates.rule",
    ),
    Text("Where?"): (
        "siting.sites",
        "siting.required",
        "siting.forbidden",
        "siting.existing",
        "siting.hosts",
        "siting.points",
        "siting.groups",
        "siting.spacing_km",
        "siting.spacing_minutes",
        "siting.designated_minutes",
    ),
    Text("How many?"): ("siting.hubs", "siting.at_least", "siting.at_most"),
    Text("At what cost?"): ("siting.budget", "siting.opening_cost", "siting.capacity", "funding"),
    Text("When?"): ("roadmap",),
    Text("What matters?"): (
        "siting.model",
        "siting.then",
        "siting.full_minutes",
        "siting.none_minutes",
        "siting.max_minutes",
        "siting.radius_minutes",
        "siting.worst_province_minutes",
        "siting.fairness_minutes",
        "siting.fairness_alpha",
        "siting.gini",
        "scoring.ways",
        "scoring.weights",
    ),
}
"""A section stands for all keys in it. Keys of no question come last, under 'More'."""

MORE = Text("More")

FIRST = frozenset(
    {
        "title_ko",
        "title_en",
        "siting.demand",
        "candidates.top",
        "candidates.provinces",
        "candidates.capital_region",
        "siting.sites",
        "siting.required",
        "siting.forbidden",
        "siting.existing",
        "siting.hubs",
        "siting.at_least",
        "siting.at_most",
        "siting.budget",
        "siting.opening_cost",
        "funding.public",
        "roadmap.start",
        "siting.model",
        "siting.max_minutes",
        "scoring.ways",
        "scoring.weights.dependency",
        "scoring.weights.decline",
        "scoring.weights.outflow",
    }
)
"""What a planner asks first; the other keys of a question are folded until they are asked for."""

CHOICES: dict[str, dict[str, Text]] = {
    "scoring.ways": {
        "either": Text("the worse of decline and exposure"),
        "decline": Text("decline of a region that depends on manufacturing"),
        "exposure": Text("exposure to a shock of its industries"),
    },
    "scoring.distance_decay": {
        "normal": Text("normal curve"),
        "exponential": Text("exponential curve"),
    },
    "scoring.normalisation": {
        "rank": Text("rank"),
        "min_max": Text("minimum to maximum"),
        "z": Text("standard score"),
        "target": Text("distance from a target"),
    },
    "scoring.aggregation": {
        "geometric": Text("geometric mean"),
        "arithmetic": Text("arithmetic mean"),
        "owa": Text("ordered weighted average (OWA)"),
        "topsis": Text("TOPSIS"),
        "promethee": Text("PROMETHEE"),
    },
    "scoring.weighting": {
        "given": Text("as stated here"),
        "equal": Text("all equal"),
        "entropy": Text("from the figures: entropy"),
        "critic": Text("from the figures: CRITIC"),
        "ahp": Text("pairwise judgements (AHP)"),
    },
    "travel.method": {
        "network": Text("offline road network"),
        "great_circle": Text("straight lines × circuity"),
    },
    "travel.missing": {
        "refuse": Text("refuse the table"),
        "network": Text("take those of the road network"),
    },
    "siting.model": {
        "p_median": Text("least travel in all (p-median)"),
        "p_center": Text("least travel of the farthest (p-center)"),
        "max_cover": Text("most within the minutes covered"),
        "gradual_cover": Text("most jobs at risk reached, nearer counting more"),
        "set_cover": Text("fewest hubs that cover all"),
        "p_dispersion": Text("hubs as far apart as can be"),
        "capacitated_p_median": Text("least travel, each hub up to its capacity"),
        "budgeted": Text("least travel within the budget"),
    },
    "siting.demand": {
        "candidates": Text("candidate regions"),
        "regions": Text("all regions of the provinces named"),
        "emd": Text("all eup-myeon-dong of the provinces named"),
        "nation": Text("all regions of the nation"),
        "nation_emd": Text("all eup-myeon-dong of the nation"),
    },
    "siting.weight": {
        "jobs_at_risk": Text("jobs at risk"),
        "crisis_score": Text("crisis score"),
        "population": Text("residents"),
        "workers": Text("manufacturing workers"),
        "employed": Text("employed persons"),
        "equal": Text("each alike"),
    },
    "siting.sites": {
        "hosts": Text("at a host that meets the criteria"),
        "candidates": Text("in a candidate region"),
        "regions": Text("in any region"),
        "institutions": Text("at any institution"),
        "complexes": Text("in an industrial complex"),
        "points": Text("at own points"),
    },
}
"""What each value of a key is called, by the key's path."""
