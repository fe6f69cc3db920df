"""The settings: what a person hears of, and for admins what other programs are told."""

import reflex as rx

from contentflow.pages.components import icon, skeleton
from contentflow.pages.layout import page
from contentflow.pages.options import options
from contentflow.pages.webhooks import webhooks
from contentflow.state.events import handler
from contentflow.state.settings import ChoiceLine
from contentflow.state.settings import SettingsState as State

_WHAT = (
    "A toast comes up on a campaign’s page while you look at it. The inbox keeps what happened "
    "while you were away."
)


def settings() -> rx.Component:
    """One section below the other."""
    return page(
        rx.el.div(
            rx.el.header(rx.el.h1("Settings"), class_name="page_head"),
            rx.match(
                State.phase,
                ("loading", rx.el.div(skeleton("100%", "280px"), aria_busy=True)),
                rx.fragment(
                    _notifications(),
                    rx.cond(State.admin, rx.fragment(options(), webhooks()), rx.fragment()),
                ),
            ),
            class_name="page settings",
        ),
        title="Settings",
    )


def _notifications() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Notifications", id="notifications"),
        rx.el.p(_WHAT, class_name="muted"),
        rx.cond(
            State.problem,
            rx.el.div(icon("circle-x", 14), State.problem, class_name="notice", role="alert"),
            rx.fragment(),
        ),
        rx.el.table(
            rx.el.thead(
                rx.el.tr(
                    rx.el.th("Event", scope="col"),
                    rx.el.th("Toast", scope="col"),
                    rx.el.th("Inbox", scope="col"),
                )
            ),
            rx.el.tbody(rx.foreach(State.choices, _choice)),
            class_name="card choices",
        ),
        aria_labelledby="notifications",
        class_name="sec",
    )


def _choice(line: ChoiceLine) -> rx.Component:
    return rx.el.tr(
        rx.el.th(line.label, scope="row"),
        rx.el.td(rx.cond(line.toastable, _switch(line, "toast", line.toast), rx.fragment())),
        rx.el.td(_switch(line, "inbox", line.inbox)),
        key=line.kind,
    )


def _switch(line: ChoiceLine, where: str, on: rx.Var[bool] | bool) -> rx.Component:
    return rx.el.button(
        type="button",
        role="switch",
        aria_checked=on,
        aria_label=f"{line.label}: {where}",
        class_name=rx.cond(on, "switch on", "switch"),
        on_click=handler(State.turn)(line.kind, where),
    )
