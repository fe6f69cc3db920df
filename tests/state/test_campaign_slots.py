"""Long lists in pieces: whole when put together, and a change touches one piece."""

from typing import Any

from contentflow.state.campaign import NOTHING, CampaignState
from contentflow.state.campaign_article import BlockRow
from contentflow.state.campaign_slots import SLOTS, slots, spread


def text(*kinds: str) -> list[BlockRow]:
    return [BlockRow(f"b{number}", kind, "") for number, kind in enumerate(kinds)]


def together(values: dict[str, Any], name: str) -> list[Any]:
    return [row for slot in slots(name) for row in values[slot]]


def test_a_text_is_cut_at_its_headings_and_nothing_is_lost() -> None:
    rows = text("paragraph", "h", "paragraph", "h", "list")
    values = spread({"blocks": rows, "measured": True})
    assert [len(values[slot]) for slot in slots("blocks")[:4]] == [1, 2, 2, 0]
    assert together(values, "blocks") == rows
    assert values["measured"] is True


def test_a_text_with_more_headings_than_pieces_is_whole() -> None:
    rows = text(*["h", "paragraph"] * 40)
    assert together(spread({"blocks": rows}), "blocks") == rows


def test_a_new_block_changes_one_piece() -> None:
    before = spread({"blocks": text("h", "paragraph", "h")})
    after = spread({"blocks": [*text("h", "paragraph", "h"), BlockRow("b9", "paragraph", "New")]})
    assert [name for name in after if after[name] != before[name]] == ["blocks_1"]


def test_every_piece_is_a_var_that_is_emptied() -> None:
    names = {slot for name in SLOTS for slot in slots(name)}
    assert names <= set(CampaignState.vars)
    assert names <= set(NOTHING)
