"""The waivers of a gate: where they lie, which conversations they mean, and what is said of those that cover nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from compliance.model.finding import Finding
from compliance.model.message import message
from compliance.model.problem import Problem, Problems
from compliance.model.scorecard import Audit
from compliance.model.transcript import Conversation
from compliance.model.waiver import Waiver
from compliance.reports.quotes import words
from compliance.reports.report import View
from compliance.rulebook.desk import shown
from compliance.scoring.waivers import near, unused

USUAL = "waivers.yaml"
MOST_QUOTED = 3


def usual_waivers(gate_file: str) -> str | None:
    """The file beside the gate, if there is one."""
    usual = Path(gate_file).parent / USUAL
    return str(usual) if usual.exists() else None


def with_recorded_ids(waivers: Sequence[Waiver], conversations: Iterable[Conversation], view: View) -> tuple[Waiver, ...]:
    """Reports mask what may be a telephone number in an id; a waiver may name its conversation that way, if only one is meant."""
    recorded: dict[str, set[str]] = {}
    for talk in conversations:
        recorded.setdefault(view.name(talk.id), set()).add(talk.id)
    plain = {id_ for ids in recorded.values() for id_ in ids}

    def resolved(name: str) -> str:
        ids = recorded.get(name, set())
        return next(iter(ids)) if name not in plain and len(ids) == 1 else name

    return tuple(replace(waiver, conversation=resolved(waiver.conversation)) for waiver in waivers)


def refuse_unused(waivers: Iterable[Waiver], done: Audit, read: Collection[str], view: View) -> None:
    """Raises Problems with all that cover none of the marked findings. Of what was not drawn, or could not be read, nobody can tell."""
    judged = {talk.id for talk in done.conversations}

    def cannot_tell(conversation: str) -> bool:
        return conversation not in judged and (conversation in read or bool(done.problems))

    left = unused(waivers, done.findings, {rule.id for rule in done.rulebook.rules}, cannot_tell)
    if left:
        raise Problems([_in_vain(waiver, done.findings, view, read=waiver.conversation in read) for waiver in left])


def _in_vain(waiver: Waiver, findings: Sequence[Finding], view: View, *, read: bool) -> Problem:
    if not read:
        return Problem(waiver.place, message("waivers.no_conversation"), message("waivers.no_conversation_hint"))
    others = near(waiver, findings)
    if not others:
        return Problem(waiver.place, message("waivers.unused", rule=waiver.rule), message("waivers.unused_hint"))
    quotes = dict.fromkeys(shown(words(hit, finding.conversation, view)) for finding in others if (hit := finding.breach.hit))
    hint = message("waivers.said_hint", words=" | ".join([*quotes][:MOST_QUOTED])) if quotes else message("waivers.wordless_hint")
    return Problem(waiver.place, message("waivers.other_words", rule=waiver.rule), hint)
