"""A planner's wishes: what each says, in both languages, and what it asks of the sites."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Wish:
    """One wish of the scenario, that can be dropped or, where it has a number, loosened.

    Attributes
    ----------
    key
        Where the scenario states it, as ``siting.spacing_km``.
    ko, en
        What it says; ``{}`` stands for its number.
    number
        Its number, None where it has none.
    ask
        What it asks of the sites, given its number: keywords of
        :class:`hubplanner.siting.Conditions`, or ``p``, ``radius`` and ``capacity``.
    looser
        Numbers that ask for less, the nearest first.
    monotone
        Whether each of these asks for less than all before it.
    """

    key: str
    ko: str
    en: str
    ask: Callable[[float], dict[str, Any]]
    number: float | None = None
    looser: Callable[[], Sequence[float]] = tuple
    monotone: bool = True

    def conditions(self, number: float | None = None) -> dict[str, Any]:
        asked = self.number if number is None else number
        return self.ask(0.0 if asked is None else asked)

    def words(self, number: float | None = None) -> tuple[str, str]:
        """Korean and English, with its number or another."""
        asked = self.number if number is None else number
        written = "" if asked is None else spell(asked)
        return self.ko.format(written), self.en.format(written)


def spell(number: float) -> str:
    """A number as planners write it: no more digits than it needs, at most two."""
    return f"{number:,.2f}".rstrip("0").rstrip(".")


def merge(asked: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """All conditions at once."""
    whole: dict[str, Any] = {}
    for one in asked:
        for name, value in one.items():
            if name not in whole:
                whole[name] = value
            elif name == "spacing":
                # Two measures of distance become one: what is nearer than either asks for.
                whole[name] = _both_spacings(whole[name], value)
            elif name == "limit":
                whole[name] = np.minimum(whole[name], value)
            else:
                whole[name] = [*whole[name], *value]
    return whole


def _both_spacings(one: Any, other: Any) -> Any:
    shares = []
    for distances, least in (one, other):
        distances = np.asarray(distances, dtype=float)
        apart = np.minimum(distances, distances.T)
        shares.append(apart / least if least > 0 else np.full_like(apart, np.inf))
    return np.minimum(*shares), 1.0
