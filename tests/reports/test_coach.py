"""Coaching: every turn in its place, what falls short under it, within the width, and a kind word at the end."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.model.finding import Finding
from compliance.model.message import message
from compliance.model.rule import Clause, Level, Rule, Rulebook
from compliance.model.scorecard import Audit
from compliance.model.transcript import Conversation, Role, Turn
from compliance.model.verdict import Breach, Hit, Judgement, Miss, Outcome, Searched, Verdict
from compliance.reports.coach import render
from compliance.reports.columns import width
from compliance.reports.report import View

ANY = st.text(st.characters(codec=None, categories=None), max_size=60)


def page(audit: Audit, view: View) -> list[str]:
    return "".join(render(audit, view)).split("\n")[:-1]


def single(audit: Audit, number: int, **more: object) -> Audit:
    """The audit of one of its conversations alone."""
    talk = audit.conversations[number]
    findings = tuple(finding for finding in audit.findings if finding.conversation is talk)
    cards = tuple(card for card in audit.scorecards if card.agent in talk.agents)
    alone = replace(audit, conversations=(talk,), verdicts=audit.verdicts[number : number + 1], findings=findings, scorecards=cards)
    return replace(alone, **more)  # type: ignore[arg-type]  # fields of the audit


def found(audit: Audit, finding: Finding, breach: Breach, **more: object) -> Finding:
    return replace(finding, breach=breach, judgement=Judgement(Outcome.FAIL, breaches=(breach,), **more))  # type: ignore[arg-type]


def test_one_conversation_has_a_score_and_several_have_none(audit: Audit, view: View) -> None:
    assert page(single(audit, 0), view)[:3] == ["逐句辅导  call-0001", "林晓 A102  得分 53.6", "做到 2 条 · 没做到 2 条"]
    assert page(single(audit, 1), view)[:2] == ["逐句辅导  chat-139****1111", "林晓 A102  得分 53.6 · A300  得分 0.0"]
    assert page(single(audit, 2), view)[:2] == ["逐句辅导  desk-7", "得分 83.3"]
    assert not [line for line in page(audit, view) if "得分" in line]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("cells", [40, 57, 96])
def test_every_line_fits_and_no_word_is_cut_off(lang: str, cells: int, audit: Audit, view_of: Callable[..., View]) -> None:
    lines = page(audit, view_of(lang=lang, width=cells))
    assert [line for line in lines if width(line) > cells] == []
    assert [line for line in lines if "…" in line] == []
    assert "".join(line.strip() for line in lines).replace(" ", "").count("我理解您的心情，我先帮您核实") == 1


def test_long_turns_go_on_under_themselves(audit: Audit, view_of: Callable[..., View]) -> None:
    talk = Conversation("c", "c", (Turn(0, Role.CUSTOMER, "好" * 40), Turn(1, Role.BOT, "请说")))
    lines = page(replace(audit, conversations=(talk,), verdicts=((),), findings=(), scorecards=()), view_of(width=50))
    assert lines[3:6] == ["1 客户    " + "好" * 20, " " * 10 + "好" * 20, "2 机器人  请说"]


def test_colour_changes_nothing_but_colour(audit: Audit, view_of: Callable[..., View]) -> None:
    painted = page(audit, view_of(colour=True, width=60))
    plain = page(audit, view_of(width=60))
    assert [re.sub(r"\x1b\[[0-9;]+m", "", line).rstrip() for line in painted] == plain
    text = "\n".join(painted)
    assert "\x1b[31m【因为】\x1b[0m系统升级" in text
    assert "\x1b[2m我都催了三次没人管！回我138****5678\x1b[0m" in text  # the customer's turns stand back
    assert "\x1b[1;31m✗ \x1b[0m" in text
    assert not any("\x1b" in line for line in plain)


def marked(audit: Audit, view: View, text: str, spans: Sequence[tuple[int, int]]) -> list[str]:
    """The lines of a conversation of one turn in which these stretches were found."""
    talk = Conversation("c", "c", (Turn(0, Role.AGENT, text),))
    hits = [Hit(0, 0, start, end, text[start:end], text[start:end], "x") for start, end in spans]
    finding = replace(audit.findings[3], conversation=talk)
    findings = tuple(found(audit, finding, Breach(0, hit, message("test.never"))) for hit in hits)
    return page(replace(audit, conversations=(talk,), verdicts=((),), findings=findings), view)


@pytest.mark.parametrize(
    ("spans", "turn", "quoted"),
    [
        ([(0, 2)], "1 客服    【不行】就是不行", []),
        ([(4, 6), (0, 2)], "1 客服    【不行】就是【不行】", ["“不行”", "“不行”"]),
        ([(0, 3), (1, 4)], "1 客服    【不行就是】不行", ["“不行就”", "“行就是”"]),
        ([(0, 2), (2, 4)], "1 客服    【不行】【就是】不行", ["“不行”", "“就是”"]),
    ],
)
def test_words_are_marked_where_they_were_said(
    spans: list[tuple[int, int]], turn: str, quoted: list[str], audit: Audit, view: View
) -> None:
    lines = marked(audit, view, "不行就是不行", spans)
    assert turn in lines
    assert [line.strip().removeprefix("原话：") for line in lines if "原话" in line] == quoted


def test_where_the_mask_moves_the_words_they_are_quoted_instead(audit: Audit) -> None:
    lines = marked(audit, View("zh", lambda text: text.replace("13812345678", "[号码]")), "13812345678不行", [(11, 13)])
    assert "1 客服    [号码]不行" in lines
    assert "            原话：“不行”" in lines


WANTED = Searched(("$问候", "$结束", "$一个", "早", "晚", "您", "好", "讲"), 0, 0)


def test_what_is_missing_is_told_in_words_an_agent_knows(audit: Audit, view_of: Callable[..., View]) -> None:
    lexicons = {"问候": ("(您|你)好", "您好", "早上好", "晚上好", "下午好"), "结束": ("/再见/", "(再|)见"), "一个": ("好", "$问候")}
    absence = Breach(0, None, message("test.never"))
    finding = found(
        audit, audit.findings[3], absence, searched=WANTED, nearest_miss=Miss(None, "早13812345678", message("test.by_customer"))
    )
    one = single(audit, 2, findings=(finding,), rulebook=replace(audit.rulebook, lexicons=lexicons))
    lines = page(one, view_of(width=110))
    at = lines.index('1 客服    =HYPERLINK("x","随便") 爱要不要')
    assert lines[at + 1 : at + 6] == [
        "          ✗ 一般  生硬用语",
        "            此处应有：问候（如您好、早上好、晚上好） / 结束 / 一个 / 早 / 晚 / 您 / …；找过第 1 句",
        "            最接近：“早138****5678”（这是客户说的）",
        "            一直没有说",
        "            依据：D6 服务管家日常管理制度",
    ]


@pytest.mark.parametrize("turn", [None, 7, -1])
def test_what_is_of_no_turn_is_told_after_the_talk(turn: int | None, audit: Audit, view: View) -> None:
    absence = Breach(turn, None, message("test.never"))
    lines = page(single(audit, 2, findings=(found(audit, audit.findings[3], absence, searched=Searched(("再见",), None, None)),)), view)
    at = lines.index("整通会话")
    assert lines[at - 2 : at + 5] == [
        '1 客服    =HYPERLINK("x","随便") 爱要不要',
        "",
        "整通会话",
        "  ✗ 一般  生硬用语",
        "    应有而没有：再见",
        "    一直没有说",
        "    依据：D6 服务管家日常管理制度",
    ]


def test_the_gravest_comes_first_and_is_what_to_start_with(audit: Audit, view: View) -> None:
    first, second = audit.findings[3:]
    second = replace(second, rule=replace(second.rule, level=Level.FATAL, name="大忌"))
    lines = page(single(audit, 2, findings=(first, second)), view)
    assert [line.strip() for line in lines if "✗" in line] == ["✗ 致命  大忌", "✗ 一般  生硬用语"]
    assert lines[-1] == "先从这一条改起：大忌。"


def judged(audit: Audit, outcome: Outcome, count: int, **more: object) -> Audit:
    """Many rules with the same verdict on the last conversation."""
    rules = tuple(replace(audit.rulebook.rules[0], id=f"r{n}", name=f"规则{n}") for n in range(count))
    talk = audit.conversations[3]
    verdicts = tuple(Verdict(rule.id, talk.id, outcome, (Judgement(outcome, **more),)) for rule in rules)  # type: ignore[arg-type]
    return replace(single(audit, 3), rulebook=Rulebook("r", "1", rules), verdicts=(verdicts,))


def test_at_most_eight_good_things_are_told(audit: Audit, view: View) -> None:
    hit = audit.verdicts[3][0].judgements[0].witnesses[0]
    lines = page(judged(audit, Outcome.PASS, 10, witnesses=(hit,)), view)
    told = [f"  ✓ 规则{n}：第 1 句“您好”" for n in range(8)]
    assert lines[lines.index("做得好") :] == ["做得好", *told, "  … 另有 2 项", "", "这通会话没有要改的地方，继续保持！"]


@pytest.mark.parametrize("change", [{"phrase": ""}, {"turn": None}, {"turn": 9}])
def test_only_the_agents_own_words_are_praised(change: dict[str, object], audit: Audit, view: View) -> None:
    hit = replace(audit.verdicts[3][0].judgements[0].witnesses[0], **change)  # type: ignore[arg-type]
    assert "做得好" not in page(judged(audit, Outcome.PASS, 1, witnesses=(hit,)), view)
    talk = replace(audit.conversations[3], turns=(replace(audit.conversations[3].turns[0], role=Role.CUSTOMER),))
    own = replace(judged(audit, Outcome.PASS, 1, witnesses=(replace(hit, phrase="您好", turn=0),)), conversations=(talk,))
    assert "做得好" not in page(own, view)


def test_what_could_not_be_judged_is_told_by_reason(audit: Audit, view: View) -> None:
    same = judged(audit, Outcome.UNKNOWN, 4, reason=message("test.no_times"))
    assert page(same, view)[-4:] == ["无法判定", "  缺少通话时间：规则0、规则1等 4 条", "", "没有可判定的检查"]
    verdicts = tuple(
        replace(v, reason=message("test.banned", text=n))
        for n, v in zip("abcdefg", judged(audit, Outcome.UNKNOWN, 7).verdicts[0], strict=True)
    )
    lines = page(replace(judged(audit, Outcome.UNKNOWN, 7), verdicts=(verdicts,)), view)
    assert lines[-8:-2] == [*(f"  说了“{text}”：规则{n}" for n, text in enumerate("abcde")), "  … 另有 2 项"]


def bitten(audit: Audit, text: str) -> Audit:
    """Every text that comes from outside is that text."""
    talk = Conversation(text, text, (Turn(0, Role.CUSTOMER, text), Turn(1, Role.AGENT, text, 3.0)))
    hit = Hit(1, 1, 0, len(text) // 2, text[: len(text) // 2], text, text)
    broken, absent = Breach(1, hit, message("test.banned", text=text)), Breach(1, None, message("test.banned", text=text))
    rule: Rule = replace(audit.findings[0].rule, name=text, message=text, clauses=("A1", text))
    miss = Miss(0, text, message("test.banned", text=text))
    judgement = Judgement(
        Outcome.FAIL, Hit(0, 0, 0, len(text), text, text, text), (broken,), searched=Searched((text,), 0, 1), nearest_miss=miss
    )
    finding = replace(audit.findings[0], conversation=talk, rule=rule, agent=text, judgement=judgement, breach=broken, instead=text)
    unknown = Verdict(rule.id, text, Outcome.UNKNOWN, reason=message("test.banned", text=text))
    kept = Verdict(rule.id, text, Outcome.PASS, (Judgement(Outcome.PASS, witnesses=(replace(hit, phrase="x"),)),))
    return replace(
        audit,
        rulebook=Rulebook(text, text, (rule,), clauses={"A1": Clause("A1", text, text, text)}),
        conversations=(talk,),
        verdicts=((unknown, kept),),
        findings=(finding, replace(finding, breach=absent)),
        scorecards=(replace(audit.scorecards[0], agent=text, name=text, team=text),),
    )


@given(ANY)
def test_no_text_breaks_the_page(audit: Audit, view: View, text: str) -> None:
    lines = page(bitten(audit, text), view)
    assert [line for line in lines if width(line) > view.width] == []
    assert not [char for line in lines for char in line if unicodedata.category(char) in ("Cc", "Cf", "Cs")]
    assert "".join(lines).encode("utf-8")
