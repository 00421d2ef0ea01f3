"""Clips: the worst moments as stretches of a recording, so few that they can be heard in one go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from compliance.model.finding import Finding
from compliance.model.rule import Level
from compliance.model.transcript import Conversation
from compliance.reports.quotes import time_s, turn_at
from compliance.reports.remarks import second_of

LISTEN_S = 600.0  # all clips together
BEFORE_S, AFTER_S = 8.0, 5.0  # what is heard before and after what was said
LONGEST_SAID_S = 30.0  # of one finding's words; who speaks longer has said enough by then
LONGEST_CLIP_S = 90.0  # of findings close together; what comes later is a clip of its own

AUDIO = ("audio", "audio_file", "recording", "recording_file", "录音", "录音文件")
WRITTEN = ("chat", "mail")  # channels without sound


@dataclass(frozen=True, slots=True)
class Clip:
    """Findings of one conversation, in the order of time. `start_s` and `end_s` are None where nobody knows when that was."""

    conversation: Conversation
    start_s: float | None
    end_s: float | None
    findings: tuple[Finding, ...]

    @property
    def level(self) -> Level:
        return max(finding.level for finding in self.findings)

    @property
    def points(self) -> float:
        """Of the rules broken in it, each once."""
        return sum({finding.rule.id: finding.rule.points for finding in self.findings}.values())

    @property
    def seconds(self) -> float:
        return 0.0 if self.start_s is None or self.end_s is None else self.end_s - self.start_s


@dataclass(frozen=True, slots=True)
class Playlist:
    """The clips to hear, the worst first; how many more there are; and what can only be read."""

    clips: tuple[Clip, ...]
    left: int
    unheard: tuple[Clip, ...]


def playlist(findings: Iterable[Finding]) -> Playlist:
    """As many of the worst clips as fit into LISTEN_S. What is only a hint (level `info`) is not worth anybody's ears."""
    grave = (finding for finding in findings if finding.level > Level.INFO)
    clips = [clip for own in _by_conversation(grave) for clip in _clips(own)]
    ranked = sorted(clips, key=lambda clip: (-clip.level, -clip.points))
    heard, chosen, total_s = [clip for clip in ranked if clip.start_s is not None], [], 0.0
    for clip in heard:
        if total_s + clip.seconds <= LISTEN_S:
            chosen.append(clip)
            total_s += clip.seconds
    return Playlist(tuple(chosen), len(heard) - len(chosen), tuple(clip for clip in ranked if clip.start_s is None))


def recording(conversation: Conversation) -> str | None:
    """The file with the sound, as the transcript or the manifest names it; None where neither does."""
    for known in (conversation.extra, conversation.attributes):
        for key in AUDIO:
            value = known.get(key)
            if isinstance(value, str) and value.strip():
                return value.strip()
    return None


def silent(conversation: Conversation) -> bool:
    """Whether there was nothing to hear: written words without a recording."""
    return conversation.channel in WRITTEN and recording(conversation) is None


def _by_conversation(findings: Iterable[Finding]) -> Iterable[Sequence[Finding]]:
    found: dict[str, list[Finding]] = {}
    for finding in findings:
        found.setdefault(finding.conversation.id, []).append(finding)
    return found.values()


def _clips(findings: Sequence[Finding]) -> Iterator[Clip]:
    """Stretches that touch become one; findings without a time come as one clip without times."""
    talk = findings[0].conversation
    last_s = None if silent(talk) else _last_s(talk)
    timed = [(span, finding) for finding in findings if last_s is not None and (span := _span(finding, last_s))]
    timed.sort(key=lambda entry: entry[0])
    begin_s, until_s, own = 0.0, 0.0, list[Finding]()
    for (start_s, end_s), finding in timed:
        if own and (start_s > until_s or end_s - begin_s > LONGEST_CLIP_S):
            yield Clip(talk, begin_s, until_s, tuple(own))
            begin_s, until_s, own = max(start_s, until_s), max(end_s, until_s), []
        begin_s = begin_s if own else max(start_s, begin_s)
        until_s = max(until_s, end_s)
        own.append(finding)
    if own:
        yield Clip(talk, begin_s, until_s, tuple(own))
    heard = {id(finding) for _, finding in timed}
    if rest := tuple(finding for finding in findings if id(finding) not in heard):
        yield Clip(talk, None, None, rest)


def _span(finding: Finding, last_s: float) -> tuple[float, float] | None:
    """From some seconds before to some seconds after. A deadline after the end cannot be heard: then what led to it is."""
    talk, hit, trigger = finding.conversation, finding.breach.hit, finding.judgement.trigger
    start_s, turn = second_of(finding), turn_at(talk, finding.breach.turn)
    if (start_s is None or start_s > last_s) and trigger:
        hit, turn = trigger, turn_at(talk, trigger.turn)
        start_s = time_s(trigger, trigger.turn, talk)
    if start_s is None or not 0 <= start_s <= last_s:
        return None
    ends = [end_s for end_s in (hit.end_s if hit else None, turn.end_s if turn else None) if end_s is not None]
    said_until_s = min(max([start_s, *ends[:1]]), start_s + LONGEST_SAID_S)
    return max(0.0, start_s - BEFORE_S), said_until_s + AFTER_S + talk.precision_s


def _last_s(talk: Conversation) -> float | None:
    """When the last turn that has a time ended; None where none has."""
    last = next((turn for turn in reversed(talk.turns) if turn.start_s is not None), None)
    if last is None or last.start_s is None:
        return None
    return max(last.start_s, last.end_s or 0.0, talk.closed_s or 0.0)
