"""``hubplanner rules``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hubplanner.cli.console import AsJson, refusals

if TYPE_CHECKING:
    import pandas as pd

    from hubplanner.dataset import Dataset
    from hubplanner.scoring.rules import Condition, Ruling


def rules(
    region: Annotated[
        str | None,
        typer.Argument(
            help="지역: 조건마다 문장과 수치로 설명 ·"
            " A region: each condition in words and figures."
        ),
    ] = None,
    scenario: Annotated[
        Path | None,
        typer.Option(help="자료를 가져올 시나리오 파일 · Scenario file whose data is used."),
    ] = None,
    rule: Annotated[
        list[Path] | None,
        typer.Option(
            help="내장 기준을 대신할 파일(TOML) ·"
            " Rule file (TOML) in place of the bundled ones; may be repeated."
        ),
    ] = None,
    as_of: Annotated[
        int | None,
        typer.Option(
            min=1990,
            max=2100,
            help="이 연도까지의 자료만 봄 · Hide everything after this year.",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """법정 지정기준을 따져 본다: 충족, 미충족, 관측 불가 ·
    Test the official criteria of designation: met, not met or not observable."""
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
    from hubplanner.tables.industries import industry_names

    names = industry_names()

    def needs(condition: Condition, status: str) -> dict[str, str]:
        if status != "not observable":
            return {}
        ko, en = unseen_reason(condition, names)
        return {"needs_ko": ko, "needs_en": en}

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
    place: Any = dataset.regions.loc[code, ["sido_ko", "name_ko", "name_en"]].to_dict()
    # A part of a city is answered by the city: 진해구 by 창원시.
    part = own_name(asked, place["name_ko"])
    through = "" if part == place["name_ko"] else f"{part} → "
    typer.echo(f"{through}{place['sido_ko']} {place['name_ko']} · {place['name_en']}")
    for ruling in found:
        head = headline(ruling, code)
        typer.echo(f"\n{head.ko}\n{head.en}")
        for sentence in explain(ruling, code, names, titles):
            typer.echo(f"  - {sentence.ko}\n    {sentence.en}")
            for ko, en in sentence.printed:
                typer.echo(f"      인쇄된 수치(판정에 쓰지 않음): {ko}")
                typer.echo(f"      printed figure (decides nothing): {en}")
        for note in (ruling.rule.note_ko, ruling.rule.note_en):
            if note:
                typer.echo(f"  * {note}")
        typer.echo(f"  {ruling.rule.legal_basis}; {'; '.join(ruling.rule.sources)}")
    typer.echo(
        "\n넣은 자료 폴더는 시나리오의 [data] folders에 적고 --scenario로 준다\n"
        "name an imported folder in [data] folders of a scenario and give that with --scenario"
    )


def _count(found: list[Ruling], regions: pd.DataFrame) -> None:
    names = regions["sido_short"] + " " + regions["name_ko"]
    for ruling in found:
        rule, counts = ruling.rule, ruling.status.value_counts()
        typer.echo(
            f"{rule.name_ko} · {rule.name_en}\n"
            f"  충족 · met {counts.get('met', 0)}, 미충족 · not met {counts.get('not met', 0)},"
            f" 관측 불가 · not observable {counts.get('not observable', 0)}"
        )
        met = ruling.status.index[ruling.status == "met"]
        if len(met):
            typer.echo(f"  {', '.join(names[met])}")
        printed = sorted(set().union(*ruling.printed.values()))
        if printed:
            typer.echo(
                f"  인쇄된 수치가 있는 곳 · with printed figures: {', '.join(names[printed])}"
            )
    typer.echo(
        "\n지역을 적으면 조건마다 설명한다 · name a region for each condition:"
        " hubplanner rules 거제시"
    )
