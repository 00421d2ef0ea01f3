"""compliance live at the door: rows, exit codes, malformed lines, the state file, and being stopped."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Call = Callable[..., Any]

RULES = """version: 1
rules:
  - {id: greet, level: warn, where: opening, must: {agent: 您好}}
  - {id: ban, level: error, must_not: {agent: 不归我管}}
  - {id: back, level: error, when: {customer: 投诉, each: first}, must: {agent: 抱歉}, within: 40s, instead: 非常抱歉}
"""
LINES = (
    '{"conversation": "c1", "meta": {"channel": "chat", "agent": {"id": "A1"}, "started_at": "2026-03-02T09:00:00+08:00"}}',
    '{"conversation": "c1", "turn": {"role": "customer", "text": "我要投诉，电话13812345678", "start": 0, "end": 5}}',
    '{"conversation": "c2", "turn": {"role": "agent", "text": "您好"}}',
    '{"conversation": "c1", "turn": {"role": "agent", "text": "不归我管", "start": 8}}',
    '{"clock": "2026-03-02T09:01:00+08:00"}',
    '{"conversation": "c1", "end": true}',
    '{"conversation": "c2", "end": true}',
)


@pytest.fixture(autouse=True)
def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "rules.yaml").write_text(RULES, encoding="utf-8")
    monkeypatch.chdir(tmp_path)


def text(*lines: str) -> str:
    return "".join(f"{line}\n" for line in lines)


def told(out: str) -> list[tuple[str, str, str]]:
    rows = [json.loads(line) for line in out.splitlines()]
    return [(row["transcript"], row["rule"], row["verdict"]) for row in rows if row["schema"] == "verdict/1"]


ALL_TOLD = [
    ("c2", "greet", "pass"),
    ("c1", "ban", "fail"),
    ("c1", "back", "fail"),
    ("c1", "greet", "fail"),
    ("c2", "ban", "pass"),
    ("c2", "back", "not_triggered"),
]


def test_rows_as_they_become_final(call: Call) -> None:
    done = call("live", stdin=text(*LINES))
    assert (done.code, done.err) == (0, "")
    assert told(done.out) == ALL_TOLD
    first = json.loads(done.out.splitlines()[0])
    assert first == {
        "schema": "due/1",
        "conversation": "c1",
        "rule": "back",
        "deadline": "2026-03-02T09:00:45+08:00",
        "due_in": 45.0,
        "instead": "非常抱歉",
    }
    failed = json.loads(done.out.splitlines()[2])
    assert failed["agent"] == "A1"
    assert failed["evidence"] == [{"turn": 1, "span": [0, 4], "text": "不归我管", "signs": []}]


def test_a_file_will_do_and_a_last_line_need_not_be_ended(call: Call, tmp_path: Path) -> None:
    (tmp_path / "events.jsonl").write_text(text(*LINES).rstrip("\n"), encoding="utf-8")
    assert told(call("live", "events.jsonl").out) == ALL_TOLD


@pytest.mark.parametrize(
    ("words", "stdin", "code"),
    [
        ((), text(*LINES), 0),
        (("--fail-on", "fatal"), text(*LINES), 0),
        (("--fail-on", "error"), text(*LINES), 1),
        ((), "", 0),
        ((), "\n\n", 0),
        ((), "nonsense\n", 2),
        ((), text("nonsense", *LINES), 0),
        (("--strict",), text("nonsense", *LINES), 2),
        (("--quiet", "soon"), text(*LINES), 2),
        (("--warn", "2 turns"), text(*LINES), 2),
        (("--state", "missing/state.json"), text(*LINES), 2),
        (("missing.jsonl",), "", 2),
        (("--only", "nothing"), "", 2),
    ],
)
def test_exit_codes(words: tuple[str, ...], stdin: str, code: int, call: Call) -> None:
    assert call("live", *words, stdin=stdin).code == code


def test_a_malformed_line_is_told_with_its_number_and_the_rest_goes_on(call: Call) -> None:
    done = call("live", stdin=text(LINES[0], '{"conversation": "c1", "turn": {', *LINES[1:], '{"clock": NaN}'))
    assert told(done.out) == ALL_TOLD
    assert ("stdin:2" in done.err, "stdin:9" in done.err, "stdin:3" in done.err) == (True, True, False)


def test_personal_data_are_masked_in_what_is_told(call: Call) -> None:
    line = '{"conversation": "c1", "turn": {"role": "agent", "text": "不归我管，打13812345678"}}'
    assert "13812345678" not in call("live", stdin=text(line, line.replace("c1", "13812345678"))).out


def test_stopped_after_any_line_nothing_is_lost_or_repeated(call: Call, tmp_path: Path) -> None:
    whole = call("live", stdin=text(*LINES)).out
    for stop in range(len(LINES) + 1):
        state = tmp_path / f"state-{stop}.json"
        parts = [call("live", "--state", state, stdin=text(*part)).out for part in (LINES[:stop], LINES[stop:])]
        assert "".join(parts) == whole
    assert stat.S_IMODE(state.stat().st_mode) == 0o600


def test_the_state_file_tells_how_far_it_came(call: Call, tmp_path: Path) -> None:
    done = call("live", "--state", "state.json", stdin=text(*LINES[:4]))
    state = json.loads((tmp_path / "state.json").read_text(encoding="utf-8"))
    assert (state["schema"], state["lines"], [entry["talk"]["id"] for entry in state["conversations"]]) == ("live/1", 4, ["c2", "c1"])
    assert "2" in done.err


def test_a_broken_state_file_is_refused_and_kept(call: Call, tmp_path: Path) -> None:
    (tmp_path / "state.json").write_text("{", encoding="utf-8")
    assert call("live", "--state", "state.json", stdin=text(*LINES)).code == 2
    assert (tmp_path / "state.json").read_text(encoding="utf-8") == "{"


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="signals of another kind")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_a_signal_stops_it_with_its_state_saved(number: int, code: int, call: Call, tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen(
        [sys.executable, "-m", "compliance", "live", "--state", "state.json"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path, env=environment,
    ) as running:  # fmt: skip
        assert running.stdin and running.stdout and running.stderr
        running.stdin.write(text(*LINES[:4]).encode())
        running.stdin.flush()
        first = [running.stdout.readline().decode() for _ in range(3)]  # then it waits for more
        running.send_signal(number)
        assert running.wait(timeout=30) == code
        rest, err = running.stdout.read().decode(), running.stderr.read().decode()
    assert "Traceback" not in err
    again = call("live", "--state", "state.json", stdin=text(*LINES[4:])).out
    assert told("".join(first) + rest + again) == ALL_TOLD


@pytest.mark.slow
def test_lines_without_end_do_not_fill_the_memory(spawn: Call) -> None:
    done = spawn("live", stdin=b'{"conversation": "' + b"x" * (21 << 20) + b"\n" + text(*LINES).encode())
    assert (done.code, told(done.out)) == (0, ALL_TOLD)
    assert "stdin:1" in done.err


def test_bytes_that_are_no_text_spoil_only_their_line(spawn: Call) -> None:
    done = spawn("live", stdin=b"\xff\xfe\x00{\n" + text(*LINES).encode() + b'{"conversation": "\xe4')
    assert (done.code, told(done.out)) == (0, ALL_TOLD)
    assert "stdin:1" in done.err
