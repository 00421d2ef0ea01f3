"""The events file: what happened in which case, whoever exported it."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.model.case import CaseEvent
from compliance.model.problem import Place, Problem, Problems
from compliance.readers import tables
from compliance.readers.event_rows import ByCase, read_events
from compliance.readers.refusals import fault
from compliance.wording import say_problem

BEIJING = timezone(timedelta(hours=8))
TEN = datetime(2026, 3, 3, 10, 0, tzinfo=BEIJING)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def rows(text: str | bytes) -> tuple[ByCase, tuple[Problem, ...]]:
    Path("e.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_events("e.csv")


@pytest.mark.parametrize(
    "text",
    [
        "case,type,at,urgent\nT-1,callback,2026-03-03T10:00:00+08:00,true\n",
        "个案编号;事件类型;时间;urgent\nT-1;callback;2026/03/03 10:00:00;TRUE\n",
        "\ufeffat\turgent\ttype\tcase\n2026-03-03T02:00:00Z\ttrue\tcallback\tT-1\n",
        '{"case": "T-1", "type": "callback", "at": "2026-03-03T10:00:00+08:00", "urgent": true}\n',
        '{"case": "T-1", "type": "callback", "at": "2026-03-03T10:00:00+08:00", "attributes": {"urgent": true}}',
        "案件,类型,时刻,urgent\nT-1,callback,2026-03-03 10:00:00,true\n".encode("gb18030"),
    ],
)
def test_one_event_however_it_is_written(text: str | bytes) -> None:
    assert rows(text) == ({"T-1": (CaseEvent("callback", TEN, {"urgent": True}),)}, ())


def test_events_keep_the_order_of_the_file_and_minutes_are_known_as_such() -> None:
    found, problems = rows("case,type,at\n7,b,2026-03-03 10:00\nT-2,c,2026-03-03 10:00:00\n7,a,2026-03-01 10:00\n")
    early = TEN - timedelta(days=2)
    assert found == {"7": (CaseEvent("b", TEN, exact=False), CaseEvent("a", early, exact=False)), "T-2": (CaseEvent("c", TEN),)}
    assert problems == ()


UNREADABLE = ["NaN", "-1", "", "昨天", "2026-02-30 10:00:00", "2026-03-03", "1772413200", "inf", "99999-01-01 00:00:00"]
STAND_INS = ["0001-01-01 00:00:00", "1900-01-01T00:00:00+08:00", "1970-01-01T08:00:00+08:00", "9999-12-31 23:59:59"]


@pytest.mark.parametrize("at", [*UNREADABLE, *STAND_INS])
def test_an_event_of_unreadable_time_is_one_of_unknown_time(at: str) -> None:
    found, problems = rows(f"case,type,at\nT-1,callback,{at}\n")
    assert found == {"T-1": (CaseEvent("callback", None),)}
    assert [(problem.place.line, problem.what.key) for problem in problems] == [(2, "reader.events.time")]


@pytest.mark.parametrize("at", ["NaN", "-1", "null", "[]", "true", "1e400", '""'])
def test_numbers_are_no_times_of_a_case(at: str) -> None:
    found, problems = rows(f'{{"case": "T-1", "type": "callback", "at": {at}}}')
    assert found == {"T-1": (CaseEvent("callback", None),)}
    assert [problem.what.key for problem in problems] == ["reader.events.time"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("case,type,at\n,callback,2026-03-03 10:00:00\n", fault(Place("e.csv", 2), "reader.events.empty", field="case")),
        ("case,type,at\nT-1, ,2026-03-03 10:00:00\n", fault(Place("e.csv", 2), "reader.events.empty", field="type")),
        ("case,type,at\nT-1,a,2026-03-03 10:00:00,x\n", fault(Place("e.csv", 2), "reader.events.cells", found=4, wanted=3)),
        ('{"case": 1.5, "type": "a", "at": ""}', fault(Place("e.csv", 1), "reader.events.not_text", field="case", found="1.5")),
        ('{"case": "T-1", "at": ""}', fault(Place("e.csv", 1), "reader.events.no_key", found='"case、at"')),
        ('{"case"', fault(Place("e.csv", 1), "reader.events.json", found='"{\\"case\\""')),
    ],
)
def test_a_row_that_tells_no_event_is_passed_over_and_said(text: str, problem: Problem) -> None:
    good = '\n{"case": "T-2", "type": "b", "at": "2026-03-03T10:00:00+08:00"}' if text.startswith("{") else "T-2,b,2026-03-03 10:00:00\n"
    found, problems = rows(text + good)
    assert found == {"T-2": (CaseEvent("b", TEN),)}
    assert problems == (problem,)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", fault(Place("e.csv"), "reader.events.no_key", found="–")),
        ("case,at\nT-1,2026-03-03 10:00:00\n", fault(Place("e.csv", 1), "reader.events.no_key", found='"case、at"')),
        ('case,type,at\nT-1,"a,2026-03-03 10:00:00\n', fault(Place("e.csv", 2), "reader.events.csv")),
    ],
)
def test_a_file_that_is_no_table_of_events_is_refused(text: str, problem: Problem) -> None:
    with pytest.raises(Problems) as caught:
        rows(text)
    assert caught.value.problems == (problem,)


def test_files_that_cannot_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "WHOLE_LIMIT", 10)
    for text, key in (
        (None, "reader.not_found"),
        (b"case,type,at\n", "reader.events.too_large"),
        (b"\xff\xff\xfe", "reader.events.encoding"),
    ):
        Path("e.csv").unlink(missing_ok=True)
        with pytest.raises(Problems) as caught:
            rows(text) if text else read_events("e.csv")
        assert [problem.what.key for problem in caught.value.problems] == [key]
        assert say_problem(caught.value.problems[0])


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: f"case,type,at\n{text}".encode("utf-8", "replace")))
def test_whatever_the_file_holds_there_are_events_or_problems(data: bytes) -> None:
    try:
        _, problems = rows(data)
    except Problems as refused:
        problems = refused.problems
    assert all(say_problem(problem) for problem in problems)
