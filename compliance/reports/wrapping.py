"""Long text on several lines, cut where a reader of Chinese expects it: between characters, but no comma at the start of a line."""

from __future__ import annotations

from compliance.reports.columns import cells_of

_NOT_FIRST = "，。、；：！？）】」』》”’…～,.;:!?)]}%"
_NOT_LAST = "（【「『《“‘([{"


def line_spans(text: str, cells: int) -> list[tuple[int, int]]:
    """Where each line begins and ends in the text; at least one line. The spaces at which a line was cut belong to none."""
    spans = []
    start = end = used = 0
    while end < len(text):
        used += cells_of(text[end])
        if used <= cells or end == start:
            end += 1
            continue
        cut = next((place for place in range(end, start, -1) if _may_part(text, place)), end)
        spans.append((start, start + len(text[start:cut].rstrip(" "))))
        while cut < len(text) and text[cut] == " ":
            cut += 1
        start = end = cut
        used = 0
    return [*spans, (start, len(text))] if start < len(text) or not spans else spans


def wrap(text: str, cells: int) -> list[str]:
    """The text in lines of at most so many cells."""
    return [text[start:end] for start, end in line_spans(text, cells)]


def _may_part(text: str, place: int) -> bool:
    """Whether a new line may begin here: at spaces, and beside wide characters."""
    before, after = text[place - 1], text[place]
    if before in _NOT_LAST or after in _NOT_FIRST or not cells_of(after):
        return False
    return " " in (before, after) or cells_of(before) == 2 or cells_of(after) == 2
