"""Marks stand around the characters asked for, and change nothing else."""

import re
from html import unescape
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contentflow.document_markdown import to_html
from contentflow.document_marks import mark, merged

MARK = re.compile(r'<mark data-place="\d+">(.*?)</mark>', re.DOTALL)


def texts(html: str) -> list[str]:
    """What each place shows, parts of one place joined."""
    places: dict[str, str] = {}
    for number, shown in re.findall(r'<mark data-place="(\d+)">(.*?)</mark>', html, re.DOTALL):
        places[number] = places.get(number, "") + shown
    return [unescape(shown) for shown in places.values()]


def bare(html: str) -> str:
    return re.sub(r"</?mark[^>]*>", "", html)


def around(source: str, wanted: str) -> tuple[int, int]:
    start = source.index(wanted)
    return start, start + len(wanted)


@pytest.mark.parametrize(
    ("source", "wanted", "shown"),
    [
        ("One two three.", "two", "two"),
        ("A **bold move** here.", "bold", "bold"),
        ("A **bold move** here.", "**bold move**", "bold move"),
        ("A **bold move** here.", "*bold move** h", "bold move h"),
        ("Say _this word_ now.", "_this word_", "this word"),
        (
            "See [the plan](https://a.example/b-c) now.",
            "[the plan](https://a.example/b-c)",
            "the plan",
        ),
        ("See [the plan](https://a.example/b-c) now.", "See [the", "See the"),
        ("See [the plan](https://a.example/b-c) now.", "example/b-c) now", " now"),
        ("Go to <https://a.example/b> today.", "<https://a.example/b>", "https://a.example/b"),
        ("Use `a < b` here.", "a < b", "a < b"),
        ("Salt &amp; pepper.", "&amp; pepper", "& pepper"),
        (r"Not \*bold\* text.", r"\*bold\*", "*bold*"),
        ("## What is a desk?", "What is", "What is"),
        ("## What is a desk?", "## What is", "What is"),
        ("- one\n- two words\n- three", "- two words", "two words"),
        ("- one\n- two words\n- three", "one\n- two", "onetwo"),
        ("> Said once.\n> Said twice.", "once.\n> Said", "once.\nSaid"),
        ("| a | b |\n|---|---|\n| one | two |", "| one | two |", "onetwo"),
        ("| a | b |\n|---|---|\n| one | two |", "one", "one"),
        ("```python\nx = 1\n```", "x = 1", "x = 1"),
        ("First line  \nsecond line", "line  \nsecond", "line\nsecond"),
    ],
)
def test_the_words_asked_for_are_marked(source: str, wanted: str, shown: str) -> None:
    found = mark(source, (around(source, wanted),))
    assert texts(found.html) == [shown]
    assert bare(found.html) == to_html(source)
    assert found.places == 1


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("See [the plan](https://a.example/b) now.", "a.example"),
        ("```python\nx = 1\n```", "python"),
        ("Text.\n\n[a]: https://a.example/b", "https://a.example"),
    ],
)
def test_what_shows_no_text_is_not_marked(source: str, wanted: str) -> None:
    found = mark(source, (around(source, wanted),))
    assert (found.html, found.places) == (to_html(source), 0)


def test_an_image_is_marked_whole() -> None:
    found = mark("![A plan](plan.png)", ((2, 8),))
    assert re.search(r"<mark data-place=\"1\"><img [^>]*></mark>", found.html)
    assert bare(found.html) == to_html("![A plan](plan.png)")


def test_several_places_are_numbered_in_order() -> None:
    source = "very good and really *very* good"
    ranges = (around(source, "really"), (0, 4), (22, 26))
    found = mark(source, ranges)
    assert texts(found.html) == ["very", "really", "very"]
    assert found.places == 3


def test_ranges_are_clipped_and_joined() -> None:
    assert merged(((4, 99), (0, 2), (1, 3), (7, 7), (-5, 1)), 6) == [(0, 3), (4, 6)]


def test_a_long_text_full_of_markup_is_marked_in_time() -> None:
    one = "See [the **plan**](https://a.example/a-rather-long-address?with=a&query=too) _now_ or. "
    source = one * 60
    ranges = tuple((at + 30, at + 75) for at in range(0, len(source), len(one)))
    began = process_time()
    found = mark(source, ranges)
    assert process_time() - began < 5
    assert bare(found.html) == to_html(source)


_MARKDOWN = st.lists(
    st.sampled_from(
        ["**", "*", "_", "`", "[a](", "b)", "![i](u)", "\n", "\n\n", "- ", "> ", "# ", "|", "---",
         "word", " ", "é", "&amp;", "<b>", "\\", "```", "1. ", "http://a.b", ".", "\t", "\ue000"]
    ),
    max_size=30,
).map("".join)  # fmt: skip
_RANGES = st.lists(st.tuples(st.integers(0, 80), st.integers(0, 80)), max_size=4).map(tuple)


@settings(max_examples=300)
@given(source=_MARKDOWN | st.text(max_size=60), ranges=_RANGES)
def test_any_marks_in_any_text_leave_the_text_as_it_was(
    source: str, ranges: tuple[tuple[int, int], ...]
) -> None:
    found = mark(source, ranges)
    assert bare(found.html) == to_html(source)
    assert len(texts(found.html)) == found.places
    assert all(shown for shown in texts(found.html)) or "<img" in found.html


_WORDS = st.lists(st.sampled_from(["desk", "a", "Über", "stand", "9,5", "go."]), min_size=1)


@settings(max_examples=200)
@given(words=_WORDS, data=st.data())
def test_in_plain_text_the_mark_is_the_slice(words: list[str], data: st.DataObject) -> None:
    source = " ".join(words)
    start = data.draw(st.integers(0, len(source) - 1))
    end = data.draw(st.integers(start + 1, len(source)))
    assert texts(mark(source, ((start, end),)).html) == [source[start:end]]
