"""Ties between hubs and everything around them, as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from hubplanner.networking.leads import ALWAYS_LED

LINK_KIND = {
    "technopark": "local_support",
    "ccei": "local_support",
    "university": "training",
    "institute": "rnd",
    "complex": "user",
}
"""What an institution does for a hub, after KRIHS Policy Brief 697 (2018), section 2 of its
proposals: technoparks and CCEIs give local support, universities people, institutes research,
firms use what comes of it."""

COLUMNS = ["source", "target", "kind", "role", "minutes", "fit", "strength"]


@dataclass(frozen=True)
class Gravity:
    r"""How strong a tie is.

    .. math:: s_{ij} = m_j \, e^{-t_{ij}/\tau} \, \bigl(b + (1 - b)\, f_{ij}\bigr)

    a gravity model with the exponential deterrence of Wilson (1971), times technological fit.

    Attributes
    ----------
    decay_minutes
        τ.
    base_fit
        b, what a tie is worth that does not rest on a common field: a lead, a region served,
        another hub; with fit it grows to 1.
    mass
        m by kind of the partner (technopark … complex, region, hub); 1 where it is not named, as
        no size of institutions is in the data.
    """

    decay_minutes: float
    base_fit: float
    mass: Mapping[str, float]

    def decay(self, minutes: npt.ArrayLike) -> npt.NDArray[np.float64]:
        return np.asarray(np.exp(-np.asarray(minutes, dtype=float) / self.decay_minutes))

    def strength(
        self, kinds: pd.Series[str], minutes: pd.Series[float], fit: pd.Series[float]
    ) -> pd.Series[float]:
        factor = self.base_fit + (1 - self.base_fit) * fit.fillna(0.0)
        return kinds.map(self.mass).astype(float).fillna(1.0) * self.decay(minutes) * factor


def hub_id(region_code: str) -> str:
    """The hub's id in links and graph: the same in every scenario that puts one there."""
    return f"hub-{region_code}"


def institution_links(
    minutes: pd.DataFrame,
    fit: pd.DataFrame,
    kinds: pd.Series[str],
    leads: pd.Series[str],
    gravity: Gravity,
    *,
    reach_minutes: float,
    most_hubs: int,
) -> tuple[pd.DataFrame, pd.Series[str], pd.DataFrame]:
    """Links of hubs with institutions, each institution's lead hub, and what is not known.

    A hub is tied to the institutions within reach that have a field in common with its technology
    (fit > 0). An institution has room for `most_hubs` of them: its lead hub first, then the
    strongest ties. Technoparks and CCEIs come with their lead hub, whatever the fit; others are
    led by their strongest tie (none: empty).

    Parameters
    ----------
    minutes, fit
        Hub id × institution; fit 0–1, missing where unknown.
    kinds
        Kind by institution.
    leads
        Lead hub of technoparks and CCEIs that have one.
    gravity
        How strong a tie is.
    reach_minutes, most_hubs
        The scenario's ``[network]``.

    Returns
    -------
    links : DataFrame
        ``source`` (hub id), ``target`` (institution id), ``kind``, ``role`` (``lead`` or
        ``second``), ``minutes``, ``fit``, ``strength``.
    lead_hub : Series
        Hub id by institution id, ``""`` where it has none.
    unknown : DataFrame
        ``source``, ``target``, ``kind``, ``minutes`` of institutions within reach of a hub whose
        fields are not known: no partners, but worth asking.
    """
    names = minutes.columns.to_numpy()
    led = minutes.index.get_indexer(pd.Index(leads.reindex(names)))
    is_lead = np.zeros(minutes.shape, dtype=bool)
    is_lead[led[led >= 0], np.flatnonzero(led >= 0)] = True
    near = (minutes.to_numpy() <= reach_minutes) & ~is_lead
    links = pd.concat(
        [
            _pairs(is_lead, minutes, fit, kinds).assign(role="lead"),
            _pairs(near & (fit.to_numpy() > 0), minutes, fit, kinds).assign(role="second"),
        ],
        ignore_index=True,
    )
    partner = links.pop("partner")
    links["strength"] = gravity.strength(partner, links["minutes"], links["fit"])
    links = links.assign(led_by_flow=partner.isin(ALWAYS_LED)).sort_values(
        ["target", "role", "strength", "minutes", "source"],
        ascending=[True, True, False, True, True],
        ignore_index=True,
    )
    place = links.groupby("target").cumcount()
    links.loc[(place == 0) & ~links.pop("led_by_flow"), "role"] = "lead"
    links = links[place < most_hubs]
    lead = links[links["role"] == "lead"].set_index("target")["source"]
    unknown = _pairs(near & fit.isna().to_numpy(), minutes, fit, kinds)
    return (
        links,
        lead.reindex(names, fill_value="").rename("lead_hub"),
        unknown[["source", "target", "kind", "minutes"]],
    )


def _pairs(
    which: npt.NDArray[np.bool_], minutes: pd.DataFrame, fit: pd.DataFrame, kinds: pd.Series[str]
) -> pd.DataFrame:
    row, column = np.nonzero(which)
    target = minutes.columns.to_numpy()[column]
    partner = kinds[target].to_numpy()
    return pd.DataFrame(
        {
            "source": minutes.index.to_numpy()[row],
            "target": target,
            "partner": partner,
            "kind": pd.Series(partner, dtype=object).map(LINK_KIND),
            "minutes": minutes.to_numpy()[row, column],
            "fit": fit.to_numpy()[row, column],
        }
    )


def partner_ties(links: pd.DataFrame) -> pd.DataFrame:
    """The links of hubs with partners: institutions of a common field, or a planner's own ties."""
    tied = links["role"].isin(["lead", "second"]) & (links["fit"] > 0)
    return links[tied | (links["role"] == "own")]


def ties_of_hubs(
    links: pd.DataFrame, hubs: Sequence[str], institutions: pd.Index[str]
) -> pd.DataFrame:
    """Hub × institution: whether they work together."""
    ties = partner_ties(links)
    tied = pd.crosstab(ties["source"], ties["target"]) > 0
    return tied.reindex(index=list(hubs), columns=institutions, fill_value=False)


def user_links(
    users: pd.DataFrame, fit: pd.DataFrame, technology: pd.Series[str], gravity: Gravity
) -> pd.DataFrame:
    """Each candidate region is a user of the hub that serves it (role ``serves``).

    Parameters
    ----------
    users
        Candidate regions: ``hub_region`` and ``hub_minutes``.
    fit
        Region × technology key; regions of unknown industries are absent.
    technology
        Key by hub id.
    """
    source = users["hub_region"].map(hub_id)
    minutes = users["hub_minutes"]
    fits = pd.Series(
        [
            fit.at[region, technology[hub]] if region in fit.index else np.nan
            for region, hub in source.items()
        ],
        index=users.index,
        dtype=float,
    )
    kinds = pd.Series("region", index=users.index)
    return pd.DataFrame(
        {
            "source": source,
            "target": users.index,
            "kind": "user",
            "role": "serves",
            "minutes": minutes,
            "fit": fits,
            "strength": gravity.strength(kinds, minutes, fits),
        }
    )


def hub_links(minutes: pd.DataFrame, kinship: pd.DataFrame, gravity: Gravity) -> pd.DataFrame:
    """Every pair of hubs, as one national network (role ``peer``).

    Parameters
    ----------
    minutes
        Hub × hub, both ways alike.
    kinship
        Fit between the technologies of two hubs, 0–1.
    """
    first, second = np.triu_indices(len(minutes), k=1)
    ids = minutes.index.to_numpy()
    links = pd.DataFrame(
        {
            "source": ids[first],
            "target": ids[second],
            "kind": "hub_to_hub",
            "role": "peer",
            "minutes": minutes.to_numpy()[first, second],
            "fit": kinship.to_numpy()[first, second],
        }
    )
    hub = pd.Series("hub", index=links.index)
    links["strength"] = gravity.strength(hub, links["minutes"], links["fit"])
    return links


def local_links(
    minutes: pd.DataFrame,
    institutions: pd.DataFrame,
    provinces: pd.Series[str],
    gravity: Gravity,
) -> pd.DataFrame:
    """Local support of candidate regions by a technopark and a CCEI of their province of today.

    The nearest of each kind, where the province has one (role ``local``). These ties stand
    already without hubs; no fit is stated.

    Parameters
    ----------
    minutes
        Candidate region × institution.
    institutions
        ``kind`` and ``province``.
    provinces
        By candidate region.
    """
    names, kinds = institutions.index.to_numpy(), institutions["kind"].to_numpy()
    own = institutions["province"].to_numpy()[None, :] == provinces.to_numpy()[:, None]
    sources, targets, times = [], [], []
    for kind in ALWAYS_LED:
        near = np.where(own & (kinds == kind)[None, :], minutes.to_numpy(), np.inf)
        if not near.size:
            continue
        nearest, least = near.argmin(axis=1), near.min(axis=1)
        there = np.isfinite(least)
        sources.append(names[nearest[there]])
        targets.append(provinces.index.to_numpy()[there])
        times.append(least[there])
    links = pd.DataFrame(
        {
            "source": np.concatenate(sources or [[]]),
            "target": np.concatenate(targets or [[]]),
            "kind": "local_support",
            "role": "local",
            "minutes": np.concatenate(times or [[]]),
            "fit": np.nan,
        }
    )
    region = pd.Series("region", index=links.index)
    links["strength"] = gravity.strength(region, links["minutes"], links["fit"])
    return links
