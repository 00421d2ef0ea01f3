"""View: for whose eyes a report is written. Personal data are masked unless asked for."""

from __future__ import annotations

import os
import shutil
import sys

from compliance.reports.report import View
from compliance.text.mask import mask, mask_id


def view(lang: str, *, unmask: bool) -> View:
    """Colours and the width of the screen only where there is a screen."""
    screen = sys.stdout.isatty()
    width = min(shutil.get_terminal_size((96, 24)).columns, 110) if screen else 96
    colour = screen and "NO_COLOR" not in os.environ
    return View(lang, str if unmask else mask, colour, width, str if unmask else mask_id)
