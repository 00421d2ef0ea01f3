"""Learned cues: points that add up, the clause that speaks, the signs that weigh most, and what must change nothing."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.model.learned import LearnedCue
from compliance.model.message import message
from compliance.model.rule import Phrase, Rulebook, Said
from compliance.model.timeline import timeline
from compliance.model.transcript import Conversation, Role, Turn
from compliance.model.verdict import Hit
from compliance.text.hearing import Ear, Heard
from compliance.text.learned import LearnedEar, Sounding, groups, lists_in

AGENT, CUSTOMER = Role.AGENT, Role.CUSTOMER
CURT = LearnedCue("冷", AGENT, -100, 0, {"自己": 80, "你自己": 60, "去问": 40, "谢谢": -150, "|": -10, "吧|": 30}, {"推": 90})
SLOW = LearnedCue("慢", AGENT, -50, 0, {"等": 70, "自己": 5})
UPSET = LearnedCue("急", CUSTOMER, -50, 0, {"还没": 80})
LEXICONS = {"推": ("不归我管", "找别人"), "别的": ("好",)}


def found(folded: str, *cues: LearnedCue, lists: Sequence[str] = ()) -> list[Sounding]:
    return [*LearnedEar(cues or (CURT,)).find(folded, lists)]


def heard(text: str, *wanted: str, learned: Sequence[LearnedCue] = (CURT, SLOW, UPSET), role: Role = AGENT) -> dict[str, list[Hit]]:
    """The hits of each of these phrases, one cue for each, in a conversation of this one turn."""
    cues = [Said(key, role, (Phrase(phrase),)) for key, phrase in enumerate(wanted)]
    rulebook = Rulebook("r", "1", (), tuple((cue, ()) for cue in cues), LEXICONS, {cue.name: cue for cue in learned})
    ear = Ear(rulebook).hear(timeline(Conversation("c", "c", (Turn(0, role, text),))))
    return {phrase: [*ear.hits(cue)] for phrase, cue in zip(wanted, cues, strict=True)}


def listen(said: Said, text: str, unless: Sequence[str] = ()) -> Heard:
    excuses = tuple(map(Phrase, unless))
    rulebook = Rulebook("r", "1", (), ((said, excuses),), LEXICONS, {cue.name: cue for cue in (CURT, SLOW)})
    return Ear(rulebook).hear(timeline(Conversation("c", "c", (Turn(0, AGENT, text),))))


# --- groups -----------------------------------------------------------------------------------------------------------


def test_groups_of_one_to_four_characters_with_the_edges() -> None:
    assert groups("你好") == {"|", "你", "好", "|你", "你好", "好|", "|你好", "你好|", "|你好|"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("等3天", "等12天"),
        ("3月8日", "11月20日"),
        ("2026-03-08到", "5到"),
        ("找[姓名x]吧", "找[数字x]吧"),
        ("找[姓名x]吧", "找13吧"),
        ("a  b", "a\nb"),
        ("不行，你等着。", "不行 你等着"),
        ("不行，你等着。", "不行你等着"),
        ("在吗？", "在吗?"),
        ("真行！2.5元", "真行!9元"),
        ("好“你自己看”的", "好的"),
        ("5$", "5 "),
    ],
)
def test_what_is_all_the_same_to_a_cue(one: str, other: str) -> None:
    assert groups(one) == groups(other)


# --- the sum ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "lists", "expected"),
    [
        ("你自己去问", [], [Sounding("冷", 0, 5, ("你自己", "去问"))]),  # -100 - 10 + 80 + 60 + 40
        ("他自己去问", [], [Sounding("冷", 0, 5, ("自己", "去问"))]),  # exactly the threshold, the edge counted once
        ("自己来", [], []),
        ("自己自己自己来", [], []),  # a group counts once, however often it is said
        ("谢谢，你自己去问", [], []),
        ("自己来", ["推"], [Sounding("冷", 0, 3, ("$推", "自己"))]),
        ("自己来", ["不认识的"], []),
        ("您好。你自己去问吧！谢", [], [Sounding("冷", 3, 9, ("你自己", "去问"))]),
        ("", [], []),
        ("  ", [], []),
        ("“你自己去问”", ["推"], []),
    ],
)
def test_points_add_up_and_the_strongest_clause_speaks(text: str, lists: list[str], expected: list[Sounding]) -> None:
    exact = LearnedCue("冷", AGENT, -110, 0, CURT.points, CURT.lists) if text.startswith("他") else CURT
    assert found(text, exact, lists=lists) == expected


def test_a_sign_is_told_with_the_smaller_ones_in_it_and_no_two_say_the_same() -> None:
    cue = LearnedCue("x", AGENT, 0, 0, {"你": 50, "自": 40, "你自": 10, "你自己": 10, "走": 30, "啊": -5})
    assert found("你自己走啊", cue) == [Sounding("x", 0, 5, ("你自己", "走"))]


@pytest.mark.parametrize("text", ["嗯", "？", "“好”5", "5"])
def test_signs_are_never_empty(text: str) -> None:
    always = LearnedCue("x", AGENT, 5, 0, {"|": 3, "不": -1})
    assert [sounding.signs for sounding in found(text, always)] == [("~x",)]


def test_no_cue_hears_nothing() -> None:
    assert [*LearnedEar(()).find("你自己", ())] == []
    assert found("你自己", LearnedCue("x", AGENT, -1, 0, {})) == []


# --- heard in a conversation ------------------------------------------------------------------------------------------


def test_a_hit_says_by_which_signs_and_is_doubtful() -> None:
    (hit,) = heard("您好。你自己去问！", "~冷")["~冷"]
    assert (hit.text, hit.phrase, hit.signs, hit.start, hit.end, hit.doubtful) == ("你自己去问", "~冷", ("你自己", "去问"), 3, 8, True)


def test_the_span_is_that_of_the_recorded_text() -> None:
    text = "您 好。你 自 己　去 問！"
    (hit,) = heard(text, "~冷")["~冷"]
    assert hit.text == text[hit.start : hit.end] == "你 自 己　去 問"


def test_a_cue_knows_one_side_only() -> None:
    assert heard("还没好", "~急", role=CUSTOMER)["~急"]
    said = Said(0, AGENT, (Phrase("~冷"),))
    turns = (Turn(0, AGENT, "您好"), Turn(1, CUSTOMER, "你自己去问"))
    ear = Ear(Rulebook("r", "1", (), ((said, ()),), LEXICONS, {"冷": CURT})).hear(timeline(Conversation("c", "c", turns)))
    assert ear.said_by(said, CUSTOMER) == ()


def test_the_built_in_cue_is_known_on_either_side() -> None:
    said = Said(0, AGENT, (Phrase("~时间"),))
    turns = (Turn(0, AGENT, "您好"), Turn(1, CUSTOMER, "明天下午"))
    ear = Ear(Rulebook("r", "1", (), ((said, ()),))).hear(timeline(Conversation("c", "c", turns)))
    assert [hit.text for hit in ear.said_by(said, CUSTOMER)] == ["明天下午"]


def test_listed_words_tell_better_than_a_learned_clause() -> None:
    said = Said(0, AGENT, (Phrase("~冷"), Phrase("自己去")))
    assert [(hit.text, hit.signs) for hit in listen(said, "你自己去问").hits(said)] == [("自己去", ())]


def test_lexicons_count_where_their_words_count() -> None:
    assert heard("自己不归我管", "~冷")["~冷"][0].signs == ("$推", "自己")
    assert heard("自己，归不归我管", "~冷")["~冷"] == []  # asked, not said


def test_a_lexicon_gives_nothing_for_a_cue_that_it_names() -> None:
    assert lists_in({"环": ("~冷", "好")})("~冷") == frozenset()
    assert lists_in({"环": ("~冷", "好")})("很好") == {"环"}


def test_unless_excuses_a_learned_clause_and_a_cue_excuses_words() -> None:
    said = Said(0, AGENT, (Phrase("~冷"),))
    assert listen(said, "你自己去问", ["去问"]).hits(said) == ()
    listed = Said(0, AGENT, (Phrase("自己去"),))
    assert listen(listed, "你自己去问").hits(listed) != ()
    assert listen(listed, "你自己去问", ["~冷"]).hits(listed) == ()


def test_a_quotation_is_not_heard_and_does_not_speak_for_the_turn() -> None:
    assert heard("系统说“你自己去问”", "~冷")["~冷"] == []
    (hit,) = heard("你自己去问，“你自己，你自己去问吧”", "~冷")["~冷"]
    assert (hit.start, hit.end) == (0, 5)
    said = Said(0, AGENT, (Phrase("~时间"),))
    (candidate,) = listen(said, "他说“明天”").candidates(said)
    assert candidate.excused == message("judge.excuse_quoted")


# --- whatever is said ------------------------------------------------------------------------------------------------

SPOKEN = st.text(st.sampled_from("你自己去问吧等谢还没好请，。！ 5a不归我管"), max_size=25)
POINTS = st.dictionaries(st.text(st.sampled_from("你自己去问吧等谢|0 "), min_size=1, max_size=4), st.integers(-200, 200), max_size=12)
CUES = st.builds(LearnedCue, st.just("甲"), st.just(AGENT), st.integers(-100, 50), st.integers(-100, 100), POINTS)


@given(SPOKEN, CUES)
def test_the_sum_is_that_of_the_groups(text: str, cue: LearnedCue) -> None:
    total = cue.bias + sum(points for group, points in cue.points.items() if group in groups(text))
    says_something = bool(text.strip(" ，。"))  # not pauses alone
    assert bool(found(text, cue)) == (total >= cue.threshold and says_something)


@given(SPOKEN, CUES, st.permutations(["~甲", "~冷", "~慢", "~时间", "去问", "等"]))
def test_neither_the_order_of_the_rules_nor_other_cues_change_an_answer(text: str, cue: LearnedCue, wanted: list[str]) -> None:
    together = heard(text, *wanted, learned=(CURT, SLOW, cue))
    assert together == {phrase: heard(text, phrase, learned=(cue, CURT, SLOW))[phrase] for phrase in wanted}


@given(SPOKEN, SPOKEN, CUES)
def test_words_in_quotes_at_the_end_change_nothing(text: str, quoted: str, cue: LearnedCue) -> None:
    assert heard(f"{text}“{quoted}”", "~甲", learned=(cue,)) == heard(text, "~甲", learned=(cue,))


@given(st.text(st.sampled_from("你自己去問吧 等　\u200b謝，。Ａa“”"), max_size=25), CUES)
def test_spans_point_into_the_recorded_text(text: str, cue: LearnedCue) -> None:
    for hit in heard(text, "~甲", learned=(cue,))["~甲"]:
        assert 0 <= hit.start < hit.end <= len(text)
        assert hit.text == text[hit.start : hit.end]
        assert hit.signs
