"""The samples: they can all be read, are varied, and every rule of rules.yaml is both broken and kept somewhere in them."""

from __future__ import annotations

import codecs
import json
import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from compliance.audit import Events, Plan, audit
from compliance.examples import load_rulebook
from compliance.model.scorecard import Audit
from compliance.model.transcript import Conversation, Role
from compliance.model.verdict import Outcome
from compliance.readers.event_rows import read_events
from compliance.readers.reader import read_paths
from compliance.rulebook.source import shipped_rules

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "samples"


@pytest.fixture(scope="module")
def audited() -> Audit:
    rulebook = load_rulebook(shipped_rules(), run_examples=False).rulebook
    events, problems = read_events(str(SAMPLES / "events.csv"))
    assert problems == ()
    return audit(read_paths([str(SAMPLES)]), Plan(rulebook, events=Events(str(SAMPLES / "events.csv"), events)), "test")


@pytest.fixture(scope="module")
def conversations(audited: Audit) -> tuple[Conversation, ...]:
    return tuple(conversation for conversation in audited.conversations if conversation.turns)


def turns(conversations: tuple[Conversation, ...]) -> list[tuple[Role, str]]:
    return [(turn.role, turn.text) for conversation in conversations for turn in conversation.turns]


def test_everything_can_be_read(audited: Audit) -> None:
    assert audited.problems == ()
    assert [Path(source).relative_to(SAMPLES).as_posix() for source in audited.passed_over] == ["README.md", "events.csv"]


def test_there_are_enough_and_no_id_is_used_twice(conversations: tuple[Conversation, ...]) -> None:
    assert len(conversations) >= 32
    assert [key for key, times in Counter(c.id for c in conversations).items() if times > 1] == []


def test_eight_agents_in_three_teams(conversations: tuple[Conversation, ...]) -> None:
    agents = {(c.agent.team, c.agent.id, c.agent.name) for c in conversations if c.agent}
    assert sorted(agents) == [
        ("售后一组", "A101", "林晓月"),
        ("售后一组", "A102", "陈志远"),
        ("售后一组", "A103", "周敏"),
        ("售后二组", "A201", "吴佳宁"),
        ("售后二组", "A202", "孙浩"),
        ("热线组", "A301", "许文静"),
        ("热线组", "A302", "马骏"),
        ("热线组", "A303", "郑可欣"),
    ]


def test_channels_and_kinds(conversations: tuple[Conversation, ...]) -> None:
    assert {c.channel for c in conversations} == {"call", "chat", "mail", "counter"}
    assert {c.kind for c in conversations} >= {"service", "follow-up", "complaint"}
    assert sum(c.kind == "follow-up" for c in conversations) >= 2


def test_formats_and_encodings() -> None:
    files = {path.relative_to(SAMPLES).as_posix(): path.read_bytes() for path in SAMPLES.rglob("*") if path.is_file()}
    assert {Path(name).parent.as_posix() for name in files} == {".", "calls", "chats", "mail", "counter", "practice"}
    assert {Path(name).suffix for name in files} == {".jsonl", ".json", ".txt", ".md", ".csv"}
    assert [name for name, data in files.items() if data.startswith(codecs.BOM_UTF8)] == ["chats/insurance_bom.json"]
    assert [name for name, data in files.items() if not is_utf8(data)] == ["calls/bank_gb18030.txt"]
    assert "客服：" in files["calls/bank_gb18030.txt"].decode("gb18030")
    assert b"\n---\n" in files["calls/repair_pair.txt"]
    assert len(json.loads(files["calls/transfer.json"])["turns"]) > 10
    assert files["calls/transfer.json"].count(b"\n") > 50  # written for reading, not one line


def is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def test_a_transfer_a_bot_words_events_and_records(conversations: tuple[Conversation, ...]) -> None:
    speakers = [{turn.agent for turn in c.turns if turn.agent} for c in conversations]
    assert {"A101", "A102"} in speakers
    assert sum(c.turns[0].role is Role.BOT for c in conversations) >= 1
    assert any(turn.words for c in conversations for turn in c.turns)
    assert any(len(c.events) >= 4 for c in conversations)
    assert any(c.record is None for c in conversations)
    assert len({frozenset(c.record) for c in conversations if c.record}) >= 5  # filled in more or less


def test_oddities_of_writing(conversations: tuple[Conversation, ...]) -> None:
    said = turns(conversations)
    assert any("\U0001f300" <= letter <= "\U0001faff" for _, text in said for letter in text), "emoji"
    assert any("Ａ" <= letter <= "Ｚ" for _, text in said for letter in text), "full-width letters"
    assert any(letter in text for _, text in said for letter in "買訂換"), "traditional characters"
    assert any(len(text) > 50 and not any(mark in text for mark in "，。？！") for _, text in said), "no punctuation"


def test_an_interruption_and_a_long_silence(conversations: tuple[Conversation, ...]) -> None:
    gaps = [
        after.start_s - before.end_s
        for c in conversations
        if c.channel == "call"
        for before, after in zip(c.turns, c.turns[1:], strict=False)
        if before.end_s is not None and after.start_s is not None
    ]
    assert min(gaps) <= -1
    assert max(gaps) >= 45


def test_every_rule_is_broken_and_kept_somewhere(audited: Audit) -> None:
    lacking = {
        rule.id: [outcome.value for outcome in (Outcome.FAIL, Outcome.PASS) if not audited.counts(rule.id)[outcome]]
        for rule in audited.rulebook.rules
    }
    assert {rule: missing for rule, missing in lacking.items() if missing} == {}


def test_cases_known_by_their_events_alone(audited: Audit) -> None:
    alone = [c for c in audited.conversations if not c.turns]
    assert [(c.id, c.case, c.agent) for c in alone] == [(f"T-500{n}", f"T-500{n}", None) for n in (3, 4, 5)]


def test_without_the_events_file_the_samples_can_be_audited_all_the_same(call: Callable[..., Any]) -> None:
    assert call("audit", SAMPLES, "-o", f"summary={os.devnull}").code == 0


def test_scores_tell_good_service_from_bad(audited: Audit) -> None:
    scores = {card.agent: card.score for card in audited.scorecards}
    known = [score for agent, score in scores.items() if agent and score is not None]
    assert len(known) == 8
    assert min(known) == scores["A103"]
    assert min(known) < 60
    assert max(known) > 95
    assert sum(score >= 85 for score in known) > len(known) / 2  # good service is the rule, as in life


def test_what_the_practice_transcript_is_for(audited: Audit) -> None:
    practice = next(i for i, c in enumerate(audited.conversations) if c.id == "practice-01")
    broken = {verdict.rule for verdict in audited.verdicts[practice] if verdict.outcome is Outcome.FAIL}
    assert {"greeting", "empathy-first", "blunt-refusal", "promise-time"} <= broken
