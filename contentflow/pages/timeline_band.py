"""The timeline at the bottom of the campaign page: a row per agent, boxes placed in percent."""

import reflex as rx

from contentflow.pages.components import agent_tile
from contentflow.state.campaign import CampaignState as State
from contentflow.state.campaign_band import Box, Lane, Tick


def timeline_band() -> rx.Component:
    """The whole band with its legend."""
    return rx.el.section(
        rx.el.div(
            rx.el.h3("Timeline"),
            rx.el.span(State.head.run, class_name="muted num hidem"),
            rx.el.span(
                _legend("Completed", "completed"),
                _legend("Running", "running"),
                _legend("Failed", "failed"),
                _legend("Expected", "eta"),
                _legend("Not started", "pend"),
                class_name="row g3 hidem",
            ),
            class_name="th",
        ),
        rx.cond(
            State.band.lanes,
            rx.el.div(
                rx.foreach(State.band.lanes, _lane),
                rx.el.div(),
                rx.el.div(
                    rx.foreach(State.band.ticks, _tick),
                    rx.cond(State.band.now != "", _now_tag()),
                    class_name="axis",
                ),
                class_name="gantt",
            ),
            rx.el.p("Starts when the first agent does", class_name="gantt_empty muted t1"),
        ),
        aria_label="Timeline",
        class_name="timeline",
    )


def _legend(word: str, kind: str) -> rx.Component:
    return rx.el.span(rx.el.i(class_name=f"gb {kind}"), word, class_name="legend")


def _lane(lane: Lane) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            agent_tile(lane.name, "sm"),
            rx.el.span(lane.label, class_name="trunc"),
            rx.el.span(
                rx.el.span(lane.status, class_name=f"status {lane.kind} num"), class_name="st"
            ),
            class_name="lbl",
        ),
        rx.el.div(
            rx.foreach(lane.boxes, _box),
            rx.cond(
                lane.note != "",
                rx.el.span(
                    lane.note, class_name="gb_l", style={"left": f"calc({lane.note_left} + 6px)"}
                ),
            ),
            rx.cond(
                State.band.now != "", rx.el.i(class_name="nowline", style={"left": State.band.now})
            ),
            class_name="trk",
        ),
        key=lane.name,
        class_name="timeline_row",
    )


def _box(box: Box) -> rx.Component:
    return rx.el.i(class_name=f"gb {box.kind}", style={"left": box.left, "width": box.width})


def _tick(tick: Tick) -> rx.Component:
    return rx.el.span(tick.label, style={"left": tick.left})


def _now_tag() -> rx.Component:
    return rx.el.span(State.band.now_label, class_name="nowtag", style={"left": State.band.now})
