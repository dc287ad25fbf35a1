"""What axe-core finds on a page, at the price of what is shown."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT, AxeResults

OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}

# axe-core passes over what is hidden, but walks through it first, and looks at each cell of a table
# of hundreds of rows. So while it looks, what is in hidden parts is put aside, and of the rows that
# differ in their words alone all but twelve.
RUN = """
  async ([options, exclude]) => {
    const ofOneAlone = new RegExp("^(id|for|href|title|value|data-.*"
      + "|aria-(label|labelledby|describedby)|[xydr]|[cr][xy]|[xy][12]|width|height)$");
    const form = (node) => [node.tagName, node.textContent.trim() ? "words" : "",
      ...[...node.attributes].map(({ name, value }) =>
        (ofOneAlone.test(name) ? name : `${name}=${value}`))].join();
    const seen = new Map();
    const isOneOfMany = (row) => {
      if (!row.checkVisibility() || row.contains(document.activeElement)) return false;
      const rowForm = [row, ...row.querySelectorAll("*")].map(form).join("|");
      seen.set(rowForm, (seen.get(rowForm) ?? 0) + 1);
      return seen.get(rowForm) > 12;
    };
    const isHidden = (one) => !one.checkVisibility() && !one.parentElement.closest("[hidden]")
      && !one.querySelector("iframe");
    const rows = [...document.querySelectorAll("tbody tr")].filter(isOneOfMany);
    const hidden = [...document.querySelectorAll("[hidden]")].filter(isHidden);
    const aside = [...rows, ...hidden.flatMap((one) => [...one.childNodes])].map((node) => {
      const place = new Comment();
      node.replaceWith(place);
      return () => place.replaceWith(node);
    });
    const excluded = exclude.flatMap((one) => [...document.querySelectorAll(one)]);
    try {
      return await axe.run(excluded.length ? { exclude: excluded } : document, options);
    } finally {
      for (const putBack of aside) putBack();
    }
  }
"""


def findings(page: Any, *exclude: str) -> str:
    """The report of what breaks a rule, but in what these selectors find; "" where nothing does."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = AxeResults(page.evaluate(RUN, [OPTIONS, list(exclude)]))
    return found.generate_report() if found.violations_count else ""
