"""The difference that a change of rules makes: as a person reads it, and as rows (difference/1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from compliance.difference import Difference
from compliance.model.finding import Finding
from compliance.model.message import message
from compliance.model.rule import Rule
from compliance.reports.columns import GAP, SEPARATOR, printable, shorten
from compliance.reports.moments import person
from compliance.reports.quotes import words
from compliance.reports.report import View
from compliance.reports.rows import Row, finding_row, named, number
from compliance.reports.style import BOLD, DIM, paint
from compliance.wording import say

SCHEMA = "difference/1"
MOST = 10  # of each kind


def lines(found: Difference, view: View) -> Iterator[str]:
    """What changed in the rules, in the findings, in the verdicts and in the scores; at most ten of each, with their number."""
    yield paint(_word("difference.title", view), BOLD, view.colour)
    for key, book in (("old", found.old), ("new", found.new)):
        yield GAP + _word(f"difference.{key}", view, source=printable(book.source), version=book.version, count=len(book.rules))
    yield GAP + _word("difference.conversations", view, count=found.conversations)
    yield ""
    yield from _section("rules", list(_rules(found, view)), view)
    sums = {"appeared": found.appeared, "vanished": found.vanished, "relevelled": found.relevelled}
    counts = [_word(f"difference.{key}", view, count=len(findings)) for key, findings in sums.items()]
    yield paint(_word("difference.findings", view), BOLD, view.colour) + SEPARATOR.join(
        [*counts, _word("difference.kept", view, count=found.kept)]
    )
    for key, findings in (("appeared", found.appeared), ("vanished", found.vanished)):
        told = [line for finding in findings[:MOST] for line in _finding(finding, view)]
        yield from _part(f"difference.{key}", told, len(findings), view)
    told = [_relevelled(before, after, view) for before, after in found.relevelled[:MOST]]
    yield from _part("difference.relevelled", told, len(found.relevelled), view)
    yield ""
    yield from _section("verdicts", list(_verdicts(found, view)), view)
    yield from _section("scores", list(_scores(found, view)), view, last=True)


def rows(found: Difference, view: View) -> Iterator[Row]:
    """All of it: first a summary, then a row for each rule, finding, move of verdicts and score that changed."""
    yield {
        "schema": SCHEMA,
        "what": "summary",
        **{key: {"source": book.source, "version": book.version} for key, book in (("old", found.old), ("new", found.new))},
        "conversations": found.conversations,
        "findings": {
            "appeared": len(found.appeared),
            "vanished": len(found.vanished),
            "relevelled": len(found.relevelled),
            "kept": found.kept,
        },
        "rules": {"added": len(found.added), "removed": len(found.removed), "changed": len(found.changed)},
        "scores": len(found.scores),
    }
    for change, before, after in _rule_changes(found):
        yield {"schema": SCHEMA, "what": "rule", "change": change, **_versions(before, after)}
    for change, findings, book in (("appeared", found.appeared, found.new), ("vanished", found.vanished, found.old)):
        for finding in findings:
            yield {"schema": SCHEMA, "what": "finding", "change": change, **_nested(finding_row(finding, view, clauses=book.clauses))}
    for old, new in found.relevelled:
        told = _nested(finding_row(new, view, clauses=found.new.clauses))
        yield {
            "schema": SCHEMA,
            "what": "finding",
            "change": "relevelled",
            "old_level": str(old.level),
            "new_level": str(new.level),
            **told,
        }
    for rule, moves in found.verdicts.items():
        for (was, now), count in moves.items():
            yield {"schema": SCHEMA, "what": "verdicts", "rule": rule, "old": str(was), "new": str(now), "count": count}
    for card, new_card in found.scores:
        scores = {"old": number(card.score, 4), "new": number(new_card.score, 4)}
        yield {"schema": SCHEMA, "what": "score", "agent": named(card.agent, view), **scores}


def _nested(row: Row) -> Row:
    return {"finding": row}


def _versions(before: Rule | None, after: Rule | None) -> Row:
    known = after or before
    return {
        "rule": known.id if known else None,
        "old_version": before.version if before else None,
        "new_version": after.version if after else None,
        "old_level": str(before.level) if before else None,
        "new_level": str(after.level) if after else None,
    }


def _rule_changes(found: Difference) -> Iterator[tuple[str, Rule | None, Rule | None]]:
    yield from (("added", None, rule) for rule in found.added)
    yield from (("removed", rule, None) for rule in found.removed)
    yield from (("changed", before, after) for before, after in found.changed)


def _rules(found: Difference, view: View) -> Iterator[str]:
    for change, before, after in _rule_changes(found):
        rule = after or before
        assert rule
        told = f"{_word(f'difference.rule_{change}', view)}{GAP}{rule.id}{GAP}{printable(rule.name)}"
        if before and after:
            told += f"{GAP}{before.version}→{after.version}"
            told += f"{GAP}{_level(before, view)}→{_level(after, view)}" if before.level is not after.level else ""
        yield told


def _finding(finding: Finding, view: View) -> Iterator[str]:
    talk, breach = finding.conversation, finding.breach
    place = printable(view.name(talk.id)) + ("" if breach.turn is None else f" {view.word('turn', n=breach.turn + 1)}")
    said = _word("evaluate.quoted", view, words=printable(words(breach.hit, talk, view))) if breach.hit else view.word("missing")
    yield f"{finding.rule.id}{GAP}{place}{GAP}{said}{GAP}{printable(view.tell(breach.reason))}"


def _relevelled(before: Finding, after: Finding, view: View) -> str:
    return f"{_level(before.rule, view)}→{_level(after.rule, view)}{GAP}{next(_finding(after, view))}"


def _verdicts(found: Difference, view: View) -> Iterator[str]:
    for rule, moves in found.verdicts.items():
        told = [
            f"{_word(f'outcome.{was}', view)}→{_word(f'outcome.{now}', view)} {count}"
            for (was, now), count in sorted(moves.items(), key=lambda move: -move[1])
        ]
        yield f"{rule}{GAP}{view.word('comma').join(told)}"


def _scores(found: Difference, view: View) -> Iterator[str]:
    for old, new in sorted(found.scores, key=lambda pair: (pair[1].score or 0.0) - (pair[0].score or 0.0)):
        moved = "" if old.score is None or new.score is None else f" ({new.score - old.score:+.2f})"
        yield f"{person(old.name, old.agent, view)}{GAP}{_score(old.score)} → {_score(new.score)}{moved}"


def _score(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _section(key: str, told: list[str], view: View, *, last: bool = False) -> Iterator[str]:
    """A heading with the number of lines, and the first of them; one line where there are none."""
    yield paint(_word(f"difference.{key}", view), BOLD, view.colour) + (str(len(told)) if told else _word("difference.none", view))
    yield from _body(told[:MOST], len(told), view)
    if not last:
        yield ""


def _part(key: str, told: list[str], count: int, view: View) -> Iterator[str]:
    if told:
        yield GAP + _word(key, view, count=count)
        yield from (GAP + line for line in _body(told, count, view))


def _body(told: Iterable[str], count: int, view: View) -> Iterator[str]:
    yield from (GAP + shorten(line, view.width - len(GAP) * 2) for line in told)
    if count > MOST:
        yield GAP + paint(view.word("more", n=count - MOST), DIM, view.colour)


def _level(rule: Rule, view: View) -> str:
    return view.word(f"level.{rule.level}")


def _word(key: str, view: View, **values: object) -> str:
    return say(message(key, **values), view.lang)
