"""Colours for a terminal, and only where they are asked for."""

from __future__ import annotations

from compliance.model.rule import Level

BOLD, DIM, RED, YELLOW = "1", "2", "31", "33"

BY_LEVEL = {Level.FATAL: f"{BOLD};{RED}", Level.ERROR: RED, Level.WARN: YELLOW, Level.INFO: DIM}


def paint(text: str, code: str, colour: bool) -> str:
    """The text in that ANSI style; as it is without colour, or where nothing is to be seen."""
    return f"\x1b[{code}m{text}\x1b[0m" if colour and text.strip() else text
