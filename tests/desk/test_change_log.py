"""Who changed what, when: added to, never lost, never half of an entry."""

from __future__ import annotations

import json
import threading

from hubplanner.desk.change_log import ChangeLog, acting
from hubplanner.language import Text


def told(log):
    return [(one.who, str(one.what)) for one in reversed(log.entries())]


def test_entries_are_lines_in_both_languages(tmp_path):
    log = ChangeLog(tmp_path / "new" / "changes.jsonl")
    assert log.entries() == []
    log.write(Text("saved {name}", name="a\nb"), who="김하나")
    acting.set("이두리")
    log.write(Text("deleted {name}", name="a"))
    acting.set("")
    lines = log.file.read_bytes().splitlines()
    assert [set(json.loads(line)) for line in lines] == [{"when", "who", "ko", "en"}] * 2
    assert told(log) == [("김하나", "saved a\nb"), ("이두리", "deleted a")]
    assert log.entries()[0].what.in_language("ko") == "a 삭제"


def test_who_replaced_a_version_is_known_by_its_time(tmp_path):
    log = ChangeLog(tmp_path / "changes.jsonl")
    assert log.replaced_by() == {}
    log.write(Text("new scenario {name}", name="a"), who="김하나")
    log.write(Text("saved {name}", name="a"), who="이두리", version="20261130T000000.000001Z")
    with log.file.open("ab") as file:
        file.write(b"[]\nno entry\n")
    assert log.replaced_by() == {"20261130T000000.000001Z": "이두리"}


def test_half_a_line_spoils_no_other(tmp_path):
    log = ChangeLog(tmp_path / "changes.jsonl")
    log.write(Text("first"))
    with log.file.open("ab") as file:
        file.write(b'{"when": "2026-11')
    log.write(Text("second"))
    assert [what for _, what in told(log)] == ["first", "second"]


def test_many_at_once_are_all_whole(tmp_path):
    log = ChangeLog(tmp_path / "changes.jsonl")
    threads = [
        threading.Thread(target=lambda n=n: [log.write(Text(f"{n} {k}")) for k in range(20)])
        for n in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(log.file.read_bytes().splitlines()) == 160
    assert {what for _, what in told(log)} == {f"{n} {k}" for n in range(8) for k in range(20)}


def test_of_a_long_log_the_latest_are_shown(tmp_path):
    log = ChangeLog(tmp_path / "changes.jsonl")
    line = json.dumps({"when": "2026-11-30T00:00:00+00:00", "who": "a", "ko": "ㄱ", "en": "old"})
    log.file.write_text((line + "\n") * 5000, encoding="utf-8")
    log.write(Text("new"))
    entries = log.entries()
    assert str(entries[0].what) == "new"
    assert 100 < len(entries) < 5000
