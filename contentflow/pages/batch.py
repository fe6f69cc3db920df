"""One batch, live: what is done with it, its figures, its campaigns."""

import reflex as rx

from contentflow import routes
from contentflow.names import Priority
from contentflow.pages.batch_bulk import batch_bulk
from contentflow.pages.batch_figures import batch_figures
from contentflow.pages.batch_rows import batch_rows
from contentflow.pages.components import empty_state, icon, run_banner, skeleton, status_badge
from contentflow.pages.dialogs import Verb, confirm
from contentflow.pages.layout import link, page
from contentflow.pages.parts import ClickNow, SelectNow
from contentflow.pages.trying import cancel_button, trying_button
from contentflow.state.batch import BatchState as State
from contentflow.state.batch_deeds import BatchDeedsState as Deeds
from contentflow.state.events import handler

_KEPT = (
    "What waits is not written. What works stops, and keeps its text, its versions and every"
    " decision."
)


def batch() -> rx.Component:
    """The batch of the address."""
    return page(
        rx.el.div(
            rx.match(
                State.phase,
                ("loading", _loading()),
                ("missing", _missing()),
                rx.fragment(_head(), _banner(), batch_figures(), batch_rows(), batch_bulk()),
            ),
            class_name="page batch",
        ),
        title="Batch",
    )


def _head() -> rx.Component:
    crumb = rx.el.div(
        link(routes.BATCHES, "Batches"),
        icon("chevron-right", 12),
        rx.el.span(State.head.about, class_name="trunc"),
        class_name="crumb t1",
    )
    return rx.fragment(
        rx.el.header(
            rx.el.div(
                crumb,
                rx.el.div(
                    rx.el.h1(State.head.name, title=State.head.name, class_name="trunc"),
                    status_badge(State.head.status, State.head.status_words, pill=True),
                    class_name="row g3 ttl",
                ),
                class_name="grow",
            ),
            rx.cond(State.head.steers, _actions(), _owner()),
            class_name="page_head",
        ),
        _refusal(),
    )


def _owner() -> rx.Component:
    return rx.el.span(
        icon("lock", 12),
        rx.el.span(State.head.owner, " made this batch. You see what is shared with you."),
        class_name="row t1 muted end",
    )


def _actions() -> rx.Component:
    """What works now, and the question asked before everything is cancelled."""
    return rx.el.div(
        rx.cond(State.head.going, _priority(), rx.fragment()),
        ClickNow.create(
            rx.cond(State.head.failed > 0, _retry()),
            rx.cond(
                State.head.pause, trying_button("pause", "Pause", "pausing", handler(Deeds.pause)())
            ),
            rx.cond(
                State.head.resume,
                trying_button("play", "Resume", "resuming", handler(Deeds.resume)()),
            ),
            rx.cond(State.head.cancel, _cancel()),
            truth=State.head.truth,
            refused=Deeds.refusal,
        ),
        class_name="row end wrap acts",
        role="group",
        aria_label="Actions",
    )


def _priority() -> rx.Component:
    return SelectNow.create(
        value=State.head.priority,
        options=[one.value for one in Priority],
        label="Priority of the batch",
        refused=Deeds.refusal,
        on_pick=handler(Deeds.set_priority),
    )


def _retry() -> rx.Component:
    return rx.el.button(
        icon("rotate-cw", 14),
        rx.el.span("Re-run ", State.head.failed, " failed", class_name="wish"),
        rx.el.span("Queueing", class_name="wished"),
        type="button",
        class_name="btn outline num",
        on_click=handler(Deeds.retry)(),
        custom_attrs={"data-try": "retrying"},
    )


def _cancel() -> rx.Component:
    return rx.fragment(
        cancel_button(Deeds.ask_cancel),
        confirm(
            Deeds.asking,
            "Cancel this batch?",
            _KEPT,
            Verb("Cancel the batch", keep="Go on", tries="cancelling"),
            does=handler(Deeds.cancel)(),
            close=Deeds.close,
        ),
    )


def _refusal() -> rx.Component:
    said = rx.el.p(icon("circle-x", 14), Deeds.refusal, role="alert", class_name="err")
    return rx.cond((Deeds.refusal != "") & (Deeds.of == State.head.id), said, rx.fragment())


def _banner() -> rx.Component:
    start_now = rx.cond(
        State.head.steers,
        rx.el.button(
            "Start now",
            type="button",
            class_name="btn sm outline",
            on_click=handler(Deeds.start_now)(),
        ),
        rx.fragment(),
    )
    return rx.fragment(
        rx.cond(
            State.head.starts != "",
            run_banner("pending", f"Starts {State.head.starts}.", start_now),
        ),
        rx.cond(
            State.head.reason != "",
            rx.cond(
                State.head.reason_look == "warn",
                run_banner("warn", State.head.reason),
                run_banner("pending", State.head.reason),
            ),
        ),
    )


def _missing() -> rx.Component:
    back = link(routes.BATCHES, "Back to batches", class_name="btn outline")
    return empty_state("No such batch", "It does not exist, or is not shared with you.", back)


def _loading() -> rx.Component:
    row = rx.el.div(
        skeleton("34%"), skeleton("12%"), skeleton("12%"), skeleton("14%"), class_name="skelrow"
    )
    return rx.el.div(*[row] * 8, class_name="tblwrap", aria_busy=True, aria_label="Loading")
