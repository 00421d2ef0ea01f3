"""Doubts: why somebody should look at words that count: known by their sound alone, or taken for what a learned cue was taught."""

from __future__ import annotations

from compliance.model.verdict import Hit
from compliance.reports.report import View


def doubt(hit: Hit | None, view: View) -> str | None:
    """像“冷漠”：凭“你自己”“去问”."""
    if hit and hit.signs:
        return view.word("sounds_like", cue=hit.phrase.removeprefix("~"), signs="".join(f"“{sign.strip()}”" for sign in hit.signs))
    return view.word("homophone") if hit and hit.homophone else None
