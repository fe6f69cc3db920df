"""Buttons that show at once that they were clicked; see `ClickNow`."""

from typing import Any

import reflex as rx
from reflex.event import EventSpec

from contentflow.pages.components import icon

_DOING = {
    "pausing": "Pausing",
    "resuming": "Resuming",
    "cancelling": "Cancelling",
    "retrying": "Retrying",
    "skipping": "Skipping",
    "starting": "Starting",
}


def trying(verb: str, tries: str) -> tuple[rx.Component, rx.Component]:
    """The verb, and what stands in its place once it was clicked; `tries` is the `data-try`."""
    return rx.el.span(verb, class_name="wish"), rx.el.span(_DOING[tries], class_name="wished")


def trying_button(name: str, verb: str, tries: str, does: EventSpec) -> rx.Component:
    """A button with an icon whose click is shown before it is answered."""
    return rx.el.button(
        icon(name, 14),
        *trying(verb, tries),
        type="button",
        class_name="btn outline",
        on_click=does,
        custom_attrs={"data-try": tries},
    )


def cancel_button(asks: Any) -> rx.Component:
    """It only opens a question, whose answer is what is tried."""
    return rx.el.button(
        icon("x", 14),
        *trying("Cancel", "cancelling"),
        type="button",
        class_name="btn outline",
        on_click=asks,
        custom_attrs={"data-shows": "cancelling"},
    )
