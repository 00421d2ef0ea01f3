"""Examples: the conversations inside a rulebook, run as its tests. Loading a rulebook goes through here.

What passed is remembered by the content of the rule files and of the program, so that the next start is quick.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from compliance.judge import judge_rule
from compliance.model.message import Message, message
from compliance.model.problem import Problem, Problems
from compliance.model.rule import Example, Rule, Rulebook
from compliance.model.timeline import timeline
from compliance.model.transcript import Conversation
from compliance.model.verdict import Hit, Outcome, Verdict
from compliance.readers.clock import parse_clock, parse_wall, seconds_between
from compliance.readers.script import parse_script
from compliance.rulebook.load import Loaded, load
from compliance.text.cache import cache_folder, write_atomically
from compliance.text.hearing import Ear, Heard

_PIN = re.compile("【([^【】]*)】")


@dataclass(frozen=True, slots=True)
class Pin:
    """Words that the author marked with 【】: where the evidence must lie."""

    turn: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Ran:
    """One example after it was run; `faults` is empty where it came out as its author says."""

    rule: Rule
    example: Example
    conversation: Conversation | None
    pins: tuple[Pin, ...]
    verdict: Verdict | None
    faults: tuple[Problem, ...]
    heard: Heard | None


def load_rulebook(path: Path, *, run_examples: bool = True) -> Loaded:
    """The rulebook, its examples proved. Raises Problems where the file or an example of it is wrong."""
    loaded = load(path)
    if run_examples and not _remembered(loaded):
        faults = [fault for ran in run(loaded.written) for fault in ran.faults]
        if faults:
            raise Problems(faults)
        _remember(loaded)
    drafts = tuple(rule if rule.examples else replace(rule, status="draft") for rule in loaded.rulebook.rules)
    return replace(loaded, rulebook=replace(loaded.rulebook, rules=drafts))


def run(rulebook: Rulebook, only: str | None = None) -> Iterator[Ran]:
    """Every example of every rule (or of one), in the order of the file."""
    ear = Ear(rulebook)
    for rule in rulebook.rules:
        if only is None or rule.id == only:
            for example in rule.examples:
                yield run_one(rule, example, ear)


def run_one(rule: Rule, example: Example, ear: Ear) -> Ran:
    try:
        conversation, pins = _parsed(example)
    except Problems as found:
        faults = tuple(
            Problem(example.place, message("rulebook.example_unreadable", id=rule.id, why=p.what), p.hint) for p in found.problems
        )
        return Ran(rule, example, None, (), None, faults, None)
    moments = timeline(conversation, as_of_seconds(conversation))
    heard = ear.hear(moments)
    verdict = judge_rule(rule, moments, heard)
    return Ran(rule, example, conversation, pins, verdict, tuple(_faults(rule, example, pins, verdict)), heard)


def evidence(verdict: Verdict) -> tuple[Hit, ...]:
    """The words a verdict rests on: those of its breaches, or the witnesses of what was kept."""
    hits = [b.hit for j in verdict.judgements for b in j.breaches if b.hit]
    if verdict.outcome is not Outcome.FAIL or not hits:
        hits += [hit for j in verdict.judgements for hit in j.witnesses]
    return tuple(hits)


def as_of_seconds(conversation: Conversation) -> float | None:
    """The clock that an example sets with `# as_of:`, in seconds from the conversation's start."""
    written = conversation.extra.get("as_of")
    if not isinstance(written, str):
        return None
    if conversation.epoch and (wall := parse_wall(written)):
        return seconds_between(conversation.epoch, wall.at)
    return parse_clock(written)


def _parsed(example: Example) -> tuple[Conversation, tuple[Pin, ...]]:
    """The conversation without its marks, and where the marks were."""
    marked = parse_script(example.text, f"{example.place}", "example")
    pins: list[Pin] = []
    turns = []
    for turn in marked.turns:
        text, plain = turn.text, ""
        place = 0
        for pin in _PIN.finditer(text):
            plain += text[place : pin.start()]
            pins.append(Pin(turn.index, len(plain), len(plain) + len(pin[1]), pin[1]))
            plain += pin[1]
            place = pin.end()
        turns.append(replace(turn, text=plain + text[place:]))
    _refuse_what_says_nothing(marked, [turn.text for turn in turns], example)
    return replace(marked, turns=tuple(turns)), tuple(pins)


def _refuse_what_says_nothing(marked: Conversation, texts: Sequence[str], example: Example) -> None:
    """A pin without its end and a clock that cannot be read would be passed over, and the example prove less than it says."""
    if any("【" in text or "】" in text for text in texts):
        raise Problems([Problem(example.place, message("rulebook.example_open_pin"))])
    if "as_of" in marked.extra and as_of_seconds(marked) is None:
        what = message("rulebook.example_as_of", raw=str(marked.extra["as_of"]))
        raise Problems([Problem(example.place, what, message("rulebook.example_as_of_hint"))])


def _faults(rule: Rule, example: Example, pins: Sequence[Pin], verdict: Verdict) -> Iterator[Problem]:
    if verdict.outcome != example.expected:
        why: Message | str = message("rulebook.example_why", why=verdict.reason) if verdict.reason else ""
        yield Problem(
            example.place,
            message("rulebook.example_verdict", id=rule.id, expected=example.expected, got=verdict.outcome, why=why),
        )
        return
    found = evidence(verdict)
    for pin in pins:
        if not any((hit.turn, hit.start, hit.end) == (pin.turn, pin.start, pin.end) for hit in found):
            got = "、".join(f"“{hit.text}”" for hit in found) or "—"
            yield Problem(example.place, message("rulebook.example_span", id=rule.id, wanted=pin.text, got=got))


def _mark(loaded: Loaded) -> str:
    """Names what was proved: these rule files, by this program and its tables."""
    program = hashlib.sha256()
    here = Path(__file__).parent
    for file in sorted([*here.rglob("*.py"), *here.rglob("*.txt")]):
        stat = file.stat()
        program.update(f"{file.name}:{stat.st_size}:{stat.st_mtime_ns}".encode())
    return f"examples-{loaded.digest[:32]}-{program.hexdigest()[:16]}"


def _remembered(loaded: Loaded) -> bool:
    folder = cache_folder()
    return folder is not None and (folder / _mark(loaded)).is_file()


def _remember(loaded: Loaded) -> None:
    folder = cache_folder()
    if folder is not None:
        with suppress(OSError):  # a full disk costs the next start some time, and nothing else
            write_atomically(folder / _mark(loaded), b"")
