"""check --practice: feedback after every turn, the customer of a file played, errors that end nothing, and the summary at the end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from compliance.cli import practice

Call = Callable[..., Any]

RULES = """version: 1
rules:
  - {id: greet, name: 问候, level: warn, where: {first: 2 turns}, must: {agent: 您好}, instead: 您好，请讲}
  - {id: ban, name: 推诿, level: error, must_not: {agent: 不归我管}, message: 推给别人, instead: 我来确认}
  - {id: soothe, name: 安抚, level: error, when: {customer: 投诉}, must: {agent: [抱歉, 理解]}, within: 1 reply, instead: 非常抱歉}
  - {id: back, name: 回来, level: info, when: {agent: 稍等}, must: {agent: 久等}, within: 1m}
"""
TALK = ("# id: p-1", "# agent: A7", "客户：我要投诉，打13812345678", "客服：不归我管", "客户：什么", "", "客服：您好，抱歉，不归我管")
FEEDBACK = """\
  → 严重  安抚  在接下来的一轮回复里
    可以说：非常抱歉
第 2 句
  ✗ 严重  推诿
    推给别人；说了不该说的话
    原话：不归我管
    改说：我来确认
第 2 句
  ✗ 严重  安抚
    要求的话始终没有说
    此处应有：抱歉 / 理解
    起因：投诉
    改说：非常抱歉
第 4 句
  ✗ 严重  推诿
    推给别人；说了不该说的话
    原话：不归我管
    改说：我来确认

"""
SCRIPT = """# id: s-1
# agent: A7
[00:01] 客服：您好
[00:03] 客户：我要投诉，打13812345678
[00:09] 客服：抱歉，稍等
[00:59] 系统：已接通
[01:09] 客户：好的
[09:00] 客服：再见
"""


@pytest.fixture(autouse=True)
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "rules.yaml").write_text(RULES, encoding="utf-8")
    (tmp_path / "script.txt").write_text(SCRIPT, encoding="utf-8")
    monkeypatch.chdir(tmp_path)


def text(*lines: str) -> str:
    return "".join(f"{line}\n" for line in lines)


def test_every_turn_is_answered_and_the_summary_is_that_of_check(call: Call) -> None:
    said = call("check", "--practice", stdin=text(*TALK))
    assert (said.code, said.err) == (1, "")
    assert said.out == FEEDBACK + call("check", "-", stdin=text(*TALK)).out
    assert "\x1b" not in said.out


def test_a_duty_that_is_met_is_told_with_the_words(call: Call) -> None:
    said = call("check", "--practice", stdin=text("客服：您好", "客户：我要投诉", "客服：我理解您"))
    assert said.out.partition("逐句辅导")[0] == "  → 严重  安抚  在接下来的一轮回复里\n    可以说：非常抱歉\n  ✓ 安抚：“理解”\n\n"
    assert said.code == 0


def test_in_english(call: Call) -> None:
    said = call(
        "check", "--practice", "--lang", "en", stdin=text("Customer: 投诉", "Agent: 您好，不归我管", "随便", "end", "Agent: 不归我管")
    )
    head, found, summary = said.out.partition("Line by line")
    assert head == (
        "  → error  安抚  in the next reply\n    for instance: 非常抱歉\n"
        "turn 2\n  ✗ error  推诿\n    推给别人; said what must not be said\n    said: 不归我管\n    say instead: 我来确认\n\n"
    )
    assert (found, "3 " in summary) == ("Line by line", False)
    assert said.err.startswith('stdin:3: this line does not say who speaks: "随便"; try: ')


@pytest.mark.parametrize(
    ("lines", "owed"),
    [
        (("客服：稍等",), ""),
        (("[00:05] 客服：稍等",), "  → 提示  回来  在 1 分钟内  最迟 01:05\n"),
        (("# channel: chat", "2026-03-02 09:00:05 客服：稍等"), "  → 提示  回来  在 1 分钟内  最迟 09:01:05\n"),
    ],
)
def test_deadlines_are_told_where_the_lines_have_times(lines: tuple[str, ...], owed: str, call: Call) -> None:
    """A rule without advice tells what it demands."""
    said = call("check", "--practice", "--only", "back", stdin=text(*lines))
    how = "    客服说到“稍等”后（接连几次算一回），客服在 1 分钟内要说到“久等”\n" if owed else ""
    assert said.out.partition("\n逐句")[0] == owed + how


# --- a file plays the customer ----------------------------------------------------------------------------------------


def test_the_customer_of_a_file_is_played_and_only_the_answers_are_typed(call: Call) -> None:
    said = call("check", "--practice", "script.txt", stdin=text("您好", "客服：不归我管", "抱歉，稍等", "结束", "不归我管"))
    assert (said.code, said.err) == (1, "")
    head, _, summary = said.out.partition("逐句辅导")
    assert head == (
        "客户：我要投诉，打138****5678\n  → 严重  安抚  在接下来的一轮回复里\n    可以说：非常抱歉\n"
        "第 3 句\n  ✗ 严重  推诿\n    推给别人；说了不该说的话\n    原话：不归我管\n    改说：我来确认\n"
        "系统：已接通\n客户：好的\n"
        "第 3 句\n  ✗ 严重  安抚\n    要求的话始终没有说\n    此处应有：抱歉 / 理解\n    起因：投诉\n    改说：非常抱歉\n\n"
    )
    turns = [
        "客服    您好",
        "客户    我要投诉，打138****5678",
        "客服    【不归我管】",
        "系统    已接通",
        "客户    好的",
        "客服    抱歉，稍等",
    ]
    assert [line[2:] for line in summary.splitlines() if line[:1].isdigit()] == turns
    assert summary.startswith("  s-1\nA7  得分 ")
    assert "缺少通话时间" in summary or "没有时间" in summary  # times of the file are those of another talk


def test_only_the_first_of_several_conversations_is_played(call: Call) -> None:
    Path("two.txt").write_text("客户：在吗\n---\n客户：不在\n", encoding="utf-8")
    said = call("check", "--practice", "two.txt", stdin="您好\n")
    assert said.out.startswith("客户：在吗\n")
    assert "不在" not in said.out
    assert said.err == "有好几通会话，只练第一通（two）；要练别的，先单独存成文件\n"


def test_the_customer_may_also_be_typed(call: Call) -> None:
    said = call("check", "--practice", "script.txt", stdin=text("您好", "客户：喂", "抱歉"))
    turns = [line[2:].split()[0] + line.split()[-1] for line in said.out.splitlines() if line[:1].isdigit()]
    assert turns == ["客服您好", "客户我要投诉，打138****5678", "客户喂", "客服抱歉", "系统已接通", "客户好的"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("客服：您好\n客服：再见\n", "bad.txt: 会话里没有客户的话，没有什么可回答的；建议："),
        ("你好\n", "bad.txt: 不是已知的会话格式；建议："),
    ],
)
def test_a_file_that_cannot_be_practised_is_refused(content: str, told: str, call: Call) -> None:
    Path("bad.txt").write_text(content, encoding="utf-8")
    said = call("check", "--practice", "bad.txt", stdin="您好\n")
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith(told)


# --- what goes wrong, and how it ends ---------------------------------------------------------------------------------


def test_a_line_that_cannot_be_used_is_told_at_once_and_the_rest_goes_on(call: Call) -> None:
    lines = ("客服：您好", "打13812345678", "王经理：在", "# team: 早班", "# 说明", "[00:99] 客户：在", "---", "客户：好")
    said = call("check", "--practice", stdin=text(*lines))
    assert said.code == 0
    assert [line.partition("；")[0] for line in said.err.splitlines()] == [
        'stdin:2: 这一行看不出是谁说的："打138****5678"',
        'stdin:3: 不认识的说话人："王经理：在"',
        'stdin:4: 元数据只能写在第一句话之前："# team: 早班"',
        'stdin:5: 以 # 开头的一行略过："# 说明"',
        "stdin:6: 时间写法有误：00:99",
        'stdin:7: 这一行看不出是谁说的："---"',
    ]
    assert "2 客户    好" in said.out
    assert call("check", "--practice", "--strict", stdin=text(*lines)).code == 2


def test_a_comment_is_told_of_but_nothing_is_wrong_with_it(call: Call) -> None:
    said = call("check", "--practice", "--strict", stdin=text("# 说明", "客服：您好", "# 稍停"))
    assert (said.code, said.err) == (0, 'stdin:3: 以 # 开头的一行略过："# 稍停"；建议：要说的话不要以“# ”开头\n')


@pytest.mark.parametrize(
    ("words", "stdin", "turns"),
    [
        ((), "\u3000客户：没人管\n\xa0客服：您好\n结束\u3000\n客户：好\n", ["客户    没人管", "客服    您好"]),
        ((), "客户：没人管\r客服：您好\r\r结束。\r客户：好\r", ["客户    没人管", "客服    您好"]),
        (
            ("played.txt",),
            "王女士：您好\n[00:01:05] 好的\n客户：还有\n结束\n",
            ["客户    在吗", "客服    王女士：您好", "客服    好的", "客户    还有"],
        ),
    ],
)
def test_what_is_typed_is_taken_as_it_is_meant(words: tuple[str, ...], stdin: str, turns: list[str], call: Call) -> None:
    Path("played.txt").write_text("客户：在吗\n", encoding="utf-8")
    said = call("check", "--practice", *words, stdin=stdin)
    assert [line[2:] for line in said.out.splitlines() if line[:1].isdigit()] == turns
    assert said.err == ""


def test_lines_that_are_pasted_at_once_are_several() -> None:
    typed = iter([b"a\r\n", b"b\nc", b"\n", b"", b"d\re\r"])
    assert list(practice._lines(typed)) == [b"a", b"b", b"c", b"", b"", b"d", b"e"]


@pytest.mark.parametrize(("words", "hint"), [((), "每行写一句，如“客户：在吗”"), (("asked.txt",), "写客服的回答，每行一句")])
def test_where_nothing_was_said_the_hint_fits(words: tuple[str, ...], hint: str, call: Call) -> None:
    Path("asked.txt").write_text("客服：您好\n客户：在吗\n", encoding="utf-8")
    said = call("check", "--practice", *words)
    assert (said.code, hint in said.err) == (2, True)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no such device")
def test_a_full_disk_ends_it(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    with Path("/dev/full").open("w") as full:
        said = subprocess.run(
            [sys.executable, "-m", "compliance", "check", "--practice"],
            input=text(*TALK).encode(), stdout=full, stderr=subprocess.PIPE, cwd=tmp_path, env=environment, check=False,
        )  # fmt: skip
    assert said.returncode == 2
    assert said.stderr.decode().startswith("stdout: ")


def test_bytes_that_are_no_text_spoil_only_their_line(spawn: Call) -> None:
    said = spawn("check", "--practice", stdin="客服：您好\n".encode("gb18030") + b"\xff\xff\n\0\n" + "客户：好".encode())
    assert [line.partition("，")[0].partition("；")[0] for line in said.err.splitlines()] == [
        "stdin:2: 这一行的文字编码与文件其余部分不符",
        "stdin:3: 这一行含有二进制内容",
    ]
    assert [line.partition("建议：")[2] for line in said.err.splitlines()] == ["这一行没有采用；请用 UTF-8 编码再写一遍"] * 2
    assert (said.code, "1 客服    您好" in said.out, "2 客户    好" in said.out) == (0, True, True)


@pytest.mark.parametrize(
    ("words", "stdin", "code"),
    [
        ((), text(*TALK), 1),
        (("-",), text(*TALK), 1),
        (("--fail-on", "fatal"), text(*TALK), 0),
        (("--only", "greet"), text(*TALK), 0),
        (("--roles", "ch0=agent"), text("ch0：不归我管"), 1),
        (("--roles", "ch0"), text(*TALK), 2),
        ((), text("# id: p", "随便"), 2),
        ((), "", 2),
        (("missing.txt",), "", 2),
        (("-o", "findings=missing/f.jsonl"), text(*TALK), 2),
        (("--only", "nothing"), text(*TALK), 2),
    ],
)
def test_exit_codes(words: tuple[str, ...], stdin: str, code: int, call: Call) -> None:
    assert call("check", "--practice", *words, stdin=stdin).code == code


def test_personal_data_are_masked_unless_asked_for(call: Call) -> None:
    lines = text("客服：不归我管13812345678")
    rules = RULES.replace("must_not: {agent: 不归我管}", 'must_not: {agent: "不归我管…5678"}')
    Path("rules.yaml").write_text(rules, encoding="utf-8")
    masked, bare = (call("check", "--practice", *words, stdin=lines).out for words in ((), ("--unmask",)))
    assert ("138****5678" in masked, "13812345678" in masked, "13812345678" in bare) == (True, False, True)


def test_reports_are_written_as_by_check(call: Call) -> None:
    said = call("check", "--practice", "-o", "findings=f.jsonl", stdin=text(*TALK))
    call("check", "-", "-o", "findings=g.jsonl", stdin=text(*TALK))
    assert Path("f.jsonl").read_text(encoding="utf-8") == Path("g.jsonl").read_text(encoding="utf-8") != ""
    assert said.out.startswith(FEEDBACK)


def test_a_practice_has_an_end(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(practice, "MOST_TURNS", 2)
    said = call("check", "--practice", stdin=text("客服：您好", "客户：好", "客服：不归我管"))
    assert (said.code, said.err) == (0, "一次练习到 2 句为止，下面是总评\n")
    Path("long.txt").write_text("客户：在吗\n" * 9, encoding="utf-8")
    assert call("check", "--practice", "long.txt", stdin="您好\n").out.partition("\n\n")[0] == "客户：在吗\n客户：在吗"


def test_check_still_needs_a_file(call: Call) -> None:
    said = call("check")
    assert (said.code, said.err) == (2, "缺少 FILE\n用法见：compliance check --help\n")


# --- while it goes on -------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="signals of another kind")
def test_feedback_comes_at_once_and_an_interrupt_ends_with_the_summary(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen(
        [sys.executable, "-m", "compliance", "check", "--practice"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path, env=environment,
    ) as running:  # fmt: skip
        assert running.stdin and running.stdout and running.stderr
        running.stdin.write("客服：您好，不归我管\n".encode())
        running.stdin.flush()
        first = [running.stdout.readline().decode() for _ in range(5)]  # then it waits for more
        running.send_signal(signal.SIGINT)
        rest, err = running.stdout.read().decode(), running.stderr.read().decode()
        assert running.wait(timeout=30) == 1
    assert first[:2] == ["第 1 句\n", "  ✗ 严重  推诿\n"]
    assert rest.startswith("\n逐句辅导  practice\n")
    assert err == ""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="terminals of another kind")
@pytest.mark.parametrize(("words", "prompt", "answer"), [((), "> ", "客服：您好"), (("script.txt",), "客服：", "您好")])
def test_at_a_terminal_there_is_a_prompt(words: tuple[str, ...], prompt: str, answer: str, tmp_path: Path) -> None:
    import pty

    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "TERM": "dumb"}
    mine, theirs = pty.openpty()
    command = [sys.executable, "-m", "compliance", "check", "--practice", *words]
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, cwd=tmp_path, env=environment) as running:
        os.close(theirs)
        seen = until(mine, prompt)
        os.write(mine, f"{answer}\n".encode())
        os.write(mine, "结束\n".encode())
        rest = until(mine, "practice" if not words else "s-1")
        read_out(mine)
        assert running.wait(timeout=30) in (0, 1)
    assert "结束" in seen
    assert "逐句辅导" in rest
    os.close(mine)


def until(terminal: int, wanted: str) -> str:
    """What the program shows until it has said so."""
    shown, begun = b"", time.monotonic()
    while wanted not in shown.decode("utf-8", "ignore") and time.monotonic() - begun < 30:
        shown += os.read(terminal, 4096)
    return shown.decode("utf-8", "ignore")


def read_out(terminal: int) -> None:
    try:
        while os.read(terminal, 4096):
            pass
    except OSError:
        pass  # the other end is closed
