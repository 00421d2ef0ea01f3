"""From what the user typed to files."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from compliance.model.problem import Place, Problem
from compliance.readers.paths import FoundFile, files_at
from compliance.readers.refusals import fault

TREE = ["a.jsonl", "b.txt", "day/2.jsonl", "day/1.jsonl", "day/late/3.jsonl", "day/.hidden.jsonl", ".git/x.jsonl", "odd[1].jsonl"]


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Eight files, in which the test stands."""
    for name in TREE:
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("客：您好", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def found(typed: str) -> list[tuple[str, bool] | Problem]:
    return [(item.source, item.named) if isinstance(item, FoundFile) else item for item in files_at(typed)]


def native(*names: str) -> list[str]:
    return [str(Path(name)) for name in names]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (".", ["a.jsonl", "b.txt", "day/1.jsonl", "day/2.jsonl", "day/late/3.jsonl", "odd[1].jsonl"]),
        ("day", ["day/1.jsonl", "day/2.jsonl", "day/late/3.jsonl"]),
        ("day/", ["day/1.jsonl", "day/2.jsonl", "day/late/3.jsonl"]),
        ("da?", ["day/1.jsonl", "day/2.jsonl", "day/late/3.jsonl"]),
        ("**", ["a.jsonl", "b.txt", "day/1.jsonl", "day/2.jsonl", "day/late/3.jsonl", "odd[1].jsonl"]),
        (".git", [".git/x.jsonl"]),
    ],
)
@pytest.mark.usefixtures("tree")
def test_folders_are_walked_in_order_without_hidden_files(typed: str, expected: list[str]) -> None:
    assert found(typed) == [(name, False) for name in native(*expected)]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("a.jsonl", ["a.jsonl"]),
        ("./a.jsonl", ["./a.jsonl"]),
        ("odd[1].jsonl", ["odd[1].jsonl"]),
        ("*.jsonl", ["a.jsonl", "odd[1].jsonl"]),
        ("[ab].*", ["a.jsonl", "b.txt"]),
        ("**/*.jsonl", ["a.jsonl", "day/1.jsonl", "day/2.jsonl", "day/late/3.jsonl", "odd[1].jsonl"]),
        ("**/**/[!12].jsonl", ["a.jsonl", "day/late/3.jsonl"]),
        ("day/**/3.jsonl", ["day/late/3.jsonl"]),
        ("day/.*", ["day/.hidden.jsonl"]),
        ("day/.hidden.jsonl", ["day/.hidden.jsonl"]),
    ],
)
@pytest.mark.usefixtures("tree")
def test_named_files_and_globs(typed: str, expected: list[str]) -> None:
    assert found(typed) == [(name, True) for name in (expected if typed == expected[0] else native(*expected))]


def test_globs_work_from_the_root(tree: Path) -> None:
    assert found(f"{tree}/**/3.jsonl") == [(str(tree / "day/late/3.jsonl"), True)]
    assert found(f"{tree}/b.*") == [(str(tree / "b.txt"), True)]


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("missing.jsonl", "reader.not_found"),
        ("", "reader.not_found"),
        ("a.jsonl/x", "reader.not_found"),
        ("*.csv", "reader.no_match"),
        ("nowhere/**/*.jsonl", "reader.no_match"),
        ("[", "reader.no_match"),
        ("a\0b", "reader.not_found"),
        ("a\0*", "reader.no_match"),
    ],
)
@pytest.mark.usefixtures("tree")
def test_what_is_not_there_is_said(typed: str, key: str) -> None:
    assert found(typed) == [fault(Place(typed), key)]


def test_links_in_a_circle_are_walked_once(tree: Path) -> None:
    (tree / "day/up").symlink_to(tree, target_is_directory=True)
    (tree / "day/self").symlink_to(tree / "day", target_is_directory=True)
    (tree / "day/broken").symlink_to(tree / "nowhere")
    (tree / "day/loop").symlink_to(tree / "day/loop")
    names = [os.path.realpath(item[0]) for item in found("day") if isinstance(item, tuple)]
    assert sorted(names) == sorted({str(tree / name) for name in TREE if "/." not in f"/{name}"})
    assert found("day/loop") == [fault(Place("day/loop"), "reader.not_found")]
    assert [item for item in found("**/**/**/**/3.jsonl") if isinstance(item, tuple)] == [(str(Path("day/late/3.jsonl")), True)]


def test_a_pipe_in_a_folder_is_no_file(tree: Path) -> None:
    os.mkfifo(tree / "day/pipe")
    assert str(Path("day/pipe")) not in [item[0] for item in found("day") if isinstance(item, tuple)]


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="the superuser may read everything")
def test_a_closed_folder_is_said(tree: Path) -> None:
    (tree / "day/late").chmod(0)
    try:
        assert fault(Place(str(Path("day/late"))), "reader.unreadable", reason="Permission denied") in found("day")
    finally:
        (tree / "day/late").chmod(0o755)
