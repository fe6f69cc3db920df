"""The inbox: what happened to one's campaigns while one was away."""

import reflex as rx

from contentflow import routes
from contentflow.pages.components import empty_state, icon, skeleton, status_colour, status_icon
from contentflow.pages.layout import link, page
from contentflow.pages.parts import ClickNow, Moment
from contentflow.state.events import handler
from contentflow.state.inbox import InboxDay, InboxLine
from contentflow.state.inbox import InboxState as State


def inbox() -> rx.Component:
    """Everything the person was told, the newest first."""
    return page(
        rx.el.div(
            _head(),
            rx.cond(
                State.problem,
                rx.el.div(icon("circle-x", 14), State.problem, class_name="notice", role="alert"),
                rx.fragment(),
            ),
            rx.match(
                State.phase,
                ("loading", _loading()),
                ("empty", _empty()),
                rx.fragment(rx.foreach(State.days, _day), _more()),
            ),
            class_name="page inbox",
        ),
        title="Inbox",
    )


def _head() -> rx.Component:
    return rx.el.header(
        rx.el.div(
            rx.el.h1("Inbox"),
            rx.el.p(rx.cond(State.unread, f"{State.unread} unread", "Nothing unread")),
        ),
        rx.el.div(
            rx.cond(
                State.unread,
                rx.el.button(
                    icon("check-check", 14),
                    "Mark all as read",
                    type="button",
                    on_click=State.read_all,
                    class_name="btn outline",
                ),
                rx.fragment(),
            ),
            link(
                routes.SETTINGS, icon("settings-2", 14), "What to hear of", class_name="btn ghost"
            ),
            class_name="row end wrap",
        ),
        class_name="page_head",
    )


def _day(day: InboxDay) -> rx.Component:
    return rx.el.section(
        rx.el.h2(day.name),
        rx.el.ul(rx.foreach(day.lines, _line), class_name="card"),
        key=day.name,
        aria_label=day.name,
    )


def _line(line: InboxLine) -> rx.Component:
    return rx.el.li(
        ClickNow.create(_told(line), truth=line.unread, refused=State.problem),
        key=line.id,
        class_name=rx.cond(line.unread, "unread", ""),
    )


def _told(line: InboxLine) -> rx.Component:
    return rx.fragment(
        rx.el.span(
            rx.match(line.status, ("shared", icon("users", 14)), status_icon(line.status)),
            class_name=f"status {status_colour(line.status)}",
        ),
        rx.el.div(
            link(
                line.href,
                rx.el.span(line.title, class_name="what"),
                rx.el.span(line.about, class_name="trunc muted", title=line.about),
                on_click=handler(State.read)(line.id),
                class_name="row",
            ),
            rx.cond(line.text, rx.el.p(line.text, class_name="t1 muted"), rx.fragment()),
            class_name="grow",
        ),
        rx.el.span(Moment.create(line.time, at=line.at), class_name="t1 muted num nowrap"),
        _mark(line),
    )


def _mark(line: InboxLine) -> rx.Component:
    return rx.cond(
        line.unread,
        rx.el.button(
            rx.el.i(class_name="dot"),
            rx.el.span("Unread. Mark as read", class_name="sr"),
            type="button",
            title="Mark as read",
            on_click=handler(State.read)(line.id),
            custom_attrs={"data-try": ""},
            class_name="btn icon sm mark",
        ),
        rx.el.span(class_name="mark"),
    )


def _more() -> rx.Component:
    return rx.cond(
        State.more,
        rx.el.button(
            "Show older", type="button", on_click=State.show_more, class_name="btn outline"
        ),
        rx.fragment(),
    )


def _empty() -> rx.Component:
    return empty_state(
        "Nothing yet",
        "When an agent is done, a campaign ends, or somebody shares one with you, it is told here.",
        link(routes.HOME, "All campaigns", class_name="btn outline"),
    )


def _loading() -> rx.Component:
    row = rx.el.div(skeleton("14px", "14px"), skeleton("46%"), class_name="skelrow")
    return rx.el.div(*[row] * 6, class_name="tblwrap", aria_busy=True, aria_label="Loading")
