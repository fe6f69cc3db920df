"""The timeline at the bottom of the campaign page: a row per agent, or the same as a table."""

import reflex as rx

from contentflow.pages.components import agent_tile, icon, status_icon
from contentflow.pages.timeline_head import timeline_head
from contentflow.pages.timeline_parts import Calls, Fold, Gantt, back, band, opened, pace
from contentflow.pages.timeline_table import timeline_table
from contentflow.state.campaign import CampaignState
from contentflow.state.campaign_lanes import Box, Lane
from contentflow.state.events import handler
from contentflow.state.timeline import TimelineState as State


def timeline_band() -> rx.Component:
    """The whole band: its head, and what folds away."""
    return Fold.create(
        timeline_head(),
        rx.el.div(
            rx.cond(State.problem != "", rx.el.p(State.problem, role="alert", class_name="err")),
            rx.cond(band.lanes, _reading()),
            rx.cond(band.lanes, _body(), _nothing()),
            id="timeline-body",
            class_name="tl_body",
        ),
    )


def _legends() -> rx.Component:
    return rx.el.span(
        _legend("Completed", "completed"),
        _legend("Running", "running"),
        _legend("Failed attempt", "failed"),
        _legend("Expected", "eta"),
        _legend("Waiting", "wait"),
        class_name="row g3 legends",
    )


def _legend(word: str, kind: str) -> rx.Component:
    return rx.el.span(rx.el.i(class_name=f"gb {kind}"), word, class_name="legend")


def _reading() -> rx.Component:
    """What took longest, and what the colours are."""
    return rx.el.div(
        rx.cond(
            band.bottleneck != "",
            rx.el.p(icon("hourglass", 12), band.bottleneck, class_name="bottleneck num"),
        ),
        rx.cond(State.table, rx.fragment(), _legends()),
        class_name="reading",
    )


def _nothing() -> rx.Component:
    return rx.el.p(
        rx.cond(
            CampaignState.head.waiting != "",
            rx.fragment(CampaignState.head.waiting, ". Starts when the first agent does"),
            "Starts when the first agent does",
        ),
        class_name="gantt_empty muted t1",
    )


def _body() -> rx.Component:
    return rx.fragment(
        timeline_table(),
        rx.cond(
            State.table,
            rx.fragment(),
            Gantt.create(
                rx.foreach(band.lanes, _lane),
                key=band.run,  # another run is seen whole
                length=rx.cond(State.compare, pace.farther, pace.reach),
                scales=band.scales,
                marks=pace.marks,
                now=pace.now,
            ),
        ),
    )


def _lane(lane: Lane) -> rx.Component:
    return rx.el.div(
        _label(lane),
        rx.el.div(
            rx.foreach(lane.boxes, _box),
            _note(lane),
            rx.cond(pace.live, rx.el.i(class_name="nowline")),
            class_name=rx.cond(State.compare, "trk compared", "trk"),
            aria_hidden=True,
        ),
        rx.cond(opened == lane.name, _calls(lane)),
        key=lane.name,
        class_name="timeline_row",
    )


def _label(lane: Lane) -> rx.Component:
    return rx.el.div(
        rx.cond(lane.group != "", rx.el.i(class_name=f"group {lane.group}", aria_hidden=True)),
        agent_tile(lane.name, "sm"),
        rx.cond(lane.calls > 0, _opener(lane), rx.el.span(lane.label, class_name="trunc")),
        rx.el.span(
            status_icon(lane.kind),
            rx.cond(lane.kind == "running", pace.agents[lane.name].took, lane.status),
            class_name=f"st status num {lane.kind}",
        ),
        class_name="lbl",
    )


def _opener(lane: Lane) -> rx.Component:
    return rx.el.button(
        rx.el.span(lane.label, class_name="trunc"),
        rx.icon("chevron-right", class_name="i s12 turn"),
        type="button",
        aria_label=f"{lane.label}, model calls",
        aria_expanded=opened == lane.name,
        on_click=handler(State.open_agent)(lane.name),
        class_name="opener",
    )


def _box(box: Box) -> rx.Component:
    return rx.el.i(
        title=box.said, class_name=f"gb {box.kind}", style={"--s": box.start, "--e": box.end}
    )


def _note(lane: Lane) -> rx.Component:
    moving = pace.agents[lane.name].note
    said = rx.cond(lane.kind == "running", moving, lane.note)
    return rx.el.span(
        rx.cond(lane.cached, icon("zap", 12)),
        rx.el.span(said),
        rx.cond(lane.versus != "", rx.el.span(lane.versus, class_name="versus")),
        class_name=f"gb_l {lane.before}",
        style={"--s": lane.note_at, "--b": lane.note_from},
    )


def _calls(lane: Lane) -> rx.Component:
    return Calls.create(
        rows=State.calls,
        label=lane.label,
        live=(lane.kind == "running") & ~back,
        on_refresh=State.refresh_calls,
    )
