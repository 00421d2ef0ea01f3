"""Learned cues: the files that a rule file lists under `cues`, read into points.

A cue file is made by `compliance cues train` and may be read and edited by hand: lines `# key: value`, then one line for each sign,
its points, a tab, and the sign: a group of characters, or `$名` for a lexicon.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from compliance.model.learned import LONGEST, LearnedCue
from compliance.model.message import Message, message
from compliance.model.problem import Place
from compliance.model.transcript import Role
from compliance.rulebook.desk import Desk, shown
from compliance.rulebook.source import File, file_text
from compliance.rulebook.strict_yaml import Node
from compliance.text.hearing import RECOGNISERS
from compliance.text.learned import LEXICON, UNHEARD

CUE_NAME = re.compile(r"\w+")
_FACT = re.compile(r"#\s*(\w+):\s*(.*?)\s*")
_SIGN = re.compile(rf"(-?[0-9]{{1,6}})\t(\{LEXICON}\w+|[^{re.escape(UNHEARD)}\s]{{1,{LONGEST}}})\s*")
_ANY_GROUP = re.compile(rf"-?[0-9]{{1,6}}\t([^{LEXICON}\s]{{1,{LONGEST}}})\s*")
_ABSENT = ("rulebook.no_file", "rulebook.is_folder")
_WHOLE = re.compile(r"-?[0-9]{1,6}")
_SPOKEN = {role.value: role for role in (Role.AGENT, Role.CUSTOMER)}


def learned_cues(files: Sequence[File], desk: Desk) -> dict[str, LearnedCue | None]:
    """By name, None where its file has faults; a later file replaces a cue of the same name. Paths start at the file that names them."""
    cues: dict[str, LearnedCue | None] = {}
    for file in files:
        written = file.entries.get("cues")
        for name, node in desk.mapping(written, "cues").items() if written else ():
            place = (written.keys or {})[name] if written else node.place
            if name in RECOGNISERS:
                desk.fault(place, message("rulebook.cue_built_in", name=name))
            elif not CUE_NAME.fullmatch(name):
                desk.fault(place, message("rulebook.bad_cue_name", name=shown(name)), _plain_name(name))
            else:
                path = desk.text(node, "cues")
                cues[name] = _cue_at(path, Path(file.source).parent, name, node, desk) if path else None
    return cues


def _plain_name(name: str) -> Message | None:
    plain = "".join(CUE_NAME.findall(name))
    return message("rulebook.did_you_mean", word=plain) if plain else None


def _cue_at(path: str, folder: Path, name: str, node: Node, desk: Desk) -> LearnedCue | None:
    text = file_text(folder / path)
    if isinstance(text, Message):
        told = (
            message("rulebook.no_cue_file", path=shown(path))
            if text.key in _ABSENT
            else message("rulebook.cue_file", path=shown(path), said=text)
        )
        desk.fault(node.place, told, message("rulebook.cue_file_hint"))
        return None
    return cue_of(name, text, str(folder / path), desk)


def cue_of(name: str, text: str, source: str, desk: Desk) -> LearnedCue | None:
    """The cue that a file's text holds; None where a fault was told."""
    facts: dict[str, str] = {}
    signs: dict[str, int] = {}
    faults = len(desk.problems)
    for number, line in enumerate(text.split("\n"), 1):
        if found := _SIGN.fullmatch(line):
            weight, sign = found.groups()
            if sign in signs:
                desk.fault(Place(source, number), message("rulebook.cue_twice", sign=sign))
            signs[sign] = int(weight)
        elif unheard := _ANY_GROUP.fullmatch(line):  # that is no sign
            desk.fault(Place(source, number), message("rulebook.cue_unheard", sign=unheard[1]), message("rulebook.cue_unheard_hint"))
        elif fact := _FACT.fullmatch(line):
            facts[fact[1]] = fact[2]
        elif line.strip() and not line.startswith("#"):
            desk.fault(Place(source, number), message("rulebook.cue_line", line=shown(line)), message("rulebook.cue_line_hint"))
    bias, threshold, role = (facts.pop(key, "") for key in ("bias", "threshold", "role"))
    if not (_WHOLE.fullmatch(bias) and _WHOLE.fullmatch(threshold) and role in _SPOKEN):
        desk.fault(Place(source, 1), message("rulebook.cue_facts"), message("rulebook.cue_line_hint"))
    if len(desk.problems) > faults:
        return None
    points = {sign: weight for sign, weight in signs.items() if sign[0] != LEXICON}
    lists = {sign[1:]: weight for sign, weight in signs.items() if sign[0] == LEXICON}
    version = hashlib.sha256(text.encode()).hexdigest()[:12]
    return LearnedCue(name, _SPOKEN[role], int(bias), int(threshold), points, lists, facts, version, source)


def cue_text(cue: LearnedCue) -> str:
    """The file that holds this cue: what weighs most first."""
    facts: Mapping[str, object] = {"role": cue.role.value, "threshold": cue.threshold, "bias": cue.bias, **cue.facts}
    signs = {f"{LEXICON}{name}": weight for name, weight in cue.lists.items()}
    signs |= cue.points
    lines = [f"{weight}\t{sign}" for sign, weight in sorted(signs.items(), key=lambda item: (-abs(item[1]), item[0]))]
    return "\n".join([*(f"# {key}: {value}" for key, value in facts.items()), *lines, ""])
