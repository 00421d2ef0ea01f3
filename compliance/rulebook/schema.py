"""JSON Schema (draft-07) of the rule file, for editors; made from the kinds, so that a new kind is in it by itself."""

from __future__ import annotations

from collections.abc import Mapping

from compliance.model.transcript import Role
from compliance.model.verdict import Outcome
from compliance.rulebook.load import FILE_KEYS, OVERRIDE_KEYS
from compliance.rulebook.rule_entry import EACH, LEVELS, STATUSES
from compliance.rules import KINDS

_TEXT: Mapping[str, object] = {"type": "string", "minLength": 1}
_TEXTS: Mapping[str, object] = {"oneOf": [_TEXT, {"type": "array", "items": _TEXT, "minItems": 1}]}
_WINDOW: Mapping[str, object] = {
    "type": "string",
    "pattern": r"^\s*\d+(\.\d+)?\s*(s|m|h|d)\s*$|^\s*\d+\s*(workdays?|turns?|reply|replies)\s*$",
    "description": "30s | 3m | 24h | 2d | 1 workday | 3 turns | 1 reply",
}


def schema() -> dict[str, object]:
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "服务合规规则文件",
        "type": "object",
        "required": ["version"],
        "additionalProperties": False,
        "properties": {key: _FILE[key] for key in FILE_KEYS},
        "definitions": {
            "phrases": _PHRASES,
            "event": _event({}),
            "counted": _event({"min": {"type": "integer", "minimum": 0}, "max": {"type": "integer", "minimum": 0}}),
            "trigger": _event({"each": {"enum": list(EACH)}}),
            "bound": {"oneOf": [{"type": "number"}, {"type": "string", "pattern": r"^\s*\d+(\.\d+)?\s*(s|m|h|d)\s*$"}]},
            "part": {"type": "string", "pattern": r"^\d+ turns?$|^\d+(\.\d+)?\s*(s|m|h|d)$|^\d+(\.\d+)?%$"},
            "rule": _rule(),
        },
    }


_PHRASES: Mapping[str, object] = {
    "description": "短语、列表（或）、$词库、a…b、(甲|乙)、/正则/",
    "anyOf": [
        *_TEXTS["oneOf"],  # type: ignore[misc]
        {
            "type": "object",
            "required": ["phrases"],
            "additionalProperties": False,
            "properties": {"phrases": _TEXTS, "sounds_like": {"type": "boolean"}},
        },
    ],
}


def _event(options: Mapping[str, object]) -> dict[str, object]:
    events = {"type": "array", "items": {"$ref": "#/definitions/event"}, "minItems": 1}
    parts: dict[str, object] = {role.value: {"$ref": "#/definitions/phrases"} for role in Role}
    parts |= {"event": _TEXTS, "record": _TEXTS, "all": events, "any": events}
    long_form = {"type": "object", "additionalProperties": False, "minProperties": 1, "properties": parts | dict(options)}
    return {"anyOf": [{"$ref": "#/definitions/phrases"}, long_form]}


def _part(end: str) -> dict[str, object]:
    part = {end: {"$ref": "#/definitions/part"}}
    return {"type": "object", "additionalProperties": False, "properties": part, "required": [end]}


def _rule() -> dict[str, object]:
    head: dict[str, object] = {
        "id": {"type": "string", "pattern": "^[a-z0-9][a-z0-9_.-]*$"},
        "name": _TEXT,
        "level": {"enum": list(LEVELS), "description": "fatal = 一票否决"},
        "points": {"type": "number", "minimum": 0},
        "clauses": _TEXTS,
        "status": {"enum": list(STATUSES)},
        "over": {"enum": ["conversation", "case"]},
        "applies_to": {"type": "object"},
        "when": {"$ref": "#/definitions/trigger"},
        "where": {
            "oneOf": [{"enum": ["opening", "closing", "anywhere"]}, _part("first"), _part("last")],
        },
        "within": _WINDOW,
        "each_day": {"type": "string", "pattern": r"^\d?\d:\d\d-\d?\d:\d\d$"},
        "unless": {"$ref": "#/definitions/event"},
        "instead": _TEXT,
        "message": _TEXT,
        "waivable": {"type": "boolean"},
        "replaces": _TEXTS,
        "known_false_positives": _TEXTS,
        "examples": {
            "type": ["array", "null"],
            "items": {"type": "object", "additionalProperties": False, "properties": {outcome.value: _TEXT for outcome in Outcome}},
        },
        "replace": {"type": "object", "additionalProperties": _TEXT, "minProperties": 1},
    }
    kinds = {kind.ID: kind.SCHEMA for kind in KINDS.values()}
    extras = {key: value for kind in KINDS.values() for key, value in kind.KEYS.items()}
    one_kind = [{"required": [key]} for key in (*kinds, "replace")]
    return {
        "type": "object",
        "required": ["id", "level"],
        "additionalProperties": False,
        "properties": head | kinds | extras,
        "oneOf": one_kind,
    }


_FILE: Mapping[str, object] = {
    "version": {"const": 1},
    "scopes": {
        "type": "object",
        "additionalProperties": False,
        "properties": {name: {"$ref": "#/definitions/part"} for name in ("opening", "closing")},
    },
    "calendar": {"type": "object"},
    "regulations": {"type": "object", "additionalProperties": _TEXT},
    "clauses": {
        "type": "object",
        "additionalProperties": {
            "type": "object",
            "additionalProperties": False,
            "properties": {"section": _TEXT, "demand": _TEXT, "reason": _TEXT},
        },
    },
    "lexicons": {"type": "object", "additionalProperties": {"$ref": "#/definitions/phrases"}},
    "rules": {"type": "array", "items": {"$ref": "#/definitions/rule"}},
    "extends": _TEXTS,
    "overrides": {
        "type": "object",
        "additionalProperties": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                key: {
                    "level": {"enum": list(LEVELS)},
                    "points": {"type": "number", "minimum": 0},
                    "within": _WINDOW,
                    "max": {"$ref": "#/definitions/bound"},
                    "off": {"type": "boolean"},
                    "reason": _TEXT,
                }[key]
                for key in OVERRIDE_KEYS
            },
        },
    },
}
