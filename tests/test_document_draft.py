"""What people hand in: identities are kept, everything wrong is named, nothing is believed."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contentflow.document import Block, parse, render
from contentflow.document_draft import LONGEST, LONGEST_BLOCK, MOST_BLOCKS, read_draft
from contentflow.errors import Invalid

BASE = replace(
    parse("## Desks\n\nA *desk* moves.\n\n- one\n- two\n\nThe end."), title="T", slug="desks"
)
ALL = [{"id": block.id} for block in BASE.blocks]


def changed(**by_id: Any) -> list[dict[str, Any]]:
    return [{**one, **by_id.get(one["id"], {})} for one in ALL]


def wrong(data: object) -> dict[str, str]:
    with pytest.raises(Invalid) as refused:
        read_draft(data, BASE)
    return refused.value.fields


def test_what_is_left_out_stays() -> None:
    assert read_draft({}, BASE) == BASE
    assert read_draft({"blocks": ALL}, BASE) == BASE
    assert read_draft({"title": " A \n title "}, BASE) == replace(BASE, title="A title")


def test_a_changed_block_keeps_its_id_and_a_new_one_gets_a_fresh_one() -> None:
    blocks = changed(b2={"text": "A desk moves up."})
    document = read_draft({"blocks": [*blocks, {"id": "n1", "text": "New."}]}, BASE)
    assert document.blocks[1] == Block("b2", "paragraph", "A desk moves up.")
    assert document.blocks[-1] == Block("b5", "paragraph", "New.")
    assert document.serial == 5


def test_an_empty_block_is_deleted_and_a_double_one_becomes_two() -> None:
    blocks = changed(b1={"text": "  "}, b2={"text": "One.\n\nTwo."})
    found = read_draft({"blocks": blocks}, BASE).blocks
    assert [(b.id, b.text) for b in found][:2] == [("b2", "One."), ("b5", "Two.")]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("- a\n- b", "list"),
        ("> said", "quote"),
        ("| a |\n|---|\n| b |", "table"),
        ("| broken | row |\n|--|", "paragraph"),
        ("<script>alert(1)</script>", "paragraph"),
        ("```\nopen", "code"),
        ("### Deeper", "heading"),
    ],
)
def test_the_kind_is_what_the_markdown_says(text: str, kind: str) -> None:
    found = read_draft({"blocks": changed(b4={"text": text})}, BASE)
    assert found.blocks[3].kind == kind


def test_a_heading_is_one_line_and_keeps_its_level() -> None:
    found = read_draft({"blocks": changed(b1={"text": "New\nname", "level": 3})}, BASE).blocks[0]
    assert found == Block("b1", "heading", "New name", 3)
    text = read_draft({"blocks": changed(b1={"kind": "paragraph"})}, BASE).blocks[0]
    assert text == Block("b1", "paragraph", "Desks")


@pytest.mark.parametrize("level", [0, 7, True, "2", None, 2.5])
def test_a_level_there_is_not_becomes_the_second(level: object) -> None:
    blocks = [{"kind": "heading", "text": "New", "level": level}]
    assert read_draft({"blocks": blocks}, BASE).blocks[0].level in (1, 2)


def test_markdown_keeps_the_ids_of_what_stayed() -> None:
    text = "## Desks\n\nAnother word.\n\nInserted.\n\n- one\n- two\n\nThe end."
    found = read_draft({"markdown": text}, BASE)
    assert [b.id for b in found.blocks] == ["b1", "b2", "b5", "b3", "b4"]
    assert render(found) == text


BIG = "x" * (LONGEST_BLOCK + 1)


@pytest.mark.parametrize(
    ("data", "fields"),
    [
        ([], {"blocks"}),
        (None, {"blocks"}),
        ({"blocks": {}}, {"blocks"}),
        ({"blocks": []}, {"blocks"}),
        ({"blocks": ["x", 7]}, {"block:0", "block:1"}),
        ({"blocks": [*ALL, {"id": "b1"}]}, {"block:b1"}),
        ({"blocks": [{"id": "n1"}]}, {"block:n1"}),
        ({"blocks": [{"text": 7}]}, {"block:0"}),
        ({"blocks": changed(b2={"text": BIG})}, {"block:b2"}),
        ({"blocks": [{"text": "x"}] * (MOST_BLOCKS + 1)}, {"blocks"}),
        ({"blocks": [{"text": "x"}] * 10_000}, {"blocks"}),
        ({"blocks": [{"text": "x" * LONGEST_BLOCK}] * 11}, {"blocks"}),
        ({"title": 7}, {"title"}),
        ({"title": "x" * 2_000_000}, {"title"}),
        ({"slug": "../etc"}, {"slug"}),
        ({"markdown": 7}, {"markdown"}),
        ({"markdown": "x" * (2 * LONGEST + 1)}, {"markdown"}),
        ({"markdown": BIG}, {"block:0"}),
        ({"markdown": " "}, {"blocks"}),
    ],
)
def test_what_cannot_be_taken_is_named(data: object, fields: set[str]) -> None:
    assert set(wrong(data)) == fields


def test_a_refusal_says_how_much_is_too_much() -> None:
    said = wrong({"blocks": changed(b2={"text": "x" * 2_000_000})})["block:b2"]
    assert said == ("This block has 2,000,000 characters; 20,000 are the most. Make several of it.")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
KEYS = st.sampled_from(["title", "slug", "blocks", "markdown", "id", "text", "kind", "level"])
ENTRY = st.dictionaries(
    KEYS, JSON | st.sampled_from(["b1", "b2", "heading", "a\0\ud800"]), max_size=4
)


@given(st.dictionaries(KEYS, JSON | st.lists(ENTRY, max_size=4), max_size=4))
def test_nothing_else_than_a_refusal_comes_of_anything(data: dict[str, Any]) -> None:
    try:
        document = read_draft(data, BASE)
    except Invalid:
        return
    ids = [block.id for block in document.blocks]
    assert len(ids) == len(set(ids))
    assert max(int(name[1:]) for name in ids) <= document.serial
    for block in document.blocks:
        block.text.encode()
        assert "\0" not in block.text
