"""Hearing: which cues occur in a conversation, where, and in whose words.

An Ear is made once for a rulebook. It hears a timeline once; excuses are asked for only when a rule wants to know a cue's hits.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from compliance.model.message import Message, message
from compliance.model.rule import Phrase, Rulebook, Said
from compliance.model.timeline import Moment, Timeline
from compliance.model.transcript import Role, Turn
from compliance.model.verdict import Hit
from compliance.text.guards import excuse
from compliance.text.matcher import Match, Matcher
from compliance.text.normalise import Folded, fold


@dataclass(frozen=True, slots=True)
class Candidate:
    """A match of a cue in a turn, before and after the question whether it counts."""

    hit: Hit
    start: int
    end: int
    excused: Message | None


_Found = dict[int, list[tuple[Moment, Folded, Match, Phrase]]]
_Excused = dict[int, dict[int, tuple[int, int]]]  # by moment: each character that an `unless` phrase covers, with that phrase's span


class Ear:
    """Knows every phrase of a rulebook, by the role that may say it."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.cues: Mapping[int, tuple[Said, tuple[Phrase, ...]]] = {cue.key: (cue, unless) for cue, unless in rulebook.cues}
        self._by_role: dict[Role, _RoleEar] = {
            role: _RoleEar([(cue, unless) for cue, unless in rulebook.cues if cue.role is role])
            for role in {cue.role for cue, _ in rulebook.cues}
        }
        self._alone: dict[int, _RoleEar] = {}  # made when first asked for; what is in it never changes

    def hear(self, timeline: Timeline) -> Heard:
        found: _Found = {}
        excuses: _Found = {}
        folded = {moment.index: fold(moment.turn.text) for moment in timeline.moments if moment.turn}
        for moment in timeline.moments:
            if moment.turn and (ear := self._by_role.get(moment.turn.role)):
                ear.listen(moment, folded[moment.index], found, excuses)
        return Heard(self, timeline, folded, found, excuses)

    def for_cue_alone(self, cue: Said) -> _RoleEar:
        """For the question whether somebody else said it."""
        if cue.key not in self._alone:
            self._alone[cue.key] = _RoleEar([(cue, ())])
        return self._alone[cue.key]


class _RoleEar:
    """All cues of one role in one matcher. A phrase shared by several cues is matched once."""

    def __init__(self, cues: Sequence[tuple[Said, tuple[Phrase, ...]]]) -> None:
        owners: dict[tuple[str, bool], list[tuple[int, Phrase, bool]]] = {}
        for cue, unless in cues:
            for phrase in cue.phrases:
                owners.setdefault((phrase.text, phrase.sounds_like), []).append((cue.key, phrase, False))
            for phrase in unless:
                owners.setdefault((phrase.text, phrase.sounds_like), []).append((cue.key, phrase, True))
        self._owners = list(owners.values())
        self._matcher = Matcher(list(owners))

    def listen(self, moment: Moment, folded: Folded, found: _Found, excuses: _Found) -> None:
        for match in self._matcher.find(folded.text):
            for key, phrase, is_excuse in self._owners[match.phrase]:
                (excuses if is_excuse else found).setdefault(key, []).append((moment, folded, match, phrase))


class Heard:
    """What was heard in one timeline. Remembers the answers it has given: they cannot change."""

    def __init__(self, ear: Ear, timeline: Timeline, folded: Mapping[int, Folded], found: _Found, excuses: _Found) -> None:
        self._ear = ear
        self._timeline = timeline
        self._folded = folded
        self._found = found
        self._excuses = excuses
        self._hits: dict[int, tuple[Hit, ...]] = {}

    def hits(self, cue: Said) -> Sequence[Hit]:
        if cue.key not in self._found:
            return ()
        if cue.key not in self._hits:
            self._hits[cue.key] = _leftmost_longest(cue, (c for c in self.candidates(cue) if not c.excused))
        return self._hits[cue.key]

    def candidates(self, cue: Said) -> list[Candidate]:
        """Every match of the cue with its excuse, if it has one: for explanations."""
        excused: _Excused = {}
        for moment, _, match, _ in self._excuses.get(cue.key, ()):
            excused.setdefault(moment.index, {}).update(dict.fromkeys(range(match.start, match.end), (match.start, match.end)))
        return [_candidate(*one, excused.get(one[0].index, {})) for one in self._found.get(cue.key, ())]

    def excuses(self, cue: Said) -> list[str]:
        """The `unless` phrases that occur."""
        return [phrase.text for _, _, _, phrase in self._excuses.get(cue.key, ())]

    def said_by(self, cue: Said, role: Role) -> Sequence[Hit]:
        moments = [self._timeline.moments[i] for i in self._timeline.by_role[role]]
        ear = self._ear.for_cue_alone(cue)
        found: _Found = {}
        for moment in moments:
            ear.listen(moment, self._folded[moment.index], found, {})
        return _leftmost_longest(cue, (c for one in found.get(cue.key, ()) if not (c := _candidate(*one, {})).excused))


def _candidate(moment: Moment, folded: Folded, match: Match, phrase: Phrase, excused: Mapping[int, tuple[int, int]]) -> Candidate:
    overlapped = next((excused[place] for place in range(match.start, match.end) if place in excused), None)
    if overlapped:
        why: Message | None = message("judge.excuse_unless", words=folded.text[overlapped[0] : overlapped[1]])
    else:
        why = excuse(folded.text, match.start, match.end, homophone=match.homophone)
    return Candidate(hit_of(moment, folded, match, phrase), match.start, match.end, why)


def hit_of(moment: Moment, folded: Folded, match: Match, phrase: Phrase) -> Hit:
    turn = moment.turn
    assert turn
    start, end = folded.recorded(match.start, match.end)
    start_s, end_s, confidence = _times(turn, start, end)
    return Hit(
        moment.index,
        turn.index,
        start,
        end,
        turn.text[start:end],
        folded.text[match.start : match.end],
        phrase.text,
        phrase.lexicon,
        phrase.better,
        match.homophone,
        confidence,
        moment.start_s if start_s is None else start_s,
        moment.end_s if end_s is None else end_s,
    )


def _times(turn: Turn, start: int, end: int) -> tuple[float | None, float | None, float | None]:
    """Start, end and lowest confidence of the words under the span; None where the recogniser did not say."""
    words = [word for word in turn.words if word.start < end and start < word.end]
    starts = [word.start_s for word in words if word.start_s is not None]
    ends = [word.end_s for word in words if word.end_s is not None]
    sure = [word.confidence for word in words if word.confidence is not None]
    if not starts or not ends:
        return None, None, min(sure, default=None)
    return min(starts), max(ends), min(sure, default=None)


def _leftmost_longest(cue: Said, candidates: Iterable[Candidate]) -> tuple[Hit, ...]:
    """One hit for each stretch of words: of overlapping ones the literal, then the leftmost, the longest, the first listed."""
    listed = {phrase.text: place for place, phrase in reversed([*enumerate(cue.phrases)])}
    taken: set[tuple[int, int]] = set()
    hits: list[Hit] = []
    for candidate in sorted(candidates, key=lambda c: (c.hit.homophone, c.hit.moment, c.start, -c.end, listed[c.hit.phrase])):
        places = {(candidate.hit.moment, place) for place in range(candidate.start, candidate.end)}
        if taken.isdisjoint(places):
            taken |= places
            hits.append(candidate.hit)
    return tuple(sorted(hits, key=lambda hit: (hit.moment, hit.start)))
