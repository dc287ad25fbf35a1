"""Core technologies: what each is used for, what feeds it, and how well places fit it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from hubplanner.errors import RegionError, ScenarioError
from hubplanner.language import Pair, Text
from hubplanner.regions import data_folder, read_reference, resolve
from hubplanner.tables.industries import DIVISION, GROUP, industry_names
from hubplanner.toml_file import read_toml

BUNDLED = ("pcast", "korea")
NAMING = ("key", "name_ko", "name_en")
"""What tells a technology of a list from the others."""
UNSPECIFIC = "종합"
"""The word for an institution that covers every field: which it feeds is not known."""


@dataclass(frozen=True)
class Technology:
    """A technology that a hub may take, with the source of each pairing."""

    key: str
    name_ko: str
    name_en: str
    industries: tuple[str, ...]
    industries_source: str
    fields: tuple[str, ...]
    fields_source: str
    ministry: str
    ministry_source: str
    usa: tuple[str, ...] = ()

    @property
    def name(self) -> Pair:
        """In both languages."""
        return Pair(self.name_ko, self.name_en)


@dataclass(frozen=True)
class TechnologyList:
    """A list of technologies and the ministries that lead them.

    Attributes
    ----------
    title_ko, title_en, source
        What the list is and where it comes from.
    technologies
        By key, in the list's order.
    ministries
        By key: name.
    """

    title_ko: str
    title_en: str
    source: str
    technologies: dict[str, Technology]
    ministries: dict[str, Pair]


def load_technologies(name: str = "pcast") -> TechnologyList:
    """A bundled list (``pcast``, ``korea``) or a planner's own file of the same shape.

    Parameters
    ----------
    name
        Name of a bundled list, or the path of a TOML file with one list under ``[lists]``.

    Raises
    ------
    ScenarioError
        When the file cannot be read, or a technology lacks a key; names file, entry and key.

    Examples
    --------
    >>> len(load_technologies("pcast").technologies)
    11
    """
    bundled = name in BUNDLED
    if not bundled and not os.path.exists(name):  # noqa: PTH110 (no error where it is too long)
        raise ScenarioError(
            "network.technologies = '{name}': no such file; it takes {bundled} or the path of a"
            " TOML file",
            name=name,
            bundled=", ".join(BUNDLED),
        )
    path = data_folder() / "references" / "technologies.toml" if bundled else Path(name)
    found = path.stat()
    return _loaded(name, path, (found.st_mtime_ns, found.st_size))


@cache
def _loaded(name: str, path: Path, _state: tuple[int, int]) -> TechnologyList:
    """The list, read again when the state of its file is another."""
    bundled = name in BUNDLED
    raw = read_toml(path, ScenarioError)
    lists, sections = raw.get("lists", {}), {}
    for section in ("ministries", "lists"):
        sections[section] = raw.get(section, {})
        if not isinstance(sections[section], dict):
            raise ScenarioError(
                "{path}: {section} should be one table; begin it with [{section}.…]",
                path=path,
                section=section,
            )
    if not bundled and len(lists) != 1:
        raise ScenarioError(
            "{path}: holds {count} lists under [lists]; keep one", path=path, count=len(lists)
        )
    key = name if bundled else next(iter(lists))
    for table in sections.values():
        if wrong := [key for key, value in table.items() if not isinstance(value, dict)]:
            raise ScenarioError(
                "{path}: {wrong} = {section!r} is refused; give a table with name_ko"
                " and name_en for a ministry, with title_ko and technologies for a list",
                path=path,
                wrong=wrong[0],
                section=table[wrong[0]],
            )
    ministries = {
        ministry: Pair(names.get("name_ko", ministry), names.get("name_en", ministry))
        for ministry, names in sections["ministries"].items()
    }
    rows = lists[key].get("technologies", [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ScenarioError(
            "{path}: {section} should be a list of tables; begin each with [[{section}]]",
            path=path,
            section=f"lists.{key}.technologies",
        )
    technologies = [_technology(row, k, path, ministries) for k, row in enumerate(rows, 1)]
    by_key = {one.key: one for one in technologies}
    fewest = min(len({getattr(one, of) for one in technologies}) for of in NAMING)
    if not by_key or fewest < len(technologies):
        raise ScenarioError(
            "{path}: [lists.{key}] needs technologies, each with a key and names of its own",
            path=path,
            key=key,
        )
    titles = {word: str(lists[key].get(word, key)) for word in ("title_ko", "title_en", "source")}
    return TechnologyList(**titles, technologies=by_key, ministries=ministries)


def fixed_technologies(
    fixed: Mapping[str, str], technologies: TechnologyList, regions: pd.DataFrame
) -> dict[str, str]:
    """Technology by region code that the scenario's ``network.fixed`` states by region.

    Raises
    ------
    ScenarioError
        When a name is no region, or a key no technology of the list.
    """
    names = list(fixed)
    try:
        codes = resolve(names, regions) if names else []
    except RegionError as error:
        raise ScenarioError("network.fixed: {error}", error=error) from error
    for name, key in fixed.items():
        refuse_unknown(technologies, name, key)  # a slip, whether a hub comes there or not
    return {code: fixed[name] for name, code in zip(names, codes, strict=True)}


def refuse_unknown(technologies: TechnologyList, name: str, key: str) -> None:
    """Refuse a technology that is fixed at a place by a key that the list does not know.

    Raises
    ------
    ScenarioError
        Naming the place, the key, and those that the list knows.
    """
    if key not in technologies.technologies:
        raise ScenarioError(
            "network.fixed: {key!r} of {name} is no technology of the list; known: {technologies}",
            key=key,
            name=name,
            technologies=", ".join(technologies.technologies),
        )


def us_counterparts(technologies: TechnologyList) -> pd.DataFrame:
    """The Manufacturing USA institutes of 2017 that work in each technology of a list.

    Returns
    -------
    DataFrame
        By institute: ``key`` (of our technology, empty where none is theirs), ``technology`` in
        their words, ``city``, ``state``, lead ``department`` and year ``founded``.
    """
    table = read_reference("manufacturing_usa").set_index("name")
    key = {name: one.key for one in technologies.technologies.values() for name in one.usa}
    table.insert(0, "key", [key.get(name, "") for name in table.index])
    return table[["key", "technology", "city", "state", "department", "founded"]]


def _technology(
    row: dict[str, object], number: int, path: Path, ministries: Iterable[str]
) -> Technology:
    where = Text(
        "{path}: technology {number} ({key})",
        path=path,
        number=number,
        key=row.get("key", Text("without key")),
    )
    known = Technology.__dataclass_fields__
    if missing := [key for key in known if key not in row and key != "usa"]:
        raise ScenarioError(
            "{where}: {missing} missing; add them", where=where, missing=", ".join(missing)
        )
    if unknown := [key for key in row if key not in known]:
        raise ScenarioError(
            "{where}: unknown key {unknown}; known: {known}",
            where=where,
            unknown=", ".join(unknown),
            known=", ".join(known),
        )
    values: dict[str, str | tuple[str, ...]] = {}
    for key, value in row.items():
        listed = key in ("industries", "fields", "usa")
        # An empty word would be found in what every institution says of itself.
        if listed and not (isinstance(value, list) and all(map(_is_word, value))):
            raise ScenarioError(
                "{where}: {key} = {value!r} is refused; give a list of words",
                where=where,
                key=key,
                value=value,
            )
        if not (value if listed and key != "usa" else listed or _is_word(value)):
            raise ScenarioError(
                "{where}: {key} = {value!r} is refused; it must not be empty",
                where=where,
                key=key,
                value=value,
            )
        values[key] = tuple(value) if isinstance(value, list) else str(value)
    for code in tuple(values["industries"]):
        known_shape = DIVISION.fullmatch(code) or GROUP.fullmatch(code)
        if not known_shape or code[:3] not in industry_names():
            raise ScenarioError(
                "{where}: industries: {code!r} is refused; give KSIC divisions such as 'c31' or"
                " groups such as 'c311'",
                where=where,
                code=code,
            )
    if str(values["ministry"]) not in set(ministries):
        raise ScenarioError(
            "{where}: ministry = {ministry!r} is refused; [ministries] holds {ministries}",
            where=where,
            ministry=values["ministry"],
            ministries=", ".join(ministries),
        )
    return Technology(**values)  # type: ignore[arg-type]


def _is_word(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def field_fit(fields: pd.Series[str], technologies: Iterable[Technology]) -> pd.DataFrame:
    """Share of an institution's fields that feed each technology.

    Parameters
    ----------
    fields
        Words separated by semicolons, by institution.
    technologies
        Whose ``fields`` are looked for inside those words.

    Returns
    -------
    DataFrame
        Institution × technology key, 0–1; missing where an institution states no field of its own
        (none at all, or only 종합, 'comprehensive').

    Examples
    --------
    >>> robots = load_technologies("pcast").technologies["robots"]
    >>> field_fit(pd.Series({"a": "수중로봇;조선", "b": "종합"}), [robots])["robots"].tolist()
    [0.5, nan]
    """
    patterns = [(one.key, re.compile("|".join(map(re.escape, one.fields)))) for one in technologies]
    seen: dict[str, list[bool]] = {}

    def shares(text: str) -> list[float]:
        words = [word for word in text.split(";") if word.strip() not in ("", UNSPECIFIC)]
        for word in words:
            if word not in seen:
                seen[word] = [bool(pattern.search(word)) for _, pattern in patterns]
        if not words:
            return [np.nan] * len(patterns)
        return [
            sum(hits) / len(words) for hits in zip(*(seen[word] for word in words), strict=True)
        ]

    return pd.DataFrame(
        [shares(text) for text in fields],
        index=fields.index,
        columns=[key for key, _ in patterns],
        dtype=float,
    )


def industry_fit(industries: pd.DataFrame, technologies: Iterable[Technology]) -> pd.DataFrame:
    """Share of a place's industries that use each technology.

    Parameters
    ----------
    industries
        Place × KSIC division or group, shares that sum to 1 in each row. Where groups have columns
        of their own (``c311``), that of their division (``c31``) holds what is in neither.
    technologies
        Whose ``industries`` are looked up. A division stands for its groups too; a group without a
        column stands for that of its division, as the table doesn't tell it apart.

    Returns
    -------
    DataFrame
        Place × technology key, 0–1.

    Examples
    --------
    >>> ships = load_technologies("korea").technologies["ships"]
    >>> shares = pd.DataFrame({"c30": [0.2], "c31": [0.1], "c311": [0.6], "c313": [0.1]})
    >>> float(industry_fit(shares, [ships]).loc[0, "ships"])
    0.6
    """
    every = tuple(technologies)
    return pd.DataFrame(
        industries.to_numpy(float) @ _uses_of_all(every, tuple(industries.columns)),
        index=industries.index,
        columns=[one.key for one in every],
    )


@cache
def _uses_of_all(
    technologies: tuple[Technology, ...], columns: tuple[str, ...]
) -> npt.NDArray[np.bool_]:
    """Column × technology: which industries use which."""
    uses = [[_uses(one, column, columns) for one in technologies] for column in columns]
    return np.array(uses, dtype=bool).reshape(len(columns), len(technologies))


def _uses(technology: Technology, column: str, columns: tuple[str, ...]) -> bool:
    told = [code if code in columns else code[:3] for code in technology.industries]
    return any(column.startswith(code) for code in technology.industries) or column in told
