"""Editing a scenario: the form, its TOML, its history; two people never overwrite each other."""

from __future__ import annotations

from urllib.parse import quote

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from hubplanner.desk.answering import Desk, field, go, language_of, page
from hubplanner.desk.cards import card
from hubplanner.desk.computing import start_plan
from hubplanner.desk.form import Form, changes, read_form
from hubplanner.desk.live_map import shown_beside, trial_told
from hubplanner.desk.typed import typed_content
from hubplanner.desk.workspace import ConflictError, etag, told_time
from hubplanner.errors import HubplannerError, ScenarioError
from hubplanner.language import Text
from hubplanner.toml_file import decoded

PICKED = {
    "candidates.provinces": ("provinces", ""),
    "siting.required": ("places", ""),
    "siting.forbidden": ("places", ""),
    "siting.existing": ("hosts", ""),
    "siting.at_least": ("provinces", " = 1"),
    "siting.at_most": ("provinces", " = 1"),
    "siting.opening_cost": ("hosts", " = 1"),
    "network.fixed": ("regions", " = "),
    "roadmap.waves": ("regions", ""),
    "roadmap.after": ("regions", " = "),
}
"""Fields whose entries are picked by name: from which list, and what is said of an entry."""


def edit(desk: Desk, request: Request, form: FormData) -> Response:
    """The form beside the TOML."""
    name = request.path_params["name"]
    content = desk.workspace.content(name)
    return _page(desk, request, name, content, etag(content))


def save(desk: Desk, request: Request, form: FormData) -> Response:
    """What was typed into the form, into the file; then the plan, if asked for."""
    name = request.path_params["name"]
    content = typed_content(form, desk.workspace.existing(name))
    return _saved(desk, request, name, content, form)


def save_toml(desk: Desk, request: Request, form: FormData) -> Response:
    """The TOML as it was typed; refused only where it is none."""
    name = request.path_params["name"]
    content = str(form.get("toml", "")).replace("\r\n", "\n").encode()
    try:
        read_form(content, desk.workspace.path(name))
    except ScenarioError as error:
        return _page(desk, request, name, content, field(form, "etag"), error.text)
    return _saved(desk, request, name, content, form)


def check(desk: Desk, request: Request, form: FormData) -> Response:
    """What is wrong with what is typed so far, and the TOML that it gives; nothing is written."""
    name, language = request.path_params["name"], language_of(desk, request)
    path = desk.workspace.existing(name)
    try:
        content = typed_content(form, path)
        read = read_form(content, path)
    except HubplannerError as error:
        return JSONResponse({"refused": error.text.in_language(language)}, 422)
    fields = {
        one.key.path: {
            "problem": " ".join(text.in_language(language) for text in one.problems),
            "changed": one.changed,
        }
        for found in read.questions.values()
        for one in found
    }
    problems = [text.in_language(language) for text in read.problems]
    return JSONResponse(
        {
            "toml": decoded(content),
            "fields": fields,
            "problems": problems,
            "trial": trial_told(desk.workspace, name, content, language),
        }
    )


def places(desk: Desk, request: Request, form: FormData) -> Response:
    """Names of provinces, regions and hosts that a field can take, in the reader's language."""
    from hubplanner.dataset.institutions import bundled_institutions
    from hubplanner.regions import load_regions

    regions, hosts = load_regions(), bundled_institutions()
    if language_of(desk, request) == "ko":
        provinces, names = regions["sido_ko"], regions["sido_short"] + " " + regions["name_ko"]
        called = hosts["name_ko"]
    else:
        provinces, names = regions["sido_en"], regions["name_en"] + ", " + regions["sido_en"]
        called = hosts["name_en"]
    return JSONResponse(
        {
            "provinces": provinces.unique().tolist(),
            "regions": names.tolist(),
            "hosts": called.tolist(),
        }
    )


def history(desk: Desk, request: Request, form: FormData) -> Response:
    """Earlier versions, and one of them in full."""
    name = request.path_params["name"]
    content = desk.workspace.content(name)
    shown = request.query_params.get("time", "")
    kept, path = desk.workspace.history(name), desk.workspace.path(name)
    who = desk.workspace.log.replaced_by()
    versions = [
        (time, told_time(time).astimezone(), who.get(time, ""), changes(old, new, path))
        for (time, old), new in zip(kept.items(), [content, *kept.values()], strict=False)
    ]
    return page(
        request,
        "history.html",
        card=card(desk.workspace, name),
        etag=etag(content),
        versions=versions,
        shown=shown,
        toml=decoded(desk.workspace.version(name, shown)) if shown else "",
    )


def restore(desk: Desk, request: Request, form: FormData) -> Response:
    """An earlier version again; the one that stood there is kept as well."""
    name = request.path_params["name"]
    content = desk.workspace.version(name, field(form, "time"))
    return _saved(desk, request, name, content, form)


def _saved(desk: Desk, request: Request, name: str, content: bytes, form: FormData) -> Response:
    try:
        desk.workspace.save(name, content, field(form, "etag"))
    except ConflictError:
        standing = desk.workspace.content(name)
        return page(
            request,
            "conflict.html",
            409,
            card=card(desk.workspace, name),
            mine=decoded(content),
            theirs=decoded(standing),
            etag=etag(standing),
        )
    if field(form, "then") == "plan":
        return go(f"/job/{start_plan(desk, name).id}")
    return go(f"/scenario/{quote(name)}/edit?saved=1")


def _page(
    desk: Desk,
    request: Request,
    name: str,
    content: bytes,
    seen: str,
    refusal: Text | None = None,
) -> Response:
    form: Form | None = None
    try:
        form = read_form(content, desk.workspace.path(name))
    except ScenarioError as error:
        refusal = refusal or error.text
    return page(
        request,
        "edit.html",
        422 if request.method == "POST" else 200,
        card=card(desk.workspace, name),
        form=form,
        refusal=refusal,
        toml=decoded(content),
        etag=seen,
        beside=shown_beside(desk.workspace, name),
        picked=PICKED,
        folders=list(desk.workspace.data_paths().values()),
        before=next(iter(desk.workspace.versions(name)), ""),
        saved="saved" in request.query_params,
        renamed=request.query_params.get("renamed", ""),
    )
