"""Ties between hubs and everything around them, as a table."""

from __future__ import annotations

import numpy as np
import pandas as pd

LINK_KIND = {
    "technopark": "local_support",
    "ccei": "local_support",
    "university": "training",
    "institute": "rnd",
    "complex": "user",
}
"""What an institution does for a hub, after KRIHS Policy Brief 697 (2018), section 2 of its
proposals: technoparks and CCEIs give local support, universities people, institutes research."""

ALWAYS_LED = ("technopark", "ccei")
"""Kinds that the brief re-casts to local support under a hub: none is left without one."""


def link_hubs(
    institution_minutes: pd.DataFrame,
    institution_kinds: pd.Series[str],
    users: pd.DataFrame,
    *,
    reach_minutes: float,
    decay_minutes: float,
) -> tuple[pd.DataFrame, pd.Series[str]]:
    r"""Links of every hub, and each institution's lead hub.

    A hub is linked to each institution within reach, and each technopark and CCEI to its nearest
    hub even beyond; the lead hub is the nearest of those linked (none: empty). Each
    candidate region is a ``user`` of the hub that serves it. The strength of a link is

    .. math:: s = \exp(-t / \tau)

    with minutes t and decay τ, the deterrence function of Wilson's (1971) spatial interaction
    models.

    Parameters
    ----------
    institution_minutes
        Minutes, hub region (rows) by institution (columns).
    institution_kinds
        Kind by institution id.
    users
        Candidate regions: ``hub_region`` and ``hub_minutes`` of the hub that serves each.
    reach_minutes, decay_minutes
        The scenario's ``[network]``.

    Returns
    -------
    links : DataFrame
        ``source`` (hub id), ``target`` (institution id or region code), ``kind``, ``minutes``,
        ``strength``, sorted.
    lead_hub : Series
        Hub id by institution id, ``""`` where no hub reaches it.
    """
    minutes = institution_minutes.to_numpy()
    nearest = minutes.argmin(axis=0)
    always = institution_kinds[institution_minutes.columns].isin(ALWAYS_LED).to_numpy()
    linked = minutes <= reach_minutes
    linked[nearest[always], np.flatnonzero(always)] = True

    hub_row, column = np.nonzero(linked)
    hub_ids = np.array([hub_id(code) for code in institution_minutes.index])
    targets = institution_minutes.columns.to_numpy()[column]
    ties = pd.DataFrame(
        {
            "source": hub_ids[hub_row],
            "target": targets,
            "kind": institution_kinds[targets].map(LINK_KIND).to_numpy(),
            "minutes": minutes[hub_row, column],
        }
    )
    uses = pd.DataFrame(
        {
            "source": users["hub_region"].map(hub_id),
            "target": users.index,
            "kind": "user",
            "minutes": users["hub_minutes"],
        }
    )
    links = pd.concat([ties, uses], ignore_index=True)
    links["strength"] = np.exp(-links["minutes"] / decay_minutes)
    lead = pd.Series(hub_ids[nearest], index=institution_minutes.columns, name="lead_hub")
    return (
        links.sort_values(["source", "kind", "target"], ignore_index=True),
        lead.where(np.asarray(linked.any(axis=0)), ""),
    )


def hub_id(region_code: str) -> str:
    """The hub's id in links and graph: the same in every scenario that puts one there."""
    return f"hub-{region_code}"
