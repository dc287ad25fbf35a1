"""Only the browser that was let in is answered; nothing leads out of the workspace."""

from __future__ import annotations

import io

import pytest

from hubplanner.desk import middleware

PAGES = ["/", "/data", "/bin", "/static/desk.css", "/results/maps/baseline.html", "/nowhere"]


@pytest.mark.parametrize("page", PAGES)
def test_a_stranger_is_told_nothing(stranger, page):
    answer = stranger.get(page)
    assert answer.status_code == 401
    assert "workspace" not in answer.text
    assert stranger.client.get("/?token=wrong").status_code == 401
    assert stranger.client.get("/?token=").status_code == 401
    assert stranger.post("/stop").status_code == 401
    assert not stranger.stopped


def test_the_token_is_exchanged_once_for_a_strict_cookie(stranger):
    address = stranger.access.opened_at
    answer = stranger.get(address)
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert address.partition("token=")[2] not in answer.text + cookie
    assert stranger.get("/").status_code == 200
    stranger.client.cookies.clear()
    assert stranger.get(address).status_code == 401


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1:8001", "127.0.0.1", "localhost.evil.example:8000", ""]
)
def test_another_host_is_refused(visitor, host):
    """DNS rebinding: the name of another site that leads to this machine."""
    assert visitor.get("/", headers={"host": host}).status_code == 403


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "http://127.0.0.1:8001", "null", "", "http://localhost:8000"]
)
def test_a_form_of_another_origin_is_refused(visitor, origin):
    answer = visitor.client.post("/stop", headers={"origin": origin})
    assert answer.status_code == 403
    assert not visitor.stopped


def test_a_form_without_an_origin_is_refused_and_one_of_ours_is_taken(visitor):
    assert visitor.post("/stop", origin="").status_code == 403
    assert visitor.get("/", headers={"origin": "https://evil.example"}).status_code == 403
    assert visitor.post("/stop").status_code == 200
    assert visitor.stopped


@pytest.mark.parametrize("page", ["/", "/data", "/bin", "/nowhere", "/static/desk.js"])
def test_pages_run_no_script_but_the_desks_own(visitor, page):
    answer = visitor.get(page)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "style=" not in answer.text
    assert "<script>" not in answer.text


@pytest.fixture
def secret(visitor):
    maps = visitor.workspace.maps
    maps.mkdir(parents=True)
    (maps / "plan.html").write_text("<script>1</script>")
    outside = visitor.workspace.folder.parent / "secret.html"
    outside.write_text("secret")
    (visitor.workspace.folder / "note.html").write_text("secret")
    return outside


@pytest.mark.parametrize(
    "path",
    [
        "maps/../../secret.html",
        "maps/..%2f..%2fsecret.html",
        "%2e%2e/secret.html",
        "maps/%2e%2e/note.html",
        "note.html",
        "maps/link.html",
        "maps/out/secret.html",
        "maps/%00",
        "maps/" + "a" * 5000,
        "/etc/passwd",
    ],
)
def test_no_path_leads_out_of_the_results(visitor, secret, path):
    (visitor.workspace.maps / "link.html").symlink_to(secret)
    (visitor.workspace.maps / "out").symlink_to(secret.parent)
    answer = visitor.get(f"/results/{path}")
    assert answer.status_code in (404, 422)
    assert "secret" not in answer.text.replace("secret.html", "")


def test_a_result_runs_as_a_stranger(visitor, secret):
    answer = visitor.get("/results/maps/plan.html")
    assert answer.status_code == 200
    assert answer.headers["content-security-policy"].startswith("sandbox allow-scripts")
    assert "allow-same-origin" not in answer.headers["content-security-policy"]


def test_what_is_no_page_is_downloaded(visitor, secret):
    (visitor.workspace.maps / "picture.svg").write_text("<svg/>")
    told = visitor.get("/results/maps/picture.svg").headers["content-disposition"]
    assert told.startswith("attachment")
    told = visitor.get("/results/maps/plan.html?download").headers["content-disposition"]
    assert told.startswith("attachment")


@pytest.mark.parametrize("name", ["..", "../x", ".hidden", "a/b", "a\\b", "", "x" * 81, "a."])
def test_no_scenario_is_called_so(visitor, name):
    visitor.post("/scenarios", {"example": "baseline", "name": "a"})
    answer = visitor.post("/scenario/a/rename", {"name": name})
    assert answer.status_code == 422
    assert visitor.workspace.names() == ["a"]


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example", "/\\evil.example", ""])
def test_the_choice_of_a_language_leads_nowhere_else(visitor, back):
    answer = visitor.post("/language", {"language": "ko", "back": back}, follow_redirects=False)
    assert answer.headers["location"] == "/"
    answer = visitor.post("/language", {"language": "ko", "back": "/data"})
    assert answer.url.path == "/data"
    assert "자기 자료" in answer.text


def test_too_large_a_request_is_refused_before_and_while_it_comes(visitor, monkeypatch):
    monkeypatch.setattr(middleware, "MAX_FORM", 1000)
    monkeypatch.setattr(middleware, "MAX_UPLOAD", 3000)
    assert visitor.post("/scenarios", {"name": "a" * 2000}).status_code == 413

    def in_pieces():
        for _ in range(100):
            yield b"a" * 100

    streamed = visitor.client.post(
        "/data/upload",
        content=in_pieces(),
        headers={
            "origin": "http://127.0.0.1:8000",
            "content-type": "multipart/form-data; boundary=b",
        },
    )
    assert streamed.status_code == 413
    file = {"file": ("a.csv", io.BytesIO(b"a" * 4000))}
    assert visitor.post("/data/upload", files=file).status_code == 413
    assert not (visitor.workspace.folder / ".uploads").exists()


def test_what_should_not_happen_is_told_without_a_traceback(visitor, monkeypatch):
    monkeypatch.setattr(
        type(visitor.workspace), "names", lambda self: 1 / 0 and ["/home/planner/secret"]
    )
    answer = visitor.get("/")
    assert answer.status_code == 500
    assert "wrong inside hubplanner" in answer.text
    assert "Traceback" not in answer.text
    assert "ZeroDivision" not in answer.text


def test_markup_in_names_stays_text(visitor):
    visitor.post("/scenarios", {"example": "baseline", "name": "a"})
    content = visitor.workspace.path("a")
    content.write_text('title_ko = "<script>alert(1)</script>"\ntitle_en = "<b>&\'"\n')
    for page in ("/", "/scenario/a", "/scenario/a/edit", "/scenario/a/history"):
        text = visitor.get(page).text
        assert "<script>alert" not in text
        assert "<b>" not in text
