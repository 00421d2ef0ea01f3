"""The table of reports, and every format against its golden file. `pytest tests/reports --renew-golden` writes them anew: read the diff."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import pytest

from compliance.model.finding import Finding
from compliance.model.period import Periods
from compliance.model.scorecard import Audit
from compliance.reports import REPORTS
from compliance.reports.report import View

FILES = [
    ("findings", "zh", "findings.jsonl"),
    ("verdicts", "zh", "verdicts.jsonl"),
    ("agents", "zh", "agents.jsonl"),
    ("summary", "zh", "summary.json"),
    ("csv", "zh", "findings.csv"),
    ("csv", "en", "findings.en.csv"),
    ("terminal", "zh", "terminal.txt"),
    ("terminal", "en", "terminal.en.txt"),
    ("coach", "zh", "coach.txt"),
    ("coach", "en", "coach.en.txt"),
    ("period", "zh", "period.md"),
    ("period", "en", "period.en.md"),
]


def told(name: str, audit: Audit, view: View) -> str:
    """As text; of an archive all that is in it."""
    pieces = list(REPORTS[name].render(audit, view))
    data = b"".join(piece for piece in pieces if isinstance(piece, bytes))
    if not data:
        return "".join(map(str, pieces))
    with ZipFile(BytesIO(data)) as archive:
        return "".join(archive.read(part).decode() for part in archive.namelist())


@pytest.mark.usefixtures("golden")  # by name, so that --renew-golden finds it
@pytest.mark.parametrize(("name", "lang", "file"), FILES)
def test_golden(name: str, lang: str, file: str, audit: Audit, request: pytest.FixtureRequest) -> None:
    view, golden = request.getfixturevalue("view_of")(lang=lang), request.getfixturevalue("golden")
    actual = told(name, audit, view)
    assert actual == golden(file, actual)


def test_the_table_names_each_report_by_its_file() -> None:
    assert list(REPORTS) == [
        "findings", "verdicts", "agents", "summary", "csv", "terminal", "coach", "period", "junit", "sarif", "github", "gitlab",
        "markdown_summary", "openmetrics", "listening", "m3u", "html", "xlsx",
    ]  # fmt: skip
    for name, report in REPORTS.items():
        assert name == report.ID
        assert (report.MEDIA == "bytes") == (name == "xlsx")
        assert report.__name__ == f"compliance.reports.{name}"  # type: ignore[attr-defined]  # a module
        assert report.__doc__


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_personal_data_gets_out_unless_asked_for(name: str, lang: str, audit: Audit, view_of: Callable[..., View]) -> None:
    secret = ("13812345678", "13900001111", "13700002222")
    hidden = told(name, audit, view_of(lang=lang)).replace("\\*", "*")  # as Markdown escapes it
    assert not [number for number in secret if number in hidden]
    open_ = told(name, audit, View(lang, str))
    assert ("13900001111" in open_) == ("139****1111" in hidden)


def test_every_format_with_words_or_files_has_something_to_mask(audit: Audit, view: View) -> None:
    masked = [name for name in REPORTS if "****" in told(name, audit, view).replace("\\*", "*")]
    assert masked == [
        "findings", "verdicts", "summary", "csv", "terminal", "coach", "junit", "sarif", "github", "gitlab", "markdown_summary",
        "listening", "html", "xlsx",
    ]  # fmt: skip


@pytest.mark.parametrize("name", REPORTS)
def test_an_empty_audit_can_be_told(name: str, audit: Audit, view: View) -> None:
    empty = replace(audit, conversations=(), verdicts=(), findings=(), scorecards=(), by_rule={}, problems=(), passed_over=(), as_of=None)
    empty = replace(empty, periods=Periods())
    assert told(name, empty, view).strip() != "" or name in ("findings", "verdicts", "agents", "github")


@pytest.mark.parametrize(("name", "pieces"), [("findings", 1), ("csv", 3), ("gitlab", 1)])
def test_findings_are_told_while_they_come(name: str, pieces: int, audit: Audit, view: View) -> None:
    taken: list[Finding] = []

    def coming() -> Iterator[Finding]:
        for finding in audit.findings:
            taken.append(finding)
            yield finding

    telling = REPORTS[name].render(replace(audit, findings=coming()), view)  # type: ignore[arg-type]  # a stream
    for _ in range(pieces):
        next(telling)
    assert taken == [audit.findings[0]]


@pytest.mark.parametrize("name", ["findings", "verdicts", "agents"])
def test_each_line_is_one_object_of_its_schema(name: str, audit: Audit, view: View) -> None:
    pieces = [str(piece) for piece in REPORTS[name].render(audit, view)]
    assert all(piece.count("\n") == 1 and piece.endswith("}\n") for piece in pieces)
    assert {json.loads(piece)["schema"] for piece in pieces} == {f"{name.removesuffix('s')}/1"}
