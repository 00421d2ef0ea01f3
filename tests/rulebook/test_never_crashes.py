"""Whatever an author types, the answer is a rulebook or a list of problems, and every problem can be said."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.model.problem import Problems
from compliance.rulebook.load import load
from compliance.rulebook.strict_yaml import parse
from compliance.wording import LANGUAGES, say_problem

BASE = """version: 1
scopes: {opening: 2 turns}
calendar: {holidays: [2026-05-20]}
regulations: {A: 规范}
clauses: {A1: {section: 一, demand: 礼貌}}
lexicons:
  致歉: {phrases: [抱歉, (对不起|不好意思)], sounds_like: true}
  共情: &x [理解…心情, $致歉]
rules:
  - id: a
    level: warn
    clauses: [A1]
    applies_to: {channel: [call], urgent: true}
    when: {customer: [投诉, '/[0-9]+次/'], each: first}
    must: {any: [{agent: $共情}, {event: callback}, {record: name}, {customer: anything}]}
    where: {last: 20%}
    within: 1 workday
    each_day: 09:00-18:00
    unless: [不抱歉]
    examples:
      - fail: "服: 走"
  - {id: b, level: info, count: {agent: *x, min: 1, max: 2}}
  - {id: c, level: info, measure: {filler_rate: agent, filler: [嗯]}, min: 1, max: 3, unless: {agent: 稍等}}
  - {id: d, level: info, replace: {不行: 我来确认}}
  - {id: e, level: info, order: [{agent: 甲}, {customer: anything}], required: false}
overrides: {b: {level: warn, max: 3}, c: {off: true}}
"""
BITS = st.sampled_from(
    [
        *": , - [ ] { } ( ) | / $ & * ! % @ ` ' \" # > ? < … ， ： （ ） 。 ～ ~ 0 1 3:00 null yes true {} [] [[ }} 1e999 -1 \t".split(" "),
        "\n",
        "  ",
        "\n  - ",
    ]
)


def check(text: str) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "rules.yaml"
        file.write_bytes(text.encode("utf-8", "surrogatepass"))
        try:
            loaded = load(file)
        except Problems as found:
            problems = found.problems
            assert problems
        else:
            problems = loaded.warnings
            assert loaded.rulebook.rules
        for problem in problems:
            for lang in LANGUAGES:
                assert "\n" not in say_problem(problem, lang)


@given(st.lists(st.tuples(st.integers(0, len(BASE)), st.integers(0, 6), BITS), min_size=1, max_size=3))
@settings(max_examples=400)
def test_a_slip_of_the_finger(slips: list[tuple[int, int, str]]) -> None:
    text = BASE
    for place, cut, bit in slips:
        text = text[:place] + bit + text[place + cut :]
    check(text)


SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(["$致歉", "30s", "anything", "opening", "/(/"]),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["agent", "customer", "event", "all", "any", "phrases", "each", "first", "min", "x"]), inner, max_size=3
        ),
    ),
    max_leaves=6,
)
LINES = [line.split(":")[0].strip(" -") for line in BASE.splitlines() if line.startswith("    ") and "fail" not in line]


@given(st.sampled_from([*LINES, "must_not", "count", "order", "measure", "replace", "max", "points", "examples", "waivable"]), VALUES)
@settings(max_examples=400)
def test_any_value_under_any_key_of_a_rule(key: str, value: object) -> None:
    written = json.dumps(value, ensure_ascii=False)
    top = "version: 1\nlexicons: {致歉: [抱歉]}\nrules:\n"
    check(f"{top}  - {{id: a, level: warn, must: 您好, {key}x: 1}}\n  - id: b\n    {key}: {written}\n")
    check(f"{top}  - id: b\n    level: warn\n    {key}: {written}\n")


@given(st.sampled_from(["lexicons", "clauses", "regulations", "overrides", "scopes", "calendar", "extends", "rules", "version"]), VALUES)
@settings(max_examples=300)
def test_any_value_under_any_key_of_the_file(key: str, value: object) -> None:
    check(f"version: 1\n{key}x: 1\n{key}: {json.dumps(value, ensure_ascii=False)}\n")
    check(f"version: 1\n{key}: {json.dumps(value, ensure_ascii=False)}\nrules:\n  - {{id: a, level: warn, must: 您好}}\n")


@given(st.text(max_size=200))
@settings(max_examples=300)
def test_any_text(text: str) -> None:
    parse(text, "rules.yaml", [])
    check(text)
