"""Hubs between which flows are consolidated: the single-allocation p-hub median."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Unpack

import numpy as np
import numpy.typing as npt

from hubplanner.siting.benders_cuts import Columns
from hubplanner.siting.constraints import ConstraintKeywords, Constraints, Floats
from hubplanner.siting.instance import Instance, number
from hubplanner.siting.integer_program import Linear, Program, opened
from hubplanner.siting.optimise import conclude
from hubplanner.siting.relaxation import EPS
from hubplanner.siting.solution import Solution


def p_hub_median(
    flows: npt.ArrayLike,
    distances: npt.ArrayLike,
    p: int,
    *,
    transfer: float,
    collection: float = 1.0,
    distribution: float = 1.0,
    **constraints: Unpack[ConstraintKeywords],
) -> Solution:
    r"""Choose p hubs and one hub for each node so that all flows by way of hubs cost least.

    .. math::
        \min \sum_i \sum_j w_{ij} \big( \chi d_{i a(i)} + \alpha d_{a(i) a(j)} + \delta d_{a(j) j}
        \big) \quad\text{s.t.}\quad a(i) \in S, \; a(k) = k \;\forall k \in S, \quad |S| = p

    with the flow :math:`w_{ij}` from node i to node j, the distance :math:`d_{ij}`, the hub
    :math:`a(i)` of node i and the rates :math:`\chi` of collection, :math:`\alpha` of transfer
    between hubs and :math:`\delta` of distribution: the uncapacitated single-allocation p-hub
    median problem (USApHMP; O'Kelly 1987). It is solved by the flow formulation of Ernst and
    Krishnamoorthy (1996), with :math:`f^i_{kl}` the flow from node i that passes from hub k to
    hub l,

    .. math::
        \sum_l f^i_{kl} - \sum_l f^i_{lk} \ge O_i x_{ik} - \sum_j w_{ij} x_{jk}, \quad
        \sum_l f^i_{kl} \le O_i x_{ik} \;\forall i, k,

    :math:`O_i` being all that comes from i and the second a row of Correia, Nickel and Saldanha-da-
    Gama (2010), without which flows could pass three hubs where distances break the triangle
    inequality. It has n³ columns: for some dozen nodes.

    Parameters
    ----------
    flows
        Node × node, finite and non-negative.
    distances
        Node × node, finite and non-negative; 0 from a node to itself.
    p
        Number of hubs to open beside existing ones.
    transfer, collection, distribution
        Rates :math:`\alpha, \chi, \delta`, non-negative; transfer is below 1 where consolidation
        makes it cheaper.

    Returns
    -------
    Solution
        Its ``assignment`` names the hub of each node.

    Raises
    ------
    ValueError
        When shapes, values or p are out of range, or ``equity`` is asked for.

    Examples
    --------
    >>> distances = [[0, 1, 9, 9], [1, 0, 9, 9], [9, 9, 0, 1], [9, 9, 1, 0]]
    >>> solution = p_hub_median([[0, 1, 2, 1]] * 4, distances, 2, transfer=0.5)
    >>> solution.sites, solution.assignment, solution.objective
    ((1, 2), (1, 1, 2, 2), 48.0)
    """
    if constraints.get("equity"):
        raise ValueError("equity terms do not go with p_hub_median")
    instance = Instance.checked(distances, p, None, Constraints(**constraints))
    return hub_flows(instance, flows, transfer, collection, distribution).solution()


def hub_flows(
    instance: Instance,
    flows: npt.ArrayLike | None,
    transfer: float | None,
    collection: float,
    distribution: float,
) -> HubFlows:
    """The flows by way of hubs, checked, on an instance of node × node distances."""
    n, n_sites = instance.shape
    if n != n_sites or not np.isfinite(instance.costs).all():
        raise ValueError(f"distances must be finite and node × node, got shape {instance.shape}")
    if instance.costs.diagonal().any():
        raise ValueError("distances from a node to itself must be 0")
    sent = np.asarray(flows, dtype=float)
    if sent.shape != (n, n) or not ((sent >= 0) & (sent < math.inf)).all():
        raise ValueError(f"flows must be finite, non-negative and of shape {(n, n)}")
    rates = [
        number(rate, name)
        for rate, name in (
            (collection, "collection"), (transfer, "transfer"), (distribution, "distribution"),
        )
    ]  # fmt: skip
    if not all(0 <= rate < math.inf for rate in rates):
        raise ValueError("rates must be finite and non-negative")
    return HubFlows(instance, sent, *rates)


@dataclass(frozen=True)
class HubFlows:
    """What goes between nodes by way of hubs, and what that costs."""

    instance: Instance
    sent: Floats
    collection: float
    transfer: float
    distribution: float

    def _value(self, hubs: Sequence[int]) -> float:
        """What the flows cost where each node has this hub."""
        d, of = self.instance.costs, np.asarray(hubs, dtype=np.intp)
        to_hub = d[np.arange(len(of)), of]
        from_hub = d[of, np.arange(len(of))]
        way = (
            self.collection * to_hub[:, None]
            + self.transfer * d[np.ix_(of, of)]
            + self.distribution * from_hub[None, :]
        )
        return math.fsum((self.sent * way).ravel())

    def program(self) -> tuple[Program, Columns]:
        """The program, and its columns of allocation, node × hub."""
        d, sent, n = self.instance.costs, self.sent, len(self.sent)
        program = Program(self.instance)
        x = program.assign(nearest_only=False, integer=True)
        for k in range(n):  # a hub is its own
            program.add_row([x[k, k], k], [1.0, -1.0], lower=0.0, upper=0.0)
        out, into = sent.sum(axis=1), sent.sum(axis=0)
        spokes = self.collection * out[:, None] * d + self.distribution * into[:, None] * d.T
        program.minimise(Linear(x.ravel(), spokes.ravel()))
        # All that comes from a node, rounded so that no flow is asked for that is not there.
        least, most = out * (1 - n * EPS), out * (1 + n * EPS)
        for i in range(n):
            f = program.add_columns(n * n, most=float(most[i])).reshape(n, n)
            program.minimise(Linear(f.ravel(), self.transfer * d.ravel()))
            for k in range(n):
                others = np.arange(n) != k
                leaving, coming = f[k, others], f[others, k]
                row = np.concatenate([leaving, coming, x[:, k]])
                ones = np.ones(len(leaving))
                gone = sent[i].copy()
                gone[i] -= least[i]
                program.add_row(row, np.concatenate([ones, -ones, gone]), lower=0.0)
                program.add_row(np.append(leaving, x[i, k]), np.append(ones, -most[i]), upper=0.0)
        return program, x

    def solution(self) -> Solution:
        """The hubs, and the hub of each node, at which it costs least."""
        program, x = self.program()
        instance = self.instance
        n = len(self.sent)

        def judged(values: Floats) -> float:
            sites, given = opened(values, n), values[x] > 0.5
            hubs = given.argmax(axis=1)
            kept = (
                instance.allows(sites)
                and (given.sum(axis=1) == 1).all()
                and np.isin(hubs, sites).all()
                and instance.reach[np.arange(n), hubs].all()
                and (hubs[list(sites)] == sites).all()
            )
            return self._value(hubs.tolist()) if kept else math.inf

        outcome = program.solve(deadline=instance.deadline, judge=judged)
        hubs = [] if outcome.sites is None else outcome.values[x].argmax(axis=1).tolist()

        def total(sites: Sequence[int]) -> float:
            return self._value(hubs)

        return conclude("p-hub median", instance, outcome, total, assignment=hubs)
