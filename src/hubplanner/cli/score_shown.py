"""What ``hubplanner score``, ``indicators`` and ``validate`` print."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from hubplanner.cli.language import either, named, say, short_name, t
from hubplanner.language import Text

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console
    from rich.table import Table

    from hubplanner.dataset import Dataset
    from hubplanner.scoring import Block, Readings, Robustness, Scores

LOOKS = {
    "hindsight": Text("hindsight ({year}): describes, does not predict"),
    "as_of": Text("as of {year}: sees only data up to then"),
}


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


def _figure(value: Any, digits: int = 3) -> str:
    import pandas as pd

    return "–" if pd.isna(value) else f"{value:.{digits}f}".replace("-", "−")


_UNITS: dict[str, tuple[str | Text, int, int]] = {
    "share": ("%", 100, 1),
    "points": ("%p", 100, 1),
    "a year": (Text("a year, %"), 100, 1),
    "ratio": (Text("ratio"), 1, 2),
    "index": (Text("index"), 1, 3),
}
"""Unit of an indicator → what is written, what one is multiplied by, digits."""


def _in_unit(value: Any, unit: str) -> str:
    _, factor, digits = _UNITS[unit]
    return _figure(value * factor, digits)


def _weight_names(scores: Scores) -> dict[str, str]:
    """The names of scopes, dimensions and indicators that the draws weigh."""
    from hubplanner.scoring.composite import DIMENSION_NAMES

    dimensions = {key: t(name) for key, name in DIMENSION_NAMES.items()}
    scopes = {"own": t("region itself"), "area": t("labour-market area")}
    indicators = {str(key): named(row) for key, row in scores.coverage.iterrows()}
    return {**scopes, **dimensions, **indicators}


_WAYS = {
    "both": Text("both ways"),
    "exposure": Text("exposure"),
    "decline": Text("decline", context="way"),
}


def show_scores(regions: pd.DataFrame, scores: Scores, robustness: Robustness, top: int) -> None:
    from rich.markup import escape

    from hubplanner.scoring.two_ways import way_in

    table = _table(
        *(t("region"), t("rank"), t("crisis"), t("by"), t("rank by decline")),
        *(t("rank by exposure"), t("ranks, 90 %"), t("chance"), t("missing"), t("industry")),
    )
    way = way_in(scores.table, scores.table["crisis_score"])
    told = scores.table.assign(way=way, industry=_largest_industries(scores))
    if scores.exposure is None:
        told = told.assign(decline_rank=told["rank"], exposure_rank=None)
    ranked = told.dropna(subset=["crisis_score"]).sort_values(["rank"], kind="stable")
    for row in ranked.head(top).reset_index().to_dict("records"):
        table.add_row(
            short_name(regions.loc[row["region_code"]]),
            str(row["rank"]),
            _figure(row["crisis_score"]),
            t(_WAYS[row["way"]]) if row["way"] else "–",
            _figure(row["decline_rank"], 0),
            _figure(row["exposure_rank"], 0),
            f"{row['rank_low']}–{row['rank_high']}",
            f"{100 * row['candidate_chance']:.0f} %",
            str(len(row["missing"].split(";")) if row["missing"] else 0),
            escape(row["industry"]),
        )
    _print_table(table)
    _note(scores, robustness, len(regions))


def _largest_industries(scores: Scores) -> pd.Series[str]:
    """By region its largest known industry, with its share of the manufacturing jobs."""
    import pandas as pd

    from hubplanner.industries.result import short_industry_names

    if scores.exposure is None:
        return pd.Series("–", index=scores.table.index)
    largest = scores.exposure.industries.largest
    names = short_industry_names()
    words = [
        f"{t(names[key])} {100 * share:.0f} %" if key else "–"
        for key, share in zip(largest["industry"], largest["industry_share"], strict=True)
    ]
    return pd.Series(words, index=largest.index).reindex(scores.table.index, fill_value="–")


def _note(scores: Scores, robustness: Robustness, regions: int) -> None:
    first = Text("the first {count}", count=robustness.first)
    if robustness.conditional:
        first = Text("{first} that meet the conditions", first=first)
    say(
        "ranks and chance to be among {first} under {draws:,} other weights",
        first=first,
        draws=robustness.draws,
    )
    say("{note}", note=robustness.data_note)
    if unscored := int(scores.table["crisis_score"].isna().sum()):
        say("{unscored} of {regions} not observable", unscored=unscored, regions=regions)
    if left_out := ", ".join(scores.composite.left_out):
        say("left out for want of data: {left_out}", left_out=left_out)


def show_region(regions: pd.DataFrame, scores: Scores, robustness: Robustness, code: str) -> None:
    from rich.markup import escape

    row: Any = scores.table.loc[code]
    exposure = scores.exposure
    _console().print(f"[bold]{escape(short_name(regions.loc[code]))}[/bold]", soft_wrap=True)
    if row.isna()["crisis_score"]:
        say("not observable: {missing}", missing=row["missing"])
        return
    say(
        "crisis score {score}, rank {row[rank]} (90 %: {row[rank_low]}–{row[rank_high]}),"
        " chance to be a candidate {chance:.0f} %; {note}",
        score=_figure(row["crisis_score"]),
        row=row,
        chance=100 * row["candidate_chance"],
        note=robustness.data_note,
    )
    if exposure is not None:
        say(
            "decline path: {score}, rank {rank}; exposure to a shock of its industries: {exposure},"
            " rank {exposed} (of all jobs their fall would take {share} % here and {around} % in"
            " the labour-market area; negative: they rose)",
            score=_figure(row["decline_path"]),
            rank=_figure(row["decline_rank"], 0),
            exposure=_figure(row["exposure"]),
            exposed=_figure(row["exposure_rank"], 0),
            share=_figure(100 * row["exposed_share"], 2),
            around=_figure(100 * row["exposed_share_area"], 2),
        )
        say("industries: {industries}", industries=exposure.industries.sentence(code))
        say("what makes up the decline path:")
    table = _table(
        *(t("indicator"), t("value"), t("unit"), t("years"), t("rank 0–1"), t("contribution"))
    )
    for key, told in scores.coverage.iterrows():
        table.add_row(
            escape(named(told)),
            _in_unit(scores.values.at[code, key], told["unit"]),
            t(_UNITS[told["unit"]][0]),
            told["years"] or "–",
            _figure(scores.ranks.at[code, key]),
            _figure(scores.contributions.at[code, key]),
        )
    table.add_row(t("sum"), "", "", "", "", _figure(scores.contributions.loc[code].sum()))
    _print_table(table)
    central: Any = robustness.central_weights.loc[code].dropna()
    if len(central):
        names = _weight_names(scores)
        weights = ", ".join(f"{names[str(key)]} {value:.2f}" for key, value in central.items())
        say("mean weights that make it a candidate: {weights}", weights=weights)
    else:
        say("no draw of weights makes it a candidate")


def show_swaps(
    regions: pd.DataFrame, scores: Scores, codes: list[str], change: pd.DataFrame
) -> None:
    weights = _weight_names(scores)
    names = " ↔ ".join(short_name(regions.loc[code]) for code in codes)
    typer.echo()
    say("weights that swap them: {names}", names=names)
    table = _table(t("weight"), t("now"), t("swap at"))
    for weight, row in change.iterrows():
        table.add_row(weights[str(weight)], _figure(row["value"]), _figure(row["swap"]))
    _print_table(table)


def show_indicators(dataset: Dataset, readings: Readings, codes: list[str]) -> None:
    from rich.markup import escape

    from hubplanner.scoring.composite import DIMENSION_NAMES

    regions = dataset.regions
    headings = [t("dimension"), t("unit"), t("years"), t("regions observed")]
    if codes:
        headings.append(short_name(regions.loc[codes[0]]))
    table = _table(t("indicator"), *headings)
    for key, row in readings.coverage.iterrows():
        seen = row["observed"] > 0
        table.add_row(
            escape(f"{named(row)}\n  {key} = {row['formula']}"),
            t(DIMENSION_NAMES[row["dimension"]]),
            t(_UNITS[row["unit"]][0]),
            row["years"] if seen else t("not observable"),
            f"{row['observed']}/{row['regions']}",
            *([_in_unit(readings.values.at[codes[0], key], row["unit"])] if codes else []),
        )
    _print_table(table)
    say("sources:")
    for source, keys in readings.by_source.items():
        many = Text("{count} indicators", count=len(keys))
        say(
            "  {title} ({source}): {indicators}",
            title=named(dataset.sources.loc[source], "title"),
            source=source,
            indicators=", ".join(keys) if len(keys) <= 4 else many,
        )


def show_block(block: Block) -> None:
    from rich.markup import escape

    title = t(LOOKS[block.label].template, year=block.year)
    _console().print(escape(title), style="bold", soft_wrap=True)
    table = _table(
        t("indicator"),
        t("regions"),
        "AUC",
        "95 %",
        t("precision"),
        *(t("first {count}", count=count) for count in (9, 20, 40)),
    )
    for _, row in block.measures.iterrows():
        table.add_row(
            escape(named(row)),
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
    say("designated regions among the first n (in brackets: designated areas)")
    say("ranks: {ranks}", ranks=", ".join(_ranks(block)))
    if block.left_out:
        say("left out for want of data: {left_out}", left_out=", ".join(block.left_out))
    for caution in _cautions(block):
        say(caution)
    typer.echo()


def _cautions(block: Block) -> list[Text]:
    """Whom the figures leave out, and where the years are not what the block's label suggests."""
    from hubplanner.scoring.validation import HINDSIGHT_YEARS

    cautions = []
    references = block.references
    if unseen := [
        _designated(row) for row in references[references["rank"].isna()].to_dict("records")
    ]:
        cautions.append(
            Text(
                "designated, but not scored for want of data and not in these figures: {names}",
                names=", ".join(unseen),
            )
        )
    first, last = (int(references["start"].agg(end)[:4]) for end in ("min", "max"))
    if block.label == "as_of" and block.year >= first:
        cautions.append(
            Text("sees data from after the first designation ({first}): no prediction", first=first)
        )
    if last > first + HINDSIGHT_YEARS and block.label == "hindsight":
        cautions.append(
            Text("designated {first}–{last}: the first sets the years", first=first, last=last)
        )
    return cautions


def _designated(region: dict[Any, Any]) -> str:
    """A part of a city goes by its own name, which is in Korean only."""
    return either(region["name_ko"], "" if region["through"] else region["name_en"])


def _ranks(block: Block) -> list[str]:
    shown = []
    for region in block.references.to_dict("records"):
        through = f" (→ {region['through']})" if region["through"] else ""
        rank = region["rank"] if isinstance(region["rank"], int) else "–"
        shown.append(f"{_designated(region)}{through} {rank}")
    return shown
