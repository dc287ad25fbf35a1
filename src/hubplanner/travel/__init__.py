"""How far places are from each other, by road."""

from hubplanner.travel.catchment import Catchment, catchment
from hubplanner.travel.choice import Travel, choose_travel
from hubplanner.travel.great_circle import GreatCircle
from hubplanner.travel.matrix import Matrix, MatrixTravel, read_matrix
from hubplanner.travel.network import RoadNetwork
from hubplanner.travel.places import find_place
from hubplanner.travel.roads import RoadLayer, read_roads
from hubplanner.travel.routes import Route, Stretch, explain_route

__all__ = [
    "Catchment",
    "GreatCircle",
    "Matrix",
    "MatrixTravel",
    "RoadLayer",
    "RoadNetwork",
    "Route",
    "Stretch",
    "Travel",
    "catchment",
    "choose_travel",
    "explain_route",
    "find_place",
    "read_matrix",
    "read_roads",
]
