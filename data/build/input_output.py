"""The national input-output table that impacts are reckoned with."""

from __future__ import annotations

import numpy as np
import pandas as pd
from common import facts

# Whose size in a region stands for the sector's: divisions of manufacturing, or an industry of the
# regional accounts (gva); none for the residual sector.
SECTORS = {
    "agriculture": ("", "agriculture_forestry_and_fishing"),
    "mining": ("", "mining_and_quarrying"),
    "food_beverages": ("c10;c11;c12", "manufacturing"),
    "textiles_leather": ("c13;c14;c15", "manufacturing"),
    "wood_paper_printing": ("c16;c17;c18", "manufacturing"),
    "coal_petroleum": ("c19", "manufacturing"),
    "chemicals": ("c20;c21;c22", "manufacturing"),
    "nonmetallic_minerals": ("c23", "manufacturing"),
    "basic_metals": ("c24", "manufacturing"),
    "fabricated_metals": ("c25", "manufacturing"),
    "computers_electronics_optical": ("c26;c27", "manufacturing"),
    "electrical_equipment": ("c28", "manufacturing"),
    "machinery": ("c29", "manufacturing"),
    "transport_equipment": ("c30;c31", "manufacturing"),
    "other_manufacturing": ("c32;c33", "manufacturing"),
    "contract_mfg_repair": ("c34", "manufacturing"),
    "electricity_gas": ("", "electricity_gas_water_and_waste"),
    "water_waste": ("", "electricity_gas_water_and_waste"),
    "construction": ("", "construction"),
    "trade": ("", "wholesale_and_retail_trade"),
    "transport": ("", "transportation_and_storage"),
    "food_accommodation": ("", "accommodation_and_food_service"),
    "information": ("", "information_and_communication"),
    "finance": ("", "financial_and_insurance"),
    "real_estate": ("", "real_estate_and_rental"),
    "professional": ("", "professional_and_business_support"),
    "business_support": ("", "professional_and_business_support"),
    "public_administration": ("", "public_administration_and_defence"),
    "education": ("", "education"),
    "health": ("", "human_health_and_social_work"),
    "arts_sports": ("", "arts_recreation_and_other_services"),
    "other_services": ("", "arts_recreation_and_other_services"),
    "other": ("", ""),
}


def input_output_table() -> pd.DataFrame:
    """data/references/input_output.csv: one row a selling sector, one column a buying one.

    Value added and jobs of a sector's own output are got from published inducement coefficients:
    what final demand does not pay abroad becomes value added, so that value-added inducement is one
    less import inducement and ``v = (1 - m) inv(L)``; and jobs inducement is ``l_i L_ij``, so that
    the published columns give ``l_i``.
    """
    told = facts("production_inducement_2023").set_index("buyer")
    sectors = list(SECTORS)
    inverse = told.loc[sectors, sectors].to_numpy(float).T
    imports = told.loc[sectors, "imports"].to_numpy(float)
    jobs = facts("jobs_inducement_2023").set_index("buyer")
    published = [sectors.index(buyer) for buyer in jobs.index]
    by_seller = jobs[sectors].to_numpy(float).sum(axis=0) / inverse[:, published].sum(axis=1)
    value_added = (1 - imports) @ np.linalg.inv(inverse)
    table = pd.DataFrame(
        {
            "sector": sectors,
            "name_ko": told.loc[sectors, "name_ko"].to_numpy(),
            "name_en": told.loc[sectors, "name_en"].to_numpy(),
            "industries": [divisions for divisions, _ in SECTORS.values()],
            "gva_industry": [gva for _, gva in SECTORS.values()],
            "value_added": value_added.round(6),
            "jobs": by_seller.round(4),
        }
    )
    return table.join(pd.DataFrame(inverse, columns=sectors))
