"""A planner's matrix: every form read, every fault named, files broken at random."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hubplanner.errors import DataError, HubplannerError
from hubplanner.scenario_sections import TravelChoice
from hubplanner.travelling import RoadNetwork, choose_travel
from hubplanner.travelling.matrix import read_matrix

FEW = ["38090", "38050", "21120", "38110"]  # 거제, 통영, 부산 강서구, 창원


@pytest.fixture(scope="module")
def regions(dataset):
    return dataset.regions


@pytest.fixture(scope="module")
def network():
    return RoadNetwork()


@pytest.fixture(scope="module")
def true(network, regions):
    return network.minutes(regions, regions)


@pytest.fixture(scope="module")
def few(true):
    """A small square matrix that nothing is wrong with, ten per cent slower than the network."""
    return (true.loc[FEW, FEW] * 1.1).round(1)


def long(square, names=("from", "to", "minutes")):
    table = square.rename_axis("from").melt(ignore_index=False, var_name="to", value_name="minutes")
    table = table.reset_index()
    return table[table["from"] != table["to"]].set_axis(list(names), axis="columns")


def save(table, path, **options):
    if path.suffix == ".xlsx":
        table.to_excel(path, engine="xlsxwriter", **options)
    elif path.suffix == ".parquet":
        table.to_parquet(path, **options)
    else:
        table.to_csv(path, **options)
    return path


def read(path, regions, network):
    return read_matrix(path, regions, network)


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".parquet"])
@pytest.mark.parametrize("form", ["long", "square"])
@pytest.mark.parametrize("by", ["code", "name"])
def test_every_form_gives_the_same(few, regions, network, tmp_path, suffix, form, by):
    table = few.copy()
    if by == "name":
        names = {code: f"{regions['sido_short'][code]} {regions['name_ko'][code]}" for code in FEW}
        table = table.rename(index=names, columns=names)
    table.columns = table.columns.astype(object)
    path = tmp_path / f"minutes{suffix}"
    if form == "long":
        save(long(table), path, index=False)
    else:
        save(table, path)
    matrix = read(path, regions, network)
    pd.testing.assert_frame_equal(
        matrix.minutes.loc[FEW, FEW], few, check_names=False, check_freq=False
    )
    assert matrix.minutes.notna().to_numpy().sum() == 16 + 225


def test_korean_headings_cp949_and_thousands(few, regions, network, tmp_path):
    table = long(few, ("출발지", "도착지", "소요시간(분)")).assign(**{"거리(km)": "1,234.5"})
    path = save(table, tmp_path / "행렬.csv", index=False, encoding="cp949")
    matrix = read(path, regions, network)
    assert matrix.minutes.at["38090", "38050"] == few.at["38090", "38050"]
    assert matrix.km.at["38090", "38050"] == 1234.5


def places(regions):
    return [[regions.at[code, "lon"], regions.at[code, "lat"]] for code in FEW]


def test_osrm_and_openrouteservice_answers(few, regions, network, tmp_path):
    seconds = (few.to_numpy() * 60).tolist()
    sides = [{"location": point, "name": "길"} for point in places(regions)]
    path = tmp_path / "table.json"
    answer = {"code": "Ok", "durations": seconds, "sources": sides, "destinations": sides}
    path.write_text(json.dumps(answer))
    matrix = read(path, regions, network)
    np.testing.assert_allclose(matrix.minutes.loc[FEW, FEW], few)

    answer |= {"metadata": {"service": "matrix"}, "distances": [[1500.0] * 4] * 4}
    answer["durations"][0][1] = None  # no way was found
    path.write_text(json.dumps(answer))
    matrix = read(path, regions, network)
    assert np.isnan(matrix.minutes.at[FEW[0], FEW[1]])
    assert matrix.km.at[FEW[0], FEW[2]] == 1.5


def test_valhalla_answer(few, regions, network, tmp_path):
    sides = [{"lon": lon, "lat": lat} for lon, lat in places(regions)]
    cells = [
        [
            {"from_index": i, "to_index": j, "time": few.iloc[i, j] * 60, "distance": 7.5}
            for j in range(4)
        ]
        for i in range(4)
    ]
    answer = {
        "sources_to_targets": cells,
        "sources": [sides],
        "targets": [sides],
        "units": "kilometers",
    }
    path = tmp_path / "valhalla.json"
    path.write_text(json.dumps(answer))
    matrix = read(path, regions, network)
    np.testing.assert_allclose(matrix.minutes.loc[FEW, FEW], few)
    assert matrix.km.at[FEW[0], FEW[1]] == 7.5


def test_faults_are_refused_with_the_pair(few, regions, network, tmp_path):
    path = tmp_path / "m.csv"

    def refused(table, words, **options):
        save(table, path, **options)
        with pytest.raises(DataError, match=words) as caught:
            read(path, regions, network)
        assert "\n" not in str(caught.value)
        assert str(path) in str(caught.value)

    rows = long(few)
    refused(pd.concat([rows, rows.iloc[[2]]]), r"rows 4, 14 state the same pair", index=False)
    refused(rows.assign(minutes=-rows["minutes"]), " more: minutes are negative", index=False)
    refused(rows.assign(minutes=rows["minutes"] * 60), "looks like seconds", index=False)
    refused(rows.assign(minutes=rows["minutes"] / 60), "looks like hours", index=False)
    one = rows.copy()
    one.iloc[3, 2] *= 60
    refused(one, r"some look like seconds among minutes: .*–.* \d", index=False)
    refused(rows.assign(minutes="빠름"), r"row 2, column 'minutes': '빠름' is refused", index=False)
    refused(rows.assign(to="없는시"), r"row 2, column 'to': '없는시'", index=False)
    refused(rows.drop(columns="minutes"), r"column\(s\) minutes missing", index=False)
    refused(rows.iloc[:0], "holds no row", index=False)
    text = few.astype(object)
    text.iloc[0, 1] = "빠름"
    refused(text, r"row 2, column 3 \(경남 거제시–경남 통영시\): '빠름' is no number")
    refused(few.set_axis([*FEW[:3], "없는시"], axis=1), r"row 1, column 5: '없는시'")
    refused(few.set_axis([*FEW[:3], FEW[0]]), "two rows are 경남 거제시")
    refused(few.replace(few.iat[0, 1], 0.0), "0 between two regions")
    refused(few.replace(few.iat[0, 1], np.inf), "infinite")


def test_what_is_odd_is_told_with_the_pairs(true, regions, network, tmp_path):
    odd = true.copy()
    odd.loc["38090", "38050"] *= 4  # 거제–통영: slower there than back, and than by a third region
    odd.loc["11010", "21010"] = np.nan
    matrix = read(save(odd, tmp_path / "odd.csv"), regions, network)
    told = " / ".join(one for finding in matrix.findings for one in finding.in_both().values())
    assert "1 pairs missing: 서울 종로구–부산 중구" in told
    assert "행렬에 없는 쌍 1개: 서울 종로구–부산 중구" in told
    there, back = odd.at["38090", "38050"], odd.at["38050", "38090"]
    assert "1 pairs differ by over 25 % there and back" in told
    assert f"경남 통영시–경남 거제시 {back:g}/{there:g}" in told
    assert f"다른 지역을 거치는 편이 빠른 쌍 1개: 경남 거제시–경남 통영시 {there:g}" in told
    assert read(save(true, tmp_path / "true.csv"), regions, network).findings == []


def test_impossible_speeds_and_kilometres_are_told(true, few, regions, network, tmp_path):
    def told(table):
        path = save(table, tmp_path / "m.csv")
        return " ".join(map(str, read(path, regions, network).findings))

    fast, slow = few.copy(), few.copy()
    fast.loc[FEW[0], FEW[2]] /= 8
    slow.loc[FEW[0], FEW[2]] *= 18
    for table in (fast, slow):
        assert "1 pairs are not within 3–150 km/h as the crow flies: 경남 거제시–" in told(table)
    assert "look like kilometres" in told(network.km(regions, regions))
    assert "look like kilometres" not in told(true * 1.2)


def test_hidden_rows_of_a_workbook_are_told(few, regions, network, tmp_path):
    path = tmp_path / "m.xlsx"
    with pd.ExcelWriter(path, engine="xlsxwriter") as book:
        few.to_excel(book)
        book.sheets["Sheet1"].set_row(2, None, None, {"hidden": True})
    matrix = read(path, regions, network)
    np.testing.assert_allclose(matrix.minutes.loc[FEW, FEW], few)
    assert "hidden or filtered rows, read like the others: 1 (3)" in str(matrix.findings[-1])


def test_durations_are_minutes(few, regions, network, tmp_path):
    def spelled(minutes):
        hours, rest = divmod(round(minutes), 60)
        return f"{hours}시간 {rest}분" if hours else f"{rest}분"

    for table in (few.map(spelled), few.map(lambda m: f"{m // 60:.0f}:{round(m) % 60:02d}")):
        matrix = read(save(table, tmp_path / "m.csv"), regions, network)
        np.testing.assert_allclose(matrix.minutes.loc[FEW, FEW], few, atol=0.51)
    rows = long(few.map(spelled))
    matrix = read(save(rows, tmp_path / "l.csv", index=False), regions, network)
    np.testing.assert_allclose(matrix.minutes.loc[FEW, FEW], few, atol=0.51)


def test_missing_pairs_fall_back_only_when_the_scenario_says_so(few, dataset, true, tmp_path):
    path = save(few, tmp_path / "few.csv")
    with pytest.raises(DataError, match=r"pairs missing.*travel\.missing"):
        choose_travel(TravelChoice(matrix=str(path)))
    travel = choose_travel(TravelChoice(matrix=str(path), missing="network"))
    regions = dataset.regions
    minutes = travel.minutes(regions, regions)
    pd.testing.assert_frame_equal(minutes.loc[FEW, FEW], few, check_names=False)
    rest = regions.index.difference(FEW)
    pd.testing.assert_frame_equal(minutes.loc[rest, rest], true.loc[rest, rest])

    hub, institutions = regions.loc[["38090"]], dataset.institutions
    ours, plain = travel.minutes(hub, institutions), RoadNetwork().minutes(hub, institutions)
    in_busan = institutions["region_code"] == "21120"
    at_home = institutions["region_code"] == "38090"
    ratio = (ours / plain).iloc[0]
    stated = few.at["38090", "21120"] / true.at["38090", "21120"]
    np.testing.assert_allclose(ratio[in_busan], stated)
    np.testing.assert_allclose(ratio[at_home].dropna(), 1.0)
    assert "few.csv" in travel.note()["ko"]


def _break(kind, square, data):
    """One fault in a good matrix; None where the fault leaves it readable."""
    if kind == "text":
        cell = data.draw(st.text("가나a?-분 ", min_size=1, max_size=6).filter(lambda t: t.strip()))
        square.iloc[0, 1] = cell
    elif kind == "number":
        square.iloc[1, 0] = data.draw(st.floats(allow_nan=True, allow_infinity=True))
    elif kind == "name":
        square = square.rename(index={FEW[0]: data.draw(st.text(max_size=8))})
    elif kind == "cut":
        square = square.iloc[: data.draw(st.integers(0, 3)), : data.draw(st.integers(0, 3))]
    elif kind == "twice":
        square = pd.concat([square, square.iloc[[data.draw(st.integers(0, 3))]]])
    elif kind == "scale":
        square = square.astype(float) * data.draw(st.sampled_from([-1, 0, 60, 3600, 1 / 60, 1e9]))
    elif kind == "empty":
        square.iloc[data.draw(st.integers(0, 3)), :] = ""
    return square


@settings(
    max_examples=2 * settings.default.max_examples,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_any_broken_matrix(data, few, regions, network, tmp_path):
    """Each gives a refusal of one line that names the file, or an import that is right."""
    square = few.astype(object)
    kinds = ["text", "number", "name", "cut", "twice", "scale", "empty", "bytes"]
    kind = data.draw(st.sampled_from(kinds))
    path = tmp_path / data.draw(
        st.sampled_from(["m.csv", "m.json"]) if kind == "bytes" else st.just("m.csv")
    )
    if kind == "bytes":
        path.write_bytes(data.draw(st.binary(max_size=60)))
    else:
        table = _break(kind, square, data)
        if data.draw(st.booleans()) and kind in ("text", "number", "scale", "empty"):
            save(long(table), path, index=False)
        else:
            save(table, path)
    refusal = matrix = None
    try:
        matrix = read(path, regions, network)
    except HubplannerError as error:
        refusal = str(error)
    if matrix is None:
        assert str(path) in refusal
        assert "\n" not in refusal
        return
    values = matrix.minutes.to_numpy()
    assert matrix.minutes.index.equals(regions.index)
    stated = values[~np.isnan(values)]
    assert (np.isfinite(stated) & (stated >= 0)).all()
    known = matrix.minutes.loc[FEW, FEW].to_numpy()
    good = few.to_numpy()
    # Nothing is invented: what was not broken stands as it was written.
    same = np.isnan(known) | np.isclose(known, good)
    assert same.sum() >= same.size - 2
