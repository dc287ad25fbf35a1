"""A command that was typed wrongly is told in one line, Korean first, like any other refusal."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

ARGUMENTS, OPTIONS, COMMANDS = "인자 · Arguments", "옵션 · Options", "명령 · Commands"


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
                from hubplanner.cli.refusal import bilingual

                typer.echo(f"오류 · error: {bilingual(message)}{_help(error)}", err=True)
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
