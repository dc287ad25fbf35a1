"""The measures of the statistics table, each with its one unit."""

from __future__ import annotations

from dataclasses import dataclass

from hubplanner.language import Text


@dataclass(frozen=True)
class Measure:
    """A measure: `also_ko` and `also_en` hold what published tables call it, beside `name_ko`."""

    key: str
    name_ko: str
    name_en: str
    unit: str
    also_ko: tuple[str, ...] = ()
    also_en: tuple[str, ...] = ()


MEASURES = {
    measure.key: measure
    for measure in (
        Measure(
            "population",
            "인구",
            "residents",
            "persons",
            ("총인구", "인구수", "총인구수", "총인구(명)", "주민등록인구", "상주인구"),
            ("total population", "residents"),
        ),
        Measure(
            "employed",
            "취업자",
            "employed persons (by residence)",
            "thousand persons",
            ("취업자수",),
            ("employed persons", "number of employed persons"),
        ),
        Measure(
            "workers",
            "종사자수",
            "workers (by workplace)",
            "persons",
            ("종사자", "총종사자수", "총종사자", "월평균종사자수", "종업원수", "근로자수"),
            ("number of workers", "total workers"),
        ),
        Measure(
            "workers_employing",
            "종사자수(고용 사업체)",
            "workers (by workplace, workplaces with employees)",
            "persons",
        ),
        Measure(
            "workers_300plus",
            "종사자수(300인 이상 사업체)",
            "workers (by workplace, plants of 300 or more)",
            "persons",
        ),
        Measure(
            "workers_1000plus",
            "종사자수(1,000인 이상 사업체)",
            "workers (by workplace, plants of 1,000 or more)",
            "persons",
        ),
        Measure(
            "insured",
            "고용보험 피보험자수",
            "employment insurance: insured persons",
            "persons",
            ("피보험자수", "피보험자", "고용보험 피보험자", "고용보험 가입자수"),
        ),
        Measure(
            "benefit_claims",
            "구직급여 신규신청자수",
            "new claims of job-seeker benefit",
            "persons",
            ("구직급여 신규신청자", "구직급여 신청자수", "실업급여 신규신청자수"),
        ),
        Measure(
            "in_migrants",
            "전입인구",
            "residents who moved in",
            "persons",
            ("총전입", "전입", "전입자수"),
        ),
        Measure(
            "out_migrants",
            "전출인구",
            "residents who moved out",
            "persons",
            ("총전출", "전출", "전출자수"),
        ),
        Measure(
            "establishments",
            "사업체수",
            "establishments",
            "establishments",
            ("사업체", "총사업체수", "업체수", "사업장수"),
            ("number of establishments",),
        ),
        Measure(
            "shipments",
            "출하액",
            "shipments",
            "million KRW",
            ("제조업 출하액", "제품출하액", "출하액(내수)"),
            ("value of shipments",),
        ),
        Measure(
            "value_added",
            "부가가치",
            "value added (mining and manufacturing survey)",
            "million KRW",
            ("부가가치액", "제조업 부가가치"),
        ),
        Measure(
            "gva",
            "총부가가치",
            "gross value added at basic prices",
            "million KRW",
            ("지역내총부가가치", "총부가가치(기초가격)", "경제활동별 부가가치"),
            ("gross value added", "gross value added at basic prices"),
        ),
        Measure(
            "grdp",
            "지역내총생산",
            "gross regional domestic product",
            "million KRW",
            ("지역내총생산(시장가격)", "grdp", "지역내총생산액"),
            ("gross regional domestic product",),
        ),
        Measure(
            "net_taxes_on_products",
            "순생산물세",
            "net taxes on products",
            "million KRW",
            (),
        ),
    )
}

UNIT_NAMES = {
    "persons": Text("persons"),
    "thousand persons": Text("thousand persons"),
    "establishments": Text("establishments", context="unit"),
    "million KRW": Text("million KRW"),
}

UNITS = {measure.key: measure.unit for measure in MEASURES.values()}
"""The one unit of each measure: figures of two units in one column would be off a thousandfold."""
