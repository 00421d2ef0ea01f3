"""The cache folder, and files that are written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from compliance.text.cache import cache_folder, cache_place, write_atomically


def test_chosen_folder_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = tmp_path / "深" / "cache"
    monkeypatch.setenv("COMPLIANCE_CACHE_DIR", str(chosen))
    assert cache_place() == chosen
    assert not chosen.exists(), "asking where it is makes nothing"
    assert cache_folder() == chosen
    assert chosen.is_dir()


@pytest.mark.parametrize("chosen", [None, ""])
def test_else_the_systems_place(chosen: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if chosen is None:
        monkeypatch.delenv("COMPLIANCE_CACHE_DIR")
    else:
        monkeypatch.setenv("COMPLIANCE_CACHE_DIR", chosen)
    monkeypatch.setattr("platformdirs.user_cache_path", lambda name, appauthor: tmp_path / name)
    assert cache_folder() == tmp_path / "compliance"


def test_without_a_home_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COMPLIANCE_CACHE_DIR")
    monkeypatch.setattr("platformdirs.user_cache_path", lambda name, appauthor: Path("~", ".cache", name))
    assert cache_folder() is None


def test_a_file_in_its_place_means_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    occupied = tmp_path / "file"
    occupied.touch()
    for place in (occupied, occupied / "below"):
        monkeypatch.setenv("COMPLIANCE_CACHE_DIR", str(place))
        assert cache_folder() is None


def test_a_locked_folder_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMPLIANCE_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(os, "access", lambda path, mode: False)  # chmod does not keep an administrator out
    assert cache_folder() is None


def test_write_replaces_and_leaves_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a"
    for content in (b"first", b"2nd"):
        write_atomically(path, content)
        assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]


def test_failed_write_leaves_the_old_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a"
    write_atomically(path, b"old")

    def refuse(self: Path, target: Path) -> Path:
        raise PermissionError(target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", refuse)
        with pytest.raises(PermissionError):
            write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
