"""All tables, bundled and the planner's own, joined to regions in one Dataset."""

from hubplanner.sources.dataset import Dataset, load_dataset
from hubplanner.sources.designations import read_designations
from hubplanner.sources.trends import trends

__all__ = ["Dataset", "load_dataset", "read_designations", "trends"]
