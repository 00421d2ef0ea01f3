"""A workbook that a QA team works in: overview, agents, findings with a place for decisions, rules, conversations and method."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from tempfile import TemporaryFile

from compliance.model.scorecard import Audit
from compliance.reports.report import View
from compliance.reports.xlsx.cells import FONT, pen
from compliance.reports.xlsx.findings import sheets, told, write_findings, write_talks
from compliance.reports.xlsx.tables import write_agents, write_method, write_overview, write_rules

ID = "xlsx"
MEDIA = "bytes"

# Values and links within the workbook, nothing that could run; rows go to disk as they come
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_format_properties": {"font_name": FONT["font_name"], "font_size": FONT["font_size"]},
}
CREATED = datetime(2000, 1, 1, tzinfo=UTC)  # not when: the same audit makes the same file
CHUNK = 1 << 16


def render(audit: Audit, view: View) -> Iterator[bytes]:
    from xlsxwriter import Workbook

    with TemporaryFile() as file:
        book = Workbook(file, OPTIONS)
        book.set_properties({"title": view.word("title"), "created": CREATED.replace(tzinfo=None), "author": f"compliance {audit.version}"})
        with_pen, all_ = pen(book, view), told(audit)
        overview, agents = (book.add_worksheet(view.word(f"xlsx.sheet.{key}")) for key in ("overview", "agents"))
        findings = sheets(book, "findings", len(all_.findings), view)
        rules = book.add_worksheet(view.word("xlsx.sheet.rules"))
        talks = sheets(book, "talks", all_.rows, view)
        method = book.add_worksheet(view.word("xlsx.sheet.method"))
        write_overview(overview, audit, with_pen)
        write_agents(agents, audit, with_pen)
        write_findings(findings, all_, audit, with_pen)
        write_rules(rules, audit, with_pen)
        write_talks(talks, all_, with_pen)
        write_method(method, audit, with_pen)
        book.close()
        file.seek(0)
        while chunk := file.read(CHUNK):
            yield chunk
