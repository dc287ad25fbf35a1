"""Whatever the layout, every filled cell is in the output or in the report, and counted once."""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest
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
EXAMPLES = 5000 if settings.default.max_examples > 1000 else 200  # --hypothesis-profile oracle
OTHER_AXES = [
    ("성별", "남자"),
    ("연령별", "15 - 29세"),
    ("사업체규모", "10~19명"),
    ("구분", "65세이상"),
]
OF_A_PART, REMARK, IN_A_REMARK = "31", "확인", "98,765"

number = st.integers(0, 9_999_999)
spelled = st.sampled_from(
    ["{:d}", "{:,d}", "{:,d} p", "{:d} 1)", " {:,d} ", "{:,d} 주1)", "{:d}†", "{:,d} 1)2)"]
)
cell = st.one_of(
    st.tuples(number, spelled).map(lambda pair: (pair[0], pair[1].format(pair[0]))),
    st.sampled_from([*MARKS, "", JUNK]).map(lambda mark: (mark, mark)),
)


@dataclass
class Case:
    """Rows of a table and the meaning of its cells: key to a figure or a mark; numbers of the cells
    that are about other things."""

    rows: list[list[str]]
    truth: dict[tuple, object]
    nation: int
    unknown: int
    parts: int
    remarks: int


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
    # The province, of today, is printed on the first row of its block, so blocks must be whole.
    if style == "two columns":
        codes = sorted(codes, key=lambda code: (SIDO[code], code))
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
                        first = SIDO[code] != last
                        last = SIDO[code]
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
                first = SIDO[code] != last
                last = SIDO[code]
                figures = [grid[code, label, item, period] for period, item in columns]
                rows.append([*name(code, first), label, *figures])
        tail = [labels[0], *["7"] * len(columns)]
        extra = len(columns)
    if add_nation:
        rows.insert(1 if long else 2, [*nation, *tail])
    if add_unknown:
        rows.append([*stranger, *tail])
    above = 1 if long else 2
    parts = 0
    if draw(st.booleans()):
        rows, parts = _broken_down(draw, rows, above, len(heads), extra)
    if mark := draw(st.sampled_from(["", "", " 1)", " 주1)", "*"])):
        noted = draw(st.integers(above, len(rows) - 1))
        rows[noted][len(heads) - 1] += mark
    remarks = 0
    if draw(st.booleans()):
        said = [draw(st.sampled_from(["", REMARK, IN_A_REMARK])) for _ in rows[above:]]
        remarks = said.count(IN_A_REMARK)
        top = ["비고", *[""] * (above - 1)]
        rows = [[*row, text] for row, text in zip(rows, [*top, *said], strict=True)]
    if draw(st.booleans()):
        rows.insert(0, ["표 1. 시군구별 현황"])
    if draw(st.booleans()):
        rows += [[""], ["주: 1) 잠정치"], ["출처: 어느 시 통계연보"]]
    down, right = draw(st.integers(0, 2)), draw(st.integers(0, 2))
    rows = [*([""] for _ in range(down)), *([*[""] * right, *row] for row in rows)]
    return Case(rows, truth, add_nation * extra, add_unknown * extra, parts, remarks)


def _broken_down(draw, rows, above, place, extra):
    """Rows with one more axis, of which they are the total; after some of them, a part."""
    head, part = draw(st.sampled_from(OTHER_AXES))
    coded = draw(st.booleans())
    broken, parts = [], 0
    for number, row in enumerate(rows):
        top = number < above
        whole = [f"C{head}", head] if top else ["'00", "계"]
        broken.append([*row[:place], *whole[not coded :], *row[place:]])
        if not top and draw(st.booleans()):
            own = ["'15", part][not coded :]
            keys = row[place:-extra]
            broken.append([*row[:place], *own, *keys, *[OF_A_PART] * extra])
            parts += extra
    return broken, parts


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


@pytest.mark.slow
@pytest.mark.timeout(7200)  # of 5,000 tables
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
        if not figures:
            return
        import_file(file, into=out)
        assert _read(out / "statistics.parquet", "value") == figures
        if marks:
            assert _read(out / "missing.parquet", "reason") == marks
        left = out / "not_imported.csv"
        texts = pd.read_csv(left, dtype=str)["text"] if left.exists() else []
        listed = Counter(text for text in texts if text != REMARK)
        others = {
            JUNK: junk,
            "7": case.nation + case.unknown,
            OF_A_PART: case.parts,
            IN_A_REMARK: case.remarks,
        }
        assert listed == Counter({text: times for text, times in others.items() if times})


def _read(path, column):
    table = pd.read_parquet(path)
    keys = table[["region_code", "year", "period", "measure", "industry"]]
    return dict(zip(keys.itertuples(index=False, name=None), table[column], strict=True))
