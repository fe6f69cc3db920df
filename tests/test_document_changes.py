"""The way from one text to another: whose words are whose, block by block."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from contentflow.document import parse
from contentflow.document_changes import Named, Stage, way
from tests.test_document_merge import added, changed, ordered, texts, with_text, without

OLD = replace(parse("One two.\n\nThree four.\n\nFive."), title="Title", slug="s")


def words_of(found: list[tuple[str, str, str]], by: str) -> list[str]:
    return [f"{kind} {text}" for kind, text, who in found if who == by]


def test_edits_of_one_block_are_told_apart_and_end_as_the_text_is() -> None:
    new = with_text(OLD, b1="One 2 and 3.")
    edits = (
        Named("k1", "b1", "One two.", "One 2."),
        Named("k2", "b1", "One 2.", "One 2 and three."),
    )
    found = way(OLD, [Stage(new, "v2", edits)])
    pieces = [(p.kind, p.text, p.by) for p in found.parts[3].pieces]
    assert words_of(pieces, "k1") == ["removed two", "added 2"]
    assert words_of(pieces, "k2") == ["added  and 3"]
    assert [change.key for change in found.changes] == ["k1", "k2"]


def test_what_nobody_named_is_told_by_its_place() -> None:
    new = replace(with_text(without(OLD, "b3"), b2="Three."), title="New")
    found = way(OLD, [Stage(new, "v2")])
    assert [(c.key, c.before, c.after) for c in found.changes] == [
        ("v2:title", "Title", "New"),
        ("v2:b2", "Three four.", "Three."),
        ("v2:b3", "Five.", ""),
    ]
    assert [part.fate for part in found.parts] == [
        "changed",
        "same",
        "same",
        "same",
        "changed",
        "removed",
    ]


def test_blocks_that_came_with_an_edit_belong_to_it() -> None:
    new = added(added(OLD, 1, "New one."), 2, "New two.")
    named = (Named("k1", "b4", "", "New one.\n\nNew two."),)
    found = way(OLD, [Stage(new, "v2", named, inherits=True)])
    assert [(c.key, c.place) for c in found.changes] == [("k1", "b4"), ("k1", "b5")]
    assert {p.by for part in found.parts for p in part.pieces if p.kind == "added"} == {"k1"}


def test_an_edit_that_was_taken_back_has_no_words_left() -> None:
    changed_one = with_text(OLD, b1="One 2.")
    stages = [
        Stage(changed_one, "v2", (Named("k1", "b1", "One two.", "One 2."),)),
        Stage(OLD, "v3"),
    ]
    found = way(OLD, stages)
    assert [change.key for change in found.changes] == ["k1", "v3:b1"]
    assert {piece.kind for part in found.parts for piece in part.pieces} == {"same"}


def test_a_moved_block_says_so() -> None:
    found = way(OLD, [Stage(ordered(OLD, "b3", "b1", "b2"), "v2")])
    assert [part.place for part in found.parts if part.moved] == ["b3"]
    assert found.changes == []


@given(st.data())
def test_the_parts_make_both_texts(data: st.DataObject) -> None:
    old = data.draw(texts())
    stages = []
    at = old
    for number in range(data.draw(st.integers(0, 3))):
        at = data.draw(changed(at))
        stages.append(Stage(at, f"v{number}", inherits=data.draw(st.booleans())))
    found = way(old, stages)
    new = {p.place: "".join(x.text for x in p.pieces if x.kind != "removed") for p in found.parts}
    was = {p.place: "".join(x.text for x in p.pieces if x.kind != "added") for p in found.parts}
    for block in at.blocks:
        assert new[block.id] == block.text
    for block in old.blocks:
        assert was[block.id] == block.text
    assert (new["title"], was["title"]) == (at.title, old.title)
    keys = {change.key for change in found.changes}
    assert {x.by for p in found.parts for x in p.pieces} <= keys | {""}
