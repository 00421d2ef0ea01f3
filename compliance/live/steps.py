"""Steps: what one more thing known of a conversation changes, and what is said about it. Pure: (talk, news) → (talk, rows)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from compliance.judge import judge_in
from compliance.live.talk import Standing, Talk, closed, with_event, with_scene, with_turn
from compliance.live.watch import Watch, concerned
from compliance.model.due import Due
from compliance.model.timeline import later
from compliance.model.transcript import Conversation, Event, Turn
from compliance.model.verdict import Judgement, Outcome, Verdict
from compliance.rules.occurrences import Scene

FINAL = (Outcome.PASS, Outcome.FAIL)
OPEN = (Outcome.PENDING, Outcome.UNKNOWN)

Told = tuple[Conversation, Verdict]
Row = Told | Due
Step = tuple[Talk, list[Row]]


def after_turn(watched: Watch, talk: Talk, turn: Turn, as_of_s: float | None) -> Step:
    talk, keys = with_turn(talk, turn, as_of_s, watched.ear)
    if keys is None:
        return review(watched, talk)
    numbers, waits = concerned(watched, talk, keys)
    apart = elsewhere(watched, talk.about)
    return _on(watched, _waiting(talk, {number: due_s for number, due_s in waits.items() if number not in apart}), numbers - apart)


def after_event(watched: Watch, talk: Talk, event: Event, as_of_s: float | None) -> Step:
    """Events are few, and may change whatever is not decided."""
    return review(watched, with_event(talk, event, as_of_s, watched.ear)[0])


def after_time(watched: Watch, talk: Talk, as_of_s: float | None) -> Step:
    moments = later(talk.timeline, as_of_s)
    if moments is not talk.timeline:
        scene = Scene(moments, talk.scene.heard) if talk.scene else None
        talk = replace(talk, timeline=moments, scene=scene)
    return _on(watched, talk, ())


def after_end(watched: Watch, talk: Talk, closed_s: float | None, as_of_s: float | None) -> Step:
    """All that is not decided is told as it stands; only clock windows outlive the conversation."""
    undecided = _undecided(watched, talk)
    talk = closed(with_scene(talk, watched.ear), closed_s, as_of_s)
    talk, rows = _judged(watched, talk, sorted(undecided), {})
    waiting = {number: standing for number, standing in talk.standing.items() if standing.due_s is not None}
    talk = replace(talk, standing=waiting, told=frozenset(range(len(watched.rulebook.rules))) - waiting.keys())
    return _warned(watched, talk, rows)


def review(watched: Watch, talk: Talk) -> Step:
    """Judges everything that is not decided: something was told that may change any of it."""
    return _on(watched, talk, _undecided(watched, talk)) if talk.timeline.moments else (talk, [])


def _undecided(watched: Watch, talk: Talk) -> set[int]:
    if talk.about.closed:
        return set(talk.standing)
    return set(range(len(watched.rulebook.rules))) - talk.told - elsewhere(watched, talk.about)


def elsewhere(watched: Watch, about: Conversation) -> frozenset[int]:
    """The rules that are judged for all contacts of its case together."""
    return watched.over_case if about.case else frozenset()


def _on(watched: Watch, talk: Talk, numbers: Iterable[int]) -> Step:
    """Judges these rules, and those whose time is over; then warns."""
    now_s = talk.timeline.now_s
    late = {n for n, standing in talk.standing.items() if standing.due_s is not None and now_s is not None and now_s > standing.due_s}
    numbers = sorted(late.union(numbers))
    if numbers:
        talk = with_scene(talk, watched.ear)
    talk, rows = _judged(watched, talk, numbers, talk.standing) if numbers else (talk, [])
    return _warned(watched, talk, rows)


def _judged(watched: Watch, talk: Talk, numbers: Iterable[int], before: Mapping[int, Standing]) -> Step:
    """Rows for what is final now; of a closed conversation for everything, and later only for what has changed."""
    assert talk.scene
    whole: Conversation | None = None
    rows: list[Row] = []
    told, apart, standing = set[int](), set(talk.apart), dict(before)
    for number in numbers:
        verdict = judge_in(watched.rulebook.rules[number], talk.scene)
        last = standing.pop(number, None)
        apart.discard(number)
        final = verdict.outcome in FINAL
        if final or talk.about.closed:
            told.add(number)
        elif verdict.outcome is Outcome.NOT_APPLICABLE:
            apart.add(number)
        if not final and verdict.judgements:
            standing[number] = _standing(verdict.judgements, last, talk.timeline.now_s)
        if final or (talk.about.closed and (last is None or number not in standing or standing[number].due_s is None)):
            whole = whole or talk.whole
            rows.append((whole, verdict))
    return replace(talk, told=talk.told | told, apart=frozenset(apart), standing=standing), rows


def _standing(judged: Iterable[Judgement], last: Standing | None, now_s: float | None) -> Standing:
    undecided = [judgement for judgement in judged if judgement.outcome in OPEN]
    first = min((j for j in undecided if _may_be_late(j, now_s)), key=lambda j: j.deadline_s or 0.0, default=None)
    owed = first is not None and first.outcome is Outcome.PENDING and first.reason is not None and first.reason.key == "judge.due"
    return Standing(bool(undecided), first.deadline_s if first else None, owed, last.warned_s if last else None)


def _may_be_late(judgement: Judgement, now_s: float | None) -> bool:
    """Time alone may still decide it; what cannot be told although the time is over stays so."""
    if judgement.deadline_s is None:
        return False
    return judgement.outcome is Outcome.PENDING or now_s is None or now_s <= judgement.deadline_s


def _waiting(talk: Talk, waits: Mapping[int, float | None]) -> Talk:
    """The same with what is due by measures that were not judged."""
    changed = dict(talk.standing)
    for number, due_s in waits.items():
        last = changed.get(number)
        if due_s != (last.due_s if last else None):
            changed[number] = Standing(True, due_s, due_s is not None, last.warned_s if last else None)
    return replace(talk, standing=changed) if changed != talk.standing else talk


def _warned(watched: Watch, talk: Talk, rows: list[Row]) -> Step:
    """One warning for each deadline, once it is near enough."""
    now_s = talk.timeline.now_s
    if now_s is None:
        return talk, rows
    near = {
        number: standing
        for number, standing in talk.standing.items()
        if standing.owed and standing.due_s is not None and standing.due_s != standing.warned_s
        and standing.due_s - watched.warn_s <= now_s <= standing.due_s
    }  # fmt: skip
    for number, standing in sorted(near.items()):
        assert standing.due_s is not None
        rows.append(Due(talk.about, watched.rulebook.rules[number], standing.due_s, round(standing.due_s - now_s, 6)))
    warned = {number: replace(standing, warned_s=standing.due_s) for number, standing in near.items()}
    return (replace(talk, standing={**talk.standing, **warned}) if warned else talk), rows
