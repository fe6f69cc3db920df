"""How the Changes tab says what changed: marks, numbers, folds, figures, warnings."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from contentflow.changes import Change, Changes
from contentflow.document import Document, parse
from contentflow.document_changes import Named, Stage, way
from contentflow.names import AgentName, Review, VersionKind
from contentflow.state.change_rows import (
    edits_of,
    groups_of,
    rest_of,
    reviewed_words,
)
from contentflow.view import DecisionView

OLD = replace(
    parse("One two.\n\nThree.\n\nFour.\n\nFive.\n\n## Six\n\n- a\n- b"), title="Title", slug="s"
)


def decision(key: str, **changes: Any) -> DecisionView:
    values: dict[str, Any] = {
        "key": key,
        "agent_type": AgentName.SEO,
        "block_id": "b1",
        "check_id": "x",
        "check_label": "Long sentences",
        "kept": True,
        "why": "SEO rises.",
        "reason": "Splitting a sentence",
        "value_before": "6 sentences",
        "value_after": "5 sentences",
        "score_before": 60,
        "score_after": 66,
        "text_before": "",
        "text_after": "",
        "at": datetime(2026, 5, 4, tzinfo=UTC),
    }
    return DecisionView(**values | changes)


def by_seo(key: str, number: int, place: str = "b1", **changes: Any) -> Change:
    one = Change(
        key, number, place, True, 2, VersionKind.AGENT, "SEO", AgentName.SEO, decision(key)
    )
    return replace(one, **changes)


def by_hand(key: str, number: int, place: str, **changes: Any) -> Change:
    one = Change(key, number, place, True, 3, VersionKind.EDIT, "Maya Chen")
    return replace(one, **changes)


def changed(new: Document, *known: Change, named: tuple[Named, ...] = ()) -> Changes:
    return Changes(way(OLD, [Stage(new, "v3", named)]).parts, list(known))


def with_text(**by_id: str) -> Document:
    blocks = tuple(replace(b, text=by_id.get(b.id, b.text)) for b in OLD.blocks)
    return replace(OLD, blocks=blocks)


def test_words_are_marked_and_numbered_after_the_last_of_them() -> None:
    edits = (Named("k", "b1", "One two.", "One 2, and three."),)
    found = changed(with_text(b1="One 2, and three."), by_seo("k", 7), named=edits)
    (part,) = [p for g in groups_of(found) for p in g.parts if p.place == "b1"]
    assert [(p.kind, p.text, p.look, p.number) for p in part.pieces] == [
        ("same", "One ", "", ""),
        ("removed", "two", "a-seo", ""),
        ("added", "2, and three", "a-seo", ""),
        ("marker", "", "a-seo", "7"),
        ("same", ".", "", ""),
    ]


def test_spaces_at_the_edge_of_a_change_are_not_marked() -> None:
    found = changed(with_text(b1="One."), by_hand("v3:b1", 1, "b1"))
    (part,) = [p for g in groups_of(found) for p in g.parts if p.place == "b1"]
    assert ("removed", " ", "a-human space") in [(p.kind, p.text, p.look) for p in part.pieces]
    assert ("removed", "two", "a-human") in [(p.kind, p.text, p.look) for p in part.pieces]


def test_a_long_run_without_changes_is_folded() -> None:
    found = groups_of(changed(with_text(b1="One."), by_hand("v3:b1", 1, "b1")))
    assert [(group.folded, len(group.parts)) for group in found] == [
        ("", 2),  # title and address
        ("", 1),
        ("5 blocks without changes", 5),
    ]
    assert found[0].parts[0].look == "line title"
    assert [part.look for part in found[2].parts][-2:] == ["h h2", "list"]
    assert all(part.html and not part.pieces for part in found[2].parts)


def test_blocks_say_when_they_came_went_moved_or_became_something_else() -> None:
    blocks = list(OLD.blocks)
    new = replace(
        OLD,
        blocks=(
            blocks[3],
            replace(blocks[0], kind="heading", level=3),
            *blocks[2:3],
            *parse("New.", serial=7).blocks,
            replace(blocks[4], level=3),
            blocks[5],
        ),
        serial=8,
    )
    places = ("b1", "b2", "b5", "b8")
    known = [by_hand(f"v3:{place}", at, place) for at, place in enumerate(places, 1)]
    notes = {p.place: p.note for g in groups_of(changed(new, *known)) for p in g.parts}
    assert {place: notes[place] for place in ("b1", "b2", "b4", "b5", "b8", "b6")} == {
        "b1": "Was a paragraph, is a heading of level 3",
        "b2": "Removed",
        "b4": "Moved",
        "b5": "Was a heading of level 2, is a heading of level 3",
        "b8": "Added",
        "b6": "",
    }


def test_an_edit_without_words_has_its_marker_at_its_place() -> None:
    found = groups_of(changed(OLD, by_seo("k", 1, "b3", shown=False)))
    (part,) = [p for g in found for p in g.parts if p.place == "b3"]
    assert [(marker.number, marker.key) for marker in part.markers] == [("1", "k")]


def test_the_list_has_why_and_the_numbers() -> None:
    (edit,) = edits_of(Changes([], [by_seo("k", 1, lost=("80", "412"))]))
    assert (edit.why, edit.author, edit.agent, edit.review) == (
        "Split a sentence",
        "SEO",
        "seo",
        "open",
    )
    assert [(f.label, f.before, f.after) for f in edit.figures] == [
        ("Long sentences", "6", "5 sentences"),
        ("SEO, target 80", "60", "66"),
    ]
    assert len(edit.short) == 1
    assert edit.lost == "Drops “80”, “412”, listed as a fact in the brief"


def test_values_of_other_units_are_both_said_in_full() -> None:
    one = by_seo("k", 1, decision=decision("k", value_before="none", value_after="1 link"))
    figure = edits_of(Changes([], [one]))[0].figures[0]
    assert (figure.before, figure.after) == ("none", "1 link")


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        (VersionKind.EDIT, "Changed by hand"),
        (VersionKind.RESTORE, "Put back from an earlier version"),
        (VersionKind.REVIEW, "Taken in or back by a review"),
    ],
)
def test_what_people_did_is_not_to_be_reviewed(kind: VersionKind, why: str) -> None:
    (edit,) = edits_of(Changes([], [by_hand("v3:b1", 1, "b1", kind=kind)]))
    assert (edit.why, edit.review, edit.figures, edit.agent) == (why, "", [], "human")


def test_what_is_being_written_is_not_to_be_reviewed_yet() -> None:
    (edit,) = edits_of(Changes([], [by_seo("k", 1, version=0)]))
    assert edit.review == ""


def test_the_rest_is_what_nobody_reviewed() -> None:
    done = by_seo("k2", 2, decision=decision("k2", review=Review.ACCEPTED))
    geo = by_seo("k3", 3, agent=AgentName.GEO, author="GEO")
    edits = edits_of(Changes([], [by_seo("k1", 1), done, geo, by_hand("v3:b1", 4, "b1")]))
    assert rest_of(edits, "") == ["k1", "k3"]
    assert rest_of(edits, "geo") == ["k3"]
    assert reviewed_words(edits) == "1 of 3 reviewed"
    assert reviewed_words(edits[3:]) == ""
