"""The paged tokenizer opens quickly, stays silent, and survives whatever happened to its cache."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from compliance.text import tokenizer
from compliance.text.dictionary import to_bytes
from compliance.text.tokenizer import PagedTokenizer, pages_name

TEXT = "我想申请退款，请问怎么办理？"
CUT = ["我", "想", "申请", "退款", "，", "请问", "怎么", "办理", "？"]
CUT_IN_A_NEW_PROCESS = f"from compliance.text.segment import tokens; assert list(tokens({TEXT!r})) == {CUT!r}"


def cut(text: str = TEXT) -> list[str]:
    return list(PagedTokenizer().cut(text, HMM=False))


@pytest.fixture
def cached() -> Path:
    """The session's cache file, which is there after a first cut."""
    assert cut() == CUT
    return Path(os.environ["COMPLIANCE_CACHE_DIR"]) / pages_name()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COMPLIANCE_CACHE_DIR", str(tmp_path))
    return tmp_path


def test_first_use_builds_the_cache(folder: Path) -> None:
    assert cut() == CUT
    assert [path.name for path in folder.iterdir()] == [pages_name()]


def test_later_use_does_not_build(cached: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokenizer, "rebuilt_pages", lambda: pytest.fail("built again"))
    assert cut() == CUT


def test_a_cache_that_can_only_be_read_is_read(cached: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokenizer, "cache_folder", lambda: None)
    monkeypatch.setattr(tokenizer, "rebuilt_pages", lambda: pytest.fail("built again"))
    assert cut() == CUT


@pytest.mark.parametrize("damage", ["empty", "foreign", "cut short", "folder"])
def test_an_unusable_file_is_made_anew(damage: str, cached: Path, folder: Path) -> None:
    path, good = folder / pages_name(), cached.read_bytes()
    if damage == "folder":  # cannot be replaced: works from memory
        path.mkdir()
    else:
        path.write_bytes({"empty": b"", "foreign": b"{}" * 999, "cut short": good[:-1000]}[damage])
    assert cut() == CUT
    assert path.is_dir() if damage == "folder" else path.read_bytes() == good


def test_a_damaged_page_is_made_anew_when_met(cached: Path, folder: Path) -> None:
    path, good = folder / pages_name(), cached.read_bytes()
    assert good.count('"申请":'.encode()) == 1
    path.write_bytes(good.replace('"申请":'.encode(), '"由请":'.encode()))
    assert cut() == CUT
    assert path.read_bytes() == good


def test_without_a_writable_folder_it_works_from_memory(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokenizer, "cache_folder", lambda: None)
    assert cut() == CUT
    assert list(folder.iterdir()) == []


def test_a_full_disk_is_no_fault(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, content: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tokenizer, "write_atomically", refuse)
    assert cut() == CUT


def test_pages_are_met_once_and_only_where_asked_for(cached: Path) -> None:
    ours = PagedTokenizer()
    ours.turn_to("申请申")
    assert ours.met == {"申", "请"}
    assert {word[0] for word in ours.FREQ} == {"申", "请"}
    assert (ours.FREQ["申请"] > 0, ours.FREQ["请君入"]) == (True, 0), "words and beginnings of words"


def test_threads_may_share_a_tokenizer(cached: Path) -> None:
    ours = PagedTokenizer()
    texts = [TEXT, "麻烦您稍等一下，我马上帮您核实。", "感谢您的来电，再见！"] * 20
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda text: list(ours.cut(text, HMM=False)), texts))
    assert found == [cut(text) for text in texts[:3]] * 20


def test_new_process_is_silent_writes_only_its_cache_and_spares_pkg_resources(folder: Path) -> None:
    script = CUT_IN_A_NEW_PROCESS + "; import sys; assert 'pkg_resources' not in sys.modules"
    temporary = folder / "tmp"
    temporary.mkdir()
    done = _python(script, TMPDIR=str(temporary))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert list(temporary.iterdir()) == []
    assert {path.name for path in folder.iterdir()} == {"tmp", pages_name()}


def test_processes_may_build_at_once(folder: Path) -> None:
    with ThreadPoolExecutor(3) as pool:
        done = list(pool.map(_python, [CUT_IN_A_NEW_PROCESS] * 3))
    assert [(d.returncode, d.stderr) for d in done] == [(0, "")] * 3
    assert [path.name for path in folder.iterdir()] == [pages_name()]


def test_pages_are_those_of_plain_jieba(cached: Path) -> None:
    with tokenizer._source().open("rb") as file:
        frequencies, total = tokenizer.jieba.Tokenizer.gen_pfdict(file)
    assert cached.read_bytes() == to_bytes(frequencies, total)


def _python(script: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "always::UserWarning", "-c", script]
    return subprocess.run(command, env={**os.environ, **environment}, capture_output=True, text=True, check=False)
