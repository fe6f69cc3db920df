"""Harper at work: what it finds, what it lets pass, and what happens without it."""

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contentflow import proofreading
from contentflow.analysis import analyse
from contentflow.brief import Brief
from contentflow.document import Document, parse
from contentflow.names import Rating
from tests.analysis.article import BRIEF, article, check_of

_WRONG = {
    "This is an test of it.": "an",
    "We recieve many letters.": "recieve",
    "He go to school with us.": "go",
    "You could of told me.": "could of",
    "Alot of people came.": "Alot",
    "She sat on the the wall.": "the the",
    "Its a good dog.": "Its",
    "The dog wagged it's tail.": "it's",
}
_PLAIN = "Here is a text of the plain kind, “so” that it is clear to all of us what it is in."
_RIGHT = (
    *("We like the colour of the litres in the harbour.", "We like the color of the harbor."),
    *("A naïve café sends e-mail at 5 pm.", "- one thing\n- another thing", "Don't wait; it’s on."),
    *("Some 100 people came.", "See [the page](https://a.example/xqz) and `foo_barr`."),
)


@pytest.fixture
def forgotten() -> Iterator[None]:
    """Whatever a test does to the reader is undone."""
    yield
    proofreading._readers.cache_clear()
    proofreading._read.cache_clear()


@pytest.mark.parametrize("sentence", _WRONG)
def test_mistakes_are_found_where_they_stand(sentence: str) -> None:
    markdown = f"{_PLAIN}\n\n**Émile** said 🙂 so. {sentence}"
    document = parse(markdown)
    found = [slip for slip in proofreading.proofread(document).slips if slip.text != "Émile"]
    assert [slip.text for slip in found] == [_WRONG[sentence]]
    (slip,) = found
    assert slip.block_id == document.blocks[1].id
    assert document.blocks[1].text[slip.start : slip.end] == slip.text
    assert slip.instead not in ("", slip.text)


@pytest.mark.parametrize("sentence", _RIGHT)
def test_what_is_right_passes(sentence: str) -> None:
    assert proofreading.proofread(parse(sentence)).slips == ()


def test_the_good_article_is_read_as_good() -> None:
    document = article()
    report = analyse(document, BRIEF, proof=proofreading.proofread(document))
    assert check_of(report, "spelling_grammar").rating is Rating.GOOD
    assert set(report.scores.values()) == {100}


def test_code_tables_and_other_languages_are_not_read() -> None:
    source = "```\nteh recieve\n```\n\n| teh | recieve |\n|---|---|\n| teh | b |"
    assert proofreading.proofread(parse(source)).slips == ()
    german = "Das Haus steht am Ufer des Flusses und wird oft von Leuten besucht. " * 4
    assert proofreading.proofread(parse(german)).slips == ()


@pytest.mark.usefixtures("forgotten")
def test_without_harper_the_check_does_not_apply(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "harper", None)
    proofreading._readers.cache_clear()
    document = parse("We recieve many letters of the day.")
    report = analyse(document, Brief("t"), proof=proofreading.proofread(document))
    check = check_of(report, "spelling_grammar")
    assert check.rating is Rating.NOT_APPLICABLE
    assert "not installed" in check.shown


@pytest.mark.usefixtures("forgotten")
def test_a_panic_inside_harper_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    class PanicException(BaseException):
        pass

    def panic(*_: object) -> None:
        raise PanicException

    monkeypatch.setattr(proofreading, "_slips", panic)
    assert proofreading.proofread(parse("We recieve it, unlike others.")).slips == ()


def test_a_reader_too_slow_is_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proofreading, "_PATIENCE", -1.0)
    assert "too long" in proofreading.proofread(article()).unread


@settings(max_examples=60)
@given(st.text(max_size=200))
def test_any_text_is_read_and_slips_lie_inside(text: str) -> None:
    document = parse(text)
    sources = {block.id: block.text for block in document.blocks}
    for slip in proofreading.proofread(document).slips:
        assert 0 <= slip.start < slip.end <= len(sources[slip.block_id])
        assert sources[slip.block_id][slip.start : slip.end] == slip.text


def test_after_a_change_only_the_changed_block_is_read() -> None:
    """30 ms of computing is what an edit may cost."""
    document = article()
    proofreading.proofread(document)
    times = []
    for number in range(5):
        first, *rest = document.blocks
        changed = replace(first, text=f"{first.text} Day {number} is for new plans of the team.")
        start = time.process_time()
        proofreading.proofread(replace(document, blocks=(changed, *rest)))
        times.append(time.process_time() - start)
    assert min(times) < 0.03
    assert isinstance(document, Document)
