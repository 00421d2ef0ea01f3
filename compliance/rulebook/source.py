"""Source: the rule file and the packs it extends, read from disk, packs first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from compliance.model.message import Message, message
from compliance.model.problem import Place
from compliance.readers.decode import decode
from compliance.readers.files import opened
from compliance.rulebook.desk import Desk, items
from compliance.rulebook.strict_yaml import Node, parse

FILE_KEYS = ("version", "scopes", "calendar", "regulations", "clauses", "lexicons", "cues", "rules", "extends", "overrides", "gate")
LANGUAGE_VERSION = 1
SHIPPED = "shipped"
MOST_BYTES = 10_000_000
_REMEDIES = {
    **dict.fromkeys(("rulebook.no_file", "rulebook.is_folder", "rulebook.unreadable"), "rulebook.no_file_hint"),
    "rulebook.too_big": "rulebook.yaml_many_hint",
}


@dataclass(frozen=True, slots=True)
class File:
    """`entries` are the top-level keys; `source` is the path as it was given."""

    source: str
    text: str
    root: Node
    entries: Mapping[str, Node]


def shipped_rules() -> Path:
    """rules.yaml of the installation; in a checkout, the one at its top."""
    inside = Path(str(resources.files("compliance"))) / "rules.yaml"
    return inside if inside.is_file() else inside.parent.parent / "rules.yaml"


def find_rules(given: str | None) -> Path:
    """The file named, else rules.yaml in the current folder, else the shipped one."""
    if given is not None:
        return shipped_rules() if given == SHIPPED else Path(given)
    here = Path("rules.yaml")
    return here if here.is_file() else shipped_rules()


def read_with_packs(path: Path, desk: Desk, inside: tuple[Path, ...] = ()) -> list[File] | None:
    """Packs first, so that what extends them comes later. None where a file could not be read: nothing after that can be told."""
    file = _read(path, desk)
    if file is None:
        return None
    files: list[File] = []
    complete = True
    around = (*inside, path.resolve())
    for node in items(file.entries["extends"]) if "extends" in file.entries else ():
        pack = _pack(node, path, around, desk)
        more = read_with_packs(pack, desk, around) if pack else None
        files += [new for new in more or () if new not in files]
        complete = complete and more is not None
    return [*files, file] if complete else None


def _pack(node: Node, path: Path, around: Sequence[Path], desk: Desk) -> Path | None:
    """The file that `extends` names: beside the one that names it, or `shipped`."""
    name = desk.text(node, "extends")
    if not name:
        return None
    pack = shipped_rules() if name == SHIPPED else path.parent / name
    try:
        there, where = pack.is_file(), pack.resolve()
    except (OSError, ValueError):  # no name that a file can have
        there, where = False, pack
    if not there:
        desk.fault(node.place, message("rulebook.no_pack", name=name), message("rulebook.no_pack_hint"))
    elif where in around:
        desk.fault(node.place, message("rulebook.extends_cycle", name=name))
    else:
        return pack
    return None


def _read(path: Path, desk: Desk) -> File | None:
    source = str(path)
    text = file_text(path)
    if isinstance(text, Message):
        desk.fault(Place(source), text, message(_REMEDIES.get(text.key, "rulebook.not_text_file_hint")))
        return None
    root = parse(text, source, desk.problems)
    if root is None:
        return None
    entries = desk.mapping(root, "file")
    if not isinstance(root.value, Mapping):
        return None
    desk.known_keys(root, FILE_KEYS, "file")
    _check_version(root, entries, desk)
    return File(source, text, root, entries)


def file_text(path: Path) -> str | Message:
    """What the file holds, or why that cannot be told."""
    try:
        with opened(path) as file:
            data = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        return message("rulebook.no_file")
    except IsADirectoryError:
        return message("rulebook.is_folder")
    except (OSError, ValueError) as fault:
        return message("rulebook.unreadable", said=getattr(fault, "strerror", None) or str(fault))
    if len(data) > MOST_BYTES:
        return message("rulebook.too_big", most=MOST_BYTES // 1_000_000)
    decoded = decode(data)
    return decoded if isinstance(decoded, Message) else decoded.text


def _check_version(root: Node, entries: Mapping[str, Node], desk: Desk) -> None:
    hint = message("rulebook.version_hint")
    if "version" in entries:
        written = entries["version"]
        if type(written.value) is not int or written.value != LANGUAGE_VERSION:
            desk.fault(written.place, message("rulebook.version", raw=written.raw), hint)
    elif not desk.misspelt(root, ["version"], FILE_KEYS):
        desk.fault(root.place, message("rulebook.missing_key", key="version", what=message("rulebook.part_file")), hint)
