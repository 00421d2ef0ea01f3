"""The summary's figures must add up."""

from __future__ import annotations

import json
from dataclasses import replace

from compliance.model.scorecard import Audit
from compliance.reports.report import View
from compliance.reports.summary import render, summary_row


def test_figures_add_up(audit: Audit, view: View) -> None:
    row = json.loads("".join(render(audit, view)))
    assert row["read"] == row["judged"] + row["quarantined"] == row["conversations"] + row["quarantined"]
    assert sum(row["findings"].values()) == len(audit.findings)
    assert {sum(counts.values()) for counts in row["verdicts"].values()} == {row["conversations"]}
    assert row["checkable"] == round(11 / 13, 6)


def test_agents_are_counted_without_the_row_of_the_nameless(audit: Audit, view: View) -> None:
    assert summary_row(audit, view)["agents"] == 3


def test_nothing_to_judge_gives_no_share(audit: Audit, view: View) -> None:
    row = summary_row(replace(audit, verdicts=((), (), (), ()), seconds=float("nan")), view)
    assert (row["checkable"], row["judged"], row["duration_s"]) == (None, 0, None)
