"""What becomes of a cell: in the output, or why not. The order is that of the report."""

from __future__ import annotations

VALUE, ABSENT, QUALITY = "value", "missing", "quality"

CARRIED, PART, BORDERS = "carried", "part", "borders"
"""Added up or divided; a 일반구 inside a city that is given; neither can be done."""

INCOMPLETE = "incomplete"
"""A 읍면동 of a region whose others are not all there."""

OUTCOMES = {
    VALUE: ("값", "figures imported"),
    CARRIED: ("합산·배분한 값", "figures of other borders, added up or divided"),
    ABSENT: ("결측(-, X, …)", "missing, with the reason: none, suppressed, unknown"),
    QUALITY: ("신뢰도(RSE)", "reliability: relative standard errors and marks, kept apart"),
    "key": ("지역·연도·산업 등 열", "keys: regions, years, industries, items, units"),
    "head": ("머리글", "heads"),
    "title": ("제목·단위", "titles and units above the head"),
    "note": ("주석", "notes: rows without figures"),
    "unused": ("쓰지 않은 열", "columns that are not used"),
    "nation": ("전국 행", "rows of the nation: used to check totals"),
    "province": ("시도 행", "rows of provinces: used to check totals"),
    "example": ("예시 행", "example rows of a template"),
    PART: ("일반구 행", "rows of 일반구, which are inside their city"),
    BORDERS: ("경계가 맞지 않는 값", "figures of other borders that cannot be carried"),
    INCOMPLETE: (
        "일부 읍면동만 있는 값",
        "figures of 읍면동 of a region whose 읍면동 are not all there: not added up",
    ),
    "unmatched": ("모르는 지역", "rows of unknown regions"),
    "ambiguous": ("구별되지 않는 지역", "rows of regions that cannot be told apart"),
    "no region": ("지역 없음", "rows that name no region"),
    "breakdown": ("다른 구분(성별 등)", "breakdowns that are not held; totals are taken"),
    "no period": ("연도를 모름", "years that cannot be read"),
    "shorter period": (
        "월·분기·날짜",
        "months, quarters and days: held are years and half-years; --year takes them for a year",
    ),
    "future": (
        "아직 오지 않은 연도",
        "years that have not come: projections are no figures observed",
    ),
    "no item": ("모르는 항목", "items that are no measure held here"),
    "no industry": (
        "모르거나 코드와 이름이 어긋나는 산업",
        "industries that have no key, or a code and a name at odds",
    ),
    "older industry": (
        "10차 산업분류로 옮길 수 없는 예전 산업",
        "industries of an older revision of KSIC that cannot be carried to revision 10",
    ),
    "constant prices": ("기준년가격", "constant prices: the table holds current ones"),
    "unit": ("맞지 않는 단위", "units that do not fit the measure"),
    "unreadable": ("읽을 수 없는 값", "figures that cannot be read"),
    "negative": ("음수", "negative figures"),
    "repeat": ("같은 값 반복", "the same figure once more"),
    "conflict": ("서로 다른 값", "figures that contradict each other: none is taken"),
}
