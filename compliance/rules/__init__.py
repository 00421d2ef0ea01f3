"""The kinds of rule: logic over hits and turns. They never see YAML or screens.

A new kind is one module of this wing, one line in KINDS.
"""

from collections.abc import Mapping

from compliance.rules import count, measure, must, must_not, order
from compliance.rules.kind import Kind

KINDS: Mapping[str, Kind] = {kind.ID: kind for kind in (must, must_not, order, count, measure)}
