"""Help texts: the catalogue's sentences put into the commands, in the language asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from copy import deepcopy

import click

from compliance.model.message import Message
from compliance.wording import CATALOGUE, say

_HEADINGS = {"Options": "选项", "Commands": "命令"}


def spoken(command: click.Command, lang: str) -> click.Command:
    """The command in that language. Help texts stand in the code as keys of the catalogue; here they become sentences."""
    copied = deepcopy(command)
    _speak(copied, lang)
    return copied


def _speak(command: click.Command, lang: str) -> None:
    command.help = _text(command.help, lang)
    command.short_help = (command.help or "").split("\n")[0]
    command.context_settings = {**command.context_settings, "help_option_names": ["-h", "--help"], "max_content_width": 100}
    command.context_class = _ChineseContext if lang == "zh" else click.Context
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            parameter.help = _text(parameter.help, lang)
    for child in command.commands.values() if isinstance(command, click.Group) else ():
        _speak(child, lang)


def _text(key: str | None, lang: str) -> str | None:
    return say(Message(key), lang) if key in CATALOGUE else key


def _in_chinese(said: str) -> str:
    """What click says of its own accord."""
    return said.replace("Show this message and exit.", "显示帮助并退出。").replace("[default: ", "[默认 ")


class _ChineseFormatter(click.HelpFormatter):
    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, "用法：" if prefix is None else prefix)

    @contextmanager
    def section(self, name: str) -> Iterator[None]:
        with super().section(_HEADINGS.get(name, name)):
            yield

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        said = [
            (left, right.replace("Show this message and exit.", "显示帮助并退出。").replace("[default: ", "[默认 ")) for left, right in rows
        ]
        super().write_dl(said, col_max, col_spacing)


class _ChineseContext(click.Context):
    formatter_class = _ChineseFormatter
