"""The gallery: ten of the example scenarios with their maps and what they answered.

Made each time the site is built and not committed: the plans are made anew, so that no picture is
older than the code. Three of them can be opened as the page that planners get, a megabyte each.
`sphinx-build -D gallery_plans=0` leaves plans, pictures and pages out.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from sphinx.application import Sphinx

from hubplanner.bundled import bundled
from hubplanner.comparison import Comparison, compare
from hubplanner.documents import sharing_stages
from hubplanner.language import LANGUAGES, Language
from hubplanner.plan import Plan
from hubplanner.scenario import Scenario
from hubplanner.scenario_page import story

DOCS = Path(__file__).parents[1]
SHOWN = (
    "baseline",
    "brief_2018",
    "gunsan",
    "jeonbuk",
    "southeast",
    "ships",
    "budget",
    "eight_hubs",
    "every_area",
    "equity",
)
OPENED = ("baseline", "gunsan", "ships")
WIDTH = 900  # pixels

SAID = {
    "title": ("갤러리", "Gallery"),
    "about": (
        "시나리오 열 개와 그 답. 지도는 이 문서를 만들 때 다시 풀어 그린 것이다. 이름만 적어도"
        " 된다: `hubplanner plan jeonbuk`. 파일을 고쳐 쓰려면 복사해서 시작한다. 거점마다의 수치는"
        " [시나리오 예](reference/scenarios.md)에 있다.",
        "Ten scenarios and what they answered. The maps were solved and drawn when these pages were"
        " made. The name is enough: `hubplanner plan jeonbuk`. To change one, begin with a copy of"
        " its file. Figures hub by hub: [worked scenarios](reference/scenarios.md).",
    ),
    "file": ("시나리오 파일", "The scenario file"),
    "map": ("지도: {title}", "Map: {title}"),
    "open": ("지도를 열어 만져 보기", "Open the map and try it"),
}


def write_gallery(app: Sphinx) -> None:
    """``gallery.md`` with its pictures into each language's folder."""
    outcomes = _outcomes() if app.config.gallery_plans else {}
    pages = Path(app.outdir) / "maps"
    pages.mkdir(parents=True, exist_ok=True)
    for name in OPENED if outcomes else ():
        outcomes[name][0].save_map(pages / f"{name}.html")
    for language in LANGUAGES:
        folder = DOCS / language / "gallery"
        folder.mkdir(exist_ok=True)
        for name, (plan, _) in outcomes.items():
            (folder / f"{name}.webp").write_bytes(_picture(plan, language))
        lines = [f"# {_said('title', language)}", "", _said("about", language)]
        for name in SHOWN:
            lines += _section(name, language, *outcomes.get(name, (None, None)))
        text = "\n".join(lines) + "\n"
        (folder.parent / "gallery.md").write_text(text, encoding="utf-8")


def _outcomes() -> dict[str, tuple[Plan, Comparison | None]]:
    """Each scenario's plan, and its comparison with the baseline's, the first."""
    plan_of = sharing_stages()
    plans = {name: plan_of(Scenario.from_toml(_file(name))) for name in SHOWN}
    baseline = plans[SHOWN[0]]
    return {
        name: (plan, None if plan is baseline else compare([baseline, plan]))
        for name, plan in plans.items()
    }


def _section(
    name: str, language: Language, plan: Plan | None, against: Comparison | None
) -> Iterator[str]:
    scenario, told = Scenario.from_toml(_file(name)), story(_file(name))
    title = scenario.title_ko if language == "ko" else scenario.title_en
    yield from ("", f"## {title}", "")
    yield from ((told.ko if language == "ko" else str(told)), "")
    if plan is not None:
        alternative = _said("map", language).format(title=title)
        yield from (f"![{alternative}](gallery/{name}.webp)", "")
        if name in OPENED:  # Sphinx knows only its own pages: a link in HTML
            page = f"../maps/{name}.html#lang={language}"
            yield from (f'<a href="{page}">{_said("open", language)}</a>', "")
        headline = plan.sites.headline()
        if headline is not None:
            yield from (f"**{headline.in_language(language)}.**", "")
    if against is not None:
        yield from (str(against.scenarios.iloc[1][f"verdict_{language}"]), "")
    yield from (f"{_said('file', language)} `{name}.toml`:", "", "```toml")
    yield from _settings(_file(name))
    yield "```"


def _settings(path: Path) -> Iterator[str]:
    """The file without the story at its head."""
    lines = path.read_text(encoding="utf-8").splitlines()
    begin = next(k for k, line in enumerate(lines) if not line.startswith("#"))
    yield from "\n".join(lines[begin:]).strip().splitlines()


def _picture(plan: Plan, language: Language) -> bytes:
    """The brief's map, small enough for a page."""
    from PIL import Image

    from hubplanner.report.picture import hub_map
    from hubplanner.report.words import Speaker

    drawn = Image.open(BytesIO(hub_map(plan, Speaker(language)))).convert("RGB")
    out = BytesIO()
    size = (WIDTH, round(WIDTH * drawn.height / drawn.width))
    drawn.resize(size, Image.Resampling.LANCZOS).save(out, "WEBP", quality=80)
    return out.getvalue()


def _file(name: str) -> Path:
    return bundled("scenarios") / f"{name}.toml"


def _said(word: str, language: Language) -> str:
    return SAID[word][language == "en"]
