"""Reading whatever the user points at."""

from __future__ import annotations

import re
import time
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.model.message import message
from compliance.model.problem import Place, Problem
from compliance.model.transcript import Conversation, Role, Turn
from compliance.readers import READERS, reader
from compliance.readers.decode import MEGABYTE
from compliance.readers.reader import PassedOver, Read, read_paths, read_text
from compliance.readers.refusals import fault
from compliance.wording import CATALOGUE, LANGUAGES, say_problem

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
LINE = '{"id": "%s", "turns": [{"role": "customer", "text": "您好"}]}\n'


def one(name: str, source: str, line: int = 1) -> Conversation:
    return Conversation(name, source, (Turn(0, Role.CUSTOMER, "您好"),), line=line)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(folder: Path, **files: str | bytes) -> None:
    for name, content in files.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


def read(*paths: str, stdin: bytes | None = None) -> list[Read]:
    return list(read_paths(paths, None if stdin is None else BytesIO(stdin)))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_every_encoding_is_read(folder: Path, encoding: str) -> None:
    write(folder, a_jsonl=(LINE % "a" + LINE % "b").encode(encoding), c_txt="客户：您好\n".encode(encoding))
    assert read("a.jsonl", "c.txt") == [one("a", "a.jsonl"), one("b", "a.jsonl", 2), one("c", "c.txt")]


def test_the_format_is_told_by_structure_not_by_name(folder: Path) -> None:
    write(folder, a_txt=LINE % "a", b_json="客户：您好", c_dat=f"[{LINE % 'c'}]")
    assert read(".") == [one("a", "a.txt"), one("b", "b.json"), one("c", "c.dat")]


def test_other_files_are_passed_over_in_folders_and_refused_when_named(folder: Path) -> None:
    write(folder, d__a_jsonl=LINE % "a", d__b_csv="时间,角色\n09:00,客服\n", d__c_png=b"\x89PNG\0", d__d_txt=b"caf\xe9 noir", d__e_txt="")
    assert read("d") == [
        one("a", "d/a.jsonl"),
        PassedOver("d/b.csv", message("reader.unknown_format")),
        PassedOver("d/c.png", message("reader.binary")),
        PassedOver("d/d.txt", message("reader.encoding", byte=4)),
        fault(Place("d/e.txt"), "reader.empty"),
    ]
    assert read("d/b.csv", "d/*.png", "d/d.txt", "d/e.txt") == [
        fault(Place("d/b.csv"), "reader.unknown_format"),
        fault(Place("d/c.png"), "reader.binary"),
        fault(Place("d/d.txt"), "reader.encoding", byte=4),
        fault(Place("d/e.txt"), "reader.empty"),
    ]


def test_a_folder_without_transcripts_is_said(folder: Path) -> None:
    write(folder, d__a_csv="a,b\n")
    (folder / "e").mkdir()
    assert read("d", "e", "nowhere") == [
        PassedOver("d/a.csv", message("reader.unknown_format")),
        fault(Place("d"), "reader.no_transcripts"),
        fault(Place("e"), "reader.no_transcripts"),
        fault(Place("nowhere"), "reader.not_found"),
    ]


def test_standard_input(folder: Path) -> None:
    write(folder, a_jsonl=LINE % "a")
    assert read("-", "a.jsonl", "-", stdin="客户：您好".encode()) == [one("stdin", "stdin"), one("a", "a.jsonl")]
    assert read("-", stdin=b" \r\n") == [fault(Place("stdin"), "reader.empty")]
    assert read("-", stdin=b"\xef\xbb\xbf") == [fault(Place("stdin"), "reader.empty")]
    assert read("-", stdin=b"hello") == [fault(Place("stdin"), "reader.unknown_format")]


def test_a_file_is_read_once_however_often_it_is_reached(folder: Path) -> None:
    write(folder, d__a_jsonl=LINE % "a", d__b_jsonl=LINE % "b")
    (folder / "d/link.jsonl").symlink_to(folder / "d/a.jsonl")
    assert read("d/b.jsonl", "d", "./d/a.jsonl", "d/*.jsonl", "d") == [one("b", "d/b.jsonl"), one("a", "d/a.jsonl")]


def test_an_id_is_used_once_and_the_second_names_the_first(folder: Path) -> None:
    write(folder, a_jsonl=LINE % "x" + LINE % "y" + LINE % "x", b_txt="# id: y\n客户：您好")
    assert read("a.jsonl", "b.txt") == [
        one("x", "a.jsonl"),
        one("y", "a.jsonl", 2),
        fault(Place("a.jsonl", 3), "reader.duplicate", id="x", first=Place("a.jsonl", 1)),
        fault(Place("b.txt", 1), "reader.duplicate", id="y", first=Place("a.jsonl", 2)),
    ]
    assert say_problem(read("a.jsonl")[2], "en").startswith("a.jsonl:3: the conversation id “x” was used before, at a.jsonl:1; try: ")  # type: ignore[arg-type]


def test_a_damaged_line_spoils_only_itself(folder: Path) -> None:
    good = [(LINE % name).encode() for name in "abcd"]
    write(folder, a_jsonl=good[0] + b'{"id": "\xff\xfe"}\n' + good[1] + b"\0\0\n" + good[2] + good[3][:-8])
    assert read("a.jsonl") == [
        one("a", "a.jsonl"),
        fault(Place("a.jsonl", 2), "reader.encoding_line"),
        one("b", "a.jsonl", 3),
        fault(Place("a.jsonl", 4), "reader.binary_line"),
        one("c", "a.jsonl", 5),
        fault(Place("a.jsonl", 6), "reader.cut_off"),
    ]


def test_a_line_in_another_encoding_is_not_read_as_other_words(folder: Path) -> None:
    write(folder, a_jsonl=(LINE % "a" * 1).encode() + b" " * 70_000 + b"\n" + (LINE % "b").encode("gb18030"))
    assert read("a.jsonl") == [one("a", "a.jsonl"), fault(Place("a.jsonl", 3), "reader.encoding_line")]


def test_an_encoding_that_shows_late_is_still_found(folder: Path) -> None:
    plain = LINE.replace("您好", "ok") % "a"
    write(folder, a_jsonl=plain.encode() + b"\n" * 70_000 + (LINE % "b").encode("gb18030"))
    (first, second) = read("a.jsonl")
    assert isinstance(first, Conversation)
    assert second == one("b", "a.jsonl", 70_002)


def test_a_huge_line_is_refused_quickly_and_the_rest_is_read(folder: Path) -> None:
    huge = (LINE % "h").replace("您好", "a" * 50 * MEGABYTE)
    write(folder, a_jsonl=LINE % "a" + huge + LINE % "b", b_jsonl=huge)
    began = time.perf_counter()
    assert read("a.jsonl", "b.jsonl") == [
        one("a", "a.jsonl"),
        fault(Place("a.jsonl", 2), "reader.line_too_long", size="50", limit="20"),
        one("b", "a.jsonl", 3),
        fault(Place("b.jsonl", 1), "reader.line_too_long", size="50", limit="20"),
    ]
    assert time.perf_counter() - began < 2


def test_what_must_be_read_as_a_whole_may_not_be_endless(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder, a_txt="客户：您好\n" * 9000)
    monkeypatch.setattr(reader, "WHOLE_LIMIT", 100_000)
    assert read("a.txt") == [fault(Place("a.txt"), "reader.too_large", limit="0.1")]


def test_bytes_that_turn_bad_further_on_are_refused(folder: Path) -> None:
    write(folder, a_txt=("客户：您好\n" * 9000).encode() + b"\0", b_txt=("客户：您好\n" * 9000).encode() + b"\xff")
    assert read("a.txt", "b.txt") == [
        fault(Place("a.txt"), "reader.binary"),
        fault(Place("b.txt"), "reader.encoding", byte=9000 * 16 + 1),
    ]


class Broken(BytesIO):
    """A stream that breaks off after its first bytes."""

    def readline(self, size: int | None = -1, /) -> bytes:
        raise OSError(5, "Input/output error")


def test_a_stream_that_breaks_off_is_said() -> None:
    stream = Broken((LINE % "a").encode())
    assert list(read_paths(["-"], stream)) == [one("a", "stdin"), fault(Place("stdin"), "reader.unreadable", reason="Input/output error")]


def test_texts_are_read_as_files_are() -> None:
    assert list(read_text(LINE % "a", "f")) == [one("a", "f")]
    assert list(read_text("客户：您好", "f")) == [one("f", "f")]
    assert list(read_text("\ufeff \n", "f")) == [fault(Place("f"), "reader.empty")]
    assert list(read_text("rules: []", "f")) == [fault(Place("f"), "reader.unknown_format")]


@pytest.mark.parametrize("module", READERS, ids=lambda module: module.ID)
def test_each_reader_is_what_its_file_says(module: reader.Reader) -> None:
    assert isinstance(module, reader.Reader)
    assert str(module.__name__).rpartition(".")[2] == module.ID  # type: ignore[attr-defined]


SOURCES = "\n".join(file.read_text(encoding="utf-8") for file in sorted((ROOT / "compliance/readers").glob("*.py")))
TABLES = re.findall(r'Owner\("(\w+)"', SOURCES)  # what tables have in common is told of each in its own words
OF_TABLES = {f"reader.{table}.{key}" for table in TABLES for key in re.findall(r'f"reader\.\{owner\.faults\}\.(\w+)"', SOURCES)}
KEYS = sorted({*re.findall(r'"(reader\.[a-z_.]+[a-z])"', SOURCES), *OF_TABLES})
FAULTS = [key for key in KEYS if not re.match(r"reader\.(json|reason)\.", key)]


def test_every_sentence_is_in_the_catalogue_and_none_is_left_over() -> None:
    said = {*KEYS, *(f"{key}.hint" for key in FAULTS)}
    assert said == {key for key in CATALOGUE if key.startswith("reader.")}


@pytest.mark.parametrize("key", FAULTS)
def test_every_problem_can_be_said_in_both_languages(key: str) -> None:
    names = set(re.findall(r"(?<!\{)\{(\w+)\}", " ".join([*CATALOGUE[key], *CATALOGUE[f"{key}.hint"]])))
    problem = fault(Place("f", 3), key, **dict.fromkeys(names, "…"))
    said = [say_problem(problem, lang) for lang in LANGUAGES]
    assert [text.startswith("f:3: ") for text in said] == [True, True]
    assert ["建议：" in said[0], "try: " in said[1]] == [True, True]


PIECES = st.binary(max_size=9) | st.sampled_from([LINE.encode(), "客：好\n".encode("gb18030"), b"\0"])


@given(st.binary(max_size=200) | st.lists(PIECES).map(b"".join))
def test_any_bytes_give_conversations_and_problems(data: bytes) -> None:
    items = list(read_paths(["-"], BytesIO(data)))
    assert items
    assert all(item.turns if isinstance(item, Conversation) else isinstance(item, Problem) and item.hint for item in items)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the collected conversations are not part of the project")
def test_the_collected_conversations_are_all_read() -> None:
    items = read(str(SHARED / "corpus"), str(SHARED / "gold/dev.jsonl"))
    assert [type(item).__name__ for item in items] == ["Conversation"] * 5636
    assert sum(len(item.turns) for item in items if isinstance(item, Conversation)) == 46_861


@pytest.mark.skipif(not SHARED.is_dir(), reason="the collected samples are not part of the project")
def test_transcripts_of_other_systems_are_not_taken_for_ours() -> None:
    items = read(str(SHARED / "formats"))
    assert [item for item in items if isinstance(item, Conversation)] == []
    assert sum(isinstance(item, PassedOver) for item in items) == 37
