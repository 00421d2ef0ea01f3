"""The page in a real browser, at a desk and on a phone: it opens, filters and unfolds, asks no network, runs nothing it is told."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING, Any

import pytest

from compliance.model.scorecard import Audit
from compliance.reports import html
from compliance.reports.report import View

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

pytestmark = pytest.mark.slow

DESK, PHONE = (1440, 900), (390, 844)
PATIENCE_S = 3.0  # until a page with 10,000 findings can be used


@dataclass
class Opened:
    """A page, and all that it said, asked for or did besides. `url` is the only address that it may ask for."""

    page: Page
    url: str
    ready_s: float = 0.0
    noise: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def rows(self) -> int:
        return self.page.locator(".finding").count()

    def count(self) -> str:
        return self.page.locator("#count").inner_text()

    def unfold(self) -> Locator:
        """The first finding, open."""
        self.page.click(".finding > summary")
        self.page.wait_for_selector(".finding[open] .talk")
        return self.page.locator(".finding[open]")

    def choose(self, **values: str) -> None:
        for name, label in values.items():
            options = self.page.locator(f"select[name={name}] option").all_inner_texts()
            self.page.select_option(f"select[name={name}]", label=next(text for text in options if text.startswith(label)))


Open = Callable[..., Opened]
Many = Callable[[int], Audit]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=which("chromium"), chromium_sandbox=False)
        yield browser
        browser.close()


@pytest.fixture
def open_page(needs: Callable[[str], None], request: pytest.FixtureRequest, tmp_path: Path, view: View) -> Iterator[Open]:
    """`open_page(audit, size)` opens its page from a file."""
    needs("playwright")
    needs("chromium")
    browser: Browser = request.getfixturevalue("browser")
    contexts = []

    def opened(audit: Audit, size: tuple[int, int] = DESK, view: View = view, **more: Any) -> Opened:
        file = tmp_path / "report.html"
        file.write_text("".join(html.render(audit, view)), encoding="utf-8", newline="")
        contexts.append(browser.new_context(viewport={"width": size[0], "height": size[1]}, **more))
        page = contexts[-1].new_page()
        found = Opened(page, file.as_uri())
        page.on("console", lambda said: found.noise.append(said.text))
        page.on("pageerror", lambda error: found.noise.append(str(error)))
        page.on("dialog", lambda dialog: (found.noise.append(dialog.message), dialog.dismiss()))
        page.on("request", lambda asked: found.asked.append(asked.url))
        started = time.monotonic()
        page.goto(found.url)
        page.wait_for_selector(".finding")
        found.ready_s = time.monotonic() - started
        return found

    yield opened
    for context in contexts:
        context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize(("times", "said", "rows"), [(2, "共 10 项。", 10), (2000, "共 10,000 项。", 50)])
def test_it_opens_in_peace(times: int, said: str, rows: int, size: tuple[int, int], scheme: str, many: Many, open_page: Open) -> None:
    opened = open_page(many(times), size, color_scheme=scheme)
    assert (opened.count(), opened.rows()) == (said, rows)
    assert (opened.noise, opened.asked) == ([], [opened.url])
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert opened.ready_s < PATIENCE_S


def test_the_page_filters(many: Many, open_page: Open) -> None:
    opened = open_page(many(300))
    found = {}
    for name, label in {"agent": "林晓 A102", "team": "售后一组", "rule": "生硬用语", "level": "致命", "channel": "（未写渠道）"}.items():
        opened.choose(**{name: label})
        found[name] = opened.count()
        opened.page.click("#clear")
    assert found == {
        "agent": "符合的有 600 项，共 1,500 项。",
        "team": "符合的有 600 项，共 1,500 项。",
        "rule": "符合的有 600 项，共 1,500 项。",
        "level": "符合的有 300 项，共 1,500 项。",
        "channel": "共 1,500 项。",
    }
    assert opened.count() == "共 1,500 项。"


def test_filters_join_and_days_include_both_ends(many: Many, open_page: Open) -> None:
    opened = open_page(many(2))
    opened.choose(level="严重", rule="先安抚后解释")
    assert (opened.count(), opened.rows()) == ("符合的有 2 项，共 10 项。", 2)
    opened.choose(agent="（未署名）")
    assert (opened.count(), opened.rows()) == ("没有符合的问题项。", 0)
    opened.page.click("#clear")
    opened.page.fill("input[name=from]", "2026-03-02")
    opened.page.fill("input[name=to]", "2026-03-02")
    assert opened.page.locator(".finding .where").all_inner_texts() == [
        f"林晓 A102　{name}　2026-03-02" for name in ("0-call-0001", "0-call-0001", "1-call-0001", "1-call-0001")
    ]


def test_the_list_is_turned_page_by_page_and_put_in_order(many: Many, open_page: Open) -> None:
    opened = open_page(many(30))
    pages = [opened.page.locator("#page").inner_text()]
    for _ in range(2):
        opened.page.click("#next")
        pages.append(opened.page.locator("#page").inner_text())
    assert pages == ["第 1 页，共 3 页", "第 2 页，共 3 页", "第 3 页，共 3 页"]
    assert (opened.page.is_disabled("#next"), opened.page.is_disabled("#previous")) == (True, False)
    opened.choose(order="新的在前")
    days = opened.page.locator(".finding .where").all_inner_texts()
    assert [days[0][-10:], days[29][-10:], days[30][-10:]] == ["2026-03-05", "2026-03-05", "2026-03-02"]
    assert opened.page.locator("#page").inner_text() == "第 1 页，共 3 页"


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_finding_unfolds_to_its_conversation(size: tuple[int, int], audit: Audit, open_page: Open) -> None:
    opened = open_page(audit, size)
    opened.choose(rule="先安抚后解释")
    shown = opened.unfold()
    assert shown.locator(".talk li .text").all_inner_texts() == [
        "您好，请讲。", "我都催了三次没人管！回我138****5678", "因为系统升级，您再等等。", "我查一下。", "还在吗？请稍等是多久",
    ]  # fmt: skip
    assert shown.locator(".talk mark.found").all_inner_texts() == ["因为"]
    assert shown.locator(".talk mark.trigger").all_inner_texts() == ["催了三次"]
    assert shown.locator(".say").inner_text() == "改说\n我理解您的心情，我先帮您核实"
    assert shown.locator("dl .basis").all_inner_texts() == [
        "A5 服务管理制度规范 一 服务态度：understanding first", "B13 提升员工服务操作规程 四(三)：understanding on complaints",
    ]  # fmt: skip
    assert opened.noise == []


def test_of_an_absence_it_shows_where_it_was_searched(audit: Audit, open_page: Open) -> None:
    opened = open_page(audit)
    opened.choose(rule="等候超过一分钟须告知进展")
    shown = opened.unfold()
    assert shown.locator(".talk .window .text").all_inner_texts() == ["我查一下。\n这里该说而没有说", "还在吗？请稍等是多久"]
    told = dict(zip(shown.locator("dt").all_inner_texts(), shown.locator("dd").all_inner_texts(), strict=True))
    assert told == {
        "起因": "第 4 句“我查一下”",
        "未见": "稍等 / 还在(查|处理)",
        "找过": "第 4–5 句　到 2026-03-02 09:01:15 为止",
        "最接近": "第 5 句“请稍等是多久”\n这是客户说的",
        "时限": "2026-03-02 09:01:15（超出 15 秒）",
        "原因": "一直没有说",
        "依据": "D9 服务管家日常管理制度 服务态度：prompt answers",
        "会话": "call-0001",
        "规则": "hold-check-in 1a2b3c",
    }


def test_keys_are_enough(audit: Audit, open_page: Open) -> None:
    opened = open_page(audit)
    opened.page.focus("#clear")
    opened.page.keyboard.press("Tab")
    assert opened.page.evaluate("document.activeElement.tagName") == "SUMMARY"
    opened.page.keyboard.press("Enter")
    opened.page.wait_for_selector(".finding[open] .talk")


def test_names_and_fields_lead_to_their_findings(audit: Audit, open_page: Open) -> None:
    opened = open_page(audit)
    counts = []
    for place in ("button[data-agent='0']", "button[data-rule='curt']", "[data-cell='2 curt']"):
        opened.page.click(place)
        counts.append(opened.count())
    assert counts == ["符合的有 1 项，共 5 项。", "符合的有 2 项，共 5 项。", "符合的有 2 项，共 5 项。"]


def test_the_trend_shows_one_unit_at_a_time(audit: Audit, open_page: Open) -> None:
    earlier = replace(audit.conversations[3], epoch=audit.conversations[3].epoch.replace(day=20, month=2))  # type: ignore[union-attr]
    opened = open_page(replace(audit, conversations=(*audit.conversations[:3], earlier)))
    charts = opened.page.locator("#trend figure")
    assert [chart.is_visible() for chart in charts.all()] == [True, False, False]
    opened.page.click("button[data-show=trend-week]")
    assert [chart.is_visible() for chart in charts.all()] == [False, True, False]


def test_nothing_that_was_said_is_run(biting: Callable[[str], Audit], bites: str, open_page: Open) -> None:
    opened = open_page(biting(bites))
    opened.unfold()
    opened.page.click("button[data-agent]")
    opened.unfold()
    assert (opened.noise, opened.asked) == ([], [opened.url])
    assert opened.page.evaluate("[typeof hacked, document.scripts.length, document.images.length]") == ["undefined", 2, 0]
    texts = [opened.page.locator(place).first.evaluate("one => one.textContent") for place in (".talk .text", ".say", ".finding .name")]
    shown = bites.replace("\u202e", "\ufffd")  # nothing reads backwards
    assert texts == [shown, f"改说{shown}", shown]


def test_a_name_as_long_as_a_page_takes_three_lines(audit: Audit, open_page: Open) -> None:
    long = replace(audit, scorecards=tuple(replace(card, name="很长的名字" * 200) for card in audit.scorecards))
    opened = open_page(long, PHONE)
    heights = [opened.page.locator(place).first.bounding_box()["height"] for place in (".jump", ".finding .where")]
    assert [height <= 90 for height in heights] == [True, True], heights


def test_even_a_script_that_got_in_would_not_act(audit: Audit, open_page: Open) -> None:
    opened = open_page(audit)
    opened.page.evaluate(
        """() => {
            window.refused = [];
            document.addEventListener("securitypolicyviolation", (event) => window.refused.push(event.effectiveDirective));
            const script = document.createElement("script");
            script.textContent = "window.hacked = 1";
            document.body.append(script);
            const picture = document.createElement("img");
            picture.src = "http://127.0.0.1:9/x.png";
            document.body.append(picture);
            fetch("http://127.0.0.1:9/").catch(() => null);
        }"""
    )
    opened.page.wait_for_function("window.refused.length === 3")
    assert sorted(opened.page.evaluate("window.refused")) == ["connect-src", "img-src", "script-src-elem"]
    assert opened.page.evaluate("typeof hacked") == "undefined"


def test_on_paper_there_is_nothing_to_click(audit: Audit, open_page: Open) -> None:
    opened = open_page(audit, color_scheme="dark")
    opened.page.emulate_media(media="print")
    assert [opened.page.locator(place).first.is_visible() for place in (".parts", "#filter", "#agents table", ".finding")] == [
        False,
        False,
        True,
        True,
    ]
    assert opened.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_without_its_script_the_figures_are_there(
    audit: Audit, view: View, open_page: Open, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    open_page(audit)
    context = request.getfixturevalue("browser").new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((tmp_path / "report.html").as_uri())
    assert [page.locator(place).first.is_visible() for place in (".tiles", "#agents table", "#heat svg", "noscript", "#filter")] == [
        True, True, True, True, False,
    ]  # fmt: skip
    context.close()


def test_it_speaks_english(audit: Audit, view_of: Callable[..., View], open_page: Open) -> None:
    opened = open_page(audit, view=view_of(lang="en"))
    opened.unfold()
    assert opened.count() == "Findings: 5."
    labels = "".join(
        opened.page.locator("h1, h2, nav, .hint, thead th, dt, #filter label > span, button:not(.jump), .legend, footer").all_inner_texts()
    )
    assert [char for char in labels if "\u4e00" <= char <= "\u9fff"] == []
