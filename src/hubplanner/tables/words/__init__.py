"""What one text of a table means by itself: a figure, a year, a measure, a unit, an industry.

Pure functions on one text; the tables of words hold what KOSIS downloads and planners' workbooks
call things.
"""

from hubplanner.tables.words.breakdowns import is_breakdown_head, is_eupmyeondong_head, is_part
from hubplanner.tables.words.coverage import industries_named, narrows, part_named
from hubplanner.tables.words.figures import (
    BLANK,
    MISSING,
    NONE,
    NUMBER,
    SUPPRESSED,
    UNKNOWN,
    UNREADABLE,
    Figure,
    figure,
    figure_with_unit,
    parted,
)
from hubplanner.tables.words.heads import (
    FLAG,
    FROM,
    INDUSTRY,
    ITEM,
    MINUTES,
    PERIOD,
    REGION,
    SOURCE,
    TO,
    UNIT,
    VALUE,
    head_role,
    is_code_head,
    parts_of_head,
)
from hubplanner.tables.words.industries import Industries
from hubplanner.tables.words.items import (
    QUALITY,
    Item,
    carried,
    factor,
    is_unit,
    item,
    measures_in,
    several_units_in,
    unit_in,
)
from hubplanner.tables.words.labels import fold, is_example, is_total, price_basis
from hubplanner.tables.words.periods import (
    Period,
    half_named,
    period,
    period_in_years,
    periods_in,
)
from hubplanner.tables.words.revisions import OlderIndustry, older_industries, stated_revision

__all__ = [
    "BLANK",
    "FLAG",
    "FROM",
    "INDUSTRY",
    "ITEM",
    "MINUTES",
    "MISSING",
    "NONE",
    "NUMBER",
    "PERIOD",
    "QUALITY",
    "REGION",
    "SOURCE",
    "SUPPRESSED",
    "TO",
    "UNIT",
    "UNKNOWN",
    "UNREADABLE",
    "VALUE",
    "Figure",
    "Industries",
    "Item",
    "OlderIndustry",
    "Period",
    "carried",
    "factor",
    "figure",
    "figure_with_unit",
    "fold",
    "half_named",
    "head_role",
    "industries_named",
    "is_breakdown_head",
    "is_code_head",
    "is_eupmyeondong_head",
    "is_example",
    "is_part",
    "is_total",
    "is_unit",
    "item",
    "measures_in",
    "narrows",
    "older_industries",
    "part_named",
    "parted",
    "parts_of_head",
    "period",
    "period_in_years",
    "periods_in",
    "price_basis",
    "several_units_in",
    "stated_revision",
    "unit_in",
]
