"""A command that was typed wrongly is told in one line, Korean first, like any other refusal."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

ARGUMENTS, OPTIONS, COMMANDS = "인자 · Arguments", "옵션 · Options", "명령 · Commands"

# Typer's messages and their Korean. The wording of a wrong value differs between its versions.
KOREAN = [
    (r"No such option: (\S+) \(Possible options: (.+)\)", r"없는 옵션 \1 (비슷한 것: \2)"),
    (r"No such option: (\S+)", r"없는 옵션 \1"),
    (r"No such command '(.+?)'\. Did you mean (.+)\?", r"없는 명령 '\1' (비슷한 것: \2)"),
    (r"No such command '(.+)'\.", r"없는 명령 '\1'"),
    (r"Missing command\.", "명령이 빠짐"),
    (r"Missing argument '(.+?)'\.", r"인자 '\1' 빠짐"),
    (r"Missing option '(.+?)'\.", r"옵션 '\1' 빠짐"),
    (r"Got unexpected extra argument(?:s|\(s\))? \((.+)\)", r"남는 인자: \1"),
    (r"Option '(.+)' requires an argument\.", r"옵션 '\1' 뒤에 값이 빠짐"),
    (r"Option '(.+)' does not take a value\.", r"옵션 '\1'에는 값을 적지 않음"),
    (r"Invalid value for '(.+?)': .*valid (?:int|integer)\b.*", r"'\1' 값이 정수가 아님"),
    (r"Invalid value for '(.+?)': .*valid (?:float|number)\b.*", r"'\1' 값이 수가 아님"),
    (r"Invalid value for '(.+?)': .*greater than or equal to (.+)", r"'\1' 값은 \2 이상이어야 함"),
    (r"Invalid value for '(.+?)': .*less than or equal to (.+)", r"'\1' 값은 \2 이하여야 함"),
    (r"Invalid value for '(.+?)': (.+) is not in the range (.+)\.", r"'\1' 값이 범위 밖: \3"),
    (
        r"Invalid value for '(.+?)': .*?('.*?') is not one of (.+)\.",
        r"'\1' 값 \2 없음 (고를 수 있는 것: \3)",
    ),
]


def in_korean(message: str) -> str:
    """What Typer says of a wrong command, in Korean."""
    for pattern, korean in KOREAN:
        if found := re.fullmatch(pattern, message):
            return found.expand(korean)
    return "명령을 읽을 수 없음"


class Command(TyperCommand):
    """A command whose help is in Korean first, down to the parts that Typer writes."""

    def get_params(self, ctx: typer.Context) -> list[Any]:  # type: ignore[override]
        return name_parts(super().get_params(ctx))


class Group(TyperGroup):
    """A group of commands; the outermost one tells what was typed wrongly."""

    def get_params(self, ctx: typer.Context) -> list[Any]:  # type: ignore[override]
        return name_parts(super().get_params(ctx))

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Run, and end the process as Typer would.

        Raises
        ------
        SystemExit
            With 2 and one line on stderr when the command cannot be read.
        """
        rest = (args, prog_name, complete_var, False, windows_expand_args)
        if not standalone_mode:
            return super().main(*rest, **extra)
        try:
            sys.exit(super().main(*rest, **extra))
        except typer.Abort:
            typer.echo("중단 · aborted", err=True)
            sys.exit(1)
        except typer.TyperException as error:
            # Without a command the help has been printed, and there is nothing to say.
            if message := " ".join(error.format_message().split()):
                typer.echo(
                    f"오류 · error: {in_korean(message)} · {message}{_help(error)}", err=True
                )
            sys.exit(2)


def name_parts(parameters: list[Any]) -> list[Any]:
    """Parameters with headings and ``--help`` in both languages, each language on its own lines.

    Rich (15.0) strips the space at a line's end by characters, not by cells: a Korean line that it
    wraps loses a letter. A line that is not wrapped does not, so Korean stands alone and short.
    """
    for one in parameters:
        one.rich_help_panel = ARGUMENTS if one.param_type_name == "argument" else OPTIONS
        if one.name == "help":
            one.help = "이 설명 · This help."
        if one.help and "\n" not in one.help:
            one.help = one.help.replace(" · ", "\n\n", 1)
    return parameters


def _help(error: typer.TyperException) -> str:
    """Where the help of that command is found."""
    context = getattr(error, "ctx", None)
    return f" (도움말 · help: {context.command_path} --help)" if context else ""
