"""hubplanner: which regions need a manufacturing innovation hub, and where the hubs go.

>>> import hubplanner as hp
>>> plan = hp.make_plan(hp.load_dataset(), hp.Scenario())
>>> plan.siting.optimal
True
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.3.0"
__all__ = [
    "HubplannerError",
    "Plan",
    "Scenario",
    "compare",
    "load_dataset",
    "make_plan",
    "network",
    "score",
    "site",
    "travel",
    "validate",
]

if TYPE_CHECKING:
    from hubplanner.comparison import compare
    from hubplanner.dataset import load_dataset
    from hubplanner.errors import HubplannerError
    from hubplanner.pipeline import make_plan, network, score, validate
    from hubplanner.plan import Plan
    from hubplanner.scenario import Scenario
    from hubplanner.siting import site
    from hubplanner.travelling import travel

_HOME = {
    "HubplannerError": "hubplanner.errors",
    "Plan": "hubplanner.plan",
    "Scenario": "hubplanner.scenario",
    "compare": "hubplanner.comparison",
    "load_dataset": "hubplanner.dataset",
    "make_plan": "hubplanner.pipeline",
    "network": "hubplanner.pipeline",
    "score": "hubplanner.pipeline",
    "site": "hubplanner.siting",
    "travel": "hubplanner.travelling",
    "validate": "hubplanner.pipeline",
}


def __getattr__(name: str) -> Any:
    # Loaded on first use, so that `hubplanner --help` does not wait for geopandas.
    if name not in _HOME:
        raise AttributeError(f"module 'hubplanner' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
