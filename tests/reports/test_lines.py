"""JSON lines: characters as they are, but always writable as UTF-8."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from compliance.reports.lines import to_json


def test_characters_stay_and_control_characters_are_escaped() -> None:
    assert to_json({"话": "您好\n\x1b<b>\u2028"}) == '{"话":"您好\\n\\u001b<b>\u2028"}\n'


def test_half_characters_are_escaped() -> None:
    assert to_json({"a": "\ud83d好"}) == '{"a":"\\ud83d好"}\n'


def test_indented() -> None:
    assert to_json({"a": [1]}, indent=2) == '{\n  "a": [\n    1\n  ]\n}\n'


@given(st.dictionaries(st.text(), st.text(st.characters(codec=None, categories=None))))
def test_any_text_comes_back(row: dict[str, str]) -> None:
    line = to_json(row)
    assert line.count("\n") == 1
    assert json.loads(line.encode()) == row
