"""Every refusal has its Korean: the catalogue holds the template of each message in the code."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from hubplanner import errors
from hubplanner.cli.refusal import bilingual, in_korean
from hubplanner.report.meanings import MEANINGS
from hubplanner.scenario import Scenario

SOURCE = Path(__file__).parents[1] / "src" / "hubplanner"
RAISED = {name for name in vars(errors) if name.endswith("Error")} | {"TransientError"}
# pydantic carries the ValueErrors of these to the planner.
CHECKED_BY_PYDANTIC = {SOURCE / "scenario.py", SOURCE / "scoring" / "rules.py"}
HANGUL = re.compile("[가-힣]")


def catalogue():
    with (SOURCE / "cli" / "locales" / "ko.po").open("rb") as file:
        return {str(one.id): str(one.string) for one in read_po(file) if one.id}


def template(node):
    """The text of a literal or f-string with {} for what it names; None for anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return re.sub(r"\{\w[^}]*\}", "{}", node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(one.value if isinstance(one, ast.Constant) else "{}" for one in node.values)
    return None


def is_message(call, path):
    """Whether a call raises what a planner reads, or notes it in a list of problems."""
    name = getattr(call.func, "id", getattr(call.func, "attr", ""))
    noted = name == "append" and getattr(call.func.value, "id", "") == "problems"
    return name in RAISED or noted or (name == "ValueError" and path in CHECKED_BY_PYDANTIC)


def messages():
    found = {}
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and node.args and is_message(node, path):
                text = template(node.args[0])
                if text and text.strip("{}: "):
                    found[text] = f"{path.relative_to(SOURCE)}:{node.lineno}"
    return found


def test_every_message_of_the_code_has_its_korean():
    """A new message needs its template, and its parts theirs, in cli/locales/ko.po."""
    found = messages()
    assert len(found) > 200
    lacking = []
    for text, place in found.items():
        names = [f"‹{number}›" for number in range(text.count("{}"))]
        if text.endswith(": {}"):  # what the place before it is about is a message of its own
            text = text.removesuffix("{}") + "the file is empty; download or save it again"
            names.pop()
        korean = in_korean(text.format(*names))
        if not HANGUL.search(korean) or not all(name in korean for name in names):
            lacking.append(f"{place}: {text}")
    assert not lacking, "\n".join(lacking)


def test_the_catalogue_names_all_that_a_template_names():
    for english, korean in catalogue().items():
        assert HANGUL.search(korean), english
        assert not HANGUL.search(re.sub(r"'.+?'|\(.+?\)|시군구", "", english)), english
        numbers = {int(number) for number in re.findall(r"(?<!\{)\{(\d)\}", korean)}
        assert numbers == set(range(english.count("{}"))), english
        assert not re.search("세요|해요|습니다", korean), korean


def test_settings_are_explained_as_in_the_workbook():
    told = catalogue()
    meanings: dict[str, set[str]] = {}
    for name, section in Scenario.model_fields.items():
        for key, field in getattr(section.annotation, "model_fields", {}).items():
            if field.description and f"{name}.{key}" in MEANINGS:
                meanings.setdefault(field.description, set()).add(MEANINGS[f"{name}.{key}"])
    assert len(meanings) > 40
    for english, korean in meanings.items():
        found = told[english].replace("{{", "{").replace("}}", "}")
        # One English sentence serves kilometres and minutes.
        assert {found} == korean or len(korean) > 1, english


@pytest.mark.parametrize(
    ("english", "korean"),
    [
        (
            "wish.toml: unknown key 'siting.hub'; known keys here: model, then",
            "wish.toml: 모르는 키 'siting.hub'. 여기서 아는 키: model, then",
        ),
        (
            "w.toml: travel.circuity = 0.5 is refused: it should be greater than or equal to 1"
            " (great_circle only: road distance over the great-circle distance);"
            " unknown key 'data.x'; known keys here: folders",
            "w.toml: travel.circuity = 0.5 거부됨: 1 이상이어야 함 (great_circle에서만: 직선거리에"
            " 견준 도로거리); 모르는 키 'data.x'. 여기서 아는 키: folders",
        ),
        (
            "siting.hubs = 41 is refused: there are only 40 candidates; ask for at most 40 hubs"
            " or raise candidates.top",
            "siting.hubs = 41 거부됨: 후보지역 40곳뿐임. 거점을 40곳 이하로 적을 것. 또는"
            " candidates.top을 늘릴 것",
        ),
        (
            "s.csv: row 2, column 'value': 'x' is refused (a number is needed; leave out rows that"
            " have none); row 3, column 'unit': '명' is refused (workers is kept in 'persons';"
            " convert the value); and 3 more",
            "s.csv: 2행, 열 'value': 'x' 거부됨 (수가 필요함. 수가 없는 행은 뺄 것); 3행, 열"
            " 'unit': '명' 거부됨 (workers의 저장 단위는 'persons'. 값을 환산할 것); 외 3건",
        ),
        (
            "siting.required: '거재' is no region of 2020; did you mean '경남 거제시' or '구리시'?",
            "siting.required: '거재' 2020년의 지역이 아님. 비슷한 것: '경남 거제시' 또는 '구리시'",
        ),
        (
            "'고성군' is ambiguous: write '강원 고성군' or '경남 고성군'; '없는시' is no region of"
            " 2020; write it as in '경남 거제시' or 'Geoje-si'",
            "'고성군' 이름이 여럿을 가리킴: '강원 고성군' 또는 '경남 고성군'처럼 적을 것; '없는시'"
            " 2020년의 지역이 아님. '경남 거제시'나 'Geoje-si'처럼 적을 것",
        ),
        (
            "candidates: no region meets all conditions (200 regions: province not included, 29"
            " regions: crisis score below 0.99); loosen candidates.min_score, min_manufacturing,"
            " rule or provinces",
            "candidates: 모든 조건을 채우는 지역이 없음 (200곳: 포함된 시도가 아님, 29곳: 위기점수"
            " 0.99 미만). candidates.min_score, min_manufacturing, rule, provinces를 늦출 것",
        ),
        (
            "KOSIS: the connection failed (received 17 bytes, expected 1000), 3 times; what was"
            " fetched is kept, so run the command again later",
            "KOSIS: 연결 실패 (received 17 bytes, expected 1000), 3번. 받은 것은 보관하므로"
            " 나중에 다시 실행할 것",
        ),
        (
            "here/none: no such data folder; make it with 'hubplanner data import FILE --into"
            " here/none', or mend data.folders in the scenario",
            "here/none: 자료 폴더가 없음. 'hubplanner data import FILE --into here/none'로 만들거나"
            " 시나리오의 data.folders를 고칠 것",
        ),
        (
            "a.toml: the scenario file cannot be read (No such file or directory); check the path",
            "a.toml: 시나리오 파일을 읽을 수 없음 (파일이나 폴더가 없음). 경로를 확인할 것",
        ),
    ],
)
def test_what_a_message_names_stays_as_it_is(english, korean):
    assert in_korean(english) == korean
    assert bilingual(english) == f"{korean} · {english}"


def test_a_message_in_both_languages_is_told_once():
    clash = "함께 지킬 수 없는 조건 · wishes that clash: [거점 6곳 · 6 hubs (siting.hubs)]"
    assert in_korean(clash) == ""
    assert bilingual(clash) == clash


def test_names_that_look_like_messages_do_no_harm():
    for name in ("{0}", "{}", "a: b; c", "row 3", "(((", "; " * 40, ": " * 40):
        told = in_korean(f"{name}: the file is empty; download or save it again")
        assert told.endswith("빈 파일. 다시 내려받거나 저장할 것")


def test_a_long_value_is_told_whole_and_at_once():
    value = "a, b; c: (d " * 3000
    message = f"statistics.csv: row 3, column 'value': {value!r} is refused (a number is needed)"
    korean = in_korean(message)
    assert "3행, 열 'value'" in korean
    assert repr(value) in korean
    assert in_korean("a, " * 3000 + "; " * 3000) == ""
