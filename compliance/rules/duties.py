"""Duties: the activations of a rule in their order, each judged; one duty for each episode, every trigger, or the first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from compliance.model.rule import Level, Rule, Trigger
from compliance.model.verdict import Hit, Judgement
from compliance.rules.activation import Activation
from compliance.rules.kind import Kind
from compliance.rules.occurrences import Scene, occurrences


def judgements(rule: Rule, kind: Kind, scene: Scene, opens: Callable[[Hit], bool] | None = None) -> Sequence[Judgement]:
    """Most rules hear no trigger in most conversations: for them this is all the work. `opens`: which triggers open a duty, if not all."""
    if rule.when is None:
        judgement = kind.judge(rule.params, Activation(scene, rule, kind.cues(rule.params)[0], kind.OWN_TURN, None))
        return [judgement] if judgement else ()
    triggers = occurrences(scene, rule.when.cue)
    if opens:
        triggers = [trigger for trigger in triggers if opens(trigger)]
    return list(_each(rule, rule.when, kind, scene, triggers)) if triggers else ()


def _each(rule: Rule, when: Trigger, kind: Kind, scene: Scene, triggers: Sequence[Hit]) -> Iterator[Judgement]:
    cue = kind.cues(rule.params)[0]
    busy_until = -2
    for trigger in _one_a_moment(triggers, surest=rule.level is Level.FATAL):
        if when.each == "episode" and trigger.moment <= busy_until:
            continue
        activation = Activation(scene, rule, cue, kind.OWN_TURN, trigger)
        judgement = kind.judge(rule.params, activation)
        if judgement:
            yield judgement
        if when.each == "first":
            return
        settled = judgement.settled if judgement else activation.ended
        # still open: all later triggers belong to it
        busy_until = len(scene.timeline.moments) if settled is None else max(settled, trigger.moment)


def _one_a_moment(hits: Sequence[Hit], surest: bool) -> Iterator[Hit]:
    """A turn triggers once, however many of its words do: with the first of them, or the first that is beyond doubt."""
    for _, same_turn in groupby(hits, key=lambda hit: hit.moment):
        yield min(same_turn, key=lambda hit: surest and hit.doubtful)
