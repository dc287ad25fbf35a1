"""Help and mistyped commands in the language of the run, where Typer would speak English."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from copy import copy
from difflib import get_close_matches
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from hubplanner.cli.language import choose_language, say_error, speak, t
from hubplanner.language import Text

# What Typer writes into a help page itself, by the constant that holds it.
_PARTS = {
    "ARGUMENTS_PANEL_TITLE": Text("Arguments"),
    "OPTIONS_PANEL_TITLE": Text("Options"),
    "COMMANDS_PANEL_TITLE": Text("Commands"),
    "DEFAULT_STRING": Text("[default: {}]"),
    "REQUIRED_LONG_STRING": Text("[required]"),
}


class Mistyped(typer.TyperException):
    """What was typed cannot be read; Typer's own exceptions hold no more than a sentence."""

    def __init__(self, text: Text, ctx: typer.Context) -> None:
        super().__init__(str(text))
        self.text = text
        self.ctx = ctx


class _Helpful:
    """The help page of a command or a group, whose texts are English until it is printed.

    Korean texts are short enough for a line: Rich (15.0) strips the space at the end of a line
    that it wraps by characters, not by cells, and so takes a letter.
    """

    def get_usage(self, ctx: Any) -> str:
        usage: str = super().get_usage(ctx)  # type: ignore[misc]
        return usage.replace("Usage:", t("Usage:"), 1)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        from typer import rich_utils

        page: Any = self
        for constant, text in _PARTS.items():
            setattr(rich_utils, constant, t(text))
        for one in page.get_params(ctx):
            one.help = t("Show this help.") if one.name == "help" else t(one.help)
        for command in (page, *getattr(page, "commands", {}).values()):
            paragraphs = command.help.split("\n\n")
            command.help = "\n\n".join(t(" ".join(one.split())) for one in paragraphs)
        super().format_help(ctx, formatter)  # type: ignore[misc]


class Command(_Helpful, TyperCommand):
    """A command that is helped with and refused in the language of the run."""

    allow_extra_args = True  # which `parse_args` refuses, in place of Typer

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """What was typed, by parameter; nothing may be left."""
        if left := super().parse_args(ctx, args):
            left_over = " ".join(left)
            raise Mistyped(Text("Got unexpected extra arguments ({words})", words=left_over), ctx)
        return left


class Group(_Helpful, TyperGroup):
    """A group of commands; the outermost one chooses the language and tells what was mistyped."""

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """The command that the first word names."""
        name = args[0]
        if name.startswith("-") or self.get_command(ctx, name):
            return super().resolve_command(ctx, args)
        near = ", ".join(f"'{one}'" for one in get_close_matches(name, self.commands))
        if near:
            raise Mistyped(
                Text("No such command '{name}'. Did you mean {near}?", name=name, near=near), ctx
            )
        raise Mistyped(Text("No such command '{name}'.", name=name), ctx)

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
        speak(choose_language(sys.argv[1:] if args is None else args, os.environ))
        _let_all_take_language(self)
        rest = (args, prog_name, complete_var, False, windows_expand_args)
        if not standalone_mode:
            return super().main(*rest, **extra)
        try:
            sys.exit(super().main(*rest, **extra))
        except typer.Abort:
            say_error(Text("aborted"))
            sys.exit(1)
        except typer.TyperException as error:
            # Without a command the help has been printed, and there is nothing to say.
            if error.format_message():
                message = _mistake(error)
                if context := getattr(error, "ctx", None):
                    page = f"{context.command_path} --help"
                    message = Text("{mistake} (help: {page})", mistake=message, page=page)
                say_error(message)
            sys.exit(2)


def starting_with(command: str, *suffixes: str) -> type[Group]:
    """A group in which ``GROUP FILE`` is ``GROUP command FILE``, for files of these suffixes."""

    class StartingWith(Group):
        def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
            """The command that the first word names, or the one that takes a file."""
            if args[0].lower().endswith(suffixes):
                args = [command, *args]
            return super().resolve_command(ctx, args)

    return StartingWith


def _let_all_take_language(root: Group) -> None:
    """``--lang`` may be typed behind any command's name; it has been read by then."""
    lang = copy(next(one for one in root.params if one.name == "lang"))
    lang.expose_value = False
    commands: list[Any] = list(root.commands.values())
    for command in commands:
        commands.extend(getattr(command, "commands", {}).values())
        if all(one.name != "lang" for one in command.params):
            command.params.append(lang)


def _mistake(error: Any) -> Text:
    """What was typed wrongly, by what Typer's exception holds instead of by its sentence."""
    if isinstance(error, Mistyped):
        return error.text
    option, param = getattr(error, "option_name", ""), getattr(error, "param", None)
    if near := getattr(error, "possibilities", None):
        near = ", ".join(sorted(near))
        return Text("No such option: {option} (possible: {near})", option=option, near=near)
    if hasattr(error, "possibilities"):
        return Text("No such option: {option}", option=option)
    if option:
        return Text(error.message.replace(repr(option), "'{option}'"), option=option)
    if param is None:
        return Text(error.message)
    name = param.get_error_hint()
    if hasattr(error, "param_type"):
        if param.param_type_name == "argument":
            return Text("Missing argument {name}.", name=name)
        return Text("Missing option {name}.", name=name)
    return Text("Invalid value for {name}: {reason}", name=name, reason=_reason(error, param))


def _reason(error: Any, param: Any) -> Text:
    """Why Typer refuses a value, which it has pydantic look at."""
    from pydantic import ValidationError

    from hubplanner.errors import pydantic_reason

    if not isinstance(error.__cause__, ValidationError):
        return Text(error.message)
    problem = error.__cause__.errors()[0]
    if param.type_descriptor.is_choice:
        choices = ", ".join(
            f"'{getattr(one, 'value', one)}'" for one in param.type_descriptor.choices
        )
        return Text("{value!r} is not one of {choices}.", value=problem["input"], choices=choices)
    return pydantic_reason(problem)
