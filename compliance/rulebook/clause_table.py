"""Clause table: what the regulations demand, as a rule file lists it under `regulations` and `clauses`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from compliance.model.rule import Clause
from compliance.rulebook.desk import Desk
from compliance.rulebook.source import File, read_with_packs


def clauses_of(files: Sequence[File], desk: Desk) -> dict[str, Clause]:
    """By id; a regulation's title belongs to all clauses whose id begins with its letters."""
    titles: dict[str, str] = {}
    clauses: dict[str, Clause] = {}
    for file in files:
        if "regulations" in file.entries:
            titles |= {code: desk.text(node, code) for code, node in desk.mapping(file.entries["regulations"], "regulations").items()}
        for clause_id, node in desk.mapping(file.entries["clauses"], "clauses").items() if "clauses" in file.entries else ():
            desk.known_keys(node, ("section", "demand", "reason"), "clause")
            words = {key: desk.text(value, key) for key, value in desk.mapping(node, "clause").items()}
            regulation = titles.get(clause_id.rstrip("0123456789"), "")
            clauses[clause_id] = Clause(clause_id, regulation, words.get("section", ""), words.get("demand", ""), words.get("reason"))
    return clauses


def shipped_clauses(path: Path) -> dict[str, Clause]:
    """A file without a table of its own may still cite the five regulations by ID."""
    aside = Desk()  # what may be wrong there is nothing that this author could mend
    return clauses_of(read_with_packs(path, aside) or (), aside)
