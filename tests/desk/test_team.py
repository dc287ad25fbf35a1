"""An institute's desk: only by way of its proxy, only over TLS, only its people."""

from __future__ import annotations

import re
import subprocess
import sys
import threading

import pytest
from starlette.testclient import TestClient

from hubplanner.desk import middleware, passwords, uploads
from hubplanner.desk.access import SESSION, a_team
from hubplanner.desk.app import make_app
from hubplanner.desk.jobs import Jobs
from hubplanner.desk.middleware import RequestChecks
from hubplanner.desk.passwords import PasswordFile, set_password
from hubplanner.desk.sessions import SESSION_SECONDS, SignIn, Throttle
from hubplanner.desk.workspace import Workspace, etag
from hubplanner.errors import DataError

ADDRESS = "https://desk.example.kr"
PROXY = "10.0.0.1"
TLS = {"x-forwarded-proto": "https"}
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="rights of POSIX")


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch):
    """Those that take no half second each."""
    monkeypatch.setattr(passwords, "COST", 2**4)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "people.txt"
    for name in ("김하나", "이두리"):
        set_password(path, name, f"password of {name}")
    return path


class Clock:
    now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def visit(file, clock, tmp_path):
    """Makes clients of a desk: by way of the proxy where nothing else is said."""
    workspace = Workspace(tmp_path / "workspace")

    def client(peer=PROXY, header="", headers=TLS):
        team = a_team(
            ADDRESS, [PROXY], None if header else SignIn(PasswordFile(file), clock), header
        )
        app = make_app(workspace, jobs, "en", lambda: None, team)
        made = TestClient(
            RequestChecks(app, team),
            base_url=ADDRESS,
            client=(peer, 4000),
            raise_server_exceptions=False,
        )
        made.headers.update({"origin": ADDRESS, **headers})
        made.workspace = workspace
        return made

    with Jobs(log=workspace.log.write) as jobs:
        yield client


def enter(client, name="김하나", password=None):
    told = {"name": name, "password": password or f"password of {name}"}
    return client.post("/sign-in", data=told)


def test_only_the_proxy_is_answered(visit):
    for peer in ("10.0.0.2", "127.0.0.1", "::1"):
        assert visit(peer=peer).get("/sign-in").status_code == 403
    assert visit(peer="::ffff:10.0.0.1").get("/sign-in").status_code == 200
    spoofed = {**TLS, "x-forwarded-for": PROXY, "forwarded": f"for={PROXY}"}
    assert visit(peer="10.0.0.2", headers=spoofed).get("/sign-in").status_code == 403


@pytest.mark.parametrize("told", ["", "http", "https, http", "HTTPS "])
def test_without_tls_nothing_is_answered(visit, told):
    client = visit(headers={"x-forwarded-proto": told})
    assert client.get("/sign-in").status_code == 403
    assert enter(client).status_code == 403


def test_nobody_sees_a_page_before_signing_in(visit):
    client = visit()
    for path in ("/", "/activity", "/data", "/results/maps/a.html", "/nowhere"):
        answer = client.get(path, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    assert client.post("/scenarios", data={"example": "baseline"}).status_code == 401
    page = client.get("/sign-in").text
    assert "workspace" not in page
    assert "/activity" not in page
    assert client.get("/static/desk.css").status_code == 200


def test_signed_in_named_and_out_again(visit):
    client = visit()
    answer = enter(client)
    assert answer.url.path == "/"
    assert "김하나" in answer.text
    cookie = answer.history[0].headers["set-cookie"].lower()
    for word in ("__host-", "secure", "httponly", "samesite=strict", "path=/"):
        assert word in cookie
    assert "/stop" not in answer.text
    assert client.post("/stop").status_code == 404
    token = client.cookies[SESSION]
    client.post("/sign-out")
    client.cookies.set(SESSION, token)
    assert client.get("/").url.path == "/sign-in"


def test_a_session_ends_with_its_time_and_with_the_person(visit, file, clock):
    client = visit()
    enter(client)
    assert client.get("/").url.path == "/"
    clock.now += SESSION_SECONDS + 1
    assert client.get("/").url.path == "/sign-in"
    enter(client)
    assert client.get("/").url.path == "/"
    left = [line for line in file.read_text("utf-8").splitlines() if "김하나" not in line]
    file.write_text("\n".join(left), encoding="utf-8")
    assert client.get("/").url.path == "/sign-in"
    assert enter(client).status_code == 401


def test_wrong_passwords_are_slowed_down_by_name_and_by_address(visit, clock):
    client = visit()
    for _ in range(5):
        assert "is wrong" in enter(client, password="no").text
    assert "wait 1 s" in enter(client).text
    clock.now += 1.1
    assert "is wrong" in enter(client, password="no").text
    clock.now += 1.1
    assert "wait" in enter(client).text
    assert "wait" in enter(client, "이두리").text, "another name from the same address"
    client.headers["x-forwarded-for"] = "1.1.1.1, 192.0.2.7"
    assert enter(client, "이두리").status_code == 200, "from another address"
    clock.now += 10
    assert enter(client).status_code == 200
    assert "is wrong" in enter(client, password="no").text, "the count begins anew"


def test_the_wait_grows_to_a_bound(clock):
    throttle = Throttle(clock)
    for _ in range(100):
        throttle.wrong("a")
    assert throttle.wait("a") == 900
    assert throttle.wait("b") == 0
    assert throttle.wait("b", "a") == 900


def test_a_name_that_is_none_is_hashed_like_any_other(file, monkeypatch):
    people, hashed = PasswordFile(file), []
    scrypt = passwords._scrypt
    monkeypatch.setattr(
        passwords, "_scrypt", lambda *given: hashed.append(given[2]) or scrypt(*given)
    )
    assert people.check("nobody", "x") is None
    assert people.check("김하나", "x") is None
    assert hashed == [2**4, 2**4]


def test_who_did_what_is_told_to_all(visit):
    first, second = visit(), visit()
    enter(first)
    enter(second, "이두리")
    enter(visit(), "이두리", "wrong password")
    first.post("/scenarios", data={"example": "baseline", "name": "a"})
    first.post("/scenario/a/plan")
    page = second.get("/activity").text
    assert "plan of a" in page
    assert "<td>김하나</td>" in page
    second.post("/scenario/a/duplicate")
    told = [(one.who, str(one.what)) for one in reversed(first.workspace.log.entries())]
    assert told == [
        ("김하나", "signed in"),
        ("이두리", "signed in"),
        ("이두리", "could not sign in"),
        ("김하나", "new scenario a"),
        ("김하나", "started: plan of a"),
        ("이두리", "new scenario a 2"),
    ]


def test_two_people_on_one_scenario_choose(visit):
    first, second = visit(), visit()
    enter(first)
    enter(second, "이두리")
    first.post("/scenarios", data={"example": "baseline", "name": "a"})
    seen = etag(first.workspace.content("a"))
    one = {"etag": seen, "siting.hubs": "3"}
    two = {"etag": seen, "siting.hubs": "4"}
    assert first.post("/scenario/a/edit", data=one).status_code == 200
    answer = second.post("/scenario/a/edit", data=two)
    assert answer.status_code == 409
    assert "hubs = 3" in answer.text
    assert "hubs = 4" in answer.text


def test_the_history_tells_who_changed_a_scenario(visit):
    first, second = visit(), visit()
    enter(first)
    enter(second, "이두리")
    first.post("/scenarios", data={"example": "baseline", "name": "a"})
    for client, hubs in ((first, "3"), (second, "4"), (second, "4"), (first, "5")):
        seen = etag(first.workspace.content("a"))
        assert client.post("/scenario/a/edit", data={"etag": seen, "siting.hubs": hubs}).is_success
    who = re.findall("<td>(김하나|이두리)</td>", second.get("/scenario/a/history").text)
    assert who == ["김하나", "이두리", "김하나"]  # what changed nothing is no version


def test_the_proxy_names_who_asks(visit):
    client = visit(header="X-Remote-User")
    assert client.get("/").status_code == 403
    named = {"x-remote-user": "김하나".encode()}
    assert "김하나" in client.get("/", headers=named).text
    assert client.get("/sign-in", headers=named).status_code == 404
    twice = [("x-remote-user", "a"), ("x-remote-user", "b")]
    for headers in (twice, {"x-remote-user": " "}, {"x-remote-user": "a" * 200}):
        assert client.get("/", headers=headers).status_code == 403
    direct = visit(peer="10.0.0.9", header="X-Remote-User")
    assert direct.get("/", headers=named).status_code == 403


@pytest.mark.parametrize(
    ("address", "proxies", "header", "told"),
    [
        ("http://desk.example.kr", [PROXY], "X-User", "TLS"),
        ("", [PROXY], "X-User", "TLS"),
        (f"{ADDRESS}/path", [PROXY], "X-User", "TLS"),
        (ADDRESS, [], "X-User", "--proxy"),
        (ADDRESS, ["0.0.0.0/0"], "X-User", "no IP address"),
        (ADDRESS, [PROXY], "", "one of both"),
        (ADDRESS, [PROXY], "X User", "no name of a header"),
    ],
)
def test_a_desk_that_is_not_safe_for_a_team_is_refused(address, proxies, header, told):
    with pytest.raises(DataError, match=told):
        a_team(address, proxies, None, header)


@pytest.mark.parametrize(
    "more",
    [
        ["--host", "127.0.0.1"],
        ["--host", "127.0.0.1", "--user-header", "X-User", "--proxy", PROXY],
        ["--passwords", "people.txt"],
        ["--address", ADDRESS],
        ["--host", "127.0.0.1", "--passwords", "none.txt", "--address", ADDRESS, "--proxy", PROXY],
    ],
)
def test_the_command_refuses_it_in_one_line(tmp_path, more):
    command = [sys.executable, "-m", "hubplanner", "desk", str(tmp_path), "--no-browser", *more]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1


@POSIX
def test_a_file_that_others_can_read_is_refused(file):
    assert file.stat().st_mode & 0o777 == 0o600
    file.chmod(0o640)
    with pytest.raises(DataError, match="chmod 600"):
        PasswordFile(file)


@pytest.mark.parametrize(
    "line",
    ["김하나:password", "a:scrypt:16:8:1:zz:00", "a:scrypt:1099511627776:8:1:00:00", "a:md5:00"],
)
def test_a_line_that_is_no_hash_is_refused_by_its_number(file, line):
    with file.open("a", encoding="utf-8") as added:
        added.write(f"# people\n{line}\n")
    with pytest.raises(DataError, match="line 4"):
        PasswordFile(file)


@pytest.mark.parametrize(
    ("name", "password"), [("a:b", "x" * 10), ("", "x" * 10), ("#a", "x" * 10), ("a", "short")]
)
def test_names_and_passwords_that_cannot_be(file, name, password):
    before = file.read_bytes()
    with pytest.raises(DataError):
        set_password(file, name, password)
    assert file.read_bytes() == before


def test_a_new_password_takes_the_place_of_the_old(file):
    set_password(file, "김하나", "another password")
    people = PasswordFile(file)
    assert people.check("김하나", "another password")
    assert not people.check("김하나", "password of 김하나")
    assert set(people.people()) == {"김하나", "이두리"}
    assert "password" not in file.read_text("utf-8").replace("hubplanner.desk.passwords", "")


@POSIX
def test_people_are_added_by_a_command(file, monkeypatch, capsys):
    typed = iter(["a long password", "a long password", "one", "two"])
    monkeypatch.setattr(passwords.getpass, "getpass", lambda prompt: next(typed))
    monkeypatch.setattr(sys, "argv", ["passwords", str(file), "박세나"])
    assert passwords.main() == 0
    assert PasswordFile(file).check("박세나", "a long password")
    assert passwords.main() == 2
    assert "differ" in capsys.readouterr().err

    def ends(prompt):
        raise EOFError

    monkeypatch.setattr(passwords.getpass, "getpass", ends)
    assert passwords.main() == 2
    assert capsys.readouterr().err.endswith("nothing is changed\n")


def test_sign_ins_never_keep_all_threads_of_the_pages(file, monkeypatch):
    sign_in = SignIn(PasswordFile(file))
    monkeypatch.setattr(sign_in, "_room", threading.BoundedSemaphore(1))
    sign_in._room.acquire()
    with pytest.raises(DataError, match="at this moment"):
        sign_in.enter("김하나", "password of 김하나", "")
    sign_in._room.release()
    assert sign_in.enter("김하나", "password of 김하나", "")


def test_without_the_file_nobody_is_known(visit, file):
    client = visit()
    enter(client)
    file.unlink()
    assert client.get("/").url.path == "/sign-in"
    assert "cannot be read" in enter(client).text


def test_files_that_wait_take_no_more_room_than_allowed(visit, monkeypatch):
    client = visit()
    enter(client)
    sent = {"file": ("a.csv", b"a" * 10)}
    monkeypatch.setattr(uploads, "MOST_KEPT", 15)
    for status in (200, 200, 422):
        assert client.post("/data/upload", files=sent).status_code == status
    monkeypatch.setattr(uploads, "FORGOTTEN_SECONDS", -1)
    assert client.post("/data/upload", files=sent).status_code == 200
    assert len(list(client.workspace.uploads.iterdir())) == 1


def test_no_more_files_are_taken_at_once_than_allowed(visit, monkeypatch):
    client = visit()
    enter(client)
    sent = {"file": ("a.csv", b"a")}
    monkeypatch.setattr(middleware, "MOST_UPLOADS", 0)
    assert client.post("/data/upload", files=sent).status_code == 503
    monkeypatch.setattr(middleware, "MOST_UPLOADS", 1)
    assert client.post("/data/upload", files=sent).status_code == 200
    assert client.post("/data/upload", files=sent).status_code == 200


def test_a_form_that_never_ends_is_given_up(visit, monkeypatch):
    client = visit()
    enter(client)
    monkeypatch.setattr(middleware, "MAX_FORM_SECONDS", 0)
    assert client.post("/scenarios", data={"example": "baseline"}).status_code == 408


def test_more_computations_than_may_wait_are_refused(visit, monkeypatch):
    monkeypatch.setattr("hubplanner.desk.jobs.MOST_WAITING", 2)
    client = visit()
    enter(client)
    for name in ("a", "b", "c"):
        client.post("/scenarios", data={"example": "baseline", "name": name})
    assert client.post("/scenario/a/plan").status_code == 200
    assert client.post("/scenario/b/plan").status_code == 200
    answer = client.post("/scenario/c/plan")
    assert answer.status_code == 422
    assert "too many computations wait" in answer.text
