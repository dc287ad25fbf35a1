"""Lists of technologies, and what institutions and regions have to do with each."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

import hubplanner as hp
from hubplanner.errors import ScenarioError
from hubplanner.industries import region_industries
from hubplanner.industries.technologies import (
    BUNDLED,
    field_fit,
    industry_fit,
    load_technologies,
    us_counterparts,
)
from hubplanner.regions import data_folder
from hubplanner.tables.industries import industry_names


def test_the_eleven_of_pcast_in_the_brief_s_order():
    names = [one.name_ko for one in load_technologies("pcast").technologies.values()]
    assert names == [
        "3D 프린팅",
        "첨단 센싱",
        "소재 설계·합성·가공",
        "디지털 제조",
        "효율적 제조공정",
        "나노 물질·구조·시스템 생산",
        "바이오 인포매틱스",
        "첨단 시험",
        "산업용 로봇",
        "바이오 제조",
        "기타 첨단 복합재",
    ]


@pytest.mark.parametrize("name", BUNDLED)
def test_every_pairing_states_its_source(name):
    for one in load_technologies(name).technologies.values():
        for source in (one.industries_source, one.fields_source, one.ministry_source):
            # A page that can be found again, or plainly ours.
            assert "project" in source or re.search(r"\d{6,}|idxno=\d+|\d{4}-\d\d", source)


@pytest.mark.parametrize("name", BUNDLED)
def test_every_technology_has_institutions_and_users_in_the_data(name, baseline):
    technologies = load_technologies(name).technologies.values()
    fields = field_fit(baseline.institutions.query("kind != 'complex'")["fields"], technologies)
    assert ((fields > 0).sum() >= 3).all()
    shares = region_industries(hp.load_dataset()).shares
    # Aircraft are known in one region only: 사천.
    assert ((industry_fit(shares, technologies) > 0).sum() >= 1).all()


@pytest.mark.parametrize("name", BUNDLED)
def test_every_industry_is_one_of_the_classification(name):
    known = {*industry_names(), "c311", "c313"}  # groups that statistics of regions tell apart
    for one in load_technologies(name).technologies.values():
        assert one.industries
        assert set(one.industries) <= known, one.key


def test_the_korean_list_states_each_industry_with_its_source():
    technologies = load_technologies("korea").technologies.values()
    for one in technologies:
        sourced = set(re.findall(r"c\d{2,3}(?=[,:])", one.industries_source))
        assert sourced == set(one.industries), one.key
    # c15, c11 and the precision half of c27.
    assert sum("judgement" in one.industries_source for one in technologies) == 3
    assert not any("judgement" in one.ministry_source for one in technologies)


def test_the_korean_list_leaves_out_only_what_no_plan_names():
    technologies = load_technologies("korea").technologies.values()
    used = {code for one in technologies for code in one.industries}
    divisions = {f"c{number}" for number in range(10, 35)}
    assert divisions - used == {"c12", "c16", "c17", "c18", "c31", "c32", "c33", "c34"}


@pytest.mark.parametrize(
    ("key", "places"),
    [
        ("ships", {"38090", "36410", "26030"}),  # 거제, 영암, 울산 동구
        ("aerospace", {"38060"}),  # 사천
        ("future_cars", {"35310", "26040"}),  # 완주, 울산 북구
        ("metals", {"36060", "37010", "34080"}),  # 광양, 포항, 당진
    ],
)
def test_a_technology_s_regions_are_those_that_live_off_it(dataset, key, places):
    shares = region_industries(dataset).shares
    fit = industry_fit(shares, load_technologies("korea").technologies.values())[key]
    assert places <= set(fit.nlargest(8).index)


def test_groups_and_divisions_by_hand():
    korea, pcast = (load_technologies(name).technologies for name in ("korea", "pcast"))
    every = [korea["ships"], korea["aerospace"], pcast["composites"]]
    apart = pd.DataFrame({"c30": [0.2], "c31": [0.1], "c311": [0.4], "c313": [0.2], "unknown": 0.1})
    assert industry_fit(apart, every).loc[0].tolist() == pytest.approx([0.4, 0.2, 0.9])
    whole = pd.DataFrame({"c30": [0.2], "c31": [0.7], "unknown": [0.1]})
    assert industry_fit(whole, every).loc[0].tolist() == pytest.approx([0.7, 0.7, 0.9])


def test_us_institutes_of_the_list_exist_and_two_of_fourteen_match_none():
    table = pd.read_csv(data_folder() / "references" / "manufacturing_usa.csv")
    named = [name for one in load_technologies("pcast").technologies.values() for name in one.usa]
    assert set(named) <= set(table["name"])
    assert len(named) == len(set(named)) == 12
    # Power electronics and functional fabrics are no core technology of 2012.
    missing = set(table["name"]) - set(named)
    assert missing == {"PowerAmerica", "AFFOA (Advanced Functional Fabrics of America)"}


def test_us_counterparts_of_a_list():
    table = us_counterparts(load_technologies("pcast"))
    assert table.loc["America Makes (NAMII)", ["key", "department"]].tolist() == [
        "additive",
        "Defense",
    ]
    assert table.loc["PowerAmerica", "key"] == ""
    assert (us_counterparts(load_technologies("korea"))["key"] == "").all()


def test_field_fit_by_hand():
    technologies = load_technologies("pcast").technologies
    fit = field_fit(
        pd.Series({"a": "3D프린팅;뿌리기술;로봇;도시", "b": "종합", "c": ""}),
        [technologies["additive"], technologies["robots"]],
    )
    assert fit.loc["a"].tolist() == [0.25, 0.25]
    assert np.isnan(fit.loc[["b", "c"]].to_numpy()).all()


OWN = """
[ministries]
m = { name_ko = "부처", name_en = "ministry" }
[lists.mine]
title_ko = "내 목록"
title_en = "my list"
source = "own"
[[lists.mine.technologies]]
key = "ships"
name_ko = "선박"
name_en = "ships"
industries = ["c31"]
industries_source = "own"
fields = ["조선"]
fields_source = "own"
ministry = "m"
ministry_source = "own"
"""


AGAIN = OWN[OWN.index("[[") :].replace('key = "ships"', 'key = "boats"')


def test_a_list_of_one_s_own(dataset, stages, tmp_path):
    (tmp_path / "mine.toml").write_text(OWN, "utf-8")
    (tmp_path / "own.toml").write_text('[network]\ntechnologies = "mine.toml"\n', "utf-8")
    plan = hp.make_plan(dataset, hp.Scenario.from_toml(tmp_path / "own.toml"), stages=stages)
    assert set(plan.hubs["technology"]) == {"ships"}
    assert plan.network.assignment.uses == 6


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('fields = ["조선"]\n', "", "technology 1 (ships): fields missing"),
        ('["c31"]', '["31"]', "'31' is refused; give KSIC divisions such as 'c31'"),
        ('["c31"]', '"c31"', "industries = 'c31' is refused; give a list of words"),
        ('ministry = "m"', 'ministry = "n"', "ministry = 'n' is refused; [ministries] holds m"),
        ('key = "ships"', 'key = "ships"\nextra = 1', "unknown key extra"),
        ("[[lists.mine", "[lists.other]\n[[lists.mine", "holds 2 lists"),
        ("[ministries]", "[ministries", "not valid TOML"),
        ('["조선"]', "[]", "fields = [] is refused; it must not be empty"),
        ('["조선"]', '["조선", " "]', "is refused; give a list of words"),
        ('["c31"]', "[]", "industries = [] is refused; it must not be empty"),
        ('["c31"]', '["c99"]', "'c99' is refused; give KSIC divisions such as 'c31'"),
        ('name_ko = "선박"', 'name_ko = ""', "name_ko = '' is refused; it must not be empty"),
        (OWN, OWN + AGAIN, "each with a key and names of its own"),
        (OWN, "[[lists]]\na = 1\n", "lists should be one table; begin it with [lists.…]"),
        (OWN, "ministries = 3\n[lists.a]\n", "ministries should be one table"),
        (OWN, "[lists.a]\ntechnologies = 3\n", "begin each with [[lists.a.technologies]]"),
        (OWN, "[lists.a]\ntechnologies = [3]\n", "begin each with [[lists.a.technologies]]"),
        ("[ministries]", "[ministries]\nn = 'N'", "n = 'N' is refused; give a table with name_ko"),
    ],
)
def test_a_wrong_list_is_refused(tmp_path, old, new, words):
    path = tmp_path / "mine.toml"
    path.write_text(OWN.replace(old, new), "utf-8")
    with pytest.raises(ScenarioError) as refused:
        load_technologies(str(path))
    assert words in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_missing_list_is_refused():
    with pytest.raises(ScenarioError, match="pcast, korea or the path of a TOML file"):
        load_technologies("nowhere")
