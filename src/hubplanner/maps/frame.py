"""The frame of a page: Folium's figure in our template, with everything inside one file."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from branca.element import Element, Figure
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from hubplanner.maps.messages import bilingual, both, messages_of, term
from hubplanner.maps.payload_common import Bilingual
from hubplanner.regions import web_topology


class Frame(Figure):  # type: ignore[misc]
    """A page that opens from disk without a network.

    Leaflet is inlined from its package, the data lies in the page as JSON, and a
    Content-Security-Policy forbids every request and every script and style but the page's own,
    by their hashes. All names reach the page as text nodes or autoescaped template values, never
    as markup.

    Parameters
    ----------
    template, script
        The page's own template and its entry module, from ``templates/`` and ``static/``.
    title
        For the window's title bar, in the language that is shown, and the head of printed sheets,
        in both.
    style
        A style sheet of the page's own from ``static/``, beside ``page.css``; none by default.
    pictures
        An origin that pictures may come from beside the page itself; none by default.
    """

    def __init__(
        self, template: str, script: str, title: Bilingual, *, style: str = "", pictures: str = ""
    ) -> None:
        super().__init__(title=f"{' · '.join(dict.fromkeys(title))} – hubplanner")
        self.titles = title
        self.style = style
        self.pictures = pictures
        self.template = template
        self.script_name = script

    def render_page(self, payload: Mapping[str, Any], text: Mapping[str, Any] | None = None) -> str:
        """The whole file: `payload` for the template and the script, `text` for the template."""
        _number_ids(self)
        for child in self._children.values():
            child.render()
        environment = Environment(
            loader=PackageLoader("hubplanner.maps"),
            autoescape=True,
            undefined=StrictUndefined,
        )
        environment.globals.update(t=bilingual, both=both, term=term)
        heading = (
            f"@page {{ @top-left {{ content: {css_string(self.title)}; font: 9pt sans-serif; }} }}"
        )
        own_styles = [_static(name) for name in ("page.css", self.style) if name]
        styles = [_leaflet_css(), _bare("".join(own_styles)) + heading]
        own = one_script(self.script_name)
        scripts = [
            _leaflet("leaflet.js").replace("</script", "<\\/script"),
            own + self.script.render(),
        ]
        return environment.get_template(self.template).render(
            page_title=self.title,
            titles=self.titles,
            payload=payload,
            text=text or {},
            payload_json=script_json(payload),
            topology_json=Markup(web_topology().replace("<", "\\u003c")),
            messages_json=script_json(messages_of(own)),
            map_html=Markup(self.html.render()),
            policy=Markup(_policy(scripts, styles, self.pictures)),
            styles=[Markup(style) for style in styles],
            scripts=[Markup(script) for script in scripts],
        )


def one_script(entry: str) -> str:
    """An ES module of ``static/`` and all that it imports as one script, needed ones first.

    A page opened from disk cannot import one inline module from another, so each becomes a
    function of its own scope whose result is named after the file: ``page.js`` gives ``page_js``.
    The modules keep to ``import {…} from "./name.js"`` and ``export const`` or ``function``; a
    library's may end with ``export{a as b}`` instead. What is for those who read the modules stays
    behind, but for the notice of a licence (``/*!``). What runs in a worker goes first, up to a
    mark: the page makes its worker of that much of its own script.
    """
    parts: dict[str, str] = {}

    def add(name: str) -> None:
        if name not in parts:
            text = _bare(_static(name))
            for _, needed in _IMPORT.findall(text):
                add(f"{needed}.js")
            text = _IMPORT.sub(lambda found: f"const {found[1]} = {found[2]}_js;", text)
            renamed = [_AS.sub(r"\2: \1", names) for names in _EXPORTS.findall(text)]
            exports = ", ".join([*_EXPORT.findall(text), *renamed])
            body = _EXPORT.sub(lambda found: found[0].removeprefix("export "), text)
            body = _EXPORTS.sub("", body)
            own = name.replace(".", "_")
            parts[name] = f"const {own} = (() => {{\n{body}return {{ {exports} }};\n}})();\n"

    add(entry)
    if WORKER not in parts:
        return "".join(parts.values())
    everything = dict(parts)
    parts.clear()
    add(WORKER)
    parts["mark"] = WORKER_ENDS
    return "".join((parts | everything).values())


def _bare(text: str) -> str:
    """A style sheet or script without comments, indents and blank lines: those are for authors."""
    return _INDENT.sub("", _COMMENT.sub("", text))


WORKER = "trial_worker.js"
"""The module that runs in a worker, with those that it imports."""

WORKER_ENDS = "/* Here the worker's part ends. */\n"
"""As in ``static/asking.js``."""


_COMMENT = re.compile(
    r"^ */\*(?!!)(?:(?!\*/).)*\*/\n|/\*\* (?:(?!\*/).)*\*/ ?", re.MULTILINE | re.DOTALL
)
_INDENT = re.compile(r"^\s+", re.MULTILINE)
_IMPORT = re.compile(r'^import (\{[^}]*\}) from "\./(\w+)\.js";', re.MULTILINE)
_EXPORTS, _AS = re.compile(r"\bexport\{([\w ,]*)\};(?=\n\Z)"), re.compile(r"(\w+) as (\w+)")
_EXPORT = re.compile(r"^export (?:const|(?:async )?function) (\w+)", re.MULTILINE)


def _policy(scripts: list[str], styles: list[str], pictures: str) -> str:
    """A Content-Security-Policy: no request at all, and only these scripts and styles.

    A worker may come from what the page itself has put together, which has the page's policy.
    """

    def allowed(texts: list[str]) -> str:
        digests = (hashlib.sha256(text.encode()).digest() for text in texts)
        return " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)

    return (
        f"default-src 'none'; script-src {allowed(scripts)}; style-src {allowed(styles)};"
        f" worker-src blob:; img-src {f'data: {pictures}'.strip()};"
        " base-uri 'none'; form-action 'none'"
    )


def script_json(value: Any) -> Markup:
    """JSON that no browser can mistake for markup, whatever the strings hold."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)


def css_string(text: str) -> str:
    """A string for a style sheet that nothing in `text` can end: all but plain letters escaped."""
    plain = re.compile(r"[A-Za-z0-9]")
    return '"' + "".join(c if plain.match(c) else f"\\{ord(c):06x}" for c in text) + '"'


def _number_ids(root: Element) -> None:
    """Element ids from a counter instead of folium's random ones: same plan, same page."""
    queue, number = [root], 0
    while queue:
        element = queue.pop(0)
        element._id = str(number)
        number += 1
        queue.extend(element._children.values())


def _static(name: str) -> str:
    return (files("hubplanner.maps") / "static" / name).read_text(encoding="utf-8")


def _leaflet(name: str) -> str:
    return (files("xstatic.pkg.leaflet") / "data" / name).read_text(encoding="utf-8")


def _leaflet_css() -> str:
    """Leaflet's styles with its pictures inside, as a relative path would be a request."""

    def inline(match: re.Match[str]) -> str:
        picture = (files("xstatic.pkg.leaflet") / "data" / match[1]).read_bytes()
        return f"url(data:image/png;base64,{base64.b64encode(picture).decode()})"

    return re.sub(r"url\((images/[\w-]+\.png)\)", inline, _leaflet("leaflet.css"))
