"""Strict YAML: scalars as YAML 1.2 reads them, duplicate keys refused, every node knows its line and column.

`3:00`, `no` and `on` stay the words that were typed; only true, false, null and plain numbers mean something else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import yaml

from compliance.model.message import message
from compliance.model.problem import Place, Problem
from compliance.rulebook.yaml_faults import control_character, syntax_fault

DEEPEST = 40
MOST_NODES = 200_000
_INT = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}
_TAG = "tag:yaml.org,2002:"
_PLAIN_TAGS = {_TAG + name for name in ("str", "int", "float", "bool", "null", "seq", "map", "timestamp", "merge", "value")}
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Scalar = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Node:
    """`value` is a scalar, a tuple of nodes, or a mapping of nodes; `raw` is a scalar as typed."""

    value: Scalar | tuple[Node, ...] | Mapping[str, Node]
    place: Place
    raw: str = ""
    plain: bool = False
    in_flow: bool = False
    keys: Mapping[str, Place] | None = None


def content(node: Node) -> object:
    """What the node says, places apart."""
    if isinstance(node.value, Mapping):
        return {key: content(value) for key, value in node.value.items()}
    return [content(item) for item in node.value] if isinstance(node.value, tuple) else node.raw


def parse(text: str, source: str, problems: list[Problem]) -> Node | None:
    """None where the text is no YAML, or YAML that would explode. All faults go to `problems`, which may hold some beside a node."""
    if fault := control_character(text, source) or _explodes(text, source):
        problems.append(fault)
        return None
    try:
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as refused:
        problems.append(syntax_fault(refused, text, source))
        return None
    if root is None:
        problems.append(Problem(Place(source, 1), message("rulebook.empty_file"), message("rulebook.empty_file_hint")))
        return None
    return _node(root, source, problems, in_flow=False)


def _explodes(text: str, source: str) -> Problem | None:
    """Depth and the size after aliases are known from the events, before anything is built."""
    depth = count = 0
    anchors: dict[str, int] = {}
    open_ones: list[tuple[str | None, int]] = []
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            if isinstance(event, yaml.AliasEvent):
                if any(anchor == event.anchor for anchor, _ in open_ones):
                    return Problem(_place(event, source), message("rulebook.yaml_cycle", anchor=event.anchor))
                count += anchors.get(event.anchor or "", 1)
            elif isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                open_ones.append((event.anchor, count))
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
                anchor, before = open_ones.pop()
                if anchor:
                    anchors[anchor] = count - before + 1
            count += 1
            if depth > DEEPEST:
                return Problem(_place(event, source), message("rulebook.yaml_deep", most=DEEPEST))
            if count > MOST_NODES:
                hint = message("rulebook.yaml_bomb_hint" if anchors else "rulebook.yaml_many_hint")
                return Problem(_place(event, source), message("rulebook.yaml_bomb", most=MOST_NODES), hint)
    except yaml.YAMLError as refused:
        return syntax_fault(refused, text, source)
    return None


def _place(thing: yaml.Event | yaml.Node, source: str) -> Place:
    mark = thing.start_mark
    return Place(source, mark.line + 1, mark.column + 1) if mark else Place(source)


def _node(node: yaml.Node, source: str, problems: list[Problem], *, in_flow: bool) -> Node:
    place = _place(node, source)
    if node.tag not in _PLAIN_TAGS:
        tag = node.tag.replace(_TAG, "!!")
        problems.append(Problem(place, message("rulebook.yaml_tag", tag=tag), message("rulebook.yaml_tag_hint")))
    if isinstance(node, yaml.ScalarNode):
        if not node.value and node.tag not in _PLAIN_TAGS:
            return Node(node.tag, place, node.tag, in_flow=in_flow)  # `!太差` was meant as a word
        plain = not node.style  # None in one parser, empty in the other
        return Node(_scalar(node.value) if plain else node.value, place, node.value, plain, in_flow)
    flow = bool(getattr(node, "flow_style", False))
    if isinstance(node, yaml.SequenceNode):
        return Node(tuple(_node(item, source, problems, in_flow=flow) for item in node.value), place, in_flow=flow)
    entries: dict[str, Node] = {}
    keys: dict[str, Place] = {}
    for key, value in node.value:
        if fault := _bad_key(key, keys, _place(key, source)):
            problems.append(fault)
        else:
            entries[key.value] = _node(value, source, problems, in_flow=flow)
            keys[key.value] = _place(key, source)
    return Node(entries, place, in_flow=flow, keys=keys)


def _bad_key(key: yaml.Node, keys: Mapping[str, Place], place: Place) -> Problem | None:
    if not isinstance(key, yaml.ScalarNode):
        return Problem(place, message("rulebook.key_not_text"), message("rulebook.key_not_text_hint"))
    if key.value == "<<":
        return Problem(place, message("rulebook.merge_key"), message("rulebook.merge_key_hint"))
    if key.value in keys:
        return Problem(place, message("rulebook.duplicate_key", key=key.value, line=keys[key.value].line))
    return None


def _scalar(text: str) -> Scalar:
    if text.lower() in _WORDS and text in (text.lower(), text.capitalize(), text.upper()):
        return _WORDS[text.lower()]
    if _INT.fullmatch(text):
        return int(text) if len(text) < 19 else text
    if _FLOAT.fullmatch(text):
        return float(text)
    return text
