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

from hubplanner.language import Text


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
