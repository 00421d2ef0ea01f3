"""Help texts: the catalogue's sentences put into the commands, in the language asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import click

from compliance.model.message import Message
from compliance.wording import CATALOGUE, say

_HEADINGS = {"Options": "选项", "Commands": "命令"}


def speak(command: click.Command, lang: str) -> None:
    """Every help text stands in the code as a key of the catalogue; here it becomes a sentence."""
    command.help = _text(command.help, lang)
    command.short_help = (command.help or "").split("\n")[0]
    command.context_settings.setdefault("help_option_names", ["-h", "--help"])
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            parameter.help = _text(parameter.help, lang)
    if isinstance(command, click.Group):
        for child in command.commands.values():
            speak(child, lang)
    click.Context.formatter_class = _ChineseFormatter if lang == "zh" else click.HelpFormatter


def _text(key: str | None, lang: str) -> str | None:
    return say(Message(key), lang) if key in CATALOGUE else key


class _ChineseFormatter(click.HelpFormatter):
    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, "用法：" if prefix is None else prefix)

    @contextmanager
    def section(self, name: str) -> Iterator[None]:
        with super().section(_HEADINGS.get(name, name)):
            yield

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        said = [(left, right.replace("Show this message and exit.", "显示帮助并退出。")) for left, right in rows]
        super().write_dl(said, col_max, col_spacing)
