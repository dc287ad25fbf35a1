"""What is known of the industries of regions, as tables and as a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from hubplanner.language import Joined, Text
from hubplanner.tables.industries import industry_names

UNKNOWN = "unknown"
SHARE_ERROR = 0.2
"""Coefficient of variation of an estimated share: a planning assumption, as nothing to hold the
estimate against has been published. A planner's own figures do not vary."""

LEAST_TOLD = 0.005
"""What would round to nothing is left out of a sentence."""


@dataclass(frozen=True)
class RegionIndustries:
    """What manufacturing each region lives off.

    Attributes
    ----------
    shares
        Region × division (``c10`` … ``c34``, with ships ``c311`` and aircraft ``c313`` apart from
        ``c31`` where evidence tells) and ``unknown``: 0–1, each row summing to 1.
    basis
        One row a region and division that evidence tells, indexed by both: ``kinds`` of evidence
        and ``sources`` (ids), each joined by ``;``, ``year`` of the newest (missing where undated)
        and ``status``: ``observed`` (a planner's own figure) or ``estimated``.
    """

    shares: pd.DataFrame
    basis: pd.DataFrame

    def to_frame(self) -> pd.DataFrame:
        """One row a region and industry with a share: ``share`` and the columns of `basis`."""
        long = self.shares.reset_index().melt(
            "region_code", var_name="industry", value_name="share"
        )
        long = long[long["share"] > 0].set_index(["region_code", "industry"])
        return long.sort_index().join(self.basis)

    @cached_property
    def largest(self) -> pd.DataFrame:
        """By region ``industry`` (the largest that is known, '' where none is), ``industry_share``
        and ``industry_unknown`` (shares of its manufacturing jobs, 0–1)."""
        known = self.shares.drop(columns=UNKNOWN)
        share = known.max(axis="columns")
        return pd.DataFrame(
            {
                "industry": known.idxmax(axis="columns").where(share > 0, ""),
                "industry_share": share,
                "industry_unknown": self.shares[UNKNOWN],
            }
        )

    def drawn(self, seed: int) -> RegionIndustries:
        """One draw of the shares within their errors; the unknown makes up for it."""
        rng = np.random.default_rng(seed)
        codes = self.shares.index
        known = self.shares.drop(columns=UNKNOWN)
        values = drawn_shares(self, codes, 1, rng)[0].astype(float)
        values /= np.maximum(values.sum(axis=1, keepdims=True), 1.0)
        shares = pd.DataFrame(values, codes, known.columns)
        shares[UNKNOWN] = (1.0 - shares.sum(axis=1)).clip(lower=0.0)
        return RegionIndustries(shares[self.shares.columns], self.basis)

    def sentence(self, region_code: str) -> Joined:
        """The industries of a region, the largest first, with the evidence for each."""
        return Joined("; ", self.lines(region_code))

    def lines(self, region_code: str) -> list[Text]:
        """The same, one line an industry; the unknown last."""
        unknown = float(self.shares[UNKNOWN][region_code])
        told = [
            Text(
                "{industry} {percent:.0f} % ({basis})",
                industry=industry_name(industry),
                percent=100 * share,
                basis=basis,
            )
            for industry, share, basis in self.told(region_code)
        ]
        return [*told, Text("unknown {percent:.0f} %", percent=100 * unknown)]

    def told(self, region_code: str) -> list[tuple[str, float, Joined]]:
        """Industries of a region that are worth telling, the largest first: the industry, its share
        (0–1), and what that rests on."""
        row = self._known[region_code]
        return [
            (industry, share, _evidence_words(self._evidence[region_code, industry]))
            for industry, share in sorted(row.items(), key=lambda cell: -cell[1])
            if share >= LEAST_TOLD
        ]

    @cached_property
    def _known(self) -> dict[Any, dict[Any, float]]:
        """By region its shares, but for what is unknown."""
        return self.shares.drop(columns=UNKNOWN).to_dict("index")

    @cached_property
    def _evidence(self) -> dict[Any, dict[Any, Any]]:
        """The rows of `basis` by region and division."""
        rows = self.basis[["kinds", "year", "status"]].to_dict("records")
        return dict(zip(self.basis.index, rows, strict=True))

    def sources(self, region_code: str) -> list[str]:
        """Ids of the sources that the shares of a region's divisions rest on."""
        told = self.basis.loc[self.basis.index.get_level_values(0) == region_code, "sources"]
        return list(dict.fromkeys(key for ids in told for key in ids.split(";")))


GROUP_NAMES = {"c311": Text("ships and boats"), "c313": Text("aircraft and spacecraft")}
_STATUS = {"observed": Text("observed"), "estimated": Text("estimate")}
_KINDS = {
    "statistics": Text("own statistics"),
    "largest_division": Text("largest division"),
    "largest_of_large_plants": Text("largest among plants of 300 or more"),
    "plant": Text("plants"),
    "complex_workers": Text("workers of complexes"),
    "complex_industries": Text("main industries of complexes"),
}


def industry_name(industry: str) -> Text:
    """Of a division of manufacturing, of ships (``c311``) or of aircraft (``c313``)."""
    return GROUP_NAMES.get(industry) or industry_names()[industry]


@cache
def short_industry_names() -> dict[str, Text]:
    """The same without what they except, for tables.

    >>> short_industry_names()["c20"].in_both()
    {'ko': '화학 물질 및 화학제품', 'en': 'chemicals and chemical products'}
    """

    def short(name: str) -> str:
        return name.split(";")[0].split(", except")[0].removesuffix(" 제조업")

    names = {**industry_names(), **GROUP_NAMES}
    return {key: name.with_values(short) for key, name in names.items()}


def _evidence_words(row: dict[Any, Any]) -> Joined:
    """Observed or estimated, the kinds of evidence and the year of the newest."""
    kinds = [_KINDS[kind] for kind in row["kinds"].split(";")]
    year = [] if pd.isna(row["year"]) else [row["year"]]
    return Joined(", ", [_STATUS[row["status"]], *kinds, *year])


def drawn_shares(
    industries: RegionIndustries, codes: pd.Index[str], draws: int, rng: np.random.Generator
) -> npt.NDArray[np.float32]:
    """Draws × regions × industries: known shares within their error; the unknown stays unknown."""
    known = industries.shares.loc[codes].drop(columns=UNKNOWN)
    status = industries.basis["status"].unstack().reindex(index=codes, columns=known.columns)
    spread = np.where(status == "observed", 0.0, SHARE_ERROR)
    sigma = np.sqrt(np.log1p(spread**2)).astype(np.float32)
    size = (draws, *known.shape)
    error = np.exp(rng.standard_normal(size, dtype=np.float32) * sigma - sigma**2 / 2)
    drawn: npt.NDArray[np.float32] = known.to_numpy(np.float32) * error
    return drawn
