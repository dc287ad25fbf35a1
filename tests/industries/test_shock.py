"""The rule of the industry shock on series made up and worked by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from hubplanner.industries.shock import IndustryShocks, industry_shock

Row = tuple[str, str, str, str, float, str]


def shocks(*rows: Row, as_of: int | None = None, confidence: str = "high") -> IndustryShocks:
    """Rows of kind, series, ksic, period, value and base."""
    columns = ["kind", "series", "ksic", "period", "value", "base"]
    figures = pd.DataFrame(list(rows), columns=columns)
    return industry_shock(as_of, figures.assign(unit="", confidence=confidence))


def workers(ksic: str, **by_year: float) -> list[Row]:
    return [
        ("workers", "workers", ksic, year.strip("y"), value, "10+")
        for year, value in by_year.items()
    ]


def test_a_fall_against_all_of_manufacturing() -> None:
    # 100 → 72 while manufacturing goes 1000 → 900: 0.72 / 0.9 − 1 = −20 %.
    found = shocks(*workers("C31", y2012=100, y2017=72), *workers("C", y2012=1000, y2017=900))
    row = found.shocks.loc["c31"]
    assert row["shock"] == pytest.approx(0.2)
    assert row["weight"] == 0.5
    assert row["gaps"] == "production;exports"
    assert found.as_of == 2017
    part = found.parts[found.parts["industry"] == "c31"].iloc[0]
    assert part["change"] == pytest.approx(-0.28)
    assert part["change_of_whole"] == pytest.approx(-0.1)
    assert part["relative"] == pytest.approx(-0.2)


def test_growth_is_no_shock() -> None:
    found = shocks(*workers("C31", y2012=100, y2017=130), *workers("C", y2012=10, y2017=10))
    assert found.shocks.at["c31", "shock"] == 0.0


def test_where_no_series_tells_there_is_no_number() -> None:
    found = shocks(*workers("C31", y2012=100, y2017=72), *workers("C", y2012=10, y2017=10))
    row = found.shocks.loc["c24"]
    assert pd.isna(row["shock"])
    assert row["weight"] == 0
    assert row["gaps"] == "workers;production;exports"


def test_both_ends_need_one_base() -> None:
    first, last = workers("C31", y2012=100), workers("C31", y2017=72)
    other = [(*row[:5], "1+") for row in last]
    whole = workers("C", y2012=10, y2017=10)
    assert pd.isna(shocks(*first, *other, *whole).shocks.at["c31", "shock"])
    assert shocks(*first, *last, *whole).shocks.at["c31", "shock"] == pytest.approx(0.28)


def test_without_the_whole_a_series_does_not_count() -> None:
    assert pd.isna(shocks(*workers("C31", y2012=100, y2017=72)).shocks.at["c31", "shock"])
    # Nor where the whole lacks an end.
    found = shocks(*workers("C31", y2012=100, y2017=72), *workers("C", y2012=10, y2016=10))
    assert pd.isna(found.shocks.at["c31", "shock"])


def test_a_shorter_span_weighs_less_and_one_year_nothing() -> None:
    whole = workers("C", y2012=10, y2014=10, y2016=10, y2017=10)
    found = shocks(*workers("C31", y2014=100, y2017=90), *whole)
    assert found.shocks.at["c31", "shock"] == pytest.approx(0.1)
    assert found.shocks.at["c31", "weight"] == pytest.approx(0.5 * 3 / 5)
    found = shocks(*workers("C31", y2016=100, y2017=90), *whole)
    assert pd.isna(found.shocks.at["c31", "shock"])


def test_yearly_changes_tie_levels_together() -> None:
    growth = [
        ("workers", "workers_growth", "C31", str(year), -10.0, "10+") for year in range(2013, 2018)
    ]
    found = shocks(*growth, *workers("C", y2012=10, y2017=10))
    assert found.shocks.at["c31", "shock"] == pytest.approx(1 - 0.9**5)
    # A gap in the chain is not bridged: three years are left.
    broken = [row for row in growth if row[3] != "2014"]
    whole = workers("C", y2012=10, y2014=10, y2017=10)
    part = shocks(*broken, *whole).parts.query("industry == 'c31'").iloc[0]
    assert (part["year_from"], part["year_to"]) == (2014, 2017)
    # A level on each side does bridge it.
    bridged = shocks(*broken, *workers("C31", y2013=100, y2014=80), *whole)
    assert bridged.shocks.at["c31", "shock"] == pytest.approx(1 - 0.9 * 0.8 * 0.9**3)


def test_a_change_in_persons_ties_where_its_level_is_there() -> None:
    rows = [*workers("C31", y2014=80), ("workers", "workers_change", "C31", "2014", -20.0, "10+")]
    found = shocks(*rows, *workers("C31", y2015=75), *workers("C", y2013=10, y2015=10), as_of=2017)
    assert found.shocks.at["c31", "shock"] == pytest.approx(0.25)


def test_kinds_weigh_and_missing_ones_pull_nothing() -> None:
    exports = [
        ("exports", "exports:ships", "C311", "2012", 100.0, "items"),
        ("exports", "exports:ships", "C311", "2017", 60.0, "items"),
        ("exports", "exports:total", "total", "2012", 500.0, "customs"),
        ("exports", "exports:total", "total", "2017", 500.0, "customs"),
    ]
    jobs = [*workers("C31", y2012=100, y2017=90), *workers("C", y2012=10, y2017=10)]
    found = shocks(*exports, *jobs)
    # (½ · 10 % + ¼ · 40 %) / ¾: the group speaks for its division, and the division for its group.
    for industry in ("c31", "c311"):
        assert found.shocks.at[industry, "shock"] == pytest.approx(0.2)
        assert found.shocks.at[industry, "weight"] == 0.75
        assert found.shocks.at[industry, "gaps"] == "production"
    assert found.shocks.at["c313", "shock"] == pytest.approx(0.1)


def test_the_own_code_goes_first_and_several_divisions_together_tell_nothing() -> None:
    whole = workers("C", y2012=10, y2017=10)
    both = [*workers("C31", y2012=100, y2017=90), *workers("C311", y2012=100, y2017=50)]
    found = shocks(*both, *whole)
    assert found.shocks.at["c31", "shock"] == pytest.approx(0.1)
    assert found.shocks.at["c311", "shock"] == pytest.approx(0.5)
    found = shocks(*workers("C30+C31", y2012=100, y2017=50), *whole)
    assert found.shocks["shock"].isna().all()


def test_later_figures_are_not_read() -> None:
    rows = [*workers("C31", y2012=100, y2017=72, y2018=10), *workers("C", y2012=10, y2017=10)]
    assert shocks(*rows, as_of=2017).shocks.at["c31", "shock"] == pytest.approx(0.28)


def test_parts_of_the_year_are_not_mixed() -> None:
    rows = [
        ("workers", "insured", "C31", "2012-03", 100.0, "insured"),
        ("workers", "insured", "C31", "2017-12", 50.0, "insured"),
        ("workers", "insured", "C", "2012-03", 10.0, "insured"),
        ("workers", "insured", "C", "2017-12", 10.0, "insured"),
    ]
    assert shocks(*rows).shocks["shock"].isna().all()


def test_figures_in_doubt_do_not_count() -> None:
    rows = [*workers("C31", y2012=100, y2017=72), *workers("C", y2012=10, y2017=10)]
    found = shocks(*rows, *workers("C", y2016=9), as_of=2017, confidence="low")
    assert found.parts.empty


@pytest.fixture(scope="module", params=[2017, 2018, None])
def published(request: pytest.FixtureRequest) -> IndustryShocks:
    return industry_shock(request.param)


def test_published_series_keep_the_rule(published: IndustryShocks) -> None:
    parts, table = published.parts, published.shocks
    assert len(table) == 27
    assert parts["year_from"].min() >= published.as_of - 5
    assert parts["year_to"].max() <= published.as_of
    assert (parts["year_to"] - parts["year_from"] >= 2).all()
    assert table["shock"].isna().equals(table["weight"] == 0)
    assert table["weight"].max() <= 1
    assert table["shock"].dropna().between(0, 1).all()


def test_workers_of_shipbuilding_before_2018() -> None:
    """163,831 in 2016, 13 % fewer in 2017 (142,613), and 9.2 % fewer in 2016 than in 2015."""
    parts = industry_shock(2017).parts
    row = parts[(parts["industry"] == "c311") & (parts["kind"] == "workers")].iloc[0]
    assert (row["year_from"], row["year_to"]) == (2015, 2017)
    assert row["change"] == pytest.approx(142_613 / 163_831 * (1 - 0.092) - 1, abs=1e-4)
    assert industry_shock(2017).shocks.at["c311", "shock"] > 0.2
    assert industry_shock().shocks.at["c311", "shock"] == 0
