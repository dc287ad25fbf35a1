"""data/datapackage.json: what every file is, where it comes from and what its columns mean."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
from input_output import SECTORS

CREATED = "2026-11-23T00:00:00Z"

MEDIATYPES = {
    "parquet": "application/vnd.apache.parquet",
    "csv": "text/csv",
    "json": "application/json",
    "toml": "application/toml",
}

REGION = "KOSTAT code of the region, vintage 2020 (일반구 merged into their city)"
NAME_KO = "Korean name without the province"
NAME_EN = "English name; not unique (Goseong-gun, Jung-gu, Dong-gu ...), so never a key"
LON = "Longitude in degrees (WGS84) of the point"
LAT = "Latitude in degrees (WGS84) of the point"
SOURCE_ROW = "Where the facts of the row were found; 기억 or 'remembered' marks what was not found"
EMD = "KOSTAT code of the eup, myeon or dong, 7 digits, vintage 2020"
SOURCE_ID = "source_id in references/sources.csv"

PLACE = {
    "area": "region, part (of a region), province, nation or several (regions together)",
    "region_code": f"{REGION}; empty where the area is none or larger",
    "sido_code": "KOSTAT code of the province; empty for the nation",
    "place_ko": "Place as printed, without the province",
}
COUNTED = {
    "measure": "employed (by residence), employed_share, workers (at work), insured,"
    " establishments, shipments, value_added",
    "industry": "Key in references/industries.csv, or a word of its own (shipbuilding, steel ...)",
    "industry_ko": "Korean name of the industry",
    "industry_en": "English name of the industry",
}

# path: title, description, source ids, columns.
FILES: dict[str, tuple[str, str, list[str], dict[str, str]]] = {
    "boundaries/regions.parquet": (
        "Regions of Korea 2020",
        "229 basic local governments, analysis level: unions of the cleaned eup-myeon-dong,"
        " simplified together at 40 m; a true coverage without overlaps, slivers or holes under"
        " 5 km². GeoParquet, EPSG:5179.",
        ["boundaries_2020", "legal_codes", "census_population"],
        {
            "region_code": REGION,
            "legal_code": "Legal code (법정동코드, first five digits) in force on 2022-09-30",
            "name_ko": NAME_KO,
            "name_en": NAME_EN,
            "sido_code": "KOSTAT code of the province",
            "kind": "시, 군, 자치구 or 특별자치시",
            "area_km2": "Area in km² of the cleaned shape before simplification",
            "emd_code": "The eup-myeon-dong whose point is the region's (boundaries/emd.parquet)",
            "lon": "Longitude in degrees (WGS84) of the eup-myeon-dong point to which the region's"
            " residents of 2020 have the shortest way altogether (weighted 1-median)",
            "lat": "Latitude in degrees (WGS84) of the same point",
            "geometry": "MultiPolygon, EPSG:5179, metres",
        },
    ),
    "boundaries/regions_web.parquet": (
        "Regions of Korea 2020 for display",
        "The same coverage simplified at 300 m, for maps only; islands under 0.25 km² are left out"
        " unless they lie alone. GeoParquet, EPSG:5179.",
        ["boundaries_2020"],
        {"region_code": REGION, "geometry": "MultiPolygon, EPSG:5179, metres"},
    ),
    "boundaries/regions_web.topo.json": (
        "Regions of Korea 2020 as TopoJSON",
        "regions_web.parquet in WGS84, quantised to 100,000 steps; one object 'regions' whose"
        " geometries have the region code as id and share their arcs.",
        ["boundaries_2020"],
        {},
    ),
    "boundaries/hexagons.csv": (
        "Equal-area hexagon map of the regions",
        "One cell of a hexagonal grid for each region, found from regions.parquet by"
        " data/build/hexagons.py: exact assignment of spread centroids, then improved so that"
        " neighbours stay neighbours. Jeju and Ulleung are set apart.",
        ["boundaries_2020"],
        {
            "region_code": REGION,
            "column": "Column of the cell, counted eastwards from 0",
            "row": "Row of the cell, counted southwards from 0; odd rows lie half a cell east",
        },
    ),
    "boundaries/emd.parquet": (
        "Eup-myeon-dong of Korea 2020",
        "3,501 eup, myeon and dong, simplified together at 60 m, for display; islands under"
        " 0.06 km² are left out unless they lie alone. GeoParquet, EPSG:5179.",
        ["boundaries_2020", "census_population"],
        {
            "emd_code": "KOSTAT code of the eup, myeon or dong, 7 digits, vintage 2020",
            "name_ko": "Korean name of its own, without city and province",
            "region_code": REGION,
            "sigungu_code": "KOSTAT code of the sigungu, 일반구 kept apart",
            "population": "Residents on 1 November 2020; empty where not published",
            "population_note": "Why the population is empty",
            "area_km2": "Area in km² of the cleaned shape before simplification",
            "lon": f"{LON} farthest from the border",
            "lat": f"{LAT} farthest from the border",
            "geometry": "MultiPolygon, EPSG:5179, metres",
        },
    ),
    "boundaries/emd_borders.parquet": (
        "Shared borders of eup-myeon-dong",
        "Length of the border of each pair of neighbours, before simplification.",
        ["boundaries_2020"],
        {
            "emd_a": "The lower code of the pair",
            "emd_b": "The higher code of the pair",
            "length_m": "Length in metres",
        },
    ),
    "statistics/statistics.parquet": (
        "Statistics of regions",
        "Value added, residents, employed persons and workers in one tidy table. A value that was"
        " not published has no row. Value added, taxes and GRDP are at current prices.",
        ["grdp_sigungu", "census_population", "employed_lfs", "largest_divisions"],
        {
            "region_code": REGION,
            "year": "Year of observation",
            "period": "Y: whole year or census day; H1: first half-year",
            "measure": "gva (gross value added at basic prices), grdp (at market prices),"
            " net_taxes_on_products, population, population_2010 (sigungu rows of that census,"
            " never compared with population), employed (by residence), workers_employing"
            " (workplaces with employees), workers_300plus, workers_1000plus (plants of that size)",
            "industry": "Key in references/industries.csv",
            "value": "The value, in the unit of column unit",
            "unit": "million KRW (current prices), persons, thousand persons",
            "source": SOURCE_ID,
            "flag": "Empty; unreliable (marked so by the publisher); derived (computed here from"
            " published values: totals of Gyeongbuk 2010, workers of 2014 and 2015 from"
            " percentages); corrected (two slips of the copy); estimated (Sejong, Gongju and"
            " Cheongju 2010, carried to the borders of 2020 by references/sigungu_shares.csv)",
        },
    ),
    "statistics/published_employment.csv": (
        "Employment as printed in reports and the press",
        "Evidence: figures of a few places, years and industries, each with its survey and source."
        " No indicator reads them. Only figures of one survey can be compared with each other.",
        ["published_employment"],
        {
            **PLACE,
            "year": "Year; of a mean of twelve months, the year in which it ends",
            "period": "Y, H1, H2, Q1 to Q4, M01 to M12; M02-mean: mean of the year to February",
            **COUNTED,
            "value": "The value, in the unit of column unit",
            "unit": "persons, establishments, million KRW, %",
            "survey": "survey in references/surveys.csv",
            "confidence": "high; medium (provisional, derived or rounded); low (figures in doubt)",
            "source_title": "Where the figure was printed",
            "source": "Address of the same",
            "note": "What a reader must know, in Korean",
        },
    ),
    "statistics/published_changes.csv": (
        "Changes of employment as printed",
        "Changes whose two ends were not printed beside them.",
        ["published_employment"],
        {
            **PLACE,
            "year_from": "Year of the first end",
            "period_from": "Part of that year, as in published_employment.csv",
            "year_to": "Year of the second end",
            "period_to": "Part of that year",
            **COUNTED,
            "change": "Change in persons; empty where only the percentage was printed",
            "change_percent": "Change in per cent; empty where only persons were printed",
            "survey": "survey in references/surveys.csv",
            "confidence": "high, medium or low",
            "source_title": "Where the figure was printed",
            "source": "Address of the same",
        },
    ),
    "statistics/largest_divisions.csv": (
        "Plants of 300 workers or more and the largest divisions of manufacturing",
        "All 229 regions, 2014 to 2016: workers of manufacturing in plants of 300 and of 1,000"
        " workers or more, and which division is the largest; for 2016 also of plants of all"
        " sizes. Another universe than the censuses: shares may be compared, levels not.",
        ["largest_divisions"],
        {
            "region_code": REGION,
            "year": "Year of observation",
            "workers": "Workers in all industries",
            "manufacturing": "Workers in manufacturing, plants of all sizes (2016)",
            "manufacturing_300plus": "Workers of manufacturing in plants of 300 or more",
            "manufacturing_1000plus": "Workers of manufacturing in plants of 1,000 or more",
            "largest": "Largest division of manufacturing, all sizes (2016); key in industries.csv",
            "largest_300plus": "Largest division among plants of 300 or more",
            "largest_300plus_percent": "Its per cent of manufacturing_300plus",
            "largest_300plus_workers": "Its workers in plants of 300 or more",
            "largest_1000plus": "Largest division among plants of 1,000 or more (2016)",
            "plants": "Plants by name, separated by semicolons",
            "flag": "Empty; derived (from percentages of two decimals); corrected (the province's"
            " total minus its other sigungu)",
            "source": SOURCE_ID,
        },
    ),
    "statistics/province_divisions.csv": (
        "Provinces by division of manufacturing",
        "Establishments and workers of plants of ten workers or more, 2024.",
        ["province_divisions"],
        {
            "sido_code": "KOSTAT code of the province; 00: the nation",
            "year": "Year of observation",
            "industry": "manufacturing, or key of a division in references/industries.csv",
            "measure": "establishments, workers",
            "value": "Number of establishments or persons; empty where suppressed",
            "flag": "suppressed, or empty",
            "source": SOURCE_ID,
        },
    ),
    "statistics/complex_workers.csv": (
        "Workers of industrial complexes by industry group",
        "December 2023 and the first quarter of 2026, ten groups of manufacturing.",
        ["complex_workers"],
        {
            "complex_ko": "Name of the complex; empty: all that the corporation manages",
            "region_codes": f"{REGION}, separated by semicolons where it lies in several",
            "year": "Year of observation",
            "period": "M12: end of December; Q1: first quarter",
            "group_ko": "Industry group as printed",
            "industries": "KSIC divisions that the group holds (paired by the project), total or"
            " non_manufacturing",
            "workers": "Persons; empty where suppressed",
            "flag": "suppressed (five surveyed firms or fewer), or empty",
            "regions_basis": "whole: lies in the region; mainly: the greater part does; several:"
            " which part lies where is not told; empty: the sum of all",
            "source": SOURCE_ID,
        },
    ),
    "statistics/plants.csv": (
        "Large plants",
        "Employees on site as printed, one row a printed figure. Never to be added up: a plant may"
        " stand in several rows. Whole companies, plans and figures in doubt are left out.",
        ["plants"],
        {
            "plant_ko": "Name as printed",
            "region_code": REGION,
            "industries": "KSIC division (c31), group where clear (c311), or several",
            "year": "Year of the figure",
            "period": "M01 to M12, or Y",
            "workers": "Persons",
            "registered": "yes: the number of the register of plants, self-reported, often old",
            "subcontractors": "yes: the source speaks of subcontractors' workers in the figure or"
            " beside it",
            "opened": "Year of opening",
            "closed": "Year of closure or halt",
            "confidence": "high or medium",
            "source_title": "Where the figure was printed",
            "source": "Address of the same",
        },
    ),
    "statistics/regional_shares.csv": (
        "Regions' shares of national industries as printed",
        "Shipbuilding, semiconductors, machinery: for checking, no estimate reads it.",
        ["plants"],
        {
            "region_code": REGION,
            "place_ko": "Place as printed; 일반구 belong to their city",
            "industries": "KSIC group or divisions",
            "year": "Year of the figure",
            "period": "Y, H1",
            "percent": "Per cent of the nation's workers in the industry",
            "national_workers": "The nation's workers in the industry, persons",
            "confidence": "high",
            "source_title": "Where the figure was printed",
            "source": "Address of the same",
        },
    ),
    "statistics/national_industries.csv": (
        "National workers, production and exports by division",
        "Scattered points as printed in releases. Only figures that agree in series, base and unit"
        " are one series; two bases are never joined.",
        ["national_industries"],
        {
            "kind": "workers, production, exports",
            "series": "Series as named by the compilers",
            "ksic": "KSIC code; C: manufacturing, B+C: with mining, several joined by +; total:"
            " all goods",
            "period": "Year, half, quarter or month as printed",
            "value": "The value, in the unit of column unit",
            "unit": "Unit as printed",
            "base": "Survey, universe or base of the index",
            "confidence": "high, medium or low",
            "source_title": "Where the figure was printed",
            "source": "Address of the same",
            "note": "What a reader must know, in Korean",
        },
    ),
    "facilities/institutions.csv": (
        "Institutions that a hub may work with",
        "19 technoparks, 19 창조경제혁신센터 (CCEI), 100 universities strong in engineering, 64"
        " research institutes and branches, and 91 industrial complexes: the national ones, and of"
        " the general ones those of the renewal and smart programmes and those around the largest"
        " plants. Each point lies in its sigungu; expect errors of some hundred metres to a"
        " kilometre. Names of today; sources tell the former ones. Fit to host a hub by kind and"
        " programme: technoparks, institutes but private ones, universities, and complexes with a"
        " programme.",
        ["institutions"],
        {
            "institution_id": "Kind and number in file order",
            "kind": "technopark, ccei, university, institute, complex",
            "name_ko": "Korean name",
            "name_en": "English name",
            "region_code": REGION,
            "sigungu_code": "KOSTAT code 2020 of the sigungu, 일반구 kept apart",
            "emd_code": "The eup-myeon-dong in which the point lies (boundaries/emd.parquet)",
            "address": "Province, sigungu, legal dong or ri",
            "lat": LAT,
            "lon": LON,
            "fields": "Fields of work (complexes: main industries) in Korean, separated by"
            " semicolons",
            "standing": "branch (office or campus of one whose seat is elsewhere), private (of a"
            " company, where found), planned (a complex under construction), separated by"
            " semicolons; else empty",
            "industries": "Complexes: KSIC revision 10 divisions read from the main industries by"
            " data/build/facilities.py, separated by semicolons; empty where none is manufacturing",
            "programmes": "Complexes: programme and year chosen, separated by semicolons",
            "founded": "Year of designation (technoparks), opening or foundation; else empty",
            "founded_source": "Where the year was found; 'source' for column source; 기억 marks"
            " a remembered year",
            "location_basis": "How the point was found",
            "confidence": "found or remembered",
            "source": SOURCE_ROW,
        },
    ),
    "facilities/complex_programmes.csv": (
        "Renewal areas (노후산업단지 재생사업지구) and smart industrial complexes",
        "24 renewal areas chosen 2009–2017 and 24 smart and smart-green complexes chosen"
        " 2019–2025, with the complexes of institutions.csv that each covers.",
        ["institutions"],
        {
            "programme": "renewal or smart",
            "year": "Year chosen",
            "round": "Round of the renewal programme",
            "name_ko": "Name as announced",
            "region_codes": f"{REGION}, separated by semicolons",
            "institution_ids": "The complexes covered, separated by semicolons",
            "candidate": "yes where only announced as a candidate",
            "fields": "Main industries in Korean, separated by semicolons",
            "fields_confidence": "found or remembered",
            "note": "What is uncertain, in Korean",
            "confidence": "found or remembered",
            "source": SOURCE_ROW,
        },
    ),
    "references/manufacturing_usa.csv": (
        "Manufacturing USA institutes of September 2017",
        "The fourteen institutes that KRIHS Policy Brief 697 (2018) takes as its model, with lead"
        " department (Defense 8, Energy 5, Commerce 1) and city; a reference, not in the plan.",
        ["institutions"],
        {
            "name": "Name of the institute",
            "technology": "Core technology",
            "city": "City of the seat",
            "state": "US state",
            "department": "Lead department: Defense, Energy, Commerce",
            "founded": "Year announced or founded",
            "lat": "Latitude in degrees (WGS84) of the city",
            "lon": "Longitude in degrees (WGS84) of the city",
            "source": SOURCE_ROW,
            "confidence": "found, or remembered for department and year",
        },
    ),
    "references/manufacturing_usa_results.csv": (
        "Results of Manufacturing USA, fiscal years 2016 and 2017",
        "Table 1 of KRIHS Policy Brief 697 (2018) as printed: the programme's twelve indicators in"
        " two years with the printed change. hubplanner evaluate takes its indicators from it and"
        " shows it beside a planner's own.",
        ["manufacturing_usa_results"],
        {
            "indicator": "Key of the indicator (src/hubplanner/evaluation/indicators.toml)",
            "unit_ko": "Unit in Korean",
            "unit_en": "Unit",
            "value_2016": "Value of fiscal year 2016",
            "value_2017": "Value of fiscal year 2017",
            "change_percent": "Change as printed, in % of 2016 (also where the unit is %)",
            "source": SOURCE_ROW,
        },
    ),
    "references/technologies.toml": (
        "Core technologies",
        "Two lists that hubs choose from: the eleven of PCAST (2012), and fifteen after the"
        " national plans of Korea. Each technology with the KSIC divisions and groups that use it,"
        " the fields that feed it,"
        " its lead ministry, the Manufacturing USA institutes in it, and the source of each"
        " pairing or 'project judgement'.",
        ["institutions"],
        {},
    ),
    **{
        f"references/rules/{name}.toml": (
            title,
            "Criteria for designation as conditions that a script can test, with the legal basis,"
            " dates, sources and what was assumed.",
            ["designations"],
            {},
        )
        for name, title in (
            ("employment_crisis", "Rule: employment-crisis area"),
            ("employment_preemptive_2025", "Rule: pre-emptive response to employment crisis"),
            ("preemptive_area_2025", "Rule: pre-emptive response to industrial crisis (2025)"),
            ("special_area_2017", "Rule: special area for industrial crisis (2017)"),
            ("special_area_2022", "Rule: special area for industrial crisis (Act of 2022)"),
        )
    },
    "references/linkages.csv": (
        "Backward and forward linkages of manufacturing sectors",
        "Of the Bank of Korea's input-output tables 2020 to 2023, mean of all 33 sectors = 1.",
        ["bok_linkages"],
        {
            "sector": "Sector of the input-output table",
            "name_ko": "Its name on ECOS (33 sectors)",
            "industries": "KSIC revision 10 divisions that the sector holds, joined by ';'"
            " (paired by the project)",
            "year": "Year of the table",
            "backward": "Backward linkage (영향력계수): pull on suppliers",
            "forward": "Forward linkage (감응도계수): push to customers",
            "confidence": "How sure",
            "source": SOURCE_ROW,
        },
    ),
    "references/input_output.csv": (
        "Input-output table of 2023",
        "Of the Bank of Korea, 33 sectors at producers' prices: rows sell, columns buy; production"
        " inducement coefficients (Leontief inverse of domestic inputs).",
        ["bok_inducement"],
        {
            "sector": "Selling sector",
            "name_ko": "Its name on ECOS",
            "name_en": "Its name in English",
            "industries": "KSIC revision 10 divisions that the sector holds, joined by ';'"
            " (paired by the project)",
            "gva_industry": "Industry of the regional accounts whose size in a region stands for"
            " the sector's (paired by the project)",
            "value_added": "Value added per unit of output, with net taxes on products"
            " (derived: (1 − import inducement) × inverse of the matrix)",
            "jobs": "Employed persons per billion won of output (derived: jobs inducement /"
            " production inducement)",
            **{
                sector: f"Output induced by one unit of final demand for {sector}"
                for sector in SECTORS
            },
        },
    ),
    "references/us_manufacturing_growth.csv": (
        "Growth of manufacturing employment in the US",
        "Compound growth a year, as printed in Figure 5 of the brief.",
        ["us_manufacturing_growth"],
        {
            "area_ko": "Nation or state",
            "area_en": "The same in English",
            "start": "First year",
            "end": "Last year",
            "growth_percent": "Percent a year",
            "source": SOURCE_ROW,
        },
    ),
    "references/series_breaks.csv": (
        "Breaks in series",
        "Where a series changed what it counts: no change is read across. May be edited.",
        ["series_breaks"],
        {
            "measure": "Measure in statistics/statistics.parquet",
            "year": "First year of the new series",
            "period": "First period of it: Y, H1 or H2",
            "reason_ko": "What changed, in Korean",
            "reason_en": "What changed",
            "source": SOURCE_ROW,
        },
    ),
    "references/ailing_industries.csv": (
        "Production indices of ailing industries",
        "The three industries of KRIHS Policy Brief 697 (2018), Figure 1; may be edited.",
        ["ailing_industries"],
        {
            "industry": "KSIC revision 10 division, key in references/industries.csv",
            "name_ko": "Korean name of the division",
            "name_en": "English name of the division",
            "index": "Production index",
            "base": "Base of the index",
            "period": "Period of the index",
            "of_ko": "What the index is of, in Korean",
            "of_en": "What the index is of",
            "source": SOURCE_ROW,
        },
    ),
    "references/designations.csv": (
        "Special areas for response to industrial crisis (산업위기대응특별지역)",
        "The nine places designated in 2018, with the ends of their last extension.",
        ["designations"],
        {
            "area": "The unit of designation; several regions may share one",
            "region_code": f"{REGION}; Jinhae-gu is carried by Changwon",
            "name_ko": "Korean name of the place designated",
            "name_en": "English name of the place designated",
            "kind": "Kind of designation",
            "start": "First day, ISO date",
            "end": "Last day after all extensions, ISO date",
            "source": SOURCE_ROW,
        },
    ),
    "references/provinces.csv": (
        "Provinces",
        "The 17 provinces and metropolitan cities of 2020.",
        ["boundaries_2020"],
        {
            "sido_code": "KOSTAT code of the province",
            "name_ko": "Official Korean name in 2020",
            "name_en": "English name",
            "short_ko": "Short Korean name",
            "also_ko": "Other official names, separated by semicolons",
        },
    ),
    "references/province_groups.csv": (
        "Groups of provinces",
        "The five wide areas (초광역권) and three special self-governing provinces of the plan for"
        " balanced growth (5극 3특, 2025): each province is in one. A scenario names them where it"
        " names provinces.",
        ["institutions"],
        {
            "name_ko": "Korean name",
            "name_en": "English name",
            "also_ko": "Other Korean names, separated by semicolons",
            "kind": "초광역권 (wide area) or 특별자치도 (special self-governing province)",
            "sido_codes": "KOSTAT codes of its provinces, separated by semicolons",
            "source": SOURCE_ROW,
        },
    ),
    "references/functions.csv": (
        "Functions of a hub",
        "What a manufacturing innovation institute needs done, and what tells which institution"
        " does it.",
        ["institutions"],
        {
            "function": "Key",
            "name_ko": "Korean name",
            "name_en": "English name",
            "kinds": "Kinds of institution that have it, separated by semicolons",
            "words": "Words in an institution's fields that tell of it, separated by semicolons",
            "needs_field": "yes where only an institution of the hub's field supplies it",
            "source": SOURCE_ROW,
        },
    ),
    "references/roles.csv": (
        "Roles around a hub",
        "Who leads which task or takes part in it, today and as KRIHS Policy Brief 697 (2018)"
        " proposes.",
        ["institutions"],
        {
            "task": "Key",
            "name_ko": "Korean name",
            "name_en": "English name",
            "function": "Key in functions.csv; empty where the task is no function of a hub",
            "actor": "hub, or a kind of institution; empty where no source says who",
            "today": "lead, part, or empty: no role",
            "after": "The same once the hub has opened",
            "source": SOURCE_ROW,
        },
    ),
    "references/industry_plans.csv": (
        "What national plans of 2017 and 2018 cover",
        "The six plans that KRIHS Policy Brief 697 (2018) would re-order by technology: a row for"
        " each technology or place that a report on the plan names. What none names is no row.",
        ["industry_plans"],
        {
            "plan": "Key of the plan",
            "name_ko": "Korean name of the plan",
            "name_en": "English name of the plan",
            "published": "Day, or month, on which it was published",
            "list": "List of technologies (references/technologies.toml): korea or pcast; empty in"
            " a row on places",
            "technology": "Key of the technology in that list; the pairing is the project's",
            "what_ko": "What the plan names, in our words",
            "what_en": "The same in English",
            "sido_codes": "KOSTAT codes of the provinces of the places that it names, with ;",
            "places_ko": "These places as printed, with ;",
            "source": SOURCE_ROW,
        },
    ),
    "references/readiness_levels.csv": (
        "Technology and manufacturing readiness levels",
        "The nine technology readiness levels (TRL) and ten manufacturing readiness levels (MRL).",
        ["readiness_levels"],
        {
            "scale": "TRL or MRL",
            "level": "1 to 9, 1 to 10",
            "name_ko": "Korean name, translated by the project",
            "name_en": "English name",
            "source": SOURCE_ROW,
        },
    ),
    "references/industries.csv": (
        "Industries",
        "The industry keys of statistics, imported ones included: sectors, groups of sections, and"
        " the divisions of KSIC revision 10 (section letter and two digits, as c31).",
        ["grdp_sigungu", "employed_lfs"],
        {
            "industry": "Key",
            "name_ko": "Korean name",
            "name_en": "English name",
            "ksic": "KSIC revision 10 sections that the key covers, separated by commas, or its"
            " division; empty where it cuts across sections",
            "also_ko": "Other Korean labels in published tables, separated by semicolons",
        },
    ),
    "references/sigungu.csv": (
        "Sigungu through time: codes, names and region of 2020",
        "Every basic local government and 일반구 from 2010 to July 2026, a row for each span of"
        " days in which its codes, name and province stayed.",
        ["legal_codes", "boundaries_2020", "census_population"],
        {
            "unit": "The unit through all its codes: the first legal code that it had since 2010",
            "region_code": f"{REGION}; empty for 제물포구, which lies in two regions",
            "kostat_code": "KOSTAT code, five digits; empty where no source tells it (from 2026)",
            "legal_code": "Legal code (법정동코드), first five digits",
            "legal_code_10": "Legal code, ten digits",
            "name_ko": "Korean name without the province; a 일반구 after its city",
            "name_en": NAME_EN,
            "sido_ko": "Official name of the province at the time",
            "kind": "시, 군, 자치구, 일반구 or 특별자치시",
            "parent": "Unit of the city that a 일반구 belongs to",
            "valid_from": "First day; 2010-01-01 where the unit is older",
            "valid_to": "Last day; empty where in force in July 2026",
            "note_ko": "What changed on the first day, or what the unit is made of, in Korean",
            "note_en": "The same in English",
        },
    ),
    "references/sigungu_shares.csv": (
        "Sigungu that lie in two regions of 2020",
        "The share of their residents by region: the weights by which figures of such a unit are"
        " carried to the regions.",
        ["census_population", "legal_codes"],
        {
            "unit": "Unit in references/sigungu.csv",
            "valid_to": "Last day of the unit as it was; empty where it still is so",
            "region_code": REGION,
            "share": "Share of the unit's residents; those of one unit add up to 1",
            "basis": "The counts behind the share, and where they stand",
        },
    ),
    "references/fixed_links.csv": (
        "Bridges, tunnels and causeways that join islands and bays",
        "Each makes two eup-myeon-dong touch that share no border over land.",
        ["roads"],
        {
            "link": "Korean name",
            "name_en": "English name",
            "kind": "bridge, tunnel, causeway",
            "road": "ordinary, or expressway where it is driven like one",
            "from_emd": EMD,
            "to_emd": EMD,
            "opened": "Year in which it was opened",
            "source": SOURCE_ROW,
        },
    ),
    "references/expressways.csv": (
        "Expressway sections from interchange to interchange",
        "A coarse layer: larger interchanges and junctions, each placed at its eup-myeon-dong.",
        ["roads"],
        {
            "route": "Korean name of the route",
            "road": "expressway, or city expressway",
            "from_name": "Interchange or junction",
            "to_name": "The next one of this table",
            "from_emd": EMD,
            "to_emd": EMD,
            "opened": "Year in which the section was opened",
            "link": "The bridge or tunnel on it that a scenario may take out, else empty",
            "source": SOURCE_ROW,
        },
    ),
    "references/ferries.csv": (
        "Ferries to islands without a road",
        "The usual port of each; crossing times are reckoned from the distance, not published.",
        ["roads"],
        {"from_emd": EMD, "to_emd": EMD, "source": SOURCE_ROW},
    ),
    "references/provincial_offices.csv": (
        "Main offices of the provinces",
        "The place that a province's name alone stands for.",
        ["roads"],
        {
            "sido_code": "KOSTAT code of the province",
            "office": "Korean name of the office",
            "emd_code": "The eup, myeon or dong of 2020 in which it stands",
            "source": SOURCE_ROW,
        },
    ),
    "references/road_times.csv": (
        "Published travel times between Korean places",
        "What the road network is fitted to (one half) and measured by (the other half).",
        ["roads", "express_bus"],
        {
            "mode": "car (usual time by road), express bus (timetable)",
            "from_kind": "What counts as the origin: terminal, interchange, city hall, town ...",
            "from_name": "Its Korean name",
            "from_emd": EMD,
            "to_kind": "What counts as the destination",
            "to_name": "Its Korean name",
            "to_emd": EMD,
            "year": "The roads at the end of this year are those of the time",
            "minutes": "Published minutes",
            "km": "Published kilometres by road; empty where not published",
            "half": "fit, or held-out: by a hash of the two names",
            "crosses": "water (at least a tenth of the straight line), range (Baekdudaegan);"
            " only for pairs up to 150 km apart",
            "source": SOURCE_ROW,
        },
    ),
    "travel/region_to_emd.parquet": (
        "Travel from each region to each eup-myeon-dong",
        "The default road network's answers, so that a plan need not build it; ferries included.",
        ["roads", "boundaries_2020", "census_population"],
        {
            "region_code": REGION,
            "emd_code": EMD,
            "minutes": "Tenths of a minute by car",
            "km": "Tenths of a kilometre along that way",
        },
    ),
    "travel/edges.parquet": (
        "Edges of the road network",
        "The default road network, so that a plan need not build it; both directions.",
        ["roads", "boundaries_2020", "census_population"],
        {
            "a": "Node: row of the eup-myeon-dong in boundaries/emd.parquet, beyond these an"
            " interchange",
            "b": "Node at the other end",
            "km": "Kilometres along the edge",
            "minutes": "Minutes by car",
        },
    ),
    "references/surveys.csv": (
        "Surveys of employment",
        "What each survey counts and whom it covers: figures of two surveys are never compared.",
        ["published_employment"],
        {
            "survey": "Key",
            "name_ko": "Korean name",
            "name_en": "English name",
            "publisher_ko": "Who published it",
            "counts": "residence (where people live), workplace or insured",
            "universe_ko": "Whom it covers, in Korean",
            "universe_en": "Whom it covers, in English",
        },
    ),
    "references/sources.csv": (
        "Sources, licences and attribution lines",
        "One row a source; the attribution must be shown wherever its figures are.",
        ["institutions"],
        {
            "source_id": "Key",
            "title_ko": "Korean title",
            "title_en": "English title",
            "publisher_ko": "Publisher, in Korean",
            "publisher_en": "Publisher, in English",
            "table": "KOSIS table, or file and layer or rows in the package",
            "years": "Years, separated by semicolons",
            "licence": "Licence",
            "licence_url": "Licence text",
            "attribution_ko": "The line that must be shown, in Korean",
            "attribution_en": "The line that must be shown, in English",
            "origin": "Registry package and version, or committed table of facts",
            "note_ko": "What a reader must know before using it, in Korean",
            "note_en": "The same in English",
        },
    ),
}


def write_datapackage(folder: Path, sources: pd.DataFrame) -> None:
    """Describe every file in folder; fail when one is missing, unknown or has other columns."""
    by_id = sources.set_index("source_id").to_dict("index")
    package = {
        "$schema": "https://datapackage.org/profiles/1.0/datapackage.json",
        "name": "hubplanner-data",
        "title": "Regions of Korea: boundaries, statistics, institutions",
        "description": "The data that comes with hubplanner, built by data/build/build.py.",
        "created": CREATED,
        "licenses": _licences(sources["source_id"].tolist(), by_id),
        "resources": [_resource(folder, path, by_id) for path in FILES],
    }
    text = json.dumps(package, ensure_ascii=False, indent=2) + "\n"
    (folder / "datapackage.json").write_text(text, encoding="utf-8", newline="\n")


def _licences(source_ids: list[str], by_id: dict[str, dict[str, Any]]) -> list[dict[str, str]]:
    pairs = sorted({(by_id[key]["licence"], by_id[key]["licence_url"]) for key in source_ids})
    return [
        {"name": title.replace(" type ", "-"), "title": title, "path": url} for title, url in pairs
    ]


def _resource(folder: Path, path: str, by_id: dict[str, dict[str, Any]]) -> dict[str, Any]:
    title, description, source_ids, columns = FILES[path]
    extension = path.rsplit(".", 1)[-1]
    resource: dict[str, Any] = {
        "name": Path(path).name.replace(".", "-").replace("_", "-").lower(),
        "path": path,
        "title": title,
        "description": description,
        "format": "topojson" if path.endswith(".topo.json") else extension,
        "mediatype": MEDIATYPES[extension],
        "encoding": "utf-8",
        "created": CREATED,
        "licenses": _licences(source_ids, by_id),
        "sources": [
            {
                "title": f"{by_id[key]['publisher_en']}: {by_id[key]['title_en']}"
                f" ({by_id[key]['years']}); {by_id[key]['origin']}",
                "name": key,
                "attribution": by_id[key]["attribution_en"],
            }
            for key in source_ids
        ],
    }
    if extension == "parquet":
        del resource["encoding"]
    if columns:
        types = _column_types(folder / path)
        if list(types) != list(columns):
            raise SystemExit(f"{path}: columns {list(types)}, described are {list(columns)}")
        resource["schema"] = {
            "fields": [
                {"name": name, "type": types[name], "description": columns[name]}
                for name in columns
            ],
            "missingValues": [""],
        }
    return resource


def _column_types(path: Path) -> dict[str, str]:
    """Frictionless types; codes are strings even where they look like numbers."""
    if path.suffix == ".csv":
        header = pd.read_csv(path, dtype=str, nrows=1)
        numbers = dict.fromkeys(("lat", "lon", "share"), "number")
        dates = dict.fromkeys(("start", "end", "valid_from", "valid_to"), "date")
        years = dict.fromkeys(("year", "year_from", "year_to"), "integer")
        cells = dict.fromkeys(("column", "row"), "integer")
        years |= {"founded": "year", "opened": "year"}
        known = numbers | dates | years | cells
        return {name: known.get(name, "string") for name in header.columns}
    geometry = "geometry" in _names(path)
    table = gpd.read_parquet(path) if geometry else pd.read_parquet(path)
    return {name: _type(name, table[name]) for name in table.columns}


def _names(path: Path) -> list[str]:
    import pyarrow.parquet as pq

    return list(pq.read_schema(path).names)


def _type(name: str, column: pd.Series) -> str:
    if name == "geometry":
        return "any"
    if pd.api.types.is_integer_dtype(column):
        return "integer"
    return "number" if pd.api.types.is_float_dtype(column) else "string"
