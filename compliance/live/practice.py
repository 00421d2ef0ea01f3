"""Practice: what one more turn brings to somebody who practises. Pure: (practice, news) → (practice, lesson).

Live tells a rule's verdict once, when it is final; who learns is told of every breach, and of what is owed now.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from compliance.judge import judge_in
from compliance.live.intake import event_from, turn_from
from compliance.live.steps import OPEN, elsewhere
from compliance.live.talk import Keys, Standing, Talk, with_event, with_turn
from compliance.live.watch import Watch, concerned
from compliance.model.finding import Finding
from compliance.model.problem import Place
from compliance.model.rule import Rule
from compliance.model.transcript import Event
from compliance.model.verdict import Breach, Judgement, Outcome, Verdict
from compliance.readers.live_events import News
from compliance.readers.neutral import event_of
from compliance.rules.measure import Params
from compliance.scoring.findings import findings_of

Key = tuple[str, int | None, int | None, int | None]  # a breach: its rule, the moment that opened the duty, turn, place in the turn
Opened = tuple[str, int]  # a duty: its rule, and the moment that opened it


@dataclass(frozen=True, slots=True)
class Duty:
    """A duty that something said has opened, as it stands now."""

    rule: Rule
    judgement: Judgement


@dataclass(frozen=True, slots=True)
class Lesson:
    """What is new after a turn: breaches that nothing can mend any more, duties that are met, duties that are owed from now on."""

    findings: tuple[Finding, ...] = ()
    met: tuple[Duty, ...] = ()
    owed: tuple[Duty, ...] = ()


@dataclass(frozen=True, slots=True)
class Practice:
    """`told`: the breaches that were told; `owed`: the duties that were, and are not met yet."""

    talk: Talk
    told: frozenset[Key] = frozenset()
    owed: frozenset[Opened] = frozenset()


def heard(watched: Watch, practice: Practice, news: News, place: Place) -> tuple[Practice, Lesson]:
    """After one more turn or event. Raises: Problems where it is refused."""
    talk, keys = practice.talk, None  # an event may change anything
    if news.turn is not None:
        talk, turn = turn_from(talk, news.turn, place)
        talk, keys = with_turn(talk, turn, None, watched.ear)
    elif news.event is not None:
        talk, _ = with_event(talk, _event(talk, news.event, place), None, watched.ear)
    talk, verdicts = _judged(watched, talk, _numbers(watched, talk, keys))
    return _told(replace(practice, talk=talk), watched, verdicts)


def _event(talk: Talk, raw: Mapping[str, object], place: Place) -> Event:
    """A transcript may hold events of which it does not say when they were; those with a time must not run backwards."""
    return event_from(talk, raw, place) if "at" in raw else event_of(raw, len(talk.events), talk.about.epoch, place)


def _numbers(watched: Watch, talk: Talk, keys: Keys) -> Collection[int]:
    """The rules of which something may be new: the words concern them, or their time is over."""
    found = range(len(watched.rulebook.rules)) if keys is None else concerned(watched, talk, keys)[0]
    now_s = talk.timeline.now_s
    late = {n for n, standing in talk.standing.items() if standing.due_s is not None and now_s is not None and now_s > standing.due_s}
    return late.union(found) - elsewhere(watched, talk.about)


def _judged(watched: Watch, talk: Talk, numbers: Collection[int]) -> tuple[Talk, list[Verdict]]:
    """Their verdicts as it stands; none is ever done with, since it may be broken again."""
    assert talk.scene
    verdicts = []
    apart, standing = set(talk.apart), dict(talk.standing)
    for number in sorted(numbers):
        verdict = judge_in(watched.rulebook.rules[number], talk.scene)
        verdicts.append(verdict)
        if verdict.outcome is Outcome.NOT_APPLICABLE:
            apart.add(number)
        if verdict.judgements:
            undecided = [judgement for judgement in verdict.judgements if judgement.outcome in OPEN]
            due_s = min((judgement.deadline_s for judgement in undecided if judgement.deadline_s is not None), default=None)
            standing[number] = Standing(bool(undecided), due_s)
    return replace(talk, apart=frozenset(apart), standing=standing), verdicts


def _told(practice: Practice, watched: Watch, verdicts: list[Verdict]) -> tuple[Practice, Lesson]:
    rules = {rule.id: rule for rule in watched.rulebook.rules}
    new = [_untold(rules[verdict.rule], verdict, practice.told) for verdict in verdicts if verdict.outcome is Outcome.FAIL]
    told = {
        _key(rules[verdict.rule], judgement, breach) for verdict in new for judgement in verdict.judgements for breach in judgement.breaches
    }
    findings = findings_of(practice.talk.whole, watched.rulebook.rules, new) if told else ()
    duties = dict(_duties(rules, verdicts))
    owed = {opened: duty for opened, duty in duties.items() if _is_owed(duty.judgement) and opened not in practice.owed}
    met = {opened: duties[opened] for opened in practice.owed & duties.keys() if duties[opened].judgement.outcome is Outcome.PASS}
    lesson = Lesson(findings, _gravest_first(met), _gravest_first(owed))
    return replace(practice, told=practice.told | told, owed=(practice.owed - met.keys()) | owed.keys()), lesson


def _untold(rule: Rule, verdict: Verdict, told: Collection[Key]) -> Verdict:
    """With the breaches that are new."""
    left = [
        replace(judgement, breaches=tuple(breach for breach in judgement.breaches if _key(rule, judgement, breach) not in told))
        for judgement in verdict.judgements
    ]
    return replace(verdict, judgements=tuple(left))


def _key(rule: Rule, judgement: Judgement, breach: Breach) -> Key:
    """Words lie where they lie, and a figure in its turn; but the turn that answers for silence may still move."""
    opened = judgement.trigger.moment if judgement.trigger else None
    turn = breach.turn if breach.hit or isinstance(rule.params, Params) else None
    return rule.id, opened, turn, breach.hit.start if breach.hit else None


def _duties(rules: Mapping[str, Rule], verdicts: list[Verdict]) -> Iterator[tuple[Opened, Duty]]:
    """Those that something said has opened; what every conversation owes is no news."""
    for verdict in verdicts:
        for judgement in verdict.judgements:
            if judgement.trigger:
                yield (verdict.rule, judgement.trigger.moment), Duty(rules[verdict.rule], judgement)


def _is_owed(judgement: Judgement) -> bool:
    """Somebody has to do something; of what cannot be told, and of bans, nothing is said."""
    return judgement.outcome is Outcome.PENDING and judgement.reason is not None and judgement.reason.key == "judge.due"


def _gravest_first(duties: Mapping[Opened, Duty]) -> tuple[Duty, ...]:
    return tuple(sorted(duties.values(), key=lambda duty: -duty.rule.level))
