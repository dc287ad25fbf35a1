"""The desk in a real browser: a planner's tasks, from the first page to a plan."""

from __future__ import annotations

import re

import pytest
from desk_running import PLAN, Running, is_for_everyone
from openpyxl import Workbook
from playwright.sync_api import expect


@pytest.fixture(scope="module")
def desk(browser, tmp_path_factory):
    running = Running(browser, tmp_path_factory.mktemp("desk"))
    yield running
    running.close()


@pytest.fixture(scope="module")
def planned(desk):
    """A scenario with a plan."""
    page = desk.new("planned")
    desk.open("scenario/planned")
    page.click("main >> text=Compute")
    page.wait_for_selector("iframe.result", timeout=PLAN)
    return "planned"


@pytest.fixture(autouse=True)
def nothing_complains(desk):
    desk.complaints.clear()
    yield
    assert desk.complaints == []


def test_the_address_leaves_no_token_behind(desk):
    page = desk.open("")
    assert "token" not in page.url
    assert page.evaluate("document.cookie") == ""


def test_a_planner_types_and_sees_the_file_change_and_errors_beside_the_field(desk):
    page = desk.new("typed")
    toml = page.locator("#toml")
    page.fill("[id='siting.hubs']", "4")
    expect(toml).to_have_value(re.compile(r"^hubs = 4 ", re.M))
    field = page.locator("[data-key='siting.hubs']")
    expect(field).to_have_class(re.compile("changed"))
    page.fill("[id='siting.required']", "거재시")
    problem = page.locator("[id='problem-siting.required']")
    expect(problem).to_contain_text("거제시", timeout=30_000)
    page.fill("[id='siting.required']", "거제시")
    expect(problem).to_be_empty()
    page.click(".question:has([id='siting.full_minutes']) details summary")
    page.fill("[id='siting.full_minutes']", "500")
    expect(page.locator("#problems")).to_contain_text("must be below")
    page.fill("[id='siting.full_minutes']", "")
    expect(page.locator("#problems")).to_be_empty()
    assert desk.stated("typed")["siting"]["hubs"] == 6
    page.click("#form >> text='Save'")
    page.wait_for_selector("text=Saved.")
    assert desk.stated("typed")["siting"]["hubs"] == 4
    assert desk.stated("typed")["siting"]["required"] == ["거제시"]
    assert "full_minutes" not in desk.stated("typed")["siting"]


def test_places_are_picked_from_a_list(desk):
    page = desk.new("picked")
    pick = page.locator(".pick[data-into='siting.required']")
    expect(pick).to_be_visible()  # hidden until its script runs
    pick.focus()
    expect(page.locator("#places option")).to_have_count(17 + 229, timeout=30_000)
    told = page.locator("[id='picked-siting.required']")
    for name, wrong in (
        ("Geoje-si, Gyeongsangnam-do", ""),
        ("no such place", "No name here has this in it"),
        ("gyeongsangnam", "More than one name has this in it"),
        ("gunsan", ""),
    ):
        pick.fill(name)
        pick.press("Enter")
        expect(told).to_contain_text(wrong) if wrong else expect(told).to_be_empty()
        expect(pick).to_have_value(name if wrong else "")
    typed = "Geoje-si, Gyeongsangnam-do\nGunsan-si, Jeollabuk-do"
    expect(page.locator("[id='siting.required']")).to_have_value(typed)
    expect(page.locator("[id='problem-siting.required']")).to_be_empty()
    page.click("#form >> text='Save'")
    page.wait_for_selector("text=Saved.")
    assert desk.stated("picked")["siting"]["required"] == typed.split("\n")


def test_save_and_compute_is_one_click(desk):
    page = desk.new("at-once")
    page.fill("[id='siting.hubs']", "2")
    page.click("text=Save and compute")
    page.wait_for_selector("iframe.result", timeout=PLAN)
    frame = page.frame_locator("iframe.result")
    expect(frame.locator(".hub-marker")).to_have_count(2, timeout=30_000)


def test_toml_typed_by_hand_comes_into_the_form(desk):
    page = desk.new("by-hand")
    page.click("text=The file (TOML)")
    page.fill("#toml", "[siting]\nhubs = 2\nmodel = 'p_median'\nweight = 'population'\n")
    page.click("text=Save the file as it stands here")
    page.wait_for_selector("text=Saved.")
    assert page.input_value("[id='siting.hubs']") == "2"
    assert page.input_value("[id='siting.model']") == "p_median"


def test_leaving_with_something_unsaved_is_asked_about(desk):
    page = desk.new("unsaved")
    page.fill("[id='siting.hubs']", "4")
    asked = []

    def stay(dialog):
        asked.append(dialog.type)
        dialog.accept()

    page.once("dialog", stay)
    page.click("header >> text=Bin")
    page.wait_for_url("**/bin")
    assert asked == ["beforeunload"]
    assert desk.stated("unsaved")["siting"]["hubs"] == 6


@pytest.mark.slow
def test_two_windows_on_one_scenario_choose(desk):
    page = desk.new("shared")
    other = desk.context.new_page()
    other.goto(page.url)
    other.fill("[id='siting.hubs']", "3")
    other.click("#form >> text='Save'")
    other.wait_for_selector("text=Saved.")
    page.fill("[id='siting.hubs']", "5")
    page.click("#form >> text='Save'")
    page.wait_for_selector("#theirs")
    desk.complaints.clear()  # the browser tells of the answer 409
    assert "hubs = 3" in page.input_value("#theirs")
    assert "hubs = 5" in page.input_value("#mine")
    page.click("text=Save mine")
    page.wait_for_selector("text=Saved.")
    assert desk.stated("shared")["siting"]["hubs"] == 5
    page.click("main >> text=History")
    page.locator("button", has_text="Restore").first.click()
    page.wait_for_selector("text=Saved.")
    assert desk.stated("shared")["siting"]["hubs"] == 3
    other.close()


def test_deleted_by_mistake_and_taken_back(desk):
    desk.new("mistake")
    page = desk.open("")
    card = page.locator(".card", has_text="mistake.toml")
    card.locator("summary").click()
    card.locator("text=Delete").click()
    page.wait_for_selector("text=Deleted: mistake")
    assert page.locator(".card", has_text="mistake.toml").count() == 0
    page.click("text=Take it back")
    expect(page.locator(".card", has_text="mistake.toml")).to_have_count(1)


@pytest.mark.slow
def test_a_plans_page_works_in_the_desk_as_a_stranger(desk, planned):
    page = desk.open(f"scenario/{planned}")
    frame = page.frame_locator("iframe.result")
    expect(frame.locator(".hub-marker").first).to_be_visible(timeout=30_000)
    frame.locator("#try-open").click()
    expect(frame.locator("#whatif")).to_be_visible()
    inner = page.locator("iframe.result").element_handle().content_frame()
    assert inner.evaluate("self.origin") == "null"
    reached = inner.evaluate("fetch('/stop', {method: 'POST'}).then(() => 'in', () => 'out')")
    assert reached == "out"
    desk.complaints.clear()  # of the policy that kept it out
    assert desk.process.poll() is None


@pytest.mark.slow
def test_a_trial_in_the_desk_solves_again(desk, planned):
    page = desk.open(f"scenario/{planned}")
    frame = page.frame_locator("iframe.result")
    frame.locator("#try-open").click(timeout=30_000)
    frame.locator("#try-hubs").fill("4")
    expect(frame.locator(".hub-marker")).to_have_count(4, timeout=30_000)


def test_a_computation_is_followed_and_cancelled(desk):
    desk.new("cancelled")
    page = desk.open("scenario/cancelled")
    page.click("main >> text=Compute")
    page.click("main button:has-text('Cancel')")
    expect(page.locator("#state")).to_have_text("cancelled")
    assert not (desk.folder / "maps" / "cancelled.html").exists()


@pytest.mark.slow
def test_two_scenarios_are_compared(desk, planned):
    page = desk.new("three")
    page.fill("[id='siting.hubs']", "3")
    page.click("#form >> text='Save'")
    page.wait_for_selector("text=Saved.")
    page = desk.open("")
    page.check(f"[name=names][value={planned}]")
    page.check("[name=names][value=three]")
    page.click("text=Compare what is ticked")
    page.wait_for_selector("iframe.result", timeout=PLAN)
    frame = page.frame_locator("iframe.result")
    expect(frame.locator("#scenarios tr").first).to_be_attached(timeout=30_000)


@pytest.mark.slow
def test_an_own_file_is_understood_and_kept(desk, tmp_path):
    file = tmp_path / "조사.csv"
    file.write_text("시군구,연도,제조업 종사자(명)\n거제시,2023,51200\n", encoding="cp949")
    page = desk.open("data")
    page.set_input_files("[type=file]", file)
    page.click("text=Look at it")
    page.wait_for_selector(".understood", timeout=PLAN)
    assert "1 / 229" in page.inner_text(".understood")
    page.click("text=Keep")
    page.wait_for_selector("text=../own-data/조사", timeout=PLAN)
    assert (desk.folder / "own-data" / "조사" / "statistics.parquet").is_file()


@pytest.fixture(scope="module")
def sweep(desk, planned):
    """A small sweep, worked off."""
    page = desk.open("sweeps?scenario=planned")
    page.fill("[name=name]", "how-many")
    page.select_option("[name=method]", "grid")
    page.select_option("[name=key-0]", "siting.hubs")
    page.fill("[name=values-0]", "2, 3")
    page.select_option("[name=key-1]", "candidates.top")
    page.fill("[name=values-1]", "30, 40")
    page.click("text=Make the sweep")
    page.wait_for_selector("text=Not started")
    page.click("main button.main >> text=Start")
    page.wait_for_selector("iframe.result", timeout=2 * PLAN)
    return "how-many"


@pytest.mark.slow
def test_a_sweep_is_made_worked_off_and_shown(desk, sweep):
    page = desk.open(f"sweep/{sweep}")
    assert "4 of 4" in page.inner_text("main")
    frame = page.frame_locator("iframe.result")
    expect(frame.locator("h1, h2").first).to_be_visible(timeout=30_000)
    # A click right after scrolling may still reach the frame that was there: a key cannot miss.
    page.locator("summary", has_text="Tables").press("Enter")
    assert page.locator("a[href$='choices.csv']").is_visible()


@pytest.mark.slow
def test_a_sweep_is_left_paused_and_gone_on_with(desk, planned):
    text = """
scenario = "../scenarios/planned.toml"
method = "grid"
[choices]
"siting.hubs" = [2, 3, 4, 5, 6, 7, 8]
[futures]
"candidates.top" = { from = 10, to = 100, whole = true }
"""
    (desk.folder / "sweeps").mkdir(exist_ok=True)
    (desk.folder / "sweeps" / "long.toml").write_text(text, encoding="utf-8")
    page = desk.open("sweeps")
    page.click("text=long")
    page.click("main button.main >> text=Start")
    expect(page.locator("#state")).to_contain_text("of 637", timeout=PLAN)
    is_for_everyone(page)
    desk.open("data")
    expect(page.locator(".running")).to_contain_text("sweep long")
    page.click(".running a")
    page.wait_for_url("**/job/*")
    page = desk.open("sweep/long")
    page.click("text=Pause")
    page.wait_for_selector("text=Resume")
    assert "of 637" in page.inner_text("main")
    page.click("text=Resume")
    page.wait_for_selector("text=Pause")
    page.click("text=Pause")
    page.wait_for_selector("text=Resume")


def reports(path, *rows):
    book = Workbook()
    book.active.title = "보고 2028"
    for row in [("연도", "거점 ID", "거점", "지표 ID", "값", "단위", "비고"), *rows]:
        book.active.append(row)
    book.save(path)
    return path


@pytest.fixture(scope="module")
def reported(desk, planned, tmp_path_factory):
    """A plan whose hubs have reported, first with a slip."""
    place = tmp_path_factory.mktemp("reports")
    for value, told in (("many", "Nothing is judged"), (500, "text=Evaluation")):
        page = desk.open(f"scenario/{planned}/yearly")
        row = (2028, "hub-1", None, "students", value, None, None)
        page.set_input_files("[type=file]", reports(place / "보고.xlsx", row))
        page.click("text=Check and judge")
        page.wait_for_url("**/yearly", timeout=PLAN)
        page.wait_for_selector(told if "text" in told else f"text={told}")
        if value == "many":
            assert "보고 2028" in page.inner_text("#found table")
            is_for_everyone(page)
    return planned


@pytest.mark.slow
def test_yearly_reports_are_mended_and_judged(desk, reported):
    page = desk.open(f"scenario/{reported}/yearly")
    expect(page.frame_locator("iframe.result").locator("h1").first).to_be_visible(timeout=30_000)
    with page.expect_download() as download:
        page.click("#judged >> text=Workbook")
    assert re.search(r"evaluation \d{4}-\d\d-\d\d\.xlsx", download.value.suggested_filename)


@pytest.mark.slow
def test_the_workbook_to_fill_in_is_downloaded(desk, planned):
    page = desk.open(f"scenario/{planned}/yearly")
    page.fill("[name=from]", "2030")
    page.fill("[name=to]", "2031")
    page.click("text=Make the workbook")
    page.wait_for_selector("text=reports-2030-2031.xlsx", timeout=PLAN)


@pytest.mark.slow
def test_one_regions_sheet_opens_to_print(desk, planned):
    page = desk.open(f"scenario/{planned}")
    page.select_option("[name=region]", "38090")
    with desk.context.expect_page() as opened:
        page.click("text=Open to print")
    expect(opened.value.locator("#print-sheet")).to_be_visible(timeout=30_000)
    opened.value.close()


SCREENS = [
    "",
    "sweeps",
    "activity",
    "sweep/how-many",
    "scenario/planned/yearly",
    "data",
    "data/fetch",
    "bin",
    "scenario/planned",
    "scenario/planned/edit",
    "scenario/planned/history",
    "nowhere",
]


WIDTHS = pytest.mark.parametrize("width", [360, 1400])
BOTH = pytest.mark.parametrize("language", ["ko", "en"])


@pytest.mark.slow
@WIDTHS
@BOTH
@pytest.mark.parametrize("screen", SCREENS)
def test_axe_finds_nothing_and_nothing_is_cut_off(
    desk, planned, sweep, reported, screen, language, width
):
    page = desk.open(screen, language, width)
    desk.complaints.clear()  # the browser tells of the answer 404
    assert page.get_attribute("html", "lang") == language
    is_for_everyone(page)


@pytest.mark.slow
@WIDTHS
@BOTH
def test_axe_finds_nothing_where_one_chooses_between_two_versions(desk, language, width):
    name = f"choice-{language}-{width}"
    desk.new(name)
    page = desk.open(f"scenario/{name}/edit", language, width)
    file = desk.folder / "scenarios" / f"{name}.toml"
    file.write_text("[siting]\nhubs = 3\n", encoding="utf-8")
    page.locator("#form button").first.click()
    page.wait_for_selector("#theirs")
    desk.complaints.clear()  # the browser tells of the answer 409
    is_for_everyone(page)
    page = desk.open(f"scenario/{name}/edit", language, width)
    page.click("[aria-controls=toml-form]")
    page.fill("#toml", "title_ko = 'a'\n")
    page.click("#toml-form button")
    page.wait_for_selector("[role=status]")
    page.goto(f"{desk.home}scenario/{name}/history")
    page.locator("th a").first.click()
    page.wait_for_selector("pre")
    is_for_everyone(page)


@pytest.mark.slow
@WIDTHS
@BOTH
@pytest.mark.parametrize("content", ["시군구,연도,종사자(명)\n거제시,2023,5\n", "a\n"])
def test_axe_finds_nothing_where_a_file_is_understood(desk, tmp_path, content, language, width):
    file = tmp_path / "조사.csv"
    file.write_text(content, encoding="utf-8")
    page = desk.open("data", language, width)
    page.set_input_files("[type=file]", file)
    page.locator("main button.main").first.click()
    page.wait_for_selector("[formaction='/data/discard']", timeout=PLAN)
    is_for_everyone(page)
    page.click("[formaction='/data/discard']")
    page.wait_for_url("**/data")


@pytest.mark.slow
@WIDTHS
@BOTH
def test_axe_finds_nothing_while_a_plan_is_computed_and_when_it_is_not(desk, language, width):
    name = f"job-{language}-{width}"
    desk.new(name)
    page = desk.open(f"scenario/{name}", language, width)
    page.locator("main button.main").click()
    page.wait_for_selector("progress")
    is_for_everyone(page)
    page.locator("main button").click()
    page.wait_for_selector("progress", state="detached")
    is_for_everyone(page)


def test_the_keyboard_alone_makes_a_scenario(desk):
    page = desk.open("")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "example"
    page.keyboard.press("Tab")
    page.keyboard.type("keys")
    page.keyboard.press("Enter")
    page.wait_for_url("**/scenario/keys/edit")
    assert desk.stated("keys")["title_en"] == "keys"


def test_stop_ends_the_desk(browser, tmp_path):
    running = Running(browser, tmp_path)
    running.page.click("text=Stop")
    running.page.wait_for_selector("text=The desk has ended")
    assert running.process.wait(30) == 0
    running.close()
