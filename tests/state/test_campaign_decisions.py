"""Decisions in words: what changed, with a little around it, and by whose account."""

from datetime import timedelta
from typing import Any

import pytest

from contentflow.names import AgentName
from contentflow.state.campaign_decisions import (
    DiffPiece,
    counts_of,
    decisions_of,
    filtered,
    pieces_of,
)
from contentflow.view import CampaignView, DecisionView
from tests.state.test_campaign_state import START, a_view


def decision(key: str, agent: AgentName = AgentName.SEO, **changes: Any) -> DecisionView:
    made = DecisionView(
        key=key,
        agent_type=agent,
        block_id="b1",
        check_id="c",
        check_label="Keyphrase in title",
        kept=True,
        why="SEO rises from 60 to 66.",
        reason="Adding the keyphrase",
        value_before="0",
        value_after="1",
        score_before=60,
        score_after=66,
        text_before="Old words",
        text_after="New words",
        at=START + timedelta(seconds=68),
    )
    for name, value in changes.items():
        setattr(made, name, value)
    return made


@pytest.fixture
def view() -> CampaignView:
    return a_view(
        decisions=[
            decision("1", AgentName.GEO),
            decision("2", kept=False, why="Brand would fall from 80 to 70.", score_after=None),
            decision("3", block_id="title"),
            decision("4", block_id="gone"),
        ]
    )


def test_they_stand_by_agent_in_run_order_with_their_numbers(view: CampaignView) -> None:
    groups = decisions_of(view)
    assert [(group.agent, group.count) for group in groups] == [
        ("seo", "2 kept, 1 rejected"),
        ("geo", "1 kept, 0 rejected"),
    ]
    rejected, kept, gone = groups[0].rows
    assert (rejected.outcome, rejected.why, rejected.score) == (
        "rejected",
        "Brand would fall from 80 to 70.",
        "",
    )
    assert (kept.value, kept.score, kept.when) == ("0 → 1", "SEO 60 → 66 (+6)", "1:08")
    assert (kept.target, kept.place, gone.target) == ("title", "Title", "")
    assert (counts_of(view).all, counts_of(view).kept, counts_of(view).rejected) == (4, 3, 1)


@pytest.mark.parametrize(
    ("agent", "outcome", "keys"),
    [
        ("", "", ["2", "3", "4", "1"]),
        ("seo", "", ["2", "3", "4"]),
        ("", "rejected", ["2"]),
        ("geo", "rejected", []),
    ],
)
def test_filters_leave_the_rest_out(
    view: CampaignView, agent: str, outcome: str, keys: list[str]
) -> None:
    groups = filtered(decisions_of(view), agent, outcome)
    assert [row.key for group in groups for row in group.rows] == keys
    assert all(group.rows for group in groups)


def test_a_change_is_shown_with_a_little_around_it() -> None:
    before = "One long beginning that nobody has to read again in full here, it is very good."
    after = before.replace("very good", "fine")
    assert pieces_of(before, after) == [
        DiffPiece("same", "… has to read again in full here, it is "),
        DiffPiece("removed", "very good"),
        DiffPiece("added", "fine"),
        DiffPiece("same", "."),
    ]


def test_a_text_written_anew_is_shown_as_two_texts() -> None:
    before, after = "a b c d e f g h i j k l", "z b y d x f w h v j u l"
    assert pieces_of(before, after) == [DiffPiece("removed", before), DiffPiece("added", after)]


def test_a_long_text_is_cut_and_no_text_is_nothing() -> None:
    assert len(pieces_of("", "word " * 200)[0].text) < 260
    assert pieces_of("", "") == []
