"""The conversations of the page: which turns are shown, what is cut, and where the marks lie."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from compliance.model.finding import Finding
from compliance.model.message import message
from compliance.model.rule import Rule
from compliance.model.transcript import Conversation, Role, Turn
from compliance.model.verdict import Breach, Hit, Judgement, Miss, Outcome, Searched
from compliance.reports.html.talks import Excerpt, Scope, excerpt, lies_in, mark, talk_row, units, when
from compliance.reports.report import View

SCOPE = Scope(whole=6, around=1)
PLAIN = View("zh", str)


def talk(*texts: str, **more: object) -> Conversation:
    turns = tuple(Turn(index, Role.AGENT, text) for index, text in enumerate(texts))
    return replace(Conversation("t", "t.jsonl", turns), **more)  # type: ignore[arg-type]


def hit(turn: int | None, start: int, text: str) -> Hit:
    return Hit(0, turn, start, start + len(text), text, text, text)


@pytest.fixture
def finding_in(audit: object) -> object:
    """A finding of the first rule, about such words in such a conversation."""
    rule: Rule = audit.rulebook.rules[0]  # type: ignore[attr-defined]

    def made(conversation: Conversation, words: Hit | None = None, turn: int | None = None, **more: object) -> Finding:
        breach = Breach(words.turn if words else turn, words, message("test.never"))
        judgement = Judgement(Outcome.FAIL, breaches=(breach,), **more)  # type: ignore[arg-type]
        return Finding("f", rule, conversation, None, judgement, breach, None)

    return made


LONG = talk(*(f"第{index}句" for index in range(20)))


def test_a_short_conversation_is_shown_whole(finding_in) -> None:  # type: ignore[no-untyped-def]
    short = talk("一", "二", "三")
    assert excerpt(short, [finding_in(short, turn=1)], SCOPE) == Excerpt(short, (0, 1, 2), {})


def test_of_a_long_one_what_lies_around_the_places_in_question(finding_in) -> None:  # type: ignore[no-untyped-def]
    found = finding_in(
        LONG,
        hit(4, 0, "第4句"),
        trigger=hit(2, 0, "第2句"),
        searched=Searched(("您好",), 4, 12),
        nearest_miss=Miss(19, "x", message("test.never")),
    )
    assert excerpt(LONG, [found], SCOPE).turns == (1, 2, 3, 4, 5, 11, 12, 13, 18, 19)


def test_what_is_of_no_turn_is_shown_with_the_beginning(finding_in) -> None:  # type: ignore[no-untyped-def]
    assert excerpt(LONG, [finding_in(LONG, turn=None)], SCOPE).turns == (0, 1)
    assert excerpt(LONG, [finding_in(LONG, turn=77)], SCOPE).turns == (0, 1)
    assert excerpt(talk(), [finding_in(talk())], SCOPE).turns == ()


def test_a_long_turn_is_cut_around_the_words(finding_in) -> None:  # type: ignore[no-untyped-def]
    mail = talk("前" * 2000 + "随便" + "后" * 2000, "短")
    shown = excerpt(mail, [finding_in(mail, hit(0, 2000, "随便"))], SCOPE)
    assert shown.cuts == {0: (1850, 2450)}
    text = talk_row(shown, 0, PLAIN)["turns"][0][3]  # type: ignore[index]
    assert (len(text), text[0], text[-1]) == (602, "…", "…")
    told = mark(hit(0, 2000, "随便"), shown, PLAIN)
    start, end = told["span"]  # type: ignore[misc]
    assert text[start:end] == "随便"


def test_a_long_turn_without_words_in_question_shows_its_beginning(finding_in) -> None:  # type: ignore[no-untyped-def]
    mail = talk("字" * 5000)
    assert excerpt(mail, [finding_in(mail, turn=0)], SCOPE).cuts == {0: (0, 600)}


def test_spans_are_counted_as_a_browser_counts() -> None:
    spoken = talk("好的😀😀随便")
    assert mark(hit(0, 4, "随便"), Excerpt(spoken, (0,), {}), PLAIN) == {"turn": 0, "text": "随便", "span": [6, 8]}
    assert (units("abc"), units("好😀"), units("")) == (3, 3, 0)


def test_words_that_lie_elsewhere_have_no_span() -> None:
    """On an event, in another contact of the case, or where the mask moved them."""
    spoken = talk("随便说说")
    shown = Excerpt(spoken, (0,), {})
    assert mark(hit(None, 0, "completed"), shown, PLAIN) == {"text": "completed"}
    assert mark(hit(0, 0, "别处的话"), shown, PLAIN) == {"turn": 0, "text": "别处的话"}
    assert mark(hit(9, 0, "随便"), shown, PLAIN) == {"turn": 9, "text": "随便"}
    assert mark(hit(0, 0, "随便"), shown, View("zh", lambda text: text + "!")) == {"turn": 0, "text": "随便!"}
    assert [lies_in(hit(0, 0, words), spoken) for words in ("随便", "")] == [True, False]


def test_a_conversation_says_who_spoke_only_where_there_were_several() -> None:
    turns = (Turn(0, Role.AGENT, "您好", 1.0, agent="A1"), Turn(1, Role.AGENT, "请讲", agent="A2"))
    both = replace(talk(), turns=turns)
    both = Conversation("t", "t.jsonl", turns)
    assert talk_row(Excerpt(both, (0, 1), {}), 3, PLAIN) == {
        "id": "t",
        "day": None,
        "channel": 3,
        "count": 2,
        "turns": [[0, "agent", "00:01", "您好", "A1"], [1, "agent", None, "请讲", "A2"]],
    }
    alone = Conversation("t", "t.jsonl", turns[:1])
    assert talk_row(Excerpt(alone, (0,), {}), 0, PLAIN)["turns"] == [[0, "agent", "00:01", "您好"]]


def test_calls_are_told_by_their_minutes_other_channels_by_the_clock() -> None:
    epoch = datetime.fromisoformat("2026-03-02T23:59:00+08:00")
    call, chat = talk(channel="call", epoch=epoch), talk(channel="chat", epoch=epoch)
    assert [when(call, 65), when(chat, 5), when(chat, 65), when(talk(channel="chat"), 5), when(chat, None), when(chat, 1e18)] == [
        "01:05",
        "23:59:05",
        "03-03 00:00",
        "00:05",
        None,
        "277777777777777:46:40",
    ]
