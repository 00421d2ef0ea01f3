"""Evaluate: verdicts held against what people say who read the conversations, so that a rule can be calibrated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from compliance.model.label import FindingNote, Label, Labelled, Mark, Quote, Review, VerdictNote
from compliance.model.scorecard import Audit
from compliance.model.verdict import Outcome
from compliance.readers.verdict_rows import Rows, finding_note, verdict_note
from compliance.reports.report import View
from compliance.reports.rows import finding_row, verdict_row
from compliance.scoring.agreement import Agreement, Detection, Share, agreement, detection, mean, share
from compliance.text.mask import mask_id

UNDECIDED = (None, Outcome.UNKNOWN, Outcome.PENDING)  # None: there is no verdict at all
MARKS = {Outcome.PASS: Mark.PASS, Outcome.FAIL: Mark.FAIL}  # every other outcome is na


@dataclass(frozen=True, slots=True)
class Told:
    """What the tool said of some conversations. `words(conversation, turn)` quotes a turn, masked, where it is known."""

    rules: tuple[str, ...]
    verdicts: Mapping[tuple[str, str], VerdictNote]
    findings: tuple[FindingNote, ...] | None
    words: Callable[[str, int], str | None] = lambda _conversation, _turn: None

    @property
    def conversations(self) -> frozenset[str]:
        return frozenset(conversation for conversation, _ in self.verdicts)


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One case in which person and tool differ. `outcome` is the tool's verdict on the whole conversation.

    `turn` is None where the whole conversation is meant. `witnesses` are the words that the verdict rests on,
    `signs` what the learned cue `phrase` heard.
    """

    rule: str
    conversation: str
    turn: int | None
    quote: str | None
    label: Mark
    said: Mark
    outcome: Outcome
    reason: str | None = None
    phrase: str | None = None
    trigger: Quote | None = None
    witnesses: tuple[Quote, ...] = ()
    signs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleScore:
    """`turns` counts (conversation, turn), None where no label names turns; `undecided` are verdicts that count as na (or, there, pass).

    Where there is no verdict at all there is nothing to disagree with: such cases count, but are not among the disagreements.
    """

    rule: str
    agreement: Agreement
    turns: Detection | None
    undecided: int
    disagreements: tuple[Disagreement, ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """`missing` are the labelled conversations that the tool says nothing of: their verdicts are undecided, too."""

    scores: tuple[RuleScore, ...]
    labelled: int
    missing: tuple[str, ...]

    @property
    def undecided(self) -> Share:
        return share(sum(score.undecided for score in self.scores), sum(score.agreement.n for score in self.scores), without=0.0)

    @property
    def macro_f1(self) -> float | None:
        return mean(score.agreement.detection.f1 for score in self.scores)

    @property
    def macro_kappa(self) -> float | None:
        return mean(score.agreement.kappa for score in self.scores)


@dataclass(frozen=True, slots=True)
class ReviewScore:
    """Of the findings of one rule that a person looked at, how many are right; `wrong` are the others."""

    rule: str
    precision: Share
    wrong: tuple[Disagreement, ...]


@dataclass(frozen=True, slots=True)
class Reviewed:
    """`contested` are findings that two reviewers see differently, `lost` those that are no longer made, `open` those without an answer."""

    scores: tuple[ReviewScore, ...]
    overall: Share
    contested: tuple[str, ...]
    lost: tuple[str, ...]
    open: int


def told_by_rows(rows: Rows) -> Told:
    verdicts = {(note.conversation, note.rule): note for note in rows.verdicts}
    rules = dict.fromkeys([*(note.rule for note in rows.verdicts), *(note.rule for note in rows.findings or ())])
    return Told(tuple(rules), verdicts, rows.findings)


def told_by_audit(audit: Audit, view: View, rules: Iterable[str] | None = None) -> Told:
    """The same as its rows would say, but with names as they are; `rules` are those whose verdicts are asked for (all: None)."""
    plain = replace(view, mask_id=str)
    known = tuple(rule.id for rule in audit.rulebook.rules)
    wanted = frozenset(known if rules is None else rules)
    notes = (
        verdict_note(verdict_row(verdict, conversation, plain))
        for conversation, verdicts in zip(audit.conversations, audit.verdicts, strict=True)
        for verdict in verdicts
        if verdict.rule in wanted
    )
    findings = tuple(finding_note(finding_row(finding, plain)) for finding in audit.findings)
    turns = {conversation.id: conversation.turns for conversation in audit.conversations}

    def words(conversation: str, turn: int) -> str | None:
        spoken = turns.get(conversation, ())
        return view.mask(spoken[turn].text) if turn < len(spoken) else None

    return Told(known, {(note.conversation, note.rule): note for note in notes}, findings, words)


def evaluate(labelled: Sequence[Labelled], told: Told) -> Evaluation:
    """One score for each rule that has labels, in the order in which the tool names its rules."""
    names = matched([entry.id for entry in labelled], told.conversations)
    cases = _cases(labelled, names, told)
    missing = tuple(entry.id for entry in labelled if entry.id not in names)
    return Evaluation(tuple(_score(rule, cases[rule]) for rule in told.rules if rule in cases), len(labelled), missing)


def review(reviews: Sequence[Review], told: Told) -> Reviewed:
    """Precision of each rule over the findings that have an answer on which all reviewers agree."""
    notes = {note.fingerprint: note for note in told.findings or ()}
    answers: dict[str, set[bool]] = {}
    for entry in reviews:
        answers.setdefault(entry.finding, set()).update(() if entry.correct is None else (entry.correct,))
    decided = {name: found.copy().pop() for name, found in answers.items() if len(found) == 1 and name in notes}
    by_rule: dict[str, list[str]] = {}
    for name in decided:
        by_rule.setdefault(notes[name].rule, []).append(name)
    scores = []
    for rule in (rule for rule in told.rules if rule in by_rule):
        wrong = tuple(_false_alarm(notes[name], told) for name in by_rule[rule] if not decided[name])
        scores.append(ReviewScore(rule, share(len(by_rule[rule]) - len(wrong), len(by_rule[rule]), without=0.0), wrong))
    return Reviewed(
        tuple(scores),
        share(sum(decided.values()), len(decided), without=0.0),
        tuple(name for name, found in answers.items() if len(found) > 1),
        tuple(name for name in answers if name not in notes),
        sum(not found for name, found in answers.items() if name in notes),
    )


def matched(labelled: Sequence[str], told: Iterable[str]) -> Mapping[str, str]:
    """Labelled id -> the id that the tool uses. Either may be masked; what could be one of several is matched with none."""
    known = frozenset(told)
    found = {name: name for name in labelled if name in known}
    left = [name for name in dict.fromkeys(labelled) if name not in found]
    theirs = known - set(found.values())
    times, masked = Counter(map(mask_id, left)), Counter(map(mask_id, theirs))
    by_mask = {mask_id(name): name for name in theirs}
    return found | {name: by_mask[hidden] for name in left if times[hidden := mask_id(name)] == masked[hidden] == 1}


@dataclass(slots=True)
class _Case:
    """One conversation and one rule: the label, the verdict, and the findings by turn."""

    conversation: str
    label: Label
    note: VerdictNote | None
    found: dict[int | None, FindingNote | None]
    told: Told = field(repr=False)

    @property
    def said(self) -> Mark:
        """A reader who lists offending turns knows no na: nothing found is kept."""
        mark = MARKS.get(self.note.outcome, Mark.NA) if self.note else Mark.NA
        return Mark.PASS if mark is Mark.NA and self.label.turns is not None else mark

    @property
    def outcome(self) -> Outcome | None:
        return self.note.outcome if self.note else None


def _cases(labelled: Sequence[Labelled], names: Mapping[str, str], told: Told) -> dict[str, list[_Case]]:
    by_place: dict[tuple[str, str], dict[int | None, FindingNote | None]] = {}
    for finding in told.findings or ():
        by_place.setdefault((finding.conversation, finding.rule), {}).setdefault(finding.quote.turn, finding)
    cases: dict[str, list[_Case]] = {}
    for entry in labelled:
        name = names.get(entry.id, entry.id)
        for rule, label in entry.labels.items():
            note = told.verdicts.get((name, rule)) if entry.id in names else None
            found = by_place.get((name, rule), {}) if entry.id in names else {}
            if told.findings is None and note and note.outcome is Outcome.FAIL:  # a failed verdict's evidence is what broke it
                found = dict.fromkeys(quote.turn for quote in note.evidence)
            cases.setdefault(rule, []).append(_Case(name, label, note, found, told))
    return cases


def _score(rule: str, cases: Sequence[_Case]) -> RuleScore:
    with_turns = [case for case in cases if case.label.turns is not None]
    turns = None
    if with_turns:
        real = {(case.conversation, turn) for case in with_turns for turn in case.label.turns or ()}
        turns = detection(real, {(case.conversation, turn) for case in with_turns for turn in case.found})
    differing = [found for case in cases if case.note for found in _disagreements(rule, case, case.note)]
    return RuleScore(
        rule,
        agreement((case.label.mark, case.said) for case in cases),
        turns,
        sum(case.outcome in UNDECIDED for case in cases),
        tuple(sorted(differing, key=lambda one: Mark.FAIL not in (one.label, one.said))),  # violations first
    )


def _disagreements(rule: str, case: _Case, note: VerdictNote) -> Iterator[Disagreement]:
    wanted = case.label.turns
    if wanted is None:
        if case.label.mark is not case.said:
            yield _of_conversation(rule, case, note)
        return
    for turn in sorted({*wanted} ^ {*case.found}, key=lambda place: (place is None, place or 0)):
        real = turn in wanted
        finding = case.found.get(turn)
        witnesses = tuple(quote for quote in note.evidence if quote.turn == turn)
        elsewhere = real and note.outcome is Outcome.FAIL  # the verdict's reason is then about other turns
        yield Disagreement(
            rule,
            case.conversation,
            turn,
            _words(case, turn) or next((quote.text for quote in (*([finding.quote] if finding else []), *witnesses) if quote.text), None),
            Mark.FAIL if real else Mark.PASS,
            Mark.PASS if real else Mark.FAIL,
            note.outcome,
            finding.reason if finding else None if elsewhere else note.reason,
            finding.phrase if finding else None,
            finding.trigger if finding else None,
            witnesses,
            finding.quote.signs if finding else (),
        )


def _of_conversation(rule: str, case: _Case, note: VerdictNote) -> Disagreement:
    """Quoted is what the verdict rests on: the first finding, else the first witness."""
    finding = next((found for found in case.found.values() if found), None)
    place = finding.quote if finding else next(iter(note.evidence), Quote(None, None))
    return Disagreement(
        rule,
        case.conversation,
        place.turn,
        _words(case, place.turn) or place.text,
        case.label.mark,
        case.said,
        note.outcome,
        (finding.reason if finding else None) or note.reason,
        finding.phrase if finding else None,
        finding.trigger if finding else None,
        tuple(quote for quote in note.evidence if quote.text),
        finding.quote.signs if finding else (),
    )


def _false_alarm(note: FindingNote, told: Told) -> Disagreement:
    turn = note.quote.turn
    words = told.words(note.conversation, turn) if turn is not None else None
    places = (note.conversation, turn, words or note.quote.text)
    marks = (Mark.PASS, Mark.FAIL, Outcome.FAIL)
    return Disagreement(note.rule, *places, *marks, note.reason, note.phrase, note.trigger, (note.quote,), note.quote.signs)


def _words(case: _Case, turn: int | None) -> str | None:
    return None if turn is None else case.told.words(case.conversation, turn)
