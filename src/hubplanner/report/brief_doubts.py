"""What is not sure about a plan, and what it rests on: the end of the brief."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import version

from hubplanner.plan import Plan
from hubplanner.report.blocks import Block, Heading, Paragraph
from hubplanner.report.sheets import settings
from hubplanner.report.words import Speaker, clean, sentence
from hubplanner.siting.designated_areas import sentences

HUBS_LISTED = 10
"""So many hubs are told one by one."""


def unsure(plan: Plan, say: Speaker) -> list[Block]:
    """What draws, the next best and the conditions leave open."""
    return [
        Heading(say("What is not sure")),
        *(Paragraph(f"· {sentence(line)}.") for line in _doubts(plan, say)),
    ]


def _doubts(plan: Plan, say: Speaker) -> Iterator[str]:
    firm, without = plan.sites.firm, plan.sites.without
    if firm is not None:
        yield say(
            "Solved anew with what is uncertain drawn otherwise ({varied}), {draws} times; firm:"
            " back in 80 % of the draws or more, likely: in 50 %, contested: in fewer; a required"
            " place is the scenario's own wish",
            varied=firm.varied,
            draws=firm.draws,
        )
        rivals = [
            f"{hub.number} → {clean(say.either(hub.rivals_ko, hub.rivals_en))}"
            for hub in plan.hubs.head(HUBS_LISTED).itertuples()
            if hub.tier == "contested" and hub.rivals_ko
        ]
        if rivals:
            yield say(
                "Contested hubs, and where they go instead: {rivals}", rivals="; ".join(rivals)
            )
    if (why := plan.sites.not_drawn) is not None:
        yield say(why)
    if without is not None and without.one_more is not None:
        yield say(without.one_more)
    if (designated := plan.sites.designated) is not None:
        yield from (say(told) for told in sentences(designated))
    yield from (line for line in (_runner_up(plan, say), _binding(plan, say)) if line)
    low, high = plan.regions["rank_low"], plan.regions["rank_high"]
    listed = plan.regions["candidate"]
    yield say(
        "Under drawn weights the 90 % interval of the rank is {places} ranks wide or more for half"
        " of the candidates",
        places=int((high - low)[listed].median()),
    )
    yield say("The score describes; it is neither a forecast nor an official designation")
    yield plan.travel[say.language]


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
            "{percent} % less is reached",
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
        "Conditions that cost something, and how much more would be reached without: {wishes}.",
        wishes="; ".join(binding),
    )


def sources(plan: Plan, say: Speaker) -> list[Block]:
    """As of when, whose data, which settings, what own figures changed."""
    return [
        Heading(say("Dates and sources")),
        Paragraph(f"{sentence(say(plan.dates))}."),
        Paragraph(
            " ".join(
                [
                    *(f"{sentence(line)}." for line in _attributions(plan, say)),
                    _changed_settings(plan, say),
                    *(f"{clean(say(one.sentence()))}." for one in plan.own_figures),
                    say("Computed by hubplanner {version}.", version=version("hubplanner")),
                ]
            ),
            note=True,
        ),
    ]


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
