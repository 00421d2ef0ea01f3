"""OpenMetrics text for a monitoring system: how many, of what, by rule and outcome; never whose, and no conversation by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from compliance.model.scorecard import Audit
from compliance.reports.columns import printable
from compliance.reports.overview import checks, judged_conversations, outcomes_by_rule, quarantined
from compliance.reports.report import View

ID = "openmetrics"
MEDIA = "text"

_LABEL = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n"})

Samples = list[tuple[Mapping[str, str], float]]


def render(audit: Audit, view: View) -> Iterator[str]:
    """Gauges only: each is a state of this audit, and older readers of the Prometheus format take them as well."""
    for name, samples in _families(audit).items():
        yield f"# TYPE compliance_{name} gauge\n# HELP compliance_{name} {_escaped(view.word(f'openmetrics.{name}'))}\n"
        for labels, value in samples:
            told = ",".join(f'{label}="{_escaped(text)}"' for label, text in labels.items())
            yield f"compliance_{name}{{{told}}} {value:.10g}\n" if told else f"compliance_{name} {value:.10g}\n"
    yield "# EOF\n"


def _families(audit: Audit) -> Mapping[str, Samples]:
    """As many samples as rules times outcomes, however many conversations there are."""
    outcomes = outcomes_by_rule(audit)
    made, wanted = checks(outcomes)
    levels = {rule.id: str(rule.level) for rule in audit.rulebook.rules}
    found = Counter(finding.rule.id for finding in audit.findings)
    book = {"version": audit.version, "rules": audit.rulebook.source, "rules_version": audit.rulebook.version}
    return {
        "build_info": [(book, 1)],
        "conversations": [({}, len(audit.conversations))],
        "judged_conversations": [({}, judged_conversations(audit))],
        "unreadable_conversations": [({}, len(quarantined(audit)))],
        "checkable_ratio": [({}, made / wanted)] if wanted else [],
        "findings": [({"rule": rule, "level": level}, found[rule]) for rule, level in levels.items()],
        "verdicts": [
            ({"rule": rule, "level": levels.get(rule, ""), "outcome": str(outcome)}, count)
            for rule, counts in outcomes.items()
            for outcome, count in counts.items()
        ],
    }


def _escaped(text: str) -> str:
    return printable(text).translate(_LABEL)
