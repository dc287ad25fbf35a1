"""Why nothing fits: the smallest sets of constraints that clash, and the cheapest way out.

A set of constraints clashes when no hubs keep all of them, and is irreducible when any one less
would do (an irreducible infeasible subset, Chinneck 2008, over the planner's constraints instead of
the rows that they become). All clashes of up to three constraints are found by going through the
sets in order of size; where there is none, the deletion filter (Chinneck and Dravnieks 1991) finds
one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import combinations

from hubplanner.language import Joined, Text
from hubplanner.siting.problem import Constraint, Problem, spell

SMALL = 3
"""Clashes of up to this many constraints are all listed …"""

MANY = 14
"""… where there are at most this many constraints."""


@dataclass(frozen=True)
class Relaxation:
    """A way out: constraints loosened to another number, or (None) dropped.

    Attributes
    ----------
    changes
        Pairs of a constraint and its new number.
    share
        How much is given up: of a number its relative change, of a constraint dropped 1.
    """

    changes: tuple[tuple[Constraint, float | None], ...]
    share: float

    @property
    def text(self) -> Text:
        """Each change with the key of its constraint."""
        return Joined(", ", (_change(constraint, number) for constraint, number in self.changes))


def _change(constraint: Constraint, number: float | None) -> Text:
    if number is None:
        return Text("drop '{constraint}' ({key})", constraint=constraint.text, key=constraint.key)
    changed = constraint.with_number(f"{spell(constraint.number or 0.0)} → {spell(number)}")
    return Joined("", (changed, f" ({constraint.key})"))


@dataclass(frozen=True)
class Conflict:
    """Why no hubs keep all constraints.

    Attributes
    ----------
    clashes
        Irreducible sets of constraints that cannot be kept together, the smallest first.
    relaxations
        Ways out, the cheapest first.
    """

    clashes: tuple[tuple[Constraint, ...], ...]
    relaxations: tuple[Relaxation, ...]

    @property
    def text(self) -> Text:
        """One line: what clashes, and the cheapest way out."""
        clashes = Joined("; ", (_clash(clash) for clash in self.clashes))
        if not self.relaxations:
            return Text("wishes that clash: {clashes}", clashes=clashes)
        return Text(
            "wishes that clash: {clashes}; cheapest way out: {way}",
            clashes=clashes,
            way=self.relaxations[0].text,
        )


def _clash(clash: Sequence[Constraint]) -> Text:
    told = (Joined("", (one.text, f" ({one.key})")) for one in clash)
    return Joined("", ("[", Joined(" + ", told), "]"))


def explain(problem: Problem) -> Conflict:
    """The clashes of an infeasible problem and the ways out.

    A way out changes as few constraints as can be, each loosened as little as can be (to the
    nearest number at which all fits, of the numbers that make a difference) or dropped. The
    cheapest gives up the least share of what was asked, among equals by numbers rather than by
    dropping; what it then costs in minutes is for the planner to compare.
    """
    clashes = _clashes(problem)
    involved = [w for w in problem.constraints if any(w in clash for clash in clashes)]
    order = {id(constraint): position for position, constraint in enumerate(problem.constraints)}
    relaxations = [_loosened(problem, some) for some in _corrections(problem, involved)]
    relaxations.sort(
        key=lambda one: (
            one.share,
            sum(number is None for _, number in one.changes),
            [order[id(constraint)] for constraint, _ in one.changes],
        )
    )
    return Conflict(tuple(clashes), tuple(relaxations))


def _clashes(problem: Problem) -> list[tuple[Constraint, ...]]:
    found: list[tuple[Constraint, ...]] = []
    if len(problem.constraints) <= MANY:
        for size in range(1, SMALL + 1):
            for some in combinations(problem.constraints, size):
                if any(set(map(id, clash)) <= set(map(id, some)) for clash in found):
                    continue
                if not problem.feasible(some):
                    found.append(some)
    return found or [_deletion_filter(problem)]


def _deletion_filter(problem: Problem) -> tuple[Constraint, ...]:
    kept = list(problem.constraints)
    for constraint in problem.constraints:
        without = [one for one in kept if one is not constraint]
        if not problem.feasible(without):
            kept = without
    return tuple(kept)


def _corrections(problem: Problem, involved: Sequence[Constraint]) -> list[tuple[Constraint, ...]]:
    """The smallest sets of constraints without which the others fit."""
    for size in range(1, len(involved) + 1):
        ways = [
            some
            for some in combinations(involved, size)
            if problem.feasible(
                [constraint for constraint in problem.constraints if constraint not in some]
            )
        ]
        if ways:
            return ways
    return []


def _loosened(problem: Problem, some: Sequence[Constraint]) -> Relaxation:
    """Of constraints whose dropping is enough, one after the other loosened as little as can be."""
    now: dict[int, Constraint | None] = {
        id(constraint): constraint for constraint in problem.constraints
    }
    now.update({id(constraint): None for constraint in some})

    def fits(constraint: Constraint, number: float) -> bool:
        now[id(constraint)] = replace(constraint, number=number)
        return problem.feasible([one for one in now.values() if one is not None])

    changes: list[tuple[Constraint, float | None]] = []
    share = 0.0
    for constraint in some:
        number = None
        if constraint.number is not None:
            numbers = constraint.looser()
            if constraint.monotone:
                number = _first(numbers, partial(fits, constraint))
            else:
                number = next((n for n in numbers if fits(constraint, n)), None)
        changes.append((constraint, number))
        if number is None or constraint.number is None:
            now[id(constraint)] = None
            share += 1.0
        else:
            now[id(constraint)] = replace(constraint, number=number)
            share += abs(number - constraint.number) / (abs(constraint.number) or 1.0)
    return Relaxation(tuple(changes), share)


def _first(numbers: Sequence[float], fits: Callable[[float], bool]) -> float | None:
    """The first number that fits, where all after one that fits do."""
    if not numbers or not fits(numbers[-1]):
        return None
    low, high = 0, len(numbers) - 1
    while low < high:
        middle = (low + high) // 2
        if fits(numbers[middle]):
            high = middle
        else:
            low = middle + 1
    return numbers[low]
