"""What is wrong with an entry of a definition file, in a planner's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel

from hubplanner.errors import pydantic_reason
from hubplanner.language import Text

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails


def reason_of(problem: ErrorDetails, section: type[BaseModel]) -> Text:
    """One of pydantic's problems with a section of a file, whose keys are the model's."""
    match problem["type"]:
        case "missing":
            return Text("is missing; add it")
        case "extra_forbidden":
            keys = ", ".join(section.model_fields)
            return Text("unknown key; known keys here: {keys}", keys=keys)
        case "string_pattern_mismatch":
            return Text(
                "{value!r} is refused: small letters, digits and _, a letter first",
                value=problem["input"],
            )
    return pydantic_reason(problem)
