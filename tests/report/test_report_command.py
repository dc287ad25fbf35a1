"""`hubplanner report` as a planner meets it."""

from __future__ import annotations

import sys

import pypdfium2 as pdfium
import pytest
from docx import Document
from typer.testing import CliRunner

from hubplanner.cli import app
from hubplanner.errors import DataError, ExtraError
from hubplanner.pipeline import write_report
from hubplanner.report import need_extra


def run(*arguments):
    return CliRunner().invoke(app, ["report", *map(str, arguments)])


def test_one_format_of_a_scenario(tmp_path):
    scenario = tmp_path / "three.toml"
    scenario.write_text("[siting]\nhubs = 3\n", encoding="utf-8")
    out = tmp_path / "out"
    done = run(scenario, "--format", "svg", "--format", "png", "--lang", "en", "--out", out)
    assert done.exit_code == 0, done.output
    assert sorted(p.name for p in out.iterdir()) == ["three.en.png", "three.en.svg"]
    assert "three.en.svg" in done.output
    assert "3 hubs" in (out / "three.en.svg").read_text(encoding="utf-8")


@pytest.mark.slow
def test_all_formats_by_default(baseline, tmp_path):
    files = write_report(baseline, tmp_path)
    assert [file.name for file in files] == [
        f"baseline.ko.{kind}" for kind in ("png", "svg", "docx", "pdf")
    ]
    starts = [file.read_bytes()[:4] for file in files]
    assert starts == [b"\x89PNG", b"<?xm", b"PK\x03\x04", b"%PDF"]


def test_an_unknown_format_or_language_is_refused(tmp_path):
    assert run("--format", "gif", "--out", tmp_path).exit_code == 2
    assert run("--lang", "fr", "--out", tmp_path).exit_code == 2
    assert list(tmp_path.iterdir()) == []


def test_without_the_extra_it_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(ExtraError, match="python-docx"):
        need_extra()
    done = run("--out", tmp_path / "out")
    assert done.exit_code == 2
    assert "pip install 'hubplanner[report]'" in done.output
    assert len(done.output.strip().splitlines()) == 1
    assert not (tmp_path / "out").exists()


def test_a_failure_leaves_earlier_files_whole(baseline, tmp_path, monkeypatch):
    (tmp_path / "baseline.ko.png").write_bytes(b"earlier")

    def full_disk(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_bytes", full_disk)
    with pytest.raises(DataError, match="No space left on device"):
        write_report(baseline, tmp_path, ["png"])
    assert [p.name for p in tmp_path.iterdir()] == ["baseline.ko.png"]
    assert (tmp_path / "baseline.ko.png").read_bytes() == b"earlier"


@pytest.mark.slow
def test_chapters_stand_behind_the_two_pages(baseline, tmp_path):
    alone = write_report(baseline, tmp_path / "alone", ["pdf", "docx"])
    with_chapter = write_report(baseline, tmp_path / "more", ["pdf", "docx"], "ko", ["portfolio"])
    pages = [pdfium.PdfDocument(files[0]) for files in (alone, with_chapter)]
    assert len(pages[0]) == 2
    assert len(pages[1]) > 2
    texts = [[page.get_textpage().get_text_bounded() for page in file] for file in pages]
    assert texts[1][:2] == texts[0]
    assert "한 쪽으로 보는 사업" in texts[1][2]
    titles = [
        paragraph.text
        for paragraph in Document(with_chapter[1]).paragraphs
        if paragraph.style.name == "Title"
    ]
    assert titles[1].startswith("한 쪽으로 보는 사업")


def test_an_unknown_chapter_is_refused(tmp_path):
    assert run("--chapter", "poetry", "--out", tmp_path).exit_code == 2
    assert list(tmp_path.iterdir()) == []
