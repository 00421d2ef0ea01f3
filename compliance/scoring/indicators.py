"""Indicators: what one conversation tells of satisfaction, first response, work done on time and complaints."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from compliance.model.rule import Rule, Said
from compliance.model.transcript import Conversation, Role
from compliance.model.verdict import Outcome, Verdict

JUDGED = (Outcome.PASS, Outcome.FAIL)
IDLE = (Outcome.NOT_TRIGGERED, Outcome.NOT_APPLICABLE)

STATED = ("satisfaction", "evaluation", "feedback", "rating", "csat", "满意度", "评价", "客户评价", "客户反馈")
RATINGS = ("evaluation", "satisfaction", "survey", "rating")  # events that carry one
RATED = (*STATED, "score", "value", "result", "text")  # where such an event carries it
RECEIVED = ("arrived", "request", "inquiry")  # events from which the customer waits
FINISH = ("finish_by", "expected_finish", "deadline")  # record fields that name when the work was to be done

SATISFIED_FROM, BEST = 4, 5  # points of a five-point scale
CLOSING_TURNS = 3  # customer turns in which satisfaction may be stated
COMPLAINT_CLAUSE = "C6"  # rules that a complaint triggers cite it

_NOTHING_AMISS = re.compile("没有?(?:什么|任何)?不满意?")
_DISPLEASED = re.compile("不[太很够大是怎么]{0,2}[满好]|[没未难][^，。]{0,4}满意|差评|中评|一般|失望|很差|糟")
_PLEASED = re.compile("满意(?!度)|好评|很好")
_SPOKEN = re.compile("(?:[很挺蛮]|非常|十分|比较|还算|基本|都|特别)满意")
_QUESTION = re.compile("[?？吗]|怎么|才[能会]?满意")
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]+(\d{1,2})[:：](\d{2})(?:[:：]\d{2})?)?")


def satisfied(conversation: Conversation) -> bool | None:
    """Whether the customer said to be satisfied: by a rating, in the record, else in the last words; None where nothing tells."""
    return next((answer for value in _stated(conversation) if (answer := rating(value)) is not None), _said_so(conversation))


def rating(value: object) -> bool | None:
    """满意, 不满意, true, or 1 to 5 points, of which 4 and 5 are satisfied; None for what cannot be understood."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        text = _NOTHING_AMISS.sub("满意", value.strip())
        if not re.fullmatch(r"[1-5](?:\.0)?", text):
            return False if _DISPLEASED.search(text) else True if _PLEASED.search(text) else None
        value = float(text)
    return value >= SATISFIED_FROM if isinstance(value, int | float) and 1 <= value <= BEST else None


def first_response(conversation: Conversation) -> tuple[float, int] | None:
    """Seconds that the customer waited for the first word of an agent, and the turn in which it came.

    Counted from an event that says when the customer came or asked, else from the customer's first message. Between turns
    of a call nobody waits for the first word (the ringing is in no transcript), nor where the agent spoke first.
    """
    reply = next((turn for turn in conversation.turns if turn.role is Role.AGENT), None)
    if reply is None or reply.start_s is None:
        return None
    since = [event.at_s for event in conversation.events if event.type in RECEIVED and event.at_s is not None]
    asked = next((turn for turn in conversation.turns[: reply.index] if turn.role is Role.CUSTOMER), None)
    if asked and asked.start_s is not None and conversation.channel not in (None, "call"):
        since.append(asked.start_s if asked.end_s is None else min(asked.end_s, reply.start_s))
    waited_s = reply.start_s - min(since, default=reply.start_s)
    return (waited_s, reply.index) if waited_s > 0 else None


def within_limit(verdicts: Sequence[Verdict], response_rules: frozenset[str]) -> bool | None:
    """Whether every limit for answers was kept; None where none could be judged."""
    outcomes = {verdict.outcome for verdict in verdicts if verdict.rule in response_rules} & {*JUDGED}
    return Outcome.FAIL not in outcomes if outcomes else None


def on_time(conversation: Conversation, verdicts: Sequence[Verdict], dated: frozenset[str]) -> tuple[int, int]:
    """How many matters with a date were done in time, and how many there were.

    Duties of `dated` rules, and work whose record names its date and whose events say when it was completed.
    """
    kept = due = 0
    for verdict in verdicts:
        if verdict.rule in dated:
            outcomes = [judgement.outcome for judgement in verdict.judgements]
            kept += outcomes.count(Outcome.PASS)
            due += outcomes.count(Outcome.PASS) + outcomes.count(Outcome.FAIL)
    done = _completed_in_time(conversation)
    return (kept, due) if done is None else (kept + done, due + 1)


def dated_rules(rules: Sequence[Rule]) -> frozenset[str]:
    """Rules that want something done within a time, looking beyond the single contact."""
    return frozenset(r.id for r in rules if r.over == "case" and r.kind == "must" and r.within and r.within.by_clock)


def complaint_rules(rules: Sequence[Rule]) -> frozenset[str]:
    """Rules that the customer triggers by complaining."""
    heard = (rule for rule in rules if COMPLAINT_CLAUSE in rule.clauses and rule.when)
    return frozenset(r.id for r in heard if r.when and isinstance(r.when.cue, Said) and r.when.cue.role is Role.CUSTOMER)


def complained(conversation: Conversation, verdicts: Sequence[Verdict], hearing: frozenset[str]) -> bool:
    """By its kind, its record, an event, or because a rule of `hearing` heard it."""
    if conversation.kind == "complaint" or any(event.type == "complaint" for event in conversation.events):
        return True
    named = [(conversation.record or {}).get("category"), conversation.attributes.get("category"), conversation.attributes.get("complaint")]
    if any(value is True or (isinstance(value, str) and ("投诉" in value or value == "complaint")) for value in named):
        return True
    return any(verdict.rule in hearing and verdict.outcome not in (*IDLE, Outcome.UNKNOWN) for verdict in verdicts)


def classified(conversation: Conversation) -> bool:
    """Whether the data say what the conversation was about, so that no word of a complaint means that there was none."""
    known = (conversation.record or {}).get("category") or any(event.type == "complaint" for event in conversation.events)
    return bool(known) or conversation.kind != "service" or "complaint" in conversation.attributes


def _stated(conversation: Conversation) -> Iterator[object]:
    for event in conversation.events:
        if event.type in RATINGS:
            yield from _values(event.attributes, RATED)
    for fields in (conversation.record or {}, conversation.attributes, conversation.extra):
        yield from _values(fields, STATED)


def _values(fields: Mapping[str, object], names: Sequence[str]) -> Iterator[object]:
    return (fields[name] for name in names if name in fields)


def _said_so(conversation: Conversation) -> bool | None:
    """The customer's last words on it: 满意 where it was asked, or said of one's own accord with an adverb."""
    places = [turn.index for turn in conversation.turns if turn.role is Role.CUSTOMER][-CLOSING_TURNS:]
    for place in reversed(places):
        text = conversation.turns[place].text
        if "满意" not in text or _QUESTION.search(text):
            continue
        before = conversation.turns[place - 1] if place else None
        asked = before is not None and before.role is Role.AGENT and "满意" in before.text
        if asked or _SPOKEN.search(text) or "不满意" in text:
            return rating(text)
    return None


def _completed_in_time(conversation: Conversation) -> bool | None:
    """The last `completed` event against the date in the record; a date without a time lasts until its midnight."""
    ends = [event.at_s for event in conversation.events if event.type == "completed" and event.at_s is not None]
    wanted = next((value for value in _values(conversation.record or {}, FINISH) if isinstance(value, str) and value.strip()), None)
    if not ends or wanted is None or conversation.epoch is None:
        return None
    finish = _finish(wanted, conversation.epoch)
    return None if finish is None else (finish - conversation.epoch).total_seconds() >= max(ends)


def _finish(text: str, epoch: datetime) -> datetime | None:
    found = _DATE.fullmatch(text.strip())
    if not found:
        return None
    year, month, day, hour, minute = (int(part or 0) for part in found.groups())
    try:
        at = datetime(year, month, day, hour, minute, tzinfo=epoch.tzinfo)
        return at if found[4] else at + timedelta(days=1)
    except (ValueError, OverflowError):
        return None
