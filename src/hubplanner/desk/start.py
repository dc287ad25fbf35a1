"""The start page: all scenarios, new ones, the bin; language and stop."""

from __future__ import annotations

import tomllib
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from hubplanner.desk.answering import LANGUAGE_COOKIE, Desk, field, go, page
from hubplanner.desk.cards import card, cards
from hubplanner.desk.form import called
from hubplanner.desk.small_map import draw_small_map
from hubplanner.desk.sweep_files import binned_sweeps
from hubplanner.desk.workspace import examples, told_time
from hubplanner.errors import ScenarioError
from hubplanner.language import LANGUAGES, Pair, Text
from hubplanner.scenario_page import story


def start(desk: Desk, request: Request, form: FormData) -> Response:
    """Cards of all scenarios."""
    return page(
        request,
        "start.html",
        cards=cards(desk.workspace),
        examples=[(path.stem, _title(path), story(path)) for path in examples()],
        deleted=request.query_params.get("deleted", ""),
    )


def _title(path: Path) -> Text:
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    return Pair(told["title_ko"], told["title_en"])


def small_map(desk: Desk, request: Request, form: FormData) -> Response:
    """The picture on the card of a scenario that has a plan."""
    made = card(desk.workspace, request.path_params["name"]).made
    if made is None:
        raise HTTPException(404)
    folder = (desk.workspace.maps / made.page).with_suffix("")
    return Response(draw_small_map(folder), media_type="image/svg+xml")


def create(desk: Desk, request: Request, form: FormData) -> Response:
    """A new scenario from an example."""
    example = next((one for one in examples() if one.stem == field(form, "example")), None)
    if example is None:
        raise ScenarioError("there is no scenario {name}", name=field(form, "example"))
    content, name = example.read_bytes(), field(form, "name")
    if name:
        content = called(content, name, desk.workspace.path(name))
    else:
        name = desk.workspace.free_name(example.stem)
    desk.workspace.copy_example(example, name, content)
    return go(f"/scenario/{quote(name)}/edit")


def duplicate(desk: Desk, request: Request, form: FormData) -> Response:
    """The same scenario once more, under a name that is free."""
    name = request.path_params["name"]
    new = desk.workspace.free_name(name)
    content = called(desk.workspace.content(name), new, desk.workspace.path(new))
    desk.workspace.create(new, content)
    return go(f"/scenario/{quote(new)}/edit")


def rename(desk: Desk, request: Request, form: FormData) -> Response:
    """Another name for the file; the next page offers the one before."""
    name, new = request.path_params["name"], field(form, "name")
    desk.workspace.rename(name, new)
    return go(f"/scenario/{quote(new)}/edit?renamed={quote(name)}")


def delete(desk: Desk, request: Request, form: FormData) -> Response:
    """Into the bin; the start page offers to take it back."""
    binned = desk.workspace.delete(request.path_params["name"])
    return go(f"/?deleted={quote(binned)}")


def show_bin(desk: Desk, request: Request, form: FormData) -> Response:
    """What was deleted."""
    return page(
        request,
        "bin.html",
        lying={
            "/bin": (Text("scenario"), _by_time(desk.workspace.binned())),
            "/bin/sweeps": (Text("sweep"), _by_time(binned_sweeps(desk.workspace))),
        },
    )


def _by_time(binned: list[str]) -> list[tuple[str, str, datetime]]:
    """Of what is deleted its name in the bin, its name and when."""
    parts = [(one, *one.partition(" ")[::2]) for one in binned]
    return [(one, name, told_time(time).astimezone()) for one, time, name in parts]


def take_back(desk: Desk, request: Request, form: FormData) -> Response:
    """Out of the bin."""
    desk.workspace.take_back(field(form, "binned"))
    return go("/")


def choose_language(desk: Desk, request: Request, form: FormData) -> Response:
    """The language of all pages from now on, for this browser."""
    back = field(form, "back")
    # Within the desk only: '//elsewhere' and '/\\elsewhere' would lead out of it.
    answer = go(quote(back) if back[:1] == "/" and back[1:2] not in ("/", "\\") else "/")
    if (chosen := field(form, "language")) in LANGUAGES:
        answer.set_cookie(LANGUAGE_COOKIE, chosen, httponly=True, samesite="strict")
    return answer


def stop(desk: Desk, request: Request, form: FormData) -> Response:
    """End the desk; a team's is ended where it was started."""
    if desk.team is not None:
        raise HTTPException(404)
    answer = page(request, "stopped.html")
    desk.stop()
    return answer
