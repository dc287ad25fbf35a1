"""How far places are from each other, by road."""

from hubplanner.travel.choice import Travel, choose_travel
from hubplanner.travel.great_circle import GreatCircle
from hubplanner.travel.network import RoadNetwork

__all__ = ["GreatCircle", "RoadNetwork", "Travel", "choose_travel"]
