"""Lint: rules about rules. What cannot be meant is a fault; what is probably not meant is a warning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from compliance.model.message import message
from compliance.model.problem import Place
from compliance.model.rule import Phrase, Rule, Said, said_parts
from compliance.rulebook.desk import Desk, shown
from compliance.rulebook.strict_yaml import Node
from compliance.rules import KINDS, order
from compliance.text.phrases import expand, recognised_name, regex_of

Written = Mapping[str, Mapping[str, Node]]  # what stands under each rule's id


def lint(rules: Sequence[Rule], written: Written, desk: Desk) -> None:
    for rule in rules:
        _warn(rule, written[rule.id], desk)
        _unless_in_vain(rule, written[rule.id], desk)
    _required_and_banned(rules, written, desk)
    _crossed_orders(rules, written, desk)


def _warn(rule: Rule, entry: Mapping[str, Node], desk: Desk) -> None:
    if not rule.examples:
        desk.warn(rule.place, message("rulebook.no_examples", id=rule.id), message("rulebook.no_examples_hint"))
    else:
        given = {example.expected for example in rule.examples}
        for needed in ("fail", "pass"):
            if needed not in given:
                desk.warn(entry["examples"].place, message("rulebook.example_missing", id=rule.id, needed=needed))
    if not rule.clauses:
        desk.warn(rule.place, message("rulebook.no_clauses_cited", id=rule.id))
    for said in said_in(rule):
        for longer, shorter in swallowed(said.phrases):
            desk.warn(rule.place, message("rulebook.swallowed", id=rule.id, longer=shown(longer), shorter=shown(shorter)))


def swallowed(phrases: Sequence[Phrase]) -> Iterator[tuple[str, str]]:
    """Phrases of one list that can never add a hit, because a shorter one of the same list lies in them."""
    plain = [p.text for p in phrases if regex_of(p.text) is None and recognised_name(p.text) is None and not set(p.text) & set("…()|")]
    for longer in plain:
        shorter = next((short for short in plain if short != longer and short in longer and len(short) > 1), None)
        if shorter:
            yield longer, shorter


def said_in(rule: Rule) -> Iterator[Said]:
    """What the rule's kind listens for, trigger apart."""
    for cue in KINDS[rule.kind].cues(rule.params):
        yield from said_parts(cue)


def _required_and_banned(rules: Sequence[Rule], written: Written, desk: Desk) -> None:
    """Only existence against absence: with triggers both may be right. A ban of no part in particular holds in all parts."""
    plain = [rule for rule in rules if rule.when is None and rule.over == "conversation"]
    required = [(rule, said) for rule in plain if rule.kind == "must" for said in said_in(rule)]
    wanted = {(said.role, phrase.text): rule for rule, said in reversed(required) for phrase in said.phrases}
    for rule in plain:
        for said in said_in(rule) if rule.kind == "must_not" else ():
            for phrase in said.phrases:
                other = wanted.get((said.role, phrase.text))
                if other and rule.where in (None, other.where) and rule.applies_to in ({}, other.applies_to):
                    place = _place(phrase, written[rule.id].get("must_not") or written[rule.id]["replace"])
                    what = message("rulebook.required_and_banned", phrase=shown(phrase.text), other=other.id, place=str(other.place))
                    desk.fault(place, what, message("rulebook.required_and_banned_hint"))


def _crossed_orders(rules: Sequence[Rule], written: Written, desk: Desk) -> None:
    """Two rules, opened by the same, of which one wants what the other forbids: neither step could ever come first."""
    first: dict[object, Rule] = {}
    for rule in rules:
        if not isinstance(rule.params, order.Params) or not rule.params.required:
            continue
        scope = (rule.when, rule.where, str(dict(rule.applies_to)))
        for before, after in pairwise(rule.params.steps):
            if other := first.get((after, before, scope)):
                what = message("rulebook.order_crossed", other=other.id, place=str(other.place))
                desk.fault(written[rule.id]["order"].place, what)
            first.setdefault((before, after, scope), rule)


def _unless_in_vain(rule: Rule, entry: Mapping[str, Node], desk: Desk) -> None:
    targets = [literals for said in said_in(rule) for p in said.phrases for literals in _sequences(p)]
    if not targets or any(not literals for literals in targets):
        return
    for excuse in rule.unless:
        if not any(_may_overlap(mine, theirs) for mine in _sequences(excuse) for theirs in targets):
            what = message("rulebook.unless_in_vain", id=rule.id, phrase=shown(excuse.text))
            desk.fault(_place(excuse, entry["unless"]), what, message("rulebook.unless_in_vain_hint"))


def _place(phrase: Phrase, node: Node) -> Place:
    """Where the phrase, or the lexicon that holds it, is named; else where the list begins."""
    return next((place for raw, place in _words(node) if raw.strip() in (phrase.text, f"${phrase.lexicon}")), node.place)


def _words(node: Node) -> Iterator[tuple[str, Place]]:
    """Every key and every scalar under the node."""
    if isinstance(node.value, Mapping):
        yield from (node.keys or {}).items()
        for value in node.value.values():
            yield from _words(value)
    elif isinstance(node.value, tuple):
        for item in node.value:
            yield from _words(item)
    else:
        yield node.raw, node.place


def _sequences(phrase: Phrase) -> list[tuple[str, ...]]:
    """The literals of each sequence; an empty one stands for a regular expression or a learned cue, of which nothing is known."""
    if regex_of(phrase.text) is not None or recognised_name(phrase.text) is not None:
        return [()]
    return [sequence.literals for sequence in expand(phrase.text)]


def _may_overlap(mine: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    if not mine or not theirs or len(mine) > 1 or len(theirs) > 1:
        return True
    a, b = mine[0], theirs[0]
    return a in b or b in a or any(a.endswith(b[:n]) or b.endswith(a[:n]) for n in range(1, min(len(a), len(b))))
