"""Explain: what a rule means, why it said what it said of a conversation, and how a text is heard."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from compliance.judge import clock_of, judge_rule
from compliance.model.message import Message, message
from compliance.model.rule import AllOf, AnyOf, Anything, Cue, Happened, Phrase, Recorded, Rule, Rulebook, Said, Where, said_parts
from compliance.model.timeline import timeline
from compliance.model.transcript import Conversation, Role, Turn
from compliance.model.verdict import Hit, Judgement
from compliance.model.window import Window
from compliance.rules import KINDS, measure, order
from compliance.rules import count as count_kind
from compliance.text.hearing import Ear, Heard
from compliance.text.normalise import fold
from compliance.text.segment import tokens
from compliance.wording import say

MOST_PHRASES = 8  # a meaning names so many phrases of a list, then says how many more


def meaning(rule: Rule, rulebook: Rulebook, lang: str) -> Iterator[str]:
    """The rule in words: head, meaning, what to say instead, clauses, examples."""
    yield f"{rule.id}  {rule.name}  [{say(message(f'level.{rule.level}'), lang)}]"
    yield say(message("explain.meaning", text=_demand(rule, lang)), lang)
    if rule.applies_to:
        fields = "，".join(f"{k} = {' / '.join(map(str, v))}" for k, v in rule.applies_to.items())
        yield say(message("explain.applies_to", fields=fields), lang)
    if rule.unless:
        yield say(message("explain.unless", words=_phrases(rule.unless)), lang)
    if rule.instead:
        yield say(message("explain.instead", words=rule.instead), lang)
    for clause_id in rule.clauses:
        clause = rulebook.clauses.get(clause_id)
        told = f"《{clause.regulation}》{clause.section}：{clause.demand}" if clause and clause.regulation else ""
        yield say(message("explain.clause", id=clause_id, told=told), lang)
    yield say(message("explain.kept_as", points=f"{rule.points:g}", status=rule.status, version=rule.version, place=str(rule.place)), lang)
    for example in rule.examples:
        yield f"  [{say(message(f'outcome.{example.expected}'), lang)}]"
        yield from (f"    {line}" for line in example.text.strip().splitlines())


def why(rule: Rule, rulebook: Rulebook, ear: Ear, conversation: Conversation, as_of: datetime | None, lang: str) -> Iterator[str]:
    """Why the rule fired on this conversation or did not: trigger, words, excuses, window."""
    moments = timeline(conversation, clock_of(conversation, as_of))
    heard = ear.hear(moments)
    verdict = judge_rule(rule, moments, heard)
    outcome = say(message(f"outcome.{verdict.outcome}"), lang)
    reason = f"（{say(verdict.reason, lang)}）" if verdict.reason else ""
    yield f"{conversation.id} · {rule.id} {rule.name}: {outcome}{reason}"
    for number, judgement in enumerate(verdict.judgements, 1):
        yield from _judgement(number, judgement, lang)
    if not verdict.judgements and rule.when:
        yield "  " + say(message("explain.no_trigger", words=_cue(rule.when.cue, lang)), lang)
    for label, cue in _listened(rule):
        for said in said_parts(cue):
            yield from _candidates(label, said, heard, lang)


def hearing_of(text: str, rulebook: Rulebook, ear: Ear, lang: str) -> Iterator[str]:
    """How a text is folded and cut, which phrases of the rulebook it holds, and which of them are excused."""
    folded = fold(text)
    yield say(message("explain.folded", text=folded.text), lang)
    yield say(message("explain.tokens", tokens=" / ".join(tokens(folded.text))), lang)
    found = list(dict.fromkeys(_hits_of(text, rulebook, ear, lang)))
    yield from found or [say(message("explain.no_hits"), lang)]


def coverage(rulebook: Rulebook) -> Iterator[tuple[str, str, str, tuple[str, ...], str]]:
    """For each clause: id, regulation, demand, the rules that enforce it, and the reason where there are none."""
    by_clause: dict[str, list[str]] = {}
    for rule in rulebook.rules:
        for cited in rule.clauses:
            by_clause.setdefault(cited, []).append(rule.id)
    for clause_id, clause in rulebook.clauses.items():
        yield clause_id, clause.regulation, clause.demand, tuple(by_clause.get(clause_id, ())), clause.reason or ""


def unexercised(rulebook: Rulebook, exercised: Mapping[str, set[str]]) -> Iterator[tuple[Rule, str | None, str]]:
    """Phrases of a rule that none of its examples holds: rule, lexicon, phrase. `exercised`: the phrases heard, by rule."""
    for rule in rulebook.rules:
        seen = exercised.get(rule.id, set())
        for phrase in dict.fromkeys(phrases_of(rule)):
            if phrase.text not in seen:
                yield rule, phrase.lexicon, phrase.text


def phrases_of(rule: Rule) -> Iterator[Phrase]:
    for _, cue in _listened(rule):
        for said in said_parts(cue):
            yield from said.phrases
    yield from rule.unless


def heard_phrases(rule: Rule, heard: Heard) -> set[str]:
    """Which phrases of the rule occur in what was heard, excused or not."""
    found: set[str] = set()
    for _, cue in _listened(rule):
        for said in said_parts(cue):
            found |= {candidate.hit.phrase for candidate in heard.candidates(said)} | set(heard.excuses(said))
    return found


def _listened(rule: Rule) -> Iterator[tuple[str, Cue]]:
    if rule.when:
        yield "explain.as_trigger", rule.when.cue
    for cue in KINDS[rule.kind].cues(rule.params):
        yield "explain.as_answer", cue


def _judgement(number: int, judgement: Judgement, lang: str) -> Iterator[str]:
    outcome = say(message(f"outcome.{judgement.outcome}"), lang)
    trigger = _quote(judgement.trigger, lang) if judgement.trigger else say(message("explain.whole"), lang)
    yield f"  {number}. {trigger} → {outcome}" + (f"：{say(judgement.reason, lang)}" if judgement.reason else "")
    for breach in judgement.breaches:
        if breach.hit:
            yield "     ✗ " + _quote(breach.hit, lang)
    for witness in judgement.witnesses:
        yield "     ✓ " + _quote(witness, lang)
    if judgement.deadline_s is not None:
        yield "     " + say(message("explain.deadline", at=f"{judgement.deadline_s:g}"), lang)
    if judgement.searched and judgement.searched.from_turn is not None:
        first, last = judgement.searched.from_turn + 1, (judgement.searched.to_turn or 0) + 1
        words = "、".join(judgement.searched.wanted[:MOST_PHRASES])
        yield "     " + say(message("explain.searched", first=first, last=last, words=words), lang)
    if judgement.nearest_miss:
        miss = judgement.nearest_miss
        yield "     " + say(message("explain.nearest", turn=(miss.turn or 0) + 1, words=miss.text, why=miss.why), lang)


def _candidates(label: str, said: Said, heard: Heard, lang: str) -> Iterator[str]:
    for candidate in heard.candidates(said):
        what = say(message(label, side=message(f"role.{said.role}")), lang)
        state = message("explain.excused", why=candidate.excused) if candidate.excused else message("explain.counts")
        yield f"  · {what} {_quote(candidate.hit, lang)} {say(state, lang)}"


def _quote(hit: Hit, lang: str) -> str:
    source = f"${hit.lexicon}: {hit.phrase}" if hit.lexicon else hit.phrase
    place = say(message("explain.turn", turn=hit.turn + 1), lang) if hit.turn is not None else ""
    sounds = say(message("explain.homophone"), lang) if hit.homophone else ""
    return f"{place}“{hit.text}”{sounds}" + (f" [{source}]" if source and source != hit.text else "")


def _hits_of(text: str, rulebook: Rulebook, ear: Ear, lang: str) -> Iterator[str]:
    for role in Role:
        conversation = Conversation("text", "text", (Turn(0, role, text),))
        heard = ear.hear(timeline(conversation))
        owners = _owners(rulebook)
        for said, _ in rulebook.cues:
            if said.role is not role:
                continue
            for candidate in heard.candidates(said):
                state = message("explain.excused", why=candidate.excused) if candidate.excused else message("explain.counts")
                rules = "、".join(owners.get(said.key, ()))
                yield f"  {say(message(f'role.{role}'), lang)} {_quote(candidate.hit, lang)} {say(state, lang)} ({rules})"


def _owners(rulebook: Rulebook) -> dict[int, list[str]]:
    owners: dict[int, list[str]] = {}
    for rule in rulebook.rules:
        for _, cue in _listened(rule):
            for said in said_parts(cue):
                if rule.id not in owners.setdefault(said.key, []):
                    owners[said.key].append(rule.id)
    return owners


def _demand(rule: Rule, lang: str) -> str:
    """The rule's temporal sentence in the language asked for."""
    where = say(_where(rule.where), lang)
    within = say(_window(rule.within), lang) if rule.within else ""
    params = rule.params
    if isinstance(params, order.Params):
        steps = " → ".join(_cue(step, lang) for step in params.steps)
        core = say(message("explain.order" if params.required else "explain.order_weak", steps=steps, within=within, where=where), lang)
    elif isinstance(params, count_kind.Params):
        bounds = f"{params.least}–{params.most}" if params.most is not None else f"≥ {params.least}"
        core = say(message("explain.count", cue=_cue(params.cue, lang), bounds=bounds, within=within, where=where), lang)
    elif isinstance(params, measure.Params):
        limits = (("≥", params.least), ("≤", params.most))
        figure = message(f"metric.{params.metric}", value=" ".join(f"{sign} {limit:g}" for sign, limit in limits if limit is not None))
        core = say(message("explain.measure", metric=figure, who=message(f"role.{params.setting.who}")), lang)
    else:
        core = say(message(f"explain.{rule.kind}", cue=_cue(KINDS[rule.kind].cues(params)[0], lang), within=within, where=where), lang)
    if rule.when is None:
        return core
    return say(message(f"explain.when_{rule.when.each}", cue=_cue(rule.when.cue, lang), core=core), lang)


def _cue(cue: Cue, lang: str) -> str:
    match cue:
        case Said(role=role, phrases=phrases):
            return say(message("explain.said", side=message(f"role.{role}"), words=_phrases(phrases)), lang)
        case Anything(role):
            return say(message("explain.anything", side=message(f"role.{role}")), lang)
        case Happened(types):
            return say(message("explain.happened", words="/".join(types)), lang)
        case Recorded(fields):
            return say(message("explain.recorded", words="/".join(fields)), lang)
        case AllOf(cues):
            return say(message("explain.all", words="、".join(_cue(part, lang) for part in cues)), lang)
        case AnyOf(cues):
            return say(message("explain.any", words="、".join(_cue(part, lang) for part in cues)), lang)


def _phrases(phrases: tuple[Phrase, ...]) -> str:
    names = list(dict.fromkeys(f"${p.lexicon}" if p.lexicon else p.text for p in phrases))
    return "、".join(names[:MOST_PHRASES]) + (f"…（{len(names)}）" if len(names) > MOST_PHRASES else "")


def _window(window: Window) -> Message:
    amount = window.amount
    if window.unit == "seconds":
        for size, unit in ((86400, "d"), (3600, "h"), (60, "m")):
            if amount >= size and amount % size == 0:
                return message(f"explain.within_{unit}", n=f"{amount / size:g}")
        return message("explain.within_s", n=f"{amount:g}")
    return message(f"explain.within_{window.unit}", n=f"{amount:g}")


def _where(where: Where | None) -> Message:
    if where is None:
        return message("explain.anywhere")
    if where.turns is not None:
        return message(f"explain.{where.end}_turns", n=where.turns)
    if where.seconds is not None:
        return message(f"explain.{where.end}_seconds", n=f"{where.seconds:g}")
    return message(f"explain.{where.end}_share", n=f"{(where.share or 0) * 100:g}")
