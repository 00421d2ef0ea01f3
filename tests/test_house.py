"""The house keeps its own rules: floors, tables, names, lengths, words, style and types."""

from __future__ import annotations

import ast
import doctest
import importlib
import json
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import ModuleType

import click
import pytest

import compliance
from compliance.cli import door, main
from compliance.cli.help import spoken
from compliance.readers import READERS
from compliance.reports import REPORTS
from compliance.rules import KINDS

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "compliance"
FILES = sorted(PACKAGE.rglob("*.py"))
TREES: Mapping[Path, ast.Module] = {file: ast.parse(file.read_text(encoding="utf-8")) for file in FILES}

MOST_LINES, MOST_LINES_OF_A_FUNCTION = 300, 40

WINGS = {"readers": READERS, "rules": tuple(KINDS.values()), "reports": tuple(REPORTS.values())}

# Written so that this file is not found by itself.
FOREIGN_PATHS = re.compile(r"/wor[k]/|/roo[t]/|/hom[e]/\w|/User[s]/\w|//[\w.]*(pyp[i]|npmj[s]|debia[n])\.", re.IGNORECASE)

HEAVY = (
    "jieba",
    "yaml",
    "ahocorasick_rs",
    "re2",
    "concurrent.futures",
    "zoneinfo",
    "multiprocessing",
    "platformdirs",
    "csv",
    "openpyxl",
    "xlsxwriter",
    "jinja2",
)


def name_of(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def run(*words: str) -> str:
    """What a module of this Python says when run at the top of the tree; nothing where it was content."""
    done = subprocess.run([sys.executable, *words], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)
    return "" if done.returncode == 0 else done.stdout + done.stderr


# --- tools ------------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_imports_go_downwards_only(needs: Callable[[str], None]) -> None:
    needs("importlinter")
    assert run("-c", "from importlinter.cli import lint_imports_command; lint_imports_command()", "--no-cache") == ""


@pytest.mark.parametrize("words", ["check", "format --check --diff"])
def test_style(words: str, needs: Callable[[str], None]) -> None:
    needs("ruff")
    assert run("-m", "ruff", *words.split(), "--quiet", ".") == ""


@pytest.mark.slow
def test_types(needs: Callable[[str], None]) -> None:
    needs("mypy")
    assert run("-m", "mypy") == ""


# --- tables -----------------------------------------------------------------------------------------------------------


def wing_files(wing: str) -> Iterator[tuple[str, Path]]:
    """Each module of a wing by its name: a file, or a folder where it takes several."""
    yield from ((file.stem, file) for file in (PACKAGE / wing).glob("*.py"))
    yield from ((file.parent.name, file) for file in (PACKAGE / wing).glob("*/__init__.py"))


@pytest.mark.parametrize("wing", WINGS)
def test_a_wing_and_its_table_hold_the_same_modules(wing: str) -> None:
    with_id = {name for name, file in wing_files(wing) if re.search(r"^ID = ", file.read_text(encoding="utf-8"), re.M)}
    assert {module.ID for module in WINGS[wing]} == with_id


@pytest.mark.parametrize(("wing", "module"), [(wing, module) for wing, table in WINGS.items() for module in table])
def test_a_module_of_a_table_is_named_after_its_id_and_says_what_it_is(wing: str, module: ModuleType) -> None:
    assert module.__name__ == f"compliance.{wing}.{module.ID}"
    assert module.__doc__


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_rule_has_cases(kind: str) -> None:
    assert (ROOT / "tests" / "cases" / f"{kind}.yaml").is_file()


# --- files ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_a_file_begins_by_saying_what_it_is(file: Path) -> None:
    first = file.read_text(encoding="utf-8").split("\n")[0]
    assert re.fullmatch(r'"""\S.*', first)


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_a_file_and_its_functions_are_short(file: Path) -> None:
    lines = len(file.read_text(encoding="utf-8").splitlines())
    assert lines <= MOST_LINES
    assert [long for long in functions_of(TREES[file]) if long[1] > MOST_LINES_OF_A_FUNCTION] == []


def functions_of(tree: ast.Module) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_nobody_inside_uses_the_face_of_the_package(file: Path) -> None:
    if file == PACKAGE / "__init__.py":
        return
    used = {
        alias.name for node in ast.walk(TREES[file]) if isinstance(node, ast.Import) for alias in node.names if alias.name == "compliance"
    }
    for node in ast.walk(TREES[file]):
        if isinstance(node, ast.ImportFrom) and node.module == "compliance":
            used |= {alias.name for alias in node.names}
    assert used <= {"__version__"}


def test_no_file_names_a_machine(needs: Callable[[str], None]) -> None:
    needs("git")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)
    if listed.returncode:
        pytest.skip("not in a git repository")
    texts = ((name, text_of(ROOT / name)) for name in listed.stdout.split("\0") if name)
    found = [f"{name}: {hit[0]}" for name, text in texts for hit in FOREIGN_PATHS.finditer(text)]
    assert found == []


def text_of(file: Path) -> str:
    return file.read_text(encoding="utf-8", errors="ignore") if file.is_file() else ""


# --- the face ---------------------------------------------------------------------------------------------------------


def test_the_example_in_the_face_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert doctest.testmod(compliance) == doctest.TestResults(failed=0, attempted=5)


def test_the_face_hands_on_what_it_promises() -> None:
    assert dir(compliance) == sorted(compliance.__all__)
    handed = {name: getattr(compliance, name) for name in compliance.__all__ if name != "__version__"}
    assert {name for name, thing in handed.items() if isinstance(thing, ModuleType) or thing.__name__ != name} == set()
    with pytest.raises(AttributeError, match="nonsense"):
        _ = compliance.nonsense


def test_the_face_stays_whichever_module_is_imported_first() -> None:
    orders = ("import compliance.audit, compliance.judge", "from compliance.audit import Plan; from compliance.judge import clock_of")
    for order in orders:
        assert run("-c", f"{order}\nfrom compliance import audit, judge\nassert callable(audit) and callable(judge)") == ""


# --- commands ---------------------------------------------------------------------------------------------------------


def commands(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    yield path, command
    for name, child in command.commands.items() if isinstance(command, click.Group) else ():
        yield from commands(child, f"{path} {name}")


HELPS = [(lang, path, command) for lang in ("zh", "en") for path, command in commands(spoken(door, lang), "compliance")]
EXAMPLE = re.compile(r"^(?:例：|Example: )compliance (.+)$", re.MULTILINE)


def examples(command: click.Command) -> list[str]:
    return [found[1] for found in EXAMPLE.finditer(command.help or "")]


@pytest.mark.parametrize(("lang", "path", "command"), HELPS, ids=[f"{path} {lang}" for lang, path, _ in HELPS])
def test_every_command_explains_itself(lang: str, path: str, command: click.Command) -> None:
    texts = [command.help, *(option.help for option in command.params if isinstance(option, click.Option))]
    assert all(texts)
    assert [text for text in texts if bool(re.search("[\u4e00-\u9fff]", str(text).split("Example:")[0])) != (lang == "zh")] == []
    assert len(examples(command)) == 1


@pytest.mark.slow
@pytest.mark.parametrize("line", sorted({line for _, _, command in HELPS for line in examples(command)}))
def test_the_examples_in_help_run(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, needs: Callable[[str], None]) -> None:
    if line.startswith("cues train"):
        needs("sklearn")
    for name, target in {
        "samples": "samples",
        "recordings": "samples",
        "rules.yaml": "rules.yaml",
        "old.yaml": "rules.yaml",
        "cues": "cues",
        "cold.txt": "cues/sentences/cold.txt",
    }.items():
        (tmp_path / name).symlink_to(ROOT / target)
    (tmp_path / "labels.jsonl").write_text('{"id": "call-1001", "greeting": true}\n', encoding="utf-8")
    (tmp_path / "events.jsonl").write_text('{"conversation": "c1", "turn": {"role": "agent", "text": "您好"}}\n', encoding="utf-8")
    entry = {"schema": "review/1", "finding": "0" * 16, "rule": "greeting", "transcript": "call-1001", "decision": "granted"}
    entry |= {"reason": "说过了", "reviewer": "王", "at": "2026-03-06T10:00:00+08:00"}
    (tmp_path / "reviews.jsonl").write_text(json.dumps(entry) + "\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    if "reviewed.xlsx" in line:
        with pytest.raises(SystemExit):
            main(["audit", "samples/practice", "-o", "xlsx=reviewed.xlsx"])
    with pytest.raises(SystemExit) as left:
        main(shlex.split(line))
    assert left.value.code in (0, 1)


def test_help_waits_for_nothing_heavy() -> None:
    asked = "import sys\nfrom compliance.cli import main\ntry:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
    assert run("-c", f"{asked}sys.exit(', '.join(sorted(set({HEAVY!r}) & set(sys.modules))) or 0)") == ""


def test_the_heavy_modules_exist() -> None:
    for name in HEAVY:
        assert importlib.import_module(name)
