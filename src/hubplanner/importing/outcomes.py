"""What becomes of a cell: in the output, or why not. The order is that of the report."""

from __future__ import annotations

from hubplanner.language import Text

VALUE, ABSENT, QUALITY = "value", "missing", "quality"

CARRIED, PART, BORDERS = "carried", "part", "borders"
"""Added up or divided; a 일반구 inside a city that is given; neither can be done."""

INCOMPLETE = "incomplete"
"""A 읍면동 of a region whose others are not all there."""

OUTCOMES = {
    VALUE: Text("figures imported"),
    CARRIED: Text("figures of other borders, added up or divided"),
    ABSENT: Text("missing, with the reason: none, suppressed, unknown"),
    QUALITY: Text("reliability: relative standard errors and marks, kept apart"),
    "key": Text("keys: regions, years, industries, items, units"),
    "head": Text("heads"),
    "title": Text("titles and units above the head"),
    "note": Text("notes: rows without figures"),
    "unused": Text("columns that are not used"),
    "nation": Text("rows of the nation: used to check totals"),
    "province": Text("rows of provinces: used to check totals"),
    "example": Text("example rows of a template"),
    PART: Text("rows of 일반구, which are inside their city"),
    BORDERS: Text("figures of other borders that cannot be carried"),
    INCOMPLETE: Text("figures of 읍면동 of a region whose 읍면동 are not all there: not added up"),
    "unmatched": Text("rows of unknown regions"),
    "ambiguous": Text("rows of regions that cannot be told apart"),
    "no region": Text("rows that name no region"),
    "breakdown": Text("breakdowns that are not held; totals are taken"),
    "no period": Text("years that cannot be read"),
    "shorter period": Text(
        "months, quarters and days: held are years and half-years; --year takes them for a year"
    ),
    "future": Text("years that have not come: projections are no figures observed"),
    "no item": Text("items that are no measure held here"),
    "no industry": Text("industries that have no key, or a code and a name at odds"),
    "older industry": Text(
        "industries of an older revision of KSIC that cannot be carried to revision 10"
    ),
    "code alone": Text(
        "industries of before 2008 by codes alone, under which revision 8 of KSIC has other ones:"
        " put their names beside them, or give each a key under [industries] of a mapping"
    ),
    "constant prices": Text("constant prices: the table holds current ones"),
    "unit": Text("units that do not fit the measure"),
    "unreadable": Text("figures that cannot be read"),
    "negative": Text("negative figures"),
    "repeat": Text("the same figure once more"),
    "conflict": Text("figures that contradict each other: none is taken"),
}
