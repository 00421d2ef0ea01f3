"""Training: a learned cue made from turns that people read, with the share it gets right on turns it was not taught.

A linear model of the signs in a turn (logistic regression, scikit-learn); only its points are kept, so that judging needs none of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from compliance.audit import Plan, audit
from compliance.model.finding import Finding
from compliance.model.label import Review
from compliance.model.learned import LearnedCue
from compliance.model.rule import Rulebook
from compliance.model.transcript import Conversation, Role
from compliance.model.verdict import Verdict
from compliance.text.learned import LEXICON, groups, lists_in
from compliance.text.normalise import fold

POINTS = 100  # of one unit of log-odds
FOLDS = 5
STRICTNESS = 0.3  # of the regularisation, scikit-learn's C
MOST_SIGNS = 20_000
LEAST_OF_LEXICON = 20  # points: to look for a lexicon costs time
RAREST = 2  # turns that must hold a sign
MADE_UP_WORTH = 0.3  # of a spoken turn: they are written by the thousand, and each says less


class TooFew(ValueError):
    """Too few turns are marked, or left unmarked (`all_marked`), to teach with some and ask of the others."""

    def __init__(self, sources: int, *, all_marked: bool) -> None:
        self.sources = sources  # with a marked turn
        self.all_marked = all_marked
        super().__init__(sources)


class NotSoPrecise(ValueError):
    """No threshold reaches the precision asked for."""

    def __init__(self, best: float) -> None:
        self.best = best
        super().__init__(best)


@dataclass(frozen=True, slots=True)
class Lesson:
    """One turn, as somebody read it. Turns of one `source` are never taught and asked at once.

    `made_up`: written for teaching. It says nothing of how often people speak so: beside turns that were spoken it counts for less, and
    is not asked of.
    """

    text: str
    yes: bool
    source: str
    made_up: bool = False


@dataclass(frozen=True, slots=True)
class Trained:
    """`precision` and `recall`: of each fold's turns, asked of what the other folds taught; of `asked` turns, `yes` of them marked.

    `only_taught`: made-up turns that were not asked of.
    """

    cue: LearnedCue
    precision: float
    recall: float
    asked: int
    yes: int
    only_taught: int


def lessons_of(conversation: Conversation, turns: frozenset[int], role: Role, first: bool = False) -> Iterator[Lesson]:
    """Every turn of that side, marked where a reader named it. `first`: only the first was asked for, so those behind it teach nothing."""
    for turn in conversation.turns:
        if turn.role is role and turn.text.strip():
            yield Lesson(turn.text, turn.index in turns, conversation.id)
            if first and turn.index in turns:
                return


def lessons_of_reviews(
    reviews: Sequence[Review], conversations: Iterable[Conversation], rulebook: Rulebook, rule_id: str, role: Role
) -> Iterator[Lesson]:
    """The turns that reviewed findings of the rule rest on, as the reviewer said; beside them that side's other turns, unmarked.

    Those nobody reported. What the rule heard and nobody reviewed teaches nothing; nor, where the rule has a trigger and so
    reports only the first thing, does what follows.
    """
    word = {review.finding: review.correct for review in reviews if review.correct is not None}
    once = any(rule.id == rule_id and rule.when for rule in rulebook.rules)
    done = audit(conversations, Plan(rulebook))
    reviewed: dict[int, dict[int, bool]] = {}  # by conversation: its turns
    for finding in done.findings:
        place = _rests_on(finding, role)
        if finding.rule.id == rule_id and finding.fingerprint in word and place is not None:
            turns = reviewed.setdefault(id(finding.conversation), {})
            turns[place] = turns.get(place, False) or word[finding.fingerprint]
    for conversation, verdicts in zip(done.conversations, done.verdicts, strict=True):
        if turns := reviewed.get(id(conversation), {}):
            silent = _heard(verdicts, rule_id) - turns.keys()
            for turn in conversation.turns[: max(turns) + 1 if once else None]:
                if turn.role is role and turn.text.strip() and turn.index not in silent:
                    yield Lesson(turn.text, turns.get(turn.index, False), conversation.id)


def _rests_on(finding: Finding, role: Role) -> int | None:
    """The turn of that side: of the finding's words, or of its trigger."""
    hits = (finding.breach.hit, finding.judgement.trigger)
    turns = (hit.turn for hit in hits if hit and hit.turn is not None)
    return next((turn for turn in turns if finding.conversation.turns[turn].role is role), None)


def _heard(verdicts: Iterable[Verdict], rule_id: str) -> frozenset[int]:
    """The turns in which the rule heard anything, reported or not."""
    judgements = [judgement for verdict in verdicts if verdict.rule == rule_id for judgement in verdict.judgements]
    hits = [hit for one in judgements for hit in (one.trigger, *(breach.hit for breach in one.breaches), *one.witnesses)]
    return frozenset(hit.turn for hit in hits if hit and hit.turn is not None)


def train(name: str, role: Role, lessons: Sequence[Lesson], lexicons: Mapping[str, Sequence[str]], precision: float) -> Trained:
    """`precision`: the least that the threshold must reach; of those that do, the one that finds most.

    Raises TooFew, NotSoPrecise; ImportError without scikit-learn.
    """
    lessons = _no_echoes(lessons)
    listed = lists_in(lexicons)
    signs = [_signs(lesson.text, listed) for lesson in lessons]
    answers = [lesson.yes for lesson in lessons]
    worth = _worth(lessons)
    scores = _held_out(signs, answers, worth, folds_of(lessons))
    asked = _asked(lessons)
    marked = [answers[i] for i in asked]
    threshold, right, found = _threshold([scores[i] for i in asked], marked, precision)
    bias, points = _fitted(signs, answers, worth)
    lists = {sign[1:]: weight for sign, weight in points.items() if sign[0] == LEXICON}
    cue = LearnedCue(name, role, bias, threshold, {s: w for s, w in points.items() if s[0] != LEXICON}, lists)
    return Trained(cue, right / found, right / sum(marked), len(asked), sum(marked), len(lessons) - len(asked))


def _no_echoes(lessons: Sequence[Lesson]) -> list[Lesson]:
    """Without made-up turns that were spoken word for word: a turn must not be taught while it is asked."""
    spoken = {fold(lesson.text).text for lesson in lessons if not lesson.made_up}
    return [lesson for lesson in lessons if not (lesson.made_up and fold(lesson.text).text in spoken)]


def _worth(lessons: Sequence[Lesson]) -> list[float]:
    """How much each lesson counts; made-up ones fully where there is nothing else."""
    spoken = any(not lesson.made_up for lesson in lessons)
    return [MADE_UP_WORTH if spoken and lesson.made_up else 1.0 for lesson in lessons]


def _asked(lessons: Sequence[Lesson]) -> list[int]:
    """The lessons that the threshold is chosen by: the spoken ones, or all where too few of those are marked."""
    spoken = [i for i, lesson in enumerate(lessons) if not lesson.made_up]
    marked = {lessons[i].source for i in spoken if lessons[i].yes}
    return spoken if len(marked) >= FOLDS else list(range(len(lessons)))


def folds_of(lessons: Sequence[Lesson]) -> list[int]:
    """Each lesson's fold: sources dealt out in turn, those with marked turns first, so that every fold has its share. Raises TooFew."""
    marked = dict.fromkeys(lesson.source for lesson in lessons if lesson.yes)
    order = dict.fromkeys([*marked, *(lesson.source for lesson in lessons)])
    number = {source: place % FOLDS for place, source in enumerate(order)}
    unmarked = {number[lesson.source] for lesson in lessons if not lesson.yes}
    if len(marked) < FOLDS or len(unmarked) < 2:  # whichever fold is held out, the others hold both
        raise TooFew(len(marked), all_marked=len(marked) >= FOLDS)
    return [number[lesson.source] for lesson in lessons]


def _signs(text: str, listed: Callable[[str], Iterable[str]]) -> frozenset[str]:
    folded = fold(text).text
    return groups(folded).union(f"{LEXICON}{name}" for name in listed(folded))


def _held_out(signs: Sequence[frozenset[str]], answers: Sequence[bool], worth: Sequence[float], folds: Sequence[int]) -> list[int]:
    """What each turn scores with those who were taught by the other folds alone."""
    scores = [0] * len(signs)
    for asked in range(FOLDS):
        taught = [i for i, number in enumerate(folds) if number != asked]
        bias, points = _fitted([signs[i] for i in taught], [answers[i] for i in taught], [worth[i] for i in taught])
        for i, number in enumerate(folds):
            if number == asked:
                scores[i] = bias + sum(points.get(sign, 0) for sign in signs[i])
    return scores


def _fitted(signs: Sequence[frozenset[str]], answers: Sequence[bool], worth: Sequence[float]) -> tuple[int, dict[str, int]]:
    """Bias and points of the signs that weigh most, in whole points."""
    import numpy
    from sklearn.feature_extraction.text import CountVectorizer  # type: ignore[import-untyped]
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

    counter = CountVectorizer(analyzer=sorted, binary=True, min_df=RAREST)
    table = counter.fit_transform(signs)
    # the scaling leaves the bias free: a turn that holds nothing known must be as unlikely as turns are on the whole
    model = LogisticRegression(C=STRICTNESS, solver="liblinear", intercept_scaling=20, max_iter=1000, random_state=0)
    model.fit(table, answers, sample_weight=worth)
    weights: Any = model.coef_[0]
    names: Sequence[str] = counter.get_feature_names_out()
    strength = abs(weights) * numpy.asarray(table.sum(axis=0)).ravel() ** 0.5  # what weighs little, or is rare, is dropped first
    kept = sorted((-strength).argsort(kind="stable")[:MOST_SIGNS].tolist())  # of equal ones, the first by name
    points = {str(names[i]): round(float(weights[i]) * POINTS) for i in kept}
    told = {sign: weight for sign, weight in points.items() if abs(weight) >= (LEAST_OF_LEXICON if sign[0] == LEXICON else 1)}
    return round(float(model.intercept_[0]) * POINTS), told


def _threshold(scores: Sequence[int], answers: Sequence[bool], precision: float) -> tuple[int, int, int]:
    """The threshold, how many turns it finds rightly, and how many it finds. Raises NotSoPrecise."""
    ranked = sorted(zip(scores, answers, strict=True), key=lambda pair: -pair[0])
    right, cuts = 0, []
    for found, (score, yes) in enumerate(ranked, 1):
        right += yes
        if found == len(ranked) or ranked[found][0] != score:  # those of one score are found together
            cuts.append((score, right, found))
    precise = [cut for cut in cuts if cut[1] and cut[1] / cut[2] >= precision]
    if not precise:
        raise NotSoPrecise(max(right / found for _, right, found in cuts))
    return max(precise, key=lambda cut: (cut[1], cut[0]))
