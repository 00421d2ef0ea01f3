"""The catalogue: every sentence the product says to a person, in Chinese and in English.

Each part holds what one room says, as `SENTENCES`. Values go into the sentence by name; `{n:turn|turns}` says the first where n is 1,
else the second. A key starts with the room that says it: `reader.`, `rulebook.`, `judge.`, `live.`, `report.`, `cli.`
"""

from __future__ import annotations

import re

from compliance.model.message import Message
from compliance.model.problem import Problem
from compliance.wording import (
    cli,
    commands,
    cues,
    evaluation,
    excuses,
    explain,
    gate,
    html,
    judging,
    live,
    period,
    phrases,
    practice,
    readers,
    reports,
    reviews,
    rulebook,
    tables,
    words,
    xlsx,
    yaml,
)

LANGUAGES = ("zh", "en")

_COUNTED = re.compile(r"(?<!\{)\{(\w+):([^{}|]*)\|([^{}|]*)\}")

PARTS = (
    words,
    readers,
    tables,
    yaml,
    rulebook,
    phrases,
    judging,
    explain,
    reports,
    html,
    xlsx,
    period,
    gate,
    excuses,
    reviews,
    live,
    practice,
    evaluation,
    cues,
    cli,
    commands,
)
CATALOGUE: dict[str, tuple[str, str]] = {key: sentence for part in PARTS for key, sentence in part.SENTENCES.items()}


def say(message: Message, lang: str = "zh") -> str:
    """The sentence in the language asked for; a value that is itself a message is said in the same language."""
    template = CATALOGUE[message.key][LANGUAGES.index(lang)]
    values = {k: say(v, lang) if isinstance(v, Message) else v for k, v in message.values}
    if "|" in template:
        template = _COUNTED.sub(lambda forms: forms[2] if str(values[forms[1]]) == "1" else forms[3], template)
    return template.format(**values)


def say_problem(problem: Problem, lang: str = "zh") -> str:
    """`file:line:column: what is wrong` and, where there is one, the remedy."""
    text = f"{problem.place}: {say(problem.what, lang)}"
    if problem.hint:
        text += ("；" if lang == "zh" else "; ") + say(Message("hint", (("hint", problem.hint),)), lang)
    return text
