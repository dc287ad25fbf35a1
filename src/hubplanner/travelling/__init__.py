"""How far places are from each other, by road.

A planner's own matrix and roads (``matrix.py``, ``roads.py``) load only where they are used.
"""

from hubplanner.travelling.catchment import Catchment, catchment
from hubplanner.travelling.choice import (
    Places,
    Travel,
    TravelTimes,
    choose_travel,
    reached,
    regions_of,
    travel,
)
from hubplanner.travelling.great_circle import GreatCircle
from hubplanner.travelling.places import find_place
from hubplanner.travelling.road_network import RoadNetwork
from hubplanner.travelling.routes import Route, Stretch, explain_route

__all__ = [
    "Catchment",
    "GreatCircle",
    "Places",
    "RoadNetwork",
    "Route",
    "Stretch",
    "Travel",
    "TravelTimes",
    "catchment",
    "choose_travel",
    "explain_route",
    "find_place",
    "reached",
    "regions_of",
    "travel",
]
