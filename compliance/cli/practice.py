"""check --practice: somebody practises at the terminal, and every turn is answered as soon as it is typed."""

from __future__ import annotations

import io
import re
import sys
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace

from compliance.cli import options
from compliance.cli.reading import read
from compliance.cli.run import Job, finished, prepared
from compliance.cli.streams import to_stdout
from compliance.cli.tell import tell, tell_problems
from compliance.cli.tell_practice import learned, spoken
from compliance.live.practice import Lesson, Practice, heard
from compliance.live.talk import begun
from compliance.live.watch import Watch, watch
from compliance.model.message import message
from compliance.model.problem import Place, Problem, Problems
from compliance.model.transcript import Conversation, Role, Turn
from compliance.readers.decode import LongLine, byte_lines
from compliance.readers.live_events import News
from compliance.readers.reader import STDIN
from compliance.readers.refusals import fault, line_of, refuse, shown
from compliance.readers.script import Line
from compliance.readers.speakers import Speakers, names_of
from compliance.readers.typed import about_of, is_comment, is_metadata, news_of
from compliance.wording import say

NAME = "practice"
END = ("结束", "end")
_LINE_END = re.compile(rb"\r\n|\r|\n")
MOST_TURNS = 1_000  # nobody practises for so long; what was said is looked at again with every turn
TYPED_HINTS = {
    "reader.encoding_line": "practice.unreadable_hint",
    "reader.binary_line": "practice.unreadable_hint",
    "reader.line_too_long": "practice.too_long_hint",
    "reader.turn_too_long": "practice.too_long_hint",
    "live.too_long": "practice.too_long_hint",
    "reader.script.twice": "practice.twice_hint",
}


@dataclass(slots=True)
class Session:
    """What goes on. `script`: what the customer will still say, None where both sides are typed; `meta`: the metadata lines so far."""

    job: Job
    watched: Watch
    speakers: Speakers
    practice: Practice
    script: deque[Turn] | None = None
    meta: list[Line] = field(default_factory=list)
    refused: int = 0

    @property
    def begun(self) -> bool:
        """Too late for metadata: something was said, or a file tells of the conversation."""
        return self.script is not None or bool(self.practice.talk.timeline.moments)


def practise(file: str | None, asked: options.Asked) -> int:
    """The exit code of what was said in the end. Raises Problems where the job cannot be done."""
    job = prepared(replace(asked, jobs=1), "coach")
    screen = sys.stdin.isatty() and sys.stdout.isatty()
    eyes, plan = replace(job.eyes, colour=job.eyes.colour and screen), replace(job.plan, progress=lambda _: None)
    job = replace(job, eyes=eyes, plan=plan)
    speakers = Speakers(names_of(asked.roles))
    watched = watch(job.plan.rulebook, 0)
    if file in (None, "-"):
        session = Session(job, watched, speakers, Practice(begun(about_of((), STDIN, NAME))))
    else:
        session = _played(file, job, watched, speakers)
    with suppress(KeyboardInterrupt):
        _talk(session, screen=screen)
    talk = replace(session.practice.talk.whole, closed=True)
    if not talk.turns:
        hint = message("practice.nothing_said_hint" if session.script is None else "practice.nothing_answered_hint")
        raise options.refused(options.command_line(), message("practice.nothing_said"), hint)
    to_stdout([b"\n"])
    code = finished(job, [talk])
    return 2 if asked.strict and session.refused else code


def _played(file: str, job: Job, watched: Watch, speakers: Speakers) -> Session:
    """With the first conversation of the file, whose customer is played. Raises Problems where there is none."""
    asked, lang = job.asked, job.eyes.lang
    found: Conversation | None = None
    for item in read([file], asked.roles, asked.manifest):
        if isinstance(item, Problem):
            tell_problems([item], lang, unmask=asked.unmask)
        elif isinstance(item, Conversation) and found:
            tell(say(message("practice.first_only", id=job.eyes.name(found.id)), lang))
            break
        elif isinstance(item, Conversation):
            found = item
    if found is None:
        raise options.refused(file, message("cli.nothing_judged"), message("cli.nothing_judged_hint"))
    if all(turn.role is Role.AGENT for turn in found.turns):
        raise options.refused(file, message("practice.no_customer"), message("practice.no_customer_hint"))
    # its times are those of another talk
    about = replace(found, turns=(), events=(), epoch=None, closed=False, closed_s=None, precision_s=0.0)
    return Session(job, watched, speakers, Practice(begun(about)), deque(found.turns))


def _talk(session: Session, *, screen: bool) -> None:
    """Line by line until the end."""
    eyes, plays = session.job.eyes, session.script is not None
    prompt = eyes.word("coach.entry", head=say(message("role.agent"), eyes.lang), text="") if plays else "> "
    if screen:
        tell(say(message("practice.say_answers" if plays else "practice.say_all"), eyes.lang))
    _play(session, screen=screen)
    for number, raw in enumerate(_lines(_asked(prompt) if screen else byte_lines(b"", sys.stdin.buffer)), start=1):
        place = Place(STDIN, number)
        try:
            line = line_of(raw, place, "mixed").strip().removeprefix("\ufeff").strip()
            if line.casefold().rstrip("。.") in END:
                return
            news = _understood(session, line, place) if line else None
            lesson = _hear(session, news, place) if news else None
        except Problems as refused:
            session.refused += 1
            tell_problems(map(_typed_again, refused.problems), eyes.lang, unmask=session.job.asked.unmask)
            continue
        if lesson:
            _tell(session, lesson)
        if news and news.turn is not None and news.turn["role"] is Role.AGENT:
            _play(session, screen=screen)
        if session.practice.talk.length >= MOST_TURNS:
            tell(say(message("practice.enough", limit=MOST_TURNS), eyes.lang))
            return


def _lines(typed: Iterator[bytes | LongLine]) -> Iterator[bytes | LongLine]:
    """One by one also where a carriage return ends them, or several were pasted at once."""
    for raw in typed:
        if isinstance(raw, LongLine):
            yield raw
            continue
        *lines, rest = _LINE_END.split(raw)
        yield from [*lines, rest] if rest or not lines else lines


def _typed_again(problem: Problem) -> Problem:
    """Whoever types has no file to save again, and no other conversation."""
    hint = TYPED_HINTS.get(problem.what.key)
    return replace(problem, hint=message(hint)) if hint else problem


def _asked(prompt: str) -> Iterator[bytes]:
    """The lines that somebody types at a terminal."""
    with suppress(ImportError):
        import readline  # noqa: F401 -- with it `input` lets wide characters be mended
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="surrogateescape")
    while True:
        try:
            yield input(prompt).encode("utf-8", "surrogateescape")
        except EOFError:
            return


def _understood(session: Session, line: str, place: Place) -> News | None:
    """What was said or has happened; None for metadata and comments. Raises: Problems where the line is refused."""
    if is_metadata(line, begun=session.begun):
        _describe(session, line, place)
        return None
    if is_comment(line, begun=session.begun):
        if session.begun:
            tell_problems([fault(place, "practice.comment", found=shown(line))], session.job.eyes.lang, unmask=session.job.asked.unmask)
        return None
    alone = None if session.script is None else Role.AGENT
    return news_of(line, session.practice.talk.about.id, place, session.speakers, alone)


def _describe(session: Session, line: str, place: Place) -> None:
    if session.begun:
        refuse(place, "practice.late", found=shown(line))
    meta = [*session.meta, (place.line or 1, line)]
    session.practice = Practice(begun(about_of(meta, STDIN, NAME)))
    session.meta = meta


def _hear(session: Session, news: News, place: Place) -> Lesson:
    """One more turn or event. Raises: Problems where it is refused; then nothing has changed."""
    session.practice, lesson = heard(session.watched, session.practice, news, place)
    return lesson


def _tell(session: Session, lesson: Lesson) -> None:
    """At once."""
    _print(learned(lesson, session.practice.talk.whole, session.job.plan.rulebook.lexicons, session.job.eyes))


def _play(session: Session, *, screen: bool) -> None:
    """What is said until the agent has to answer; the agent's own words are left to whoever practises."""
    script = session.script
    if not script:
        return
    while script and script[0].role is not Role.AGENT and session.practice.talk.length < MOST_TURNS:
        turn = script.popleft()
        _print(spoken(turn, session.job.eyes))
        _tell(session, _hear(session, News("", turn={"role": turn.role, "text": turn.text}), Place(session.practice.talk.about.source)))
    while script and script[0].role is Role.AGENT:
        script.popleft()
    if not script and screen:
        tell(say(message("practice.no_more"), session.job.eyes.lang))


def _print(lines: Iterator[str]) -> None:
    to_stdout(f"{line}\n".encode("utf-8", "replace") for line in lines)
