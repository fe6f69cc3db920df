"""Word by word: exact, quick with long and hostile texts, and readable."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contentflow.document_words import Hunk, hunks, tokens

TEXT = st.lists(
    st.sampled_from(["a", "b", "desk", "chair", ".", ",", "\n", "é", "1"]) | st.just(" ")
).map("".join)


def applied(old: list[str], changes: list[Hunk]) -> list[str]:
    new: list[str] = []
    at = 0
    for hunk in changes:
        new += [*old[at : hunk.start], *hunk.new]
        at = hunk.end
    return [*new, *old[at:]]


@given(TEXT | st.text(), TEXT | st.text())
def test_the_changes_make_the_new_text_and_do_not_touch(old: str, new: str) -> None:
    before, after = tokens(old), tokens(new)
    assert "".join(before) == old
    found = hunks(before, after)
    assert applied(before, found) == after
    assert all(one.end < other.start for one, other in pairwise(found))
    assert (found == []) == (old == new)


@given(st.lists(st.sampled_from(["a ", "b ", "c. ", "d "]), min_size=90, max_size=200), st.data())
def test_long_texts_are_compared_exactly_too(words: list[str], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(words))
    before, after = tokens("".join(words)), tokens("".join(shuffled))
    assert applied(before, hunks(before, after)) == after


def test_neighbouring_words_are_one_change() -> None:
    old = tokens("A red chair stands here.")
    assert hunks(old, tokens("A blue desk stands here.")) == [Hunk(2, 5, ("blue", " ", "desk"))]


def test_a_changed_word_in_a_long_text_is_the_only_change() -> None:
    old = " ".join(f"word{n} and so on" for n in range(2_000))
    (hunk,) = hunks(tokens(old), tokens(old.replace("word700 ", "WORD ")))
    assert hunk.new == ("WORD",)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a " * 10_000, "a " * 9_000 + "b " * 900),
        ("a b " * 5_000, "b a " * 5_000),
        (" ".join(f"{n} x" for n in range(3_500)), " ".join(f"x {n}" for n in range(3_500, 0, -1))),
        ("." * 20_000, "," * 20_000),
    ],
)
def test_hostile_texts_take_no_time(old: str, new: str) -> None:
    began = time.perf_counter()
    before, after = tokens(old), tokens(new)
    assert applied(before, hunks(before, after)) == after
    assert time.perf_counter() - began < 1.0
