"""A desk as a planner starts it, with a window that its address was opened in."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib

from axe_core import findings

PLAN = 120_000  # ms; for a plan on a loaded machine, no claim about its speed


class Running:
    """A desk started as a planner does, and a window that its address was opened in."""

    def __init__(self, browser, folder, **environment):
        self.folder = folder
        command = [sys.executable, "-m", "hubplanner", "--lang", "en", "desk", str(folder)]
        self.process = subprocess.Popen(
            [*command, "--no-browser"],
            stdout=subprocess.PIPE,
            encoding="utf-8",
            env={**os.environ, **environment},
        )
        address = re.search(r"http\S+", self.process.stdout.readline())[0]
        self.home = address.partition("?")[0]
        self.context = browser.new_context(viewport={"width": 1400, "height": 900})
        self.complaints = []
        self.page = self.context.new_page()
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(address)
        self.page.wait_for_url(self.home)

    def open(self, path, language="en", width=1400):
        self.page.set_viewport_size({"width": width, "height": 900})
        self.page.goto(self.home + path)
        button = self.page.locator(f"button[lang={language}]")
        if button.get_attribute("aria-pressed") == "false":
            button.click()
            self.page.goto(self.home + path)
        return self.page

    def new(self, name, example="baseline"):
        page = self.open("")
        page.select_option("[name=example]", example)
        page.fill("form[action='/scenarios'] [name=name]", name)
        page.click("button:has-text('New scenario')")
        page.wait_for_selector("#form")
        page.wait_for_load_state("load")  # its script listens from now on
        return page

    def stated(self, name):
        return tomllib.loads((self.folder / "scenarios" / f"{name}.toml").read_text("utf-8"))

    def close(self):
        self.context.close()
        self.process.terminate()
        self.process.wait()
        self.process.stdout.close()


def is_for_everyone(page):
    """axe-core finds nothing, and no window scrolls sideways."""
    page.wait_for_load_state("load")  # elements are there before the sheet of styles is
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    # The map in the frame has tests of its own.
    assert findings(page, "iframe") == ""
