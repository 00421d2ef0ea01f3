"""What holds for any text and any phrases: folding, finding, excusing."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.model.rule import Phrase, Rulebook, Said
from compliance.model.timeline import timeline
from compliance.model.transcript import Conversation, Role, Turn
from compliance.model.verdict import Hit
from compliance.text.guards import excuse
from compliance.text.hearing import Ear
from compliance.text.matcher import Matcher
from compliance.text.normalise import HAN, fold
from compliance.text.phrases import PhraseFault, expand
from compliance.wording import CATALOGUE

SHARED = Path(__file__).parents[3] / "shared"

PIECES = '请 您 好 能不能 不行 行不行 不归我管 申请 稍等 少等 感谢您 抱歉 报歉 步行 請稍等 謝謝 ＶＩＰ客户 “ ” " 「 」 ， 。 、 … \n'.split(
    " "
)
ODD = (
    "\u200b \u00ad \u202e \ufeff \x00 \x1b \r \u2028 \x85 \ufe0f \U000e0100 \ud83d \udc00 😡 👨‍👩‍👧 ﷽ ﬁ ß İ ǆ é \u0301 \u3000 \u00a0".split(
        " "
    )
)
TEXTS = st.lists(
    st.one_of(st.sampled_from(PIECES), st.sampled_from(ODD), st.sampled_from([" ", "\t", "  "]), st.text(max_size=3)), max_size=14
).map("".join)
WILD = st.text(st.characters(exclude_categories=()), max_size=40)  # surrogates and control characters too
PHRASES = [
    "不行",
    "不归我管",
    "请",
    "您…稍等",
    "稍等",
    "感谢",
    "抱歉",
    "非常抱歉",
    "(行|能)不(行|能)",
    "/不(行|能)/",
    "客户",
    "谢谢",
    "不…管",
]


def said_by_agent(key: int, phrases: list[tuple[str, bool]]) -> Said:
    return Said(key, Role.AGENT, tuple(Phrase(text, sounds_like=sounds_like) for text, sounds_like in phrases))


CUES = st.lists(
    st.tuples(
        st.lists(st.tuples(st.sampled_from(PHRASES), st.booleans()), min_size=1, max_size=5, unique=True),
        st.lists(st.sampled_from(["不是不归我管", "不行", "您…稍等", "请"]), max_size=2, unique=True),
    ),
    min_size=1,
    max_size=5,
)


def hits(text: str, *cues: tuple[Said, tuple[Phrase, ...]]) -> dict[int, tuple[Hit, ...]]:
    heard = Ear(Rulebook("rules.yaml", "1", (), cues)).hear(timeline(Conversation("c", "c.jsonl", (Turn(0, Role.AGENT, text),))))
    return {cue.key: tuple(heard.hits(cue)) for cue, _ in cues}


EVERYTHING = said_by_agent(0, [(phrase, True) for phrase in PHRASES])


@given(text=TEXTS | WILD)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text).text).text == fold(text).text


@given(text=TEXTS | WILD, data=st.data())
def test_a_folded_span_folds_from_its_recorded_span(text: str, data: st.DataObject) -> None:
    folded = fold(text)
    start = data.draw(st.integers(0, len(folded.text)))
    end = data.draw(st.integers(start, len(folded.text)))
    begin, stop = folded.recorded(start, end)
    assert fold(text[begin:stop]).text == folded.text[start:end]


@given(
    text=TEXTS,
    put=st.lists(
        st.tuples(st.integers(0, 60), st.sampled_from([" ", "  ", "\u3000", "\t", "\u200b", "\u00ad", "\u2066", "\ufe0f"])), max_size=8
    ),
)
def test_spaces_and_invisible_characters_between_chinese_characters_change_no_hit(text: str, put: list[tuple[int, str]]) -> None:
    spread = text
    for place, inserted in put:
        if re.fullmatch(f"[{HAN}]{{2}}", spread[place : place + 2]):
            spread = spread[: place + 1] + inserted + spread[place + 1 :]
    before, after = hits(text, (EVERYTHING, ()))[0], hits(spread, (EVERYTHING, ()))[0]
    assert [(hit.phrase, hit.folded, hit.homophone) for hit in after] == [(hit.phrase, hit.folded, hit.homophone) for hit in before]


@given(text=TEXTS | WILD)
def test_a_hit_is_what_stands_in_the_turn(text: str) -> None:
    reached = 0
    for hit in hits(text, (EVERYTHING, ()))[0]:
        assert reached <= hit.start < hit.end <= len(text)
        assert hit.text == text[hit.start : hit.end]
        assert hit.folded == fold(hit.text).text
        reached = hit.end


@given(text=TEXTS, cues=CUES, data=st.data())
def test_a_cue_is_heard_alike_whatever_else_is_in_the_rulebook(
    text: str, cues: list[tuple[list[tuple[str, bool]], list[str]]], data: st.DataObject
) -> None:
    made = [(said_by_agent(key, phrases), tuple(map(Phrase, unless))) for key, (phrases, unless) in enumerate(cues)]
    together = hits(text, *data.draw(st.permutations(made)))
    alone = {cue.key: hits(text, (cue, unless))[cue.key] for cue, unless in made}
    assert together == alone


@given(text=WILD)
def test_no_text_is_too_odd(text: str) -> None:
    folded = fold(text).text
    folded.encode()
    for start in range(len(folded)):
        for why in (excuse(folded, start, start + 1), excuse(folded, start, len(folded), homophone=True)):
            assert why is None or why.key in CATALOGUE


@given(phrase=st.text("(|)…甲乙/ ", max_size=30) | WILD)
def test_a_phrase_is_expanded_or_refused(phrase: str) -> None:
    try:
        sequences = expand(phrase)
    except PhraseFault:
        return
    assert sequences
    for sequence in sequences:
        assert sequence.literals
        assert all(literal and fold(literal).text.strip() == literal for literal in sequence.literals)


def seconds(work: Callable[[], object]) -> float:
    """The fastest of three runs."""
    times = []
    for _ in range(3):
        start = perf_counter()
        work()
        times.append(perf_counter() - start)
    return min(times)


SPEECH = {
    "clauses": "您好，请问能不能退？这不归我管。他说“不行”，我申请，抱歉报歉，您请稍等。",
    "no punctuation": "您好请问能不能退这不归我管他说不行我申请抱歉报歉您请稍等",
    "one character": "请",
    "repeated": "不行",
    "open quotes": "“不行「不行",
    "spread": "不 归\u200b我 管 ",
}


@pytest.mark.parametrize("speech", SPEECH.values(), ids=SPEECH.keys())
def test_ten_times_the_text_takes_about_ten_times_as_long(speech: str) -> None:
    cue, unless = said_by_agent(0, [(phrase, True) for phrase in PHRASES]), (Phrase("不是不归我管"), Phrase("您请"))
    once = speech * (4000 // len(speech))
    hits(once, (cue, unless))  # opens the dictionary
    short = seconds(lambda: hits(once + "一", (cue, unless)))
    assert seconds(lambda: hits(once * 10 + "二", (cue, unless))) < 30 * short + 0.1


@pytest.mark.parametrize("expression", ["(a+)+$", "(a|a)*b", "(a|aa)+$", "(.*)*x", "(甲+)+乙"])
def test_no_expression_runs_away(expression: str) -> None:
    matcher = Matcher([(f"/{expression}/", False)])
    length = 20_000
    short = seconds(lambda: matcher.find("a" * length + "!"))
    assert seconds(lambda: matcher.find("a" * (10 * length) + "!")) < 30 * short + 0.1


def test_more_phrases_do_not_slow_the_search_in_proportion() -> None:
    text = SPEECH["clauses"] * 100
    few, many = (Matcher([(f"不{chr(0x4E00 + number)}", False) for number in range(count)]) for count in (50, 5000))
    assert seconds(lambda: many.find(text)) < 30 * seconds(lambda: few.find(text)) + 0.1


@pytest.mark.skipif(not (SHARED / "corpus").is_dir(), reason="no corpus here")
def test_most_matches_in_real_conversations_count() -> None:
    """The guards excuse what is part of another word or asked; if they excuse much more, something is wrong with them."""
    wanted = ["感谢", "谢谢", "抱歉", "稍等", "处理", "联系", "解决", "核实", "请", "不行", "不能", "不清楚"]
    matcher = Matcher([(phrase, False) for phrase in wanted])
    found = excused = 0
    for path in sorted((SHARED / "corpus").glob("*.jsonl")):
        with path.open(encoding="utf-8") as file:
            for line in [*file][:300]:
                for turn in json.loads(line)["turns"]:
                    folded = fold(turn["text"]).text
                    for match in matcher.find(folded):
                        found += 1
                        excused += excuse(folded, match.start, match.end) is not None
    assert found > 1000
    assert 0.02 < excused / found < 0.15
