"""The documentation site: sphinx-build -W -c docs/site docs docs/_build (docs/ko/release.md)."""

from __future__ import annotations

import sys
from pathlib import Path

from pygments.lexers.special import TextLexer
from sphinx.application import Sphinx

import hubplanner

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

import gallery  # noqa: E402
import korean_search  # noqa: E402
import reference_pages  # noqa: E402

project = "hubplanner"
version = release = hubplanner.__version__
copyright = "2026 The hubplanner authors"
language = "ko"
root_doc = "index"
exclude_patterns = ["_build", "site"]
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
myst_heading_anchors = 4
autodoc_member_order = "bysource"
autodoc_preserve_defaults = True
autodoc_typehints_format = "short"
napoleon_use_ivar = True
html_theme = "furo"
html_title = f"hubplanner {version}"
html_copy_source = False
html_search_scorer = str(HERE / "scorer.js")
html_show_search_summary = False  # it would fetch pages, which one opened from disk may not
html_show_sphinx = False
html_last_updated_fmt = None


def setup(app: Sphinx) -> None:
    """Words of Korean for the search; pages made from the code before reading."""
    app.add_lexer("csv", TextLexer)
    app.add_search_language(korean_search.SearchKorean)
    app.connect("builder-inited", reference_pages.write_all)
    # -D gallery_plans=0 makes no plans and leaves their pictures out.
    app.add_config_value("gallery_plans", True, "env", bool)
    app.connect("builder-inited", gallery.write_gallery)
