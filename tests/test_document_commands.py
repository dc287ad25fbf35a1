"""The commands of tutorials and how-to pages run as they stand, the same in both languages."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hubplanner.cli import app

DOCS = Path(__file__).parents[1] / "docs"
PAGES = sorted(
    path.relative_to(DOCS / "ko")
    for kind in ("tutorials", "how-to")
    for path in (DOCS / "ko" / kind).glob("*.md")
)

pytestmark = pytest.mark.docs


def blocks(path):
    """The files and commands of a page: (caption, text) or ('', command), in their order."""
    text = path.read_text(encoding="utf-8")
    found = re.finditer(
        r"^```(\{code-block\} \w+\n:caption: (.+)|sh)\n((?:.*\n)*?)```$", text, re.M
    )
    for one in found:
        if one[2]:
            yield one[2], one[3]
        else:
            yield from (("", line) for line in one[3].splitlines() if line)


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_the_commands_of_a_page_run_and_are_the_same_in_both_languages(page, tmp_path, monkeypatch):
    told = list(blocks(DOCS / "ko" / page))
    assert told == list(blocks(DOCS / "en" / page))
    monkeypatch.chdir(tmp_path)
    for file, text in told:
        if file:
            Path(file).parent.mkdir(parents=True, exist_ok=True)
            Path(file).write_text(text, encoding="utf-8")
            continue
        program, *words = shlex.split(text)
        assert program == "hubplanner"
        done = CliRunner().invoke(app, words)
        assert done.exit_code == 0, f"{text}\n{done.output}"
