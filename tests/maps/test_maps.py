"""The page as text: self-contained, translated, reproducible, and the committed one not stale."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from hubplanner.maps import render_map
from hubplanner.maps.frame import script_json
from hubplanner.maps.messages import bilingual, both, korean, messages_of
from hubplanner.pipeline import make_plan
from hubplanner.scenario import Scenario

ROOT = Path(__file__).parents[2]
MAPS = ROOT / "src" / "hubplanner" / "maps"


def without_libraries(page: str) -> str:
    """The page less the scripts and styles that come from packages, and their hashes."""
    page = re.sub(r"sha256-[\w+/=]+", "", page)
    return re.sub(r"<(style|script|p)\b[^>]* data-library=.*?</\1>", "", page, flags=re.DOTALL)


def test_the_committed_map_is_not_stale(baseline):
    committed = (ROOT / "maps" / "baseline.html").read_text(encoding="utf-8")
    assert without_libraries(render_map(baseline)) == without_libraries(committed), (
        "maps/baseline.html is stale: run `hubplanner plan` and commit it"
    )


def test_the_same_plan_gives_the_same_page(baseline):
    assert render_map(baseline) == render_map(baseline)


def test_a_source_has_its_note_and_licence_in_the_language_of_the_page(baseline):
    page = render_map(baseline)
    for note in baseline.sources[["note_ko", "note_en"]].itertuples(index=False):
        assert str(both(*note)) in page
    assert str(both("공공누리 제1유형", "KOGL type 1")) in page
    one = baseline.sources.index[0]
    own = baseline.sources.copy()
    own.loc[one, ["note_ko", "note_en"]] = ["", "Only in English"]
    page = render_map(replace(baseline, sources=own))
    assert str(both("Only in English", "Only in English")) in page


def test_what_a_source_does_not_state_leaves_no_gap(baseline):
    page = render_map(baseline)
    assert " · · " not in re.sub(
        r"\s*<[^>]+>\s*", " ", re.sub(r"<script.*?</script>", "", page, flags=re.S)
    )
    assert str(bilingual("Commerce")) in page


def test_nothing_is_loaded_from_outside(baseline):
    page = render_map(baseline)
    assert not re.search(r"<(script|link|img|iframe)[^>]+(src|href)=", page)
    assert not re.search(r"url\((?!data:|#)", re.sub(r"<script.*?</script>", "", page, flags=re.S))
    assert "default-src 'none'" in page
    assert "unsafe" not in re.search(r'Content-Security-Policy" content="([^"]+)"', page)[1]


def test_the_page_is_small(baseline):
    assert len(render_map(baseline).encode()) < 1_500_000


def test_every_message_is_translated():
    templates = "".join(path.read_text("utf-8") for path in (MAPS / "templates").rglob("*.html"))
    used = set(re.findall(r'\bt\("([^"]+)"', templates))
    used |= set(re.findall(r'\("[a-z]+", "([^"]+)"\)', templates))
    script = "".join(path.read_text("utf-8") for path in (MAPS / "static").glob("*.js"))
    used |= set(messages_of(script))
    assert len(used) > 200
    for english in used:
        translated = korean(english)
        assert set(re.findall(r"\{\w+\}", english)) == set(re.findall(r"\{\w+\}", translated))


def test_an_untranslated_message_is_refused():
    with pytest.raises(KeyError):
        bilingual("no such message")


def test_values_in_messages_are_escaped():
    assert "<b>" not in bilingual("{n} hubs", n="<b>")


def test_json_in_the_page_cannot_end_its_script():
    text = script_json({"name": "</script><!--&\u2028"})
    assert not set("<>&\u2028") & set(text)


def test_the_accuracy_stands_where_minutes_are_shown(baseline):
    page = render_map(baseline)
    accuracy = baseline.travel["accuracy"]
    assert f"절반은 {100 * accuracy['median']:.0f} %, 열에 아홉은" in page


def test_a_plan_of_straight_lines_claims_no_accuracy(dataset):
    scenario = Scenario.model_validate({"travel": {"method": "great_circle"}})
    page = render_map(make_plan(dataset, scenario))
    assert "우회계수 1.26" in page
    assert 'id="accuracy"' not in page


@pytest.mark.docs
def test_both_guides_to_the_page_tell_the_same_address_in_the_words_of_the_page():
    guides = [(ROOT / f"docs/{one}/reference/page.md").read_text("utf-8") for one in ("en", "ko")]
    parts = [
        sorted(re.findall(r"`([^`]+)`", "".join(re.findall(r"^\|.*", text, flags=re.MULTILINE))))
        for text in guides
    ]
    assert "region=38090" in parts[0]
    assert set(parts[0]) <= set(parts[1])
    for tab in (
        *("Regions", "Hubs", "Network", "Proof", "How firm", "Sources"),
        *("At a glance", "Explore", "Examine", "Try it out", "Scenario as TOML", "Save as HTML"),
    ):
        assert f"*{tab}*" in guides[0]
        assert f"*{korean(tab)}*" in guides[1]
    for word in ("As published", "not observed"):
        assert korean(word) in " ".join(guides[1].split())
