"""Who changed which words, over several changes."""

from hypothesis import given
from hypothesis import strategies as st

from contentflow.document_trace import Step, Traced, trace

TEXT = st.lists(st.sampled_from(["a", "desk", "moves", "up.", "down"]), max_size=8).map(" ".join)


def test_each_change_has_its_author() -> None:
    steps = [
        Step("seo", "A standing desk moves you."),
        Step("tom", "A standing desk moves you up."),
    ]
    assert trace("A desk moves you.", steps) == (
        Traced("same", "A "),
        Traced("added", "standing ", "seo"),
        Traced("same", "desk moves you"),
        Traced("added", " up", "tom"),
        Traced("same", "."),
    )


def test_what_came_and_went_is_not_shown() -> None:
    steps = [Step("seo", "A very old desk."), Step("tom", "A desk.")]
    assert trace("A desk.", steps) == (Traced("same", "A desk."),)


def test_what_is_put_back_is_whose_it_was() -> None:
    long, short = "A very old desk.", "A desk."
    steps = [Step("seo", long), Step("tom", short), Step("tom", long)]
    came = (Traced("same", "A "), Traced("added", "very old ", "seo"), Traced("same", "desk."))
    assert trace("A desk.", steps) == came
    assert trace("A desk.", [*steps, *steps[1:]]) == came
    others = [*steps[:2], Step("tom", "A very heavy desk.")]
    assert trace("A desk.", others)[1] == Traced("added", "very heavy ", "tom")


def test_what_one_took_out_stands_where_it_stood() -> None:
    steps = [Step("seo", "One four."), Step("geo", "One five.")]
    assert [(t.kind, t.text, t.by) for t in trace("One two four.", steps)] == [
        ("same", "One ", ""),
        ("removed", "two ", "seo"),
        ("removed", "four", "geo"),
        ("added", "five", "geo"),
        ("same", ".", ""),
    ]


@given(TEXT, st.lists(TEXT, max_size=4))
def test_the_pieces_make_both_texts(old: str, texts: list[str]) -> None:
    pieces = trace(old, [Step(str(n), text) for n, text in enumerate(texts)])
    assert "".join(p.text for p in pieces if p.kind != "added") == old
    last = texts[-1] if texts else old
    assert "".join(p.text for p in pieces if p.kind != "removed") == last
    assert all((p.kind == "same") == (p.by == "") for p in pieces)
