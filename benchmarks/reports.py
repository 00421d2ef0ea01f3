"""How long each report takes to tell many findings, how large it gets, and how much memory the telling takes.

    .venv/bin/python benchmarks/reports.py [FINDINGS]
    .venv/bin/python benchmarks/reports.py PATH…

10,000 findings unless told, ten to a conversation, made up. Each time is the best of three; they are compared with only
writing the findings as JSON Lines. Memory is what the telling holds at its peak beside the audit itself.

With paths (samples, say): only how large each report gets for these conversations, judged by the shipped rules.
"""

from __future__ import annotations

import sys
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

from compliance import Plan, load_rulebook, read_paths
from compliance import audit as judge
from compliance.model.finding import Finding
from compliance.model.message import message
from compliance.model.problem import Place
from compliance.model.rule import Clause, Level, Rule, Rulebook
from compliance.model.scorecard import Audit, Scorecard, Tally
from compliance.model.transcript import Agent, Conversation, Role, Turn
from compliance.model.verdict import Breach, Hit, Judgement, Outcome, Verdict
from compliance.reports import REPORTS
from compliance.reports.report import View
from compliance.text.mask import mask, mask_id

ROOT = Path(__file__).parent.parent
EACH, PASSES = 10, 3
WORDS = "这个不归我管，您自己打13812345678问问别人吧"
RULES = tuple(
    Rule(f"rule-{n}", f"规则{n}", "must_not", None, Level(n % 4), 1.0, ("A1",), Place("r.yaml"), instead="我帮您确认") for n in range(EACH)
)


def talk(number: int) -> Conversation:
    agent = Agent(f"A{number % 50}", f"客服{number % 50}", f"{number % 5}组")
    turns = (Turn(n, Role.AGENT, WORDS, 6.0 * n, 6.0 * n + 5) for n in range(EACH))
    return Conversation(f"call-{number}", f"calls/{number}.jsonl", tuple(turns), agent=agent, extra={"audio": f"calls/{number}.wav"})


def found(conversation: Conversation, rule: Rule, turn: Turn) -> Finding:
    hit = Hit(turn.index, turn.index, 2, 6, WORDS[2:6], WORDS[2:6], WORDS[2:6], start_s=turn.start_s, end_s=turn.end_s)
    judged = Judgement(Outcome.FAIL, breaches=(Breach(turn.index, hit, message("report.no_reason")),))
    number = f"{hash((conversation.id, rule.id)) & (1 << 64) - 1:016x}"
    return Finding(number, rule, conversation, conversation.agent_of(turn.index), judged, judged.breaches[0], rule.instead)


def audit_of(count: int) -> Audit:
    talks = tuple(talk(number) for number in range(count // EACH))
    findings = tuple(found(one, rule, turn) for one in talks for rule, turn in zip(RULES, one.turns, strict=True))
    judged = iter(findings)
    verdicts = tuple(tuple(Verdict(rule.id, one.id, Outcome.FAIL, (next(judged).judgement,)) for rule in RULES) for one in talks)
    tally = Tally(count, count, 0, 0.9, 1.0)
    cards = tuple(Scorecard(f"A{n}", None, None, 1, 50.0, 1, 1, tally, {}, 1.0) for n in range(50))
    book = Rulebook("r.yaml", "1", RULES, clauses={"A1": Clause("A1", "规范", "一", "不推诿")})
    return Audit(book, talks, verdicts, findings, cards, {rule.id: tally for rule in RULES}, (), (), None, 0.0, "0")


def told(name: str, audit: Audit) -> Iterator[bytes]:
    for piece in REPORTS[name].render(audit, View("zh", mask, mask_id=mask_id)):
        yield piece if isinstance(piece, bytes) else piece.encode()


def best(name: str, audit: Audit) -> float:
    """Seconds."""
    taken = []
    for _ in range(PASSES):
        begun = time.perf_counter()
        sum(map(len, told(name, audit)))
        taken.append(time.perf_counter() - begun)
    return min(taken)


def peak(name: str, audit: Audit) -> int:
    """Bytes."""
    tracemalloc.start()
    sum(map(len, told(name, audit)))
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most


def main(count: int) -> None:
    audit = audit_of(count)
    print(f"{len(audit.findings)} findings of {len(audit.conversations)} conversations")
    base = best("findings", audit)
    for name in REPORTS:
        taken, size = best(name, audit), sum(map(len, told(name, audit)))
        print(f"{name:<17} {taken:7.3f} s  {taken / base:5.2f} × findings  {size / 1e6:7.2f} MB  memory {peak(name, audit) / 1e6:6.2f} MB")


def sizes(paths: list[str]) -> None:
    plan = Plan(load_rulebook(ROOT / "rules.yaml").rulebook)
    audit = judge([item for item in read_paths(paths) if isinstance(item, Conversation)], plan)
    count = len(audit.conversations)
    print(f"{len(audit.findings)} findings of {count} conversations, {len(plan.rulebook.rules)} rules")
    for name in REPORTS:
        size = sum(map(len, told(name, audit)))
        print(f"{name:<17} {size / 1e6:7.2f} MB  {size / count / 1e3:7.1f} kB a conversation")


if __name__ == "__main__":
    arguments = sys.argv[1:]
    if arguments and not arguments[0].isdigit():
        sizes(arguments)
    else:
        main(int(arguments[0]) if arguments else 10_000)
