"""What a form of a scenario brings along, as the content of its file."""

from __future__ import annotations

from pathlib import Path

from starlette.datastructures import FormData, UploadFile

from hubplanner.desk.form import filled_in, keys


def typed_content(form: FormData, path: Path) -> bytes:
    """The file with what was typed, on the version that was edited, which the form brings along;
    on the one that stands there else.

    Raises
    ------
    ScenarioError
        When that version is no TOML.
    """
    base = form.get("base")
    below = path.read_bytes() if base is None else str(base).replace("\r\n", "\n").encode()
    typed = {
        name: value
        for name, value in form.items()
        if name in keys() and not isinstance(value, UploadFile)
    }
    return filled_in(below, typed, path)
