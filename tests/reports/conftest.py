"""A small audit made by hand: a fatal, an absence, a late answer, an unknown, something pending, and text that bites."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from compliance.model.finding import Finding
from compliance.model.message import message
from compliance.model.period import Figures, Measured, Period, Periods
from compliance.model.problem import Place, Problem
from compliance.model.rule import Clause, Level, Rule, Rulebook
from compliance.model.scorecard import Audit, Scorecard, Tally
from compliance.model.transcript import Agent, Conversation, Role, Turn
from compliance.model.verdict import Breach, Hit, Judgement, Miss, Outcome, Searched, Verdict
from compliance.reports.report import View
from compliance.wording import CATALOGUE

BEIJING = timezone(timedelta(hours=8))

WORDS = {
    "test.too_early": ("还没有安抚就先解释", "explained before soothing"),
    "test.banned": ("说了“{text}”", "said “{text}”"),
    "test.never": ("一直没有说", "never said"),
    "test.by_customer": ("这是客户说的", "the customer said it"),
    "test.no_times": ("缺少通话时间", "the turns carry no times"),
    "test.open": ("还在时限之内", "still in time"),
    "test.bad_json": ("不是完整的 JSON", "this is no complete JSON"),
    "test.cut": ("文件可能没有传完，请重新导出", "the file may be cut off; export it again"),
}

CLAUSES = {
    "A2": Clause("A2", "服务管理制度规范", "一 服务态度", "no cold words"),
    "A5": Clause("A5", "服务管理制度规范", "一 服务态度", "understanding first"),
    "B13": Clause("B13", "提升员工服务操作规程", "四(三)", "understanding on complaints"),
    "D6": Clause("D6", "服务管家日常管理制度", "言行举止", "nothing curt"),
    "D9": Clause("D9", "服务管家日常管理制度", "服务态度", "prompt answers"),
}


def rule(name: str, title: str, level: Level, points: float, *clauses: str, **more: str) -> Rule:
    return Rule(name, title, "must", None, level, points, clauses, Place("rules.yaml", 1), version="1a2b3c", **more)


SOOTHE = {"message": "先表达理解，再作解释", "instead": "我理解您的心情，我先帮您核实"}
EMPATHY = rule("empathy-first", "先安抚后解释", Level.ERROR, 5, "A5", "B13", **SOOTHE)
SHIRK = rule("ban-shirking", "推诿禁语", Level.FATAL, 5, "A2", "D7", instead="我帮您确认是哪位同事负责")
CURT = rule("curt", "生硬用语", Level.WARN, 1, "D6")
HOLD = rule("hold-check-in", "等候超过一分钟须告知进展", Level.ERROR, 3, "D9", instead="还在为您查询，请再稍等片刻")
CALLBACK = rule("callback-kept", "承诺回电须兑现", Level.FATAL, 5, "E8")
RULES = (EMPATHY, SHIRK, CURT, HOLD, CALLBACK)


def talk(name: str, agent: Agent | None, *turns: Turn, epoch: datetime | None = None, **known: object) -> Conversation:
    return Conversation(name, f"talks/{name}.jsonl", turns, agent=agent, epoch=epoch, **known)  # type: ignore[arg-type]


def hit(turn: Turn, text: str, start_s: float | None = None, **more: str | bool) -> Hit:
    start = turn.text.index(text)
    return Hit(turn.index, turn.index, start, start + len(text), text, text, start_s=start_s, **{"phrase": text, **more})  # type: ignore[arg-type]


LIN, HE = Agent("A102", "林晓", "售后一组"), Agent("A205", "何敏", "售后二组")

LATE = talk(
    "call-0001",
    LIN,
    Turn(0, Role.AGENT, "您好，请讲。", 0.0, 2.4),
    Turn(1, Role.CUSTOMER, "我都催了三次没人管！回我13812345678", 3.0, 9.8),
    Turn(2, Role.AGENT, "因为系统升级，您再等等。", 10.5, 14.0),
    Turn(3, Role.AGENT, "我查一下。", 14.0, 15.0),
    Turn(4, Role.CUSTOMER, "还在吗？请稍等是多久", 90.0, 92.0),
    epoch=datetime(2026, 3, 2, 9, 0, tzinfo=BEIJING),
    line=3,
    extra={"audio": "录音/call-0001.wav"},
)
HANDED = talk(
    "chat-13900001111",
    LIN,
    Turn(0, Role.AGENT, "您好", agent="A102"),
    Turn(1, Role.CUSTOMER, "<b>订单</b>呢"),
    Turn(2, Role.AGENT, "这个不归我管，\x1b[31m<script>alert(1)</script>", agent="A300"),
    epoch=datetime(2026, 3, 5, 18, 30, tzinfo=BEIJING),
)
NAMELESS = talk("desk-7", None, Turn(0, Role.AGENT, '=HYPERLINK("x","随便")\n爱要不要'))
CLEAN = talk("call-0009", HE, Turn(0, Role.AGENT, "您好，我明天回电", 0.0, 3.0), epoch=datetime(2026, 3, 3, 10, 0, tzinfo=BEIJING))

BROKEN_EMPATHY = Judgement(
    Outcome.FAIL,
    hit(LATE.turns[1], "催了三次", 3.6),
    (Breach(2, hit(LATE.turns[2], "因为", 10.5, lexicon="解释"), message("test.too_early"), 10.5),),
)
BROKEN_HOLD = Judgement(
    Outcome.FAIL,
    hit(LATE.turns[3], "我查一下", 14.0),
    (Breach(3, None, message("test.never")),),
    deadline_s=75.0,
    margin_s=-15.0,
    searched=Searched(("稍等", "还在(查|处理)"), 3, 4, 75.0),
    nearest_miss=Miss(4, "请稍等是多久", message("test.by_customer"), 90.0),
)
SHIRKED = Judgement(
    Outcome.FAIL, breaches=(Breach(2, hit(HANDED.turns[2], "不归我管", better="我来确认"), message("test.banned", text="不归我管")),)
)
BLUNT = Judgement(
    Outcome.FAIL,
    breaches=(
        Breach(0, hit(NAMELESS.turns[0], '=HYPERLINK("x","随便")', phrase="随便"), message("test.banned", text="随便")),
        Breach(0, hit(NAMELESS.turns[0], "爱要不要", homophone=True), message("test.banned", text="爱要不要")),
    ),
)
PROMISED = Judgement(Outcome.PENDING, hit(CLEAN.turns[0], "明天回电", 1.0), reason=message("test.open"), deadline_s=136800.5)
BLIND = Judgement(Outcome.UNKNOWN, hit(HANDED.turns[0], "您好"), reason=message("test.no_times"))


def verdicts(conversation: Conversation, *judged: Judgement | Outcome) -> tuple[Verdict, ...]:
    """One verdict a rule: made of a judgement, or an outcome without more."""
    return tuple(
        Verdict(rule.id, conversation.id, made.outcome, (made,)) if isinstance(made, Judgement) else Verdict(rule.id, conversation.id, made)
        for rule, made in zip(RULES, judged, strict=True)
    )


KEPT = Judgement(Outcome.PASS, hit(CLEAN.turns[0], "明天回电"), witnesses=(hit(CLEAN.turns[0], "您好"),))
PASS, IDLE, AWAY = Outcome.PASS, Outcome.NOT_TRIGGERED, Outcome.NOT_APPLICABLE
VERDICTS = (
    verdicts(LATE, BROKEN_EMPATHY, PASS, PASS, BROKEN_HOLD, IDLE),
    verdicts(HANDED, IDLE, SHIRKED, PASS, BLIND, AWAY),
    verdicts(NAMELESS, IDLE, PASS, BLUNT, Outcome.UNKNOWN, IDLE),
    verdicts(CLEAN, KEPT, PASS, PASS, IDLE, PROMISED),
)
FINDINGS = (
    Finding("f000000000000001", EMPATHY, LATE, "A102", BROKEN_EMPATHY, BROKEN_EMPATHY.breaches[0], EMPATHY.instead),
    Finding("f000000000000002", HOLD, LATE, "A102", BROKEN_HOLD, BROKEN_HOLD.breaches[0], HOLD.instead),
    Finding("f000000000000003", SHIRK, HANDED, "A300", SHIRKED, SHIRKED.breaches[0], "我来确认"),
    Finding("f000000000000004", CURT, NAMELESS, None, BLUNT, BLUNT.breaches[0], None),
    Finding("f000000000000005", CURT, NAMELESS, None, BLUNT, BLUNT.breaches[1], None),
)
ONE, NONE = Tally(1, 1, 0, 0.206543, 1.0), Tally(1, 0, 0, 0.0, 0.793457)
HALF, QUARTER = Tally(2, 1, 0, 0.094531, 0.905469), Tally(4, 1, 0, 0.045587, 0.699358)
LIN_ALL, LIN_RULES = Tally(5, 2, 1, 0.117621, 0.769276), {"empathy-first": ONE, "curt": NONE}
CARDS = (
    Scorecard("A102", "林晓", "售后一组", 2, 53.5714, 0, 2, LIN_ALL, LIN_RULES, 6 / 7),
    Scorecard("A205", "何敏", "售后二组", 1, 100.0, 0, 0, Tally(3, 0, 0, 0.0, 0.561497), {"empathy-first": NONE}, 1.0),
    Scorecard("A300", None, None, 1, 0.0, 1, 1, ONE, {"ban-shirking": ONE}, 2 / 3),
    Scorecard(None, None, None, 1, 83.3333, 0, 2, Tally(2, 1, 1, 0.094531, 0.905469), {"curt": ONE}, 2 / 3),
)
BY_RULE = {"empathy-first": HALF, "ban-shirking": QUARTER, "curt": QUARTER, "hold-check-in": Tally(1, 1, 2, 0.206543, 1.0)}
PROBLEMS = (Problem(Place("talks/13700002222.json", 3), message("test.bad_json"), message("test.cut")),)


def some(value: float, n: int, low: float | None = None, high: float | None = None) -> Measured:
    return Measured(value, n, low, high)


FEBRUARY = Figures(
    conversations=240,
    fatal=some(0.1, 240, 0.067, 0.145),
    score=some(81.5, 236, 76.1, 86.0),
    checkable=0.93,
    satisfaction=some(0.8, 40, 0.652, 0.895),
    first_response_s=some(24.0, 120, 21.0, 30.0),
    first_response_p90_s=150.0,
    within_limit=some(0.95, 120, 0.895, 0.977),
    on_time=None,
    complaints=some(0.05, 240, 0.029, 0.085),
    rules={"empathy-first": some(0.25, 40, 0.142, 0.402), "curt": some(0.05, 240, 0.029, 0.085)},
    regulations={"服务管理制度规范": some(0.1, 520, 0.067, 0.145), "服务管家日常管理制度": some(0.02, 500, 0.008, 0.048)},
)
MARCH = Figures(
    conversations=3,
    fatal=some(1 / 3, 3, 0.061, 0.792),
    score=some(76.7857, 3, 28.0, 96.6),
    checkable=10 / 11,
    satisfaction=None,
    first_response_s=some(4000.0, 3),
    first_response_p90_s=7200.0,
    within_limit=some(0.0, 2, 0.0, 0.658),
    on_time=some(0.5, 2, 0.095, 0.905),
    complaints=some(0.0, 3, 0.0, 0.561),
    rules={"empathy-first": some(0.5, 2, 0.095, 0.905), "ban-shirking": some(1 / 3, 3, 0.061, 0.792), "curt": some(0.0, 3, 0.0, 0.561)},
    regulations={"服务管理制度规范": some(0.4, 5, 0.089, 0.812), "服务管家日常管理制度": some(0.5, 4, 0.121, 0.879)},
)
QUARTER = replace(FEBRUARY, conversations=243, score=some(81.4, 239, 76.0, 85.9), rules={})
WORSE = replace(FEBRUARY, score=some(60.0, 240, 53.7, 66.0), complaints=some(0.2, 240, 0.154, 0.255))
PERIODS = Periods(
    (
        Period("month", "2026-02", "2026-02-02", "2026-02-27", FEBRUARY, {"售后一组": WORSE, None: FEBRUARY}, {"A102": FEBRUARY}),
        Period("month", "2026-03", "2026-03-02", "2026-03-05", MARCH, {"售后一组": MARCH, "a|b": MARCH}, {"A102": MARCH, "A205": MARCH}),
        Period("quarter", "2025-Q4", "2025-12-01", "2025-12-31", WORSE, {"售后一组": WORSE}, {}),
        Period("quarter", "2026-Q1", "2026-02-02", "2026-03-05", QUARTER, {"售后一组": QUARTER}, {"A102": QUARTER, "A205": MARCH}),
    ),
    1,
    {None: 1},
)

AUDIT = Audit(
    Rulebook("rules.yaml", "2026.1", RULES, clauses=CLAUSES),
    (LATE, HANDED, NAMELESS, CLEAN),
    VERDICTS,
    FINDINGS,
    CARDS,
    BY_RULE,
    PROBLEMS,
    ("talks/readme.pdf",),
    "2026-03-05T20:00:00+08:00",
    1.25,
    "0.1.0",
    PERIODS,
)


def hide_phones(text: str) -> str:
    return re.sub(r"1[3-9]\d{9}", lambda number: f"{number[0][:3]}****{number[0][-4:]}", text)


@pytest.fixture(autouse=True)
def engine_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reasons as the engine would give them; the catalogue is whole again after each test."""
    for key, sentence in WORDS.items():
        monkeypatch.setitem(CATALOGUE, key, sentence)


@pytest.fixture(scope="session")
def audit() -> Audit:
    return AUDIT


@pytest.fixture(scope="session")
def view() -> View:
    return View("zh", hide_phones)


@pytest.fixture(scope="session")
def view_of() -> Callable[..., View]:
    """A masked view with something else about it: view_of(lang="en", colour=True)."""
    return lambda **more: View(**{"lang": "zh", "mask": hide_phones, **more})


BITING = (
    "]]>", "<script>&amp;", 'a"b\'c', "::error::x", "a|b`c`", "100%0A\r\nx", "\x00\x08\x1b[31m\x9b", "\ufffe\uffff", "\ud83d", "@all #1 !2",
    "\\", '\\"', "a\nb{c}", "[x](http://x)", "\u202eabc", "#EXTINF:1,x\n/etc", "甲,乙:丙", "=1+1", " ", "𠮷",
)  # fmt: skip


def bitten_by(text: str) -> Audit:
    """One finding, whose words, conversation, rule and agent all are that text, and a problem in a file of that name."""
    rule = replace(EMPATHY, name=text, message=text, instead=text)
    clauses = {name: replace(clause, regulation=text, demand=text) for name, clause in CLAUSES.items()}
    talk = Conversation(text, f"talks/{text}", (Turn(0, Role.AGENT, text, 1.0, 2.0),), 1, text, agent=Agent(text, text, text))
    told = replace(talk, extra={"audio": text})
    said = Hit(0, 0, 0, len(text), text, text, text, start_s=1.0)
    breach = Breach(0, said, message("test.banned", text=text))
    missed = Miss(0, text, message("test.never"))
    broken = Judgement(Outcome.FAIL, said, (breach,), searched=Searched((text,), 0, 0), nearest_miss=missed)
    verdicts_ = (Verdict(rule.id, text, Outcome.FAIL, (broken,)), Verdict("curt", text, Outcome.UNKNOWN, reason=breach.reason))
    return replace(
        AUDIT,
        rulebook=replace(AUDIT.rulebook, rules=(rule, *RULES[1:]), source=text, version=text, clauses=clauses),
        conversations=(told,),
        verdicts=(verdicts_,),
        findings=(replace(FINDINGS[0], rule=rule, conversation=told, agent=text, judgement=broken, breach=breach, instead=text),),
        scorecards=(replace(CARDS[0], agent=text, name=text, team=text),),
        problems=(Problem(Place(f"talks/{text}", 1), breach.reason),),
    )


@pytest.fixture(scope="session")
def biting() -> Callable[[str], Audit]:
    return bitten_by


@pytest.fixture(params=BITING, ids=ascii)
def bite(request: pytest.FixtureRequest) -> str:
    """Text that is dangerous somewhere."""
    return str(request.param)


@pytest.fixture(scope="session")
def many() -> Callable[[int], Audit]:
    """The audit's conversations over and over, under ids of their own."""

    def made(times: int) -> Audit:
        talks = {(n, talk.id): replace(talk, id=f"{n}-{talk.id}") for n in range(times) for talk in AUDIT.conversations}

        def again(finding: Finding, n: int) -> Finding:
            return replace(finding, fingerprint=f"{n:06}{finding.fingerprint[6:]}", conversation=talks[n, finding.conversation.id])

        return replace(
            AUDIT,
            conversations=tuple(talks.values()),
            verdicts=AUDIT.verdicts * times,
            findings=tuple(again(finding, n) for n in range(times) for finding in FINDINGS),
        )

    return made


@pytest.fixture(scope="session")
def bites() -> str:
    """Text that would act on a page in many ways, were it taken for markup."""
    return "</script><script>hacked=1</script><img src=x onerror=hacked=1>]]>--><!--\u2028\x00\x07\u202e&amp;=1+1'\"`${1}{{7*7}}"
