"""Hearing: which cues occur in a conversation, where, and in whose words.

An Ear is made once for a rulebook. It hears a timeline once; excuses are asked for only when a rule wants to know a cue's hits.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from compliance.model.learned import LearnedCue
from compliance.model.message import Message, message
from compliance.model.rule import Phrase, Rulebook, Said
from compliance.model.timeline import Moment, Timeline
from compliance.model.transcript import Role, Turn
from compliance.model.verdict import Hit
from compliance.text.guards import excuse, quoted
from compliance.text.learned import LearnedEar, plain_phrases
from compliance.text.matcher import Match, Matcher
from compliance.text.normalise import Folded, fold
from compliance.text.phrases import recognised_name
from compliance.text.time_expressions import time_expressions


@dataclass(frozen=True, slots=True)
class Candidate:
    """A match of a cue in a turn, before and after the question whether it counts."""

    hit: Hit
    start: int
    end: int
    excused: Message | None


_Matched = tuple[Moment, Folded, Match, Phrase]
_Found = dict[int, list[_Matched]]
_Owner = tuple[int, Phrase, bool]  # the cue's key, and whether the phrase excuses its hits
_Excused = dict[int, dict[int, tuple[int, int]]]  # by moment: each character that an `unless` phrase covers, with that phrase's span


RECOGNISERS: Mapping[str, Callable[[str], Iterable[tuple[int, int]]]] = {"时间": time_expressions}  # by name: spans in folded text


class Ear:
    """Knows every phrase of a rulebook, by the role that may say it."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.cues: Mapping[int, tuple[Said, tuple[Phrase, ...]]] = {cue.key: (cue, unless) for cue, unless in rulebook.cues}
        self._by_role: dict[Role, _RoleEar] = {
            role: _RoleEar([(cue, unless) for cue, unless in rulebook.cues if cue.role is role], rulebook.learned, rulebook.lexicons)
            for role in {cue.role for cue, _ in rulebook.cues}
        }
        self._alone: dict[int, _RoleEar] = {}  # made when first asked for; what is in it never changes

    def hear(self, timeline: Timeline) -> Heard:
        found: _Found = {}
        excuses: _Found = {}
        folded = {moment.index: fold(moment.turn.text) for moment in timeline.moments if moment.turn}
        for moment in timeline.moments:
            if moment.turn:
                self.listen(moment, moment.turn.role, folded[moment.index], found, excuses)
        return Heard(self, timeline, folded, found, excuses)

    def listen(self, moment: Moment, role: Role, folded: Folded, found: _Found, excuses: _Found) -> None:
        if ear := self._by_role.get(role):
            ear.listen(moment, folded, found, excuses)

    def for_cue_alone(self, cue: Said) -> _RoleEar:
        """For the question whether somebody else said it."""
        if cue.key not in self._alone:
            self._alone[cue.key] = _RoleEar([(cue, ())], {}, {})  # a learned cue knows one side only
        return self._alone[cue.key]


class _RoleEar:
    """All cues of one role in one matcher. A phrase shared by several cues is matched once."""

    def __init__(
        self, cues: Sequence[tuple[Said, tuple[Phrase, ...]]], learned: Mapping[str, LearnedCue], lexicons: Mapping[str, Sequence[str]]
    ) -> None:
        owners: dict[tuple[str, bool], list[_Owner]] = {}
        recognised: dict[str, list[_Owner]] = {}
        for cue, unless in cues:
            for phrase, is_excuse in (*((p, False) for p in cue.phrases), *((p, True) for p in unless)):
                name = recognised_name(phrase.text)
                mine = owners.setdefault((phrase.text, phrase.sounds_like), []) if name is None else recognised.setdefault(name, [])
                mine.append((cue.key, phrase, is_excuse))
        self._recognised = recognised
        self._recognisers = [(name, spans_in) for name, spans_in in RECOGNISERS.items() if name in recognised]
        self._learned = LearnedEar([learned[name] for name in recognised if name in learned])
        self._lists: dict[int, list[str]] = {}  # by number of the phrase: the lexicons that learned cues want to know of
        wanted = {wish: number for number, wish in enumerate(owners)}
        for lexicon in sorted(self._learned.lexicons):
            for text in plain_phrases(lexicons.get(lexicon, ())):
                self._lists.setdefault(wanted.setdefault((text, False), len(wanted)), []).append(lexicon)
        self._owners = list(owners.values())
        self._matcher = Matcher(list(wanted))

    def listen(self, moment: Moment, folded: Folded, found: _Found, excuses: _Found) -> None:
        lists: set[str] = set()
        for match in self._matcher.find(folded.text):
            names = self._lists.get(match.phrase, ())
            if not lists.issuperset(names) and not excuse(folded.text, match.start, match.end):
                lists.update(names)
            if match.phrase < len(self._owners):
                _tell(self._owners[match.phrase], moment, folded, match, found, excuses)
        for sounding in self._learned.find(folded.text, lists):
            match = Match(sounding.start, sounding.end, -1, signs=sounding.signs)
            _tell(self._recognised[sounding.name], moment, folded, match, found, excuses)
        for name, spans_in in self._recognisers:
            for start, end in spans_in(folded.text):
                _tell(self._recognised[name], moment, folded, Match(start, end, -1), found, excuses)


def _tell(owners: Iterable[_Owner], moment: Moment, folded: Folded, match: Match, found: _Found, excuses: _Found) -> None:
    for key, phrase, is_excuse in owners:
        (excuses if is_excuse else found).setdefault(key, []).append((moment, folded, match, phrase))


class Heard:
    """What was heard in one timeline. Remembers the answers it has given: they cannot change."""

    def __init__(self, ear: Ear, timeline: Timeline, folded: dict[int, Folded], found: _Found, excuses: _Found) -> None:
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
        return _candidates(self._found.get(cue.key, ()), self._excuses.get(cue.key, ()))

    def listen(self, timeline: Timeline) -> Collection[int]:
        """See Hearing. Only that turn is folded and searched; answers already given grow by what it holds."""
        self._timeline = timeline
        moment = timeline.moments[-1]
        if moment.turn is None:
            return ()
        folded = self._folded[moment.index] = fold(moment.turn.text)
        found: _Found = {}
        excuses: _Found = {}
        self._ear.listen(moment, moment.turn.role, folded, found, excuses)
        for key, matches in found.items():
            self._found.setdefault(key, []).extend(matches)
            if key in self._hits:
                new = (c for c in _candidates(matches, excuses.get(key, ())) if not c.excused)
                self._hits[key] = (*self._hits[key], *_leftmost_longest(self._ear.cues[key][0], new))
        for key, matches in excuses.items():
            self._excuses.setdefault(key, []).extend(matches)
        return found.keys()

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


def _candidates(found: Sequence[_Matched], excuses: Sequence[_Matched]) -> list[Candidate]:
    excused: _Excused = {}
    for moment, _, match, _ in excuses:
        excused.setdefault(moment.index, {}).update(dict.fromkeys(range(match.start, match.end), (match.start, match.end)))
    return [_candidate(*one, excused.get(one[0].index, {})) for one in found]


def _candidate(moment: Moment, folded: Folded, match: Match, phrase: Phrase, excused: Mapping[int, tuple[int, int]]) -> Candidate:
    overlapped = next((excused[place] for place in range(match.start, match.end) if place in excused), None)
    if overlapped:
        why: Message | None = message("judge.excuse_unless", words=folded.text[overlapped[0] : overlapped[1]])
    elif recognised_name(phrase.text) is not None:
        why = quoted(folded.text, match.start, match.end)
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
        match.signs,
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
    """One hit for each stretch of words: of overlapping ones the literal, then the leftmost, the longest, the first listed.

    What a learned cue takes a whole clause for, words that somebody has listed tell better.
    """
    listed = {phrase.text: place for place, phrase in reversed([*enumerate(cue.phrases)])}
    taken: set[tuple[int, int]] = set()
    hits: list[Hit] = []
    for candidate in sorted(
        candidates, key=lambda c: (c.hit.homophone, bool(c.hit.signs), c.hit.moment, c.start, -c.end, listed[c.hit.phrase])
    ):
        places = {(candidate.hit.moment, place) for place in range(candidate.start, candidate.end)}
        if taken.isdisjoint(places):
            taken |= places
            hits.append(candidate.hit)
    return tuple(sorted(hits, key=lambda hit: (hit.moment, hit.start)))
