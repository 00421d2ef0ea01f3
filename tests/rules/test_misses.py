"""Nearest misses: every form, in the words that a reader sees."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from compliance.model.verdict import Verdict
from compliance.wording import say

SOON = "when: {customer: 断网}\nmust: {agent: [已受理, 已登记]}\nwithin: 30s"


@pytest.mark.parametrize(
    ("rule", "script", "told"),
    [
        (SOON, "[00:00] 客: 断网了\n[00:34] 服: 已登记", (1, "已登记", "34 秒才说，时限是 30 秒", 34)),
        ("must: {agent: 您好}\nwhere: {first: 15s}", "[00:34] 服: 您好", (0, "您好", "34 秒才说，时限是 15 秒", 34)),
        ("must: {agent: 您好}\nwhere: {first: 1 turns}", "服: 喂\n服: 您好", (1, "您好", "说了，但不在要求的范围内", None)),
        ("must: {agent: 再见}\nwhere: {last: 1 turns}", "服: 再见\n服: 再见\n服: 挂了", (1, "再见", "说了，但不在要求的范围内", None)),
        ("when: {customer: 漏水}\nmust: {agent: 师傅}", "服: 师傅在\n客: 漏水\n服: 嗯", (0, "师傅", "说在触发之前", None)),
        ("must: {agent: 您好}", "客: 您好\n服: 嗯", (0, "您好", "是客户说的", None)),
        ("must: {customer: 同意}", "客: 嗯\n服: 同意吗", (1, "同意", "是客服说的", None)),
        ("order: [{agent: 贵姓}, {agent: 办好}]", "服: 办好了\n服: 贵姓", (1, "贵姓", "说了，但在后一步之后", None)),
        ("count: {agent: [甲, 乙], min: 2}", "服: 甲\n客: 乙呢", (1, "乙", "是客户说的", None)),
    ],
)
def test_forms(rule: str, script: str, told: tuple[int, str, str, float | None], judged: Callable[[str, str], Verdict]) -> None:
    miss = judged(rule, script).judgements[0].nearest_miss
    assert miss is not None
    assert (miss.turn, miss.text, say(miss.why), miss.time_s) == told


@pytest.mark.parametrize(
    ("rule", "script"),
    [
        ("must: {agent: 您好}", "服: 喂"),
        ("must: {record: phone}", "# record: name=王\n服: 喂"),
        ("must: {event: visit}", "[00:00] 服: 喂\n[00:01] 事件: call"),
        ("must: {agent: 免费}\nunless: 不免费", "服: 不免费"),
        ("count: {agent: [甲, 乙], min: 2}", "服: 甲"),
        ("count: {agent: [甲, 乙], max: 1}", "服: 甲，乙"),
    ],
)
def test_nothing_came_near(rule: str, script: str, judged: Callable[[str, str], Verdict]) -> None:
    verdict = judged(rule, script)
    assert (str(verdict.outcome), verdict.judgements[0].nearest_miss) == ("fail", None)
