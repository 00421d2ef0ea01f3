"""The log of reviews: what is read back, what a torn or foreign line does, and that any bytes are survived."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.model.appeal import Appeal, Decision
from compliance.model.problem import Problems
from compliance.readers.labels import read_labels
from compliance.readers.review_log import entries_of, line_of, read_log

FIRST = Appeal("0123456789abcdef", "curt", "t1", Decision.GRANTED, "说过\n“再见”", "王主管", "2026-03-06T10:00:00+08:00")
SECOND = Appeal("fedcba9876543210", "bye", "t2", Decision.REJECTED, "=1+1", "李", "2026-03-06T11:00:00+08:00")

text = st.text(st.characters(exclude_categories=["Cs"]))


@given(st.lists(st.builds(Appeal, text, text, text, st.sampled_from(Decision), text, text, st.just("2026-03-06T10:00:00+08:00"))))
def test_what_is_written_is_read_back(entries: list[Appeal]) -> None:
    data = b"".join(map(line_of, entries))
    assert data.count(b"\n") == len(entries)
    assert entries_of(data, "log") == (tuple(entries), ())


def test_a_line_is_one_object() -> None:
    assert json.loads(line_of(FIRST)) == {
        "schema": "review/1",
        "finding": "0123456789abcdef",
        "rule": "curt",
        "transcript": "t1",
        "decision": "granted",
        "reason": "说过\n“再见”",
        "reviewer": "王主管",
        "at": "2026-03-06T10:00:00+08:00",
    }


@pytest.mark.parametrize("cut", range(1, len(line_of(SECOND))))
def test_a_torn_last_line_is_told_of_and_does_not_count(cut: int) -> None:
    entries, problems = entries_of(line_of(FIRST) + line_of(SECOND)[:-cut], "log")
    if cut == 1:  # only the line end is missing
        assert (entries, problems) == ((FIRST, SECOND), ())
        return
    assert entries == (FIRST,)
    assert [(str(problem.place), problem.what.key) for problem in problems] == [("log:2", "review.torn")]


@pytest.mark.parametrize(
    "line",
    [
        "x",
        "[]",
        "{}",
        '{"schema": "review/2"}',
        line_of(FIRST).decode().replace("granted", "perhaps"),
        line_of(FIRST).decode().replace("2026", "当日"),
    ],
)
def test_a_line_of_something_else_is_told_of(line: str) -> None:
    entries, problems = entries_of(line.rstrip().encode() + b"\n" + line_of(FIRST), "log")
    assert entries == (FIRST,)
    assert [(str(problem.place), problem.what.key) for problem in problems] == [("log:1", "review.bad_entry")]


@pytest.mark.parametrize("data", [b"x\n", b'{"id": "call-1", "turns": []}\n', b"PK\x03\x04\n\x00"])
def test_a_file_of_something_else_is_refused(data: bytes) -> None:
    with pytest.raises(Problems) as refused:
        entries_of(data, "log")
    assert [problem.what.key for problem in refused.value.problems] == ["review.not_a_log"]


@given(st.binary())
def test_any_bytes_are_entries_or_problems(data: bytes) -> None:
    try:
        entries, problems = entries_of(data, "log")
    except Problems as refused:
        assert refused.problems
    else:
        assert len(entries) + len(problems) <= data.count(b"\n") + 1


def test_a_log_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(Problems) as refused:
        read_log(str(tmp_path / "none.jsonl"))
    assert [problem.what.key for problem in refused.value.problems] == ["reader.not_found"]


def test_a_log_serves_as_labels(tmp_path: Path) -> None:
    file = tmp_path / "log.jsonl"
    later = Appeal(FIRST.finding, "curt", "t1", Decision.REJECTED, "再听一遍", "李", FIRST.at)
    file.write_bytes(line_of(FIRST) + line_of(SECOND) + line_of(later))
    reviews = read_labels(str(file)).reviews
    assert {review.finding: review.correct for review in reviews} == {FIRST.finding: True, SECOND.finding: True}
    file.write_bytes(line_of(FIRST))
    assert [review.correct for review in read_labels(str(file)).reviews] == [False]
