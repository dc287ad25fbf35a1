"""The documentation site: whole, small, true to the code."""

from __future__ import annotations

import importlib
import re
import sys
from html import unescape
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[1] / "docs"
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


def test_the_site_is_small_and_loads_nothing_from_elsewhere(documents):
    files = [path for path in documents.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) < 15_000_000
    for page in documents.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        loaded = re.findall(r"<(?:script|img|iframe)[^>]* src=\"([^\"]+)", text)
        loaded += re.findall(r"<link[^>]*rel=\"stylesheet\"[^>]* href=\"([^\"]+)", text)
        assert loaded
        assert not [one for one in loaded if re.match("https?:|//", one)], page


def words_of(documents, *pages):
    text = "".join((documents / f"{page}.html").read_text(encoding="utf-8") for page in pages)
    return unescape(re.sub("<[^>]+>", "", text)), text


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
    for file, columns in promised.tables().items():
        part = tables.split(f"\n{file}¶")[1].split("¶")[0]
        assert not [column for column in columns if not re.search(rf"\b{column}\b", part)]
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


def test_every_public_name_is_described(documents, promised):
    _, page = words_of(documents, "api")
    for name, _ in promised.functions():
        described = f'id="hubplanner.{name.removeprefix("hp.")}"' in page
        # The attributes of a class stand in its own docstring, several in one line.
        listed = re.search(rf"<strong>[^<]*\b{name.rpartition('.')[2]}\b", page)
        assert described or listed, name


def test_both_languages_have_the_same_pages():
    named = [
        sorted(path.relative_to(DOCS / language) for path in (DOCS / language).rglob("*.md"))
        for language in ("ko", "en")
    ]
    assert named[0] == named[1]


def test_a_word_is_found_whatever_particle_it_has():
    sys.path.insert(0, str(DOCS / "site"))
    stem = importlib.import_module("korean_search").stem
    sys.path.remove(str(DOCS / "site"))
    for word in ("예산", "예산을", "예산으로", "예산에서는", "예산까지"):
        assert stem(word) == "ㆍ예산"
    assert stem("비교하려면") == stem("비교")
    assert stem("도로") == "ㆍ도로"  # two syllables stay
    assert stem("Plan") == "plan"
