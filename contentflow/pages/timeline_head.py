"""The head of the timeline: which run, what it is compared with, how it is shown, its files."""

import reflex as rx

from contentflow import routes
from contentflow.pages.components import download, icon
from contentflow.pages.timeline_parts import band
from contentflow.state.campaign import CampaignState
from contentflow.state.campaign_band import RunChoice
from contentflow.state.events import handler
from contentflow.state.timeline import TimelineState as State


def timeline_head() -> rx.Component:
    """The line that stays when the rest is folded."""
    return rx.el.div(
        rx.el.h3("Timeline"),
        rx.cond(band.runs.length() > 1, _runs(), rx.el.span(band.title, class_name="muted num")),
        rx.cond(band.started != "", _started()),
        rx.cond(band.lanes, _tools()),
        class_name="th",
    )


def _runs() -> rx.Component:
    return rx.el.select(
        rx.foreach(band.runs, _run),
        value=band.run,
        on_change=handler(State.choose_run),
        aria_label="Run",
        class_name="input",
    )


def _run(run: RunChoice, index: int) -> rx.Component:
    return rx.el.option(run.label, rx.cond(index == 0, " (latest)", ""), value=run.id)


def _started() -> rx.Component:
    local = rx.Var(
        f"new Date({band.started!s}).toLocaleTimeString('en-GB')",
        _var_data=band.started._get_all_var_data(),
    ).to(str)
    return rx.el.span(
        "started ", rx.el.time(local, date_time=band.started), class_name="muted num started"
    )


def _tools() -> rx.Component:
    return rx.el.div(
        rx.cond(band.compared != "", _compare()),
        rx.el.button(
            rx.cond(State.table, icon("chart-gantt", 12), icon("table", 12)),
            rx.cond(State.table, "Show as chart", "Show as table"),
            type="button",
            on_click=State.toggle_table,
            class_name="btn sm outline",
        ),
        rx.el.span(
            *(_download(form, word) for form, word in _FORMS),
            role="group",
            aria_label="Download the timeline",
            class_name="row g1",
        ),
        class_name="row g3 tl_tools",
    )


_FORMS = (("csv", "CSV"), ("json", "JSON"), ("trace", "Trace"))


def _download(form: str, word: str) -> rx.Component:
    return download(
        routes.timeline(CampaignState.shown, form, band.run),
        icon("download", 12),
        word,
        title="Opens in Perfetto" if form == "trace" else None,
        class_name="btn sm outline",
    )


def _compare() -> rx.Component:
    return rx.el.span(
        rx.el.button(
            type="button",
            role="switch",
            aria_checked=State.compare,
            aria_labelledby="timeline-compare",
            on_click=State.toggle_compare,
            class_name=rx.cond(State.compare, "switch on", "switch"),
        ),
        rx.el.span(
            rx.el.i(class_name="gb ghost", aria_hidden=True),
            "Compare with ",
            band.compared,
            rx.el.span(" (", band.compared_note, ")", class_name="muted num"),
            id="timeline-compare",
            class_name="legend with",
        ),
        class_name="row compare",
    )
