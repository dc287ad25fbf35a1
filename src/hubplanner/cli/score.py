"""``hubplanner score``, ``indicators``, ``validate``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hubplanner.cli.console import AsJson, ScenarioFile, progress, refusals

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console
    from rich.table import Table

    from hubplanner.dataset import Dataset
    from hubplanner.scenario import Scenario
    from hubplanner.scoring import Block, Readings, Robustness, Scores

LOOKS = {
    "hindsight": "사후 · hindsight ({year}): 설명할 뿐 예측이 아님 · describes, does not predict",
    "as_of": "당시 · as of {year}: 그때까지의 자료만 봄 · sees only data up to then",
}


AsOf = Annotated[
    int | None,
    typer.Option(
        min=1990,
        max=2100,
        help="이 연도까지의 자료·도로만 봄 · Hide everything observed or opened after this year.",
    ),
]


def score(
    scenario: ScenarioFile = None,
    region: Annotated[
        str | None,
        typer.Option(help="한 지역의 위기점수 구성 · One region: what its score is made of."),
    ] = None,
    against: Annotated[
        str | None,
        typer.Option(
            help="--region을 앞설 가중치 · With --region: which weights would swap the two."
        ),
    ] = None,
    top: Annotated[
        int, typer.Option(min=1, help="보여 줄 지역 수 · How many regions to list.")
    ] = 20,
    draws: Annotated[
        int,
        typer.Option(
            min=100,
            max=1_000_000,
            help="순위 구간용 가중치 표본 수 · Draws of weights for the intervals.",
        ),
    ] = 10_000,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """위기점수와 그 구성, 다른 가중치에서도 버티는지를 보여 준다 ·
    Score the regions, with the parts of each score and how far it holds under other weights."""
    with refusals():
        choice, dataset = _load(scenario)
        from hubplanner.errors import ScenarioError
        from hubplanner.pipeline import score as run
        from hubplanner.regions import resolve
        from hubplanner.scoring import swaps

        if against and not region:
            raise ScenarioError("--against needs --region: name the region to compare with")
        codes = resolve([name for name in (region, against) if name], dataset.regions)
        if len(codes) > len(set(codes)):
            raise ScenarioError(
                "--against {against} is the region itself; name another", against=against
            )
        result = run(dataset, choice, as_of=as_of, draws=draws)
        scores, robustness = result.scores, result.robustness
        change = swaps(scores.ranks, scores.composite, *codes) if against else None
    if as_json:
        _print_json(_scores_as_data(dataset.regions, scores, robustness, codes, change, as_of))
    elif region:
        _show_region(dataset.regions, scores, robustness, codes[0])
        if change is not None:
            _show_swaps(dataset.regions, scores, codes, change)
    else:
        _show_scores(dataset.regions, scores, robustness, top)


def indicators(
    scenario: ScenarioFile = None,
    region: Annotated[
        str | None, typer.Option(help="한 지역의 지표값 · One region: its values.")
    ] = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """모든 지표의 산식, 단위, 연도, 관측 범위를 보여 준다 ·
    List every indicator: formula, unit, years, where it was observed, or that it was not."""
    with refusals():
        choice, dataset = _load(scenario)
        from hubplanner.pipeline import indicators as run
        from hubplanner.regions import resolve

        codes = resolve([region] if region else [], dataset.regions)
        readings = run(dataset, choice, as_of=as_of)
    if as_json:
        _print_json(_readings_as_data(readings, codes))
    else:
        _show_indicators(dataset, readings, codes)


def validate(
    scenario: ScenarioFile = None,
    as_of: AsOf = None,
    references: Annotated[
        Path | None,
        typer.Option(
            help="2018년 9곳을 대신할 지정지역 목록(CSV) ·"
            " Designated regions (CSV) in place of the nine of 2018."
        ),
    ] = None,
    as_json: AsJson = False,
    markdown: Annotated[
        bool,
        typer.Option(
            "--markdown",
            help="docs/validation.md 출력(기본값, 2018년 9곳) ·"
            " Print docs/validation.md (the default, the nine of 2018).",
        ),
    ] = False,
) -> None:
    """실제로 지정된 지역에 점수를 견준다: 사후와 당시 자료로 ·
    Measure the score against regions that were designated: in hindsight, and as of a year."""
    with refusals():
        if markdown and (scenario or as_of or references or as_json):
            from hubplanner.errors import ScenarioError

            raise ScenarioError(
                "--markdown prints the page of the default against the nine of 2018; drop it or"
                " the other options"
            )
        choice, dataset = _load(scenario)
        from hubplanner.dataset import read_designations
        from hubplanner.pipeline import validate as run

        if markdown:
            from hubplanner.pipeline import validation_page

            typer.echo(validation_page(dataset), nl=False)
            return
        areas = read_designations(references, dataset.regions) if references else None
        blocks = run(dataset, choice, as_of=as_of, designations=areas)
    if as_json:
        hindsight, before = (block.as_data() for block in blocks)
        _print_json({**hindsight, "hindsight": hindsight, "as_of": before})
        return
    for block in blocks:
        _show_block(block)


def _load(path: Path | None) -> tuple[Scenario, Dataset]:
    from hubplanner.scenario import Scenario

    scenario = Scenario.from_toml(path) if path else Scenario()
    with progress() as on_stage:
        on_stage("data")
        from hubplanner.dataset import load_dataset

        return scenario, load_dataset(scenario.data.folders)


def _print_json(data: Any) -> None:
    typer.echo(json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False))


def _plain(value: Any) -> Any:
    """For JSON: numbers of six digits, missing as null."""
    import pandas as pd

    if isinstance(value, list | str | bool):
        return value
    if pd.isna(value):
        return None
    return round(float(value), 6) if isinstance(value, float) else int(value)


def _row(row: Any) -> dict[str, Any]:
    return {str(key): _plain(value) for key, value in row.items()}


def _scores_as_data(
    regions: pd.DataFrame,
    scores: Scores,
    robustness: Robustness,
    codes: list[str],
    change: pd.DataFrame | None,
    as_of: int | None,
) -> dict[str, Any]:
    shown = codes or scores.table.sort_values(["rank"], kind="stable").index.tolist()
    data = {
        "as_of": as_of,
        "composite": scores.composite.as_data(),
        "draws": robustness.draws,
        "first": robustness.first,
        "figures_varied": robustness.figures,
        "coverage": [
            {"indicator": key, **_row(row.drop("missing"))}
            for key, row in scores.coverage.iterrows()
        ],
        "regions": [
            {
                "region_code": code,
                "name_ko": regions.at[code, "name_ko"],
                "name_en": regions.at[code, "name_en"],
                "sido_ko": regions.at[code, "sido_ko"],
                **_row(scores.table.loc[code]),
                "values": _row(scores.values.loc[code]),
                "ranks": _row(scores.ranks.loc[code]),
                "contributions": _row(scores.contributions.loc[code]),
                "central_weights": _row(robustness.central_weights.loc[code]),
                "rank_acceptability": _acceptability(robustness, code),
            }
            for code in shown
        ],
    }
    if change is not None:
        data["swaps"] = [{"weight": key, **_row(row)} for key, row in change.iterrows()]
    return data


def _acceptability(robustness: Robustness, code: str) -> dict[str, Any]:
    """Rank → share of the draws that give it, of the ranks that any draw gives."""
    if code not in robustness.acceptability.index:
        return {}
    shares = robustness.acceptability.loc[code]
    return {str(rank): _plain(share) for rank, share in shares.items() if share > 0}


def _readings_as_data(readings: Readings, codes: list[str]) -> list[dict[str, Any]]:
    """Of one region its value; of all a value by code, where there is one."""
    rows, shares = [], readings.area_coverage
    for key, row in readings.coverage.iterrows():
        told = {"indicator": key, **_row(row)}
        if codes:
            told["value"] = _plain(readings.values.at[codes[0], key])
            told["area_coverage"] = _plain(shares.at[codes[0], key]) if key in shares else None
        else:
            told["values"] = _row(readings.values[key].dropna())
            told["area_coverage"] = _row(shares[key]) if key in shares else None
        rows.append(told)
    return rows


def _console() -> Console:
    from rich.console import Console

    return Console()


def _print_table(table: Table) -> None:
    """As wide as it must be: a narrow terminal wraps lines, but no figure is cut."""
    from rich.console import Console
    from rich.measure import Measurement

    endless = Console(width=1000)
    needed = Measurement.get(endless, endless.options, table).maximum
    Console(width=max(Console().width, needed)).print(table)


def _table(first: str, *others: str) -> Table:
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    table.add_column(first, no_wrap=True)
    for heading in others:
        table.add_column(heading, justify="right", no_wrap=True)
    return table


def _name(regions: pd.DataFrame, code: str) -> str:
    return f"{regions.at[code, 'sido_short']!s} {regions.at[code, 'name_ko']!s}"


def _figure(value: Any, digits: int = 3) -> str:
    import pandas as pd

    return "–" if pd.isna(value) else f"{value:.{digits}f}".replace("-", "−")


_UNITS = {
    "share": ("%", 100, 1),
    "points": ("%p", 100, 1),
    "a year": ("연 · a year, %", 100, 1),
    "ratio": ("배 · ratio", 1, 2),
    "index": ("지수 · index", 1, 3),
}
"""Unit of an indicator → what is written, what one is multiplied by, digits."""


def _in_unit(value: Any, unit: str) -> str:
    _, factor, digits = _UNITS[unit]
    return _figure(value * factor, digits)


def _weight_names(scores: Scores) -> dict[str, str]:
    """The names of scopes, dimensions and indicators that the draws weigh."""
    from hubplanner.scoring.composite import DIMENSION_NAMES

    dimensions = {key: f"{ko} · {en}" for key, (ko, en) in DIMENSION_NAMES.items()}
    scopes = {"own": "지역 자체 · region itself", "area": "노동시장권 · labour-market area"}
    indicators = {str(key): str(name) for key, name in scores.coverage["name_ko"].items()}
    return {**scopes, **dimensions, **indicators}


def _show_scores(regions: pd.DataFrame, scores: Scores, robustness: Robustness, top: int) -> None:
    console = _console()
    table = _table(
        "지역\nregion",
        "순위\nrank",
        "위기점수\ncrisis",
        "자체\nown",
        "노동시장권\narea",
        "의존도\ndependency",
        "쇠퇴도\ndecline",
        "유출도\noutflow",
        "순위 90 %\nranks",
        "후보 확률\nchance",
        "못 본 지표\nmissing",
    )
    ranked = scores.table.dropna(subset=["crisis_score"]).sort_values(["rank"], kind="stable")
    for row in ranked.head(top).reset_index().to_dict("records"):
        table.add_row(
            _name(regions, row["region_code"]),
            str(row["rank"]),
            *(
                _figure(row[key])
                for key in (
                    "crisis_score",
                    "crisis_own",
                    "crisis_area",
                    "dependency",
                    "decline",
                    "outflow",
                )
            ),
            f"{row['rank_low']}–{row['rank_high']}",
            f"{100 * row['candidate_chance']:.0f} %",
            str(len(row["missing"].split(";")) if row["missing"] else 0),
        )
    _print_table(table)
    _note(console, scores, robustness, len(regions))


def _note(console: Console, scores: Scores, robustness: Robustness, regions: int) -> None:
    draws = f"{robustness.draws:,}"
    first = robustness.first
    ko, en = f"상위 {first}곳", f"the first {first}"
    if robustness.conditional:
        ko, en = f"조건을 채운 곳 가운데 {ko}", f"{en} that meet the conditions"
    lines = [
        f"가중치를 {draws}번 바꾸어 본 순위 구간과 {ko} 안에 들 확률 ·"
        f" ranks and chance to be among {en} under {draws} other weights",
        " · ".join(robustness.data_note),
    ]
    if unscored := int(scores.table["crisis_score"].isna().sum()):
        lines.append(
            f"{unscored}곳은 자료가 없어 점수 없음 · {unscored} of {regions} not observable"
        )
    if scores.composite.left_out:
        lines.append(
            "자료가 모자라 뺀 것 · left out for want of data:"
            f" {', '.join(scores.composite.left_out)}"
        )
    console.print("\n".join(lines), soft_wrap=True)


def _show_region(regions: pd.DataFrame, scores: Scores, robustness: Robustness, code: str) -> None:
    from rich.markup import escape

    console = _console()
    row: Any = scores.table.loc[code]
    title = escape(f"{_name(regions, code)} · {regions.at[code, 'name_en']!s}")
    console.print(f"[bold]{title}[/bold]", soft_wrap=True)
    if row.isna()["crisis_score"]:
        console.print(f"점수 없음 · not observable: {row['missing']}", soft_wrap=True)
        return
    console.print(
        f"위기점수 · crisis score {_figure(row['crisis_score'])}, 순위 · rank {row['rank']}"
        f" (90 %: {row['rank_low']}–{row['rank_high']}), 후보 확률 · chance to be a candidate"
        f" {100 * row['candidate_chance']:.0f} %; {' · '.join(robustness.data_note)}",
        soft_wrap=True,
    )
    table = _table(
        "지표\nindicator",
        "값\nvalue",
        "단위\nunit",
        "연도\nyears",
        "백분위\nrank 0–1",
        "기여\ncontribution",
    )
    for key, told in scores.coverage.iterrows():
        table.add_row(
            escape(told["name_ko"]),
            _in_unit(scores.values.at[code, key], told["unit"]),
            _UNITS[told["unit"]][0],
            told["years"] or "–",
            _figure(scores.ranks.at[code, key]),
            _figure(scores.contributions.at[code, key]),
        )
    table.add_row("합 · sum", "", "", "", "", _figure(scores.contributions.loc[code].sum()))
    _print_table(table)
    central: Any = robustness.central_weights.loc[code].dropna()
    if len(central):
        names = _weight_names(scores)
        weights = ", ".join(f"{names[str(key)]} {value:.2f}" for key, value in central.items())
        console.print(
            f"후보가 되는 가중치의 평균 · mean weights that make it a candidate: {weights}",
            soft_wrap=True,
        )
    else:
        console.print(
            "어떤 가중치로도 후보가 아님 · no draw of weights makes it a candidate", soft_wrap=True
        )


def _show_swaps(
    regions: pd.DataFrame, scores: Scores, codes: list[str], change: pd.DataFrame
) -> None:
    console, weights = _console(), _weight_names(scores)
    names = " ↔ ".join(_name(regions, code) for code in codes)
    console.print(f"\n순위가 바뀌는 가중치 · weights that swap them: {names}", soft_wrap=True)
    table = _table("가중치\nweight", "지금\nnow", "바뀌는 값\nswap at")
    for weight, row in change.iterrows():
        table.add_row(weights[str(weight)], _figure(row["value"]), _figure(row["swap"]))
    _print_table(table)


def _show_indicators(dataset: Dataset, readings: Readings, codes: list[str]) -> None:
    from rich.markup import escape

    from hubplanner.scoring.composite import DIMENSION_NAMES

    console, regions = _console(), dataset.regions
    headings = ["영역\ndimension", "단위\nunit", "연도\nyears", "관측 지역\nregions"]
    if codes:
        headings.append(f"{_name(regions, codes[0])}\nvalue")
    table = _table("지표\nindicator", *headings)
    for key, row in readings.coverage.iterrows():
        seen = row["observed"] > 0
        table.add_row(
            escape(f"{row['name_ko']}\n  {key} = {row['formula']}"),
            " · ".join(DIMENSION_NAMES[row["dimension"]]),
            _UNITS[row["unit"]][0],
            row["years"] if seen else "관측 불가\nnot observable",
            f"{row['observed']}/{row['regions']}",
            *([_in_unit(readings.values.at[codes[0], key], row["unit"])] if codes else []),
        )
    _print_table(table)
    console.print("출처 · sources:")
    for source, keys in readings.by_source.items():
        what = ", ".join(keys) if len(keys) <= 4 else f"지표 {len(keys)}개 indicators"
        title = dataset.sources["title_ko"][source]
        console.print(escape(f"  {title} ({source}): {what}"), soft_wrap=True)


def _show_block(block: Block) -> None:
    from rich.markup import escape

    console = _console()
    console.print(escape(LOOKS[block.label].format(year=block.year)), style="bold", soft_wrap=True)
    table = _table(
        "지표\nindicator",
        "지역\nregions",
        "\nAUC",
        "\n95 %",
        "평균정밀도\nprecision",
        "상위 9\nfirst 9",
        "상위 20\nfirst 20",
        "상위 40\nfirst 40",
    )
    for _, row in block.measures.iterrows():
        table.add_row(
            escape(row["name_ko"]),
            str(row["regions"]),
            _figure(row["auc"]),
            f"{_figure(row['auc_low'], 2)}–{_figure(row['auc_high'], 2)}"
            if row["areas"] > 1
            else "–",
            _figure(row["average_precision"]),
            *(
                f"{row[f'found_at_{n}']}/{row['references']}"
                f" ({row[f'areas_at_{n}']}/{row['areas']})"
                for n in (9, 20, 40)
            ),
        )
    _print_table(table)
    lines = [
        "상위 n 안의 지정지역(괄호: 지정 단위) · designated regions among the first n"
        " (in brackets: designated areas)",
        f"순위 · ranks: {', '.join(_ranks(block))}",
    ]
    if block.left_out:
        lines.append(
            f"자료가 모자라 뺀 것 · left out for want of data: {', '.join(block.left_out)}"
        )
    lines += _cautions(block)
    console.print(escape("\n".join(lines)) + "\n", soft_wrap=True)


def _cautions(block: Block) -> list[str]:
    """Whom the figures leave out, and where the years are not what the block's label suggests."""
    from hubplanner.scoring.validation import HINDSIGHT_YEARS

    lines = []
    references = block.references
    if unseen := references.loc[references["rank"].isna(), "name_ko"].tolist():
        lines.append(
            "자료가 없어 점수를 못 내고 위 수치에서도 빠진 지정지역 · designated, but not scored"
            f" for want of data and not in these figures: {', '.join(unseen)}"
        )
    first, last = (int(references["start"].agg(end)[:4]) for end in ("min", "max"))
    if block.label == "as_of" and block.year >= first:
        lines.append(
            f"첫 지정({first}년) 뒤의 자료도 보므로 예측이 아님 · sees data from after the first"
            f" designation ({first}): no prediction"
        )
    if last > first + HINDSIGHT_YEARS and block.label == "hindsight":
        lines.append(
            f"지정이 {first}–{last}년에 걸쳐 있어 첫 지정을 기준으로 함 ·"
            f" designated {first}–{last}: the first sets the years"
        )
    return lines


def _ranks(block: Block) -> list[str]:
    shown = []
    for region in block.references.to_dict("records"):
        through = f" (→ {region['through']})" if region["through"] else ""
        rank = region["rank"] if isinstance(region["rank"], int) else "–"
        shown.append(f"{region['name_ko']}{through} {rank}")
    return shown
