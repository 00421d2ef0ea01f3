"""Words that were wanted, as a person reads them: a phrase as it is, a lexicon by its name and a few of its phrases."""

from __future__ import annotations

from collections.abc import Mapping

from compliance.reports.report import View

SUCH_AS = 3  # phrases of a lexicon that are shown
FEWEST_SUCH = 2  # a single one would look like the whole


def wanted(name: str, lexicons: Mapping[str, tuple[str, ...]], view: View) -> str:
    """`$name` is a lexicon; those of its phrases that need no explanation stand for it."""
    plain = [text for text in lexicons.get(name.removeprefix("$"), ()) if not set(text) & set("$/|()")] if name[:1] == "$" else []
    if len(plain) < FEWEST_SUCH:
        return name.removeprefix("$")
    return view.word("coach.lexicon", name=name[1:], words=view.word("comma").join(plain[:SUCH_AS]))
