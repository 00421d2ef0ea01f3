"""Meaning: a rule told to a supervisor: what it demands, the words it listens for, what to say instead, why, by which clause."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.explain.demand import demand
from compliance.explain.words import done, either, excuses, listing, names, sample, targets
from compliance.model.message import Message, message
from compliance.model.rule import Rule, Rulebook
from compliance.text.learned import strongest
from compliance.text.phrases import recognised_name
from compliance.wording import say


def meaning(rule: Rule, rulebook: Rulebook, lang: str) -> Iterator[str]:
    """One line for each: head, meaning, conditions, words, advice, clauses, keeping; then the examples."""
    yield f"{rule.id}  {rule.name}  [{say(message(f'level.{rule.level}'), lang)}]"
    yield say(message("explain.meaning", text=demand(rule, lang)), lang)
    yield from (say(told, lang) for told in _conditions(rule, lang))
    yield from _words(rule, rulebook, lang)
    if rule.instead:
        yield say(message("explain.instead", words=rule.instead), lang)
    for clause_id in rule.clauses:
        clause = rulebook.clauses.get(clause_id)
        told = f"《{clause.regulation}》{clause.section}：{clause.demand}" if clause and clause.regulation else ""
        yield say(message("explain.clause", id=clause_id, told=told), lang).rstrip()
    status = message(f"status.{rule.status}")
    yield say(message("explain.kept_as", points=f"{rule.points:g}", status=status, version=rule.version, place=str(rule.place)), lang)
    if not rule.waivable:
        yield say(message("explain.not_waivable"), lang)
    for example in rule.examples:
        yield f"  [{say(message(f'outcome.{example.expected}'), lang)}]"
        yield from (f"    {line}" for line in example.text.strip().splitlines())


def _conditions(rule: Rule, lang: str) -> Iterator[Message]:
    if rule.applies_to:
        equals = say(message("explain.is"), lang)
        fields = [f"{field}{equals}{either([_value(value) for value in values], lang)}" for field, values in rule.applies_to.items()]
        yield message("explain.applies_to", fields=say(message("explain.comma"), lang).join(fields))
    if rule.over == "case":
        yield message("explain.over_case")
    if rule.each_day:
        closes = rule.each_day.closes
        hours = f"{rule.each_day.opens:%H:%M}–" + (f"{closes:%H:%M}" if closes else "24:00")
        yield message("explain.each_day", hours=hours)
    if rule.when and rule.when.unless:
        yield message("explain.unless_when", words=listing(names(rule.when.unless), lang))
    if rule.unless:
        yield message("explain.unless", words=listing(names(rule.unless), lang))
    if rule.unless_before:
        yield message("explain.unless_before", words=done(rule.unless_before, lang))
    for words in rule.known_false_positives:
        yield message("explain.known_false_positive", words=words)


def _value(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _words(rule: Rule, rulebook: Rulebook, lang: str) -> Iterator[str]:
    """What stands behind the lexicons and cues that the sentence names, and the better words of the ones to be replaced."""
    cues: dict[str, None] = {}
    lexicons: dict[str, dict[str, None]] = {}
    for phrase in [*(p for _, said in targets(rule) for p in said.phrases), *excuses(rule)]:
        if (cue := recognised_name(phrase.text)) is not None:
            cues[cue] = None
        if phrase.lexicon:
            lexicons.setdefault(phrase.lexicon, {})[phrase.text] = None
        if phrase.better:
            yield "  " + say(message("explain.better", bad=phrase.text, good=phrase.better), lang)
    for name, phrases in lexicons.items():
        yield "  " + say(message("explain.lexicon", name=name, words=sample(list(phrases), lang)), lang)
    for name in cues:
        learned = rulebook.learned.get(name)
        signs = listing(strongest(learned.points, learned.lists, learned), lang) if learned else ""
        yield "  " + say(message("explain.cue" if learned else "explain.recognised", name=name, signs=signs), lang)
