"""What a scenario assumes of the future of industries and plants, by their names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

import pandas as pd

from hubplanner.errors import ScenarioError
from hubplanner.industries.evidence import DIVISIONS, GROUPS, read_evidence
from hubplanner.language import Joined, Pair, Text, without_spaces
from hubplanner.scenario_sections import FutureChoice
from hubplanner.tables.industries import industry_names, known_industries


def assumed_shocks(percent: Mapping[str, float]) -> pd.Series[float]:
    """By industry key the fall against all of manufacturing, as a fraction.

    Parameters
    ----------
    percent
        By key (``c30``, ``c311``) or Korean name, whole or as far as no other begins so, in
        percent; negative where it rises.

    Raises
    ------
    ScenarioError
        When a name is no industry of manufacturing.

    Examples
    --------
    >>> assumed_shocks({"자동차": 20.0, "조선": 5.0, "c24": -1.0}).to_dict()
    {'c30': 0.2, 'c311': 0.05, 'c24': -0.01}
    """
    return pd.Series({_industry(name): fall / 100 for name, fall in percent.items()}, dtype=float)


def in_words(future: FutureChoice) -> Text | None:
    """What is assumed, in one sentence; None where nothing is."""
    told: list[Text] = []
    for key, fall in assumed_shocks(future.shocks).items():
        names = industry_names().get(str(key)) or Pair(GROUPS.get(str(key), key), key)
        words = Text("{industry} falls by {percent:g} % against manufacturing")
        if fall < 0:
            words = Text("{industry} rises by {percent:g} % against manufacturing")
        told.append(Text(words.template, industry=names, percent=abs(100 * fall)))
    told += [Text("{plant} closes", plant=name) for name in future.closures]
    if future.drawn_shares:
        number = future.drawn_shares
        told.append(Text("shares of industries as drawn within their errors (draw {n})", n=number))
    if future.drawn_travel:
        number = future.drawn_travel
        told.append(Text("minutes of travel as drawn within their errors (draw {n})", n=number))
    return Text("Assumed: {told}", told=Joined(", ", told)) if told else None


def _industry(name: str) -> str:
    known = (*DIVISIONS, *GROUPS)
    spelled = {key: (key, *known_industries().names.get(key, ())) for key in known}
    spelled = {key: (*names, GROUPS.get(key, key)) for key, names in spelled.items()}
    wanted = without_spaces(name)
    folded = {key: set(map(without_spaces, names)) for key, names in spelled.items()}
    for fits in (str.__eq__, str.startswith):  # '자동차' is the only one that begins so
        found = [key for key, names in folded.items() if any(fits(one, wanted) for one in names)]
        if wanted and len(found) == 1:
            return found[0]
    raise ScenarioError(
        "future.shocks: '{name}' is no industry of manufacturing; write one of {known}",
        name=name,
        known=", ".join(f"{key} ({spelled[key][1]})" for key in known),
    )


def closed_jobs(names: Iterable[str]) -> pd.DataFrame:
    """Region × industry: jobs of plants, by their newest count.

    Parameters
    ----------
    names
        As in the bundled list of plants; spaces do not count. Behind a comma the region's code,
        where plants of several regions have the name.

    Raises
    ------
    ScenarioError
        When no plant has the name, naming those that are spelled like it, or several have.
    """
    plants = read_evidence("plants").sort_values(["year", "period"], kind="stable")
    spelled = plants["plant_ko"].str.replace(" ", "").str.casefold()
    placed = spelled + "," + plants["region_code"]
    rows = []
    for name in dict.fromkeys(names):
        wanted = without_spaces(name)
        found = plants[(spelled == wanted) | (placed == wanted)]
        if found.empty:
            near = get_close_matches(name, plants["plant_ko"].unique(), 5, 0.4)
            raise ScenarioError(
                "future.closures: no plant is called '{name}'; the most alike: {near}"
                " (hubplanner data plants lists all)",
                name=name,
                near=", ".join(near),
            )
        if found["region_code"].nunique() > 1:
            raise ScenarioError(
                "future.closures: '{name}' is the name of plants in {codes}; add the region's code"
                " behind a comma: '{name}, {code}'",
                name=name,
                codes=", ".join(found["region_code"].unique()),
                code=found["region_code"].iloc[0],
            )
        rows.append(found.iloc[-1])
    table = pd.DataFrame(rows).assign(industry=lambda all: all["industries"].str.split(";"))
    table["workers"] /= table["industry"].str.len()  # which of several is not told
    table = table.explode("industry")
    table["industry"] = [key if key in GROUPS else key[:3] for key in table["industry"]]
    jobs: pd.DataFrame = table.pivot_table(
        index="region_code", columns="industry", values="workers", aggfunc="sum", fill_value=0.0
    )
    return jobs
