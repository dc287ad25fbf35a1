"""The documentation site: whole, small, true to the code."""

from __future__ import annotations

import dataclasses
import importlib
import re
import shlex
import sys
import textwrap
import tomllib
from html import unescape
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

import hubplanner as hp

DOCS = Path(__file__).parents[1] / "docs"
# Whatever shows commands and blocks but is not run as it stands: their words are checked.
SHOWN = sorted([*DOCS.glob("*.md"), *DOCS.parent.glob("*.md"), *DOCS.glob("??/[!g]*/*.md")])

TWINS = sorted(path.relative_to(DOCS / "en") for path in DOCS.glob("en/*/*.md"))

pytestmark = pytest.mark.docs


@pytest.fixture(scope="module")
def promised():
    sys.path.insert(0, str(DOCS / "site"))
    yield importlib.import_module("promised")
    sys.path.remove(str(DOCS / "site"))


def test_what_is_promised_has_not_changed_without_a_note(promised):
    """A change of keys, commands, files or public names is made known: run
    `python docs/site/promised.py` and say in CHANGELOG.md what changed."""
    assert promised.promised() == promised.LIST.read_text(encoding="utf-8")


@pytest.mark.slow
def test_the_site_is_small_and_loads_nothing_from_elsewhere(documents):
    files = [path for path in documents.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) < 15_000_000
    for page in documents.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        loaded = re.findall(r"<(?:script|img|iframe)[^>]* src=\"([^\"]+)", text)
        loaded += re.findall(r"<link[^>]*rel=\"stylesheet\"[^>]* href=\"([^\"]+)", text)
        assert loaded or page.parent.name == "maps"  # pages that carry all they need
        assert not [one for one in loaded if re.match("https?:|//", one)], page


def words_of(documents, *pages):
    text = "".join((documents / f"{page}.html").read_text(encoding="utf-8") for page in pages)
    return unescape(re.sub("<[^>]+>", "", text)), text


@pytest.mark.slow
@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_key_command_column_and_refusal_is_in_the_reference(documents, promised, language):
    folder = f"{language}/reference/code"
    keys, _ = words_of(documents, f"{folder}/keys")
    for path, kind, _, _ in promised.scenario_keys():
        section, _, key = path.rpartition(".")
        _, found, after = keys.partition(f"\n[{section}]¶" if section else "¶")
        assert found, section
        part = after.split("¶")[0 if section else 1]
        assert re.search(rf"(?m)^\s*{re.escape(key)}\s*$", part), path
        assert kind in part, path
    commands, _ = words_of(documents, f"{folder}/commands")
    for name, command in promised.commands():
        _, found, after = commands.partition(f"\n{name}¶")
        assert found, name
        for one in command.params:
            for option in promised.option_names(one) if one.name != "help" else ():
                assert option in after.split("¶")[0], f"{name} {option}"
    tables, _ = words_of(documents, f"{folder}/tables")
    columns = importlib.import_module("columns")
    for command, files in columns.written().items():
        _, _, section = tables.partition(f"\nhubplanner {command}¶")
        for file, described in files.items():
            part = section.split(f"\n{file}¶")[1].split("¶")[0]
            for one in described:
                meaning = one.ko if language == "ko" else one.en
                assert meaning
                assert one.column in part, one
                assert plain(meaning) in plain(part), one
    refusals, _ = words_of(documents, f"{folder}/refusals")
    reference_pages = importlib.import_module("reference_pages")
    raised = reference_pages.raised_in_code()
    assert sum(map(len, raised.values())) > 200
    shown = " ".join(refusals.split())
    for templates in raised.values():
        for template in templates:
            assert plain(template) in plain(shown), template


def plain(text):
    """Without what typography changes: quotes, dashes, dots, blanks."""
    return re.sub(r"[^0-9A-Za-z가-힣{}]+", "", text)


@pytest.mark.usefixtures("promised")
def test_what_the_reference_says_of_columns_is_true_of_the_baseline(baseline):
    columns = importlib.import_module("columns")
    hubs, regions = (one.drop(columns="geometry") for one in (baseline.hubs, baseline.regions))
    tables = {"hubs.csv": hubs, "regions.csv": regions}
    of_few_words = {"tier", "kind", "candidate", "candidate_by", "eligible", "affected"}
    for file, described in columns.described("plan", tables, {}).items():
        told = {one.column: one for one in described}
        for column in of_few_words & told.keys():
            words = {*told[column].unit.split("; "), ""}
            assert set(tables[file][column].dropna().astype(str)) <= words, column
    assert hubs["jobs_served"].sum() == pytest.approx(baseline.siting.objective, abs=0.1)
    larger = regions[["decline_percentile", "exposure"]].max(axis="columns")
    assert regions["crisis_score"].eq(larger).all()
    served = regions[regions["candidate"]].groupby("hub_region")["hub_minutes"].mean()
    assert hubs["mean_minutes"].to_list() == pytest.approx(served[hubs["region_code"]].to_list())


@pytest.mark.slow
def test_every_public_name_is_described(documents, promised):
    _, page = words_of(documents, "en/reference/python")
    for name, _ in promised.functions():
        described = f'id="hubplanner.{name.removeprefix("hp.")}"' in page
        # The attributes of a class stand in its own docstring, several in one line.
        listed = re.search(rf"<strong>[^<]*\b{name.rpartition('.')[2]}\b", page)
        assert described or listed, name


RESULTS = {
    "Dataset": "hubplanner.dataset.dataset",
    "ScoreResult": "hubplanner.scoring.robustness",
    "Scores": "hubplanner.scoring.composite",
    "Robustness": "hubplanner.scoring.robustness",
    "TravelTimes": "hubplanner.travelling.choice",
    "SitingResult": "hubplanner.siting.any_sites",
    "Solution": "hubplanner.siting.solution",
    "MeasuredNetwork": "hubplanner.networking.measured",
    "ValidationResult": "hubplanner.scoring.validation",
    "Block": "hubplanner.scoring.validation",
    "Comparison": "hubplanner.comparison.comparing",
    "Plan": "hubplanner.plan",
}


@pytest.mark.parametrize("name", RESULTS)
def test_every_attribute_of_a_result_is_told_in_korean(name):
    kind = getattr(importlib.import_module(RESULTS[name]), name)
    page = (DOCS / "ko/reference/python.md").read_text(encoding="utf-8")
    _, found, part = page.partition("**`hp.Plan`**" if name == "Plan" else f"\n### `{name}`")
    assert found
    part = re.split(r"\n##", part)[0]
    told = re.findall(r"`(\w+)`", "".join(re.findall(r"^\| (.*?) \|", part, re.M)))
    attributes = [one.name for one in dataclasses.fields(kind)]
    attributes += [key for key, one in vars(kind).items() if isinstance(one, property)]
    if name == "Plan":  # short ways to what other attributes hold
        attributes = [one.name for one in dataclasses.fields(kind)]
    assert not [one for one in attributes if not one.startswith("_") and one not in told]


def shown_commands(text):
    """Whatever begins with `hubplanner` in blocks, indented or in the line, without its comment."""
    lines = [line.lstrip("$> ") for block in re.findall(BLOCK, text) for line in block.split("\n")]
    lines += re.findall(r"^    (hubplanner .*)$", text, re.M)
    lines += re.findall(r"`(hubplanner [^`]+)`", text.replace("\n", " "))
    for line in lines:
        for part in line.split("&&"):
            words = shlex.split(part, comments=True)
            if words[:1] == ["hubplanner"]:
                yield words


BLOCK = re.compile(r"^ *```(?:sh|console)\n(.*?)^ *```$", re.M | re.S)


@pytest.mark.parametrize("path", SHOWN, ids=lambda path: str(path.relative_to(DOCS.parent)))
def test_every_command_that_is_shown_exists_with_its_options(path, promised):
    known = dict(promised.commands())
    for words in shown_commands(path.read_text(encoding="utf-8")):
        name = words.pop(0)
        while words and f"{name} {words[0]}" in known:
            name = f"{name} {words.pop(0)}"
        # A file may follow the name of a group: `sweep FILE`, `evaluate FILE`.
        below = list(getattr(known[name], "commands", {}).values())
        assert not (below and words and re.fullmatch("[a-z][a-z-]+", words[0])), words
        options = {
            option
            for command in (known[name], *below)
            for one in command.params
            for option in (*one.opts, *one.secondary_opts)
        } | {"--lang", "--help"}
        asked = {word.partition("=")[0] for word in words if word.startswith("--")}
        assert asked <= options, f"{name} {asked - options}"


@pytest.mark.parametrize("path", SHOWN, ids=lambda path: str(path.relative_to(DOCS.parent)))
def test_every_settings_block_is_valid(path):
    for block in re.findall(r"^ *```toml\n(.*?)^ *```$", path.read_text("utf-8"), re.M | re.S):
        settings = tomllib.loads(textwrap.dedent(block))
        if set(settings) <= set(hp.Scenario.model_fields):
            hp.Scenario(**settings)


@pytest.mark.parametrize("path", SHOWN, ids=lambda path: str(path.relative_to(DOCS.parent)))
def test_no_mark_of_emphasis_stays_on_the_page(path):
    """Behind a bracket and before a particle, as in `*지도(HTML)*는`, a star closes nothing."""
    page = MarkdownIt("commonmark").enable("table").render(path.read_text(encoding="utf-8"))
    words = re.sub("<[^>]+>", "", re.sub(r"<code.*?</code>", "", page, flags=re.S))
    assert not re.search(r".*\*.*", words)


@pytest.mark.slow
def test_the_gallery_shows_ten_maps_that_open(documents):
    for language in ("ko", "en"):
        page = (documents / language / "gallery.html").read_text(encoding="utf-8")
        assert len(set(re.findall(r'<img [^>]*src="([^"]+\.webp)"', page))) == 10
        opened = re.findall(r'<a [^>]*href="(\.\./maps/[^"]+)"', page)
        assert len(opened) == 3
        assert all((documents / language / one.partition("#")[0]).is_file() for one in opened)


def test_both_languages_have_the_same_pages():
    named = [
        sorted(path.relative_to(DOCS / language) for path in (DOCS / language).rglob("*.md"))
        for language in ("ko", "en")
    ]
    assert named[0] == named[1]


@pytest.mark.parametrize("page", TWINS, ids=str)
def test_a_page_has_the_headings_code_and_figures_of_its_twin(page):
    korean, english = ((DOCS / language / page).read_text("utf-8") for language in ("ko", "en"))
    assert shown_code(korean) == shown_code(english)
    assert levels(korean) == levels(english)
    assert not figures(english) - figures(korean)
    # English says small numbers and months in words.
    assert not [one for one in figures(korean) - figures(english) if int_of(one) > 31]


FENCED = re.compile(r"^( *)```(\S+.*)\n((?:.*\n)*?)\1```$", re.M)


def shown_code(text):
    """The blocks and commands of a page without comments, which each language has in its own."""
    blocks = [
        (kind, re.sub(r"[ \t]*(?:^|\s)# .*", "", block))
        for _, kind, block in FENCED.findall(text)
        if kind not in ("{toctree}", "{eval-rst}")
    ]
    commands = re.findall(r"^    (hubplanner .*?)(?: +# .*)?$", FENCED.sub("", text), re.M)
    return [*blocks, *commands]


def levels(text):
    return [len(one) for one in re.findall(r"^(#+) ", FENCED.sub("", text), re.M)]


def figures(text):
    """The numbers of a page, but those in addresses of links."""
    return set(re.findall(r"\d+(?:[.,]\d+)*", re.sub(r"\]\([^)]*\)", "]", FENCED.sub("", text))))


def int_of(figure):
    return int(figure) if figure.isdecimal() else 1_000


def test_a_word_is_found_whatever_particle_it_has():
    sys.path.insert(0, str(DOCS / "site"))
    stem = importlib.import_module("korean_search").stem
    sys.path.remove(str(DOCS / "site"))
    for word in ("예산", "예산을", "예산으로", "예산에서는", "예산까지"):
        assert stem(word) == "ㆍ예산"
    assert stem("비교하려면") == stem("비교")
    assert stem("가져오기로") == stem("가져오려면")
    assert stem("도로") == "ㆍ도로"  # two syllables stay
    assert stem("Plan") == "plan"
