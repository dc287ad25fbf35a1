"""``hubplanner data import`` against a planner's own script, on a table of a million rows.

The table is a long one as KOSIS gives it: 229 regions by name, 77 industries, 19 years, three items
with their units, figures with thousands separators, some suppressed or none. The peer is a script
as planners write it: ``pandas.read_csv`` (or ``read_excel``), then row by row the region from a
dictionary of names, the industry from its code, the figure from its text, and a Parquet file. It
reads the same rows and writes the same figures, but checks and reports nothing.

Both run as whole processes, in turn after the table is made; times are user and system seconds of
the process, so that other work on the machine does not count.

    python benchmarks/import_vs_pandas.py [--runs 3] [--xlsx]

ends with 0 when every target is met and with 1 when one falls short.
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import statistics
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

FASTER, PEAK_MB = 3.0, 1000.0  # the targets; 1 MB = 1,000,000 bytes
MAXRSS_BYTES = 1 if sys.platform == "darwin" else 1024  # the unit of ru_maxrss
DATA = Path(__file__).parents[1] / "data"
ITEMS = (("종사자수", "명"), ("사업체수", "개"), ("출하액", "백만원"))
HEAD = ("행정구역별", "산업별", "시점", "항목", "단위", "데이터")


@dataclass(frozen=True)
class Run:
    """One process: its seconds of processor time and the peak of its resident memory."""

    seconds: float
    peak_mb: float


def rows() -> Iterator[tuple[str, str, str, str, str, str]]:
    """A million rows and a few, the same each time."""
    regions = pd.read_csv(DATA / "references" / "sigungu.csv", dtype=str, keep_default_na=False)
    at_census = (regions["valid_from"] <= "2020-11-01") & (
        (regions["valid_to"] == "") | (regions["valid_to"] >= "2020-11-01")
    )
    regions = regions[at_census & (regions["kind"] != "일반구")]
    industries = pd.read_csv(DATA / "references" / "industries.csv", dtype=str).dropna(
        subset="ksic"
    )
    divisions = industries[industries["ksic"].str.isdigit()]
    dice = random.Random(1)
    for place in (regions["sido_ko"] + " " + regions["name_ko"]).tolist():
        for code, name in zip(divisions["ksic"], divisions["name_ko"], strict=True):
            for year in range(2006, 2025):
                for item, unit in ITEMS:
                    figure = f"{dice.randint(0, 99_999):,}" if dice.random() > 0.02 else "X"
                    yield place, f"{code} {name}", str(year), item, unit, figure


def write_csv(path: Path) -> int:
    with path.open("w", encoding="cp949", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEAD)
        written = 0
        for row in rows():
            writer.writerow(row)
            written += 1
    return written


def write_xlsx(path: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("데이터")
        sheet.write_row(0, 0, HEAD)
        for number, row in enumerate(rows(), start=1):
            sheet.write_row(number, 0, row)


def peer(table: Path, out: Path) -> None:
    """The planner's script."""
    read = pd.read_excel if table.suffix == ".xlsx" else pd.read_csv
    options = {} if table.suffix == ".xlsx" else {"encoding": "cp949"}
    frame = read(table, dtype=str, keep_default_na=False, **options)
    sigungu = pd.read_csv(DATA / "references" / "sigungu.csv", dtype=str, keep_default_na=False)
    codes = dict(
        zip(sigungu["sido_ko"] + " " + sigungu["name_ko"], sigungu["region_code"], strict=True)
    )
    measures = {"종사자수": "workers", "사업체수": "establishments", "출하액": "shipments"}

    # A tuple a row: a Series a row, as tutorials have it, takes several times as long.
    def convert(row: pd.Series) -> tuple[object, ...]:
        text = row["데이터"].replace(",", "")
        return (
            codes[row["행정구역별"]],
            int(row["시점"]),
            measures[row["항목"]],
            row["산업별"][:2],
            float(text) if text not in ("X", "-", "") else None,
        )

    tidy = pd.DataFrame(
        frame.apply(convert, axis="columns").tolist(),
        columns=["region_code", "year", "measure", "industry", "value"],
    )
    tidy.dropna(subset="value").to_parquet(out)


def run(command: list[str], log: Path) -> Run:
    """Run to the end; a failure ends the benchmark and shows the log."""
    with log.open("w") as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}:\n{log.read_text()}")
    return Run(usage.ru_utime + usage.ru_stime, usage.ru_maxrss * MAXRSS_BYTES / 1e6)


def compare(table: Path, place: Path, runs: int) -> bool:
    hubplanner = str(Path(sysconfig.get_path("scripts")) / "hubplanner")
    own, theirs = place / "own", place / "peer.parquet"
    pairs = []
    for _ in range(runs):
        ours = run([hubplanner, "data", "import", str(table), "--into", str(own)], place / "a.log")
        script = [sys.executable, __file__, "--peer", str(table), str(theirs)]
        pairs.append((ours, run(script, place / "b.log")))
    figures = [pd.read_parquet(path)["value"] for path in (own / "statistics.parquet", theirs)]
    same = len(figures[0]) == len(figures[1]) and figures[0].sum() == figures[1].sum()
    ratio = statistics.median(peer.seconds / ours.seconds for ours, peer in pairs)
    for name, number in (("hubplanner", 0), ("peer", 1)):
        seconds = statistics.median(pair[number].seconds for pair in pairs)
        peak = max(pair[number].peak_mb for pair in pairs)
        print(f"{table.suffix[1:]:5} {name:10} {seconds:8.2f} s  peak {peak:7,.0f} MB")
    peak = max(ours.peak_mb for ours, _ in pairs)
    met = ratio >= FASTER and peak <= PEAK_MB and same
    print(
        f"{table.suffix[1:]:5} {ratio:.2f}x as fast (target {FASTER:g}x), peak {peak:,.0f} MB"
        f" (target {PEAK_MB:,.0f} MB), same figures: {'yes' if same else 'NO'}:"
        f" {'met' if met else 'falls short'}"
    )
    return met


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--xlsx", action="store_true", help="Excel too: some minutes")
    parser.add_argument("--peer", nargs=2, type=Path, help=argparse.SUPPRESS)
    choice = parser.parse_args()
    if choice.peer:
        peer(*choice.peer)
        return
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        count = write_csv(place / "table.csv")
        print(f"{count:,} rows, {(place / 'table.csv').stat().st_size / 1e6:,.0f} MB as CSV")
        met = compare(place / "table.csv", place, choice.runs)
        if choice.xlsx:
            write_xlsx(place / "table.xlsx")
            met &= compare(place / "table.xlsx", place, 1)
    raise SystemExit(0 if met else 1)


if __name__ == "__main__":
    main()
