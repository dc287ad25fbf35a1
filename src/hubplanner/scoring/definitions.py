"""What is wrong with an entry of a definition file, in a planner's words."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from hubplanner.language import Text


def reason_of(problem: Any, section: type[BaseModel]) -> Text:
    """One of pydantic's problems with a section of a file, whose keys are the model's."""
    if problem["type"] == "missing":
        return Text("is missing; add it")
    if problem["type"] == "extra_forbidden":
        return Text("unknown key; known keys here: {keys}", keys=", ".join(section.model_fields))
    if problem["type"] == "string_pattern_mismatch":
        return Text(
            "{value!r} is refused: small letters, digits and _, a letter first",
            value=problem["input"],
        )
    if problem["type"] == "value_error":  # raised by ourselves
        text = problem["ctx"]["error"].args[0]
        return text if isinstance(text, Text) else Text(str(text))
    return Text(problem["msg"].replace("Input should", "it should"))
