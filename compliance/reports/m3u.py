"""The listening list for a player (M3U, UTF-8): each clip is an entry that begins and ends where it should in VLC."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

from compliance.model.scorecard import Audit
from compliance.reports.clips import Clip, playlist, recording
from compliance.reports.columns import printable
from compliance.reports.remarks import where
from compliance.reports.report import View

ID = "m3u"
MEDIA = "text"


def render(audit: Audit, view: View) -> Iterator[str]:
    """Only conversations whose recording is known by name; how many are not is said in a comment."""
    listed = playlist(audit.standing)
    clips = [(clip, file) for clip in listed.clips if (file := recording(clip.conversation))]
    yield f"#EXTM3U\n#PLAYLIST:{view.word('moments')}\n"
    for clip, file in clips:
        yield _entry(clip, file, view)
    for key, count in (("unnamed", len(listed.clips) - len(clips)), ("left", listed.left), ("unheard", len(listed.unheard))):
        if count:
            yield f"# {view.word(f'playlist.{key}', n=count)}\n"


def _entry(clip: Clip, file: str, view: View) -> str:
    worst = max(clip.findings, key=lambda finding: finding.level)
    title = f"{view.word(f'level.{clip.level}')} {worst.rule.name} {where(worst, view)}"
    name = printable(view.name(file))
    return (
        f"#EXTINF:{ceil(clip.seconds)},{printable(title)}\n"
        f"#EXTVLCOPT:start-time={clip.start_s:.1f}\n#EXTVLCOPT:stop-time={clip.end_s:.1f}\n"
        f"{'./' if name.startswith('#') else ''}{name}\n"
    )
