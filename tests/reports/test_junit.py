"""JUnit: one suite a conversation, one case a rule that was at stake, XML that any server reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.model.scorecard import Audit
from compliance.model.verdict import Outcome, Verdict
from compliance.reports.junit import render
from compliance.reports.report import View

ANY = st.text(st.characters(codec=None, categories=None), min_size=1, max_size=30)
# What the schema of Jenkins (and with it Ant, Maven and GitLab) allows: attributes, those that must be there first, and children.
GRAMMAR = {
    "testsuites": ("name tests failures errors", 0, "testsuite"),
    "testsuite": ("name tests failures errors skipped", 4, "properties testcase"),
    "properties": ("", 0, "property"),
    "property": ("name value", 2, ""),
    "testcase": ("name classname", 1, "skipped failure error"),
    "skipped": ("message", 0, ""),
    "failure": ("message type", 0, ""),
    "error": ("message", 0, ""),
}


def parsed(audit: Audit, view: View) -> ElementTree.Element:
    return ElementTree.fromstring("".join(render(audit, view)).encode())


def faults(element: ElementTree.Element) -> list[str]:
    """What the grammar does not allow."""
    attributes, needed, children = (part.split() if isinstance(part, str) else part for part in GRAMMAR[element.tag])
    wrong = [f"{element.tag} {name}" for name in element.attrib if name not in attributes]
    wrong += [f"{element.tag} without {name}" for name in attributes[:needed] if name not in element.attrib]
    wrong += [f"{child.tag} in {element.tag}" for child in element if child.tag not in children]
    return wrong + [fault for child in element if child.tag in GRAMMAR for fault in faults(child)]


def test_it_keeps_to_the_grammar(audit: Audit, view: View) -> None:
    assert faults(parsed(audit, view)) == []


def test_counts_are_those_of_the_cases(audit: Audit, view: View) -> None:
    root = parsed(audit, view)
    for element in (root, *root):
        assert int(element.get("tests", "")) == len([*element.iter("testcase")])
        assert int(element.get("failures", "")) == len([*element.iter("failure")])
        assert int(element.get("errors", "")) == len([*element.iter("error")])
    assert [(suite.get("name"), suite.get("failures"), suite.get("skipped")) for suite in root] == [
        ("call-0001", "2", "0"), ("chat-139****1111", "1", "1"), ("desk-7", "1", "1"), ("call-0009", "0", "1"), ("未能读取", "0", "0"),
    ]  # fmt: skip


def test_what_was_not_judged_is_skipped_and_says_why(audit: Audit, view: View) -> None:
    told = [skipped.get("message") for skipped in parsed(audit, view).iter("skipped")]
    assert told == ["无法判定：缺少通话时间", "无法判定", "进行中：还在时限之内"]


def test_a_failure_tells_each_of_its_findings(audit: Audit, view: View) -> None:
    failure = [*parsed(audit, view).iter("failure")][-1]
    assert (failure.get("message"), failure.get("type")) == ("说了“随便”", "warn")
    assert (failure.text or "").split("\n\n") == [
        'desk-7 第 1 句\n说了“随便”\n原话：=HYPERLINK("x","随便")',
        "desk-7 第 1 句\n说了“爱要不要”；同音，疑为误写\n原话：爱要不要",
    ]


def harmless(audit: Audit, view: View) -> bool:
    root = parsed(audit, view)
    return faults(root) == [] and [root.get(name) for name in ("tests", "failures", "errors")] == ["3", "1", "1"]


def test_text_that_bites(bite: str, biting: Callable[[str], Audit], view: View) -> None:
    assert harmless(biting(bite), view)


@given(ANY)
def test_any_text(biting: Callable[[str], Audit], view: View, text: str) -> None:
    assert harmless(biting(text), view)


def test_names_of_cases_do_not_change_with_the_outcome(audit: Audit, view: View) -> None:
    names = {rule.id: f"{rule.id} {rule.name}" for rule in audit.rulebook.rules}
    told = [[case.get("name") for case in suite.iter("testcase")] for suite in parsed(audit, view)][:-1]
    assert told == [[names[verdict.rule] for verdict in verdicts if at_stake(verdict)] for verdicts in audit.verdicts]
    assert {name for case in told for name in case} == {*names.values()}


def at_stake(verdict: Verdict) -> bool:
    return verdict.outcome in (Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN, Outcome.PENDING)


def test_a_conversation_that_no_rule_was_about_is_still_there(audit: Audit, view: View) -> None:
    idle = tuple(tuple(replace(verdict, outcome=Outcome.NOT_TRIGGERED) for verdict in verdicts) for verdicts in audit.verdicts)
    root = parsed(replace(audit, verdicts=idle, findings=(), problems=()), view)
    assert [(suite.get("tests"), len(suite)) for suite in root] == [("0", 1)] * len(audit.conversations)  # the one: its properties


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_it_says_how_it_is_encoded(audit: Audit, lang: str) -> None:
    assert next(render(audit, View(lang, str))) == '<?xml version="1.0" encoding="UTF-8"?>\n'
