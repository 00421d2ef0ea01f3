"""What a gate lets pass: waivers and baselines, as the screen, the rows and the exit code tell of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compliance.cli.gate_baseline import baseline_text, read_baseline
from compliance.model.problem import Problems

Call = Callable[..., Any]

RULES = """\
version: 1
rules:
  - id: hello
    name: 开口先问好
    level: error
    must: {agent: 您好}
    where: opening
    examples: [pass: "服: 您好", fail: "服: 讲"]
  - id: shirking
    name: 不推诿
    level: fatal
    must_not: {agent: 不归我管}
    examples: [pass: "服: 我来问", fail: "服: 【不归我管】"]
  - id: number
    name: 不报号码
    level: fatal
    must_not: {agent: '/打1\\d{10}/'}
    examples: [pass: "服: 我来问", fail: "服: 【打13900000000】"]
  - id: promise
    name: 不打包票
    level: fatal
    waivable: false
    must_not: {agent: 绝对没问题}
    examples: [pass: "服: 我来问", fail: "服: 【绝对没问题】"]
"""
GOOD, CURT, SHIRKING, PROMISE = "您好，请讲", "讲", "您好，这个不归我管", "您好，绝对没问题"
CLEAN = "zero_fatal: true\nerror_rate: {max: 0%}\nlot: all\n"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with rules.yaml and a gate that lets nothing pass; everything is called from inside it."""
    (tmp_path / "rules.yaml").write_text(RULES, encoding="utf-8")
    (tmp_path / "gate.yaml").write_text(CLEAN, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def talks(folder: Path, *said: str, prefix: str = "c-") -> None:
    rows = [{"id": f"{prefix}{n}", "turns": [{"role": "agent", "text": text}]} for n, text in enumerate(said, 1)]
    (folder / "talks.jsonl").write_text("".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows), encoding="utf-8")


def waive(folder: Path, *written: str, name: str = "waivers.yaml") -> None:
    lines = [f"  - {{{each}, reason: 客户要求复述, by: 王敏, until: 2026-12-31}}\n" for each in written]
    (folder / name).write_text(f"waivers:\n{''.join(lines)}", encoding="utf-8")


def decide(call: Call, *more: str) -> Any:
    return call("gate", "talks.jsonl", "--gate", "gate.yaml", "--as-of", "2026-03-31T23:00:00+08:00", *more)


def standing(call: Call, *more: str) -> tuple[int, dict[str, Any]]:
    said = decide(call, "--json", "-", *more)
    return said.code, json.loads(said.out)["findings"]


def known(waived: int = 0, known: int = 0, new: int = 0, stale: int | None = None) -> dict[str, Any]:
    return {"waived": waived, "known": known, "new": new, "stale": stale}


BASELINE = ("--baseline", "known.json")
UPDATE = (*BASELINE, "--update-baseline")


# --- baseline -----------------------------------------------------------------------------------------------------------


def test_only_what_is_new_counts(desk: Path, call: Call) -> None:
    talks(desk, GOOD, CURT, SHIRKING)
    assert standing(call) == (1, known(new=2))
    assert standing(call, *UPDATE) == (0, known(known=2, stale=0))
    assert standing(call, *BASELINE) == (0, known(known=2, stale=0))
    talks(desk, GOOD, CURT, SHIRKING, CURT)
    assert standing(call, *BASELINE) == (1, known(known=2, new=1, stale=0))


def test_the_same_words_once_more_are_new(desk: Path, call: Call) -> None:
    talks(desk, SHIRKING)
    decide(call, *UPDATE)
    row = {"id": "c-1", "turns": [{"role": "agent", "text": SHIRKING}] * 2}
    (desk / "talks.jsonl").write_text(json.dumps(row), encoding="utf-8")
    assert standing(call, *BASELINE) == (1, known(known=1, new=1, stale=0))


def test_place_and_time_make_nothing_new(desk: Path, call: Call) -> None:
    talks(desk, SHIRKING)
    decide(call, *UPDATE)
    row = {"id": "c-1", "turns": [{"role": "agent", "text": "您好", "start": 3}, {"role": "agent", "text": "這個不歸 我管！", "start": 9}]}
    (desk / "talks.jsonl").write_text(f"\n{json.dumps(row)}\n", encoding="utf-8")
    assert standing(call, *BASELINE) == (0, known(known=1, stale=0))


def test_what_is_gone_is_told_and_dropped_on_update(desk: Path, call: Call) -> None:
    talks(desk, CURT, SHIRKING)
    decide(call, *UPDATE)
    talks(desk, GOOD, SHIRKING)
    said = decide(call, *BASELINE)
    assert "  基线里另有 1 项这次没有用上，用 --update-baseline 去掉\n" in said.out
    assert (said.code, standing(call, *BASELINE)) == (0, (0, known(known=1, stale=1)))
    assert "  基线已更新：共 1 项，新记 0 项，去掉 1 项\n" in decide(call, *UPDATE).out
    assert [row["rule"] for row in json.loads((desk / "known.json").read_text(encoding="utf-8"))["findings"]] == ["shirking"]


def test_an_update_looks_at_everything_not_only_at_the_sample(desk: Path, call: Call) -> None:
    """Otherwise another seed would find old sins."""
    (desk / "gate.yaml").write_text("zero_fatal: true\nsample: {size: 2}\n", encoding="utf-8")
    talks(desk, *[SHIRKING] * 9)
    code, found = standing(call, *UPDATE)
    assert (code, found) == (0, known(known=2))
    assert len(json.loads((desk / "known.json").read_text(encoding="utf-8"))["findings"]) == 9
    assert [standing(call, *BASELINE, "--seed", seed) for seed in "abc"] == [(0, known(known=2))] * 3


def test_the_riskiest_are_those_with_new_findings(desk: Path, call: Call) -> None:
    (desk / "gate.yaml").write_text("zero_fatal: true\nsample: {risk: 1}\n", encoding="utf-8")
    talks(desk, SHIRKING, GOOD, GOOD)
    decide(call, *UPDATE)
    talks(desk, SHIRKING, GOOD, CURT)
    drawn = json.loads(decide(call, *BASELINE, "--json", "-").out)["sample"]["drawn"]
    assert [pick["transcript"] for pick in drawn] == ["c-3"]


def test_rules_left_out_keep_their_part(desk: Path, call: Call) -> None:
    talks(desk, CURT, SHIRKING)
    decide(call, *UPDATE)
    before = (desk / "known.json").read_bytes()
    assert standing(call, *UPDATE, "--only", "hello", "--only", "number") == (0, known(known=1, stale=0))
    assert (desk / "known.json").read_bytes() == before


def test_where_nothing_could_be_judged_the_baseline_stays(desk: Path, call: Call) -> None:
    talks(desk, SHIRKING)
    decide(call, *UPDATE)
    before = (desk / "known.json").read_bytes()
    timed = "version: 1\nrules:\n  - id: quick\n    level: fatal\n    must: {agent: 您好}\n    where: {first: 3s}\n"
    (desk / "rules.yaml").write_text(timed, encoding="utf-8")
    assert decide(call, *UPDATE).code == 2
    assert (desk / "known.json").read_bytes() == before


def test_the_file_holds_no_words_and_is_the_same_for_the_same(desk: Path, call: Call) -> None:
    talks(desk, CURT, SHIRKING, "您好，打13912345678", prefix="13812345678-")
    decide(call, *UPDATE)
    written = (desk / "known.json").read_text(encoding="utf-8")
    rows = json.loads(written)["findings"]
    assert [(row["rule"], row["count"]) for row in rows] == [("hello", 1), ("number", 1), ("shirking", 1)]
    assert {key for row in rows for key in row} == {"rule", "finding", "count"}
    assert written.count("\n") == len(rows) + 2
    decide(call, *UPDATE, "--as-of", "2027-01-01T00:00:00Z")
    assert (desk / "known.json").read_text(encoding="utf-8") == written


def test_the_gate_may_name_it(desk: Path, call: Call) -> None:
    (desk / "gate.yaml").write_text(f"{CLEAN}baseline: known.json\n", encoding="utf-8")
    talks(desk, CURT)
    missing = decide(call)
    assert (missing.code, missing.err) == (2, "known.json: 找不到基线文件；建议：要新建，加上 --update-baseline 运行一次\n")
    assert standing(call, "--update-baseline") == (0, known(known=1, stale=0))
    assert standing(call) == (0, known(known=1, stale=0))


BAD = "；建议：不要手改；找回原来的文件，或删掉它，加上 --update-baseline 重新记一份"
ROW = '{"rule": "hello", "finding": "0123456789abcdef", "count": 1}'


def whole(*rows: str) -> str:
    return f'{{"schema": "baseline/1", "findings": [{", ".join(rows)}]}}'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "不是基线文件，第 1 行第 1 列不合 JSON"),
        ('{"schema": "baseline/1",\n<<<<<<< HEAD', "不是基线文件，第 2 行第 1 列不合 JSON"),
        ("[]", "不是基线文件"),
        ("null", "不是基线文件"),
        ("[" * 100_000, "不是基线文件"),
        ("1" * 5000, "不是基线文件"),
        ('{"schema": "gate-state/1", "findings": []}', "不是基线文件"),
        ('{"schema": "baseline/2", "findings": []}', "不是基线文件"),
        ('{"schema": "baseline/1", "findings": {}}', "不是基线文件"),
        (whole(ROW, "{}"), "基线的第 2 项不对"),
        (whole(ROW.replace("1}", "0}")), "基线的第 1 项不对"),
        (whole(ROW.replace("1}", "true}")), "基线的第 1 项不对"),
        (whole(ROW.replace("1}", "1e3}")), "基线的第 1 项不对"),
        (whole(ROW.replace("0123", "012")), "基线的第 1 项不对"),
        (whole(ROW.replace('"hello"', '["hello"]')), "基线的第 1 项不对"),
        (whole(ROW.replace("}", ', "text": "随便"}')), "基线的第 1 项不对"),
        (whole(ROW, ROW), "基线的第 2 项前面已经有了"),
    ],
)
def test_what_is_no_baseline_is_refused_and_kept(desk: Path, call: Call, text: str, said: str) -> None:
    talks(desk, CURT)
    (desk / "known.json").write_text(text, encoding="utf-8")
    for words in (BASELINE, UPDATE):
        found = decide(call, *words)
        assert (found.code, found.out, found.err) == (2, "", f"known.json: {said}{BAD}\n")
    assert (desk / "known.json").read_text(encoding="utf-8") == text


COUNTS = st.dictionaries(st.tuples(st.text(min_size=1), st.from_regex(r"[0-9a-f]{16}", fullmatch=True)), st.integers(1, 10**6))


@given(COUNTS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_written_is_read_again(tmp_path: Path, baseline: dict[tuple[str, str], int]) -> None:
    file = tmp_path / "known.json"
    file.write_bytes(baseline_text(baseline))
    assert read_baseline(str(file), may_be_missing=False) == baseline
    assert baseline_text(dict(reversed(baseline.items()))) == file.read_bytes()


@given(st.binary(max_size=60) | st.text(alphabet='{}[]":,schemabasline/1 0', max_size=60).map(str.encode))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_crashes_it(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "known.json"
    file.write_bytes(data)
    with pytest.raises(Problems):
        read_baseline(str(file), may_be_missing=True)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ["--update-baseline"],
            "--update-baseline: 没有说基线是哪个文件；建议：加上 --baseline baseline.json，或在门禁里写 baseline: baseline.json",
        ),
        (["--baseline", "talks.jsonl", "--update-baseline"], None),
        (["--baseline", "rules.yaml", "--update-baseline"], None),
        (["--baseline", "no/known.json", "--update-baseline"], None),
        (["--baseline", "."], None),
        ([*UPDATE, "--json", "./known.json"], "known.json: 两个输出写到同一个文件 known.json"),
    ],
)
def test_what_cannot_be_done(desk: Path, call: Call, words: list[str], said: str | None) -> None:
    talks(desk, CURT)
    before = {file.name: file.read_bytes() for file in desk.iterdir()}
    found = decide(call, *words)
    assert (found.code, found.out) == (2, "")
    assert said is None or found.err.startswith(said)
    assert {file.name: file.read_bytes() for file in desk.iterdir()} == before


# --- waivers ------------------------------------------------------------------------------------------------------------


def test_what_is_waived_does_not_count(desk: Path, call: Call) -> None:
    talks(desk, SHIRKING, CURT)
    waive(desk, "rule: shirking, conversation: c-1, text: 不歸 我管", "rule: hello, conversation: c-2")
    assert standing(call) == (0, known(waived=2))
    (desk / "waivers.yaml").rename(desk / "accepted.yaml")
    assert standing(call) == (1, known(new=2))
    assert standing(call, "--waivers", "accepted.yaml") == (0, known(waived=2))
    (desk / "gate.yaml").write_text(f"{CLEAN}waivers: accepted.yaml\n", encoding="utf-8")
    assert standing(call) == (0, known(waived=2))


def test_the_waivers_beside_the_rule_file_hold_for_its_gate(desk: Path, call: Call) -> None:
    talks(desk, SHIRKING)
    (desk / "rules.yaml").write_text(f"{RULES}gate: {{zero_fatal: true}}\n", encoding="utf-8")
    assert call("gate", "talks.jsonl").code == 1
    waive(desk, "rule: shirking, conversation: c-1, text: 不归我管")
    assert call("gate", "talks.jsonl", "--as-of", "2026-12-31T23:59:00+08:00").code == 0


def test_fail_on_does_not_see_what_is_excused(desk: Path, call: Call) -> None:
    talks(desk, SHIRKING, CURT)
    waive(desk, "rule: shirking, conversation: c-1, text: 不归我管")
    assert decide(call, *UPDATE, "--fail-on", "info").code == 0
    assert decide(call, *BASELINE, "--fail-on", "info").code == 0


def test_a_waiver_comes_before_the_baseline(desk: Path, call: Call) -> None:
    talks(desk, SHIRKING)
    decide(call, *UPDATE)
    waive(desk, "rule: shirking, conversation: c-1, text: 不归我管")
    assert standing(call, *BASELINE) == (0, known(waived=1, stale=1))
    assert standing(call, *UPDATE) == (0, known(waived=1, stale=0))
    (desk / "waivers.yaml").unlink()
    assert standing(call, *BASELINE) == (1, known(new=1, stale=0))


@pytest.mark.parametrize(
    ("clock", "code"),
    [
        ("2026-12-31T23:59:59+08:00", 0),
        ("2027-01-01T00:00:00+08:00", 2),
        ("2026-12-31T23:59:59-10:00", 0),
        ("2026-12-31T16:30:00Z", 0),
        ("2026-12-31 23:59", 0),
    ],
)
def test_the_last_day_is_that_of_the_zone_given(desk: Path, call: Call, clock: str, code: int) -> None:
    talks(desk, SHIRKING)
    waive(desk, "rule: shirking, conversation: c-1, text: 不归我管")
    assert decide(call, "--as-of", clock).code == code


def test_masked_words_and_ids_will_do(desk: Path, call: Call) -> None:
    """So that waivers can be copied from a report and kept where personal data have no place."""
    talks(desk, "您好，打13912345678", prefix="客户13812345678 ")
    row = json.loads(decide(call, "-o", "findings=-").out)
    assert "13" + "9123" not in row["text"] + row["transcript"]
    waive(desk, f"rule: number, conversation: '{row['transcript']}', text: '{row['text']}'")
    assert standing(call) == standing(call, "--unmask") == (0, known(waived=1))
    waive(desk, "rule: number, conversation: '客户13812345678 1', text: 打13912345678")
    assert standing(call) == standing(call, "--unmask") == (0, known(waived=1))


PLACE = "waivers.yaml:2:5: 没有用上的豁免："


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (
            "rule: shirking, conversation: c-9, text: 不归我管",
            "没有读到这通会话；建议：核对会话编号（打过码的编号对得上几通时要写全）；不再需要就删掉",
        ),
        ("rule: shirking, conversation: c-2, text: 不归我管", "规则 shirking 在这通会话里没有问题项；建议：不再需要就删掉"),
        (
            "rule: shirking, conversation: c-1, text: 不管",
            "规则 shirking 在这通会话里的问题项不是这句话；建议：text 照抄问题项里的原话：不归我管",
        ),
        (
            "rule: shirking, conversation: c-1",
            "规则 shirking 在这通会话里的问题项不是这句话；建议：text 照抄问题项里的原话：不归我管",
        ),
        ("rule: hello, conversation: c-2, text: 讲", "规则 hello 在这通会话里的问题项不是这句话；建议：这个问题项没有原话，去掉 text"),
    ],
)
def test_a_waiver_that_covers_nothing_is_refused(desk: Path, call: Call, written: str, said: str) -> None:
    talks(desk, SHIRKING, CURT)
    waive(desk, written)
    found = decide(call, *UPDATE, "-o", "findings=findings.jsonl")
    assert (found.code, found.out) == (2, "")
    assert found.err.splitlines()[0] == f"{PLACE}{said}"
    assert not (desk / "known.json").exists()
    assert not (desk / "findings.jsonl").exists()


def test_nothing_is_held_against_waivers_of_what_was_not_looked_at(desk: Path, call: Call) -> None:
    (desk / "gate.yaml").write_text("zero_fatal: true\nsample: {size: 1, seed: 1}\n", encoding="utf-8")
    talks(desk, *[GOOD] * 4)
    waive(desk, *(f"rule: shirking, conversation: c-{n}, text: 不归我管" for n in range(1, 5)))
    assert len([line for line in decide(call).err.splitlines() if line.startswith("waivers.yaml")]) == 1
    assert decide(call, "--only", "hello").code == 2, "nothing of the gate is left to be judged"
    assert "waivers.yaml" not in decide(call, "--only", "hello").err


def test_an_unreadable_conversation_may_be_the_one_that_is_meant(desk: Path, call: Call) -> None:
    talks(desk, GOOD)
    (desk / "talks.jsonl").write_text(f"{(desk / 'talks.jsonl').read_text(encoding='utf-8')}{{}}\n", encoding="utf-8")
    waive(desk, "rule: shirking, conversation: c-2, text: 不归我管")
    assert decide(call).code == 0


def test_what_is_not_waivable_counts_whatever_is_written(desk: Path, call: Call) -> None:
    talks(desk, PROMISE, CURT)
    assert standing(call, *UPDATE) == (1, known(known=1, new=1, stale=0))
    assert [row["rule"] for row in json.loads((desk / "known.json").read_text(encoding="utf-8"))["findings"]] == ["hello"]
    waive(desk, "rule: promise, conversation: c-1, text: 绝对没问题")
    found = decide(call)
    assert (found.code, found.out) == (2, "")
    assert found.err.splitlines()[0] == "waivers.yaml:2:12: 规则 promise 不可豁免；建议：删掉这条豁免；规则里写着 waivable: false"


def test_the_explanation_of_a_rule_says_so(desk: Path, call: Call) -> None:
    said = "豁免：不可以，违规始终计入门禁"
    assert [said in call("rules", "explain", rule).out.splitlines() for rule in ("promise", "shirking")] == [True, False]


# --- what is told -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("lang", "name"), [("zh", "gate_excuses.txt"), ("en", "gate_excuses.en.txt")])
def test_the_explanation(desk: Path, call: Call, golden: Callable[[str, str], str], lang: str, name: str) -> None:
    talks(desk, SHIRKING, CURT, CURT, *[GOOD] * 5)
    waive(desk, "rule: shirking, conversation: c-1, text: 不归我管")
    first = decide(call, *UPDATE, "--lang", lang).out
    talks(desk, SHIRKING, GOOD, CURT, *[GOOD] * 3, CURT, PROMISE)
    said = f"{first}\n{decide(call, *BASELINE, '--lang', lang).out}"
    assert golden(name, said) == said


def test_excused_findings_are_reported_with_their_mark(desk: Path, call: Call) -> None:
    talks(desk, CURT)
    decide(call, *UPDATE)
    talks(desk, CURT, SHIRKING, CURT)
    waive(desk, "rule: shirking, conversation: c-2, text: 不归我管")
    decide(call, *BASELINE, "-o", "findings=findings.jsonl", "-o", "sarif=findings.sarif")
    rows = [json.loads(line) for line in (desk / "findings.jsonl").read_text(encoding="utf-8").splitlines()]
    waived = {"reason": "客户要求复述", "by": "王敏", "until": "2026-12-31"}
    assert [(row["transcript"], row.get("waived"), row.get("known")) for row in rows] == [
        ("c-1", None, True),
        ("c-2", waived, None),
        ("c-3", None, None),
    ]
    results = json.loads((desk / "findings.sarif").read_text(encoding="utf-8"))["runs"][0]["results"]
    assert [result.get("suppressions", []) for result in results] == [
        [],
        [{"kind": "external", "status": "accepted", "justification": "客户要求复述"}],
        [],
    ]


def test_without_waivers_and_baseline_nothing_is_said_of_them(desk: Path, call: Call) -> None:
    talks(desk, CURT)
    assert not {"豁免", "基线"} & {word for word in ("豁免", "基线") if word in decide(call).out}
    assert {key: json.loads(decide(call, "--json", "-").out)[key] for key in ("waivers", "baseline")} == {"waivers": None, "baseline": None}
