"""What the stages of a run are called while they last."""

from hubplanner.language import Text

STAGES = {
    "data": Text("reading data"),
    "scoring": Text("scoring regions"),
    "travel": Text("travel times"),
    "siting": Text("siting hubs"),
    "network": Text("linking institutions"),
    "map": Text("drawing the map"),
    "tables": Text("writing tables"),
    "report": Text("drawing pictures and brief"),
    "effect": Text("measuring the effect"),
    "sweep": Text("solving scenarios"),
}
