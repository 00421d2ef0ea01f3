"""Tokens: how a text is folded and cut, which phrases of the rules it holds, and which of them do not count."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from compliance.explain.why import heard_as, state_of
from compliance.explain.words import listing, side, targets
from compliance.model.message import message
from compliance.model.rule import Rulebook
from compliance.model.timeline import timeline
from compliance.model.transcript import Conversation, Role, Turn
from compliance.text.hearing import Ear
from compliance.text.normalise import fold
from compliance.text.segment import tokens
from compliance.wording import say


def hearing_of(text: str, rulebook: Rulebook, ear: Ear, lang: str) -> Iterator[str]:
    """Told for each side that could have said it, since rules listen to one side."""
    folded = fold(text)
    yield say(message("explain.folded", text=folded.text), lang)
    yield say(message("explain.tokens", tokens=" / ".join(tokens(folded.text))), lang)
    found = list(dict.fromkeys(_hits_of(text, rulebook, ear, lang)))
    yield from found or [say(message("explain.no_hits"), lang)]


def _hits_of(text: str, rulebook: Rulebook, ear: Ear, lang: str) -> Iterator[str]:
    owners = _owners(rulebook)
    for role in Role:
        heard = ear.hear(timeline(Conversation("text", "text", (Turn(0, role, text),))))
        rules: dict[str, dict[str, None]] = {}
        for said, _ in rulebook.cues:
            for candidate in heard.candidates(said) if said.role is role and said.key in owners else ():
                told = f"  {say(side(role), lang)} {heard_as(candidate.hit, lang, turn=False)} {state_of(candidate, lang)}"
                rules.setdefault(told, {}).update(owners[said.key])
        for told, ids in rules.items():
            yield f"{told} ({listing(list(ids), lang)})"


def _owners(rulebook: Rulebook) -> Mapping[int, Mapping[str, None]]:
    """The rules that listen to each cue."""
    owners: dict[int, dict[str, None]] = {}
    for rule in rulebook.rules:
        for _, said in targets(rule):
            owners.setdefault(said.key, {})[rule.id] = None
    return owners
