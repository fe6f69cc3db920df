"""Toasts, drawn from a state var: Reflex's own go through eval, which our pages do not allow."""

from typing import Any

import reflex as rx

from contentflow.pages.components import icon, status_colour, status_icon
from contentflow.state.events import handler
from contentflow.state.toasts import ToastLine
from contentflow.state.toasts import ToastState as State

_SECONDS = 6


class LeaveAfter(rx.Component):
    """Tells when the toast around it has been shown long enough."""

    library = "/public/toasts.jsx"
    tag = "LeaveAfter"
    seconds: rx.Var[int]

    @classmethod
    def get_event_triggers(cls) -> dict[str, Any]:
        """`on_leave`: its time is over."""
        return {**super().get_event_triggers(), "on_leave": rx.event.no_args_event_spec}


def toasts() -> rx.Component:
    """The corner where toasts come up; read aloud when the person is not busy."""
    return rx.el.ol(
        rx.foreach(State.toasts, _toast),
        class_name="toasts",
        role="log",
        aria_label="What just happened",
        aria_live="polite",
    )


def _toast(toast: ToastLine) -> rx.Component:
    gone = handler(State.dismiss)(toast.key)
    return rx.el.li(
        rx.el.span(
            status_icon(toast.status, 14), class_name=f"status {status_colour(toast.status)}"
        ),
        rx.el.div(
            rx.el.b(toast.title),
            rx.cond(toast.text, rx.el.p(toast.text, title=toast.text), rx.fragment()),
            class_name="grow",
        ),
        rx.el.button(
            icon("x", 14),
            type="button",
            aria_label="Dismiss",
            title="Dismiss",
            on_click=gone,
            class_name="btn icon sm",
        ),
        LeaveAfter.create(seconds=_SECONDS, on_leave=gone),
        key=toast.key,
        class_name="toast",
    )
