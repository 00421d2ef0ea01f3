"""Words that somebody should look at: known by sound, or by the signs of a learned cue; and how findings say so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from compliance.model.finding import Finding
from compliance.model.scorecard import Audit
from compliance.model.verdict import Breach, Hit
from compliance.reports import coach
from compliance.reports.doubts import doubt
from compliance.reports.moments import moment
from compliance.reports.report import View
from compliance.reports.rows import finding_row

PLAIN = Hit(0, 0, 0, 2, "好的", "好的", "好的")
LEARNED = replace(PLAIN, phrase="~冷漠", signs=("你自己", "去 ", "$推诿"))


@pytest.mark.parametrize(
    ("hit", "expected"),
    [
        (None, None),
        (PLAIN, None),
        (replace(PLAIN, homophone=True), "同音，疑为误写"),
        (LEARNED, "像“冷漠”：凭“你自己”“去”“$推诿”"),
    ],
)
def test_doubt(hit: Hit | None, expected: str | None, view: View) -> None:
    assert doubt(hit, view) == expected


def learned(finding: Finding) -> Finding:
    """The same finding, its trigger and its words told by a learned cue."""
    trigger, hit = finding.judgement.trigger, finding.breach.hit
    assert trigger
    assert hit
    breach = replace(finding.breach, hit=replace(hit, phrase="~解释", lexicon=None, signs=("因为",)))
    judgement = replace(finding.judgement, trigger=replace(trigger, phrase="~不满", signs=("三次", "没人")), breaches=(breach,))
    return replace(finding, judgement=judgement, breach=breach)


def test_a_finding_says_by_which_signs(audit: Audit, view: View) -> None:
    finding = learned(audit.findings[0])
    row = finding_row(finding, view)
    assert (row["signs"], row["phrase"], row["lexicon"]) == (["因为"], "~解释", None)
    assert row["trigger"] == {**finding_row(audit.findings[0], view)["trigger"], "signs": ["三次", "没人"]}  # type: ignore[dict-item]
    assert finding_row(replace(finding, breach=Breach(2, None, finding.breach.reason)), view)["signs"] == []


def test_people_are_told_of_the_words_and_of_what_set_them_off(audit: Audit, view: View) -> None:
    told = "像“解释”：凭“因为”；像“不满”：凭“三次”“没人”"
    finding = learned(audit.findings[0])
    assert told in "\n".join(moment(finding, "林晓", {}, replace(view, width=200)))
    page = "".join(coach.render(replace(audit, findings=(finding, *audit.findings[1:])), replace(view, width=200)))
    assert told in page
