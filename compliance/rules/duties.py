"""Duties: the activations of a rule in their order, each judged; one duty for each episode, every trigger, or the first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from compliance.model.rule import Rule
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
    for trigger in _one_a_moment(occurrences(scene, rule.when.cue)):
        if rule.when.each == "episode" and trigger.moment <= busy_until:
            continue
        judgement = kind.judge(rule.params, Activation(scene, rule, cue, kind.OWN_TURN, trigger))
        if judgement:
            yield judgement
        if rule.when.each == "first":
            return
        if judgement is None or judgement.settled is None:
            busy_until = len(scene.timeline.moments)  # still open: all later triggers belong to it
        else:
            busy_until = max(judgement.settled, trigger.moment)


def _one_a_moment(hits: Sequence[Hit]) -> Iterator[Hit]:
    """The first hit of each turn: a turn triggers once, however many of its words do."""
    last = None
    for hit in hits:
        if hit.moment != last:
            last = hit.moment
            yield hit
