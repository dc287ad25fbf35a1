"""The pictures in docs/: the page's three levels at four sizes, its map, and the README's desk.

    python tests/browser/pictures.py

Taken of maps/baseline.html and of a desk with one scenario, as a reader sees them;
WebP of at most 150 kB. Needs what the tests in a browser need.
"""

from __future__ import annotations

import io
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from desk_running import PLAN, Running
from PIL import Image
from pylopdf_fonts_ko import sans_path

ROOT = Path(__file__).parents[2]
MAP = ROOT / "maps" / "baseline.html"
SIZES = {"phone": (390, 844), "tablet": (768, 1024), "laptop": (1440, 900), "desk": (1920, 1080)}
LEVELS = {"glance": "", "explore": "tab=regions&region=38090", "examine": "tab=draws"}
README = (1280, 820)
DESK = (1600, 1000)
TITLES = {"ko": "2030 혁신거점", "en": "Innovation hubs 2030"}
TRIED_HUBS = "7"
WIDEST = 960  # pixels of a picture in docs/
MOST = 150_000  # bytes of one


def taken(browser: Any, size: tuple[int, int], fragment: str) -> Image.Image:
    """What the window shows when the page is at rest."""
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height}, offline=True, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(f"{MAP.as_uri()}#{fragment}")
    page.wait_for_selector(".map-name")
    page.wait_for_timeout(1000)
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    context.close()
    return picture


def desk_pictures(browser: Any, folder: Path) -> None:
    """A scenario that is edited beside its map, on which the changed number of hubs is tried."""
    desk = Running(browser, folder)
    page = desk.new("hubs-2030")
    for language, title in TITLES.items():
        page.fill(f"[id=title_{language}]", title)
    page.click("[name=then]")
    page.wait_for_selector("iframe.result", timeout=PLAN)
    for language in ("ko", "en"):
        page = desk.open("scenario/hubs-2030/edit", language)
        page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
        page.reload()
        frame = page.frame_locator("#live-map")
        frame.locator(".map-name").first.wait_for()
        page.fill("[id='siting.hubs']", TRIED_HUBS)
        frame.locator("#ribbon").wait_for()
        page.evaluate("scrollTo(0, 0)")
        page.wait_for_timeout(1500)
        picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
        picture.thumbnail(README)
        picture.quantize(128).save(ROOT / "docs" / f"desk.{language}.png", optimize=True)
    desk.close()


def main() -> None:
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        fonts = Path(folder, "fonts.conf")
        fonts.write_text(
            "<fontconfig><include ignore_missing='yes'>/etc/fonts/fonts.conf</include>"
            f"<dir>{sans_path().parent}</dir><cachedir>{folder}</cachedir></fontconfig>"
        )
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu"],
            env={**os.environ, "FONTCONFIG_FILE": str(fonts)},
        )
        (ROOT / "docs" / "page").mkdir(exist_ok=True)
        for name, size in SIZES.items():
            for level, fragment in LEVELS.items():
                picture = taken(browser, size, fragment)
                picture.thumbnail((WIDEST, WIDEST))
                file = ROOT / "docs" / "page" / f"{level}-{name}.webp"
                picture.save(file, quality=80, method=6)
                assert file.stat().st_size <= MOST, file
        for language in ("ko", "en"):
            picture = taken(browser, README, f"lang={language}")
            picture.quantize(128).save(ROOT / "docs" / f"map.{language}.png", optimize=True)
        desk_pictures(browser, Path(folder, "desk"))
        browser.close()


if __name__ == "__main__":
    main()
