"""Whatever the layout, every filled cell is in the output or in the report, and counted once."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import xlsxwriter
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import hubplanner as hp
from hubplanner.importing import import_file
from tables import filled, save

REGIONS = hp.load_dataset().regions
SIDO = REGIONS["sido_ko"]
INDUSTRIES = {
    "전산업": "total",
    "C.제조업(10~34)": "manufacturing",
    "31 기타 운송장비 제조업": "c31",
    "건설업 (F)": "construction",
}
ITEMS = {"종사자수 (명)": "workers", "사업체수[개]": "establishments"}
PERIODS = {"2019": (2019, "Y"), "2021년": (2021, "Y"), "2023 1/2": (2023, "H1")}
MARKS = {"-": "none", "X": "suppressed", "*": "suppressed", "…": "unknown"}
JUNK = "약 300"
EXAMPLES = int(os.environ.get("HUBPLANNER_EXAMPLES", "60"))

number = st.integers(0, 9_999_999)
spelled = st.sampled_from(["{:d}", "{:,d}", "{:,d} p", "{:d} 1)", " {:,d} "])
cell = st.one_of(
    st.tuples(number, spelled).map(lambda pair: (pair[0], pair[1].format(pair[0]))),
    st.sampled_from([*MARKS, "", JUNK]).map(lambda mark: (mark, mark)),
)


@dataclass
class Case:
    """Rows of a table and the meaning of its cells: key to a figure or a mark."""

    rows: list[list[str]]
    truth: dict[tuple, object]
    nation: int
    unknown: int


def some(choices, least, most):
    return st.lists(st.sampled_from(list(choices)), min_size=least, max_size=most, unique=True)


@st.composite
def tables(draw):
    codes = draw(
        st.lists(st.sampled_from(list(REGIONS.index)), min_size=2, max_size=6, unique=True)
    )
    labels = draw(st.lists(st.sampled_from(list(INDUSTRIES)), min_size=1, max_size=3, unique=True))
    items = draw(st.lists(st.sampled_from(list(ITEMS)), min_size=1, max_size=2, unique=True))
    periods = draw(st.lists(st.sampled_from(list(PERIODS)), min_size=1, max_size=3, unique=True))
    style = draw(st.sampled_from(["one column", "two columns", "code"]))
    long = draw(st.booleans())
    truth = {}
    grid = {}
    for code in codes:
        for label in labels:
            for item in items:
                for period in periods:
                    meaning, text = draw(cell)
                    year, part = PERIODS[period]
                    truth[code, year, part, ITEMS[item], INDUSTRIES[label]] = meaning
                    grid[code, label, item, period] = text
    heads, name = {
        "one column": (["시군구"], lambda code, first: [_full(code)]),
        "two columns": (
            ["시도", "시군구별"],
            lambda code, first: [
                REGIONS["sido_ko"][code] if first else "",
                REGIONS["name_ko"][code],
            ],
        ),
        "code": (["행정구역코드", "행정구역"], lambda code, first: [f"'{code}", _full(code)]),
    }[style]
    # The province is printed on the first row of its block, so blocks must be whole.
    codes = sorted(codes) if style == "two columns" else codes
    add_nation, add_unknown = draw(st.booleans()), draw(st.booleans())
    nation = (
        ["전국"] if len(heads) == 1 else (["전국", "소계"] if style != "code" else ["00", "전국"])
    )
    stranger = ["", "가나다군"] if len(heads) == 2 else ["가나다군"]
    rows = []
    if long:
        rows.append([*heads, "산업", "시점", "항목", "값"])
        last = ""
        for code in codes:
            for label in labels:
                for item in items:
                    for period in periods:
                        first = code[:2] != last
                        last = code[:2]
                        text = grid[code, label, item, period]
                        rows.append([*name(code, first), label, period, item, text])
        tail = [labels[0], periods[0], items[0], "7"]
        extra = 1
    else:
        columns = [(period, item) for period in periods for item in items]
        repeat = draw(st.booleans())
        top = [
            p if repeat or not n or columns[n - 1][0] != p else ""
            for n, (p, _) in enumerate(columns)
        ]
        rows.append([*heads, "산업별", *top])
        below = [*heads, "산업별"] if draw(st.booleans()) else ["", "", ""][: len(heads) + 1]
        rows.append([*below, *(item for _, item in columns)])
        last = ""
        for code in codes:
            for label in labels:
                first = code[:2] != last
                last = code[:2]
                figures = [grid[code, label, item, period] for period, item in columns]
                rows.append([*name(code, first), label, *figures])
        tail = [labels[0], *["7"] * len(columns)]
        extra = len(columns)
    if add_nation:
        rows.insert(1 if long else 2, [*nation, *tail])
    if add_unknown:
        rows.append([*stranger, *tail])
    if draw(st.booleans()):
        rows.insert(0, ["표 1. 시군구별 현황"])
    if draw(st.booleans()):
        rows += [[""], ["주: 1) 잠정치"], ["출처: 어느 시 통계연보"]]
    return Case(rows, truth, add_nation * extra, add_unknown * extra)


def _merged(texts, repeat):
    """Each text, or only the first of a run, as a merged cell is saved."""
    return [
        text if repeat or not number or texts[number - 1] != text else ""
        for number, text in enumerate(texts)
    ]


def _full(code):
    return f"{REGIONS['sido_short'][code]} {REGIONS['name_ko'][code]}"


def _as_workbook(path, rows):
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return path


FORMS = {
    "utf-8": lambda place, rows: save(place / "t.csv", rows, "utf-8"),
    "bom": lambda place, rows: save(place / "t.csv", rows, "utf-8-sig"),
    "cp949": lambda place, rows: save(place / "t.csv", rows, "cp949"),
    "utf-16": lambda place, rows: save(place / "t.txt", rows, "utf-16", "\t"),
    "xlsx": lambda place, rows: _as_workbook(place / "t.xlsx", rows),
}


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)
@given(case=tables(), form=st.sampled_from(list(FORMS)))
def test_every_cell_is_in_the_output_or_in_the_report(case, form):
    figures = {key: meaning for key, meaning in case.truth.items() if isinstance(meaning, int)}
    marks = {key: MARKS[meaning] for key, meaning in case.truth.items() if meaning in MARKS}
    junk = sum(meaning == JUNK for meaning in case.truth.values())
    with tempfile.TemporaryDirectory() as place:
        out = Path(place) / "out"
        file = FORMS[form](Path(place), case.rows)
        report = import_file(file, dry_run=True)
        assert sum(report.counts.values()) == report.cells == filled(case.rows)
        assert report.counts.get("value", 0) == len(figures)
        assert report.counts.get("missing", 0) == len(marks)
        assert report.counts.get("unreadable", 0) == junk
        assert report.counts.get("nation", 0) == case.nation
        assert report.counts.get("unmatched", 0) == case.unknown
        if not figures:
            return
        import_file(file, into=out)
        assert _read(out / "statistics.parquet", "value") == figures
        if marks:
            assert _read(out / "missing.parquet", "reason") == marks
        left = out / "not_imported.csv"
        listed = len(pd.read_csv(left)) if left.exists() else 0
        assert listed == junk + case.nation + case.unknown


def _read(path, column):
    table = pd.read_parquet(path)
    keys = table[["region_code", "year", "period", "measure", "industry"]]
    return dict(zip(keys.itertuples(index=False, name=None), table[column], strict=True))
