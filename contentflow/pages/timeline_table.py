"""The timeline as a table: read to those who do not see the chart, and shown to who asks for it."""

import reflex as rx

from contentflow.pages.timeline_parts import CallTable, back, band, opened
from contentflow.state.campaign_lanes import Lane
from contentflow.state.campaign_table import TableRow
from contentflow.state.events import handler
from contentflow.state.timeline import TimelineState as State

_HEADS = ("What", "Status", "Began", "Took", "Model calls", "Cost", "Note")


def timeline_table() -> rx.Component:
    """Each wait and execution of the run; below it the model calls of the agent that is opened."""
    return rx.el.div(
        rx.el.table(
            rx.el.caption(band.title, ": waits and agents by the time they began"),
            rx.el.thead(
                rx.el.tr(
                    *(rx.el.th(head, scope="col") for head in _HEADS),
                    rx.cond(band.compared != "", rx.el.th("Beside ", band.compared, scope="col")),
                )
            ),
            rx.el.tbody(rx.foreach(band.table, _row)),
            class_name="tl_table num",
        ),
        rx.cond(State.table, rx.foreach(band.lanes, _calls)),
        tab_index=rx.cond(State.table, 0, -1),
        role="group",
        aria_label="The timeline as a table",
        class_name=rx.cond(State.table, "tl_tables", "sr"),
    )


def _row(row: TableRow) -> rx.Component:
    return rx.el.tr(
        rx.el.th(row.what, scope="row"),
        rx.el.td(row.status),
        rx.el.td(row.begin),
        rx.el.td(row.took),
        rx.el.td(rx.cond(State.table & (row.agent != ""), _opener(row), row.calls)),
        rx.el.td(row.cost),
        rx.el.td(row.note),
        rx.cond(band.compared != "", rx.el.td(row.versus)),
    )


def _opener(row: TableRow) -> rx.Component:
    return rx.el.button(
        row.calls,
        rx.el.span(f" model calls of {row.what}", class_name="sr"),
        type="button",
        aria_expanded=opened == row.agent,
        on_click=handler(State.open_agent)(row.agent),
        class_name="link",
    )


def _calls(lane: Lane) -> rx.Component:
    return rx.cond(
        opened == lane.name,
        CallTable.create(
            rows=State.calls,
            label=lane.label,
            live=(lane.kind == "running") & ~back,
            on_refresh=State.refresh_calls,
        ),
    )
