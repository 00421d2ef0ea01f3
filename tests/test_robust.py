"""Bad input of every kind: a clear message and exit code 2, or a quarantine; never a traceback, never a hang."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Call = Callable[..., Any]

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="the system has no pipes with names, and other signals")

RULES = """\
version: 1
rules:
  - id: no-idea
    name: 不说不知道
    level: error
    must_not: {agent: [不知道]}
    examples:
      - fail: "服: 这个我【不知道】。"
      - pass: "服: 我帮您查一下。"
"""


def talk(identity: str = "t1", **fields: object) -> str:
    whole = {"id": identity, "turns": [{"role": "agent", "text": "这个我不知道。"}], **fields}
    return json.dumps(whole, ensure_ascii=False) + "\n"


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    (tmp_path / "mine.yaml").write_text(RULES, encoding="utf-8")
    (tmp_path / "good.jsonl").write_text(talk(), encoding="utf-8")
    return tmp_path


# --- transcripts ------------------------------------------------------------------------------------------------------

TURN = {"role": "agent", "text": "好"}
TRANSCRIPTS: dict[str, tuple[bytes | str, str]] = {
    "empty": ("", "文件是空的"),
    "blank": ("\n \n\t\n", "文件是空的"),
    "only a mark": (b"\xef\xbb\xbf", "文件是空的"),
    "binary": (bytes(range(256)) * 100, "是二进制文件"),
    "other text": ("会议纪要\n下周一开会\n", "不是已知的会话格式"),
    "other JSON": ('{"a": 1}\n', "不是已知的会话格式"),
    "wrong encoding": (b'{"id": "x", "turns": [{"role": "agent", "text": "\xff\xfe\xfa"}]}', "文字编码"),
    "truncated": (talk()[:40], "JSON 没有写完就中断了"),
    "truncated over lines": (json.dumps(json.loads(talk()), indent=1)[:60], "JSON 没有写完就中断了"),
    "deeply nested": ('{"id": "x", "turns": ' + "[" * 200_000, "嵌套过深"),
    "a number of 5000 digits": ('{"id": "x", "turns": [{"role": "agent", "text": "好", "start": ' + "9" * 5000 + "}]}", "数字过长"),
    "infinite": ('{"id": "x", "turns": [{"role": "agent", "text": "好", "start": 1e999}]}', "过大"),
    "not a number": ('{"id": "x", "turns": [{"role": "agent", "text": "好", "start": NaN}]}', "应是数字"),
    "unknown role": (talk(turns=[{"role": "boss", "text": "好"}]), '角色 "boss" 不认识'),
    "no role": (talk(turns=[{"text": "好"}]), "缺少角色"),
    "no turns": (talk(turns=[]), "没有话轮"),
    "turns of another kind": (talk(turns={"a": 1}), "应是列表"),
    "a turn of another kind": (talk(turns=["好"]), "应是对象"),
    "no text": (talk(turns=[{"role": "agent"}]), "text 应是文字"),
    "no id": (json.dumps({"turns": [TURN]}), "缺少会话编号"),
    "an empty id": (talk(""), "缺少会话编号"),
    "negative time": (talk(turns=[{**TURN, "start": -1}]), "不能为负"),
    "end before start": (talk(turns=[{**TURN, "start": 5, "end": 2}]), "早于开始"),
    "time runs backwards": (talk(turns=[{**TURN, "start": 9}, {**TURN, "start": 1}]), "时间倒退"),
    "milliseconds": (talk(turns=[{**TURN, "start": 1.7e12}]), "过大"),
    "no such day": (talk(started_at="2026-02-30T09:00:00+08:00"), "不是有效的时间"),
    "the year zero": (talk(started_at="0000-01-01T00:00:00Z"), "不是有效的时间"),
}


@pytest.mark.parametrize("name", TRANSCRIPTS)
def test_a_bad_transcript_is_refused_with_its_place(name: str, desk: Path, spawn: Call) -> None:
    content, told = TRANSCRIPTS[name]
    (desk / "bad.jsonl").write_bytes(content.encode() if isinstance(content, str) else content)
    alone = spawn("audit", "bad.jsonl", "-r", "mine.yaml", cwd=desk)
    assert (alone.code, alone.out) == (2, "")
    assert re.match(r"bad\.jsonl(:\d+)*: ", alone.err)
    assert told in alone.err


@pytest.mark.parametrize("name", ["empty", "binary", "truncated", "unknown role", "deeply nested"])
def test_a_bad_transcript_stops_nobody_else(name: str, desk: Path, spawn: Call) -> None:
    content, told = TRANSCRIPTS[name]
    (desk / "bad.jsonl").write_bytes(content.encode() if isinstance(content, str) else content)
    said = spawn("audit", "bad.jsonl", "good.jsonl", "-r", "mine.yaml", "-o", "summary=-", cwd=desk)
    found = json.loads(said.out)
    assert (said.code, found["judged"], found["quarantined"], told in said.err) == (0, 1, 1, True)


def test_an_id_used_twice_is_quarantined(desk: Path, spawn: Call) -> None:
    (desk / "twice.jsonl").write_text(talk("a") + talk("b") + talk("a"), encoding="utf-8")
    said = spawn("audit", "twice.jsonl", "-r", "mine.yaml", "-o", "summary=-", cwd=desk)
    assert (said.code, json.loads(said.out)["judged"]) == (0, 2)
    assert said.err.startswith("twice.jsonl:3: 会话编号“a”已在 twice.jsonl:1 出现过")


def test_a_line_of_50_megabytes_is_quarantined(desk: Path, spawn: Call) -> None:
    with (desk / "long.jsonl").open("w", encoding="utf-8") as out:
        out.write(f'{{"id": "long", "turns": [{{"role": "agent", "text": "{"x" * 50_000_000}"}}]}}\n{talk()}')
    said = spawn("audit", "long.jsonl", "-r", "mine.yaml", "-o", "summary=-", cwd=desk)
    assert said.err.startswith("long.jsonl:1: 这一行过长")
    assert (said.code, json.loads(said.out)["judged"]) == (0, 1)


def test_a_folder_without_transcripts_is_refused(desk: Path, spawn: Call) -> None:
    (desk / "notes").mkdir()
    (desk / "notes/todo.md").write_text("明天\n", encoding="utf-8")
    said = spawn("audit", "notes", "-r", "mine.yaml", cwd=desk)
    assert (said.code, said.err.startswith("notes: 其中没有会话文件")) == (2, True)


@pytest.mark.parametrize(
    "path", ["none.jsonl", "*.nothing", "", "x" * 5000, "a/" * 2500, "[", "good.jsonl/x", "\x1b[31m\n"], ids=lambda p: p[:9]
)
@pytest.mark.parametrize("command", ["audit", "check", "convert"])
def test_a_path_that_leads_nowhere_is_refused(command: str, path: str, desk: Path, spawn: Call) -> None:
    said = spawn(command, path, cwd=desk)
    assert (said.code, said.out) == (2, "")
    assert len(said.err) < 3000
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f]", said.err)


# --- what could steer a terminal, a spreadsheet or a page ---------------------------------------------------------------

EVIL = "不知道\x1b[2J\x1b]0;x\x07<script>alert(1)</script>\u202e\x9b31m\r=cmd|' /C calc'!A0\x00"


@pytest.mark.parametrize("format_id", ["terminal", "coach", "csv", "findings", "verdicts", "agents", "summary"])
def test_a_transcript_cannot_steer_what_shows_it(format_id: str, desk: Path, spawn: Call) -> None:
    agent = {"id": f"={EVIL}", "name": f"+{EVIL}", "team": f"@{EVIL}"}
    (desk / "evil.jsonl").write_text(talk(EVIL, agent=agent, turns=[{"role": "agent", "text": EVIL}]), encoding="utf-8")
    said = spawn("audit", "evil.jsonl", "-r", "mine.yaml", "-o", f"{format_id}=-", cwd=desk)
    assert (said.code, said.err) == (0, "")
    assert not re.search("[\x00-\x09\x0b\x0c\x0e-\x1f]", said.out.replace("\t", ""))
    if format_id in ("terminal", "coach"):
        assert not re.search("[\x7f-\x9f\u202e\r]", said.out)
    if format_id == "csv":
        assert not re.search(r'(^|,)"?[=+@]', said.out, re.MULTILINE)


@POSIX
@pytest.mark.parametrize(
    "name", [b"evil\n\x1b[31mX\xe2\x80\xae.jsonl", b"\xff\xfe.jsonl", b"-r.jsonl", "中文 名.jsonl".encode(), b"*.jsonl"]
)
def test_a_file_may_have_any_name(name: bytes, desk: Path, spawn: Call) -> None:
    file = os.fsencode(desk) + b"/day/" + name
    (desk / "day").mkdir()
    Path(os.fsdecode(file)).write_text(talk() + '{"id": "cut', encoding="utf-8")
    for path in (file, b"day"):
        said = spawn("audit", path, "-r", "mine.yaml", "--unmask", cwd=desk)
        assert (said.code, said.err.count("\n"), "\x1b" in said.err + said.out) == (0, 1, False)
    assert spawn("convert", file, cwd=desk).code == 0


# --- pipes and devices ------------------------------------------------------------------------------------------------


@POSIX
@pytest.mark.parametrize("words", [["pipe"], ["good.jsonl", "-r", "pipe"], ["good.jsonl", "--manifest", "pipe"]], ids=" ".join)
def test_a_pipe_into_which_nobody_writes_is_refused(words: list[str], desk: Path, spawn: Call) -> None:
    os.mkfifo(desk / "pipe")
    said = spawn("audit", *words, cwd=desk, patience_s=30)
    assert (said.code, said.out, "pipe: " in said.err) == (2, "", True)


@POSIX
def test_a_pipe_in_a_folder_is_left_alone(desk: Path, spawn: Call) -> None:
    os.mkfifo(desk / "pipe")
    assert spawn("audit", ".", "-r", "mine.yaml", cwd=desk, patience_s=30).code == 0


@POSIX
def test_a_pipe_is_read_to_its_end(desk: Path, spawn: Call) -> None:
    os.mkfifo(desk / "pipe")
    many = "".join(talk(f"t{i}") for i in range(3000))
    writer = threading.Thread(target=(desk / "pipe").write_text, args=(many, "utf-8"))
    writer.start()
    said = spawn("audit", "pipe", "-r", "mine.yaml", "-o", "summary=-", cwd=desk)
    writer.join()
    assert json.loads(said.out)["judged"] == 3000


@POSIX
def test_a_pipe_that_nobody_reads_cannot_be_written(desk: Path, spawn: Call) -> None:
    os.mkfifo(desk / "pipe")
    said = spawn("audit", "good.jsonl", "-r", "mine.yaml", "-o", "csv=pipe", cwd=desk, patience_s=30)
    assert (said.code, said.out, "pipe: 写不了" in said.err) == (2, "", True)


@POSIX
@pytest.mark.parametrize("device", ["/dev/null", "/dev/zero", "/dev/urandom"])
def test_a_device_is_no_transcript(device: str, desk: Path, spawn: Call) -> None:
    said = spawn("audit", device, "-r", "mine.yaml", cwd=desk)
    assert (said.code, said.out, said.err.startswith(f"{device}: ")) == (2, "", True)


@POSIX
@pytest.mark.parametrize("device", ["/dev/null", "/dev/zero"])
@pytest.mark.parametrize("option", ["-r", "--manifest"])
def test_a_device_is_neither_rules_nor_a_manifest(device: str, option: str, desk: Path, spawn: Call) -> None:
    said = spawn("audit", "good.jsonl", "-r", "mine.yaml", option, device, cwd=desk)
    assert (said.code, said.out, device in said.err) == (2, "", True)


# --- rules ------------------------------------------------------------------------------------------------------------

HEAD = "version: 1\nrules:\n  - id: x\n    name: x\n    level: warn\n    "
BOMB = "version: 1\na: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"b{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 12)
)
RULE_FILES: dict[str, tuple[bytes | str, str]] = {
    "empty": ("", ":1: "),
    "a tab": ("version: 1\nrules:\n\t- id: x\n", ":3:1: "),
    "a full-width comma": (HEAD + "must_not: {agent: [不行，不能]}\n", ":6:24: "),
    "a full-width colon": (HEAD + "must_not： {agent: [不行]}\n", ":6:"),
    "an unknown key": (HEAD + "must_nott: {agent: [不行]}\n", "must_not"),
    "a key used twice": (HEAD + "level: error\n", ":6:5: "),
    "an unclosed quote": (HEAD + 'must_not: {agent: ["不行]}\n', "rules.yaml:"),
    "a regular expression that refers back": (HEAD + "must_not: {agent: ['/(不)\\1/']}\n", ":6:"),
    "a phrase with a million readings": (HEAD + f"must_not: {{agent: ['{'(a|b)' * 20}']}}\n", ":6:"),
    "an alias bomb": (BOMB, "rules.yaml:"),
    "an alias of itself": ("version: 1\nrules: &a [*a]\n", "rules.yaml:"),
    "deeply nested": ("[" * 100_000, "rules.yaml:1:"),
    "another kind of file": ("- 1\n- 2\n", "rules.yaml:1:1: "),
    "no rules": ("version: 1\nrules: []\n", "rules.yaml:"),
    "a list in place of a rule": ("version: 1\nrules: [[]]\n", "rules.yaml:2:"),
    "binary": (b"\x00\x01\x02\xff", "rules.yaml"),
    "a command for other loaders": ('version: 1\nrules: !!python/object/apply:os.system ["true"]\n', "rules.yaml:"),
    "no unit": (HEAD + "must: {agent: [好]}\n    within: 3:00\n", ":7:"),
}


@pytest.mark.parametrize("name", RULE_FILES)
@pytest.mark.parametrize("command", [("audit", "good.jsonl", "-r"), ("rules", "validate")], ids=["audit", "validate"])
def test_bad_rules_are_refused_with_their_place(name: str, command: tuple[str, ...], desk: Path, spawn: Call) -> None:
    content, told = RULE_FILES[name]
    (desk / "rules.yaml").write_bytes(content.encode() if isinstance(content, str) else content)
    said = spawn(*command, "rules.yaml", cwd=desk)
    assert (said.code, said.out) == (2, "")
    assert told in said.err


@pytest.mark.parametrize("path", ["none.yaml", ".", "", "x" * 5000])
def test_rules_that_are_not_there_are_refused(path: str, desk: Path, spawn: Call) -> None:
    said = spawn("audit", "good.jsonl", "-r", path, cwd=desk)
    assert (said.code, said.out, bool(said.err)) == (2, "", True)


def test_a_regular_expression_that_others_choke_on_takes_no_time(desk: Path, spawn: Call) -> None:
    (desk / "rules.yaml").write_text(HEAD + "must_not: {agent: ['/(a+)+$/']}\n", encoding="utf-8")
    (desk / "long.jsonl").write_text(talk(turns=[{"role": "agent", "text": "a" * 50_000 + "b"}]), encoding="utf-8")
    assert spawn("audit", "long.jsonl", "-r", "rules.yaml", cwd=desk).code == 0


# --- streams ----------------------------------------------------------------------------------------------------------


def start(*words: str, cwd: Path, **streams: Any) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen([sys.executable, "-m", "compliance", *words], cwd=cwd, env=environment, start_new_session=True, **streams)


@POSIX
@pytest.mark.parametrize(
    "words", [["audit", "-o", "verdicts=-", "-o", "csv=out.csv", "--fail-on", "error"], ["convert"]], ids=lambda w: w[0]
)
def test_a_reader_that_leaves_early_is_no_fault(words: list[str], desk: Path) -> None:
    (desk / "many.jsonl").write_text("".join(talk(f"t{i}") for i in range(5000)), encoding="utf-8")
    rules = [] if words[0] == "convert" else ["-r", "mine.yaml"]
    with start(words[0], "many.jsonl", *words[1:], *rules, cwd=desk, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        assert process.stdout.readline().startswith(b"{")
        process.stdout.close()
        told = process.stderr.read().decode()
        code = process.wait(60)
    if words[0] == "convert":
        assert (code, "Traceback" in told, "BrokenPipe" in told) == (0, False, False)
    else:
        assert (code, told, (desk / "out.csv").read_text(encoding="utf-8").count("\n")) == (1, "", 5001)


@POSIX
@pytest.mark.parametrize(
    "line", ["--help", "--version", "rules list", "rules schema", "check good.jsonl --fail-on never", "convert good.jsonl"]
)
def test_a_reader_that_never_was_is_no_fault(line: str, desk: Path) -> None:
    with start(*line.split(), cwd=desk, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        told = process.stderr.read().decode()
        code = process.wait(60)
    assert (code, "Traceback" in told, "BrokenPipe" in told, "Errno" in told) == (0, False, False, False)


@POSIX
@pytest.mark.parametrize("shut", [">&-", "2>&-", "<&-", ">&- 2>&- <&-"])
def test_streams_may_be_closed(shut: str, desk: Path) -> None:
    line = f'exec "$0" -m compliance check good.jsonl -r mine.yaml {shut}'
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(["sh", "-c", line, sys.executable], cwd=desk, env=environment, capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (1, b"")


@POSIX
@pytest.mark.parametrize(
    "words", [["check", "good.jsonl", "-r", "mine.yaml"], ["rules", "schema"], ["--help"], ["convert", "good.jsonl"]], ids=" ".join
)
def test_a_full_disk_is_told(words: list[str], desk: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("the system has no /dev/full")
    with Path("/dev/full").open("wb") as full, start(*words, cwd=desk, stdout=full, stderr=subprocess.PIPE) as process:
        _, told = process.communicate(timeout=60)
    assert (process.returncode, told.decode().count("\n"), "No space left" in told.decode()) == (2, 1, True)


@POSIX
@pytest.mark.parametrize("words", [["check", "-"], ["audit", "-", "--jobs", "2"], ["convert", "-", "-o", "out.jsonl"]], ids=" ".join)
def test_ctrl_c_ends_it_quietly(words: list[str], desk: Path) -> None:
    rules = [] if words[0] == "convert" else ["-r", "mine.yaml"]
    streams = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with start(*words, *rules, cwd=desk, **streams) as process:
        assert process.stdin
        process.stdin.write("".join(talk(f"t{i}") for i in range(5000)).encode())  # more than a pipe holds: it has begun to read
        process.stdin.flush()
        os.killpg(process.pid, signal.SIGINT)
        out, told = process.communicate(timeout=60)
    assert (process.returncode, out, told.decode().strip()) == (130, b"", "已中断")
    assert sorted(path.name for path in desk.iterdir()) == ["good.jsonl", "mine.yaml"]


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="processes are found through /proc")
def test_a_worker_that_is_killed_is_told(desk: Path) -> None:
    streams = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with start("audit", "-", "-r", "mine.yaml", "--jobs", "2", cwd=desk, **streams) as process:
        assert process.stdin
        process.stdin.write("".join(talk(f"t{i}") for i in range(5000)).encode())
        process.stdin.flush()
        os.kill(a_worker_of(process.pid), signal.SIGKILL)
        _, told = process.communicate(b"\n", timeout=60)
    assert (process.returncode, told.decode().startswith("--jobs: 一个工作进程被系统终止")) == (2, True)


def a_worker_of(parent: int, patience_s: float = 30) -> int:
    """Waits until there is one."""
    until = time.monotonic() + patience_s
    while time.monotonic() < until:
        for child in Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="utf-8").split():
            if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes():
                return int(child)
        time.sleep(0.02)
    raise AssertionError("no worker was started")
