"""Keys and names of industries."""

from __future__ import annotations

import re
from functools import cache

from hubplanner.language import Pair
from hubplanner.regions import read_reference
from hubplanner.tables.words import Industries

DIVISION = re.compile(r"[a-u]\d{2}")
"""Key of a KSIC division, two digits behind the letter of its section."""

GROUP = re.compile(r"[a-u]\d{3}")
"""Key of a KSIC group, three digits: ``c311`` is part of ``c31``."""


@cache
def industry_names() -> dict[str, Pair]:
    """Key of the statistics table → name. Read once; not to be changed."""
    table = read_reference("industries")
    return dict(zip(table["industry"], map(Pair, table["name_ko"], table["name_en"]), strict=True))


@cache
def known_industries() -> Industries:
    """The industry keys of ``data/references/industries.csv``."""
    table = read_reference("industries")
    return Industries(
        names={
            row["industry"]: (row["name_ko"], *filter(None, row["also_ko"].split(";")))
            for row in table.to_dict("records")
        },
        ksic=dict(zip(table["industry"], table["ksic"], strict=True)),
    )
