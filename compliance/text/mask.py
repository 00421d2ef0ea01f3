"""Hides personal data in a text behind asterisks of the same length, so that reports tell what was said and not of whom.

What stays readable is what a reviewer needs to recognise a datum, never enough to use it:

| datum | stays | why |
|---|---|---|
| mobile number | first 3 and last 4 digits | the usual form in China |
| identity number (18 or 15) | first and last character | the rest is area and birth date, and the last digits serve as proof |
| bank card | last 4 digits | as on receipts |
| landline | area code and last 2 digits | a city is nobody in particular; public 400 and 800 numbers stay whole |
| e-mail | first character and domain | the usual form |
| number plate | province, letter, last character | as above |
| address | province, city, district | from the road or the housing estate on all is hidden |

Left alone: what only looks like one (checksum or date wrong), dates, amounts, times, order numbers, hotlines, names
within a sentence (`mask_name` is for the fields of a record). What is hidden stays hidden: masking twice is masking once.
That holds because whatever is found is found by the characters it consists of and by what it is *not* next to, and an
asterisk counts among the latter.
"""

from __future__ import annotations

import re

from compliance.text import addresses, numbers
from compliance.text.numbers import NUMERALS

# Every kind of personal datum holds one of these.
_ANY = re.compile(f"[0-9０-９@＠{NUMERALS}]")


def mask(text: str) -> str:
    """The text with all personal data hidden, each character at its place."""
    if not _ANY.search(text):
        return text
    folded = numbers.fold(text)
    hidden = {*numbers.hidden(folded), *addresses.hidden(folded)}
    return "".join("*" if i in hidden else c for i, c in enumerate(text)) if hidden else text


def mask_id(text: str) -> str:
    """The name of a file or a conversation: other numbers in it are what rows are joined by, and stay."""
    if not _ANY.search(text):
        return text
    hidden = set(numbers.hidden_in_id(numbers.fold(text)))
    return "".join("*" if i in hidden else c for i, c in enumerate(text)) if hidden else text


def mask_name(name: str) -> str:
    """Only the first character stays (王** for 王小明); a name of one character is hidden. Spaces stay."""
    first = len(name) - len(name.lstrip())
    keeps_first = len(name.strip()) > 1
    return "".join(c if c.isspace() or (keeps_first and i == first) else "*" for i, c in enumerate(name))
