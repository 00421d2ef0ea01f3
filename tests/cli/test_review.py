"""compliance review, and audit --reviews: there and back again."""

from __future__ import annotations

import csv
import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from compliance.cli.appending import append, locked

RULES = """
version: 1
rules:
  - {id: curt, name: 生硬, level: error, status: stable, must_not: {agent: [随便]}}
  - {id: bye, name: 道别, level: warn, status: stable, must: {agent: [再见]}}
"""
TALKS = ["# id: t1\n# agent: A1\n客服：随便\n客户：电话13812345678\n", "# id: t2\n# agent: A2\n客服：再见\n"]
Call = Callable[..., Any]
AT = ("--at", "2026-03-06T10:00+08:00")


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rules.yaml").write_text(RULES, encoding="utf-8")
    for number, talk in enumerate(TALKS):
        (tmp_path / f"{number}.txt").write_text(talk, encoding="utf-8")
    return tmp_path


@pytest.fixture
def audited(desk: Path, call: Call) -> Call:
    return lambda *more: call("audit", "0.txt", "1.txt", *more)


def decide(file: str, **decisions: tuple[str, str]) -> None:
    """Fills in the sheet: rule -> decision and reason."""
    book = load_workbook(file)
    sheet = book["问题项"]
    place = {cell.value: cell.column for cell in sheet[1]}
    for row in range(2, sheet.max_row + 1):
        chosen = decisions.get(str(sheet.cell(row, place["规则编号"]).value))
        if chosen:
            sheet.cell(row, place["申诉"]).value, sheet.cell(row, place["申诉理由"]).value = chosen
    book.save(file)


def rows(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def test_there_and_back_again(desk: Path, audited: Call, call: Call) -> None:
    assert audited("-o", "xlsx=a.xlsx").code == 0
    decide("a.xlsx", curt=("成立", "客户先说的"))
    said = call("review", "import", "a.xlsx", "--reviewer", "王主管", *AT)
    assert (said.code, said.out, said.err) == (0, "记下 1 条，写入 reviews.jsonl\n", "")
    log = (desk / "reviews.jsonl").read_bytes()
    (entry,) = rows(log.decode())
    finding = entry.pop("finding")
    assert entry == {
        "schema": "review/1",
        "rule": "curt",
        "transcript": "t1",
        "decision": "granted",
        "reason": "客户先说的",
        "reviewer": "王主管",
        "at": "2026-03-06T10:00:00+08:00",
    }
    found = rows(audited("--reviews", "reviews.jsonl", "-o", "findings=-").out)
    assert [(row["rule"], row["machine"], row["final"]) for row in found] == [("bye", "fail", "fail"), ("curt", "fail", "pass")][::-1]
    assert found[0]["finding"] == finding
    assert found[0]["reviewed"] == {"decision": "granted", "reason": "客户先说的", "reviewer": "王主管", "at": "2026-03-06T10:00:00+08:00"}
    assert found[1]["reviewed"] is None
    agents = rows(audited("--reviews", "reviews.jsonl", "-o", "agents=-").out)
    assert [(row["score"], row["final"]["score"]) for row in agents] == [(0.0, 75.0), (100.0, 100.0)]
    assert (desk / "reviews.jsonl").read_bytes() == log


@pytest.mark.parametrize("reason", ["=客户先说的", "-客户先说的", "+1", "@王主管 看过", "'=1+1", "\t=1", "#NAME?", "5"])
def test_a_reason_that_looks_like_a_formula_goes_there_and_back(reason: str, desk: Path, audited: Call, call: Call) -> None:
    audited("-o", "xlsx=a.xlsx")
    decide("a.xlsx", curt=("成立", reason))
    assert call("review", "import", "a.xlsx", "--reviewer", "王").code == 0
    (entry,) = rows((desk / "reviews.jsonl").read_text(encoding="utf-8"))
    assert entry["reason"] == reason.strip()
    audited("--reviews", "reviews.jsonl", "-o", "xlsx=b.xlsx", "-o", "csv=b.csv")
    assert call("review", "import", "b.xlsx").out == "没有新的裁决\n"
    with (desk / "b.csv").open(encoding="utf-8-sig", newline="") as table:
        told = [line["申诉理由"] for line in csv.DictReader(table) if line["规则编号"] == "curt"]
    assert told == [reason.strip() if reason[0] in "'#5" else f"'{reason.strip()}"]


def test_the_same_workbook_twice_adds_nothing_and_another_decision_does(desk: Path, audited: Call, call: Call) -> None:
    audited("-o", "xlsx=a.xlsx")
    words = ("review", "import", "a.xlsx", "--log", "log.jsonl", *AT)
    decide("a.xlsx", curt=("成立", "一"), bye=("申诉中", ""))
    assert call(*words, "--reviewer", "王").out == "记下 2 条，写入 log.jsonl\n"
    before = (desk / "log.jsonl").read_bytes()
    assert call(*words, "--reviewer", "李").out == "没有新的裁决\n"
    assert (desk / "log.jsonl").read_bytes() == before
    decide("a.xlsx", curt=("驳回", "重听"))
    told = call(*words, "--reviewer", "李").out
    assert told.startswith("改判 ")
    assert "原为成立（王，2026-03-06T10:00:00+08:00），现为驳回\n记下 1 条，写入 log.jsonl\n" in told
    after = (desk / "log.jsonl").read_bytes()
    assert after.startswith(before)
    decisions = [row["decision"] for row in rows(after.decode())]
    assert (sorted(map(str, decisions[:2])), decisions[2:]) == (["appealed", "granted"], ["rejected"])


def test_a_copy_left_as_it_was_takes_nothing_back(audited: Call, call: Call) -> None:
    audited("-o", "xlsx=a.xlsx", "-o", "xlsx=b.xlsx")
    decide("a.xlsx", curt=("成立", "一"))
    decide("b.xlsx", bye=("驳回", "二"))
    for name in ("a", "b"):
        assert call("review", "import", f"{name}.xlsx", "--reviewer", name).out.startswith("记下 1 条")
    audited("--reviews", "reviews.jsonl", "-o", "xlsx=c.xlsx")
    assert call("review", "import", "c.xlsx").out == "没有新的裁决\n"
    sheet = load_workbook("c.xlsx")["问题项"]
    place = {cell.value: cell.column for cell in sheet[1]}
    shown = {tuple(sheet.cell(row, place[key]).value for key in ("规则编号", "机器结论", "申诉", "复核人", "最终结论")) for row in (2, 3)}
    assert shown == {("curt", "违规", "成立", "a", "撤销"), ("bye", "违规", "驳回", "b", "违规")}


def test_what_is_wrong_in_a_workbook_leaves_the_log_alone(desk: Path, audited: Call, call: Call) -> None:
    audited("-o", "xlsx=a.xlsx")
    decide("a.xlsx", curt=("成立", ""), bye=("驳回", "二"))
    said = call("review", "import", "a.xlsx", "--reviewer", "王")
    assert said.code == 2
    assert "“成立”没有写理由" in said.err
    assert not (desk / "reviews.jsonl").exists()


def test_a_torn_last_line_is_told_of_and_stays(desk: Path, audited: Call, call: Call) -> None:
    audited("-o", "xlsx=a.xlsx")
    decide("a.xlsx", curt=("成立", "一"), bye=("驳回", "二"))
    call("review", "import", "a.xlsx", "--reviewer", "王", *AT)
    log = desk / "reviews.jsonl"
    torn = log.read_bytes()[:-20]
    log.write_bytes(torn)
    said = call("review", "import", "a.xlsx", "--reviewer", "王", *AT)
    assert "最后一行没有写完" in said.err
    assert said.out == "记下 1 条，写入 reviews.jsonl\n"
    assert log.read_bytes().startswith(torn + b"\n")
    assert audited("--reviews", "reviews.jsonl", "--strict").code == 2
    listed = call("review", "list")
    assert "记录 2 条，问题项 2 个：成立 1；驳回 1" in listed.out


def test_a_finding_that_was_overturned_fails_nothing(audited: Call, call: Call) -> None:
    audited("-o", "xlsx=a.xlsx")
    decide("a.xlsx", curt=("成立", "一"))
    call("review", "import", "a.xlsx", "--reviewer", "王")
    assert audited("--fail-on", "error").code == 1
    assert audited("--fail-on", "error", "--reviews", "reviews.jsonl").code == 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("import", "none.xlsx"), "找不到这个文件"),
        (("import", "0.txt"), "不是 xlsx 工作簿"),
        (("import", "a.xlsx", "--log", "0.txt"), "这个文件不是复核记录"),
        (("import", "a.xlsx", "--log", "a.xlsx"), "会覆盖刚读过的文件"),
        (("import", "a.xlsx", "--at", "昨天"), "看不懂"),
        (("list",), "找不到这个文件"),
    ],
)
def test_refusals(words: tuple[str, ...], told: str, audited: Call, call: Call) -> None:
    audited("-o", "xlsx=a.xlsx")
    decide("a.xlsx", curt=("成立", "一"))
    before = Path("0.txt").read_bytes()
    said = call("review", *words, *(["--reviewer", "王"] if words[0] == "import" else []))
    assert said.code == 2
    assert told in said.err
    assert Path("0.txt").read_bytes() == before


def test_many_at_once_lose_nothing(tmp_path: Path) -> None:
    file = str(tmp_path / "log")

    def add(name: int) -> None:
        for number in range(20):
            with locked(file) as stream:
                count = len(stream.read().splitlines())
                append(stream, [f"{name}:{number}:{count}\n".encode()])

    threads = [threading.Thread(target=add, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    lines = Path(file).read_text(encoding="utf-8").splitlines()
    assert [int(line.split(":")[2]) for line in lines] == list(range(80))
