"""JSON Schema (draft-07) of the rule file, for editors; made from the kinds, so that a new kind is in it by itself."""

from __future__ import annotations

from collections.abc import Mapping

from compliance.model.strata import STRATA
from compliance.model.transcript import Role
from compliance.model.verdict import Outcome
from compliance.rulebook.calendar import CALENDAR_KEYS
from compliance.rulebook.events import EVENT_KEYS
from compliance.rulebook.gate_file import ALL, AQLS_IN_PERCENT, BY_PLAN, CANNOT_TELL, CONDITIONS, COUNTS, INSPECTIONS, TARGETS
from compliance.rulebook.overrides import OVERRIDE_KEYS
from compliance.rulebook.rule_entry import EACH, KIND_KEYS, LEVELS, OVER, STATUSES
from compliance.rulebook.source import FILE_KEYS, LANGUAGE_VERSION
from compliance.rulebook.waivers_file import REQUIRED_KEYS
from compliance.rules import KINDS
from compliance.scoring.aql_tables import LEVELS as INSPECTION_LEVELS
from compliance.scoring.intervals import METHODS
from compliance.text.hearing import RECOGNISERS

Schema = Mapping[str, object]

_TEXT: Schema = {"type": "string", "minLength": 1}
_TEXTS: Schema = {"oneOf": [_TEXT, {"type": "array", "items": _TEXT}]}
_NAMES: Schema = {"oneOf": [_TEXT, {"type": "array", "items": _TEXT, "minItems": 1}]}
_NUMBER: Schema = {"type": "number", "minimum": 0}
_WHOLE: Schema = {"type": "integer", "minimum": 0}
_FLAG: Schema = {"type": "boolean"}
_CLOCK = r"\d+(\.\d+)?\s*(s|m|h|d)"
_WINDOW: Schema = {
    "type": "string",
    "pattern": rf"^\s*{_CLOCK}\s*$|^\s*[1-9]\d*\s*(workdays?|turns?|reply|replies)\s*$",
    "description": "30s | 3m | 24h | 2d | 1 workday | 3 turns | 1 reply",
}
_PHRASE: Schema = {
    "type": "string",
    "minLength": 1,
    "anyOf": [{"pattern": "^/.*/$"}, {"not": {"pattern": "[（）｜]|^…|…$|[.]{3}|。。|^~\\s*$"}}],
}
_LISTED: Schema = {"oneOf": [_PHRASE, {"type": "array", "items": _PHRASE, "minItems": 1}]}


def schema() -> dict[str, object]:
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "服务合规规则文件",
        "type": "object",
        "required": ["version"],
        "additionalProperties": False,
        "properties": {key: _FILE[key] for key in FILE_KEYS},
        "definitions": {
            "phrases": {
                "description": "短语、列表（或）、$词库、~线索、a…b、(甲|乙)、/正则/",
                "anyOf": [_LISTED, _object({"phrases": _LISTED, "sounds_like": _FLAG}, required=["phrases"])],
            },
            "names": _NAMES,
            "event": _event({}),
            "counted": _event({"min": _WHOLE, "max": _WHOLE}),
            "trigger": _event({"each": {"enum": list(EACH)}, "unless": {"$ref": "#/definitions/phrases"}}),
            "bound": {"oneOf": [_NUMBER, {"type": "string", "pattern": rf"^\s*{_CLOCK}\s*$"}]},
            "part": {"type": "string", "pattern": rf"^[1-9]\d* turns?$|^{_CLOCK}$|^(100|\d?\d(\.\d+)?)%$"},
            "rule": _rule(),
            "gate": _gate(),
            "waivers": _waivers(),
        },
    }


def _object(properties: Schema, required: list[str] | None = None) -> dict[str, object]:
    """A mapping of these keys and no others."""
    found: dict[str, object] = {"type": "object", "additionalProperties": False, "properties": properties}
    return found | ({"required": required} if required else {})


def _event(options: Schema) -> dict[str, object]:
    """Phrases, or exactly one event and the options beside it."""
    events = {"type": "array", "items": {"$ref": "#/definitions/event"}, "minItems": 1}
    parts: dict[str, object] = {role.value: {"$ref": "#/definitions/phrases"} for role in Role}
    parts |= {"event": _NAMES, "record": _NAMES, "all": events, "any": events}
    one = {"oneOf": [{"required": [key]} for key in EVENT_KEYS]}
    return {"anyOf": [{"$ref": "#/definitions/phrases"}, _object(parts | dict(options)) | one]}


def _rule() -> dict[str, object]:
    kinds = {kind.ID: kind.SCHEMA for kind in KINDS.values()}
    extras = {key: value for kind in KINDS.values() for key, value in kind.KEYS.items()}
    owners = {key: kind.ID for kind in KINDS.values() for key in kind.KEYS}
    return _object(_head() | kinds | extras, required=["id", "level"]) | {
        "oneOf": [{"required": [key]} for key in KIND_KEYS],
        "dependencies": {key: [owner] for key, owner in owners.items()} | {"measure": _bounded()},
    }


def _gate() -> dict[str, object]:
    """`gate:` of the rule file, and all of gate.yaml."""
    percent: Schema = {"type": "string", "pattern": r"^\s*(100(\.0+)?|\d?\d(\.\d+)?)\s*[%％]\s*$"}
    above_zero: Schema = {"type": "integer", "minimum": 1}
    counts: Schema = {"enum": list(COUNTS)}
    strata: Schema = {"enum": list(STRATA)}
    parts: dict[str, object] = {
        "version": {"const": LANGUAGE_VERSION},
        "lot": {"oneOf": [above_zero, {"const": ALL}]},
        "sample": _object(
            {
                "size": {"oneOf": [above_zero, percent, {"const": BY_PLAN}]},
                "by": {"oneOf": [strata, {"type": "array", "items": strata}]},
                "at_least": above_zero,
                "risk": above_zero,
                "seed": {"type": ["string", "number"]},
            }
        ),
        "zero_fatal": _FLAG,
        "acceptance": _object(
            {
                "aql": {"enum": list(AQLS_IN_PERCENT)},
                "level": {"enum": list(INSPECTION_LEVELS)},
                "inspection": {"enum": list(INSPECTIONS)},
                "state": _TEXT,
                "counts": counts,
            },
            ["aql"],
        ),
        "error_rate": _object({"max": percent, "confidence": percent, "method": {"enum": list(METHODS)}, "counts": counts}, ["max"]),
        "accuracy": _object({name: _object({"target": percent, "rules": _NAMES}, ["rules"]) for name in TARGETS}),
        "max_unknown": percent,
        "cannot_tell": {"enum": list(CANNOT_TELL)},
        "baseline": _TEXT,
        "waivers": _TEXT,
    }
    return _object(parts) | {"anyOf": [{"required": [key]} for key in CONDITIONS]}


def _waivers() -> dict[str, object]:
    """All of waivers.yaml."""
    word: Schema = {"type": ["string", "number"], "minLength": 1}
    day: Schema = {"type": "string", "pattern": r"^\s*\d{4}-\d\d-\d\d\s*$"}
    parts: dict[str, object] = {"rule": _TEXT, "conversation": word, "text": word, "reason": _TEXT, "by": word, "until": day}
    waiver = _object(parts, required=list(REQUIRED_KEYS))
    return _object({"version": {"const": LANGUAGE_VERSION}, "waivers": {"type": "array", "items": waiver}}, required=["waivers"])


def _bounded() -> Schema:
    return {"anyOf": [{"required": ["min"]}, {"required": ["max"]}]}


def _head() -> dict[str, object]:
    part = {"$ref": "#/definitions/part"}
    value = {"type": ["string", "number", "boolean"]}
    return {
        "id": {"type": "string", "pattern": "^[a-z0-9][a-z0-9_.-]*$"},
        "name": _TEXT,
        "level": {"enum": list(LEVELS), "description": "fatal = 一票否决"},
        "points": _NUMBER,
        "clauses": _TEXTS,
        "status": {"enum": list(STATUSES)},
        "over": {"enum": list(OVER)},
        "applies_to": {"type": "object", "additionalProperties": {"anyOf": [value, {"type": "array", "items": value}]}},
        "when": {"$ref": "#/definitions/trigger"},
        "where": {"oneOf": [{"enum": ["opening", "closing", "anywhere"]}, *(_object({end: part}, [end]) for end in ("first", "last"))]},
        "within": _WINDOW,
        "each_day": {"type": "string", "pattern": r"^\d?\d:\d\d-\d?\d:\d\d$"},
        "unless": {"$ref": "#/definitions/event"},
        "instead": _TEXT,
        "message": _TEXT,
        "waivable": _FLAG,
        "replaces": _TEXTS,
        "known_false_positives": _TEXTS,
        "examples": {"type": ["array", "null"], "items": _object({outcome.value: _TEXT for outcome in Outcome})},
        "replace": {"type": "object", "additionalProperties": _TEXT, "minProperties": 1},
    }


_OVERRIDES: Schema = {
    "level": {"enum": list(LEVELS)},
    "points": _NUMBER,
    "within": _WINDOW,
    "max": {"$ref": "#/definitions/bound"},
    "off": _FLAG,
    "reason": _TEXT,
}

_FILE: Schema = {
    "version": {"const": LANGUAGE_VERSION},
    "scopes": _object({name: {"$ref": "#/definitions/part"} for name in ("opening", "closing")}),
    "calendar": _object({key: {"type": "array", "items": {"type": "string", "format": "date"}} for key in CALENDAR_KEYS}),
    "regulations": {"type": "object", "additionalProperties": _TEXT},
    "clauses": {"type": "object", "additionalProperties": _object({"section": _TEXT, "demand": _TEXT, "reason": _TEXT})},
    "lexicons": {
        "type": "object",
        "propertyNames": {"pattern": r"^\+?[^\s$+（）()|-]+$"},
        "additionalProperties": {"$ref": "#/definitions/phrases"},
    },
    "cues": {
        "type": "object",
        "propertyNames": {"pattern": r"^[^\s~$+（）()|-]+$", "not": {"enum": [*RECOGNISERS]}},
        "additionalProperties": _TEXT,
    },
    "rules": {"type": "array", "items": {"$ref": "#/definitions/rule"}},
    "extends": _TEXTS,
    "overrides": {"type": "object", "additionalProperties": _object({key: _OVERRIDES[key] for key in OVERRIDE_KEYS})},
    "gate": {"$ref": "#/definitions/gate"},
}
