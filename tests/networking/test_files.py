"""Files out and in: graph formats, tables of the study, a planner's own links; the commands."""

from __future__ import annotations

import json
import re

import networkx as nx
import pandas as pd
import pytest
from typer.testing import CliRunner

import hubplanner as hp
from hubplanner.cli import app
from hubplanner.errors import DataError, RegionError
from hubplanner.networking.exports import write_graph


def test_three_formats_hold_the_same_graph(baseline, tmp_path):
    write_graph(baseline.graph, tmp_path)
    graphs = [
        nx.read_graphml(tmp_path / "network.graphml"),
        nx.read_gexf(tmp_path / "network.gexf"),
        nx.node_link_graph(json.loads((tmp_path / "network.json").read_text()), edges="links"),
    ]
    for graph in graphs:
        assert set(graph.nodes) == set(baseline.graph.nodes)
        assert {frozenset(ends) for ends in graph.edges} == {
            frozenset(ends) for ends in baseline.graph.edges
        }
        for one, other, data in baseline.graph.edges(data=True):
            there = graph.edges[one, other]
            assert there["kind"] == data["kind"]
            assert float(there["strength"]) == pytest.approx(data["strength"])
            assert ("fit" in there) == ("fit" in data)  # the unknown is absent, never 0


@pytest.mark.slow
def test_the_same_plan_gives_the_same_bytes(baseline, tmp_path):
    again = hp.make_plan(hp.load_dataset(), hp.Scenario())
    first, second = baseline.measured.save(tmp_path / "a"), again.measured.save(tmp_path / "b")
    assert [path.name for path in first] == [path.name for path in second]
    for one, other in zip(first, second, strict=True):
        assert one.read_bytes() == other.read_bytes(), one.name


def own(tmp_path, text):
    (tmp_path / "ties.csv").write_text(text, "utf-8-sig")
    (tmp_path / "own.toml").write_text('[network]\nown_links = "ties.csv"\n', "utf-8")
    return hp.Scenario.from_toml(tmp_path / "own.toml")


def test_own_links_join_and_replace(dataset, stages, baseline, tmp_path):
    hub = baseline.hubs.index[0]
    lead = baseline.links[
        (baseline.links["source"] == hub) & (baseline.links["role"] == "lead")
    ].iloc[0]
    text = (
        "source,target,kind,minutes,fit,strength\n"
        f"hub:{hub[4:]},{lead['target']},rnd,,1,0.9\n"
        "KAIST,경남테크노파크,rnd,,,\n"
        "거제시,한국조선해양기자재연구원 거제,user,12,,0.5\n"
    )
    plan = hp.make_plan(dataset, own(tmp_path, text), stages=stages)
    links = plan.links.set_index(["source", "target"])
    mine = links.loc[(hub, lead["target"])]
    assert (mine["kind"], mine["role"], mine["strength"]) == ("rnd", "lead", 0.9)
    assert mine["minutes"] == pytest.approx(lead["minutes"])  # left empty: by travel
    named = baseline.institutions["name_ko"] == "한국조선해양기자재연구원 거제"
    gear = baseline.institutions.index[named][0]
    new = links.loc[("university-001", "technopark-18")]
    assert new["role"] == "own"
    assert new["minutes"] > 60
    assert pd.isna(new["fit"])
    assert new["strength"] > 0
    assert links.loc[("38090", gear), "minutes"] == 12
    assert len(plan.links) == len(baseline.links) + 2
    assert plan.graph.has_edge("university-001", "technopark-18")
    assert plan.measured.measures.whole["links"] == len(plan.links)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("KAIST,없는기관,rnd,,,", "row 2, column 'target': '없는기관' is no institution, hub or"),
        ("KAIST,서울테크노파크,love,,,", "row 2, column 'kind': 'love' is refused (allowed: 'rnd'"),
        ("KAIST,KAIST,rnd,,,", "both ends are university-001"),
        ("KAIST,hub:서울 금천구,rnd,,,", "no hub of this plan stands in '서울 금천구'"),
        (
            "KAIST,서울테크노파크,rnd,x,,",
            "column 'minutes': 'x' is refused (a number of 0 or more)",
        ),
        ("거제시,통영시,rnd,12000,,", "row 2: 12,000 minutes where travel takes"),
        ("거제시,서울 종로구,rnd,2,,", "row 2: 2 minutes where travel takes"),
        ("KAIST,서울테크노파크,rnd,,2,", "column 'fit': 2.0 is refused (a number from 0 to 1)"),
        ("KAIST,서울테크노파크,rnd,,,inf", "column 'strength': inf is refused"),
        ("KAIST,technopark-01,rnd,,,\ntechnopark-01,KAIST,rnd,,,", "row 3: this tie is stated"),
    ],
)
def test_refused_own_links(dataset, stages, tmp_path, row, words):
    scenario = own(tmp_path, f"source,target,kind,minutes,fit,strength\n{row}\n")
    with pytest.raises(DataError) as refused:
        hp.make_plan(dataset, scenario, stages=stages)
    assert words in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("source,target\na,b\n", "column(s) kind missing"),
        ("source,target,kind,love\na,b,rnd,1\n", "unknown column(s) love"),
        ("source,target,kind\na,b,rnd,1,2\n", "row 2 holds 2 more cells than the 3 columns"),
        ("", "the file is empty"),
    ],
)
def test_refused_lists_of_links(dataset, stages, tmp_path, text, words):
    with pytest.raises(DataError) as refused:
        hp.make_plan(dataset, own(tmp_path, text), stages=stages)
    assert words in str(refused.value)


def test_kinds_of_ties_may_be_korean_words(dataset, stages, tmp_path):
    rows = "KAIST,서울테크노파크,연구개발\nKAIST,거제시,지역 지원\n"
    plan = hp.make_plan(dataset, own(tmp_path, f"출발,도착,종류\n{rows}"), stages=stages)
    mine = plan.links[plan.links["source"] == "university-001"]
    assert set(mine["kind"]) == {"rnd", "local_support"}


def test_minutes_of_ties_may_be_durations(dataset, stages, tmp_path):
    rows = "KAIST,서울테크노파크,rnd,1시간 30분\nKAIST,거제시,rnd,2:15\n"
    plan = hp.make_plan(dataset, own(tmp_path, f"출발,도착,종류,소요시간\n{rows}"), stages=stages)
    mine = plan.links[plan.links["source"] == "university-001"]
    assert sorted(mine["minutes"]) == [90, 135]


def test_an_institution_that_the_plan_does_without_is_called_so(dataset, stages, tmp_path):
    scenario = own(tmp_path, "source,target,kind\n한국탄소산업진흥원,KAIST,rnd\n")
    as_of = scenario.data.model_copy(update={"as_of": 2018})
    with pytest.raises(DataError, match=r"was founded after data\.as_of = 2018; leave it out"):
        hp.make_plan(dataset, scenario.model_copy(update={"data": as_of}), stages=stages)


def test_a_missing_list_is_refused(dataset, stages, tmp_path):
    scenario = own(tmp_path, "")
    (tmp_path / "ties.csv").unlink()
    with pytest.raises(DataError, match=r"mend network\.own_links in the scenario"):
        hp.make_plan(dataset, scenario, stages=stages)


def test_explaining_a_region(baseline):
    ko, en = (" ".join(part) for part in zip(*baseline.explain("거제시"), strict=True))
    assert "경남 거제시는 위기점수" in ko
    assert "후보지역이다" in ko
    hub = baseline.hubs.set_index("region_code").loc[baseline.regions["hub_region"]["38090"]]
    assert f"거점 {hub['number']} {hub['name_ko']}" in ko
    assert hub["technology_ko"] in ko
    assert "경남테크노파크" in ko
    assert "선박 66 %" in ko
    assert f"거점 가까이에 없는 기능: {hub['lacks_ko']}" in ko
    assert not re.search(r"\b0곳", ko)
    assert "이어받고" in ko
    assert "Geoje-si is a candidate region" in en
    assert "Local support comes from" in en


@pytest.mark.slow
def test_every_region_can_be_explained(baseline):
    for code in baseline.regions.index:
        for ko, en in baseline.explain(f"kostat:{code}"):
            assert ko.endswith((".", "다."))
            assert en.endswith(".")
            assert not re.search(r"\bnan\b", f"{ko} {en}")
    with pytest.raises(RegionError):
        baseline.explain("없는 곳")


def test_a_near_tie_of_technologies_is_said(after_siting):
    by_hub = after_siting.network.runner_up.by_hub
    names = after_siting.network.technologies.technologies
    for hub, other in by_hub.iterrows():
        region = after_siting.hubs["region_code"][hub]
        ko, en = (
            " ".join(part) for part in zip(*after_siting.explain(f"kostat:{region}"), strict=True)
        )
        assert f"차선은 {names[other['technology']].name_ko}" in ko
        assert f"by {other['cost']:.4f}" in en
        assert ("사실상 동률" in ko) == ("near tie" in en) == (other["cost"] < 0.01)
    assert (by_hub["cost"] < 0.01).any()
    assert (by_hub["cost"] >= 0.01).any()


def test_the_network_command(tmp_path):
    done = CliRunner().invoke(app, ["network", "--out", str(tmp_path / "n")])
    assert done.exit_code == 0, done.output
    for words in (
        "technologies of hubs",
        "no lead hub",
        "fewest partners",
        "communities",
        "all taken over within",
        "links of most value",
        "US counterpart",
    ):
        assert words in done.output
    names = {path.name for path in (tmp_path / "n").iterdir()}
    assert {
        "network.graphml",
        "nodes.csv",
        "reach.csv",
        "take_over.csv",
        "hub_functions.csv",
    } <= names


def test_the_network_command_tells_a_near_tie(after_siting_file):
    done = CliRunner().invoke(app, ["network", str(after_siting_file)])
    assert done.exit_code == 0, done.output
    assert "near tie" in done.output


def test_the_explain_command():
    for language, words in (("ko", "경남 거제시는"), ("en", "Geoje-si is")):
        done = CliRunner().invoke(app, ["explain", "거제시", "--lang", language])
        assert done.exit_code == 0, done.output
        assert done.output.startswith(words)
    refused = CliRunner().invoke(app, ["explain", "없는시"])
    assert refused.exit_code == 2
    assert "없는시" in refused.output


def test_a_file_in_the_way_is_refused(tmp_path):
    (tmp_path / "taken").write_text("")
    done = CliRunner().invoke(app, ["network", "--out", str(tmp_path / "taken")])
    assert done.exit_code == 2
    assert "--out" in done.output
