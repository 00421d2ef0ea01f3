"""Phrasebook: lexicons and phrase lists of a rule file, made into cues; every phrase checked once, here."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from compliance.model.message import message
from compliance.model.rule import Phrase, Said
from compliance.model.transcript import Role
from compliance.rulebook.desk import Desk
from compliance.rulebook.strict_yaml import Node
from compliance.text.matcher import compile_expression
from compliance.text.phrases import PhraseFault, expand, regex_of

_NAME = re.compile(r"\$(\w+)")
_LONG_FORM = ("phrases", "sounds_like")


@dataclass(frozen=True)
class Phrasebook:
    """`lexicons` hold the nodes as written; `cues` grows as rules ask for them, each different cue once."""

    desk: Desk
    lexicons: Mapping[str, Node]
    used: set[str] = field(default_factory=set)
    cues: dict[tuple[Role, tuple[Phrase, ...], tuple[Phrase, ...]], Said] = field(default_factory=dict)
    _checked: set[str] = field(default_factory=set)

    def said(self, role: Role, phrases: Sequence[Phrase], unless: Sequence[Phrase] = ()) -> Said:
        key = (role, tuple(phrases), tuple(unless))
        if key not in self.cues:
            self.cues[key] = Said(len(self.cues), role, key[1])
        return self.cues[key]

    def phrases(self, node: Node, *, sounds_like: bool = False, inside: tuple[str, ...] = ()) -> tuple[Phrase, ...]:
        """The phrases of a list, a single phrase, or the long form that carries options. A list always means OR."""
        if isinstance(node.value, Mapping):
            self.desk.known_keys(node, _LONG_FORM, "phrases")
            if "sounds_like" in node.value:
                sounds_like = self.desk.flag(node.value["sounds_like"], "sounds_like")
            if "phrases" not in node.value:
                self.desk.fault(node.place, message("rulebook.missing_key", key="phrases", what="phrases"))
                return ()
            return self.phrases(node.value["phrases"], sounds_like=sounds_like, inside=inside)
        items = node.value if isinstance(node.value, tuple) else (node,)
        if not items:
            self.desk.fault(node.place, message("rulebook.empty_list"))
        found = [phrase for item in items for phrase in self._entry(item, sounds_like, inside)]
        return tuple(dict.fromkeys(found))

    def lexicon(self, name: str, node: Node, inside: tuple[str, ...] = ()) -> tuple[Phrase, ...]:
        """The phrases of `$name`. Undefined and cyclic lexicons are faults at the place where they are named."""
        if name not in self.lexicons:
            self.desk.fault(node.place, message("rulebook.no_lexicon", name=name), self.desk.did_you_mean(name, self.lexicons))
            return ()
        self.used.add(name)
        if name in inside:
            self.desk.fault(node.place, message("rulebook.lexicon_cycle", names=" → ".join(f"${n}" for n in (*inside, name))))
            return ()
        phrases = self.phrases(self.lexicons[name], inside=(*inside, name))
        return tuple(phrase if phrase.lexicon else replace(phrase, lexicon=name) for phrase in phrases)

    def _entry(self, node: Node, sounds_like: bool, inside: tuple[str, ...]) -> tuple[Phrase, ...]:
        text = self.desk.text(node, "phrase")
        if not text:
            return ()
        if node.plain and node.in_flow and "，" in text:
            fixed = ", ".join(part.strip() for part in text.split("，"))
            self.desk.fault(node.place, message("rulebook.wide_comma", text=text), message("rulebook.wide_comma_hint", fixed=fixed))
            return ()
        if any(wide in text for wide in "（）｜") and regex_of(text) is None:
            narrow = text.translate(str.maketrans("（）｜", "()|"))
            self.desk.fault(node.place, message("rulebook.wide_brackets", text=text), message("rulebook.did_you_mean", word=narrow))
            return ()
        if name := _NAME.fullmatch(text):
            found = self.lexicon(name[1], node, inside)
            return tuple(replace(phrase, sounds_like=True) for phrase in found) if sounds_like else found
        if regex_of(text) is None and "$" in text:
            text = _NAME.sub(lambda m: self._as_alternatives(m[1], node, inside), text)
        return (Phrase(text, sounds_like=sounds_like),) if self._sound(text, node) else ()

    def _as_alternatives(self, name: str, node: Node, inside: tuple[str, ...]) -> str:
        texts = [phrase.text for phrase in self.lexicon(name, node, inside)]
        if any(regex_of(text) for text in texts):
            self.desk.fault(node.place, message("rulebook.regex_embedded", name=name))
            return name
        return f"({'|'.join(texts)})" if texts else name

    def _sound(self, text: str, node: Node) -> bool:
        if text in self._checked:
            return True
        expression = regex_of(text)
        try:
            if expression is None:
                expand(text)
            elif compile_expression(expression).match("") is not None:
                self.desk.fault(node.place, message("rulebook.regex_matches_nothing", phrase=text))
                return False
        except PhraseFault as fault:
            self.desk.fault(node.place, fault.what)
            return False
        except ValueError as refusal:
            self.desk.fault(node.place, message("rulebook.regex_refused", phrase=text, said=str(refusal)), message("rulebook.regex_hint"))
            return False
        self._checked.add(text)
        return True
