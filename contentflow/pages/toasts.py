"""Toasts, drawn from a state var: Reflex's own go through eval, which our pages do not allow."""

from typing import Any

import reflex as rx
from reflex.event import EventSpec

from contentflow.pages.components import icon, status_colour, status_icon
from contentflow.state.events import handler
from contentflow.state.shelf import ShelfLine
from contentflow.state.shelf import ShelfState as Shelf
from contentflow.state.toasts import ToastLine
from contentflow.state.toasts import ToastState as State

_SECONDS = 6


class LeaveAfter(rx.Component):
    """Tells when the toast around it has been shown long enough."""

    library = "/public/toasts.jsx"
    tag = "LeaveAfter"
    seconds: rx.Var[int]
    strict: rx.Var[bool]

    @classmethod
    def get_event_triggers(cls) -> dict[str, Any]:
        """`on_leave`: its time is over."""
        return {**super().get_event_triggers(), "on_leave": rx.event.no_args_event_spec}


def toasts() -> rx.Component:
    """The corner where toasts come up; read aloud when the person is not busy."""
    return rx.el.ol(
        rx.foreach(State.toasts, _toast),
        rx.foreach(Shelf.lines, _put_away),
        class_name="toasts",
        role="log",
        aria_label="What just happened",
        aria_live="polite",
    )


def _toast(toast: ToastLine) -> rx.Component:
    gone = handler(State.dismiss)(toast.key)
    return rx.el.li(
        *_told(toast.status, toast.title, toast.text),
        _cross(gone),
        LeaveAfter.create(seconds=_SECONDS, strict=False, on_leave=gone),
        key=toast.key,
        class_name="toast",
    )


def _put_away(line: ShelfLine) -> rx.Component:
    """What was archived or deleted; a deletion can be taken back while this is shown."""
    gone = handler(Shelf.dismiss)(line.key)
    undo = rx.el.button(
        "Undo", type="button", class_name="btn sm outline", on_click=handler(Shelf.undo)(line.key)
    )
    return rx.el.li(
        *_told(line.status, line.title, line.text),
        rx.cond(line.undo, undo),
        _cross(gone),
        LeaveAfter.create(seconds=line.seconds, strict=line.undo, on_leave=gone),
        key=line.key,
        class_name="toast",
    )


def _told(status: str, title: str, text: str) -> tuple[rx.Component, rx.Component]:
    return (
        rx.el.span(status_icon(status, 14), class_name=f"status {status_colour(status)}"),
        rx.el.div(
            rx.el.b(title),
            rx.cond(text, rx.el.p(text, title=text), rx.fragment()),
            class_name="grow",
        ),
    )


def _cross(gone: EventSpec) -> rx.Component:
    return rx.el.button(
        icon("x", 14),
        type="button",
        aria_label="Dismiss",
        title="Dismiss",
        on_click=gone,
        class_name="btn icon sm",
    )
