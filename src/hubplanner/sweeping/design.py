"""What a sweep tries: every choice of the planner in every one of many futures.

Choices are what a planner decides (levers), futures what nobody does (uncertainties), as robust
decision making parts them. Either names any key of a scenario.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import numpy as np
import numpy.typing as npt
from pydantic import Field, ValidationError, model_validator

from hubplanner.errors import ScenarioError
from hubplanner.fingerprint import digest, fingerprint
from hubplanner.language import Joined, Text
from hubplanner.scenario import AFTER_A_PLAN, Scenario, explain_one, plain
from hubplanner.scenario_check import wrong_names
from hubplanner.scenario_sections import Section
from hubplanner.sweeping.extra import not_installed
from hubplanner.toml_file import read_toml

Unit = npt.NDArray[np.float64]
"""Futures × keys, each from 0 to 1."""

MOST = 1_000_000
"""Scenarios of one sweep: more are refused, as a slip in the file is likelier."""


class Range(Section):
    """Values from one number to another, all equally likely."""

    start: float = Field(alias="from", description="the least")
    to: float = Field(description="the most")
    whole: bool = Field(False, description="whole numbers only")
    steps: Annotated[int, Field(ge=2, le=1000)] = Field(
        5, description="method = 'grid': so many values, both ends among them"
    )

    @model_validator(mode="after")
    def _goes_up(self) -> Self:
        if self.start >= self.to:
            raise ValueError(Text("'from' must be below 'to'"))
        if self.whole and not (self.start.is_integer() and self.to.is_integer()):
            raise ValueError(Text("with 'whole' both 'from' and 'to' are whole numbers"))
        return self

    def at(self, part: float) -> float | int:
        """The value at a part (0–1) of the range."""
        if self.whole:
            return min(int(self.start + part * (self.to - self.start + 1)), int(self.to))
        return self.start + part * (self.to - self.start)

    def values(self) -> list[float | int]:
        """Those of a grid."""
        if self.whole:
            return list(range(int(self.start), int(self.to) + 1))
        parts = [step / (self.steps - 1) for step in range(self.steps)]
        return [self.start + part * (self.to - self.start) for part in parts]


class Sweep(Section):
    """A sweep file: which scenario is varied, by which keys, and how futures are drawn.

    Examples
    --------
    >>> sweep = Sweep(choices={"siting.hubs": (5, 6)}, futures={"candidates.top": (30, 40, 50)},
    ...               method="grid")
    >>> len(sweep.runs())
    6
    """

    scenario: str = Field("", description="scenario file that is varied; the baseline if left out")
    method: Literal["grid", "latin_hypercube", "monte_carlo", "sobol", "morris"] = Field(
        "latin_hypercube",
        description="how futures are drawn; 'sobol' and 'morris' lay them out so that the report"
        " can tell which assumption matters most",
    )
    draws: Annotated[int, Field(ge=1, le=MOST)] = Field(
        1000, description="futures; with 'sobol' and 'morris' the base of their layout"
    )
    seed: Annotated[int, Field(ge=0, le=2**31)] = Field(0, description="of the draws")
    phases: tuple[Annotated[int, Field(ge=1, le=229)], ...] = Field(
        (),
        description="hubs at the end of each phase, for the report's pathway: which to open first",
    )
    phase_budgets: tuple[Annotated[float, Field(gt=0)], ...] = Field(
        (), description="what all hubs opened until the end of each phase may cost"
    )
    choices: dict[str, tuple[Any, ...]] = Field(
        {}, description="what the planner decides: by key the values, each with each other"
    )
    futures: dict[str, Range | tuple[Any, ...]] = Field(
        {}, description="what nobody decides: by key the values, or from and to"
    )

    def __init__(self, /, **given: Any) -> None:
        try:
            super().__init__(**given)
        except ValidationError as error:
            told = {str(one): one for one in map(_explained, error.errors())}
            raise ScenarioError(Joined("; ", told.values())) from error

    @model_validator(mode="after")
    def _is_a_sweep(self) -> Self:
        if not self.choices and not self.futures:
            raise ValueError(Text("name keys under [choices] or [futures], or there is one plan"))
        if twice := sorted(set(self.choices) & set(self.futures)):
            raise ValueError(
                Text("{key} is both a choice and a future; keep one", key=", ".join(twice))
            )
        for name in ("phases", "phase_budgets"):
            if list(getattr(self, name)) != sorted(getattr(self, name)):
                raise ValueError(Text("{name} must not fall: what is open stays", name=name))
        if self.phase_budgets and len(self.phase_budgets) != len(self.phases):
            raise ValueError(Text("phase_budgets needs one for each of phases"))
        every = {**self.choices, **self.futures}
        for key, values in every.items():
            if isinstance(values, tuple) and not values:
                raise ValueError(Text("{key} names no value", key=key))
            if isinstance(values, tuple) and any(v in values[:n] for n, v in enumerate(values)):
                raise ValueError(Text("{key} names a value twice; keep one", key=key))
            if inner := next((one for one in every if one.startswith(f"{key}.")), None):
                raise ValueError(Text("{key} holds {inner} too; keep one", key=key, inner=inner))
        return self

    @classmethod
    def from_toml(cls, path: str | Path) -> Self:
        """Read a sweep file; the scenario that it names is taken relative to it.

        Raises
        ------
        ScenarioError
            Naming the file, the key and what is wrong.
        """
        path = Path(path)
        raw = read_toml(path, ScenarioError)
        try:
            sweep = cls(**plain(raw))
            if sweep.scenario:
                sweep = sweep.model_copy(update={"scenario": str(path.parent / sweep.scenario)})
            sweep.refuse_wrong_values()
        except ScenarioError as error:
            raise ScenarioError("{path}: {reason}", path=path, reason=error.text) from error
        return sweep

    def base(self) -> Scenario:
        """The scenario that is varied."""
        return Scenario.from_toml(self.scenario) if self.scenario else Scenario()

    def runs(self) -> list[Run]:
        """All scenarios of the sweep, those of one future together.

        Raises
        ------
        ScenarioError
            When there are too many, or a value is refused by its key.
        ExtraError
            When the extra ``sweep`` is not installed and the method needs it.
        """
        base = self.base()
        choices = [dict(zip(self.choices, one, strict=True)) for one in _each(self.choices)]
        futures = self._futures()
        if (count := len(choices) * len(futures)) > MOST:
            raise ScenarioError(
                "the sweep would make {count:,} scenarios, and more than {most:,} are refused; name"
                " fewer values or draws",
                count=count,
                most=MOST,
            )
        self.refuse_wrong_values()
        stem = fingerprint(base, _WORDS)
        return [
            Run(digest([stem, {**choice, **future}])[:16], c, f, {**choice, **future})
            for f, future in enumerate(futures)
            for c, choice in enumerate(choices)
        ]

    def layout(self) -> Unit:
        """Futures × keys, 0–1, as the method lays them out; not with ``grid``."""
        keys, rng = len(self.futures), np.random.default_rng(self.seed)
        if not keys:
            return np.zeros((1, 0))
        if self.method == "monte_carlo":
            return rng.random((self.draws, keys))
        sampled = _sampler(self.method)(self.salib(), self.draws, self.seed)
        return np.asarray(sampled, dtype=float)

    def salib(self) -> dict[str, Any]:
        """The keys as SALib describes a problem."""
        keys = list(self.futures)
        return {"num_vars": len(keys), "names": keys, "bounds": [[0.0, 1.0]] * len(keys)}

    def _futures(self) -> list[dict[str, Any]]:
        if self.method == "grid":
            values = {
                key: one.values() if isinstance(one, Range) else one
                for key, one in self.futures.items()
            }
            return [dict(zip(values, one, strict=True)) for one in _each(values)]
        return [
            {
                key: _value(one, part)
                for (key, one), part in zip(self.futures.items(), row, strict=True)
            }
            for row in self.layout().tolist()
        ]

    def refuse_wrong_values(self) -> None:
        """Each value by itself, so that a slip is told before the first hour is spent.

        Raises
        ------
        ScenarioError
            Naming the key and the value.
        """
        for key in (*self.choices, *self.futures):
            if key in _WORDS or key.partition(".")[0] in AFTER_A_PLAN:
                raise ScenarioError("{key}: no hub depends on it; leave it out", key=key)
        base, choice = self.base(), next(_each(self.choices))
        for key, one in {**self.choices, **self.futures}.items():
            ends = [one.at(0.0), one.at(1.0)] if isinstance(one, Range) else one
            for value in ends:
                tried = varied(base, {**dict(zip(self.choices, choice, strict=True)), key: value})
                if not isinstance(value, (int, float)) and (wrong := wrong_names(tried)):
                    raise ScenarioError("{key}: {problem}", key=key, problem=wrong[0])


@dataclass(frozen=True)
class Run:
    """One scenario of a sweep.

    Attributes
    ----------
    id
        By its content: the scenario that is varied and the values of its keys.
    choice, future
        Numbers of both.
    values
        By key.
    """

    id: str
    choice: int
    future: int
    values: dict[str, Any]


_WORDS = ("name", "title_ko", "title_en")
"""What a scenario is called: nothing depends on it."""


def varied(base: Scenario, values: Mapping[str, Any]) -> Scenario:
    """The scenario with some of its keys at other values.

    Parameters
    ----------
    values
        By dotted path, as ``siting.hubs`` or ``siting.at_most.경남``.

    Raises
    ------
    ScenarioError
        When a key is unknown or refuses its value.
    """
    raw = base.model_dump()
    for key, value in values.items():
        *path, last = key.split(".")
        section = raw
        for part in path:
            section = section.setdefault(part, {})
            if not isinstance(section, dict):
                raise ScenarioError(
                    "{key}: '{part}' holds a value, not keys; known keys are those of"
                    " hubplanner scenario schema",
                    key=key,
                    part=part,
                )
        section[last] = value
    return Scenario(**raw)


def _explained(problem: Any) -> Text:
    if problem["loc"] and problem["loc"][0] in ("choices", "futures"):
        path = " ".join(map(str, problem["loc"][1:2])) or problem["loc"][0]
        if isinstance(problem["input"], dict):
            return Text(
                "{path} = {value!r} is refused: give 'from' and 'to', the first below the second,"
                " and 'whole' (both whole numbers) or 'steps' at most",
                path=path,
                value=problem["input"],
            )
        return Text(
            "{path} = {value!r} is refused: write a list of values, or under [futures]"
            " {{ from = …, to = … }}",
            path=path,
            value=problem["input"],
        )
    return explain_one(problem)


def _each(values: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    yield from product(*values.values())


def _value(one: Range | tuple[Any, ...], part: float) -> Any:
    if isinstance(one, Range):
        return one.at(part)
    return one[min(int(part * len(one)), len(one) - 1)]


def _sampler(method: str) -> Any:
    """One of SALib's samplers as a function of problem, size and seed."""
    try:
        from SALib.sample import latin, morris, sobol
    except ImportError as error:
        raise not_installed() from error
    return {
        "latin_hypercube": lambda problem, n, seed: latin.sample(problem, n, seed=seed),
        "sobol": lambda problem, n, seed: sobol.sample(
            problem, n, calc_second_order=False, seed=seed
        ),
        "morris": lambda problem, n, seed: morris.sample(problem, n, seed=seed),
    }[method]
