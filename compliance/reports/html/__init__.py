"""The report as one page: figures, and every finding with its conversation; works offline and by mail, and asks nothing of any network."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Sequence
from functools import partial
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING

from compliance.model.scorecard import Audit, Scorecard
from compliance.reports.columns import printable
from compliance.reports.html import figures
from compliance.reports.html.data import data_json
from compliance.reports.html.drawings import trend_charts, wait_charts
from compliance.reports.overview import days
from compliance.reports.ranking import by_need
from compliance.reports.report import View
from compliance.reports.reviewed import final_cards

if TYPE_CHECKING:
    from jinja2 import Template

ID = "html"
MEDIA = "text"

STYLES, SCRIPTS = ("page.css", "talk.css"), ("page.js", "talk.js")
SHOWN = 10  # agents and rules that are shown before all of them are asked for


def render(audit: Audit, view: View) -> Iterator[str]:
    from markupsafe import Markup

    style, script = _together(STYLES), _together(SCRIPTS)
    cards = by_need(audit.scorecards)
    yield from _template().generate(
        lang="zh-CN" if view.lang == "zh" else view.lang,
        say=view.word,
        css=Markup(style),
        css_hash=_hash(style),
        js=Markup(script),
        js_hash=_hash(script),
        data=map(Markup, data_json(audit, cards, view)),
        finding_count=len(audit.findings),
        **_figures(audit, cards, view),
    )


def _figures(audit: Audit, cards: Sequence[Scorecard], view: View) -> dict[str, object]:
    """What the template draws."""
    agents = figures.agent_lines(audit, cards, view)
    rules = figures.rule_lines(audit, view)
    heat = figures.heat(audit, agents, rules, view)
    return {
        "days": days(audit, view),
        "facts": figures.facts(audit, view),
        "tiles": figures.tiles(audit, view),
        "agents": agents,
        "score": figures.score,
        "final": final_cards(audit),
        "teams": any(card.team for card in cards),
        "team": partial(figures.team, view=view),
        "rules": rules,
        "rule_count": len(audit.rulebook.rules),
        "shown": SHOWN,
        "trend": trend_charts(audit, view),
        "undated": sum(talk.epoch is None for talk in audit.conversations),
        "heat": heat,
        "heat_side": figures.heat_side(heat),
        "short": figures.short,
        "waits": wait_charts(audit, view),
        "unjudged": figures.unjudged(audit),
        "reasons": figures.reasons(audit, view),
        "most_reasons": figures.REASONS,
        "refused": figures.refused(audit, view),
        "most_files": figures.FILES,
        "share": figures.share,
    }


def _template() -> Template:
    """Escapes all that is put into it, and drops what could steer a reader's screen; what is missing is a fault."""
    from jinja2 import Environment, StrictUndefined

    made = Environment(autoescape=True, undefined=StrictUndefined, finalize=_visible, trim_blocks=True, keep_trailing_newline=True)
    return made.from_string(_file("page.html"))


def _visible(value: object) -> object:
    return printable(value) if isinstance(value, str) and not hasattr(value, "__html__") else value


def _together(names: tuple[str, ...]) -> str:
    return "".join(map(_file, names))


def _file(name: str) -> str:
    return files("compliance.reports.html").joinpath("page", name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """By which a content security policy knows the one style and the one script that may act."""
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"
