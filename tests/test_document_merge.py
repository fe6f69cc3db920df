"""Two changes of one text: nothing is lost, nothing invented, ids stay unique."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contentflow.document import Block, Document, parse
from contentflow.document_diff import diff
from contentflow.document_merge import merge, merge_words

WORDS = st.sampled_from(["a", "desk", "moves", "up.", "down"])
TEXT = st.lists(WORDS, min_size=1, max_size=6).map(" ".join)


@st.composite
def texts(draw: st.DrawFn) -> Document:
    """A document of up to six paragraphs, some of whose ids were used up before."""
    blocks = draw(st.lists(TEXT, max_size=6))
    serial = len(blocks) + draw(st.integers(0, 2))
    kept = tuple(Block(f"b{n}", "paragraph", text) for n, text in enumerate(blocks, 1))
    return Document(draw(TEXT), draw(TEXT), "desk", kept, serial)


@st.composite
def changed(draw: st.DrawFn, base: Document) -> Document:
    """The document after somebody deleted, moved, rewrote and added blocks, and the title."""
    blocks = [b for b in draw(st.permutations(base.blocks)) if draw(st.booleans())]
    if draw(st.booleans()):
        blocks = [b for b in base.blocks if draw(st.integers(0, 3))]
    blocks = [replace(b, text=draw(TEXT)) if draw(st.integers(0, 2)) == 0 else b for b in blocks]
    serial = base.serial
    for text in draw(st.lists(TEXT, max_size=2)):
        serial += 1
        blocks.insert(draw(st.integers(0, len(blocks))), Block(f"b{serial}", "paragraph", text))
    title = draw(TEXT) if draw(st.booleans()) else base.title
    return replace(base, title=title, blocks=tuple(blocks), serial=serial)


@st.composite
def sides(draw: st.DrawFn) -> tuple[Document, Document, Document]:
    base = draw(texts())
    return base, draw(changed(base)), draw(changed(base))


@given(sides())
def test_merging_with_an_unchanged_side_gives_the_other(
    three: tuple[Document, Document, Document],
) -> None:
    base, mine, theirs = three
    for within in (False, True):
        assert merge(base, mine, base, within=within).document == mine
        assert merge(base, base, theirs, within=within).document == theirs
        assert merge(base, mine, mine, within=within).document == mine


@given(sides(), st.booleans())
def test_ids_are_unique_and_every_change_is_in_the_text_or_named(
    three: tuple[Document, Document, Document], within: bool
) -> None:
    base, mine, theirs = three
    merged = merge(base, mine, theirs, within=within)
    ids = [block.id for block in merged.document.blocks]
    assert len(ids) == len(set(ids))
    assert all(int(name[1:]) <= merged.document.serial for name in ids)
    clashing = {clash.place for clash in merged.clashes}
    found = [block.text for block in merged.document.blocks]
    for side in (mine, theirs):
        for block in side.blocks:
            was = base.block(block.id)
            if was is None:
                assert block.text in found
            elif was != block and block.id not in clashing and not within:
                assert merged.document.block(block.id) == block


@given(sides())
def test_the_differences_to_a_side_are_those_of_the_other(
    three: tuple[Document, Document, Document],
) -> None:
    base, mine, theirs = three
    merged = merge(base, mine, theirs)
    if merged.clashes:
        return
    wanted = {c.block_id for c in diff(base, theirs).changed if c.old and not c.moved}
    made = {c.block_id for c in diff(mine, merged.document).changed if c.old and not c.moved}
    known = {block.id for block in base.blocks}
    gone = known - {block.id for block in mine.blocks}
    assert made & known <= wanted - gone


BASE = replace(parse("One.\n\nTwo is here.\n\nThree.\n\nFour."), title="T", slug="t")


def texts_of(document: Document) -> list[str]:
    return [block.text for block in document.blocks]


def with_text(document: Document, **by_id: str) -> Document:
    blocks = [replace(b, text=by_id.get(b.id, b.text)) for b in document.blocks]
    return replace(document, blocks=tuple(blocks))


def without(document: Document, *ids: str) -> Document:
    return replace(document, blocks=tuple(b for b in document.blocks if b.id not in ids))


def ordered(document: Document, *ids: str) -> Document:
    return replace(document, blocks=tuple(b for name in ids if (b := document.block(name))))


def added(document: Document, after: int, text: str) -> Document:
    block = Block(f"b{document.serial + 1}", "paragraph", text)
    blocks = (*document.blocks[:after], block, *document.blocks[after:])
    return replace(document, blocks=blocks, serial=document.serial + 1)


def test_changes_of_different_blocks_are_brought_together() -> None:
    merged = merge(BASE, with_text(BASE, b1="Mine."), with_text(BASE, b3="Theirs."))
    assert not merged.clashes
    assert texts_of(merged.document) == ["Mine.", "Two is here.", "Theirs.", "Four."]


def test_new_blocks_of_both_keep_their_places_and_get_ids_of_their_own() -> None:
    merged = merge(BASE, added(BASE, 1, "Mine."), added(BASE, 3, "Theirs."))
    assert texts_of(merged.document) == [
        "One.",
        "Mine.",
        "Two is here.",
        "Three.",
        "Theirs.",
        "Four.",
    ]
    assert [block.id for block in merged.document.blocks] == ["b1", "b6", "b2", "b3", "b5", "b4"]
    assert merged.document.serial == 6


def test_an_id_that_was_given_away_meanwhile_is_not_used_again() -> None:
    theirs = without(added(BASE, 4, "Came and went."), "b5")
    merged = merge(BASE, added(BASE, 0, "Mine."), theirs)
    assert merged.document.blocks[0].id == "b6"


def test_moves_and_changes_of_others_are_brought_together() -> None:
    moved = ordered(BASE, "b4", "b1", "b2", "b3")
    merged = merge(BASE, moved, with_text(BASE, b4="Changed."))
    assert not merged.clashes
    assert texts_of(merged.document) == ["Changed.", "One.", "Two is here.", "Three."]


def test_the_same_block_changed_by_both_is_a_clash_with_both_texts() -> None:
    mine, theirs = with_text(BASE, b2="Two stands here."), with_text(BASE, b2="Two is there.")
    (clash,) = merge(BASE, mine, theirs).clashes
    assert (clash.place, clash.mine, clash.theirs) == ("b2", mine.blocks[1], theirs.blocks[1])
    assert clash.both == "Two stands there."
    together = merge(BASE, mine, theirs, within=True)
    assert not together.clashes
    assert texts_of(together.document)[1] == "Two stands there."


def test_the_same_words_changed_by_both_clash_also_within_a_block() -> None:
    mine, theirs = with_text(BASE, b2="Two was here."), with_text(BASE, b2="Two will be here.")
    (clash,) = merge(BASE, mine, theirs, within=True).clashes
    assert clash.both is None


def test_deleted_by_one_and_changed_by_the_other_is_a_clash() -> None:
    changed_one = with_text(BASE, b2="Two changed.")
    (clash,) = merge(BASE, changed_one, without(BASE, "b2")).clashes
    assert (clash.mine, clash.theirs) == (changed_one.blocks[1], None)
    merged = merge(BASE, without(BASE, "b2"), changed_one)
    assert merged.clashes[0].mine is None
    assert texts_of(merged.document)[1] == "Two changed."
    assert not merge(BASE, without(BASE, "b2"), without(BASE, "b2", "b3")).clashes


def test_a_line_of_the_front_clashes_like_a_block() -> None:
    mine, theirs = replace(BASE, title="Mine"), replace(BASE, title="Theirs", slug="s")
    merged = merge(BASE, mine, theirs)
    assert [clash.place for clash in merged.clashes] == ["title"]
    assert (merged.document.title, merged.document.slug) == ("Mine", "s")


def test_a_block_that_comes_back_keeps_its_id() -> None:
    merged = merge(without(BASE, "b2"), BASE, with_text(without(BASE, "b2"), b1="Changed."))
    assert [block.id for block in merged.document.blocks] == ["b1", "b2", "b3", "b4"]


@pytest.mark.parametrize(
    ("ours", "theirs", "together"),
    [
        ("The old desk moves.", "The desk moves up.", "The old desk moves up."),
        ("The chair moves.", "The stool moves.", None),
        ("The desk moves.", "A desk moves.", "A desk moves."),
        ("The chair moves.", "The chair moves.", "The chair moves."),
    ],
)
def test_words(ours: str, theirs: str, together: str | None) -> None:
    assert merge_words("The desk moves.", ours, theirs) == together


@given(TEXT, TEXT, TEXT)
def test_words_are_merged_alike_from_both_sides(base: str, ours: str, theirs: str) -> None:
    assert merge_words(base, ours, theirs) == merge_words(base, theirs, ours)
    assert merge_words(base, ours, base) == ours
