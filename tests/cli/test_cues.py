"""compliance cues: what there is, why a turn counts, and how a cue is made from labels, findings or sentences."""

from __future__ import annotations

import builtins
import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Call = Callable[..., Any]

CURT = """\
# role: agent
# threshold: 20
# bias: -50
# precision: 0.912
# recall: 0.5
# turns: 40
# marked: 9
60\t你自
-20\t谢
40\t$推诿
"""
HAND_MADE = "# role: customer\n# threshold: 0\n# bias: -1\n1\t急\n"
RULES = """\
version: 1
cues: {冷: cold.tsv, 急: hasty.tsv}
lexicons: {推诿: [不归我管]}
rules:
  - {id: curt, level: warn, clauses: [A1], must_not: {agent: ~冷}}
  - {id: hasty, level: warn, clauses: [A1], when: {customer: ~急}, must: {agent: 您好}}
  - {id: shirk, level: warn, clauses: [A1], must_not: {agent: 你}}
"""
CURTLY = ["你自己查", "这也问", "爱买不买", "你去问前台", "随你便", "你看着办"]
KINDLY = ["我帮您查", "请稍等", "给您登记好了", "您请坐", "马上为您办", "您看可以吗"]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Twelve conversations, each with a curt turn and a kind one; labels that name the curt ones; sentences."""
    (tmp_path / "rules.yaml").write_text(RULES, encoding="utf-8")
    (tmp_path / "cold.tsv").write_text(CURT, encoding="utf-8")
    (tmp_path / "hasty.tsv").write_text(HAND_MADE, encoding="utf-8")
    talks = [{"id": f"c{n}", "turns": [{"role": "customer", "text": "在吗"}, *turns(n)]} for n in range(12)]
    (tmp_path / "talks.jsonl").write_text(lines(talks), encoding="utf-8")
    labels = [{"id": f"c{n}", "cold": [1], "calm": []} for n in range(12)] + [{"id": "gone", "cold": [1]}]
    (tmp_path / "labels.jsonl").write_text(lines(labels), encoding="utf-8")
    made_up = [f"+ {text}" for text in CURTLY] + ["# 下面的不算", ""] + [f"-{text}" for text in KINDLY]
    (tmp_path / "cold.txt").write_text("\n".join(made_up), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def turns(number: int) -> list[dict[str, str]]:
    return [{"role": "agent", "text": table[number % len(table)]} for table in (CURTLY, KINDLY)]


def lines(rows: list[dict[str, Any]]) -> str:
    return "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)


TRAIN = ("cues", "train", "labels.jsonl", "talks.jsonl", "--field", "cold", "--role", "agent", "--name", "冷", "-o", "new.tsv")
WRITE = ("cues", "train", "--sentences", "cold.txt", "--role", "agent", "--name", "冷", "-o", "new.tsv")


# --- list and explain -------------------------------------------------------------------------------------------------


def test_list(desk: Path, call: Call) -> None:
    assert call("cues", "list").out == "~冷  客服  查准率 0.912  查全率 0.5  40 句  其中 9 句算\n~急  客户\n"
    assert call("cues", "list", "--lang", "en").out.splitlines()[0] == "~冷  agent  precision 0.912  recall 0.5  40 turns  9 of them marked"


def test_explain(desk: Path, call: Call) -> None:
    assert call("cues", "explain", "冷", "你自己看，不归我管，谢谢").out == (
        "合计 30（起点 -50），阈值 20：算\n  +60  你自\n  +40  $推诿\n  -20  谢\n"
    )
    assert (
        call("cues", "explain", "~冷", "“你自己看”", "--lang", "en").out == "total -50 (starting from -50), threshold 20: does not count\n"
    )


def test_explain_and_the_rules_are_of_one_mind(desk: Path, call: Call) -> None:
    for text in ("你自己看，不归我管", "你自己看", "谢谢"):
        counts = call("cues", "explain", "冷", text).out.splitlines()[0].endswith("：算")
        assert counts == ("~冷" in call("rules", "tokens", text).out)


def test_a_cue_that_is_not_there(desk: Path, call: Call) -> None:
    said = call("cues", "explain", "冷冷", "好")
    assert (said.code, said.out, said.err) == (2, "", "冷冷: 没有名为 ~冷冷 的线索；建议：是不是 ~冷\n")


def test_rules_with_cues_are_validated_on_conversations(desk: Path, call: Call) -> None:
    said = call("rules", "validate", "--on", "talks.jsonl")
    assert said.code == 0
    told = [line for line in said.err.splitlines() if line.startswith("rules.yaml:")]
    alike = [line.partition("；")[0] for line in told if "12 通会话" in line]
    assert alike == [
        "rules.yaml:6:5: 1 条规则在 12 通会话里一次也没有触发：hasty",  # nobody is hasty there
        "rules.yaml:5:5: 1 条禁止类规则在 12 通会话里一次也没有查出：curt",  # one sign alone stays below the threshold
    ]


def test_disagreements_tell_the_signs(desk: Path, call: Call) -> None:
    example = "examples: [fail: '服: 你自己看，不归我管', pass: '服: 请坐']}"  # without one the rule is a draft, which makes no findings
    (desk / "rules.yaml").write_text(RULES.replace("~冷}}", "~冷}, " + example), encoding="utf-8")
    talk = {"id": "c", "turns": [{"role": "agent", "text": text} for text in ("您好", "你自己看，不归我管")]}
    (desk / "talks.jsonl").write_text(lines([talk]), encoding="utf-8")
    (desk / "labels.jsonl").write_text(lines([{"id": "c", "curt": []}]), encoding="utf-8")
    call("audit", "talks.jsonl", "-o", "verdicts=v.jsonl", "-o", "findings=f.jsonl")
    given = {"talks": ["talks.jsonl"], "rows": ["v.jsonl", "f.jsonl"], "verdicts": ["v.jsonl"]}
    said = {name: call("evaluate", "labels.jsonl", *files).out for name, files in given.items()}
    why = {name: [line.strip() for line in out.splitlines() if "原因：" in line] for name, out in said.items()}
    learned = "原因：说了不该说的话；像“冷”：凭“你自”“$推诿”"
    assert why == {
        "talks": [learned],
        "rows": [learned],
        "verdicts": ["原因：说了不该说的话；依据 第 2 句“你自己看”（凭“你自”“$推诿”）"],
    }
    (case,) = json.loads(call("evaluate", "labels.jsonl", "talks.jsonl", "--json", "-").out)["disagreements"]
    assert (case["turn"], case["phrase"], case["signs"]) == (1, "~冷", ["你自", "$推诿"])


# --- train ------------------------------------------------------------------------------------------------------------


def test_from_labels(desk: Path, call: Call, needs: Callable[[str], None]) -> None:
    needs("sklearn")
    said = call(*TRAIN)
    assert (said.code, said.out) == (0, "")
    assert said.err.startswith("~冷 写入 new.tsv：24 句（12 句算），")
    text = (desk / "new.tsv").read_text(encoding="utf-8")
    assert text.startswith("# role: agent\n# threshold: ")
    assert "# turns: 24\n# marked: 12\n" in text
    assert "made_up" not in text
    (desk / "cold.tsv").write_text(text, encoding="utf-8")
    assert call("cues", "explain", "冷", "你自己查").out.splitlines()[0].endswith("：算")
    assert call("cues", "explain", "冷", "请稍等").out.splitlines()[0].endswith("：不算")


def test_to_stdout_and_twice_the_same(desk: Path, call: Call, needs: Callable[[str], None]) -> None:
    needs("sklearn")
    call(*TRAIN)
    said = call(*TRAIN[:-1], "-")
    assert said.out == (desk / "new.tsv").read_text(encoding="utf-8")
    assert not (desk / "-").exists()
    assert said.err.startswith("~冷 写入 stdout：")


def test_from_sentences_alone_and_beside_labels(desk: Path, call: Call, needs: Callable[[str], None]) -> None:
    needs("sklearn")
    assert call(*WRITE).err.startswith("~冷 写入 new.tsv：12 句（6 句算），")
    (desk / "more.txt").write_text("+ 你爱来不来\n- 我给您倒茶\n- 请稍等\n", encoding="utf-8")  # the last is said in the conversations
    assert call(*TRAIN, "--sentences", "more.txt").err.startswith("~冷 写入 new.tsv：24 句（12 句算），另有自写的 2 句只学不考，")


def test_from_findings_that_were_marked(desk: Path, call: Call, needs: Callable[[str], None]) -> None:
    """The reviewer calls half of them wrong: 你 is said in both, 自己 in the others only. Nobody reported the greetings."""
    needs("sklearn")
    answers = ["你坐呀" if n % 2 else "你自己查" for n in range(12)]
    spoken = [("您好，有什么可以帮到您", answer, "感谢来电，再见") for answer in answers]
    talks = [{"id": f"c{n}", "turns": [{"role": "agent", "text": text} for text in texts]} for n, texts in enumerate(spoken)]
    (desk / "talks.jsonl").write_text(lines(talks), encoding="utf-8")
    call("audit", "talks.jsonl", "--only", "shirk", "-o", "csv=found.csv")
    heading, *rows = csv.reader(io.StringIO((desk / "found.csv").read_text(encoding="utf-8-sig")))
    talk = heading.index("会话")
    marked = [[*heading, "是否正确"], *([*row, "否" if int(row[talk][1:]) % 2 else "是"] for row in rows)]
    with (desk / "found.csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(marked)
    said = call("cues", "train", "found.csv", "talks.jsonl", "--field", "shirk", *WRITE[4:])
    assert (said.code, said.err.partition("，")[0]) == (0, "~冷 写入 new.tsv：36 句（6 句算）")
    assert "\t自己\n" in (desk / "new.tsv").read_text(encoding="utf-8")
    (desk / "new.tsv").replace(desk / "cold.tsv")
    for text, counts in (("你自己查", True), ("你坐呀", False), ("您好，有什么可以帮到您", False), ("稍等", False)):
        assert call("cues", "explain", "冷", text).out.splitlines()[0].endswith("：算" if counts else "：不算"), text


FEW_HINT = "至少要有 5 通会话（或 5 句自写的话）标了“算”，也要有“不算”的；看看字段名和会话编号对不对"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((*TRAIN[:3], *TRAIN[4:]), "PATH: 没有给出标注对应的会话；建议：在标注后面写上会话的文件或文件夹"),
        ((*TRAIN[:4], *TRAIN[6:]), "--field: 没有说标注里的哪个字段；建议：加上 --field；用问题项 CSV 时写规则编号"),
        ((*TRAIN[:2], *TRAIN[6:]), "LABELS: 没有可学的东西；建议：给出标注和会话，或用 --sentences 给出自己写的句子"),
        ((*TRAIN[:4], "--field", "calm", *TRAIN[6:]), f"labels.jsonl: 标出的句子太少：只有 0 处来源；建议：{FEW_HINT}"),
        ((*TRAIN[:4], "--field", "nonsense", *TRAIN[6:]), "labels.jsonl: 没有一通会话标了 nonsense，学不到东西"),
        ((*WRITE[:3], "few.txt", *WRITE[4:]), f"few.txt: 标出的句子太少：只有 1 处来源；建议：{FEW_HINT}"),
        ((*WRITE[:3], "all.txt", *WRITE[4:]), "all.txt: 几乎句句都标了“算”，没有“不算”的可以比；建议：至少两处来源"),
        ((*WRITE[:3], "odd.txt", *WRITE[4:]), 'odd.txt:2: 这一行开头没有 + 或 -："你好"；建议：算的句子前面写 +，不算的写 -，# 开头是注释'),
        ((*WRITE[:7], "冷 淡", *WRITE[8:]), "--name: 名字只能用文字、数字、下划线，也不能是自带的线索：冷 淡"),
        ((*WRITE[:7], "~时间", *WRITE[8:]), "--name: 名字只能用文字、数字、下划线，也不能是自带的线索：时间"),
        ((*WRITE[:-1], "no/new.tsv"), "no/new.tsv: "),
        ((*WRITE[:-1], "cold.txt"), "cold.txt: "),
        ((*WRITE[:-1], "rules.yaml"), "rules.yaml: "),
    ],
)
def test_what_cannot_be_done_is_told_and_nothing_is_written(
    desk: Path, call: Call, needs: Callable[[str], None], words: tuple[str, ...], told: str
) -> None:
    needs("sklearn")
    (desk / "few.txt").write_text("+ 你自己看\n- 好\n", encoding="utf-8")
    (desk / "all.txt").write_text("".join(f"+ 你自己看{n}\n" for n in range(9)), encoding="utf-8")
    (desk / "odd.txt").write_text("+ 你自己看\n你好\n", encoding="utf-8")
    before = {file: file.read_bytes() for file in desk.iterdir()}
    said = call(*words)
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith(told)
    assert {file: file.read_bytes() for file in desk.iterdir()} == before


def test_no_report_is_written_over_a_cue(desk: Path, call: Call) -> None:
    before = (desk / "cold.tsv").read_bytes()
    assert call("audit", "talks.jsonl", "-o", "csv=cold.tsv").code == 2
    assert (desk / "cold.tsv").read_bytes() == before


def test_a_precision_out_of_reach(desk: Path, call: Call, needs: Callable[[str], None]) -> None:
    needs("sklearn")
    (desk / "cold.txt").write_text("".join(f"{'+' if n % 3 else '-'} 好\n" for n in range(30)), encoding="utf-8")
    said = call(*WRITE, "--precision", "0.95")
    assert said.code == 2
    assert said.err == "--precision: 没有一个阈值达到 0.95 的查准率，最高是 0.666；建议：多给些标过的句子，或把 --precision 放低\n"


def test_without_the_library(desk: Path, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def missing(name: str, *rest: Any) -> Any:
        if name.partition(".")[0] in ("sklearn", "numpy"):
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", missing)
    said = call(*WRITE)
    hint = '安装：pip install "compliance[train]"；判定不需要它'
    assert (said.code, said.err) == (2, f"cues train: 训练要用 scikit-learn，还没有安装；建议：{hint}\n")
