"""Which regions depend on manufacturing, decline, and so are candidates."""

from hubplanner.scoring.candidates import pick_candidates
from hubplanner.scoring.composite import Scores, score_regions
from hubplanner.scoring.validation import Block, back_test

__all__ = ["Block", "Scores", "back_test", "pick_candidates", "score_regions"]
