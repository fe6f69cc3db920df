"""What can be done with the chosen campaigns; floats up when something is chosen."""

import reflex as rx
from reflex.event import EventSpec

from contentflow.pages.components import icon
from contentflow.pages.dialogs import confirm
from contentflow.state.campaigns import CampaignsState as State
from contentflow.state.events import handler
from contentflow.state.shelf import ShelfState as Shelf


def bulk_bar() -> rx.Component:
    """The bar, and the question before a deletion."""
    return rx.fragment(rx.cond(State.selected, _bar()), _question())


def _count() -> rx.Var[int]:
    return rx.Var.create(State.selected).length()


def _bar() -> rx.Component:
    ids = State.selected
    return rx.el.div(
        rx.el.span(_count(), " selected", class_name="med num nowrap", role="status"),
        rx.el.span(class_name="sep"),
        rx.cond(
            State.filters.archived,
            _deed("archive-restore", "Take out of the archive", handler(Shelf.unarchive)(ids)),
            _deed("archive", "Archive", handler(Shelf.archive)(ids)),
        ),
        rx.cond(State.bar.own, _deed("trash-2", "Delete", handler(Shelf.ask_delete)(), "danger")),
        rx.el.span(class_name="sep"),
        rx.el.button(
            icon("x", 14),
            type="button",
            aria_label="Clear selection",
            title="Clear selection",
            class_name="btn sm icon ghost",
            on_click=State.select_none,
        ),
        class_name="bulk",
        role="toolbar",
        aria_label="Actions for the selected campaigns",
    )


def _deed(name: str, verb: str, does: EventSpec, look: str = "") -> rx.Component:
    return rx.el.button(
        icon(name, 12), verb, type="button", class_name=f"btn sm ghost {look}", on_click=does
    )


def _question() -> rx.Component:
    what = rx.cond(_count() == 1, "1 campaign", f"{_count()} campaigns")
    return confirm(
        Shelf.asking,
        rx.fragment("Delete ", what, "?"),
        "They are gone for everybody at once, and what runs is cancelled."
        " For 10 s you can take that back.",
        rx.fragment("Delete ", what),
        does=handler(Shelf.delete)(State.selected),
        close=Shelf.close,
    )
