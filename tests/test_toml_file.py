"""TOML as planners and accidents leave it: read, or refused in one line."""

from __future__ import annotations

import os

import pytest

from hubplanner.errors import ScenarioError
from hubplanner.limits import MAX_TOML
from hubplanner.scenario import Scenario
from hubplanner.toml_file import read_toml


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
def test_korean_is_read_in_the_encodings_of_korean_editors(tmp_path, encoding):
    path = tmp_path / "a.toml"
    path.write_bytes('title_ko = "거제"\r\n[siting]\r\nhubs = 2\r\n'.encode(encoding))
    scenario = Scenario.from_toml(path)
    assert (scenario.title_ko, scenario.siting.hubs) == ("거제", 2)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a = " + b"[" * 5000 + b"]" * 5000, "brackets within brackets"),
        (b"[siting]\nhubs = " + b"9" * 5000, "not valid TOML: Exceeds the limit"),
        (b"[siting]\nhubs = 3\x00", "not valid TOML"),
        (b'title_ko = "\xff\xff"', "byte 12 is neither UTF-8 nor CP949"),
        (b"#" * (MAX_TOML + 1), "larger than 2 MB"),
    ],
)
def test_what_is_no_toml_is_refused(tmp_path, content, message):
    path = tmp_path / "a.toml"
    path.write_bytes(content)
    with pytest.raises(ScenarioError, match=message) as refused:
        read_toml(path, ScenarioError)
    assert "\n" not in str(refused.value)
    assert str(path) in str(refused.value)


def test_what_is_no_file_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.toml")
    (tmp_path / "loop.toml").symlink_to(tmp_path / "loop.toml")
    for name, message in (
        ("pipe.toml", "is no file"),
        (".", "is no file"),
        ("loop.toml", "cannot be read"),
        ("none.toml", "No such file"),
        ("a\0b.toml", "cannot be read"),
        ("n" * 300 + ".toml", "cannot be read"),
    ):
        with pytest.raises(ScenarioError, match=message):
            read_toml(tmp_path / name, ScenarioError)
