"""Training: what is taught, how it is held out, and that the same lessons make the same cue."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance import training
from compliance.audit import Plan, audit
from compliance.model.label import Review
from compliance.model.problem import Place
from compliance.model.rule import Rulebook
from compliance.model.transcript import Conversation, Role, Turn
from compliance.rulebook.desk import Desk
from compliance.rulebook.learned_cues import cue_of, cue_text
from compliance.text.learned import LearnedEar, lists_in
from compliance.text.normalise import fold
from compliance.training import (
    FOLDS,
    LEAST_OF_LEXICON,
    Lesson,
    NotSoPrecise,
    TooFew,
    Trained,
    folds_of,
    lessons_of,
    lessons_of_reviews,
    train,
)

AGENT, CUSTOMER = Role.AGENT, Role.CUSTOMER
CURT = [
    "你自己{}吧",
    "不是让你{}了吗",
    "我哪知道怎么{}",
    "爱{}不{}",
    "你去{}，别问我",
    "{}不{}随你便",
    "这也要我{}？",
    "你倒是{}啊",
    "又来{}，烦不烦",
]
KIND = [
    "我帮您{}",
    "请您先{}，我等您",
    "已经为您{}好了",
    "您方便{}一下吗",
    "稍后我来{}",
    "您可以在这里{}",
    "谢谢您来{}",
    "这边给您{}",
    "{}之后我联系您",
]
DEEDS = ["查", "登记", "退货", "问前台", "换一张", "预约"]
LEXICONS = {"推脱": ("别问我", "我哪知道", "你自己", "随你便", "不是让你"), "少见": ("谢谢您",), "没人说": ("天王盖地虎",)}


def lessons() -> list[Lesson]:
    """A conversation for each deed: nine curt turns and eighteen kind ones, and two where the readers differ."""
    found = []
    for deed in DEEDS:
        found += [Lesson(turn.format(deed, deed), True, deed) for turn in CURT]
        found += [Lesson(f"{hello}{turn.format(deed)}", False, deed) for turn in KIND for hello in ("", "您好，")]
    return [*found, Lesson("你自己查吧", False, "查"), Lesson("我帮您登记", True, "登记")]


@pytest.fixture
def trained(needs: Callable[[str], None]) -> Trained:
    needs("sklearn")
    return train("冷", AGENT, lessons(), LEXICONS, 0.8)


# --- what is made -----------------------------------------------------------------------------------------------------


def test_the_precision_asked_for_is_reached_on_turns_not_taught(trained: Trained) -> None:
    assert trained.precision >= 0.8
    assert trained.recall >= 0.8
    assert (trained.asked, trained.yes, trained.only_taught) == (len(lessons()), sum(lesson.yes for lesson in lessons()), 0)


def test_made_up_turns_teach_and_are_not_asked_of(needs: Callable[[str], None]) -> None:
    needs("sklearn")
    made_up = [Lesson(f"关你{deed}什么事", True, f"{deed}{n}", made_up=True) for deed in DEEDS for n in range(9)]
    made_up += [Lesson(f"您好，{deed}", True, f"wrong {deed}", made_up=True) for deed in DEEDS]
    alone = train("冷", AGENT, lessons(), LEXICONS, 0.8)
    helped = train("冷", AGENT, [*lessons(), *made_up], LEXICONS, 0.8)
    assert (helped.asked, helped.yes, helped.only_taught) == (alone.asked, alone.yes, len(made_up))
    assert "关你" in helped.cue.points and "关你" not in alone.cue.points
    assert helped.precision >= 0.8  # though every sixth of the made-up ones is a trap


def test_a_made_up_turn_counts_three_tenths(needs: Callable[[str], None]) -> None:
    needs("sklearn")
    spoken = [Lesson(f"{text}{n}", yes, f"{text}{n}") for n in range(30) for text, yes in (("不管", True), ("好的", False))]
    made_up = [Lesson("随便", True, str(n), made_up=True) for n in range(40)]
    fewer = [Lesson("随便", True, str(n)) for n in range(12)]
    assert train("冷", AGENT, [*spoken, *made_up], {}, 0.8).cue.points == train("冷", AGENT, [*spoken, *fewer], {}, 0.8).cue.points


def test_a_made_up_turn_that_was_spoken_is_not_taught_beside_it(needs: Callable[[str], None]) -> None:
    needs("sklearn")
    alone = train("冷", AGENT, lessons(), LEXICONS, 0.8)
    echoes = [Lesson(lesson.text, not lesson.yes, f"line {n}", made_up=True) for n, lesson in enumerate(lessons())]
    assert train("冷", AGENT, [*lessons(), *echoes], LEXICONS, 0.8) == alone


def test_made_up_turns_are_asked_of_where_too_few_were_spoken(needs: Callable[[str], None]) -> None:
    needs("sklearn")
    made_up = [Lesson(lesson.text, lesson.yes, f"line {n}", made_up=True) for n, lesson in enumerate(lessons())]
    few = [Lesson("你自个儿弄去", True, "a"), Lesson("我来替您办", False, "a")]
    trained = train("冷", AGENT, [*few, *made_up], LEXICONS, 0.8)
    assert (trained.asked, trained.only_taught) == (len(made_up) + 2, 0)


def test_more_precision_never_finds_more(needs: Callable[[str], None]) -> None:
    needs("sklearn")
    reached = [train("冷", AGENT, lessons(), LEXICONS, asked) for asked in (0.0, 0.9, 1.0)]
    assert all(one.precision >= asked for one, asked in zip(reached, (0.0, 0.9, 1.0), strict=True))
    thresholds = [one.cue.threshold for one in reached]
    assert thresholds == sorted(thresholds)


def test_the_same_lessons_make_the_same_file(trained: Trained) -> None:
    again = train("冷", AGENT, lessons(), LEXICONS, 0.8)
    assert (cue_text(again.cue), again.precision, again.recall) == (cue_text(trained.cue), trained.precision, trained.recall)


def test_what_it_was_taught_it_knows_when_read_from_its_file(trained: Trained) -> None:
    cue = cue_of("冷", cue_text(trained.cue), "x.tsv", Desk())
    assert cue == trained.cue
    ear, listed = LearnedEar([cue]), lists_in(LEXICONS)
    told = [bool([*ear.find(text, listed(text))]) for text in (fold(lesson.text).text for lesson in lessons())]
    wrong = [lesson.text for lesson, yes in zip(lessons(), told, strict=True) if lesson.yes is not yes]
    assert set(wrong) == {"你自己查吧", "我帮您登记"}


def test_points_are_whole_and_lexicons_are_among_them(trained: Trained) -> None:
    assert {type(points) for points in (*trained.cue.points.values(), *trained.cue.lists.values())} == {int}
    assert 0 not in trained.cue.points.values()
    assert trained.cue.lists.keys() == {"推脱"}  # to look for one that weighs little would cost more than it tells
    assert trained.cue.lists["推脱"] >= LEAST_OF_LEXICON


def test_a_dollar_sign_in_a_turn_is_no_lexicon(needs: Callable[[str], None]) -> None:
    needs("sklearn")
    dear = [Lesson(f"$推脱{lesson.text}" if lesson.yes else lesson.text, lesson.yes, lesson.source) for lesson in lessons()]
    assert train("冷", AGENT, dear, {}, 0.8).cue.lists == {}


# --- what cannot be taught --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("taught", "sources", "all_marked"),
    [
        ([], 0, False),
        ([Lesson("好", True, "a"), Lesson("不", False, "a")] * 9, 1, False),
        ([Lesson("好", True, str(n)) for n in range(9)], 9, True),
        ([*(Lesson("好", True, str(n)) for n in range(9)), Lesson("不", False, "0")], 9, True),
        ([*(Lesson("好", True, str(n)) for n in range(4)), *(Lesson("不", False, str(n)) for n in range(9))], 4, False),
    ],
)
def test_too_few(taught: list[Lesson], sources: int, all_marked: bool) -> None:
    with pytest.raises(TooFew) as found:
        train("冷", AGENT, taught, {}, 0.5)
    assert (found.value.sources, found.value.all_marked) == (sources, all_marked)


def test_a_precision_that_nothing_reaches(needs: Callable[[str], None]) -> None:
    needs("sklearn")
    alike = [Lesson("好", n % 4 == 0, str(n)) for n in range(80)]
    with pytest.raises(NotSoPrecise) as found:
        train("冷", AGENT, alike, {}, 0.9)
    assert 0 < found.value.best < 0.9


# --- folds ------------------------------------------------------------------------------------------------------------

LESSONS = st.lists(st.builds(Lesson, st.just("好"), st.booleans(), st.sampled_from("abcdefghijkl")), max_size=60)


@given(LESSONS)
def test_a_conversation_is_never_split_and_every_fold_is_asked_by_those_who_know_both(taught: list[Lesson]) -> None:
    try:
        folds = folds_of(taught)
    except TooFew:
        return
    by_source: dict[str, set[int]] = {}
    for lesson, number in zip(taught, folds, strict=True):
        by_source.setdefault(lesson.source, set()).add(number)
    assert {len(numbers) for numbers in by_source.values()} == {1}
    for asked in range(FOLDS):
        assert {lesson.yes for lesson, number in zip(taught, folds, strict=True) if number != asked} == {True, False}


# --- lessons ----------------------------------------------------------------------------------------------------------

TALK = Conversation(
    "c",
    "c",
    tuple(Turn(n, role, text) for n, (role, text) in enumerate([(CUSTOMER, "在吗"), (AGENT, "不归我管"), (AGENT, " "), (AGENT, "您好")])),
)
RULES = """\
version: 1
rules:
  - {id: shirk, level: warn, clauses: [A1], must_not: {agent: 不归我管}}
  - {id: greet, level: warn, clauses: [A1], when: {customer: 在吗}, must: {agent: 在的}}
"""


def test_every_turn_of_that_side_is_a_lesson() -> None:
    assert [*lessons_of(TALK, frozenset({0, 1}), AGENT)] == [Lesson("不归我管", True, "c"), Lesson("您好", False, "c")]
    assert [*lessons_of(TALK, frozenset(), CUSTOMER)] == [Lesson("在吗", False, "c")]


def test_where_only_the_first_was_marked_the_rest_is_not_taught() -> None:
    assert [*lessons_of(TALK, frozenset({0, 1}), AGENT, first=True)] == [Lesson("不归我管", True, "c")]
    assert [*lessons_of(TALK, frozenset(), AGENT, first=True)] == [*lessons_of(TALK, frozenset(), AGENT)]


@pytest.mark.parametrize(
    ("rule", "role", "correct", "expected"),
    [
        ("shirk", AGENT, True, [Lesson("不归我管", True, "c"), Lesson("您好", False, "c")]),
        ("shirk", AGENT, False, [Lesson("不归我管", False, "c"), Lesson("您好", False, "c")]),
        ("shirk", AGENT, None, []),
        ("shirk", CUSTOMER, True, []),
        ("greet", CUSTOMER, True, [Lesson("在吗", True, "c")]),
        ("greet", AGENT, True, []),
        ("other", AGENT, True, []),
    ],
)
def test_a_reviewed_finding_teaches_the_turn_it_rests_on_and_that_the_others_are_none(
    rule: str, role: Role, correct: bool | None, expected: list[Lesson], rulebook_of: Callable[[str], Rulebook]
) -> None:
    rulebook = rulebook_of(RULES)
    found = audit([TALK], Plan(rulebook)).findings
    assert len(found) == 2
    reviews = [Review(one.fingerprint, correct, Place("x.csv", 2)) for one in found]
    assert [*lessons_of_reviews(reviews, [TALK], rulebook, rule, role)] == expected


def talk(id_: str, *said: tuple[Role, str]) -> Conversation:
    return Conversation(id_, id_, tuple(Turn(n, role, text) for n, (role, text) in enumerate(said)))


def test_what_was_reported_but_not_reviewed_teaches_nothing(rulebook_of: Callable[[str], Rulebook]) -> None:
    rulebook = rulebook_of(RULES)
    one = talk("a", (AGENT, "您好"), (AGENT, "这不归我管"), (AGENT, "不归我管呀"), (CUSTOMER, "好"))
    untouched = talk("b", (AGENT, "喂"), (AGENT, "不归我管"))
    first, *_ = audit([one, untouched], Plan(rulebook)).findings
    found = [*lessons_of_reviews([Review(first.fingerprint, True, Place("x.csv", 2))], [one, untouched], rulebook, "shirk", AGENT)]
    assert found == [Lesson("您好", False, "a"), Lesson("这不归我管", True, "a")]


def test_two_findings_on_one_turn_make_one_lesson(rulebook_of: Callable[[str], Rulebook]) -> None:
    rulebook = rulebook_of(RULES.replace("must_not: {agent: 不归我管}", "when: {customer: 在吗, each: every}, must_not: {agent: 不归我管}"))
    asked_twice = talk("a", (CUSTOMER, "在吗"), (AGENT, "嗯"), (CUSTOMER, "还在吗"), (AGENT, "不归我管"))
    found = [one for one in audit([asked_twice], Plan(rulebook)).findings if one.rule.id == "shirk"]
    assert [one.breach.turn for one in found] == [3, 3]
    for answers in ((True, False), (False, True)):
        reviews = [Review(one.fingerprint, answer, Place("x.csv", 2)) for one, answer in zip(found, answers, strict=True)]
        expected = [Lesson("嗯", False, "a"), Lesson("不归我管", True, "a")]
        assert [*lessons_of_reviews(reviews, [asked_twice], rulebook, "shirk", AGENT)] == expected


def test_a_rule_with_a_trigger_reports_only_the_first_so_what_follows_is_not_taught(rulebook_of: Callable[[str], Rulebook]) -> None:
    """The first 在吗 is answered: that it was asked is no finding, yet the rule heard it."""
    rulebook = rulebook_of(RULES.replace("when: {customer: 在吗}", "within: 1 reply, when: {customer: 在吗, each: every}"))
    asked = talk("a", (CUSTOMER, "喂"), (CUSTOMER, "在吗"), (AGENT, "在的"), (CUSTOMER, "还在吗"), (AGENT, "稍等"), (CUSTOMER, "人呢"))
    (finding,) = audit([asked], Plan(rulebook)).findings
    reviews = [Review(finding.fingerprint, True, Place("x.csv", 2))]
    expected = [Lesson("喂", False, "a"), Lesson("还在吗", True, "a")]
    assert [*lessons_of_reviews(reviews, [asked], rulebook, "greet", CUSTOMER)] == expected


# --- what is kept -----------------------------------------------------------------------------------------------------


def test_of_signs_that_weigh_alike_the_first_by_name_are_kept(needs: Callable[[str], None], monkeypatch: pytest.MonkeyPatch) -> None:
    needs("sklearn")
    alike = [Lesson(text, text == "乙甲", str(n)) for n in range(20) for text in ("乙甲", "子")]
    points = train("冷", AGENT, alike, {}, 0.8).cue.points
    assert len(points) == 12
    for most, kept in ((3, {"|子", "|子|", "子"}), (6, {"|子", "|子|", "子", "子|", "|乙", "|乙甲"})):
        monkeypatch.setattr(training, "MOST_SIGNS", most)
        assert train("冷", AGENT, alike, {}, 0.8).cue.points.keys() == kept
