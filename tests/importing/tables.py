"""Tables as planners have them, made from the region table; none is a copy of a published file."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import hubplanner as hp

SURVEY_INDUSTRIES = {
    "계": "total",
    "농업, 임업 및 어업 (A)": "agriculture_forestry_and_fishing",
    "광·제조업(B,C)": "mining_and_manufacturing",
    "건설업 (F) ": "construction",
    "도소매·숙박음식업(G,I)": "trade_accommodation_and_food",
    "전기·운수·통신·금융(D,H,J,K)": "utilities_transport_communication_and_finance",
    "사업·개인·공공서비스 및 기타(E,L~U)": "business_personal_and_public_services",
}
HALVES = [f"{year}.{half}/2" for year in range(2019, 2026) for half in (1, 2)]


def as_csv(rows, encoding="utf-8", separator=","):
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode(encoding)


def save(path: Path, rows, encoding="utf-8", separator=","):
    path.write_bytes(as_csv(rows, encoding, separator))
    return path


def filled(rows):
    """Cells that are not blank, as a reader would count them."""
    return sum(1 for row in rows for cell in row if str(cell).strip(" \t\r\n\u00a0\u3000"))


def survey_units():
    """228 names in the order of the survey: districts with their province, si and gun without."""
    regions = hp.load_dataset().regions
    regions = regions[regions["kind"] != "특별자치시"]
    gunwi = regions.loc["37310"]
    names = []
    for code, row in regions.iterrows():
        if code == "37310":
            continue
        metropolitan = int(code[:2]) < 31
        names.append(
            (code, f"{row['sido_short']} {row['name_ko']}" if metropolitan else row["name_ko"])
        )
        if code == max(c for c in regions.index if c.startswith("22")):
            names.append((gunwi.name, "대구 군위군"))
    return names


def survey_value(code, industry, half):
    """A figure in thousands with one decimal; the same for the test and the table."""
    return round((int(code) * 7 + industry * 131 + half * 17) % 1990 / 10 + 0.1, 1)


def survey_table():
    """The survey's layout: one row a region, industry and item; RSE rows hold only '*'.

    Returns the rows and what they say: (code, industry key, half) to (value, flag).
    """
    rows = [["행정구역별", "산업별", "항목", "단위", *HALVES, ""]]
    truth = {}
    for code, name in survey_units():
        for number, (label, key) in enumerate(SURVEY_INDUSTRIES.items()):
            values, marks = [], []
            for half in range(len(HALVES)):
                if int(code[:2]) < 31 and half < 4:  # districts start in 2021
                    values.append("")
                    marks.append("")
                    continue
                value = survey_value(code, number, half)
                unreliable = number == 1 and (int(code) + half) % 3 == 0
                values.append(f"{value:g}".removeprefix("0") if value < 1 else f"{value:g}")
                marks.append("*" if unreliable else "")
                truth[code, key, half] = (value, "unreliable" if unreliable else "")
            rows.append([name, label, "취업자[천명]", "천명", *values, ""])
            if number in (1, 2):
                rows.append([name, label, "RSE", "", *marks, ""])
    return rows, truth
