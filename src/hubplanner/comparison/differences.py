"""What differs between a plan and the reference, a sentence each: hubs by technology, candidates,
figures and what the plans were made with."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import pandas as pd

from hubplanner.comparison.changes import nearest_pairs
from hubplanner.comparison.compared import Compared
from hubplanner.comparison.verdict import listed_places, region_name
from hubplanner.comparison.yardstick import minutes_to_hubs
from hubplanner.language import Joined, Pair, Text


def difference_table(plans: Sequence[Compared]) -> pd.DataFrame:
    """Every difference of every plan from the first.

    Parameters
    ----------
    plans
        The reference first.

    Returns
    -------
    DataFrame
        As :attr:`hubplanner.comparison.Comparison.differences`.
    """
    reference = plans[0]
    sentences = [(reference.name, "limits", told) for told in _limits(reference)]
    for plan in plans[1:]:
        sentences += [(plan.name, *told) for told in _differences(reference, plan)]
    rows = [(name, about, told.in_language("ko"), str(told)) for name, about, told in sentences]
    return pd.DataFrame(rows, columns=["scenario", "about", "difference_ko", "difference_en"])


def _differences(reference: Compared, plan: Compared) -> Iterator[tuple[str, Text]]:
    told = {
        "hubs": _hubs(reference, plan),
        "candidates": _candidates(reference, plan),
        "figures": _figures(reference, plan),
        "versions": _versions(reference, plan),
    }
    for about, sentences in told.items():
        for sentence in sentences:
            yield about, sentence


# -- hubs -----------------------------------------------------------------------------------------


def _hubs(reference: Compared, plan: Compared) -> Iterator[Text]:
    """What became of the hub for each technology: moved, at another host, taken over, new, gone.

    Where a technology has several hubs, those nearest to each other are the same one.
    """
    before, after = _by_technology(reference), _by_technology(plan)
    gone, new = dict(before), dict(after)
    for key in dict.fromkeys(before.values()):
        here = [code for code, technology in before.items() if technology == key]
        there = [code for code, technology in after.items() if technology == key]
        stay = [code for code in here if code in there]
        left = [code for code in here if code not in stay]
        came = [code for code in there if code not in stay]
        minutes = minutes_to_hubs(reference, plan).loc[left, came]
        moves = [(start, to) for start, to, _ in nearest_pairs(minutes, within=math.inf)]
        for start, to in moves:
            yield _moved(reference, plan, start, to)
        for code in stay:
            yield from _other_host(reference, plan, code)
        for start, to in [*moves, *zip(stay, stay, strict=True)]:
            del gone[start], new[to]
    for code in gone:
        place, other = region_name(code, reference.regions), _technology(reference, code)
        if code in new:
            yield Text(
                "The hub in {place} takes {technology} instead of {other}",
                place=place,
                technology=_technology(plan, code),
                other=other,
            )
        else:
            yield Text(
                "No hub for {technology} any more (it was in {place})",
                technology=other,
                place=place,
            )
    for code in new:
        if code not in gone:
            yield Text(
                "A new hub for {technology} in {place}",
                technology=_technology(plan, code),
                place=region_name(code, reference.regions),
            )


def _by_technology(plan: Compared) -> dict[str, str]:
    """The technology of each hub by its region."""
    pairs = zip(plan.hub_regions, plan.hubs["technology"], strict=True)
    return {code: str(key) for code, key in pairs if key}


def _hub(plan: Compared, code: str) -> pd.Series:
    return plan.hubs[plan.hubs["region_code"] == code].iloc[0]


def _technology(plan: Compared, code: str) -> Pair:
    hub = _hub(plan, code)
    return Pair(hub["technology_ko"], hub["technology_en"])


def _moved(reference: Compared, plan: Compared, start: str, to: str) -> Text:
    """With the two regions whose minutes to it change most each way."""
    moved = Text(
        "The hub for {technology} moves from {start} to {to}",
        technology=_technology(plan, to),
        start=region_name(start, reference.regions),
        to=region_name(to, reference.regions),
    )
    longer = _longer(reference, plan, start, to)
    changes = []
    if len(longer) and (least := round(longer.min())) < 0:
        nearest = region_name(str(longer.idxmin()), reference.regions)
        changes.append(Text("{n} min shorter for {place}", n=-least, place=nearest))
    if len(longer) and (most := round(longer.max())) > 0:
        farthest = region_name(str(longer.idxmax()), reference.regions)
        changes.append(Text("{n} min longer for {place}", n=most, place=farthest))
    if not changes:
        return moved
    return Text("{moved}: {changes}", moved=moved, changes=Joined(", ", changes))


def _longer(reference: Compared, plan: Compared, start: str, to: str) -> pd.Series[float]:
    """By how many minutes it is farther, for candidates of the reference that it serves in either
    plan."""
    candidates = reference.candidates.index
    was = reference.regions.loc[candidates, "hub_region"] == start
    served = candidates[was | (plan.regions.loc[candidates, "hub_region"] == to)]
    before, after = minutes_to_hubs(reference, reference), minutes_to_hubs(reference, plan)
    longer: pd.Series[float] = after.loc[served, to] - before.loc[served, start]
    return longer.dropna()


def _other_host(reference: Compared, plan: Compared, code: str) -> Iterator[Text]:
    """Nothing where it stands at the same host, or either plan names none."""
    here, there = _hub(reference, code), _hub(plan, code)
    if here.get("host_ko") and there.get("host_ko") and here["host_ko"] != there["host_ko"]:
        yield Text(
            "The hub for {technology} stays in {place}, at {host} instead of {other}",
            technology=_technology(plan, code),
            place=region_name(code, reference.regions),
            host=Pair(there["host_ko"], there["host_en"]),
            other=Pair(here["host_ko"], here["host_en"]),
        )


# -- candidates, figures, versions ----------------------------------------------------------------


def _candidates(reference: Compared, plan: Compared) -> Iterator[Text]:
    """Which regions come in and which drop out, with their ranks then and now."""
    before, after = reference.candidates.index, plan.candidates.index
    came, went = after.difference(before), before.difference(after)
    if len(came):
        places = _ranked(came, reference, plan)
        yield Text("New candidate regions ({n}): {places}", n=len(came), places=places)
    if len(went):
        places = _ranked(went, reference, plan)
        yield Text("No longer candidates ({n}): {places}", n=len(went), places=places)


def _ranked(codes: pd.Index[str], reference: Compared, plan: Compared) -> Text:
    """Regions by name, those of the best rank in either plan first."""
    was, now = reference.regions["rank"], plan.regions["rank"]
    order = pd.concat([was[codes], now[codes]], axis=1).min(axis=1).sort_values().index
    told: list[Text] = []
    for code in order:
        place: Text = region_name(code, reference.regions)
        if was[code] != now[code] and pd.notna(was[code]) and pd.notna(now[code]):
            place = Text(
                "{place} (rank {was:.0f} → {rank:.0f})", place=place, was=was[code], rank=now[code]
            )
        told.append(place)
    return listed_places(told)


def _figures(reference: Compared, plan: Compared) -> Iterator[Text]:
    """How new the figures are, by indicator; sources that came, went or cover other years."""
    if reference.dates != plan.dates:
        yield Text("{dates} (the reference: {other})", dates=plan.dates, other=reference.dates)
    if changed := _other_years(reference.coverage, plan.coverage, "name"):
        yield Text("Indicators of other years: {changed}", changed=Joined("; ", changed))
    before, after = reference.sources, plan.sources
    if changed := _other_years(before, after, "title"):
        yield Text("Sources of other years: {changed}", changed=Joined("; ", changed))
    if came := _titles(after[~after.index.isin(before.index)]):
        yield Text("New sources: {titles}", titles=Joined("; ", came))
    if went := _titles(before[~before.index.isin(after.index)]):
        yield Text("No longer among the sources: {titles}", titles=Joined("; ", went))


_NOT_OBSERVED = Text("not observed")


def _other_years(before: pd.DataFrame, after: pd.DataFrame, named: str) -> list[Text]:
    """What both have, of other years; an indicator's labour-market area goes with the indicator."""
    was, now = before.to_dict("index"), after.to_dict("index")
    return [
        Text(
            "{what} {was} → {years}",
            what=Pair(one[f"{named}_ko"], one[f"{named}_en"]),
            was=was[key]["years"] or _NOT_OBSERVED,
            years=one["years"] or _NOT_OBSERVED,
        )
        for key, one in now.items()
        if key in was and was[key]["years"] != one["years"] and not str(key).endswith("_area")
    ]


def _titles(sources: pd.DataFrame) -> list[Pair]:
    return [Pair(ko, en) for ko, en in zip(sources["title_ko"], sources["title_en"], strict=True)]


def _versions(reference: Compared, plan: Compared) -> Iterator[Text]:
    before, after = reference.summary["versions"], plan.summary["versions"]
    changed = [
        f"{name} {before[name]} → {after[name]}"
        for name in before
        if name in after and before[name] != after[name]
    ]
    if changed:
        yield Text("Made with other versions: {versions}", versions=", ".join(changed))


def _limits(reference: Compared) -> Iterator[Text]:
    """What cannot be told by this reference, said once."""
    if reference.plan is None:
        yield Text(
            "The reference is read from saved files: minutes are over each plan's own roads, jobs"
            " at risk as each plan counts them; other hubs' worth by its objective, and the"
            " institutes within an hour, cannot be told"
        )
