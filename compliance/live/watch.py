"""Watch: which rules one more turn may concern, so that all others need not be looked at."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from compliance.live.talk import Talk
from compliance.model.rule import AllOf, AnyOf, Anything, Cue, Recorded, Rule, Rulebook, said_parts
from compliance.model.transcript import Role
from compliance.rules import KINDS
from compliance.rules.measure import Params, due_s
from compliance.rules.recent import END_ONLY, SHORT, newest, strained
from compliance.rules.scope import only_the_end_tells
from compliance.text.hearing import Ear

Signal = int | Role  # the key of a phrase cue, or somebody saying anything
Listeners = Mapping[Signal, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Watch:
    """Made once for a rulebook; rules go by their number in it.

    `opening`, `answering`: the rules that a signal triggers, or answers. `first`: those to be judged at the first moment. `counted`:
    those whose windows end with a turn. `figures`: measures. `over_case`: those over cases. `warn_s`: how long
    before a deadline a warning is given.
    """

    rulebook: Rulebook
    ear: Ear
    warn_s: float
    opening: Listeners
    answering: Listeners
    first: frozenset[int]
    counted: frozenset[int]
    figures: tuple[tuple[int, Params], ...]
    over_case: frozenset[int]


def watch(rulebook: Rulebook, warn_s: float) -> Watch:
    late = {n for n, rule in enumerate(rulebook.rules) if rule.where and only_the_end_tells(rule.where)}
    live = [(number, rule) for number, rule in enumerate(rulebook.rules) if number not in late]
    return Watch(
        rulebook,
        Ear(rulebook),
        warn_s,
        _listeners((n, signal) for n, rule in live if rule.when for signal in _signals([rule.when.cue])),
        _listeners((n, signal) for n, rule in live if not isinstance(rule.params, Params) for signal in _signals(_cues(rule))),
        frozenset(n for n, rule in live if _begins_at_once(rule)) | {n for n, r in enumerate(rulebook.rules) if r.applies_to},
        frozenset(n for n, rule in live if _counts_turns(rule)),
        tuple((n, rule.params) for n, rule in live if isinstance(rule.params, Params)),
        frozenset(n for n, rule in enumerate(rulebook.rules) if rule.over == "case"),
    )


def concerned(watched: Watch, talk: Talk, keys: Collection[int]) -> tuple[set[int], dict[int, float | None]]:
    """The rules whose verdict the last turn may have changed; and of measures that need no judging, until when an answer is due."""
    turn = talk.timeline.moments[-1].turn
    rules = watched.rulebook.rules
    found = set(watched.first) if len(talk.timeline.moments) == 1 else set()
    for signal in (*keys, *((turn.role,) if turn else ())):
        for number in watched.opening.get(signal, ()):
            when, standing = rules[number].when, talk.standing.get(number)
            if standing is None or (when and when.each != "first"):
                found.add(number)
        for number in watched.answering.get(signal, ()):
            standing = talk.standing.get(number)
            if rules[number].when is None or (standing and standing.open):
                found.add(number)
    found.update(number for number, standing in talk.standing.items() if standing.open and number in watched.counted)
    found -= talk.told
    waits: dict[int, float | None] = {}
    if turn:
        _figures(watched, talk, turn.role, found, waits)
    return found, waits


def _figures(watched: Watch, talk: Talk, role: Role, found: set[int], waits: dict[int, float | None]) -> None:
    """Of a measure only the newest figures are looked at; it is judged as a whole where one of them may decide."""
    assert talk.scene
    for number, params in watched.figures:
        if number in talk.told or number in talk.apart or number in found:
            continue
        rule, standing = watched.rulebook.rules[number], talk.standing.get(number)
        if params.metric not in SHORT | END_ONLY:
            if (rule.when is None or standing) and (role is params.setting.who or standing is None):
                found.add(number)
            continue
        readings = newest(params, talk.scene, talk.reach)
        plain = params.of != "first" and not (rule.when or rule.where or rule.within or rule.unless_before)
        if strained(params, readings) or (readings and not plain and (params.of == "first" or params.metric == "response_time")):
            found.add(number)
        elif plain and params.metric == "response_time":
            waits[number] = due_s(params, readings)


def _cues(rule: Rule) -> Iterable[Cue]:
    return KINDS[rule.kind].cues(rule.params)


def _signals(cues: Iterable[Cue]) -> Iterator[Signal]:
    for cue in cues:
        yield from (said.key for said in said_parts(cue))
        yield from (part.role for part in _parts(cue) if isinstance(part, Anything))


def _parts(cue: Cue) -> Iterator[Cue]:
    if isinstance(cue, AllOf | AnyOf):
        for part in cue.cues:
            yield from _parts(part)
    else:
        yield cue


def _listeners(pairs: Iterable[tuple[int, Signal]]) -> Listeners:
    found: dict[Signal, list[int]] = {}
    for number, signal in pairs:
        numbers = found.setdefault(signal, [])
        if number not in numbers:
            numbers.append(number)
    return {signal: tuple(numbers) for signal, numbers in found.items()}


def _begins_at_once(rule: Rule) -> bool:
    """Without a trigger the conversation itself opens the duty: with it a window begins, and a record may already hold what is wanted."""
    recorded = any(isinstance(part, Recorded) for cue in _cues(rule) for part in _parts(cue))
    return rule.when is None and bool(recorded or rule.within or rule.where)


def _counts_turns(rule: Rule) -> bool:
    in_turns = rule.within is not None and not rule.within.by_clock
    return in_turns or (rule.where is not None and rule.where.turns is not None)
