"""The four-page brief: map and worst regions; hubs with reasons; network; method and sources."""

from __future__ import annotations

from importlib.metadata import version

import pandas as pd

from hubplanner.language import Text
from hubplanner.plan import Plan
from hubplanner.report.blocks import (
    Block,
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Picture,
    Table,
)
from hubplanner.report.columns import heading
from hubplanner.report.picture import headline, hub_map, network_map, subtitle
from hubplanner.report.sheets import settings
from hubplanner.report.symbols import MARKS
from hubplanner.report.words import Speaker, clean, figure, rank_within, worst_heading
from hubplanner.scoring.catalogue import AREA

REGIONS_LISTED = 5
_NAMED = 6
"""So many names stand in a cell; the rest is counted."""
_INDICATORS_NAMED = 2


def write_brief(plan: Plan, say: Speaker) -> Document:
    """A plan as a document of four pages, in one language.

    Raises
    ------
    DataError
        When no Korean font is installed, which the maps need.
    """
    return Document(
        title=headline(plan, say),
        subtitle=subtitle(plan, say),
        language=say.language,
        blocks=[
            *_findings(plan, say),
            *_regions(plan, say),
            PageBreak(),
            *_hubs(plan, say),
            *_technologies(plan, say),
            PageBreak(),
            *_network(plan, say),
            PageBreak(),
            *_sources_and_method(plan, say),
        ],
    )


# ---- page 1 -------------------------------------------------------------------------------------


def _findings(plan: Plan, say: Speaker) -> list[Block]:
    regions = plan.regions
    sites = ", ".join(
        f"{hub.number} {say.region(plan, hub.region_code)}" for hub in plan.hubs.itertuples()
    )
    minutes = regions.loc[regions["candidate"], "hub_minutes"]
    return [
        Paragraph(
            say(
                "{hubs} hubs: {sites}. From the candidates to their hub it is {mean} minutes"
                " on average and {longest} at most (estimated travel times). {proof}",
                hubs=len(plan.hubs),
                sites=sites,
                mean=figure(minutes.mean(), "minutes"),
                longest=figure(minutes.max(), "minutes"),
                proof=_proof(plan, say),
            )
        ),
        Paragraph(
            say(
                "Whom the hubs serve: {served}.",
                served=plan.sites.problem.served,
            )
        ),
        Picture(
            hub_map(plan, say),
            say(
                "Map: crisis score by region, candidates, numbered hubs and whom they serve",
            ),
        ),
    ]


def _proof(plan: Plan, say: Speaker) -> str:
    siting = plan.siting
    bounds = say(
        "{model} model: objective {objective}, {bound}; in {unit}",
        model=siting.model,
        objective=f"{siting.objective:,.1f}",
        bound=Text(
            "bound {bound}",
            context="upper" if siting.maximised else "lower",
            bound=f"{siting.bound:,.1f}",
        ),
        unit=say.either(*plan.sites.problem.unit),
    )
    if siting.optimal:
        return say(
            "It is proven that no other choice of sites does better ({bounds}).",
            bounds=bounds,
        )
    return say(
        "It is not proven to be the best ({bounds}).",
        bounds=bounds,
    )


# ---- page 2 -------------------------------------------------------------------------------------


def _hubs(plan: Plan, say: Speaker) -> list[Block]:
    without = _minutes_without(plan)
    rows = [
        (
            str(hub.number),
            say.region(plan, hub.region_code),
            str(hub.candidates),
            f"{figure(hub.mean_minutes, 'minutes')} / {figure(hub.longest_minutes, 'minutes')}",
            str(hub.institutions),
            _reason(plan, say, hub.region_code, without.get(hub.region_code)),
        )
        for hub in plan.hubs.itertuples()
    ]
    headings = (
        say("No."),
        say("Hub"),
        say("Candidates"),
        say("Mean / longest min"),
        say("Institutions"),
        say("Reasons"),
    )
    note = say("Institutions: how many are linked to the hub.")
    if without:
        note = (
            say(
                "'Without it': how far the candidates' travel time, weighted by crisis score,"
                " rises when this hub alone is taken away. ",
            )
            + note
        )
    return [
        Heading(say("Hubs and reasons")),
        Table(headings, rows, (0.06, 0.17, 0.12, 0.12, 0.12, 0.41), frozenset({0})),
        Paragraph(note, note=True),
        *(Paragraph(line) for line in (_runner_up(plan, say), _binding(plan, say)) if line),
    ]


def _runner_up(plan: Plan, say: Speaker) -> str:
    """The next best set of sites and how far it lies behind; empty where it was not sought."""
    told = plan.sites.advice().get("runner_up")
    other = plan.sites.runner_up
    if told is None or other is None:
        return ""
    best = plan.siting.sites
    stands = _site_names(plan, say, [site for site in other.sites if site not in best])
    instead = _site_names(plan, say, [site for site in best if site not in other.sites])
    behind = say("equally good")
    if told["behind_percent"] >= 0.01:
        behind = say(
            "its objective is {percent} % behind",
            percent=f"{told['behind_percent']:g}",
        )
    return say(
        "The next best choice has a hub in {stands} instead of {instead}: {behind}.",
        stands=stands or say("no place"),
        instead=instead or say("none", context="brief"),
        behind=behind,
    )


def _site_names(plan: Plan, say: Speaker, sites: list[int]) -> str:
    """Sites of the siting problem by name, with the province where they are regions."""
    table = plan.sites.problem.sites.iloc[sites]
    regions = plan.scenario.siting.sites in ("candidates", "regions")
    return ", ".join(
        say.region(plan, str(row["region_code"])) if regions else say.name(row)
        for _, row in table.iterrows()
    )


def _binding(plan: Plan, say: Speaker) -> str:
    """The wishes without which the objective would be better; empty where none is."""
    binding = [
        f"{clean(say.either(wish['wish_ko'], wish['wish_en']))} ({wish['price_percent']:g} %)"
        for wish in plan.sites.advice().get("wishes", [])
        if wish["binds"]
    ]
    if not binding:
        return ""
    return say(
        "Wishes that hold the objective back, and how far it would improve without: {wishes}.",
        wishes="; ".join(binding),
    )


def _reason(plan: Plan, say: Speaker, code: str, rise: float | None) -> str:
    regions = plan.regions
    served = regions[regions["candidate"] & (regions["hub_region"] == code)].sort_values("rank")
    if served.empty:
        return say("required by the scenario")
    names = ", ".join(say.place(plan, str(region)) for region in served.index[:_NAMED])
    if len(served) > _NAMED:
        names += say(" and {n} more", n=len(served) - _NAMED)
    parts = [say("serves {names} (by crisis score)", names=names)]
    if plan.scenario.siting.sites not in ("candidates", "regions"):
        parts.insert(
            0,
            say("at {site}", site=say.name(plan.sites.hubs.loc[[code]].iloc[0])),
        )
    if len(plan.hubs) == 1:
        parts.append(say("the only hub"))
    elif rise is not None:
        share = f"{rise * 100:+.0f} %".replace("-", "−")
        parts.append(say("without it {share}", share=share))
    return "; ".join(parts)


def _minutes_without(plan: Plan) -> dict[str, float]:
    """By how much the weighted minutes rise when one hub goes and its candidates move on.

    The other sites stay: an upper bound on the cost of doing without it. Empty where hubs stand
    elsewhere than at their regions' points, as the plan keeps minutes between those only.
    """
    candidates = plan.regions[plan.regions["candidate"]]
    codes = plan.hubs["region_code"].tolist()
    minutes = plan.minutes.loc[candidates.index, codes]
    weights = candidates["crisis_score"]
    total = (minutes.min(axis="columns") * weights).sum()
    siting = plan.scenario.siting
    elsewhere = siting.sites not in ("candidates", "regions") or siting.existing
    if elsewhere or len(codes) == 1 or total <= 0:
        return {}
    return {
        code: (minutes.drop(columns=code).min(axis="columns") * weights).sum() / total - 1
        for code in codes
    }


def _technologies(plan: Plan, say: Speaker) -> list[Block]:
    """Which technology each hub takes, who leads it, and why."""
    of = plan.hubs
    rows = [
        (
            f"{hub.number} {say.place(plan, hub.region_code)}",
            say.either(hub.technology_ko, hub.technology_en),
            say.either(hub.ministry_ko, hub.ministry_en),
            clean(say.either(hub.technology_why_ko, hub.technology_why_en)),
        )
        for hub in of[of["technology"] != ""].itertuples()
    ]
    if not rows:
        return []
    headings = (
        say("Hub"),
        say("Core technology"),
        say("Lead ministry"),
        say("Why"),
    )
    return [
        Heading(say("Core technologies")),
        Table(headings, rows, (0.14, 0.17, 0.14, 0.55)),
    ]


def _regions(plan: Plan, say: Speaker) -> list[Block]:
    worst = plan.worst(REGIONS_LISTED)
    hub = dict(zip(plan.hubs["region_code"], plan.hubs["number"], strict=True))
    rows = [
        (
            rank_within(plan, row),
            say.region(plan, str(code)),
            figure(row["crisis_score"], "score"),
            _why(plan, say, str(code)),
            f"{hub[row['hub_region']]} ({figure(row['hub_minutes'], 'minutes')})",
        )
        for code, row in worst.iterrows()
    ]
    headings = (
        say("Rank"),
        say("Region"),
        say("Score"),
        say("What raises the score (area: labour-market area)"),
        say("Hub (min)"),
    )
    return [
        Heading(worst_heading(plan, say, len(worst))),
        Table(headings, rows, (0.07, 0.18, 0.09, 0.55, 0.11), frozenset({0, 2})),
    ]


def _why(plan: Plan, say: Speaker, code: str) -> str:
    """The indicators that add most to the region's score, with values and years.

    What the region itself and what its labour-market area adds count together.
    """
    shares = plan.scores.contributions.loc[[code]].iloc[0]
    together = shares.groupby(shares.index.str.removesuffix(AREA), sort=False).sum(min_count=1)
    most = together.dropna().sort_values(ascending=False, kind="stable").index
    return "; ".join(_indicator(plan, say, code, str(key)) for key in most[:_INDICATORS_NAMED])


def _indicator(plan: Plan, say: Speaker, code: str, key: str) -> str:
    head = heading(key, plan.coverage)
    values = [figure(plan.regions[key][code], head.kind)] if key in plan.regions else []
    if key + AREA in plan.regions:
        area = figure(plan.regions[key + AREA][code], head.kind)
        values.append(say("area {area}", area=area))
    years = plan.coverage["years"].get(key, plan.coverage["years"].get(key + AREA, ""))
    return f"{say.either(head.ko, head.en)} {', '.join(values)} ({years})"


# ---- page 3 -------------------------------------------------------------------------------------


def _network(plan: Plan, say: Speaker) -> list[Block]:
    institutions = plan.institutions
    return [
        Heading(say("Network")),
        Paragraph(
            say(
                "{led} of {n} institutions have a lead hub: those whose fields a hub within"
                " {reach} minutes needs, and technoparks and CCEIs within {lead} minutes of one."
                " The table counts the institutions that each hub leads.",
                n=len(institutions),
                led=int((institutions["lead_hub"] != "").sum()),
                reach=f"{plan.scenario.network.reach_minutes:g}",
                lead=f"{plan.scenario.network.lead_minutes:g}",
            )
        ),
        Picture(
            network_map(plan, say),
            say(
                "Map: hubs and institutions, and the kinds of their links",
            ),
        ),
        _led_by_each_hub(plan, say),
        *_lacking(plan, say),
    ]


def _lacking(plan: Plan, say: Speaker) -> list[Block]:
    """What nobody near enough supplies to a hub, in a line, as the brief has four pages."""
    table = plan.network.functions
    missing = table[table["suppliers"] == 0]
    hubs = [
        f"{hub.number} "
        + ", ".join(
            say.either(ko, en)
            for ko, en in missing.loc[[hub.Index], ["function_ko", "function_en"]].to_numpy()
        )
        for hub in plan.hubs.itertuples()
        if hub.Index in missing.index
    ]
    if not hubs:
        return []
    return [
        Paragraph(
            say(
                "Nobody supplies within {minutes} minutes of hub: {lacking}.",
                minutes=f"{plan.scenario.network.function_minutes:g}",
                lacking="; ".join(hubs),
            )
        )
    ]


def _led_by_each_hub(plan: Plan, say: Speaker) -> Table:
    institutions = plan.institutions
    present = set(institutions["kind"])
    kinds = [kind for kind in MARKS if kind in present] + sorted(present - set(MARKS))
    led = pd.crosstab(institutions["lead_hub"], institutions["kind"]).reindex(
        index=plan.hubs.index, columns=kinds, fill_value=0
    )
    rows = [
        (
            f"{hub.number} {say.region(plan, hub.region_code)}",
            *(str(count) for count in led.loc[hub.Index]),
            _local_support(plan, say, str(hub.Index)),
        )
        for hub in plan.hubs.itertuples()
    ]
    short = {
        "technopark": say("Techno- parks"),
        "ccei": say("CCEIs"),
        "university": say("Univer- sities"),
        "institute": say("Insti- tutes"),
        "complex": say("Com- plexes"),
    }
    headings = (
        say("Hub"),
        *(short.get(str(kind), str(kind)) for kind in kinds),
        say("Who gives local support"),
    )
    each = 0.42 / len(kinds) if kinds else 0.0
    numbers = frozenset(range(1, 1 + len(kinds)))
    return Table(headings, rows, (0.2, *[each] * len(kinds), 0.8 - each * len(kinds)), numbers)


def _local_support(plan: Plan, say: Speaker, hub_id: str) -> str:
    """Technoparks and CCEIs of a hub by name."""
    led = plan.institutions[plan.institutions["lead_hub"] == hub_id]
    names = [say.name(row) for _, row in led[led["kind"].isin(["technopark", "ccei"])].iterrows()]
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (say(" and {n} more", n=more) if more > 0 else "")


# ---- page 4 -------------------------------------------------------------------------------------


def _sources_and_method(plan: Plan, say: Speaker) -> list[Block]:
    return [
        Heading(say("Method")),
        Paragraph(
            say(
                "{score} It describes; it is neither a forecast nor an official designation."
                " An indicator that was not observed is left out, never set to zero, and the"
                " tables say how many were used. {travel} Formulas and reasons: docs/method.md"
                " of hubplanner.",
                score=plan.scores.composite.description[say.language == "en"],
                travel=plan.travel[say.language],
            )
        ),
        Heading(say("Indicators and coverage")),
        _coverage(plan, say),
        Heading(say("Scenario")),
        Paragraph(_changed_settings(plan, say), note=True),
        Heading(say("Sources")),
        *(Paragraph(line, note=True) for line in _attributions(plan, say)),
        Paragraph(
            say(
                "Computed by hubplanner {version}.",
                version=version("hubplanner"),
            ),
            note=True,
        ),
    ]


def _coverage(plan: Plan, say: Speaker) -> Table:
    """One row an indicator; how many regions have it themselves, and for their surroundings."""
    titles = plan.sources[f"title_{say.language}"]
    coverage = plan.coverage
    rows = []
    for key in dict.fromkeys(str(key).removesuffix(AREA) for key in coverage.index):
        scopes = [scope for scope in (key, key + AREA) if scope in coverage.index]
        row = coverage.loc[scopes].iloc[0]
        rows.append(
            (
                say.either(row["name_ko"], row["name_en"]),
                row["years"],
                " / ".join(str(observed) for observed in coverage.loc[scopes, "observed"]),
                clean("; ".join(titles.get(source, source) for source in row["sources"])),
            )
        )
    headings = (
        say("Indicator"),
        say("Years"),
        say("Observed: region / its area"),
        say("Source"),
    )
    return Table(headings, rows, (0.36, 0.15, 0.15, 0.34))


def _changed_settings(plan: Plan, say: Speaker) -> str:
    """What the planner set otherwise than the built-in baseline."""
    changed = "; ".join(
        f"{path} = {_plain(value)}"
        for path, value, default, _ in settings(plan.scenario.stated())
        if value != default and path not in ("name", "title_ko", "title_en")
    )
    return say(
        "Settings other than the built-in ones: {changed}. plan.xlsx lists all.",
        changed=changed or say("none"),
    )


def _plain(value: object) -> str:
    if isinstance(value, tuple | list):
        return "[" + ", ".join(clean(str(item)) for item in value) + "]"
    return clean(str(value))


def _attributions(plan: Plan, say: Speaker) -> list[str]:
    """The attributions that the licences ask for, with the data sets' names."""
    by_words = plan.sources.groupby(f"attribution_{say.language}", sort=False)
    lines = []
    for words, sources in by_words[f"title_{say.language}"]:
        named = "; ".join(title for title in sources if title not in str(words))
        lines.append(clean(f"{named}: {words}" if named else str(words)))
    return lines
