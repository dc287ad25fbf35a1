"""data/references/industries.csv: the industry keys, their names and what they cover in KSIC.

KSIC is the Korean Standard Industrial Classification, revision 10 (2017): sections A to U and
two-digit divisions. The Korean names of divisions are those of facts/ksic10_divisions.csv; the
English ones are our translations. `also_ko` holds other labels in published tables.
"""

from __future__ import annotations

import pandas as pd
from common import facts

# Key, Korean, English, KSIC sections, other Korean labels. The English of the GRDP sectors is the
# label in the source table; where they cut across sections, the sections stay empty.
SECTORS = [
    ("total", "전산업", "total", "", "계;합계;전체;총계;전체 산업;산업 전체;전 산업;소계"),
    (
        "agriculture_forestry_and_fishing",
        "농업, 임업 및 어업",
        "agriculture, forestry and fishing",
        "A",
        "농림어업;농업,임업,어업",
    ),
    ("mining_and_quarrying", "광업", "mining and quarrying", "B", ""),
    ("manufacturing", "제조업", "manufacturing", "C", ""),
    (
        "electricity_gas_water_and_waste",
        "전기, 가스, 증기 및 공기조절 공급업; 수도 및 폐기물 처리업",
        "electricity, gas, steam and air conditioning supply; water supply and waste management",
        "D,E",
        "전기, 가스, 증기 및 수도사업",
    ),
    ("construction", "건설업", "construction", "F", ""),
    ("wholesale_and_retail_trade", "도매 및 소매업", "wholesale and retail trade", "G", "도소매업"),
    (
        "transportation_and_storage",
        "운수 및 창고업",
        "transportation and storage",
        "H",
        "운수업;운수창고업",
    ),
    (
        "accommodation_and_food_service",
        "숙박 및 음식점업",
        "accommodation and food service activities",
        "I",
        "숙박음식점업",
    ),
    (
        "information_and_communication",
        "정보통신업",
        "information and communication",
        "J",
        "출판, 영상, 방송통신 및 정보서비스업",
    ),
    (
        "financial_and_insurance",
        "금융 및 보험업",
        "financial and insurance activities",
        "K",
        "금융보험업",
    ),
    (
        "real_estate_and_rental",
        "부동산업 및 임대업",
        "real estate activities; rental and leasing activities",
        "",
        "",
    ),
    (
        "professional_and_business_support",
        "전문, 과학 및 기술 서비스업; 사업지원 서비스업",
        "professional, scientific and technical activities; business support facilities",
        "",
        "사업서비스업",
    ),
    (
        "public_administration_and_defence",
        "공공행정, 국방 및 사회보장 행정",
        "public administration and defence; compulsory social security",
        "O",
        "",
    ),
    ("education", "교육 서비스업", "education", "P", ""),
    (
        "human_health_and_social_work",
        "보건업 및 사회복지 서비스업",
        "human health and social work activities",
        "Q",
        "",
    ),
    (
        "arts_recreation_and_other_services",
        "예술, 스포츠 및 여가; 협회, 단체 및 개인 서비스업",
        "arts, sports and recreation; membership organizations and personal services",
        "",
        "문화 및 기타서비스업",
    ),
    ("mining_and_manufacturing", "광·제조업", "mining and manufacturing", "B,C", "광업·제조업"),
    # Groups of the local area labour force survey (KOSIS 101/DT_1ES3A30S).
    (
        "trade_accommodation_and_food",
        "도소매·숙박음식업",
        "wholesale and retail trade, accommodation and food",
        "G,I",
        "도소매·숙박음식점업;도매·소매·음식숙박업",
    ),
    (
        "utilities_transport_communication_and_finance",
        "전기·운수·통신·금융",
        "electricity, transport, communication and finance",
        "D,H,J,K",
        "전기·운수·통신·금융업",
    ),
    (
        "business_personal_and_public_services",
        "사업·개인·공공서비스 및 기타",
        "business, personal and public services and others",
        "E,L,M,N,O,P,Q,R,S,T,U",
        "사업·개인·공공서비스업",
    ),
    # Sections that the groups above hold only together with others.
    (
        "electricity_gas_and_steam",
        "전기, 가스, 증기 및 공기 조절 공급업",
        "electricity, gas, steam and air conditioning supply",
        "D",
        "",
    ),
    (
        "water_and_waste",
        "수도, 하수 및 폐기물 처리, 원료 재생업",
        "water supply, sewerage, waste management and materials recovery",
        "E",
        "하수·폐기물 처리, 원료재생 및 환경복원업",
    ),
    ("real_estate", "부동산업", "real estate activities", "L", ""),
    (
        "professional_scientific_and_technical",
        "전문, 과학 및 기술 서비스업",
        "professional, scientific and technical activities",
        "M",
        "",
    ),
    (
        "business_facilities_support_and_rental",
        "사업시설 관리, 사업 지원 및 임대 서비스업",
        "business facilities management, business support and rental services",
        "N",
        "",
    ),
    (
        "arts_sports_and_recreation",
        "예술, 스포츠 및 여가관련 서비스업",
        "arts, sports and recreation",
        "R",
        "",
    ),
    (
        "membership_repair_and_personal_services",
        "협회 및 단체, 수리 및 기타 개인 서비스업",
        "membership organizations, repair and other personal services",
        "S",
        "",
    ),
    (
        "households",
        "가구 내 고용활동 및 달리 분류되지 않은 자가 소비 생산활동",
        "activities of households",
        "T",
        "",
    ),
    (
        "international_and_foreign_organisations",
        "국제 및 외국기관",
        "international and foreign organisations",
        "U",
        "",
    ),
]

DIVISIONS_EN = {
    "01": "agriculture",
    "02": "forestry",
    "03": "fishing",
    "05": "mining of coal, crude petroleum and natural gas",
    "06": "mining of metal ores",
    "07": "mining of non-metallic minerals, except fuel",
    "08": "mining support services",
    "10": "food products",
    "11": "beverages",
    "12": "tobacco products",
    "13": "textiles, except apparel",
    "14": "wearing apparel, clothing accessories and fur articles",
    "15": "leather, luggage and footwear",
    "16": "wood and products of wood, except furniture",
    "17": "pulp, paper and paper products",
    "18": "printing and reproduction of recorded media",
    "19": "coke, briquettes and refined petroleum products",
    "20": "chemicals and chemical products, except pharmaceuticals",
    "21": "pharmaceuticals and medicinal substances",
    "22": "rubber and plastic products",
    "23": "other non-metallic mineral products",
    "24": "basic metals",
    "25": "fabricated metal products, except machinery and furniture",
    "26": "electronic components, computers, radio, television and communication equipment",
    "27": "medical, precision and optical instruments, watches and clocks",
    "28": "electrical equipment",
    "29": "other machinery and equipment",
    "30": "motor vehicles and trailers",
    "31": "other transport equipment",
    "32": "furniture",
    "33": "other manufacturing",
    "34": "repair of industrial machinery and equipment",
    "35": "electricity, gas, steam and air conditioning supply",
    "36": "water supply",
    "37": "sewage, wastewater and human waste treatment",
    "38": "waste collection, treatment and materials recovery",
    "39": "environmental remediation",
    "41": "general construction",
    "42": "specialised construction",
    "45": "sale of motor vehicles and parts",
    "46": "wholesale and commission trade",
    "47": "retail trade, except motor vehicles",
    "49": "land transport and transport via pipelines",
    "50": "water transport",
    "51": "air transport",
    "52": "warehousing and support for transport",
    "55": "accommodation",
    "56": "food and beverage services",
    "58": "publishing",
    "59": "motion picture and audio production and distribution",
    "60": "broadcasting",
    "61": "postal services and telecommunications",
    "62": "computer programming and systems integration",
    "63": "information services",
    "64": "financial services",
    "65": "insurance and pension funding",
    "66": "activities auxiliary to finance and insurance",
    "68": "real estate activities",
    "70": "research and development",
    "71": "professional services",
    "72": "architecture, engineering and other technical services",
    "73": "other professional, scientific and technical services",
    "74": "business facilities management and landscaping",
    "75": "business support services",
    "76": "rental and leasing, except real estate",
    "84": "public administration, defence and social security",
    "85": "education",
    "86": "human health",
    "87": "social work",
    "90": "creative, arts and recreation services",
    "91": "sports and amusement",
    "94": "membership organizations",
    "95": "repair of personal and household goods",
    "96": "other personal services",
    "97": "households as employers",
    "98": "undifferentiated production of households for own use",
    "99": "international and foreign organisations",
}


def industries_table() -> pd.DataFrame:
    """Sectors and groups of sections first, then the divisions as ``a01`` … ``u99``."""
    columns = ["industry", "name_ko", "name_en", "ksic", "also_ko"]
    divisions = facts("ksic10_divisions")
    if set(divisions["ksic2_cd"]) != set(DIVISIONS_EN):
        raise SystemExit("industries: the divisions of the facts and their English names differ")
    by_division = pd.DataFrame(
        {
            "industry": divisions["ksic1_cd"].str.lower() + divisions["ksic2_cd"],
            "name_ko": divisions["ksic2_nm"],
            "name_en": divisions["ksic2_cd"].map(DIVISIONS_EN),
            "ksic": divisions["ksic2_cd"],
            "also_ko": "",
        }
    )
    return pd.concat([pd.DataFrame(SECTORS, columns=columns), by_division], ignore_index=True)
