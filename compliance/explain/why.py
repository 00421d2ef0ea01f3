"""Why: what a rule made of one conversation: triggers, words, excuses, windows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from compliance.explain.words import done, listing, shortened, side, span, targets
from compliance.judge import clock_of, judge_rule
from compliance.model.message import message
from compliance.model.rule import Rule, Said
from compliance.model.timeline import timeline
from compliance.model.transcript import Conversation
from compliance.model.verdict import Hit, Judgement, Outcome
from compliance.text.hearing import Candidate, Ear, Heard
from compliance.wording import say


def why(rule: Rule, ear: Ear, conversation: Conversation, as_of: datetime | None, lang: str) -> Iterator[str]:
    """Why the rule fired on this conversation or did not."""
    moments = timeline(conversation, clock_of(conversation, as_of))
    heard = ear.hear(moments)
    verdict = judge_rule(rule, moments, heard)
    outcome = message(f"outcome.{verdict.outcome}")
    told = message("explain.because", what=outcome, why=verdict.reason) if verdict.reason else outcome
    yield f"{conversation.id} · {rule.id} {rule.name}: {say(told, lang)}"
    for number, judgement in enumerate(verdict.judgements, 1):
        yield from _judgement(number, judgement, lang)
    if not verdict.judgements and rule.when and not verdict.reason:
        yield "  " + say(message("explain.no_trigger", words=done(rule.when.cue, lang)), lang)
    for label, said in targets(rule):
        yield from _candidates(label, said, heard, lang)


def heard_as(hit: Hit, lang: str, *, turn: bool = True) -> str:
    """第 3 句“催了三次” [$不满: 催了…次]; of a learned cue the signs that weighed most: [~冷漠: 你自己、去问]."""
    signs = listing(hit.signs, lang)
    source = ": ".join([*([f"${hit.lexicon}"] if hit.lexicon else []), shortened(hit.phrase), *([signs] if signs else [])])
    place = say(message("explain.turn", turn=hit.turn + 1), lang) if turn and hit.turn is not None else ""
    sounds = say(message("explain.homophone"), lang) if hit.homophone else ""
    return f"{place}“{hit.text}”{sounds}" + (f" [{source}]" if source and source != hit.text else "")


def state_of(candidate: Candidate, lang: str) -> str:
    return say(message("explain.excused", why=candidate.excused) if candidate.excused else message("explain.counts"), lang)


def _judgement(number: int, judgement: Judgement, lang: str) -> Iterator[str]:
    outcome = message(f"outcome.{judgement.outcome}")
    told = message("explain.because", what=outcome, why=judgement.reason) if judgement.reason else outcome
    trigger = heard_as(judgement.trigger, lang) if judgement.trigger else say(message("explain.whole"), lang)
    yield f"  {number}. {trigger} → {say(told, lang)}"
    yield from ("     ✗ " + heard_as(breach.hit, lang) for breach in judgement.breaches if breach.hit)
    sign = "?" if judgement.outcome is Outcome.UNKNOWN else "✓"
    yield from (f"     {sign} {heard_as(witness, lang)}" for witness in judgement.witnesses)
    if judgement.deadline_s is not None:
        yield "     " + say(message("explain.deadline", at=span(judgement.deadline_s)), lang)
    if judgement.searched and judgement.searched.from_turn is not None:
        first, last = judgement.searched.from_turn + 1, (judgement.searched.to_turn or 0) + 1
        key = "explain.searched" if first < last else "explain.searched_one"
        yield "     " + say(message(key, first=first, last=last, words=listing(judgement.searched.wanted, lang)), lang)
    if judgement.nearest_miss:
        miss = judgement.nearest_miss
        yield "     " + say(message("explain.nearest", turn=(miss.turn or 0) + 1, words=miss.text, why=miss.why), lang)


def _candidates(label: str, said: Said, heard: Heard, lang: str) -> Iterator[str]:
    what = say(message(label, side=side(said.role)), lang)
    for candidate in heard.candidates(said):
        yield f"  · {what}{heard_as(candidate.hit, lang)} {state_of(candidate, lang)}"
