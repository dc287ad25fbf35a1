"""All that is said is in the one catalogue, and what is printed comes in one language."""

from __future__ import annotations

import ast
import errno
import gettext
import os
import re
import string
from pathlib import Path
from typing import Literal

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from pydantic import (
    BaseModel,
    Field,
    StrictBool,
    StrictFloat,
    StrictInt,
    StrictStr,
    ValidationError,
)
from typer.main import get_command
from typer.testing import CliRunner

from hubplanner import errors
from hubplanner.cli import app
from hubplanner.errors import DataError, ScenarioError, pydantic_reason
from hubplanner.language import Joined, Pair, Text, listed
from hubplanner.maps.messages import messages_of
from hubplanner.scenario import Scenario

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "hubplanner"
LOCALES = SOURCE / "locales"
HANGUL = re.compile("[가-힣]")
SAID_BY = {"Text", "TransientError", "t", "say", "both", "column", "word", "sheet_name"} | {
    name for name in vars(errors) if name.endswith("Error")
}


def catalogue():
    with (LOCALES / "ko.po").open("rb") as file:
        return {
            (one.context or "", str(one.id)): str(one.string) for one in read_po(file) if one.id
        }


def said_in_code():
    """Every template that the code raises or shows, and where it stands."""
    found = {}
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name not in SAID_BY or not isinstance(node.args[0], ast.Constant):
                continue
            template = node.args[0].value
            if isinstance(template, str) and re.search(
                "[A-Za-z]", re.sub(r"\{.*?\}", "", template)
            ):
                found[template] = f"{path.relative_to(SOURCE)}:{node.lineno}"
    return found


def strings_of_code():
    """Every string of the code, as a message may be picked from a table before it is said."""
    return {
        node.value
        for path in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def said_by_help():
    """What the help pages say: of the commands, their arguments and their options."""
    commands = [get_command(app)]
    for command in commands:
        commands += getattr(command, "commands", {}).values()
        yield from (one.help for one in command.params)
        yield from (" ".join(text.split()) for text in command.help.split("\n\n"))


def said_by_settings():
    for section in Scenario.model_fields.values():
        yield section.description
        for field in getattr(section.annotation, "model_fields", {}).values():
            yield field.description


def said_by_the_page():
    templates = "".join(path.read_text("utf-8") for path in SOURCE.rglob("templates/**/*.html"))
    yield from re.findall(r'\bt\("([^"]+)"', templates)
    yield from re.findall(r'\("[a-z_]+", "([^"]+)"\)', templates)
    for path in (SOURCE / "maps" / "static").glob("*.js"):
        yield from messages_of(path.read_text("utf-8"))


class Values(BaseModel):
    """A setting of each kind that scenarios, rules and mappings have."""

    least: int = Field(1, ge=1)
    above: float = Field(1, gt=0, allow_inf_nan=False)
    most: float = Field(1, le=1)
    below: float = Field(0, lt=1)
    whole: StrictInt = 1
    number: StrictFloat = 1
    text: StrictStr = "a"
    one: str = Field("a", min_length=1, max_length=1)
    two: str = Field("ab", min_length=2, max_length=2, pattern="^a")
    switch: StrictBool = True
    table: dict[str, float] = Field(default_factory=dict)
    names: tuple[str, ...] = ()
    several: list[str] = Field(["a", "b"], min_length=2, max_length=2)
    single: list[str] = Field(["a"], min_length=1, max_length=1)
    choice: Literal["x", "y"] = "x"
    only: Literal["x"] = "x"


class Needed(BaseModel):
    needed: int


WRONG = {
    "least": [0, "x", 1.5],
    "above": [0, "x", float("nan")],
    "most": [2],
    "below": [1],
    "whole": ["1"],
    "number": ["1"],
    "text": [1],
    "one": ["", "ab"],
    "two": ["a", "abc", "bb"],
    "switch": [1],
    "table": [1],
    "names": [1],
    "several": [1, ["a"], ["a", "b", "c"]],
    "single": [[], ["a", "b"]],
    "choice": ["z"],
    "only": ["z"],
}


def refused_by_pydantic():
    with pytest.raises(ValidationError) as refused:
        Needed()
    yield refused.value.errors()[0]
    for key, values in WRONG.items():
        for value in values:
            with pytest.raises(ValidationError) as refused:
                Values(**{key: value})
            yield refused.value.errors()[0]


def said_by_others():
    """What Typer, pydantic and the system say, of which the catalogue holds what can come up."""
    yield from (os.strerror(number) for number in errno.errorcode)
    yield from ("Missing command.", "No columns to parse from file")
    yield "Option '{option}' requires an argument."
    yield "Option '{option}' does not take a value."
    for problem in refused_by_pydantic():
        reason = pydantic_reason(problem)
        yield reason.template


def test_all_that_is_said_has_its_korean_and_nothing_else_is_in_the_catalogue():
    """A new message needs its Korean in locales/ko.po; one that is no longer said leaves it."""
    places = said_in_code()
    assert len(places) > 400
    others = set(said_by_others())
    said = {*places, *said_by_help(), *said_by_settings(), *said_by_the_page()} - {None, ""}
    known = {english for _, english in catalogue()}
    lacking = sorted(
        f"{places.get(english, 'help, settings, page')}: {english}" for english in said - known
    )
    assert not lacking, "\n".join(lacking)
    left_over = sorted(known - said - others - strings_of_code())
    assert not left_over, "\n".join(left_over)


def test_what_is_said_without_a_context_has_a_korean_without_one():
    """An entry that has a context is not found by a message that names none."""
    plain = {english for context, english in catalogue() if not context}
    of_a_context = {english for context, english in catalogue() if context} - plain
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("Text", "say", "t"):
                first = node.args[0] if node.args else None
                told = first.value if isinstance(first, ast.Constant) else None
                if "context" not in {keyword.arg for keyword in node.keywords}:
                    assert told not in of_a_context, f"{path.name}:{node.lineno}: {told}"


def placeholders(template):
    return {
        re.split(r"[.\[]", name)[0] for _, name, _, _ in string.Formatter().parse(template) if name
    }


def test_the_korean_names_what_the_english_names():
    for (_, english), korean in catalogue().items():
        assert korean, english
        assert placeholders(english) - {"field_type"} == placeholders(korean), english
        assert not re.search("세요|해요|습니다", korean), korean
        assert " · " not in korean or " · " in english, korean


def test_the_compiled_catalogue_is_that_of_the_text(tmp_path):
    """pybabel compile -i src/hubplanner/locales/ko.po -o src/hubplanner/locales/ko.mo -l ko"""
    with (LOCALES / "ko.po").open("rb") as source, (tmp_path / "ko.mo").open("wb") as target:
        write_mo(target, read_po(source, locale="ko"))
    tables = []
    for path in (tmp_path / "ko.mo", LOCALES / "ko.mo"):
        with path.open("rb") as file:
            tables.append(
                {k: v for k, v in vars(gettext.GNUTranslations(file))["_catalog"].items() if k}
            )
    assert tables[0] == tables[1]


def korean_of(error):
    return error.text.in_language("ko")


def test_what_a_message_names_stays_as_it_is():
    error = DataError("{file}: cannot be read ({reason}); check the path", file="{0}", reason="{}")
    assert str(error) == "{0}: cannot be read ({}); check the path"
    value = "a, b; c: (d " * 3000
    named = Text("{path} = {value!r} is refused: {reason}", path="x", value=value, reason=error)
    assert repr(value) in named.in_language("ko")
    assert named.in_language("ko").endswith(korean_of(error))


def test_texts_within_texts_are_told_in_the_language():
    inner = Text("unknown key '{path}'; known keys here: {known}", path="x", known="y")
    many = listed([inner] * 7)
    assert many.in_language("ko").count("모르는 키 'x'") == 5
    assert many.in_language("ko").endswith("; 외 2건")
    assert str(many).endswith("; and 2 more")
    pair = Joined(": ", (Pair("거제시", "Geoje-si"), Pair("값", "")))
    assert (pair.in_language("ko"), str(pair)) == ("거제시: 값", "Geoje-si: 값")


def test_the_system_and_pydantic_speak_the_language_too(tmp_path):
    with pytest.raises(ScenarioError) as missing:
        Scenario.from_toml(tmp_path / "no.toml")
    assert "(No such file or directory)" in str(missing.value)
    assert "(파일이나 폴더가 없음)" in korean_of(missing.value)
    for problem in refused_by_pydantic():
        reason = pydantic_reason(problem)
        assert HANGUL.search(reason.in_language("ko")), str(reason)
    path = tmp_path / "s.toml"
    path.write_text('[siting]\nhubs = 0\nmodel = "x"\nhub = 1\n[travel]\ncircuity = 0.5\n', "utf-8")
    with pytest.raises(ScenarioError) as refused:
        Scenario.from_toml(path)
    english, korean = str(refused.value), korean_of(refused.value)
    assert (
        "siting.hubs = 0 is refused: it should be greater than or equal to 1 (number of" in english
    )
    assert "siting.hubs = 0 거부됨: 1 이상이어야 함 (거점 수. set_cover와" in korean
    assert "'capacitated_p_median' 또는 'budgeted' (거점 배치의 목적)" in korean
    assert "모르는 키 'siting.hub'. 여기서 아는 키: model" in korean
    assert "1.0 이상이어야 함 (great_circle에서만: 직선거리에 견준 도로거리)" in korean


GEOJE = ROOT / "scenarios" / "geoje_gunsan.toml"


def commands_without_a_plan(folder):
    table = folder / "workers.csv"
    table.write_text(
        "행정구역,산업,시점,종사자수(명)\n경상남도 거제시,계,2019,95000\n"
        "경상남도 거재시,계,2019,61000\n"
        "전라북도 군산시,계,2019,118000\n전라북도 군산시,계,2021,1\n",
        encoding="utf-8",
    )
    return [
        ["data", "import", table, "--dry-run"],
        ["data", "import", table, "--into", folder / "own"],
        ["data", "fetch", "kosis-x", "--years", "2020"],
        ["data", "template", "employment", "--out", folder / "t.xlsx"],
        ["data", "list"],
        ["data", "check"],
        ["data", "show", "거제시"],
        ["data", "plants", "군산시"],
        ["score"],
        ["score", "--region", "거제시", "--against", "군산시"],
        ["indicators", "--region", "거제시"],
        ["rules"],
        ["rules", "거제시"],
        [
            "site",
            GEOJE,
            "--alternatives",
            "3",
            "--curve",
            "3",
            "--prices",
            "--out",
            folder / "site",
        ],
        ["site", "--pareto", "p_median,p_center"],
        ["desk", GEOJE],  # no folder: refused
        ["travel", "거제시", "경남", "--explain"],
        ["travel", "거제시", "--within", "40"],
        ["travel", "거제시"],
        ["plan", folder / "no.toml"],
        ["scenario", "new", "fresh", "--folder", folder / "scenarios"],
        ["scenario", "check", folder / "scenarios" / "fresh.toml"],
        ["scenario", "schema"],
    ]


def commands_of_plans(folder):
    sweep = folder / "few.toml"
    futures = '"candidates.top" = { from = 30, to = 40, whole = true }'
    sweep.write_text(f"draws = 3\nphases = [1, 2]\n[futures]\n{futures}\n", encoding="utf-8")
    reports = folder / "reports.csv"
    figures = "2027,hub-1,울산,partners,30\n2028,hub-1,울산,partners,20\n"
    reports.write_text(f"year,hub id,hub,indicator,value\n{figures}", encoding="utf-8")
    return [
        ["plan", "--out", folder],
        ["plan", ROOT / "scenarios" / "baseline.toml", GEOJE, "--out", folder],
        ["compare", "baseline", GEOJE, "--out", folder],
        ["report", "--out", folder, "--format", "png"],
        ["evaluate", "template", folder / "baseline", "--year", "2028", "--out", folder / "r.xlsx"],
        ["evaluate", reports, "--plan", folder / "baseline", "--out", folder / "programme"],
        ["evaluate", folder / "r.xlsx"],
        ["sweep", sweep, "--out", folder, "--workers", "1"],
        ["sweep", "report", folder / "few"],
        ["validate"],
        ["doctor"],
        ["portfolio", "--out", folder / "programme"],
        ["fund", "--out", folder / "programme"],
        ["roadmap", "--out", folder / "programme"],
        ["network", "--out", folder / "network"],
        ["network", "--organisations", "600", "--links", "3000", "--samples", "20"],
        ["explain", "거제시"],
        ["impact", "--out", folder / "impact"],
        ["effect", "--out", folder / "effect"],
    ]


def says_nothing_in_both_languages(commands, language):
    doubles = re.compile(r"[가-힣][^·\n]* · [A-Za-z]{2}")
    for command in commands:
        done = CliRunner().invoke(app, ["--lang", language, *map(str, command)])
        assert done.exception is None or isinstance(done.exception, SystemExit), command
        assert done.output, command
        assert not doubles.search(done.output), doubles.search(done.output)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_no_command_says_a_thing_in_both_languages(language, tmp_path):
    says_nothing_in_both_languages(commands_without_a_plan(tmp_path), language)


@pytest.mark.slow
@pytest.mark.usefixtures("one_baseline")
@pytest.mark.parametrize("language", ["ko", "en"])
def test_no_command_of_plans_says_a_thing_in_both_languages(language, tmp_path):
    says_nothing_in_both_languages(commands_of_plans(tmp_path), language)


def test_every_command_is_among_those_that_speak_one_language(tmp_path):
    commands = [*commands_without_a_plan(tmp_path), *commands_of_plans(tmp_path)]
    root = get_command(app)
    called = {str(command[0]) for command in commands}
    assert called == set(root.commands)
    called = {str(command[1]) for command in commands if command[0] == "data"}
    assert called == set(root.commands["data"].commands)
