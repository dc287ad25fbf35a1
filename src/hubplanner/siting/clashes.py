"""Why nothing fits: the smallest sets of constraints that clash, and the cheapest way out.

A set of constraints clashes when no hubs keep all of them, and is irreducible when any one less
would do (an irreducible infeasible subset, Chinneck 2008, over the planner's constraints instead of
the rows that they become). All clashes of up to three constraints are found by going through the
sets in order of size; where there is none, the deletion filter (Chinneck and Dravnieks 1991) finds
one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from itertools import combinations

from hubplanner.language import Joined, Text
from hubplanner.siting.problem import Constraint, Problem, spell

SMALL = 3
"""Clashes of up to this many constraints are all listed …"""

MANY = 14
"""… where there are at most this many constraints."""

SECONDS = 20.0
"""So long they are looked for where the scenario sets no time limit: each look is a search."""

Fits = Callable[[Sequence[Constraint]], bool]
"""Whether any hubs keep these constraints; ``TimeoutError`` when the time is over."""


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
    seconds
        How long was looked, where that was too short to see all; else None.
    """

    clashes: tuple[tuple[Constraint, ...], ...]
    relaxations: tuple[Relaxation, ...]
    seconds: float | None = None

    @property
    def text(self) -> Text:
        """One line: what clashes, and the cheapest way out."""
        if self.seconds is None:
            return self._seen
        if not self.clashes:
            return Text(
                "no hubs keep all wishes; which of them clash was not found in {seconds:g} seconds",
                seconds=self.seconds,
            )
        return Text(
            "{told}; in {seconds:g} seconds not all was looked at",
            told=self._seen,
            seconds=self.seconds,
        )

    @property
    def _seen(self) -> Text:
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
    dropping; what it then costs in minutes is for the planner to compare. All this takes no longer
    than the scenario's time limit, else :data:`SECONDS`; what was seen by then is told.
    """
    seconds = problem.time_limit or SECONDS
    keep = partial(problem.feasible, until=time.monotonic() + seconds)
    clashes: list[tuple[Constraint, ...]] = []
    relaxations: list[Relaxation] = []
    whole = False
    with suppress(TimeoutError):
        for clash in _clashes(problem.constraints, keep):
            clashes.append(clash)
        involved = [w for w in problem.constraints if any(w in clash for clash in clashes)]
        for some in _corrections(problem.constraints, involved, keep):
            relaxations.append(_loosened(problem.constraints, some, keep))
        whole = True
    order = {id(constraint): position for position, constraint in enumerate(problem.constraints)}
    relaxations.sort(
        key=lambda one: (
            one.share,
            sum(number is None for _, number in one.changes),
            [order[id(constraint)] for constraint, _ in one.changes],
        )
    )
    return Conflict(tuple(clashes), tuple(relaxations), None if whole else seconds)


def _clashes(constraints: Sequence[Constraint], keep: Fits) -> Iterator[tuple[Constraint, ...]]:
    found: list[tuple[Constraint, ...]] = []
    if len(constraints) <= MANY:
        for size in range(1, SMALL + 1):
            for some in combinations(constraints, size):
                if any(set(map(id, clash)) <= set(map(id, some)) for clash in found):
                    continue
                if not keep(some):
                    found.append(some)
                    yield some
    if not found:
        yield _deletion_filter(constraints, keep)


def _deletion_filter(constraints: Sequence[Constraint], keep: Fits) -> tuple[Constraint, ...]:
    kept = list(constraints)
    for constraint in constraints:
        without = [one for one in kept if one is not constraint]
        if not keep(without):
            kept = without
    return tuple(kept)


def _corrections(
    constraints: Sequence[Constraint], involved: Sequence[Constraint], keep: Fits
) -> list[tuple[Constraint, ...]]:
    """The smallest sets of constraints without which the others fit."""
    for size in range(1, len(involved) + 1):
        ways = [
            some
            for some in combinations(involved, size)
            if keep([constraint for constraint in constraints if constraint not in some])
        ]
        if ways:
            return ways
    return []


def _loosened(
    constraints: Sequence[Constraint], some: Sequence[Constraint], keep: Fits
) -> Relaxation:
    """Of constraints whose dropping is enough, one after the other loosened as little as can be."""
    now: dict[int, Constraint | None] = {id(constraint): constraint for constraint in constraints}
    now.update({id(constraint): None for constraint in some})

    def fits(constraint: Constraint, number: float) -> bool:
        now[id(constraint)] = replace(constraint, number=number)
        return keep([one for one in now.values() if one is not None])

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
