"""The planner's own words for a table that is not understood by itself, in one TOML file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from hubplanner.errors import DataError, pydantic_reason
from hubplanner.language import Joined, Text
from hubplanner.tables.measures import MEASURES
from hubplanner.toml_file import read_toml

ROLES = ("region", "period", "item", "industry", "unit", "flag", "source", "breakdown")


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Constants(_Section):
    """What holds for every figure of the table."""

    region: str = Field("", description="the one region that the table is about")
    year: Annotated[int, Field(ge=1990, le=2100)] | None = None
    measure: Literal["", *MEASURES] = Field("", description="what the figures count")  # type: ignore[valid-type]
    industry: str = ""
    unit: str = Field("", description="unit of the figures, as 명, 천명, 백만원")


class SourceWords(_Section):
    """How the source is named wherever its figures are shown."""

    title_ko: str = ""
    title_en: str = ""
    publisher_ko: str = ""
    publisher_en: str = ""
    table: str = ""
    licence: str = ""
    licence_url: str = ""


class Mapping(_Section):
    """What a mapping file may state.

    ``[columns]`` gives a column's head a role (region, period, item, industry, unit, flag,
    source, breakdown), a measure, or ``ignore``; ``[regions]`` and ``[industries]`` give labels
    their region and key; ``[constants]`` holds what the table does not say, ``[source]`` how to
    name it.
    """

    columns: dict[str, Literal["ignore", *ROLES, *MEASURES]] = {}  # type: ignore[valid-type]
    regions: dict[str, str] = {}
    industries: dict[str, str] = {}
    constants: Constants = Constants()
    source: SourceWords = SourceWords()

    @classmethod
    def from_toml(cls, path: Path) -> Mapping:
        """Read a mapping file.

        Raises
        ------
        DataError
            Naming the file, the key and what is allowed.
        """
        try:
            return cls.model_validate(read_toml(path, DataError))
        except ValidationError as error:
            problems = Joined("; ", map(_explain, error.errors()))
            raise DataError("{path}: {problems}", path=path, problems=problems) from error


def _explain(problem: Any) -> Text:
    """pydantic's refusal of a key or value in a planner's words."""
    *inside, key = map(str, problem["loc"])
    path = ".".join([*inside, key])
    if problem["type"] == "extra_forbidden":
        sections: dict[str, type[_Section]] = {"constants": Constants, "source": SourceWords}
        section = sections.get(".".join(inside), Mapping)
        known = ", ".join(section.model_fields)
        if not inside:
            return Text(
                "unknown section or key '{key}'; known here: {known}", key=path, known=known
            )
        return Text("unknown key '{key}'; known here: {known}", key=path, known=known)
    return Text(
        "{key} = {value!r} is refused: {reason}",
        key=path,
        value=problem["input"],
        reason=pydantic_reason(problem),
    )
