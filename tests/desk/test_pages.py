"""Whole tasks by way of the pages' forms, as a browser without scripts would do them."""

from __future__ import annotations

import re
import time
import tomllib

import pytest

from hubplanner.chapters import CHAPTERS
from hubplanner.desk import understood
from hubplanner.desk.form import read_form
from hubplanner.desk.workspace import etag
from hubplanner.importing.mapping import ROLES

TABLE = "시군구,제조업 종사자(명)\n경남 거제시,51200\n전북 군산시,21000\n".encode("cp949")


@pytest.fixture
def mine(visitor):
    visitor.post("/scenarios", {"example": "baseline", "name": "나의 안"})
    return visitor


def form_of(visitor, name="나의 안"):
    """What the edit page would send back."""
    html = visitor.get(f"/scenario/{name}/edit").text
    return {"etag": re.search(r'name="etag" value="(\w+)"', html)[1]}


def stated(visitor, name="나의 안"):
    return tomllib.loads(visitor.workspace.content(name).decode())


def result_of(visitor, answer):
    """The page that a computation leads to."""
    while (
        answer.url.path.startswith("/job/")
        and not visitor.jobs.get(answer.url.path.split("/")[2]).over
    ):
        time.sleep(0.05)
    return visitor.get(str(answer.url))


def test_an_empty_desk_says_how_to_begin(visitor):
    assert "Begin with an example" in visitor.get("/").text
    assert "The bin is empty" in visitor.get("/bin").text
    assert "No data folder yet" in visitor.get("/data").text


def test_a_scenario_is_made_edited_and_its_history_restored(mine):
    assert stated(mine)["title_ko"] == "나의 안"
    answer = mine.post("/scenario/나의 안/edit", {**form_of(mine), "siting.hubs": "3"})
    assert "Saved." in answer.text
    assert stated(mine)["siting"]["hubs"] == 3
    assert stated(mine)["siting"]["model"] == "gradual_cover", "keys that are not sent stay"
    page = mine.get("/scenario/나의 안/history").text
    time = re.search(r'name="time" value="([^"]+)"', page)[1]
    assert "hubs = 6" in mine.get(f"/scenario/나의 안/history?time={time}").text
    assert "number of hubs: 6 → 3" in page
    mine.post("/scenario/나의 안/history", {**form_of(mine), "time": time})
    assert stated(mine)["siting"]["hubs"] == 6
    assert len(mine.workspace.versions("나의 안")) == 2


def test_what_is_wrong_is_saved_and_shown_beside_its_field(mine):
    answer = mine.post("/scenario/나의 안/edit", {**form_of(mine), "siting.hubs": "many"})
    told = re.search(r'id="problem-siting\.hubs">(.+?)</p>', answer.text)[1]
    assert "valid integer" in told
    assert "many" in mine.get("/").text


def test_what_is_typed_is_checked_without_being_saved(mine):
    before = mine.workspace.content("나의 안")
    typed = {"siting.hubs": "3", "siting.gini": "7", "siting.full_minutes": "200"}
    told = mine.post("/scenario/나의 안/check", typed).json()
    assert tomllib.loads(told["toml"])["siting"]["hubs"] == 3
    assert told["fields"]["siting.hubs"] == {"problem": "", "changed": True}
    assert "less than or equal to 1" in told["fields"]["siting.gini"]["problem"]
    told = mine.post("/scenario/나의 안/check", {"siting.full_minutes": "200"}).json()
    assert "must be below" in told["problems"][0]
    assert mine.workspace.content("나의 안") == before


def test_two_people_never_overwrite_each_other(mine):
    first, second = form_of(mine), form_of(mine)
    mine.post("/scenario/나의 안/edit", {**first, "siting.hubs": "3"})
    answer = mine.post("/scenario/나의 안/edit", {**second, "siting.hubs": "4"})
    assert answer.status_code == 409
    assert stated(mine)["siting"]["hubs"] == 3
    assert "hubs = 3" in answer.text
    assert "hubs = 4" in answer.text
    seen = re.search(r'name="etag" value="(\w+)"', answer.text)[1]
    assert seen == etag(mine.workspace.content("나의 안"))
    mine.post("/scenario/나의 안/toml", {"etag": seen, "toml": "[siting]\r\nhubs = 4\r\n"})
    assert stated(mine) == {"siting": {"hubs": 4}}
    assert len(mine.workspace.versions("나의 안")) == 2


def test_mine_is_what_was_edited_not_a_mixture(mine):
    """Of the form's version, which another has changed meanwhile, nothing of the other's is in."""
    base = mine.workspace.content("나의 안").decode()
    seen = form_of(mine)
    mine.post("/scenario/나의 안/edit", {**form_of(mine), "siting.min_fit": "0.9"})
    answer = mine.post("/scenario/나의 안/edit", {**seen, "base": base, "siting.hubs": "4"})
    own = re.search(r'<textarea id="mine".*?>(.*?)</textarea>', answer.text, re.S)[1]
    assert "hubs = 4" in own
    assert "min_fit = 0.2" in own


def test_toml_that_is_none_is_refused_and_stays_to_be_mended(mine):
    before = mine.workspace.content("나의 안")
    answer = mine.post("/scenario/나의 안/toml", {**form_of(mine), "toml": "[siting\nhubs = 3"})
    assert answer.status_code == 422
    assert "not valid TOML" in answer.text
    assert "[siting\nhubs = 3" in answer.text
    assert mine.workspace.content("나의 안") == before


def test_duplicate_rename_delete_and_take_back(mine):
    mine.post("/scenario/나의 안/duplicate")
    assert sorted(mine.workspace.names()) == ["나의 안", "나의 안 2"]
    assert stated(mine, "나의 안 2")["title_ko"] == "나의 안 2"
    answer = mine.post("/scenario/나의 안 2/rename", {"name": "other"})
    assert 'action="/scenario/other/rename"' in answer.text
    assert 'name="name" value="나의 안 2"' in answer.text
    answer = mine.post("/scenario/other/delete")
    assert mine.workspace.names() == ["나의 안"]
    assert "Deleted: other" in answer.text
    binned = re.search(r'name="binned" value="([^"]+)"', answer.text)[1]
    mine.post("/bin", {"binned": binned})
    assert sorted(mine.workspace.names()) == ["other", "나의 안"]


def test_a_file_that_is_no_scenario_has_a_card_that_says_so(visitor):
    visitor.workspace.scenarios.mkdir(parents=True)
    (visitor.workspace.scenarios / "a.toml").write_text("[siting")
    assert "not valid TOML" in visitor.get("/").text
    assert "not valid TOML" in visitor.get("/scenario/a").text
    page = visitor.get("/scenario/a/edit")
    assert "not valid TOML" in page.text
    assert "[siting" in page.text


@pytest.mark.parametrize(
    "path", ["/scenario/none", "/scenario/none/edit", "/scenario/none/history", "/scenario/a%2fb"]
)
def test_what_is_not_there_is_told(visitor, path):
    assert visitor.get(path).status_code in (404, 422)


def test_a_plan_is_computed_shown_and_goes_out_of_date(mine):
    answer = result_of(mine, mine.post("/scenario/나의 안/plan"))
    assert answer.url.path == "/scenario/나의 안"
    assert '<iframe class="result" src="/results/maps/' in answer.text
    page = mine.get("/results/maps/나의 안.html")
    assert page.status_code == 200
    assert page.text.startswith("<!DOCTYPE html>")
    assert mine.get("/results/maps/나의 안/plan.xlsx").content[:2] == b"PK"
    start = mine.get("/").text
    assert "within 45 minutes of a hub of their own technology" in start
    assert "University of Ulsan" in start
    assert "compute again" not in start
    mine.post("/scenario/나의 안/edit", {**form_of(mine), "siting.hubs": "2"})
    assert "compute again" in mine.get("/").text


@pytest.mark.slow
def test_what_came_of_own_data_stands_above_the_plan(mine):
    mine.workspace.data.mkdir(exist_ok=True)
    table = "시군구,산업,연도,종사자수\n전북 군산시,제조업,2023,21000\n"
    answer = mine.post("/data/upload", files={"file": ("own.csv", table.encode())})
    upload = re.search(r'name="upload" value="([^"]+)"', result_of(mine, answer).text)[1]
    result_of(mine, mine.post("/data/keep", {"upload": upload, "name": "own"}))
    mine.post("/data/use", {"folder": "own", "scenario": "나의 안"})
    page = result_of(mine, mine.post("/scenario/나의 안/plan")).text
    assert "Own data: ../own-data/own (figures: 1): changes nothing in this plan" in page


@pytest.mark.slow
def test_an_impossible_wish_is_told_and_leaves_the_earlier_plan(mine):
    wish = {"siting.required": "거제시\n통영시", "siting.hubs": "1"}
    mine.post("/scenario/나의 안/edit", {**form_of(mine), **wish})
    answer = result_of(mine, mine.post("/scenario/나의 안/plan"))
    assert answer.url.path.startswith("/job/")
    assert 'role="alert"' in answer.text
    assert "siting.required" in answer.text or "hub" in answer.text
    assert not (mine.workspace.maps / "나의 안.html").exists()


def test_a_cancelled_plan_leaves_nothing(mine):
    job = mine.post("/scenario/나의 안/plan").url.path
    answer = mine.post(f"{job}/cancel")
    assert "cancelled" in answer.text
    state = {"state": "cancelled", "over": True, "progress": None}
    assert mine.get(f"{job}/state").json() == state
    assert not list(mine.workspace.maps.glob("*"))


@pytest.mark.slow
def test_a_plan_asked_for_again_takes_the_place_of_the_first(mine):
    first = mine.post("/scenario/나의 안/plan").url.path
    answer = mine.post(
        "/scenario/나의 안/edit", {**form_of(mine), "siting.hubs": "2", "then": "plan"}
    )
    assert mine.get(f"{first}/state").json()["state"] == "cancelled"
    assert result_of(mine, answer).url.path == "/scenario/나의 안"
    assert mine.get("/results/maps/나의 안/hubs.csv").text.count("\nhub-") == 2


def test_every_place_that_is_offered_can_be_told(visitor):
    # In Korean by their names of today, of which one has two provinces of 2020.
    for language, provinces in (("en", 17), ("ko", 16)):
        visitor.post("/language", {"language": language})
        told = visitor.get("/places").json()
        assert (len(told["provinces"]), len(told["regions"])) == (provinces, 229)
        listed = [*told["provinces"], *told["regions"]]
        content = f"[siting]\nforbidden = {listed}\n[candidates]\nprovinces = {told['provinces']}\n"
        form = read_form(content.encode(), visitor.workspace.path("a"))
        assert not form.refused


@pytest.mark.slow
def test_ticked_scenarios_are_compared(mine):
    mine.post("/scenario/나의 안/duplicate")
    mine.post("/scenario/나의 안 2/edit", {**form_of(mine, "나의 안 2"), "siting.hubs": "3"})
    answer = result_of(mine, mine.post("/compare", {"names": ["나의 안", "나의 안 2"]}))
    assert answer.url.path.startswith("/comparison/compare-")
    source = re.search(r'src="([^"]+)"', answer.text[answer.text.index("<iframe") :])[1]
    assert mine.get(source).status_code == 200
    assert mine.post("/compare", {"names": ["나의 안"]}).status_code == 422


@pytest.mark.slow
def test_a_report_is_made_at_a_click(mine):
    answer = result_of(mine, mine.post("/scenario/나의 안/report", {"roadmap": "on"}))
    assert answer.url.path == "/scenario/나의 안"
    files = re.findall(r'href="(/results/reports/[^"]+)"', answer.text)
    assert {file.rpartition(".")[2] for file in files} == {"png", "svg", "docx", "pdf"}
    pdf = next(file for file in files if file.endswith("pdf"))
    assert mine.get(pdf).content.startswith(b"%PDF")


def test_what_a_file_does_not_say_the_planner_says(visitor):
    answer = visitor.post("/data/upload", files={"file": ("../workers.csv", TABLE)})
    answer = result_of(visitor, answer)
    assert 'role="alert"' in answer.text
    assert "year" in re.search(r'role="alert">(.+?)</p>', answer.text)[1]
    assert "/data/keep" in answer.text
    assert "Name of the data folder" not in answer.text
    upload = re.search(r'name="upload" value="([^"]+)"', answer.text)[1]
    assert upload.endswith("/workers.csv")
    assert visitor.post("/data/again", {"upload": upload, "year": "no"}).status_code == 422
    answer = result_of(visitor, visitor.post("/data/again", {"upload": upload, "year": "2023"}))
    assert "Name of the data folder" in answer.text
    assert "2 / 229" in answer.text
    assert "none here has more than 2" in answer.text, "said before it is kept"
    assert visitor.workspace.data_folders() == []
    visitor.post("/language", {"language": "ko", "back": "/data"})
    korean = visitor.get(str(answer.url)).text
    assert "(CP949, 쉼표로 나눔)" in korean
    assert "종사자수 (workers, 명)" in korean
    assert "153곳 이상" in korean
    assert not re.search("comma|persons", re.sub("<[^>]+>", "", korean))


def uploaded(visitor):
    table = "시군구,연도,제조업 종사자(명)\n경남 거제시,2023,51200\n전북 군산시,2023,21000\n"
    answer = visitor.post("/data/upload", files={"file": ("workers.csv", table.encode("cp949"))})
    answer = result_of(visitor, answer)
    return answer, re.search(r'name="upload" value="([^"]+)"', answer.text)[1]


@pytest.mark.slow
def test_what_is_kept_becomes_a_data_folder(visitor):
    answer, upload = uploaded(visitor)
    assert "2 / 229" in answer.text
    words = {"upload": upload, "source": "시청 조사", "licence": "KOGL type 1"}
    again = result_of(visitor, visitor.post("/data/again", words))
    assert 'value="시청 조사"' in again.text
    answer = result_of(visitor, visitor.post("/data/keep", {**words, "name": "workers"}))
    assert "../own-data/workers" in answer.text
    assert (visitor.workspace.data / "workers" / "statistics.parquet").is_file()
    visitor.post("/scenarios", {"example": "baseline", "name": "a"})
    page = visitor.get("/scenario/a/edit").text
    assert "here: ../own-data/workers" in page
    typed = {**form_of(visitor, "a"), "data.folders": "../own-data/workers"}
    answer = visitor.post("/scenario/a/edit", typed)
    assert 'id="problem-data.folders"></p>' in answer.text
    visitor.post("/scenarios", {"example": "baseline", "name": "b"})
    for _ in range(2):
        shown = visitor.post("/data/use", {"folder": "workers", "scenario": "b"})
        assert "../own-data/workers" in shown.text
    assert stated(visitor, "b")["data"]["folders"] == ["../own-data/workers"]
    assert visitor.post("/data/use", {"folder": "x", "scenario": "b"}).status_code == 404
    visitor.post("/data/delete", {"name": "workers"})
    assert visitor.workspace.data_folders() == []


@pytest.mark.slow
def test_a_data_folder_is_not_written_over(visitor):
    for status in (200, 422):
        _, upload = uploaded(visitor)
        answer = visitor.post("/data/keep", {"upload": upload, "name": "workers"})
        assert answer.status_code == status
        result_of(visitor, answer)
    assert "a data folder of this name is there" in answer.text
    visitor.post("/data/delete", {"name": "workers"})
    assert visitor.post("/data/keep", {"upload": upload, "name": "workers"}).status_code == 200


def test_a_long_name_of_hangul_is_cut_and_its_end_kept(visitor):
    table = "시군구,연도,제조업 종사자(명)\n거제시,2023,51200\n".encode()
    answer = visitor.post("/data/upload", files={"file": ("가" * 300 + ".csv", table)})
    upload = re.search(r'name="upload" value="([^"]+)"', result_of(visitor, answer).text)[1]
    assert upload.endswith("가.csv")
    assert len(upload.split("/")[-1].encode()) <= 200


@pytest.mark.slow
def test_columns_and_words_are_chosen_instead_of_a_mapping_file(visitor):
    table = "시군구,기준,업종,근무자\n거제시,2023,조선업무,51200\n군산,2023,제조업,21000\n"
    answer = visitor.post("/data/upload", files={"file": ("t.csv", table.encode("cp949"))})
    answer = result_of(visitor, answer)
    told = re.search(r'role="alert">(.+?)</p>', answer.text)[1]
    assert told.startswith("t.csv: ")
    assert "--" not in told
    chosen = {
        "upload": re.search(r'name="upload" value="([^"]+)"', answer.text)[1],
        "columns-label": re.findall(r'name="columns-label" value="([^"]+)"', answer.text),
        "columns-value": ["", "period", "", "workers"],
        "regions-label": re.findall(r'name="regions-label" value="([^"]+)"', answer.text),
        "regions-value": ["군산시"],
        "industries-label": re.findall(r'name="industries-label" value="([^"]+)"', answer.text),
        "industries-value": ["manufacturing"],
    }
    answer = result_of(visitor, visitor.post("/data/again", chosen))
    assert "2 / 229" in answer.text
    assert '<option value="workers" selected>' in answer.text
    assert 'value="군산시"' in answer.text, "what was said stays to be changed"
    answer = result_of(visitor, visitor.post("/data/keep", {**chosen, "name": "t"}))
    mapping = visitor.workspace.data / "t" / "mapping.toml"
    assert tomllib.loads(mapping.read_text(encoding="utf-8")) == {
        "columns": {"기준": "period", "근무자": "workers"},
        "regions": {"군산": "군산시"},
        "industries": {"조선업무": "manufacturing"},
    }


def test_every_role_of_a_mapping_can_be_chosen():
    assert {*understood.CHOOSABLE} == {*ROLES, "ignore"}


def test_what_is_discarded_is_gone(visitor):
    _, upload = uploaded(visitor)
    visitor.post("/data/discard", {"upload": upload})
    assert not list(visitor.workspace.uploads.iterdir())
    assert visitor.workspace.data_folders() == []


def test_a_file_that_is_no_table_is_refused_in_words(visitor):
    answer = visitor.post("/data/upload", files={"file": ("bomb.xlsx", b"PK\3\4 no workbook")})
    answer = result_of(visitor, answer)
    assert 'role="alert"' in answer.text
    assert "bomb.xlsx" in answer.text
    assert "Traceback" not in answer.text
    assert visitor.post("/data/upload").status_code == 422


@pytest.mark.parametrize("upload", ["../secret/a.csv", "../../etc/passwd", "x/a.csv", "", "/", "a"])
def test_nothing_but_an_upload_is_imported_or_discarded(visitor, upload):
    for action in ("again", "keep", "discard"):
        answer = visitor.post(f"/data/{action}", {"upload": upload, "name": "a"})
        assert answer.status_code == 422


@pytest.mark.slow
def test_no_data_folder_is_called_so(visitor):
    _, upload = uploaded(visitor)
    for name in ("..", "../x", ".bin", "a/b", "", "x" * 81):
        assert visitor.post("/data/keep", {"upload": upload, "name": name}).status_code == 422, name
        assert visitor.post("/data/delete", {"name": name}).status_code == 422, name


def test_every_chapter_that_can_be_made_is_offered(mine):
    page = mine.get("/scenario/나의 안").text
    for chapter in CHAPTERS:
        assert f'name="{chapter}"' in page
        assert str(chapter.about) in page
