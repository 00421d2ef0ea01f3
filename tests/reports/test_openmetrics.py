"""OpenMetrics: read by the parser of Prometheus itself, and no more samples for more conversations."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.model.scorecard import Audit
from compliance.reports.openmetrics import render
from compliance.reports.report import View

ANY = st.text(st.characters(codec=None, categories=None), min_size=1, max_size=30)
Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


@pytest.fixture(autouse=True, scope="module")
def reader(needs: Callable[[str], None]) -> None:
    needs("prometheus_client")


def samples(audit: Audit, view: View) -> Samples:
    """As the strict parser of OpenMetrics reads them, which the older one for Prometheus text agrees with."""
    from prometheus_client.openmetrics.parser import text_string_to_metric_families
    from prometheus_client.parser import text_string_to_metric_families as older

    text = "".join(render(audit, view)).encode("utf-8", "replace").decode()
    assert text.endswith("\n# EOF\n")
    found, again = (
        {(sample.name, frozenset(sample.labels.items())): sample.value for family in read(text) for sample in family.samples}
        for read in (text_string_to_metric_families, older)
    )
    assert found == again
    return found


def value(found: Samples, name: str, **labels: str) -> float:
    return found[f"compliance_{name}", frozenset(labels.items())]


def test_figures(audit: Audit, view: View) -> None:
    found = samples(audit, view)
    assert value(found, "conversations") == 4
    assert value(found, "unreadable_conversations") == 1
    assert value(found, "findings", rule="curt", level="warn") == 2
    assert value(found, "findings", rule="callback-kept", level="fatal") == 0
    assert value(found, "verdicts", rule="hold-check-in", level="error", outcome="unknown") == 2
    assert value(found, "build_info", version="0.1.0", rules="rules.yaml", rules_version="2026.1") == 1


def test_more_conversations_make_no_more_samples_and_nobody_is_named(audit: Audit, many: Callable[[int], Audit], view: View) -> None:
    found = samples(many(20), view)
    assert len(found) == len(samples(audit, view)) == 5 + 5 + 5 * 6
    assert {label for _, labels in found for label, _ in labels} == {"rule", "level", "outcome", "version", "rules", "rules_version"}


def test_text_that_bites(bite: str, biting: Callable[[str], Audit], view: View) -> None:
    assert value(samples(biting(bite), view), "conversations") == 1


@given(ANY)
def test_any_text(biting: Callable[[str], Audit], view: View, text: str) -> None:
    assert value(samples(biting(text), view), "conversations") == 1
