"""A solver's outcome is data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Solution:
    """The outcome of a siting model.

    Attributes
    ----------
    model
        Name of the model.
    sites
        Chosen columns of the cost matrix, ascending.
    assignment
        For each demand row, the column that serves it.
    objective
        Recomputed from the chosen sites, not taken from the solver.
    bound
        Proven lower bound on the objective of any solution.
    status
        ``optimal`` or why the solver stopped.
    """

    model: str
    sites: tuple[int, ...]
    assignment: tuple[int, ...]
    objective: float
    bound: float
    status: str

    @property
    def gap(self) -> float:
        """Relative gap between objective and bound (0 when proven)."""
        return max(self.objective - self.bound, 0.0) / max(abs(self.objective), 1e-12)

    @property
    def optimal(self) -> bool:
        """Proven: the bound meets the objective within 1e-6."""
        return self.status == "optimal" and self.objective - self.bound <= 1e-6 * max(
            1.0, abs(self.objective)
        )
