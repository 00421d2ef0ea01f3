"""Findings: one a breach, in order, charged to the right agent, with fingerprints that survive."""

from __future__ import annotations

from dataclasses import replace

from compliance.model.finding import Finding
from compliance.model.message import message
from compliance.model.problem import Place
from compliance.model.rule import Level, Rule
from compliance.model.transcript import Agent, Conversation, Role, Turn
from compliance.model.verdict import Breach, Hit, Judgement, Outcome, Verdict
from compliance.scoring.findings import findings_of, fingerprint

RULES = tuple(
    Rule(name, name, "must_not", None, level, 1.0, (), Place("rules.yaml"), instead=f"{name} 改说")
    for name, level in (("curt", Level.WARN), ("shirk", Level.FATAL), ("absent", Level.ERROR))
)
CURT, SHIRK, ABSENT = RULES
TALK = Conversation(
    "c-1",
    "a.jsonl",
    (
        Turn(0, Role.AGENT, "您好", agent="A"),
        Turn(1, Role.CUSTOMER, "怎么办"),
        Turn(2, Role.AGENT, "随便，不归我管，随便", agent="B"),
    ),
    agent=Agent("A"),
)


def hit(turn: int, start: int, words: str, better: str | None = None) -> Hit:
    return Hit(turn, turn, start, start + len(words), words, words, words, better=better)


def failed(rule: Rule, *breaches: Breach, trigger: Hit | None = None) -> Verdict:
    return Verdict(rule.id, TALK.id, Outcome.FAIL, (Judgement(Outcome.FAIL, trigger, breaches),))


def said(turn: int, start: int, words: str, better: str | None = None) -> Breach:
    return Breach(turn, hit(turn, start, words, better), message("said"))


def owed(turn: int | None) -> Breach:
    return Breach(turn, None, message("owed"))


def gist(findings: tuple[Finding, ...]) -> list[tuple[str, int | None, str | None, str | None]]:
    return [(f.rule.id, f.breach.turn, f.agent, f.instead) for f in findings]


def test_order_is_turns_then_rules_then_offsets_and_no_turn_comes_last() -> None:
    verdicts = (
        failed(ABSENT, owed(None), owed(0)),
        failed(SHIRK, said(2, 3, "不归我管", better="我来确认")),
        failed(CURT, said(2, 8, "随便"), said(2, 0, "随便")),
    )
    found = findings_of(TALK, RULES, verdicts)
    assert gist(found) == [
        ("absent", 0, "A", "absent 改说"),
        ("curt", 2, "B", "curt 改说"),
        ("curt", 2, "B", "curt 改说"),
        ("shirk", 2, "B", "我来确认"),
        ("absent", None, "A", "absent 改说"),
    ]
    assert [f.breach.hit.start for f in found if f.breach.hit] == [0, 8, 3]
    assert findings_of(TALK, RULES, tuple(reversed(verdicts))) == found


def test_only_failed_judgements_give_findings() -> None:
    kept = Judgement(Outcome.PASS, witnesses=(hit(0, 0, "您好"),))
    unsure = Judgement(Outcome.UNKNOWN, breaches=(said(2, 0, "随便"),))
    broken = Judgement(Outcome.FAIL, breaches=(owed(2),))
    verdict = Verdict(CURT.id, TALK.id, Outcome.FAIL, (kept, unsure, broken))
    assert [f.judgement for f in findings_of(TALK, RULES, (verdict,))] == [broken]
    for outcome in set(Outcome) - {Outcome.FAIL}:
        assert findings_of(TALK, RULES, (Verdict(CURT.id, TALK.id, outcome, (unsure,)),)) == ()


def test_a_breach_without_a_turn_is_charged_by_its_trigger() -> None:
    promise = failed(ABSENT, owed(None), trigger=hit(2, 0, "随便"))
    assert gist(findings_of(TALK, RULES, (promise,))) == [("absent", None, "B", "absent 改说")]


def test_fingerprints_tell_equal_words_apart_by_ordinal() -> None:
    first, second = findings_of(TALK, RULES, (failed(CURT, said(2, 0, "随便"), said(2, 8, "随便")),))
    assert (first.fingerprint, second.fingerprint) == (fingerprint("curt", "c-1", "随便", 0), fingerprint("curt", "c-1", "随便", 1))
    assert first.fingerprint != second.fingerprint


def test_fingerprints_do_not_move_with_place_clock_or_neighbours() -> None:
    alone = findings_of(TALK, RULES, (failed(SHIRK, said(2, 3, "不归我管")),))[0]
    moved = replace(TALK, source="elsewhere.jsonl", line=9)
    later = Breach(0, replace(hit(0, 7, "不归我管"), start_s=99.0), message("said"), 99.0)
    among = findings_of(moved, RULES[1:], (failed(SHIRK, later), failed(ABSENT, owed(0))))[0]
    assert among.rule.id == "shirk"
    assert among.fingerprint == alone.fingerprint == "311c8b73d4c68f7f"


def test_fingerprint_keeps_its_parts_apart_and_takes_any_text() -> None:
    parts = (("a", "bc", "", 0), ("ab", "c", "", 0), ("a", "b", "c", 0), ("a", "b", "c", 1), ("a", "b", "\ud800", 0))
    prints = {fingerprint(*each) for each in parts}
    assert len(prints) == 5
    assert all(len(p) == 16 and int(p, 16) >= 0 for p in prints)
