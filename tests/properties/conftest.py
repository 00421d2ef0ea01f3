"""What the properties of judging share: a rulebook with every kind of rule, and conversations made by chance."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import product
from random import Random

import pytest

from compliance.judge import judge
from compliance.model.rule import Rule, Rulebook
from compliance.model.transcript import Conversation, Event, Role, Turn, Word
from compliance.model.verdict import Verdict
from compliance.text.hearing import Ear

ANGRY, SORRY, REASON, BAN, GREETING = "太差劲", "抱歉", "由于系统升级", "不归我管", "您好"
PHRASES = (
    *(ANGRY, "气死人", SORRY, "报歉", REASON, BAN, GREETING, "再见", "方案一", "方案二", "方案三", "改天给您回电", "明天上午"),
    *("请稍等", "还在帮您核实", "嗯", "谢谢", "好的", "查到了，您的包裹在路上，今天下午送到，请您留意电话", "什么时候到"),
)
WINDOWS = (None, "20s", "1m", "1 turns", "3 turns", "1 reply", "2 replies")
PLACES = (None, "opening", "closing", "{first: 2 turns}", "{first: 15s}", "{last: 20s}", "{last: 30%}", "{first: 30%}")
DEMANDS = (
    "must: {agent: $道歉}",
    "must: {all: [{agent: $道歉}, {agent: $理由}]}",
    "must: {any: [{agent: $道歉}, {event: callback}, {customer: 好的}]}",
    "must: {agent: anything}",
    "must: {event: [callback, completed]}",
    "must_not: {agent: $禁语}",
    "must_not: {all: [{agent: $禁语}, {agent: 嗯}]}",
    "must_not: {any: [{agent: $禁语}, {event: completed}]}",
    "order: [{agent: $道歉}, {agent: $理由}]",
    "order: [{agent: $道歉}, {agent: $理由}]\n    required: false",
    "order: [{agent: $道歉}, {customer: 好的}, {agent: $理由}]",
    "count: {agent: [方案一, 方案二, 方案三], min: 2}",
    "count: {agent: [方案一, 方案二, 方案三], min: 1, max: 2}",
    "count: {agent: [方案一, 方案二, 方案三], max: 1}",
)
TRIGGERS = ("{customer: $不满}", "{agent: 改天…回电}", "{event: transfer}", "{all: [{customer: $不满}, {agent: $道歉}]}")
MEASURES = (
    *("{silence: agent}: 10s", "{silence: customer}: 20s", "{response_time: agent}: 20s", "{response_time: agent, of: first}: 20s"),
    *(
        "{response_time: customer, of: longest}: 30s",
        "{hold_time: agent}: 30s",
        "{check_in_gap: agent}: 15s",
        "{update_gap: agent}: 20s",
        "{duration: agent}: 1m",
    ),
    *(
        "{interruptions: agent}: 0",
        "{speech_rate: agent}: 240",
        "{talk_ratio: agent}: 0.6",
        "{turn_length: agent}: 20",
        "{filler_rate: agent}: 5",
    ),
)
LEXICONS = """version: 1
lexicons:
  不满: [太差劲, 气死人]
  道歉: {phrases: [抱歉], sounds_like: true}
  理由: [由于]
  禁语: {phrases: [不归我管], sounds_like: true}
"""


def rules_text() -> str:
    """Every kind with every window, every place and every way to count triggers; the more unusual pairs by turns."""
    entries = [f"{demand}\n    where: {place or 'anywhere'}" for demand, place in product(DEMANDS, PLACES)]
    for number, (demand, window, each) in enumerate(product(DEMANDS, WINDOWS, ("episode", "every", "first"))):
        trigger = TRIGGERS[0] if number % 3 else TRIGGERS[number // 3 % len(TRIGGERS)]
        entry = f"{demand}\n    when: {{{trigger[1:-1]}, each: {each}}}"
        entry += f"\n    within: {window}" if window else ""
        entries.append(entry + (f"\n    where: {PLACES[number % len(PLACES)] or 'anywhere'}" if number % 5 == 0 else ""))
    for measure, when in product(MEASURES, ("", *TRIGGERS[:3])):
        figure, limit = measure.rsplit(": ", 1)
        entries.append(f"measure: {figure}\n    max: {limit}" + (f"\n    when: {when}" if when else ""))
        entries.append(f"measure: {figure}\n    min: {limit}" + (f"\n    when: {when}" if when else ""))
    entries += ["measure: {silence: agent}\n    max: 10s\n    unless: {agent: 请稍等}", "must: {record: [name, contact]}"]
    levels = ("error", "fatal")
    rules = [f"  - id: r{n}\n    level: {levels[n % 4 == 0]}\n    {entry}\n" for n, entry in enumerate(entries)]
    return f"{LEXICONS}rules:\n{''.join(rules)}"


class World:
    """Every kind of rule, what hears for them, and talks made by chance. No dataclass: its repr would be as long as a book."""

    def __init__(self, rules_text: str, rulebook: Rulebook) -> None:
        self.rules_text = rules_text
        self.rulebook = rulebook
        self.ear = Ear(rulebook)

    def talk(self, chance: Random) -> Talk:
        return _talk(chance)

    def judge(self, conversation: Conversation, as_of_s: float | None = None, rules: tuple[Rule, ...] | None = None) -> tuple[Verdict, ...]:
        book = self.rulebook if rules is None else replace(self.rulebook, rules=rules)
        return judge(conversation, book, self.ear, as_of_s)


@pytest.fixture(scope="session")
def world(rulebook_of: Callable[[str], Rulebook]) -> World:
    return World(rules_text(), rulebook_of(rules_text()))


@dataclass(frozen=True)
class Talk:
    """A conversation as it comes in: turns and events in the order of arrival."""

    whole: Conversation
    arrivals: tuple[Turn | Event, ...]

    def prefixes(self) -> Iterator[Conversation]:
        for known in range(1, len(self.arrivals) + 1):
            yield self.after(known)

    def after(self, known: int) -> Conversation:
        """What is known after so many arrivals: more may follow."""
        turns = tuple(item for item in self.arrivals[:known] if isinstance(item, Turn))
        events = tuple(item for item in self.arrivals[:known] if isinstance(item, Event))
        return replace(self.whole, turns=turns, events=events, closed=False, closed_s=None)


def _talk(chance: Random) -> Talk:
    """Times or none, overlaps, recognised words, events, a service record."""
    timing = chance.choice(("all", "all", "some", "none"))
    precision_s = chance.choice((0.0, 0.0, 0.0, 60.0)) if timing == "all" else 0.0
    step_s = 60.0 if precision_s else 0.1
    now_s = 0.0
    arrivals: list[Turn | Event] = []
    turns = 0
    for _ in range(chance.randint(1, 10)):
        now_s = round(now_s + chance.choice((0, 10, 50, 99, 100, 150, 200, 201, 600)) * step_s, 6)
        if timing == "all" and chance.random() < 0.15:
            arrivals.append(Event(chance.choice(("callback", "completed", "transfer")), round(now_s + step_s / 10, 6)))
            now_s = round(now_s + step_s / 5, 6)
            continue
        timed = timing == "all" or (timing == "some" and chance.random() < 0.7)
        arrivals.append(_turn(chance, turns, now_s if timed else None))
        turns += 1
    if not turns:
        arrivals.append(_turn(chance, 0, now_s if timing == "all" else None))
    end_s = max((t.end_s or t.start_s or 0.0 for t in arrivals if isinstance(t, Turn)), default=0.0)
    whole = Conversation(
        "talk",
        "talk",
        tuple(item for item in arrivals if isinstance(item, Turn)),
        events=tuple(item for item in arrivals if isinstance(item, Event)),
        attributes={"mono": True} if chance.random() < 0.1 else {},
        record=chance.choice((None, {}, {"name": "王"})),
        precision_s=precision_s,
        closed_s=chance.choice((None, max(end_s, now_s) + 40.0)) if timing == "all" else None,
    )
    return Talk(whole, tuple(arrivals))


def _turn(chance: Random, index: int, start_s: float | None) -> Turn:
    role = chance.choice((Role.AGENT,) * 5 + (Role.CUSTOMER,) * 4 + (Role.BOT, Role.SYSTEM))
    parts = [chance.choice(PHRASES) for _ in range(chance.randint(0, 3))]
    text = "，".join(parts) or chance.choice(("", "哦"))
    length_s = chance.choice((0.0, 0.5, 3.0, 10.0, 20.0, 40.0))
    end_s = start_s + length_s if start_s is not None and chance.random() < 0.8 else None
    words: tuple[Word, ...] = ()
    if end_s is not None and start_s is not None and text and chance.random() < 0.4:
        middle = len(text) // 2
        half_s = start_s + length_s / 2
        words = (
            Word(0, middle, start_s, half_s, chance.choice((None, 0.3, 0.9))),
            Word(middle, len(text), half_s, end_s, chance.choice((None, 0.3, 0.9))),
        )
    return Turn(index, role, text, start_s, end_s, words=words)
