"""Two people at an institute's desk, each in a browser of their own, by way of a proxy."""

from __future__ import annotations

import http.client
import re
import socket
import subprocess
import sys
import threading
from contextlib import closing, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from desk_running import is_for_everyone
from playwright.sync_api import expect

from hubplanner.desk.passwords import set_password

pytestmark = pytest.mark.slow

NAMES = ("김하나", "이두리")
HOST = "desk.localhost"
PASSED_ON = ("cookie", "origin", "content-type", "content-length", "accept")


def proxy_to(port):
    """A reverse proxy that says it has done TLS; for browsers names below localhost are as safe."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            length = int(self.headers.get("content-length") or 0)
            body = self.rfile.read(length)
            headers = {name: self.headers[name] for name in PASSED_ON if name in self.headers}
            if "origin" in headers:
                headers["origin"] = f"https://{HOST}"
            told = {"Host": HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.1"}
            at = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            # A browser that goes on to another page waits for no answer.
            with closing(at), suppress(BrokenPipeError, ConnectionResetError):
                at.request(self.command, self.path, body, headers | told)
                answer = at.getresponse()
                content = answer.read()
                self.send_response(answer.status)
                for name, value in answer.getheaders():
                    if name.lower() not in ("content-length", "connection", "transfer-encoding"):
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

        def do_POST(self):
            self.do_GET()

        def log_message(self, *_):
            pass

    return ThreadingHTTPServer(("127.0.0.1", 0), Handler)


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("team")
    for name in NAMES:
        set_password(folder / "people.txt", name, f"password of {name}")
    port = free_port()
    team = ["--host", "127.0.0.1", "--port", str(port), "--address", f"https://{HOST}"]
    people = ["--proxy", "127.0.0.1", "--passwords", str(folder / "people.txt")]
    command = [sys.executable, "-m", "hubplanner", "--lang", "en", "desk", str(folder / "desk")]
    desk = subprocess.Popen([*command, *team, *people], stdout=subprocess.PIPE, encoding="utf-8")
    assert f"https://{HOST}" in desk.stdout.readline()
    server = proxy_to(port)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://{HOST}:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()
    desk.terminate()
    desk.wait()
    desk.stdout.close()


@pytest.fixture
def person(browser, home):
    """Signs people in, each in a browser of their own."""
    contexts = []

    def enter(name):
        context = browser.new_context()
        contexts.append(context)
        page = context.new_page()
        page.goto(home)
        page.wait_for_url("**/sign-in")
        page.fill("[name=name]", name)
        page.fill("[name=password]", f"password of {name}")
        page.click("main button.main")
        page.wait_for_url(f"{home}/")
        return page

    yield enter
    for context in contexts:
        context.close()


def test_two_people_change_one_scenario_and_neither_is_overwritten(person, home):
    first, second = map(person, NAMES)
    first.fill("form[action='/scenarios'] [name=name]", "shared")
    first.click("button:has-text('New scenario')")
    first.wait_for_selector("#form")
    second.goto(f"{home}/scenario/shared/edit")
    first.fill("[id='siting.hubs']", "3")
    first.click("#form >> text='Save'")
    first.wait_for_selector("text=Saved.")
    second.fill("[id='siting.hubs']", "5")
    second.click("#form >> text='Save'")
    second.wait_for_selector("#theirs")
    assert re.search(r"^hubs = 3\b", second.input_value("#theirs"), re.M)
    assert re.search(r"^hubs = 5\b", second.input_value("#mine"), re.M)
    second.click("text=Save mine")
    second.wait_for_selector("text=Saved.")
    first.goto(f"{home}/scenario/shared/edit")
    expect(first.locator("[id='siting.hubs']")).to_have_value("5")
    first.goto(f"{home}/activity")
    told = first.locator("main table").last.inner_text()
    for name, what in ((NAMES[0], "new scenario shared"), (NAMES[1], "saved shared")):
        assert re.search(rf"{name}\s+{what}", told)


def test_a_computation_of_one_is_seen_by_the_other(person, home):
    first, second = map(person, NAMES)
    first.fill("form[action='/scenarios'] [name=name]", "seen")
    first.click("button:has-text('New scenario')")
    first.wait_for_selector("#form")
    first.goto(f"{home}/scenario/seen")
    first.click("main >> text=Compute")
    first.wait_for_selector("progress")
    second.goto(f"{home}/activity")
    row = second.locator("main table").first.locator("tr", has_text="plan of seen")
    expect(row).to_contain_text(NAMES[0])
    row.locator("button").click()
    expect(second.locator("#state")).to_have_text("cancelled")
    expect(first.locator("#state")).to_have_text("cancelled", timeout=30_000)


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("width", [360, 1400])
def test_axe_finds_nothing_where_one_signs_in(browser, home, language, width):
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    page.goto(f"{home}/sign-in")
    page.click(f"button[lang={language}]")
    page.wait_for_url("**/sign-in")
    assert page.get_attribute("html", "lang") == language
    page.fill("[name=name]", "x")
    page.fill("[name=password]", "wrong")
    page.click("main button.main")
    page.wait_for_selector("[role=alert]")
    is_for_everyone(page)
    context.close()


def test_signed_out_one_sees_nothing_more(person, home):
    page = person(NAMES[0])
    page.click("text=Sign out")
    page.wait_for_url("**/sign-in")
    page.goto(f"{home}/activity")
    page.wait_for_url("**/sign-in")
