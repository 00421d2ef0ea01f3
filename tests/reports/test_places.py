"""Paths and URIs: as the files were named, and readable by other programs whatever is in the name."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.reports.places import path, uri
from compliance.reports.report import View

PLAIN = View("zh", str)


@pytest.mark.parametrize(
    ("source", "expected_path", "expected_uri"),
    [
        ("calls/一.jsonl", "calls/一.jsonl", "calls/%E4%B8%80.jsonl"),
        ("./a b#c?.txt", "a b#c?.txt", "a%20b%23c%3F.txt"),
        ("../100%.txt", "../100%.txt", "../100%25.txt"),
        ("a:b/c.txt", "a:b/c.txt", "a%3Ab/c.txt"),
        ("/data/a.txt", "/data/a.txt", "file:///data/a.txt"),
        ("\udcff.txt", "\udcff.txt", "%FF.txt"),  # a byte that is no UTF-8
        ("\ud800.txt", "\ud800.txt", "%EF%BF%BD.txt"),
        ("stdin", None, None),
    ],
)
def test_files(source: str, expected_path: str | None, expected_uri: str | None) -> None:
    assert (path(source, PLAIN), uri(source, PLAIN)) == (expected_path, expected_uri)


def test_names_are_masked(view: View) -> None:
    assert path("talks/13812345678.txt", view) == uri("talks/13812345678.txt", view) == "talks/138****5678.txt"


@given(st.text(st.characters(codec=None, categories=None), min_size=1, max_size=20))
def test_any_name_makes_a_uri_that_leads_back(name: str) -> None:
    found = uri(f"x/{name}", PLAIN)
    assert found is not None
    assert found.isascii()
    assert not set(' "<>\\^`{}|\n') & set(found)
    assert (urlsplit(found).scheme, urlsplit(found).query, urlsplit(found).fragment) == ("", "", "")
    if name.isprintable():
        assert unquote(found) == path(f"x/{name}", PLAIN)
