"""Talk: a conversation that goes on, with all that judging its next turn needs."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from math import inf

from compliance.model.timeline import Moment, Timeline, grown, timeline
from compliance.model.transcript import Conversation, Event, Role, Turn
from compliance.rules import occurrences
from compliance.rules.occurrences import Scene
from compliance.text.hearing import Ear

Keys = Collection[int] | None  # of the cues that occur in the newest turn; None where everything may have changed


@dataclass(frozen=True, slots=True)
class Standing:
    """How a rule stands that something has triggered and that is not decided.

    `open`: some duty is still open, so that an answer matters. `due_s`: when the first of them will be late. `owed`: whether
    somebody has to do something until then. `warned_s`: the deadline of which a warning was given.
    """

    open: bool
    due_s: float | None = None
    owed: bool = False
    warned_s: float | None = None


@dataclass(frozen=True, slots=True)
class Talk:
    """`about` is the conversation without its turns and events, which lie on the timeline. Rules go by their number in the rulebook.

    `scene` is made when first needed. `reach`: of each role the turn that lasts longest. `told`: rules whose final verdict was given;
    `apart`: rules not meant for it. `last_at`: when it was last heard of; `events_until_s`: when its last event was, inf if
    that is not known. `minutes`: whether all wall-clock times of turns so far show minutes only; None where there is none.
    """

    about: Conversation
    timeline: Timeline
    scene: Scene | None = None
    reach: Mapping[Role, Moment] = field(default_factory=dict)
    told: frozenset[int] = frozenset()
    apart: frozenset[int] = frozenset()
    standing: Mapping[int, Standing] = field(default_factory=dict)
    last_at: datetime | None = None
    events_until_s: float = -inf
    minutes: bool | None = None
    stated_precision: bool = False
    characters: int = 0

    @property
    def turns(self) -> tuple[Turn, ...]:
        return tuple(moment.turn for moment in self.timeline.moments if moment.turn)

    @property
    def events(self) -> tuple[Event, ...]:
        return tuple(moment.event for moment in self.timeline.moments if moment.event)

    @property
    def whole(self) -> Conversation:
        """The conversation as far as it is known."""
        return replace(self.about, turns=self.turns, events=self.events)

    @property
    def length(self) -> int:
        """How many turns it has."""
        return sum(map(len, self.timeline.by_role.values()))


def begun(about: Conversation) -> Talk:
    return Talk(about, timeline(about))


def resumed(whole: Conversation, now_s: float | None) -> Talk:
    """A conversation of which everything up to that second is known."""
    about = replace(whole, turns=(), events=())
    talk = Talk(about, replace(timeline(whole, now_s), conversation=about), characters=sum(len(turn.text) for turn in whole.turns))
    return replace(talk, reach=_reach(talk.timeline), events_until_s=_events_until_s(whole.events))


def with_scene(talk: Talk, ear: Ear) -> Talk:
    return talk if talk.scene else replace(talk, scene=Scene(talk.timeline, ear.hear(talk.timeline)))


def with_turn(talk: Talk, turn: Turn, as_of_s: float | None, ear: Ear) -> tuple[Talk, Keys]:
    """The talk after one more turn; work goes by the turn, not by what was said before."""
    talk = replace(talk, characters=talk.characters + len(turn.text))
    if talk.events_until_s > -inf and (turn.start_s is None or turn.start_s <= talk.events_until_s):
        whole = talk.whole
        return _anew(talk, replace(whole, turns=(*whole.turns, turn)), as_of_s, ear)
    return _grown(talk, turn, None, as_of_s, ear)


def with_event(talk: Talk, event: Event, as_of_s: float | None, ear: Ear) -> tuple[Talk, Keys]:
    """The same after an event. Where it does not lie behind all that is known, everything is put in order once more."""
    at_s, last_s = event.at_s, talk.timeline.reached_s[-1] if talk.timeline.moments else -inf
    behind = talk.events_until_s < inf if at_s is None else at_s >= max(last_s, talk.events_until_s)
    until_s = inf if at_s is None else max(at_s, talk.events_until_s)
    talk = replace(talk, events_until_s=until_s)
    if behind and not talk.about.closed:
        return _grown(talk, None, event, as_of_s, ear)
    whole = talk.whole
    return _anew(talk, replace(whole, events=(*whole.events, event)), as_of_s, ear)


def with_description(talk: Talk, about: Conversation, events: tuple[Event, ...] | None = None) -> Talk:
    """The talk as it is described now; `events` where they are placed on the clock anew."""
    if events is None:
        moments = replace(talk.timeline, conversation=about, precision_s=about.precision_s)
        scene = Scene(moments, talk.scene.heard) if talk.scene else None
        return replace(talk, about=about, timeline=moments, scene=scene)
    moments = replace(timeline(replace(about, turns=talk.turns, events=events), talk.timeline.now_s), conversation=about)
    until_s = _events_until_s(events)
    return replace(talk, about=about, timeline=moments, scene=None, reach=_reach(moments), events_until_s=until_s)


def closed(talk: Talk, closed_s: float | None, as_of_s: float | None) -> Talk:
    """The talk after its end, timed as a finished conversation is; nothing is heard anew."""
    about = replace(talk.about, closed=True, closed_s=talk.about.closed_s if closed_s is None else closed_s)
    moments = timeline(replace(about, turns=talk.turns, events=talk.events), as_of_s)
    scene = Scene(moments, talk.scene.heard) if talk.scene else None
    return replace(talk, about=about, timeline=replace(moments, conversation=about), scene=scene)


def _grown(talk: Talk, turn: Turn | None, event: Event | None, as_of_s: float | None, ear: Ear) -> tuple[Talk, Keys]:
    talk = with_scene(talk, ear)
    assert talk.scene
    moments = grown(talk.timeline, turn, event, as_of_s)
    keys = talk.scene.heard.listen(moments)
    reach = _reached(talk.reach, talk.timeline.moments[-1] if talk.timeline.moments else None)
    return replace(talk, timeline=moments, scene=occurrences.grown(talk.scene, moments), reach=reach), keys


def _anew(talk: Talk, whole: Conversation, as_of_s: float | None, ear: Ear) -> tuple[Talk, Keys]:
    """Everything in order again, and heard again: any cue may have come to lie elsewhere."""
    moments = replace(timeline(whole, as_of_s), conversation=talk.about)
    talk = replace(talk, timeline=moments, scene=None, reach=_reach(moments))
    return with_scene(talk, ear), None


def _events_until_s(events: tuple[Event, ...]) -> float:
    return max((inf if event.at_s is None else event.at_s for event in events), default=-inf)


def _reach(moments: Timeline) -> Mapping[Role, Moment]:
    """For the turns in front of the last moment."""
    reach: Mapping[Role, Moment] = {}
    for moment in moments.moments[:-1]:
        reach = _reached(reach, moment)
    return reach


def _reached(reach: Mapping[Role, Moment], moment: Moment | None) -> Mapping[Role, Moment]:
    if moment is None or moment.turn is None or moment.end_s is None:
        return reach
    longest = reach.get(moment.turn.role)
    if longest is not None and longest.end_s is not None and longest.end_s >= moment.end_s:
        return reach
    return {**reach, moment.turn.role: moment}
