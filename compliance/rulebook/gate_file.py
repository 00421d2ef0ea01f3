"""The gate as it is written down: gate.yaml, or `gate:` in the rule file; read as strictly as the rules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from pathlib import Path

from compliance.model.gate import Acceptance, Answer, ErrorRate, Family, Gate, Inspection, Sampling
from compliance.model.message import Message, message
from compliance.model.problem import Place, Problem, Problems
from compliance.model.rule import Level
from compliance.model.strata import STRATA
from compliance.rulebook.desk import Desk, found, items, named
from compliance.rulebook.source import LANGUAGE_VERSION, file_text
from compliance.rulebook.strict_yaml import Node, parse
from compliance.scoring.acceptance import HIGHEST_AQL
from compliance.scoring.aql_tables import AQLS, LEVELS
from compliance.scoring.intervals import METHODS

GATE_KEYS = ("lot", "sample", "zero_fatal", "acceptance", "error_rate", "accuracy", "max_unknown", "cannot_tell", "baseline", "waivers")
CONDITIONS = ("zero_fatal", "acceptance", "error_rate", "accuracy", "max_unknown")
SAMPLE_KEYS = ("size", "by", "at_least", "risk", "seed")
ACCEPTANCE_KEYS = ("aql", "level", "inspection", "state", "counts")
ERROR_RATE_KEYS = ("max", "confidence", "method", "counts")
FAMILY_KEYS = ("target", "rules")

TARGETS = {"customer": Fraction(95, 100), "business": Fraction(90, 100), "compliance": Fraction(995, 1000)}
INSPECTIONS = tuple(str(how) for how in Inspection if how is not Inspection.STOPPED)
CANNOT_TELL = {"stop": Answer.CANNOT_TELL, "fail": Answer.FAIL, "pass": Answer.PASS}
AQLS_IN_PERCENT = tuple(aql for aql in AQLS if aql <= HIGHEST_AQL)
COUNTS = tuple(str(level) for level in Level)
BY_PLAN, ALL = "plan", "all"

_PERCENT = re.compile(r"(\d{1,3}(?:\.\d{1,6})?)\s*[%％]")


def read_gate(path: Path, rule_ids: Iterable[str]) -> Gate:
    """The gate of that file, which names rules of this rulebook. Raises Problems with every fault found."""
    desk = Desk()
    text = file_text(path)
    if isinstance(text, Message):
        missing = text.key in ("rulebook.no_file", "rulebook.is_folder")
        raise Problems([Problem(Place(str(path)), message("gate.no_file") if missing else text, message("gate.no_file_hint"))])
    root = parse(text, str(path), desk.problems)
    gate = gate_of(root, rule_ids, desk, whole_file=True) if root else None
    if desk.problems or gate is None:
        raise Problems(sorted(desk.problems, key=lambda problem: (problem.place.line or 0, problem.place.column or 0)))
    return gate


def gate_of(node: Node, rule_ids: Iterable[str], desk: Desk, *, whole_file: bool = False) -> Gate:
    """What the mapping says; faults go to the desk. A file of its own may say its version."""
    desk.known_keys(node, (*(("version",) if whole_file else ()), *GATE_KEYS), "gate")
    entries = desk.mapping(node, "gate")
    version = entries.get("version")
    if version and version.value != LANGUAGE_VERSION:
        desk.fault(version.place, message("rulebook.version", raw=version.raw), message("rulebook.version_hint"))
    if not any(key in entries and _asks(entries[key]) for key in CONDITIONS) and not desk.misspelt(node, CONDITIONS, GATE_KEYS):
        desk.fault(node.place, message("gate.no_condition"), message("rulebook.known_words", words=", ".join(CONDITIONS)))
    acceptance = _acceptance(entries["acceptance"], desk) if "acceptance" in entries else None
    sampling = _sampling(entries["sample"], desk, by_plan=acceptance is not None) if "sample" in entries else None
    return Gate(
        lot=_lot(entries["lot"], desk) if "lot" in entries else None,
        lot_is_all="lot" in entries and entries["lot"].value == ALL,
        sampling=sampling,
        zero_fatal=desk.flag(entries["zero_fatal"], "zero_fatal") if "zero_fatal" in entries else False,
        acceptance=acceptance,
        error_rate=_error_rate(entries["error_rate"], desk) if "error_rate" in entries else None,
        accuracy=_families(entries["accuracy"], desk, tuple(rule_ids)) if "accuracy" in entries else (),
        max_unknown=_percent(entries["max_unknown"], "max_unknown", desk) if "max_unknown" in entries else None,
        cannot_tell=CANNOT_TELL[_choice(entries, "cannot_tell", tuple(CANNOT_TELL), desk)],
        baseline=_beside(entries, "baseline", desk),
        waivers=_beside(entries, "waivers", desk),
    )


def _asks(node: Node) -> bool:
    """Not `zero_fatal: false` or `accuracy: {}`: a gate of these alone would demand nothing."""
    return node.value is not False and node.value != {}


def sample_size(raw: str) -> int | Fraction | None:
    """`80` or `5%`; None for what is neither."""
    if raw.isascii() and raw.isdigit() and len(raw) < 10 and int(raw) > 0:
        return int(raw)
    share = parse_percent(raw)
    return share if share is not None and 0 < share <= 1 else None


def parse_percent(raw: str) -> Fraction | None:
    """`5%` and `99.5%`, exactly; None for what is no percentage of a whole."""
    written = _PERCENT.fullmatch(raw.strip())
    share = Fraction(written[1]) / 100 if written else None
    return share if share is not None and share <= 1 else None


def _lot(node: Node, desk: Desk) -> int | None:
    return None if node.value == ALL else _positive(node, "lot", desk, message("gate.lot_hint"))


def _sampling(node: Node, desk: Desk, *, by_plan: bool) -> Sampling:
    desk.known_keys(node, SAMPLE_KEYS, "sample")
    entries = desk.mapping(node, "sample")
    by = _by(entries["by"], desk) if "by" in entries else ()
    for key, other in (("by", "at_least"), ("at_least", "by")):
        if key in entries and other not in entries:
            what = message("rulebook.missing_key", what=named("sample"), key=other)
            desk.fault((node.keys or {})[key], what, message("gate.strata_hint"))
    size: int | Fraction | None = 0
    if "size" in entries:
        size = _size(entries["size"], desk, by_plan=by_plan)
    elif by_plan:
        size = None
    elif isinstance(node.value, Mapping) and not {"at_least", "risk"} & {*entries} and not desk.misspelt(node, ("size",), SAMPLE_KEYS):
        desk.fault(node.place, message("rulebook.missing_key", what=named("sample"), key="size"), message("gate.size_hint"))
    return Sampling(
        seed=_seed(entries["seed"], desk) if "seed" in entries else "1",
        size=size if isinstance(size, int) else None,
        share=size if isinstance(size, Fraction) else None,
        by=by,
        at_least=_positive(entries["at_least"], "at_least", desk) if "at_least" in entries else 0,
        risk=_positive(entries["risk"], "risk", desk) if "risk" in entries else 0,
    )


def _size(node: Node, desk: Desk, *, by_plan: bool) -> int | Fraction | None:
    if node.raw == BY_PLAN:
        if not by_plan:
            desk.fault(node.place, message("gate.no_plan"), message("gate.no_plan_hint"))
        return None
    size = sample_size(node.raw)
    if size is None:
        desk.fault(node.place, message("gate.bad_size", found=found(node)), message("gate.size_hint"))
    return size


def _by(node: Node, desk: Desk) -> tuple[str, ...]:
    return tuple(dict.fromkeys(desk.choice(item, "by", STRATA) for item in items(node)))


def _seed(node: Node, desk: Desk) -> str:
    """A number is as good as a word: it counts as it is written."""
    return node.raw.strip() if isinstance(node.value, int | float) and not isinstance(node.value, bool) else desk.text(node, "seed")


def _acceptance(node: Node, desk: Desk) -> Acceptance:
    desk.known_keys(node, ACCEPTANCE_KEYS, "acceptance")
    entries = desk.mapping(node, "acceptance")
    aql = 1.0
    if "aql" in entries:
        aql = _aql(entries["aql"], desk)
    elif isinstance(node.value, Mapping) and not desk.misspelt(node, ("aql",), ACCEPTANCE_KEYS):
        desk.fault(node.place, message("rulebook.missing_key", what=named("acceptance"), key="aql"), message("gate.aql_hint"))
    inspection = Inspection(_choice(entries, "inspection", INSPECTIONS, desk))
    if inspection is Inspection.SWITCHING and "state" not in entries:
        what = message("rulebook.missing_key", what=named("acceptance"), key="state")
        desk.fault(entries["inspection"].place, what, message("gate.state_hint"))
    level = _choice(entries, "level", LEVELS, desk, usual="II")
    return Acceptance(aql, level, inspection, _beside(entries, "state", desk), _counts(entries, desk))


def _aql(node: Node, desk: Desk) -> float:
    value = node.value
    if isinstance(value, int | float) and not isinstance(value, bool) and value in AQLS_IN_PERCENT:
        return float(value)
    if isinstance(value, str):  # "1.0" or 1.0%: no hint of other figures, for this one may be right
        desk.fault(node.place, message("gate.aql_no_number", found=found(node)), message("gate.aql_hint"))
        return 1.0
    words = ", ".join(f"{aql:g}" for aql in AQLS_IN_PERCENT)
    desk.fault(node.place, message("gate.bad_aql", found=found(node)), message("rulebook.known_words", words=words))
    return 1.0


def _error_rate(node: Node, desk: Desk) -> ErrorRate:
    desk.known_keys(node, ERROR_RATE_KEYS, "error_rate")
    entries = desk.mapping(node, "error_rate")
    most = Fraction(1)
    if "max" in entries:
        most = _percent(entries["max"], "max", desk)
    elif isinstance(node.value, Mapping) and not desk.misspelt(node, ("max",), ERROR_RATE_KEYS):
        what = message("rulebook.missing_key", what=named("error_rate"), key="max")
        desk.fault(node.place, what, message("gate.percent_hint"))
    confidence = _percent(entries["confidence"], "confidence", desk) if "confidence" in entries else ErrorRate(most).confidence
    if not Fraction(1, 2) < confidence < 1:
        desk.fault(entries["confidence"].place, message("gate.bad_confidence"))
    return ErrorRate(most, confidence, _choice(entries, "method", METHODS, desk), _counts(entries, desk))


def _families(node: Node, desk: Desk, rule_ids: tuple[str, ...]) -> tuple[Family, ...]:
    desk.known_keys(node, TARGETS, "accuracy")
    return tuple(_family(name, part, desk, rule_ids) for name, part in desk.mapping(node, "accuracy").items() if name in TARGETS)


def _family(name: str, node: Node, desk: Desk, rule_ids: tuple[str, ...]) -> Family:
    desk.known_keys(node, FAMILY_KEYS, name)
    entries = desk.mapping(node, name)
    target = _percent(entries["target"], "target", desk) if "target" in entries else TARGETS[name]
    if "rules" not in entries and isinstance(node.value, Mapping) and not desk.misspelt(node, ("rules",), FAMILY_KEYS):
        desk.fault(node.place, message("rulebook.missing_key", what=named(name), key="rules"))
    if "rules" in entries and entries["rules"].value == ():
        desk.fault(entries["rules"].place, message("gate.no_family_rules", family=named(name)))
    rules = []
    for item in items(entries["rules"]) if "rules" in entries else ():
        for rule in desk.words(item, "rules"):
            if rule not in rule_ids:
                desk.fault(item.place, message("rulebook.no_rule", id=rule), desk.did_you_mean(rule, rule_ids))
            rules.append(rule)
    return Family(name, target, tuple(rules))


def _percent(node: Node, what: str, desk: Desk) -> Fraction:
    """`5%`: a bare figure could be taken for a share or for per cent."""
    share = parse_percent(node.raw)
    if share is None:
        desk.fault(node.place, message("gate.bad_percent", what=named(what), found=found(node)), message("gate.percent_hint"))
    return Fraction(1) if share is None else share


def _positive(node: Node, what: str, desk: Desk, hint: Message | None = None) -> int:
    if type(node.value) is int and node.value > 0:
        return node.value
    desk.fault(node.place, message("gate.not_positive", what=named(what), found=found(node)), hint)
    return 1


def _beside(entries: Mapping[str, Node], key: str, desk: Desk) -> str | None:
    """A relative path starts where the file lies that names it, wherever the command is called."""
    name = desk.text(entries[key], key) if key in entries else ""
    return str(Path(entries[key].place.source).parent / name) if name else None


def _choice(entries: Mapping[str, Node], key: str, choices: tuple[str, ...], desk: Desk, usual: str | None = None) -> str:
    return desk.choice(entries[key], key, choices) if key in entries else usual or choices[0]


def _counts(entries: Mapping[str, Node], desk: Desk) -> Level:
    return Level[_choice(entries, "counts", COUNTS, desk, usual="error").upper()]
