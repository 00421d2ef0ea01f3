"""The catalogue: every sentence is used, every sentence used is there, and both languages say the same."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from compliance.model.message import message
from compliance.wording import CATALOGUE, PARTS, say

PACKAGE = Path(__file__).parent.parent / "compliance"
WORDING = PACKAGE / "wording"
SPOKEN = [file for file in sorted(PACKAGE.rglob("*.py")) if WORDING not in file.parents]
TREES = {file: ast.parse(file.read_text(encoding="utf-8")) for file in SPOKEN}

# Functions that take a key as an argument: which argument, and what is put in front of it.
TAKES_A_KEY = {"message": (0, ""), "Message": (0, ""), "fault": (1, ""), "refuse": (1, ""), "word": (0, "report.")}

# Half-width signs in Chinese sentences: allowed where they are part of what the user has to write.
WRITTEN_SO = re.compile(r"“[^”]*”|\{\{.*?\}\}+|\[[^\]]*\]|\([甲的]\|[^)]*\)|# ?\{field\}: true|count: |[\w/]+(,[\w/]+)+|--\S+|\"\w+\": ?")


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def test_the_catalogue_holds_every_part() -> None:
    assert {part.__name__.rpartition(".")[2] for part in PARTS} == {file.stem for file in WORDING.glob("*.py")} - {"__init__"}


def test_no_key_stands_twice() -> None:
    """The later sentence would win."""
    parts = [ast.parse(file.read_text(encoding="utf-8")) for file in WORDING.glob("*.py")]
    tables = [node for part in parts for node in ast.walk(part) if isinstance(node, ast.Dict)]
    keys = Counter(ast.literal_eval(key) for table in tables for key in table.keys if key)
    assert set(keys) == set(CATALOGUE)
    assert [key for key, count in keys.items() if count > 1] == []


def test_both_languages_hold_the_same_values() -> None:
    assert {key for key, (chinese, english) in CATALOGUE.items() if fields(chinese) != fields(english)} == set()


def test_nothing_is_left_empty_in_one_language_only() -> None:
    assert {key for key, (chinese, english) in CATALOGUE.items() if bool(chinese) != bool(english)} == set()


# Figures that are never one (limits, a range, points of a percentage), and values that are no figures.
NO_COUNT = {
    "reader.turn_too_long", "rulebook.phrase_long", "live.too_long", "live.given_up", "report.xlsx.cut", "report.period.percentage_points",
    "explain.kinds_between", "rulebook.regex_matches_nothing", "rulebook.yaml_tag", "judge.no_calendar",
}  # fmt: skip


@pytest.mark.parametrize(
    ("n", "told"),
    [
        (0, "0 conversations have no date and are not in the chart."),
        (1, "1 conversation has no date and is not in the chart."),
        ("1", "1 conversation has no date and is not in the chart."),
        (11, "11 conversations have no date and are not in the chart."),
        ("1,001", "1,001 conversations have no date and are not in the chart."),
    ],
)
def test_one_is_told_in_the_singular(n: object, told: str) -> None:
    assert say(message("report.html.undated", n=n), "en") == told


def test_no_sentence_says_one_of_many() -> None:
    """A word that is told in both numbers in one sentence is so in all."""
    forms = [pair for _, english in CATALOGUE.values() for pair in re.findall(r"\{\w+:([^|}]*)\|([^}]*)\}", english)]
    ones, many = ({word for form in forms for word in form[number].split()} for number in (0, 1))
    said = {key: say(message(key, **dict.fromkeys(fields(english), 1)), "en") for key, (_, english) in CATALOGUE.items()}
    wrong = {key for key, text in said.items() if set(re.findall(r"\b1 (?:more |of them )?([a-z]+)", text)) & (many - ones)}
    assert {"conversations", "rules", "have"} <= many - ones
    assert wrong == NO_COUNT


def test_chinese_sentences_have_chinese_signs() -> None:
    bare = {key: WRITTEN_SO.sub("", chinese) for key, (chinese, _) in CATALOGUE.items()}
    assert {key: text for key, text in bare.items() if re.search("[\u4e00-\u9fff][,;:?!]", text)} == {}


def calls() -> Iterator[tuple[str, ast.Call]]:
    """Every key that stands in the code as it is, with the call that takes it."""
    for tree in TREES.values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                place, prefix = TAKES_A_KEY.get(name, (99, ""))
                for key in keys_in(node.args[place]) if place < len(node.args) else ():
                    yield prefix + key, node


def keys_in(node: ast.expr) -> list[str]:
    """Also both sides of `a if … else b`."""
    if isinstance(node, ast.IfExp):
        return [*keys_in(node.body), *keys_in(node.orelse)]
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch(r"[\w.]+", node.value) else []


CALLS = [(key, call) for key, call in calls() if "." in key]


def test_the_code_was_searched() -> None:
    assert len(CALLS) > 200


def test_every_sentence_asked_for_is_there() -> None:
    assert {key for key, _ in CALLS} - set(CATALOGUE) == set()


def test_every_value_of_a_sentence_is_given() -> None:
    """A value that is missing would turn a message into a fault of ours."""
    short = []
    for key, call in CALLS:
        given = {keyword.arg for keyword in call.keywords}
        if None not in given and isinstance(call.func, ast.Name) and call.func.id != "Message":
            wanted = fields("".join(CATALOGUE[key])) | fields(
                "".join(CATALOGUE.get(f"{key}.hint", ())) if call.func.id != "message" else ""
            )
            short += [(key, name) for name in sorted(wanted - given)]
    assert short == []


def used(key: str, literals: set[str], patterns: list[re.Pattern[str]]) -> bool:
    """`x.hint`, `x_hint` and `x_near` go with `x`; a report asks for `report.x` by `x` alone."""
    names = {key, re.sub(r"[._]hint$|_near$", "", key), key.removeprefix("report.")}
    return bool(names & literals) or any(pattern.fullmatch(name) for pattern in patterns for name in names)


def test_no_sentence_is_left_over() -> None:
    literals, patterns = set(), []
    for tree in TREES.values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                literals.add(node.value)
            elif isinstance(node, ast.JoinedStr):
                parts = [re.escape(part.value) if isinstance(part, ast.Constant) else r"\w+" for part in node.values]
                if re.match(r"[a-z]+\\\.|[a-z_]+_$", parts[0]) and parts[0] != r"report\.":
                    patterns.append(re.compile("".join(parts)))
    assert {key for key in CATALOGUE if not used(key, literals, patterns)} == set()
