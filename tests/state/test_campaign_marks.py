"""Marks of a check: in blocks as HTML, in title and description as pieces."""

from typing import Any

from contentflow.document import Block, Document
from contentflow.state.campaign_marks import MarkPiece, Marks, marks_of
from contentflow.view import CampaignView
from tests.state.test_campaign_state import a_view

DOCUMENT = Document(
    "The very best desks",
    "A very short line.",
    "best-desks",
    (
        Block("b1", "heading", "A very *new* desk?", 2),
        Block("b2", "paragraph", "It is **very** x."),
    ),
    2,
)


def view(*spans: tuple[str, int, int]) -> CampaignView:
    places = [{"block_id": name, "start": start, "end": end} for name, start, end in spans]
    check: dict[str, Any] = {"id": "filler", "label": "Filler", "spans": places}
    return a_view(document=DOCUMENT, checks={"filler": check})


def test_a_heading_and_a_paragraph_are_marked_at_their_words() -> None:
    marks = marks_of(view(("b1", 2, 6), ("b2", 8, 12)), "filler")
    assert '<h2>A <mark data-place="1">very</mark> <em>new</em>' in marks.blocks["b1"]
    assert '<strong><mark data-place="1">very</mark></strong>' in marks.blocks["b2"]
    assert (marks.places, marks.target, marks.label) == (2, "b1", "Filler")


def test_title_description_and_address_are_cut_into_pieces() -> None:
    marks = marks_of(view(("title", 4, 8), ("meta_description", 2, 6), ("slug", 0, 4)), "filler")
    assert marks.title == [MarkPiece("The "), MarkPiece("very", "1"), MarkPiece(" best desks")]
    assert marks.meta[1] == MarkPiece("very", "1")
    assert marks.slug == [MarkPiece("best", "1"), MarkPiece("-desks")]
    assert (marks.places, marks.target) == (3, "title")


def test_a_check_without_a_place_marks_nothing() -> None:
    assert marks_of(view(("gone", 0, 4)), "filler") == Marks()
    assert marks_of(view(), "filler") == Marks()
    assert marks_of(view(("b1", 0, 4)), "another") == Marks()
