"""The campaign page's vars for a view, and which of them a batch of messages may change. Pure."""

from datetime import datetime
from typing import Any

from contentflow.live import Message
from contentflow.names import EventType
from contentflow.state.campaign_article import blocks_of, front_of, tail_of
from contentflow.state.campaign_band import band_of
from contentflow.state.campaign_controls import controls_of
from contentflow.state.campaign_decisions import counts_of, decisions_of
from contentflow.state.campaign_head import announce, banner_of, head_of
from contentflow.state.campaign_rows import agents_of, clock_of
from contentflow.state.campaign_scores import (
    advice_of,
    basis_of,
    failing_count,
    gauges_of,
    groups_of,
)
from contentflow.view import CampaignView

Values = dict[str, Any]


def rows_of(view: CampaignView, at: datetime) -> Values:
    """Every var of the page for a view."""
    return {
        "head": head_of(view),
        "controls": controls_of(view),
        "agents": agents_of(view),
        "banner": banner_of(view),
        "front": front_of(view),
        "blocks": blocks_of(view),
        "gauges": gauges_of(view),
        "advice": advice_of(view),
        "basis": basis_of(view),
        "measured": bool(view.checks),
        "failing": failing_count(view),
        "_decisions": decisions_of(view),
        "decision_counts": counts_of(view),
        **_passing_time(view, at),
    }


def _passing_time(view: CampaignView, at: datetime) -> Values:
    tail, text = tail_of(view)
    return {
        "tail": tail,
        "tail_text": text,
        "clock": clock_of(view, at),
        "band": band_of(view, at),
        "groups": groups_of(view, at),
    }


def changes_of(view: CampaignView, batch: list[Message], at: datetime) -> Values:
    """The vars a batch may have changed; few when it was only time or words. Call after `fold`."""
    if all(message["type"] == EventType.TAIL for message in batch):
        return _passing_time(view, at)
    values = rows_of(view, at)
    said = announce(view, batch)
    return {**values, "announcement": said} if said else values
