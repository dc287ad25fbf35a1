"""The pictures of the page in docs/: its three levels at four sizes, and the map of the README.

    python tests/browser/pictures.py

Taken of maps/baseline.html, as a reader sees it; WebP of at most 150 kB. Needs what the tests in a
browser need.
"""

from __future__ import annotations

import io
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from PIL import Image
from pylopdf_fonts_ko import sans_path

ROOT = Path(__file__).parents[2]
MAP = ROOT / "maps" / "baseline.html"
SIZES = {"phone": (390, 844), "tablet": (768, 1024), "laptop": (1440, 900), "desk": (1920, 1080)}
LEVELS = {"glance": "", "explore": "tab=regions&region=38090", "examine": "tab=draws"}
README = (1280, 820)
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
        browser.close()


if __name__ == "__main__":
    main()
