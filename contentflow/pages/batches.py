"""The batches: a table where there is room, cards where there is not."""

import reflex as rx

from contentflow import routes
from contentflow.pages.components import (
    avatar,
    empty_state,
    icon,
    progress_bar,
    skeleton,
    status_badge,
)
from contentflow.pages.layout import link, page
from contentflow.state.batch_rows import BatchLine
from contentflow.state.batches import BatchesState as State
from contentflow.state.events import handler

_COLUMNS = (
    ("Batch", ""),
    ("Status", "c-status"),
    ("Progress", "c-progress"),
    ("Outcome", "c-outcome"),
    ("Owner", "c-owner"),
    ("Made", "c-made r"),
)


def batches() -> rx.Component:
    """All batches this person may see, and their own rows that are not started."""
    return page(
        rx.el.div(
            _head(),
            rx.match(
                State.phase,
                ("loading", _loading()),
                ("empty", _first_use()),
                rx.fragment(_table(), _cards(), _more()),
            ),
            class_name="page",
        ),
        title="Batches",
    )


def _head() -> rx.Component:
    return rx.el.header(
        rx.el.div(rx.el.h1("Batches"), rx.el.p(State.summary, class_name="num")),
        rx.cond(
            State.may_start & (State.phase == "found"),
            rx.el.span(_new_batch(), class_name="row end"),
            rx.fragment(),
        ),
        class_name="page_head",
    )


def _new_batch() -> rx.Component:
    return link(routes.NEW_BATCH, icon("plus", 14), "New batch", class_name="btn solid")


def _table() -> rx.Component:
    heads = [rx.el.th(_heading(name), class_name=look, scope="col") for name, look in _COLUMNS]
    return rx.el.div(
        rx.el.table(
            rx.el.thead(rx.el.tr(*heads)),
            rx.el.tbody(rx.foreach(State.lines, _row)),
            class_name="tbl campaigns batches",
        ),
        class_name="tblwrap list",
    )


def _heading(name: str) -> rx.Component | str:
    return rx.el.span(name, class_name="sr") if name == "Owner" else name


def _row(line: BatchLine) -> rx.Component:
    return rx.el.tr(
        rx.el.td(
            link(line.href, line.name, class_name="med trunc", display="block", title=line.name),
            rx.el.span(line.about, class_name="t1 muted nowrap trunc", title=line.about),
        ),
        rx.el.td(status_badge(line.status, line.status_words)),
        rx.el.td(_progress(line)),
        rx.el.td(line.outcome, class_name="t1 num", title=line.outcome),
        rx.el.td(avatar(line.initials, line.owner), class_name="c-owner"),
        rx.el.td(rx.cond(line.started, line.time, _drop(line)), class_name="t1 num nowrap r"),
        key=line.id,
    )


def _drop(line: BatchLine) -> rx.Component:
    return rx.el.button(
        icon("x", 12),
        type="button",
        class_name="btn sm icon ghost above",
        aria_label=f"Discard the rows of {line.name}",
        title="Discard these rows",
        on_click=handler(State.drop)(line.id),
    )


def _progress(line: BatchLine) -> rx.Component:
    return rx.cond(
        line.started,
        rx.el.span(
            progress_bar(line.progress, line.status),
            rx.el.span(line.progress, "%", class_name="t1 muted num"),
            class_name="row",
        ),
        rx.el.span("Check and start", class_name="t1 muted"),
    )


def _cards() -> rx.Component:
    return rx.el.div(rx.el.section(rx.foreach(State.lines, _card)), class_name="cards")


def _card(line: BatchLine) -> rx.Component:
    return rx.el.article(
        rx.el.span(
            link(line.href, line.name, class_name="med grow opens_card"),
            rx.cond(line.started, rx.fragment(), _drop(line)),
            class_name="row top",
        ),
        rx.el.span(line.about, class_name="t1 muted"),
        rx.el.span(
            status_badge(line.status, line.status_words),
            rx.el.span(line.time, class_name="t1 muted num end nowrap"),
            class_name="row",
        ),
        _progress(line),
        rx.cond(line.outcome != "", rx.el.span(line.outcome, class_name="t1 num")),
        class_name="campaign_card",
        key=line.id,
    )


def _more() -> rx.Component:
    button = rx.el.button(
        "Show more", type="button", class_name="btn outline", on_click=State.show_more
    )
    return rx.cond(
        State.more, rx.el.div(button, class_name="row", padding_top="var(--space-4)"), rx.fragment()
    )


def _loading() -> rx.Component:
    row = rx.el.div(skeleton("34%"), skeleton("12%"), skeleton("14%"), class_name="skelrow")
    return rx.el.div(*[row] * 6, class_name="tblwrap", aria_busy=True, aria_label="Loading")


def _first_use() -> rx.Component:
    about = (
        "Paste topics or send a spreadsheet: every row becomes a campaign, checked before anything"
        " starts, and all of them are steered as one."
    )
    return rx.cond(
        State.may_start,
        empty_state("No batches yet", about, _new_batch()),
        empty_state("No batches yet", "Nobody has shared a campaign of a batch with you."),
    )
