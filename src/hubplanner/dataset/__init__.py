"""All tables, bundled and the planner's own, joined to regions in one Dataset."""

from hubplanner.dataset.dataset import BESIDE_PLANS, Dataset, load_dataset
from hubplanner.dataset.trends import trends

__all__ = ["BESIDE_PLANS", "Dataset", "load_dataset", "trends"]
