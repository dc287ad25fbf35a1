"""National plans against the hubs: which technologies and places they name, overlaps and gaps."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from hubplanner.language import Text
from hubplanner.regions import read_reference

PLANS = {
    "root": Text("root industries", context="plans"),
    "future_cars": Text("future cars", context="plans"),
    "chemistry": Text("chemistry", context="plans"),
    "robots": Text("robots", context="plans"),
    "iot": Text("IoT appliances", context="plans"),
    "ships": Text("shipbuilding", context="plans"),
}
"""The six plans in short."""

STATUS = {
    "gap": Text("no plan", context="plans"),
    "one": Text("one plan", context="plans"),
    "overlap": Text("several plans", context="plans"),
}
FITS = {
    "both": Text("technology and province", context="plans"),
    "technology": Text("technology only", context="plans"),
    "place": Text("province only", context="plans"),
    "none": Text("neither", context="plans"),
}


def load_plans() -> pd.DataFrame:
    """``data/references/industry_plans.csv``: a row for each technology or place that a plan names.

    Columns ``plan``, ``name_ko``, ``name_en``, ``published``, ``list`` and ``technology`` (of
    ``korea`` or ``pcast``; '' in rows on places), ``what_ko``, ``what_en``, ``sido_codes``,
    ``places_ko``, ``source``. They are the six plans of 2017 and 2018 that KRIHS Policy Brief 697
    would re-order by technology, as reports on them tell; what has no row may still be in a plan.
    """
    return read_reference("industry_plans")


def plans_by_technology(
    plans: pd.DataFrame, technologies: Iterable[str], of_list: str
) -> pd.DataFrame:
    """Technology × plan: what each plan names of it.

    Parameters
    ----------
    plans
        From :func:`load_plans`.
    technologies
        Keys of the list, in their order.
    of_list
        Which list they are of; a planner's own list is in no plan.

    Returns
    -------
    DataFrame
        By ``technology``: a column for each plan with how many things it names, ``plans`` (how many
        plans) and ``status``: ``overlap`` of several, ``one``, or ``gap``.

    Examples
    --------
    >>> table = plans_by_technology(load_plans(), ["metals", "textiles"], "korea")
    >>> table[["root", "robots", "ships", "plans", "status"]].values.tolist()
    [[1, 1, 1, 3, 'overlap'], [0, 0, 0, 0, 'gap']]
    """
    keys = list(plans["plan"].unique())
    named = plans[plans["list"] == of_list]
    table = pd.crosstab(named["technology"], named["plan"])
    table = table.reindex(index=list(technologies), columns=keys, fill_value=0)
    table = table.rename_axis(index="technology", columns=None)
    count = (table[keys] > 0).sum(axis=1)
    table["plans"] = count
    table["status"] = count.clip(upper=2).map(dict(enumerate(STATUS)))
    return table


def plans_by_hub(plans: pd.DataFrame, hubs: pd.DataFrame, of_list: str) -> pd.DataFrame:
    """Hub × plan: whether the plan names the hub's technology, and a place in its province.

    Parameters
    ----------
    hubs
        By hub id: ``technology`` and ``sido_code`` (KOSTAT).

    Returns
    -------
    DataFrame
        A row each: ``hub_id``, ``plan``, names of the plan, ``names_technology``,
        ``names_province`` (missing where no report names a place of the plan), ``fits``: ``both``,
        ``technology``, ``place`` or ``none``; ``what_ko`` and ``what_en`` of the technology.
    """
    rows = []
    for hub, technology, province in hubs[["technology", "sido_code"]].itertuples():
        for plan, told in plans.groupby("plan", sort=False):
            of = told[(told["list"] == of_list) & (told["technology"] == technology)]
            provinces = {code for codes in told["sido_codes"] for code in codes.split(";") if code}
            there = province in provinces
            rows.append(
                {
                    "hub_id": hub,
                    "plan": plan,
                    "plan_ko": told["name_ko"].iloc[0],
                    "plan_en": told["name_en"].iloc[0],
                    "names_technology": not of.empty,
                    "names_province": there if provinces else pd.NA,
                    "fits": _fit(not of.empty, there),
                    "what_ko": "; ".join(of["what_ko"]),
                    "what_en": "; ".join(of["what_en"]),
                }
            )
    return pd.DataFrame(rows).astype({"names_province": "boolean"})


def plans_by_province(plans: pd.DataFrame, provinces: pd.Series[str]) -> pd.DataFrame:
    """Province × plan: whether a report on the plan names a place in it.

    Parameters
    ----------
    provinces
        By KOSTAT code of the province: how many hubs stand there.

    Returns
    -------
    DataFrame
        By ``sido_code``: a column for each plan (1 or 0), ``plans`` (how many), ``status`` as of
        technologies, ``hubs``.
    """
    table = pd.DataFrame(index=provinces.index.rename("sido_code"))
    for plan, told in plans.groupby("plan", sort=False):
        named = {code for codes in told["sido_codes"] for code in codes.split(";")}
        table[plan] = table.index.isin(named).astype(int)
    table["plans"] = table.sum(axis=1)
    table["status"] = table["plans"].clip(upper=2).map(dict(enumerate(STATUS)))
    table["hubs"] = provinces
    return table


def _fit(technology: bool, place: bool) -> str:
    if technology:
        return "both" if place else "technology"
    return "place" if place else "none"
