"""Figures from KOSIS and SGIS with the planner's own key, kept by the system's keyring."""

from __future__ import annotations

import re
from typing import Any

from pydantic import SecretStr
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from hubplanner.desk import tasks
from hubplanner.desk.answering import Desk, field, go, page
from hubplanner.errors import DataError
from hubplanner.language import Text

ADDRESS = "/data/fetch"

OFFERED = {
    "kosis-divisions": Text("workers by industry division of every region (KOSIS)"),
    "kosis-employment": Text("employment of all three KOSIS surveys"),
    "kosis-mining-manufacturing": Text("mining and manufacturing survey (KOSIS)"),
    "kosis-labour-force": Text("local labour force survey (KOSIS)"),
    "kosis-establishment-labour": Text("survey of labour conditions by establishment (KOSIS)"),
    "sgis-workers": Text("census of establishments (SGIS)"),
}
"""What :mod:`hubplanner.fetching` knows, surveys and bundles, in words."""

KEYS = {
    "KOSIS_KEY": Text("KOSIS key"),
    "SGIS_KEY": Text("SGIS service id"),
    "SGIS_SECRET": Text("SGIS security key"),
}
"""Keys by the names of :func:`hubplanner.fetching.keys.find_key`."""

OPTIONS: dict[str, Any] = {}
"""Options of :func:`hubplanner.fetching.fetch`; tests ask a service on this machine."""


def show(desk: Desk, request: Request, form: FormData) -> Response:
    """What can be fetched, and which keys there are; never a key itself."""
    try:
        from hubplanner.fetching import usual_years
        from hubplanner.fetching.keys import kept_in
        from hubplanner.fetching.kosis import KEYS_AT as KOSIS_AT
        from hubplanner.fetching.sgis import KEYS_AT as SGIS_AT
    except DataError as error:  # without the extra
        return page(request, "fetch.html", missing=error.text)
    return page(
        request,
        "fetch.html",
        missing=None,
        offered=[(key, title, usual_years(key)) for key, title in OFFERED.items()],
        keys=[
            (name, title, kept_in(name), KOSIS_AT if name.startswith("KOSIS") else SGIS_AT)
            for name, title in KEYS.items()
        ],
    )


def fetch(desk: Desk, request: Request, form: FormData) -> Response:
    """Fetch a survey, each into a data folder of its own."""
    what, years = field(form, "what"), field(form, "years")
    if what not in OFFERED:
        raise DataError("choose what is to be fetched")
    if not re.fullmatch(r"\d{4}([-,~–\s]+\d{4}){0,40}", years):
        raise DataError("write the years as in 2015-2024 or 2015,2020")
    job = desk.jobs.start(
        OFFERED[what],
        tasks.fetching,
        desk.workspace.data,
        "/data",
        survey=what,
        years=years,
        into=desk.workspace.data,
        options=OPTIONS,
    )
    return go(f"/job/{job.id}")


def keep(desk: Desk, request: Request, form: FormData) -> Response:
    """Keep a key in the system's keyring; left empty, it is taken out."""
    from hubplanner.fetching.keys import keep_key

    name = field(form, "name")
    if name not in KEYS:
        raise DataError("there is no key of this name")
    desk.workspace.log.write(Text("changed the {key}", key=KEYS[name]))
    keep_key(name, SecretStr(field(form, "key")))
    return go(ADDRESS)
