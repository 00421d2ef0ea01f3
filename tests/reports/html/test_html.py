"""The page: one file that holds all it needs, takes nothing for markup, and tells every finding."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from hashlib import sha256
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.model.appeal import Appeal, Decision
from compliance.model.problem import Place
from compliance.model.scorecard import Audit, Final
from compliance.model.waiver import Waiver
from compliance.reports import html
from compliance.reports.html.data import SAID, duration, safe
from compliance.reports.report import View
from compliance.reports.reviewed import review_told
from compliance.wording import CATALOGUE

PAGE = Path(str(files("compliance.reports.html") / "page"))
SOURCES = {file.name: file.read_text(encoding="utf-8") for file in sorted(PAGE.iterdir())}


def told(audit: Audit, view: View) -> str:
    return "".join(html.render(audit, view))


class Reader(HTMLParser):
    """What a browser would find: elements with their attributes, and what stands in scripts and styles."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.raw: dict[str, list[str]] = {"script": [], "style": []}
        self.text: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag in self.raw:
            self.raw[tag].append("")

    def handle_data(self, data: str) -> None:
        if self.cdata_elem in self.raw:
            self.raw[self.cdata_elem][-1] += data
        else:
            self.text.append(data)

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def data_of(page: str) -> Any:
    return json.loads(Reader(page).raw["script"][0])


# --- what it looks like -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("lang", "file"), [("zh", "report.html"), ("en", "report.en.html")])
def test_golden(lang: str, file: str, audit: Audit, view_of: Callable[..., View], golden: Callable[[str, str], str]) -> None:
    """Without its style and script, which are files of their own; a finding a line."""
    page = re.sub(r"<(style|script)>.*?</\1>", r"<\1></\1>", told(audit, view_of(lang=lang)), flags=re.DOTALL)
    page = re.sub(r"sha256-[^']*", "sha256-…", page)
    assert page == golden(file, page)


def test_each_finding_is_there_with_its_conversation(audit: Audit, view: View) -> None:
    data = data_of(told(audit, view))
    assert {row["id"] for row in data["findings"]} == {finding.fingerprint for finding in audit.findings}
    where = {row["id"]: data["talks"][row["talk"]]["id"] for row in data["findings"]}
    assert where == {finding.fingerprint: view.name(finding.conversation.id) for finding in audit.findings}
    assert [talk["id"] for talk in data["talks"]] == ["call-0001", "chat-139****1111", "desk-7"]  # what has none stays at home


def test_marks_lie_on_the_words(audit: Audit, view: View) -> None:
    data = data_of(told(audit, view))
    marked = [(row, row[key]) for row in data["findings"] for key in ("hit", "trigger") if "span" in row.get(key, {})]
    assert len(marked) == 6
    for row, mark in marked:
        text = next(turn[3] for turn in data["talks"][row["talk"]]["turns"] if turn[0] == mark["turn"])
        assert text.encode("utf-16-le")[mark["span"][0] * 2 : mark["span"][1] * 2].decode("utf-16-le") == mark["text"]


def test_the_gravest_come_first(audit: Audit, view: View) -> None:
    assert [row["rule"] for row in data_of(told(audit, view))["findings"]] == [
        "ban-shirking",
        "empathy-first",
        "hold-check-in",
        "curt",
        "curt",
    ]


def test_a_page_says_in_which_language_it_is(audit: Audit, view_of: Callable[..., View]) -> None:
    assert [Reader(told(audit, view_of(lang=lang))).of("html") for lang in ("zh", "en")] == [[{"lang": "zh-CN"}], [{"lang": "en"}]]


# --- nothing gets in or out ---------------------------------------------------------------------------------------------


def test_the_policy_lets_only_its_own_style_and_script_act(audit: Audit, view: View) -> None:
    read = Reader(told(audit, view))
    (policy,) = (meta["content"] for meta in read.of("meta") if meta.get("http-equiv") == "Content-Security-Policy")
    style, script = (b64encode(sha256(text.encode()).digest()).decode() for text in (read.raw["style"][0], read.raw["script"][1]))
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{style}'; script-src 'sha256-{script}'; img-src data:; base-uri 'none'; form-action 'none'"
    )


@pytest.mark.parametrize("bite", [False, True])
def test_no_element_asks_for_anything_or_acts_by_itself(
    bite: bool, audit: Audit, biting: Callable[[str], Audit], bites: str, view: View
) -> None:
    read = Reader(told(biting(bites) if bite else audit, view))
    names = {name for _, attributes in read.elements for name in attributes}
    assert {name for name in names if name.startswith("on") or name in ("style", "src", "srcset", "action", "formaction", "ping")} == set()
    assert {attributes["href"] for tag, attributes in read.elements if attributes.get("href") and tag != "a"} == {"data:,"}
    assert all((attributes["href"] or "").startswith("#") for attributes in read.of("a"))
    assert [script.get("type") for script in read.of("script")] == ["application/json", None]
    assert {tag for tag, _ in read.elements} & {"img", "iframe", "object", "embed", "base", "foreignobject", "use", "image"} == set()


@pytest.mark.parametrize("name", SOURCES)
def test_its_sources_cannot_end_their_element_nor_make_markup_of_text(name: str) -> None:
    source = SOURCES[name]
    forbidden = (
        r"innerHTML|outerHTML|insertAdjacent|document\.write|\beval\b|new Function|fetch\(|XMLHttp|localStorage|https?:|@import|url\("
    )
    assert re.findall(forbidden, source) == []
    if not name.endswith(".html"):
        assert not re.search(r"</|<!--", source)


def test_text_that_bites_is_told_as_text(biting: Callable[[str], Audit], bites: str, view: View) -> None:
    page = told(biting(bites), view)
    data, text = data_of(page), Reader(page).text
    assert data["talks"][0]["turns"] == [[0, "agent", "00:01", bites]]
    assert (data["findings"][0]["instead"], data["findings"][0]["hit"]["text"]) == (bites, bites)
    assert data["rules"]["empathy-first"]["basis"] == [
        [name, f"{bites} {section}", bites] for name, section in (("A5", "一 服务态度"), ("B13", "四(三)"))
    ]
    # of what is drawn, signs that could steer the screen are left out; the rest stands there as it is
    visible = bites.translate(dict.fromkeys(map(ord, "\x00\x07\u202e"))).replace("\u2028", " ")
    assert sum(visible in part for part in text) >= 6
    assert [part for part in text if set(part) & set("\x00\x07\u2028\u202e")] == []


def test_text_of_any_kind_stays_text(bite: str, biting: Callable[[str], Audit], view: View) -> None:
    data = data_of(told(biting(bite), view))
    assert data["talks"][0]["turns"][0][3] == bite


@given(st.recursive(st.none() | st.text() | st.floats(allow_nan=False), lambda some: st.lists(some) | st.dictionaries(st.text(), some)))
def test_data_made_safe_mean_the_same(value: object) -> None:
    made = safe(json.dumps(value, ensure_ascii=False))
    assert json.loads(made) == value
    assert not set(made) & set("<>&\u2028\u2029")


# --- its parts ------------------------------------------------------------------------------------------------------------


def test_every_sentence_of_the_page_is_used() -> None:
    """The catalogue's own test cannot look into the page's sources."""
    python = "".join(file.read_text(encoding="utf-8") for file in Path(str(html.__file__)).parent.glob("*.py"))
    written = python + SOURCES["page.html"]
    keys = {key.removeprefix("report.html.") for key in CATALOGUE if key.startswith("report.html.")}
    composed = {"by_day", "by_week", "by_month", *(f"channel_{name}" for name in ("call", "chat", "mail", "counter"))}
    composed |= {"agent", "team", "rule", "level", "channel"}
    assert {key for key in keys - composed - set(SAID) if f'"html.{key}"' not in written} == set()
    script = SOURCES["page.js"] + SOURCES["talk.js"]
    asked = set(re.findall(r'(?<!\.)(?:say|add)\("(\w+)"|\? "(\w+)" : "(\w+)"', script))
    assert {word for words in asked for word in words if word} | {f"role_{role}" for role in "agent customer bot system".split()} == set(
        SAID
    )


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "0 秒"), (59.94, "59.9 秒"), (60, "1 分钟"), (150, "2.5 分钟"), (3600, "1 小时"), (86400, "1 天"), (129600, "1.5 天")],
)
def test_durations(seconds: float, said: str, view: View) -> None:
    assert duration(seconds, view) == said


def test_it_comes_in_pieces(audit: Audit, view: View) -> None:
    pieces = list(html.render(audit, view))
    assert max(map(len, pieces)) < 40_000  # the script is the largest
    assert len(pieces) > len(audit.findings)


def test_what_people_decided_stands_beside_what_the_machine_found(audit: Audit, view: View) -> None:
    waiver = Waiver("curt", "desk-7", "", "试用期，打13812345678", "李主管", date(2026, 6, 30), Place("waivers.yaml", 1))
    appeal = Appeal("f000000000000003", "ban-shirking", "chat", Decision.GRANTED, "说的是别家公司", "王经理", "2026-03-06T10:00:00+08:00")
    first, second, third, fourth, fifth = audit.findings
    final = Final({appeal.finding: appeal}, (), {}, audit.verdicts, (replace(audit.scorecards[2], score=88.0),), audit.by_rule)
    page = told(
        replace(audit, findings=(first, replace(second, known=True), third, replace(fourth, waived=waiver), fifth), final=final), view
    )
    assert {row["id"][-1]: row["notes"] for row in data_of(page)["findings"] if "notes" in row} == {
        "2": ["以前就有，已记在基线里"],
        "3": [text for _, text in review_told(third, final, view)],
        "4": ["已豁免：试用期，打138****5678（李主管，到 2026-06-30）"],
    }
    assert "王经理：说的是别家公司" in page
    assert "复核后得分" in page
    assert "88.0" in page
