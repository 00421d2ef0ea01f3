"""The readers: from a file's bytes to conversations. A new format is one module here and one line in READERS.

A reader is a module with `ID`, `sniff(head, speakers)` and `read(text, source, speakers)` (see `reader.Reader`). It may use what lies
beside it: `speakers` (who is who), `clock` (times), `words` (word times), and above all `neutral.conversation_of`, which checks and
builds a conversation from the fields of the neutral transcript; a foreign format need only be put into those fields.
The first reader that knows a text by its structure reads it, so the narrower formats stand first.
"""

from __future__ import annotations

from compliance.readers import native, script

READERS = (native, script)
