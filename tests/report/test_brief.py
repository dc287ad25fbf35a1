"""The brief, read back from DOCX and PDF: the plan's numbers, four pages, no lost text."""

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
from hubplanner.report.brief import REGIONS_LISTED, _minutes_without, write_brief
from hubplanner.report.pdf import as_pdf
from hubplanner.report.word import as_docx
from hubplanner.report.words import Speaker, clean

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
def test_four_pages_in_both_files(briefs, pdf, language):
    assert sum(isinstance(block, PageBreak) for block in briefs[language].blocks) == 3
    assert len(pdf[language]) == 4


@pytest.mark.parametrize("language", LANGUAGES)
def test_scores_are_those_of_the_csv(word, pdf, baseline, language):
    printed = baseline.printed["regions"].set_index("region_code")
    worst = printed.nsmallest(REGIONS_LISTED, "rank")
    rows = [[cell.text for cell in row.cells] for row in word[language].tables[0].rows][1:]
    for (code, region), row in zip(worst.iterrows(), rows, strict=True):
        name = Speaker(language).region(baseline, code)
        assert row[:2] == [str(region["rank"]), name]
        assert float(row[2]) == pytest.approx(region["crisis_score"], abs=0.0006)
        assert letters("".join(row[:3])) in all_text(pdf[language])


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
def test_every_hub_has_a_row_with_its_figures(word, baseline, language):
    hubs = word[language].tables[1]
    rows = [[cell.text for cell in row.cells] for row in hubs.rows][1:]
    assert len(rows) == len(baseline.hubs)
    for row, hub in zip(rows, baseline.hubs.itertuples(), strict=True):
        assert row[0] == str(hub.number)
        assert row[1] == Speaker(language).region(baseline, hub.region_code)
        assert str(hub.candidates) in row
        assert f"{hub.mean_minutes:.0f} / {hub.longest_minutes:.0f}" in row


@pytest.mark.parametrize("language", LANGUAGES)
def test_technologies_are_told_with_their_reasons(word, baseline, language):
    rows = [[cell.text for cell in row.cells] for row in word[language].tables[2].rows][1:]
    columns = [f"{key}_{language}" for key in ("technology", "ministry", "technology_why")]
    assert [row[1:] for row in rows] == [
        [clean(text) for text in hub] for hub in baseline.hubs[columns].to_numpy()
    ]


def test_what_it_costs_to_do_without_a_hub_is_computed_from_minutes_and_scores(baseline):
    candidates = baseline.regions[baseline.regions["candidate"]]
    codes = baseline.hubs["region_code"].tolist()
    first = codes[0]
    before = after = 0.0
    for code, score in candidates["crisis_score"].items():
        row = baseline.minutes.loc[code]
        before += score * min(row[hub] for hub in codes)
        after += score * min(row[hub] for hub in codes if hub != first)
    assert _minutes_without(baseline)[first] == pytest.approx(after / before - 1)
    assert all(rise > 0 for rise in _minutes_without(baseline).values())


def test_the_runner_up_and_binding_wishes_are_told(word, baseline):
    told = baseline.sites.advice()
    text = words(word["ko"])
    assert f"{told['runner_up']['instead_of'][0]} 대신 {told['runner_up']['stands'][0]}" in text
    for wish in told["wishes"]:
        shown = f"{wish['wish_ko']} ({wish['price_percent']:g} %)" in text
        assert shown == wish["binds"]


def test_counts_of_led_institutions_add_up(word, baseline):
    network = word["ko"].tables[3]
    rows = [[cell.text for cell in row.cells] for row in network.rows][1:]
    counted = sum(int(text) for row in rows for text in row[1:-1])
    assert counted == (baseline.institutions["lead_hub"] != "").sum()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_source_is_attributed(pdf, baseline, language):
    text = all_text(pdf[language])
    for _, source in baseline.sources.iterrows():
        assert letters(source[f"attribution_{language}"]) in text


def test_english_pages_have_no_korean(pdf):
    assert not re.search("[가-힣]", all_text(pdf["en"]))


def test_settings_that_differ_are_told(dataset):
    plan = hp.make_plan(dataset, hp.Scenario(name="three", siting={"hubs": 3}))
    text = "\n".join(
        block.text
        for block in write_brief(plan, Speaker("ko")).blocks
        if isinstance(block, Paragraph)
    )
    assert "기본값과 다른 설정: siting.hubs = 3" in text


def test_a_hub_alone_and_a_hub_for_nobody(dataset):
    alone = hp.make_plan(dataset, hp.Scenario(name="one", siting={"hubs": 1}))
    (_, hubs, *_) = (b for b in write_brief(alone, Speaker("ko")).blocks if isinstance(b, Table))
    assert "유일한 거점" in hubs.rows[0][-1]
    at_institutions = hp.Scenario(name="inst", siting={"hubs": 4, "sites": "institutions"})
    plan = hp.make_plan(dataset, at_institutions)
    (_, hubs, *_) = (b for b in write_brief(plan, Speaker("ko")).blocks if isinstance(b, Table))
    for row, code in zip(hubs.rows, plan.hubs["region_code"], strict=True):
        assert row[-1].startswith(f"입지: {plan.sites.hubs['name_ko'][code]}; 담당: ")
    wish = hp.Scenario(name="jeju", siting={"required": ("제주 서귀포시",)})
    plan = hp.make_plan(dataset, wish)
    (_, hubs, *_) = (b for b in write_brief(plan, Speaker("ko")).blocks if isinstance(b, Table))
    assert hubs.rows[-1][-1] == "시나리오가 요구함"


def test_docx_is_a4_in_a_korean_font_with_words_for_pictures(word):
    document = word["ko"]
    page = document.sections[0]
    assert (page.page_width.mm, page.page_height.mm) == pytest.approx((210, 297), abs=0.1)
    fonts = document.styles["Normal"].element.rPr.rFonts
    assert fonts.get(qn("w:eastAsia")) == "맑은 고딕"
    pictures = document.inline_shapes
    assert len(pictures) == 2
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


def test_the_same_plan_gives_the_same_bytes(baseline, briefs):
    again = write_brief(baseline, Speaker("ko"))
    assert as_docx(again) == as_docx(briefs["ko"])
    assert as_pdf(again) == as_pdf(briefs["ko"])


def test_pictures_shrink_so_that_a_part_keeps_to_its_page(briefs):
    brief = briefs["ko"]
    longer = [*brief.blocks[:2], *[Paragraph("글 " * 200)] * 3, *brief.blocks[2:]]
    content = as_pdf(dataclasses.replace(brief, blocks=longer))
    assert len(pypdfium2.PdfDocument(content)) == 4


def test_nasty_names_come_out_as_text(nasty):
    brief = write_brief(nasty, Speaker("ko"))
    pictures = [block for block in brief.blocks if isinstance(block, Picture)]
    assert len(pictures) == 2
    document = docx.Document(BytesIO(as_docx(brief)))
    text = words(document)
    first = nasty.regions.nsmallest(1, "rank")["name_ko"].iloc[0]
    assert clean(first) in text
    assert "</w:t><script>alert(1)</script>" in text
    assert "\x01" not in text
    assert letters(clean(first)) in all_text(pypdfium2.PdfDocument(as_pdf(brief)))
