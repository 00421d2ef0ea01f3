"""The documents tell the truth: their rules load, their conversations read, their commands print what they say, their links lead somewhere.

An HTML comment above a block (or a table) says what it is:

    <!-- run: compliance … -->            the block is what this command prints (stdout and stderr; `; exit 1` where it does not end with 0)
    <!-- row: compliance … -->            the JSON block is the first row that this command writes
    <!-- file: docs/examples/… -->        the block stands in this file, indentation apart
    <!-- fragment -->                     YAML that is no whole rule file: it only has to parse
    <!-- transcript -->, <!-- manifest -->, <!-- events -->  can be read as such
    <!-- problems -->                     no conversation: each line (or the whole) is refused
    <!-- fields: finding/1 -->            the first column of the table names the fields of the row with this schema, in their order

Renew what commands print with `pytest tests/test_docs.py --renew-golden`; read the diff before you keep it.
"""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import click
import pytest

from compliance.cli import door
from compliance.examples import load_rulebook
from compliance.judge import cues_of
from compliance.model.problem import Problem, Problems
from compliance.model.rule import AllOf, AnyOf, Cue, Happened
from compliance.model.verdict import Outcome
from compliance.readers.event_rows import EVENT_HEADINGS, read_events
from compliance.readers.manifest_rows import HEADINGS, rows_of
from compliance.readers.reader import read_text
from compliance.readers.roles import EVENT_WORDS, ROLE_WORDS
from compliance.reports import REPORTS
from compliance.rulebook.load import load
from compliance.rulebook.rule_entry import EACH, LEVELS, POINTS, RULE_KEYS, STATUSES
from compliance.rulebook.schema import schema
from compliance.rulebook.source import shipped_rules
from compliance.rulebook.strict_yaml import parse
from compliance.rules.metrics import INTERRUPTION_CHARACTERS, INTERRUPTION_S, METRICS, RATE_CHARACTERS, RATE_S
from compliance.text.mask import mask
from compliance.text.phrases import GAP_LIMIT, MOST_SEQUENCES
from compliance.wording import CATALOGUE, say_problem

ROOT = Path(__file__).parents[1]
PAGES = (ROOT / "README.md", ROOT / "README.zh-CN.md", *sorted((ROOT / "docs").glob("*.md")))
COMMANDS = ROOT / "docs" / "reports.md"
EXAMPLES = ROOT / "docs" / "examples"
LANGUAGE = ROOT / "docs" / "language.md"
SCHEMA: Any = schema()

_FENCE = re.compile(r"^(?P<notes>(?:<!--[^\n]*-->\n)*)```(?P<info>\w*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_NOTE = re.compile(r"<!-- (\w+)(?:: (.*?))? -->")
_SECONDS = re.compile(r"(?<=用时 )\d+\.\d(?= 秒)|\b\d+\.\d(?= s · compliance)")
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")


@dataclass(frozen=True)
class Block:
    page: Path
    line: int
    info: str
    text: str
    notes: dict[str, str]
    whole: str

    def __str__(self) -> str:
        return f"{self.page.name}:{self.line}"


def _blocks() -> Iterator[Block]:
    for page in PAGES:
        written = page.read_text(encoding="utf-8")
        for found in _FENCE.finditer(written):
            notes = {name: value or "" for name, value in _NOTE.findall(found["notes"])}
            line = written.count("\n", 0, found.start("info")) + 1
            yield Block(page, line, found["info"], found["text"], notes, found[0])


BLOCKS = tuple(_blocks())


def blocks(info: str = "", note: str = "") -> pytest.MarkDecorator:
    chosen = [b for b in BLOCKS if (not info or b.info == info) and (not note or note in b.notes)]
    assert chosen, f"no {info} {note} blocks"
    return pytest.mark.parametrize("block", chosen, ids=str)


def prose(page: Path) -> str:
    """The page without blocks, comments and `code`."""
    plain = _FENCE.sub("", page.read_text(encoding="utf-8"))
    return re.sub(r"``.*?``|`[^`]*`|<!--.*?-->|\]\([^)]*\)", "", plain, flags=re.DOTALL)


@cache
def run(command: str) -> tuple[int, str]:
    """Exit code, and what a person at a terminal would see. `< FILE` at the end is what comes in."""
    command, _, file = command.partition(" < ")
    typed = (ROOT / file).read_text(encoding="utf-8") if file else ""
    words = shlex.split(command)
    assert words.pop(0) == "compliance", command
    done = subprocess.run(
        [sys.executable, "-m", "compliance", *words],
        cwd=ROOT, input=typed, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", check=False, timeout=60,
    )  # fmt: skip
    return done.returncode, _SECONDS.sub("0.0", done.stdout)


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Block, str], str]:
    """What the block says; with --renew-golden it first takes what came out now."""

    def expected(block: Block, actual: str) -> str:
        if not request.config.getoption("--renew-golden"):
            return block.text
        new = f"{block.whole[: -len(block.text) - 3]}{actual}```"
        block.page.write_text(block.page.read_text(encoding="utf-8").replace(block.whole, new, 1), encoding="utf-8", newline="\n")
        return actual

    return expected


# --- blocks --------------------------------------------------------------------------------------------------------


def test_every_block_is_proved() -> None:
    """Only what is typed at a shell may stand there unproved, and a picture of how something is built."""
    proved = {"run", "row", "file", "fragment", "transcript", "manifest", "events", "problems"}
    assert [str(b) for b in BLOCKS if b.info not in ("yaml", "sh", "mermaid") and not proved & {*b.notes}] == []


@blocks("yaml")
def test_rules_of_the_docs_load_and_their_examples_hold(block: Block, tmp_path: Path) -> None:
    if "fragment" in block.notes:
        problems: list[Problem] = []
        assert parse(block.text, str(block), problems)
        assert [say_problem(problem) for problem in problems] == []
        return
    text = block.text
    if text.startswith("- "):
        text = f"version: 1\nrules:\n{textwrap.indent(text, '  ')}"
    for example in (*EXAMPLES.glob("*.yaml"), *EXAMPLES.glob("*.tsv")):
        shutil.copy(example, tmp_path)  # what a block extends, the cues it names
    file = tmp_path / "rules.yaml"
    file.write_text(text, encoding="utf-8")
    try:
        loaded = load_rulebook(file)
    except Problems as found:
        pytest.fail("\n".join(say_problem(problem) for problem in found.problems))
    assert loaded.rulebook.rules


@blocks(note="file")
def test_blocks_stand_in_the_files_they_name(block: Block) -> None:
    written = (ROOT / block.notes["file"]).read_text(encoding="utf-8")
    depths = (" " * depth for depth in (0, 2, 4))
    assert any(textwrap.indent(block.text, depth) in written for depth in depths), block.notes["file"]


@blocks(note="run")
def test_commands_print_what_the_docs_say(block: Block, golden: Callable[[Block, str], str]) -> None:
    command, _, code = block.notes["run"].partition(" ; exit ")
    returned, printed = run(command)
    assert returned == int(code or 0), printed
    prompt = f"$ {command}\n" if block.text.startswith("$ ") else ""
    assert golden(block, prompt + printed) == prompt + printed


@blocks(note="row")
def test_rows_are_what_the_program_writes(block: Block, golden: Callable[[Block, str], str]) -> None:
    _, printed = run(block.notes["row"])
    written = json.loads(printed) if printed.startswith("{\n") else json.loads(printed.splitlines()[0])
    if "duration_s" in written:
        written["duration_s"] = 0.0
    lines = ",\n".join(f" {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in written.items())
    shown = json.loads(golden(block, f"{{\n{lines}\n}}\n"))
    assert list(shown) == list(written)
    assert shown == written


@blocks(note="transcript")
def test_transcripts_of_the_docs_can_be_read(block: Block) -> None:
    found = list(read_text(block.text, "docs.txt"))
    assert found
    assert [say_problem(item) for item in found if isinstance(item, Problem)] == []


@blocks(note="problems")
def test_what_is_said_to_be_refused_is_refused(block: Block) -> None:
    found = list(read_text(block.text, "docs.txt"))
    assert found
    assert [item for item in found if not isinstance(item, Problem)] == []


@blocks(note="manifest")
def test_manifests_of_the_docs_can_be_read(block: Block) -> None:
    found = list(rows_of(block.text, "manifest.csv"))
    assert found
    assert [say_problem(item) for item in found if isinstance(item, Problem)] == []


@blocks(note="events")
def test_events_files_of_the_docs_can_be_read(block: Block, tmp_path: Path) -> None:
    file = tmp_path / "events.csv"
    file.write_text(block.text, encoding="utf-8")
    found, problems = read_events(str(file))
    assert found
    assert [say_problem(problem) for problem in problems] == []


def test_masked_examples_are_what_the_mask_makes() -> None:
    pairs = re.findall(r"\| `([^`]+)` \| `([^`]*\*[^`]*)` \|$", COMMANDS.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(pairs) == 8
    assert pairs == [(plain, mask(plain)) for plain, _ in pairs]


def _tables_of_fields() -> dict[str, list[str]]:
    """Schema -> the names in the first column of its table."""
    tables = re.findall(r"<!-- fields: (\S+) -->\n((?:\|.*\n)+)", COMMANDS.read_text(encoding="utf-8"))
    rows = {schema: [re.findall(r"`([^`]+)`", line.split("|")[1]) for line in table.splitlines()[2:]] for schema, table in tables}
    return {schema: [name for names in lines for name in names] for schema, lines in rows.items()}


def test_every_field_of_every_row_is_explained() -> None:
    shown = [json.loads(block.text) for block in BLOCKS if "row" in block.notes and block.page == COMMANDS]
    assert _tables_of_fields() == {row["schema"]: [*row] for row in shown}
    assert {row["schema"] for row in shown} == {"finding/1", "verdict/1", "agent/1", "summary/1"}


def event_types() -> list[str]:
    """Those that the shipped rules over cases know."""
    cues = [cue for rule in load(shipped_rules()).rulebook.rules if rule.over == "case" for cue in cues_of(rule)]
    return sorted({name for cue in cues for name in happened(cue)})


def happened(cue: Cue) -> Iterator[str]:
    if isinstance(cue, Happened):
        yield from cue.types
    elif isinstance(cue, AllOf | AnyOf):
        for part in cue.cues:
            yield from happened(part)


# --- what must be mentioned -----------------------------------------------------------------------------------------


def _commands(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    if isinstance(command, click.Group):
        for name, child in command.commands.items():
            yield from _commands(child, f"{path} {name}")
    else:
        yield path, command


@pytest.mark.parametrize(("path", "command"), [*_commands(door, "compliance")], ids=lambda value: value if isinstance(value, str) else "")
def test_every_command_and_option_is_explained(path: str, command: click.Command) -> None:
    sections = dict(re.findall(r"^### `([^`]+)`\n(.*?)(?=^#|\Z)", COMMANDS.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL))
    names = {name for name in sections if name == path or name.startswith(f"{path} ")}
    assert len(names) == 1, f"one section ### `{path} …` in {COMMANDS.name}"
    told = {*re.findall(r"(?<![\w-])--?[a-z][a-z-]*", sections[names.pop()])}
    real = {name for parameter in command.params if isinstance(parameter, click.Option) for name in parameter.opts}
    assert told == real


def test_options_of_the_whole_program_are_explained() -> None:
    page = COMMANDS.read_text(encoding="utf-8")
    missing = [name for parameter in door.params for name in parameter.opts if f"`{name}" not in page]
    assert missing == []


@pytest.mark.parametrize(
    ("page", "names"),
    [
        ("language.md", [*SCHEMA["properties"]]),
        ("language.md", RULE_KEYS),
        ("language.md", [*SCHEMA["properties"]["overrides"]["additionalProperties"]["properties"]]),
        ("language.md", METRICS),
        ("language.md", (*LEVELS, *STATUSES, *EACH, *Outcome)),
        ("transcripts.md", (*ROLE_WORDS, *EVENT_WORDS)),
        ("transcripts.md", " ".join(HEADINGS.values()).split()),
        ("transcripts.md", " ".join(EVENT_HEADINGS.values()).split()),
        ("transcripts.md", event_types()),
        ("reports.md", REPORTS),
    ],
    ids=[
        *("file keys", "rule keys", "override keys", "metrics", "choices", "speakers"),
        *("manifest columns", "event columns", "events", "formats"),
    ],
)
def test_every_word_of_the_program_is_explained(page: str, names: list[str]) -> None:
    written = _FENCE.sub("", (ROOT / "docs" / page).read_text(encoding="utf-8"))
    words = {*re.findall(r"[\w.-]+", " ".join(re.findall(r"`([^`]+)`", written)))}
    assert [name for name in names if name not in words] == []


def test_figures_in_the_reference_are_those_of_the_program() -> None:
    page = LANGUAGE.read_text(encoding="utf-8")
    points = "、".join(f"{level} {points:g} 分" for level, points in POINTS.items())
    figures = [
        f"最多 {GAP_LIMIT} 个字", f"{MOST_SEQUENCES} 种", points, f"{INTERRUPTION_S:g} 秒以上", f"{INTERRUPTION_CHARACTERS} 个字以上",
        f"{RATE_CHARACTERS} 个字", f"{RATE_S:g} 秒",
    ]  # fmt: skip
    assert [figure for figure in figures if figure not in page] == []


# --- words and links --------------------------------------------------------------------------------------------------

CHINESE = [page for page in PAGES if page.name != "README.md"]
# what not to write -> what to write
GLOSSARY = {
    "坐席": "客服", "座席": "客服", "对话": "会话", "轮次": "话轮", "违例": "违规", "不合格": "违规", "不达标": "违规", "合格": "达标",
    "不适合": "不适用", "待定": "进行中", "无法判断": "无法判定", "未知": "无法判定",
    "违规项": "问题项", "告警": "问题项", "违规记录": "问题项",
    "脱敏": "打码", "遮盖": "打码", "工单": "个案", "案件": "个案",
}  # fmt: skip


@pytest.mark.parametrize("page", CHINESE, ids=lambda page: page.name)
def test_each_thing_has_one_name(page: Path) -> None:
    said = prose(page)
    assert {word: better for word, better in GLOSSARY.items() if word in said} == {}


@pytest.mark.parametrize("page", CHINESE, ids=lambda page: page.name)
def test_chinese_punctuation_is_full_width(page: Path) -> None:
    assert re.findall(r".{0,8}[\u4e00-\u9fff][,;:?!()].{0,8}", prose(page)) == []


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md", "docs/language.md"])
def test_the_six_verdicts_are_named_as_the_program_names_them(name: str) -> None:
    rows = re.findall(r"^\| `(\w+)` \|([^|]*)\|", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE)
    named = {verdict: word.strip() for verdict, word in rows if verdict in [*Outcome]}
    assert named == {str(outcome): CATALOGUE[f"outcome.{outcome}"][0] for outcome in Outcome}


def _anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.*)$", _FENCE.sub("", page.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    lost = []
    for link in _LINK.findall(_FENCE.sub("", page.read_text(encoding="utf-8"))):
        path, _, anchor = link.partition("#")
        target = page if not path else page.parent / path
        if not path.startswith(("http://", "https://")) and (not target.exists() or (anchor and anchor not in _anchors(target))):
            lost.append(link)
    assert lost == []


def test_every_page_can_be_reached_from_both_readmes() -> None:
    for readme in PAGES[:2]:
        linked = {(readme.parent / link.partition("#")[0]).resolve() for link in _LINK.findall(readme.read_text(encoding="utf-8"))}
        assert [page.name for page in PAGES if page.parent.name == "docs" and page.resolve() not in linked] == []
