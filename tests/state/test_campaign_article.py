"""The text as the page shows it: the words an edit brought, structured data folded."""

from datetime import timedelta

import pytest

from contentflow.document import Block, Document
from contentflow.names import AgentName
from contentflow.state.campaign_article import BlockRow, blocks_of
from contentflow.view import DecisionView
from tests.state.test_campaign_state import START, a_view

DATA = '```json\n{"@context": "https://schema.org", "@type": "Article", "name": "Desks"}\n```'


def row(block: Block, before: str = "", after: str = "") -> BlockRow:
    edit = DecisionView(
        key="1",
        agent_type=AgentName.SEO,
        block_id=block.id,
        check_id="c",
        check_label="Keyphrase",
        kept=True,
        why="",
        reason="Adding it",
        value_before="0",
        value_after="1",
        score_before=60,
        score_after=60,
        text_before=before,
        text_after=after,
        at=START + timedelta(seconds=5),
    )
    return blocks_of(a_view(document=Document(blocks=(block,)), decisions=[edit]))[0]


@pytest.mark.parametrize(
    ("block", "before", "marked"),
    [
        (
            Block("b1", "paragraph", "A quiet desk by the window."),
            "A desk by the window.",
            '<p>A <mark data-edit="1">quiet</mark> desk by the window.</p>',
        ),
        (
            Block("b1", "heading", "What a new desk does", 2),
            "What a desk does",
            '<h2>What a <mark data-edit="1">new</mark> desk does</h2>',
        ),
        (
            Block("b1", "paragraph", "A big round desk in the bright warm room there."),
            "A desk in the room there.",
            '<p>A <mark data-edit="1">big round</mark> desk in the '
            '<mark data-edit="2">bright warm</mark> room there.</p>',
        ),
    ],
)
def test_the_words_of_the_last_edit_are_marked(block: Block, before: str, marked: str) -> None:
    shown = row(block, before, block.text)
    assert shown.html == marked
    assert shown.agent == "seo"
    assert shown.notes[0].score == "SEO 60, no change"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Nothing of this was there before.", "A desk."),  # all of it is new
        ("", "A desk."),  # a new block
        ("One desk.", "Another text than the block's."),  # changed again since
    ],
)
def test_words_are_not_marked_where_it_would_say_nothing(before: str, after: str) -> None:
    assert "<mark" not in row(Block("b1", "paragraph", "A desk."), before, after).html


def test_structured_data_says_what_it_is_about() -> None:
    shown = row(Block("b1", "code", DATA))
    assert (shown.kind, shown.about) == ("data", "Article")
    assert row(Block("b1", "code", "```python\nx = 1\n```")).kind == "code"
