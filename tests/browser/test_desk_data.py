"""Own data corrected by choosing, undo, wide and narrow windows, paper, the keyboard alone."""

from __future__ import annotations

import re
import tomllib

import pytest
from desk_running import PLAN, Running, is_for_everyone
from playwright.sync_api import expect

pytestmark = pytest.mark.slow

TABLE = "시군구,기준,업종,근무자\n거제시,2023,조선업무,51200\n군산,2023,제조업,21000\n"
WIDEST = 120  # characters of a line that an eye follows


@pytest.fixture(scope="module")
def desk(browser, tmp_path_factory):
    running = Running(browser, tmp_path_factory.mktemp("desk"))
    yield running
    running.close()


@pytest.fixture(autouse=True)
def nothing_complains(desk):
    desk.complaints.clear()
    yield
    assert desk.complaints == []


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "업종.csv"
    path.write_text(TABLE, encoding="cp949")
    return path


def looked_at(desk, file, language="en", width=1400):
    page = desk.open("data", language, width)
    page.set_input_files("[type=file]", file)
    page.locator("main button.main").first.click()
    page.wait_for_selector("[formaction='/data/again']", timeout=PLAN)
    return page


def again(page):
    page.click("[formaction='/data/again']")
    page.wait_for_selector("main >> text=/mapping file that/", timeout=PLAN)


def test_a_table_is_put_right_by_choosing_and_kept(desk, file):
    page = looked_at(desk, file)
    expect(page.get_by_role("alert")).to_contain_text("'measure' below")
    page.get_by_label("기준 is").select_option("period")
    page.get_by_label("근무자 is").select_option("workers")
    region = page.get_by_label("군산")
    region.focus()
    expect(page.locator("#regions option")).to_have_count(229, timeout=30_000)
    region.fill("Gunsan-si, Jeollabuk-do")
    page.get_by_label("조선업무").select_option("manufacturing")
    again(page)
    expect(page.locator(".understood")).to_contain_text("2 / 229")
    expect(page.locator(".understood")).to_contain_text("2023")
    page.get_by_label("source").fill("시청 조사, 2023")
    page.get_by_label("licence").fill("CC BY 4.0")
    page.fill("[name=name]", "jobs")
    page.click("text=Keep")
    page.wait_for_selector("text=../own-data/jobs", timeout=PLAN)
    expect(page.locator("main")).to_contain_text("시청 조사, 2023")
    expect(page.locator("main")).to_contain_text("CC BY 4.0")
    mapping = (desk.folder / "own-data" / "jobs" / "mapping.toml").read_text("utf-8")
    assert tomllib.loads(mapping)["columns"] == {"기준": "period", "근무자": "workers"}


def test_a_data_folder_that_was_deleted_comes_back(desk):
    (desk.folder / "own-data" / "mine").mkdir(parents=True)
    page = desk.open("data")
    page.get_by_label("Delete mine").click()
    page.wait_for_selector("text=Deleted: mine")
    assert not (desk.folder / "own-data" / "mine").exists()
    page.click("text=Take it back")
    page.wait_for_selector("text=../own-data/mine")
    assert (desk.folder / "own-data" / "mine").is_dir()


def test_a_workbook_to_fill_in_is_handed_out(desk):
    page = desk.open("data")
    with page.expect_download() as started:
        page.click("text=employment by region")
    assert started.value.suggested_filename == "employment.xlsx"
    assert started.value.path().read_bytes()[:2] == b"PK"


def test_what_was_saved_can_be_undone_and_that_again(desk):
    page = desk.new("undone")
    page.fill("[id='siting.hubs']", "4")
    page.click("#form >> text='Save'")
    page.click("button:has-text('Undo')")
    expect(page.locator("[id='siting.hubs']")).to_have_value("6")
    page.click("button:has-text('Undo')")
    expect(page.locator("[id='siting.hubs']")).to_have_value("4")


@pytest.mark.parametrize("width", [360, 1400])
@pytest.mark.parametrize("language", ["ko", "en"])
def test_axe_finds_nothing_where_a_table_is_put_right(desk, file, language, width):
    page = looked_at(desk, file, language, width)
    is_for_everyone(page)
    page.locator("[name=columns-value]").nth(1).select_option("period")
    page.locator("[name=columns-value]").nth(3).select_option("workers")
    page.click("[formaction='/data/again']")
    page.wait_for_selector("[name=name]", timeout=PLAN)
    for part in page.locator("main details").all():
        part.evaluate("node => { node.open = true; }")
    is_for_everyone(page)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_no_line_is_too_long_for_an_eye_on_a_wide_screen(desk, file, language):
    desk.new(f"wide-{language}")
    for path in ("", "data", "data/fetch", f"scenario/wide-{language}/edit", "bin"):
        page = desk.open(path, language, 3840)
        longest = page.evaluate(
            """() => Math.max(...[...document.querySelectorAll("main p, main li")]
              .map((node) => node.getBoundingClientRect().width
                / parseFloat(getComputedStyle(node).fontSize)))"""
        )
        assert longest * (1 if language == "ko" else 2) <= WIDEST
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    toml = page.locator("#toml")
    page = desk.open(f"scenario/wide-{language}/edit", language, 3840)
    expect(toml).to_be_visible()
    expect(page.locator("#live-map")).to_be_visible()


def test_on_paper_the_form_stands_without_its_buttons(desk):
    page = desk.new("printed")
    page.emulate_media(media="print")
    expect(page.locator("header.bar")).to_be_hidden()
    expect(page.locator("#live-map")).to_be_hidden()
    expect(page.locator("#form button").first).to_be_hidden()
    expect(page.locator("[id='siting.hubs']")).to_be_visible()
    page.emulate_media(media="screen")


def test_the_keyboard_alone_goes_from_an_example_to_a_plan(desk):
    page = desk.open("")
    keys = page.keyboard

    def to(wanted):
        """On with Tab until the focus is there."""
        for _ in range(120):
            keys.press("Tab")
            if page.evaluate(f"document.activeElement.matches({wanted!r})"):
                return
        raise AssertionError(wanted)

    to("[name=example]")
    to("[name=name]")
    keys.type("by-keys")
    to("button.main")
    keys.press("Enter")
    page.wait_for_url("**/scenario/by-keys/edit")
    to("[id='siting.hubs']")
    keys.press("Control+a")
    keys.type("2")
    expect(page.locator("#toml")).to_have_value(re.compile("hubs = 2"))
    to("[name=then]")
    keys.press("Enter")
    page.wait_for_selector("iframe.result", timeout=PLAN)
    frame = page.frame_locator("iframe.result")
    expect(frame.locator(".hub-marker")).to_have_count(2, timeout=30_000)
