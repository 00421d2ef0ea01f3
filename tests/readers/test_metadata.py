"""The `# key: value` lines of a plain transcript."""

from __future__ import annotations

import pytest

from compliance.model.transcript import Agent
from compliance.readers.metadata import agent_of, attributes_of, metadata_line, record_of, scalar


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("# id: call-7", ("id", "call-7")),
        ("#id：call-7", ("id", "call-7")),
        ("# started_at: 2026-03-02 09:00:05", ("started_at", "2026-03-02 09:00:05")),
        ("# record.name: 张三", ("record.name", "张三")),
        ("# case:", ("case", "")),
        ("# 客户等级: VIP", ("客户等级", "VIP")),
        ("# a remark without a key: yes", None),
        ("# 备注", None),
        ("#话题#内容：好", None),
        ("#", None),
        ("id: call-7", None),
    ],
)
def test_keys_and_values(line: str, expected: tuple[str, str] | None) -> None:
    assert metadata_line(line) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("true", True), ("False", False), ("3", 3), ("-2", -2), ("2.50", 2.5), ("007", "007"), ("1e5", "1e5"), ("vip", "vip"), ("", "")],
)
def test_values(text: str, expected: object) -> None:
    value = scalar(text)
    assert (value, type(value)) == (expected, type(expected))


def test_attributes_are_what_has_no_place_of_its_own() -> None:
    meta = {"id": "a", "channel": "call", "category": "complex", "attributes.mono": "true", "record.name": "张三", "as_of": "00:10"}
    meta["vip"] = "2"
    assert attributes_of(meta) == {"category": "complex", "mono": True, "vip": 2}


@pytest.mark.parametrize(
    ("meta", "expected"),
    [
        ({}, None),
        ({"record": ""}, {}),
        (
            {"record": "name=张三, contact=13800000000，need=;progress=办理中"},
            {"name": "张三", "contact": "13800000000", "need": "", "progress": "办理中"},
        ),
        ({"record.name": "张三"}, {"name": "张三"}),
        ({"record": "name=张三", "record.need": "报修"}, {"name": "张三", "need": "报修"}),
    ],
)
def test_the_service_record(meta: dict[str, str], expected: dict[str, object] | None) -> None:
    assert record_of(meta) == expected


@pytest.mark.parametrize(
    ("meta", "agent", "attributes"),
    [
        ({}, None, {}),
        ({"agent": "A1"}, Agent("A1"), {}),
        ({"agent": "A1", "agent_name": "林晓", "team": "一组"}, Agent("A1", "林晓", "一组"), {}),
        ({"agent_name": "林晓"}, Agent("林晓", "林晓"), {}),
        ({"team": "一组"}, None, {"team": "一组"}),
    ],
)
def test_the_agent(meta: dict[str, str], agent: Agent | None, attributes: dict[str, object]) -> None:
    assert (agent_of(meta), attributes_of(meta)) == (agent, attributes)
