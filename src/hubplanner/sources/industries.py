"""Keys and names of industries."""

from __future__ import annotations

import re

from hubplanner.regions import read_reference

DIVISION = re.compile(r"[a-u]\d{2}")
"""Key of a KSIC division, two digits behind the letter of its section."""


def industry_names() -> dict[str, tuple[str, str]]:
    """Key of the statistics table → Korean and English name."""
    table = read_reference("industries")
    return dict(
        zip(table["industry"], zip(table["name_ko"], table["name_en"], strict=True), strict=True)
    )
