"""Words: cues, windows and parts of a conversation as the sentences of an explanation need them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from compliance.model.message import Message, message
from compliance.model.rule import AllOf, AnyOf, Anything, Cue, Happened, Phrase, Recorded, Rule, Said, Where, said_parts
from compliance.model.window import Window
from compliance.rules import KINDS
from compliance.wording import say

MOST_PHRASES = 8  # a sentence names so many phrases of a list, and no more than fit, then says how many there are
MOST_CHARACTERS = 80
LONGEST_PHRASE = 40
NOTHING = message("explain.nothing")
_STEPS = ((3600, "h"), (60, "m"))


def listened(rule: Rule) -> Iterator[tuple[str, Cue]]:
    """Every cue of the rule with the key of what it is for: the trigger, or the kind's own."""
    if rule.when:
        yield "explain.as_trigger", rule.when.cue
    for cue in KINDS[rule.kind].cues(rule.params):
        yield "explain.as_answer", cue


def targets(rule: Rule) -> Iterator[tuple[str, Said]]:
    """The spoken ones among them."""
    for label, cue in listened(rule):
        for said in said_parts(cue):
            yield label, said


def excuses(rule: Rule) -> tuple[Phrase, ...]:
    """Words that excuse: of the trigger, then of the rule."""
    return (*(rule.when.unless if rule.when else ()), *rule.unless)


def done(cue: Cue, lang: str, nth: Message = NOTHING) -> str:
    """That it came true: 客户第一次说到 $不满. `nth` says which time is meant."""
    match cue:
        case Said(role=role, phrases=phrases):
            return _say(lang, "explain.said", side=side(role), nth=nth, words=either(names(phrases), lang))
        case Anything(role):
            return _say(lang, "explain.anything", side=side(role), nth=nth)
        case Happened(types):
            return _say(lang, "explain.happened", nth=nth, words=either(quoted(types), lang))
        case Recorded(fields):
            return _say(lang, "explain.recorded", words=either(quoted(fields), lang))
        case AllOf(cues):
            return say(message("explain.and"), lang).join(done(part, lang, nth) for part in cues)
        case AnyOf(cues):
            return say(message("explain.or"), lang).join(done(part, lang, nth) for part in cues)


def side(role: str) -> Message:
    return message(f"role.{role}")


def names(phrases: Sequence[Phrase]) -> list[str]:
    """A lexicon under its name, a phrase of the rule's own as it was written."""
    return quoted(list(dict.fromkeys(f"${p.lexicon}" if p.lexicon else shortened(p.text) for p in phrases)))


def quoted(words: Sequence[str]) -> list[str]:
    return [f"“{word}”" for word in words]


def either(words: Sequence[str], lang: str) -> str:
    """甲、乙或丙; of a long list the beginning."""
    if len(words) < 2 or len(_beginning(words)) < len(words):
        return listing(words, lang)
    last = "explain.or_bare" if words[-1].isascii() else "explain.or_last"
    return _joined(words[:-1], lang) + say(message(last), lang) + words[-1]


def listing(words: Sequence[str], lang: str) -> str:
    """甲、乙、丙; of a long list the beginning."""
    shown = _beginning(words)
    if len(shown) < len(words):
        return _say(lang, "explain.and_more", words=_joined(shown, lang), count=len(words))
    return _joined(shown, lang)


def sample(words: Sequence[str], lang: str) -> str:
    """As many as fit, the short ones, which are read at a glance; all in their order."""
    chosen = set(_beginning(sorted(words, key=len)))
    if len(chosen) < len(words):
        return _say(lang, "explain.and_more", words=_joined([word for word in words if word in chosen], lang), count=len(words))
    return _joined(words, lang)


def shortened(phrase: str) -> str:
    return phrase if len(phrase) <= LONGEST_PHRASE + 2 else phrase[: LONGEST_PHRASE - 1] + "⋯"


def _beginning(words: Sequence[str]) -> list[str]:
    shown: list[str] = []
    for word in map(shortened, words[:MOST_PHRASES]):
        if shown and sum(map(len, shown)) + len(word) > MOST_CHARACTERS:
            break
        shown.append(word)
    return shown


def span(seconds: float) -> Message:
    """90 → 90 秒, 180 → 3 分钟, 86400 → 24 小时"""
    for size, unit in _STEPS:
        if seconds >= size and seconds % size == 0:
            return message(f"explain.span_{unit}", n=f"{seconds / size:g}")
    return message("explain.span_s", n=f"{seconds:g}")


def within(window: Window | None) -> Message:
    if window is None:
        return NOTHING
    if window.unit == "seconds":
        return message("explain.within_time", span=span(window.amount))
    if window.unit == "replies":
        return message("explain.within_reply" if window.amount == 1 else "explain.within_replies", n=f"{window.amount:g}")
    return message(f"explain.within_{window.unit}", n=f"{window.amount:g}")


def part(where: Where | None) -> Message:
    """The part of the conversation; nothing where all of it is meant."""
    if where is None:
        return NOTHING
    if where.turns is not None:
        return message(f"explain.{where.end}_turns", n=where.turns)
    if where.seconds is not None:
        return message(f"explain.{where.end}_seconds", span=span(where.seconds))
    return message(f"explain.{where.end}_share", n=f"{(where.share or 0) * 100:g}")


def _joined(words: Sequence[str], lang: str) -> str:
    return say(message("explain.comma"), lang).join(words)


def _say(lang: str, key: str, **values: object) -> str:
    return say(message(key, **values), lang)
