"""Clips: what is worth hearing, from when to when, the worst first, ten minutes in all."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.model.finding import Finding
from compliance.model.message import message
from compliance.model.problem import Place
from compliance.model.rule import Level, Rule
from compliance.model.transcript import Conversation, Role, Turn
from compliance.model.verdict import Breach, Hit, Judgement, Outcome
from compliance.reports.clips import LISTEN_S, LONGEST_CLIP_S, playlist, recording

Span = tuple[float | None, float | None]


def talk(name: str, *times: tuple[float | None, float | None], **known: object) -> Conversation:
    """One turn for each start and end."""
    turns = tuple(Turn(n, Role.AGENT, "随便", start_s, end_s) for n, (start_s, end_s) in enumerate(times))
    return Conversation(name, f"{name}.txt", turns, **known)  # type: ignore[arg-type]  # its fields


def found(conversation: Conversation, turn: int | None, level: Level = Level.ERROR, time_s: float | None = None, **more: object) -> Finding:
    """Words in that turn, or an absence charged at `time_s`."""
    rule = Rule(f"{more.get('rule', level)}", "规则", "must_not", None, level, float(str(more.get("points", 1))), (), Place("r", 1))
    hit = None if turn is None or time_s is not None else Hit(turn, turn, 0, 2, "随便", "随便", "随便")
    trigger = more.get("trigger")
    breach = Breach(turn, hit, message("report.no_reason"), time_s)
    judged = Judgement(Outcome.FAIL, trigger if isinstance(trigger, Hit) else None, (breach,))
    return Finding("f", rule, conversation, None, judged, breach, None)


def spans(*findings: Finding) -> list[tuple[str, Span]]:
    return [(clip.conversation.id, (clip.start_s, clip.end_s)) for clip in playlist(findings).clips]


def test_some_seconds_before_and_after() -> None:
    assert spans(found(talk("a", (20.0, 24.0)), 0)) == [("a", (12.0, 29.0))]
    assert spans(found(talk("a", (3.0, 4.0)), 0)) == [("a", (0.0, 9.0))]
    assert spans(found(talk("a", (20.0, None)), 0)) == [("a", (12.0, 25.0))]


def test_a_clock_that_shows_minutes_only_needs_a_minute_more() -> None:
    assert spans(found(talk("a", (60.0, None), precision_s=60.0), 0)) == [("a", (52.0, 125.0))]


def test_a_speech_is_not_heard_to_its_end() -> None:
    assert spans(found(talk("a", (20.0, 400.0)), 0)) == [("a", (12.0, 55.0))]


def test_what_overlaps_is_one_clip_and_what_goes_on_for_long_is_several() -> None:
    near = talk("a", (20.0, 21.0), (30.0, 31.0), (80.0, 81.0))
    assert spans(*(found(near, turn) for turn in range(3))) == [("a", (12.0, 36.0)), ("a", (72.0, 86.0))]
    long = talk("a", *((10.0 * n, 10.0 * n + 5) for n in range(20)))
    cut = spans(*(found(long, turn) for turn in range(20)))
    assert [end_s - start_s for _, (start_s, end_s) in cut if start_s is not None and end_s is not None] == [90.0, 90.0, 20.0]


def test_the_gravest_first_then_by_points_of_each_rule_once() -> None:
    warned, cheap, dear, twice, fatal = (talk(name, (20.0, 24.0), (25.0, 26.0)) for name in ("warned", "cheap", "dear", "twice", "fatal"))
    findings = [
        found(warned, 0, Level.WARN, points=50), found(cheap, 0, points=2), found(dear, 0, points=5), found(twice, 0, points=3),
        found(twice, 1, points=3), found(fatal, 0, Level.FATAL),
    ]  # fmt: skip
    assert [name for name, _ in spans(*findings)] == ["fatal", "dear", "twice", "cheap", "warned"]


def test_hints_are_not_worth_hearing() -> None:
    assert spans(found(talk("a", (20.0, 24.0)), 0, Level.INFO)) == []


def test_an_absence_is_heard_when_it_was_charged_and_a_deadline_after_the_end_by_what_led_to_it() -> None:
    one = talk("a", (20.0, 24.0), (100.0, 104.0))
    promised = Hit(0, 0, 0, 2, "随便", "随便", "随便")
    assert spans(found(one, 0, time_s=60.0)) == [("a", (52.0, 65.0))]
    assert spans(found(one, None, time_s=90_000.0, trigger=promised)) == [("a", (12.0, 29.0))]
    assert [clip.findings[0].breach.time_s for clip in playlist([found(one, None, time_s=90_000.0)]).unheard] == [90_000.0]


@pytest.mark.parametrize(
    ("conversation", "heard"),
    [
        (talk("a", (20.0, 24.0)), True),
        (talk("a", (None, None)), False),
        (talk("a", (20.0, 24.0), channel="chat"), False),
        (talk("a", (20.0, 24.0), channel="chat", extra={"audio": "a.wav"}), True),
        (talk("a", (None, None), extra={"audio": "a.wav"}), False),
    ],
)
def test_only_what_can_be_heard(conversation: Conversation, heard: bool) -> None:
    listed = playlist([found(conversation, 0)])
    assert (len(listed.clips), len(listed.unheard)) == (int(heard), int(not heard))


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({"extra": {"audio": " a.wav "}}, "a.wav"),
        ({"attributes": {"录音": "b.wav"}}, "b.wav"),
        ({"extra": {"recording": "c.wav"}, "attributes": {"audio": "d.wav"}}, "c.wav"),
        ({"extra": {"audio": ""}, "attributes": {"recording_file": "e.wav"}}, "e.wav"),
        ({"extra": {"audio": 7}}, None),
        ({}, None),
    ],
)
def test_the_recording_is_named_by_transcript_or_manifest(known: dict[str, object], expected: str | None) -> None:
    assert recording(talk("a", **known)) == expected


def test_ten_minutes_in_all() -> None:
    listed = playlist([found(talk(f"call-{n}", (20.0, 40.0)), 0) for n in range(100)])
    assert (len(listed.clips), listed.left) == (int(LISTEN_S / 33), 100 - int(LISTEN_S / 33))


@given(st.lists(st.tuples(st.integers(0, 2), st.floats(0, 500), st.floats(0, 100), st.sampled_from(Level)), max_size=30))
def test_clips_never_overlap_nor_take_longer_than_agreed(said: list[tuple[int, float, float, Level]]) -> None:
    talks = {name: [(start, start + long) for which, start, long, _ in said if which == name] for name in range(3)}
    made = {name: talk(f"call-{name}", *sorted(times)) for name, times in talks.items()}
    places = dict.fromkeys(range(3), 0)
    findings = []
    for name, _, _, level in said:
        findings.append(found(made[name], places[name], level))
        places[name] += 1
    listed = playlist(findings)
    assert sum(clip.seconds for clip in listed.clips) <= LISTEN_S
    assert all(0 < clip.seconds <= LONGEST_CLIP_S + 1e-6 for clip in listed.clips)
    for name in made:
        own = sorted((clip.start_s or 0.0, clip.end_s or 0.0) for clip in listed.clips if clip.conversation.id == f"call-{name}")
        assert all(before[1] <= after[0] for before, after in pairwise(own))
