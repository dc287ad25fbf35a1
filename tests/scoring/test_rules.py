"""Official rules: worked by hand, three-valued, explained in both languages, editable."""

from __future__ import annotations

import json
import re
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from hubplanner.cli import app
from hubplanner.dataset.panel import Panel
from hubplanner.errors import DataError
from hubplanner.language import Pair
from hubplanner.scoring.rule_sentences import explain, headline
from hubplanner.scoring.rules import (
    MET,
    NOT_MET,
    RULES,
    UNSEEN,
    Condition,
    apply_rule,
    load_rule,
    load_rules,
)
from hubplanner.tables.industries import industry_names

DIVISIONS = [f"c{number}" for number in range(20, 32)]
REGIONS = pd.Index([f"r{i:02}" for i in range(12)], name="region_code")


def ko(sentence):
    return sentence.text.in_language("ko")


def en(sentence):
    return sentence.text.in_language("en")


def rows(measure, industry, year, values):
    return [
        (code, year, "Y", measure, industry, value, "persons", "made_up", "")
        for code, value in zip(REGIONS, values, strict=True)
        if value is not None
    ]


def panel(*groups):
    names = ["region_code", "year", "period", "measure", "industry", "value"]
    names += ["unit", "source", "flag"]
    table = [row for group in groups for row in group]
    return Panel(REGIONS, pd.DataFrame(table, columns=names))


def rule(name):
    return load_rule(RULES / f"{name}.toml")


@pytest.fixture(scope="module")
def shipyard():
    """Eleven regions with 100 workers in each division; r00 has 900 more in c31."""
    workers = {key: [100.0] * 12 for key in DIVISIONS}
    workers["c31"][0] = 1000.0
    total = np.sum(list(workers.values()), axis=0)
    return panel(
        rows("workers", "total", 2024, total),
        *(rows("workers", key, 2024, values) for key, values in workers.items()),
    )


def test_special_area_of_2017_by_hand(shipyard):
    ruling = apply_rule(rule("special_area_2017"), shipyard)
    quotient, share = ruling.findings["quotient"], ruling.findings["share"]
    # c31: 1000 of 2100 in r00; nation 2100 of 15300. LQ = 0.47619 / 0.13725.
    assert quotient.value["r00"] == pytest.approx((1000 / 2100) / (2100 / 15300))
    assert quotient.detail["r00"].split(",")[0] == "c31"
    shares = np.array([1000 / 2100, *[1 / 12] * 11])
    assert share.limit["r00"] == pytest.approx(shares.mean() + 2 * shares.std())
    assert share.status["r00"] == MET
    assert (share.status.drop("r00") == NOT_MET).all()
    # One big industry: less diverse than the mean of all.
    assert ruling.findings["diversity"].status["r00"] == MET
    assert (ruling.findings["diversity"].status.drop("r00") == NOT_MET).all()
    # The downturn is a judgement: r00 stays open, all others fail on figures.
    assert ruling.status["r00"] == UNSEEN
    assert (ruling.status.drop("r00") == NOT_MET).all()


@pytest.fixture(scope="module")
def insured():
    """r00 −6 %, r01 −8 % in three years only, r02 steady, r03 unknown; nation steady."""
    now = [94.0, 92.0, 100.0, None, *[100.0] * 7, 106.0]
    last = [100.0, 93.0, 100.0, 100.0, *[100.0] * 8]
    return [
        rows("insured", "total", 2024, now),
        rows("insured", "total", 2023, last),
        rows("insured", "total", 2021, [100.0] * 12),
    ]


def test_employment_crisis_by_hand(insured):
    claims = [
        rows("benefit_claims", "total", 2023, [50.0] * 12),
        rows("benefit_claims", "total", 2024, [60.0, 59.0, *[50.0] * 10]),
    ]
    ruling = apply_rule(rule("employment_crisis"), panel(*insured, *claims))
    one_year = ruling.findings["one_year"]
    assert one_year.value["r00"] == pytest.approx(-0.06)
    assert one_year.years == "2023–2024"
    seen = [c for c in REGIONS if c != "r03"]
    nation = (94 + 92 + 100 * 8 + 106) / (100 + 93 + 100 * 9) - 1
    against = ruling.findings["against_nation"].value
    assert against["r00"] == pytest.approx(-0.06 - nation)
    assert ruling.findings["claims"].status["r00"] == MET  # exactly 20 %
    assert ruling.findings["claims"].status["r01"] == NOT_MET
    assert ruling.findings["three_years"].status["r01"] == MET
    assert ruling.status["r00"] == MET
    assert ruling.status["r01"] == MET
    assert ruling.status["r02"] == NOT_MET
    assert ruling.status["r03"] == UNSEEN
    assert set(ruling.status[seen].unique()) == {MET, NOT_MET}


def test_without_claims_the_answer_stays_open_unless_figures_decide(insured):
    ruling = apply_rule(rule("employment_crisis"), panel(*insured))
    assert ruling.status["r00"] == UNSEEN  # 1 and 2 are met, 3 is unknown, 4 is not
    assert ruling.status["r01"] == MET  # by 4 alone
    assert ruling.status["r02"] == NOT_MET  # 2 and 4 fail whatever 3 says


def test_groups_are_three_valued(tmp_path):
    """Against a truth table: any group of which all are met; unknown where it could be."""
    order = {NOT_MET: 0, UNSEEN: 1, MET: 2}
    text = (
        'id = "own"\nname_ko = "자체"\nname_en = "own"\nin_force = 2026-01-01\n'
        'legal_basis = "-"\nsources = []\nmet_when = [["a", "b"], ["c"]]\n'
    )
    for name in "abc":
        text += (
            f'[[conditions]]\nid = "{name}"\nko = "{name}"\nen = "{name}"\ntest = "growth"\n'
            f'measure = "{ {"a": "insured", "b": "workers", "c": "population"}[name] }"\n'
            "at_most = -0.1\n"
        )
    path = tmp_path / "own.toml"
    path.write_text(text, "utf-8")
    values = {MET: 80.0, NOT_MET: 100.0, UNSEEN: None}
    cases = list(product(values, repeat=3))[:12]
    measures = ("insured", "workers", "population")
    found = apply_rule(
        load_rule(path),
        panel(
            *(rows(m, "total", 2023, [100.0] * 12) for m in measures),
            *(
                rows(m, "total", 2024, [values[case[i]] for case in cases])
                for i, m in enumerate(measures)
            ),
        ),
    )
    for code, (a, b, c) in zip(REGIONS, cases, strict=True):
        expected = max(min(order[a], order[b]), order[c])
        assert order[found.status[code]] == expected


def test_the_bundled_figures_decide_none_and_the_reason_is_told(dataset):
    bundled = dataset.panel()
    names = industry_names()
    for one in load_rules(RULES):
        ruling = apply_rule(one, bundled)
        sentences = explain(ruling, "38090", names)
        assert len(sentences) == len(one.conditions)
        for sentence in sentences:
            assert ko(sentence)
            assert en(sentence)
            if sentence.status == UNSEEN:
                assert "관측 불가" in ko(sentence)
                assert "not observable" in en(sentence)


def test_figures_stand_in_the_sentences(shipyard, insured):
    ruling = apply_rule(rule("special_area_2017"), shipyard)
    share = explain(ruling, "r00", industry_names())[1]
    assert "충족(기타 운송장비 제조업, 47.6 %, 기준 33.3 % 이상, 2024, 출처 made_up)" in ko(share)
    titles = {"made_up": Pair("지어낸 표", "A made-up table")}
    told = explain(ruling, "r00", industry_names(), titles)[1]
    assert ko(told).endswith("2024, 출처 지어낸 표)")
    assert en(told).endswith("2024, source A made-up table)")
    assert "met (" in en(share)
    assert "limit at least 33.3 %" in en(share)
    main, _, diversity, _ = explain(ruling, "r00", industry_names())
    assert "met (other transport equipment, location quotient 3.47 / " in en(main)
    # Entropy of shares 10/21 and eleven times 1/21; ln 12 in the eleven others.
    assert "충족(엔트로피 1.95, 기준(전국 평균) 엔트로피 2.44 미만, 2024" in ko(diversity)
    ruling = apply_rule(rule("employment_crisis"), panel(*insured))
    assert ko(headline(ruling, "r01")) == "고용위기지역, 2018-01-01부터 시행: 충족"
    sentence = explain(ruling, "r00", {})[1]
    assert "−6.0 %, 기준 −5.0 % 이하, 2023–2024, 출처 made_up" in ko(sentence)
    against = explain(ruling, "r02", {})[0]
    assert re.search(r"미충족\(\+\d\.\d %p, 기준 −5.0 %p 이하", ko(against))
    assert "limit at most −5.0 points" in en(against)


@pytest.mark.parametrize(
    ("year", "told"),
    [(2017, ""), (2022, ""), (2016, ", not yet in 2016"), (2023, ", no longer in 2023")],
)
def test_a_rule_says_when_it_was_in_force(year, told):
    names = ["region_code", "year", "period", "measure", "industry", "value"]
    nothing = pd.DataFrame([], columns=[*names, "unit", "source", "flag"])
    ruling = apply_rule(rule("special_area_2017"), Panel(REGIONS, nothing, year))
    assert f"in force 2017-06-22–2022-02-18{told}: not observable" in en(headline(ruling, "r00"))


def test_a_few_regions_do_not_stand_for_the_nation(shipyard):
    """A planner who imports one province: its own changes are seen, the nation's are not."""
    few = [
        rows("insured", "total", year, [value] * 3 + [None] * 9)
        for year, value in ((2023, 100.0), (2024, 90.0))
    ]
    findings = apply_rule(rule("employment_crisis"), panel(*few)).findings
    assert findings["one_year"].status[:3].tolist() == [MET] * 3
    assert (findings["against_nation"].status == UNSEEN).all()
    workers = {key: [100.0] * 3 + [None] * 9 for key in DIVISIONS}
    few = [rows("workers", key, 2024, values) for key, values in workers.items()]
    total = rows("workers", "total", 2024, [1200.0] * 3 + [None] * 9)
    ruling = apply_rule(rule("special_area_2017"), panel(*few, total))
    assert (ruling.status == UNSEEN).all()
    assert "시군구 3분의 2 이상에서 산업중분류별 종사자수 필요" in ko(explain(ruling, "r00", {})[0])


def test_what_was_printed_stands_beside_a_condition_and_decides_nothing(dataset):
    bundled = dataset.panel()
    ruling = apply_rule(rule("employment_crisis"), bundled)
    shown = {en(s)[:1]: s for s in explain(ruling, "26030", industry_names())}
    assert all(sentence.status == UNSEEN for sentence in shown.values())
    assert (ruling.status == UNSEEN).all()
    assert shown["1"].printed == shown["3"].printed == ()  # nothing of the nation, no claims
    (one_year,), (three_years,) = shown["2"].printed, shown["4"].printed
    assert "2016년 69,183명 → 2017년 55,428명, −19.9 %" in one_year.in_language("ko")
    assert "2015-12 73,600 → 2018-12 46,900 persons, −36.3 % (in doubt)" in str(three_years)
    assert not any(sentence.printed for sentence in explain(ruling, "11010", industry_names()))
    earlier = apply_rule(rule("employment_crisis"), dataset.panel(2016))
    assert not any(sentence.printed for sentence in explain(earlier, "26030", industry_names()))


def test_a_reason_says_what_is_needed_and_the_command(dataset):
    bundled = dataset.panel()
    sentences = explain(apply_rule(rule("employment_crisis"), bundled), "38090", {})
    assert "3년 간격의 고용보험 피보험자수 필요; hubplanner data import FILE" in ko(sentences[3])
    assert "needs insured persons, 3 years apart; add them with" in en(sentences[3])
    assert "--measure benefit_claims" in en(sentences[2])
    shipments = explain(apply_rule(rule("special_area_2022"), bundled), "38090", {})[4]
    assert "산업중분류별 출하액, 그리고 주된 산업을 가릴 산업중분류별 종사자수나" in ko(shipments)
    assert "shipments by KSIC division, 1 year apart, and workers or insured persons" in en(
        shipments
    )


def test_every_rule_is_dated_and_cited():
    for one in load_rules(RULES):
        assert one.legal_basis
        assert one.sources
        assert one.until is None or one.until > one.in_force


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (('test = "growth"', 'test = "wish"'), "conditions.1.test"),
        (("at_most = -0.05", ""), "needs one of at_most and at_least"),
        (('["three_years"]', '["four_years"]'), "met_when names no condition: four_years"),
        (('id = "employment_crisis"', "id = 3"), "id"),
        (('id = "employment_crisis"', ""), "id: is missing; add it"),
        (('id = "employment_crisis"', 'id = "C 1"'), "'C 1' is refused: small letters, digits"),
        (('id = "employment_crisis"', 'di = "x"\nid = "x"'), "unknown key; known keys here: id,"),
        (('measure = "insured"', ""), "needs a measure"),
        (('measure = "insured"', 'measure = "insurred"'), "no measure: 'insurred'; the measures"),
        (('industry = "total"', 'industry = "제조업"'), "industry: '제조업' is refused: small let"),
        (("met_when", "met when"), "not valid TOML"),
        (("at_most = -0.05", "at_most = -5"), "condition 'one_year': -5 is refused: figures are"),
        (("at_least = 0.20", "at_least = 20"), "'claims': 20 is refused: figures are fractions"),
        (("at_least = 0.20", "at_least = inf"), "at_least: it should be a finite number"),
        ((', ["three_years"]', ""), "met_when never names the condition three_years"),
        (("in_force = ", "until = 2000-01-01\nin_force = "), "until is before in_force"),
    ],
)
def test_a_wrong_rule_is_refused(tmp_path, change, message):
    text = (RULES / "employment_crisis.toml").read_text("utf-8")
    assert change[0] in text
    path = tmp_path / "own.toml"
    path.write_text(text.replace(*change, 1 if change[0] != "at_most = -0.05" else -1), "utf-8")
    with pytest.raises(DataError, match=message):
        load_rule(path)


@pytest.mark.docs
def test_the_documented_rule_is_read_and_answers(tmp_path, dataset):
    text = (Path(__file__).parents[2] / "docs/en/reference/own-tables.md").read_text("utf-8")
    (written,) = (
        part for part in re.findall(r"```toml\n(.*?)```", text, re.S) if "met_when" in part
    )
    path = tmp_path / "mine.toml"
    path.write_text(written, "utf-8")
    ruling = apply_rule(load_rule(path), dataset.panel())
    assert set(ruling.status) >= {MET, UNSEEN}
    assert ruling.findings["fewer"].years == "2023H1–2025H1"
    assert ruling.findings["makers"].status["38090"] == MET
    documented = set(re.findall(r"`(\w+)`", text[text.index("| `test` |") :]))
    assert set(Condition.model_fields["test"].annotation.__args__) <= documented


def test_rules_on_the_command_line(tmp_path):
    assert "Employment-crisis area\n" in CliRunner().invoke(app, ["rules"]).stdout
    told = CliRunner().invoke(app, ["rules", "--lang", "ko"]).stdout
    assert "고용위기지역\n" in told
    with_figures = "울산 동구, 전남 영암군, 경북 구미시, 경남 창원시, 경남 고성군"
    assert f"인쇄된 수치가 있는 곳: {with_figures}" in told
    told = CliRunner().invoke(app, ["rules", "거제시"]).stdout
    assert told.startswith("Geoje-si, Gyeongsangnam-do\n")
    told = CliRunner().invoke(app, ["rules", "거제시", "--lang", "ko"]).stdout
    assert told.startswith("경상남도 거제시\n")
    assert "4호" in told
    data = json.loads(CliRunner().invoke(app, ["rules", "거제시", "--json"]).stdout)
    assert {one["rule"]["id"] for one in data} == {one.id for one in load_rules(RULES)}
    assert data[0]["regions"][0]["region_code"] == "38090"
    one_year = data[0]["regions"][0]["conditions"]["one_year"]
    assert one_year["printed"] == []
    assert "hubplanner data import FILE --measure insured" in one_year["needs_ko"]
    assert one_year["needs_en"].startswith("needs insured persons, 1 year apart")
    told = CliRunner().invoke(app, ["rules", "울산 동구", "--lang", "ko"]).stdout
    assert "인쇄된 수치(판정에 쓰지 않음): 고용보험 피보험자(월평균), 2016년 69,183명" in told
    data = json.loads(CliRunner().invoke(app, ["rules", "경남 고성군", "--json"]).stdout)
    (printed,) = data[0]["regions"][0]["conditions"]["three_years"]["printed"]
    assert printed["change"] == -0.088
    assert printed["value_from"] is None
    assert (
        CliRunner()
        .invoke(app, ["rules", "진해구", "--lang", "ko"])
        .stdout.startswith("진해구 → 경상남도 창원시")
    )

    own = tmp_path / "own.toml"
    own.write_text(
        'id = "many_makers"\nname_ko = "제조업 비중 40 %"\nname_en = "40 % manufacturing"\n'
        'in_force = 2026-01-01\nlegal_basis = "자체 기준"\nsources = []\nmet_when = [["s"]]\n'
        '[[conditions]]\nid = "s"\nko = "제조업 비중"\nen = "share"\ntest = "share"\n'
        'measure = "gva"\nindustry = "manufacturing"\nat_least = 0.4\n',
        "utf-8",
    )
    data = json.loads(CliRunner().invoke(app, ["rules", "--rule", str(own), "--json"]).stdout)
    geoje = next(one for one in data[0]["regions"] if one["region_code"] == "38090")
    assert geoje["status"] == MET
    assert geoje["conditions"]["s"]["value"] == pytest.approx(0.53, abs=0.01)
    done = CliRunner().invoke(app, ["rules", "--rule", str(tmp_path / "none.toml")])
    assert done.exit_code == 2
    assert "cannot be read" in done.stderr
