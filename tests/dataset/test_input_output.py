"""A planner's own input-output table and ailing industries: read as published, or refused."""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path
from random import Random

import numpy as np
import pandas as pd
import pytest
import xlsxwriter
from typer.testing import CliRunner

import hubplanner as hp
import hubplanner.pipeline
from hubplanner.cli import app
from hubplanner.dataset.industry_tables import IndustryTables
from hubplanner.dataset.input_output import read_input_output, read_table
from hubplanner.errors import DataError
from hubplanner.scoring.exposure import linkage_weights
from hubplanner.scoring.linkages import leontief_inverse, linkages

# Names of the Bank of Korea's 33 sectors that are of manufacturing, with the divisions they hold.
MADE = {
    "음식료품": "c10 c11 c12",
    "섬유 및 가죽제품": "c13 c14 c15",
    "목재 및 종이, 인쇄": "c16 c17 c18",
    "석탄 및 석유제품": "c19",
    "화학제품": "c20 c21 c22",
    "비금속광물제품": "c23",
    "1차 금속제품": "c24",
    "금속가공제품": "c25",
    "컴퓨터, 전자 및 광학기기": "c26 c27",
    "전기장비": "c28",
    "기계 및 장비": "c29",
    "운송장비": "c30 c31",
    "기타 제조업 제품": "c32 c33",
    "제조임가공 및 산업용 장비 수리": "c34",
}
SECTORS = ("농림수산품", "광산품", *MADE, "건설", "기타")
N = len(SECTORS)
FLOWS = np.random.default_rng(7).integers(0, 9_000, (N, N)).astype(float)
OUTPUT = FLOWS.sum(axis=0) + np.arange(1, N + 1) * 10_000.0
COEFFICIENTS = FLOWS / OUTPUT
INVERSE = leontief_inverse(COEFFICIENTS)


def quoted(*cells):
    return ",".join(f'"{cell}"' for cell in cells)


def square(cells, *, corner="", names=SECTORS, rows=None, extra=()):
    """A table as CSV: names across and down, further lines below."""
    lines = [quoted(corner, *names)]
    lines += [quoted(n, *row) for n, row in zip(rows or names, cells, strict=True)]
    return "\n".join([*lines, *extra]) + "\n"


def flows(corner="2020년 산업연관표", **changed):
    return square(
        [[f"{value:,.0f}" for value in row] for row in FLOWS],
        corner=corner,
        extra=[quoted("총투입계", *(f"{value:,.0f}" for value in OUTPUT))],
        **changed,
    )


def write(folder, text, name="input_output.csv", encoding="utf-8"):
    (folder / name).write_bytes(text.encode(encoding))
    return folder


def refused(folder, text, name="input_output.csv"):
    with pytest.raises(DataError) as error:
        hp.load_dataset([write(folder, text, name)])
    message = str(error.value)
    assert "\n" not in message
    assert message.startswith(str(folder / name))
    return message


def test_flows_as_a_planner_keeps_them(tmp_path):
    (table,) = read_input_output(write(tmp_path, flows(), encoding="cp949"))
    assert (table.year, table.file, table.sectors) == (2020, "input_output.csv", SECTORS)
    assert table.cells == pytest.approx(FLOWS)
    assert table.output == pytest.approx(OUTPUT)
    held = dict(zip(table.sectors, table.industries, strict=True))
    assert {name: " ".join(held[name]) for name in MADE} == MADE
    assert held["농림수산품"] == held["기타"] == ()


def test_a_workbook_as_the_bank_of_korea_publishes_it(tmp_path):
    """Title and unit above, codes and names, subtotals, final demand and value added beside."""
    with xlsxwriter.Workbook(str(tmp_path / "input_output.xlsx")) as book:
        sheet = book.add_worksheet("총거래표")
        sheet.write_string(0, 0, "2020년 투입산출표(생산자가격) 총거래표")
        sheet.write_string(1, 0, "(단위: 백만원)")
        codes = [f"C{number:02}" for number in range(1, N + 1)]
        heads = [*codes, "T1", "T2", "T9"], [*SECTORS, "중간수요계", "최종 수요계", "총산출"]
        for row, labels in enumerate(heads, start=3):
            sheet.write_row(row, 2, labels)
        for i, (code, name) in enumerate(zip(codes, SECTORS, strict=True)):
            spaced = name.replace(" 및 ", "및 ")
            sheet.write_row(5 + i, 0, [code, spaced, *FLOWS[i], FLOWS[i].sum(), 5, OUTPUT[i]])
        below = {
            "중간투입계": FLOWS.sum(axis=0),
            "피용자보수": OUTPUT * 0.2,
            "영업 잉여": OUTPUT * 0.1,
            "부가가치계": OUTPUT - FLOWS.sum(axis=0),
            "총투입계": OUTPUT,
        }
        for i, (name, values) in enumerate(below.items(), start=5 + N):
            sheet.write_row(i, 0, [str(9000 + i), name, *values])
        sheet.write_string(12 + N, 0, "자료: 한국은행, 산업연관표(2020)")
    (table,) = read_input_output(tmp_path)
    assert (table.year, table.source) == (2020, "한국은행, 산업연관표(2020)")
    assert table.cells == pytest.approx(FLOWS)
    assert table.output == pytest.approx(OUTPUT)
    assert table.industries[5] == ("c19",)  # the Bank's code C06 is no division


def test_a_sheet_is_named_and_its_name_is_heard(tmp_path):
    path = tmp_path / "지역표.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        for name in ("국산거래표 2020", "수입거래표 2020"):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 1, [text.replace(" ", "\n") for text in SECTORS])
            for i, sector in enumerate(SECTORS, start=1):
                sheet.write_row(i, 0, [sector, *FLOWS[i - 1]])
            sheet.write_row(N + 1, 0, ["총투입계", *OUTPUT])
    code, told = run("data", "import", path, "--sheet", "국산거래표 2020", "--into", tmp_path / "a")
    assert (code, "read: 2020" in told) == (0, True)
    assert read_input_output(tmp_path / "a")[0].sectors == SECTORS
    code, told = run("data", "import", path, "--sheet", "수입거래표 2020", "--into", tmp_path / "b")
    assert (code, "holds 수입거래표 by its title" in told) == (2, True)


def ecos(cells, title, years=("2020", "2023"), names=SECTORS):
    """The list that ECOS gives: buyers, sellers, years across, sums and linkages among them."""
    lines = [quoted("통계표", "수요부문(열)", "투입부문(행)", "단위", "변환", *years)]
    for j, buyer in enumerate(names):
        for i, seller in enumerate(names):
            values = [f"{cells[i, j] * (1 + 0.01 * k):.6f}" for k in range(len(years))]
            lines.append(quoted(title, buyer, seller, "", "원자료", *values))
        lines.append(quoted(title, buyer, "열합", "", "원자료", *["1.9"] * len(years)))
        lines.append(quoted(title, buyer, "영향력계수", "", "원자료", *["1.0"] * len(years)))
    for name in (*names, "열합"):
        lines.append(quoted(title, "행합", name, "", "원자료", *["1.5"] * len(years)))
        lines.append(quoted(title, "감응도계수", name, "", "원자료", *["1.1"] * len(years)))
    return "\n".join(lines) + "\n"


def test_the_list_that_ecos_gives(tmp_path):
    text = ecos(INVERSE, "2.2.1.2.3. 투입산출표 생산유발계수표(생산자가격, 대분류)")
    first, last = read_input_output(write(tmp_path, text, encoding="cp949"))
    assert (first.year, last.year) == (2020, 2023)
    assert first.output is None
    assert first.cells == pytest.approx(INVERSE, abs=1e-6)
    assert last.cells == pytest.approx(INVERSE * 1.01, abs=1e-6)
    assert first.source.startswith("2.2.1.2.3. 투입산출표 생산유발계수표")


def test_the_bank_of_korea_s_own_table_gives_the_bundled_coefficients(tmp_path):
    bank = pd.read_csv(Path(__file__).parents[1] / "scoring" / "bok_2023.csv", index_col="buyer")
    text = ecos(
        bank.iloc[:, :33].to_numpy().T,
        "2.2.1.2.3. 투입산출표 생산유발계수표(생산자가격, 대분류)",
        years=["2023"],
        names=bank.index.tolist(),
    )
    own = hp.load_dataset([write(tmp_path, text, encoding="cp949")])
    for kind in ("backward", "forward"):
        computed = linkage_weights(kind, own.industry)
        bundled = linkage_weights(kind, IndustryTables())
        assert computed.years == bundled.years == "2023"
        assert computed.values == pytest.approx(bundled.values, abs=4e-6)
    assert "by-products): 1" in run("data", "check", "--folder", tmp_path)[1]


def test_three_kinds_of_table_give_the_same_linkages(tmp_path):
    kinds = {
        "flows": flows(),
        "coefficients": square(COEFFICIENTS, corner="투입계수표 2020"),
        "totals of one": square(
            COEFFICIENTS,
            corner="투입계수표 2020",
            extra=[quoted("중간투입계", *COEFFICIENTS.sum(axis=0)), quoted("총투입계", *[1.0] * N)],
        ),
        "inverse": square(INVERSE, corner="생산유발계수표 2020"),
    }
    found = {}
    for kind, text in kinds.items():
        (tmp_path / kind).mkdir()
        found[kind] = linkages(read_input_output(write(tmp_path / kind, text))[0])
    for table in found.values():
        for column in ("backward", "forward"):
            assert table[column].to_numpy() == pytest.approx(found["flows"][column].to_numpy())


def test_rows_may_stand_in_another_order(tmp_path):
    total = quoted("총산출", *OUTPUT)
    text = square(FLOWS[::-1], corner="2020 거래표", rows=SECTORS[::-1], extra=[total])
    (table,) = read_input_output(write(tmp_path, text))
    assert table.cells == pytest.approx(FLOWS)


def test_total_output_may_be_a_column(tmp_path):
    lines = square(FLOWS, corner="2020").splitlines()
    lines = [f"{lines[0]},총산출"] + [
        f"{line},{total}" for line, total in zip(lines[1:], OUTPUT, strict=True)
    ]
    (table,) = read_input_output(write(tmp_path, "\n".join(lines)))
    assert table.output == pytest.approx(OUTPUT)


KEYS = [";".join(keys.split()) for keys in MADE.values()]


def test_industry_keys_in_the_head_or_above_the_names(tmp_path):
    names = ["농업", *KEYS, "서비스"]
    cells = np.full((16, 16), 0.02)
    (table,) = read_input_output(write(tmp_path, square(cells, corner="2019", names=names)))
    assert table.industries[1] == ("c10", "c11", "c12")
    own = ["농업", *[f"부문 {number}" for number in range(14)], "서비스"]
    above = quoted("", "", *KEYS, "") + "\n"
    text = above + square(cells, corner="2019", names=own)
    (table,) = read_input_output(write(tmp_path, text))
    assert table.industries[14] == ("c34",)
    assert table.sectors[1] == "부문 0"


def test_finer_sectors_of_one_division_are_added_up(tmp_path):
    """운송장비 split in two: the flows of both, summed, give the table as it was."""
    at = SECTORS.index("운송장비")
    names = [*SECTORS[:at], "자동차", "선박", *SECTORS[at + 1 :]]
    split = np.insert(FLOWS, at, 0, axis=0)
    split[at], split[at + 1] = split[at + 1] * 0.4, split[at + 1] * 0.6
    split = np.insert(split, at, 0, axis=1)
    split[:, at], split[:, at + 1] = split[:, at + 1] * 0.3, split[:, at + 1] * 0.7
    output = np.insert(OUTPUT, at, 0)
    output[at], output[at + 1] = output[at + 1] * 0.3, output[at + 1] * 0.7
    above = quoted("", *("c30;c31" if name in ("자동차", "선박") else "" for name in names))
    total = quoted("총산출", *output)
    text = square(split, corner="2020 거래표", names=names, extra=[total])
    (table,) = read_input_output(write(tmp_path, f"{above}\n{text}"))
    assert table.sectors[at] == "자동차 + 선박"
    assert table.industries[at] == ("c30", "c31")
    assert table.cells == pytest.approx(FLOWS)
    assert table.output == pytest.approx(OUTPUT)
    coefficients = square(split / output, corner="2020 투입계수", names=names)
    told = refused(tmp_path, f"{above}\n{coefficients}")
    assert re.search(r"column O \(자동차\) and column P \(선박\) both hold c30; .*give flows", told)


def test_a_sector_named_like_an_account_is_kept(tmp_path):
    names = [*SECTORS[:-2], "가스 공급업", "수출입 중개서비스"]
    (table,) = read_input_output(write(tmp_path, flows(names=names)))
    assert table.sectors == tuple(names)


def test_names_of_divisions_and_of_manufacturing_as_a_whole(tmp_path):
    names = ["농림어업", "제조업", "서비스업"]
    cells = [[0.1, 0.2, 0.0], [0.2, 0.3, 0.1], [0.1, 0.1, 0.2]]
    (table,) = read_input_output(write(tmp_path, square(cells, corner="2020", names=names)))
    assert len(table.industries[1]) == 25


def test_the_year_comes_from_the_name_of_the_file_first(tmp_path):
    write(tmp_path, flows(), "input_output_2023.csv")
    write(tmp_path, flows(corner="산업연관표 2020년(2020년 기준)"))
    assert [table.year for table in read_input_output(tmp_path)] == [2020, 2023]


def test_a_dummy_sector_without_value_added_is_borne(tmp_path):
    cells = COEFFICIENTS.copy()
    cells[:, -1] /= cells[:, -1].sum()
    (table,) = read_input_output(write(tmp_path, square(cells, corner="투입계수 2020")))
    assert np.isfinite(linkages(table)["backward"]).all()


# ---- what they do


def test_exposure_uses_the_planners_table_and_says_so(tmp_path):
    own = hp.load_dataset([write(tmp_path, flows(corner="우리 도 산업연관표 2020"))])
    source = "우리 도 산업연관표 2020"
    assert own.sources.loc[source, ["table", "years"]].tolist() == ["input_output.csv", "2020"]
    assert "bok_linkages" in own.sources.loc[source, "note_en"]
    worth = {
        division: row.backward
        for row in linkages(own.industry.input_output[0]).itertuples()
        for division in row.industries
    }
    workers = dict.fromkeys(worth, 2.0) | {"total": 100.0}
    rows = [
        (code, 2024, "Y", "workers", key, value, "persons", "만든 값", "")
        for code in ("38090", "38030")
        for key, value in workers.items()
    ]
    own = dataclasses.replace(
        own, statistics=pd.DataFrame(rows, columns=own.statistics.columns.tolist())
    )
    found = hp.pipeline.indicators(own, hp.Scenario())
    told = found.coverage.loc["backward_exposure"]
    assert (told["years"], told["sources"]) == ("2024 × 2020", ["만든 값", source])
    del worth["c12"]  # tobacco is not asked for
    assert found.values.loc["38090", "backward_exposure"] == pytest.approx(
        0.02 * sum(worth.values())
    )
    before = hp.pipeline.indicators(own, hp.Scenario(), as_of=2019)
    assert before.coverage.loc["forward_exposure", "observed"] == 0


def run(*arguments):
    done = CliRunner().invoke(app, list(map(str, arguments)))
    return done.exit_code, done.output


@pytest.mark.slow
def test_commands_tell_which_table_is_used(tmp_path):
    code, bundled = run("data", "list")
    assert code == 0
    assert re.search(r"linkages: .* \(bok_linkages\)", bundled)
    assert re.search(r"ailing industries: .* \(ailing_industries\)", bundled)

    write(tmp_path, flows(corner="우리 도 산업연관표 2020"))
    write(tmp_path, AILING + "c31,70,2025Q2,생산지수\n", "ailing_industries.csv")
    divisions = ["total", *(f"c{number}" for number in range(10, 35))]
    lines = [f"거제시,2024,workers,{key},10,persons,사업체조사" for key in divisions]
    head = "region,year,measure,industry,value,unit,source"
    write(tmp_path, "\n".join([head, *lines]), "statistics.csv")
    _, told = run("data", "list", "--folder", tmp_path)
    assert "linkages: 우리 도 산업연관표 2020 (2020); in place of the bundled bok" in told
    assert "ailing industries: 생산지수 (2025Q2); in place of the bundled ailing" in told
    _, checked = run("data", "check", "--folder", tmp_path)
    assert "input-output table 2020: input_output.csv, 우리 도 산업연관표 2020" in checked
    (row,) = (line for line in checked.splitlines() if "운송장비" in line)
    table = linkages(read_input_output(tmp_path)[0]).loc["운송장비"]
    assert "c30, c31" in row
    assert f"{table['backward']:.4f}" in row

    scenario = tmp_path / "own.toml"
    scenario.write_text('name = "own"\n[data]\nfolders = ["."]\n', encoding="utf-8")
    code, shown = run("indicators", scenario, "--region", "거제시")
    assert code == 0
    (line,) = (line for line in shown.splitlines() if "(우리 도 산업연관표 2020)" in line)
    assert "backward_exposure" in line
    assert "2024 × 2020" in shown
    assert "2024 × 2025Q2" in shown
    code, figures = run("indicators", scenario, "--json")
    told = {row["indicator"]: row for row in json.loads(figures)}
    assert told["forward_exposure"]["sources"] == ["사업체조사", "우리 도 산업연관표 2020"]


def test_a_wrong_table_ends_a_command_in_one_line(tmp_path):
    write(tmp_path, changed(flows(), 4, 6, "약 300"))
    scenario = tmp_path / "own.toml"
    scenario.write_text('name = "own"\n[data]\nfolders = ["."]\n', encoding="utf-8")
    for command in (["indicators"], ["plan"], ["data", "check", "--scenario"]):
        code, told = run(*command, scenario)
        assert code == 2
        assert "input_output.csv: row 4, column F: '약 300' is refused" in told
    assert {path.name for path in tmp_path.iterdir()} == {"input_output.csv", "own.toml"}


def test_a_later_folder_takes_the_place_of_an_earlier_one(tmp_path):
    for name, year in (("a", 2015), ("b", 2020)):
        (tmp_path / name).mkdir()
        write(tmp_path / name, flows(corner=f"산업연관표 {year}"))
    both = hp.load_dataset([tmp_path / "a", tmp_path / "b"]).industry
    assert [table.year for table in both.input_output] == [2020]


@pytest.mark.slow
def test_the_source_is_in_the_plan(tmp_path, dataset):
    own = hp.load_dataset([write(tmp_path, flows(corner="우리 도 산업연관표 2020"))])
    plan = hp.make_plan(own, hp.Scenario()).summary()
    (source,) = (row for row in plan["sources"] if row["source_id"] == "우리 도 산업연관표 2020")
    assert source["note_en"].endswith("in place of bok_linkages")


AILING = "industry,index,period,source\n"


def test_ailing_industries_of_a_planner(tmp_path):
    source = "통계청 광업제조업동향조사"
    text = AILING + f"c19,81.5,2025Q2,{source}\nc20,90,2025Q2,{source}\n"
    own = hp.load_dataset([write(tmp_path, text, "ailing_industries.csv", "cp949")])
    assert own.industry.ailing["industry"].tolist() == ["c19", "c20"]
    assert own.sources.loc[source, "publisher_en"] == "planner's own data"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("industry,index\nc19,80\n", r"column\(s\) period, source missing"),
        ("industry,index,period,source,메모\n", r"unknown column\(s\) 메모"),
        (AILING, "holds no row"),
        (AILING + "조선,80,2025,자료\n", r"row 2, column 'industry': '조선' is refused"),
        (AILING + "c31,80,2025,자료\nc31,70,2025,자료\n", "rows 2, 3 state the same industry"),
        (
            AILING + "c31,104,2025,자료\n",
            r"row 2, column 'index': 104.0 is refused .*below",
        ),
        (AILING + "c31,nan,2025,자료\n", r"row 2, column 'index': 'nan' is refused"),
        (AILING + "c31,80,작년,자료\n", r"row 2, column 'period': '작년' is refused"),
        (AILING + "c31,80,2025,\n", r"row 2, column 'source': '' is refused"),
    ],
)
def test_wrong_ailing_industries_are_refused(tmp_path, text, told):
    assert re.search(told, refused(tmp_path, text, "ailing_industries.csv"))


@pytest.mark.parametrize("kind", ["ecos", "flows"])
def test_an_import_writes_what_is_read_back(tmp_path, kind):
    text = (
        ecos(INVERSE, "2.2.1.2.3. 생산유발계수표") if kind == "ecos" else flows(corner="산업연관표")
    )
    place = tmp_path / "내려받은 표.csv"
    place.write_bytes(text.encode("cp949"))
    into = tmp_path / "own"
    said = ["--year", 2018, "--source", "우리 도 거래표", "--licence", "KOGL type 1"]
    arguments = ["data", "import", place, "--into", into, *(said if kind == "flows" else [])]
    code, told = run(*arguments, "--dry-run")
    assert (code, into.exists()) == (0, False)
    code, told = run(*arguments)
    assert code == 0
    assert "kind: input-output table" in told
    tables = read_table(place, year=2018)
    back = read_input_output(into)
    assert [table.year for table in back] == ([2018] if kind == "flows" else [2020, 2023])
    for one, other in zip(back, tables, strict=True):
        assert (one.sectors, one.industries) == (other.sectors, other.industries)
        assert (one.cells == other.cells).all()
        assert one.output is None if kind == "ecos" else (one.output == other.output).all()
    if kind == "flows":
        source = hp.load_dataset([into]).sources.loc["우리 도 거래표"]
        assert source[["licence", "years", "origin"]].tolist() == [
            "KOGL type 1",
            "2018",
            "내려받은 표.csv",
        ]
    assert "imported files are as they were" in run("data", "check", "--folder", into)[1]
    assert run(*arguments)[0] == 0  # again, in the place of the earlier one


def test_an_import_refuses_as_the_folder_does(tmp_path):
    place = write(tmp_path, changed(flows(), 4, 6, ""), "산업연관표.csv") / "산업연관표.csv"
    code, told = run("data", "import", place, "--into", tmp_path / "own")
    assert code == 2
    assert "산업연관표.csv: row 4, column F: '' is refused" in told
    assert not (tmp_path / "own").exists()


# ---- what is refused


def changed(text, row, column, value):
    """A cell of a CSV text, counted as in Excel from 1, replaced."""
    lines = text.splitlines()
    cells = re.findall(r'"([^"]*)"', lines[row - 1])
    cells[column - 1] = value
    lines[row - 1] = quoted(*cells)
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("row", "column", "value", "told"),
    [
        (4, 6, "", r"row 4, column F: '' is refused \(a number is needed; write 0"),
        (4, 6, "-", r"row 4, column F: '-' is refused \(a number is needed; write 0"),
        (4, 6, "약 300", r"row 4, column F: '약 300' is refused \(a number is needed"),
        (4, 6, "△99,999", r"row 4, column F: '△99,999' is refused \(negative inputs are by-pro"),
        (N + 2, 3, "0", r"row 20, column C: '0' is refused \(total output must be above 0"),
        (N + 2, 3, "1", r"column C \(광산품\): inputs add up to [\d,.e+]+ of the total output"),
        (
            4,
            1,
            "음식",
            r"row 1, column D: '음식료품' has no row of that name; name each",
        ),
        (1, 4, "음식", r"row 1, column D: '음식' has no row of that name; name each"),
        (4, 1, "광산품", r"row 3, column A: '광산품' stands again in row 4; keep the"),
        (1, 4, "광산품", r"column C: '광산품' stands again in column D; keep the table of one"),
        (1, 1, "산업연관표", r"does not say its year; name the file input_output_2023.csv"),
        (1, 1, "2019년 대 2020년", r"names several years, 2019, 2020; name the file"),
        (1, 1, "2020년 수입거래표", r"holds 수입거래표 by its title; give flows"),
        (
            1,
            1,
            "2020 생산유발계수표",
            r"says that it holds production inducement coefficients,",
        ),
        (N + 2, 1, "총계", r"column B \(농림수산품\): .*flows (with|need) a row of total output"),
    ],
)
def test_wrong_tables_are_refused_in_one_line(tmp_path, row, column, value, told):
    assert re.search(told, refused(tmp_path, changed(flows(), row, column, value)))


def renamed(old, new):
    return flows(names=[new if name == old else name for name in SECTORS])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            renamed("전기장비", "전기기기류"),
            r"no sector holds c28; .*column M '전기기기류'.*as 'c28'",
        ),
        (renamed("전기장비", "c28;c99"), r"column M: 'c99' is no division of manufacturing"),
        (
            renamed("전기장비", "c28;c24"),
            r"column J \(1차 금속제품\) and column M .*both hold c24; name it once",
        ),
        (renamed("전기장비", "C28"), r"no sector holds c28; .*'C28'"),
        ("이름,값\n가,1\n나,2\n", "holds no square table: the same sectors must be named down"),
        (
            square(FLOWS + 1, corner="2020"),
            r"column B .*adds up to [\d,.]+, too much for production",
        ),
        (square(FLOWS, corner="2020 거래표"), r"flows need a row of total output, named '총산출'"),
        (
            square(0.1 * np.eye(N) + 0.9, corner="2020 생산유발계수"),
            r"column [A-Z] \(.*\): no Leontief inverse of any input coefficients, as .* -8\.4",
        ),
    ],
)
def test_tables_that_do_not_tie_or_are_no_economy(tmp_path, text, told):
    assert re.search(told, refused(tmp_path, text))


def test_an_economy_that_eats_itself_is_refused(tmp_path):
    """Every column adds up to 1: the Hawkins-Simon condition fails though no sum is above 1."""
    cells = COEFFICIENTS / COEFFICIENTS.sum(axis=0)
    text = square(cells, corner="투입계수표 2020")
    assert "Hawkins-Simon" in refused(tmp_path, text)


def test_lists_of_ecos_that_are_not_whole(tmp_path):
    text = ecos(INVERSE, "생산유발계수표")
    gap = "\n".join(line for number, line in enumerate(text.splitlines()) if number != 5)
    assert "no row says what '목재 및 종이, 인쇄' sells to '농림수산품'" in refused(tmp_path, gap)
    twice = text + text.splitlines()[3] + "\n"
    assert "state the same pair" in refused(tmp_path, twice)
    assert "수입유발" in refused(tmp_path, ecos(INVERSE, "수입유발계수표"))
    assert "no column is headed by a year" in refused(
        tmp_path, text.replace("2020", "값").replace("2023", "값들")
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("\n", "the file is empty|holds no square table"),
        (",,,\n,,\n", "holds no square table"),
        ("통계표,수요부문(열),투입부문(행),2023\n", "no sector stands below columns C and B"),
        ("수요부문,투입부문,2023\n열합,행합,1\n", "no sector stands below columns B and A"),
    ],
)
def test_files_with_nothing_in_them(tmp_path, text, told):
    assert re.search(told, refused(tmp_path, text))


def test_damaged_files_are_read_or_refused_in_one_line(tmp_path):
    texts = [flows(), ecos(INVERSE, "생산유발계수표"), square(COEFFICIENTS, corner="2020")]
    random = Random(1)
    path = tmp_path / "input_output.csv"
    for _ in range(60):
        lines = random.choice(texts).splitlines()
        for _ in range(random.randint(1, 3)):
            at = random.randrange(len(lines))
            if random.random() < 0.3:
                lines[at] = lines[at][: random.randrange(len(lines[at]) + 1)].replace('"', "")
            elif random.random() < 0.5:
                cell = random.choice(["", "nan", "9" * 400, "총산출", "c10", "합계", "음식료품"])
                lines[at] = lines[at].replace(random.choice(lines[at].split(",")), f'"{cell}"', 1)
            else:
                lines.insert(at, random.choice([lines[-1], "", "주: 각주", "c10;c11", "1,2,3"]))
        path.write_text("\n".join(lines), encoding="utf-8")
        message = ""
        try:
            read_table(path)
        except DataError as error:
            message = str(error)
        assert "\n" not in message


def test_a_year_told_is_not_another_than_stated(tmp_path):
    place = write(tmp_path, flows(), "산업연관표.csv") / "산업연관표.csv"
    assert read_table(place, year=2020)[0].year == 2020
    with pytest.raises(DataError, match="says that it is of 2020, not of 2023; leave out --year"):
        read_table(place, year=2023)


def test_one_table_a_year(tmp_path):
    write(tmp_path, flows())
    assert "is of 2020, as input_output.csv is" in refused(
        tmp_path, flows(), "input_output_2020.csv"
    )
