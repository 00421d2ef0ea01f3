"""Strict YAML: scalars as YAML 1.2 reads them, duplicate keys refused, every node knows its line and column.

`3:00`, `no` and `on` stay the words that were typed; only true, false, null and plain numbers mean something else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import yaml

from compliance.model.message import Message, message
from compliance.model.problem import Place, Problem, Problems

DEEPEST = 40
MOST_NODES = 200_000
_INT = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}

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


def parse(text: str, source: str) -> Node:
    """Raises Problems where the text is no YAML, or YAML that would explode."""
    _refuse_bombs(text, source)
    try:
        root = yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.MarkedYAMLError as fault:
        raise Problems([_syntax(fault, source)]) from None
    except (yaml.YAMLError, RecursionError) as fault:
        raise Problems([Problem(Place(source), message("rulebook.yaml", said=str(fault)))]) from None
    if root is None:
        raise Problems([Problem(Place(source, 1), message("rulebook.empty_file"), message("rulebook.empty_file_hint"))])
    problems: list[Problem] = []
    node = _node(root, source, problems, in_flow=False)
    if problems:
        raise Problems(problems)
    return node


def _refuse_bombs(text: str, source: str) -> None:
    """Depth and the size after aliases are known from the events, before anything is built."""
    depth = count = 0
    anchors: dict[str, int] = {}
    sizes: list[tuple[str | None, int]] = []
    try:
        for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            place = Place(source, event.start_mark.line + 1, event.start_mark.column + 1) if event.start_mark else Place(source)
            if isinstance(event, yaml.AliasEvent):
                if any(anchor == event.anchor for anchor, _ in sizes):
                    raise Problems([Problem(place, message("rulebook.yaml_cycle", anchor=event.anchor))])
                count += anchors.get(event.anchor or "", 1)
            elif isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                sizes.append((event.anchor, count))
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
                anchor, before = sizes.pop()
                if anchor:
                    anchors[anchor] = count - before + 1
            count += 1
            if depth > DEEPEST:
                raise Problems([Problem(place, message("rulebook.yaml_deep", most=DEEPEST))])
            if count > MOST_NODES:
                raise Problems([Problem(place, message("rulebook.yaml_bomb", most=MOST_NODES), message("rulebook.yaml_bomb_hint"))])
    except yaml.MarkedYAMLError as fault:
        raise Problems([_syntax(fault, source)]) from None
    except yaml.YAMLError as fault:
        raise Problems([Problem(Place(source), message("rulebook.yaml", said=str(fault)))]) from None


def _syntax(fault: yaml.MarkedYAMLError, source: str) -> Problem:
    mark = fault.problem_mark or fault.context_mark
    place = Place(source, mark.line + 1, mark.column + 1) if mark else Place(source)
    said = fault.problem or fault.context or ""
    hint: Message | None = None
    if "\\t" in said or "tab" in said:
        hint = message("rulebook.yaml_tab_hint")
    elif "duplicate" not in said:
        hint = message("rulebook.yaml_hint")
    return Problem(place, message("rulebook.yaml", said=said), hint)


def _node(node: yaml.Node, source: str, problems: list[Problem], *, in_flow: bool) -> Node:
    place = Place(source, node.start_mark.line + 1, node.start_mark.column + 1)
    if isinstance(node, yaml.ScalarNode):
        plain = not node.style  # None in one parser, empty in the other
        return Node(_scalar(node.value) if plain else node.value, place, node.value, plain, in_flow)
    flow = bool(getattr(node, "flow_style", False))
    if isinstance(node, yaml.SequenceNode):
        return Node(tuple(_node(item, source, problems, in_flow=flow) for item in node.value), place, in_flow=flow)
    entries: dict[str, Node] = {}
    keys: dict[str, Place] = {}
    for key, value in node.value:
        name = key.value if isinstance(key, yaml.ScalarNode) else ""
        key_place = Place(source, key.start_mark.line + 1, key.start_mark.column + 1)
        if not isinstance(key, yaml.ScalarNode):
            problems.append(Problem(key_place, message("rulebook.key_not_text")))
        elif name == "<<":
            problems.append(Problem(key_place, message("rulebook.merge_key"), message("rulebook.merge_key_hint")))
        elif name in entries:
            problems.append(Problem(key_place, message("rulebook.duplicate_key", key=name, line=keys[name].line)))
        else:
            entries[name] = _node(value, source, problems, in_flow=flow)
            keys[name] = key_place
    return Node(entries, place, in_flow=flow, keys=keys)


def _scalar(text: str) -> Scalar:
    if text.lower() in _WORDS and text in (text.lower(), text.capitalize(), text.upper()):
        return _WORDS[text.lower()]
    if _INT.fullmatch(text):
        return int(text) if len(text) < 19 else text
    if _FLOAT.fullmatch(text):
        return float(text)
    return text
