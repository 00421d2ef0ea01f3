"""From bytes to text."""

from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.model.message import Message, message
from compliance.readers.decode import Decoded, LongLine, byte_lines, decode, decode_line

TEXT = "客服：您好，𠮷野家\n"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (TEXT.encode(), Decoded(TEXT, "utf-8")),
        (TEXT.encode("utf-8-sig"), Decoded(TEXT, "utf-8")),
        (TEXT.encode("utf-16"), Decoded(TEXT, "utf-16")),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), Decoded(TEXT, "utf-16")),
        (TEXT.encode("gb18030"), Decoded(TEXT, "gb18030")),
        (b"Agent: hello\n", Decoded("Agent: hello\n", "ascii")),
        (b"", Decoded("", "ascii")),
        (b"\x89PNG\r\n\x1a\n\x00\x00", message("reader.binary")),
        (TEXT.encode("utf-16-le"), message("reader.binary")),
        (TEXT.encode("utf-32"), message("reader.binary")),
        ("caf\u00e9 noir".encode("latin-1"), message("reader.encoding", byte=4)),
        (b"\xef\xbb\xbf\xff", message("reader.encoding", byte=4)),
        (b"\xff\xfe\x00", message("reader.encoding", byte=3)),
    ],
)
def test_the_encoding_is_told_or_the_bytes_are_refused(data: bytes, expected: Decoded | Message) -> None:
    assert decode(data) == expected


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_the_beginning_of_a_file_may_end_inside_a_character(encoding: str) -> None:
    data = TEXT.encode(encoding)
    decoded = [decode(data[:size], whole=False) for size in range(4, len(data))]
    assert all(isinstance(d, Decoded) and TEXT.startswith(d.text) for d in decoded if isinstance(d, Decoded) and d.encoding != "ascii")
    assert all(isinstance(d, Decoded) for d in decoded)


@pytest.mark.parametrize(
    ("raw", "encoding", "expected"),
    [
        ("您好".encode(), "utf-8", "您好"),
        ("您好".encode(), "ascii", "您好"),
        ("您好".encode("gb18030"), "ascii", "您好"),
        ("您好".encode("gb18030"), "gb18030", "您好"),
        ("您好".encode("gb18030"), "utf-8", message("reader.encoding_line")),
        ("您好！".encode()[:-1], "utf-8", "您好"),
        (b"\xff\xff", "mixed", message("reader.encoding_line")),
        (b"a\0b", "utf-8", message("reader.binary_line")),
    ],
)
def test_a_line_keeps_to_the_encoding_of_its_file(raw: bytes, encoding: str, expected: str | Message) -> None:
    assert decode_line(raw, encoding) == expected


@given(st.binary(max_size=60), st.integers(0, 60))
def test_the_lines_are_the_same_wherever_the_head_ends(data: bytes, size: int) -> None:
    assert list(byte_lines(data[:size], BytesIO(data[size:]))) == list(BytesIO(data))


@given(st.lists(st.binary(max_size=12).map(lambda line: line.replace(b"\n", b"") + b"\n")), st.integers(0, 40))
def test_a_long_line_is_counted_and_the_others_are_kept(lines: list[bytes], size: int) -> None:
    data = b"".join(lines)
    expected = [line if len(line) <= 6 else LongLine(len(line)) for line in lines]
    assert list(byte_lines(data[:size], BytesIO(data[size:]), limit=6)) == expected


@given(st.binary())
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    for whole in (True, False):
        decoded = decode(data, whole)
        assert decoded.key in ("reader.binary", "reader.encoding") if isinstance(decoded, Message) else "\0" not in decoded.text
