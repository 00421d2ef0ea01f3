"""Evaluation: a small desk whose figures can be counted by hand, and the figures of the outside scorer."""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from compliance.audit import Plan, audit
from compliance.cli import door
from compliance.evaluate import Disagreement, Reviewed, ReviewScore, evaluate, matched, review, told_by_audit, told_by_rows
from compliance.examples import load_rulebook
from compliance.model.label import FindingNote, Label, Labelled, Mark, Quote, Review, VerdictNote
from compliance.model.problem import Place, Problems
from compliance.model.scorecard import Audit
from compliance.model.verdict import Outcome
from compliance.readers.labels import read_labels, understood
from compliance.readers.reader import read_paths
from compliance.readers.verdict_rows import Rows, read_rows
from compliance.reports import findings, verdicts
from compliance.reports.report import View
from compliance.scoring.agreement import Detection, share
from compliance.text.mask import mask, mask_id

SHARED = Path(__file__).parents[1] / ".." / "shared"

RULES = """
version: 1
lexicons:
  回绝: [办不到, 没可能]
rules:
  - id: opening-words
    name: 开口先问好
    level: info
    clauses: [A1]
    must: {agent: [早上好, 下午好]}
    where: opening
    instead: 早上好
    examples: [pass: "服: 早上好", fail: "服: 讲"]
  - id: flat-no
    name: 一口回绝
    level: warn
    clauses: [A2]
    must_not: {agent: $回绝}
    instead: 我看看还有什么办法
    examples: [pass: "服: 我看看", fail: "服: 【办不到】"]
  - id: soothe-first
    name: 先安抚
    level: error
    clauses: [A5]
    when: {customer: [等了…天, 太离谱], each: first}
    must: {agent: [抱歉, 让您久等]}
    within: 1 reply
    instead: 抱歉，让您久等
    examples:
      - pass: "客: 太离谱\\n服: 抱歉"
      - fail: "客: 太离谱\\n服: 哦"
  - id: slow-answer
    name: 应答太慢
    level: warn
    clauses: [D3]
    measure: {silence: agent}
    max: 30s
    instead: 请稍等
    examples:
      - pass: "[00:00:00] 客: 在吗\\n[00:00:05] 服: 在"
      - fail: "[00:00:00] 客: 在吗\\n[00:02:00] 服: 在"
"""

TALKS: dict[str, list[str]] = {
    "t_13812345678": ["客：灯坏了，等了三天！电话13812345678", "服：早上好，这个办不到", "服：13812345678没人接，没可能修"],
    "t-2": ["服：下午好", "客：门锁坏了，太离谱", "服：让您久等，马上安排"],
    "t-3": ["客：水费怎么交", "服：下楼右转，优惠没可能"],
    "t-4": ["客：有人吗，等了两天", "服：在，我看看"],
}
LABELS = [
    {"id": "t_13812345678", "opening_words": True, "flat-no": [1], "soothe_first": "fail", "slow-answer": "na", "mood": "坏"},
    {"id": "t-2", "opening_words": True, "flat-no": [2], "soothe_first": "pass", "slow-answer": None},
    {"id": "t-3", "opening_words": False, "flat-no": [1], "soothe_first": "na", "slow-answer": True},
    {"id": "t-4", "opening_words": True, "flat-no": [], "soothe_first": "pass", "slow-answer": False},
    {"id": "t-5", "opening_words": False, "flat-no": None, "soothe_first": "na", "slow-answer": None},
]
VIEW = View("zh", mask, mask_id=mask_id)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The rules, the conversations, the labels, and the rows that an audit writes of them."""
    monkeypatch.chdir(tmp_path)
    Path("rules.yaml").write_text(RULES, encoding="utf-8")
    roles = {"客": "customer", "服": "agent"}
    lines = []
    for name, said in TALKS.items():
        turns = [{"role": roles[turn[0]], "text": turn[2:]} for turn in said]
        lines.append(json.dumps({"id": name, "agent": {"id": "A1"}, "turns": turns}, ensure_ascii=False))
    Path("talks.jsonl").write_text("\n".join(lines), encoding="utf-8")
    Path("labels.jsonl").write_text("\n".join(json.dumps(entry, ensure_ascii=False) for entry in LABELS), encoding="utf-8")
    done = audited()
    Path("verdicts.jsonl").write_text("".join(verdicts.render(done, VIEW)), encoding="utf-8")
    Path("findings.jsonl").write_text("".join(findings.render(done, VIEW)), encoding="utf-8")
    return tmp_path


def audited(rules: str = "rules.yaml") -> Audit:
    return audit(read_paths(["talks.jsonl"]), Plan(load_rulebook(Path(rules)).rulebook), "test")


def labelled(rules: tuple[str, ...]) -> tuple[Labelled, ...]:
    return understood(read_labels("labels.jsonl").entries, rules).labelled


def run(*words: str) -> Result:
    return CliRunner().invoke(door, [*words], obj="zh")


# --- figures -----------------------------------------------------------------------------------------------------------


def test_figures_that_can_be_counted_by_hand(desk: Path) -> None:
    told = told_by_audit(audited(), VIEW)
    result = evaluate(labelled(told.rules), told)
    figures = {
        score.rule: (tuple(score.agreement.counts.values()), score.agreement.detection, score.turns, score.undecided)
        for score in result.scores
    }
    assert figures == {
        # label pass: two kept, t-4 broken; label fail: t-3 broken, t-5 is not there
        "opening-words": ((2, 1, 0, 0, 1, 1, 0, 0, 0), Detection(2, 2, 1), None, 1),
        # by turns: t-1 has 1 (right) and 2 (wrong), t-2 misses 2, t-3 has 1 (right)
        "flat-no": ((1, 0, 0, 1, 2, 0, 0, 0, 0), Detection(3, 2, 2), Detection(3, 3, 2), 0),
        "soothe-first": ((1, 1, 0, 0, 1, 0, 0, 0, 2), Detection(1, 2, 1), None, 1),
        # no times: unknown everywhere there is something to measure
        "slow-answer": ((0, 0, 1, 0, 0, 1, 0, 0, 1), Detection(1, 0, 0), None, 3),
    }
    assert (result.labelled, result.missing) == (5, ("t-5",))
    assert result.undecided == share(5, 17, without=0.0)
    assert result.macro_f1 == pytest.approx((1 / 2 + 4 / 5 + 2 / 3 + 0) / 4)
    kappas = [(5 * 3 - (6 + 4)) / (25 - 10), (4 * 3 - (2 + 6)) / (16 - 8), (5 * 4 - (2 + 2 + 4)) / (25 - 8), (3 * 1 - 3) / (9 - 3)]
    assert [score.agreement.kappa for score in result.scores] == pytest.approx(kappas)
    assert result.macro_kappa == pytest.approx(sum(kappas) / 4)


def test_rows_say_the_same_as_the_conversations(desk: Path) -> None:
    told, rows = told_by_audit(audited(), VIEW), told_by_rows(read_rows(["verdicts.jsonl", "findings.jsonl"]))
    alone = told_by_rows(read_rows(["verdicts.jsonl"]))
    results = [evaluate(labelled(side.rules), side) for side in (told, rows, alone)]
    figures = [[(score.agreement, score.turns, score.undecided) for score in result.scores] for result in results]
    assert figures[0] == figures[1] == figures[2]


def test_disagreements_say_where_and_why(desk: Path) -> None:
    told = told_by_audit(audited(), VIEW)
    cases = [case for score in evaluate(labelled(told.rules), told).scores for case in score.disagreements]
    first, said = "t_13812345678", "说了不该说的话"
    wrong = Quote(2, "没可能")
    assert [case for case in cases if case.rule == "flat-no"] == [
        Disagreement(
            "flat-no", first, 2, "138****5678没人接，没可能修", Mark.PASS, Mark.FAIL, Outcome.FAIL, said, "$回绝: 没可能", None, (wrong,)
        ),
        Disagreement("flat-no", "t-2", 2, "让您久等，马上安排", Mark.FAIL, Mark.PASS, Outcome.PASS),
    ]
    never = "要求的话始终没有说"
    assert [case for case in cases if case.rule in ("opening-words", "soothe-first")] == [
        Disagreement("opening-words", "t-4", 1, "在，我看看", Mark.PASS, Mark.FAIL, Outcome.FAIL, never),
        Disagreement("soothe-first", "t-4", 1, "在，我看看", Mark.PASS, Mark.FAIL, Outcome.FAIL, never, None, Quote(0, "等了两天")),
    ]
    slow = [case for case in cases if case.rule == "slow-answer"]
    assert [(case.conversation, case.label, case.said, case.outcome) for case in slow] == [
        ("t-4", Mark.FAIL, Mark.NA, Outcome.UNKNOWN),  # a violation that was missed comes before what is only na
        ("t-3", Mark.PASS, Mark.NA, Outcome.UNKNOWN),
    ]


@pytest.mark.parametrize("outcome", Outcome)
def test_what_each_verdict_counts_as(outcome: Outcome) -> None:
    told = told_by_rows(Rows((VerdictNote("c", "r", outcome, None, ()),), ()))
    marks = {Outcome.PASS: Mark.PASS, Outcome.FAIL: Mark.FAIL}
    for label, otherwise in ((Label(Mark.NA), Mark.NA), (Label(Mark.PASS, frozenset()), Mark.PASS)):  # who lists turns knows no na
        score = evaluate([Labelled("c", Place("l", 1), {"r": label})], told).scores[0]
        assert score.agreement.counts[label.mark, marks.get(outcome, otherwise)] == 1
        assert score.undecided == (outcome in (Outcome.UNKNOWN, Outcome.PENDING))


MATCHES = {
    "as they are": (["a", "b"], ["b", "a", "c"], {"a": "a", "b": "b"}),
    "masked by the tool": (["t_13812345678"], ["t_138****5678"], {"t_13812345678": "t_138****5678"}),
    "masked by the reader": (["t_138****5678"], ["t_13812345678"], {"t_138****5678": "t_13812345678"}),
    "two labels that look alike": (["t_13812345678", "t_13899995678"], ["t_138****5678"], {}),
    "two conversations that look alike": (["t_138****5678"], ["t_13812345678", "t_13899995678"], {}),
    "one of two is plain": (["t_13812345678", "t_138****5678"], ["t_13812345678", "t_13899995678"],
                            {"t_13812345678": "t_13812345678", "t_138****5678": "t_13899995678"}),
}  # fmt: skip


@pytest.mark.parametrize(("labels", "told", "found"), MATCHES.values(), ids=MATCHES)
def test_ids_match_masked_or_not_and_never_by_guess(labels: list[str], told: list[str], found: dict[str, str]) -> None:
    assert matched(labels, told) == found


# --- reviewed findings -----------------------------------------------------------------------------------------------------


def test_reviews_give_precision_rule_by_rule() -> None:
    notes = tuple(FindingNote(name, "c", name[0], Quote(1, "话"), "因", None, None) for name in ("a1", "a2", "a3", "b1", "b2", "b3"))
    told = told_by_rows(Rows((), notes))
    answers = [("a1", True), ("a2", False), ("a3", True), ("a3", None), ("b1", True), ("b1", False), ("b2", None), ("z9", True)]
    found = review([Review(name, answer, Place("l", line)) for line, (name, answer) in enumerate(answers, 2)], told)
    wrong = Disagreement("a", "c", 1, "话", Mark.PASS, Mark.FAIL, Outcome.FAIL, "因", None, None, (Quote(1, "话"),))
    assert found == Reviewed((ReviewScore("a", share(2, 3, without=0), (wrong,)),), share(2, 3, without=0), ("b1",), ("z9",), 1)


# --- against the outside scorer ----------------------------------------------------------------------------------------------

NEEDS_GOLD = pytest.mark.skipif(not (SHARED / "tools/score.py").is_file(), reason="the shared conversations are not here")
SCORED = {
    "greeting": "greeting", "asks-more": "asks_more", "invite-evaluation": "invites_evaluation", "farewell": "farewell",
    "empathy-first": "empathy_first", "apology-at-once": "apology_at_once", "confirm-need": "need_confirmed",
    "promise-time": "promise_time",
    "cold-language": "cold", "blunt-refusal": "refusal",
}  # fmt: skip


def invented_rows(seed: int) -> Iterator[dict[str, object]]:
    """Verdicts and findings by dice, half of them in the labels' favour; some verdicts are left out."""
    dice = random.Random(seed)
    for line in (SHARED / "gold/dev_labels.jsonl").read_text(encoding="utf-8").splitlines():
        label = json.loads(line)
        for rule, name in SCORED.items():
            truth, place = label[name], {"transcript": label["id"], "rule": rule}
            turns = (
                [turn for turn in range(30) if dice.random() < (0.7 if turn in (truth or []) else 0.02)] if isinstance(truth, list) else []
            )
            kept = "fail" if turns or truth is False else "pass"
            verdict = kept if isinstance(truth, list) or dice.random() < 0.5 else dice.choice([*Outcome])
            if dice.random() < 0.95:
                evidence = [{"turn": turn, "text": "…"} for turn in turns]
                yield {"schema": "verdict/1", **place, "verdict": str(verdict), "evidence": evidence}
                for turn in turns:
                    yield {"schema": "finding/1", "finding": f"{label['id']}{rule}{turn}", **place, "turn": turn, "text": "…"}


@NEEDS_GOLD
@pytest.mark.parametrize("seed", range(5))
def test_figures_are_those_of_the_outside_scorer(seed: int, tmp_path: Path) -> None:
    labels, scorer = str(SHARED / "gold/dev_labels.jsonl"), str(SHARED / "tools/score.py")
    rows = list(invented_rows(seed))
    for schema in ("verdict/1", "finding/1"):
        text = "\n".join(json.dumps(row) for row in rows if row["schema"] == schema)
        (tmp_path / f"{schema[:-2]}.jsonl").write_text(text, encoding="utf-8")
    files = [str(tmp_path / "verdict.jsonl"), str(tmp_path / "finding.jsonl")]
    printed = subprocess.run([sys.executable, scorer, labels, *files], capture_output=True, encoding="utf-8", check=True).stdout

    told = told_by_rows(read_rows(files))
    result = evaluate(understood(read_labels(labels).entries, told.rules).labelled, told)
    mine = []
    for rule in SCORED:
        score = next(score for score in result.scores if score.rule == rule)
        found = score.agreement.detection
        figures = [found.precision.value, found.recall.value, found.f1, score.agreement.kappa, *([score.turns.f1] if score.turns else [])]
        counts = [found.real, found.found, *([score.turns.real, score.turns.found] if score.turns else [])]
        mine.append((rule, counts, [f"{figure:.3f}" for figure in figures]))
    theirs = [
        (line.split()[0], [int(word) for word in re.findall(r"(?<![\d.])\d+(?![\d.])", line)], re.findall(r"-?\d\.\d{3}", line))
        for line in printed.splitlines()[1:-3]
    ]
    assert mine == theirs
    sums = [f"undecided {result.undecided.value:.3f}", f"macro kappa {result.macro_kappa:.3f}", f"macro F1 {result.macro_f1:.3f}"]
    assert sums == printed.splitlines()[-3:]


# --- the command ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_the_command_prints(desk: Path, golden: Callable[[str, str], str], lang: str) -> None:
    ran = CliRunner().invoke(door, ["evaluate", "labels.jsonl", "talks.jsonl"], obj=lang)
    assert ran.exception is None
    told = re.sub(r"(?<=版本 )[0-9a-f]{12}|(?<=version )[0-9a-f]{12}", "0" * 12, ran.stdout)
    assert told == golden("evaluate.txt" if lang == "zh" else "evaluate.en.txt", told)
    assert "mood" in ran.stderr
    assert "13812345678" not in ran.output


def test_all_disagreements_of_one_rule(desk: Path) -> None:
    ran = run("evaluate", "labels.jsonl", "talks.jsonl", "--misses", "flat-no")
    assert ran.stdout.count("标注") - ran.stdout.split("分歧")[0].count("标注") == 3  # two cases, and the line on the missing conversation
    assert "  flat-no  2 处\n" in ran.stdout


def test_json_holds_everything(desk: Path) -> None:
    ran = run("evaluate", "labels.jsonl", "talks.jsonl", "--json", "out.json")
    assert ran.exception is None
    told = json.loads(Path("out.json").read_text(encoding="utf-8"))
    assert list(told) == ["schema", "labels", "rules", "kind", "conversations", "undecided", "macro", "by_rule", "disagreements"]
    assert (told["schema"], told["kind"], told["conversations"]) == ("evaluation/1", "labels", {"labelled": 5, "missing": ["t-5"]})
    flat = told["by_rule"]["flat-no"]
    assert flat["confusion"] == {
        "pass": {"pass": 1, "fail": 0, "na": 0}, "fail": {"pass": 1, "fail": 2, "na": 0}, "na": {"pass": 0, "fail": 0, "na": 0},
    }  # fmt: skip
    assert (flat["real"], flat["found"], flat["right"], flat["turns"]["f1"]) == (3, 2, 2, 0.666667)
    assert told["disagreements"][1] == {
        "rule": "flat-no", "transcript": "t_138****5678", "turn": 2, "text": "138****5678没人接，没可能修", "label": "pass", "said": "fail",
        "verdict": "fail", "reason": "说了不该说的话", "phrase": "$回绝: 没可能", "signs": [], "trigger": None,
        "witnesses": [{"turn": 2, "text": "没可能", "signs": []}],
    }  # fmt: skip
    assert run("evaluate", "labels.jsonl", "talks.jsonl", "--json", "-").stdout == Path("out.json").read_text(encoding="utf-8")


def test_unmasked_only_when_asked_for(desk: Path) -> None:
    ran = run("evaluate", "labels.jsonl", "talks.jsonl", "--unmask", "--json", "-")
    assert json.loads(ran.stdout)["disagreements"][1]["text"] == "13812345678没人接，没可能修"


TURNS = {
    "from 0": ([1, 2], ""),
    "beyond the end": (
        [1, 3, 99],
        "labels.jsonl:1: 会话 t_138****5678 的 flat_no 标了 3、99，会话只有 3 句；建议：句子从 0 数起，第一句是 0\n",
    ),
    "the other side": (
        [0, 1],
        "labels.jsonl:1: 会话 t_138****5678 的 flat_no 标了 0，那里说话的不是客服；建议：句子从 0 数起，第一句是 0\n",
    ),
}


@pytest.mark.parametrize(("turns", "told"), TURNS.values(), ids=TURNS)
def test_label_turns_that_cannot_be_meant_are_told_and_counted(desk: Path, turns: list[int], told: str) -> None:
    Path("labels.jsonl").write_text(json.dumps({"id": "t_13812345678", "flat_no": turns, "soothe-first": [0]}), encoding="utf-8")
    ran, rows = (run("evaluate", "labels.jsonl", *files, "--json", "-") for files in (["talks.jsonl"], ["verdicts.jsonl"]))
    assert (ran.stderr, rows.stderr) == (told, "")
    assert json.loads(ran.stdout)["by_rule"]["flat-no"]["turns"]["real"] == len(turns)


def test_a_second_rule_file(desk: Path) -> None:
    Path("other.yaml").write_text("version: 1\nextends: rules.yaml\noverrides:\n  flat-no: {off: true, reason: 试}\n", encoding="utf-8")
    ran = run("evaluate", "labels.jsonl", "talks.jsonl", "--against", "other.yaml", "--json", "out.json")
    assert ran.exception is None
    told = json.loads(Path("out.json").read_text(encoding="utf-8"))
    assert [*told["by_rule"]] == ["opening-words", "flat-no", "soothe-first", "slow-answer"]
    assert [*told["against"]["by_rule"]] == ["opening-words", "soothe-first", "slow-answer"]
    assert [row["change"] for row in told["difference"] if row["what"] == "finding"] == ["vanished"] * 3
    assert ran.stdout.count("宏平均 F1") == 2
    assert "消失 3" in ran.stdout


def test_reviewed_findings(desk: Path) -> None:
    rows = [json.loads(line) for line in Path("findings.jsonl").read_text(encoding="utf-8").splitlines()]
    answers = {"flat-no": "是", "soothe-first": "不成立", "opening-words": ""}
    table = [f"{row['finding']},{answers[row['rule']]}" for row in rows]
    Path("reviews.csv").write_text("\n".join(["问题项编号,正确", *table]), encoding="utf-8-sig")
    for given in (["findings.jsonl"], ["verdicts.jsonl", "findings.jsonl"], ["talks.jsonl"]):
        ran = run("evaluate", "reviews.csv", *given, "--json", "-")
        told = json.loads(ran.stdout)
        right = {rule: (found["precision"]["part"], found["precision"]["whole"]) for rule, found in told["by_rule"].items()}
        assert right == {"flat-no": (3, 3), "soothe-first": (0, 2)}
        assert (told["kind"], told["open"], told["lost"]) == ("reviews", 2, [])
    assert "总的查准率 0.600" in run("evaluate", "reviews.csv", "findings.jsonl").stdout


REFUSED = {
    "rows and transcripts": (["labels.jsonl", "verdicts.jsonl", "talks.jsonl"], "cli.rows_and_transcripts"),
    "rows under other rules": (["labels.jsonl", "verdicts.jsonl", "--against", "rules.yaml"], "cli.against_rows"),
    "no such rule": (["labels.jsonl", "talks.jsonl", "--misses", "flatno"], "rulebook.no_rule"),
    "reviews without findings": (["reviews.csv", "verdicts.jsonl"], "cli.no_finding_rows"),
    "labels without verdicts": (["labels.jsonl", "findings.jsonl"], "cli.no_verdict_rows"),
    "reviews of other findings": (["reviews.csv", "talks.jsonl"], "cli.no_common_finding"),
    "labels of other rules": (["strange.jsonl", "talks.jsonl"], "cli.no_labels_of_rules"),
    "labels of other conversations": (["others.jsonl", "talks.jsonl"], "cli.no_common_conversation"),
    "no conversation": (["labels.jsonl", "nowhere"], "cli.nothing_judged"),
    "no labels": (["nowhere", "talks.jsonl"], "reader.not_found"),
    "no folder": (["labels.jsonl", "talks.jsonl", "--json", "no/where.json"], "cli.no_folder"),
    "output over input": (["labels.jsonl", "talks.jsonl", "--json", "labels.jsonl"], "cli.output_is_input"),
}


@pytest.mark.parametrize(("words", "key"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_done_is_said(desk: Path, words: list[str], key: str) -> None:
    Path("reviews.csv").write_text("finding,correct\nf1,yes\n", encoding="utf-8")
    Path("strange.jsonl").write_text('{"id": "t-2", "mood": true}', encoding="utf-8")
    Path("others.jsonl").write_text('{"id": "x", "flat-no": true}', encoding="utf-8")
    ran = run("evaluate", *words)
    assert isinstance(ran.exception, Problems)
    assert key in [problem.what.key for problem in ran.exception.problems]


def test_empty_findings_beside_verdicts_are_no_transcript(desk: Path) -> None:
    Path("none.jsonl").write_text("", encoding="utf-8")
    assert run("evaluate", "labels.jsonl", "verdicts.jsonl", "none.jsonl").exception is None
