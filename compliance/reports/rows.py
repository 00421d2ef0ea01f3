"""The rows that all formats share: a finding, a verdict, an agent, as plain values ready for JSON."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from math import isfinite

from compliance.model.finding import Finding
from compliance.model.message import Message
from compliance.model.rule import Clause
from compliance.model.scorecard import Scorecard, Tally
from compliance.model.transcript import Conversation
from compliance.model.verdict import Hit, Judgement, Miss, Outcome, Searched, Verdict
from compliance.reports.quotes import time_s, words
from compliance.reports.report import View

Row = dict[str, object]
Cards = Mapping[str | None, Scorecard]


def finding_row(finding: Finding, view: View, *, cards: Cards | None = None, clauses: Mapping[str, Clause] | None = None) -> Row:
    """Schema finding/1. `cards` tells the team of an agent who took over, `clauses` the regulations behind the clause ids."""
    rule, judgement, breach, talk = finding.rule, finding.judgement, finding.breach, finding.conversation
    hit = breach.hit
    seconds = breach.time_s if breach.time_s is not None else time_s(hit, breach.turn, talk)
    reason = view.tell(breach.reason)
    return {
        "schema": "finding/1",
        "finding": finding.fingerprint,
        "transcript": view.name(talk.id),
        "agent": named(finding.agent, view),
        "team": named(team_of(finding, cards), view),
        "rule": rule.id,
        "rule_version": rule.version,
        "level": str(rule.level),
        "clauses": list(rule.clauses),
        "regulations": regulations(rule.clauses, clauses or {}),
        "turn": breach.turn,
        "span": span(hit),
        "time": number(seconds),
        "text": words(hit, talk, view) if hit else None,
        "phrase": hit.phrase if hit else None,
        "lexicon": hit.lexicon if hit else None,
        "message": rule.message or reason,
        "reason": reason,
        "instead": finding.instead,
        "trigger": _trigger(judgement.trigger, talk, view),
        "searched": _searched(judgement.searched, talk),
        "nearest_miss": _miss(judgement.nearest_miss, view),
        "deadline": clock(talk, judgement.deadline_s),
        "margin_s": number(judgement.margin_s),
        "homophone": hit.homophone if hit else False,
        "signs": signs(hit),
        **_excuse(finding, view),
    }


def _excuse(finding: Finding, view: View) -> Row:
    """Only where a gate let the finding pass."""
    waiver = finding.waived
    if waiver:
        return {"waived": {"reason": view.mask(waiver.reason), "by": view.mask(waiver.by), "until": waiver.until.isoformat()}}
    return {"known": True} if finding.known else {}


def verdict_row(verdict: Verdict, conversation: Conversation, view: View) -> Row:
    """Schema verdict/1. The agent is the one who answers for what decided the verdict; `kept` counts activations that passed."""
    deciding = [judgement for judgement in verdict.judgements if judgement.outcome is verdict.outcome]
    reason = reason_of(verdict)
    outside = (Outcome.NOT_TRIGGERED, Outcome.NOT_APPLICABLE)
    activations = sum(judgement.outcome not in outside for judgement in verdict.judgements)
    kept = sum(judgement.outcome is Outcome.PASS for judgement in verdict.judgements)
    if not verdict.judgements:  # passed or failed as a whole: the conversation itself is the one activation
        activations, kept = int(verdict.outcome in (Outcome.PASS, Outcome.FAIL)), int(verdict.outcome is Outcome.PASS)
    return {
        "schema": "verdict/1",
        "transcript": view.name(conversation.id),
        "agent": named(conversation.agent_of(deciding[0].turn if deciding else None), view),
        "rule": verdict.rule,
        "verdict": str(verdict.outcome),
        "activations": activations,
        "kept": kept,
        "reason": view.tell(reason) if reason else None,
        "evidence": _evidence(deciding, conversation, view),
    }


def agent_row(card: Scorecard, view: View) -> Row:
    """Schema agent/1. Rates are failures by opportunity (0–1) with their 95 % interval; null where there was no opportunity."""
    return {
        "schema": "agent/1",
        "agent": named(card.agent, view),
        "name": masked(card.name, view),
        "team": named(card.team, view),
        "conversations": card.conversations,
        "score": number(card.score, 4),
        "fatal": card.fatal,
        "findings": card.findings,
        **tally_row(card.overall),
        "by_rule": {rule: tally_row(tally) for rule, tally in card.by_rule.items()},
        "checkable": number(card.checkable, 6),
    }


def tally_row(tally: Tally) -> Row:
    return {
        "opportunities": tally.opportunities,
        "failures": tally.failures,
        "unknown": tally.unknown,
        "rate": number(tally.failures / tally.opportunities, 6) if tally.opportunities else None,
        "low": number(tally.low, 6),
        "high": number(tally.high, 6),
    }


def reason_of(verdict: Verdict) -> Message | None:
    """Why the verdict came out so: its own reason, else that of the judgement that decided it, else that of the first breach."""
    if verdict.reason:
        return verdict.reason
    for judgement in verdict.judgements:
        if judgement.outcome is verdict.outcome:
            found = judgement.reason or next((breach.reason for breach in judgement.breaches), None)
            if found:
                return found
    return None


def team_of(finding: Finding, cards: Cards | None = None) -> str | None:
    """The team that the conversation names for the agent, else the one on the agent's card."""
    named = finding.conversation.agent
    if named and named.id == finding.agent and named.team:
        return named.team
    card = (cards or {}).get(finding.agent)
    return card.team if card else None


def regulations(ids: tuple[str, ...], clauses: Mapping[str, Clause]) -> list[str]:
    """Title and section behind each clause id, each once; ids that the rulebook does not explain are left out."""
    found = (clauses[name] for name in ids if name in clauses)
    return list(dict.fromkeys(f"{clause.regulation} {clause.section}".strip() for clause in found))


def clock(conversation: Conversation, at_s: float | None) -> str | float | None:
    """The wall-clock time (ISO 8601) of a second of the conversation, where its start is known; else the second itself."""
    seconds = number(at_s)
    if seconds is None or conversation.epoch is None:
        return seconds
    try:
        when = conversation.epoch + timedelta(seconds=seconds)
    except OverflowError:  # beyond the calendar: the figure says more than a crash
        return seconds
    return when.isoformat(timespec="milliseconds" if when.microsecond else "seconds")


def number(value: float | None, digits: int = 3) -> float | None:
    """Rounded; None for what JSON has no number for."""
    return round(value, digits) if value is not None and isfinite(value) else None


def named(name: str | None, view: View) -> str | None:
    return None if name is None else view.name(name)


def masked(text: str | None, view: View) -> str | None:
    return None if text is None else view.mask(text)


def span(hit: Hit | None) -> list[int] | None:
    """Offsets in the turn's text as recorded; None where there is no turn to point into."""
    return [hit.start, hit.end] if hit and hit.turn is not None else None


def signs(hit: Hit | None) -> list[str]:
    """What a learned cue took the words for; none where they were listed."""
    return [*hit.signs] if hit else []


def _trigger(hit: Hit | None, conversation: Conversation, view: View) -> Row | None:
    if hit is None:
        return None
    time, text = number(time_s(hit, hit.turn, conversation)), words(hit, conversation, view)
    return {"turn": hit.turn, "span": span(hit), "text": text, "time": time, "signs": signs(hit)}


def _searched(searched: Searched | None, conversation: Conversation) -> Row | None:
    if searched is None:
        return None
    until = clock(conversation, searched.until_s)
    return {"wanted": list(searched.wanted), "from_turn": searched.from_turn, "to_turn": searched.to_turn, "until": until}


def _miss(miss: Miss | None, view: View) -> Row | None:
    if miss is None:
        return None
    return {"turn": miss.turn, "text": view.mask(miss.text), "why": view.tell(miss.why), "time": number(miss.time_s)}


def _evidence(deciding: list[Judgement], conversation: Conversation, view: View) -> list[Row]:
    """For a failure what broke it, an absence without words; else the words on which the verdict rests. Each place once."""
    found: dict[tuple[int | None, int, int, str], Row] = {}
    for judgement in deciding:
        places = [(breach.turn, breach.hit) for breach in judgement.breaches]
        if judgement.outcome is not Outcome.FAIL:
            places += [(hit.turn, hit) for hit in judgement.witnesses]
        for turn, hit in places:
            key = (turn, hit.start, hit.end, hit.text) if hit else (turn, -1, -1, "")
            if key not in found:
                text = words(hit, conversation, view) if hit else None
                found[key] = {"turn": turn, "span": span(hit), "text": text, "signs": signs(hit)}
    return list(found.values())
