"""Names of industries."""

from __future__ import annotations

import pandas as pd

from hubplanner.regions import data_folder


def industry_names() -> dict[str, tuple[str, str]]:
    """Key of the statistics table → Korean and English name."""
    path = data_folder() / "references" / "industries.csv"
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    return dict(
        zip(table["industry"], zip(table["name_ko"], table["name_en"], strict=True), strict=True)
    )
