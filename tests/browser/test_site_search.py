"""The site's search from disk, without a network: what planners type finds the page."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.slow

ASKED = {
    "우리 도만 계획하려면": "ko/how-to/one-province.html",
    "군산은 반드시": "ko/how-to/certain-hub.html",
    "예산 1,000억": "ko/how-to/budget.html",
    "계획을 QGIS에서 열기": "ko/how-to/qgis.html",
    "한글 보고서에 그림 넣기": "ko/how-to/hangul-report.html",
    "망분리 PC 설치": "ko/how-to/separated-network.html",
    "내 자료를 가져오려면": "ko/tutorials/own-data.html",
    "후회가 작은 계획": "ko/tutorials/sweep.html",
    "입지계수란 무엇인가요": "ko/reference/code/terms.html",
    "거점을 하나 더 두면": "ko/how-to/second-best.html",
    "점수를 믿어도 되나요": "ko/explanation/limits.html",
    "얼마가 들고 누가 내나": "ko/how-to/after-the-hubs.html",
    "한 해 뒤 새 통계로 견주기": "ko/tutorials/first-year.html",
}


@pytest.mark.parametrize("question", ASKED)
def test_a_question_finds_its_page(browser, documents, question):
    context = browser.new_context(offline=True)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((documents / "search.html").as_uri())
    page.fill("input[name=q]", question)
    page.keyboard.press("Enter")
    # Results are appended in their order, so its place is known once it is there.
    page.wait_for_selector(f'#search-results li a[href*="{ASKED[question]}"]', timeout=10_000)
    found = page.eval_on_selector_all(
        "#search-results li > a", "links => links.map(link => link.href)"
    )
    context.close()
    assert all(url.startswith("file:") for url in asked)
    assert any(ASKED[question] in url for url in found[:3]), found[:10]
