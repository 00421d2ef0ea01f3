"""Label turns that cannot be meant: beyond the conversation's end, or spoken by another than the rule listens to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from compliance.cli.options import message
from compliance.evaluate import matched
from compliance.model.message import Message
from compliance.model.problem import Problem
from compliance.model.rule import Rule, said_parts
from compliance.model.transcript import Conversation, Role
from compliance.readers.labels import Entry, rule_of
from compliance.reports.report import View
from compliance.rules import KINDS, must_not


def doubtful_turns(entries: Sequence[Entry], rules: Iterable[Rule], talks: Sequence[Conversation], view: View) -> Iterator[Problem]:
    """One or two for each field: they count as labelled, but whoever counts turns from 1 should know."""
    by_id = {talk.id: talk for talk in talks}
    names = matched([entry.id for entry in entries], by_id)
    known = {rule.id: rule for rule in rules}
    for entry in entries:
        talk = by_id.get(names.get(entry.id, ""))
        for field, turns in entry.fields.items():
            rule = known.get(rule_of(field, known) or "")
            if talk and rule and isinstance(turns, list):
                for key, values in _doubts(sorted(set(turns)), rule, talk):
                    what = message(key, id=view.name(entry.id), field=field, **values)
                    yield Problem(entry.place, what, message("evaluate.from_zero"))


def _doubts(turns: Sequence[int], rule: Rule, talk: Conversation) -> Iterator[tuple[str, Mapping[str, object]]]:
    if beyond := [turn for turn in turns if turn >= len(talk.turns)]:
        yield "evaluate.no_such_turn", {"turns": _listed(beyond), "count": len(talk.turns)}
    role = _speaker(rule)
    if role and (others := [turn for turn in turns if turn < len(talk.turns) and talk.turns[turn].role is not role]):
        yield "evaluate.other_side", {"turns": _listed(others), "role": Message(f"role.{role}")}


def _speaker(rule: Rule) -> Role | None:
    """Whose turns can offend: sure only of a rule on what one side must not say; where something is owed, either side's may be meant."""
    if rule.kind != must_not.ID:
        return None
    roles = {said.role for cue in KINDS[rule.kind].cues(rule.params) for said in said_parts(cue)}
    return roles.pop() if len(roles) == 1 else None


def _listed(turns: Sequence[int]) -> str:
    return "、".join(map(str, turns))
