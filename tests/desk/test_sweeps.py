"""Sweeps: made by a form, worked off, paused, gone on with, looked at."""

from __future__ import annotations

import json
import re
import sys
import time
import tomllib

import pytest

from hubplanner.desk.sweep_files import create_sweep, progress_of, sweep_names, write_progress
from hubplanner.desk.sweep_form import METHODS, Line, plans_of, sweep_toml, varied_keys
from hubplanner.desk.workspace import examples
from hubplanner.errors import ScenarioError
from hubplanner.sweeping import Sweep

SMALL = b"""
scenario = "../scenarios/a.toml"
method = "grid"
[choices]
"siting.hubs" = [2, 3]
[futures]
"candidates.top" = [20, 30]
"""
LARGE = SMALL.replace(b"[20, 30]", b"{ from = 10, to = 60, whole = true }").replace(
    b"[2, 3]", b"[2, 3, 4, 5, 6]"
)


@pytest.fixture
def swept(visitor):
    visitor.post("/scenarios", {"example": "baseline", "name": "a"})
    return visitor


def made(lines, method="grid", draws=10):
    path = examples()[0]
    return sweep_toml("../scenarios/a.toml", path.read_bytes(), path, method, draws, lines)


def over(visitor):
    while visitor.jobs.unfinished():
        time.sleep(0.05)


def test_what_the_form_says_is_a_sweep_file(tmp_path):
    lines = [
        Line("siting.hubs", True, "5, 6,8"),
        Line("candidates.top", False, "30 ~ 50"),
        Line("scoring.weights.decline", False, "0.5~2"),
        Line("candidates.capital_region", True, ""),
    ]
    content = made(lines, "latin_hypercube", 20)
    assert tomllib.loads(content.decode()) == {
        "scenario": "../scenarios/a.toml",
        "method": "latin_hypercube",
        "draws": 20,
        "choices": {"siting.hubs": [5, 6, 8], "candidates.capital_region": [True, False]},
        "futures": {
            "candidates.top": {"from": 30, "to": 50, "whole": True},
            "scoring.weights.decline": {"from": 0.5, "to": 2},
        },
    }
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / "a.toml").write_bytes(examples()[0].read_bytes())
    file = tmp_path / "sweeps" / "s.toml"
    file.parent.mkdir()
    file.write_bytes(content)
    assert len(Sweep.from_toml(file).runs()) == 20 * 6


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    "lines",
    [
        [Line("siting.hubs", True, "5, 6, 8"), Line("candidates.capital_region", True, "")],
        [Line("siting.hubs", True, "5, 6"), Line("candidates.top", False, "30 ~ 36")],
        [Line("scoring.weights.decline", False, "0.5~2"), Line("candidates.top", False, "20,30")],
    ],
)
def test_as_many_plans_are_told_as_are_laid_out(tmp_path, method, lines):
    content = made(lines, method, 16)
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / "a.toml").write_bytes(examples()[0].read_bytes())
    file = tmp_path / "sweeps" / "s.toml"
    file.parent.mkdir()
    file.write_bytes(content)
    assert plans_of(content) == len(Sweep.from_toml(file).runs())


@pytest.mark.parametrize("wrong", [b"[", b"draws = 'x'", b"choices = 3", b"[choices]\na = 1"])
def test_of_a_file_that_is_no_sweep_no_number_is_told(wrong):
    assert plans_of(wrong) is None


def test_how_many_plans_and_how_long_is_told_as_one_types(swept):
    form = {"scenario": "a", "method": "monte_carlo", "draws": "300"}
    told = swept.post("/sweeps/size", form).json()["told"]
    assert told == "choose at least one setting that varies"
    form |= {"key-0": "siting.hubs", "who-0": "choice", "values-0": "5, 6, 7"}
    assert swept.post("/sweeps/size", form).json()["told"] == "plans to compute: 3"
    form |= {"key-1": "candidates.top", "who-1": "future", "values-1": "30 ~ 50"}
    assert swept.post("/sweeps/size", form).json()["told"] == "plans to compute: 900"
    for name, pace in (("early", 9.0), ("late", 6.0), ("unknown", None)):  # the last that is known
        (swept.workspace.sweeps / name).mkdir(parents=True)
        write_progress(swept.workspace.sweeps / name, "", 1, 2, pace)
        time.sleep(0.01)
    told = swept.post("/sweeps/size", form).json()["told"]
    assert "900, in about 1 h 30 min" in told
    one = swept.post("/sweeps/size", {**form, "draws": "1"}).json()["told"]
    assert "plans to compute: 3, in about 1 min" in one
    assert told in swept.post("/sweeps", {**form, "name": "s"}).text
    assert 'data-size="/sweeps/size"' in swept.get("/sweeps").text
    assert swept.workspace.sweeps.joinpath("s.toml").is_file()


@pytest.mark.parametrize("word", ["p_median", "least travel in all (p-median)"])
def test_choices_are_told_by_their_words(word):
    content = made([Line("siting.model", True, word)])
    assert tomllib.loads(content.decode())["choices"] == {"siting.model": ["p_median"]}


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ([], "at least one"),
        ([Line("siting.hubs", True, "")], "give values"),
        ([Line("siting.hubs", True, "many")], "is no number"),
        ([Line("siting.hubs", True, "5 ~ 8")], "single values"),
        ([Line("siting.hubs", False, "8 ~ 5")], "below"),
        ([Line("siting.hubs", True, "0")], "0"),
        ([Line("siting.hubs", True, "5")] * 2, "once"),
        ([Line("siting.model", True, "best")], "none of its values"),
        ([Line("title_ko", True, "x")], "cannot be varied"),
    ],
)
def test_what_cannot_be_is_refused_by_its_setting(lines, told):
    with pytest.raises(ScenarioError, match=told):
        made(lines)


def test_every_setting_that_is_offered_can_be_varied():
    for keys in varied_keys().values():
        for key in keys:
            if key.kind in ("choice", "switch"):
                made([Line(key.path, True, "")])
            elif key.default is not None:
                made([Line(key.path, True, str(key.default))])


@pytest.mark.slow
def test_a_sweep_is_made_by_form_worked_off_and_shown(swept):
    page = swept.get("/sweeps?scenario=a").text
    assert "No sweep yet" in page
    assert 'value="siting.hubs"' in page
    form = {"name": "거점 수", "scenario": "a", "method": "grid", "draws": "5"}
    lines = {"key-0": "siting.hubs", "who-0": "choice", "values-0": "2, 3"}
    answer = swept.post("/sweeps", {**form, **lines})
    assert answer.url.path == "/sweep/거점 수"
    assert "Not started" in answer.text
    assert swept.post("/sweeps", {**form, **lines}).status_code == 422
    assert "not started" in swept.get("/sweeps").text
    answer = swept.post("/sweep/거점 수/start")
    assert "data-follow" in answer.text
    assert "running" in swept.get("/sweeps").text
    over(swept)
    page = swept.get("/sweep/거점 수").text
    assert "2 of 2" in page
    source = re.search(r'<iframe class="result" src="([^"]+)"', page)[1]
    assert swept.get(source).status_code == 200
    table = re.search(r'href="(/results/sweeps/[^"]+/report/choices\.csv)"', page)[1]
    assert swept.get(table).text.count("\n") == 1 + 2, "a line for each choice"
    assert "done" in swept.get("/sweeps").text
    assert "Make the page again" in page
    (swept.workspace.sweeps / "거점 수.html").unlink()
    assert "Show the results" in swept.get("/sweep/거점 수").text, "as when paused at the last"


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="reads processes of Linux")
def test_what_is_paused_is_kept_and_gone_on_with(swept):
    create_sweep(swept.workspace, "s", LARGE)
    job = swept.post("/sweep/s/start").text
    id = re.search(r'data-follow="(/job/[^"]+)/state"', job)[1]
    while not (told := swept.get(f"{id}/state").json())["progress"]:
        assert not told["over"]
        time.sleep(0.05)
    assert re.search(r"of 255, about \d+ min", told["state"])
    answer = swept.post("/sweep/s/pause")
    done, count = progress_of(swept.workspace, "s")
    assert 0 < done < count == 255
    assert f"{done} of 255" in answer.text
    assert "Resume" in answer.text
    assert "paused" in swept.get("/sweeps").text
    kept = {one: one.read_bytes() for one in (swept.workspace.sweeps / "s/results").iterdir()}
    swept.post("/sweep/s/so-far")
    over(swept)
    assert '<iframe class="result"' in swept.get("/sweep/s").text
    swept.post("/sweep/s/start")
    over(swept)
    assert [job.refusal for job in swept.jobs.remembered()] == [None] * 3
    assert progress_of(swept.workspace, "s") == (255, 255)
    for file, content in kept.items():
        assert file.read_bytes() == content, "what was solved is not solved again"


def test_a_sweep_that_cannot_be_is_told_on_its_page(swept):
    create_sweep(swept.workspace, "s", SMALL.replace(b"siting.hubs", b"siting.hups"))
    swept.post("/sweep/s/start")
    over(swept)
    assert re.search(r'role="alert">.*siting\.hups', swept.get("/sweep/s").text)


def test_the_file_is_changed_but_nothing_of_others_is_overwritten(swept):
    create_sweep(swept.workspace, "s", SMALL)
    seen = re.search(r'name="etag" value="(\w+)"', swept.get("/sweep/s").text)[1]
    assert "Saved." in swept.post("/sweep/s", {"etag": seen, "toml": LARGE.decode()}).text
    answer = swept.post("/sweep/s", {"etag": seen, "toml": SMALL.decode()})
    assert answer.status_code == 422
    assert "changed meanwhile" in answer.text
    seen = re.search(r'name="etag" value="(\w+)"', swept.get("/sweep/s").text)[1]
    assert swept.post("/sweep/s", {"etag": seen, "toml": "[choices"}).status_code == 422
    assert (swept.workspace.sweeps / "s.toml").read_bytes() == LARGE


def test_a_deleted_sweep_is_taken_back_with_all_that_came_of_it(swept):
    create_sweep(swept.workspace, "s", SMALL)
    (swept.workspace.sweeps / "s").mkdir()
    (swept.workspace.sweeps / "s" / "runs.parquet").write_bytes(b"x")
    answer = swept.post("/sweep/s/delete")
    assert answer.url.path == "/bin"
    assert sweep_names(swept.workspace) == []
    binned = re.search(r'name="binned" value="([^"]+ s)"', answer.text)[1]
    create_sweep(swept.workspace, "s", LARGE)
    assert swept.post("/bin/sweeps", {"binned": binned}).status_code == 422
    swept.post("/sweep/s/delete")
    assert swept.post("/bin/sweeps", {"binned": binned}).url.path == "/sweep/s"
    assert (swept.workspace.sweeps / "s.toml").read_bytes() == SMALL
    assert (swept.workspace.sweeps / "s" / "runs.parquet").read_bytes() == b"x"
    for other in ("../s", "none", ""):
        assert swept.post("/bin/sweeps", {"binned": other}).status_code == 422


def test_progress_of_another_version_is_none_of_this(swept):
    create_sweep(swept.workspace, "s", SMALL)
    (swept.workspace.sweeps / "s").mkdir()
    told = {"of": "another", "done": 3, "count": 4}
    (swept.workspace.sweeps / "s" / "progress.json").write_text(json.dumps(told))
    assert progress_of(swept.workspace, "s") is None


@pytest.mark.parametrize("name", ["../a", "none", "a%2fb"])
def test_no_other_file_is_a_sweep(swept, name):
    assert swept.get(f"/sweep/{name}").status_code in (404, 422)
    assert swept.post("/sweep/none/start").status_code == 422
    assert sweep_names(swept.workspace) == []
