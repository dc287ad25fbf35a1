"""Which regions depend on manufacturing, decline, lose people, and so are candidates."""

from hubplanner.scoring.candidates import (
    candidates_of,
    choose_candidates,
    eligible,
    pick_candidates,
)
from hubplanner.scoring.catalogue import CATALOGUE, Readings, read_indicators
from hubplanner.scoring.composite import Scores, score_regions
from hubplanner.scoring.robustness import Robustness, ScoreResult, smaa, swaps
from hubplanner.scoring.shock_exposure import ShockExposure, jobs_counted, jobs_of, shock_exposure
from hubplanner.scoring.stated_errors import draw_ranks
from hubplanner.scoring.two_ways import score_both_ways, with_exposure
from hubplanner.scoring.validation import Block, ValidationResult, back_test

__all__ = [
    "CATALOGUE",
    "Block",
    "Readings",
    "Robustness",
    "ScoreResult",
    "Scores",
    "ShockExposure",
    "ValidationResult",
    "back_test",
    "candidates_of",
    "choose_candidates",
    "draw_ranks",
    "eligible",
    "jobs_counted",
    "jobs_of",
    "pick_candidates",
    "read_indicators",
    "score_both_ways",
    "score_regions",
    "shock_exposure",
    "smaa",
    "swaps",
    "with_exposure",
]
