"""Coaching for the agent who practised: the conversation line by line, what falls short in each, and what to say instead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from compliance.model.finding import Finding
from compliance.model.rule import Level
from compliance.model.scorecard import Audit, Scorecard
from compliance.model.transcript import Conversation, Role, Turn
from compliance.model.verdict import Hit, Outcome, Searched, Verdict
from compliance.reports.columns import ELLIPSIS, GAP, fit, flow, printable, width
from compliance.reports.doubts import doubt
from compliance.reports.moments import person
from compliance.reports.overview import unknown_reasons
from compliance.reports.quotes import turn_at, words
from compliance.reports.report import View
from compliance.reports.reviewed import final_cards, review_told
from compliance.reports.style import BOLD, BY_LEVEL, DIM, paint
from compliance.reports.wanted import wanted
from compliance.reports.wrapping import line_spans

ID = "coach"
MEDIA = "text"

NARROWEST = 40
LABEL = 8  # cells for who speaks
PRAISE, REASONS, WANTED, CONCERNED = 8, 5, 6, 2  # the most that each list shows
WRONG, RIGHT = "✗ ", "✓ "

Lexicons = Mapping[str, tuple[str, ...]]
Pieces = Sequence[tuple[str, str]]  # words, and the style they are painted in


@dataclass(frozen=True, slots=True)
class Lesson:
    """One conversation, with what was found in each of its turns, the gravest first; under None what is of no turn."""

    talk: Conversation
    verdicts: tuple[Verdict, ...]
    findings: Mapping[int | None, Sequence[Finding]]


def _lesson(talk: Conversation, verdicts: tuple[Verdict, ...], findings: Iterable[Finding]) -> Lesson:
    by_turn: dict[int | None, list[Finding]] = {}
    for finding in sorted(findings, key=lambda finding: -finding.level):
        by_turn.setdefault(_place(finding), []).append(finding)
    return Lesson(talk, verdicts, by_turn)


def _place(finding: Finding) -> int | None:
    """The turn under which it is told: where the words are, or where they were owed; None where that is no turn of this conversation."""
    return finding.breach.turn if turn_at(finding.conversation, finding.breach.turn) else None


def render(audit: Audit, view: View) -> Iterator[str]:
    view = replace(view, width=max(NARROWEST, view.width))
    if not audit.conversations:
        yield view.word("nothing_judged") + "\n"
    found: dict[str, list[Finding]] = {}
    for finding in audit.findings:
        found.setdefault(finding.conversation.id, []).append(finding)
    for number, (talk, verdicts) in enumerate(zip(audit.conversations, audit.verdicts, strict=True)):
        lesson = _lesson(talk, verdicts, found.get(talk.id, ()))
        parts = [_headline(lesson, audit, view), _turns(lesson, audit, view), _elsewhere(lesson, audit, view)]
        parts += [_praise(lesson, audit, view), _unknown(lesson, audit, view), _closing(lesson, view)]
        yield "\n" * (2 if number else 0)
        yield "\n".join("".join(f"{line}\n" for line in part) for part in parts if part)


def _headline(lesson: Lesson, audit: Audit, view: View) -> list[str]:
    """Which conversation, whose, its score, and how many rules were kept."""
    talk, cards = lesson.talk, audit.scorecards if len(audit.conversations) == 1 else ()
    names = {card.agent: card.name for card in cards} or ({talk.agent.id: talk.agent.name} if talk.agent else {})
    final = final_cards(audit)
    scores = {card.agent: _scored(card, final.get(card.agent), view) for card in cards if card.score is not None}
    agents = dict.fromkeys([*talk.agents, *scores])
    people = [GAP.join([*([person(names.get(a), a, view)] if a else []), *([scores[a]] if a in scores else [])]) for a in agents]
    counted = [("kept", Outcome.PASS), ("broken", Outcome.FAIL), ("unjudged", Outcome.UNKNOWN), ("open", Outcome.PENDING)]
    counts = [(key, sum(verdict.outcome is outcome for verdict in lesson.verdicts)) for key, outcome in counted]
    told = [view.word(f"coach.{key}", n=n) for key, n in counts if n or key in ("kept", "broken")]
    title = GAP.join([view.word("coach.title"), printable(view.name(talk.id))])
    return [
        *_wrapped([(title, BOLD)], "", "", view),
        *flow([text for text in people if text], view.width),
        *flow(told, view.width),
    ]


def _scored(card: Scorecard, final: Scorecard | None, view: View) -> str:
    """The machine's score and, where reviews came along, the final one."""
    told = [("score", card)] + ([("final_score", final)] if final else [])
    return GAP.join(view.word(f"coach.{key}", score="–" if found.score is None else f"{found.score:.1f}") for key, found in told)


def _turns(lesson: Lesson, audit: Audit, view: View) -> list[str]:
    """Every turn with what is to be said of it."""
    digits = len(str(len(lesson.talk.turns)))
    hang = " " * (digits + 1 + LABEL)
    lines = []
    for turn in lesson.talk.turns:
        found = lesson.findings.get(turn.index, ())
        who = f"{turn.index + 1:>{digits}} {fit(view.word(f'role.{turn.role}'), LABEL)}"
        style = "" if turn.role is Role.AGENT else DIM
        marked = _marked(turn, found, style, view)
        lines += _wrapped(marked, paint(who, DIM, view.colour), hang, view)
        for finding in found:
            # one mark needs no quotation; several would leave it open which is meant
            quoted = finding.breach.hit is not None and (len(found) > 1 or len(marked) == 1)
            lines += _told(finding, audit, hang, view, quoted)
    return lines


def _elsewhere(lesson: Lesson, audit: Audit, view: View) -> list[str]:
    found = lesson.findings.get(None, ())
    lines = [line for finding in found for line in _told(finding, audit, GAP, view, finding.breach.hit is not None)]
    return [paint(view.word("coach.elsewhere"), BOLD, view.colour), *lines] if found else []


def _praise(lesson: Lesson, audit: Audit, view: View) -> list[str]:
    """Rules that were kept in words that can be shown."""
    rules = {rule.id: rule for rule in audit.rulebook.rules}
    shown = [(rules[v.rule], hit) for v in lesson.verdicts if v.rule in rules and (hit := _witness(v, lesson.talk))]
    if not shown:
        return []
    lines = [paint(view.word("coach.well_done"), BOLD, view.colour)]
    for rule, hit in shown[:PRAISE]:
        lines += _wrapped([(_entry(rule.name, _quoted(hit, lesson.talk, view), view), "")], GAP + RIGHT, GAP * 2, view)
    return lines + _more(len(shown) - PRAISE, view)


def _witness(verdict: Verdict, talk: Conversation) -> Hit | None:
    """The agent's own words by which the rule was kept; that nothing wrong was said, or was said in time, has none."""
    if verdict.outcome is not Outcome.PASS:
        return None
    hits = (hit for judgement in verdict.judgements for hit in judgement.witnesses if hit.phrase)
    return next((hit for hit in hits if (turn := turn_at(talk, hit.turn)) and turn.role is Role.AGENT), None)


def _unknown(lesson: Lesson, audit: Audit, view: View) -> list[str]:
    """What could not be judged, by reason."""
    names = {rule.id: rule.name for rule in audit.rulebook.rules}
    reasons = unknown_reasons(replace(audit, verdicts=(lesson.verdicts,)), view)
    if not reasons:
        return []
    lines = [paint(view.word("unknown"), BOLD, view.colour)]
    for reason, rules in reasons[:REASONS]:
        told = view.word("comma").join(names.get(rule, rule) for rule in [*rules][:CONCERNED])
        told = view.word("and_others", first=told, n=len(rules)) if len(rules) > CONCERNED else told
        lines += _wrapped([(_entry(reason, told, view), DIM)], GAP, GAP * 2, view)
    return lines + _more(len(reasons) - REASONS, view)


def _closing(lesson: Lesson, view: View) -> list[str]:
    """Something to go on with."""
    if lesson.findings:
        worst = max((found[0] for found in lesson.findings.values()), key=lambda finding: finding.level)
        return _wrapped([(view.word("coach.next", rule=worst.rule.name), BOLD)], "", "", view)
    judged = any(verdict.outcome in (Outcome.PASS, Outcome.FAIL) for verdict in lesson.verdicts)
    return _wrapped([(view.word("coach.all_well" if judged else "nothing_judged"), BOLD if judged else "")], "", "", view)


def _told(finding: Finding, audit: Audit, indent: str, view: View, quoted: bool) -> list[str]:
    """One finding under its turn: the rule, what is wrong or missing, what to say instead, and who demands it."""
    rule, breach, judgement, talk = finding.rule, finding.breach, finding.judgement, finding.conversation
    style = BY_LEVEL[finding.level]
    heading = [(f"{view.word(f'level.{finding.level}')}{GAP}", style), (printable(rule.name), BOLD)]
    heading += [(f"{GAP}{printable(text)}", DIM) for _, text in review_told(finding, audit.final, view)]
    lines = _wrapped(heading, indent + paint(WRONG, style, view.colour), indent + GAP, view)
    told = [("said", _quoted(breach.hit, talk, view, place=False))] if quoted and breach.hit else []
    trigger = judgement.trigger
    if trigger and trigger.turn != breach.turn:
        told.append(("trigger", _quoted(trigger, talk, view)))
    texts = [view.word(f"coach.{key}", text=text) for key, text in told]
    if breach.hit is None:
        texts += _absence(finding, audit.rulebook.lexicons, view)
    doubts = (doubt(hit, view) for hit in (breach.hit, trigger))
    why = view.word("semicolon").join(dict.fromkeys(text for text in (rule.message, view.tell(breach.reason), *doubts) if text))
    texts += [why] if why else []
    if finding.instead:
        texts.append(view.word("coach.instead", text=finding.instead))
    for text in texts:
        lines += _wrapped([(text, "")], indent + GAP, indent + GAP, view)
    titles = dict.fromkeys(audit.rulebook.clauses[name].regulation for name in rule.clauses if name in audit.rulebook.clauses)
    source = " ".join([*rule.clauses, view.word("comma").join(titles)]).strip()
    clauses = [(view.word("coach.clauses", text=source), DIM)] if source else []
    return [*lines, *(_wrapped(clauses, indent + GAP, indent + GAP, view) if clauses else [])]


def _absence(finding: Finding, lexicons: Lexicons, view: View) -> list[str]:
    """What should have been there, where it was looked for, and the nearest thing to it."""
    searched, miss = finding.judgement.searched, finding.judgement.nearest_miss
    texts = []
    if searched:
        words_wanted = [wanted(name, lexicons, view) for name in searched.wanted[:WANTED]]
        told = view.word("or").join([*words_wanted, *([ELLIPSIS] if len(searched.wanted) > WANTED else [])])
        key = "missing_anywhere" if _place(finding) is None else "missing"
        texts.append(view.word(f"coach.{key}", words=told) + _span(searched, view))
    if miss:
        text = view.mask(miss.text)
        place = view.word("coach.place", place="" if miss.turn is None else view.word("turn", n=miss.turn + 1), text=text).strip()
        texts.append(view.word("coach.nearest", text=place, why=view.tell(miss.why)))
    return texts


def _span(searched: Searched, view: View) -> str:
    ends = [turn + 1 for turn in (searched.from_turn, searched.to_turn) if turn is not None]
    if not ends:
        return ""
    span = view.word("turn", n=ends[0]) if ends[0] == ends[-1] else view.word("turns", first=ends[0], last=ends[-1])
    return view.word("coach.searched", span=span)


def _quoted(hit: Hit, talk: Conversation, view: View, place: bool = True) -> str:
    where = view.word("turn", n=hit.turn + 1) if place and hit.turn is not None else ""
    return view.word("coach.place", place=where, text=words(hit, talk, view)).strip()


def _marked(turn: Turn, found: Sequence[Finding], style: str, view: View) -> Pieces:
    """The turn's words, with 【】 around those that a finding is about; unmarked where the mask moved them."""
    text = view.mask(turn.text)
    if len(text) != len(turn.text):
        return [(printable(text), style)]
    pieces: list[tuple[str, str]] = []
    done = 0
    for start, end, code in _stretches(turn, found):
        pieces += [(printable(text[done:start]), style), (f"【{printable(text[start:end])}】", code)]
        done = end
    return [*pieces, (printable(text[done:]), style)]


def _stretches(turn: Turn, found: Sequence[Finding]) -> list[tuple[int, int, str]]:
    """The stretches that findings are about, those that overlap as one, in the style of the gravest."""
    hits = [(hit.start, hit.end, f.level) for f in found if (hit := f.breach.hit) and turn.text[hit.start : hit.end] == hit.text != ""]
    merged: list[tuple[int, int, Level]] = []
    for start, end, level in sorted(hits):
        if merged and start < merged[-1][1]:
            before = merged.pop()
            merged.append((before[0], max(before[1], end), max(before[2], level)))
        else:
            merged.append((start, end, level))
    return [(start, end, BY_LEVEL[level]) for start, end, level in merged]


def _entry(head: str, text: str, view: View) -> str:
    return view.word("coach.entry", head=head, text=text)


def _more(left: int, view: View) -> list[str]:
    return [GAP + paint(view.word("more", n=left), DIM, view.colour)] if left > 0 else []


def _wrapped(pieces: Pieces, first: str, hang: str, view: View) -> list[str]:
    """The pieces one after another behind `first`, and on more lines behind `hang`, which is as wide."""
    clean = [(printable(text), code) for text, code in pieces]
    whole = "".join(text for text, _ in clean)
    styles = [code for text, code in clean for _ in text]
    lines = []
    for number, (start, end) in enumerate(line_spans(whole, view.width - width(hang))):
        line, at = hang if number else first, start
        while at < end:
            until = next((place for place in range(at, end) if styles[place] != styles[at]), end)
            line += paint(whole[at:until], styles[at], view.colour and styles[at] != "")
            at = until
        lines.append(line.rstrip())
    return lines
