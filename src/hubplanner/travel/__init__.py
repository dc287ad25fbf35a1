"""How far places are from each other, in minutes by road."""

from hubplanner.travel.great_circle import travel_minutes

__all__ = ["travel_minutes"]
