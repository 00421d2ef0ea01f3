"""Demand: the temporal sentence of a rule in words."""

from __future__ import annotations

from collections.abc import Sequence

from compliance.explain.words import NOTHING, done, either, names, part, quoted, side, span, within
from compliance.model.message import Message, message
from compliance.model.rule import AllOf, AnyOf, Anything, Cue, Happened, Recorded, Rule, Said
from compliance.rules import KINDS, count, measure, order
from compliance.rules.metrics import IN_SECONDS
from compliance.wording import say

_NTH = {"episode": NOTHING, "every": message("explain.nth_every"), "first": message("explain.nth_first")}


def demand(rule: Rule, lang: str) -> str:
    """When, who, where, how soon, what."""
    core = _core(rule, lang)
    if rule.when is None:
        return core
    key = "explain.after_episode" if rule.when.each == "episode" else "explain.after"
    return say(message(key, trigger=done(rule.when.cue, lang, _NTH[rule.when.each]), core=core), lang)


def _core(rule: Rule, lang: str) -> str:
    params = rule.params
    if isinstance(params, order.Params):
        return _order(rule, params, lang)
    if isinstance(params, measure.Params):
        return _measure(rule, params, lang)
    if isinstance(params, count.Params):
        return _say(lang, "explain.count", place=_place(rule), what=done(params.cue, lang), bounds=_bounds(params))
    return _told(rule, KINDS[rule.kind].cues(params)[0], lang)


def _told(rule: Rule, cue: Cue, lang: str) -> str:
    """must and must_not."""
    kind, place = rule.kind, _place(rule)
    match cue:
        case Said(role=role, phrases=phrases):
            if any(phrase.better for phrase in phrases):
                return _say(lang, "explain.replace", who=side(role), place=place)
            return _say(lang, f"explain.{kind}_say", who=side(role), place=place, words=either(names(phrases), lang))
        case Anything(role):
            return _say(lang, f"explain.{kind}_speak", who=side(role), place=place)
        case Happened(types):
            return _say(lang, f"explain.{kind}_happen", place=place, words=either(quoted(types), lang))
        case Recorded(fields):
            return _say(lang, f"explain.{kind}_record", words=either(quoted(fields), lang))
        case AllOf(cues) | AnyOf(cues):
            which = "all" if isinstance(cue, AllOf) else "any"
            records = [either(quoted(one.fields), lang) for one in cues if isinstance(one, Recorded)]
            if which == "all" and kind == "must" and len(records) == len(cues):
                return _say(lang, "explain.must_records", words=say(message("explain.comma"), lang).join(records))
            speaker = _speaker(cues)
            ending, who = ("_say", side(speaker)) if speaker else ("", NOTHING)
            return _say(lang, f"explain.{kind}_{which}{ending}", who=who, place=place, parts=_steps(cues, lang, "explain.semicolon"))


def _order(rule: Rule, params: order.Params, lang: str) -> str:
    steps, place = params.steps, part(rule.where)
    speaker = _speaker(steps)
    ending, who = ("_say", side(speaker)) if speaker else ("", NOTHING)
    if not params.required and len(steps) == 2:
        first, last = (_what(step, lang) if speaker else done(step, lang) for step in steps)
        return _say(lang, f"explain.order_weak{ending}", who=who, place=place, first=first, last=last)
    key = f"explain.order{ending}" if params.required else f"explain.order_if_later{ending}"
    return _say(lang, key, who=who, place=place, steps=_steps(steps, lang, "explain.then"), within=within(rule.within))


def _speaker(cues: Sequence[Cue]) -> str | None:
    """The one side whose words all these are."""
    roles = {cue.role if isinstance(cue, Said) else None for cue in cues}
    return roles.pop() if len(roles) == 1 else None


def _steps(cues: Sequence[Cue], lang: str, between: str) -> str:
    told = [_what(cue, lang) if _speaker(cues) else done(cue, lang) for cue in cues]
    return say(message(between), lang).join(told)


def _measure(rule: Rule, params: measure.Params, lang: str) -> str:
    in_seconds = params.metric in IN_SECONDS
    who = params.setting.who
    figure = message(f"figure.{params.metric}", who=side(who), other=side(params.setting.other))
    limits, of = _limits(params, in_seconds), message(f"explain.of_{params.of}")
    sentence = _say(lang, "explain.measure", place=_place(rule), figure=figure, limits=limits, of=of)
    if params.warn_above is not None:
        sentence += _say(lang, "explain.warn_above", limit=_amount(params.warn_above, in_seconds))
    return sentence


def _limits(params: measure.Params, in_seconds: bool) -> Message:
    if params.most is None:
        return message("explain.at_least", least=_amount(params.least or 0, in_seconds))
    if params.most == 0:
        return message("explain.none")
    if params.least is None:
        return message("explain.at_most", most=_amount(params.most, in_seconds))
    return message("explain.between", least=_amount(params.least, in_seconds), most=_amount(params.most, in_seconds))


def _amount(value: float, in_seconds: bool) -> object:
    return span(value) if in_seconds else f"{value:g}"


def _bounds(params: count.Params) -> Message:
    if params.most is None:
        return message("explain.kinds_least", least=params.least)
    if params.least in (0, params.most):
        return message("explain.kinds_exact" if params.least else "explain.kinds_most", most=params.most)
    return message("explain.kinds_between", least=params.least, most=params.most)


def _what(cue: Cue, lang: str) -> str:
    return either(names(cue.phrases), lang) if isinstance(cue, Said) else done(cue, lang)


def _place(rule: Rule) -> Message:
    """Part and window, in this order."""
    return message("explain.place", where=part(rule.where), within=within(rule.within))


def _say(lang: str, key: str, **values: object) -> str:
    return say(message(key, **values), lang)
