"""Phrasebook: lexicons and phrase lists of a rule file, made into cues; every phrase checked once, here."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from compliance.model.learned import LearnedCue
from compliance.model.message import Message, message
from compliance.model.problem import Place
from compliance.model.rule import Phrase, Said
from compliance.model.transcript import Role
from compliance.rulebook.desk import Desk, items, shown
from compliance.rulebook.strict_yaml import Node, content
from compliance.text.hearing import RECOGNISERS
from compliance.text.matcher import compile_expression
from compliance.text.phrases import PhraseFault, expand, recognised_name, regex_of

LEXICON_NAME = re.compile(r"\w+")
_NAME = re.compile(r"\$(\w+)")
_LONG_FORM = ("phrases", "sounds_like")
DEEPEST = 20  # lexicons within lexicons, and brackets within brackets
LONGEST = 5_000  # characters of a phrase, lexicons put in
_NARROW = str.maketrans("（）｜＄￥¥～", "()|$$$~")
_UNQUOTED = str.maketrans("", "", "“”「」『』")


@dataclass(frozen=True)
class Phrasebook:
    """`lexicons` hold the nodes as written; `cues` grows as rules ask for them, each different cue once.

    `used`: lexicons that were asked for, and learned cues with their tilde. What a lexicon holds is worked out once: else a few that
    name each other would take for ever.
    """

    desk: Desk
    lexicons: Mapping[str, Node]
    learned: Mapping[str, LearnedCue | None] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    cues: dict[tuple[Role, tuple[Phrase, ...], tuple[Phrase, ...]], Said] = field(default_factory=dict)
    _known: dict[str, tuple[tuple[Phrase, ...], frozenset[str]]] = field(default_factory=dict)
    _checked: set[str] = field(default_factory=set)

    def said(self, role: Role, phrases: Sequence[Phrase], unless: Sequence[Phrase], place: Place) -> Said:
        """A learned cue knows the turns of one side only: for the other it is a fault, told at `place`."""
        key = (role, tuple(phrases), tuple(unless))
        if key not in self.cues:
            self.cues[key] = Said(len(self.cues), role, key[1])
        for phrase in (*phrases, *unless):
            cue = self.learned.get(recognised_name(phrase.text) or "")
            if cue and cue.role is not role:
                side = message(f"role.{cue.role}")
                self.desk.fault(place, message("rulebook.cue_of_other_side", name=shown(cue.name), role=side))
        return self.cues[key]

    def behind(self) -> dict[str, object]:
        """What stands behind the names that were asked for: lexicons as written, cues by their version, and the lexicons those weigh."""
        cues = {name: cue for name in self.used if name[0] == "~" and (cue := self.learned.get(name[1:]))}
        weighed = {within for cue in cues.values() for name in cue.lists if name in self._known for within in self._known[name][1]}
        lexicons = {name: content(self.lexicons[name]) for name in self.used | weighed if name in self.lexicons}
        return {**lexicons, **{name: cue.version for name, cue in cues.items()}}

    def phrases(self, node: Node, *, sounds_like: bool = False, inside: tuple[str, ...] = ()) -> tuple[Phrase, ...]:
        """The phrases of a list, a single phrase, or the long form that carries options. A list always means OR."""
        if isinstance(node.value, Mapping):
            self.desk.known_keys(node, _LONG_FORM, "phrase")
            if "sounds_like" in node.value:
                sounds_like = self.desk.flag(node.value["sounds_like"], "sounds_like")
            if "phrases" in node.value:
                return self.phrases(node.value["phrases"], sounds_like=sounds_like, inside=inside)
            if not self.desk.misspelt(node, ["phrases"], _LONG_FORM):
                self.desk.fault(node.place, message("rulebook.missing_key", key="phrases", what=message("rulebook.part_phrase")))
            return ()
        if not items(node):
            self.desk.fault(node.place, message("rulebook.empty_list"))
        found = [phrase for item in items(node) for phrase in self._entry(item, sounds_like, inside)]
        return tuple(dict.fromkeys(found))

    def lexicon(self, name: str, node: Node, inside: tuple[str, ...] = ()) -> tuple[Phrase, ...]:
        """The phrases of `$name`. Undefined and cyclic lexicons are faults at the place where they are named."""
        if name not in self.lexicons:
            self.desk.fault(node.place, message("rulebook.no_lexicon", name=shown(name)), self._lexicon_hint(name))
            return ()
        if name in inside:
            circle = " → ".join(f"${n}" for n in (*inside[inside.index(name) :], name))
            self.desk.fault(node.place, message("rulebook.lexicon_cycle", names=circle))
            return ()
        if len(inside) >= DEEPEST:
            self.desk.fault(node.place, message("rulebook.lexicon_deep", most=DEEPEST))
            return ()
        if name not in self._known:
            outside = set(self.used)
            self.used.clear()
            found = self.phrases(self.lexicons[name], inside=(*inside, name))
            named = tuple(phrase if phrase.lexicon else replace(phrase, lexicon=name) for phrase in found)
            self._known[name] = named, frozenset(self.used | {name})
            self.used.update(outside)
        phrases, used = self._known[name]
        self.used.update(used)
        return phrases

    def _lexicon_hint(self, name: str) -> Message | None:
        """Words written on behind a lexicon's name belong outside of parentheses."""
        known = max((known for known in self.lexicons if name.startswith(known)), key=len, default=None)
        if known:
            return message("rulebook.did_you_mean", word=f"(${known}){shown(name[len(known) :])}")
        return self.desk.did_you_mean(f"${name}", [f"${known}" for known in self.lexicons])

    def _entry(self, node: Node, sounds_like: bool, inside: tuple[str, ...]) -> tuple[Phrase, ...]:
        if isinstance(node.value, tuple):
            self.desk.fault(node.place, message("rulebook.list_in_list"), message("rulebook.list_in_list_hint"))
            return ()
        if self.desk.wide_comma(node):
            return ()
        text = self.desk.text(node, "phrase")
        if not text or self._mistyped(text, node):
            return ()
        if (name_of_cue := recognised_name(text)) is not None:
            return (Phrase(f"~{name_of_cue}"),) if self._recognised(name_of_cue, node) else ()
        if name := _NAME.fullmatch(text):
            found = self.lexicon(name[1], node, inside)
            return tuple(replace(phrase, sounds_like=True) for phrase in found) if sounds_like else found
        if regex_of(text) is None and "$" in text:
            text = _NAME.sub(lambda m: self._as_alternatives(m[1], node, inside), text)
        return (Phrase(text, sounds_like=sounds_like),) if self._sound(text, node) else ()

    def _recognised(self, name: str, node: Node) -> bool:
        self.used.add(f"~{name}")
        if name in self.learned or name in RECOGNISERS:
            return True
        hint = self.desk.did_you_mean(f"~{name}", [f"~{known}" for known in (*self.learned, *RECOGNISERS)])
        self.desk.fault(node.place, message("rulebook.no_cue", name=shown(name)), hint)
        return False

    def _mistyped(self, text: str, node: Node) -> bool:
        """Signs that look like those of the grammar and are none."""
        if regex_of(text) is not None:
            return False
        known = {"＄": self.lexicons, "￥": self.lexicons, "¥": self.lexicons, "～": (*self.learned, *RECOGNISERS)}.get(text[0], ())
        if any(wide in text for wide in "（）｜") or text[1:] in known:
            hint = message("rulebook.did_you_mean", word=shown(text.translate(_NARROW)))
            self.desk.fault(node.place, message("rulebook.wide_signs", text=shown(text)), hint)
            return True
        if any(quote in text for quote in "“”「」『』"):
            hint = message("rulebook.did_you_mean", word=shown(text.translate(_UNQUOTED)))
            self.desk.fault(node.place, message("rulebook.quoted_phrase", text=shown(text)), hint)
            return True
        if "..." in text or "。。" in text:
            hint = message("rulebook.did_you_mean", word=shown(re.sub(r"\.{3,}|。{2,}", "…", text)))
            self.desk.fault(node.place, message("rulebook.dots", text=shown(text)), hint)
            return True
        if "~" in text[1:] and (cue := next((name for name in (*self.learned, *RECOGNISERS) if f"~{name}" in text[1:]), None)):
            self.desk.fault(node.place, message("rulebook.cue_embedded", name=cue, text=shown(text)), message("rulebook.cue_embedded_hint"))
            return True
        if signs := re.search(r"\)[?*+]|\.[*+?]|\\[dwsb]", text):
            what = message("rulebook.half_regex", phrase=shown(text), signs=signs[0])
            self.desk.warn(node.place, what, message("rulebook.half_regex_hint"))
        return False

    def _as_alternatives(self, name: str, node: Node, inside: tuple[str, ...]) -> str:
        texts = [phrase.text for phrase in self.lexicon(name, node, inside)]
        if any(regex_of(text) or recognised_name(text) is not None for text in texts):
            self.desk.fault(node.place, message("rulebook.regex_embedded", name=name))
            return name
        return f"({'|'.join(texts)})" if texts else name

    def _sound(self, text: str, node: Node) -> bool:
        if text in self._checked:
            return True
        try:
            self._prove(text)
        except PhraseFault as fault:
            hint = message(f"{fault.what.key}_hint") if fault.what.key in _HINTED else None
            self.desk.fault(node.place, replace(fault.what, values=tuple((k, shown(str(v))) for k, v in fault.what.values)), hint)
            return False
        except ValueError as refusal:
            what = message("rulebook.regex_refused", phrase=shown(text), said=shown(str(refusal)))
            self.desk.fault(node.place, what, message("rulebook.regex_hint"))
            return False
        self._checked.add(text)
        return True

    def _prove(self, text: str) -> None:
        """Raises PhraseFault, or ValueError with the words of the engine that refuses a regular expression."""
        if len(text) > LONGEST:
            raise PhraseFault(message("rulebook.phrase_long", phrase=text, most=LONGEST))
        expression = regex_of(text)
        if expression is None:
            if _depth(text) > DEEPEST:
                raise PhraseFault(message("rulebook.phrase_deep", phrase=text, most=DEEPEST))
            expand(text)
        elif compile_expression(expression).match("") is not None:
            raise PhraseFault(message("rulebook.regex_matches_nothing", phrase=text))


_HINTED = ("rulebook.phrase_gap_at_edge", "rulebook.phrase_empty", "rulebook.regex_matches_nothing")


def _depth(text: str) -> int:
    deepest = depth = 0
    for char in text:
        depth += (char == "(") - (char == ")")
        deepest = max(deepest, depth)
    return deepest
