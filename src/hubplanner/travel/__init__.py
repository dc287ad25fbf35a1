"""How far places are from each other, by road.

A planner's own matrix and roads (``matrix.py``, ``roads.py``) load only where they are used.
"""

from hubplanner.travel.catchment import Catchment, catchment
from hubplanner.travel.choice import (
    Places,
    Travel,
    TravelTimes,
    choose_travel,
    regions_of,
    travel_times,
)
from hubplanner.travel.great_circle import GreatCircle
from hubplanner.travel.network import RoadNetwork
from hubplanner.travel.places import find_place
from hubplanner.travel.routes import Route, Stretch, explain_route

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
    "regions_of",
    "travel_times",
]
