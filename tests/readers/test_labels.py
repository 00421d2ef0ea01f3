"""Labels: every way of writing them, and the place of what is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.model.label import Label, Labelled, Mark, Review
from compliance.model.message import message
from compliance.model.problem import Place, Problem, Problems
from compliance.readers.labels import Entry, Sheet, Understood, read_labels, rule_of, understood
from compliance.readers.refusals import fault

RULES = ("greeting", "empathy-first", "cold-language", "blunt-refusal", "confirm-need", "invite-evaluation")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def read(text: str | bytes) -> Sheet:
    Path("l").write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_labels("l")


def refused(text: str | bytes) -> tuple[Problem, ...]:
    with pytest.raises(Problems) as caught:
        read(text)
    return caught.value.problems


def entry(line: int = 1, id: str = "c1", **fields: object) -> Entry:  # noqa: A002 - it is called so in the file
    return Entry(id, Place("l", line), fields)


# --- JSON Lines ------------------------------------------------------------------------------------------------------

VALUES = {
    "true": Label(Mark.PASS),
    "false": Label(Mark.FAIL),
    '"pass"': Label(Mark.PASS),
    '"fail"': Label(Mark.FAIL),
    '" NA "': Label(Mark.NA),
    "[]": Label(Mark.PASS, frozenset()),
    "[3, 0, 3]": Label(Mark.FAIL, frozenset({0, 3})),
    "null": None,
}


@pytest.mark.parametrize(("written", "meant"), VALUES.items(), ids=VALUES)
def test_every_kind_of_value(written: str, meant: Label | None) -> None:
    sheet = read(f'{{"id": "c1", "greeting": {written}}}\n')
    labels = {"greeting": meant} if meant else {}
    assert understood(sheet.entries, RULES) == Understood((Labelled("c1", Place("l", 1), labels),), ())


@pytest.mark.parametrize("written", ["1", "0.5", '"maybe"', '""', "{}", "[1.0]", '["1"]', "[true]", "[-1]", "[null]"])
def test_what_is_no_label_is_refused_where_it_stands(written: str) -> None:
    sheet = read(f'\n{{"id": "c1", "greeting": true}}\n{{"id": "c2", "greeting": {written}}}')
    with pytest.raises(Problems) as caught:
        understood(sheet.entries, RULES)
    found = json.dumps(json.loads(written))
    assert caught.value.problems == (fault(Place("l", 3), "reader.labels.value", field="greeting", found=found),)


@pytest.mark.parametrize(
    ("field", "rule"),
    [
        ("empathy-first", "empathy-first"),
        ("empathy_first", "empathy-first"),
        ("cold", "cold-language"),
        ("refusal", "blunt-refusal"),
        ("need_confirmed", "confirm-need"),
        ("invites_evaluation", "invite-evaluation"),
        ("upset", None),
        ("Greeting", None),
    ],
)
def test_a_field_is_named_after_its_rule(field: str, rule: str | None) -> None:
    assert rule_of(field, RULES) == rule


def test_a_nickname_means_nothing_where_there_is_no_such_rule() -> None:
    assert rule_of("cold", ("greeting",)) is None
    assert rule_of("cold", ("cold", "cold-language")) == "cold"


def test_fields_without_a_rule_are_named_once_and_may_hold_anything() -> None:
    entries = [entry(1, upset=[1], greeting=True, comment="好"), entry(2, "c2", comment={}, upset=None, greeting=None)]
    labelled = (Labelled("c1", Place("l", 1), {"greeting": Label(Mark.PASS)}), Labelled("c2", Place("l", 2), {}))
    assert understood(entries, RULES) == Understood(labelled, ("upset", "comment"))


def test_everything_wrong_is_told_at_once() -> None:
    entries = [entry(1, cold=[1], cold_language=[2]), entry(2, greeting="?"), entry(3, "c3", cold=[1], cold_language=[1])]
    with pytest.raises(Problems) as caught:
        understood(entries, RULES)
    assert caught.value.problems == (
        fault(Place("l", 1), "reader.labels.field_twice", field="cold_language", rule="cold-language"),
        fault(Place("l", 2), "reader.labels.twice", id="c1", earlier=1),
        fault(Place("l", 2), "reader.labels.value", field="greeting", found='"?"'),
    )


BAD_LINES = {
    '{"id": "c1"': ("reader.labels.json", '"{\\"id\\": \\"c1\\""'),
    "[1]": ("reader.labels.json", '"[1]"'),
    "{" * 9000: ("reader.labels.json", f'"{"{" * 38}…'),
    '{"greeting": true}': ("reader.labels.id", "null"),
    '{"id": 7}': ("reader.labels.id", "7"),
    '{"id": " "}': ("reader.labels.id", '" "'),
}


@pytest.mark.parametrize(("line", "said"), BAD_LINES.items(), ids=["cut", "list", "deep", "none", "number", "blank"])
def test_a_bad_line_has_its_place(line: str, said: tuple[str, str]) -> None:
    assert refused(f'{{"id": "a"}}\n\n{line}\n{{"id": "b"}}') == (fault(Place("l", 3), said[0], found=said[1]),)


@pytest.mark.parametrize("text", ["", "\n \n", "\ufeff"])
def test_a_file_without_labels_is_refused(text: str) -> None:
    assert refused(text) == (fault(Place("l"), "reader.labels.none"),)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings(encoding: str) -> None:
    assert read('{"id": "会话一", "greeting": true}'.encode(encoding)) == Sheet(entries=(entry(id="会话一", greeting=True),))


def test_files_that_cannot_be_read() -> None:
    for name, key in (("nowhere", "reader.not_found"), (".", "reader.unreadable")):
        with pytest.raises(Problems) as caught:
            read_labels(name)
        assert [(problem.place, problem.what.key) for problem in caught.value.problems] == [(Place(name), key)]
    assert [problem.what for problem in refused(b"\0\1")] == [message("reader.binary")]


# --- reviewed findings -----------------------------------------------------------------------------------------------


def reviews(*rows: tuple[str, bool | None, int]) -> Sheet:
    return Sheet(reviews=tuple(Review(finding, correct, Place("l", line)) for finding, correct, line in rows))


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        *((word, True) for word in "yes TRUE 1 是 成立 １ 正确".split()),
        *((word, False) for word in "no False 0 否 不成立 错误".split()),
        ("", None),
    ],
)
def test_every_answer(word: str, meant: bool | None) -> None:
    assert read(f"finding,correct\nf1, {word}\n") == reviews(("f1", meant, 2))


def test_chinese_headings_other_columns_and_separators() -> None:
    text = "会话\t问题项编号\t备注\t正确\nc1\tf1\t很好\t是\n\t\t\t\nc2\tf2\t\t否\n"
    assert read(text.encode("gb18030")) == reviews(("f1", True, 2), ("f2", False, 4))


def test_the_findings_table_with_one_column_more() -> None:
    text = '\ufeff编号,会话,原话,正确\r\nf1,c1,"一行\r\n两行",成立\r\nf2,c1,,\r\n'
    assert read(text) == reviews(("f1", True, 2), ("f2", None, 4))


BAD_TABLES = {
    "no answer column": ("finding,reviewer\nf1,甲\n", fault(Place("l", 1), "reader.labels.columns", found='"finding、reviewer"')),
    "no table": ("你好\n", fault(Place("l", 1), "reader.labels.columns", found='"你好"')),
    "unknown answer": ("finding,correct\nf1,也许\n", fault(Place("l", 2), "reader.labels.answer", found='"也许"')),
    "no finding": ("finding,correct\n,是\n", fault(Place("l", 2), "reader.labels.no_finding")),
    "short row": ("correct,finding\n是\n", fault(Place("l", 2), "reader.labels.cells", found=1)),
    "open quote": ('finding,correct\nf1,是\n"f2,否\n', fault(Place("l", 3), "reader.labels.csv")),
}


@pytest.mark.parametrize(("text", "problem"), BAD_TABLES.values(), ids=BAD_TABLES)
def test_a_bad_table_is_refused_where_it_is_wrong(text: str, problem: Problem) -> None:
    assert refused(text) == (problem,)


@given(
    st.binary(max_size=60)
    | st.text(max_size=60).map(str.encode)
    | st.text(max_size=40).map(lambda text: f"finding,correct\n{text}".encode())
)
def test_any_file_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    file = tmp_path_factory.getbasetemp() / "any"
    file.write_bytes(data)
    try:
        sheet = read_labels(str(file))
    except Problems as found:
        assert found.problems
    else:
        assert bool(sheet.entries) != bool(sheet.reviews)
