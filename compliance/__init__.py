"""服务合规: checks service conversations against rules in YAML.

The face of the package: what other programs may build on. In five lines:

>>> from pathlib import Path
>>> from compliance import Plan, audit, load_rulebook, read_paths
>>> rulebook = load_rulebook(Path("rules.yaml")).rulebook
>>> done = audit(read_paths(["samples/practice"]), Plan(rulebook))
>>> print(len(done.conversations), {str(finding.level) for finding in done.findings} <= {"info", "warn", "error", "fatal"})
1 True
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from compliance.audit import Plan, audit
    from compliance.examples import load_rulebook
    from compliance.judge import judge
    from compliance.model.finding import Finding
    from compliance.model.problem import Problem, Problems
    from compliance.model.rule import Level, Rulebook
    from compliance.model.scorecard import Audit
    from compliance.model.transcript import Conversation, Role, Turn
    from compliance.model.verdict import Outcome, Verdict
    from compliance.readers.reader import read_paths
    from compliance.text.hearing import Ear

# Where each name lives. It is fetched when first asked for, so that `compliance --help` need not wait for all of it.
_HOMES = {
    "audit": "compliance.audit",
    "Plan": "compliance.audit",
    "load_rulebook": "compliance.examples",
    "judge": "compliance.judge",
    "Finding": "compliance.model.finding",
    "Problem": "compliance.model.problem",
    "Problems": "compliance.model.problem",
    "Level": "compliance.model.rule",
    "Rulebook": "compliance.model.rule",
    "Audit": "compliance.model.scorecard",
    "Conversation": "compliance.model.transcript",
    "Role": "compliance.model.transcript",
    "Turn": "compliance.model.transcript",
    "Outcome": "compliance.model.verdict",
    "Verdict": "compliance.model.verdict",
    "read_paths": "compliance.readers.reader",
    "Ear": "compliance.text.hearing",
}

__all__ = [
    "Audit",
    "Conversation",
    "Ear",
    "Finding",
    "Level",
    "Outcome",
    "Plan",
    "Problem",
    "Problems",
    "Role",
    "Rulebook",
    "Turn",
    "Verdict",
    "__version__",
    "audit",
    "judge",
    "load_rulebook",
    "read_paths",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'compliance' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__


class _Face(ModuleType):
    """Importing the module `compliance.audit` would put it in the place of the function `audit`; here the function stays."""

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in _HOMES and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Face
