"""The campaign page's vars for a view, and which of them a batch of messages may change. Pure."""

from datetime import datetime
from typing import Any

from contentflow.live import Message
from contentflow.names import EventType, ScoreName
from contentflow.state.campaign_article import Front, Tail, blocks_of, byline_of, front_of, tail_of
from contentflow.state.campaign_band import Band, Pace
from contentflow.state.campaign_controls import Controls, controls_of
from contentflow.state.campaign_decisions import DecisionCounts, counts_of, decisions_of
from contentflow.state.campaign_head import (
    Banner,
    Head,
    Latest,
    Meter,
    announce,
    banner_of,
    head_of,
    latest_of,
    meter_of,
)
from contentflow.state.campaign_marks import Marks
from contentflow.state.campaign_review import ReviewPanel
from contentflow.state.campaign_rows import Clock, agents_of, clock_of
from contentflow.state.campaign_scores import (
    aims_of,
    aims_var,
    basis_of,
    failing_count,
    gauges_of,
    groups_of,
)
from contentflow.state.campaign_slots import NO_SLOTS
from contentflow.view import CampaignView

Values = dict[str, Any]

# What all pages of a campaign show alike, as it is while there is nothing to show.
NOTHING: Values = {
    "head": Head(),
    "meter": Meter(),
    "controls": Controls(),
    "clock": Clock(),
    "banner": Banner(),
    "latest": Latest(),
    "front": Front(),
    "byline": [],
    "tail": Tail(),
    "tail_text": "",
    "gauges": [],
    **{aims_var(score): {} for score in ScoreName},
    "basis": {},
    "measured": False,
    "failing": 0,
    "_decisions": [],
    "decision_counts": DecisionCounts(),
    "band": Band(),
    "pace": Pace(),
    "review": ReviewPanel(),
    "announcement": "",
    "people": [],
    "viewing": 0,
    "marks": Marks(),
    "may_edit": False,
    "own": False,
    "may_start": False,
    **NO_SLOTS,
}


def rows_of(view: CampaignView, at: datetime) -> Values:
    """Every var of the page for a view."""
    return {
        "head": head_of(view),
        "meter": meter_of(view),
        "controls": controls_of(view),
        "agents": agents_of(view),
        "banner": banner_of(view),
        "latest": latest_of(view),
        "front": front_of(view),
        "byline": byline_of(view),
        "blocks": blocks_of(view),
        "gauges": gauges_of(view),
        **aims_of(view),
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
        "groups": groups_of(view, at),
    }


def changes_of(view: CampaignView, batch: list[Message], at: datetime) -> Values:
    """The vars a batch may have changed; few when it was only time or words. Call after `fold`."""
    if all(message["type"] == EventType.TAIL for message in batch):
        return _passing_time(view, at)
    values = rows_of(view, at)
    said = announce(view, batch)
    return {**values, "announcement": said} if said else values
