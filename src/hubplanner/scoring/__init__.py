"""Which regions depend on manufacturing, decline, and so are candidates."""

from hubplanner.scoring.candidates import pick_candidates
from hubplanner.scoring.composite import Scores, score_regions

__all__ = ["Scores", "pick_candidates", "score_regions"]
