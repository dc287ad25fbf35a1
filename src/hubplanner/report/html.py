"""Documents as one HTML page that opens from disk without a network and runs no script."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from importlib.metadata import version
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from hubplanner.report.blocks import Document


def as_html(documents: Sequence[Document]) -> str:
    """One document in each of its languages, between which a reader switches; the first is shown.

    Everything lies in the file. A Content-Security-Policy forbids every request, every script, and
    every style but the page's own.
    """
    templates = Environment(
        loader=PackageLoader("hubplanner.report"), autoescape=True, undefined=StrictUndefined
    )
    templates.filters["base64"] = lambda content: base64.b64encode(content).decode()
    style = (files("hubplanner.report") / "templates" / "document.css").read_text("utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return templates.get_template("document.html").render(
        documents=documents,
        version=version("hubplanner"),
        style=Markup(style),
        policy=Markup(
            f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:;"
            " base-uri 'none'; form-action 'none'"
        ),
    )
