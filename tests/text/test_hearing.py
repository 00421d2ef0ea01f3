"""Who said what, when, and how surely it was heard."""

from __future__ import annotations

import pytest

from compliance.model.message import message
from compliance.model.rule import Phrase, Rulebook, Said
from compliance.model.timeline import timeline
from compliance.model.transcript import Conversation, Event, Role, Turn, Word
from compliance.model.verdict import Hit
from compliance.text.hearing import Ear, Heard

AGENT, CUSTOMER = Role.AGENT, Role.CUSTOMER


def cue(*phrases: str, key: int = 0, role: Role = AGENT, sounds_like: bool = False) -> Said:
    return Said(key, role, tuple(Phrase(text, sounds_like=sounds_like) for text in phrases))


def hear(turns: list[Turn], *cues: Said, unless: tuple[str, ...] = (), events: tuple[Event, ...] = ()) -> Heard:
    excuses = tuple(Phrase(text) for text in unless)
    rulebook = Rulebook("rules.yaml", "1", (), tuple((one, excuses) for one in cues))
    return Ear(rulebook).hear(timeline(Conversation("c", "c.jsonl", tuple(turns), events=events)))


def test_a_hit_says_all_about_itself() -> None:
    said = Said(7, AGENT, (Phrase("不归我管", "推诿", False, "我帮您问"),))
    heard = hear([Turn(0, CUSTOMER, "谁管"), Turn(1, AGENT, "這 不歸 我管", 4.0, 6.0)], said)
    assert heard.hits(said) == (
        Hit(1, 1, 2, 7, "不歸 我管", "不归我管", "不归我管", "推诿", "我帮您问", homophone=False, confidence=None, start_s=4.0, end_s=6.0),
    )


def test_moments_are_counted_with_events_but_turns_without() -> None:
    said = cue("再见")
    heard = hear([Turn(0, AGENT, "您好", 0.0, 1.0), Turn(1, AGENT, "再见", 5.0, 6.0)], said, events=(Event("hold", 3.0),))
    assert [(hit.moment, hit.turn) for hit in heard.hits(said)] == [(2, 1)]


SPOKEN = "请稍等，这不行"
WORDS = (
    Word(0, 1, 1.0, 1.2, 0.9),
    Word(1, 3, 1.2, 1.8, 0.4),
    Word(4, 5, 2.5, 2.6, None),
    Word(5, 7, None, None, 0.7),
)


@pytest.mark.parametrize(
    ("phrase", "words", "expected"),
    [
        ("请", WORDS, (1.0, 1.2, 0.9)),
        ("稍等", WORDS, (1.2, 1.8, 0.4)),
        ("请稍等", WORDS, (1.0, 1.8, 0.4)),
        ("等", WORDS, (1.2, 1.8, 0.4)),
        ("稍等，这", WORDS, (1.2, 2.6, 0.4)),
        ("，", WORDS, (0.5, 3.0, None)),  # no word there: the turn's own times
        ("这不行", WORDS, (2.5, 2.6, 0.7)),
        ("不行", WORDS, (0.5, 3.0, 0.7)),
        ("不行", (), (0.5, 3.0, None)),
        ("稍等", (Word(1, 3, 1.2, None, 0.8),), (0.5, 3.0, 0.8)),
        ("稍等", (Word(0, 2, 1.0, 1.5, 0.0), Word(2, 3, 1.5, 1.9, 1.0)), (1.0, 1.9, 0.0)),
    ],
)
def test_times_and_confidence_come_from_the_words(
    phrase: str, words: tuple[Word, ...], expected: tuple[float, float, float | None]
) -> None:
    said = cue(phrase)
    (hit,) = hear([Turn(0, AGENT, SPOKEN, 0.5, 3.0, words=words)], said).hits(said)
    assert (hit.start_s, hit.end_s, hit.confidence) == expected


def test_word_times_refer_to_the_recorded_characters() -> None:
    text = "請\u200b 稍 等 不 行"
    words = (Word(0, 1, 0.0, 0.5, 0.9), Word(3, 6, 0.5, 1.0, 0.8), Word(7, 10, 1.0, 1.5, 0.7))
    said = cue("稍等")
    (hit,) = hear([Turn(0, AGENT, text, 0.0, 2.0, words=words)], said).hits(said)
    assert (hit.text, hit.start_s, hit.end_s, hit.confidence) == ("稍 等", 0.5, 1.0, 0.8)


def test_without_any_times_there_are_none() -> None:
    said = cue("不行")
    (hit,) = hear([Turn(0, AGENT, "不行")], said).hits(said)
    assert (hit.start_s, hit.end_s, hit.confidence) == (None, None, None)


def test_the_same_phrases_in_the_mouth_of_somebody_else() -> None:
    said = cue("不归我管", "报警", sounds_like=True)
    turns = [Turn(0, AGENT, "您请讲"), Turn(1, CUSTOMER, "他说“不归我管”"), Turn(2, CUSTOMER, "归不归我管"), Turn(3, CUSTOMER, "那我報 警")]
    heard = hear(turns, said, cue("您好", key=1), unless=("那我",))
    assert heard.hits(said) == ()
    assert [(hit.turn, hit.text) for hit in heard.said_by(said, CUSTOMER)] == [(3, "報 警")]  # whom `unless` excuses is another's business
    assert heard.said_by(said, Role.BOT) == ()


def test_said_by_the_side_that_is_asked_for_is_the_hit() -> None:
    said = cue("不行")
    heard = hear([Turn(0, AGENT, "行不行，这不行")], said)
    assert heard.said_by(said, AGENT) == heard.hits(said)


def test_candidates_tell_why_they_do_not_count() -> None:
    said = cue("不行", "请")
    heard = hear([Turn(0, AGENT, "行不行？“不行”，申请也不行，不行"), Turn(1, AGENT, "暂时不行")], said, unless=("暂时不行", "申请"))
    assert [(one.hit.turn, one.start, one.end, one.excused) for one in heard.candidates(said)] == [
        (0, 1, 3, message("judge.excuse_question", words="行不行")),
        (0, 5, 7, message("judge.excuse_quoted")),
        (0, 10, 11, message("judge.excuse_unless", words="申请")),
        (0, 12, 14, None),
        (0, 15, 17, None),
        (1, 2, 4, message("judge.excuse_unless", words="暂时不行")),
    ]
    assert [(hit.turn, hit.start) for hit in heard.hits(said)] == [(0, 12), (0, 15)]
    assert heard.excuses(said) == ["申请", "暂时不行"]


def test_excuses_of_one_cue_do_not_excuse_another() -> None:
    strict, lenient = cue("不行", key=1), cue("不行", key=2)
    rulebook = Rulebook("rules.yaml", "1", (), ((strict, ()), (lenient, (Phrase("暂时不行"),))))
    heard = Ear(rulebook).hear(timeline(Conversation("c", "c.jsonl", (Turn(0, AGENT, "暂时不行"),))))
    assert [len(heard.hits(one)) for one in (strict, lenient)] == [1, 0]
    assert heard.excuses(strict) == []


def test_of_phrases_for_the_same_words_the_first_listed_is_named() -> None:
    first, second = cue("不(行|可)", "不行", key=1), cue("不行", "不(行|可)", key=2)
    heard = hear([Turn(0, AGENT, "不行")], second, first)
    assert [heard.hits(one)[0].phrase for one in (first, second)] == ["不(行|可)", "不行"]


def test_an_unknown_cue_has_no_hits() -> None:
    heard = hear([Turn(0, AGENT, "不行")], cue("您好"))
    assert (heard.hits(cue("不行", key=9)), heard.candidates(cue("不行", key=9)), heard.excuses(cue("不行", key=9))) == ((), [], [])


def test_one_ear_hears_many_conversations_alike() -> None:
    said = cue("不行", "…".join("您证件"))
    ear = Ear(Rulebook("rules.yaml", "1", (), ((said, ()),)))
    one = timeline(Conversation("a", "c.jsonl", (Turn(0, AGENT, "不行"),)))
    other = timeline(Conversation("b", "c.jsonl", (Turn(0, AGENT, "您的证件"),)))
    first, second, again = ear.hear(one), ear.hear(other), ear.hear(one)
    assert first.hits(said) == again.hits(said) != second.hits(said)
