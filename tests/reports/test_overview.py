"""The figures of an audit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timezone
from io import BytesIO
from zipfile import ZipFile

import pytest

from compliance.model.message import message
from compliance.model.problem import Place, Problem
from compliance.model.rule import Level
from compliance.model.scorecard import Audit
from compliance.model.verdict import Judgement, Outcome, Verdict
from compliance.reports import REPORTS
from compliance.reports.overview import (
    NO_CONVERSATION,
    checks,
    findings_by_level,
    judged_conversations,
    outcomes_by_rule,
    period,
    quarantined,
    unknown_reasons,
)
from compliance.reports.report import View
from compliance.wording import CATALOGUE


def test_outcomes_of_every_rule_even_one_that_was_never_judged(audit: Audit) -> None:
    counts = outcomes_by_rule(replace(audit, verdicts=audit.verdicts[:1]))
    assert list(counts) == [rule.id for rule in audit.rulebook.rules]
    assert counts["callback-kept"] == dict.fromkeys(Outcome, 0) | {Outcome.NOT_TRIGGERED: 1}
    assert outcomes_by_rule(replace(audit, verdicts=()))["curt"] == dict.fromkeys(Outcome, 0)


def test_findings_by_level_worst_first(audit: Audit) -> None:
    assert list(findings_by_level(audit).items()) == [(Level.FATAL, 1), (Level.ERROR, 2), (Level.WARN, 2), (Level.INFO, 0)]


def test_pending_checks_stand_outside_the_share(audit: Audit) -> None:
    assert checks(outcomes_by_rule(audit)) == (11, 13)
    assert checks({}) == (0, 0)


def test_a_conversation_of_which_nothing_is_known_is_not_judged(audit: Audit) -> None:
    blind = (Verdict("curt", "x", Outcome.UNKNOWN),)
    assert judged_conversations(audit) == 4
    assert judged_conversations(replace(audit, verdicts=(*audit.verdicts[:1], blind, ()))) == 1


def test_a_conversation_with_two_faults_is_quarantined_once(audit: Audit) -> None:
    places = (Place("a", 1, 5), Place("a", 1, 9), Place("a", 2), Place("b"))
    problems = tuple(Problem(place, message("test.bad_json")) for place in places)
    assert quarantined(replace(audit, problems=problems)) == {("a", 1): problems[0], ("a", 2): problems[2], ("b", None): problems[3]}


def test_period_takes_clocks_with_and_without_zone(audit: Audit) -> None:
    naive = replace(audit.conversations[0], epoch=datetime(2026, 2, 1, 8, 0))
    aware = replace(naive, epoch=datetime(2026, 2, 1, 1, 0, tzinfo=timezone.utc))  # noqa: UP017  # shorter than an import of its own
    assert period(replace(audit, conversations=(*audit.conversations, naive, aware))) == ("2026-02-01", "2026-03-05")
    assert period(replace(audit, conversations=audit.conversations[2:3])) is None


def test_unknown_reasons_the_most_frequent_first(audit: Audit, view_of: Callable[..., View]) -> None:
    blind = Judgement(Outcome.UNKNOWN, reason=message("test.no_times"))
    verdicts = [Verdict(rule, "c", Outcome.UNKNOWN, (blind,)) for rule in ("curt", "hold-check-in", "curt")]
    found = unknown_reasons(replace(audit, verdicts=(*audit.verdicts, tuple(verdicts))), view_of(lang="en"))
    assert found == [
        ("the turns carry no times", Counter({"hold-check-in": 2, "curt": 2})),
        ("(no reason given)", Counter({"hold-check-in": 1})),
    ]


def blind_to_turns(*turns: int) -> tuple[Verdict, ...]:
    return tuple(Verdict("curt", "x", Outcome.UNKNOWN, reason=message("judge.no_time_of_turn", turn=turn)) for turn in turns)


def test_reasons_that_differ_by_a_number_are_one(audit: Audit, view: View) -> None:
    other = Verdict("hold-check-in", "x", Outcome.UNKNOWN, reason=message("test.no_times"))
    found = unknown_reasons(replace(audit, verdicts=(blind_to_turns(12, 2, 2), (other,))), view)
    assert found == [("第 2 句没有时间（start 或 at）等", Counter({"curt": 3})), ("缺少通话时间", Counter({"hold-check-in": 1}))]


@pytest.mark.parametrize("report", ["terminal", "markdown_summary", "coach", "html", "xlsx"])
def test_every_report_merges_them(report: str, audit: Audit, view: View) -> None:
    """A workbook is unpacked: the text stands in it once."""
    alike = replace(audit, conversations=audit.conversations[:1], verdicts=(blind_to_turns(12, 2, 2),), findings=())
    pieces = [piece if isinstance(piece, bytes) else piece.encode() for piece in REPORTS[report].render(alike, view)]
    text = written(b"".join(pieces)) if report == "xlsx" else b"".join(pieces).decode()
    assert (text.count("没有时间（"), text.count("没有时间（start 或 at）等")) == (1, 1)


def written(workbook: bytes) -> str:
    with ZipFile(BytesIO(workbook)) as archive:
        return "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml"))


def test_a_problem_without_a_conversation_is_no_quarantine(audit: Audit) -> None:
    problems = tuple(Problem(Place("x"), message(key)) for key in sorted(NO_CONVERSATION))
    assert quarantined(replace(audit, problems=problems)) == {}
    assert set(CATALOGUE) >= NO_CONVERSATION
