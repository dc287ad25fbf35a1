"""A real Chromium without a network. Where HUBPLANNER_NO_SKIP is set, as in CI, none skips."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pylopdf_fonts_ko import sans_path

import hubplanner as hp
from hubplanner.maps import render_comparison

WITHOUT = (
    # Pages of the browser's own beside each of ours, which cost more to load than ours.
    *("WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup"),
    # What Playwright leaves out, whose list this one takes the place of.
    *("DestroyProfileOnBrowserClose", "HttpsUpgrades", "HttpsFirstBalancedModeAutoEnable"),
    *("AvoidUnnecessaryBeforeUnloadCheckSync", "PaintHolding", "ThirdPartyStoragePartitioning"),
    *("LensOverlay", "MediaRouter", "OptimizationHints", "NetworkTimeServiceQuerying"),
    *("AimEnabled", "PreconnectToSearch", "Translate"),
)
"""Features of Chromium that no test looks at."""

ARGUMENTS = [
    f"--disable-features={','.join(WITHOUT)}",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def _chromium() -> str | None:
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    return next(filter(None, map(shutil.which, names)), None)


@pytest.fixture(scope="session")
def fonts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fontconfig file that adds the Korean font of the extra to what the machine has."""
    file = tmp_path_factory.mktemp("fonts") / "fonts.conf"
    file.write_text(
        "<fontconfig><include ignore_missing='yes'>/etc/fonts/fonts.conf</include>"
        f"<dir>{sans_path().parent}</dir><cachedir>{file.parent}</cachedir></fontconfig>"
    )
    return file


@pytest.fixture(scope="session")
def launch(fonts: Path) -> Iterator[Any]:
    """Starts a Chromium with a new, empty profile; options as Playwright's own."""
    executable = _chromium()
    if executable is None:
        reason = "no Chromium found on the PATH: install the package 'chromium' to run this"
        if os.environ.get("HUBPLANNER_NO_SKIP"):
            pytest.fail(reason)
        pytest.skip(reason)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:

        def start(**options: Any) -> Any:
            environment = {**os.environ, "FONTCONFIG_FILE": str(fonts)}
            return playwright.chromium.launch(
                executable_path=executable, args=ARGUMENTS, **{"env": environment, **options}
            )

        yield start


@pytest.fixture(scope="session")
def browser(launch: Any) -> Iterator[object]:
    launched = launch()
    yield launched
    launched.close()


TABLES = "#tab=regions"
"""A link to the tables beside the map, where most of what is tested stands."""


@pytest.fixture(scope="session")
def six_scenarios(dataset: Any, stages: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page that compares six of the shipped scenarios."""
    folder = Path(__file__).parents[2] / "scenarios"
    names = ("baseline", "p_median", "jeonbuk", "eight_hubs", "gunsan", "ships")
    scenarios = [hp.Scenario.from_toml(folder / f"{name}.toml") for name in names]
    comparison = hp.compare([hp.make_plan(dataset, one, stages=stages) for one in scenarios])
    path = tmp_path_factory.mktemp("six") / "comparison.html"
    path.write_text(render_comparison(comparison), encoding="utf-8")
    return path


class Opened:
    """A page opened from disk, with everything that it asked for or complained about."""

    def __init__(
        self,
        browser: Any,
        path: Path,
        width: int = 1400,
        height: int = 900,
        fragment: str = TABLES,
        ready: str = ".hub-marker:visible, .hexagons:visible",
        **context: Any,
    ) -> None:
        self.ready = ready
        self.address = path.resolve().as_uri()
        viewport = {"width": width, "height": height}
        self.context = browser.new_context(viewport=viewport, offline=True, **context)
        self.page = self.context.new_page()
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: self.complaints.append(dialog.message))
        self.again(fragment)

    def again(self, fragment: str = TABLES) -> None:
        """Open the file afresh, as if by a link to a finding in it; "" is the file alone."""
        self.page.goto("about:blank")
        self.requests.clear()
        self.page.goto(self.address + fragment)
        self.page.wait_for_selector(self.ready)

    def tab(self, name: str) -> None:
        """Open a tab, whatever level it stands in."""
        level = self.page.get_attribute(f"#tab-{name}", "data-of")
        self.page.click(f"[data-level={level}]")
        if level != "glance":
            self.page.click(f"#tab-{name}")

    def zoom_in(self, times: int = 4) -> None:
        """Until each institution has its own symbol."""
        for _ in range(times):
            self.page.locator(".leaflet-control-zoom-in").click()
            self.page.wait_for_timeout(300)

    def switch(self, layer: str) -> None:
        """Show or hide a layer by its name in the list."""
        if not self.page.locator(".layer-list[open]").count():
            self.page.click(".layer-list summary")
        self.page.locator(".layers label", has_text=layer).first.click()

    def shown(self, selector: str) -> str:
        return str(self.page.inner_text(selector))


@pytest.fixture(scope="module")
def open_page(browser: object) -> Iterator[object]:
    opened: list[Opened] = []

    def opener(path: Path, **options: Any) -> Opened:
        opened.append(Opened(browser, path, **options))
        return opened[-1]

    yield opener
    for one in opened:
        one.context.close()
