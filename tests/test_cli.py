"""The commands as fixed for scripts: paths, common options, outputs and exit codes."""

from __future__ import annotations

import csv
import io
import json
import os
import stat
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from compliance.cli import language
from compliance.reports import REPORTS

Call = Callable[..., Any]

ROOT = Path(__file__).parent.parent
PHONE = "13812345678"

RULES = """\
version: 1
rules:
  - id: no-idea
    name: 不说不知道
    level: LEVEL
    must_not: {agent: [不知道]}
    message: 不要说不知道
    instead: 我帮您查一下
    examples:
      - fail: "服: 这个我【不知道】。"
      - pass: "服: 我帮您查一下。"
  - id: called-back
    name: 两小时内回电
    level: info
    when: {customer: [请回电]}
    must: {event: callback}
    within: 2h
    examples:
      - fail: |
          # started_at: 2026-03-02T09:00:00+08:00
          # as_of: 2026-03-02T12:00:00+08:00
          [00:00] 客: 请回电
          [00:10] 事件: registered
      - pass: |
          # started_at: 2026-03-02T09:00:00+08:00
          [00:00] 客: 请回电
          [01:10] 事件: callback
"""


@dataclass(frozen=True, slots=True)
class Desk:
    """A folder with rules and transcripts. `bad` breaks a rule of level error, `good` none; both hold a telephone number."""

    folder: Path
    rules: Path
    good: Path
    bad: Path


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.chdir(tmp_path)
    made = Desk(tmp_path, tmp_path / "mine.yaml", tmp_path / "good.jsonl", tmp_path / "bad.jsonl")
    made.rules.write_text(RULES.replace("LEVEL", "error"), encoding="utf-8")
    made.good.write_text(line("good", f"我帮您查一下{PHONE}。"), encoding="utf-8")
    made.bad.write_text(line("bad", f"这个我不知道，您打{PHONE}问问。"), encoding="utf-8")
    return made


def line(talk: str, said: str, **fields: object) -> str:
    turns = [{"role": "customer", "text": "在吗？", "start": 0.0}, {"role": "agent", "text": said, "start": 3.0}]
    return json.dumps({"id": talk, "agent": {"id": "A1"}, "turns": turns, **fields}, ensure_ascii=False) + "\n"


def summary(said: Any) -> dict[str, Any]:
    found = json.loads(said.out)
    assert isinstance(found, dict)
    return found


def rows(text: str) -> list[dict[str, Any]]:
    return [json.loads(row) for row in text.splitlines()]


# --- paths ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def folders(desk: Desk) -> Desk:
    (desk.folder / "day/one").mkdir(parents=True)
    for place in ("day/a.jsonl", "day/one/b.jsonl", "day/.hidden.jsonl"):
        (desk.folder / place).write_text(line(place, "好的。"), encoding="utf-8")
    (desk.folder / "day/notes.md").write_text("# 记录\n", encoding="utf-8")
    (desk.folder / "day/script.txt").write_text("客服：您好\n客户：你好\n", encoding="utf-8")
    return desk


@pytest.mark.parametrize(
    ("paths", "read", "passed_over"),
    [
        (["good.jsonl"], 1, 0),
        (["day"], 3, 1),
        (["day/*.jsonl"], 1, 0),
        (["day/**/*.jsonl"], 2, 0),
        (["*.jsonl", "day"], 5, 1),
        (["good.jsonl", "./good.jsonl"], 1, 0),
        (["-"], 1, 0),
        (["-", "good.jsonl"], 2, 0),
    ],
)
def test_audit_takes_files_folders_globs_and_stdin(paths: list[str], read: int, passed_over: int, folders: Desk, call: Call) -> None:
    said = call("audit", *paths, "-r", folders.rules, "-o", "summary=-", stdin=line("piped", "好的。"))
    found = summary(said)
    assert (said.code, said.err) == (0, "")
    assert (found["read"], found["judged"], found["quarantined"], len(found["passed_over"])) == (read, read, 0, passed_over)


def test_a_file_of_no_known_format_is_refused_where_it_is_named(folders: Desk, call: Call) -> None:
    said = call("audit", "day/notes.md", "good.jsonl", "-r", folders.rules, "-o", "summary=-")
    assert said.code == 0
    assert said.err.startswith("day/notes.md: 不是已知的会话格式；建议：")
    assert (summary(said)["judged"], summary(said)["quarantined"]) == (1, 1)


def test_check_takes_one_file_or_stdin(desk: Desk, call: Call) -> None:
    by_name = call("check", desk.good, "-r", desk.rules)
    by_pipe = call("check", "-", "-r", desk.rules, stdin=desk.good.read_text(encoding="utf-8"))
    assert (by_name.code, by_name.err) == (0, "")
    assert "好" not in by_name.err
    assert by_pipe == by_name


def test_convert_writes_the_words_as_they_are_and_says_so(desk: Desk, call: Call) -> None:
    said = call("convert", desk.good, desk.bad)
    assert [row["turns"][1]["text"] for row in rows(said.out)] == [f"我帮您查一下{PHONE}。", f"这个我不知道，您打{PHONE}问问。"]
    assert (said.code, said.err) == (0, "已转换 2 通；内容为原文，未打码，请妥善保管\n")


def test_what_convert_writes_is_converted_into_itself(desk: Desk, call: Call) -> None:
    once = call("convert", ROOT / "samples")
    assert call("convert", "-", stdin=once.out) == once
    assert len(rows(once.out)) > 20


def test_convert_writes_into_a_file(desk: Desk, call: Call) -> None:
    said = call("convert", desk.good, "-o", "all.jsonl")
    assert (said.code, said.out) == (0, "")
    assert (desk.folder / "all.jsonl").read_text(encoding="utf-8") == call("convert", desk.good).out


def test_convert_joins_a_manifest(desk: Desk, call: Call) -> None:
    (desk.folder / "list.csv").write_text("id,agent,case\ngood,A7,T-1\n", encoding="utf-8")
    (converted,) = rows(call("convert", desk.good, "--manifest", "list.csv").out)
    assert (converted["agent"], converted["case"]) == ({"id": "A7"}, "T-1")


# --- rules ------------------------------------------------------------------------------------------------------------


def test_rules_of_the_current_folder_come_before_the_shipped_ones(desk: Desk, call: Call) -> None:
    shipped = summary(call("audit", desk.good, "-o", "summary=-"))["rules"]
    assert Path(shipped["source"]).samefile(ROOT / "rules.yaml")
    desk.rules.rename("rules.yaml")
    assert summary(call("audit", desk.good, "-o", "summary=-"))["rules"]["source"] == "rules.yaml"


@pytest.mark.parametrize("command", ["audit", "check"])
def test_only_chooses_rules(command: str, desk: Desk, call: Call) -> None:
    one = call(command, desk.bad, "-r", desk.rules, "--only", "no-idea", "-o", "verdicts=-")
    both = call(command, desk.bad, "-r", desk.rules, "--only", "no-idea", "--only", "called-back", "-o", "verdicts=-")
    assert [row["rule"] for row in rows(one.out)] == ["no-idea"]
    assert both.out == call(command, desk.bad, "-r", desk.rules, "-o", "verdicts=-").out


def test_an_unknown_rule_gets_a_suggestion(desk: Desk, call: Call) -> None:
    said = call("audit", desk.bad, "-r", desk.rules, "--only", "no-ideas")
    assert (said.code, said.out) == (2, "")
    assert "没有名为 no-ideas 的规则" in said.err
    assert "no-idea\n" in said.err


# --- outputs ----------------------------------------------------------------------------------------------------------

BEGINS = {
    "findings": '{"schema":"finding/1",',
    "verdicts": '{"schema":"verdict/1",',
    "agents": '{"schema":"agent/1",',
    "summary": '{\n  "schema": "summary/1",',
    "csv": "\ufeff编号,",
    "terminal": "服务合规检查",
    "coach": "逐句辅导  bad",
}


@pytest.mark.parametrize("format_id", BEGINS)
def test_each_format_goes_to_a_file_beside_the_usual_report(format_id: str, desk: Desk, call: Call) -> None:
    said = call("audit", desk.bad, "-r", desk.rules, "--output", f"{format_id}=out")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith(BEGINS["terminal"])
    assert (desk.folder / "out").read_bytes().decode().startswith(BEGINS[format_id])


@pytest.mark.parametrize("format_id", BEGINS)
def test_each_format_goes_to_stdout_alone(format_id: str, desk: Desk, call: Call) -> None:
    assert call("audit", desk.bad, "-r", desk.rules, "-o", f"{format_id}=-").out.startswith(BEGINS[format_id])


def test_several_outputs_at_once(desk: Desk, call: Call) -> None:
    outputs = [word for format_id in BEGINS for word in ("-o", f"{format_id}={format_id}.out")]
    assert call("audit", desk.bad, "-r", desk.rules, *outputs).code == 0
    assert {path.stem for path in desk.folder.glob("*.out")} == set(BEGINS)
    (finding,) = csv.DictReader(io.StringIO((desk.folder / "csv.out").read_bytes().decode("utf-8-sig")))
    assert finding["规则编号"] == "no-idea"


def test_the_formats_of_the_contract_are_there() -> None:
    assert {"findings", "verdicts", "agents", "summary", "csv"} <= set(REPORTS)


REFUSED_OUTPUTS = {
    "csv": "输出“csv”看不懂",
    "csv=": "输出“csv=”看不懂",
    "xslx=out": "没有“xslx”这种报告；建议：写 findings, ",
    "csv=none/out.csv": "none/out.csv: 文件夹 none 不存在；建议：先建好文件夹",
    "csv=folder": "folder: 这是一个文件夹",
    "csv=bad.jsonl/out.csv": "文件夹 bad.jsonl 不存在",
    "csv=" + "x" * 5000: "写不了：File name too long",
    "csv=bad.jsonl": "bad.jsonl: 输出会覆盖刚读过的文件",
    "csv=./folder/../bad.jsonl": "输出会覆盖刚读过的文件",
    "csv=mine.yaml": "mine.yaml: 输出会覆盖刚读过的文件",
    "csv=list.csv": "list.csv: 输出会覆盖刚读过的文件",
    "csv=circle": "circle: 写不了",
}


@pytest.mark.parametrize("output", REFUSED_OUTPUTS, ids=lambda output: output[:24])
def test_an_output_that_cannot_be_is_refused_and_nothing_is_touched(output: str, desk: Desk, call: Call) -> None:
    (desk.folder / "folder").mkdir()
    (desk.folder / "circle").symlink_to("circle")
    (desk.folder / "list.csv").write_text("id,agent\nbad,A1\n", encoding="utf-8")
    before = everything_in(desk.folder)
    said = call("audit", desk.bad, "-r", desk.rules, "--manifest", "list.csv", "-o", output, "-o", "findings=f.jsonl")
    assert (said.code, said.out) == (2, "")
    assert REFUSED_OUTPUTS[output] in said.err
    assert everything_in(desk.folder) == before


def everything_in(folder: Path) -> Mapping[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("second", ["findings=one", "findings=./one", "findings=link"])
def test_two_outputs_in_one_file_are_refused(second: str, desk: Desk, call: Call) -> None:
    (desk.folder / "link").symlink_to("one")
    said = call("audit", desk.bad, "-r", desk.rules, "-o", "csv=one", "-o", second)
    assert (said.code, "写到同一个文件" in said.err) == (2, True)
    assert not (desk.folder / "one").exists()


@pytest.mark.parametrize(
    "words",
    [
        ["audit", "none.jsonl", "-o", "csv=old"],
        ["audit", "bad.jsonl", "-r", "none.yaml", "-o", "csv=old"],
        ["audit", "bad.jsonl", "--only", "none", "-o", "csv=old"],
        ["audit", "bad.jsonl", "--as-of", "yesterday", "-o", "csv=old"],
        ["audit", "bad.jsonl", "--manifest", "none.csv", "-o", "csv=old"],
        ["audit", "bad.jsonl", "-o", "csv=old", "-o", "nothing=x"],
        ["audit", "bad.jsonl", "-o", "csv=old", "-o", "findings=/dev/full"],
        ["check", "none.jsonl", "-o", "csv=old"],
        ["convert", "none.jsonl", "-o", "old"],
        ["convert", "old", "-o", "old"],
        ["convert", "bad.jsonl", "--manifest", "none.csv", "-o", "old"],
    ],
    ids=" ".join,
)
def test_what_stood_there_stays_when_the_run_fails(words: list[str], desk: Desk, call: Call) -> None:
    if "findings=/dev/full" in words and not Path("/dev/full").exists():
        pytest.skip("the system has no /dev/full")
    (desk.folder / "old").write_text("客服：您好，这是原件\n", encoding="utf-8")
    before = everything_in(desk.folder)
    said = call(*words) if "-r" in words or words[0] == "convert" else call(*words, "-r", desk.rules)
    assert (said.code, bool(said.err)) == (2, True)
    assert everything_in(desk.folder) == before


def test_a_report_replaces_an_older_one_with_its_rights(desk: Desk, call: Call) -> None:
    old, new = desk.folder / "old.csv", desk.folder / "new.csv"
    old.write_text("old", encoding="utf-8")
    old.chmod(0o600)
    before = os.umask(0o027)
    try:
        call("audit", desk.bad, "-r", desk.rules, "-o", f"csv={old}", "-o", f"verdicts={new}")
    finally:
        os.umask(before)
    assert old.read_text(encoding="utf-8").startswith(BEGINS["csv"])
    assert [stat.S_IMODE(path.stat().st_mode) for path in (old, new)] == [0o600, 0o640]


def test_the_same_command_can_be_given_again_in_the_folder_of_its_reports(desk: Desk, call: Call) -> None:
    outputs = [word for name in BEGINS for word in ("-o", f"{name}=report-{name}.txt")]
    once, again = (call("audit", ".", "-r", desk.rules, *outputs) for _ in range(2))
    assert (once.code, again.code, again.err) == (0, 0, "")


def test_a_transcript_is_not_overwritten_by_its_other_name(desk: Desk, call: Call) -> None:
    (desk.folder / "other.csv").hardlink_to(desk.bad)
    said = call("audit", desk.bad, "-r", desk.rules, "-o", "csv=other.csv")
    assert (said.code, "输出会覆盖刚读过的文件" in said.err) == (2, True)


def test_a_link_is_written_through(desk: Desk, call: Call) -> None:
    (desk.folder / "archive").mkdir()
    (desk.folder / "latest.csv").symlink_to("archive/today.csv")
    call("audit", desk.bad, "-r", desk.rules, "-o", "csv=latest.csv")
    assert (desk.folder / "latest.csv").is_symlink()
    assert (desk.folder / "archive/today.csv").read_text(encoding="utf-8").startswith(BEGINS["csv"])


@pytest.mark.skipif(not Path("/dev/null").is_char_device(), reason="the system has no /dev/null")
def test_a_device_stays_a_device(desk: Desk, call: Call) -> None:
    assert call("audit", desk.bad, "-r", desk.rules, "-o", f"csv={os.devnull}").code == 0
    assert Path(os.devnull).is_char_device()


def test_a_name_of_the_greatest_length_can_be_written(desk: Desk, call: Call) -> None:
    name = "x" * 255
    assert call("audit", desk.bad, "-r", desk.rules, "-o", f"csv={name}").code == 0
    assert (desk.folder / name).is_file()


# --- clock ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("as_of", "verdict"),
    [
        ([], "pending"),
        (["--as-of", "2026-03-02T10:59+08:00"], "pending"),
        (["--as-of", "2026-03-02 11:01"], "fail"),
        (["--as-of", "2026-03-02T03:01:00Z"], "fail"),
    ],
    ids=str,
)
def test_as_of_is_the_clock_of_windows_that_outlive_a_conversation(as_of: list[str], verdict: str, desk: Desk, call: Call) -> None:
    turns = [{"role": "customer", "text": "请回电", "start": 0.0}]
    events = [{"at": "2026-03-02T09:01:00+08:00", "type": "registered"}]
    talk = {"id": "late", "started_at": "2026-03-02T09:00:00+08:00", "turns": turns, "events": events}
    said = call("audit", "-", "-r", desk.rules, "--only", "called-back", *as_of, "-o", "verdicts=-", stdin=json.dumps(talk))
    assert [row["verdict"] for row in rows(said.out)] == [verdict]


@pytest.mark.parametrize("time", ["yesterday", "", "2026-13-01T00:00", "2026-03-10T25:00", "12", "2026-03-10T12:00+99:00"])
def test_a_bad_time_is_refused(time: str, desk: Desk, call: Call) -> None:
    said = call("audit", desk.bad, "-r", desk.rules, "--as-of", time)
    assert (said.code, said.out) == (2, "")
    assert said.err == f"--as-of: 时间“{time}”看不懂；建议：写成 2026-03-10T12:00+08:00 或 2026-03-10 12:00\n"


# --- exit codes -------------------------------------------------------------------------------------------------------

LEVELS = ["info", "warn", "error", "fatal"]


@pytest.mark.parametrize("command", ["audit", "check"])
@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("threshold", [*LEVELS, "never", None])
def test_fail_on_compares_levels(command: str, level: str, threshold: str | None, desk: Desk, call: Call) -> None:
    desk.rules.write_text(RULES.replace("LEVEL", level), encoding="utf-8")
    usual = {"audit": "never", "check": "error"}[command]
    at = threshold or usual
    expected = at != "never" and LEVELS.index(level) >= LEVELS.index(at)
    words = ["--fail-on", threshold] if threshold else []
    assert call(command, desk.bad, "-r", desk.rules, *words).code == int(expected)
    assert call(command, desk.good, "-r", desk.rules, *words).code == 0


@pytest.mark.parametrize("status", ["draft", "test", "deprecated"])
def test_a_finding_counts_whatever_the_status_of_its_rule(status: str, desk: Desk, call: Call) -> None:
    text = RULES.replace("LEVEL", "fatal").replace("    level: fatal\n", f"    level: fatal\n    status: {status}\n")
    desk.rules.write_text(text, encoding="utf-8")
    said = call("audit", desk.bad, "-r", desk.rules, "--fail-on", "info", "-o", "findings=-")
    assert (said.code, len(rows(said.out))) == (1, 1)


def test_a_finding_of_a_rule_without_examples_counts_too(desk: Desk, call: Call) -> None:
    desk.rules.write_text("version: 1\nrules:\n  - {id: x, name: x, level: fatal, must_not: {agent: [不知道]}}\n", encoding="utf-8")
    assert call("audit", desk.bad, "-r", desk.rules, "--fail-on", "info").code == 1


@pytest.mark.parametrize("command", ["audit", "check", "convert"])
def test_nothing_read_is_2(command: str, desk: Desk, call: Call) -> None:
    (desk.folder / "empty").mkdir()
    said = call(command, "empty")
    assert (said.code, said.out) == (2, "")
    assert said.err.splitlines()[-1].startswith(f"compliance {command}: 没有一通会话可以")


def test_nothing_judged_is_2_although_the_reports_are_written(desk: Desk, call: Call) -> None:
    rule = "  - {id: calm, name: 语速, level: warn, measure: {speech_rate: agent}, max: 300}\n"
    desk.rules.write_text(f"version: 1\nrules:\n{rule}", encoding="utf-8")
    said = call("audit", "-", "-r", desk.rules, "-o", "summary=-", stdin="客服：您好，请问有什么可以帮您？今天天气很好，我们慢慢说。\n")
    assert (said.code, summary(said)["judged"], summary(said)["conversations"]) == (2, 0, 1)
    assert said.err == "数据不足，没有一项检查能作出判定，原因见报告\n"


@pytest.mark.parametrize("command", ["audit", "check", "convert"])
def test_strict_turns_a_quarantine_into_2(command: str, desk: Desk, call: Call) -> None:
    mixed = desk.folder / "mixed.jsonl"
    mixed.write_text(desk.good.read_text(encoding="utf-8") + '{"id": "cut', encoding="utf-8")
    rules = [] if command == "convert" else ["-r", desk.rules]
    lenient, strict = call(command, mixed, *rules), call(command, mixed, *rules, "--strict")
    assert (lenient.code, strict.code) == (0, 2)
    assert lenient.err.startswith("mixed.jsonl:2: ") if not mixed.is_absolute() else "mixed.jsonl:2: JSON" in lenient.err
    assert strict.err == lenient.err
    assert call(command, desk.good, *rules, "--strict").code == 0


def test_a_quarantine_is_counted_and_stops_nobody(desk: Desk, call: Call) -> None:
    (desk.folder / "cut.jsonl").write_text('{"id": "cut", "turns": [', encoding="utf-8")
    found = summary(call("audit", "cut.jsonl", "good.jsonl", "bad.jsonl", "-r", desk.rules, "-o", "summary=-"))
    assert (found["read"], found["judged"], found["quarantined"]) == (3, 2, 1)


# --- privacy ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("format_id", BEGINS)
def test_personal_data_are_masked_unless_asked_for(format_id: str, desk: Desk, call: Call) -> None:
    quotes = format_id in ("terminal", "coach")
    masked = call("audit", desk.bad, "-r", desk.rules, "-o", f"{format_id}=-").out
    shown = call("audit", desk.bad, "-r", desk.rules, "-o", f"{format_id}=-", "--unmask").out
    assert (PHONE in masked, "138****5678" in masked) == (False, quotes)
    assert (PHONE in shown, "138****5678" in shown) == (quotes, False)


@pytest.mark.parametrize("format_id", ["findings", "verdicts", "csv", "terminal", "coach"])
def test_the_very_words_of_a_finding_are_masked(format_id: str, desk: Desk, call: Call) -> None:
    desk.rules.write_text("version: 1\nrules:\n  - {id: x, name: x, level: error, must_not: {agent: ['/打1\\d{10}/']}}\n", encoding="utf-8")
    words = ("audit", desk.bad, "-r", desk.rules, "-o", f"{format_id}=-")
    assert (PHONE in call(*words).out, PHONE in call(*words, "--unmask").out) == (False, True)


def test_diagnostics_are_masked_too(desk: Desk, call: Call) -> None:
    (desk.folder / "odd.jsonl").write_text(line("odd", "您好").replace("agent", PHONE), encoding="utf-8")
    words = ("audit", "odd.jsonl", "good.jsonl", "-r", desk.rules)
    assert (PHONE in call(*words).err, "138****5678" in call(*words).err) == (False, True)
    assert PHONE in call(*words, "--unmask").err


# --- language ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "lang"),
    [
        ([], "zh"),
        (["--lang", "en"], "en"),
        (["audit", "--lang", "en"], "en"),
        (["audit", "--lang=en"], "en"),
        (["--lang", "en", "audit", "--lang", "zh"], "zh"),
        (["--lang", "xx"], "zh"),
        (["--lang"], "zh"),
        (["audit", "--", "--lang=en"], "zh"),
        (["--language=en"], "zh"),
    ],
    ids=str,
)
def test_the_language_asked_for(words: list[str], lang: str) -> None:
    assert language(words) == lang


@pytest.mark.parametrize("before", [True, False])
def test_reports_and_errors_speak_the_language_asked_for(before: bool, desk: Desk, call: Call) -> None:
    def english(*words: str) -> Any:
        return call("--lang", "en", *words) if before else call(*words, "--lang", "en")

    assert english("audit", "bad.jsonl", "-r", "mine.yaml").out.startswith("Service compliance")
    assert english("check", "bad.jsonl", "-r", "mine.yaml").out.startswith("Line by line  bad")
    assert english("audit", "none").err.startswith("none: no such file or folder; try: check the path\n")
    assert english("audit", "--help").out.startswith("Usage: compliance audit")
    assert english("convert", "bad.jsonl").err.startswith("1 conversation converted")
    assert english("audit", "--jobs", "0", "x").err.startswith("--jobs must be a whole number from 1 to 64\n")


def test_one_language_does_not_stick(call: Call) -> None:
    assert [call("--help", *lang).out.split()[0] for lang in (["--lang", "en"], [], ["--lang", "en"])] == [
        "Usage:",
        "用法：compliance",
        "Usage:",
    ]


# --- usage ------------------------------------------------------------------------------------------------------------

MISUSED = {
    "audit": "缺少 PATH...",
    "check": "缺少 FILE",
    "check a b": "多出的参数：b",
    "audti x": "没有命令 audti，是否想写 audit",
    "fly x": "没有命令 fly",
    "rules expain x": "没有命令 expain，是否想写 explain",
    "audit x --onyl y": "没有选项 --onyl，是否想写 --only、--roles",
    "audit x --zzzzzz": "没有选项 --zzzzzz",
    "audit x --rules": "选项 --rules 后面要有值",
    "audit x --jobs many": "--jobs 应是 1 到 64 的整数",
    "audit x --jobs 65": "--jobs 应是 1 到 64 的整数",
    "audit x --fail-on bad": "--fail-on 只能是：info, warn, error, fatal, never",
    "audit x --lang fr": "--lang 只能是：zh, en",
}


@pytest.mark.parametrize("line_", MISUSED)
def test_bad_usage_is_2_and_says_where_help_is(line_: str, call: Call) -> None:
    said = call(*line_.split())
    told, help_line = said.err.splitlines() if "\n用法见：" in said.err else (said.err.strip(), "")
    assert (said.code, said.out, told) == (2, "", MISUSED[line_])
    assert help_line.endswith("--help") or line_.endswith("--rules")


def test_a_bare_call_shows_help(call: Call) -> None:
    said = call()
    assert (said.code, said.out) == (2, "")
    assert said.err == call("--help").out


def test_the_version(call: Call) -> None:
    assert call("--version") == call("-V")
    assert call("--version").out == "compliance 0.1.0\n"


@pytest.mark.parametrize("command", ["audit", "check"])
def test_the_options_of_the_contract_are_there(command: str, call: Call) -> None:
    wanted = "--rules --output --as-of --only --fail-on --jobs --unmask --lang --manifest --strict"
    told = call(command, "--help")
    assert [option for option in wanted.split() if option not in told.out] == []
    assert f"[默认 {'never' if command == 'audit' else 'error'}]" in told.out


# --- manifest ---------------------------------------------------------------------------------------------------------


def test_a_manifest_says_whose_a_conversation_was(desk: Desk, call: Call) -> None:
    (desk.folder / "list.csv").write_text("file,agent,team\nbad.jsonl,A9,夜班\n", encoding="utf-8")
    said = call("audit", desk.bad, "-r", desk.rules, "--manifest", "list.csv", "-o", "findings=-")
    assert [(row["agent"], row["team"]) for row in rows(said.out)] == [("A9", "夜班")]


def test_a_row_of_the_manifest_without_a_conversation_is_told(desk: Desk, call: Call) -> None:
    (desk.folder / "list.csv").write_text("id,agent\nelsewhere,A9\n", encoding="utf-8")
    said = call("audit", desk.bad, "-r", desk.rules, "--manifest", "list.csv")
    assert (said.code, said.err.startswith("list.csv:2: 清单有 1 行找不到会话：elsewhere")) == (0, True)


# --- processes --------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_two_jobs_say_the_same_as_one(desk: Desk, spawn: Call) -> None:
    many = "".join(line(f"c{i}", "这个我不知道。" if i % 3 else "好的。", agent={"id": f"A{i % 7}"}) for i in range(350))
    (desk.folder / "many.jsonl").write_text(many + '{"id": "cut', encoding="utf-8")
    formats = ("findings", "verdicts", "agents", "csv", "summary")
    told = {}
    for jobs in ("1", "2"):
        outputs = [word for name in formats for word in ("-o", f"{name}={name}.{jobs}")]
        said = spawn("audit", "many.jsonl", "-r", "mine.yaml", "--jobs", jobs, "--fail-on", "error", *outputs, cwd=desk.folder)
        assert (said.code, "many.jsonl:351" in said.err) == (1, True)
        texts = {name: (desk.folder / f"{name}.{jobs}").read_bytes() for name in formats[:-1]}
        counts = json.loads((desk.folder / f"summary.{jobs}").read_bytes())
        told[jobs] = texts, {key: value for key, value in counts.items() if key != "duration_s"}
    assert told["1"] == told["2"]
    assert told["1"][1]["judged"] == 350


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")
def test_colours_only_on_a_terminal(desk: Desk, spawn: Call) -> None:
    assert "\x1b" not in spawn("audit", "bad.jsonl", "-r", "mine.yaml", cwd=desk.folder).out
    assert "\x1b[" in on_a_terminal(desk, {})
    assert "\x1b" not in on_a_terminal(desk, {"NO_COLOR": "1"})


def on_a_terminal(desk: Desk, extra: Mapping[str, str]) -> str:
    import pty
    import subprocess

    ours, theirs = pty.openpty()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **extra}
    command = [sys.executable, "-m", "compliance", "audit", "bad.jsonl", "-r", "mine.yaml"]
    with subprocess.Popen(command, stdout=theirs, stderr=theirs, cwd=desk.folder, env=environment):
        os.close(theirs)
        told = b""
        while piece := read_from(ours):
            told += piece
    os.close(ours)
    return told.decode()


def read_from(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # the other end has gone
        return b""


@pytest.mark.slow
def test_the_whole_corpus_is_judged_and_nothing_is_lost(spawn: Call) -> None:
    paths = [ROOT.parent / "shared" / name for name in ("corpus", "gold/dev.jsonl")]
    if not all(path.exists() for path in paths):
        pytest.skip("the corpus is not here")
    found = summary(spawn("audit", *paths, "-r", ROOT / "rules.yaml", "--jobs", "2", "-o", "summary=-", patience_s=600))
    assert (found["read"], found["judged"], found["quarantined"], found["passed_over"]) == (5636, 5636, 0, [])
