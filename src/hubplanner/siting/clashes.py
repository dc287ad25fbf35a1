"""Why nothing fits: the smallest sets of wishes that clash, and the cheapest way out.

A set of wishes clashes when no hubs keep all of them, and is irreducible when any one less would do
(an irreducible infeasible subset, Chinneck 2008, over the planner's wishes instead of the rows
that they become). All clashes of up to three wishes are found by going through the sets in order of
size; where there is none, the deletion filter (Chinneck and Dravnieks 1991) finds one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import combinations

from hubplanner.siting.problem import Problem
from hubplanner.siting.wishes import Wish, spell

SMALL = 3
"""Clashes of up to this many wishes are all listed …"""

MANY = 14
"""… where there are at most this many wishes."""


@dataclass(frozen=True)
class Relaxation:
    """A way out: wishes loosened to another number, or (None) dropped.

    Attributes
    ----------
    changes
        Pairs of a wish and its new number.
    share
        How much of the wishes is given up: of a number its relative change, of a wish dropped 1.
    """

    changes: tuple[tuple[Wish, float | None], ...]
    share: float

    def words(self) -> tuple[str, str]:
        ko, en = [], []
        for wish, number in self.changes:
            old_ko, old_en = wish.words()
            if number is None:
                ko.append(f"'{old_ko}' 포기")
                en.append(f"drop '{old_en}' ({wish.key})")
            else:
                change = f"{spell(wish.number or 0.0)} → {spell(number)}"
                ko.append(f"{wish.ko.format(change)}")
                en.append(f"{wish.en.format(change)} ({wish.key})")
        return ", ".join(ko), ", ".join(en)


@dataclass(frozen=True)
class Conflict:
    """Why no hubs keep all wishes.

    Attributes
    ----------
    clashes
        Irreducible sets of wishes that cannot be kept together, the smallest first.
    relaxations
        Ways out, the cheapest first.
    """

    clashes: tuple[tuple[Wish, ...], ...]
    relaxations: tuple[Relaxation, ...]

    def message(self) -> str:
        """One line, Korean and English."""
        clashes = [
            " + ".join(f"{ko} · {en} ({wish.key})" for wish in clash for ko, en in [wish.words()])
            for clash in self.clashes
        ]
        text = "함께 지킬 수 없는 조건 · wishes that clash: " + "; ".join(
            f"[{clash}]" for clash in clashes
        )
        if self.relaxations:
            ko, en = self.relaxations[0].words()
            text += f"; 가장 적은 양보 · cheapest way out: {ko} · {en}"
        return text


def explain(problem: Problem) -> Conflict:
    """The clashes of an infeasible problem and the ways out.

    A way out changes as few wishes as can be, each loosened as little as can be (to the nearest
    number at which all fits, of the numbers that make a difference) or dropped. The cheapest gives
    up the least share of what was asked; what it then costs in minutes is for the planner to
    compare.
    """
    clashes = _clashes(problem)
    involved = [w for w in problem.wishes if any(w in clash for clash in clashes)]
    order = {id(wish): place for place, wish in enumerate(problem.wishes)}
    relaxations = [_loosened(problem, some) for some in _corrections(problem, involved)]
    relaxations.sort(key=lambda one: (one.share, [order[id(wish)] for wish, _ in one.changes]))
    return Conflict(tuple(clashes), tuple(relaxations))


def _clashes(problem: Problem) -> list[tuple[Wish, ...]]:
    found: list[tuple[Wish, ...]] = []
    if len(problem.wishes) <= MANY:
        for size in range(1, SMALL + 1):
            for some in combinations(problem.wishes, size):
                if any(set(map(id, clash)) <= set(map(id, some)) for clash in found):
                    continue
                if not problem.feasible(some):
                    found.append(some)
    return found or [_deletion_filter(problem)]


def _deletion_filter(problem: Problem) -> tuple[Wish, ...]:
    kept = list(problem.wishes)
    for wish in problem.wishes:
        without = [one for one in kept if one is not wish]
        if not problem.feasible(without):
            kept = without
    return tuple(kept)


def _corrections(problem: Problem, involved: Sequence[Wish]) -> list[tuple[Wish, ...]]:
    """The smallest sets of wishes without which the others fit."""
    for size in range(1, len(involved) + 1):
        ways = [
            some
            for some in combinations(involved, size)
            if problem.feasible([wish for wish in problem.wishes if wish not in some])
        ]
        if ways:
            return ways
    return []


def _loosened(problem: Problem, some: Sequence[Wish]) -> Relaxation:
    """Of wishes whose dropping is enough, one after the other loosened as little as can be."""
    now: dict[int, Wish | None] = {id(wish): wish for wish in problem.wishes}
    now.update({id(wish): None for wish in some})

    def fits(wish: Wish, number: float) -> bool:
        now[id(wish)] = replace(wish, number=number)
        return problem.feasible([one for one in now.values() if one is not None])

    changes: list[tuple[Wish, float | None]] = []
    share = 0.0
    for wish in some:
        number = None
        if wish.number is not None:
            numbers = wish.looser()
            if wish.monotone:
                number = _first(numbers, partial(fits, wish))
            else:
                number = next((n for n in numbers if fits(wish, n)), None)
        changes.append((wish, number))
        if number is None or wish.number is None:
            now[id(wish)] = None
            share += 1.0
        else:
            now[id(wish)] = replace(wish, number=number)
            share += abs(number - wish.number) / max(abs(wish.number), 1.0)
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
