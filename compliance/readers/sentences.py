"""Sentences: made-up turns to teach a cue with, one a line: `+` in front of those that count, `-` in front of those that do not."""

from __future__ import annotations

from compliance.model.problem import Place, Problem, Problems
from compliance.readers.labels import text_of
from compliance.readers.refusals import fault, shown


def read_sentences(file: str) -> tuple[tuple[bool, str], ...]:
    """Whether it counts, and the words. Raises Problems, with every line that begins with neither sign."""
    told: list[tuple[bool, str]] = []
    problems: list[Problem] = []
    for number, line in enumerate(text_of(file).splitlines(), 1):
        sign, words = line[:1], line[1:].strip()
        if sign in ("+", "-") and words:
            told.append((sign == "+", words))
        elif line.strip() and sign != "#":
            problems.append(fault(Place(file, number), "reader.sentence", found=shown(line.strip())))
    if problems:
        raise Problems(problems)
    return tuple(told)
