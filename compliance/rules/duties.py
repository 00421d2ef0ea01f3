"""Duties: the activations of a rule in their order, each judged; one duty for each episode, every trigger, or the first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from compliance.model.rule import Level, Rule
from compliance.model.verdict import Hit, Judgement
from compliance.rules.activation import Activation
from compliance.rules.kind import Kind
from compliance.rules.occurrences import Scene, occurrences


def judgements(rule: Rule, kind: Kind, scene: Scene) -> Iterator[Judgement]:
    cue = kind.cues(rule.params)[0]
    if rule.when is None:
        yield from filter(None, [kind.judge(rule.params, Activation(scene, rule, cue, kind.OWN_TURN, None))])
        return
    busy_until = -2
    for trigger in _one_a_moment(occurrences(scene, rule.when.cue), surest=rule.level is Level.FATAL):
        if rule.when.each == "episode" and trigger.moment <= busy_until:
            continue
        activation = Activation(scene, rule, cue, kind.OWN_TURN, trigger)
        judgement = kind.judge(rule.params, activation)
        if judgement:
            yield judgement
        if rule.when.each == "first":
            return
        settled = judgement.settled if judgement else activation.ended
        # still open: all later triggers belong to it
        busy_until = len(scene.timeline.moments) if settled is None else max(settled, trigger.moment)


def _one_a_moment(hits: Sequence[Hit], surest: bool) -> Iterator[Hit]:
    """A turn triggers once, however many of its words do: with the first of them, or the first that is beyond doubt."""
    for _, same_turn in groupby(hits, key=lambda hit: hit.moment):
        yield min(same_turn, key=lambda hit: surest and hit.doubtful)
