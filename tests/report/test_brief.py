"""The brief, read back from DOCX and PDF: the plan's numbers, two pages, no lost text."""

from __future__ import annotations

import dataclasses
import re
import zipfile
from io import BytesIO

import docx
import pypdfium2
import pytest
from docx.oxml.ns import qn

import hubplanner as hp
from hubplanner.report.blocks import PageBreak, Paragraph, Picture, Table
from hubplanner.report.brief import REGIONS_LISTED, write_brief
from hubplanner.report.pdf import as_pdf
from hubplanner.report.word import as_docx
from hubplanner.report.words import Speaker, clean
from hubplanner.siting.firm_hubs import TIERS

LANGUAGES = ("ko", "en")


@pytest.fixture(scope="module")
def briefs(baseline):
    return {language: write_brief(baseline, Speaker(language)) for language in LANGUAGES}


@pytest.fixture(scope="module")
def word(briefs):
    return {language: docx.Document(BytesIO(as_docx(briefs[language]))) for language in LANGUAGES}


@pytest.fixture(scope="module")
def pdf(briefs):
    return {language: pypdfium2.PdfDocument(as_pdf(briefs[language])) for language in LANGUAGES}


def words(document):
    """All text of a DOCX, paragraphs and cells."""
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def letters(text):
    """Without white space: a PDF breaks lines where the page ends them."""
    return re.sub(r"\s", "", text).replace("\ufffe", "-")


def all_text(document):
    return letters("".join(page.get_textpage().get_text_range() for page in document))


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_pages_in_both_files(briefs, pdf, language):
    assert sum(isinstance(block, PageBreak) for block in briefs[language].blocks) == 1
    assert len(pdf[language]) == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_regions_in_crisis_are_the_worst_candidates_with_their_way(word, pdf, baseline, language):
    printed = baseline.printed["regions"].set_index("region_code")
    worst = printed[printed["candidate"]].nsmallest(REGIONS_LISTED, "rank")
    ways = {
        "ko": {"decline": "쇠퇴", "exposure": "충격", "both": "쇠퇴·충격"},
        "en": {"decline": "decline", "exposure": "shock", "both": "decline and shock"},
    }[language]
    rows = [[cell.text for cell in row.cells] for row in word[language].tables[0].rows][1:]
    for (code, region), row in zip(worst.iterrows(), rows, strict=True):
        name = Speaker(language).region(baseline, code)
        assert row[:3] == [str(region["rank"]), name, ways[region["candidate_by"]]]
        share = 100 * baseline.regions["industry_share"][code]
        assert row[3].endswith(f"{share:.0f}\N{NO-BREAK SPACE}%")
        assert row[4] == f"{region['manufacturing_jobs']:,.0f}"
        assert letters("".join(row[:3])) in all_text(pdf[language])


def test_candidates_add_up_by_way_and_by_province(briefs, baseline):
    text = next(
        block.text
        for block in briefs["ko"].blocks
        if isinstance(block, Paragraph) and "시도별로" in block.text
    )
    candidates = baseline.regions[baseline.regions["candidate"]]
    by_way, by_province = re.search(r"\((.*?)\)", text)[1], re.search("시도별로 (.*?)\\.", text)[1]
    for counts in (by_way, by_province):
        assert sum(map(int, re.findall(r"\d+", counts))) == len(candidates)


@pytest.mark.parametrize("language", LANGUAGES)
def test_word_and_pdf_say_the_same(briefs, word, pdf, language):
    written, portable = letters(words(word[language])), all_text(pdf[language])
    for block in briefs[language].blocks:
        match block:
            case Paragraph(text):
                assert letters(text) in written
                assert letters(text) in portable
            case Table(headings, rows):
                for cell in (*headings, *(cell for row in rows for cell in row)):
                    assert letters(cell) in written
                    assert letters(cell) in portable


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_hub_is_told_by_host_technology_users_and_how_firm_it_is(word, baseline, language):
    say, hubs = Speaker(language), word[language].tables[1]
    rows = [[cell.text for cell in row.cells] for row in hubs.rows][1:]
    for row, hub in zip(rows, baseline.hubs.itertuples(), strict=True):
        number, host, technology, users, jobs, able, firm, other = row
        assert number == str(hub.number)
        city = say.region(baseline, hub.region_code)
        assert host == f"{say.either(hub.host_ko, hub.host_en)}, {city}"
        assert technology == say.either(hub.technology_ko, hub.technology_en)
        served = baseline.sites.served[hub.region_code]
        assert users.startswith(say.place(baseline, served.idxmax()))
        assert jobs == f"{round(hub.jobs_near, -2):,.0f}"
        assert float(able) == pytest.approx(
            baseline.sites.hubs["capability"][hub.region_code], abs=0.006
        )
        assert firm == f"{say(TIERS[hub.tier])} {100 * hub.draw_share:.0f}\N{NO-BREAK SPACE}%"
        assert other.startswith(say.either(hub.next_ko, hub.next_en)[:40])


@pytest.mark.parametrize("language", ["ko", "en"])
def test_what_each_hub_lacks_is_told(pdf, baseline, language):
    table = baseline.network.functions
    missing = table[table["suppliers"] == 0]
    assert len(missing), "the baseline's hubs lack something"
    text = all_text(pdf[language])
    for hub in baseline.hubs[baseline.hubs.index.isin(missing.index)].itertuples():
        names = missing.loc[[hub.Index], f"function_{language}"]
        assert letters(f"{hub.number} {', '.join(names)}") in text


def test_jobs_served_by_hub_add_up_to_the_objective(baseline):
    served = baseline.sites.served
    assert served.to_numpy().sum() == pytest.approx(baseline.siting.objective)
    told = baseline.hubs.set_index("region_code")["jobs_served"]
    assert served.sum().to_dict() == pytest.approx(told.to_dict())


def test_it_is_proven_in_its_place_and_not_on_the_face(briefs):
    brief = briefs["ko"]
    assert "증명" not in brief.title + brief.subtitle
    told = [b.text for b in brief.blocks if isinstance(b, Paragraph) and "증명" in b.text]
    assert len(told) == 1
    assert told[0].endswith("이 조건에서 더 나은 조합은 없음이 증명됨.")


@pytest.mark.parametrize("language", LANGUAGES)
def test_how_new_the_figures_are_is_told(pdf, baseline, language):
    assert letters(baseline.dates.in_language(language)) in all_text(pdf[language])


def test_the_runner_up_and_binding_wishes_are_told(word, baseline):
    told = baseline.sites.advice()
    text = words(word["ko"])
    assert f"{told['runner_up']['instead_of'][0]} 대신 {told['runner_up']['stands'][0]}" in text
    for wish in told["wishes"]:
        shown = f"{wish['wish_ko']} ({wish['price_percent']:g} %)" in text
        assert shown == wish["binds"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_source_is_attributed(pdf, baseline, language):
    text = all_text(pdf[language])
    for _, source in baseline.sources.iterrows():
        assert letters(source[f"attribution_{language}"]) in text


def test_english_pages_have_no_korean(pdf):
    assert not re.search("[가-힣]", all_text(pdf["en"]))


def test_settings_that_differ_are_told(dataset, stages):
    plan = hp.make_plan(dataset, hp.Scenario(name="three", siting={"hubs": 3}), stages=stages)
    text = "\n".join(
        block.text
        for block in write_brief(plan, Speaker("ko")).blocks
        if isinstance(block, Paragraph)
    )
    assert "기본값과 다른 설정: siting.hubs = 3" in text


def hubs_of(plan):
    (_, hubs, *_) = (b for b in write_brief(plan, Speaker("ko")).blocks if isinstance(b, Table))
    return hubs


@pytest.mark.slow
def test_hubs_of_a_model_without_technologies(dataset, stages):
    old = {"model": "p_median", "sites": "candidates"}
    plan = hp.make_plan(dataset, hp.Scenario(name="old", siting=old), stages=stages)
    for row, hub in zip(hubs_of(plan).rows, plan.hubs.itertuples(), strict=True):
        assert row[1] == Speaker("ko").region(plan, hub.region_code)
        assert row[-1] == f"{hub.mean_minutes:.0f} / {hub.longest_minutes:.0f}"
    assert len(pypdfium2.PdfDocument(as_pdf(write_brief(plan, Speaker("ko"))))) == 2
    at_institutions = hp.Scenario(name="inst", siting=old | {"hubs": 4, "sites": "institutions"})
    plan = hp.make_plan(dataset, at_institutions, stages=stages)
    for row, code in zip(hubs_of(plan).rows, plan.hubs["region_code"], strict=True):
        assert row[1].startswith(f"{plan.sites.hubs['name_ko'][code]}, ")
    jeju = hp.Scenario(name="jeju", siting=old | {"required": ("제주 서귀포시",)})
    plan = hp.make_plan(dataset, jeju, stages=stages)
    assert hubs_of(plan).rows[-1][3] == "시나리오가 요구함"


def test_docx_is_a4_in_a_korean_font_with_words_for_pictures(word):
    document = word["ko"]
    page = document.sections[0]
    assert (page.page_width.mm, page.page_height.mm) == pytest.approx((210, 297), abs=0.1)
    fonts = document.styles["Normal"].element.rPr.rFonts
    assert fonts.get(qn("w:eastAsia")) == "맑은 고딕"
    pictures = document.inline_shapes
    assert len(pictures) == 1
    for picture in pictures:
        assert picture._inline.docPr.get("descr").startswith("지도")
    for table in document.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None


def test_docx_holds_no_date_of_today(briefs):
    content = as_docx(briefs["ko"])
    with zipfile.ZipFile(BytesIO(content)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2000-01-01T00:00:00Z" in package.read("docProps/core.xml")


def test_pdf_embeds_its_font_and_says_what_pictures_show(pdf, briefs):
    about = pdf["ko"].get_metadata_dict()
    assert about["Title"] == briefs["ko"].title
    assert about["CreationDate"].startswith("D:2000")
    content = as_pdf(briefs["ko"])
    fonts = content.count(b"/Type /FontDescriptor")
    assert fonts == len(re.findall(rb"/FontFile[23] \d+ 0 R", content)) >= 2
    assert b"/Lang (ko-KR)" in content


@pytest.mark.slow
def test_the_same_plan_gives_the_same_bytes(baseline, briefs):
    again = write_brief(baseline, Speaker("ko"))
    assert as_docx(again) == as_docx(briefs["ko"])
    assert as_pdf(again) == as_pdf(briefs["ko"])


@pytest.mark.slow
def test_pictures_and_then_type_shrink_so_that_a_part_keeps_to_its_page(briefs):
    brief = briefs["ko"]
    for more in (2, 6):
        longer = [*brief.blocks[:2], *[Paragraph("글 " * 150)] * more, *brief.blocks[2:]]
        content = as_pdf(dataclasses.replace(brief, blocks=longer))
        assert len(pypdfium2.PdfDocument(content)) == 2


@pytest.mark.slow
def test_nasty_names_come_out_as_text(nasty):
    brief = write_brief(nasty, Speaker("ko"))
    pictures = [block for block in brief.blocks if isinstance(block, Picture)]
    assert len(pictures) == 1
    document = docx.Document(BytesIO(as_docx(brief)))
    text = words(document)
    first = nasty.regions.nsmallest(1, "rank")["name_ko"].iloc[0]
    assert clean(first) in text
    assert "</w:t><script>alert(1)</script>" in text
    assert "\x01" not in text
    assert letters(clean(first)) in all_text(pypdfium2.PdfDocument(as_pdf(brief)))
