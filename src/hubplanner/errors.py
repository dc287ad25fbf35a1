"""What can go wrong, as a planner meets it.

HubplannerError
├── ScenarioError      a wish in the scenario cannot be read or is impossible
├── DataError          a file or table is not what it should be
├── RegionError        a region name or code is unknown or ambiguous
├── SitingError        no set of hubs satisfies the scenario
└── ExtraError         a part of hubplanner that was not installed is asked for

Each is also the standard error that a caller without hubplanner would expect. A message says
what is wrong, where, and how to mend it, in one line; `text` holds it for any language.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hubplanner.language import Text

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails


class HubplannerError(Exception):
    """Any problem that the user can mend; the command line prints it and exits with 2.

    Parameters
    ----------
    template
        What is wrong, as for :class:`hubplanner.language.Text`, or such a text itself.
    values
        What the template names.
    """

    def __init__(self, template: str | Text, /, **values: object) -> None:
        self.text = template if isinstance(template, Text) else Text(template, **values)
        super().__init__(str(self.text))

    def __reduce__(self) -> tuple[type, tuple[Text], dict[str, object]]:
        return type(self), (self.text,), self.__dict__


class ScenarioError(HubplannerError, ValueError):
    """A key or value of a scenario is refused."""


class DataError(HubplannerError, ValueError):
    """A data file is missing, unreadable or breaks its schema."""


class RegionError(HubplannerError, LookupError):
    """A region cannot be told from its name or code."""


class SitingError(HubplannerError, ValueError):
    """No hubs keep all wishes (`conflict` says which clash), or time ran out."""

    def __init__(
        self, template: str | Text, /, *, conflict: object = None, **values: object
    ) -> None:
        super().__init__(template, **values)
        self.conflict = conflict


class ExtraError(HubplannerError, ImportError):
    """A library of an extra is missing; the message names the extra."""


_AS_IN_TOML = {
    "dict_type": Text("it should be a table"),
    "model_type": Text("it should be a table"),
    "tuple_type": Text("it should be a list"),
}


def pydantic_reason(problem: ErrorDetails) -> Text:
    """Why pydantic refuses a value: the template of its message, in words of TOML.

    A validator of ours raises ``ValueError(Text(…))``; that text is the reason as it is.
    """
    from pydantic_core import PydanticKnownError

    kind: Any = problem["type"]
    context = dict(problem.get("ctx", {}))
    if isinstance(own := context.get("error"), ValueError):
        return own.args[0] if isinstance(own.args[0], Text) else Text(str(own))
    if kind in _AS_IN_TOML:
        return _AS_IN_TOML[kind]
    if kind == "literal_error":
        *most, last = str(context["expected"]).split(" or ")
        if most:
            context["expected"] = Text("{most} or {last}", most=" or ".join(most), last=last)
    number = context.get("min_length", context.get("max_length"))
    template = PydanticKnownError(kind, problem.get("ctx")).message_template
    template = template.replace("{expected_plural}", "" if number == 1 else "s")
    return Text(template.replace("Input should", "it should"), **context)
