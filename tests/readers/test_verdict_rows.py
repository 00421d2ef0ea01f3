"""Verdict and finding rows read again, and the place of what is none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from compliance.model.label import FindingNote, Quote, VerdictNote
from compliance.model.problem import Place, Problem, Problems
from compliance.model.verdict import Outcome
from compliance.readers.refusals import fault
from compliance.readers.verdict_rows import Rows, holds_rows, read_rows

VERDICT = {"schema": "verdict/1", "transcript": "c1", "agent": None, "rule": "curt", "verdict": "fail", "reason": "说了不该说的话"}
FINDING = {
    "schema": "finding/1",
    "finding": "f1",
    "transcript": "c1",
    "rule": "curt",
    "turn": 2,
    "text": "不行",
    "reason": "说了不该说的话",
}
NOTE = VerdictNote("c1", "curt", Outcome.FAIL, "说了不该说的话", ())


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def read(*rows: object) -> Rows:
    Path("r").write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows), encoding="utf-8")
    return read_rows(["r"])


def refused(*rows: object) -> tuple[Problem, ...]:
    with pytest.raises(Problems) as caught:
        read(*rows)
    return caught.value.problems


def test_verdicts_with_their_evidence() -> None:
    evidence = [{"turn": 2, "span": [0, 2], "text": "不行"}, {"turn": None, "span": None, "text": None}, "?"]
    noted = VerdictNote("c1", "curt", Outcome.FAIL, "说了不该说的话", (Quote(2, "不行"), Quote(None, None)))
    assert read({**VERDICT, "evidence": evidence}) == Rows((noted,), None)


def test_findings_with_phrase_and_trigger() -> None:
    more = {"phrase": "(不行|不能)", "lexicon": "回绝", "trigger": {"turn": 1, "text": "催了三次", "time": 1.0}}
    plain = FindingNote("f1", "c1", "curt", Quote(2, "不行"), "说了不该说的话", None, None)
    full = FindingNote("f1", "c1", "curt", Quote(2, "不行"), "说了不该说的话", "$回绝: (不行|不能)", Quote(1, "催了三次"))
    assert read(VERDICT, "", FINDING, {**FINDING, **more}) == Rows((NOTE,), (plain, full))


def test_the_same_verdict_twice_is_one_and_another_is_refused() -> None:
    assert read(VERDICT, VERDICT) == Rows((NOTE,), None)
    assert refused(VERDICT, {**VERDICT, "verdict": "pass"}) == (fault(Place("r", 2), "reader.rows.twice", id="c1", rule="curt"),)


def test_every_bad_row_has_its_place() -> None:
    rows = ["{", {**VERDICT, "schema": "agent/1"}, {**VERDICT, "verdict": "good"}, {"schema": "verdict/1"}, {**FINDING, "finding": 7}]
    assert refused(*rows) == (
        fault(Place("r", 1), "reader.rows.json", found='"{"'),
        fault(Place("r", 2), "reader.rows.schema", found='"agent/1"'),
        fault(Place("r", 3), "reader.rows.field", found="\"'good' is not a valid Outcome\""),
        fault(Place("r", 4), "reader.rows.field", found='"transcript"'),
        fault(Place("r", 5), "reader.rows.field", found="7"),
    )


@pytest.mark.parametrize(
    ("text", "held"),
    [
        (json.dumps(VERDICT), True),
        (f"\ufeff\n{json.dumps(FINDING)}\n", True),
        ('{"schema":"verdict/1","transcript":"' + "长" * 70_000, True),
        ('{"id": "c1", "turns": []}', False),
        ("客服：您好", False),
        ('"schema"', False),
        ("", False),
    ],
)
def test_rows_are_told_from_transcripts(text: str, held: bool) -> None:
    Path("r").write_text(text, encoding="utf-8")
    assert holds_rows("r") is held


def test_folders_and_missing_files_hold_no_rows() -> None:
    assert [holds_rows("."), holds_rows("nowhere"), holds_rows("*.jsonl"), holds_rows("-")] == [False] * 4
