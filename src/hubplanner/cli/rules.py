"""``hubplanner rules``."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hubplanner.cli.console import AsJson, refusals
from hubplanner.cli.language import either, named, say, short_name, whole_name

if TYPE_CHECKING:
    import pandas as pd

    from hubplanner.dataset import Dataset
    from hubplanner.scoring.rules import Condition, Ruling


def rules(
    region: Annotated[
        str | None, typer.Argument(help="A region: each condition in words and figures.")
    ] = None,
    scenario: Annotated[Path | None, typer.Option(help="Scenario file whose data is used.")] = None,
    rule: Annotated[
        list[Path] | None,
        typer.Option(help="Rule file (TOML) in place of the bundled ones; may be repeated."),
    ] = None,
    as_of: Annotated[
        int | None, typer.Option(min=1990, max=2100, help="Hide everything after this year.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Test the official criteria of designation: met, not met or not observable."""
    with refusals():
        from hubplanner.dataset import load_dataset
        from hubplanner.pipeline import rulings
        from hubplanner.regions import resolve
        from hubplanner.scenario import Scenario

        choice = Scenario.from_toml(scenario) if scenario else Scenario()
        dataset = load_dataset(choice.data.folders)
        codes = resolve([region] if region else [], dataset.regions)
        found = rulings(dataset, as_of=as_of, own=rule or ())
    if as_json:
        shown = codes or dataset.regions.index.tolist()
        typer.echo(json.dumps(_as_data(found, shown), ensure_ascii=False, indent=2))
    elif codes:
        _explain(found, dataset, codes[0], str(region))
    else:
        _count(found, dataset.regions)


def _as_data(found: list[Ruling], codes: list[str]) -> list[dict[str, Any]]:
    from hubplanner.scoring.rule_sentences import printed, unseen_reason
    from hubplanner.scoring.rules import UNSEEN
    from hubplanner.tables.industries import industry_names

    names = industry_names()

    def needs(condition: Condition, status: str) -> dict[str, str]:
        return unseen_reason(condition, names).columns("needs") if status == UNSEEN else {}

    return [
        {
            "rule": ruling.rule.model_dump(mode="json"),
            "regions": [
                {
                    "region_code": code,
                    "status": ruling.status[code],
                    "conditions": {
                        condition.id: {
                            "status": finding.status[code],
                            **needs(condition, finding.status[code]),
                            "value": _plain(finding.value[code]),
                            "limit": _plain(finding.limit[code]),
                            "industry": finding.detail[code],
                            "years": finding.years,
                            "sources": list(finding.sources),
                            "printed": [
                                {key: _plain(value) for key, value in change.items()}
                                for change in printed(ruling, condition.id, code)
                            ],
                        }
                        for condition in ruling.rule.conditions
                        for finding in [ruling.findings[condition.id]]
                    },
                }
                for code in codes
            ],
        }
        for ruling in found
    ]


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return None if value != value else round(float(value), 6)
    return value


def _explain(found: list[Ruling], dataset: Dataset, code: str, asked: str) -> None:
    from hubplanner.regions import own_name
    from hubplanner.scoring.rule_sentences import explain, headline, source_titles
    from hubplanner.tables.industries import industry_names

    names, titles = industry_names(), source_titles(dataset.sources)
    region: Any = dataset.regions.loc[code]
    # A part of a city is answered by the city: 진해구 by 창원시.
    part = own_name(asked, region["name_ko"])
    through = "" if part == region["name_ko"] else f"{part} → "
    typer.echo(through + whole_name(region))
    for ruling in found:
        say("\n{headline}", headline=headline(ruling, code).text)
        for sentence in explain(ruling, code, names, titles):
            say("  - {sentence}", sentence=sentence.text)
            for figure in sentence.printed:
                say("      printed figure (decides nothing): {printed}", printed=figure)
        if note := either(ruling.rule.note_ko, ruling.rule.note_en):
            typer.echo(f"  * {note}")
        typer.echo(f"  {ruling.rule.legal_basis}; {'; '.join(ruling.rule.sources)}")
    typer.echo()
    say("name an imported folder in [data] folders of a scenario and give that with --scenario")


def _count(found: list[Ruling], regions: pd.DataFrame) -> None:
    for ruling in found:
        counts = ruling.status.value_counts()
        typer.echo(named(ruling.rule))
        say(
            "  met {met}, not met {not_met}, not observable {unseen}",
            met=counts.get("met", 0),
            not_met=counts.get("not met", 0),
            unseen=counts.get("not observable", 0),
        )
        met = ruling.status.index[ruling.status == "met"]
        if len(met):
            typer.echo(f"  {_names(regions, met)}")
        if printed := sorted(set().union(*ruling.printed.values())):
            say("  with printed figures: {names}", names=_names(regions, printed))
    typer.echo()
    say("name a region for each condition: hubplanner rules 거제시")


def _names(regions: pd.DataFrame, codes: Iterable[str]) -> str:
    return ", ".join(short_name(regions.loc[code]) for code in codes)
